//! The program `ei-export`.

use std::process::ExitCode;

#[tokio::main]
async fn main() -> ExitCode {
    ei_export::run(std::env::args_os()).await.into()
}
