//! What is said about bad endpoints.

use super::{assert_says, endpoint, errors};

const ARGUMENTS: &[(&str, &[&str])] = &[
    ("", &["the HTTP method is missing"]),
    ("\"/x\"", &["the HTTP method is missing", "`GET \"/x\"`"]),
    (
        "GTE \"/x\"",
        &["`GTE` is not a method", "did you mean `GET`?"],
    ),
    (
        "TRACE \"/x\"",
        &["`TRACE` is not a method", "`GET`, `HEAD`"],
    ),
    ("get \"/x\"", &["`get` is not in upper case", "write `GET`"]),
    ("GET", &["no path follows `GET`"]),
    ("GET -> User", &["no path follows `GET`"]),
    (
        "GET concat!(\"/a\", \"/b\") -> User",
        &["no path follows `GET`"],
    ),
    (
        "GET, \"/x\"",
        &["not separated by a comma", "write `GET \"/x\"`"],
    ),
    ("GET \"/x\" ->", &["no type follows `->`"]),
    ("GET \"/x\" -> , api = A", &["no type follows `->`"]),
    ("GET \"/x\" in \"a\"", &["`in` has no output before it"]),
    ("GET \"/x\" -> T in", &["`in` does not name a key"]),
    (
        "GET \"/x\" -> T in a, api = A",
        &["`in` does not name a key"],
    ),
    ("GET \"/x\" -> T in \"\"", &["`in` does not name a key"]),
    (
        "GET \"/x\" User, api = A",
        &["the path and the output end before this"],
    ),
    (
        "GET \"/x\" -> T, = 3, api = A",
        &["`#[endpoint]` wants an option here"],
    ),
    (
        "GET \"/x\" -> T, api = A envelope = B",
        &["`api` ends before this", "comma"],
    ),
];

#[test]
fn arguments() {
    for (args, parts) in ARGUMENTS {
        assert_says(&endpoint(args, "struct X;"), parts);
    }
}

const OPTIONS: &[(&str, &[&str])] = &[
    (
        "timout = \"30s\"",
        &[
            "has no option `timout`",
            "did you mean `timeout = \"30s\"`?",
        ],
    ),
    (
        "colour = Foo<A, B>, api = A",
        &["has no option `colour`", "the options are `api`"],
    ),
    ("api = A, api = B", &["`api` is given twice"]),
    ("api", &["`api` has no value"]),
    ("api =", &["`api` has no value"]),
    ("api = , error = E", &["`api` has no value"]),
    (
        "api = \"Snyk\"",
        &["`api` cannot be `\"Snyk\"`", "`api = Snyk`"],
    ),
    (
        "timeout = 30",
        &["`timeout` cannot be `30`", "`timeout = \"30s\"`"],
    ),
    (
        "timeout(\"30s\")",
        &["`timeout` cannot be", "`timeout = \"30s\"`"],
    ),
    ("idempotent = true", &["`idempotent` takes no value"]),
    ("timeout = \"30\"", &["`30` is not a time"]),
    ("limit = \"8 MB\"", &["`8 MB` is not a size"]),
    ("limit = 0", &["`0` is not a size"]),
    ("limit = true", &["`limit` cannot be `true`"]),
    ("accept = \"json\"", &["`json` is not a media type"]),
    ("content_type = \"a/b, c/d\"", &["is not a media type"]),
    (
        "base_url = \"api.example.com\"",
        &["does not begin with", "`\"https://api.example.com\"`"],
    ),
    ("redirect = always", &["`redirect` cannot be `always`"]),
    (
        "rename_all = \"camel_case\"",
        &["`camel_case` is not a case", "camelCase"],
    ),
    ("auth = A & none", &["`none` cannot go together"]),
    ("auth = A | B | A", &["`A` stands twice"]),
    ("auth = A +, api = B", &["`auth` ends before this"]),
    ("auth = A |", &["`auth` cannot be `A`"]),
    ("crate = \"x\"", &["`crate` cannot be `\"x\"`"]),
];

#[test]
fn options() {
    for (option, parts) in OPTIONS {
        assert_says(
            &endpoint(&format!("GET \"/x\" -> T, {option}"), "struct X;"),
            parts,
        );
    }
    assert_says(
        &endpoint("POST \"/x\", redirect = follow", "struct X;"),
        &["`POST` request does not follow redirects"],
    );
}

