//! `rename_all`: how field names are spelled on the wire, by serde's names.

use syn::LitStr;

use crate::diagnostics::{Faults, Reported, any_of, nearest, say};
use crate::fault::Fault;

#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum Case {
    Lower,
    Upper,
    Pascal,
    Camel,
    Snake,
    ScreamingSnake,
    Kebab,
    ScreamingKebab,
}

impl Case {
    const NAMES: [(&'static str, Self); 8] = [
        ("lowercase", Self::Lower),
        ("UPPERCASE", Self::Upper),
        ("PascalCase", Self::Pascal),
        ("camelCase", Self::Camel),
        ("snake_case", Self::Snake),
        ("SCREAMING_SNAKE_CASE", Self::ScreamingSnake),
        ("kebab-case", Self::Kebab),
        ("SCREAMING-KEBAB-CASE", Self::ScreamingKebab),
    ];

    /// Names without an option stay as the fields have them.
    pub(crate) fn lower(text: Option<&LitStr>, faults: &mut Faults) -> Result<Self, Reported> {
        let Some(text) = text else {
            return Ok(Self::Snake);
        };
        let written = text.value();
        let known = Self::NAMES.iter().find(|(name, _)| *name == written);
        known
            .map(|(_, case)| *case)
            .ok_or_else(|| unknown(text, &written, faults))
    }

    /// A field's name as this case spells it. Field names are taken to be in snake case, as serde
    /// takes them.
    pub(crate) fn apply(self, field: &str) -> String {
        match self {
            Self::Lower | Self::Snake => field.to_owned(),
            Self::Upper | Self::ScreamingSnake => field.to_ascii_uppercase(),
            Self::Kebab => field.replace('_', "-"),
            Self::ScreamingKebab => field.to_ascii_uppercase().replace('_', "-"),
            Self::Pascal => pascal(field),
            Self::Camel => camel(field),
        }
    }
}

fn unknown(text: &LitStr, written: &str, faults: &mut Faults) -> Reported {
    let names = Case::NAMES.iter().map(|(name, _)| *name);
    let message = say(format!("`{written}` is not a case that names can have"));
    let message = match nearest(written, names.clone()) {
        Some(name) => message.help(format!("did you mean `rename_all = \"{name}\"`?")),
        None => message.help(format!("write {}", any_of(names))),
    };
    faults.report(Fault::UnknownCase, text, message)
}

fn pascal(field: &str) -> String {
    let words = field.split('_').map(|word| {
        let mut characters = word.chars();
        let first = characters.next().map(|c| c.to_ascii_uppercase());
        first.into_iter().chain(characters).collect::<String>()
    });
    words.collect()
}

fn camel(field: &str) -> String {
    let pascal = pascal(field);
    let mut characters = pascal.chars();
    let first = characters.next().map(|c| c.to_ascii_lowercase());
    first.into_iter().chain(characters).collect()
}

#[cfg(test)]
mod tests {
    use super::Case;

    #[test]
    fn cases_are_those_of_serde() {
        let expected = [
            "very_tasty",
            "VERY_TASTY",
            "VeryTasty",
            "veryTasty",
            "very_tasty",
            "VERY_TASTY",
            "very-tasty",
            "VERY-TASTY",
        ];
        for ((_, case), expected) in Case::NAMES.iter().zip(expected) {
            assert_eq!(case.apply("very_tasty"), expected, "{case:?}");
        }
        assert_eq!(Case::Camel.apply("z42"), "z42");
        assert_eq!(Case::Camel.apply("_private_"), "private");
    }
}
