//! A link in place of the path and the query.

use super::RequestWriter;
use crate::error::EncodeError;
use crate::request::{Link, is_named};

impl RequestWriter<'_> {
    /// Goes where a link of an answer leads, in place of the path and the query that were written:
    /// to another page, or to a job. What goes with every call and is not on the link, as a version, is
    /// put on it again: the query of the template, the API's and the client's.
    ///
    /// The link may be absolute, or relative with or without the base URL's path; one that begins
    /// with `?` is one of the path that was written.
    ///
    /// # Errors
    /// Refuses a link to another origin, since the credential goes with it, and what
    /// [`BaseUrl::resolve`](crate::BaseUrl::resolve) refuses.
    pub fn follow(&mut self, link: &str) -> Result<(), EncodeError> {
        let link = self.resolve(link)?;
        if !link.is_same_origin() {
            return Err(EncodeError::link(format!(
                "the link leads to {link}, which is another origin than {}, and the credential would go with it; fetch it by `client.download(..)`, or give a client of that origin",
                self.base
            )));
        }
        let target = link.target();
        // A parser takes `//host` for an authority, so such a path would leave the origin.
        if target.starts_with("//") {
            return Err(EncodeError::link(format!(
                "the path of the link {link} begins with `//`, which is read as another host; ask the API's operators, or take the answer by `.raw()`"
            )));
        }
        let (path, query) = target.split_once('?').unwrap_or((&target, ""));
        let mut pairs: Vec<&str> = query
            .split('&')
            .filter(|pair| !pair.is_empty() && !self.is_overridden(name_of(pair)))
            .collect();
        let (_, constants) = self.template.split_once('?').unwrap_or_default();
        // As the template writes angle brackets.
        let constants = constants.replace("<<", "%3C").replace(">>", "%3E");
        for constant in constants.split('&').filter(|pair| !pair.is_empty()) {
            if !self.is_overridden(name_of(constant))
                && !pairs.iter().any(|pair| is_named(pair, name_of(constant)))
            {
                pairs.push(constant);
            }
        }
        path.clone_into(&mut self.target);
        self.query_start = (!pairs.is_empty()).then(|| self.target.len() + 1);
        if !pairs.is_empty() {
            self.target.push('?');
            self.target.push_str(&pairs.join("&"));
        }
        // The URL's parser has seen to its segments.
        self.segment_start = self.target.len();
        self.segment_parameter = None;
        Ok(())
    }

    fn resolve(&self, link: &str) -> Result<Link, EncodeError> {
        let path = self.target.split('?').next().unwrap_or_default();
        let resolved = if link.starts_with('?') && path.len() > self.base.prefix().len() {
            self.base.resolve(&format!("{path}{link}"))
        } else {
            self.base.resolve(link)
        };
        resolved.map_err(|error| {
            EncodeError::link(format!(
                "a link of an answer is not followed: {error}; ask the API's operators, or take the answer by `.raw()`"
            ))
        })
    }
}

fn name_of(pair: &str) -> &str {
    pair.split('=').next().unwrap_or_default()
}
