//! Any bytes as a feed of somebody else: the findings are few, each has its place in the feed, and they are the same again.

#![no_main]

use std::collections::BTreeMap;

use byline::check::feed::judge;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    let findings = judge("feed", bytes, Some("https://example.com/feed"));
    let lines = 1 + bytes.iter().filter(|byte| **byte == b'\n').count();
    let mut alike = BTreeMap::new();
    for finding in &findings {
        let place = finding.diag.place.as_ref().expect("a finding has a place");
        let position = place.position.as_ref().expect("a place has a position");
        assert!((1..=lines).contains(&position.line) && position.column > 0);
        assert!(position.excerpt.chars().count() < 400, "{position:?}");
        *alike.entry(finding.diag.rule.expect("a finding has a rule")).or_insert(0) += 1;
    }
    assert!(alike.values().all(|number| *number <= 100), "{alike:?}");
    assert_eq!(judge("feed", bytes, Some("https://example.com/feed")), findings);
});
