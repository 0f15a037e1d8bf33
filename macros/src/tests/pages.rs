//! What is said about bad lists that come in pages.

use super::{assert_says, endpoint, errors};

pub(super) const FIELDS: &str = "struct X {
    #[query] after: Option<String>,
    #[query(rename = \"page[size]\")] limit: Option<u32>,
    #[query] offset: Option<u32>,
    #[query] page: Option<u32>,
    #[query(style = comma)] styled: u32,
    #[query] list: Option<Vec<u32>>,
    id: u64,
    #[header(\"x-after\")] header: String,
}";

const OPTIONS: &[(&str, &[&str])] = &[
    (
        "paginate = links",
        &["`paginate` cannot be `links`", "`paginate(links)`"],
    ),
    ("paginate[links]", &["`paginate` cannot be `[links]`"]),
    ("paginate, paginate", &["`paginate` is given twice"]),
    ("pagination(links)", &["did you mean `paginate(links)`?"]),
    (
        "paginate()",
        &["`paginate` does not say how the next page is found"],
    ),
    (
        "paginate(size = limit)",
        &["does not say how the next page is found"],
    ),
    (
        "paginate(link)",
        &["`link` has no value", "`link = paging?.next`"],
    ),
    (
        "paginate(links = next)",
        &["`links` takes no value", "write `links`"],
    ),
    (
        "paginate(link_headr)",
        &[
            "`paginate` has no option `link_headr`",
            "did you mean `link_header`?",
        ],
    ),
    (
        "paginate(colour = x)",
        &["the options are `links`, `link`, `link_header`"],
    ),
    ("paginate(links, links)", &["`links` is given twice"]),
    ("paginate(\"links\")", &["`paginate` wants an option here"]),
    ("paginate(links page = page)", &["`links` takes no value"]),
    (
        "paginate(links, link_header)",
        &["`link_header` is another way to the next page than `links`"],
    ),
    (
        "paginate(page = page, offset = offset, limit = limit)",
        &["`offset` is another way to the next page than `page`"],
    ),
    (
        "paginate(links, total = a)",
        &["`total` has no `offset` beside it", "leave out `total`"],
    ),
    (
        "paginate(links, first = 0)",
        &["`first` has no `page` beside it"],
    ),
    (
        "paginate(last = a.b)",
        &[
            "`last` has no `page` beside it",
            "`page = page, last = a.b`",
        ],
    ),
    (
        "paginate(next = a?.b)",
        &[
            "`next` has no `cursor` beside it",
            "`cursor = starting_after, next = a?.b`",
            "write `link = a?.b`",
        ],
    ),
    (
        "paginate(links, limit = limit)",
        &[
            "`limit` has no `offset` beside it",
            "write `size = limit`",
            "`offset = offset, limit = limit`",
        ],
    ),
    (
        "paginate(cursor = after)",
        &[
            "`cursor` does not say where the next token comes from",
            "`cursor = after, next = ",
        ],
    ),
    (
        "paginate(offset = offset)",
        &[
            "`offset` has no `limit` beside it",
            "`offset = offset, limit = limit`",
        ],
    ),
    (
        "paginate(offset = offset, limit = limit, size = page)",
        &["`limit` says already how many items a page has"],
    ),
    (
        "paginate(link = \"a?.b\")",
        &["`\"a?.b\"` names no field", "write `link = a?.b`"],
    ),
    ("paginate(link = 1.5)", &["`1.5` names no field"]),
    (
        "paginate(link = a.)",
        &["the path of `link` ends with a dot"],
    ),
    (
        "paginate(link = a.., size = limit)",
        &["`.` names no field"],
    ),
    (
        "paginate(link = a.unwrap().b, size = limit)",
        &["`()` names no field", "`?` after an `Option`"],
    ),
    (
        "paginate(page = page, first = zero)",
        &["`zero` is none", "`first = 0`"],
    ),
    ("paginate(page = page, first = -1)", &["`-1` is none"]),
    ("paginate(page = page, first = \"0\")", &["`\"0\"` is none"]),
    (
        "paginate(links, items = User)",
        &[
            "`items` does not say where in the output they are",
            "`items = User in items`",
        ],
    ),
    (
        "paginate(links, items = User in)",
        &["the path of `items` ends with `in`"],
    ),
    (
        "paginate(links, items in users)",
        &["`items` has no value", "`items = Export in exports`"],
    ),
    (
        "paginate(cursor = aftr, next = a)",
        &[
            "the struct has no field `aftr`",
            "did you mean `cursor = after`?",
        ],
    ),
    (
        "paginate(cursor = token, next = a)",
        &[
            "the struct has no field `token`",
            "add it: `#[query] token: Option<String>`",
        ],
    ),
    (
        "paginate(page = number)",
        &["add it: `#[query] number: Option<u32>`"],
    ),
    (
        "paginate(page = id)",
        &[
            "the field `id` is no query parameter but a path parameter",
            "`after`, `limit`, `offset`",
        ],
    ),
    (
        "paginate(cursor = header, next = a)",
        &["the field `header` is no query parameter but a header"],
    ),
    (
        "paginate(page = styled)",
        &[
            "the field `styled` is written in the style `comma`",
            "`page`",
        ],
    ),
    (
        "paginate(links, size = list)",
        &["the field `list` is a list, and the `size` of a page is one plain value"],
    ),
    (
        "paginate(offset = page, limit = page)",
        &["the field `page` is the `offset` already"],
    ),
    (
        "paginate(page = page, size = page)",
        &["the field `page` is the `page` already", "`size = ..`"],
    ),
];

