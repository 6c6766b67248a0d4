//! What an output is made of, and why a build makes it again.

use std::collections::BTreeSet;
use std::fmt::Write;

use serde::Serialize;

use crate::fingerprint::Fingerprint;
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

/// The path of an output, of whatever people call it: its file, with or without the output folder,
/// or the path or URL it is served at.
pub(super) fn path_of(asked: &str, folder: &str, base_url: &str) -> Vec<String> {
    let asked = asked.split(['?', '#']).next().unwrap_or(asked);
    let below = asked.strip_prefix(base_url).unwrap_or(asked);
    let below = below.trim_start_matches("./").trim_start_matches('/');
    let inside = below
        .strip_prefix(folder)
        .and_then(|rest| rest.strip_prefix('/'));
    let mut paths = Vec::new();
    for path in [Some(below), inside].into_iter().flatten() {
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
mod tests {
    use super::*;

    #[test]
    fn an_output_may_be_called_by_its_file_path_or_url() {
        for asked in [
            "public/news/rain/index.html",
            "news/rain/index.html",
            "./public/news/rain/index.html",
            "/news/rain/",
            "news/rain",
            "https://example.com/news/rain/#top",
        ] {
            let paths = path_of(asked, "public", "https://example.com");
            assert!(
                paths.iter().any(|path| path == "news/rain/index.html"),
                "{asked}: {paths:?}"
            );
        }
    }
}
