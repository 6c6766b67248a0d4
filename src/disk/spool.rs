//! Places to put bytes aside and to get them back.

use std::io::{self, Read, Seek, SeekFrom, Write};
use std::sync::Mutex;

use serde::{Deserialize, Serialize};

use super::lock;

/// A place to put bytes aside and to get them back.
pub trait Spool: Send + Sync {
    /// Puts bytes aside.
    ///
    /// # Errors
    /// Those of the file system, or more than 4 GiB at once.
    fn put(&self, bytes: &[u8]) -> io::Result<Spooled>;

    /// Gets bytes back.
    ///
    /// # Errors
    /// Those of the file system.
    fn get(&self, spooled: Spooled) -> io::Result<Vec<u8>>;

    /// How many bytes were put so far.
    fn size(&self) -> u64;
}

/// What a spool gave for some bytes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Spooled {
    /// Where they begin.
    pub start: u64,
    /// How many they are.
    pub length: u32,
}

impl Spooled {
    pub(super) fn new(start: u64, bytes: &[u8]) -> io::Result<Self> {
        let length = u32::try_from(bytes.len()).map_err(|_| io::ErrorKind::FileTooLarge)?;
        Ok(Self { start, length })
    }
}

/// A spool in something like a file.
pub(super) struct Pile<F> {
    inner: Mutex<Inner<F>>,
}

struct Inner<F> {
    file: F,
    end: u64,
    at: u64,
}

impl<F: Read + Write + Seek + Send> Pile<F> {
    /// A spool that goes on where the file ends.
    pub(super) fn new(mut file: F) -> io::Result<Self> {
        let end = file.seek(SeekFrom::End(0))?;
        Ok(Self {
            inner: Mutex::new(Inner { file, end, at: end }),
        })
    }
}

impl<F: Read + Write + Seek + Send> Spool for Pile<F> {
    fn put(&self, bytes: &[u8]) -> io::Result<Spooled> {
        let inner = &mut *lock(&self.inner);
        if inner.at != inner.end {
            inner.file.seek(SeekFrom::Start(inner.end))?;
        }
        let spooled = Spooled::new(inner.end, bytes)?;
        // What is written half is written over, or lies there unused.
        inner.at = u64::MAX;
        if let Err(error) = inner.file.write_all(bytes) {
            inner.end = inner.file.seek(SeekFrom::End(0)).unwrap_or(inner.end);
            return Err(error);
        }
        inner.end += u64::from(spooled.length);
        inner.at = inner.end;
        Ok(spooled)
    }

    fn get(&self, spooled: Spooled) -> io::Result<Vec<u8>> {
        let inner = &mut *lock(&self.inner);
        if spooled.start.saturating_add(u64::from(spooled.length)) > inner.end {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
        let mut bytes = vec![0; spooled.length as usize];
        // Until the read is done the position is unknown: no `put` may trust it.
        inner.at = u64::MAX;
        inner.file.seek(SeekFrom::Start(spooled.start))?;
        inner.file.read_exact(&mut bytes)?;
        inner.at = spooled.start + u64::from(spooled.length);
        Ok(bytes)
    }

    fn size(&self) -> u64 {
        lock(&self.inner).end
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_spool_gives_back_what_it_took() {
        let spool = Pile::new(tempfile::SpooledTempFile::new(4)).unwrap();
        let one = spool.put(b"one").unwrap();
        let two = spool.put("둘".as_bytes()).unwrap();
        assert_eq!(spool.get(one).unwrap(), b"one");
        let three = spool.put(b"three").unwrap();
        assert_eq!(spool.get(two).unwrap(), "둘".as_bytes());
        assert_eq!(spool.get(three).unwrap(), b"three");
        let beyond = Spooled {
            start: three.start,
            length: u32::MAX,
        };
        assert!(spool.get(beyond).is_err());
    }
}
