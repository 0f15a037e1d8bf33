//! Lists, maps and structs in the query, in every style, and what no style can write.

use std::collections::BTreeMap;

use endpoint::transport::Reply;
use endpoint::{EncodeError, Endpoint, ErrorKind, File, endpoint};
use serde::Serialize;
use serde::ser::{SerializeMap as _, Serializer};

use crate::support::{client, failed, memory};

/// The query of a request.
fn query(endpoint: &impl Endpoint) -> Result<String, EncodeError> {
    let request = endpoint.request(&"https://api.test".parse().unwrap())?;
    Ok(request.uri().query().unwrap_or_default().to_owned())
}

/// What an endpoint is refused for.
fn refusal(endpoint: &impl Endpoint) -> String {
    query(endpoint).unwrap_err().to_string()
}

#[derive(Default, Serialize)]
#[serde(rename_all = "camelCase")]
struct Filter {
    exact_name: Option<&'static str>,
    #[serde(rename = "scan_item.id")]
    scan_item: Option<Id>,
    states: Vec<State>,
    is_open: Option<bool>,
    since: Option<Date>,
    size: Option<u128>,
}

#[derive(Serialize)]
struct Id(u64);

#[derive(Serialize)]
#[serde(rename_all = "kebab-case")]
enum State {
    Open,
    #[serde(rename = "won't fix")]
    WontFix,
}

/// A date, as date crates serialize theirs.
struct Date;

impl Serialize for Date {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(&format_args!("2024-10-15T0{}:00:00+01:00", 7))
    }
}

const FULL: Filter = Filter {
    exact_name: Some("a&b"),
    scan_item: Some(Id(7)),
    states: Vec::new(),
    is_open: Some(false),
    since: Some(Date),
    size: Some(u128::MAX),
};

fn full() -> Filter {
    Filter {
        states: vec![State::Open, State::WontFix],
        ..FULL
    }
}

/// One value of any type in each of the styles.
macro_rules! in_style {
    ($($name:ident: $style:ident;)+) => {$(
        #[endpoint(GET "/")]
        struct $name<T: Serialize> {
            #[query(style = $style, rename = "q[]")]
            value: T,
        }
    )+};
}

in_style! {
    Form: form;
    Comma: comma;
    Space: space;
    Pipe: pipe;
    Deep: deep;
    Json: json;
}

#[test]
fn the_members_of_a_struct_become_parameters_and_absent_ones_are_left_out() {
    #[endpoint(GET "/")]
    struct Search {
        #[query]
        before: u8,
        #[query]
        filter: Filter,
        #[query]
        after: u8,
    }

    let search = |filter| Search {
        before: 1,
        filter,
        after: 2,
    };
    assert_eq!(
        query(&search(full())).unwrap(),
        "before=1&exactName=a%26b&scan_item.id=7&states=open&states=won%27t%20fix&isOpen=false\
         &since=2024-10-15T07%3A00%3A00%2B01%3A00&size=340282366920938463463374607431768211455&after=2"
    );
    assert_eq!(
        query(&search(Filter::default())).unwrap(),
        "before=1&after=2"
    );
}

#[test]
fn the_keys_of_a_map_become_parameters_of_their_own() {
    let value = BTreeMap::from([("a b", Some("1")), ("c=d", None), ("e", Some("ä"))]);
    assert_eq!(query(&Form { value }).unwrap(), "a%20b=1&e=%C3%A4");
    let value = BTreeMap::from([(1, true), (2, false)]);
    assert_eq!(query(&Form { value }).unwrap(), "1=true&2=false");
    assert_eq!(
        query(&Form {
            value: None::<Filter>
        })
        .unwrap(),
        ""
    );
}

#[test]
fn a_joined_list_escapes_each_item_and_not_what_separates_them() {
    let value = ["a,b", "c d", "e|f", ""];
    assert_eq!(
        query(&Comma { value }).unwrap(),
        "q%5B%5D=a%2Cb,c%20d,e%7Cf,"
    );
    assert_eq!(
        query(&Space { value }).unwrap(),
        "q%5B%5D=a%2Cb%20c%20d%20e%7Cf%20"
    );
    assert_eq!(
        query(&Pipe { value }).unwrap(),
        "q%5B%5D=a%2Cb%7Cc%20d%7Ce%7Cf%7C"
    );
}

#[test]
fn a_joined_list_without_items_is_left_out_and_absent_items_too() {
    assert_eq!(query(&Comma { value: [0; 0] }).unwrap(), "");
    assert_eq!(
        query(&Comma {
            value: [None, Some(1), None]
        })
        .unwrap(),
        "q%5B%5D=1"
    );
    assert_eq!(
        query(&Comma {
            value: None::<Vec<u8>>
        })
        .unwrap(),
        ""
    );
    assert_eq!(
        query(&Form {
            value: [None, Some(1), None]
        })
        .unwrap(),
        "q%5B%5D=1"
    );
}

