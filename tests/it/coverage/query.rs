//! Parameters of the query.

use serde_json::Value;
use uuid::Uuid;

use super::construct::{Construct, Form, Name, Presence, Scalar, Version};
use super::document::{Schema, list};
use super::exchange::{Exchange, Pair};
use super::findings::Findings;
use super::json::is_date_time;
use super::parameters::{is_of, member, name};

/// What a parameter wants, or what a call shows of it.
pub(super) fn look(
    parameter: &Value,
    schema: &Schema<'_>,
    exchange: Option<&Exchange>,
    findings: &mut Findings,
) {
    let name = name(parameter);
    let Some((form, scalar)) = form(parameter, schema) else {
        return findings.fault(format!("`{name}` has a form of its own"));
    };
    let version = (name == "version").then(|| version(schema));
    let Some(exchange) = exchange else {
        findings.add(Construct::Query(form, scalar));
        names(name, findings);
        presence(parameter, schema, findings);
        if let Some(version) = version {
            findings.add(Construct::Version(version));
        }
        return;
    };
    let pairs = exchange.query();
    let pairs: Vec<&Pair<'_>> = pairs.iter().filter(|pair| is_of(pair, name)).collect();
    sent_presence(parameter, schema, &pairs, findings);
    if pairs.is_empty() {
        return;
    }
    names(name, findings);
    match values(form, name, &pairs) {
        Ok(values) => {
            for value in &values {
                let fits = value.is_empty() || is_a(scalar, schema, form, name, &pairs, value);
                findings.fault_if(!fits, format!("`{name}`: {value} is no {scalar:?}"));
            }
            let is_telling = is_telling(form, scalar, &values);
            findings.add_if(is_telling, Construct::Query(form, scalar));
        }
        Err(fault) => findings.fault(format!("`{name}`: {fault}")),
    }
    if let Some(version) = version {
        let sent = pairs[0].value();
        let is_telling = version != Version::AnyStability || sent.contains('~');
        findings.add_if(is_telling, Construct::Version(version));
    }
}

fn form(parameter: &Value, schema: &Schema<'_>) -> Option<(Form, Scalar)> {
    let style = parameter["style"].as_str().unwrap_or("form");
    let explode = parameter["explode"].as_bool().unwrap_or(style == "form");
    match (schema.ty(), style, explode) {
        ("array", "form", true) => Some((Form::Repeated, scalar(&schema.items())?)),
        ("array", "form", false) => Some((Form::Commas, scalar(&schema.items())?)),
        ("object", "deepObject", true) => deep(schema),
        ("array" | "object", ..) => None,
        (_, "form", _) => in_text(parameter, schema).or(Some((Form::One, scalar(schema)?))),
        _ => None,
    }
}

fn deep(schema: &Schema<'_>) -> Option<(Form, Scalar)> {
    if let Some(additional) = schema.additional() {
        return Some((Form::DeepMap, scalar(&schema.nested(additional))?));
    }
    let (_, property) = schema.properties().next()?;
    Some((Form::DeepObject, scalar(&schema.nested(property))?))
}

/// A list in what the schema calls a string: only the description and the example say so.
fn in_text(parameter: &Value, schema: &Schema<'_>) -> Option<(Form, Scalar)> {
    let description = parameter["description"].as_str().unwrap_or_default();
    let example = [&parameter["example"], schema.get("example")]
        .into_iter()
        .find_map(Value::as_str)
        .unwrap_or_default();
    let is_json = ["as a JSON string", "as an Array"]
        .iter()
        .any(|words| description.contains(words));
    if schema.ty() == "string" && is_json {
        return Some((Form::Json, element(example, description)));
    }
    let is_list = description.contains("omma separated") || example.contains(',');
    let has_commas = schema.ty() == "string" && schema.text("pattern").is_empty() && is_list;
    has_commas.then_some((Form::CommasInText, Scalar::Text))
}

/// What the list that is JSON holds.
fn element(example: &str, description: &str) -> Scalar {
    match serde_json::from_str::<Vec<Value>>(example).as_deref() {
        Ok([Value::String(_), ..]) => Scalar::Text,
        Ok([Value::Number(_), ..]) => Scalar::Integer,
        _ if description.contains("Data IDs") => Scalar::Integer,
        _ => Scalar::Object,
    }
}

fn scalar(schema: &Schema<'_>) -> Option<Scalar> {
    if !schema.get("enum").is_null() {
        return Some(Scalar::Enum);
    }
    Some(match (schema.ty(), schema.text("format")) {
        ("string", "" | "email") => Scalar::Text,
        ("string", "uuid") => Scalar::Uuid,
        ("string", "date-time") => Scalar::DateTime,
        ("string", "uri") => Scalar::Uri,
        ("integer", "" | "int8" | "int32") => Scalar::Integer,
        ("number", "") => Scalar::Number,
        ("boolean", "") => Scalar::Bool,
        _ => return None,
    })
}

