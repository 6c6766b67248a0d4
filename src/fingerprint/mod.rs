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
use xxhash_rust::xxh3::{Xxh3, xxh3_128};

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

/// The fingerprint of many things in no order, to which things can be added and from which they can be taken.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Sum(u128);

impl Sum {
    /// Adds something that is not among them.
    pub fn add(&mut self, thing: Fingerprint) {
        self.0 = self.0.wrapping_add(thing.0);
    }

    /// Takes away something that is among them.
    pub fn remove(&mut self, thing: Fingerprint) {
        self.0 = self.0.wrapping_sub(thing.0);
    }

    /// The fingerprint of all of them.
    pub fn finish(self) -> Fingerprint {
        Fingerprint(self.0)
    }
}

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

    /// The fingerprint of what a file holds, as [`Content`] makes it piece by piece.
    pub fn of_content(bytes: &[u8]) -> Self {
        let mut content = Content::new();
        content.add(bytes);
        content.finish()
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
            hasher.add(buffer);
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
pub struct Hasher {
    /// What was added, while it is little: most hashes are of a few hundred bytes, and a state that takes any
    /// number of them is larger than that.
    held: Vec<u8>,
    long: Option<Box<Xxh3>>,
}

/// How many bytes are held.
const HELD: usize = 4096;

impl Hasher {
    /// A hasher for one kind of thing.
    pub fn new(kind: &str) -> Self {
        let mut hasher = Self {
            held: Vec::with_capacity(192),
            long: None,
        };
        hasher.text(kind);
        hasher
    }

    fn add(&mut self, bytes: &[u8]) {
        if let Some(long) = &mut self.long {
            long.update(bytes);
        } else if self.held.len() + bytes.len() <= HELD {
            self.held.extend_from_slice(bytes);
        } else {
            let mut long = Box::new(Xxh3::new());
            long.update(&self.held);
            long.update(bytes);
            self.long = Some(long);
            self.held = Vec::new();
        }
    }

    /// Adds bytes, after their length.
    pub fn bytes(&mut self, bytes: &[u8]) -> &mut Self {
        self.number(bytes.len() as u64);
        self.add(bytes);
        self
    }

    /// Adds a text, after its length.
    pub fn text(&mut self, text: &str) -> &mut Self {
        self.bytes(text.as_bytes())
    }

    /// Adds a number.
    pub fn number(&mut self, number: u64) -> &mut Self {
        self.add(&number.to_le_bytes());
        self
    }

    /// Adds another fingerprint.
    pub fn fingerprint(&mut self, fingerprint: Fingerprint) -> &mut Self {
        self.add(&fingerprint.0.to_le_bytes());
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
        Fingerprint(match &self.long {
            Some(long) => long.digest128(),
            None => xxh3_128(&self.held),
        })
    }
}

/// Makes the fingerprint of what a file holds while it is read or written: how long it is need not be
/// known before.
pub struct Content {
    hasher: Hasher,
    length: u64,
}

impl Content {
    /// Of a file that holds nothing yet.
    pub fn new() -> Self {
        Self {
            hasher: Hasher::new("content"),
            length: 0,
        }
    }

    /// Adds the next bytes.
    pub fn add(&mut self, bytes: &[u8]) {
        self.hasher.add(bytes);
        self.length += bytes.len() as u64;
    }

    /// How many bytes there were.
    pub fn length(&self) -> u64 {
        self.length
    }

    /// The fingerprint of all of them.
    pub fn finish(mut self) -> Fingerprint {
        self.hasher.number(self.length).finish()
    }
}

impl Default for Content {
    fn default() -> Self {
        Self::new()
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
    fn content_is_the_same_in_whatever_pieces_it_comes() {
        let bytes: Vec<u8> = (0..3 * HELD).map(|n| n as u8).collect();
        for size in [1, 7, HELD - 1, HELD, HELD + 1, 2 * HELD] {
            let mut content = Content::new();
            bytes.chunks(size).for_each(|piece| content.add(piece));
            assert_eq!(content.length(), bytes.len() as u64);
            assert_eq!(content.finish(), Fingerprint::of_content(&bytes), "{size}");
        }
        assert_ne!(
            Fingerprint::of_content(b""),
            Fingerprint::of_content(b"\0\0\0\0\0\0\0\0")
        );
    }

    #[test]
    fn long_and_short_are_hashed_alike() {
        let bytes: Vec<u8> = (0..3 * HELD).map(|n| n as u8).collect();
        for length in [HELD - 40, HELD - 20, HELD, HELD + 1, 3 * HELD] {
            let mut whole = Xxh3::new();
            whole.update(&4_u64.to_le_bytes());
            whole.update(b"page");
            whole.update(&(length as u64).to_le_bytes());
            whole.update(&bytes[..length]);
            assert_eq!(
                Fingerprint::of("page", &bytes[..length]).0,
                whole.digest128()
            );
        }
    }

    #[test]
    fn the_hash_is_stable_across_versions() {
        let fingerprint = Fingerprint::of("page", "한글".as_bytes());
        assert_eq!(fingerprint.to_string(), "7e57315085413c7b555c4efed94f02ed");
    }
}
