//! Which files the last build saw, and the pages it read from them.

use std::collections::HashMap;
use std::io;
use std::path::PathBuf;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::{Home, open, seal};
use crate::disk::{Disk, Spool, Spooled, Stat};
use crate::fingerprint::{Fingerprint, Hasher, Sum};

/// Raised whenever the stored sources change their shape or meaning.
const SHAPE: &str = "byline sources 2\n";

/// How a file stood when it was last read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Glance {
    /// Its size and times.
    pub stat: Stat,
    /// Whether a later change is sure to have changed those: see [`Stat::is_settled`].
    pub settled: bool,
    /// Of its bytes.
    pub bytes: Fingerprint,
}

impl Glance {
    /// Whether a file that stands so now is sure to have the same bytes.
    pub fn holds(&self, now: Stat) -> bool {
        self.settled && self.stat == now
    }
}

/// Something in a journal.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Kept {
    /// Where it is.
    pub place: Spooled,
    /// Of its bytes.
    pub check: Fingerprint,
}

/// A Markdown file that was read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct KnownDocument {
    /// How it stood.
    pub glance: Glance,
    /// Of everything else that its page depends on.
    pub circumstances: Fingerprint,
    /// Of all that other outputs than its own page and feeds can see of the page: all but its
    /// text and how long that is.
    pub face: Fingerprint,
    /// The page, in the journal of pages.
    pub page: Kept,
    /// Where the page's text is, in the journal of texts.
    pub text: Spooled,
}

impl KnownDocument {
    /// Of what it says, at a path.
    pub fn said(&self, path: &str) -> Fingerprint {
        Hasher::new("document")
            .text(path)
            .fingerprint(self.glance.bytes)
            .fingerprint(self.circumstances)
            .finish()
    }
}

/// Which files the last build saw.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sources {
    /// The number of the journals.
    pub journals: u64,
    /// Markdown files, by path below `content/`.
    pub documents: HashMap<String, KnownDocument>,
    /// Other files that outputs depend on, by path below the site's folder.
    pub files: HashMap<String, Glance>,
    /// How large pictures are shown, by the fingerprints of their bytes.
    pub pictures: HashMap<Fingerprint, (u32, u32)>,
}

impl Sources {
    /// Loads what is known; nothing, if that is in doubt.
    pub fn load(disk: &dyn Disk, home: &Home) -> Self {
        let bytes = disk.read(&home.file("sources")).ok();
        bytes
            .and_then(|bytes| open(SHAPE, &bytes))
            .unwrap_or_default()
    }

    /// Of what all files say.
    pub fn said(&self) -> Sum {
        let mut all = Sum::default();
        for (path, known) in &self.documents {
            all.add(known.said(path));
        }
        for (path, glance) in &self.files {
            let mut hasher = Hasher::new("file");
            all.add(hasher.text(path).fingerprint(glance.bytes).finish());
        }
        all
    }

    /// Saves what is known.
    ///
    /// # Errors
    /// Those of the file system.
    pub fn save(&self, disk: &dyn Disk, home: &Home) -> io::Result<()> {
        disk.write(&home.file("sources"), &seal(SHAPE, self)?)?;
        Ok(())
    }
}

/// The journals of what was read.
#[derive(Clone)]
pub struct Journals {
    /// Pages without their texts.
    pub pages: Arc<dyn Spool>,
    /// Texts.
    pub texts: Arc<dyn Spool>,
}

/// How many bytes of a journal may lie there unused before it is worth a new one.
const SLACK: u64 = 4 << 20;

impl Journals {
    /// The journals that what is known lies in.
    ///
    /// # Errors
    /// Those of the file system.
    pub fn of(disk: &dyn Disk, home: &Home, number: u64) -> io::Result<Self> {
        let open = |name: &str| disk.journal(&home.file(&format!("{name}-{number}")));
        Ok(Self {
            pages: open("pages")?.into(),
            texts: open("texts")?.into(),
        })
    }

    /// The file of the journal of pages.
    pub fn pages_file(home: &Home, number: u64) -> PathBuf {
        home.file(&format!("pages-{number}"))
    }

    /// Removes journals that nobody needs.
    ///
    /// # Errors
    /// Those of the file system.
    pub fn remove(disk: &dyn Disk, home: &Home, number: u64) -> io::Result<()> {
        for name in ["pages", "texts"] {
            disk.remove(&home.file(&format!("{name}-{number}")), &home.file(""))?;
        }
        Ok(())
    }

    /// Journals that are gone with the process.
    ///
    /// # Errors
    /// Those of the file system.
    pub fn passing(disk: &dyn Disk) -> io::Result<Self> {
        Ok(Self {
            pages: disk.spool()?.into(),
            texts: disk.spool()?.into(),
        })
    }

