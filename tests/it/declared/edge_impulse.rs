//! Operations of Edge Impulse's Studio API.

pub(crate) mod downloads;
pub(crate) mod payloads;
pub(crate) mod samples;
pub(crate) mod settings;
pub(crate) mod uploads;
pub(crate) mod users;

use endpoint::auth::Bearer;
use endpoint::{Client, Credential, Secret, SuccessFlag, api};

use super::{Target, Wire};
use crate::support::response;

pub(crate) const STUDIO: &Target = &Target {
    host: "studio.edgeimpulse.com",
    prefix: "/v1",
};

#[derive(Credential)]
#[credential(header = "x-api-key")]
struct ApiKey(Secret);

#[derive(Credential)]
#[credential(cookie = "jwt")]
struct JwtCookie(Secret);

#[derive(Credential)]
#[credential(header = "x-jwt-token")]
struct JwtHeader(Secret);

/// Edge Impulse's Studio API.
#[api(
    base_url = "https://studio.edgeimpulse.com/v1",
    envelope = SuccessFlag,
    auth = ApiKey | JwtCookie | JwtHeader | Bearer,
)]
struct EdgeImpulse;

const PROJECT: i64 = 9_000_000_001;
const ORGANIZATION: i64 = 9_000_000_002;

impl Wire {
    /// A client that proves itself by a key.
    fn studio(&self) -> Client<EdgeImpulse, ApiKey> {
        self.client(EdgeImpulse::client(ApiKey::new("studio-key")))
    }

    /// The API answers the next request with this JSON, on a 200 as always.
    fn says(&self, json: &str) {
        self.answers(response(
            "200 OK",
            "Content-Type: application/json; charset=utf-8\r\n",
            json,
        ));
    }
}
