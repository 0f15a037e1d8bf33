use endpoint::ByStatus;

#[derive(ByStatus)]
pub struct Answer {
    export: String,
}

fn main() {}
