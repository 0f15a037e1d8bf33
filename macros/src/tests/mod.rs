//! The macros driven with strings.

mod faults;
mod generated;
mod keys;
mod messages;
mod others;
mod paged;
mod pages;
mod retry;
mod soup;
mod vectors;

use proc_macro2::TokenStream;

/// Tokens of a text that is known to be made of them.
fn tokens(text: &str) -> TokenStream {
    text.parse()
        .unwrap_or_else(|error| panic!("{error}: {text}"))
}

fn endpoint(args: &str, item: &str) -> String {
    pretty(&crate::endpoint::attribute(tokens(args), &tokens(item)))
}

fn api(args: &str, item: &str) -> String {
    pretty(&crate::api::attribute(tokens(args), &tokens(item)))
}

fn credential(item: &str) -> String {
    pretty(&crate::credential::derive(tokens(item)))
}

fn headers(item: &str) -> String {
    pretty(&crate::headers::derive(tokens(item)))
}

fn by_status(item: &str) -> String {
    pretty(&crate::by_status::derive(tokens(item)))
}

/// Generated code as a file, which it has to be.
fn pretty(tokens: &TokenStream) -> String {
    let file = syn::parse2(tokens.clone()).unwrap_or_else(|error| panic!("{error}: {tokens}"));
    prettyplease::unparse(&file)
}

/// The messages of the errors in generated code.
fn errors(code: &str) -> Vec<String> {
    let file: syn::File = syn::parse_str(code).unwrap_or_else(|error| panic!("{error}: {code}"));
    let macros = file.items.into_iter().filter_map(|item| match item {
        syn::Item::Macro(item) if item.mac.path.segments.last()?.ident == "compile_error" => {
            item.mac.parse_body::<syn::LitStr>().ok()
        }
        _ => None,
    });
    macros.map(|text| text.value()).collect()
}

/// Asserts that there is one error, and that these are in it.
fn assert_says(code: &str, parts: &[&str]) {
    let errors = errors(code);
    assert_eq!(errors.len(), 1, "{errors:#?}");
    for part in parts {
        assert!(errors[0].contains(part), "{part}\nis not in\n{}", errors[0]);
    }
    assert_form(&errors[0]);
}

/// The fault in one line, lower case, no full stop; then help.
fn assert_form(message: &str) {
    let mut lines = message.lines();
    let first = lines.next().unwrap_or_default();
    assert!(
        !first.starts_with(char::is_uppercase) && !first.ends_with('.'),
        "{message}"
    );
    let help: Vec<_> = lines.collect();
    assert!(
        !help.is_empty() && help.iter().all(|line| line.starts_with("help: ")),
        "{message}"
    );
}
