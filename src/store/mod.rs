//! What the last build knew, in `.byline/`.
//!
//! The store is a help, never a truth: it may be deleted at any moment, and one that is damaged or
//! was written by another version is empty. Each output folder has its own, in a folder with
//!
//! - `sources`: which files there were, and where the pages read from them are kept;
//! - `pages-N` and `texts-N`: journals of what was read, only ever appended to;
//! - `outputs`: what was written, and what each output was made of;
//! - `last`: what the last build was made of as a whole, and what it did;
//! - `changing`: what a build is about to change, while it does;
//! - `lock`: held by the build that is running.
//!
//! Beside those folders are
//!
//! - `lock`: held by whoever changes `byline.lock`;
//! - `moving`: what `byline move` is about to do, while it does.
//!
//! All but the journals are written whole, by rename; what journals hold is checked when it is read. What is said to
//! change is on the device before it does, and what was changed before it is said to stand: a loss of power leaves
//! nothing that is taken for what it is not.

mod moving;
mod outputs;
mod sources;

use std::path::{Path, PathBuf};

use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::disk::{self, Disk, Lock};
use crate::fingerprint::Fingerprint;

pub use moving::Moving;
pub use outputs::{Made, Outputs, Part, Reason, Reasons, Record, Table};
pub use sources::{Glance, Journals, Kept, KnownDocument, Sources};

/// The folder of all stores, below the site's.
pub const FOLDER: &str = disk::OWN;

/// The folder that holds the store of one output folder.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Home {
    folder: PathBuf,
}

impl Home {
    /// The store of an output folder.
    pub fn of(output: &str) -> Self {
        let name = if output == "public" {
            "build".to_owned()
        } else {
            let output = Fingerprint::of("output folder", output.as_bytes());
            format!("build-{output}")
        };
        Self {
            folder: Path::new(FOLDER).join(name),
        }
    }

    /// The store of what belongs to no output folder.
    pub fn shared() -> Self {
        Self {
            folder: FOLDER.into(),
        }
    }

    /// A file of the store.
    pub fn file(&self, name: &str) -> PathBuf {
        self.folder.join(name)
    }

    /// Keeps everybody else from building into the output folder; `None` if somebody is doing so and
    /// this is not to `wait`.
    ///
    /// # Errors
    /// Those of the file system.
    pub fn lock(&self, disk: &dyn Disk, wait: bool) -> std::io::Result<Option<Lock>> {
        keep_out_of_git(disk)?;
        disk.lock(&self.file("lock"), wait)
    }

    /// What the clock of the disk shows.
    ///
    /// # Errors
    /// Those of the file system.
    pub fn clock(&self, disk: &dyn Disk) -> std::io::Result<u64> {
        disk.clock(&self.file("clock"))
    }

    /// Saves a value under a name; `shape` is raised whenever the value changes its shape.
    ///
    /// # Errors
    /// Those of the file system.
    pub fn save<T: Serialize>(
        &self,
        disk: &dyn Disk,
        name: &str,
        shape: &str,
        value: &T,
    ) -> std::io::Result<()> {
        keep_out_of_git(disk)?;
        disk.write(&self.file(name), &seal(shape, value)?)?;
        Ok(())
    }

    /// Loads a value; `None` if anything about it is in doubt.
    pub fn load<T: DeserializeOwned>(&self, disk: &dyn Disk, name: &str, shape: &str) -> Option<T> {
        open(shape, &disk.read(&self.file(name)).ok()?)
    }

    /// Removes what writes that were killed left here.
    ///
    /// # Errors
    /// Those of the file system.
    pub fn sweep(&self, disk: &dyn Disk) -> std::io::Result<()> {
        disk.sweep(&self.folder)
    }
}

/// Nobody wants any of this in a repository.
fn keep_out_of_git(disk: &dyn Disk) -> std::io::Result<()> {
    let ignore = Path::new(FOLDER).join(".gitignore");
    // An empty one is what a loss of power left of it.
    let there = disk.stat(&ignore).ok().flatten();
    if there.is_none_or(|stat| stat.size == 0) {
        disk.write(&ignore, b"*\n")?;
    }
    Ok(())
}

/// Seals a value: a name of its shape, a checksum, and its bytes.
fn seal<T: Serialize>(shape: &str, value: &T) -> std::io::Result<Vec<u8>> {
    let data = postcard::to_stdvec(value).map_err(std::io::Error::other)?;
    let mut bytes = shape.as_bytes().to_vec();
    bytes.extend_from_slice(Fingerprint::of("store", &data).to_string().as_bytes());
    bytes.extend_from_slice(&data);
    Ok(bytes)
}

/// Opens what was sealed; `None` if anything about it is in doubt.
fn open<T: DeserializeOwned>(shape: &str, bytes: &[u8]) -> Option<T> {
    let rest = bytes.strip_prefix(shape.as_bytes())?;
    let (sum, data) = rest.split_at_checked(32)?;
    if Fingerprint::of("store", data).to_string().as_bytes() != sum {
        return None;
    }
    postcard::from_bytes(data).ok()
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test may fail")]
mod tests {
    use super::*;
    use crate::disk::MemoryDisk;

    #[test]
    fn each_output_folder_has_a_store_of_its_own() {
        let folder = |output: &str| Home::of(output).file("x");
        assert_eq!(folder("public"), PathBuf::from(".byline/build/x"));
        let [one, two] = ["dist", "/srv/www"].map(folder);
        assert!(one != two && one != folder("public") && one.starts_with(".byline"));
        assert_eq!(Home::shared().file("x"), PathBuf::from(".byline/x"));
    }

    #[test]
    fn a_value_that_is_saved_is_loaded_in_its_shape_and_in_no_other() {
        let (disk, home) = (MemoryDisk::new(), Home::of("public"));
        home.save(&disk, "x", "shape 1\n", &7_u32).unwrap();
        assert_eq!(home.load::<u32>(&disk, "x", "shape 1\n"), Some(7));
        assert_eq!(home.load::<u32>(&disk, "x", "shape 2\n"), None);
        assert_eq!(home.load::<u32>(&disk, "y", "shape 1\n"), None);
        let ignore = disk.read(Path::new(".byline/.gitignore")).unwrap();
        assert_eq!(ignore, b"*\n");
    }

    #[test]
    fn the_store_stays_out_of_a_repository_even_after_a_loss_of_power() {
        let disk = MemoryDisk::new();
        let ignore = Path::new(".byline/.gitignore");
        for (before, after) in [("", "*\n"), ("theirs\n", "theirs\n")] {
            disk.write(ignore, before.as_bytes()).unwrap();
            Home::of("public").save(&disk, "x", "", &1).unwrap();
            assert_eq!(disk.read(ignore).unwrap(), after.as_bytes());
        }
    }
}
