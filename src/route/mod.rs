//! Names: paths of sources and outputs, permalinks, slugs and languages.
//!
//! Every name is in Unicode Normalization Form C, so that a file written on a Mac (which hands out
//! form D) and a link typed by hand meet. Paths use `/`, are relative, and never leave their folder.

mod lang;
mod romanize;
mod slug;

use std::borrow::Cow;
use std::fmt;

use percent_encoding::{AsciiSet, CONTROLS, percent_decode_str, utf8_percent_encode};
use serde::{Deserialize, Serialize};
use unicode_normalization::{UnicodeNormalization, is_nfc};

pub use lang::{Direction, Lang};
pub use romanize::romanize;
pub use slug::{Slugify, slugify, slugify_term};

/// What is encoded in the path of a URL: everything outside RFC 3986's `pchar` and `/`.
const PATH: &AsciiSet = &CONTROLS
    .add(b' ')
    .add(b'"')
    .add(b'#')
    .add(b'%')
    .add(b'<')
    .add(b'>')
    .add(b'?')
    .add(b'[')
    .add(b'\\')
    .add(b']')
    .add(b'^')
    .add(b'`')
    .add(b'{')
    .add(b'|')
    .add(b'}');

/// The text in Unicode Normalization Form C.
pub fn nfc(text: &str) -> String {
    if is_nfc(text) {
        text.to_owned()
    } else {
        text.nfc().collect()
    }
}

/// A path as a case-insensitive, normalising file system would compare it.
pub fn collision_key(path: &str) -> Cow<'_, str> {
    if path.is_ascii() {
        if path.bytes().any(|byte| byte.is_ascii_uppercase()) {
            Cow::Owned(path.to_ascii_lowercase())
        } else {
            Cow::Borrowed(path)
        }
    } else if path.chars().all(|c| c.to_lowercase().eq([c])) && is_nfc(path) {
        Cow::Borrowed(path)
    } else {
        Cow::Owned(path.nfc().flat_map(char::to_lowercase).nfc().collect())
    }
}

/// A path of a URL, percent-encoded to ASCII.
pub fn encode_path(path: &str) -> String {
    utf8_percent_encode(path, PATH).to_string()
}

/// The opposite of [`encode_path`], in NFC; what is not UTF-8 stays encoded.
pub fn decode_path(path: &str) -> String {
    decoded_path(path).into_owned()
}

/// The same, without a copy where nothing is encoded.
pub fn decoded_path(path: &str) -> Cow<'_, str> {
    if !path.contains('%') && is_nfc(path) {
        return Cow::Borrowed(path);
    }
    Cow::Owned(match percent_decode_str(path).decode_utf8() {
        Ok(decoded) => nfc(&decoded),
        Err(_) => path.to_owned(),
    })
}

/// Joins a relative path to a folder, both with `/`; `None` where the result would leave the root.
pub fn join(folder: &str, relative: &str) -> Option<String> {
    let mut parts: Vec<&str> = folder.split('/').filter(|part| !part.is_empty()).collect();
    for part in relative.split('/') {
        match part {
            "" | "." => {}
            ".." => {
                parts.pop()?;
            }
            part => parts.push(part),
        }
    }
    Some(parts.join("/"))
}

/// The folder of a path, without its last `/`; empty for the root.
pub fn parent(path: &str) -> &str {
    path.rsplit_once('/').map_or("", |(folder, _)| folder)
}

/// The last part of a path.
pub fn file_name(path: &str) -> &str {
    path.rsplit_once('/').map_or(path, |(_, name)| name)
}

