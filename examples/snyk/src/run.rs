//! An export from start to file.

use std::error::Error;
use std::path::{Path, PathBuf};
use std::time::Duration;

use endpoint::Client;
use endpoint::json_api::Create;
use stand_in::StandIn;
use uuid::Uuid;

use crate::api::{
    ExportAttributes, ExportResults, Format, GetGroupExport, GetGroupExportJob, GetOrgExport,
    GetOrgExportJob, JobStatus, Snyk, StartGroupExport, StartOrgExport, Token,
};

/// Where the API is and who asks.
pub struct Place {
    client: Client<Snyk, Token>,
    scope: Scope,
    every: Duration,
    // Ends with the program.
    _stand_in: Option<StandIn>,
}

/// Whose issues are exported.
#[derive(Debug, Clone, Copy)]
pub enum Scope {
    /// An organization's.
    Org(Uuid),
    /// A group's.
    Group(Uuid),
}

impl Place {
    /// Snyk itself, where `SNYK_TOKEN` and `SNYK_ORG_ID` or `SNYK_GROUP_ID` are set; stand-in
    /// servers else.
    ///
    /// # Errors
    /// Where a variable is wrong, or the stand-ins do not start.
    pub async fn from_env() -> Result<Self, Box<dyn Error>> {
        if std::env::var_os("SNYK_TOKEN").is_none() {
            return Self::stand_in(StandIn::start().await?);
        }
        let scope = match (std::env::var("SNYK_ORG_ID"), std::env::var("SNYK_GROUP_ID")) {
            (Ok(org), _) => Scope::Org(org.parse()?),
            (_, Ok(group)) => Scope::Group(group.parse()?),
            _ => return Err("set SNYK_ORG_ID or SNYK_GROUP_ID beside SNYK_TOKEN".into()),
        };
        let client = Snyk::client(Token::from_env("SNYK_TOKEN")?)
            .user_agent("snyk-export")
            .build()?;
        Ok(Self {
            client,
            scope,
            every: Duration::from_secs(5),
            _stand_in: None,
        })
    }

    /// Stand-in servers.
    ///
    /// # Errors
    /// Where the client cannot be built.
    pub fn stand_in(stand_in: StandIn) -> Result<Self, Box<dyn Error>> {
        let client = Snyk::client(Token::new(stand_in::snyk::TOKEN))
            .base_url(stand_in.snyk_url())
            .user_agent("snyk-export")
            .build()?;
        let scope = Scope::Org(stand_in::snyk::ORG_ID.parse()?);
        Ok(Self {
            client,
            scope,
            every: Duration::from_millis(50),
            _stand_in: Some(stand_in),
        })
    }

    /// Exports from another organization or group.
    #[must_use]
    pub fn of(mut self, scope: Scope) -> Self {
        self.scope = scope;
        self
    }
}

/// Starts an export of issues, waits for it, and fetches its files into `folder`.
///
/// # Errors
/// Whatever a call ends with, and what the disk says.
pub async fn run(place: &Place, folder: &Path) -> Result<Vec<PathBuf>, Box<dyn Error>> {
    println!("Snyk, {} at {}", name(place.scope), place.client.base_url());
    let export = start(place).await?;
    while !is_done(place, export).await? {
        tokio::time::sleep(place.every).await;
    }
    let results = results(place, export).await?;
    let mut files = Vec::new();
    for (index, file) in results.results.iter().enumerate() {
        let path = folder.join(format!("snyk-issues-{index}.csv"));
        let content = place
            .client
            .download(file.url.expose())
            .limit(1 << 30)
            .bytes()
            .await?;
        std::fs::write(&path, &*content.value)?;
        println!("  {} ({} bytes)", path.display(), content.len());
        files.push(path);
    }
    Ok(files)
}

async fn start(place: &Place) -> Result<Uuid, Box<dyn Error>> {
    let attributes = ExportAttributes {
        formats: &[Format::Csv],
        dataset: "issues",
        columns: None,
        filters: None,
        url_expiration_seconds: Some(3600),
    };
    let export = Create::new("resource", attributes);
    let started = match place.scope {
        Scope::Org(org) => {
            place
                .client
                .send(StartOrgExport::builder().org_id(org).export(export).build())
                .await?
        }
        Scope::Group(group) => {
            place
                .client
                .send(
                    StartGroupExport::builder()
                        .group_id(group)
                        .export(export)
                        .build(),
                )
                .await?
        }
    };
    println!(
        "  started {} at {} [request {:?}]",
        started.id,
        started.created,
        started.meta.request_id()
    );
    Ok(started.id.parse()?)
}

async fn is_done(place: &Place, export_id: Uuid) -> Result<bool, Box<dyn Error>> {
    let job = match place.scope {
        Scope::Org(org_id) => {
            place
                .client
                .send(GetOrgExportJob { org_id, export_id })
                .await?
        }
        Scope::Group(group_id) => {
            place
                .client
                .send(GetGroupExportJob {
                    group_id,
                    export_id,
                })
                .await?
        }
    };
    println!("  {:?}", job.status);
    match job.status {
        JobStatus::Pending | JobStatus::Started => Ok(false),
        JobStatus::Finished => Ok(true),
        JobStatus::Errored => Err(format!("the export {export_id} failed on Snyk's side").into()),
    }
}

async fn results(place: &Place, export_id: Uuid) -> Result<ExportResults, Box<dyn Error>> {
    let export = match place.scope {
        Scope::Org(org_id) => {
            place
                .client
                .send(GetOrgExport { org_id, export_id })
                .await?
        }
        Scope::Group(group_id) => {
            place
                .client
                .send(GetGroupExport {
                    group_id,
                    export_id,
                })
                .await?
        }
    };
    println!("  {:#?}", export.attributes);
    println!(
        "  served by version {:?}, sunset {:?}",
        export.meta.headers.version_served, export.meta.lifecycle.sunset
    );
    Ok(export.value.value.attributes)
}

fn name(scope: Scope) -> String {
    match scope {
        Scope::Org(id) => format!("organization {id}"),
        Scope::Group(id) => format!("group {id}"),
    }
}

impl std::fmt::Debug for Place {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Place")
            .field("client", &self.client)
            .field("scope", &self.scope)
            .finish_non_exhaustive()
    }
}
