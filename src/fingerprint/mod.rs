//! A 128-bit hash of content, the unit of Byline's freshness rules.
//!
//! The hash is XXH3-128: named, stable across machines and versions, and not cryptographic. Every
//! value is length-prefixed and every hash begins with a tag of its kind, so that two different
//! things never share a fingerprint by being written side by side. Nothing that depends on the
//! machine (absolute paths, times, map order) may be fed to it.

mod sketch;

use std::cell::RefCell;
use std::fmt;

use serde::{Deserialize, Serialize};
use xxhash_rust::xxh3::Xxh3;

pub use sketch::{EQUAL, Sketch};

/// The version of the program, to the letter of its code: what another one made is made again.
pub const TOOL: &str = concat!(env!("CARGO_PKG_VERSION"), "-", env!("BYLINE_CODE"));

thread_local! {
    static BUFFER: RefCell<Vec<u8>> = const { RefCell::new(Vec::new()) };
}

/// The fingerprint of some content.
#[derive(Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(from = "[u8; 16]", into = "[u8; 16]")]
pub struct Fingerprint(u128);

// Sixteen bytes: a number of this length is slow to write in pieces of seven bits.
impl From<[u8; 16]> for Fingerprint {
    fn from(bytes: [u8; 16]) -> Self {
        Self(u128::from_le_bytes(bytes))
    }
}

impl From<Fingerprint> for [u8; 16] {
    fn from(fingerprint: Fingerprint) -> Self {
        fingerprint.0.to_le_bytes()
    }
}

impl Fingerprint {
    /// Of nothing that could be hashed.
    pub const NONE: Self = Self(0);

    /// The fingerprint of one run of bytes of a kind.
    pub fn of(kind: &str, bytes: &[u8]) -> Self {
        Hasher::new(kind).bytes(bytes).finish()
    }

    /// The fingerprint of a value as its JSON. The value must serialise in a fixed order.
    pub fn of_value<T: Serialize + ?Sized>(kind: &str, value: &T) -> Self {
        // The hash is quick with long runs of bytes, and JSON is written in short ones.
        BUFFER.with_borrow_mut(|buffer| {
            buffer.clear();
            let mut hasher = Hasher::new(kind);
            // Writing to memory cannot fail, and a value that JSON cannot hold (a map with
            // non-string keys) hashes as far as it was written, with its failure.
            let whole = serde_json::to_writer(&mut *buffer, value).is_ok();
            hasher.0.update(buffer);
            if !whole {
                hasher.text("not JSON");
            }
            hasher.finish()
        })
    }
}

impl fmt::Display for Fingerprint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:032x}", self.0)
    }
}

impl fmt::Debug for Fingerprint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

/// Builds a [`Fingerprint`] from parts.
pub struct Hasher(Xxh3);

impl Hasher {
    /// A hasher for one kind of thing.
    pub fn new(kind: &str) -> Self {
        let mut hasher = Self(Xxh3::new());
        hasher.text(kind);
        hasher
    }

    /// Adds bytes, after their length.
    pub fn bytes(&mut self, bytes: &[u8]) -> &mut Self {
        self.number(bytes.len() as u64);
        self.0.update(bytes);
        self
    }

    /// Adds a text, after its length.
    pub fn text(&mut self, text: &str) -> &mut Self {
        self.bytes(text.as_bytes())
    }

    /// Adds a number.
    pub fn number(&mut self, number: u64) -> &mut Self {
        self.0.update(&number.to_le_bytes());
        self
    }

    /// Adds another fingerprint.
    pub fn fingerprint(&mut self, fingerprint: Fingerprint) -> &mut Self {
        self.0.update(&fingerprint.0.to_le_bytes());
        self
    }

    /// Adds a list of fingerprints, after their number.
    pub fn list(&mut self, list: impl ExactSizeIterator<Item = Fingerprint>) -> &mut Self {
        self.number(list.len() as u64);
        for fingerprint in list {
            self.fingerprint(fingerprint);
        }
        self
    }

    /// The fingerprint of all that was added.
    pub fn finish(&self) -> Fingerprint {
        Fingerprint(self.0.digest128())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_do_not_run_into_each_other() {
        let one = Hasher::new("t").text("ab").text("c").finish();
        let two = Hasher::new("t").text("a").text("bc").finish();
        assert_ne!(one, two);
    }

    #[test]
    fn kinds_are_kept_apart() {
        assert_ne!(
            Fingerprint::of("page", b"x"),
            Fingerprint::of("asset", b"x")
        );
    }

    #[test]
    fn the_hash_is_stable_across_versions() {
        let fingerprint = Fingerprint::of("page", "한글".as_bytes());
        assert_eq!(fingerprint.to_string(), "7e57315085413c7b555c4efed94f02ed");
    }
}