/// Whether some file system takes a name for that of git's own folder: without regard to case, to dots
/// and spaces at its end, or to characters that are not shown; or by its short name (CVE-2014-9390).
pub fn is_git_folder(name: &str) -> bool {
    const SEEN: [&[u8]; 2] = [b".git", b"git~1"];
    let is_ignored = |c: &char| matches!(c, '\u{200C}'..='\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{206A}'..='\u{206F}' | '\u{FEFF}');
    let end = name.trim_end_matches(|c| matches!(c, '.' | ' ') || is_ignored(&c));
    SEEN.iter().any(|git| {
        let mut seen = end.chars().filter(|c| !is_ignored(c));
        git.iter().all(|letter| {
            seen.next()
                .is_some_and(|c| c.to_ascii_lowercase() == char::from(*letter))
        }) && seen.next().is_none()
    })
}

/// Why a text is not a path of an output.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BadPath {
    /// It is empty.
    Empty,
    /// It has a part `..`, or begins with a drive or a `/`.
    Leaves,
    /// It has a character no host takes in a file name.
    Character(char),
    /// A part is longer than the 255 bytes that file systems take.
    TooLong,
    /// A part is git's own folder, by a name that some file system takes for it.
    Git,
}

impl fmt::Display for BadPath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Empty => write!(f, "it is empty"),
            Self::Leaves => write!(f, "it leaves the output folder"),
            Self::Character(c) => write!(f, "it has the character U+{:04X}", *c as u32),
            Self::TooLong => write!(f, "a part of it is longer than 255 bytes"),
            Self::Git => write!(f, "it leads into git's own folder"),
        }
    }
}

/// The path of one file in `public/`: relative, NFC, inside the folder.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(transparent)]
pub struct OutputPath(String);

impl OutputPath {
    /// Checks a path.
    ///
    /// # Errors
    /// What is wrong with it.
    pub fn new(path: &str) -> Result<Self, BadPath> {
        Self::check(path)?;
        Ok(Self(nfc(path)))
    }

    /// Whether a text is the path of an output as it stands: what was stored may have been stored by anybody.
    pub fn is(path: &str) -> bool {
        Self::check(path).is_ok() && is_nfc(path)
    }

    fn check(path: &str) -> Result<(), BadPath> {
        if path.is_empty() || path.ends_with('/') {
            return Err(BadPath::Empty);
        }
        if let Some(bad) = path
            .chars()
            .find(|c| c.is_control() || matches!(c, '\\' | ':' | '\u{FFFD}'))
        {
            return Err(if bad == '\\' {
                BadPath::Leaves
            } else {
                BadPath::Character(bad)
            });
        }
        for part in path.split('/') {
            match part {
                "" | "." | ".." => return Err(BadPath::Leaves),
                part if part.len() > 255 => return Err(BadPath::TooLong),
                part if is_git_folder(part) => return Err(BadPath::Git),
                _ => {}
            }
        }
        Ok(())
    }

    /// The path as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The path of the URL it is served at: `a/index.html` is `/a/`.
    pub fn url_path(&self) -> String {
        match self.0.strip_suffix("index.html") {
            Some(folder) if folder.is_empty() || folder.ends_with('/') => format!("/{folder}"),
            _ => format!("/{}", self.0),
        }
    }
}

impl fmt::Display for OutputPath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// The address the site is published under: scheme, host and perhaps a path, without a last `/`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct BaseUrl(String);

impl BaseUrl {
    /// Reads an absolute `http` or `https` URL; the host comes out in ASCII (IDNA).
    ///
    /// # Errors
    /// What is wrong with it, in words.
    pub fn new(text: &str) -> Result<Self, String> {
        let url = url::Url::parse(text).map_err(|error| error.to_string())?;
        if !matches!(url.scheme(), "http" | "https") {
            return Err(format!(
                "the scheme is `{}`, not `http` or `https`",
                url.scheme()
            ));
        }
        if url.query().is_some() || url.fragment().is_some() {
            return Err("it has a query or a fragment".to_owned());
        }
        Ok(Self(url.as_str().trim_end_matches('/').to_owned()))
    }

    /// The URL as text, without a last `/`.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The absolute URL of a path that begins with `/`, in ASCII.
    pub fn permalink(&self, path: &str) -> String {
        format!("{}{}", self.0, encode_path(path))
    }

