//! Whose exports are meant.

use std::fmt;

use terminal::Failure;

use crate::arguments::Common;
use crate::variables::{INNER_ORGANIZATION_ID, ORGANIZATION_ID, Variables};

/// Whose exports are meant, and so which operations there are: a white label may start, change and
/// delete exports of the organizations within it, an organization may look at its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Owner {
    WhiteLabel(Inner),
    Organization { organization_id: i64 },
}

/// An organization within a white label.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Inner {
    pub(crate) organization_id: i64,
    pub(crate) inner_organization_id: i64,
}

impl Owner {
    /// By the options, and by the variables for what they leave open. An organization that is named by
    /// an option alone is not put together with an inner one of the variables.
    ///
    /// # Errors
    /// No organization is named.
    pub(crate) fn choose(common: &Common, variables: &Variables) -> Result<Self, Failure> {
        let inner = match (common.organization, common.inner_organization) {
            (None, None) => variables.number(INNER_ORGANIZATION_ID)?,
            (_, given) => given,
        };
        let organization_id = match common.organization {
            None => variables.number(ORGANIZATION_ID)?,
            given => given,
        };
        match (organization_id, inner) {
            (Some(organization_id), Some(inner_organization_id)) => Ok(Self::WhiteLabel(Inner {
                organization_id,
                inner_organization_id,
            })),
            (Some(organization_id), None) => Ok(Self::Organization { organization_id }),
            (None, _) => Err(Failure::usage("there is no organization").help(
                "name it by --organization or EI_ORGANIZATION_ID, and one within a white label by --inner-organization or EI_INNER_ORGANIZATION_ID beside it",
            )),
        }
    }

    /// The organization within a white label, for what nobody else can do.
    ///
    /// # Errors
    /// There is none.
    pub(crate) fn inner(self, what: &str) -> Result<Inner, Failure> {
        match self {
            Self::WhiteLabel(inner) => Ok(inner),
            Self::Organization { .. } => Err(Failure::usage(format!(
                "the API {what} exports for a white label only"
            ))
            .help("name the organization within the white label by --inner-organization")),
        }
    }
}

impl fmt::Display for Owner {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::WhiteLabel(Inner {
                organization_id,
                inner_organization_id,
            }) => {
                write!(
                    f,
                    "organization {inner_organization_id} in white label {organization_id}"
                )
            }
            Self::Organization { organization_id } => write!(f, "organization {organization_id}"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::arguments::Arguments;

    /// With these options, and with variables that name both.
    fn owner(options: &[&str]) -> Owner {
        let words: Vec<_> = ["ei-export"]
            .iter()
            .chain(options)
            .map(Into::into)
            .collect();
        let common = Arguments::read(&words).unwrap().common;
        Owner::choose(&common, &Variables::of_demo()).unwrap()
    }

    #[test]
    fn options_go_before_variables_and_are_not_mixed_up_with_them() {
        let (outer, inner) = (
            stand_in::edge_impulse::ORGANIZATION_ID,
            stand_in::edge_impulse::INNER_ORGANIZATION_ID,
        );
        let white_label = |organization_id, inner_organization_id| {
            Owner::WhiteLabel(Inner {
                organization_id,
                inner_organization_id,
            })
        };
        assert_eq!(owner(&[]), white_label(outer, inner));
        assert_eq!(owner(&["--inner-organization", "6"]), white_label(outer, 6));
        let both = ["--organization", "5", "--inner-organization", "6"];
        assert_eq!(owner(&both), white_label(5, 6));
        let organization_id = 5;
        assert_eq!(
            owner(&["--organization", "5"]),
            Owner::Organization { organization_id }
        );
    }
}
