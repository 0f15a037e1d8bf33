//! How lists and maps are written in a query, a form and a path.

/// How a list, map or struct is written in a query or an urlencoded form ([OpenAPI, style values]).
///
/// A single value is `name=value` in each of them but [`Deep`](Self::Deep).
///
/// [OpenAPI, style values]: https://spec.openapis.org/oas/v3.1.1.html#style-values
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
#[non_exhaustive]
pub enum Style {
    /// `color=blue&color=black`; the members of a map become parameters of their own,
    /// `R=100&G=200`.
    #[default]
    Form,
    /// `color=blue,black`, and of a map `color=R,100,G,200`.
    Comma,
    /// `color=blue%20black`, and of a map `color=R%20100%20G%20200`.
    Space,
    /// `color=blue%7Cblack`, and of a map `color=R%7C100%7CG%7C200`.
    Pipe,
    /// `color%5BR%5D=100&color%5BG%5D=200`: `color[R]` with its brackets escaped. Maps inside a map
    /// add brackets, lists inside it are joined by commas.
    Deep,
    /// The value as JSON, in one parameter.
    Json,
}

/// How a list, map or struct is written in one segment of a path ([OpenAPI, style values]).
///
/// `explode` separates more, and puts `=` between the names and values of a map.
///
/// [OpenAPI, style values]: https://spec.openapis.org/oas/v3.1.1.html#style-values
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum PathStyle {
    /// `blue,black`; a map is `R,100,G,200`, exploded `R=100,G=200`.
    Simple {
        /// Writes a map as `R=100,G=200`.
        explode: bool,
    },
    /// `.blue,black`, exploded `.blue.black`; a map is `.R,100,G,200`, exploded `.R=100.G=200`.
    Label {
        /// Puts a dot before each item.
        explode: bool,
    },
    /// `;color=blue,black`, exploded `;color=blue;color=black`; a map is `;color=R,100,G,200`,
    /// exploded `;R=100;G=200`.
    Matrix {
        /// Makes each item a parameter of its own.
        explode: bool,
    },
}

impl Style {
    /// The style that a newtype struct of this name wants for what is in it.
    pub(crate) fn of_marker(name: &str) -> Option<Self> {
        match name {
            "$endpoint::comma" => Some(Self::Comma),
            "$endpoint::deep" => Some(Self::Deep),
            _ => None,
        }
    }
}
