//! News sitemaps (<https://developers.google.com/search/docs/crawling-indexing/sitemaps/news-sitemap>).

use std::io;

use chrono::{DateTime, FixedOffset};
use quick_xml::Writer;
use quick_xml::events::{BytesEnd, BytesStart, Event};

use super::atom::rfc_3339;
use super::ready;
use super::sitemap::SITEMAP;
use super::xml::{XmlText, document, line_break, text_element};

/// The name of the file.
pub const FILE: &str = "news-sitemap.xml";
/// The namespace of news.
const NEWS: &str = "http://www.google.com/schemas/sitemap-news/0.9";

/// An article in a news sitemap.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewsUrl {
    /// Its absolute URL.
    pub loc: String,
    /// What the publication is called.
    pub publication: String,
    /// The language of the publication (BCP 47).
    pub language: String,
    /// When it was published.
    pub published: DateTime<FixedOffset>,
    /// Its title, plain text.
    pub title: String,
}

/// Writes a news sitemap, in the order of the articles.
pub fn write(urls: &[NewsUrl]) -> String {
    // Writing to memory cannot fail.
    let bytes = file(urls).unwrap_or_default();
    String::from_utf8(bytes).unwrap_or_default()
}

fn file(urls: &[NewsUrl]) -> io::Result<Vec<u8>> {
    let mut writer = document()?;
    let namespaces = [("xmlns", SITEMAP), ("xmlns:news", NEWS)];
    let start = BytesStart::new("urlset").with_attributes(namespaces);
    writer.write_event(Event::Start(start))?;
    line_break(&mut writer)?;
    for url in urls {
        entry(&mut writer, url)?;
    }
    writer.write_event(Event::End(BytesEnd::new("urlset")))?;
    line_break(&mut writer)?;
    Ok(writer.into_inner())
}

fn entry(writer: &mut Writer<Vec<u8>>, url: &NewsUrl) -> io::Result<()> {
    let loc = ready::url(&url.loc).unwrap_or_default();
    let published = rfc_3339(ready::plain_date(url.published));
    let start = |name| Event::Start(BytesStart::new(name));
    let end = |name| Event::End(BytesEnd::new(name));
    writer.write_event(start("url"))?;
    text(writer, "loc", &loc)?;
    writer.write_event(start("news:news"))?;
    writer.write_event(start("news:publication"))?;
    text(writer, "news:name", &url.publication)?;
    text(writer, "news:language", &language(&url.language))?;
    writer.write_event(end("news:publication"))?;
    text(writer, "news:publication_date", &published)?;
    text(writer, "news:title", &url.title)?;
    writer.write_event(end("news:news"))?;
    writer.write_event(end("url"))?;
    line_break(writer)
}

fn text(writer: &mut Writer<Vec<u8>>, name: &str, text: &str) -> io::Result<()> {
    text_element(writer, name, &[], &XmlText::new(text))
}

/// The language as news sitemaps want it: the code of ISO 639, and for Chinese how it is written.
fn language(tag: &str) -> String {
    let lower = tag.to_ascii_lowercase();
    let mut parts = lower.split('-');
    let code = parts.next().unwrap_or_default();
    if code != "zh" {
        return code.to_owned();
    }
    let traditional = parts.any(|part| matches!(part, "hant" | "tw" | "hk" | "mo"));
    if traditional { "zh-tw" } else { "zh-cn" }.to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::feed::tests::{check_xml, date};

    fn url(title: &str, language: &str) -> NewsUrl {
        NewsUrl {
            loc: "https://a.example/비/?a=1&b=2".to_owned(),
            publication: "Rain & Co".to_owned(),
            language: language.to_owned(),
            published: date("2026-11-22T09:30:00+09:00"),
            title: title.to_owned(),
        }
    }

    #[test]
    fn an_article_says_what_search_engines_want() {
        let xml = write(&[url("A <b> & c\u{b}", "ko-KR"), url("B", "en")]);
        check_xml(&xml);
        for text in [
            "xmlns:news=\"http://www.google.com/schemas/sitemap-news/0.9\"",
            "<loc>https://a.example/%EB%B9%84/?a=1&amp;b=2</loc>",
            "<news:name>Rain &amp; Co</news:name><news:language>ko</news:language>",
            "<news:publication_date>2026-11-22T09:30:00+09:00</news:publication_date>",
            "<news:title>A &lt;b&gt; &amp; c</news:title>",
        ] {
            assert!(xml.contains(text), "{text}\n{xml}");
        }
        assert_eq!(xml.matches("<url>").count(), 2);
    }

    #[test]
    fn languages_are_codes_of_iso_639() {
        for (tag, code) in [
            ("en", "en"),
            ("pt-BR", "pt"),
            ("zh", "zh-cn"),
            ("zh-Hans", "zh-cn"),
            ("zh-Hant-HK", "zh-tw"),
            ("zh-TW", "zh-tw"),
        ] {
            assert_eq!(language(tag), code);
        }
    }
}
