//! What is said and generated about calls that are tried again.

use proc_macro2::{Delimiter, Group, TokenTree};
use quote::quote;

use super::generated::{self, assert_holds};
use super::{api, assert_says, endpoint, tokens};

const OPTIONS: &[(&str, &[&str])] = &[
    (
        "retry = none",
        &["`retry` cannot be `none`", "write `retry = never`"],
    ),
    ("retry = nevr", &["`retry` cannot be `nevr`"]),
    (
        "retry = \"never\"",
        &["`retry` cannot be `\"never\"`", "write `retry = never`"],
    ),
    (
        "retry = 3",
        &["`retry` cannot be `3`", "`retry = Retry::standard()"],
    ),
    ("retry = false", &["`retry` cannot be `false`"]),
    ("retry", &["`retry` has no value"]),
    ("retry(never)", &["`retry` cannot be `(never)`"]),
    ("retry = never PATIENT", &["`retry` ends before this"]),
    (
        "retry = never, retry = PATIENT",
        &["`retry` is given twice"],
    ),
    (
        "retri = never",
        &["has no option `retri`", "did you mean `retry = "],
    ),
    ("idempotency_key", &["`idempotency_key` has no value"]),
    (
        "idempotency_key = Key",
        &["cannot be `Key`", "`idempotency_key = \"Idempotency-Key\"`"],
    ),
    ("idempotency = \"a\"", &["did you mean `idempotency_key = "]),
    (
        "idempotency_key = \"Request Key\"",
        &[
            "`Request Key` cannot be the name of a header",
            "write `idempotency_key = \"Request-Key\"`",
        ],
    ),
    (
        "idempotency_key = \"\"",
        &[
            "the name of the header is empty",
            "write `idempotency_key = \"Idempotency-Key\"`",
        ],
    ),
    (
        "idempotency_key = \"é\"",
        &["names are made of ASCII letters"],
    ),
    (
        "idempotency_key = \"Authorization\"",
        &["the header `Authorization` holds a credential"],
    ),
    (
        "idempotency_key = \"Content-Length\"",
        &[
            "`Content-Length` is written by the client",
            "as in `idempotency_key = \"Idempotency-Key\"`",
        ],
    ),
    (
        "idempotency_key = \"user-agent\"",
        &["is written by the client"],
    ),
];

#[test]
fn options() {
    for (option, parts) in OPTIONS {
        let args = format!("POST \"/x\" -> T, {option}");
        assert_says(&endpoint(&args, "struct X;"), parts);
    }
}

#[test]
fn options_of_an_api() {
    let cases: &[(&str, &[&str])] = &[
        ("retry = none", &["`retry` cannot be `none`"]),
        (
            "retry = 1",
            &["`retry` cannot be `1`", "write `retry = never`"],
        ),
        ("retry =", &["`retry` has no value"]),
        ("retry = never, retry = never", &["`retry` is given twice"]),
    ];
    for (option, parts) in cases {
        let args = format!("base_url = \"https://a\", {option}");
        assert_says(&api(&args, "struct A;"), parts);
    }
}

#[test]
fn a_key_that_is_always_sent() {
    let args = "POST \"/\", idempotency_key = \"Request-Key\"";
    let item = "struct X { #[header(\"request-KEY\")] key: &'static str }";
    assert_says(
        &endpoint(args, item),
        &[
            "the field `key` always sends the header `request-key`",
            "write `key: Option<&'static str>`",
            "take out one of the two",
        ],
    );
}

#[test]
fn a_policy_is_the_word_or_the_expression() {
    for (written, code) in [
        ("never", "__e::Retry::never()"),
        ("PATIENT", "PATIENT"),
        ("NEVER", "NEVER"),
        ("a::B::<u8, u8>::C", "a::B::<u8, u8>::C"),
        ("{ 1 + 2 }", "{ 1 + 2 }"),
        ("Retry::standard()", "Retry::standard()"),
    ] {
        let expanded = generated::endpoint(&format!("GET \"/\", retry = {written}"), "struct X;");
        assert_holds(&expanded, &[&format!("\"/\").retry({code});")]);
        let expanded = generated::api(
            &format!("base_url = \"https://a\", retry = {written}"),
            "struct A;",
        );
        assert_holds(&expanded, &[&format!("const RETRY: __e::Retry = {code};")]);
    }
    for code in [
        generated::endpoint("GET \"/\"", "struct X;"),
        generated::api("base_url = \"https://a\"", "struct A;"),
    ] {
        assert!(!code.to_string().to_lowercase().contains("retry"), "{code}");
    }
}

#[test]
fn a_policy_from_macro_rules() {
    let value = TokenTree::Group(Group::new(Delimiter::None, tokens("never")));
    let code = crate::endpoint::attribute(
        quote!(GET "/", retry = #value),
        &quote!(
            struct X;
        ),
    );
    assert_holds(&code, &[".retry(__e::Retry::never());"]);
}

#[test]
fn the_caller_may_give_the_key() {
    let item = "struct X { #[header(\"idempotency-key\")] key: Option<String>, #[header(\"etag\")] etag: u8 }";
    let expanded = generated::endpoint("POST \"/\", idempotency_key = \"IDEMPOTENCY-Key\"", item);
    assert_holds(
        &expanded,
        &[
            ".idempotency_key(\"idempotency-key\")",
            ".header(\"idempotency-key\", &self.key)",
        ],
    );
}
