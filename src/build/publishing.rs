//! What a build does about `byline.lock`: read it, hold to it, add to it.

use std::path::Path;

use super::Options;
use super::held;
use crate::config::FILE;
use crate::diag::{Diags, Place, say};
use crate::disk::Disk;
use crate::fingerprint::Fingerprint;
use crate::lock::{self, Lock};
use crate::plan::{Gone, Lost, Plan};
use crate::site::Site;

/// What a build may do with the lock.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Publishing {
    /// Add what becomes public: this build is to be published.
    Yes,
    /// Nothing, and it is an error if there is something to add: what is published was written down before.
    Locked,
    /// Nothing: this build is for whoever writes.
    No,
}

/// The file of the lock as it was found.
#[derive(Default)]
pub(super) struct Found {
    bytes: Option<Vec<u8>>,
    /// Of its bytes.
    pub fingerprint: Fingerprint,
}

/// Reads the file.
pub(super) fn find(disk: &dyn Disk) -> Result<Found, Diags> {
    let file = Path::new(lock::FILE);
    let read = |error| Diags::from(say::io("read", lock::FILE, &error));
    if disk.stat(file).map_err(read)?.is_none() {
        return Ok(Found::default());
    }
    let bytes = disk.read(file).map_err(read)?;
    Ok(Found {
        fingerprint: fingerprint(&bytes),
        bytes: Some(bytes),
    })
}

impl Found {
    /// Refuses to begin anew where there was a lock: every reader would get everything again.
    pub(super) fn refuse_loss(&self, last: Fingerprint) -> Result<(), Diags> {
        if self.bytes.is_none() && last != Fingerprint::NONE {
            return Err(say::lock_gone().into());
        }
        Ok(())
    }

    /// What the file says.
    pub(super) fn lock(self) -> Result<lock::Read, Diags> {
        let Some(bytes) = self.bytes else {
            return Ok(lock::Read::default());
        };
        let text = String::from_utf8(bytes).map_err(|error| {
            let valid = error.utf8_error().valid_up_to();
            Diags::from(say::not_utf8(lock::FILE, error.as_bytes(), valid))
        })?;
        lock::read(&text)
    }
}

/// Of the file as it stands now.
pub(super) fn look(disk: &dyn Disk) -> Fingerprint {
    find(disk).map_or(Fingerprint::NONE, |found| found.fingerprint)
}

pub(super) fn fingerprint(bytes: &[u8]) -> Fingerprint {
    Fingerprint::of("lock", bytes)
}

impl Publishing {
    /// What a build may do that shows this: what is not public is not written down.
    pub(super) fn of(options: &Options<'_>) -> Self {
        let shown = options.visibility;
        if shown.drafts || shown.future || shown.expired {
            Self::No
        } else {
            options.publishing
        }
    }
}

/// Refuses to publish what the lock does not have.
pub(super) fn verify(publishing: Publishing, before: &Lock, plan: &Plan) -> Result<(), Diags> {
    if publishing == Publishing::Locked && !before.says_the_same(&plan.lock) {
        return Err(say::lock_out_of_date(&before.differing(&plan.lock)).into());
    }
    Ok(())
}

/// What became of the lock.
pub(super) enum Kept {
    /// It is as it was.
    AsItWas,
    /// It says what the plan says.
    Written(Fingerprint),
    /// Somebody else changed it while this build ran: it says what both say, and of what the plan says this is the
    /// fingerprint.
    Merged(Fingerprint),
}

/// Writes down what a plan publishes, if that is more or other than before; `found` is the fingerprint of the file
/// when the build began.
pub(super) fn keep(
    disk: &dyn Disk,
    publishing: Publishing,
    (before, found): (&lock::Read, Fingerprint),
    site: &Site,
    plan: &Plan,
) -> Result<Kept, Diags> {
    let is_published = publishing == Publishing::Yes && site.config.is_published;
    if !is_published || before.lock.says_the_same(&plan.lock) && !before.has_twins {
        return Ok(Kept::AsItWas);
    }
    let write = || {
        let held = held::hold(disk)?;
        let now = find(disk)?;
        // One that is gone meanwhile is not what anybody wrote.
        if now.fingerprint == found || now.bytes.is_none() {
            return Ok(Kept::Written(held.write(&plan.lock)?));
        }
        let theirs = now.lock()?;
        let merged = lock::merge(&before.lock, &plan.lock, &theirs.lock);
        if !theirs.lock.says_the_same(&merged) || theirs.has_twins {
            held.write(&merged)?;
        }
        let planned = lock::write(&plan.lock);
        Ok(Kept::Merged(fingerprint(planned.as_bytes())))
    };
    write().map_err(Diags::half_way)
}

/// What is to be said of what is lost.
pub(super) fn lost(lost: &[Lost]) -> Diags {
    let diag = |lost: &Lost| {
        let is_feed = matches!(lost.gone, Gone::Feed | Gone::Format);
        let source = lost.source.clone().unwrap_or_else(|| lost.name.clone());
        let why = match lost.gone {
            Gone::Article => format!("`content/{source}` is gone, and no new article is like it"),
            Gone::Draft => format!("`{source}` is a draft again"),
            Gone::Scheduled => format!("`{source}` has a date in the future"),
            Gone::Unrendered => format!("`{source}` has `render = false`"),
            Gone::Section => "the section is gone".to_owned(),
            Gone::Feed => "the feed is gone".to_owned(),
            Gone::Format => "the feed has this format no more".to_owned(),
        };
        let place = match &lost.source {
            Some(source) => Place::file(source),
            None if is_feed => Place::file(FILE),
            None => Place::file(lock::FILE),
        };
        if is_feed {
            say::lost_feed(place, &lost.paths, &why)
        } else {
            say::lost_address(place, &lost.paths, &why)
        }
    };
    lost.iter().map(diag).collect()
}