const FIELDS: &[(&str, &str, &[&str])] = &[
    (
        "GET \"/\"",
        "a: u8",
        &["the field `a` has no place", "`<a>`"],
    ),
    (
        "GET \"/<org_idd>\"",
        "org_id: u8",
        &[
            "no field has the name of the placeholder `<org_idd>`",
            "`<org_id>`",
        ],
    ),
    ("GET \"/<org_idd>\"", "#[path] org_id: u8", &["`<org_id>`"]),
    (
        "GET \"/<id>\"",
        "",
        &[
            "no field has the name of the placeholder `<id>`",
            "`id: String`",
        ],
    ),
    (
        "GET \"/\"",
        "#[path] a: u8",
        &["the path does not name the field `a`"],
    ),
    (
        "GET \"/<a>\"",
        "#[query] a: u8",
        &["the field `a` has two places", "`#[query]`"],
    ),
    (
        "GET \"/\"",
        "#[query] #[header(\"b\")] a: u8",
        &["`#[query]` and `#[header(\"b\")]`"],
    ),
    (
        "GET \"/\"",
        "#[query] #[query] a: u8",
        &["`a` has `#[query]` twice"],
    ),
    (
        "GET \"/\"",
        "#[quary] a: u8",
        &["a field cannot have `#[quary]`", "`#[query]`"],
    ),
    (
        "GET \"/<a>\"",
        "a: Option<u8>",
        &["cannot be an `Option`", "`a: u8`"],
    ),
    (
        "GET \"/<build>\"",
        "build: u8",
        &["cannot be called `build`"],
    ),
    (
        "GET \"/\"",
        "#[query(name = \"b\")] a: u8",
        &["has no option `name`", "rename"],
    ),
    (
        "GET \"/\"",
        "#[query(rename = \"b\", rename = \"c\")] a: u8",
        &["`rename` is given twice"],
    ),
    (
        "GET \"/\"",
        "#[query(\"b\")] a: u8",
        &["`#[query(rename = \"b\")]`"],
    ),
    (
        "GET \"/\"",
        "#[query = \"b\"] a: u8",
        &["`#[query(rename = \"b\")]`"],
    ),
    (
        "GET \"/<a>\"",
        "#[path(\"b\")] a: u8",
        &["`#[path]` takes no name", "write `#[path]`"],
    ),
    (
        "GET \"/\"",
        "#[query(rename = \"\")] a: u8",
        &["cannot be empty"],
    ),
    (
        "GET \"/\"",
        "#[header] a: u8",
        &["`#[header]` does not name its header"],
    ),
    (
        "GET \"/\"",
        "#[header = \"etag\"] a: u8",
        &["`#[header(\"etag\")]`"],
    ),
    (
        "GET \"/\"",
        "#[header(name = \"etag\")] a: u8",
        &["`#[header(\"etag\")]`"],
    ),
    (
        "GET \"/\"",
        "#[cookie] a: u8",
        &["`#[cookie]` does not name its cookie"],
    ),
    (
        "GET \"/\"",
        "#[header(\"\")] a: u8",
        &["the name of the header is empty"],
    ),
    (
        "GET \"/\"",
        "#[header(\"if match\")] a: u8",
        &["`#[header(\"if-match\")]`"],
    ),
    ("GET \"/\"", "#[header(\"Accept\")] a: u8", &["`accept = "]),
    (
        "GET \"/\"",
        "#[header(\"cookie\")] a: u8",
        &["`#[cookie(\"name\")]`"],
    ),
    (
        "GET \"/\"",
        "#[header(\"HOST\")] a: u8",
        &["written by the client"],
    ),
    (
        "GET \"/\"",
        "#[cookie(\"a=b\")] a: u8",
        &["cannot be the name of a cookie"],
    ),
    (
        "GET \"/\"",
        "#[query] a: u8, #[query(rename = \"a\")] b: u8",
        &["`a` is sent by `a` already"],
    ),
    (
        "GET \"/\"",
        "#[header(\"X\")] a: u8, #[header(\"x\")] b: u8",
        &["the header `x` is sent by `a` already"],
    ),
    (
        "GET \"/?a=1\"",
        "#[query] a: u8",
        &["the path sends the query parameter `a` already"],
    ),
    (
        "POST \"/\"",
        "#[json] a: u8, #[json(rename = \"a\")] b: u8",
        &["`a` is sent by `a` already"],
    ),
    (
        "POST \"/\"",
        "#[body] a: u8, #[body] b: u8",
        &["the whole body is the field `a` already"],
    ),
    (
        "POST \"/\"",
        "#[json] a: u8, #[json] c: u8, #[body] b: u8",
        &["`b` is the whole body"],
    ),
    (
        "GET \"/\"",
        "#[json] a: u8, #[json] b: u8",
        &["a `GET` request has no body"],
    ),
    (
        "HEAD \"/\"",
        "#[body] a: u8",
        &["a `HEAD` request has no body"],
    ),
    (
        "GET \"/\"",
        "#[form] a: u8",
        &["a `GET` request has no body"],
    ),
    (
        "POST \"/\"",
        "#[part(\"files[]\")] a: u8",
        &["`#[part(rename = \"files[]\")]`"],
    ),
    (
        "POST \"/\"",
        "#[body(rename = \"b\")] a: u8",
        &["`#[body]` takes no arguments"],
    ),
    (
        "POST \"/<id>\"",
        "#[json] id: u8",
        &[
            "two places: `<id>` in the path, and `#[json]`",
            "`#[json(rename = \"id\")] other_id: ..`",
        ],
    ),
    (
        "POST \"/\"",
        "#[form] a: u8, #[form(rename = \"a\")] b: u8",
        &["the form field `a` is sent by `a` already", "#[form(rename"],
    ),
    (
        "POST \"/\"",
        "#[part] a: u8, #[part(rename = \"a\")] b: u8",
        &["the part `a` is sent by `a` already", "`Vec<..>`"],
    ),
    (
        "POST \"/<build>\"",
        "#[query] a: u8, build: u8",
        &["cannot be called `build`", "`<build_id>`"],
    ),
    (
        "POST \"/\"",
        "#[part] build: u8",
        &["`#[part(rename = \"build\")] build_id`"],
    ),
    (
        "POST \"/\"",
        "#[form] build: u8",
        &["`#[form(rename = \"build\")] build_id`"],
    ),
];

