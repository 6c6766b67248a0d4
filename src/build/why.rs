//! What an output is made of, and why a build makes it again.

use std::collections::BTreeSet;
use std::fmt::Write;

use serde::Serialize;

use crate::diag::{Diag, say};
use crate::fingerprint::Fingerprint;
use crate::plan::{Output, What};
use crate::route::BaseUrl;
use crate::site::Site;
use crate::store::{Part, Reason};
use crate::theme::Question;

/// What an output is made of.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Why {
    /// Its path below the site's folder.
    pub output: String,
    /// The sources it is made of, below the site's folder.
    pub sources: BTreeSet<String>,
    /// Its templates, each with the files that it draws on.
    pub templates: Vec<(String, Vec<String>)>,
    /// What it is given, by name.
    pub values: Vec<String>,
    /// What its template asks.
    pub questions: Vec<String>,
    /// Why the last build made it again; empty if it left it alone.
    pub last: Vec<String>,
    /// Why a build now would make it again; empty if it would leave it alone.
    pub now: Vec<String>,
}

/// The output that somebody asks for by whatever they know of it: its file, with or without the output
/// folder, the path or URL it is served at, or the source it is the page or the copy of.
///
/// # Errors
/// There is none, because it is not shown or was never there.
pub(super) fn find<'a>(
    site: &Site,
    outputs: &'a [Output],
    asked: &str,
    folder: &str,
) -> Result<&'a Output, Diag> {
    let by_source = || {
        let asked = crate::route::nfc(asked.trim_start_matches("./"));
        outputs
            .iter()
            .find(|output| source_of(site, output) == Some(&*asked))
    };
    let by_path = || {
        let paths = paths_of(asked, folder, &site.config.base_url);
        paths
            .iter()
            .find_map(|path| outputs.iter().find(|output| output.path.as_str() == path))
    };
    by_path().or_else(by_source).ok_or_else(|| {
        let asked_source = asked.trim_start_matches("./");
        let mut hidden = site.hidden.iter();
        match hidden.find(|hidden| hidden.document.shown == asked_source) {
            Some(hidden) => say::not_shown(asked, hidden.why.name()),
            None => {
                let sources = outputs.iter().filter_map(|output| source_of(site, output));
                let paths = outputs.iter().map(|output| output.path.as_str());
                say::no_such_output(asked, paths.chain(sources))
            }
        }
    })
}

/// The source an output is the page or the copy of, below the site's folder. A list is not the page of
/// what it lists, and of a list in several parts the first stands for all.
fn source_of<'a>(site: &'a Site, output: &Output) -> Option<&'a str> {
    match &output.what {
        What::Page(id) => Some(&site.page(*id).document.shown),
        What::Section { id, pager } if pager.is_none_or(|pager| pager.number == 1) => {
            let document = site.section(*id).document.as_ref()?;
            Some(&document.shown)
        }
        What::Copied(number) => site.copied.get(*number).map(|copied| &*copied.shown),
        _ => None,
    }
}

/// The paths that somebody may mean, below the output folder.
fn paths_of(asked: &str, folder: &str, base_url: &BaseUrl) -> Vec<String> {
    let asked = asked.split(['?', '#']).next().unwrap_or(asked);
    // A server for the writer has another host than the published site, and the same paths.
    let below = match url::Url::parse(asked) {
        Ok(url) if matches!(url.scheme(), "http" | "https") => url.path().to_owned(),
        _ => asked.to_owned(),
    };
    let below = below.trim_start_matches("./");
    let based = below.strip_prefix(base_url.path());
    let based = based.filter(|rest| rest.starts_with('/'));
    let below = below.trim_start_matches('/');
    let inside = below
        .strip_prefix(folder)
        .and_then(|rest| rest.strip_prefix('/'));
    let mut paths = Vec::new();
    for path in [based, Some(below), inside].into_iter().flatten() {
        let path = path.trim_start_matches('/');
        let path = crate::route::nfc(&crate::route::decode_path(path));
        let slash = if path.is_empty() || path.ends_with('/') {
            ""
        } else {
            "/"
        };
        paths.push(format!("{path}{slash}index.html"));
        paths.push(path);
    }
    paths
}

/// A reason in words.
pub fn because(reason: &Reason<Question>) -> String {
    match reason {
        Reason::New => "nothing is known of it".to_owned(),
        Reason::Tool { old } => format!("another version of byline made it ({old})"),
        Reason::Missing => "its file is gone".to_owned(),
        Reason::Touched => "its file is not as byline wrote it".to_owned(),
        Reason::Changed { part, old, new } => {
            let what = part_in_words(part);
            let short = |fingerprint: &Fingerprint| {
                let mut text = fingerprint.to_string();
                text.truncate(8);
                text
            };
            match (old, new) {
                (Some(old), Some(new)) => {
                    format!("{what} changed ({} → {})", short(old), short(new))
                }
                (None, _) => format!("{what} is new"),
                (_, None) => format!("{what} is gone"),
            }
        }
    }
}

fn part_in_words(part: &Part<Question>) -> String {
    match part {
        Part::Template(name) => format!("the template `{name}`"),
        Part::Words(lang) => format!("a word of the theme in `{lang}`"),
        Part::Text(source) => format!("the text of `content/{source}`"),
        Part::File(path) => format!("the file `{path}`"),
        Part::Value(name) => format!("`{name}`"),
        Part::Question(question) => format!("the answer to `{question}`"),
    }
}

impl Why {
    /// For people.
    pub fn text(&self) -> String {
        let mut text = format!("{}\n", self.output);
        let mut list = |title: &str, lines: &[String]| {
            for (at, line) in lines.iter().enumerate() {
                let title = if at == 0 { title } else { "" };
                let _ = writeln!(text, "  {title:<12}{line}");
            }
        };
        let sources: Vec<String> = self.sources.iter().cloned().collect();
        list("sources", &sources);
        for (name, files) in &self.templates {
            list("template", &[format!("{name}: {}", files.join(", "))]);
        }
        list("given", &[self.values.join(", ")]);
        list("asks", &self.questions);
        let made = |reasons: &[String]| {
            if reasons.is_empty() {
                vec!["it left it alone: nothing it is made of had changed".to_owned()]
            } else {
                let reasons = reasons.iter();
                reasons
                    .map(|reason| format!("made it again: {reason}"))
                    .collect()
            }
        };
        list("last build", &made(&self.last));
        let next = if self.now.is_empty() {
            vec!["will leave it alone".to_owned()]
        } else {
            let reasons = self.now.iter();
            reasons
                .map(|reason| format!("will make it again: {reason}"))
                .collect()
        };
        list("next build", &next);
        text
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test may fail")]
mod tests {
    use super::*;

    #[test]
    fn an_output_may_be_called_by_its_file_path_or_url() {
        let base = BaseUrl::new("https://example.com/blog").unwrap();
        for asked in [
            "public/news/rain/index.html",
            "news/rain/index.html",
            "./public/news/rain/index.html",
            "/news/rain/",
            "news/rain",
            "/blog/news/rain/",
            "https://example.com/blog/news/rain/#top",
            "http://127.0.0.1:1111/news/rain/?a=b",
        ] {
            let paths = paths_of(asked, "public", &base);
            assert!(
                paths.iter().any(|path| path == "news/rain/index.html"),
                "{asked}: {paths:?}"
            );
        }
        let other = paths_of("/blogs/rain/", "public", &base);
        assert!(
            !other.iter().any(|path| path.starts_with("s/")),
            "{other:?}"
        );
    }
}