#[test]
fn a_single_value_is_the_same_in_every_style_of_lists() {
    for written in [
        query(&Form { value: "a b" }),
        query(&Comma { value: "a b" }),
        query(&Space { value: Some("a b") }),
        query(&Pipe { value: &"a b" }),
    ] {
        assert_eq!(written.unwrap(), "q%5B%5D=a%20b");
    }
}

#[test]
fn a_deep_object_joins_lists_and_nests_brackets() {
    #[derive(Serialize)]
    struct Fields {
        container_images: Vec<&'static str>,
        none: Vec<u8>,
        absent: Option<u8>,
        nested: BTreeMap<&'static str, BTreeMap<u8, Id>>,
    }

    #[endpoint(GET "/")]
    struct Images {
        #[query(style = deep)]
        fields: Fields,
    }

    let fields = Fields {
        container_images: vec!["class", "registry,x"],
        none: Vec::new(),
        absent: None,
        nested: BTreeMap::from([("a]", BTreeMap::from([(1, Id(2)), (3, Id(4))]))]),
    };
    assert_eq!(
        query(&Images { fields }).unwrap(),
        "fields%5Bcontainer_images%5D=class,registry%2Cx\
         &fields%5Bnested%5D%5Ba%5D%5D%5B1%5D=2&fields%5Bnested%5D%5Ba%5D%5D%5B3%5D=4"
    );
}

#[test]
fn json_in_the_query_is_what_serde_json_makes_of_it() {
    #[derive(Serialize)]
    struct Member {
        id: u8,
        none: Option<u8>,
        list: [f64; 2],
    }

    let value = Member {
        id: 1,
        none: None,
        list: [0.5, 1.0],
    };
    let text = serde_json::to_string(&value).unwrap();
    assert_eq!(text, r#"{"id":1,"none":null,"list":[0.5,1.0]}"#);
    assert_eq!(
        query(&Json { value }).unwrap(),
        "q%5B%5D=%7B%22id%22%3A1%2C%22none%22%3Anull%2C%22list%22%3A%5B0.5%2C1.0%5D%7D"
    );
    assert_eq!(query(&Json { value: "a" }).unwrap(), "q%5B%5D=%22a%22");
    assert_eq!(
        query(&Json { value: [1, 2] }).unwrap(),
        "q%5B%5D=%5B1%2C2%5D"
    );
    assert_eq!(query(&Json { value: None::<u8> }).unwrap(), "");
}

#[tokio::test]
async fn what_the_call_sets_itself_takes_the_place_of_members_and_deep_names() {
    #[endpoint(GET "/")]
    struct Both {
        #[query]
        flat: BTreeMap<&'static str, u8>,
        #[query(style = deep)]
        deep: BTreeMap<&'static str, u8>,
    }

    let both = || Both {
        flat: BTreeMap::from([("a b", 1), ("c", 2)]),
        deep: BTreeMap::from([("d", 3), ("e", 4)]),
    };
    let memory = memory([Reply::new(204), Reply::new(204)]);
    let client = client(&memory);
    let call = client.send(both()).query("a b", "x").query("deep[e]", "y");
    call.await.unwrap();
    // The name of a flattened field is not sent, so nothing takes its place.
    let call = client.send(both()).query("flat", "x").query("deep", "y");
    call.await.unwrap();
    let sent: Vec<_> = memory.sent().into_iter().map(|sent| sent.url).collect();
    assert_eq!(
        sent,
        [
            "https://api.test/?c=2&deep%5Bd%5D=3&a%20b=x&deep%5Be%5D=y",
            "https://api.test/?a%20b=1&c=2&flat=x&deep=y",
        ]
    );
}

/// A value that says itself how it is written.
struct Marked<T>(&'static str, T);

impl<T: Serialize> Serialize for Marked<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_newtype_struct(self.0, &self.1)
    }
}

const COMMA: &str = "$endpoint::comma";
const DEEP: &str = "$endpoint::deep";

#[test]
fn a_value_may_say_itself_how_it_is_written() {
    let list = Marked(COMMA, ["a", "b"]);
    assert_eq!(query(&Form { value: list }).unwrap(), "q%5B%5D=a,b");
    let map = Marked(DEEP, BTreeMap::from([("a", "b")]));
    assert_eq!(query(&Form { value: map }).unwrap(), "q%5B%5D%5Ba%5D=b");
    let scalar = Marked(COMMA, 7);
    assert_eq!(query(&Pipe { value: scalar }).unwrap(), "q%5B%5D=7");
    let absent = Marked(COMMA, None::<u8>);
    assert_eq!(query(&Form { value: absent }).unwrap(), "");
    let json = Marked(DEEP, [1]);
    assert_eq!(query(&Json { value: json }).unwrap(), "q%5B%5D=%5B1%5D");
}

