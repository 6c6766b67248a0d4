//! What is not published, though it lies where published things lie.
//!
//! Editors, merges and systems leave copies of what people write beside it, and hosts find their settings in files whose
//! names begin with a dot. Copied, a leftover of a draft would be out, and so would a password.

use globset::GlobSet;

use crate::config::Config;
use crate::diag::{Diags, Place, say};
use crate::disk::{self, Disk};
use crate::route;

use super::{Asset, MARKDOWN, without_ending};

/// Why a file is left out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Why {
    /// An editor, a merge or the system left it.
    Leftover,
    /// Its name, or that of a folder it is in, begins with a dot.
    Hidden,
}

/// Names that begin with a dot and are asked for by those who host sites, or by programs that look at them.
const ASKED_FOR: &[&str] = &[".well-known", ".nojekyll", ".htaccess", ".domains"];

/// What the names of leftovers end with.
const ENDINGS: &[&str] = &[
    "~",
    ".bak",
    ".bk",
    ".backup",
    ".orig",
    ".rej",
    ".save",
    ".swp",
    ".swo",
    ".swn",
    ".tmp",
    ".temp",
    ".old",
    ".autosave",
    ".part",
    ".crdownload",
    ".lock~",
];

/// Names of files that systems leave in folders.
const LITTER: &[&str] = &["thumbs.db", "ehthumbs.db", "desktop.ini", "icon\r"];

/// What `git mergetool` calls the sides of a merge: `rain_LOCAL_4711.md`, `rain.md.LOCAL.4711.md`.
const SIDES: &[&str] = &["BACKUP", "BASE", "LOCAL", "REMOTE"];

/// What programs that keep folders alike put into the names of the side that lost.
const CONFLICTS: &[&str] = &[".sync-conflict-", "conflicted copy"];

/// Whether an editor, a merge or the system left a file of this name.
fn is_leftover(name: &str) -> bool {
    let lower = name.to_ascii_lowercase();
    // Emacs saves `#rain.md#` on its own, Office and LibreOffice lock `~$rain.odt` and `.~lock.rain.odt#`.
    let is_saved = name.len() > 1 && name.starts_with('#') && name.ends_with('#');
    is_saved
        || name.starts_with("~$")
        || ENDINGS.iter().any(|ending| lower.ends_with(ending))
        || LITTER.contains(&lower.as_str())
        || CONFLICTS.iter().any(|mark| lower.contains(mark))
        || is_side_of_a_merge(name)
        || is_copy_of_an_article(&lower)
}

fn is_side_of_a_merge(name: &str) -> bool {
    SIDES.iter().any(|side| {
        name.match_indices(side).any(|(at, _)| {
            let (before, after) = (&name[..at], &name[at + side.len()..]);
            // A number follows: that of the process.
            ['_', '.'].iter().any(|mark| {
                let number = after
                    .strip_prefix(*mark)
                    .filter(|_| before.ends_with(*mark));
                number.is_some_and(|rest| rest.starts_with(|c: char| c.is_ascii_digit()))
            })
        })
    })
}

/// `rain.md.1`, `rain.md.txt`, `rain.md.mine`: something stands behind the ending of an article.
fn is_copy_of_an_article(lower: &str) -> bool {
    without_ending(lower).is_none()
        && MARKDOWN.iter().any(|ending| {
            let mut found = lower.match_indices(ending);
            found.any(|(at, _)| at > 0 && lower[at + ending.len()..].starts_with('.'))
        })
}

/// Whether a name on the way to a file begins with a dot, and nobody asks for it.
fn is_hidden(path: &str) -> bool {
    let mut names = path.split('/');
    names.any(|name| name.starts_with('.') && !ASKED_FOR.contains(&name))
}

fn why(path: &str) -> Option<Why> {
    if is_leftover(route::file_name(path)) {
        Some(Why::Leftover)
    } else if is_hidden(path) {
        Some(Why::Hidden)
    } else {
        None
    }
}

