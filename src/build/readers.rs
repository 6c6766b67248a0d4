//! The texts of articles as feed readers get them, kept for one build: an article is in the feeds of its
//! site, its section, its terms and its authors, in three formats each, and the same in all.
//!
//! They are put aside, so that however many there are, memory holds a few.

use std::sync::{Arc, OnceLock};

use crate::disk::{Disk, Spool, Spooled};
use crate::site::PageId;

/// Texts that were made for feed readers.
pub(super) struct Readers {
    disk: Arc<dyn Disk>,
    /// Where they are; `None` where there is no place, and each text is made when it is needed.
    spool: OnceLock<Option<Box<dyn Spool>>>,
    /// Per article, its place.
    places: Vec<OnceLock<Spooled>>,
}

impl Readers {
    /// Of a site with so many articles, none of them made yet.
    pub(super) fn new(disk: Arc<dyn Disk>, pages: usize) -> Self {
        Self {
            disk,
            spool: OnceLock::new(),
            places: (0..pages).map(|_| OnceLock::new()).collect(),
        }
    }

    /// The text of an article, if it was made.
    pub(super) fn get(&self, id: PageId) -> Option<String> {
        let place = self.places.get(id.0 as usize)?.get()?;
        let spool = self.spool.get()?.as_ref()?;
        String::from_utf8(spool.get(*place).ok()?).ok()
    }

    /// Keeps the text of an article. Where that fails it is made again.
    pub(super) fn put(&self, id: PageId, html: &str) {
        let Some(place) = self.places.get(id.0 as usize) else {
            return;
        };
        let spool = self.spool.get_or_init(|| self.disk.spool().ok());
        if let Some(spooled) = spool
            .as_ref()
            .and_then(|spool| spool.put(html.as_bytes()).ok())
        {
            // Whoever was quicker kept the same.
            let _ = place.set(spooled);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::disk::MemoryDisk;

    #[test]
    fn what_was_kept_comes_back() {
        let readers = Readers::new(Arc::new(MemoryDisk::new()), 3);
        assert_eq!(readers.get(PageId(1)), None);
        readers.put(PageId(1), "<p>둘</p>");
        readers.put(PageId(0), "");
        readers.put(PageId(1), "<p>둘</p>");
        readers.put(PageId(7), "none of the site");
        assert_eq!(readers.get(PageId(1)).as_deref(), Some("<p>둘</p>"));
        assert_eq!(readers.get(PageId(0)).as_deref(), Some(""));
        assert_eq!(readers.get(PageId(2)), None);
        assert_eq!(readers.get(PageId(7)), None);
    }
}
