//! What is generated for lists that come in pages.

use proc_macro2::{Delimiter, Group, TokenStream, TokenTree};
use quote::quote;

use super::generated::{self, assert_holds, assert_recorded};
use super::pages::FIELDS;
use super::{pretty, tokens};

fn expanded(option: &str) -> TokenStream {
    generated::endpoint(&format!("GET \"/<id>\" -> T, {option}"), FIELDS)
}

#[test]
fn ways() {
    for option in ["paginate", "paginate(links)", "paginate(links,)"] {
        assert_holds(
            &expanded(option),
            &[
                "type Item = <<Self as __e::Endpoint>::Output as __e::PageItems>::Item;",
                "__e::PageItems::into_items(__e::payload::<Self>(__page))",
                "__e::of_links(&__page.value)",
                "Comes in pages, by the links of the document.",
            ],
        );
    }
    assert_holds(
        &expanded("paginate(link_header, size = limit)"),
        &[
            "__e::of_header(&__page.meta)",
            "const PAGE_SIZE: __e::Option<&'static ::core::primitive::str> = __e::Some(\"page%5Bsize%5D\");",
            "Comes in pages, by the header `Link`.",
        ],
    );
    assert_holds(
        &expanded("paginate(cursor = after, next = a.0.b)"),
        &[
            "__e::to_token(\"after\", &__page.value.a.0.b)",
            "Comes in pages, by `after`.",
        ],
    );
    assert_holds(
        &expanded("paginate(link = next)"),
        &[
            "__e::to_link(&__page.value.next)",
            "Comes in pages, by the link in `next`.",
        ],
    );
}

#[test]
fn counted_ways() {
    assert_holds(
        &expanded("paginate(offset = offset, limit = limit, total = total)"),
        &[
            "__e::of_offset(__turn, \"offset\", \"page[size]\",
                __e::PageItems::count(__e::payload_of::<Self>(__page)), &__page.value.total)",
            "__e::Some(\"page%5Bsize%5D\")",
            "Comes in pages, by `offset` and `limit`.",
        ],
    );
    assert_holds(
        &expanded("paginate(page = page, items = User in users)"),
        &[
            "type Item = User;",
            "__e::ListOf::<User>::into_items(__e::payload::<Self>(__page).users)",
            "__e::of_number(__turn, \"page\", 1u64,
                __e::ListOf::<User>::count(&(*__e::payload_of::<Self>(__page)).users), ())",
        ],
    );
    assert_holds(
        &expanded("paginate(page = page, first = 0, last = last, size = limit)"),
        &[
            "__e::of_number(__turn, \"page\", 0u64,",
            "&__page.value.last)",
        ],
    );
}

#[test]
fn question_marks() {
    assert_holds(
        &expanded("paginate(link = a?.b.c?.d, items = User in page?.users)"),
        &[
            "__e::to_link(__e::Option::and_then(__e::Maybe::present(&__page.value.a),
                |__value| __e::Option::map(__e::Maybe::present(&__value.b.c), |__value| &__value.d)))",
            "__e::ListOf::<User>::into_items(__e::Option::map(
                __e::Maybe::taken(__e::payload::<Self>(__page).page), |__value| __value.users))",
        ],
    );
    assert_holds(
        &expanded("paginate(link = a?)"),
        &["__e::to_link(__e::Maybe::present(&__page.value.a))"],
    );
    assert_holds(
        &expanded("paginate(page = page, items = User in page?.users)"),
        &[
            "__e::Option::map_or(__e::Option::map(",
            "|__value| &__value.users), 0, __e::ListOf::<User>::count)",
        ],
    );
}

#[test]
fn raw_identifiers_and_what_macro_rules_leave() {
    let item = "struct X { #[query] r#type: u8 }";
    for option in [
        "paginate(page = r#type)",
        "paginate(page = type, last = r#in)",
    ] {
        let code = generated::endpoint(&format!("GET \"/\" -> T, {option}"), item);
        assert_holds(
            &code,
            &[
                "__e::of_number(__turn, \"type\",",
                "Comes in pages, by `type`.",
            ],
        );
    }
    let group = |text: &str| TokenTree::Group(Group::new(Delimiter::None, tokens(text)));
    let (ty, first) = (group("Vec<u8>"), group("0"));
    let code = crate::endpoint::attribute(
        quote!(GET "/" -> T, paginate(page = page, first = #first, items = #ty in a)),
        &quote!(
            struct X {
                #[query]
                page: u8,
            }
        ),
    );
    assert_holds(&code, &["\"page\", 0u64,", "type Item = Vec<u8>;"]);
}

#[test]
fn conditional_fields() {
    let item = "struct X { #[cfg(unix)] #[query] page: u32 }";
    let args = "GET \"/\" -> T, paginate(page = page)";
    let code = generated::endpoint(args, item);
    assert_holds(
        &code,
        &[
            "Comes in pages, by `page`.",
            "#[__endpoint(GET \"/\" -> T, paginate(page = page))]",
        ],
    );
    let resolved = format!("#[__endpoint({args})] struct X {{ #[__endpoint(query)] page: u32 }}");
    assert_holds(
        &crate::endpoint::derive(&tokens(&resolved)),
        &["impl __e::Paginate for X {"],
    );
}

#[test]
fn type_parameters() {
    let item = "struct X<'a, T: Clone> { #[query] of: &'a T }";
    let code = generated::endpoint(
        "GET \"/\" -> Page<T>, api = A, paginate(links, items = T in list)",
        item,
    );
    assert_holds(
        &code,
        &["impl<'a, T: Clone> __e::Paginate for X<'a, T> where
            Page<T>: __e::Output<<A as __e::Api>::Envelope>, &'a T: __e::Serialize,
            Page<T>: __e::Output<<A as __e::Api>::Envelope,
                Value = <<A as __e::Api>::Envelope as __e::Envelope>::Open<Page<T>>> {"],
    );
    let code = generated::endpoint("GET \"/\" -> Vec<T>, paginate", item);
    assert_holds(&code, &["Vec<T>: __e::PageItems"]);
}

#[test]
fn reference_list() {
    let code = generated::endpoint(
        "GET \"/orgs/<org_id>/exports\" -> Exports, api = EdgeImpulse, paginate(
            offset = offset, limit = limit, total = total_count, items = Export in page?.exports)",
        "/// List exports.
        pub struct ListExports { pub org_id: u64, #[query] pub offset: Option<u64>, #[query] pub limit: Option<u64> }",
    );
    assert_recorded("pages", &pretty(&code));
}

#[test]
fn without_pages_there_is_nothing_of_them() {
    let code = generated::endpoint("GET \"/\" -> Vec<T>", "struct X;").to_string();
    assert!(!code.contains("Pag") && !code.contains("pages"), "{code}");
}
