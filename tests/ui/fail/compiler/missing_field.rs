use endpoint::endpoint;

#[endpoint(GET "/orgs/<org_id>/export/<export_id>")]
struct GetExport {
    org_id: u64,
    export_id: u64,
    #[query]
    limit: Option<u32>,
}

fn main() {
    GetExport::builder().org_id(1).limit(10).build();
}
