//! Who may change `byline.lock`: one command at a time, whatever it does and wherever its output goes.

use std::io;
use std::path::{Path, PathBuf};

use super::publishing;
use crate::diag::{Diag, Diags, say};
use crate::disk::{self, Disk};
use crate::fingerprint::Fingerprint;
use crate::lock::{self, Lock};
use crate::source::CONTENT;
use crate::store::{Home, Moving};

/// While this lives nobody else changes `byline.lock`, or gives files of the site another place.
pub struct Held<'a> {
    disk: &'a dyn Disk,
    _lock: disk::Lock,
    /// What is to be said of what another command had left.
    pub left: Option<Diag>,
}

/// Waits until nobody else changes `byline.lock`; what a command that was killed left half-way is undone.
///
/// # Errors
/// Those of the settings and of the file system.
pub fn hold(disk: &dyn Disk) -> Result<Held<'_>, Diags> {
    let (config, _) = super::load_config(disk, None)?;
    super::refuse_no_site(disk, &config)?;
    let home = Home::shared();
    let stored = |error: io::Error| say::io("write", &home.file("").to_string_lossy(), &error);
    let lock = home.lock(disk, true).map_err(stored)?;
    let lock = lock.ok_or_else(|| stored(io::ErrorKind::WouldBlock.into()))?;
    // Only who holds this writes beside `byline.lock` and into the folder of all stores: what lies there was left by
    // commands that were killed. It is no harm.
    let _ = disk.sweep(Path::new("")).and_then(|()| home.sweep(disk));
    let left = undo(disk)?;
    Ok(Held {
        disk,
        _lock: lock,
        left,
    })
}

/// Undoes a move that was killed, if there was one; says so.
pub(super) fn mend(disk: &dyn Disk) -> Result<Option<Diag>, Diags> {
    if Moving::is_there(disk) {
        return Ok(hold(disk)?.left);
    }
    Ok(None)
}

/// Either everything about a move is done or nothing is: it is done when the lock says so.
fn undo(disk: &dyn Disk) -> Result<Option<Diag>, Diags> {
    let Some(moving) = Moving::load(disk) else {
        // What nobody can have written is nobody's.
        if Moving::is_there(disk) {
            let _ = Moving::remove(disk);
        }
        return Ok(None);
    };
    let Moving { from, to, .. } = &moving;
    let stuck = |error| {
        let file = Moving::file();
        Diags::from(say::move_stuck(from, to, &file.to_string_lossy(), &error)).half_way()
    };
    let is_done = publishing::look(disk) == moving.lock;
    if !is_done {
        put_back(disk, from, to).map_err(stuck)?;
    }
    Moving::remove(disk).map_err(stuck)?;
    Ok((!is_done).then(|| say::move_undone(from, to)))
}

/// Gives what was moved its old name; where nothing was moved, nothing is done.
fn put_back(disk: &dyn Disk, from: &str, to: &str) -> io::Result<()> {
    let (from, to) = (Path::new(from), Path::new(to));
    let is_there = disk.obstacle(from).is_some_and(|there| there == from);
    if is_there || disk.stat(from)?.is_some() {
        return Ok(());
    }
    match disk.rename(to, from) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(()),
        // Somebody put something there since: both stay.
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => return Ok(()),
        renamed => renamed?,
    }
    disk.sync(&[from.to_owned(), to.to_owned()])?;
    prune(disk, to);
    Ok(())
}

fn prune(disk: &dyn Disk, path: &Path) {
    if let Some(folder) = path.parent() {
        disk.prune(folder, Path::new(CONTENT));
    }
}

impl Held<'_> {
    /// What was ever published.
    ///
    /// # Errors
    /// Those of the file.
    pub fn published(&self) -> Result<Lock, Diags> {
        Ok(publishing::find(self.disk)?.lock()?.lock)
    }

    /// Writes down what was published; returns the fingerprint of the file.
    ///
    /// # Errors
    /// Those of the file system.
    pub fn write(&self, lock: &Lock) -> Result<Fingerprint, Diags> {
        let text = lock::write(lock);
        let written = self
            .disk
            .write_through(Path::new(lock::FILE), text.as_bytes());
        written.map_err(|error| say::io("write", lock::FILE, &error))?;
        Ok(publishing::fingerprint(text.as_bytes()))
    }

    /// Gives a file or folder another name and writes down what was published of it: both or, if something fails or
    /// the command is killed, nothing. Paths are below the site's folder.
    ///
    /// # Errors
    /// Those of the file system.
    pub fn rename(&self, from: &str, to: &str, lock: Option<&Lock>) -> Result<(), Diags> {
        let disk = self.disk;
        let now = match lock {
            Some(lock) => publishing::fingerprint(lock::write(lock).as_bytes()),
            // Nothing is known of it: it is moved, or it is not.
            None => Fingerprint::of("move", to.as_bytes()),
        };
        let moving = Moving {
            from: from.to_owned(),
            to: to.to_owned(),
            lock: now,
        };
        let unwritten = |error| say::io("write", &Moving::file().to_string_lossy(), &error);
        moving.save(disk).map_err(unwritten)?;
        let paths = [PathBuf::from(from), PathBuf::from(to)];
        let renamed = disk.rename(&paths[0], &paths[1]);
        let renamed = renamed.and_then(|()| disk.sync(&paths));
        let renamed = renamed.map_err(|error| Diags::from(say::cannot_move(from, to, &error)));
        let done = match lock {
            Some(lock) => renamed.and_then(|()| self.write(lock).map(|_| ())),
            None => renamed,
        };
        if let Err(diags) = done {
            if publishing::look(disk) == now {
                // It is done, but for what a loss of power may take: the next command says so, or undoes it.
                return Err(diags.half_way());
            }
            // What cannot be undone now is undone by the next command.
            let undone = put_back(disk, from, to).and_then(|()| Moving::remove(disk));
            prune(disk, &paths[1]);
            return Err(if undone.is_ok() {
                diags
            } else {
                diags.half_way()
            });
        }
        Moving::remove(disk).map_err(|error| Diags::from(unwritten(error)).half_way())?;
        prune(disk, &paths[0]);
        Ok(())
    }
}
