//! OPML 2.0 (<http://opml.org/spec2.opml>): all feeds of a site, for readers that import lists.

use std::io;

use quick_xml::events::{BytesEnd, BytesStart, Event};

use super::Format;
use super::ready;
use super::xml::{XmlText, document, line_break, text_element};

/// The name of the file.
pub const FILE: &str = "feeds.opml";

/// One feed in the list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OpmlFeed {
    /// Its title, plain text.
    pub title: String,
    /// The absolute URL where it is served.
    pub xml_url: String,
    /// The absolute URL of the page it belongs to.
    pub html_url: String,
    /// Its format.
    pub kind: Format,
}

/// Writes a list of feeds, in the order given. It says no date, having no clock.
pub fn write(title: &str, feeds: &[OpmlFeed]) -> String {
    // Writing to memory cannot fail.
    String::from_utf8(list(title, feeds).unwrap_or_default()).unwrap_or_default()
}

fn list(title: &str, feeds: &[OpmlFeed]) -> io::Result<Vec<u8>> {
    let mut writer = document()?;
    let start = BytesStart::new("opml").with_attributes([("version", "2.0")]);
    writer.write_event(Event::Start(start))?;
    line_break(&mut writer)?;
    writer.write_event(Event::Start(BytesStart::new("head")))?;
    text_element(&mut writer, "title", &[], &XmlText::new(title))?;
    writer.write_event(Event::End(BytesEnd::new("head")))?;
    line_break(&mut writer)?;
    writer.write_event(Event::Start(BytesStart::new("body")))?;
    line_break(&mut writer)?;
    for feed in feeds {
        outline(&mut writer, feed)?;
        line_break(&mut writer)?;
    }
    writer.write_event(Event::End(BytesEnd::new("body")))?;
    line_break(&mut writer)?;
    writer.write_event(Event::End(BytesEnd::new("opml")))?;
    line_break(&mut writer)?;
    Ok(writer.into_inner())
}

/// The type is `rss` whatever the format: readers take it for "a feed", and skip what they do not know.
fn outline(writer: &mut quick_xml::Writer<Vec<u8>>, feed: &OpmlFeed) -> io::Result<()> {
    let title = XmlText::new(&feed.title);
    let xml_url = ready::url(&feed.xml_url).unwrap_or_default();
    let html_url = ready::url(&feed.html_url);
    let version = match feed.kind {
        Format::Rss => Some("RSS2"),
        Format::Atom => Some("ATOM1"),
        Format::Json => None,
    };
    let mut element = BytesStart::new("outline");
    element.push_attribute(("type", "rss"));
    element.push_attribute(("text", title.as_str()));
    element.push_attribute(("title", title.as_str()));
    element.push_attribute(("xmlUrl", xml_url.as_str()));
    if let Some(html_url) = &html_url {
        element.push_attribute(("htmlUrl", html_url.as_str()));
    }
    if let Some(version) = version {
        element.push_attribute(("version", version));
    }
    writer.write_event(Event::Empty(element))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::feed::tests::check_xml;

    #[test]
    fn every_feed_is_an_outline() {
        let feed = |kind, file: &str| OpmlFeed {
            title: "비 & <바람>\u{0}".to_owned(),
            xml_url: format!("https://a.example/비/{file}"),
            html_url: "https://a.example/?a&b".to_owned(),
            kind,
        };
        let feeds = [
            feed(Format::Rss, "rss.xml"),
            feed(Format::Atom, "atom.xml"),
            feed(Format::Json, "feed.json"),
        ];
        let xml = write("Feeds & more", &feeds);
        check_xml(&xml);
        assert_eq!(xml.matches("type=\"rss\"").count(), 3);
        assert!(xml.contains("<title>Feeds &amp; more</title>"));
        assert!(xml.contains("text=\"비 &amp; &lt;바람&gt;\""));
        assert!(xml.contains("xmlUrl=\"https://a.example/%EB%B9%84/rss.xml\""));
        assert!(xml.contains("htmlUrl=\"https://a.example/?a&amp;b\""));
        assert!(!xml.to_lowercase().contains("date"));
    }
}
