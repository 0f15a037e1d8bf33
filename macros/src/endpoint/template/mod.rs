//! The path template: text, `<placeholders>`, and a constant query after `?`.

mod placeholder;
mod read;

use syn::LitStr;

use crate::diagnostics::{Faults, Reported};

/// A template whose text may go on the wire as it is.
#[derive(Debug, Default, PartialEq)]
pub(crate) struct Template {
    pub(crate) path: Vec<Piece>,
    pub(crate) constants: Vec<Constant>,
}

#[derive(Debug, PartialEq)]
pub(crate) enum Piece {
    Text(String),
    Placeholder(Placeholder),
}

/// `<name>`, or `<name..>` for one whose value may hold slashes.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Placeholder {
    pub(crate) name: String,
    pub(crate) catch_all: bool,
}

/// One parameter of the constant query.
#[derive(Debug, PartialEq)]
pub(crate) struct Constant {
    /// Percent-encoded.
    pub(crate) name: String,
    /// `name=value`, or the name alone.
    pub(crate) pair: String,
}

impl Template {
    pub(crate) fn placeholders(&self) -> impl Iterator<Item = &Placeholder> + Clone {
        self.path.iter().filter_map(|piece| match piece {
            Piece::Placeholder(placeholder) => Some(placeholder),
            Piece::Text(_) => None,
        })
    }
}

/// Reads a template, and reports everything that is wrong in it.
pub(crate) fn parse(literal: &LitStr, faults: &mut Faults) -> Result<Template, Reported> {
    let text = literal.value();
    let mut reader = read::Reader::new(literal, &text, faults);
    let template = reader.template();
    reader.finish(template)
}

#[cfg(test)]
mod tests {
    use super::{Constant, Piece, Placeholder, Template, parse};
    use crate::diagnostics::Faults;
    use crate::fault::Fault;

    fn read(text: &str) -> Result<Template, Vec<Fault>> {
        let mut faults = Faults::default();
        let literal = syn::LitStr::new(text, proc_macro2::Span::call_site());
        parse(&literal, &mut faults).map_err(|_| faults.kinds())
    }

    fn messages(text: &str) -> String {
        let mut faults = Faults::default();
        let literal = syn::LitStr::new(text, proc_macro2::Span::call_site());
        assert!(parse(&literal, &mut faults).is_err(), "{text}");
        faults.messages().join("\n")
    }

    /// The path with placeholders in braces, which no path can hold otherwise.
    fn path(text: &str) -> String {
        let template = read(text).unwrap_or_else(|kinds| panic!("{text}: {kinds:?}"));
        let shown = template.path.iter().map(|piece| match piece {
            Piece::Text(text) => text.clone(),
            Piece::Placeholder(Placeholder { name, catch_all }) => {
                format!("{{{name}{}}}", if *catch_all { ".." } else { "" })
            }
        });
        shown.collect()
    }

    #[test]
    fn the_grammar_is_read_whole() {
        assert_eq!(path("/"), "/");
        assert_eq!(path("/v1/"), "/v1/");
        assert_eq!(path("/users/<login>"), "/users/{login}");
        assert_eq!(path("/compare/<base>...<head>"), "/compare/{base}...{head}");
        assert_eq!(path("/<id>.json"), "/{id}.json");
        assert_eq!(path("/<name>:cancel"), "/{name}:cancel");
        assert_eq!(path("/v1/batch:get"), "/v1/batch:get");
        assert_eq!(path("/<a><b>"), "/{a}{b}");
        assert_eq!(path("/contents/<path..>"), "/contents/{path..}");
        assert_eq!(path("/a<<b>>/<c>>>"), "/a%3Cb%3E/{c}%3E");
        assert_eq!(path("/<<<id>"), "/%3C{id}");
        assert_eq!(path("/a%20b/@me/~x/(1)"), "/a%20b/@me/~x/(1)");
        assert_eq!(path("/<type>"), "/{type}");
        assert_eq!(path("/<größe>"), "/{größe}");
        assert_eq!(path("/a.b/..c/..."), "/a.b/..c/...");
        assert_eq!(path("/a//<b>//"), "/a//{b}//");
    }

    #[test]
    fn a_constant_query_is_read() {
        let template = read("/a?version=2024-10-15&beta&filter%5bx%5d=%20&e=").unwrap();
        let pairs: Vec<(&str, &str)> = template
            .constants
            .iter()
            .map(|Constant { name, pair }| (name.as_str(), pair.as_str()))
            .collect();
        assert_eq!(
            pairs,
            [
                ("version", "version=2024-10-15"),
                ("beta", "beta"),
                ("filter%5Bx%5D", "filter%5Bx%5D=%20"),
                ("e", "e="),
            ]
        );
    }

