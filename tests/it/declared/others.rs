//! Operations of other APIs, for what neither of the two has.

pub(crate) mod box_files;
pub(crate) mod clouds;
pub(crate) mod github;
pub(crate) mod jupyter;
pub(crate) mod prometheus;
