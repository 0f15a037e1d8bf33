//! What is said about bad APIs, credentials, header structs and enums by status.

use super::{api, assert_says, by_status, credential, errors, headers};

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

#[test]
fn enums_by_status() {
    let cases: &[(&str, &[&str])] = &[
        (
            "struct S { a: u8 }",
            &["goes on an enum", "`enum S { #[status(200)] Done(Report)"],
        ),
        ("union S { a: u8 }", &["goes on an enum"]),
        ("enum S {}", &["`S` has no variant"]),
        (
            "enum S { Done(u8) }",
            &["for which statuses `Done` is", "`#[status(200)]`"],
        ),
        (
            "enum S { #[staus(200)] Done(u8) }",
            &["`#[staus]` says nothing", "write `#[status(200)]`"],
        ),
        (
            "enum S { #[status] Done(u8) }",
            &[
                "does not say when the answer is `Done`",
                "`#[status(_)] Done(Raw)`",
            ],
        ),
        ("enum S { #[status()] Done(u8) }", &["does not say when"]),
        (
            "enum S { #[status = 200] Done(u8) }",
            &["in parentheses", "`#[status(200)]`"],
        ),
        (
            "enum S { #[status(200)] #[status(201)] Done(u8) }",
            &["`Done` has `#[status]` twice", "`#[status(200 | 201)]`"],
        ),
        (
            "#[status(200)] enum S { #[status(201)] Done(u8) }",
            &["stands before a variant", "`#[status(200)] Done(Report)`"],
        ),
        (
            "enum S { #[status(201)] Done(#[status(200)] u8) }",
            &["stands before a variant", "`#[status(200)] Done(..)`"],
        ),
        (
            "enum S { #[status(200)] Done { export: Export } }",
            &["one value without a name", "write `Done(Export)`"],
        ),
        (
            "enum S { #[status(200)] Done(u8, u8) }",
            &["one value without a name", "`Done(TheStruct)`"],
        ),
        (
            "enum S { #[status(404)] A, #[status(400 | 404)] B }",
            &["`404` belongs to `A` already", "keep one"],
        ),
        (
            "enum S { #[status(404 | 404)] A }",
            &["`404` belongs to `A` already"],
        ),
        (
            "enum S { #[status(4xx)] A, #[status(410..=420)] B }",
            &[
                "`410..=420` and `4xx`, which belongs to `A`",
                "keep them apart",
            ],
        ),
        (
            "enum S { #[status(404..=405)] A, #[status(404)] B, #[status(405)] C }",
            &[
                "each status of `404..=405` has a variant of its own",
                "left for `A`",
            ],
        ),
        (
            "enum S { #[status(_)] A, #[status(_)] B }",
            &["`A` is for all other statuses already"],
        ),
        (
            "#[by_status(krate = x)] enum S { #[status(_)] A }",
            &[
                "`#[by_status]` has no option `krate`",
                "`crate = my_endpoint`",
            ],
        ),
    ];
    for (item, parts) in cases {
        assert_says(&by_status(item), parts);
    }
    let code = by_status("enum S { #[status(999)] A, B, #[status(4..=2 | x)] C(u8, u8) }");
    assert_eq!(errors(&code).len(), 6, "{:#?}", errors(&code));
    assert!(code.contains("__e::Output<__V> for S"), "{code}");
}
