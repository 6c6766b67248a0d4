//! Files that belong to articles, and podcasts.

use crate::common::TestSite;

const PODCAST: &str = r#"
[podcast]
category = "News"
image = "/cover.jpg"
owner = { name = "Kim", email = "kim@example.com" }
funding = { url = "https://pay.example/", text = "Support us" }
"#;

/// A site with one episode, whose front matter says this of its files.
fn radio(files: &str) -> TestSite {
    TestSite::new()
        .config(PODCAST)
        .file("static/cover.jpg", "cover")
        .file("static/audio/one.mp3", "0123456789")
        .file("content/talks/rain/episode.m4a", "01234")
        .file("content/talks/rain/words.vtt", "WEBVTT")
        .article(
            "talks/rain/index.md",
            &format!("title = \"Rain\"\ndate = 2026-11-20\n{files}"),
            "We talk of rain.",
        )
}

/// The first `enclosure` of the RSS feed.
fn enclosure(site: &TestSite) -> String {
    let rss = site.output("rss.xml");
    let (_, rest) = rss
        .split_once("<enclosure ")
        .unwrap_or_else(|| panic!("{rss}"));
    rest.split_once("/>").unwrap().0.to_owned()
}

#[test]
fn the_length_and_the_type_come_from_the_file() {
    for (files, expected) in [
        (
            "enclosure = \"episode.m4a\"",
            "url=\"https://example.com/talks/rain/episode.m4a\" length=\"5\" type=\"audio/x-m4a\"",
        ),
        (
            "enclosure = \"/audio/one.mp3\"",
            "url=\"https://example.com/audio/one.mp3\" length=\"10\" type=\"audio/mpeg\"",
        ),
        (
            "enclosures = [{ file = \"../rain/episode.m4a\", type = \"AUDIO/MP4\" }]",
            "url=\"https://example.com/talks/rain/episode.m4a\" length=\"5\" type=\"audio/mp4\"",
        ),
        (
            "enclosure = { file = \"https://cdn.example/1.mp3\", length = 123456789, type = \"audio/mpeg\" }",
            "url=\"https://cdn.example/1.mp3\" length=\"123456789\" type=\"audio/mpeg\"",
        ),
    ] {
        let site = radio(files).build();
        assert_eq!(enclosure(&site), expected, "{files}");
        let atom = feed_rs::parser::parse(site.output("atom.xml").as_bytes()).unwrap();
        let link = |link: &&feed_rs::model::Link| link.rel.as_deref() == Some("enclosure");
        let link = atom.entries[0].links.iter().find(link).unwrap();
        assert!(expected.contains(&link.href));
        assert!(expected.contains(&format!("length=\"{}\"", link.length.unwrap())));
    }
}

#[test]
fn several_files_are_all_in_atom_and_json() {
    let site = radio(
        "enclosures = [{ file = \"episode.m4a\", duration = \"31:07\" }, { file = \"words.vtt\" }]",
    )
    .build();
    let json: serde_json::Value = serde_json::from_str(&site.output("feed.json")).unwrap();
    assert_eq!(
        json["items"][0]["attachments"],
        serde_json::json!([
            {
                "url": "https://example.com/talks/rain/episode.m4a",
                "mime_type": "audio/x-m4a",
                "size_in_bytes": 5,
                "duration_in_seconds": 1867
            },
            {
                "url": "https://example.com/talks/rain/words.vtt",
                "mime_type": "text/vtt",
                "size_in_bytes": 6
            }
        ])
    );
    assert_eq!(site.output("rss.xml").matches("<enclosure ").count(), 1);
    assert_eq!(
        site.output("atom.xml").matches("rel=\"enclosure\"").count(),
        2
    );
}