#[test]
fn the_members_of_a_flattened_struct_may_have_styles_too() {
    #[derive(Serialize)]
    struct Page {
        include: Marked<[&'static str; 2]>,
        fields: Marked<BTreeMap<&'static str, [u8; 2]>>,
    }

    let value = Page {
        include: Marked(COMMA, ["a", "b"]),
        fields: Marked(DEEP, BTreeMap::from([("x", [1, 2])])),
    };
    assert_eq!(
        query(&Form { value }).unwrap(),
        "include=a,b&fields%5Bx%5D=1,2"
    );
}

#[derive(Serialize)]
struct Outer<T> {
    inner: T,
}

#[test]
fn what_lies_deeper_than_a_style_goes_is_refused_by_name() {
    let expected = |shape: &str| {
        format!(
            "the query parameter `q%5B%5D` holds {shape} inside a list or map, which its style cannot write; \
             use `style = deep` for maps in maps, `style = json` for any value"
        )
    };
    let map = || Outer { inner: full() };
    let lists = || [[1]];
    assert_eq!(refusal(&Form { value: map() }), expected("a map"));
    assert_eq!(refusal(&Comma { value: map() }), expected("a map"));
    assert_eq!(refusal(&Form { value: lists() }), expected("a list"));
    assert_eq!(refusal(&Space { value: lists() }), expected("a list"));
    assert_eq!(refusal(&Form { value: [full()] }), expected("a struct"));
    assert_eq!(
        refusal(&Form {
            value: [BTreeMap::from([(1, 2)])]
        }),
        expected("a map")
    );
    assert_eq!(
        refusal(&Form {
            value: Outer { inner: lists() }
        }),
        expected("a list")
    );
    assert_eq!(
        refusal(&Deep {
            value: Outer { inner: lists() }
        }),
        expected("a list")
    );
    assert_eq!(
        refusal(&Deep {
            value: Outer { inner: [full()] }
        }),
        expected("a map")
    );
}

#[test]
fn a_deep_parameter_wants_a_map_or_struct() {
    for refusal in [
        refusal(&Deep { value: 1 }),
        refusal(&Deep { value: "a" }),
        refusal(&Deep { value: [1, 2] }),
    ] {
        assert!(
            refusal.starts_with("the query parameter `q%5B%5D` is no map or struct"),
            "{refusal}"
        );
    }
    assert_eq!(
        query(&Deep {
            value: None::<Filter>
        })
        .unwrap(),
        ""
    );
}

#[test]
fn a_variant_with_fields_is_refused_by_name() {
    #[derive(Serialize)]
    enum Choice {
        New(u8),
        Tuple(u8, u8),
        Struct { a: u8 },
    }

    for choice in [Choice::New(1), Choice::Tuple(1, 2), Choice::Struct { a: 1 }] {
        let text = serde_json::to_string(&choice).unwrap();
        for refusal in [
            refusal(&Form { value: &choice }),
            refusal(&Deep { value: &choice }),
        ] {
            assert!(
                refusal.contains("`q%5B%5D` is an enum variant with fields"),
                "{refusal}"
            );
        }
        assert!(query(&Json { value: &choice }).unwrap().len() > text.len());
    }
}

#[test]
fn a_key_that_is_no_plain_value_is_refused() {
    struct Keyed;

    impl Serialize for Keyed {
        fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
            let mut map = serializer.serialize_map(None)?;
            map.serialize_entry(&[1, 2], "hunter2")?;
            map.end()
        }
    }

    let refusal = refusal(&Form { value: Keyed });
    assert!(refusal.contains("`q%5B%5D` is a map with a key that is no plain value"));
    assert!(!refusal.contains("hunter2"));
}

#[test]
fn numbers_that_no_text_stands_for_are_refused_at_any_depth() {
    for number in [f64::NAN, f64::INFINITY, f64::NEG_INFINITY] {
        let deep = || Outer { inner: [number] };
        for refusal in [
            refusal(&Form { value: deep() }),
            refusal(&Comma { value: [number] }),
            refusal(&Deep { value: deep() }),
            refusal(&Json { value: number }),
            refusal(&Json { value: deep() }),
            refusal(&Json {
                value: BTreeMap::from([(1, Some((0, number)))]),
            }),
        ] {
            assert!(
                refusal.contains("`q%5B%5D` is not a finite number"),
                "{refusal}"
            );
        }
    }
}

#[tokio::test]
async fn a_file_in_the_query_is_refused_and_nothing_is_sent() {
    let memory = memory([]);
    let file = || File::from_bytes("hunter2");
    let client = client(&memory);
    for error in [
        failed(client.send(Form { value: file() }).await),
        failed(client.send(Comma { value: [file()] }).await),
        failed(
            client
                .send(Deep {
                    value: Outer { inner: file() },
                })
                .await,
        ),
        failed(client.send(Json { value: file() }).await),
        failed(
            client
                .send(Json {
                    value: [Outer { inner: file() }],
                })
                .await,
        ),
    ] {
        assert_eq!(error.kind(), ErrorKind::Encode);
        assert_eq!(error.path(), Some("q%5B%5D"));
        assert!(error.to_string().contains("is a file or bytes"), "{error}");
    }
    assert!(memory.sent().is_empty());
}
