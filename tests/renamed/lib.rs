//! A downstream crate that knows `endpoint` by another name.

mod shim {
    pub(crate) use renamed as inner;
}

use renamed::{ByStatus, Credential, FromHeaders, Json, Secret, api, endpoint};

/// An API whose macro finds the runtime through a re-export.
#[api(base_url = "https://api.test", auth = Key, meta = Meta, crate = crate::shim::inner)]
#[derive(Debug)]
pub struct Api;

/// A credential.
#[derive(Credential, Debug)]
#[credential(header = "x-key", crate = renamed)]
pub struct Key(Secret);

/// Response headers.
#[derive(FromHeaders, Debug)]
#[headers(crate = ::renamed)]
pub struct Meta {
    /// An id.
    #[header("x-id")]
    pub id: Option<String>,
}

/// A call.
#[endpoint(GET "/a/<id>" -> Json, api = Api, crate = renamed)]
#[derive(Debug)]
pub struct Get {
    /// The id.
    pub id: u64,
}

/// A call whose list comes in pages.
#[endpoint(GET "/a" -> Vec<Json>, api = Api, paginate(page = page), crate = renamed)]
#[derive(Debug)]
pub struct List {
    /// The number of a page.
    #[query]
    pub page: Option<u64>,
}

/// What may come.
#[derive(ByStatus, Debug)]
#[by_status(crate = renamed)]
pub enum Answer {
    /// It is there.
    #[status(200)]
    Found(Json),
    /// It is not.
    #[status(404)]
    Missing,
}

/// A call with a form.
#[endpoint(POST "/form" -> Answer, api = Api, crate = renamed)]
#[derive(Debug)]
pub struct Send {
    /// Ids.
    #[form(style = comma, default)]
    pub ids: Vec<u64>,
}

#[cfg(test)]
mod tests {
    use renamed::transport::Memory;
    use renamed::{Endpoint as _, FromHeaders as _, Headers, Next, Paginate as _, Turn};

    use super::{Answer, Api, Get, Key, List, Meta, Send};

    #[test]
    fn everything_is_found_under_the_other_name() -> Result<(), Box<dyn std::error::Error>> {
        let request = Get::builder()
            .id(1)
            .build()
            .request(&"https://api.test".parse()?)?;
        assert_eq!(request.uri(), "https://api.test/a/1");
        assert_eq!(Meta::from_headers(&Headers::default())?.id, None);
        let answer = http::Response::builder().status(404).body("".into())?;
        assert!(matches!(Send::decode(answer)?.value, Answer::Missing));
        assert_eq!(Send::builder().build().ids, [0; 0]);
        let page = List::decode(http::Response::new("[1]".into()))?;
        assert_eq!(
            List::next(&page, &Turn::new("")),
            Some(Next::query("page", 2))
        );
        let builder = Api::client(Key::new("k")).transport(Memory::new());
        assert!(format!("{builder:?}").contains("Key"));
        Ok(())
    }
}
