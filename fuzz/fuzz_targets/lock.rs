//! Any text as `byline.lock`: what is read comes back from what is written, alone and after changes of two are made one.

#![no_main]

mod judge;

use std::collections::BTreeSet;

use byline::lock::{self, Lock};

libfuzzer_sys::fuzz_target!(|text: &str| {
    // A mark that no lock has lets one text be the locks of two who change one.
    let mut parts = text.split("\n%%%%\n");
    let locks: Vec<Lock> = parts.by_ref().take(3).filter_map(read).collect();
    if let [base, ours, theirs] = &locks[..] {
        merge(base, ours, theirs);
    }
    for lock in &locks {
        let nothing = Lock::default();
        merge(&nothing, lock, &nothing);
        merge(lock, lock, &nothing);
        merge(lock, &nothing, lock);
    }
});

fn read(text: &str) -> Option<Lock> {
    // Lines end with a line break; fuzzing finds that soon, and would have to find it for each part.
    let text = if text.ends_with('\n') { text.to_owned() } else { format!("{text}\n") };
    match lock::read(&text) {
        Ok(read) => {
            let again = written(&read.lock);
            assert!(!again.has_twins);
            assert_eq!(again.lock, read.lock);
            Some(read.lock)
        }
        Err(said) => {
            assert!(said.has_errors(), "{said:?}");
            judge::messages(&said, lock::FILE, text.as_bytes());
            None
        }
    }
}

/// A lock after it was written and read.
fn written(lock: &Lock) -> lock::Read {
    let written = lock::write(lock);
    let read = lock::read(&written).unwrap_or_else(|said| panic!("{said:?} in {written}"));
    assert_eq!(lock::write(&read.lock), written);
    read
}

fn merge(base: &Lock, ours: &Lock, theirs: &Lock) {
    let merged = lock::merge(base, ours, theirs);
    if merged != Lock::default() {
        assert_eq!(written(&merged).lock, merged);
    }
    // Who changed nothing changes nothing of what others did. Two entries with one id are one after that.
    let is_plain = |lock: &Lock| {
        let ids: BTreeSet<&String> = lock.articles.values().map(|article| &article.id).collect();
        ids.len() == lock.articles.len()
    };
    if base == theirs && base == ours && is_plain(base) {
        assert_eq!(&merged, ours);
    }
    let mut feeds = ours.feeds.keys().chain(theirs.feeds.keys());
    let is_new = |name: &&String| !base.feeds.contains_key(*name);
    assert!(feeds.by_ref().filter(is_new).all(|name| merged.feeds.contains_key(name)));
    // An id that is new is there, unless two have published one article at once.
    let is_new = |id: &str| base.articles.values().all(|article| article.id != id);
    let entries = || ours.articles.iter().chain(&theirs.articles);
    for (_, article) in entries().filter(|(_, article)| is_new(&article.id)) {
        let mut own = entries().filter(|(_, other)| other.id == article.id);
        let is_there = merged.articles.values().any(|it| it.id == article.id);
        assert!(is_there || own.any(|(source, _)| merged.articles.contains_key(source)));
    }
}
