use endpoint::endpoint;

#[endpoint(GET "/orgs/<org_idd>")]
struct Get {
    org_id: u64,
}

fn main() {}
