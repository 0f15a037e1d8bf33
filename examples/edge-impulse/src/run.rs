//! An export from start to file.

use std::error::Error;
use std::path::{Path, PathBuf};
use std::time::Duration;

use endpoint::Client;
use stand_in::StandIn;

use crate::api::{
    ApiKey, CreateInnerExport, EdgeImpulse, Export, GetInnerExport, ListInnerExports,
};

/// Where the API is and who asks.
pub struct Place {
    client: Client<EdgeImpulse, ApiKey>,
    organization_id: i64,
    inner_organization_id: i64,
    every: Duration,
    // Ends with the program.
    _stand_in: Option<StandIn>,
}

impl Place {
    /// Edge Impulse itself, where `EI_API_KEY`, `EI_ORGANIZATION_ID` and `EI_INNER_ORGANIZATION_ID`
    /// are set; stand-in servers else.
    ///
    /// # Errors
    /// Where a variable is wrong, or the stand-ins do not start.
    pub async fn from_env() -> Result<Self, Box<dyn Error>> {
        if std::env::var_os("EI_API_KEY").is_none() {
            return Self::stand_in(StandIn::start().await?);
        }
        Ok(Self {
            client: EdgeImpulse::client(ApiKey::from_env("EI_API_KEY")?)
                .user_agent("ei-export")
                .build()?,
            organization_id: id("EI_ORGANIZATION_ID")?,
            inner_organization_id: id("EI_INNER_ORGANIZATION_ID")?,
            every: Duration::from_secs(5),
            _stand_in: None,
        })
    }

    /// Stand-in servers.
    ///
    /// # Errors
    /// Where the client cannot be built.
    pub fn stand_in(stand_in: StandIn) -> Result<Self, Box<dyn Error>> {
        let key = ApiKey::new(stand_in::edge_impulse::API_KEY);
        Ok(Self {
            client: EdgeImpulse::client(key)
                .base_url(stand_in.edge_impulse_url())
                .user_agent("ei-export")
                .build()?,
            organization_id: stand_in::edge_impulse::ORGANIZATION_ID,
            inner_organization_id: stand_in::edge_impulse::INNER_ORGANIZATION_ID,
            every: Duration::from_millis(50),
            _stand_in: Some(stand_in),
        })
    }
}

fn id(name: &str) -> Result<i64, Box<dyn Error>> {
    let text = std::env::var(name).map_err(|_| format!("set {name} beside EI_API_KEY"))?;
    Ok(text
        .parse()
        .map_err(|_| format!("{name} is not a number"))?)
}

/// Starts an export, waits for it, and fetches its archive into `folder`.
///
/// # Errors
/// Whatever a call ends with, and what the disk says.
pub async fn run(place: &Place, folder: &Path) -> Result<PathBuf, Box<dyn Error>> {
    println!(
        "Edge Impulse, organization {} at {}",
        place.inner_organization_id,
        place.client.base_url()
    );
    let job_id = start(place).await?;
    let export_id = find(place, job_id).await?;
    let export = finished(place, export_id).await?;
    println!("  {export:#?}");
    let link = export
        .download_url
        .ok_or("the export is done and has no link to its archive")?;
    let content = place
        .client
        .download(link.expose())
        .limit(1 << 30)
        .bytes()
        .await?;
    let path = folder.join(format!("edge-impulse-{export_id}.zip"));
    std::fs::write(&path, &*content.value)?;
    println!("  {} ({} bytes)", path.display(), content.len());
    Ok(path)
}

async fn start(place: &Place) -> Result<i64, Box<dyn Error>> {
    let create = CreateInnerExport::builder()
        .organization_id(place.organization_id)
        .inner_organization_id(place.inner_organization_id)
        .description("made by ei-export")
        .build();
    let job_id = place.client.send(create).await?.into_inner();
    println!("  started job {job_id}");
    Ok(job_id)
}

/// The export that the job makes: starting one gives the job's id only.
async fn find(place: &Place, job_id: i64) -> Result<i64, Box<dyn Error>> {
    let Place {
        organization_id,
        inner_organization_id,
        ..
    } = *place;
    let mut offset = 0;
    loop {
        let list = ListInnerExports {
            organization_id,
            inner_organization_id,
            limit: Some(100),
            offset: Some(offset),
        };
        let page = place.client.send(list).await?;
        if let Some(export) = page.exports.iter().find(|export| export.job_id == job_id) {
            return Ok(export.id);
        }
        offset += page.exports.len() as u64;
        if page.exports.is_empty() || offset >= page.total_count {
            return Err(format!("no export belongs to the job {job_id}").into());
        }
    }
}

async fn finished(place: &Place, export_id: i64) -> Result<Export, Box<dyn Error>> {
    let Place {
        organization_id,
        inner_organization_id,
        ..
    } = *place;
    let get = GetInnerExport {
        organization_id,
        inner_organization_id,
        export_id,
    };
    loop {
        let export = place.client.send(&get).await?;
        match (export.job_finished, export.job_finished_successful) {
            (true, true) => return Ok(export.into_inner()),
            (true, false) => {
                return Err(format!("the export {export_id} failed on Edge Impulse's side").into());
            }
            (false, _) => println!("  export {export_id} is being made"),
        }
        tokio::time::sleep(place.every).await;
    }
}

impl std::fmt::Debug for Place {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Place")
            .field("client", &self.client)
            .finish_non_exhaustive()
    }
}
