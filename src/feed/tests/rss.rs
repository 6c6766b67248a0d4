//! RSS 2.0.

use super::*;

fn rss(feed: &Feed) -> String {
    let xml = write(Format::Rss, feed, SELF);
    check_xml(&xml);
    xml
}

#[test]
fn the_channel_says_what_it_must() {
    let xml = rss(&full());
    assert!(xml.contains(
        "<atom:link href=\"https://a.example/feed.xml\" rel=\"self\" type=\"application/rss+xml\"/>"
    ), "{xml}");
    assert!(xml.contains("href=\"https://hub.example/?a&amp;b\" rel=\"hub\""));
    assert_eq!(texts(&xml, "language"), ["ko"]);
    assert_eq!(texts(&xml, "copyright"), ["© 2026"]);
    assert_eq!(texts(&xml, "dc:creator")[0], "The Desk");
    assert_eq!(
        texts(&xml, "lastBuildDate"),
        ["Tue, 03 Nov 2026 10:00:00 +0900"]
    );
    // The channel, its image, and three items.
    assert_eq!(texts(&xml, "title")[..2], ["신문 <A&B>", "신문 <A&B>"]);
    assert!(!xml.contains("<width>"));
}

#[test]
fn guid_of_a_tag_uri_is_no_permalink() {
    let xml = rss(&full());
    assert_eq!(xml.matches("<guid isPermaLink=\"false\">").count(), 3);
    assert_eq!(texts(&xml, "guid")[2], "tag:a.example,2026-11-01:/posts/1");
}

#[test]
fn dates_are_rfc_822_with_their_own_zone() {
    let mut entry = entry(1);
    entry.published = date("2026-02-07T00:00:00+09:00");
    let xml = rss(&feed(vec![entry]));
    assert_eq!(texts(&xml, "pubDate"), ["Sat, 07 Feb 2026 00:00:00 +0900"]);
}

#[test]
fn author_with_a_bare_name_is_dc_creator() {
    let mut feed = full();
    feed.entries[0].authors = vec![Person {
        email: Some("me@a.example".to_owned()),
        ..person("Me")
    }];
    feed.entries[2].authors = Vec::new();
    let xml = rss(&feed);
    assert_eq!(
        texts(&xml, "dc:creator"),
        ["The Desk", "Me", "A", "B", "The Desk"]
    );
    assert!(!xml.contains("<author>"));
}

#[test]
fn summary_and_full_text_are_both_there_in_this_order() {
    let xml = rss(&full());
    let item = &xml[xml.find("<item>").unwrap()..];
    let description = item.find("<description>").unwrap();
    assert!(description < item.find("<content:encoded>").unwrap());
    assert_eq!(texts(item, "description")[0], "비가 온다.");
    assert_eq!(
        texts(item, "content:encoded")[0],
        "<p>비가 <b>온다</b>.</p>"
    );
}

#[test]
fn plain_summaries_are_html_in_a_description() {
    let mut entry = entry(1);
    entry.summary = "Vec<T> & ]]> \"x\"".to_owned();
    let xml = rss(&feed(vec![entry]));
    assert_eq!(
        texts(&xml, "description")[1],
        "Vec&lt;T&gt; &amp; ]]&gt; \"x\""
    );
}

#[test]
fn end_of_cdata_in_code_survives() {
    let xml = rss(&full());
    assert_eq!(
        texts(&xml, "content:encoded")[1],
        "<pre>a]]&gt;b ]]> &hellip; </pre>"
    );
}

#[test]
fn namespaces_are_declared_where_they_are_used() {
    let mut entry = entry(1);
    let mut feed = feed(Vec::new());
    assert!(!rss(&feed).contains("xmlns:content"));
    entry.language = Some("en".to_owned());
    feed.entries = vec![entry];
    let xml = rss(&feed);
    assert!(xml.contains("xmlns:content=\"http://purl.org/rss/1.0/modules/content/\""));
    assert!(xml.contains("xmlns:dc=\"http://purl.org/dc/elements/1.1/\""));
    assert!(!xml.contains("xmlns:media"));
    assert_eq!(texts(&xml, "dc:language"), ["en"]);
}

#[test]
fn one_enclosure_with_its_real_length() {
    let xml = rss(&full());
    assert_eq!(xml.matches("<enclosure").count(), 1);
    assert!(xml.contains("length=\"12345\"") && xml.contains("type=\"audio/mpeg\""));
}

#[test]
fn categories_and_the_lead_picture() {
    let xml = rss(&full());
    assert!(
        xml.contains("<category domain=\"https://a.example/tags/\">날씨 &amp; 바람</category>")
    );
    assert!(
        xml.contains("url=\"https://a.example/%EB%B9%84.jpg?w=1&amp;h=2\""),
        "{xml}"
    );
    assert!(!xml.contains("media:description"));
}

#[test]
fn a_note_without_a_title_has_a_description() {
    let told = |title: &str, summary: &str, episode: bool| {
        let mut note = entry(1);
        note.untitled = true;
        note.title = title.to_owned();
        note.summary = summary.to_owned();
        if episode {
            note.enclosures = vec![Enclosure {
                url: "https://a.example/1.mp3".to_owned(),
                mime: "audio/mpeg".to_owned(),
                length: 1,
                seconds: None,
            }];
        }
        let mut feed = feed(vec![note]);
        feed.logo = None;
        let xml = rss(&feed);
        let of_entry = |name| texts(&xml, name).split_off(1).join("|");
        (of_entry("title"), of_entry("description"))
    };
    let both = |title: &str, description: &str| (title.to_owned(), description.to_owned());
    assert_eq!(
        told("It rains", "It rains & blows.", false),
        both("", "It rains &amp; blows.")
    );
    // A picture by itself has no summary.
    assert_eq!(told("A <weir>", "", false), both("", "A &lt;weir&gt;"));
    assert_eq!(told("", "", false), both("", "https://a.example/posts/1/"));
    // Podcast programs show titles and nothing else.
    assert_eq!(told("It rains", "", true), both("It rains", ""));
}

#[test]
fn a_channel_has_a_picture_that_is_as_small_as_rss_wants_it() {
    let has_picture = |size| {
        let mut feed = feed(Vec::new());
        feed.logo = Some(Image {
            url: "https://a.example/logo.png".to_owned(),
            alt: String::new(),
            size,
        });
        write(Format::Rss, &feed, SELF).contains("<image>")
    };
    for (size, expected) in [
        (Some((144, 400)), true),
        (Some((1, 1)), true),
        (Some((145, 400)), false),
        (Some((144, 401)), false),
        (Some((100, 512)), false),
        (Some((145, 1)), false),
        (Some((4000, 4000)), false),
        // How large it is nobody knows.
        (None, true),
    ] {
        assert_eq!(has_picture(size), expected, "{size:?}");
    }
}

#[test]
fn an_author_is_named_whatever_else_is_known() {
    let mut nobody = entry(1);
    nobody.authors.clear();
    let mut nobody_in_english = nobody.clone();
    nobody_in_english.language = Some("en".to_owned());
    let mut feed = feed(vec![entry(3), nobody_in_english, nobody]);
    feed.authors.clear();
    let xml = write(Format::Rss, &feed, SELF);
    let items: Vec<&str> = xml.split("<item>").skip(1).collect();
    let has = |name: &str| -> Vec<bool> { items.iter().map(|item| item.contains(name)).collect() };
    assert_eq!(has("<dc:creator>"), [true, false, false]);
    assert_eq!(has("<dc:language>"), [false, true, false]);
}
