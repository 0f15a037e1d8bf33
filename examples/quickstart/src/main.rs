//! Both reference exports in one run: start, wait, fetch the files. Against stand-in servers in this
//! very process, but for an API of which the environment has a key: `SNYK_TOKEN`, `EI_API_KEY`.
//!
//! They go to the folder given, or to `exports/` in the folder for temporary files. What the two
//! programs can do beside this, `snyk-export --help` and `ei-export --help` say.

use std::path::PathBuf;
use std::process::ExitCode;

#[tokio::main]
async fn main() -> ExitCode {
    let folder = std::env::args_os()
        .nth(1)
        .map_or_else(|| std::env::temp_dir().join("exports"), PathBuf::from);
    let snyk = match std::env::var_os("SNYK_TOKEN") {
        Some(_) => snyk_export::export(&folder).await,
        None => snyk_export::demo(&folder).await,
    };
    let edge_impulse = match std::env::var_os("EI_API_KEY") {
        Some(_) => ei_export::export(&folder).await,
        None => ei_export::demo(&folder).await,
    };
    // 0 where both came to a good end.
    snyk.code().max(edge_impulse.code()).into()
}