#[test]
fn a_podcast_says_what_directories_want() {
    let site = radio(
        "enclosure = { file = \"episode.m4a\", duration = 90 }\n\
         [podcast]\nseason = 1\nepisode = 2\nkind = \"trailer\"\ntranscript = \"words.vtt\"\nimage = \"/cover.jpg\"",
    );
    let site = site.build();
    for text in [
        "<itunes:author>Test</itunes:author>",
        "<itunes:category text=\"News\">",
        "<itunes:image href=\"https://example.com/cover.jpg\"",
        "<itunes:explicit>false</itunes:explicit>",
        "<itunes:email>kim@example.com</itunes:email>",
        "<podcast:funding url=\"https://pay.example/\">Support us</podcast:funding>",
        "<itunes:duration>90</itunes:duration>",
        "<itunes:season>1</itunes:season>",
        "<itunes:episode>2</itunes:episode>",
        "<itunes:episodeType>trailer</itunes:episodeType>",
        "url=\"https://example.com/talks/rain/words.vtt\"",
    ] {
        assert!(site.output("rss.xml").contains(text), "{text}");
    }
    let feed = feed_rs::parser::parse(site.output("rss.xml").as_bytes()).unwrap();
    let transcripts = feed.entries[0]
        .media
        .iter()
        .flat_map(|media| &media.transcripts);
    let transcripts: Vec<&str> = transcripts.map(|words| words.url.path()).collect();
    assert_eq!(transcripts, ["/talks/rain/words.vtt"]);
    // The other formats have no such thing, and a feed that plays nothing is no podcast.
    assert!(!site.output("atom.xml").contains("itunes"));
    assert!(!radio("").build().output("rss.xml").contains("itunes"));
}

#[test]
fn a_page_shows_what_it_plays() {
    let site = radio("enclosures = [{ file = \"episode.m4a\", duration = 90 }]")
        .template(
            "page.html",
            "{% for file in page.enclosures %}{{ file.url }} {{ file.mime }} {{ file.length }} {{ file.duration }}{% endfor %}",
        )
        .build();
    assert_eq!(
        site.output("talks/rain/index.html"),
        "https://example.com/talks/rain/episode.m4a audio/x-m4a 5 90"
    );
    let site = radio("enclosures = [{ file = \"episode.m4a\" }]").build();
    site.shows(
        "talks/rain/index.html",
        "<audio controls preload=\"none\" src=\"https://example.com/talks/rain/episode.m4a\"",
    );
}

#[test]
fn edits_of_files_and_of_what_is_said_of_them_reach_feeds() {
    let mut site =
        radio("enclosure = { file = \"episode.m4a\", duration = 90 }\n[podcast]\nepisode = 2")
            .build();
    for (path, from, to, expected) in [
        (
            "content/talks/rain/episode.m4a",
            "01234",
            "0123456",
            "length=\"7\"",
        ),
        (
            "content/talks/rain/index.md",
            "90",
            "91",
            "<itunes:duration>91<",
        ),
        (
            "content/talks/rain/index.md",
            "episode = 2",
            "episode = 3",
            "<itunes:episode>3<",
        ),
        ("byline.toml", "News", "Arts", "text=\"Arts\""),
        (
            "byline.toml",
            "category",
            "explicit = true\ncategory",
            "<itunes:explicit>true<",
        ),
        (
            "content/talks/rain/index.md",
            "\"episode.m4a\"",
            "\"/audio/one.mp3\"",
            "length=\"10\" type=\"audio/mpeg\"",
        ),
    ] {
        site = site.edit(path, from, to).build();
        site.equals_clean();
        assert!(site.output("rss.xml").contains(expected), "{expected}");
    }
    // The same length with other bytes says the same.
    let before = site.output("rss.xml");
    let site = site
        .edit("static/audio/one.mp3", "0123456789", "9876543210")
        .build();
    assert_eq!(site.output("rss.xml"), before);
    assert!(!site.report().rendered.contains_key("rss.xml"));
}

#[test]
fn files_of_what_is_not_shown_are_nowhere() {
    radio("draft = true\nenclosure = \"episode.m4a\"")
        .build()
        .nowhere("episode.m4a");
}
