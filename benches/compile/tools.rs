//! Programs of the workspace that is written, whose dependencies are no business of this
//! repository.

use crate::kind::Kind;
use crate::options::{Measure, Options};

#[derive(Debug)]
pub(crate) struct Tool {
    pub(crate) name: &'static str,
    dependencies: &'static str,
    pub(crate) source: &'static str,
}

/// Those that have something to do.
pub(crate) fn wanted(options: &Options) -> Vec<&'static Tool> {
    let mut tools = Vec::new();
    if options.kinds.contains(&Kind::ProgenitorSource) {
        tools.push(&GENERATOR);
    }
    if options.measures.contains(&Measure::Macro) {
        tools.push(&PROFILE);
    }
    tools
}

impl Tool {
    pub(crate) fn manifest(&self) -> String {
        let Self {
            name, dependencies, ..
        } = self;
        format!(
            "[package]\nname = \"{name}\"\nversion = \"0.0.0\"\nedition = \"2024\"\npublish = false\n\n[dependencies]\n{dependencies}"
        )
    }
}

/// Writes what progenitor generates from a document.
pub(crate) const GENERATOR: Tool = Tool {
    name: "compile-generate",
    dependencies: "openapiv3 = \"2\"\nprettyplease = \"0.2\"\nprogenitor-impl = \"=0.15.1\"\nserde_json = \"1\"\nsyn = \"2\"\n",
    source: r#"use std::{env, fs};

fn main() {
    let mut arguments = env::args().skip(1);
    let document = fs::File::open(arguments.next().expect("a document")).expect("a document");
    let document = serde_json::from_reader(document).expect("an OpenAPI document");
    let tokens = progenitor_impl::Generator::default()
        .generate_tokens(&document)
        .expect("a client");
    let source = prettyplease::unparse(&syn::parse2(tokens).expect("a file"));
    fs::write(arguments.next().expect("a path"), source).expect("a file");
}
"#,
};

/// Sums up, from a profile of the compiler, the microseconds of one kind of event whose argument
/// begins as given.
pub(crate) const PROFILE: Tool = Tool {
    name: "compile-profile",
    dependencies: "analyzeme = \"12\"\n",
    source: r#"use analyzeme::ProfilingData;

fn main() {
    let mut arguments = std::env::args().skip(1);
    let path = arguments.next().expect("a profile");
    let label = arguments.next().expect("an event");
    let beginning = arguments.next().expect("a beginning");
    let profile = ProfilingData::new(path.as_ref()).expect("a profile");
    let nanoseconds: u128 = profile
        .iter_full()
        .filter(|event| {
            let mut arguments = event.additional_data.iter();
            event.label == label && arguments.any(|text| text.starts_with(&beginning))
        })
        .filter_map(|event| event.duration())
        .map(|duration| duration.as_nanos())
        .sum();
    println!("{}", nanoseconds / 1000);
}
"#,
};
