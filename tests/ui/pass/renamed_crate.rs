mod shim {
    pub use renamed as inner;
}

use renamed::{Credential, FromHeaders, Secret, api, endpoint};

#[api(base_url = "https://api.test", auth = Key, meta = Meta, crate = crate::shim::inner)]
struct Api;

#[derive(Credential)]
#[credential(header = "x-key", crate = renamed)]
struct Key(Secret);

#[derive(FromHeaders)]
#[headers(crate = ::renamed)]
struct Meta {
    #[header("x-id")]
    id: Option<String>,
}

#[endpoint(GET "/a/<id>" -> renamed::Json, api = Api, crate = renamed)]
struct Get {
    id: u64,
}

fn main() {
    let _ = Get::builder().id(1).build();
    let _ = Api::client(Key::new("k")).build();
    let _ = |meta: Meta| meta.id;
}
