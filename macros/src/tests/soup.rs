//! No token input makes a macro panic, and what comes out is always Rust.

use super::{api, by_status, credential, endpoint, headers};

/// Pieces of good and bad arguments and items.
const WORDS: [&str; 76] = [
    "GET",
    "get",
    "POST",
    "\"/a/<b>\"",
    "\"/<<a>>/<b..>?c=d\"",
    "\"<\"",
    "\"/%\"",
    "\"/{*x}:y\"",
    "->",
    "T",
    "Vec<u8>",
    "in",
    "\"key\"",
    ",",
    ",",
    "=",
    "(",
    "[",
    "{",
    "api",
    "auth",
    "none",
    "|",
    "&",
    "A",
    "timeout",
    "\"30s\"",
    "limit",
    "8",
    "idempotent",
    "crate",
    "::a::b",
    "base_url",
    "\"https://a\"",
    "query",
    "rename",
    "header",
    "cookie",
    "json",
    "body",
    "path",
    "rename_all",
    "\"camelCase\"",
    "#",
    "'a",
    "r#type",
    "\"é\\\\\\n\"",
    "+",
    "style",
    "comma",
    "explode",
    "default",
    "content_type",
    "form",
    "part",
    "status",
    "200",
    "4xx",
    "400",
    "..=",
    "..",
    "_",
    ";",
    "-",
    "retry",
    "never",
    "idempotency_key",
    "paginate",
    "links",
    "page",
    "items",
    "next",
    "cursor",
    "first",
    "?",
    ".",
];

/// More find no more: the words are few.
const ROUNDS: usize = 500;

/// Numbers that look random and are the same in every run.
struct Numbers(u64);

impl Numbers {
    fn below(&mut self, end: usize) -> usize {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).unwrap_or_default() % end
    }

    /// A few words, with what was opened closed again.
    fn words(&mut self) -> String {
        let mut text = String::new();
        let mut open = Vec::new();
        for _ in 0..self.below(14) {
            let word = WORDS[self.below(WORDS.len())];
            text = format!("{text} {word}");
            open.extend(match word {
                "(" => Some(")"),
                "[" => Some("]"),
                "{" => Some("}"),
                _ => None,
            });
        }
        open.iter()
            .rev()
            .fold(text, |text, close| format!("{text} {close}"))
    }
}

#[test]
fn arguments() {
    let mut numbers = Numbers(1);
    for _ in 0..ROUNDS {
        let words = numbers.words();
        let good = format!("GET \"/a/<b>\" -> T, {words}");
        for args in [words.as_str(), good.as_str()] {
            endpoint(
                args,
                "struct X<'a, T: Clone> { b: &'a T, #[cfg(unix)] #[query] c: Option<u8> }",
            );
            endpoint(args, "struct X { b: String }");
            api(args, "struct X;");
        }
    }
}

#[test]
fn field_attributes() {
    let mut numbers = Numbers(2);
    for _ in 0..ROUNDS {
        let words = numbers.words();
        for name in [
            "query", "header", "path", "json", "form", "part", "cfg_attr",
        ] {
            endpoint(
                "GET \"/a/<b>\"",
                &format!("struct X {{ #[{name}({words})] b: String }}"),
            );
        }
        credential(&format!("#[credential({words})] struct X(Secret);"));
        headers(&format!(
            "#[headers({words})] struct X {{ #[header({words})] a: u8 }}"
        ));
        by_status(&format!(
            "#[by_status({words})] enum X {{ #[status({words})] A(u8), #[status(200)] B }}"
        ));
    }
}

/// The item is the compiler's to judge, so it may come back as it was; only nothing may panic.
#[test]
fn items() {
    let mut numbers = Numbers(3);
    for _ in 0..ROUNDS {
        let words = numbers.words();
        for item in [
            words.clone(),
            format!("struct X {{ {words} }}"),
            format!("pub struct X<{words}>;"),
            format!("enum X {{ #[status(200)] {words} }}"),
        ] {
            let Ok(item) = item.parse::<proc_macro2::TokenStream>() else {
                continue;
            };
            crate::endpoint::attribute(super::tokens("GET \"/\""), &item);
            crate::endpoint::derive(&item);
            crate::api::attribute(super::tokens(""), &item);
            crate::credential::derive(item.clone());
            crate::headers::derive(item.clone());
            crate::by_status::derive(item);
        }
    }
}
