//! An `OpenAPI` document, as far as its operations are concerned.

use std::fmt;

use endpoint::Operation;
use serde_json::{Map, Value};

use super::json::Allowed;

/// A document; its references are followed as they are met.
pub(crate) struct Document {
    root: Value,
    pub(crate) allowed: Allowed,
}

/// One operation of a document.
pub(crate) struct Described<'d> {
    pub(crate) document: &'d Document,
    pub(crate) method: &'d str,
    pub(crate) path: &'d str,
    /// The method as requests have it.
    verb: String,
    /// The path without its parameters' names.
    shape: String,
    item: &'d Map<String, Value>,
    operation: &'d Map<String, Value>,
}

/// A schema: what all of its parts say, where it is put together by `allOf`.
pub(crate) struct Schema<'d> {
    document: &'d Document,
    parts: Vec<&'d Map<String, Value>>,
}

const METHODS: &[&str] = &[
    "get", "put", "post", "delete", "options", "head", "patch", "trace",
];

const NOTHING: &Value = &Value::Null;

impl Document {
    pub(crate) fn new(document: Value) -> Self {
        Self {
            root: document,
            allowed: Allowed::default(),
        }
    }

    pub(crate) fn operations(&self) -> Vec<Described<'_>> {
        let mut operations = Vec::new();
        for (path, item) in members(&self.root["paths"]) {
            let item = self.resolve(item).as_object().unwrap();
            for (method, operation) in item {
                if METHODS.contains(&method.as_str()) {
                    operations.push(Described {
                        document: self,
                        method,
                        path,
                        verb: method.to_uppercase(),
                        shape: shape(path, '{', '}'),
                        item,
                        operation: operation.as_object().unwrap(),
                    });
                }
            }
        }
        operations
    }

    /// What a value stands for, be it the value itself or what it refers to.
    pub(crate) fn resolve<'d>(&'d self, value: &'d Value) -> &'d Value {
        let mut value = value;
        while let Some(reference) = value.get("$ref").and_then(Value::as_str) {
            let pointer = reference.strip_prefix('#').unwrap();
            value = self.root.pointer(pointer).unwrap();
        }
        value
    }

    pub(crate) fn schema<'d>(&'d self, schema: &'d Value) -> Schema<'d> {
        let mut parts = Vec::new();
        self.collect(schema, &mut parts);
        Schema {
            document: self,
            parts,
        }
    }

    fn collect<'d>(&'d self, schema: &'d Value, parts: &mut Vec<&'d Map<String, Value>>) {
        let Some(schema) = self.resolve(schema).as_object() else {
            return;
        };
        parts.push(schema);
        for part in list(schema.get("allOf")) {
            self.collect(part, parts);
        }
        // One alternative is none.
        for alternatives in [schema.get("oneOf"), schema.get("anyOf")] {
            if let [only] = list(alternatives) {
                self.collect(only, parts);
            }
        }
    }
}

impl fmt::Display for Described<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.verb, self.path)
    }
}

impl<'d> Described<'d> {
    /// What it is called by, whatever its parameters' names.
    pub(crate) fn key(&self) -> (&str, &str) {
        (&self.verb, &self.shape)
    }

    /// What neither its parameters nor its bodies nor its answers say, and a declaration would have
    /// to.
    pub(crate) fn surplus(&self) -> Vec<String> {
        let keywords = ["servers", "callbacks"];
        let has = |keyword: &&&str| {
            [self.item, self.operation]
                .iter()
                .any(|place| place.contains_key(**keyword))
        };
        keywords
            .iter()
            .filter(has)
            .map(|keyword| format!("it has `{keyword}`"))
            .collect()
    }

    pub(crate) fn get(&self, member: &str) -> &'d Value {
        self.operation.get(member).unwrap_or(NOTHING)
    }

    pub(crate) fn text(&self, member: &str) -> &'d str {
        self.get(member).as_str().unwrap_or_default()
    }

    /// The parameters: those of the path, unless the operation has its own of that name and place.
    pub(crate) fn parameters(&self) -> Vec<&'d Value> {
        let mut parameters: Vec<&'d Value> = Vec::new();
        for place in [self.item, self.operation] {
            for parameter in list(place.get("parameters")) {
                let parameter = self.document.resolve(parameter);
                parameters.retain(|known| {
                    (&known["in"], &known["name"]) != (&parameter["in"], &parameter["name"])
                });
                parameters.push(parameter);
            }
        }
        parameters
    }

    pub(crate) fn body(&self) -> Option<&'d Value> {
        let body = self.operation.get("requestBody")?;
        Some(self.document.resolve(body))
    }

    /// The answers by status.
    pub(crate) fn answers(&self) -> Vec<(u16, &'d Value)> {
        members(self.get("responses"))
            .map(|(status, answer)| {
                let status = status.parse().expect("a status");
                (status, self.document.resolve(answer))
            })
            .collect()
    }

    /// What proves who one is: alternatives, each of which is a list of schemes.
    pub(crate) fn security(&self) -> Vec<Vec<&'d str>> {
        let security = self
            .operation
            .get("security")
            .unwrap_or(&self.document.root["security"]);
        list(Some(security))
            .iter()
            .map(|schemes| members(schemes).map(|(name, _)| name).collect())
            .collect()
    }

    /// The scheme that an operation names, by its type and what that needs; `None` where the document
    /// does not know it.
    pub(crate) fn scheme(&self, name: &str) -> Option<(&'d str, &'d str)> {
        let scheme = &self.document.root["components"]["securitySchemes"][name];
        let place = scheme.get("in").or(scheme.get("scheme"));
        Some((
            scheme["type"].as_str()?,
            place.and_then(Value::as_str).unwrap_or_default(),
        ))
    }
}