    #[test]
    fn each_mistake_is_told_once() {
        let cases: &[(&str, &[Fault])] = &[
            ("", &[Fault::EmptyTemplate]),
            ("users", &[Fault::MissingSlash]),
            (
                "users/<id",
                &[Fault::MissingSlash, Fault::UnclosedPlaceholder],
            ),
            ("//evil.example/<x>", &[Fault::LeadingDoubleSlash]),
            ("https://evil.example/<x>", &[Fault::Scheme]),
            ("/v1/%2e/<x>", &[Fault::DotSegment]),
            ("/v1/%2e./<x>", &[Fault::DotSegment]),
            ("/v1/.%2E/<x>", &[Fault::DotSegment]),
            ("/v1/../<x>", &[Fault::DotSegment]),
            ("/.", &[Fault::DotSegment]),
            ("/v1/a b c", &[Fault::Space]),
            ("/v1/a\\b", &[Fault::Backslash]),
            ("/caf\u{e9}", &[Fault::IllegalCharacter]),
            ("/a\nb", &[Fault::IllegalCharacter]),
            ("/a{b", &[Fault::IllegalCharacter]),
            ("/a[0]", &[Fault::IllegalCharacter]),
            ("/100%", &[Fault::BadEscape]),
            ("/%zz", &[Fault::BadEscape]),
            ("/v1/<x>#frag", &[Fault::Fragment]),
            ("/v1/<x", &[Fault::UnclosedPlaceholder]),
            ("/v1/<x/y/<z>", &[Fault::UnclosedPlaceholder]),
            ("/v1/x>", &[Fault::StrayBracket]),
            ("/v1/<x>>", &[Fault::StrayBracket]),
            ("/v1/<>", &[Fault::EmptyPlaceholder]),
            ("/v1/<..>", &[Fault::EmptyPlaceholder]),
            ("/v1/<a<b>>", &[Fault::NestedPlaceholder]),
            ("/v1/<a<b>/c", &[Fault::NestedPlaceholder]),
            ("/v1/<int:id>", &[Fault::BadPlaceholderName]),
            ("/v1/<r#type>", &[Fault::BadPlaceholderName]),
            ("/v1/<0>", &[Fault::BadPlaceholderName]),
            ("/v1/<_>", &[Fault::BadPlaceholderName]),
            ("/v1/<self>", &[Fault::BadPlaceholderName]),
            ("/v1/< id >", &[Fault::BadPlaceholderName]),
            ("/v1/<x>/<x>", &[Fault::DuplicatePlaceholder]),
            ("/<a..>/<b..>", &[Fault::TwoCatchAlls]),
            ("/v1/{id}", &[Fault::BracePlaceholder]),
            ("/v1/{*path}", &[Fault::BracePlaceholder]),
            ("/v1/:id", &[Fault::ColonPlaceholder]),
            ("/a?b=<c>", &[Fault::PlaceholderInQuery]),
            ("/a?b={c}", &[Fault::PlaceholderInQuery]),
            ("/a?", &[Fault::EmptyConstant]),
            ("/a?b=1&&c=2", &[Fault::EmptyConstant]),
            ("/a?=1", &[Fault::EmptyConstant]),
            ("/a?b=1&b=2", &[Fault::DuplicateConstant]),
            ("/a?b c=1", &[Fault::Space]),
        ];
        for (text, faults) in cases {
            assert_eq!(read(text).unwrap_err(), *faults, "{text}");
        }
    }

    #[test]
    fn help_can_be_pasted() {
        let cases = [
            ("users/<id>", "write `\"/users/<id>\"`"),
            (
                "https://a.example/x/<y>",
                "`base_url = \"https://a.example\"`",
            ),
            ("/a b/<c>/d e", "write `\"/a%20b/<c>/d%20e\"`"),
            ("/caf\u{e9}", "write `\"/caf%C3%A9\"`"),
            ("/50%/<x>", "write `\"/50%25/<x>\"`"),
            ("/v1/./x", "write `\"/v1/x\"`"),
            ("/v1/a/../x", "write `\"/v1/x\"`"),
            ("/v1/{org_id}", "write `<org_id>`"),
            ("/v1/{*path}", "write `<path..>`"),
            ("/v1/:id/x", "write `<id>`"),
            ("/v1/<int:id>", "write `<id>`"),
            ("/v1/<path...>", "write `<path..>`"),
            ("/v1/<a<b>>", "`<a><b>`"),
        ];
        for (text, help) in cases {
            assert!(messages(text).contains(help), "{text}: {}", messages(text));
        }
    }
}
