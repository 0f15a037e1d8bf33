//! `a.b?.c`: where in the output something stands.

use std::fmt;

use proc_macro2::TokenTree;
use quote::ToTokens as _;
use syn::{LitStr, Member, Token, token};

use crate::diagnostics::{Faults, Reported, say};
use crate::fault::Fault;
use crate::keywords::pages::ITEMS;
use crate::options::{Given, parse_if};

/// A path of fields. There is at least one, and whether it exists is the compiler's to judge.
pub(crate) struct OutputPath {
    pub(crate) steps: Vec<Step>,
}

/// One field on the way.
pub(crate) struct Step {
    pub(crate) member: Member,
    /// The `?` after it, which says that it is an `Option`.
    pub(crate) question: Option<Token![?]>,
}

impl OutputPath {
    /// Reads a path as far as it goes.
    pub(super) fn parse(option: &Given<'_>, faults: &mut Faults) -> Result<Self, Reported> {
        let input = option.input;
        let mut steps = Vec::new();
        loop {
            let Some(member) = parse_if(input) else {
                return Err(no_field(option, !steps.is_empty(), faults));
            };
            let question = parse_if(input);
            steps.push(Step { member, question });
            if input.peek(token::Paren) {
                return Err(no_field(option, true, faults));
            }
            if parse_if::<Token![.]>(input).is_none() {
                return Ok(Self { steps });
            }
        }
    }

    /// Whether something on the way may be absent.
    pub(crate) fn is_optional(&self) -> bool {
        self.steps.iter().any(|step| step.question.is_some())
    }
}

/// Reports what stands where a field is due.
fn no_field(option: &Given<'_>, is_begun: bool, faults: &mut Faults) -> Reported {
    let name = option.keyword.name;
    let help = format!(
        "write fields with dots between them, and `?` after an `Option`, as in `{}`",
        option.keyword.example
    );
    let found = option.input.fork().parse::<TokenTree>().ok();
    let Some(token) = found.filter(|_| !option.input.peek(Token![,])) else {
        let end = if is_begun { "a dot" } else { "`in`" };
        let message = say(format!("the path of `{name}` ends with {end}")).help(help);
        return faults.report(Fault::PagesBadPath, option.name, message);
    };
    let message = say(format!(
        "`{token}` names no field, and `{name}` is a path of the output's fields"
    ));
    let message = match unquoted(&token) {
        Some(path) if name == ITEMS.name => message.help(format!("write `in {path}`")),
        Some(path) => message.help(format!("write `{name} = {path}`")),
        None => message.help(help),
    };
    faults.report(Fault::PagesBadPath, token, message)
}

/// The path that stands in quotes, if one does.
fn unquoted(token: &TokenTree) -> Option<String> {
    let text = syn::parse2::<LitStr>(token.to_token_stream()).ok()?.value();
    let is_part = |c: char| c.is_ascii_alphanumeric() || "_.?".contains(c);
    (!text.is_empty() && text.chars().all(is_part)).then_some(text)
}

/// As it was written.
impl fmt::Display for OutputPath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (at, Step { member, question }) in self.steps.iter().enumerate() {
            let dot = if at > 0 { "." } else { "" };
            let question = if question.is_some() { "?" } else { "" };
            match member {
                Member::Named(name) => write!(f, "{dot}{name}{question}")?,
                Member::Unnamed(index) => write!(f, "{dot}{}{question}", index.index)?,
            }
        }
        Ok(())
    }
}
