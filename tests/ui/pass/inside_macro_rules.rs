use endpoint::{Endpoint, Json, api, endpoint};

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

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let base = "https://api.test".parse()?;
    assert_eq!(GetUser::builder().id(1).limit(2).build().request(&base)?.uri(), "https://api.test/users/1?limit=2");
    let _ = GetThing::builder();
    Ok(())
}
