//! The repository is itself a site: it builds, without a warning, and its feeds are read back.

use std::fs;
use std::path::Path;

use crate::common::TestSite;
use serde_json::Value;

/// The repository's own articles and settings, on a disk in memory. Its theme is the bundled one.
fn own_site() -> TestSite {
    files(TestSite::new().showing(&["future", "drafts"])).build()
}

fn files(site: TestSite) -> TestSite {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let settings = fs::read_to_string(root.join("byline.toml")).unwrap();
    let mut site = site.file("byline.toml", settings);
    let mut folders = vec![root.join("content")];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else {
                let name = path.strip_prefix(root).unwrap().to_str().unwrap();
                site = site.file(name, fs::read(&path).unwrap());
            }
        }
    }
    site
}

#[test]
fn its_documentation_moves_without_a_dead_address() {
    let mut site = files(TestSite::new().at("2036-01-01T00:00:00Z")).build();
    let before = site.outputs();
    // Every page of the documentation gets another folder and another name, and all links follow.
    let sources: Vec<String> = site
        .files()
        .into_keys()
        .filter(|path| path.starts_with("content/"))
        .collect();
    let moved = |text: &str| {
        text.replace("@/docs/_index", "@/guide/book/_index")
            .replace("@/docs/", "@/guide/book/the-")
    };
    for path in sources.iter().filter(|path| path.ends_with(".md")) {
        let text = moved(&site.read(path));
        site = site.file(path, text);
        if let Some(name) = path.strip_prefix("content/docs/") {
            let the = if name.starts_with("_index") {
                ""
            } else {
                "the-"
            };
            let text = site.read(path);
            site = site
                .file(&format!("content/guide/book/{the}{name}"), text)
                .remove(path);
        }
    }
    let settings = moved(&site.read("byline.toml"));
    let site = site.file("byline.toml", settings).build();
    assert_eq!(site.messages(), "");
    let after = site.outputs();
    let dead: Vec<&String> = before.iter().filter(|path| !after.contains(path)).collect();
    assert!(dead.is_empty(), "{dead:?}");
    for name in ["docs/", "docs/tour/", "ko/docs/feeds/"] {
        let page = site.output(&format!("{name}index.html"));
        assert!(page.contains("http-equiv=\"refresh\""), "{page}");
    }
    site.equals_clean();
}

#[test]
fn it_builds_without_a_warning() {
    assert_eq!(own_site().messages(), "");
}

#[test]
fn it_passes_its_own_check() {
    assert_eq!(own_site().findings(), "");
}

#[test]
fn feed_rs_reads_in_every_feed_what_the_json_feed_says() {
    let site = own_site();
    let feeds: Vec<String> = site
        .outputs()
        .into_iter()
        .filter(|path| path.ends_with("feed.json"))
        .collect();
    assert!(
        feeds.len() >= 4,
        "the site and its news, in two languages: {feeds:?}"
    );
    for path in feeds {
        let json: Value = serde_json::from_str(&site.output(&path)).unwrap();
        let items = json["items"].as_array().unwrap();
        assert!(!items.is_empty(), "{path}");
        for name in ["rss.xml", "atom.xml", "feed.json"] {
            let path = path.replace("feed.json", name);
            let feed = feed_rs::parser::parse(site.output(&path).as_bytes()).unwrap();
            assert_eq!(
                feed.title.unwrap().content,
                json["title"].as_str().unwrap(),
                "{path}"
            );
            assert_eq!(feed.entries.len(), items.len(), "{path}");
            for (entry, item) in feed.entries.iter().zip(items) {
                let text = |key: &str| item[key].as_str().unwrap_or_default();
                assert_eq!(entry.id, text("id"), "{path}");
                assert_eq!(
                    entry.title.as_ref().unwrap().content,
                    text("title"),
                    "{path}"
                );
                assert_eq!(entry.links[0].href, text("url"), "{path}");
                let published =
                    chrono::DateTime::parse_from_rfc3339(text("date_published")).unwrap();
                assert_eq!(entry.published.unwrap(), published, "{path}");
                let content = entry
                    .content
                    .as_ref()
                    .and_then(|content| content.body.as_deref());
                assert_eq!(
                    content.unwrap().trim(),
                    text("content_html").trim(),
                    "{path}"
                );
            }
        }
    }
}
