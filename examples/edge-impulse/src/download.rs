//! The archive of an export.

use std::error::Error;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Instant;

use endpoint::auth::Dynamic;
use endpoint::{Client, ErrorBody, Saved, ToFile};
use terminal::{Exit, Failure, FileBar};

use crate::api::{DownloadExport, EdgeImpulse, Export, GetInnerExport};
use crate::arguments::Files;
use crate::exports::{Exports, get_inner};
use crate::outcome::Fetched;
use crate::owner::Owner;

impl Exports {
    /// Downloads the archive of an export that is done.
    pub(crate) async fn download(
        &self,
        export: &Export,
        target: &Path,
        files: &Files,
        bar: FileBar,
    ) -> Result<Fetched, Failure> {
        let since = Instant::now();
        let fresh_links = Arc::new(AtomicU32::new(0));
        let saved = match self.owner {
            Owner::WhiteLabel(inner) => {
                let link = export.download_url.as_ref().ok_or_else(no_link)?;
                let (client, get) = (self.client.clone(), get_inner(inner, export.id));
                let count = Arc::clone(&fresh_links);
                let download = self.client.download(link.expose()).renew(move || {
                    count.fetch_add(1, Ordering::Relaxed);
                    fresh_link(client.clone(), get.clone())
                });
                save(download.to_file(target), files, bar).await?
            }
            Owner::Organization { organization_id } => {
                // Each time it is sent, the API redirects to a new link.
                let download = DownloadExport {
                    organization_id,
                    export_id: export.id,
                };
                save(self.client.send(download).to_file(target), files, bar).await?
            }
        };
        let fresh_links = fresh_links.load(Ordering::Relaxed);
        Ok(Fetched::now(saved, since.elapsed(), fresh_links))
    }
}

/// A link is good for a while only; an export has a new one whenever it is asked for.
async fn fresh_link(
    client: Client<EdgeImpulse, Dynamic>,
    get: GetInnerExport,
) -> Result<String, Box<dyn Error + Send + Sync>> {
    let export = client.send(get).await?.into_inner();
    let link = export
        .download_url
        .ok_or("the export has no link to its archive any more")?;
    Ok(link.expose().to_owned())
}

async fn save<B: ErrorBody>(
    file: ToFile<B>,
    files: &Files,
    bar: FileBar,
) -> Result<Saved, Failure> {
    let shown = bar.clone();
    let file = file
        .parallel(files.parallel.unwrap_or(1))
        .on_progress(move |now| shown.set(now.received, now.total));
    let file = if files.overwrite {
        file.overwrite()
    } else {
        file
    };
    let saved = file.await?;
    bar.finish();
    Ok(saved)
}

fn no_link() -> Failure {
    Failure::new(
        Exit::Failed,
        "the export is done, and has no link to its archive",
    )
    .help("look at it with `ei-export show`; it may have expired")
}
