//! JSON Feed 1.1.

use serde_json::{Value, json};

use super::*;

fn read(feed: &Feed) -> Value {
    serde_json::from_str(&write(Format::Json, feed, SELF)).unwrap()
}

#[test]
fn the_version_comes_first() {
    let text = write(Format::Json, &full(), SELF);
    assert!(text.starts_with("{\"version\":\"https://jsonfeed.org/version/1.1\","));
    assert!(!text.contains("null"));
}

#[test]
fn the_top_says_what_it_must() {
    let feed = read(&full());
    assert_eq!(feed["title"], "신문 <A&B>");
    assert_eq!(feed["feed_url"], SELF);
    assert_eq!(feed["home_page_url"], "https://a.example/");
    assert_eq!(feed["language"], "ko");
    assert_eq!(feed["icon"], "https://a.example/logo.png");
    assert_eq!(feed["favicon"], "https://a.example/icon.png");
    assert_eq!(feed["authors"][0]["name"], "The Desk");
    assert_eq!(
        feed["hubs"],
        json!([{"type": "WebSub", "url": "https://hub.example/?a&b"}])
    );
}

#[test]
fn an_item_says_what_it_must() {
    let feed = read(&full());
    let item = &feed["items"][0];
    assert_eq!(item["id"], "tag:a.example,2026-11-03:/posts/3");
    assert_eq!(item["title"], "Vec<T> & AT&T");
    assert_eq!(item["content_html"], "<p>비가 <b>온다</b>.</p>");
    assert_eq!(item["summary"], "비가 온다.");
    assert_eq!(item["date_published"], "2026-11-03T09:30:00+09:00");
    assert_eq!(item["date_modified"], "2026-11-03T10:00:00+09:00");
    assert_eq!(item["external_url"], "https://b.example/first");
    assert_eq!(item["image"], "https://a.example/%EB%B9%84.jpg?w=1&h=2");
    assert_eq!(item["tags"], json!(["날씨 & 바람"]));
    assert_eq!(item["language"], "en");
    assert_eq!(item["attachments"][1]["size_in_bytes"], 54321);
    assert_eq!(item["attachments"][1]["mime_type"], "audio/ogg");
}

#[test]
fn an_item_without_html_has_text() {
    let mut note = entry(1);
    note.untitled = true;
    note.html = None;
    assert_eq!(
        read(&feed(vec![note]))["items"][0]["content_text"],
        "비가 온다."
    );
}
