//! Sitemaps (<https://www.sitemaps.org/protocol.html>), with translations as `xhtml:link`.

use std::io;

use chrono::{DateTime, FixedOffset};
use quick_xml::Writer;
use quick_xml::events::{BytesEnd, BytesStart, Event};

use super::atom::rfc_3339;
use super::ready;
use super::xml::{XmlText, document, line_break, text_element};

/// The namespace of sitemaps.
pub(super) const SITEMAP: &str = "http://www.sitemaps.org/schemas/sitemap/0.9";
/// How many URLs one file may hold.
const MOST_URLS: usize = 50_000;
/// How large one file may be, in bytes: 50 MiB.
const MOST_BYTES: usize = 50 * 1024 * 1024;
/// Room for the declaration, the start and the end of a file.
const FRAME_BYTES: usize = 1024;

/// One page in a sitemap.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SitemapUrl {
    /// Its absolute URL.
    pub loc: String,
    /// When it last changed, if that is known; better nothing than something untrue.
    pub lastmod: Option<DateTime<FixedOffset>>,
    /// Its translations, itself among them: `hreflang` and absolute URL.
    pub alternates: Vec<(String, String)>,
}

/// How large a file may grow.
struct Limits {
    urls: usize,
    bytes: usize,
}

/// A file being filled.
#[derive(Default)]
struct Part {
    body: Vec<u8>,
    urls: usize,
    lastmod: Option<DateTime<FixedOffset>>,
}

/// The name of the first file.
pub const FILE: &str = "sitemap.xml";

/// Whether it is sure, without writing them, that one file holds these URLs.
pub fn fits_one_file(urls: &[SitemapUrl]) -> bool {
    // Escaped as XML, and encoded as a URL, one byte becomes nine at most.
    let most = |text: &str| 9 * text.len() + 256;
    let bytes: usize = urls
        .iter()
        .map(|url| {
            let alternates = url.alternates.iter().map(|(_, url)| most(url));
            most(&url.loc) + alternates.sum::<usize>()
        })
        .sum();
    urls.len() <= MOST_URLS && bytes + FRAME_BYTES <= MOST_BYTES
}

/// Writes sitemaps: file names and their contents. One `sitemap.xml`, or when that would hold more
/// than 50,000 URLs or 50 MiB, `sitemap-1.xml` and so on with `sitemap.xml` as their index. The
/// order is that of `urls`. `base` turns a file name into its absolute URL.
pub fn write(urls: &[SitemapUrl], base: impl Fn(&str) -> String) -> Vec<(String, String)> {
    let limits = Limits {
        urls: MOST_URLS,
        bytes: MOST_BYTES,
    };
    // Writing to memory cannot fail.
    files(urls, &base, &limits).unwrap_or_default()
}

fn files(
    urls: &[SitemapUrl],
    base: &dyn Fn(&str) -> String,
    limits: &Limits,
) -> io::Result<Vec<(String, String)>> {
    let mut parts = parts(urls, limits)?;
    if parts.len() == 1 {
        let body = parts.pop().unwrap_or_default().body;
        return Ok(vec![(FILE.to_owned(), frame("urlset", body)?)]);
    }
    let mut index = Writer::new(Vec::new());
    let mut files = Vec::with_capacity(parts.len());
    for (number, part) in parts.into_iter().enumerate() {
        let name = format!("sitemap-{}.xml", number + 1);
        entry(&mut index, "sitemap", &base(&name), part.lastmod, &[])?;
        files.push((name, frame("urlset", part.body)?));
    }
    let index = frame("sitemapindex", index.into_inner())?;
    files.insert(0, (FILE.to_owned(), index));
    Ok(files)
}

fn parts(urls: &[SitemapUrl], limits: &Limits) -> io::Result<Vec<Part>> {
    let mut parts = Vec::new();
    let mut part = Part::default();
    for url in urls {
        let mut writer = Writer::new(Vec::new());
        entry(&mut writer, "url", &url.loc, url.lastmod, &url.alternates)?;
        let bytes = writer.into_inner();
        let is_full =
            part.urls == limits.urls || part.body.len() + bytes.len() + FRAME_BYTES > limits.bytes;
        if is_full && part.urls > 0 {
            parts.push(std::mem::take(&mut part));
        }
        part.body.extend_from_slice(&bytes);
        part.urls += 1;
        part.lastmod = part.lastmod.max(url.lastmod);
    }
    parts.push(part);
    Ok(parts)
}