/// The files that are left out, as messages show them.
#[derive(Clone, Debug, Default)]
pub struct LeftOut {
    leftovers: Vec<String>,
    hidden: Vec<String>,
}

impl LeftOut {
    /// Whether a file is published, by its path below a folder of files that are.
    pub(super) fn publishes(
        &mut self,
        folder: &str,
        path: &str,
        ignored: &GlobSet,
        config: &Config,
    ) -> bool {
        // Whoever names a pattern knows of the files.
        if ignored.is_match(path) {
            return false;
        }
        if config.publish_anyway.is_match(path) {
            return true;
        }
        let list = match why(path) {
            None => return true,
            Some(Why::Leftover) => &mut self.leftovers,
            Some(Why::Hidden) => &mut self.hidden,
        };
        list.push(format!("{folder}/{path}"));
        false
    }

    /// Adds those of other folders.
    pub fn extend(&mut self, others: &Self) {
        self.leftovers.extend(others.leftovers.iter().cloned());
        self.hidden.extend(others.hidden.iter().cloned());
    }

    /// What is to be said of them.
    pub fn warnings(&self) -> Diags {
        let mut warnings = Diags::new();
        if !self.leftovers.is_empty() {
            warnings.push(say::leftovers(&self.leftovers));
        }
        if !self.hidden.is_empty() {
            warnings.push(say::hidden_files(&self.hidden));
        }
        warnings
    }
}

/// Endings of texts that other programs make pages of.
const FOREIGN: &[&str] = &[
    ".mdx",
    ".html",
    ".htm",
    ".xhtml",
    ".adoc",
    ".asciidoc",
    ".rst",
    ".org",
    ".textile",
    ".txt",
    ".njk",
    ".liquid",
];

/// How many bytes of such a text are read to see how it begins.
const BEGINNING: u64 = 2048;

/// Articles of other programs among the files that are copied: copied as they are, drafts would be out.
pub fn foreign(disk: &dyn Disk, assets: &[Asset], config: &Config) -> Diags {
    let mut diags = Diags::new();
    for asset in assets {
        let lower = asset.path.to_ascii_lowercase();
        let Some(ending) = FOREIGN.iter().find(|ending| lower.ends_with(*ending)) else {
            continue;
        };
        if config.publish_anyway.is_match(&asset.path) {
            continue;
        }
        let is_article = *ending == ".mdx"
            || disk::beginning(disk, &asset.at, BEGINNING)
                .is_ok_and(|bytes| has_front_matter(&String::from_utf8_lossy(&bytes), ending));
        if is_article {
            diags.push(say::foreign_article(Place::file(&asset.shown), ending));
        }
    }
    diags
}

