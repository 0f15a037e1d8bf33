//! Pages by number.

use std::collections::HashMap;

use serde_json::Value;

const DEFAULT: usize = 30;
const LARGEST: usize = 100;

/// One page, the first being number 1.
#[derive(Debug, Clone, Copy)]
pub(super) struct Page {
    number: usize,
    size: usize,
}

impl Page {
    /// What is no number counts as not given, and what is too large as the largest.
    pub(super) fn of(query: &HashMap<String, String>) -> Self {
        let given = |name| query.get(name).and_then(|text: &String| text.parse().ok());
        let above_zero = |number: &usize| *number > 0;
        Self {
            number: given("page").filter(above_zero).unwrap_or(1),
            size: given("per_page")
                .filter(above_zero)
                .unwrap_or(DEFAULT)
                .min(LARGEST),
        }
    }

    pub(super) fn cut(self, all: &[Value]) -> Value {
        let before = (self.number - 1).saturating_mul(self.size);
        all.iter().skip(before).take(self.size).cloned().collect()
    }

    /// The `Link` header, unless there is one page only.
    pub(super) fn link(self, url: &str, query: &str, all: usize) -> Option<String> {
        let last = all.div_ceil(self.size).max(1);
        let mut pages = Vec::new();
        if self.number > 1 {
            pages.push((self.number.min(last + 1) - 1, "prev"));
        }
        if self.number < last {
            pages.extend([(self.number + 1, "next"), (last, "last")]);
        }
        if self.number > 1 {
            pages.push((1, "first"));
        }
        let links: Vec<String> = pages
            .into_iter()
            .map(|(page, rel)| format!("<{url}?{}page={page}>; rel=\"{rel}\"", rest(query)))
            .collect();
        (!links.is_empty()).then(|| links.join(", "))
    }
}

/// The query but for the page, as it was written, with an `&` behind each pair.
fn rest(query: &str) -> String {
    let pairs = query.split('&').filter(|pair| !pair.is_empty());
    pairs
        .filter(|pair| !pair.starts_with("page="))
        .flat_map(|pair| [pair, "&"])
        .collect()
}

#[cfg(test)]
mod tests {
    use std::collections::HashMap;

    use super::Page;

    fn link(page: &str, size: &str, all: usize) -> Option<String> {
        let pairs = [("page", page), ("per_page", size)];
        let pairs = pairs.map(|(name, value)| (name.to_owned(), value.to_owned()));
        let query = format!("page={page}&per_page={size}");
        Page::of(&HashMap::from(pairs)).link("a", &query, all)
    }

    #[test]
    fn a_page_knows_its_neighbours() {
        assert_eq!(link("1", "3", 3), None);
        assert_eq!(
            link("1", "3", 7).unwrap(),
            "<a?per_page=3&page=2>; rel=\"next\", <a?per_page=3&page=3>; rel=\"last\""
        );
        assert_eq!(
            link("3", "3", 7).unwrap(),
            "<a?per_page=3&page=2>; rel=\"prev\", <a?per_page=3&page=1>; rel=\"first\""
        );
    }

    #[test]
    fn what_is_no_number_is_not_given() {
        assert_eq!(link("0", "x", 30), None);
        assert!(link("0", "x", 31).unwrap().contains("per_page=x&page=2"));
    }
}
