//! Where in a list one is, as a value to keep.

mod form;

use std::fmt;

pub use self::form::CursorError;
pub(super) use self::form::Form;
use super::List;
use crate::response::shown;

/// Where in a list one is: a plain value to keep, by which the list is gone on with later, in
/// another process too.
///
/// It serializes, and is a text by [`Display`](fmt::Display) and [`FromStr`](std::str::FromStr): a
/// JSON object, or that as one text in a format that is not for people to read. It holds no
/// credential of the client, the endpoint or the call that was given as one, and knows of which
/// endpoint, origin, path and query it is, so that it cannot be used elsewhere by mistake. `Debug`
/// shows no query.
///
/// It is not signed: whoever can change it chooses any path of the same origin, to which the
/// credential goes. So take it only from where you kept it, and not from a request of others.
///
/// ```no_run
/// use endpoint::{Client, Cursor, Json, endpoint};
///
/// #[endpoint(GET "/users" -> Vec<Json>, paginate(link_header))]
/// struct ListUsers {}
///
/// # async fn call(github: Client) -> Result<(), Box<dyn std::error::Error>> {
/// let mut users = github.items(ListUsers {}).limit(1_000);
/// while let Some(user) = users.next().await {
///     println!("{}", user?.text());
/// }
/// if let Some(cursor) = users.cursor() {
///     std::fs::write("users.cursor", cursor.to_string())?;
/// }
///
/// // Another day:
/// let cursor: Cursor = std::fs::read_to_string("users.cursor")?.parse()?;
/// let users = github.items(ListUsers {}).resume(cursor);
/// # Ok(()) }
/// ```
#[derive(Clone, PartialEq, Eq)]
pub struct Cursor(pub(super) Form);

impl Cursor {
    /// Of a list's first page.
    pub(super) fn first(list: &List, skip: u64) -> Self {
        Self(Form {
            v: Form::VERSION,
            endpoint: list.endpoint(),
            origin: list.origin(),
            path: list.path().to_owned(),
            asked: String::new(),
            link: None,
            omitted: Vec::new(),
            query: Vec::new(),
            size: None,
            skip,
        })
    }

    /// With what of the list's query it is bound to: a link holds what the call said as far as the
    /// server wants that, and the rest is put on it again.
    pub(super) fn bound_to(mut self, list: &List) -> Self {
        let is_link = self.0.link.is_some();
        list.asked(is_link).clone_into(&mut self.0.asked);
        self.0.size = list.page_size(is_link);
        self
    }

    /// Whether it is of this list.
    ///
    /// # Errors
    /// What it is of, and what was asked for.
    pub(crate) fn check(&self, list: &List) -> Result<(), String> {
        let form = &self.0;
        let is_of = form.endpoint == list.endpoint()
            && form.origin == list.origin()
            && form.path == list.path();
        if !is_of {
            return Err(format!(
                "the cursor is one of {}, and {list} is asked for; go on with the list that it came from, or begin this one without it",
                self.list()
            ));
        }
        if form.asked != list.asked(form.link.is_some()) {
            return Err(format!(
                "the cursor is one of {}, asked for by other parameters of the query; give the values that it came from, or begin this list without it",
                self.list()
            ));
        }
        Ok(())
    }

    /// What it is of, in words that can be shown, whatever the text was that it was read from.
    fn list(&self) -> String {
        let place = shown(&format!("{}{}", self.0.origin, self.0.path));
        format!(
            "`{}` at {}",
            self.0.endpoint.escape_debug(),
            place.escape_debug()
        )
    }

    pub(crate) fn link(&self) -> Option<&str> {
        self.0.link.as_deref()
    }

    pub(crate) fn query(&self) -> &[(String, String)] {
        &self.0.query
    }

    pub(crate) fn page_size(&self) -> Option<u64> {
        self.0.size
    }

    pub(crate) fn skip(&self) -> u64 {
        self.0.skip
    }

    pub(crate) fn behind(mut self, items: u64) -> Self {
        self.0.skip = items;
        self
    }

    /// The link with the pairs of this target that it had to leave out.
    pub(crate) fn complete(&self, link: &str, target: &str) -> String {
        let (_, query) = target.split_once('?').unwrap_or_default();
        let mut link = link.to_owned();
        for pair in query.split('&') {
            let name = pair.split('=').next().unwrap_or_default();
            if self.0.omitted.iter().any(|omitted| omitted == name) {
                link.push(if link.contains('?') { '&' } else { '?' });
                link.push_str(pair);
            }
        }
        link
    }
}

/// Without the query, which may be confidential.
impl fmt::Debug for Cursor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Cursor({}", self.list())?;
        if let Some(link) = &self.0.link {
            write!(f, ", page at {}", shown(link).escape_debug())?;
        }
        for (name, _) in &self.0.query {
            write!(f, ", page by `{}`", name.escape_debug())?;
        }
        if self.0.skip > 0 {
            write!(f, ", behind {} items", self.0.skip)?;
        }
        f.write_str(")")
    }
}
