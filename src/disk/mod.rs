//! The only door to the file system.
//!
//! A [`Disk`] lists, reads, writes by rename and removes. [`RealDisk`] is a site's folder;
//! [`MemoryDisk`] is its twin for tests. Paths are relative to the site's folder and use `/`; a path
//! that is absolute stays so (an output folder elsewhere).

mod bounds;
mod lasting;
mod memory;
mod power;
mod real;
mod spool;

use std::fmt;
use std::io::{self, Cursor, Read, Seek, Write};
use std::path::{Component, Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError};

use serde::{Deserialize, Serialize};

use crate::fingerprint::{Content, Fingerprint};
use crate::route;

pub use memory::{Flow, MemoryDisk};
pub use power::{Loss, Recording};
pub use real::RealDisk;
pub use spool::{Spool, Spooled};

/// Size and times of a file: a hint that it stands as it was, never a proof.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Stat {
    /// The size in bytes.
    pub size: u64,
    /// The time of the last change of its bytes, in nanoseconds since 1970.
    pub modified: u64,
    /// The time of the last change of anything about it, where the system knows; else 0.
    pub changed: u64,
}

/// How close to a look at a file a change may lie and have the same time: file systems count in
/// ticks, of some milliseconds where they count fractions of a second at all.
const TICK: u64 = 20_000_000;
const COARSE_TICK: u64 = 2_000_000_000;

impl Stat {
    /// Whether a later change is sure to have another time than this, for a file that was looked at
    /// when the clock of its disk stood at `clock`. git calls the others racy.
    pub fn is_settled(&self, clock: u64) -> bool {
        let last = self.modified.max(self.changed);
        let tick = if last.is_multiple_of(1_000_000_000) {
            COARSE_TICK
        } else {
            TICK
        };
        last.saturating_add(tick) < clock
    }
}

/// Holds a lock until it is dropped, or the process ends however it ends.
pub type Lock = Box<dyn Send + Sync>;

/// A file found by [`Disk::files`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Found {
    /// Its path below the folder that was listed, in NFC with `/`.
    pub path: String,
    /// Its path as [`Disk::read`] takes it: the bytes of the name as the file system has them.
    pub at: PathBuf,
    /// Why it must not be used, if so.
    pub refused: Option<Refusal>,
}

impl Found {
    /// A file by its path below the folder that was listed.
    fn new(folder: &Path, relative: &Path, refused: Option<Refusal>) -> Self {
        let at = folder.join(relative);
        match relative.to_str() {
            Some(path) => {
                let path = route::nfc(&path.replace(std::path::MAIN_SEPARATOR, "/"));
                Self { path, at, refused }
            }
            None => {
                let path = relative.to_string_lossy().into_owned();
                Self {
                    path,
                    at,
                    refused: Some(Refusal::NotUtf8),
                }
            }
        }
    }
}

/// Why a file is not read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// A symbolic link that leads out of the site's folder.
    LinkOutside,
    /// A symbolic link that leads to nothing.
    LinkNowhere,
    /// A symbolic link that leads to a folder it stands in.
    LinkLoop,
    /// A symbolic link to what nobody looks at: a hidden file, or one in a hidden folder.
    LinkToHidden,
    /// It is no file, but what this says: a named pipe, a socket, a device.
    NoFile(&'static str),
    /// It is where a folder is to be, and is what this says.
    NoFolder(&'static str),
    /// Its name is not UTF-8.
    NotUtf8,
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::LinkOutside => f.write_str("it is a symbolic link out of the site's folder"),
            Self::LinkNowhere => f.write_str("it is a symbolic link that leads nowhere"),
            Self::LinkLoop => f.write_str("it is a symbolic link to a folder it stands in"),
            Self::LinkToHidden => f.write_str("it is a symbolic link to something hidden"),
            Self::NoFile(kind) => write!(f, "it is {kind}, not a file"),
            Self::NoFolder(kind) => write!(f, "it is {kind}, not a folder"),
            Self::NotUtf8 => f.write_str("its name is not UTF-8"),
        }
    }
}

impl std::error::Error for Refusal {}

/// The folder of a site that is Byline's own.
pub const OWN: &str = ".byline";

/// A file that is read piece by piece.
pub trait Input: Read + Seek + Send {}

impl<T: Read + Seek + Send> Input for T {}

/// How much of a file is in memory at a time where it is read piece by piece, in bytes.
pub const PIECE: usize = 1 << 16;

/// A place to read sources from and to write outputs to.
pub trait Disk: Send + Sync {
    /// All files below a folder, sorted by path; none if there is no such folder. Names beginning
    /// with a dot are left out, unless `dots` are wanted. A folder that may not be looked into is
    /// the only thing found, with an empty path.
    ///
    /// # Errors
    /// Those of the file system.
    fn files(&self, folder: &Path, dots: bool) -> io::Result<Vec<Found>>;

