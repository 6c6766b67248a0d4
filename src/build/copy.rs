//! Files that become outputs: nothing of them is put aside, and no more than a piece of each is in memory. Only
//! pictures are read whole, to take out what they tell besides themselves.

use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};

use crate::diag::{Diag, say};
use crate::disk::{self, Disk, Stat};
use crate::fingerprint::{Content, Fingerprint};
use crate::image::{Cleaned, Format, HEAD, LARGEST};

/// A file that becomes an output.
#[derive(Clone, Debug)]
pub(super) struct Copying {
    /// Where it is, as the disk takes it.
    pub at: PathBuf,
    /// Where it is, as messages show it.
    pub shown: String,
    /// Of what it held when it was decided what becomes of the output.
    pub promised: Fingerprint,
    /// Whether pictures keep what they tell besides themselves.
    pub keep_metadata: bool,
}

/// What was copied.
pub(super) struct Copied {
    /// How the file of the output stands.
    pub stat: Stat,
    /// Of what it holds.
    pub content: Fingerprint,
    /// Whether it was written: it may have held the same before.
    pub written: bool,
    /// What is wrong with the copy: the next build has to look at it again.
    pub odd: Option<Diag>,
}

/// What went by on its way from a file to its output.
struct Passed {
    source: Fingerprint,
    output: Fingerprint,
    length: u64,
    /// Whether it tells something that could not be taken out.
    tells: bool,
}

impl Passed {
    /// Whether a file holds this. One that cannot be read does not.
    fn stands(&self, disk: &dyn Disk, at: &Path, there: Stat) -> bool {
        self.length == there.size
            && disk::content(disk, at).is_ok_and(|(content, _)| content == self.output)
    }
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
            if passed.stands(disk, to, stat) {
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

    /// Whether an output that stands so holds the same already.
    ///
    /// # Errors
    /// Those of reading the file that is to be copied.
    pub(super) fn stands(&self, disk: &dyn Disk, to: &Path, there: Stat) -> io::Result<bool> {
        Ok(self.pass(disk, &mut io::sink())?.stands(disk, to, there))
    }

    fn copied(&self, passed: &Passed, stat: Stat, written: bool) -> Copied {
        let edited = passed.source != self.promised;
        let edited = edited.then(|| say::edited_meanwhile(&self.shown));
        let tells = || passed.tells.then(|| say::metadata_stays(&self.shown));
        Copied {
            stat,
            content: passed.output,
            written,
            odd: edited.or_else(tells),
        }
    }

    /// Lets the file by: what is written is what is hashed.
    fn pass(&self, disk: &dyn Disk, to: &mut dyn Write) -> io::Result<Passed> {
        let mut file = disk.open(&self.at)?;
        let mut begun = Vec::with_capacity(HEAD);
        file.by_ref().take(HEAD as u64).read_to_end(&mut begun)?;
        let format = Format::of(&begun).filter(|_| !self.keep_metadata);
        if format.is_some() {
            file.by_ref().take(LARGEST).read_to_end(&mut begun)?;
        }
        if let Some(format) = format
            && (begun.len() as u64) < LARGEST
        {
            return pass_picture(format, &begun, to);
        }
        let mut content = Content::new();
        content.add(&begun);
        to.write_all(&begun)?;
        disk::pieces(&mut *file, |piece| {
            content.add(piece);
            to.write_all(piece)
        })?;
        let length = content.length();
        let source = content.finish();
        Ok(Passed {
            source,
            output: source,
            length,
            tells: format.is_some(),
        })
    }
}

fn pass_picture(format: Format, bytes: &[u8], to: &mut dyn Write) -> io::Result<Passed> {
    let source = Fingerprint::of_content(bytes);
    let (pieces, tells) = match format.clean(bytes) {
        Cleaned::Pieces(pieces) => (pieces, false),
        Cleaned::Damaged { tells } => (vec![bytes.into()], tells),
    };
    let mut content = Content::new();
    for piece in &pieces {
        content.add(piece);
        to.write_all(piece)?;
    }
    Ok(Passed {
        source,
        length: content.length(),
        output: content.finish(),
        tells,
    })
}
