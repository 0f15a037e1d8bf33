//! Whose issues are exported.

use http::StatusCode;

use super::answer::{Fault, Refusal};
use super::{GROUP_ID, ORG_ID};
use crate::ids::is_uuid;
use crate::settings::Settings;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Owner {
    Org,
    Group,
}

impl Owner {
    /// The owner that a path such as `/orgs/<id>` names.
    pub(super) fn find(owners: &str, id: &str) -> Result<Self, Refusal> {
        let (owner, parameter) = match owners {
            "orgs" => (Self::Org, "org_id"),
            "groups" => (Self::Group, "group_id"),
            _ => {
                return Err(Refusal::new(
                    StatusCode::NOT_FOUND,
                    "there is nothing under this path",
                ));
            }
        };
        check_uuid(parameter, id)?;
        if id.eq_ignore_ascii_case(owner.id()) {
            Ok(owner)
        } else {
            Err(Refusal::new(
                StatusCode::NOT_FOUND,
                "there is no such organization or group, or it is not yours",
            ))
        }
    }

    /// A link to something of this owner's. Both forms occur in answers: without the base path, and
    /// with it.
    pub(super) fn link(self, settings: &Settings, tail: &str) -> String {
        let base = match self {
            Self::Org if !settings.links_with_base_path => "/orgs",
            Self::Org => "/rest/orgs",
            Self::Group => "/rest/groups",
        };
        format!("{base}/{}{tail}", self.id())
    }

    fn id(self) -> &'static str {
        match self {
            Self::Org => ORG_ID,
            Self::Group => GROUP_ID,
        }
    }
}

pub(super) fn check_uuid(parameter: &str, text: &str) -> Result<(), Refusal> {
    if is_uuid(text) {
        return Ok(());
    }
    let fault = Fault::in_parameter(parameter, "this is not a UUID");
    Err(Refusal::because(StatusCode::BAD_REQUEST, vec![fault]))
}
