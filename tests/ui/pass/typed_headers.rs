//! Response headers may be of any type that can be read from text, optional, or lists.

use endpoint::{FromHeaders, HttpDate, Location, Open, RetryAfter};

#[derive(FromHeaders, Debug, Clone)]
pub struct Typed<T: std::str::FromStr + Send + Sync + 'static> {
    #[header("x-required")]
    pub required: T,
    #[header("x-optional")]
    pub optional: ::std::option::Option<T>,
    #[header("x-list")]
    pub list: Vec<T>,
    #[header("x-optional-list")]
    pub optional_list: Option<std::vec::Vec<T>>,
    #[header("last-modified")]
    pub modified: Option<HttpDate>,
    #[header("location")]
    pub location: Option<Location>,
    #[header("retry-after")]
    pub retry_after: Option<RetryAfter>,
    #[header("x-stage")]
    pub stage: Open<Stage>,
}

#[derive(Debug, Clone)]
pub enum Stage {
    Beta,
}

impl std::str::FromStr for Stage {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, ()> {
        if text == "beta" {
            Ok(Stage::Beta)
        } else {
            Err(())
        }
    }
}

fn main() {
    fn is_read<T: FromHeaders>() {}
    is_read::<Typed<u8>>();
}
