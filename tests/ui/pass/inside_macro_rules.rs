use endpoint::{ByStatus, Endpoint, Json, api, endpoint};

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

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let base = "https://api.test".parse()?;
    assert_eq!(GetUser::builder().id(1).limit(2).build().request(&base)?.uri(), "https://api.test/users/1?limit=2");
    let _ = GetThing::builder();
    assert_eq!(Search::builder().build().request(&base)?.uri(), "https://api.test/search?words=1,2");
    let answer = http::Response::builder().status(404).body(bytes::Bytes::new())?;
    assert!(matches!(Search::decode(answer)?.value, Searched::Missing));
    Ok(())
}
