use std::collections::BTreeMap;

use endpoint::json_api::Resource;
use endpoint::{ByStatus, Endpoint, JsonApi, Next, Paginate, Turn, endpoint};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

#[endpoint(GET "/<a>/<b>" -> Vec<u8>)]
struct Borrowed<'a, 'b: 'a> {
    a: &'a str,
    b: &'b str,
    #[query]
    list: &'a [&'b str],
}

#[endpoint(POST "/<id>" -> Out)]
struct Generic<'a, Id, Body: Clone, Out = BTreeMap<String, u8>>
where
    Out: DeserializeOwned,
{
    id: Id,
    #[query]
    filter: Option<&'a Id>,
    #[body]
    body: Body,
    #[header("x-out")]
    out: Name<Out>,
}

#[endpoint(GET "/sized/<bytes>")]
struct Sized<const N: usize> {
    bytes: Constant<N>,
}

#[derive(Serialize)]
#[serde(transparent)]
struct Constant<const N: usize>(usize);

#[derive(Serialize, Deserialize, Clone)]
#[serde(transparent)]
struct Name<T> {
    name: String,
    #[serde(skip)]
    of: std::marker::PhantomData<T>,
}

#[endpoint(POST "/<ids>" -> Answer<Vec<T>>, error = Answer<u8>)]
struct Styled<'a, T: Default + Serialize, P> {
    #[path(style = simple)]
    ids: &'a [T],
    #[query(default)]
    start: T,
    #[query(style = comma, default = &[])]
    list: &'a [T],
    #[part]
    part: Option<P>,
}

#[endpoint(GET "/<group>" -> List<T>, paginate(page = page, last = inner?.last, items = T in inner?.list))]
struct Pages<'a, T: Serialize + DeserializeOwned> {
    group: &'a str,
    #[query]
    page: Option<u8>,
    #[query]
    like: &'a [T],
}

#[endpoint(GET "/" -> Vec<Resource<T>>, envelope = JsonApi, paginate)]
struct Linked<T> {
    #[query]
    like: Option<T>,
}

#[derive(Deserialize)]
struct List<T> {
    inner: Option<Inner<T>>,
}

#[derive(Deserialize)]
struct Inner<T> {
    list: Vec<T>,
    last: Option<u64>,
}

#[derive(ByStatus)]
enum Answer<T, const N: usize = 2>
where
    T: std::marker::Sized,
{
    #[status(200)]
    One(T),
    #[status(201)]
    Many(Vec<T>),
    #[status(202)]
    Fixed([u8; 2]),
    #[status(_)]
    Other(Constant2<N>),
}

#[derive(Deserialize)]
struct Constant2<const N: usize>;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let base = "https://api.test".parse()?;
    let owned = String::from("b");
    let call = Borrowed::builder().a("a").b(&owned).list(&["x", "y"]).build();
    assert_eq!((&call).request(&base)?.uri(), "https://api.test/a/b?list=x&list=y");

    let name = Name { name: "n".into(), of: std::marker::PhantomData };
    let call = Generic::<u64, &str>::builder().id(7).filter(&8).body("text").out(name).build();
    let request = call.request(&base)?;
    assert_eq!(request.uri(), "https://api.test/7?filter=8");
    assert_eq!(request.body(), "\"text\"");

    assert_eq!(Sized::<3>::builder().bytes(Constant(1)).build().request(&base)?.uri(), "https://api.test/sized/1");
    let styled = Styled::<u8, String>::builder().ids(&[1, 2]).build();
    assert_eq!((&styled).request(&base)?.uri(), "https://api.test/1,2?start=0");
    let answer = http::Response::builder().status(201).body(bytes::Bytes::from("[[1]]"))?;
    assert!(matches!(Styled::<u8, ()>::decode(answer), Ok(found) if matches!(found.value, Answer::Many(_))));

    let answer = http::Response::new(r#"{"inner": {"list": [1], "last": 2}}"#.into());
    let page = Pages::<u8>::decode(answer)?;
    assert_eq!(Pages::<u8>::next(&page, &Turn::new("")), Some(Next::query("page", 2)));
    assert_eq!(Pages::<u8>::next(&page, &Turn::new("page=2")), None);
    assert_eq!(Pages::<u8>::items(page.into_inner()), [1]);
    let answer = http::Response::new(r#"{"data": [], "links": {"next": "/2"}}"#.into());
    let page = Linked::<String>::decode(answer)?;
    assert_eq!(<&Linked<String>>::next(&page, &Turn::new("")), Some(Next::link("/2")));
    Ok(())
}
