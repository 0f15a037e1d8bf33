//! Edge Impulse's Studio API, as far as it exports, and takes in and gives out data items.
//!
//! A refusal is `{"success": false, "error": ".."}` with status 200, as the real one has it; only
//! what has no route at all is a 404. Four kinds of credential are accepted, but for the deletion
//! of an export: that takes a JWT alone.

mod answer;
mod credential;
mod data;
mod export;
mod handlers;
mod input;
mod oauth;

use std::sync::{Arc, Mutex};

use axum::Router;
use axum::extract::{Request, State};
use axum::middleware::{Next, from_fn_with_state};
use axum::response::Response;
use axum::routing::{get, post};
use http::StatusCode;

use crate::lock::lock;
use crate::settings::Settings;
use crate::storage::Storage;
use answer::Refusal;
use export::Export;

/// The key that is accepted in the header `x-api-key`.
pub const API_KEY: &str = "stand-in-ei-api-key";
/// The token that is accepted in the cookie `jwt` and in the header `x-jwt-token`, and given to who
/// logs in.
pub const JWT: &str = "stand-in-ei.jwt.token";
/// An access token that is accepted as `Authorization: Bearer <ACCESS_TOKEN>`, as those are that
/// the token endpoint gives.
pub const ACCESS_TOKEN: &str = "stand-in-ei-access-token";
/// The client that the token endpoint, `/v1/oauth/token`, knows.
pub const CLIENT_ID: &str = "stand-in-client";
/// That client's secret.
pub const CLIENT_SECRET: &str = "stand-in-client-secret";
/// The user who can log in.
pub const USERNAME: &str = "stand-in-user";
/// That user's password.
pub const PASSWORD: &str = "stand-in-password";
/// The white label's own organization. It has no exports.
pub const ORGANIZATION_ID: i64 = 4711;
/// The organization inside the white label, whose data is exported. The id does not fit into 32
/// bits.
pub const INNER_ORGANIZATION_ID: i64 = 8_589_934_999;

/// The id of the first export; those behind it count up.
pub const FIRST_EXPORT_ID: i64 = 501;

/// What the files of a data item may be, by the ends of their names.
pub const DATA_FILE_TYPES: [&str; 4] = ["csv", "json", "wav", "cbor"];

/// The exports and the data of the inner organization, and what the former are made by.
#[derive(Debug)]
struct EdgeImpulse {
    settings: Arc<Settings>,
    storage: Arc<Storage>,
    exports: Mutex<Exports>,
    data: Mutex<Vec<data::Item>>,
    tokens: Mutex<oauth::Tokens>,
}

#[derive(Debug, Default)]
struct Exports {
    all: Vec<Export>,
    /// Counts those that were deleted, too: an id is never given twice.
    given: i64,
}

impl EdgeImpulse {
    fn new(settings: Arc<Settings>, storage: Arc<Storage>) -> Self {
        let given = i64::from(settings.known.edge_impulse_exports);
        let known = |number| Export::known(&settings, &storage, number);
        let all = (0..given).map(known).collect();
        Self {
            exports: Exports { all, given }.into(),
            settings,
            storage,
            data: Mutex::default(),
            tokens: Mutex::default(),
        }
    }
}

pub(crate) fn router(settings: Arc<Settings>, storage: Arc<Storage>) -> Router {
    let edge_impulse = Arc::new(EdgeImpulse::new(settings, storage));
    let open = Router::new()
        .route("/v1/api-login", post(handlers::login))
        .route("/v1/oauth/authorize", get(oauth::authorize))
        .route("/v1/oauth/token", post(oauth::token));
    exports()
        .merge(data())
        .layer(from_fn_with_state(Arc::clone(&edge_impulse), admit))
        .merge(open)
        .fallback(async || {
            (
                StatusCode::NOT_FOUND,
                Refusal::new("There is no such endpoint"),
            )
        })
        .method_not_allowed_fallback(async || {
            (
                StatusCode::METHOD_NOT_ALLOWED,
                Refusal::new("Not with this method"),
            )
        })
        .with_state(edge_impulse)
}

fn exports() -> Router<Arc<EdgeImpulse>> {
    let organization = "/v1/api/organizations/{organization_id}";
    let white_label =
        format!("{organization}/whitelabel/organizations/{{inner_organization_id}}/exports");
    let one = get(handlers::white_label_get)
        .put(handlers::update)
        .delete(handlers::delete);
    Router::new()
        .route(
            &white_label,
            get(handlers::white_label_list).post(handlers::create),
        )
        .route(&format!("{white_label}/{{export_id}}"), one)
        .route(&format!("{organization}/exports"), get(handlers::list))
        .route(
            &format!("{organization}/exports/{{export_id}}"),
            get(handlers::get),
        )
        .route(
            &format!("{organization}/exports/{{export_id}}/download"),
            get(handlers::download),
        )
        .route(
            &format!("{organization}/jobs/{{job_id}}/status"),
            get(handlers::job),
        )
}

fn data() -> Router<Arc<EdgeImpulse>> {
    let data = "/v1/api/organizations/{organization_id}/data";
    Router::new()
        .route(&format!("{data}/add"), post(data::add))
        .route(&format!("{data}/{{data_id}}"), get(data::get))
        .route(&format!("{data}/{{data_id}}/download"), get(data::download))
}

async fn admit(
    State(server): State<Arc<EdgeImpulse>>,
    request: Request,
    next: Next,
) -> Result<Response, Refusal> {
    let is_live = |token: &str| lock(&server.tokens).is_live(token);
    if !credential::is_accepted(request.headers(), is_live) {
        return Err(Refusal::new("No valid authentication provided"));
    }
    Ok(next.run(request).await)
}

#[cfg(test)]
mod tests;
