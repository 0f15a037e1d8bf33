//! How an export begins: with its start, or where an earlier run was interrupted.

use std::path::{Path, PathBuf};

use terminal::{Exit, Failure, plain};

use crate::advice::advise;
use crate::options::ExportArgs;
use crate::place::Place;
use crate::state::State;

/// The API and the export there, which is started, or was left unfinished in the folder.
pub(crate) async fn begin(
    arguments: &ExportArgs,
    folder: &Path,
) -> Result<(Place, State), Failure> {
    match left_behind(arguments, folder)? {
        Some(state) => resume(arguments, state).await,
        None => start(arguments).await,
    }
}

/// The folder for the files.
pub(crate) fn folder(arguments: &ExportArgs) -> PathBuf {
    match &arguments.out {
        Some(folder) => folder.clone(),
        None if arguments.connection.demo.demo => std::env::temp_dir().join("snyk-export-demo"),
        None => PathBuf::from("."),
    }
}

/// The export that was left unfinished in the folder, if it is to be gone on with.
fn left_behind(arguments: &ExportArgs, folder: &Path) -> Result<Option<State>, Failure> {
    if arguments.overwrite && !arguments.resume {
        return Ok(None);
    }
    match (State::read(folder)?, arguments.resume) {
        (Some(state), true) => Ok(Some(state)),
        (Some(state), false) => Err(Failure::usage(format!(
            "the export {} of {}, started at {}, is unfinished in {}",
            state.export_id,
            state.scope,
            plain(&state.created),
            folder.display()
        ))
        .help("--resume goes on with it, --overwrite forgets it, --out takes another folder")),
        (None, true) => Err(Failure::usage(format!(
            "there is nothing to go on with in {}",
            folder.display()
        ))
        .help("leave --resume out to start an export, or name the folder by --out")),
        (None, false) => Ok(None),
    }
}

async fn start(arguments: &ExportArgs) -> Result<(Place, State), Failure> {
    let connection = &arguments.connection;
    let scope = connection.scope()?;
    let place = Place::open(connection, scope, connection.demo.servers()).await?;
    let started = place.start(arguments.order.attributes()).await;
    let started = started.map_err(|error| advise(error.into(), false))?;
    let id = started.id.parse();
    let id = id.map_err(|error| Failure::of(Exit::Failed, &error))?;
    let mut state = State::new(api(arguments), scope, id, started.created.clone());
    state.overwrites = arguments.overwrite || is_of_demonstrations(arguments);
    Ok((place, state))
}

async fn resume(arguments: &ExportArgs, mut state: State) -> Result<(Place, State), Failure> {
    let connection = &arguments.connection;
    let mismatch = |what: &str| Failure::usage(format!("the export to go on with is {what}"));
    if state.api != api(arguments) {
        return Err(mismatch(&format!("one of {}", state.api))
            .help("give the options by which it was started: --region, --base-url, --demo"));
    }
    if connection
        .named_scope()
        .is_some_and(|scope| scope != state.scope)
    {
        return Err(mismatch(&format!("that of the {}", state.scope))
            .help("leave --org and --group out, or name another folder by --out"));
    }
    // Servers that start with this process do not know what others have started.
    let servers = connection.demo.servers();
    let servers = servers.snyk_export(state.export_id.to_string());
    state.overwrites |= arguments.overwrite;
    Ok((Place::open(connection, state.scope, servers).await?, state))
}

/// Whether nothing but demonstrations put their files there.
fn is_of_demonstrations(arguments: &ExportArgs) -> bool {
    arguments.connection.demo.demo && arguments.out.is_none()
}

/// What the state says of where the export was started.
fn api(arguments: &ExportArgs) -> String {
    let connection = &arguments.connection;
    if connection.demo.demo {
        return "a demonstration".to_owned();
    }
    connection.base_url().trim_end_matches('/').to_owned()
}
