use endpoint::{ByStatus, Endpoint, Json, Paginate, api, endpoint};

#[api(base_url = "https://api.test")]
struct Api;

macro_rules! getter {
    ($(#[$meta:meta])* $vis:vis $name:ident, $template:literal, $field:ident: $ty:ty, $query:ident: $optional:ty => $out:ty, $api:path) => {
        $(#[$meta])*
        #[endpoint(GET $template -> $out, api = $api)]
        $vis struct $name {
            $field: $ty,
            #[query]
            $query: $optional,
        }
    };
}

getter!(/// Docs.
    #[derive(Debug)] pub(crate) GetUser, "/users/<id>", id: u64, limit: Option<u32> => Json, Api);

macro_rules! hygienic {
    ($name:ident) => {
        #[endpoint(GET "/things/<id>")]
        struct $name {
            id: u64,
        }
    };
}

hygienic!(GetThing);

macro_rules! searched {
    ($name:ident, $answer:ident, $ty:ty, $default:expr, $code:literal, $others:pat, $payload:ty) => {
        #[derive(ByStatus)]
        enum $answer {
            #[status($code)]
            Found($payload),
            #[status($others)]
            Missing,
        }

        #[endpoint(GET "/search" -> $answer, api = Api)]
        struct $name {
            #[query(style = comma, default = $default)]
            words: $ty,
        }
    };
}

searched!(Search, Searched, Vec<u8>, vec![1, 1 + 1], 200, 404 | 410..=419, Vec<Json>);

macro_rules! paged {
    ($name:ident, $list:ident, $item:ty, $field:ident, $ty:ty, $first:literal, $last:ident, $items:ident) => {
        #[endpoint(GET "/paged" -> $list, api = Api, paginate(page = $field, first = $first, last = inner?.$last, items = $item in inner?.$items))]
        struct $name {
            #[query]
            $field: $ty,
        }
    };
}

paged!(ListThings, Things, Json, number, u32, 0, pages, things);

#[derive(serde::Deserialize)]
struct Things {
    inner: Option<Inner>,
}

#[derive(serde::Deserialize)]
struct Inner {
    things: Vec<Json>,
    pages: u32,
}

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let base = "https://api.test".parse()?;
    assert_eq!(GetUser::builder().id(1).limit(2).build().request(&base)?.uri(), "https://api.test/users/1?limit=2");
    let _ = GetThing::builder();
    assert_eq!(Search::builder().build().request(&base)?.uri(), "https://api.test/search?words=1,2");
    let answer = http::Response::builder().status(404).body(bytes::Bytes::new())?;
    assert!(matches!(Search::decode(answer)?.value, Searched::Missing));
    let answer = http::Response::new(bytes::Bytes::from(r#"{"inner": {"things": [7], "pages": 1}}"#));
    assert_eq!(ListThings::items(ListThings::decode(answer)?.value).len(), 1);
    Ok(())
}
