//! A site in memory with one file of any bytes.

// Each target uses a part of this.
#![allow(dead_code)]

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;

use byline::build::{self, Foreign, Options, Progress, Publishing, Report, Stage};
use byline::diag::Diags;
use byline::disk::{Disk, MemoryDisk};
use byline::site::Visibility;

struct Silent;

impl Progress for Silent {
    fn begin(&self, _: Stage) {}
    fn length(&self, _: usize) {}
    fn done(&self) {}
}

/// A small site with settings, articles that refer to one another, and data.
pub struct Site {
    memory: Arc<MemoryDisk>,
}

impl Site {
    /// The site as it is before anything odd happens to it.
    pub fn new() -> Self {
        let site = Self {
            memory: Arc::new(MemoryDisk::new()),
        };
        for (path, text) in [
            ("byline.toml", "base_url = \"https://example.com\"\n"),
            (
                "content/a.md",
                "+++\ntitle = \"A\"\ndate = 2026-11-20\ntags = [\"x\"]\n+++\n\n# A\n",
            ),
            ("content/news/b.md", "[a](@/a.md)\n"),
            ("data/a.json", "{\"a\": [1, 2]}"),
        ] {
            site.write(path, text.as_bytes());
        }
        site
    }

    /// Another site with the same files, written at the same times.
    pub fn copy(&self) -> Self {
        Self {
            memory: Arc::new(self.memory.copy()),
        }
    }

    /// Writes a file.
    pub fn write(&self, path: &str, bytes: &[u8]) {
        self.memory
            .write(Path::new(path), bytes)
            .expect("memory takes everything");
    }

    /// Builds the site.
    pub fn build(&self) -> Result<Report, Diags> {
        let disk: Arc<dyn Disk> = self.memory.clone();
        let options = Options {
            output: None,
            base_url: None,
            visibility: Visibility::default(),
            private: false,
            publishing: Publishing::Yes,
            foreign: Foreign::default(),
            progress: &Silent,
        };
        build::build(&disk, &options)
    }

    /// Builds the site twice. Whatever is in it, there is a site or there are messages; the second build says the
    /// same and changes nothing.
    pub fn build_twice(&self) {
        match (self.build(), self.build()) {
            (Ok(first), Ok(second)) => {
                let changes = &second.changes;
                let written = changes.added.len() + changes.changed.len() + changes.removed.len();
                assert_eq!(written, 0, "{changes:?}");
                assert_eq!(first.warnings, second.warnings);
            }
            (Err(first), Err(second)) => {
                assert!(first.has_errors(), "{first:?}");
                assert_eq!(first, second);
            }
            (first, second) => panic!("{:?}, then {:?}", first.err(), second.err()),
        }
    }

    /// The files whose paths begin so, with their bytes.
    pub fn files(&self, prefix: &str) -> BTreeMap<String, Vec<u8>> {
        let mut files = self.memory.snapshot();
        files.retain(|path, _| path.starts_with(prefix));
        files
    }
}

/// Builds a small site in which a file has these bytes.
pub fn build_with(path: &str, bytes: &[u8]) {
    let site = Site::new();
    site.write(path, bytes);
    site.build_twice();
}
