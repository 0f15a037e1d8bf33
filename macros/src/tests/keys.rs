//! What is said about what stands in the parentheses of a field's attribute.

use super::{assert_says, endpoint};

const KEYS: &[(&str, &[&str])] = &[
    (
        "#[query(style = coma)] a: u8",
        &["`#[query]` has no style `coma`", "`style = comma`"],
    ),
    (
        "#[form(style = deepObject)] a: u8",
        &["`#[form]` has no style `deepObject`", "`style = deep`"],
    ),
    (
        "#[query(style = matrix)] a: u8",
        &["no style `matrix`", "`form`, `comma`, `space`"],
    ),
    (
        "#[query(style = spaceDelimited)] a: u8",
        &["`style = space`"],
    ),
    (
        "#[query(style = \"comma\")] a: u8",
        &["`style` cannot be `\"comma\"`", "`style = comma`"],
    ),
    ("#[query(style)] a: u8", &["`style` has no value"]),
    (
        "#[path(style = form)] p: u8",
        &["`#[path]` has no style `form`", "`style = simple`"],
    ),
    (
        "#[path(explode)] p: u8",
        &["no style to change", "`#[path(style = simple, explode)]`"],
    ),
    (
        "#[path(style = label, explode = true)] p: u8",
        &["`explode` takes no value"],
    ),
    (
        "#[query(explode)] a: u8",
        &["the styles of the path", "`style = comma`"],
    ),
    (
        "#[path(default = 3)] p: u8",
        &["a path parameter has no default"],
    ),
    ("#[path(rename = \"x\")] p: u8", &["rename the field"]),
    (
        "#[json(style = comma)] a: u8",
        &["`#[json]` has no style: a list is a JSON array"],
    ),
    (
        "#[part(style = comma)] a: u8",
        &["`#[part]` has no style: a list is several parts"],
    ),
    (
        "#[json(content_type = \"text/csv\")] a: u8",
        &["only a part", "`#[endpoint(.., content_type ="],
    ),
    (
        "#[query(content_type = \"text/csv\")] a: u8",
        &["only a part", "leave it out"],
    ),
    (
        "#[part(content_type = \"csv\")] a: u8",
        &["`csv` is not a media type", "`content_type = \"text/csv\"`"],
    ),
    (
        "#[query(defalt = 3)] a: u8",
        &["`#[query]` has no option `defalt`", "`default = 20`"],
    ),
    ("#[query(default = )] a: u8", &["`default` has no value"]),
    ("#[query(default(3))] a: u8", &["`default` cannot be"]),
    (
        "#[query(default = +)] a: u8",
        &["`default` cannot be `+`", "`default = 20`"],
    ),
    (
        "#[query(default = 1 2)] a: u8",
        &["`default` ends before this"],
    ),
    (
        "#[query(default = 3)] a: Option<u8>",
        &["has a default already: `None`", "write `a: u8`"],
    ),
    (
        "#[json(default, default)] a: u8",
        &["`default` is given twice"],
    ),
];

#[test]
fn keys() {
    for (field, parts) in KEYS {
        let own = if field.contains(" p: ") {
            ""
        } else {
            "p: u8, "
        };
        let item = format!("struct X {{ {own}{field} }}");
        assert_says(&endpoint("POST \"/<p>\"", &item), parts);
    }
    assert_says(
        &endpoint(
            "GET \"/<p..>\"",
            "struct X { #[path(style = matrix)] p: u8 }",
        ),
        &["`<p..>` is several segments", "write `<p>`"],
    );
}
