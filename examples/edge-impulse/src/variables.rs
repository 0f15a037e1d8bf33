//! The variables that hold the credential, and whose exports are meant.

use std::path::Path;

use endpoint::Secret;
use stand_in::edge_impulse as demo;
use terminal::{Failure, Screen};

pub(crate) const API_KEY: &str = "EI_API_KEY";
pub(crate) const JWT: &str = "EI_JWT";
pub(crate) const CLIENT_ID: &str = "EI_CLIENT_ID";
pub(crate) const CLIENT_SECRET: &str = "EI_CLIENT_SECRET";
pub(crate) const USERNAME: &str = "EI_USERNAME";
pub(crate) const PASSWORD: &str = "EI_PASSWORD";
pub(crate) const ORGANIZATION_ID: &str = "EI_ORGANIZATION_ID";
pub(crate) const INNER_ORGANIZATION_ID: &str = "EI_INNER_ORGANIZATION_ID";

const NAMES: [&str; 8] = [
    API_KEY,
    JWT,
    CLIENT_ID,
    CLIENT_SECRET,
    USERNAME,
    PASSWORD,
    ORGANIZATION_ID,
    INNER_ORGANIZATION_ID,
];

/// The variables that are set.
#[derive(Debug)]
pub(crate) struct Variables {
    values: Vec<(&'static str, Secret)>,
    /// Where they are from, for people.
    place: String,
}

impl Variables {
    /// Those of the environment; one that is empty is not set.
    pub(crate) fn from_env() -> Self {
        let set = |name| Some((name, Secret::from_env(name).ok()?));
        Self {
            values: NAMES.into_iter().filter_map(set).collect(),
            place: "the environment".to_owned(),
        }
    }

    /// Those of a file, in lines as `EI_API_KEY=..`; one that is empty is not set. Empty lines and
    /// those that begin with `#` say nothing.
    ///
    /// # Errors
    /// The file cannot be read, or a line of it sets none of them.
    pub(crate) fn from_file(path: &Path, screen: &Screen) -> Result<Self, Failure> {
        let place = path.display().to_string();
        let text = std::fs::read_to_string(path)
            .map_err(|error| Failure::usage(format!("{place} cannot be read: {error}")))?;
        if is_open_to_others(path) {
            screen.warn(format_args!(
                "warning: {place} can be read by others; `chmod 600 {place}` keeps them out"
            ));
        }
        let mut values = Vec::new();
        for (number, line) in (1..).zip(text.lines().map(str::trim)) {
            if line.is_empty() || line.starts_with('#') {
                continue;
            }
            let value = read(line).ok_or_else(|| unknown(&place, number))?;
            values.push(value);
        }
        values.retain(|(_, value)| !value.expose().is_empty());
        Ok(Self { values, place })
    }

    /// Those of the stand-in servers.
    pub(crate) fn of_demo() -> Self {
        let values = [
            (API_KEY, demo::API_KEY),
            (JWT, demo::JWT),
            (CLIENT_ID, demo::CLIENT_ID),
            (CLIENT_SECRET, demo::CLIENT_SECRET),
            (USERNAME, demo::USERNAME),
            (PASSWORD, demo::PASSWORD),
        ];
        let ids = [
            (ORGANIZATION_ID, demo::ORGANIZATION_ID),
            (INNER_ORGANIZATION_ID, demo::INNER_ORGANIZATION_ID),
        ];
        let ids = ids.map(|(name, id)| (name, Secret::new(id.to_string())));
        let values = values.map(|(name, value)| (name, Secret::new(value)));
        Self {
            values: values.into_iter().chain(ids).collect(),
            place: "the demonstration".to_owned(),
        }
    }

    pub(crate) fn get(&self, name: &str) -> Option<&Secret> {
        let mut values = self.values.iter();
        let (_, value) = values.find(|(set, _)| *set == name)?;
        Some(value)
    }

    /// One that has to be set.
    ///
    /// # Errors
    /// It is not.
    pub(crate) fn required(&self, name: &str) -> Result<&Secret, Failure> {
        self.get(name)
            .ok_or_else(|| Failure::usage(format!("{name} is not set in {}", self.place)))
    }

    /// One that is a number, if it is set.
    ///
    /// # Errors
    /// It is no number.
    pub(crate) fn number(&self, name: &str) -> Result<Option<i64>, Failure> {
        let number = |text: &Secret| text.expose().parse().ok();
        match self.get(name).map(number) {
            None => Ok(None),
            Some(Some(number)) => Ok(Some(number)),
            Some(None) => Err(Failure::usage(format!(
                "{name} in {} is not a number",
                self.place
            ))),
        }
    }
}

fn read(line: &str) -> Option<(&'static str, Secret)> {
    let (name, value) = line.split_once('=')?;
    let name = NAMES.into_iter().find(|known| *known == name.trim())?;
    Some((name, Secret::new(value.trim())))
}

fn unknown(place: &str, number: usize) -> Failure {
    let names = NAMES.join(", ");
    Failure::usage(format!(
        "line {number} of {place} sets nothing that is known"
    ))
    .help(format!("write lines as NAME=value; there are {names}"))
}

#[cfg(unix)]
fn is_open_to_others(path: &Path) -> bool {
    use std::os::unix::fs::PermissionsExt as _;

    std::fs::metadata(path).is_ok_and(|file| file.permissions().mode() & 0o077 != 0)
}

#[cfg(not(unix))]
fn is_open_to_others(_: &Path) -> bool {
    false
}
