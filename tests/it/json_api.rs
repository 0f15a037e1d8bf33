//! JSON:API, after every kind of example in the text of its version 1.1.

mod documents;
mod included;
mod links;
mod queries;
mod refusals;
mod relationships;
mod requests;
mod resources;

use std::marker::PhantomData;

use endpoint::json_api::{Document, Errors, ToMany, ToOne};
use endpoint::{
    EncodeError, Endpoint, Error, Headers, JsonApi, Method, Operation, RequestWriter, Response, api,
};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

/// An API about cooking.
#[api(base_url = "https://cookbook.test/v1", envelope = JsonApi, error = Errors)]
struct Cookbook;

#[derive(Debug, PartialEq, Serialize, Deserialize)]
struct Recipe {
    title: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    minutes: Option<u32>,
}

/// The relationships of a recipe.
#[derive(Debug, Serialize, Deserialize)]
struct OfRecipe {
    cook: ToOne,
    #[serde(skip_serializing_if = "Option::is_none")]
    notes: Option<ToMany>,
}

#[derive(Debug, PartialEq, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Cook {
    first_name: String,
}

#[derive(Debug, PartialEq, Deserialize)]
struct Note {
    body: String,
}

/// A call whose payload is a `T`.
struct Get<T>(PhantomData<T>);

impl<T: DeserializeOwned> Endpoint for Get<T> {
    type Api = Cookbook;
    type Output = T;
    type Envelope = JsonApi;
    type Error = Errors;
    type Meta = Headers;
    const OPERATION: &'static Operation = &Operation::new("Get", Method::GET, "/recipes");

    fn write(&self, request: &mut RequestWriter<'_>) -> Result<(), EncodeError> {
        request.literal("/recipes");
        Ok(())
    }
}

/// What a successful answer comes to.
fn read<T: DeserializeOwned>(body: &str) -> Result<Document<T>, Error<Errors>> {
    let answer = http::Response::new(body.to_owned().into());
    Get::<T>::decode(answer).map(Response::into_inner)
}