fn version(schema: &Schema<'_>) -> Version {
    match schema.text("pattern") {
        "" => Version::Text,
        pattern if pattern.contains("beta") => Version::AnyStability,
        _ => Version::DateOnly,
    }
}

fn names(name: &str, findings: &mut Findings) {
    let kinds = [
        (name.contains('.'), Name::Dotted),
        (name.contains(char::is_uppercase), Name::Camel),
        (name.contains('_'), Name::Snake),
    ];
    for (holds, kind) in kinds {
        findings.add_if(holds, Construct::QueryName(kind));
    }
}

fn presence(parameter: &Value, schema: &Schema<'_>, findings: &mut Findings) {
    let presence = if parameter["required"] == true {
        Presence::Required
    } else {
        Presence::Optional
    };
    let kinds = [
        (true, presence),
        (!schema.get("default").is_null(), Presence::Default),
        (parameter["allowEmptyValue"] == true, Presence::MayBeEmpty),
    ];
    for (holds, presence) in kinds {
        findings.add_if(holds, Construct::QueryPresence(presence));
    }
}

fn sent_presence(
    parameter: &Value,
    schema: &Schema<'_>,
    pairs: &[&Pair<'_>],
    findings: &mut Findings,
) {
    let is_required = parameter["required"] == true;
    let name = name(parameter);
    findings.fault_if(
        is_required && pairs.is_empty(),
        format!("`{name}` is required"),
    );
    let is_default = |value: &str| match schema.get("default") {
        Value::Null => false,
        Value::String(default) => default == value,
        default => serde_json::from_str(value).is_ok_and(|value: Value| value == *default),
    };
    let may_be_empty = parameter["allowEmptyValue"] == true;
    let values: Vec<String> = pairs.iter().map(|pair| pair.value()).collect();
    let kinds = [
        (is_required, Presence::Required),
        (!is_required && pairs.is_empty(), Presence::Optional),
        (
            values.iter().any(|value| is_default(value)),
            Presence::Default,
        ),
        (
            may_be_empty && values.iter().any(String::is_empty),
            Presence::MayBeEmpty,
        ),
    ];
    for (holds, presence) in kinds {
        findings.add_if(holds, Construct::QueryPresence(presence));
    }
}

/// The values that a parameter's pairs hold.
fn values(form: Form, name: &str, pairs: &[&Pair<'_>]) -> Result<Vec<String>, String> {
    match (form, pairs) {
        (Form::Repeated | Form::DeepMap | Form::DeepObject, _) => {
            let is_deep = form != Form::Repeated;
            let fit = |pair: &&Pair<'_>| member(pair, name).is_some() == is_deep;
            if !pairs.iter().all(fit) {
                return Err(format!("not {form:?}"));
            }
            Ok(pairs.iter().map(|pair| pair.value()).collect())
        }
        (Form::One, [pair]) => Ok(vec![pair.value()]),
        (Form::Commas | Form::CommasInText, [pair]) => Ok(pair.items()),
        (Form::Json, [pair]) => serde_json::from_str::<Vec<Value>>(&pair.value())
            .map(|items| items.iter().map(ToString::to_string).collect())
            .map_err(|error| error.to_string()),
        _ => Err("sent more than once".to_owned()),
    }
}

/// Whether what was sent could not have been anything less.
fn is_telling(form: Form, scalar: Scalar, values: &[String]) -> bool {
    let is_list = matches!(form, Form::Commas | Form::CommasInText | Form::Repeated);
    let is_fraction = scalar != Scalar::Number || values.iter().any(|value| value.contains('.'));
    (!is_list || values.len() > 1) && is_fraction && values.iter().any(|value| !value.is_empty())
}

fn is_a(
    scalar: Scalar,
    schema: &Schema<'_>,
    form: Form,
    name: &str,
    pairs: &[&Pair<'_>],
    value: &str,
) -> bool {
    match scalar {
        Scalar::Text | Scalar::Uri => true,
        Scalar::Integer => value.parse::<i64>().is_ok(),
        Scalar::Number => value.parse::<f64>().is_ok(),
        Scalar::Bool => value.parse::<bool>().is_ok(),
        Scalar::Uuid => value.parse::<Uuid>().is_ok(),
        Scalar::DateTime => is_date_time(value),
        Scalar::Object => value.starts_with('{'),
        Scalar::Enum => {
            let holds =
                |schema: &Schema<'_>| list(Some(schema.get("enum"))).contains(&Value::from(value));
            match form {
                Form::One => holds(schema),
                Form::DeepObject => pairs
                    .iter()
                    .filter_map(|pair| schema.property(&member(pair, name)?))
                    .any(|member| holds(&member)),
                _ => holds(&schema.items()),
            }
        }
    }
}
