//! What is asked for in the query, as it is sent.

use endpoint::json_api::{Fields, Filter, Include, Page, Sort};
use endpoint::{Endpoint as _, Json, endpoint};

use super::Cookbook;

#[endpoint(GET "/recipes" -> Json, api = Cookbook)]
#[derive(Default)]
struct ListRecipes {
    #[query]
    include: Include,
    #[query]
    fields: Fields,
    #[query]
    sort: Sort,
    #[query]
    filter: Filter,
    #[query]
    page: Page,
}

fn query(list: &ListRecipes) -> Option<String> {
    let request = list
        .request(&"https://cookbook.test/v1".parse().unwrap())
        .unwrap();
    request.uri().query().map(str::to_owned)
}

#[test]
fn each_is_written_as_the_specification_has_it() {
    let list = ListRecipes {
        include: Include::from(["cook", "notes.author"]),
        fields: Fields::new()
            .of("recipes", ["title", "cook"])
            .of("cooks", ["firstName"]),
        sort: Sort::new().descending("created").ascending("title"),
        filter: Filter::new()
            .by("cook", 9)
            .by_any("season", ["spring", "autumn"]),
        page: Page::new().number(2).size(50),
    };
    let expected = [
        "include=cook,notes.author",
        "fields%5Bcooks%5D=firstName",
        "fields%5Brecipes%5D=title,cook",
        "sort=-created,title",
        "filter%5Bcook%5D=9",
        "filter%5Bseason%5D=spring,autumn",
        "page%5Bnumber%5D=2",
        "page%5Bsize%5D=50",
    ];
    assert_eq!(query(&list).unwrap(), expected.join("&"));
}

#[test]
fn what_is_empty_is_left_out() {
    assert_eq!(query(&ListRecipes::default()), None);
    let list = ListRecipes {
        page: Page::new().with("after", "v1.eyJ+="),
        ..ListRecipes::default()
    };
    assert_eq!(
        query(&list).as_deref(),
        Some("page%5Bafter%5D=v1.eyJ%2B%3D")
    );
}

/// Asking for none of a type's fields is not the same as not asking.
#[test]
fn no_fields_are_told_from_all_fields() {
    let list = ListRecipes {
        fields: Fields::new().of("cooks", [""; 0]),
        ..ListRecipes::default()
    };
    assert_eq!(query(&list).as_deref(), Some("fields%5Bcooks%5D="));
}

#[test]
fn names_and_values_cannot_leave_their_place() {
    let list = ListRecipes {
        include: Include::new().path("a,b&c=d"),
        sort: Sort::new().ascending("a b"),
        filter: Filter::new().by("a]&b", "c,d&e=f"),
        ..ListRecipes::default()
    };
    assert_eq!(
        query(&list).as_deref(),
        Some("include=a%2Cb%26c%3Dd&sort=a%20b&filter%5Ba%5D%26b%5D=c%2Cd%26e%3Df")
    );
}

#[test]
fn the_fields_own_name_and_an_option_go_with_them() {
    #[endpoint(GET "/recipes" -> Json, api = Cookbook)]
    struct Renamed {
        #[query(rename = "expand")]
        include: Option<Include>,
        #[query(rename = "where")]
        filter: Option<Filter>,
        #[query]
        page: Option<Page>,
    }

    let renamed = Renamed {
        include: Some(Include::from(["cook"])),
        filter: Some(Filter::new().by("title", "Soup")),
        page: None,
    };
    let request = renamed
        .request(&"https://cookbook.test".parse().unwrap())
        .unwrap();
    assert_eq!(
        request.uri().query(),
        Some("expand=cook&where%5Btitle%5D=Soup")
    );
}