/// Whether a text begins with what tells of an article, rather than with the article.
fn has_front_matter(text: &str, ending: &str) -> bool {
    let text = text.trim_start_matches('\u{feff}');
    let mut lines = text
        .lines()
        .map(str::trim_end)
        .skip_while(|line| line.is_empty());
    let Some(first) = lines.next() else {
        return false;
    };
    let is_key = |line: &str| {
        let end = line.find(|c: char| !(c.is_alphanumeric() || "_-\"'".contains(c)));
        let rest = end.map_or("", |end| line[end..].trim_start());
        end.is_some_and(|end| end > 0) && rest.starts_with([':', '='])
    };
    if first == "---" || first == "+++" {
        let second = lines.find(|line| !line.is_empty() && !line.starts_with('#'));
        return second.is_some_and(|line| line == first || line.starts_with('[') || is_key(line));
    }
    // `:date: 2026-01-01`, in AsciiDoc and reStructuredText; `#+DATE: 2026-01-01` in Org.
    let is_field = |line: &str| {
        let name = line.strip_prefix(':').and_then(|rest| rest.split_once(':'));
        name.is_some_and(|(name, _)| {
            !name.is_empty()
                && name
                    .chars()
                    .all(|c| c.is_alphanumeric() || "_- ".contains(c))
        })
    };
    let is_keyword = |line: &str| {
        line.strip_prefix("#+")
            .is_some_and(|rest| rest.contains(':'))
    };
    let mut head = std::iter::once(first).chain(lines).take(12);
    match ending {
        ".adoc" | ".asciidoc" | ".rst" => head.any(is_field),
        ".org" => head.any(|line| is_keyword(line) || is_field(line)),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn leftovers_are_known_by_their_names() {
        for name in [
            "d.md~",
            "d.md.~1~",
            "#d.md#",
            "d.md.bak",
            "d.BAK",
            "d.md.orig",
            "d.orig",
            "d.rej",
            "d.md.save",
            "d.md.swp",
            ".d.md.swp",
            "d.swo",
            "d.md.tmp",
            "d.md.old",
            "d.md.1",
            "d.md.txt",
            "d.md.mine",
            "d.markdown.2",
            "d_BACKUP_4711.md",
            "d_LOCAL_4711.jpg",
            "d.md.REMOTE.4711.md",
            "d.BASE.1.html",
            "~$d.docx",
            ".~lock.d.odt#~",
            "d.sync-conflict-20261101-120000-ABCDEFG.md",
            "d (Ada's conflicted copy 2026-11-01).md",
            "Thumbs.db",
            "desktop.ini",
        ] {
            assert!(is_leftover(name), "{name}");
        }
        for name in [
            "d.md",
            "d.ko.md",
            "node.md.md",
            "#",
            "c#",
            "#1.jpg",
            "old",
            "old.jpg",
            "bak",
            "backup.zip",
            "save.svg",
            "d.md5",
            "readme.mdx",
            "DATABASE_1.csv",
            "LOCAL_NEWS.md",
            "d_LOCAL.md",
            "d_LOCAL_news.md",
            "template.html",
            "part.mp3",
            ".md.x",
        ] {
            assert!(!is_leftover(name), "{name}");
        }
    }

    #[test]
    fn only_hidden_files_that_hosts_ask_for_are_published() {
        for path in [
            ".well-known/security.txt",
            ".nojekyll",
            ".htaccess",
            "below/.htaccess",
            ".domains",
            "a.b/c.d",
        ] {
            assert_eq!(why(path), None, "{path}");
        }
        for path in [
            ".env",
            ".htpasswd",
            ".svn/entries",
            ".well-known/.env",
            "a/.b/c.txt",
            ".nojekyllx",
            ".Htaccess",
        ] {
            assert_eq!(why(path), Some(Why::Hidden), "{path}");
        }
    }

    #[test]
    fn front_matter_of_other_programs_is_seen() {
        for (ending, text) in [
            (".html", "---\ntitle: A\ndraft: true\n---\n<p>"),
            (".html", "\u{feff}---\r\nlayout: post\r\n---\r\n"),
            (".html", "---\n---\n<p>"),
            (".html", "---\n# a comment\n\n\"title\": A\n---\n"),
            (".htm", "+++\ntitle = \"A\"\n+++\n"),
            (".txt", "+++\n[taxonomies]\n+++\n"),
            (
                ".rst",
                "Title\n=====\n\n:date: 2026-01-01\n:status: draft\n",
            ),
            (".adoc", "= Title\n:draft:\n"),
            (".org", "#+TITLE: A\n#+DRAFT: true\n"),
            (".org", "# note\n:PROPERTIES:\n"),
        ] {
            assert!(has_front_matter(text, ending), "{text}");
        }
        for (ending, text) in [
            (".html", "<!doctype html>\n---\ntitle: A\n"),
            (".html", ""),
            (".txt", "---\nA poem.\n---\n"),
            (".txt", "------\ntitle: A\n"),
            (".txt", "Dear Ada:\n"),
            (".rst", "Title\n=====\n\nA text: with a colon.\n"),
            (".org", "* Heading\n"),
            (".html", ":date: 2026\n"),
        ] {
            assert!(!has_front_matter(text, ending), "{text}");
        }
    }
}
