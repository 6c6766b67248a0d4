//! What feeds have of articles, kept for one build: an article is in the feeds of its site, its section, its terms and
//! its authors and in their archives, and its text is the same in all formats.
//!
//! It is put aside, so that however many articles there are, memory holds a few.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError};

use crate::disk::{Disk, Spool, Spooled};
use crate::feed::{About, Format};
use crate::render::Kept;
use crate::site::PageId;

/// Texts and entries that were made for feed readers.
pub(super) struct Readers {
    disk: Arc<dyn Disk>,
    /// Where they are; `None` where there is no place, and each is made when it is needed.
    spool: OnceLock<Option<Box<dyn Spool>>>,
    texts: Mutex<HashMap<PageId, Spooled>>,
    entries: Mutex<HashMap<(PageId, Format), (About, Spooled)>>,
}

impl Readers {
    /// None made yet.
    pub(super) fn new(disk: Arc<dyn Disk>) -> Self {
        Self {
            disk,
            spool: OnceLock::new(),
            texts: Mutex::default(),
            entries: Mutex::default(),
        }
    }

    fn get(&self, place: Spooled) -> Option<Vec<u8>> {
        self.spool.get()?.as_ref()?.get(place).ok()
    }

    /// Puts bytes aside. Where that fails they are made again.
    fn put(&self, bytes: &[u8]) -> Option<Spooled> {
        let spool = self.spool.get_or_init(|| self.disk.spool().ok());
        spool.as_ref()?.put(bytes).ok()
    }
}

impl Kept for Readers {
    fn text(&self, id: PageId) -> Option<String> {
        let place = lock(&self.texts).get(&id).copied()?;
        String::from_utf8(self.get(place)?).ok()
    }

    fn keep_text(&self, id: PageId, html: &str) {
        if let Some(place) = self.put(html.as_bytes()) {
            lock(&self.texts).insert(id, place);
        }
    }

    fn about(&self, id: PageId, format: Format) -> Option<About> {
        let entries = lock(&self.entries);
        entries.get(&(id, format)).map(|(about, _)| *about)
    }

    fn entry(&self, id: PageId, format: Format) -> Option<Vec<u8>> {
        let (_, place) = lock(&self.entries).get(&(id, format)).copied()?;
        self.get(place)
    }

    fn keep_entry(&self, id: PageId, format: Format, about: About, bytes: &[u8]) {
        if let Some(place) = self.put(bytes) {
            // Whoever was quicker kept the same.
            lock(&self.entries).insert((id, format), (about, place));
        }
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::disk::MemoryDisk;

    #[test]
    fn what_was_kept_comes_back() {
        let readers = Readers::new(Arc::new(MemoryDisk::new()));
        assert_eq!(readers.text(PageId(1)), None);
        readers.keep_text(PageId(1), "<p>둘</p>");
        readers.keep_text(PageId(0), "");
        readers.keep_text(PageId(1), "<p>둘</p>");
        assert_eq!(readers.text(PageId(1)).as_deref(), Some("<p>둘</p>"));
        assert_eq!(readers.text(PageId(0)).as_deref(), Some(""));
        assert_eq!(readers.text(PageId(2)), None);
    }

    #[test]
    fn an_entry_is_kept_for_its_format() {
        let readers = Readers::new(Arc::new(MemoryDisk::new()));
        let about = About {
            changed: chrono::DateTime::UNIX_EPOCH.fixed_offset(),
            text: 7,
            speaks: crate::feed::Modules::default(),
        };
        readers.keep_entry(PageId(1), Format::Atom, about, b"<entry/>");
        readers.keep_text(PageId(1), "<p>둘</p>");
        assert_eq!(readers.about(PageId(1), Format::Atom), Some(about));
        assert_eq!(
            readers.entry(PageId(1), Format::Atom).as_deref(),
            Some(&b"<entry/>"[..])
        );
        assert_eq!(readers.about(PageId(1), Format::Rss), None);
        assert_eq!(readers.entry(PageId(2), Format::Atom), None);
    }
}