    /// The files of a folder itself, as [`Disk::files`] has them.
    ///
    /// # Errors
    /// Those of the file system.
    fn top(&self, folder: &Path) -> io::Result<Vec<Found>>;

    /// The bytes of a file.
    ///
    /// # Errors
    /// Those of the file system.
    fn read(&self, path: &Path) -> io::Result<Vec<u8>>;

    /// Opens a file to be read piece by piece: it stays the same file, whatever is put in its place.
    ///
    /// # Errors
    /// Those of the file system.
    fn open(&self, path: &Path) -> io::Result<Box<dyn Input>> {
        Ok(Box::new(Cursor::new(self.read(path)?)))
    }

    /// Size and time of a file; `None` if there is none.
    ///
    /// # Errors
    /// Those of the file system.
    fn stat(&self, path: &Path) -> io::Result<Option<Stat>>;

    /// Writes a file whole: beside its place, then by rename, so that nobody ever sees half of it.
    /// Missing folders are made. No link is followed: one in the path is an error, and one of the
    /// file's name is replaced.
    ///
    /// # Errors
    /// Those of the file system.
    fn write(&self, path: &Path, bytes: &[u8]) -> io::Result<Stat>;

    /// Writes a file as [`Disk::write`] does, from what `pour` gives piece by piece. If that fails,
    /// nothing is written.
    ///
    /// # Errors
    /// Those of the file system, and of `pour`.
    fn write_from(&self, path: &Path, pour: Pour<'_>) -> io::Result<Stat> {
        let mut bytes = Vec::new();
        pour(&mut bytes)?;
        self.write(path, &bytes)
    }

    /// Writes a file whole, so that even a loss of power leaves the old one or the new one; when this comes back it is
    /// the new one. Who may read it and whose it is stays, and a link stays a link: what it leads to is replaced.
    ///
    /// # Errors
    /// Those of the file system, and a link that leads out of the site's folder.
    fn write_through(&self, path: &Path, bytes: &[u8]) -> io::Result<()>;

    /// Waits until what was written, removed or given another name at these paths outlasts a loss of power.
    ///
    /// # Errors
    /// Those of the file system.
    fn sync(&self, paths: &[PathBuf]) -> io::Result<()>;

    /// Gives a file or a folder another name, in one step; missing folders are made. A link is moved itself.
    ///
    /// # Errors
    /// Those of the file system, something that has the new name already, and a path that leads through a link.
    fn rename(&self, from: &Path, to: &Path) -> io::Result<()>;

    /// Removes a folder that is empty, and then those that it leaves empty up to (not with) `below`.
    fn prune(&self, folder: &Path, below: &Path);

    /// Removes a file, and then the folders that it leaves empty up to (not with) `below`. A file
    /// that is gone already is no error.
    ///
    /// # Errors
    /// Those of the file system.
    fn remove(&self, path: &Path, below: &Path) -> io::Result<()>;

    /// The whole path of a path, without `.` and `..`; links are not followed.
    fn absolute(&self, path: &Path) -> PathBuf;

    /// The same with links followed, as far as there is something; what nobody made yet is as it is named.
    ///
    /// # Errors
    /// Those of the file system, for a link that leads nowhere too.
    fn real(&self, path: &Path) -> io::Result<PathBuf> {
        Ok(self.absolute(path))
    }

    /// What stands where a file is to be written: a folder, link or anything else of its name that is
    /// no file, or a file or link where a folder of its path is to be.
    fn obstacle(&self, path: &Path) -> Option<PathBuf>;

    /// A place for bytes that need not stay in memory during a build.
    ///
    /// # Errors
    /// Those of the file system.
    fn spool(&self) -> io::Result<Box<dyn Spool>>;

    /// A place for bytes that stay: a file that only grows, made if it is not there. A process that
    /// is killed while it puts something leaves a piece of it, which whoever reads must recognise.
    ///
    /// # Errors
    /// Those of the file system.
    fn journal(&self, path: &Path) -> io::Result<Box<dyn Spool>>;

    /// Locks a file, which is made if it is not there; `None` if somebody else holds it and this is
    /// not to `wait`.
    ///
    /// # Errors
    /// Those of the file system.
    fn lock(&self, path: &Path, wait: bool) -> io::Result<Option<Lock>>;

    /// What the clock of the disk shows, in nanoseconds since 1970, found by touching a file.
    ///
    /// # Errors
    /// Those of the file system.
    fn clock(&self, path: &Path) -> io::Result<u64>;

    /// Removes what writes that were killed left in a folder.
    ///
    /// # Errors
    /// Those of the file system.
    fn sweep(&self, folder: &Path) -> io::Result<()>;
}

