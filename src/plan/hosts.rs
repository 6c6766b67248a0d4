//! Redirects as files for hosts: an answer of the server, where the page that stands at an old address is only
//! the next best.

use serde::Serialize;

use super::{Output, What};
use crate::config::Host;
use crate::route::{BaseUrl, encode_path};

/// What a host is told.
struct Rules<'a> {
    /// Old and new paths, encoded, each with the path that the site is below.
    moved: Vec<(String, String)>,
    /// Paths that are gone on purpose, encoded.
    gone: Vec<String>,
    /// The page to show for what is gone.
    not_found: &'a str,
}

/// The file of a host.
pub(super) fn write(host: Host, base: &BaseUrl, outputs: &[Output], gone: &[String]) -> String {
    let origin = base.origin();
    let below = |path: &str| {
        base.permalink(path)
            .strip_prefix(origin)
            .unwrap_or_default()
            .to_owned()
    };
    let moved = outputs.iter().filter_map(|output| match &output.what {
        What::Redirect { to, .. } => {
            // A path leads to the right place at every address the site is looked at.
            let to = to
                .strip_prefix(origin)
                .filter(|path| path.starts_with('/'))
                .unwrap_or(to);
            Some((below(&output.path.url_path()), to.to_owned()))
        }
        _ => None,
    });
    let not_found = below("/404.html");
    let rules = Rules {
        moved: moved.collect(),
        gone: gone.iter().map(|path| below(path)).collect(),
        not_found: &not_found,
    };
    match host {
        // Netlify prefers a page that is there, unless it is told not to.
        Host::Netlify => rules.lines("301!", true),
        Host::Cloudflare => rules.lines("301", false),
        Host::Nginx => rules.nginx(),
        Host::Apache => rules.apache(),
        Host::Vercel => rules.vercel(),
    }
}

impl Rules<'_> {
    /// One rule a line: from, to, status.
    fn lines(&self, moved: &str, gone: bool) -> String {
        // These mean something there: any path, and any part of one.
        let plain = |path: &str| path.replace('*', "%2A").replace(':', "%3A");
        let status = moved;
        let moved = self.moved.iter();
        let moved = moved.map(|(from, to)| format!("{} {to} {status}\n", plain(from)));
        let gone = self.gone.iter().filter(|_| gone);
        let gone = gone.map(|path| format!("{} {} 410\n", plain(path), self.not_found));
        moved.chain(gone).collect()
    }

    /// Two maps of the decoded path, which is what `$uri` holds.
    fn nginx(&self) -> String {
        let decoded = |path: &str| quoted(&crate::route::decode_path(path));
        let moved = self
            .moved
            .iter()
            .map(|(from, to)| format!("    {} {};\n", decoded(from), quoted(to)));
        let gone = self
            .gone
            .iter()
            .map(|path| format!("    {} 1;\n", decoded(path)));
        format!(
            "# Include this file in the `http` block, and write into the `server` block:\n\
             #   if ($byline_moved) {{ return 301 $byline_moved; }}\n\
             #   if ($byline_gone) {{ return 410; }}\n\
             # Long paths need `map_hash_bucket_size 512;` before it.\n\
             map $uri $byline_moved {{\n{}}}\nmap $uri $byline_gone {{\n{}}}\n",
            moved.collect::<String>(),
            gone.collect::<String>(),
        )
    }

    /// Rules of mod_alias. `Redirect` would take everything below a path along; a pattern of the whole path does
    /// not.
    fn apache(&self) -> String {
        let pattern = |path: &str| {
            let path = crate::route::decode_path(path);
            let whole = regex_text(&path);
            if path.ends_with('/') {
                format!("\"^{whole}(index\\.html)?$\"")
            } else {
                format!("\"^{whole}$\"")
            }
        };
        let moved = self.moved.iter().map(|(from, to)| {
            let to = to.replace('%', "\\%").replace('$', "\\$");
            format!("RedirectMatch 301 {} \"{to}\"\n", pattern(from))
        });
        let gone = self
            .gone
            .iter()
            .map(|path| format!("RedirectMatch 410 {}\n", pattern(path)));
        moved.chain(gone).collect()
    }

    fn vercel(&self) -> String {
        #[derive(Serialize)]
        struct Redirect {
            source: String,
            destination: String,
            permanent: bool,
        }
        #[derive(Serialize)]
        struct File {
            redirects: Vec<Redirect>,
        }
        let redirect = |(from, to): &(String, String)| Redirect {
            source: pattern_text(from),
            destination: to.clone(),
            permanent: true,
        };
        let file = File {
            redirects: self.moved.iter().map(redirect).collect(),
        };
        // Texts and flags always have a JSON form.
        let mut text = serde_json::to_string_pretty(&file).unwrap_or_default();
        text.push('\n');
        text
    }
}

/// A text in quotes of nginx's configuration, where `$` begins a variable even so; paths have it encoded.
fn quoted(text: &str) -> String {
    let encoded = if text.contains('$') {
        encode_path(text).replace('$', "%24")
    } else {
        text.to_owned()
    };
    format!("\"{}\"", encoded.replace('\\', "\\\\").replace('"', "\\\""))
}

/// A text in which nothing means anything to a regular expression.
fn regex_text(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for c in text.chars() {
        if c.is_ascii_punctuation() && !matches!(c, '/' | '-' | '_') {
            escaped.push('\\');
        }
        escaped.push(c);
    }
    escaped
}

/// A path in which nothing means anything to path-to-regexp.
fn pattern_text(path: &str) -> String {
    let mut escaped = String::with_capacity(path.len());
    for c in path.chars() {
        if matches!(c, ':' | '*' | '(' | ')' | '{' | '}' | '?' | '+' | '\\') {
            escaped.push('\\');
        }
        escaped.push(c);
    }
    escaped
}
