//! The credential, chosen when the program runs.

use clap::ValueEnum;
use endpoint::ClientBuilder;
use endpoint::auth::{Anonymous, Dynamic, OAuth2};
use terminal::Failure;

use crate::api::{ApiKey, EdgeImpulse, JwtCookie, JwtHeader, Login};
use crate::variables::{API_KEY, CLIENT_ID, CLIENT_SECRET, JWT, PASSWORD, USERNAME, Variables};

/// The kinds of credentials that the API takes.
#[derive(ValueEnum, Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    /// The key in `EI_API_KEY`
    ApiKey,
    /// The user's token in `EI_JWT`, as a header
    Jwt,
    /// The same as a cookie
    JwtCookie,
    /// An access token for `EI_CLIENT_ID` and `EI_CLIENT_SECRET`
    #[value(name = "oauth2")]
    OAuth2,
    /// A user's token for `EI_USERNAME` and `EI_PASSWORD`
    Password,
}

const OPTIONS: [Kind; 4] = [Kind::ApiKey, Kind::Jwt, Kind::OAuth2, Kind::Password];

impl Kind {
    /// The one that was asked for, or the only one that there is.
    ///
    /// # Errors
    /// There is none, or more than one.
    pub(crate) fn choose(asked: Option<Self>, variables: &Variables) -> Result<Self, Failure> {
        if let Some(kind) = asked {
            return Ok(kind);
        }
        let is_set = |kind: &Self| {
            kind.names()
                .iter()
                .all(|name| variables.get(name).is_some())
        };
        let set: Vec<Self> = OPTIONS.into_iter().filter(is_set).collect();
        match set.as_slice() {
            [one] => Ok(*one),
            [] => Err(Failure::usage("there is no credential").help(
                "set EI_API_KEY, EI_JWT, EI_CLIENT_ID and EI_CLIENT_SECRET, or EI_USERNAME and EI_PASSWORD (see --help), or try --demo",
            )),
            several => Err(Failure::usage(format!("there are several credentials: {}", list(several)))
                .help("say by --auth which one to use")),
        }
    }

    fn names(self) -> &'static [&'static str] {
        match self {
            Self::ApiKey => &[API_KEY],
            Self::Jwt | Self::JwtCookie => &[JWT],
            Self::OAuth2 => &[CLIENT_ID, CLIENT_SECRET],
            Self::Password => &[USERNAME, PASSWORD],
        }
    }

    /// The credential itself. A user name and a password are exchanged for a token here.
    ///
    /// # Errors
    /// Something is not set, or the login is refused.
    pub(crate) async fn read(
        self,
        variables: &Variables,
        base_url: &str,
    ) -> Result<Dynamic, Failure> {
        let value = |name| variables.required(name).cloned();
        Ok(match self {
            Self::ApiKey => Dynamic::new(ApiKey::new(value(API_KEY)?)),
            Self::Jwt => Dynamic::new(JwtHeader::new(value(JWT)?)),
            Self::JwtCookie => Dynamic::new(JwtCookie::new(value(JWT)?)),
            Self::OAuth2 => {
                let url = format!("{}/oauth/token", base_url.trim_end_matches('/'));
                let (id, secret) = (value(CLIENT_ID)?, value(CLIENT_SECRET)?);
                Dynamic::new(OAuth2::client_credentials(&url, id.expose(), secret)?)
            }
            Self::Password => {
                let login = Login {
                    username: value(USERNAME)?.expose().to_owned(),
                    password: value(PASSWORD)?,
                };
                Dynamic::new(log_in(login, base_url).await?)
            }
        })
    }
}

async fn log_in(login: Login, base_url: &str) -> Result<JwtHeader, Failure> {
    let client = ClientBuilder::<EdgeImpulse, _>::new(Anonymous)
        .base_url(base_url)
        .user_agent("ei-export")
        .build()?;
    let token = client.send(login).await?;
    Ok(JwtHeader::new(token.into_inner()))
}

fn list(kinds: &[Kind]) -> String {
    let names = kinds.iter().flat_map(|kind| kind.names());
    names.copied().collect::<Vec<_>>().join(", ")
}
