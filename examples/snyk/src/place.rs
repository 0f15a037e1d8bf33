//! Where the API is, who asks, and whose issues are meant: every call goes through here.

use std::error::Error;
use std::pin::Pin;
use std::sync::Arc;
use std::time::Duration;

use endpoint::json_api::Create;
use endpoint::{Client, Endpoint, Job, OutputOf, Polling, ResultOf, States};
use futures_util::Stream;
use stand_in::{Builder, StandIn};
use terminal::Failure;
use uuid::Uuid;

use crate::api::{
    ExportAttributes, GetGroupExport, GetGroupExportJob, GetOrgExport, GetOrgExportJob, Snyk,
    StartGroupExport, StartOrgExport, Token,
};
use crate::connection::Connection;
use crate::scope::Scope;

/// Where the API is, who asks, and whose issues are meant.
#[derive(Debug, Clone)]
pub(crate) struct Place {
    pub(crate) client: Client<Snyk, Token>,
    pub(crate) scope: Scope,
    /// They end with the last copy of this.
    _stand_in: Option<Arc<StandIn>>,
}

/// How a job is looked at.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Patience {
    pub(crate) max_wait: Duration,
    pub(crate) every: Option<Duration>,
}

/// The job's answers, as they come.
pub(crate) type JobStates = Pin<Box<dyn Stream<Item = ResultOf<GetOrgExportJob>> + Send>>;

impl Place {
    /// The servers stand in for Snyk in a demonstration, and are not started otherwise.
    pub(crate) async fn open(
        connection: &Connection,
        scope: Scope,
        servers: Builder,
    ) -> Result<Self, Failure> {
        if !connection.demo.demo {
            let client = Snyk::client(connection.token()?)
                .base_url(connection.base_url())
                .user_agent("snyk-export")
                .build()?;
            return Ok(Self {
                client,
                scope,
                _stand_in: None,
            });
        }
        let stand_in = servers.start().await?;
        let client = Snyk::client(Token::new(stand_in::snyk::TOKEN))
            .base_url(stand_in.snyk_url())
            .user_agent("snyk-export")
            .build()?;
        Ok(Self {
            client,
            scope,
            _stand_in: Some(Arc::new(stand_in)),
        })
    }

    /// Starts an export.
    pub(crate) async fn start<'a>(
        &self,
        attributes: ExportAttributes<'a>,
    ) -> ResultOf<StartOrgExport<'a>> {
        let export = Create::new("resource", attributes);
        match self.scope {
            Scope::Org(org_id) => self.client.send(StartOrgExport { org_id, export }).await,
            Scope::Group(group_id) => {
                let start = StartGroupExport { group_id, export };
                self.client.send(start).await
            }
        }
    }

    /// Looks at an export's job until it is done.
    pub(crate) fn job(&self, export_id: Uuid, patience: Patience) -> JobStates {
        match self.scope {
            Scope::Org(org_id) => {
                let job = GetOrgExportJob { org_id, export_id };
                Box::pin(states(self.client.poll(job), patience))
            }
            Scope::Group(group_id) => {
                let job = GetGroupExportJob {
                    group_id,
                    export_id,
                };
                Box::pin(states(self.client.poll(job), patience))
            }
        }
    }

    /// The files of an export whose job is done; should they lag behind it, they are waited for.
    pub(crate) async fn results(
        &self,
        export_id: Uuid,
        max_wait: Duration,
    ) -> ResultOf<GetOrgExport> {
        match self.scope {
            Scope::Org(org_id) => {
                let export = GetOrgExport { org_id, export_id };
                self.client.poll(export).until_done(max_wait).await
            }
            Scope::Group(group_id) => {
                let export = GetGroupExport {
                    group_id,
                    export_id,
                };
                self.client.poll(export).until_done(max_wait).await
            }
        }
    }

    /// A fresh link to a file, for one that has expired.
    pub(crate) async fn fresh_link(
        self,
        export_id: Uuid,
        index: usize,
    ) -> Result<String, Box<dyn Error + Send + Sync>> {
        let export = self.results(export_id, Duration::ZERO).await?;
        let file = export.results.get(index);
        let link = file.and_then(|file| file.url.as_ref());
        let link = link.ok_or("Snyk does not list the file any more; start another export")?;
        Ok(link.expose().to_owned())
    }
}

fn states<E>(polling: Polling<E>, patience: Patience) -> States<E>
where
    E: Endpoint,
    OutputOf<E>: Job,
{
    let polling = match patience.every {
        Some(interval) => polling.every(interval),
        None => polling,
    };
    polling.states(patience.max_wait)
}
