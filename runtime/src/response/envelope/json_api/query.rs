//! What JSON:API asks for in a query ([jsonapi.org, "Fetching
//! Data"](https://jsonapi.org/format/1.1/#fetching)): values for `#[query]` fields of these names.

use std::collections::BTreeMap;

use serde::Serialize;
use serde::ser::Serializer;

/// Which related resources are to be [included](super::Included): `include=author,comments.author`.
///
/// ```
/// use endpoint::json_api::Include;
///
/// let include = Include::from(["author", "comments.author"]);
/// # let _ = include;
/// ```
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Include(Vec<String>);

/// Which fields the resources of a type are to have ([sparse
/// fieldsets](https://jsonapi.org/format/1.1/#fetching-sparse-fieldsets)):
/// `fields[articles]=title,body&fields[people]=name`.
///
/// ```
/// use endpoint::json_api::Fields;
///
/// let fields = Fields::new().of("articles", ["title", "body"]).of("people", ["name"]);
/// # let _ = fields;
/// ```
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Fields(BTreeMap<String, Values>);

/// By what the resources are to be sorted: `sort=-created,title`.
///
/// ```
/// use endpoint::json_api::Sort;
///
/// let sort = Sort::new().descending("created").ascending("title");
/// # let _ = sort;
/// ```
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Sort(Vec<String>);

/// Which resources there are to be: `filter[author]=9&filter[status]=draft,open`. What the names
/// and values mean is up to the API.
///
/// ```
/// use endpoint::json_api::Filter;
///
/// let filter = Filter::new().by("author", 9).by_any("status", ["draft", "open"]);
/// # let _ = filter;
/// ```
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Filter(BTreeMap<String, Values>);

/// Which page of the resources: `page[number]=2&page[size]=50`, or whatever names the API has.
///
/// ```
/// use endpoint::json_api::Page;
///
/// let second = Page::new().number(2).size(50);
/// let after = Page::new().with("after", "v1.eyJpZCI6MX0").size(50);
/// # let _ = (second, after);
/// ```
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Page(BTreeMap<String, String>);

/// What stands behind a name in brackets, joined by commas.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Values(Vec<String>);

impl Include {
    /// None.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds those that a path of relationships leads to, and those on its way.
    #[must_use]
    pub fn path(mut self, path: impl Into<String>) -> Self {
        self.0.push(path.into());
        self
    }
}

impl<P: Into<String>> FromIterator<P> for Include {
    fn from_iter<I: IntoIterator<Item = P>>(paths: I) -> Self {
        Self(paths.into_iter().map(Into::into).collect())
    }
}

impl<P: Into<String>, const N: usize> From<[P; N]> for Include {
    fn from(paths: [P; N]) -> Self {
        paths.into_iter().collect()
    }
}

impl Fields {
    /// Says nothing, so that the server decides.
    pub fn new() -> Self {
        Self::default()
    }

    /// The attributes and relationships that resources of this type are to have, and no others; an
    /// empty list asks for none.
    #[must_use]
    pub fn of<I>(mut self, kind: impl Into<String>, fields: I) -> Self
    where
        I: IntoIterator<Item: Into<String>>,
    {
        let fields = fields.into_iter().map(Into::into).collect();
        self.0.insert(kind.into(), Values(fields));
        self
    }
}

impl Sort {
    /// By nothing, so that the server decides.
    pub fn new() -> Self {
        Self::default()
    }

    /// Then by this, the smallest first.
    #[must_use]
    pub fn ascending(mut self, field: impl Into<String>) -> Self {
        self.0.push(field.into());
        self
    }

    /// Then by this, the greatest first.
    #[must_use]
    pub fn descending(mut self, field: impl Into<String>) -> Self {
        self.0.push(format!("-{}", field.into()));
        self
    }
}

impl Filter {
    /// All resources.
    pub fn new() -> Self {
        Self::default()
    }

    /// Only those for which `name` is `value`.
    #[must_use]
    pub fn by(self, name: impl Into<String>, value: impl ToString) -> Self {
        self.by_any(name, [value])
    }

    /// Only those for which `name` is one of the values, joined by commas.
    #[must_use]
    pub fn by_any<I>(mut self, name: impl Into<String>, values: I) -> Self
    where
        I: IntoIterator<Item: ToString>,
    {
        let values = values.into_iter().map(|value| value.to_string()).collect();
        self.0.insert(name.into(), Values(values));
        self
    }
}

impl Page {
    /// Says nothing, so that the server decides.
    pub fn new() -> Self {
        Self::default()
    }

    /// The page's number.
    #[must_use]
    pub fn number(self, number: u64) -> Self {
        self.with("number", number)
    }

    /// How many resources are on a page.
    #[must_use]
    pub fn size(self, size: u64) -> Self {
        self.with("size", size)
    }

    /// How many resources come before the page.
    #[must_use]
    pub fn offset(self, offset: u64) -> Self {
        self.with("offset", offset)
    }

    /// How many resources come at most.
    #[must_use]
    pub fn limit(self, limit: u64) -> Self {
        self.with("limit", limit)
    }

    /// Any other parameter: `page[name]=value`.
    #[must_use]
    #[expect(clippy::needless_pass_by_value, reason = "it reads better at the call")]
    pub fn with(mut self, name: impl Into<String>, value: impl ToString) -> Self {
        self.0.insert(name.into(), value.to_string());
        self
    }
}

/// Writers of queries and forms know these names, and see the style that they ask for in them.
const COMMA: &str = "$endpoint::comma";
const DEEP: &str = "$endpoint::deep";

macro_rules! styled {
    ($($ty:ident: $style:ident;)+) => {$(
        impl Serialize for $ty {
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                if self.0.is_empty() {
                    return serializer.serialize_none();
                }
                serializer.serialize_newtype_struct($style, &self.0)
            }
        }
    )+};
}

styled! {
    Include: COMMA;
    Sort: COMMA;
    Fields: DEEP;
    Filter: DEEP;
    Page: DEEP;
}

impl Serialize for Values {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self.0.as_slice() {
            // A list without items would be left out, and none is not the same as all.
            [] => serializer.serialize_str(""),
            [value] => serializer.serialize_str(value),
            values => values.serialize(serializer),
        }
    }
}
