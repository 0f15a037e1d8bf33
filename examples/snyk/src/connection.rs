//! Which API is asked, and by whom.

use std::fs;
use std::path::{Path, PathBuf};

use clap::{Args, ValueEnum};
use endpoint::Secret;
use terminal::{Demo, Failure};
use uuid::Uuid;

use crate::api::Token;
use crate::scope::Scope;

const TOKEN: &str = "SNYK_TOKEN";
const ORG: &str = "SNYK_ORG_ID";
const GROUP: &str = "SNYK_GROUP_ID";

#[derive(Args, Debug)]
#[command(next_help_heading = "Connection")]
#[expect(clippy::doc_markdown, reason = "the terminal shows it as it is")]
pub(crate) struct Connection {
    /// The organization whose issues are meant [or SNYK_ORG_ID in the environment]
    #[arg(long, value_name = "ID", conflicts_with = "group")]
    org: Option<Uuid>,
    /// The group whose issues are meant [or SNYK_GROUP_ID in the environment]
    #[arg(long, value_name = "ID")]
    group: Option<Uuid>,
    /// The file that holds the token [else it is SNYK_TOKEN in the environment]
    #[arg(long, value_name = "FILE")]
    token_file: Option<PathBuf>,
    /// Where Snyk keeps your data
    #[arg(long, value_enum, default_value_t = Region::Us)]
    region: Region,
    /// The API elsewhere, as https://api.snyk.example/rest
    #[arg(long, value_name = "URL", conflicts_with_all = ["region", "demo"])]
    base_url: Option<String>,
    #[command(flatten)]
    pub(crate) demo: Demo,
}

/// Snyk's regions, which know nothing of each other's tokens.
#[derive(ValueEnum, Debug, Clone, Copy)]
enum Region {
    /// SNYK-US-01
    Us,
    /// SNYK-US-02
    Us2,
    /// SNYK-EU-01
    Eu,
    /// SNYK-AU-01
    Au,
}

impl Region {
    fn base_url(self) -> &'static str {
        match self {
            Self::Us => "https://api.snyk.io/rest",
            Self::Us2 => "https://api.us.snyk.io/rest",
            Self::Eu => "https://api.eu.snyk.io/rest",
            Self::Au => "https://api.au.snyk.io/rest",
        }
    }
}

impl Connection {
    pub(crate) fn base_url(&self) -> &str {
        self.base_url
            .as_deref()
            .unwrap_or_else(|| self.region.base_url())
    }

    /// Whose issues are meant, as far as the command line says it.
    pub(crate) fn named_scope(&self) -> Option<Scope> {
        let group = self.group.map(Scope::Group);
        self.org.map(Scope::Org).or(group)
    }

    /// Whose issues are meant.
    pub(crate) fn scope(&self) -> Result<Scope, Failure> {
        if let Some(scope) = self.named_scope() {
            return Ok(scope);
        }
        if self.demo.demo {
            return Ok(Scope::Org(id("the demonstration", stand_in::snyk::ORG_ID)?));
        }
        match (variable(ORG), variable(GROUP)) {
            (Some(org), _) => Ok(Scope::Org(id(ORG, &org)?)),
            (None, Some(group)) => Ok(Scope::Group(id(GROUP, &group)?)),
            (None, None) => Err(Failure::usage("it is not said whose issues to export")
                .help("give --org or --group, set SNYK_ORG_ID or SNYK_GROUP_ID, or try --demo")),
        }
    }

    pub(crate) fn token(&self) -> Result<Token, Failure> {
        let Some(path) = &self.token_file else {
            return Token::from_env(TOKEN).map_err(|error| {
                Failure::of(terminal::Exit::Usage, &error)
                    .help("set SNYK_TOKEN, give --token-file, or try --demo")
            });
        };
        Ok(Token::new(read_token(path)?))
    }
}

fn read_token(path: &Path) -> Result<Secret, Failure> {
    let shown = path.display();
    let text = fs::read_to_string(path)
        .map_err(|error| Failure::usage(format!("the token file {shown}: {error}")))?;
    match text.trim() {
        "" => Err(Failure::usage(format!("the token file {shown} is empty"))),
        token => Ok(Secret::new(token)),
    }
}

fn variable(name: &str) -> Option<String> {
    std::env::var(name).ok().filter(|value| !value.is_empty())
}

fn id(name: &str, text: &str) -> Result<Uuid, Failure> {
    let wrong = |error| Failure::usage(format!("{name}: `{text}` is no id: {error}"));
    text.trim().parse().map_err(wrong)
}
