//! What the compiler says: faults with their messages, and promises that have to compile.

#[test]
fn faults() {
    trybuild::TestCases::new().compile_fail("ui/fail/*/*.rs");
}

#[test]
fn promises() {
    trybuild::TestCases::new().pass("ui/pass/*.rs");
}
