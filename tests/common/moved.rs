//! A magazine of two articles whose texts are told apart, and where its articles are after they moved.

use std::sync::Arc;

use byline::disk::{Disk, RealDisk};
use byline::site::Visibility;

use super::{NOW, TestSite, moment};

/// The text of the first article.
pub const RAIN: &str =
    "It rained for a week. The river rose. The bridge held. The sun came. It stayed. We slept.";
/// The text of the second.
pub const SNOW: &str = "Snow fell at last. Children ran out. The trains stopped. Nobody minded. It was quiet. Night came.";
/// The front matter of the first.
pub const FRONT: &str = "title = \"Rain\"\ndate = 2026-11-20";

/// Adds both articles.
pub fn magazine(site: TestSite) -> TestSite {
    site.article("news/rain.md", FRONT, RAIN).article(
        "news/snow.md",
        "title = \"Snow\"\ndate = 2026-11-21",
        SNOW,
    )
}

/// The id that a feed has for a title.
pub fn id(site: &TestSite, title: &str) -> String {
    let feed = feed_rs::parser::parse(site.output("atom.xml").as_bytes()).unwrap();
    let entry = feed
        .entries
        .into_iter()
        .find(|entry| entry.title.as_ref().is_some_and(|own| own.content == title));
    entry.unwrap_or_else(|| panic!("no entry `{title}`")).id
}

/// A redirect stands at a path and leads to an address.
pub fn leads(site: &TestSite, path: &str, to: &str) {
    let page = site.output(path);
    assert!(page.contains(&format!("url={to}\"")), "{path}:\n{page}");
}

/// What is public at the moment of tests.
pub fn public() -> Visibility {
    Visibility {
        now: Some(moment(NOW)),
        ..Visibility::default()
    }
}

/// The disk of a site in a folder.
pub fn disk(site: &TestSite) -> Arc<dyn Disk> {
    Arc::new(RealDisk::new(site.path()))
}
