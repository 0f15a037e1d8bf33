//! What the commands work with, and which does what.

use terminal::{Failure, Screen};

use crate::api::EdgeImpulse;
use crate::arguments::{Command, Common};
use crate::credential::Kind;
use crate::exports::{Exports, Paging, Patience};
use crate::outcome::Outcome;
use crate::owner::Owner;
use crate::variables::Variables;

/// What the commands work with.
#[derive(Debug)]
pub(crate) struct Program {
    pub(crate) screen: Screen,
    pub(crate) exports: Exports,
    pub(crate) patience: Patience,
    /// Whose exports, and where the API is.
    pub(crate) place: String,
}

impl Program {
    /// # Errors
    /// There is no organization or no credential, or no client can be made of it.
    pub(crate) async fn new(
        common: &Common,
        variables: &Variables,
        base_url: &str,
        screen: Screen,
    ) -> Result<Self, Failure> {
        let owner = Owner::choose(common, variables)?;
        let kind = Kind::choose(common.auth, variables)?;
        let credential = kind.read(variables, base_url).await?;
        let client = EdgeImpulse::client(credential)
            .base_url(base_url)
            .user_agent("ei-export")
            .build()?;
        Ok(Self {
            screen,
            exports: Exports { client, owner },
            patience: Patience {
                longest: common.timeout,
                every: common.every,
            },
            place: format!("{owner} at {base_url}"),
        })
    }

    /// # Errors
    /// As the command says.
    pub(crate) async fn execute(&self, command: Command) -> Result<Outcome, Failure> {
        self.screen.say(&self.place);
        match command {
            Command::Run(run) => self.run(&run).await,
            Command::Create(create) => self.create(create).await,
            Command::Download(download) => self.download(&download).await,
            Command::List(list) => {
                let paging = Paging {
                    size: list.page_size,
                    limit: list.limit,
                };
                Ok(Outcome::Exports(self.exports.list(paging).await?))
            }
            Command::Show(one) => self.show(one.id).await,
            Command::Extend(extend) => {
                let id = extend.export.id;
                self.exports.extend(id, &extend.expires).await?;
                self.show(id).await
            }
            Command::Delete(one) => {
                self.exports.delete(one.id).await?;
                Ok(Outcome::Deleted(one.id))
            }
        }
    }

    async fn show(&self, id: i64) -> Result<Outcome, Failure> {
        Ok(Outcome::Export(self.exports.get(id).await?.into()))
    }
}
