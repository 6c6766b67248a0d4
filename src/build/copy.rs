//! Files that become outputs as they are: nothing of them is put aside, and no more than a piece of each is
//! in memory.

use std::io::{self, Write};
use std::path::{Path, PathBuf};

use crate::disk::{self, Disk, Stat};
use crate::fingerprint::{Content, Fingerprint};

/// A file that becomes an output.
#[derive(Clone, Debug)]
pub(super) struct Copying {
    /// Where it is, as the disk takes it.
    pub at: PathBuf,
    /// Where it is, as messages show it.
    pub shown: String,
    /// Of what it held when it was decided what becomes of the output.
    pub promised: Fingerprint,
}

/// What was copied.
pub(super) struct Copied {
    /// How the file of the output stands.
    pub stat: Stat,
    /// Of what it holds.
    pub content: Fingerprint,
    /// Whether it was written: it may have held the same before.
    pub written: bool,
    /// Whether the file held something else than was promised: somebody was editing it.
    pub other: bool,
}

/// What went by on its way from a file to its output.
struct Passed {
    source: Fingerprint,
    output: Fingerprint,
    length: u64,
}

impl Copying {
    /// Copies the file to an output, of which it is said how it stands, unless that holds the same.
    ///
    /// # Errors
    /// Those of the file system.
    pub(super) fn copy(
        &self,
        disk: &dyn Disk,
        to: &Path,
        there: Option<Stat>,
    ) -> io::Result<Copied> {
        if let Some(stat) = there {
            let passed = self.pass(disk, &mut io::sink())?;
            if passed.length == stat.size && disk::content(disk, to)?.0 == passed.output {
                return Ok(self.copied(&passed, stat, false));
            }
        }
        let mut passed = None;
        let stat = disk.write_from(to, &mut |file| {
            passed = Some(self.pass(disk, file)?);
            Ok(())
        })?;
        let passed = passed.ok_or(io::ErrorKind::Other)?;
        Ok(self.copied(&passed, stat, true))
    }

    fn copied(&self, passed: &Passed, stat: Stat, written: bool) -> Copied {
        Copied {
            stat,
            content: passed.output,
            written,
            other: passed.source != self.promised,
        }
    }

    /// Lets the file by: what is written is what is hashed.
    fn pass(&self, disk: &dyn Disk, to: &mut dyn Write) -> io::Result<Passed> {
        let mut content = Content::new();
        disk::pieces(&mut *disk.open(&self.at)?, |piece| {
            content.add(piece);
            to.write_all(piece)
        })?;
        let length = content.length();
        let source = content.finish();
        Ok(Passed {
            source,
            output: source,
            length,
        })
    }
}
