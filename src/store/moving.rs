//! What `byline move` is about to do, while it does: should it be killed, the next command undoes it.

use std::io;
use std::path::PathBuf;

use serde::{Deserialize, Serialize};

use super::{Home, keep_out_of_git, seal};
use crate::disk::Disk;
use crate::fingerprint::Fingerprint;

const NAME: &str = "moving";
/// Raised whenever what is saved changes its shape.
const SHAPE: &str = "byline moving 1\n";
/// Where files are moved: nothing else is touched, whatever the file says.
const WITHIN: &str = "content/";

/// A file or folder that gets another name.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Moving {
    /// The name it has, below the site's folder.
    pub from: String,
    /// The name it gets.
    pub to: String,
    /// The fingerprint of `byline.lock` when all is done.
    pub lock: Fingerprint,
}

impl Moving {
    /// Where it is written down.
    pub fn file() -> PathBuf {
        Home::shared().file(NAME)
    }

    /// Whether a command is moving something, or was killed while it did.
    pub fn is_there(disk: &dyn Disk) -> bool {
        matches!(disk.stat(&Self::file()), Ok(Some(_)))
    }

    /// What was written down; nothing, if anything about it is in doubt.
    pub fn load(disk: &dyn Disk) -> Option<Self> {
        let moving = Home::shared().load::<Self>(disk, NAME, SHAPE)?;
        let is_plain = |part: &str| !matches!(part, "" | "." | "..");
        let is_within = |path: &String| path.starts_with(WITHIN) && path.split('/').all(is_plain);
        (is_within(&moving.from) && is_within(&moving.to)).then_some(moving)
    }

    /// Writes it down, so that even a loss of power does not take it.
    ///
    /// # Errors
    /// Those of the file system.
    pub fn save(&self, disk: &dyn Disk) -> io::Result<()> {
        keep_out_of_git(disk)?;
        disk.write_through(&Self::file(), &seal(SHAPE, self)?)
    }

    /// Forgets it, for good.
    ///
    /// # Errors
    /// Those of the file system.
    pub fn remove(disk: &dyn Disk) -> io::Result<()> {
        let file = Self::file();
        disk.remove(&file, &Home::shared().file(""))?;
        disk.sync(&[file])
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test may fail")]
mod tests {
    use super::*;
    use crate::disk::MemoryDisk;

    #[test]
    fn a_note_of_a_move_stays_until_it_is_taken_back_and_names_nothing_else() {
        let disk = MemoryDisk::new();
        let moving = |from: &str, to: &str| Moving {
            from: from.to_owned(),
            to: to.to_owned(),
            lock: Fingerprint::of("a", b"a"),
        };
        assert!(!Moving::is_there(&disk));
        let good = moving("content/a.md", "content/news/a.md");
        good.save(&disk).unwrap();
        assert_eq!(Moving::file(), PathBuf::from(".byline/moving"));
        assert!(Moving::is_there(&disk));
        assert_eq!(Moving::load(&disk), Some(good));
        Moving::remove(&disk).unwrap();
        assert!(!Moving::is_there(&disk));
        assert_eq!(Moving::load(&disk), None);
        for bad in [
            "a.md",
            "content/../a.md",
            "content//a.md",
            "content/./a.md",
            "content/",
        ] {
            for forged in [moving(bad, "content/b.md"), moving("content/b.md", bad)] {
                forged.save(&disk).unwrap();
                assert_eq!(Moving::load(&disk), None, "{forged:?}");
            }
        }
    }
}