impl<'d> Schema<'d> {
    /// Where the schema is in the document: the same place is the same schema.
    pub(crate) fn place(&self) -> Option<*const Map<String, Value>> {
        self.parts.first().map(|part| std::ptr::from_ref(*part))
    }

    pub(crate) fn get(&self, keyword: &str) -> &'d Value {
        let value = self.parts.iter().find_map(|part| part.get(keyword));
        value.unwrap_or(NOTHING)
    }

    pub(crate) fn text(&self, keyword: &str) -> &'d str {
        self.get(keyword).as_str().unwrap_or_default()
    }

    /// The type, be it that only its members say so.
    pub(crate) fn ty(&self) -> &'d str {
        match self.text("type") {
            "" if self.properties().next().is_some() => "object",
            ty => ty,
        }
    }

    pub(crate) fn is_nullable(&self) -> bool {
        self.get("nullable") == &Value::Bool(true)
    }

    pub(crate) fn properties(&self) -> impl Iterator<Item = (&'d str, &'d Value)> + use<'d, '_> {
        let properties = self.parts.iter().filter_map(|part| part.get("properties"));
        properties.flat_map(members)
    }

    pub(crate) fn property(&self, name: &str) -> Option<Schema<'d>> {
        self.properties()
            .find(|(known, _)| *known == name)
            .map(|(_, schema)| self.document.schema(schema))
    }

    pub(crate) fn requires(&self, name: &str) -> bool {
        self.parts
            .iter()
            .flat_map(|part| list(part.get("required")))
            .any(|required| required == name)
    }

    /// What any other member has to be; `None` where there are to be none.
    pub(crate) fn additional(&self) -> Option<&'d Value> {
        match self.get("additionalProperties") {
            Value::Null | Value::Bool(false) => None,
            schema => Some(schema),
        }
    }

    pub(crate) fn items(&self) -> Schema<'d> {
        self.document.schema(self.get("items"))
    }

    /// The types of which the value has one, where there are several: one list for each choice.
    pub(crate) fn choices(&self) -> Vec<Vec<Schema<'d>>> {
        let lists = self
            .parts
            .iter()
            .flat_map(|part| [list(part.get("oneOf")), list(part.get("anyOf"))]);
        lists
            .filter(|variants| variants.len() > 1)
            .map(|variants| {
                let schemas = variants.iter();
                schemas
                    .map(|variant| self.document.schema(variant))
                    .collect()
            })
            .collect()
    }

    /// Whether there are several types.
    pub(crate) fn has_variants(&self) -> bool {
        !self.choices().is_empty()
    }

    pub(crate) fn nested(&self, schema: &'d Value) -> Schema<'d> {
        self.document.schema(schema)
    }
}

/// The members of an object, and none of anything else.
pub(crate) fn members(value: &Value) -> impl Iterator<Item = (&str, &Value)> {
    value
        .as_object()
        .into_iter()
        .flatten()
        .map(|(name, value)| (name.as_str(), value))
}

/// The elements of a list, and none of anything else.
pub(crate) fn list(value: Option<&Value>) -> &[Value] {
    value.and_then(Value::as_array).map_or(&[], Vec::as_slice)
}

/// What an operation is called by, as its struct declares it.
pub(crate) fn key_of(operation: &Operation) -> (String, String) {
    let path = operation.template().split('?').next().unwrap_or_default();
    (operation.method().to_string(), shape(path, '<', '>'))
}

/// A path with every parameter's name taken out: documents and structs spell them differently.
pub(crate) fn shape(path: &str, open: char, close: char) -> String {
    let mut shape = String::new();
    let mut rest = path;
    while let Some((before, after)) = rest.split_once(open) {
        shape.push_str(before);
        shape.push_str("{}");
        rest = after.split_once(close).map_or("", |(_, behind)| behind);
    }
    shape + rest
}
