//! From the command line to what the program ends with.

use std::ffi::OsString;
use std::time::Duration;

use endpoint::Api as _;
use terminal::{Demo, Exit, Failure, Screen, until_interrupted};

use crate::api::EdgeImpulse;
use crate::arguments::{Arguments, Command, Common};
use crate::credential::Kind;
use crate::ending::{advise, again, tell};
use crate::outcome::Outcome;
use crate::program::Program;
use crate::unfinished::Unfinished;
use crate::variables::Variables;

/// How many exports there are before a demonstration begins.
const DEMO_EXPORTS: u32 = 25;
/// How long a demonstration waits between two looks.
const DEMO_PAUSE: Duration = Duration::from_millis(300);

/// Runs the program with the arguments of a command line, the first of them its name.
pub async fn run<T: Into<OsString>>(arguments: impl IntoIterator<Item = T>) -> Exit {
    let arguments: Vec<OsString> = arguments.into_iter().map(Into::into).collect();
    match Arguments::read(&arguments) {
        Ok(parsed) => finish(parsed, &again(&arguments)).await,
        Err(error) => {
            // Nobody is left to be told that nobody is left.
            let _ = error.print();
            if error.use_stderr() {
                Exit::Usage
            } else {
                Exit::Done
            }
        }
    }
}

/// Does what the command line says, and tells what came of it.
async fn finish(mut arguments: Arguments, again: &str) -> Exit {
    let screen = Screen::new(arguments.common.quiet);
    let is_json = arguments.common.json;
    let files = arguments.files_mut();
    let folder = files.map(|files| files.folder().to_owned());
    let outcome = until_interrupted(execute(arguments, screen.clone())).await;
    let outcome = outcome.unwrap_or_else(|| Err(Failure::new(Exit::Interrupted, "interrupted")));
    screen.clear();
    let is_kept = folder.is_some_and(|folder| Unfinished::is_in(&folder));
    let outcome = outcome.map_err(|failure| advise(failure, is_kept, again));
    tell(&outcome, is_json, &screen)
}

async fn execute(arguments: Arguments, screen: Screen) -> Result<Outcome, Failure> {
    let Arguments {
        command,
        run,
        common,
        demo,
    } = arguments;
    let command = command.unwrap_or(Command::Run(run));
    if demo.demo {
        return demonstrate(command, common, &demo, screen).await;
    }
    let variables = match &common.credential_file {
        Some(path) => Variables::from_file(path, &screen)?,
        None => Variables::from_env(),
    };
    let base_url = common.base_url.as_deref().unwrap_or(EdgeImpulse::BASE_URL);
    let program = Program::new(&common, &variables, base_url, screen).await?;
    program.execute(command).await
}

/// Does it at stand-in servers, which end with it.
async fn demonstrate(
    command: Command,
    common: Common,
    demo: &Demo,
    screen: Screen,
) -> Result<Outcome, Failure> {
    let servers = demo
        .servers()
        .edge_impulse_exports(exports_before(&command));
    let servers = servers.start().await?;
    let (common, variables) = (common.for_demo(), Variables::of_demo());
    let mut program = Program::new(&common, &variables, servers.edge_impulse_url(), screen).await?;
    // The next one has other ports.
    program.place = format!("{} in the demonstration", program.exports.owner);
    program.execute(command).await
}

/// A demonstration that goes on finds the export that an earlier one started.
fn exports_before(command: &Command) -> u32 {
    let is_new = match command {
        Command::Run(run) => !run.files.resume,
        Command::Create(create) => !create.files.resume,
        _ => false,
    };
    if is_new {
        DEMO_EXPORTS
    } else {
        DEMO_EXPORTS + 1
    }
}

impl Common {
    /// Stand-in servers take any credential, and are done soon.
    fn for_demo(self) -> Self {
        Self {
            auth: self.auth.or(Some(Kind::ApiKey)),
            every: self.every.or(Some(DEMO_PAUSE)),
            ..self
        }
    }
}
