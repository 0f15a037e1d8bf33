//! Data items: a few files with a description, uploaded as one form.

use std::sync::Arc;

use axum::extract::multipart::{Field, MultipartRejection};
use axum::extract::{Multipart, Path, State};
use axum::response::{IntoResponse, Response};
use http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use serde_json::{Map, Value, json};

use super::answer::{Refusal, success};
use super::input::{has_exports, id};
use super::{DATA_FILE_TYPES, EdgeImpulse};
use crate::dates::CREATED;
use crate::lock::lock;
use crate::storage::Zip;

const FIRST_ID: i64 = 9001;
const BUCKET_ID: i64 = 12;

/// What was uploaded.
#[derive(Debug, Default)]
pub(super) struct Item {
    id: i64,
    name: String,
    dataset: String,
    metadata: Map<String, Value>,
    files: Vec<(String, Vec<u8>)>,
}

pub(super) async fn add(
    State(server): State<Arc<EdgeImpulse>>,
    Path(organization_id): Path<String>,
    form: Result<Multipart, MultipartRejection>,
) -> Result<Response, Refusal> {
    check_organization(&organization_id)?;
    let form = form.map_err(|_| Refusal::new("The body must be multipart/form-data"))?;
    let mut item = Item::read(form).await?;
    let mut data = lock(&server.data);
    item.id = (FIRST_ID..).nth(data.len()).unwrap_or(FIRST_ID);
    let id = item.id;
    data.push(item);
    Ok(success(json!({ "id": id })))
}

pub(super) async fn get(
    State(server): State<Arc<EdgeImpulse>>,
    Path((organization_id, data_id)): Path<(String, String)>,
) -> Result<Response, Refusal> {
    check_organization(&organization_id)?;
    let data = lock(&server.data);
    let item = find(&data, &data_id)?;
    Ok(success(json!({ "data": item.value() })))
}

pub(super) async fn download(
    State(server): State<Arc<EdgeImpulse>>,
    Path((organization_id, data_id)): Path<(String, String)>,
) -> Result<Response, Refusal> {
    check_organization(&organization_id)?;
    let data = lock(&server.data);
    let item = find(&data, &data_id)?;
    let headers = [
        (CONTENT_TYPE, "application/zip".to_owned()),
        (
            CONTENT_DISPOSITION,
            format!("attachment; filename=\"data-{}.zip\"", item.id),
        ),
    ];
    Ok((headers, item.archive()).into_response())
}

fn check_organization(organization_id: &str) -> Result<(), Refusal> {
    if has_exports(organization_id)? {
        Ok(())
    } else {
        Err(Refusal::new("Organization has no bucket"))
    }
}

fn find<'d>(data: &'d [Item], data_id: &str) -> Result<&'d Item, Refusal> {
    let id = id(data_id)?;
    let mut data = data.iter();
    data.find(|item| item.id == id)
        .ok_or_else(|| Refusal::new("Data item not found"))
}

impl Item {
    async fn read(mut form: Multipart) -> Result<Self, Refusal> {
        let mut item = Self::default();
        while let Some(field) = form.next_field().await.map_err(broken)? {
            item.take(field).await?;
        }
        for (name, is_there) in [
            ("name", !item.name.is_empty()),
            ("dataset", !item.dataset.is_empty()),
            ("metadata", !item.metadata.is_empty()),
            ("files[]", !item.files.is_empty()),
        ] {
            if !is_there {
                return Err(Refusal::new(format!("{name} is required")));
            }
        }
        Ok(item)
    }

    async fn take(&mut self, field: Field<'_>) -> Result<(), Refusal> {
        match field.name().unwrap_or_default() {
            "name" => self.name = text(field).await?,
            "dataset" => self.dataset = text(field).await?,
            "metadata" => self.metadata = metadata(&text(field).await?)?,
            "files[]" => self.files.push(file(field).await?),
            name => return Err(Refusal::new(format!("Unexpected field {name}"))),
        }
        Ok(())
    }

    fn value(&self) -> Value {
        let path = |name: &str| format!("{}/{}/{name}", self.dataset, self.name);
        let file = |(name, bytes): &(String, Vec<u8>)| {
            let size = bytes.len();
            json!({ "name": name, "bucketPath": path(name), "size": size })
        };
        let files: Vec<Value> = self.files.iter().map(file).collect();
        let size: usize = self.files.iter().map(|(_, bytes)| bytes.len()).sum();
        json!({
            "id": self.id,
            "name": self.name,
            "bucketId": BUCKET_ID,
            "bucketName": "samples",
            "bucketPath": path(""),
            "dataset": self.dataset,
            "totalFileCount": files.len(),
            "totalFileSize": size,
            "created": CREATED,
            "metadata": self.metadata,
            "files": files,
        })
    }

    fn archive(&self) -> Vec<u8> {
        let mut zip = Zip::default();
        for (name, bytes) in &self.files {
            zip.add(name, bytes.clone());
        }
        zip.finish().read(0, usize::MAX)
    }
}

/// A field with a file name is no text, whatever it holds.
async fn text(field: Field<'_>) -> Result<String, Refusal> {
    if field.file_name().is_some() {
        let name = field.name().unwrap_or_default();
        return Err(Refusal::new(format!("{name} must not be a file")));
    }
    field.text().await.map_err(broken)
}

async fn file(field: Field<'_>) -> Result<(String, Vec<u8>), Refusal> {
    let Some(name) = field.file_name().map(str::to_owned) else {
        return Err(Refusal::new("files[] must be files"));
    };
    let kind = name.rsplit_once('.').map_or("", |(_, kind)| kind);
    if !DATA_FILE_TYPES.contains(&kind.to_lowercase().as_str()) {
        return Err(Refusal::new(format!("Unsupported file type: {name}")));
    }
    let bytes = field.bytes().await.map_err(broken)?;
    if bytes.is_empty() {
        return Err(Refusal::new(format!("The file is empty: {name}")));
    }
    Ok((name, bytes.into()))
}

/// Pairs of text, as a JSON document in a text field.
fn metadata(text: &str) -> Result<Map<String, Value>, Refusal> {
    match serde_json::from_str(text) {
        Ok(Value::Object(pairs)) if pairs.values().all(Value::is_string) => Ok(pairs),
        _ => Err(Refusal::new(
            "metadata must be a JSON object whose values are strings",
        )),
    }
}

fn broken(_: impl std::error::Error) -> Refusal {
    Refusal::new("The form cannot be read")
}
