//! The calls, at both levels.

use std::time::Duration;

use endpoint::auth::Dynamic;
use endpoint::{
    Client, Endpoint, ErrorKind, Headers, Items, Paginate, Polling, SuccessFlag, success_flag,
};
use terminal::Failure;

use crate::api::{
    CreateInnerExport, DeleteInnerExport, EdgeImpulse, Export, GetExport, GetInnerExport,
    ListExports, ListInnerExports, UpdateInnerExport,
};
use crate::arguments::New;
use crate::owner::{Inner, Owner};

/// The exports of an organization.
#[derive(Debug)]
pub(crate) struct Exports {
    pub(crate) client: Client<EdgeImpulse, Dynamic>,
    pub(crate) owner: Owner,
}

/// How a list is asked for.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Paging {
    pub(crate) size: u64,
    pub(crate) limit: Option<u64>,
}

/// How long to wait for an export, and how often to look.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Patience {
    pub(crate) longest: Duration,
    pub(crate) every: Option<Duration>,
}

impl Exports {
    /// Starts an export; gives the id of the job that makes it.
    pub(crate) async fn create(&self, new: &New) -> Result<i64, Failure> {
        let Inner {
            organization_id,
            inner_organization_id,
        } = self.owner.inner("starts")?;
        let description = new.description.as_deref().unwrap_or("made by ei-export");
        let create = CreateInnerExport {
            organization_id,
            inner_organization_id,
            description: description.to_owned(),
            expiration_date: new.expires.clone(),
        };
        Ok(self.client.send(create).await?.into_inner())
    }

    /// Lists the exports, page by page.
    pub(crate) async fn list(&self, paging: Paging) -> Result<Vec<Export>, Failure> {
        let mut exports = Vec::new();
        let keep = |export| {
            exports.push(export);
            true
        };
        self.visit(paging, keep).await?;
        Ok(exports)
    }

    /// The export that a job makes, once it is listed.
    pub(crate) async fn of_job(&self, job_id: i64) -> Result<Option<Export>, Failure> {
        let mut found = None;
        let paging = Paging {
            size: 100,
            limit: None,
        };
        let is_another = |export: Export| {
            if export.job_id == job_id {
                found = Some(export);
            }
            found.is_none()
        };
        self.visit(paging, is_another).await?;
        Ok(found)
    }

    /// Shows each export of the list to `goes_on`, as long as it says so.
    async fn visit(
        &self,
        paging: Paging,
        goes_on: impl FnMut(Export) -> bool,
    ) -> Result<(), Failure> {
        match self.owner {
            Owner::WhiteLabel(inner) => {
                let list = ListInnerExports {
                    organization_id: inner.organization_id,
                    inner_organization_id: inner.inner_organization_id,
                    limit: None,
                    offset: None,
                };
                visit(self.client.items(list), paging, goes_on).await
            }
            Owner::Organization { organization_id } => {
                let list = ListExports {
                    organization_id,
                    limit: None,
                    offset: None,
                };
                visit(self.client.items(list), paging, goes_on).await
            }
        }
    }

    /// How an export is now.
    pub(crate) async fn get(&self, export_id: i64) -> Result<Export, Failure> {
        let export = match self.owner {
            Owner::WhiteLabel(inner) => self.client.send(get_inner(inner, export_id)).await?,
            Owner::Organization { organization_id } => {
                self.client.send(get(organization_id, export_id)).await?
            }
        };
        Ok(export.into_inner())
    }

    /// An export once it is done.
    pub(crate) async fn done(&self, export_id: i64, patience: Patience) -> Result<Export, Failure> {
        match self.owner {
            Owner::WhiteLabel(inner) => {
                until_done(self.client.poll(get_inner(inner, export_id)), patience).await
            }
            Owner::Organization { organization_id } => {
                until_done(self.client.poll(get(organization_id, export_id)), patience).await
            }
        }
    }

    /// Sets the date on which an export is deleted.
    pub(crate) async fn extend(&self, export_id: i64, expires: &str) -> Result<(), Failure> {
        let Inner {
            organization_id,
            inner_organization_id,
        } = self.owner.inner("changes")?;
        let update = UpdateInnerExport {
            organization_id,
            inner_organization_id,
            export_id,
            description: None,
            expiration_date: Some(expires.to_owned()),
        };
        self.client.send(update).await?;
        Ok(())
    }

    /// Deletes an export.
    pub(crate) async fn delete(&self, export_id: i64) -> Result<(), Failure> {
        let Inner {
            organization_id,
            inner_organization_id,
        } = self.owner.inner("deletes")?;
        let delete = DeleteInnerExport {
            organization_id,
            inner_organization_id,
            export_id,
        };
        self.client
            .send(delete)
            .await
            .map_err(|error| match error.kind() {
                // Nothing was sent.
                Some(ErrorKind::Auth) => Failure::from(error)
                    .help("deleting takes a JWT: set EI_JWT, or EI_USERNAME and EI_PASSWORD, and choose it by --auth where there is another credential"),
                _ => error.into(),
            })?;
        Ok(())
    }
}

pub(crate) fn get_inner(inner: Inner, export_id: i64) -> GetInnerExport {
    GetInnerExport {
        organization_id: inner.organization_id,
        inner_organization_id: inner.inner_organization_id,
        export_id,
    }
}

fn get(organization_id: i64, export_id: i64) -> GetExport {
    GetExport {
        organization_id,
        export_id,
    }
}

async fn visit<E: Paginate<Item = Export>>(
    items: Items<E>,
    paging: Paging,
    mut goes_on: impl FnMut(Export) -> bool,
) -> Result<(), Failure> {
    let mut items = items
        .page_size(paging.size)
        .limit(paging.limit.unwrap_or(u64::MAX));
    while let Some(export) = items.next().await {
        if !goes_on(export?) {
            break;
        }
    }
    Ok(())
}

async fn until_done<E>(poll: Polling<E>, patience: Patience) -> Result<Export, Failure>
where
    E: Endpoint<
            Output = Export,
            Envelope = SuccessFlag,
            Error = success_flag::Refusal,
            Meta = Headers,
        >,
{
    let poll = match patience.every {
        Some(interval) => poll.every(interval),
        None => poll,
    };
    Ok(poll.until_done(patience.longest).await?.into_inner())
}