/// Gives the bytes of a file to whatever they are written to.
pub type Pour<'a> = &'a mut dyn FnMut(&mut dyn Write) -> io::Result<()>;

/// The fingerprint of what a file holds, which is never in memory whole, and its length in bytes.
///
/// # Errors
/// Those of the file system.
pub fn content(disk: &dyn Disk, path: &Path) -> io::Result<(Fingerprint, u64)> {
    let mut content = Content::new();
    pieces(&mut *disk.open(path)?, |piece| {
        content.add(piece);
        Ok(())
    })?;
    let length = content.length();
    Ok((content.finish(), length))
}

/// The first bytes of a file, so many at the most.
///
/// # Errors
/// Those of the file system.
pub fn beginning(disk: &dyn Disk, path: &Path, length: u64) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    disk.open(path)?.take(length).read_to_end(&mut bytes)?;
    Ok(bytes)
}

/// Reads to the end, piece by piece.
///
/// # Errors
/// Those of the reader, and of whoever takes the pieces.
pub fn pieces(
    input: &mut dyn Read,
    mut take: impl FnMut(&[u8]) -> io::Result<()>,
) -> io::Result<()> {
    let mut buffer = vec![0; PIECE];
    loop {
        match input.read(&mut buffer) {
            Ok(0) => return Ok(()),
            Ok(length) => take(buffer.get(..length).unwrap_or_default())?,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
}

/// Whether a file of this name is one that a write begins with.
fn is_temporary(name: &str) -> bool {
    name.starts_with(".byline-") && name.ends_with(".tmp")
}

/// Whether a file or folder of this name is not looked at: it begins with a dot and nobody asked for
/// those, or it is what the Mac and git leave everywhere.
fn is_left_out(name: &str, dots: bool) -> bool {
    let litter = matches!(
        name,
        ".DS_Store" | ".git" | ".gitkeep" | ".gitignore" | ".gitattributes" | ".svn" | ".hg"
    );
    // Emacs says with a link to nowhere that somebody edits the file.
    let lock = name.starts_with(".#");
    name.starts_with('.') && (litter || lock || !dots)
}

/// A path with its `.` and `..` worked out.
fn lexical(path: &Path) -> PathBuf {
    let mut plain = PathBuf::new();
    for part in path.components() {
        match part {
            Component::CurDir => {}
            Component::ParentDir => {
                plain.pop();
            }
            part => plain.push(part),
        }
    }
    plain
}

/// A lock whose holder panicked holds data that is still whole: each use is one insert or remove.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn writing_replaces_and_removing_takes_empty_folders_along() {
        let folder = tempfile::tempdir().unwrap();
        let disk = RealDisk::new(folder.path());
        disk.write(Path::new("public/a/b/c.txt"), b"1").unwrap();
        disk.write(Path::new("public/a/b/c.txt"), b"22").unwrap();
        assert_eq!(disk.read(Path::new("public/a/b/c.txt")).unwrap(), b"22");
        assert_eq!(disk.files(Path::new("public"), false).unwrap().len(), 1);
        disk.write(Path::new("public/a/d.txt"), b"3").unwrap();
        disk.remove(Path::new("public/a/b/c.txt"), Path::new("public"))
            .unwrap();
        assert!(!folder.path().join("public/a/b").exists());
        assert!(folder.path().join("public/a").exists());
        disk.remove(Path::new("public/a/d.txt"), Path::new("public"))
            .unwrap();
        assert!(folder.path().join("public").exists());
    }

    #[test]
    fn a_time_is_settled_when_no_later_change_can_have_it() {
        let stat = |modified, changed| Stat {
            size: 1,
            modified,
            changed,
        };
        let fine = 1_764_000_000_123_456_789;
        for (times, clock, settled) in [
            // A clock that counts fractions of a second ticks every few milliseconds.
            ((fine, 0), fine, false),
            ((fine, 0), fine + TICK, false),
            ((fine, 0), fine + TICK + 1, true),
            // The later of both times counts.
            ((0, fine), fine + TICK, false),
            ((0, fine), fine + TICK + 1, true),
            ((fine, fine - 5_000_000_000), fine + TICK, false),
            // One that counts whole seconds may count every other one.
            ((3_000_000_000, 0), 3_000_000_000 + COARSE_TICK, false),
            ((3_000_000_000, 0), 3_000_000_000 + COARSE_TICK + 1, true),
            // What comes from the future is sure of nothing, and a time without end neither.
            ((fine + 3_600_000_000_000, 0), fine, false),
            ((u64::MAX, 0), u64::MAX, false),
        ] {
            let stat = stat(times.0, times.1);
            assert_eq!(stat.is_settled(clock), settled, "{times:?} at {clock}");
        }
    }

    #[test]
    fn a_disk_in_memory_refuses_what_a_real_one_does() {
        let folder = tempfile::tempdir().unwrap();
        let disks: [Box<dyn Disk>; 2] = [
            Box::new(RealDisk::new(folder.path())),
            Box::new(MemoryDisk::new()),
        ];
        for disk in disks {
            let at = Path::new;
            let kind = |error: io::Error| error.kind();
            disk.write(at("a/b"), b"1").unwrap();
            assert!(disk.write(at("a/b/c"), b"2").is_err());
            let over = disk.write(at("a"), b"2").map_err(kind);
            assert_eq!(over.unwrap_err(), io::ErrorKind::IsADirectory);
            let over = disk.write_through(at("a"), b"2").map_err(kind);
            assert_eq!(over.unwrap_err(), io::ErrorKind::IsADirectory);
            disk.write(at("a/d"), b"3").unwrap();
            let there = disk.rename(at("a/b"), at("a/d")).map_err(kind);
            assert_eq!(there.unwrap_err(), io::ErrorKind::AlreadyExists);
            let none = disk.rename(at("a/x"), at("a/y")).map_err(kind);
            assert_eq!(none.unwrap_err(), io::ErrorKind::NotFound);
            disk.rename(at("a"), at("z/y")).unwrap();
            assert_eq!(disk.read(at("z/y/b")).unwrap(), b"1");
            assert_eq!(disk.files(at("a"), true).unwrap(), []);
            disk.write_through(at("z/y/b"), b"4").unwrap();
            disk.sync(&[PathBuf::from("z/y/b"), PathBuf::from("z/gone")])
                .unwrap();
            assert_eq!(disk.read(at("z/y/b")).unwrap(), b"4");
        }
    }

    #[cfg(unix)]
    #[test]
    fn what_is_written_through_keeps_its_mode_and_its_link() {
        use std::os::unix::fs::{PermissionsExt, symlink};
        let folder = tempfile::tempdir().unwrap();
        let disk = RealDisk::new(folder.path());
        let (file, link) = (folder.path().join("ids/real"), folder.path().join("lock"));
        disk.write(Path::new("ids/real"), b"1").unwrap();
        std::fs::set_permissions(&file, std::fs::Permissions::from_mode(0o640)).unwrap();
        symlink("ids/real", &link).unwrap();
        disk.write_through(Path::new("lock"), b"2").unwrap();
        assert!(link.is_symlink());
        assert_eq!(std::fs::read(&file).unwrap(), b"2");
        let mode = std::fs::metadata(&file).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o640);
        // What leads out of the site is not written, and no piece of it is left.
        let outside = tempfile::tempdir().unwrap();
        let other = outside.path().join("other");
        std::fs::write(&other, b"theirs").unwrap();
        std::fs::remove_file(&link).unwrap();
        symlink(&other, &link).unwrap();
        assert!(disk.write_through(Path::new("lock"), b"3").is_err());
        assert_eq!(std::fs::read(&other).unwrap(), b"theirs");
        assert_eq!(disk.top(Path::new("")).unwrap(), []);
    }

    #[cfg(unix)]
    #[test]
    fn nothing_is_moved_through_a_link() {
        let folder = tempfile::tempdir().unwrap();
        let disk = RealDisk::new(folder.path());
        disk.write(Path::new("shared/x"), b"x").unwrap();
        disk.write(Path::new("content/a/b"), b"b").unwrap();
        let link = folder.path().join("content/a/link");
        std::os::unix::fs::symlink("../../shared", &link).unwrap();
        let rename = |from: &str, to: &str| disk.rename(Path::new(from), Path::new(to));
        assert!(rename("content/a/link/x", "content/x").is_err());
        assert!(rename("content/a/b", "content/a/link/b").is_err());
        assert!(rename("content/a/../a/b", "content/b").is_err());
        rename("content/a", "content/c").unwrap();
        assert!(folder.path().join("content/c/link").is_symlink());
        assert_eq!(disk.read(Path::new("shared/x")).unwrap(), b"x");
    }

    #[cfg(unix)]
    #[test]
    fn a_link_out_of_the_site_is_refused() {
        let outside = tempfile::tempdir().unwrap();
        std::fs::write(outside.path().join("secret"), b"s").unwrap();
        let folder = tempfile::tempdir().unwrap();
        std::fs::create_dir(folder.path().join("content")).unwrap();
        std::os::unix::fs::symlink(outside.path(), folder.path().join("content/out")).unwrap();
        let found = RealDisk::new(folder.path())
            .files(Path::new("content"), false)
            .unwrap();
        assert_eq!(found.len(), 1);
        assert_eq!(found[0].refused, Some(Refusal::LinkOutside));
    }
}