    /// Whether most of what the journals hold is of no more use.
    pub fn are_mostly_waste(&self, sources: &Sources) -> bool {
        let known = sources.documents.values();
        let used: u64 = known
            .map(|known| u64::from(known.page.place.length) + u64::from(known.text.length))
            .sum();
        self.pages.size() + self.texts.size() > 2 * used + SLACK
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::disk::MemoryDisk;

    fn glance() -> Glance {
        let stat = Stat {
            size: 1,
            modified: 2,
            changed: 3,
        };
        Glance {
            stat,
            settled: true,
            bytes: Fingerprint::of("a", b"a"),
        }
    }

    fn document(length: u32) -> KnownDocument {
        let place = Spooled { start: 0, length };
        let check = Fingerprint::of("a", b"page");
        KnownDocument {
            glance: glance(),
            circumstances: Fingerprint::of("a", b"circumstances"),
            face: Fingerprint::of("a", b"face"),
            page: Kept { place, check },
            text: place,
        }
    }

    #[test]
    fn a_file_is_as_it_was_if_nothing_about_it_differs_and_its_time_was_settled() {
        let seen = glance();
        assert!(seen.holds(seen.stat));
        for other in [
            Stat {
                size: 2,
                ..seen.stat
            },
            Stat {
                modified: 1,
                ..seen.stat
            },
            Stat {
                changed: 4,
                ..seen.stat
            },
        ] {
            assert!(!seen.holds(other), "{other:?}");
        }
        let racy = Glance {
            settled: false,
            ..seen
        };
        assert!(!racy.holds(seen.stat));
    }

    #[test]
    fn what_files_say_is_their_paths_their_bytes_and_what_else_they_depend_on() {
        let mut sources = Sources::default();
        let nothing = sources.said();
        sources.files.insert("a".to_owned(), glance());
        sources.documents.insert("a.md".to_owned(), document(1));
        let said = sources.said();
        assert_ne!(said, nothing);
        let change = |change: fn(&mut Sources)| {
            let mut other = sources.clone();
            change(&mut other);
            other.said()
        };
        for (number, changed) in [
            change(|all| all.files.get_mut("a").unwrap().bytes = Fingerprint::of("a", b"other")),
            change(|all| {
                let file = all.files.remove("a").unwrap();
                all.files.insert("b".to_owned(), file);
            }),
            change(|all| all.documents.clear()),
            change(|all| {
                all.documents.get_mut("a.md").unwrap().circumstances = Fingerprint::of("a", b"o");
            }),
            change(|all| {
                all.documents.get_mut("a.md").unwrap().glance.bytes = Fingerprint::of("a", b"o");
            }),
        ]
        .into_iter()
        .enumerate()
        {
            assert_ne!(changed, said, "{number}");
        }
        // How a file stood is not what it says.
        assert_eq!(
            change(|all| all.files.get_mut("a").unwrap().settled = false),
            said
        );
    }

    #[test]
    fn a_journal_is_waste_when_less_than_half_of_it_is_used() {
        let disk = MemoryDisk::new();
        let journals = Journals::passing(&disk).unwrap();
        let piece = vec![0; 1 << 20];
        let mut sources = Sources::default();
        assert!(!journals.are_mostly_waste(&sources));
        for _ in 0..4 {
            journals.pages.put(&piece).unwrap();
        }
        // So much may lie there whatever is used.
        assert!(!journals.are_mostly_waste(&sources));
        journals.texts.put(b"1").unwrap();
        assert!(journals.are_mostly_waste(&sources));
        // Two bytes of each are used by a page and its text, of one each.
        sources.documents.insert("a.md".to_owned(), document(1));
        assert!(!journals.are_mostly_waste(&sources));
        for _ in 0..4 {
            journals.texts.put(b"1").unwrap();
        }
        assert!(journals.are_mostly_waste(&sources));
    }

    #[test]
    fn damaged_sources_are_unknown() {
        let disk = MemoryDisk::new();
        let home = Home::of("public");
        let mut sources = Sources::default();
        sources.files.insert("a".to_owned(), glance());
        sources.save(&disk, &home).unwrap();
        assert_eq!(Sources::load(&disk, &home), sources);
        let file = home.file("sources");
        let whole = disk.read(&file).unwrap();
        for at in 0..whole.len() {
            let mut bytes = whole.clone();
            bytes[at] ^= 1;
            disk.write(&file, &bytes).unwrap();
            assert_eq!(Sources::load(&disk, &home), Sources::default(), "byte {at}");
            disk.write(&file, &whole[..at]).unwrap();
            assert_eq!(
                Sources::load(&disk, &home),
                Sources::default(),
                "cut at {at}"
            );
        }
    }
}
