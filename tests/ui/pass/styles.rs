use std::collections::BTreeMap;

use endpoint::{Endpoint, endpoint};
use serde::Serialize;

#[derive(Serialize)]
struct Color {
    r: u8,
    g: u8,
}

#[endpoint(GET "/<plain>/<label>/<matrix>", rename_all = "camelCase")]
struct Styled<'a> {
    #[path(style = simple)]
    plain: Vec<u64>,
    #[path(style = label, explode)]
    label: Color,
    #[path(explode, style = matrix)]
    matrix: &'a [u64],
    #[query]
    repeated: Vec<&'a str>,
    #[query(style = form)]
    also_repeated: Vec<&'a str>,
    #[query(style = comma, rename = "filter[x]")]
    joined: Vec<&'a str>,
    #[query(style = space)]
    spaced: Option<Vec<u8>>,
    #[query(style = pipe)]
    piped: [u8; 2],
    #[query(style = deep)]
    deep: BTreeMap<&'a str, Vec<&'a str>>,
    #[query(style = json)]
    json: Color,
    #[query]
    flattened: Color,
}

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let styled = Styled::builder()
        .plain(vec![1, 2])
        .label(Color { r: 1, g: 2 })
        .matrix(&[3, 4])
        .repeated(vec!["a", "b"])
        .also_repeated(vec!["c", "d"])
        .joined(vec!["e", "f"])
        .piped([5, 6])
        .deep(BTreeMap::from([("g", vec!["h", "i"])]))
        .json(Color { r: 7, g: 8 })
        .flattened(Color { r: 9, g: 10 })
        .build();
    let request = styled.request(&"https://api.test".parse()?)?;
    assert_eq!(
        request.uri(),
        "https://api.test/1,2/.r=1.g=2/;matrix=3;matrix=4?repeated=a&repeated=b\
        &alsoRepeated=c&alsoRepeated=d&filter%5Bx%5D=e,f&piped=5%7C6&deep%5Bg%5D=h,i\
        &json=%7B%22r%22%3A7%2C%22g%22%3A8%7D&r=9&g=10"
    );
    Ok(())
}
