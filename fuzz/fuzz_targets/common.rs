//! A site in memory with one file of any bytes.

use std::path::Path;
use std::sync::Arc;

use byline::build::{self, Options, Publishing, Progress, Stage};
use byline::disk::{Disk, MemoryDisk};
use byline::site::Visibility;

struct Silent;

impl Progress for Silent {
    fn begin(&self, _: Stage) {}
    fn length(&self, _: usize) {}
    fn done(&self) {}
}

/// Builds a small site in which a file has these bytes.
pub fn build_with(path: &str, bytes: &[u8]) {
    let disk = MemoryDisk::new();
    for (path, text) in [
        ("byline.toml", "base_url = \"https://example.com\"\n"),
        (
            "content/a.md",
            "+++\ntitle = \"A\"\ndate = 2026-11-20\ntags = [\"x\"]\n+++\n\n# A\n",
        ),
        ("content/news/b.md", "[a](@/a.md)\n"),
        ("data/a.json", "{\"a\": [1, 2]}"),
    ] {
        disk.write(Path::new(path), text.as_bytes())
            .expect("memory takes everything");
    }
    disk.write(Path::new(path), bytes)
        .expect("memory takes everything");
    let disk: Arc<dyn Disk> = Arc::new(disk);
    let options = Options {
        output: None,
        base_url: None,
        visibility: Visibility::default(),
        private: false,
        publishing: Publishing::Yes,
        progress: &Silent,
    };
    // Both are right; only a panic is wrong.
    let _ = build::build(&disk, &options);
}
