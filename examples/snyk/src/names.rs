//! Names for files, made of links.

use std::collections::HashSet;

const LONGEST: usize = 100;

/// A name for each file, unlike all others: the end of its link's path, of which nothing is kept
/// that means anything to a file system.
pub(crate) fn names<'a>(links: impl Iterator<Item = &'a str>) -> Vec<String> {
    let mut taken = HashSet::new();
    let unlike_others = |(index, link): (usize, &str)| {
        let number = index + 1;
        let mut name = name(link).unwrap_or_else(|| format!("issues-{number}.csv"));
        while !taken.insert(name.to_lowercase()) {
            name = format!("{number}-{name}");
        }
        name
    };
    links.enumerate().map(unlike_others).collect()
}

fn name(link: &str) -> Option<String> {
    let path = link.split(['?', '#']).next()?;
    let (_, last) = path.rsplit_once('/')?;
    let plain: String = last
        .chars()
        .map(|c| if is_harmless(c) { c } else { '_' })
        .collect();
    let plain = plain.trim_matches('.');
    let from = plain.len().saturating_sub(LONGEST);
    let end = plain.get(from..)?.trim_start_matches('.');
    (!end.is_empty()).then(|| end.to_owned())
}

/// Whether it is a name as they are made here.
pub(crate) fn is_plain(name: &str) -> bool {
    !name.is_empty() && !name.starts_with('.') && name.chars().all(is_harmless)
}

fn is_harmless(c: char) -> bool {
    c.is_ascii_alphanumeric() || "-_.".contains(c)
}

#[cfg(test)]
mod tests {
    use super::{is_plain, names};

    #[test]
    fn names_are_plain_and_unlike_each_other() {
        let long = format!("https://x.test/{}.csv.gz", "a".repeat(300));
        let links = [
            "https://x.test/a/issues-1.csv?sig=1",
            "https://x.test/b/issues-1.csv",
            "https://x.test/Issues-1.CSV",
            "https://x.test/..%2F..%2Fetc%2Fpasswd",
            "https://x.test/..",
            "https://x.test/",
            "https://x.test/.snyk-export.json",
            "nothing",
            "https://x.test/11-a.csv",
            "https://x.test/a.csv",
            "https://x.test/a.csv",
            &long,
        ];
        let names = names(links.into_iter());
        let expected = [
            "issues-1.csv",
            "2-issues-1.csv",
            "3-Issues-1.CSV",
            "_2F.._2Fetc_2Fpasswd",
            "issues-5.csv",
            "issues-6.csv",
            "snyk-export.json",
            "issues-8.csv",
            "11-a.csv",
            "a.csv",
            "11-11-a.csv",
        ];
        assert_eq!(names[..11], expected);
        assert!(names.iter().all(|name| is_plain(name)));
        assert!(!is_plain("../a") && !is_plain("") && !is_plain("a/b") && !is_plain(".a"));
        assert!(names[11].len() == 100 && names[11].ends_with("aaa.csv.gz"));
    }
}
