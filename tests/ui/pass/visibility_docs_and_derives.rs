#![deny(deprecated, missing_docs)]
//! What the user puts on a struct stays on it.

mod inner {
    use endpoint::endpoint;

    #[derive(Debug, Clone)]
    #[endpoint(GET "/<id>")]
    #[derive(PartialEq)]
    pub(crate) struct Above {
        pub(crate) id: u64,
    }

    #[endpoint(GET "/<id>")]
    #[derive(Debug, Clone, PartialEq, serde::Serialize)]
    #[serde(rename_all = "UPPERCASE")]
    pub(super) struct Below {
        pub(crate) id: u64,
    }

    /// Old.
    #[deprecated = "use Above"]
    #[endpoint(GET "/<id>")]
    #[derive(Debug)]
    pub(crate) struct Old {
        pub(crate) id: u64,
    }
}

fn main() {
    let above = inner::Above::builder().id(1).build();
    assert_eq!(above.clone(), inner::Above { id: 1 });
    let below = inner::Below::builder().id(1).build();
    assert_eq!(serde_json::to_string(&below).unwrap(), r#"{"ID":1}"#);
    #[allow(deprecated)]
    let old = inner::Old { id: 1 };
    assert_eq!(format!("{old:?}"), "Old { id: 1 }");
}
