//! What the last build knew, in `.byline/`.
//!
//! The store is a help, never a truth: it may be deleted at any moment, and one that is damaged or
//! was written by another version is empty. It is written whole, by rename.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use crate::disk::{Disk, Stat};
use crate::fingerprint::Fingerprint;

/// Raised whenever what is stored changes its shape or meaning. Another version of the program must
/// still know what Byline wrote, or it could never remove it.
const VERSION: &str = "byline store 1
";

/// What the last build knew.
#[derive(Clone, Debug, Default, PartialEq, Eq, bitcode::Encode, bitcode::Decode)]
pub struct Store {
    /// What was written, by path below the output folder.
    pub outputs: BTreeMap<String, Record>,
}

/// What was written at one path.
#[derive(Clone, Copy, Debug, PartialEq, Eq, bitcode::Encode, bitcode::Decode)]
pub struct Record {
    /// Of its bytes.
    pub bytes: Fingerprint,
    /// How the file stood when it was written.
    pub stat: Stat,
}

impl Store {
    /// The file of the store of an output folder: each folder has its own.
    pub fn file(output: &str) -> PathBuf {
        let name = if output == "public" {
            "store".to_owned()
        } else {
            format!(
                "store-{}",
                Fingerprint::of("output folder", output.as_bytes())
            )
        };
        Path::new(".byline").join(name)
    }

    /// Loads the store; anything that is in doubt is an empty one.
    pub fn load(disk: &dyn Disk, file: &Path) -> Self {
        let Ok(bytes) = disk.read(file) else {
            return Self::default();
        };
        let Some(rest) = bytes.strip_prefix(VERSION.as_bytes()) else {
            return Self::default();
        };
        let Some((sum, data)) = rest.split_at_checked(32) else {
            return Self::default();
        };
        if Fingerprint::of("store", data).to_string().as_bytes() != sum {
            return Self::default();
        }
        bitcode::decode(data).unwrap_or_default()
    }

    /// Saves the store.
    ///
    /// # Errors
    /// Those of the file system.
    pub fn save(&self, disk: &dyn Disk, file: &Path) -> std::io::Result<()> {
        let data = bitcode::encode(self);
        let mut bytes = VERSION.as_bytes().to_vec();
        bytes.extend_from_slice(Fingerprint::of("store", &data).to_string().as_bytes());
        bytes.extend_from_slice(&data);
        disk.write(file, &bytes).map(|_| ())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::disk::MemoryDisk;

    #[test]
    fn a_damaged_store_is_an_empty_one() {
        let disk = MemoryDisk::new();
        let file = Store::file("public");
        let mut store = Store::default();
        let stat = Stat {
            size: 1,
            modified: 2,
        };
        store.outputs.insert(
            "a".into(),
            Record {
                bytes: Fingerprint::of("a", b"a"),
                stat,
            },
        );
        store.save(&disk, &file).unwrap();
        assert_eq!(Store::load(&disk, &file), store);
        let whole = disk.read(&file).unwrap();
        for at in 0..whole.len() {
            let mut bytes = whole.clone();
            bytes[at] ^= 1;
            disk.write(&file, &bytes).unwrap();
            assert_eq!(Store::load(&disk, &file), Store::default(), "byte {at}");
        }
    }
}
