//! Parameters as the `OpenAPI` specification's table of styles writes them.

use endpoint::{EncodeError, Endpoint, endpoint};
use serde::Serialize;
use serde_json::{Value, json};

use crate::support::vectors;

/// Endpoints with one parameter `color`, each in its style.
macro_rules! styles {
    ($($name:ident: $place:ident $path:literal $(($($style:tt)*))?;)+) => {$(
        #[endpoint(GET $path)]
        struct $name<T: Serialize> {
            #[$place $(($($style)*))?]
            color: T,
        }
    )+};
}

styles! {
    Plain: path "/<color>";
    Simple: path "/<color>" (style = simple);
    SimpleExploded: path "/<color>" (style = simple, explode);
    Label: path "/<color>" (style = label);
    LabelExploded: path "/<color>" (style = label, explode);
    Matrix: path "/<color>" (style = matrix);
    MatrixExploded: path "/<color>" (style = matrix, explode);
    Usual: query "/";
    Form: query "/" (style = form);
    Comma: query "/" (style = comma);
    Space: query "/" (style = space);
    Pipe: query "/" (style = pipe);
    Deep: query "/" (style = deep);
}

/// The table's object, whose members have an order.
#[derive(Clone, Copy, Serialize)]
#[serde(rename_all = "UPPERCASE")]
struct Object {
    r: u8,
    g: u8,
    b: u8,
}

const OBJECT: Object = Object {
    r: 100,
    g: 200,
    b: 150,
};

/// The row of a style, and the values that its columns are of.
struct Row {
    columns: Value,
    string: String,
    array: Vec<String>,
}

impl Row {
    /// `None` where the table is not there.
    fn of(style: &str, explode: bool) -> Option<Self> {
        let table = vectors("openapi-style-examples.json")?;
        let is_wanted = |row: &&Value| row["style"] == style && row["explode"] == explode;
        let row = table["rows"].as_array().unwrap().iter().find(is_wanted);
        assert_eq!(table["object"], json!(OBJECT));
        Some(Self {
            columns: row.expect("a row of this style").clone(),
            string: serde_json::from_value(table["string"].clone()).unwrap(),
            array: serde_json::from_value(table["array"].clone()).unwrap(),
        })
    }

    /// Asserts that this is what a column says.
    fn assert(&self, column: &str, endpoint: &impl Endpoint) {
        assert_eq!(
            target(endpoint).unwrap(),
            self.columns[column],
            "{}",
            self.columns
        );
    }
}

/// Path and query behind the first slash.
fn target(endpoint: &impl Endpoint) -> Result<String, EncodeError> {
    let request = endpoint.request(&"https://api.test".parse().unwrap())?;
    let target = request.uri().path_and_query().unwrap().as_str();
    Ok(target[1..].to_owned())
}

/// Holds an endpoint against all columns of its row but that of the empty string.
macro_rules! assert_row {
    ($style:literal, $explode:literal, $endpoint:ident) => {{
        let Some(row) = Row::of($style, $explode) else {
            return;
        };
        let array = row.array.clone();
        row.assert("array", &$endpoint { color: array });
        row.assert("object", &$endpoint { color: OBJECT });
        row.assert("object", &$endpoint { color: MAP });
        row
    }};
}

/// The same object as a map.
struct Map([(&'static str, u8); 3]);

const MAP: Map = Map([("R", 100), ("G", 200), ("B", 150)]);

impl Serialize for Map {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self.0)
    }
}

/// The same, with the column of the string.
macro_rules! assert_row_with_string {
    ($style:literal, $explode:literal, $endpoint:ident) => {{
        let row = assert_row!($style, $explode, $endpoint);
        let color = row.string.clone();
        row.assert("string", &$endpoint { color });
        row
    }};
}

/// What an empty value comes to, which the table calls undefined.
fn refusal(endpoint: &impl Endpoint) -> String {
    target(endpoint).unwrap_err().to_string()
}

#[test]
fn a_text_in_the_path_is_simple_without_a_word() {
    let Some(row) = Row::of("simple", false) else {
        return;
    };
    let color = row.string.clone();
    row.assert("string", &Plain { color });
}

#[test]
fn a_simple_segment_is_joined_by_commas() {
    let row = assert_row_with_string!("simple", false, Simple);
    assert_eq!(row.columns["undefined"], "");
    assert!(refusal(&Simple { color: "" }).contains("`color` is empty"));
}

#[test]
fn a_simple_exploded_segment_has_its_names_before_an_equals_sign() {
    let row = assert_row_with_string!("simple", true, SimpleExploded);
    assert_eq!(row.columns["undefined"], "");
    assert!(refusal(&SimpleExploded { color: "" }).contains("`color` is empty"));
}

#[test]
fn a_label_begins_with_a_dot() {
    let row = assert_row_with_string!("label", false, Label);
    assert_eq!(row.columns["undefined"], ".");
    assert!(refusal(&Label { color: "" }).contains("`color` makes its segment `.`"));
}

#[test]
fn an_exploded_label_has_a_dot_before_each_item() {
    let row = assert_row_with_string!("label", true, LabelExploded);
    assert_eq!(row.columns["undefined"], ".");
    assert!(refusal(&LabelExploded { color: "" }).contains("`color` makes its segment `.`"));
}

#[test]
fn a_matrix_has_its_name_behind_a_semicolon() {
    let row = assert_row_with_string!("matrix", false, Matrix);
    row.assert("undefined", &Matrix { color: "" });
}

#[test]
fn an_exploded_matrix_repeats_its_name() {
    let row = assert_row_with_string!("matrix", true, MatrixExploded);
    row.assert("undefined", &MatrixExploded { color: "" });
}

#[test]
fn a_parameter_of_the_query_is_an_exploded_form_without_a_word_or_with_it() {
    let row = assert_row_with_string!("form", true, Usual);
    row.assert("undefined", &Usual { color: "" });
    let row = assert_row_with_string!("form", true, Form);
    row.assert("undefined", &Form { color: "" });
}

#[test]
fn a_form_that_is_not_exploded_is_joined_by_commas() {
    let row = assert_row_with_string!("form", false, Comma);
    row.assert("undefined", &Comma { color: "" });
}

#[test]
fn a_space_delimited_parameter_is_joined_by_escaped_spaces() {
    assert_row!("spaceDelimited", false, Space);
}

#[test]
fn a_pipe_delimited_parameter_is_joined_by_escaped_pipes() {
    assert_row!("pipeDelimited", false, Pipe);
}

#[test]
fn a_deep_object_has_its_names_in_escaped_brackets() {
    let Some(row) = Row::of("deepObject", true) else {
        return;
    };
    row.assert("object", &Deep { color: OBJECT });
}

#[test]
fn the_table_has_no_other_rows() {
    let Some(table) = vectors("openapi-style-examples.json") else {
        return;
    };
    assert_eq!(table["rows"].as_array().unwrap().len(), 11);
}
