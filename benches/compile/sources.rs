//! The text of the crates. In a template `9999` is the endpoint's number.

mod by_hand;
mod ours;
mod progenitor;
mod rustify;

use std::fmt::Write as _;

pub(crate) use self::progenitor::document;
use crate::kind::Kind;

/// The answer of an endpoint, the same for all kinds that declare it.
const ITEM: &str = "
/// An item.
#[derive(Deserialize)]
pub struct Item9999 {
    pub id: Uuid,
    pub name: String,
    pub count: u64,
    pub active: bool,
    pub tags: Vec<String>,
}
";

/// What a kind's library begins with, and what it has for each endpoint.
struct Template {
    head: &'static str,
    endpoint: &'static str,
    /// What it has besides, for who calls it by a function.
    function: &'static str,
    /// Whether a call went well, as the program asks it.
    call: &'static str,
}

fn template(kind: Kind) -> Template {
    match kind {
        Kind::Ours => ours::TEMPLATE,
        Kind::OursInFunctions => ours::IN_FUNCTIONS,
        Kind::Reqwest => by_hand::WITH_STRUCT,
        Kind::ReqwestPairs => by_hand::WITH_PAIRS,
        Kind::ProgenitorMacro => progenitor::BY_MACRO,
        Kind::ProgenitorSource => progenitor::BY_SOURCE,
        Kind::Rustify => rustify::TEMPLATE,
        Kind::Structs => Template {
            head: "use serde::Deserialize;\nuse uuid::Uuid;\n",
            endpoint: "",
            function: "",
            call: "",
        },
    }
}

/// The library: for each endpoint its declaration, which by hand is a function.
pub(crate) fn library(kind: Kind, size: usize) -> String {
    let template = template(kind);
    let mut text = format!(
        "//! {size} endpoints: {kind}. Written by a benchmark.\n\n{}",
        template.head
    );
    for number in 0..size {
        let number = number.to_string();
        if !kind.is_progenitor() {
            text.push_str(&ITEM.replace("9999", &number));
        }
        text.push_str(&template.endpoint.replace("9999", &number));
        text.push_str(&template.function.replace("9999", &number));
    }
    text
}

/// The program: makes each call of the library, ten in a function of its own.
pub(crate) fn program(kind: Kind, size: usize, library: &str) -> String {
    let mut text = String::from("//! Calls each endpoint once. Written by a benchmark.\n\n");
    if kind == Kind::Structs {
        writeln!(text, "use {library} as _;\n\nfn main() {{}}").expect("a string");
        return text;
    }
    text.push_str(&MAIN.replace("library", library));
    let groups = size.div_ceil(10);
    for group in 0..groups {
        writeln!(text, "    done += calls_{group}(client).await;").expect("a string");
    }
    text.push_str("    done\n}\n");
    for group in 0..groups {
        let numbers = group * 10..size.min(group * 10 + 10);
        text.push_str(&calls(group, numbers, template(kind).call));
    }
    text
}

fn calls(group: usize, numbers: std::ops::Range<usize>, call: &str) -> String {
    let mut text = format!(
        "\nasync fn calls_{group}(client: &api::ApiClient) -> usize {{\n    let (org, item) = (Uuid::nil(), Uuid::nil());\n    let mut done = 0;\n"
    );
    for number in numbers {
        let call = call.replace("9999", &number.to_string());
        writeln!(text, "    done += usize::from({call});").expect("a string");
    }
    text.push_str("    done\n}\n");
    text
}

const MAIN: &str = r#"use library as api;
use uuid::Uuid;

fn main() {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .expect("a runtime");
    println!("{}", runtime.block_on(run(&api::client())));
}

async fn run(client: &api::ApiClient) -> usize {
    let mut done = 0;
"#;