fn entry(
    writer: &mut Writer<Vec<u8>>,
    name: &str,
    loc: &str,
    lastmod: Option<DateTime<FixedOffset>>,
    alternates: &[(String, String)],
) -> io::Result<()> {
    let loc = XmlText::new(&ready::url(loc).unwrap_or_default());
    writer.write_event(Event::Start(BytesStart::new(name)))?;
    text_element(writer, "loc", &[], &loc)?;
    if let Some(lastmod) = lastmod {
        let lastmod = XmlText::new(&rfc_3339(ready::plain_date(lastmod)));
        text_element(writer, "lastmod", &[], &lastmod)?;
    }
    for (language, url) in alternates {
        let language = XmlText::new(language);
        let url = ready::url(url).unwrap_or_default();
        let link = BytesStart::new("xhtml:link").with_attributes([
            ("rel", "alternate"),
            ("hreflang", language.as_str()),
            ("href", url.as_str()),
        ]);
        writer.write_event(Event::Empty(link))?;
    }
    writer.write_event(Event::End(BytesEnd::new(name)))?;
    line_break(writer)
}

fn frame(root: &str, body: Vec<u8>) -> io::Result<String> {
    let mut writer = document()?;
    let mut start = BytesStart::new(root);
    start.push_attribute(("xmlns", SITEMAP));
    if root == "urlset" {
        start.push_attribute(("xmlns:xhtml", super::xml::XHTML));
    }
    writer.write_event(Event::Start(start))?;
    line_break(&mut writer)?;
    writer.get_mut().extend_from_slice(&body);
    writer.write_event(Event::End(BytesEnd::new(root)))?;
    line_break(&mut writer)?;
    Ok(String::from_utf8(writer.into_inner()).unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::feed::tests::{check_xml, date};

    fn url(loc: &str) -> SitemapUrl {
        SitemapUrl {
            loc: loc.to_owned(),
            lastmod: Some(date("2026-11-01T09:00:00+09:00")),
            alternates: Vec::new(),
        }
    }

    fn base(name: &str) -> String {
        format!("https://a.example/{name}")
    }

    #[test]
    fn one_file_says_translations_and_dates() {
        let mut page = url("https://a.example/비/?a=1&b=2");
        page.alternates = vec![
            ("ko".to_owned(), "https://a.example/비/".to_owned()),
            ("en".to_owned(), "https://a.example/rain/".to_owned()),
        ];
        let files = write(&[page], base);
        assert_eq!(files.len(), 1);
        let (name, xml) = &files[0];
        assert_eq!(name, "sitemap.xml");
        check_xml(xml);
        assert!(xml.is_ascii(), "{xml}");
        assert!(xml.contains("<loc>https://a.example/%EB%B9%84/?a=1&amp;b=2</loc>"));
        assert!(xml.contains("<lastmod>2026-11-01T09:00:00+09:00</lastmod>"));
        assert!(xml.contains(r#"hreflang="en" href="https://a.example/rain/""#));
    }

    #[test]
    fn no_urls_make_an_empty_file() {
        let files = write(&[], base);
        assert_eq!(files.len(), 1);
        check_xml(&files[0].1);
    }

    #[test]
    fn more_urls_than_fit_make_an_index() {
        let urls: Vec<_> = (0..5)
            .map(|n| url(&format!("https://a.example/{n}/")))
            .collect();
        let limits = Limits {
            urls: 2,
            bytes: MOST_BYTES,
        };
        let files = files(&urls, &base, &limits).unwrap();
        let names: Vec<_> = files.iter().map(|(name, _)| name.as_str()).collect();
        assert_eq!(
            names,
            [
                "sitemap.xml",
                "sitemap-1.xml",
                "sitemap-2.xml",
                "sitemap-3.xml"
            ]
        );
        files.iter().for_each(|(_, xml)| check_xml(xml));
        assert_eq!(files[0].1.matches("<sitemap>").count(), 3);
        assert!(
            files[0]
                .1
                .contains("<loc>https://a.example/sitemap-3.xml</loc>")
        );
        assert!(
            files[0]
                .1
                .contains("<lastmod>2026-11-01T09:00:00+09:00</lastmod>")
        );
        assert_eq!(files[3].1.matches("<url>").count(), 1);
    }

    #[test]
    fn more_bytes_than_fit_make_an_index() {
        let urls: Vec<_> = (0..40)
            .map(|n| url(&format!("https://a.example/{n}/")))
            .collect();
        let limits = Limits {
            urls: MOST_URLS,
            bytes: 2048,
        };
        let files = files(&urls, &base, &limits).unwrap();
        assert!(files.len() > 2);
        assert!(files.iter().skip(1).all(|(_, xml)| xml.len() <= 2048));
        let pages: usize = files
            .iter()
            .map(|(_, xml)| xml.matches("<url>").count())
            .sum();
        assert_eq!(pages, 40);
    }

    #[test]
    fn the_limit_of_fifty_thousand_holds() {
        let urls = vec![url("https://a.example/"); MOST_URLS];
        assert_eq!(write(&urls, base).len(), 1);
        let urls = vec![url("https://a.example/"); MOST_URLS + 1];
        assert_eq!(write(&urls, base).len(), 3);
    }
}
