//! What is said about bad APIs, credentials and header structs.

use super::{api, assert_says, credential, headers};

#[test]
fn apis() {
    let cases: &[(&str, &str, &[&str])] = &[
        (
            "",
            "struct A;",
            &["the API has no base URL", "`base_url = "],
        ),
        ("base_url", "struct A;", &["`base_url` has no value"]),
        (
            "base_url = \"https://u:p@a\"",
            "struct A;",
            &["holds user info"],
        ),
        (
            "base_url = \"https://a\"",
            "struct A(u8);",
            &["an API is a unit struct", "`struct A;`"],
        ),
        (
            "base_url = \"https://a\"",
            "struct A {}",
            &["an API is a unit struct"],
        ),
        ("base_url = \"https://a\"", "fn a() {}", &["not on `fn`"]),
        (
            "base_url = \"https://a\", metta = M",
            "struct A;",
            &["`#[api]` has no option `metta`", "`meta = SnykMeta`"],
        ),
        (
            "base_url = \"https://a\", base_url = \"https://b\"",
            "struct A;",
            &["given twice"],
        ),
        (
            "base_url = \"https://a\", query(a = \"b\", \"a\" = \"c\")",
            "struct A;",
            &["`a` is given twice"],
        ),
        (
            "base_url = \"https://a\", query(a = 3)",
            "struct A;",
            &["a name and a text"],
        ),
        (
            "base_url = \"https://a\", query(\"\" = \"x\")",
            "struct A;",
            &["has no name"],
        ),
        (
            "base_url = \"https://a\", query = \"x\"",
            "struct A;",
            &["`query` cannot be `\"x\"`"],
        ),
    ];
    for (args, item, parts) in cases {
        assert_says(&api(args, item), parts);
    }
}

#[test]
fn credentials() {
    let cases: &[(&str, &[&str])] = &[
        (
            "struct T(Secret);",
            &["nothing says where", "#[credential(header"],
        ),
        ("#[credential] struct T(Secret);", &["nothing says where"]),
        (
            "#[credential(cookie = \"a\", query = \"b\")] struct T(Secret);",
            &["this is the second"],
        ),
        (
            "#[credential(cookie = \"a\")] struct T(Secret, u8);",
            &["one field", "`struct T(Secret);`"],
        ),
        ("#[credential(cookie = \"a\")] struct T;", &["one field"]),
        (
            "#[credential(cookie = \"a\")] enum T { A(Secret) }",
            &["one field"],
        ),
        (
            "#[credential(cookie = \"a\")] struct T<'a>(Secret<'a>);",
            &["no lifetimes"],
        ),
        (
            "#[credential(header = \"x y\")] struct T(Secret);",
            &["`header = \"x-y\"`"],
        ),
        (
            "#[credential(query = \"\")] struct T(Secret);",
            &["is empty"],
        ),
        (
            "#[credential(prefix = \"a\")] struct T(Secret);",
            &["needs a header"],
        ),
        (
            "#[credential(cookie = \"c\", prefix = \"a\")] struct T(Secret);",
            &["only a header has a prefix"],
        ),
        (
            "#[credential(header = \"a\", prefix = \"a\\n\")] struct T(Secret);",
            &["no header can hold"],
        ),
        (
            "#[credential(heeder = \"a\")] struct T(Secret);",
            &["`header = \"Authorization\"`"],
        ),
        (
            "#[credential(cookie = \"a\", cookie = \"b\")] struct T(Secret);",
            &["given twice"],
        ),
    ];
    for (item, parts) in cases {
        assert_says(&credential(item), parts);
    }
}

#[test]
fn header_structs() {
    let cases: &[(&str, &[&str])] = &[
        (
            "struct M { request_id: String }",
            &[
                "from which header `request_id` is read",
                "`#[header(\"request-id\")]`",
            ],
        ),
        ("struct M { #[header] a: String }", &["from which header"]),
        (
            "struct M { #[header(\"a b\")] a: String }",
            &["`#[header(\"a-b\")]`"],
        ),
        (
            "struct M { #[header(\"a\")] a: String, #[header(\"A\")] b: u8 }",
            &["read by `a` already"],
        ),
        (
            "struct M { #[header(\"a\")] #[header(\"b\")] a: String }",
            &["this is the second"],
        ),
        ("enum M { A }", &["a struct with named fields"]),
        ("struct M(u8);", &["a struct with named fields"]),
        (
            "#[headers(krate = x)] struct M { #[header(\"a\")] a: u8 }",
            &["`crate = my_endpoint`"],
        ),
    ];
    for (item, parts) in cases {
        assert_says(&headers(item), parts);
    }
}
