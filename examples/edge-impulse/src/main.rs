//! Exports an organization's data from Edge Impulse into the folder given, or the current one.

use std::path::PathBuf;

use ei_export::{Place, run};

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let folder = std::env::args_os()
        .nth(1)
        .map_or_else(|| PathBuf::from("."), PathBuf::from);
    run(&Place::from_env().await?, &folder).await?;
    Ok(())
}
