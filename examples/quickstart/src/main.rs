//! Both reference exports in one run: start, wait, print, fetch the files.
//!
//! Against stand-in servers in this very process; with `SNYK_TOKEN` (and `SNYK_ORG_ID` or
//! `SNYK_GROUP_ID`) against Snyk, with `EI_API_KEY` (and `EI_ORGANIZATION_ID`,
//! `EI_INNER_ORGANIZATION_ID`) against Edge Impulse. The files go to the folder given, or to
//! `exports/` in the folder for temporary files.

use std::error::Error;
use std::path::PathBuf;

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let folder = std::env::args_os()
        .nth(1)
        .map_or_else(|| std::env::temp_dir().join("exports"), PathBuf::from);
    std::fs::create_dir_all(&folder)?;
    snyk_export::run(&snyk_export::Place::from_env().await?, &folder).await?;
    ei_export::run(&ei_export::Place::from_env().await?, &folder).await?;
    Ok(())
}