#[test]
fn options() {
    for (option, parts) in OPTIONS {
        assert_says(
            &endpoint(&format!("GET \"/<id>\" -> T, {option}"), FIELDS),
            parts,
        );
    }
}

#[test]
fn a_place_that_is_not_the_query() {
    assert_says(
        &endpoint(
            "POST \"/search\" -> T, paginate(cursor = after, next = next)",
            "struct X { #[json] after: Option<String> }",
        ),
        &[
            "is no query parameter but a JSON member",
            "`#[query] cursor: Option<String>`",
        ],
    );
}

#[test]
fn outputs_without_items() {
    let cases: &[(&str, &[&str])] = &[
        (
            "",
            &["nothing comes back that could have pages", "`-> Vec<User>`"],
        ),
        ("-> ()", &["`()` holds no items", "`items = User in users`"]),
        ("-> NoContent", &["`NoContent` holds no items"]),
        (
            "-> Download",
            &["`Download` is one stream", "leave out `paginate`"],
        ),
        (
            "-> endpoint::Events<u8>",
            &["`endpoint::Events<u8>` is one stream"],
        ),
    ];
    for (output, parts) in cases {
        assert_says(
            &endpoint(
                &format!("GET \"/\" {output}, paginate(link_header)"),
                "struct X;",
            ),
            parts,
        );
    }
    // It may be a type of the user's that has this name.
    let code = endpoint(
        "GET \"/\" -> Download, paginate(links, items = File in files)",
        "struct X;",
    );
    assert_eq!(errors(&code), [""; 0]);
}

#[test]
fn faults_come_together_and_each_once() {
    let code = endpoint(
        "GET \"/\" -> T, paginate(links, cursor = a, nxt = b, first = c, items = D, size = limit)",
        "struct X;",
    );
    let found = errors(&code);
    assert_eq!(found.len(), 4, "{found:#?}");
    let code = endpoint(
        "GET \"/<id>\", paginate(offset = ofset, limit = id, size = ..)",
        FIELDS,
    );
    let found = errors(&code);
    assert_eq!(found.len(), 1, "{found:#?}");
    let code = endpoint(
        "GET \"/<id>\", paginate(offset = ofset, limit = id)",
        FIELDS,
    );
    let found = errors(&code);
    assert_eq!(found.len(), 3, "{found:#?}");
}

#[test]
fn what_stands_in_has_pages_too() {
    for (args, item) in [
        ("paginate(link_header, items = User in, size = a)", "()"),
        ("paginate(page = a, items = User in users)", "User"),
        ("paginate = links", "()"),
    ] {
        let code = endpoint(&format!("GET \"/\" -> T, {args}"), "struct X;");
        assert!(code.contains("impl __e::Paginate for X {"), "{code}");
        assert!(code.contains(&format!("type Item = {item};")), "{code}");
    }
    let code = endpoint("GET \"/\" -> Vec<User>, paginate()", "struct X;");
    assert!(code.contains("type Item = User;"), "{code}");
}
