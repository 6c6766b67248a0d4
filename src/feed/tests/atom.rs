//! Atom 1.0.

use super::*;

fn atom(feed: &Feed) -> String {
    let xml = write(Format::Atom, feed, SELF);
    check_xml(&xml);
    xml
}

fn entries(xml: &str) -> Vec<&str> {
    xml.split("<entry>").skip(1).collect()
}

#[test]
fn the_feed_says_what_it_must() {
    let xml = atom(&full());
    let head = &xml[..xml.find("<entry>").unwrap()];
    assert!(head.contains("<feed xmlns=\"http://www.w3.org/2005/Atom\""));
    assert!(head.contains("xml:lang=\"ko\""));
    assert_eq!(texts(head, "id"), ["tag:a.example,2026-01-01:/feed"]);
    assert_eq!(texts(head, "updated"), ["2026-11-03T10:00:00+09:00"]);
    assert!(
        head.contains("rel=\"self\" type=\"application/atom+xml\""),
        "{head}"
    );
    assert_eq!(head.matches("rel=\"alternate\"").count(), 1);
    assert_eq!(head.matches("rel=\"hub\"").count(), 1);
    assert_eq!(texts(head, "uri"), ["https://a.example/%EB%B9%84"]);
    assert_eq!(texts(head, "icon"), ["https://a.example/icon.png"]);
    assert_eq!(texts(head, "logo"), ["https://a.example/logo.png"]);
}

#[test]
fn every_entry_has_an_author_of_its_own() {
    let mut feed = full();
    feed.entries[2].authors = Vec::new();
    let xml = atom(&feed);
    let names: Vec<_> = entries(&xml)
        .into_iter()
        .map(|entry| texts(entry, "name"))
        .collect();
    assert_eq!(names, [vec!["김하나"], vec!["A", "B"], vec!["The Desk"]]);
    feed.authors = Vec::new();
    let xml = atom(&feed);
    assert_eq!(texts(entries(&xml)[2], "name"), ["신문 <A&B>"]);
}

#[test]
fn published_is_never_after_updated() {
    let mut entry = entry(5);
    entry.updated = date("2026-11-01T00:00:00Z");
    let xml = atom(&feed(vec![entry]));
    assert_eq!(texts(&xml, "updated"), vec!["2026-11-05T09:30:00+09:00"; 2]);
    assert_eq!(texts(&xml, "published"), ["2026-11-05T09:30:00+09:00"]);
}

#[test]
fn content_is_escaped_html_with_its_language() {
    let xml = atom(&full());
    let entries = entries(&xml);
    assert!(entries[0].contains("<content xml:lang=\"en\" type=\"html\">&lt;p&gt;"));
    assert!(entries[0].contains("<title xml:lang=\"en\">Vec&lt;T&gt; &amp; AT&amp;T</title>"));
    assert!(entries[1].contains("<content xml:lang=\"ko\" type=\"html\">"));
    assert!(entries[1].contains("<title>"));
    assert_eq!(
        texts(entries[1], "content"),
        ["<pre>a]]&gt;b ]]> &hellip; </pre>"]
    );
}

#[test]
fn one_alternate_then_via_and_enclosures() {
    let xml = atom(&full());
    let first = entries(&xml)[0];
    assert_eq!(first.matches("rel=\"alternate\"").count(), 1);
    assert_eq!(first.matches("rel=\"enclosure\"").count(), 2);
    assert!(
        first.contains("type=\"audio/ogg\" length=\"54321\""),
        "{first}"
    );
    assert!(first.contains("href=\"https://b.example/first\" rel=\"via\""));
    let mut feed = full();
    feed.entries[0].canonical = Some(feed.entries[0].url.clone());
    assert!(!atom(&feed).contains("via"));
}

#[test]
fn categories_have_term_scheme_and_label() {
    let xml = atom(&full());
    assert!(xml.contains(
        "<category term=\"날씨-바람\" scheme=\"https://a.example/tags/\" label=\"날씨 &amp; 바람\"/>"
    ), "{xml}");
}

#[test]
fn the_lead_picture_keeps_its_ampersand() {
    let xml = atom(&full());
    assert!(
        xml.contains("url=\"https://a.example/%EB%B9%84.jpg?w=1&amp;h=2\""),
        "{xml}"
    );
    assert!(xml.contains("width=\"640\"") && xml.contains("height=\"480\""));
}

#[test]
fn an_untitled_note_is_called_by_how_it_begins() {
    let title = |title: &str, summary: &str| {
        let mut note = entry(1);
        note.untitled = true;
        note.title = title.to_owned();
        note.summary = summary.to_owned();
        texts(&atom(&feed(vec![note])), "title").remove(1)
    };
    assert_eq!(title("It rains", "Another description."), "It rains");
    let words = format!("\n{}", "가나다 ".repeat(50));
    assert_eq!(title(" ", &words), format!("{}…", ["가나다"; 8].join(" ")));
    assert_eq!(title("", ""), "https://a.example/posts/1/");
}

#[test]
fn extensions_stand_before_the_entries() {
    let mut archive = full();
    archive.history.current = Some("https://a.example/atom.xml".to_owned());
    let xml = atom(&archive);
    let mark = xml.find("<fh:archive").unwrap();
    assert!(mark < xml.find("<entry>").unwrap(), "{xml}");
    assert!(xml.ends_with("</entry>\n</feed>\n"), "{xml}");
}

#[test]
fn an_address_that_is_none_is_not_a_mail() {
    let mut feed = full();
    assert_eq!(texts(&atom(&feed), "email"), ["desk@a.example"]);
    feed.authors[0].email = Some("call me".to_owned());
    assert!(texts(&atom(&feed), "email").is_empty());
}
