//! What podcast programs read.

use super::*;

fn show() -> Feed {
    let mut feed = full();
    feed.podcast = Some(Podcast {
        author: "Rain & Radio".to_owned(),
        owner_name: Some("Kim".to_owned()),
        owner_email: Some("kim@a.example".to_owned()),
        category: "News".to_owned(),
        subcategory: Some("Daily News".to_owned()),
        explicit: false,
        image: Some("https://a.example/표지.jpg?a=1&b=2".to_owned()),
        kind: Some("serial"),
        guid: Some("917393e3-1b1e-5cef-ace4-edaa54e1f810".to_owned()),
        locked: Some(true),
        funding: Some((
            "https://pay.example/?a=1&b=2".to_owned(),
            "Give <more>".to_owned(),
        )),
    });
    feed.entries[0].episode = Some(Episode {
        season: Some(2),
        number: Some(7),
        kind: Some("bonus"),
        explicit: Some(true),
        image: Some("https://a.example/7.jpg".to_owned()),
        transcript: Some(("https://a.example/7.vtt".to_owned(), "text/vtt".to_owned())),
        chapters: Some("https://a.example/7.json?\"x\"".to_owned()),
    });
    feed
}

#[test]
fn directories_find_what_they_want_of_a_podcast() {
    let xml = write(Format::Rss, &show(), SELF);
    check_xml(&xml);
    let channel = &xml[..xml.find("<item>").unwrap()];
    for text in [
        "xmlns:itunes=\"http://www.itunes.com/dtds/podcast-1.0.dtd\"",
        "xmlns:podcast=\"https://podcastindex.org/namespace/1.0\"",
        "<itunes:author>Rain &amp; Radio</itunes:author>",
        "<itunes:category text=\"News\"><itunes:category text=\"Daily News\"></itunes:category></itunes:category>",
        "<itunes:image href=\"https://a.example/%ED%91%9C%EC%A7%80.jpg?a=1&amp;b=2\"/>",
        "<itunes:explicit>false</itunes:explicit>",
        "<itunes:owner><itunes:name>Kim</itunes:name><itunes:email>kim@a.example</itunes:email></itunes:owner>",
        "<itunes:type>serial</itunes:type>",
        "<podcast:guid>917393e3-1b1e-5cef-ace4-edaa54e1f810</podcast:guid>",
        "<podcast:locked owner=\"kim@a.example\">yes</podcast:locked>",
        "<podcast:funding url=\"https://pay.example/?a=1&amp;b=2\">Give &lt;more&gt;</podcast:funding>",
    ] {
        assert!(channel.contains(text), "{text}\n{channel}");
    }
}

#[test]
fn players_find_what_they_want_of_an_episode() {
    let xml = write(Format::Rss, &show(), SELF);
    let items: Vec<&str> = xml.split("<item>").collect();
    for text in [
        "<enclosure url=\"https://a.example/1.mp3\" length=\"12345\" type=\"audio/mpeg\"/>",
        "<itunes:duration>1867</itunes:duration>",
        "<itunes:season>2</itunes:season>",
        "<itunes:episode>7</itunes:episode>",
        "<itunes:episodeType>bonus</itunes:episodeType>",
        "<itunes:explicit>true</itunes:explicit>",
        "<itunes:image href=\"https://a.example/7.jpg\">",
        "<podcast:transcript type=\"text/vtt\" url=\"https://a.example/7.vtt\">",
        "<podcast:chapters type=\"application/json+chapters\" url=\"https://a.example/7.json?%22x%22\">",
    ] {
        assert!(items[1].contains(text), "{text}\n{}", items[1]);
    }
    assert!(!items[2].contains("itunes:") && !items[2].contains("podcast:"));
}

#[test]
fn a_feed_that_plays_nothing_is_no_podcast() {
    let mut feed = show();
    for mime in ["application/pdf", "image/jpeg"] {
        for file in &mut feed.entries[0].enclosures {
            file.mime = mime.to_owned();
        }
        let xml = write(Format::Rss, &feed, SELF);
        check_xml(&xml);
        assert!(!xml.contains("itunes"), "{xml}");
        assert!(!xml.contains("podcast"), "{xml}");
        assert!(xml.contains(mime));
    }
}

#[test]
fn a_podcast_that_says_nothing_of_itself_has_durations() {
    let mut feed = show();
    feed.podcast = None;
    feed.entries[0].episode = None;
    let xml = write(Format::Rss, &feed, SELF);
    check_xml(&xml);
    assert!(!xml.contains("podcast:") && !xml.contains("itunes:category"));
    assert!(xml.contains("<itunes:duration>1867</itunes:duration>"));
}

#[test]
fn json_says_how_long_files_play() {
    let json: serde_json::Value =
        serde_json::from_str(&write(Format::Json, &show(), SELF)).unwrap();
    let files = &json["items"][0]["attachments"];
    assert_eq!(files[0]["duration_in_seconds"], 1867);
    assert_eq!(files[0]["size_in_bytes"], 12345);
    assert_eq!(files[1].get("duration_in_seconds"), None);
}

#[test]
fn the_lead_picture_has_its_type() {
    let xml = write(Format::Rss, &show(), SELF);
    let media = &xml[xml.find("<media:content").unwrap()..];
    let media = &media[..media.find('>').unwrap()];
    assert!(media.contains("type=\"image/jpeg\""), "{media}");
    assert!(write(Format::Atom, &show(), SELF).contains("type=\"image/jpeg\""));
}