    /// Scheme and host, with its port.
    pub fn origin(&self) -> &str {
        let host = self.0.find("://").map_or(0, |at| at + 3);
        let end = self.0[host..]
            .find('/')
            .map_or(self.0.len(), |at| host + at);
        &self.0[..end]
    }

    /// The path of the site on its host, without a last `/`: empty at the root.
    pub fn path(&self) -> &str {
        self.0.strip_prefix(self.origin()).unwrap_or_default()
    }

    /// The host, with its port.
    pub fn host(&self) -> &str {
        let rest = self.0.split_once("://").map_or("", |(_, rest)| rest);
        rest.split_once('/').map_or(rest, |(host, _)| host)
    }
}

impl fmt::Display for BaseUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Whether a link names another place than the site: it has a scheme, or begins with `//`.
pub fn is_external(link: &str) -> bool {
    link.starts_with("//") || scheme(link).is_some()
}

/// The scheme of a link (RFC 3986, section 3.1), if it has one.
pub fn scheme(link: &str) -> Option<&str> {
    let (scheme, _) = link.split_once(':')?;
    let mut chars = scheme.chars();
    let valid = chars.next().is_some_and(|c| c.is_ascii_alphabetic())
        && chars.all(|c| c.is_ascii_alphanumeric() || matches!(c, '+' | '-' | '.'));
    valid.then_some(scheme)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn decomposed_hangul_is_composed() {
        assert_eq!(nfc("\u{1112}\u{1161}\u{11ab}"), "한");
    }

    #[test]
    fn a_path_never_leaves_its_folder() {
        assert_eq!(join("a/b", "../c"), Some("a/c".into()));
        assert_eq!(join("a", "../../c"), None);
        for bad in ["../a", "/a", "a/../b", "a\\b", "", "a/", "a//b", "C:a"] {
            assert!(OutputPath::new(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn git_keeps_its_folder_to_itself() {
        for bad in [
            ".git/config",
            "a/.git/hooks/x",
            ".GIT/config",
            ".Git",
            ".git./config",
            ".git /config",
            ".git. . /config",
            "git~1/config",
            "GIT~1/config",
            ".g\u{200C}it/config",
            "\u{FEFF}.git/config",
            ".git\u{200D}/config",
        ] {
            assert_eq!(OutputPath::new(bad), Err(BadPath::Git), "{bad:?}");
        }
        for good in [
            ".gitignore",
            "git/config",
            ".github/x",
            "a.git/x",
            "git~2/x",
            ".g it/x",
        ] {
            assert!(OutputPath::new(good).is_ok(), "{good:?}");
        }
    }

    #[test]
    fn what_was_stored_is_a_path_only_as_it_was_stored() {
        for good in ["a", "a/index.html", "비/index.html", ".well-known/x"] {
            assert!(OutputPath::is(good), "{good}");
        }
        let decomposed = "\u{1107}\u{1175}/index.html";
        for bad in [
            "../a",
            "/etc/passwd",
            "a/../../b",
            "C:/a",
            "",
            decomposed,
            ".git/x",
        ] {
            assert!(!OutputPath::is(bad), "{bad}");
        }
    }

    #[test]
    fn names_that_differ_in_case_alone_collide_in_every_script() {
        for (one, other) in [
            ("\u{C9}.txt", "\u{E9}.txt"),
            ("E\u{301}.txt", "\u{E9}.txt"),
            ("\u{C9}.txt", "e\u{301}.txt"),
            ("\u{416}", "\u{436}"),
            ("\u{3A3}", "\u{3C3}"),
            ("\u{10400}", "\u{10428}"),
            ("A", "a"),
            ("\u{1112}\u{1161}\u{11AB}", "\u{D55C}"),
        ] {
            assert_eq!(
                collision_key(one),
                collision_key(other),
                "{one:?} {other:?}"
            );
        }
        for (one, other) in [("\u{E9}", "e"), ("\u{DF}", "ss"), ("a/b", "ab")] {
            assert_ne!(
                collision_key(one),
                collision_key(other),
                "{one:?} {other:?}"
            );
        }
    }

    #[test]
    fn a_part_of_a_path_is_as_long_as_file_systems_take_it() {
        let [longest, too_long] = [255, 256].map(|length| "a".repeat(length));
        for good in [longest.clone(), format!("b/{longest}/c")] {
            assert!(OutputPath::new(&good).is_ok(), "{good}");
        }
        for bad in [too_long.clone(), format!("b/{too_long}/c")] {
            assert_eq!(OutputPath::new(&bad), Err(BadPath::TooLong), "{bad}");
        }
    }

    #[test]
    fn what_is_wrong_with_a_path_is_said() {
        for (bad, why) in [
            ("", "it is empty"),
            ("a/", "it is empty"),
            ("a\\b", "it leaves the output folder"),
            ("a\u{7}", "it has the character U+0007"),
            ("a:b", "it has the character U+003A"),
            (".git/x", "it leads into git's own folder"),
        ] {
            let error = OutputPath::new(bad).unwrap_err();
            assert_eq!(error.to_string(), why, "{bad:?}");
        }
        let path = OutputPath::new("a/b.html").unwrap();
        assert_eq!(
            (path.as_str(), path.to_string()),
            ("a/b.html", "a/b.html".to_owned())
        );
        assert_eq!((parent("a/b/c"), file_name("a/b/c")), ("a/b", "c"));
        assert_eq!((parent("c"), file_name("c")), ("", "c"));
    }

    #[test]
    fn a_base_address_falls_into_host_and_path() {
        for (url, origin, host, path) in [
            (
                "https://example.com",
                "https://example.com",
                "example.com",
                "",
            ),
            (
                "http://localhost:8080/",
                "http://localhost:8080",
                "localhost:8080",
                "",
            ),
            (
                "https://example.com/a/b/",
                "https://example.com",
                "example.com",
                "/a/b",
            ),
        ] {
            let base = BaseUrl::new(url).unwrap();
            assert_eq!(
                (base.origin(), base.host(), base.path()),
                (origin, host, path)
            );
            assert_eq!(base.as_str(), url.trim_end_matches('/'));
            assert_eq!(base.to_string(), base.as_str());
        }
    }

    #[test]
    fn a_link_that_has_a_scheme_leads_elsewhere() {
        for (link, its) in [
            ("https://e.org", Some("https")),
            ("mailto:a@e.org", Some("mailto")),
            ("web+x.y-1:z", Some("web+x.y-1")),
            ("1a:b", None),
            ("+a:b", None),
            ("a b:c", None),
            (":a", None),
            ("a/b", None),
            ("a/b:c", None),
            ("비:a", None),
            ("", None),
        ] {
            assert_eq!(scheme(link), its, "{link}");
            assert_eq!(is_external(link), its.is_some(), "{link}");
        }
        assert!(is_external("//e.org/a"));
        assert!(!is_external("/a//b"));
    }

    #[test]
    fn index_files_are_served_at_their_folder() {
        let path = |text: &str| OutputPath::new(text).unwrap().url_path();
        assert_eq!(path("index.html"), "/");
        assert_eq!(path("news/비/index.html"), "/news/비/");
        assert_eq!(path("myindex.html"), "/myindex.html");
    }

    #[test]
    fn permalinks_are_ascii() {
        let base = BaseUrl::new("https://신문.example/blog/").unwrap();
        assert_eq!(
            base.permalink("/비/"),
            "https://xn--z92b13l.example/blog/%EB%B9%84/"
        );
    }

    #[test]
    fn a_path_survives_encoding() {
        for path in ["/a b/", "/100%/", "/한글/", "/a?b#c/"] {
            assert_eq!(decode_path(&encode_path(path)), path);
        }
    }
}
