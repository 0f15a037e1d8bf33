//! Tests of `endpoint` as a downstream crate sees it: `it/` for behaviour, `ui/` for what the compiler says.