#[test]
fn kinds_of_bodies_do_not_mix() {
    let cases: &[(&str, &[&str])] = &[
        (
            "#[form] a: u8, #[body] b: u8",
            &[
                "`b` is the whole body, so `a` cannot be a field of a form",
                "send `b` like it: `#[form]`",
            ],
        ),
        (
            "#[body] b: u8, #[part] a: u8",
            &[
                "so `a` cannot be a part of it",
                "send `b` like it: `#[part]`",
            ],
        ),
        (
            "#[json] a: u8, #[part] b: u8, #[part] c: u8",
            &[
                "`a` makes the body a JSON object, so `b` cannot be a part of it",
                "`#[part]` on each",
            ],
        ),
        (
            "#[part] a: u8, #[form] b: u8",
            &[
                "`a` makes the body multipart, so `b` cannot be a field of a form",
                "`#[part]` on each",
            ],
        ),
        (
            "#[form] a: u8, #[json] b: u8",
            &[
                "`a` makes the body an urlencoded form",
                "`#[form]` on each, or `#[json]`",
            ],
        ),
    ];
    for (fields, parts) in cases {
        assert_says(
            &endpoint("POST \"/\"", &format!("struct X {{ {fields} }}")),
            parts,
        );
    }
    let args = "POST \"/\", content_type = \"text/csv\"";
    assert_says(
        &endpoint(args, "struct X { #[form] a: u8 }"),
        &["the content type of a form is", "leave out `content_type`"],
    );
    assert_says(
        &endpoint(args, "struct X { #[part] a: u8 }"),
        &["names its boundary", "`#[part(content_type ="],
    );
}

#[test]
fn fields() {
    for (args, fields, parts) in FIELDS {
        assert_says(&endpoint(args, &format!("struct X {{ {fields} }}")), parts);
    }
}

#[test]
fn items() {
    assert_says(
        &endpoint("GET \"/\"", "enum X { A { #[query] b: u8 } }"),
        &["not on an enum"],
    );
    assert_says(
        &endpoint("GET \"/\"", "union X { #[query] a: u8 }"),
        &["not on a union"],
    );
    assert_says(
        &endpoint("GET \"/\"", "struct X(#[query] u8);"),
        &["need names"],
    );
    assert_says(
        &endpoint("GET \"/\"", "pub async fn x() { struct Y; }"),
        &["not on `async`"],
    );
    assert_says(
        &endpoint("GET \"/\"", "impl X { fn y() {} }"),
        &["not on `impl`"],
    );
}

#[test]
fn the_item_comes_back_without_our_attributes() {
    let code = endpoint(
        "GET \"/\"",
        "struct X { #[query] a: u8, #[serde(skip)] #[quary] b: u8, c: u8 }",
    );
    assert_eq!(errors(&code).len(), 2, "{code}");
    assert!(
        !code.contains("    #[query]")
            && !code.contains("    #[quary]")
            && code.contains("#[serde(skip)]"),
        "{code}"
    );
    assert!(
        code.contains("__e::Endpoint for X") && code.contains("fn builder()"),
        "{code}"
    );
    let code = endpoint("GET \"/\"", "enum X { A { #[query] b: u8 } }");
    assert!(
        !code.contains("#[query]") && code.contains("__e::Endpoint for X"),
        "{code}"
    );
}

#[test]
fn syntax_faults_are_reported_together() {
    let args = "gett \"/a b/<x\", timout = 3, limit = \"x\", api = A, redirect = maybe";
    let code = endpoint(
        args,
        "struct X { #[header] a: u8, #[query(foo)] b: u8, nowhere: u8 }",
    );
    assert_eq!(errors(&code).len(), 8, "{:#?}", errors(&code));
    assert!(code.contains("type Api = A;"), "{code}");
}
