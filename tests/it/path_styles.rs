//! Lists, maps and structs in one segment of the path, and what would change the route.

use std::collections::BTreeMap;

use endpoint::{EncodeError, Endpoint, File, Text, endpoint};
use serde::Serialize;

macro_rules! in_path {
    ($($name:ident: $path:literal ($($style:tt)*);)+) => {$(
        #[endpoint(GET $path)]
        struct $name<T: Serialize> {
            #[path($($style)*)]
            value: T,
        }
    )+};
}

in_path! {
    Simple: "/a/<value>/b" (style = simple);
    SimpleExploded: "/a/<value>/b" (style = simple, explode);
    Label: "/a/<value>/b" (style = label);
    LabelExploded: "/a/<value>/b" (style = label, explode);
    LabelBehind: "/a/x<value>/b" (style = label);
    Matrix: "/a/<value>/b" (style = matrix);
    MatrixExploded: "/a/<value>/b" (style = matrix, explode);
}

#[endpoint(GET "/a/<value>")]
struct Plain<T: Serialize> {
    value: T,
}

fn path(endpoint: &impl Endpoint) -> Result<String, EncodeError> {
    let request = endpoint.request(&"https://api.test".parse().unwrap())?;
    Ok(request.uri().path().to_owned())
}

fn refusal(endpoint: &impl Endpoint) -> String {
    path(endpoint).unwrap_err().to_string()
}

#[test]
fn separators_in_a_value_are_escaped() {
    let value = ["a,b", "c.d", "e;f=g", "h/i"];
    assert_eq!(
        path(&Simple { value }).unwrap(),
        "/a/a%2Cb,c.d,e%3Bf%3Dg,h%2Fi/b"
    );
    assert_eq!(
        path(&MatrixExploded { value }).unwrap(),
        "/a/;value=a%2Cb;value=c.d;value=e%3Bf%3Dg;value=h%2Fi/b"
    );
    let value = BTreeMap::from([("a=b", "c,d"), ("e", "")]);
    assert_eq!(
        path(&SimpleExploded { value: &value }).unwrap(),
        "/a/a%3Db=c%2Cd,e=/b"
    );
    assert_eq!(
        path(&MatrixExploded { value: &value }).unwrap(),
        "/a/;a%3Db=c%2Cd;e/b"
    );
}

#[test]
fn absent_members_and_items_are_left_out() {
    #[derive(Serialize)]
    struct Point {
        x: u128,
        y: Option<u8>,
        z: bool,
    }

    let value = Point {
        x: u128::MAX,
        y: None,
        z: true,
    };
    assert_eq!(
        path(&Matrix { value }).unwrap(),
        "/a/;value=x,340282366920938463463374607431768211455,z,true/b"
    );
    let value = [None, Some('ä'), None];
    assert_eq!(path(&Simple { value }).unwrap(), "/a/%C3%A4/b");
}

#[test]
fn what_leaves_the_segment_empty_is_refused() {
    for refusal in [
        refusal(&Simple { value: "" }),
        refusal(&Simple { value: [""] }),
        refusal(&Simple { value: [0; 0] }),
        refusal(&Label { value: [0; 0] }),
        refusal(&Matrix { value: [0; 0] }),
        refusal(&MatrixExploded {
            value: BTreeMap::<u8, u8>::new(),
        }),
        refusal(&Matrix {
            value: [None::<u8>],
        }),
    ] {
        assert!(
            refusal.contains("path parameter `value` is empty"),
            "{refusal}"
        );
    }
    let refusal = refusal(&Matrix { value: None::<u8> });
    assert!(
        refusal.contains("path parameter `value` is absent"),
        "{refusal}"
    );
}

#[test]
fn what_makes_a_dot_segment_is_refused() {
    for refusal in [
        refusal(&Simple { value: [".."] }),
        refusal(&SimpleExploded { value: "." }),
        refusal(&Label { value: "." }),
        refusal(&Label { value: [""] }),
        refusal(&LabelExploded { value: ["", ""] }),
    ] {
        assert!(
            refusal.contains("path parameter `value` makes its segment `.` or `..`"),
            "{refusal}"
        );
    }
    assert_eq!(path(&Matrix { value: ".." }).unwrap(), "/a/;value=../b");
    assert_eq!(path(&LabelBehind { value: "." }).unwrap(), "/a/x../b");
    assert_eq!(
        path(&LabelExploded { value: ["a", ""] }).unwrap(),
        "/a/.a./b"
    );
}

#[test]
fn a_list_or_map_without_a_style_is_refused() {
    for (refusal, shape) in [
        (
            refusal(&Plain {
                value: BTreeMap::from([(1, 2)]),
            }),
            "a map",
        ),
        (refusal(&Plain { value: [1, 2] }), "a list"),
        (refusal(&Plain { value: (1, 2) }), "a list"),
    ] {
        assert_eq!(
            refusal,
            format!(
                "the path parameter `value` is {shape}, where one plain value is due; \
                 give a string, number, bool or unit variant"
            )
        );
    }
}

#[test]
fn what_lies_deeper_than_a_list_or_map_is_refused() {
    for refusal in [
        refusal(&Simple { value: [[1]] }),
        refusal(&Label {
            value: BTreeMap::from([(1, [2])]),
        }),
    ] {
        assert!(
            refusal.starts_with("the path parameter `value` holds a list inside a list or map"),
            "{refusal}"
        );
    }
    let refusal = refusal(&Matrix {
        value: [BTreeMap::from([(1, 2)])],
    });
    assert!(
        refusal.contains("`value` holds a map inside a list or map"),
        "{refusal}"
    );
}

#[test]
fn numbers_that_no_text_stands_for_are_refused() {
    for refusal in [
        refusal(&Plain { value: f64::NAN }),
        refusal(&Simple {
            value: [f32::INFINITY],
        }),
        refusal(&Matrix {
            value: BTreeMap::from([(1, f64::NEG_INFINITY)]),
        }),
    ] {
        assert!(
            refusal.contains("path parameter `value` is not a finite number"),
            "{refusal}"
        );
    }
}

#[test]
fn a_text_is_a_scalar_and_a_file_is_none() {
    assert_eq!(
        path(&Plain {
            value: Text::from("a b")
        })
        .unwrap(),
        "/a/a%20b"
    );
    for refusal in [
        refusal(&Plain {
            value: File::from_bytes("x"),
        }),
        refusal(&Simple {
            value: [File::from_bytes("x")],
        }),
    ] {
        assert!(refusal.contains("`value` is a file or bytes"), "{refusal}");
    }
}
