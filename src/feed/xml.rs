//! XML: the gate for text, and the last touches to what the feed crates write.

use std::io;

use quick_xml::events::{BytesDecl, BytesEnd, BytesPI, BytesStart, BytesText, Event};
use quick_xml::{Reader, Writer, escape};

pub use crate::data::is_xml_char;

/// The namespace of XHTML, by which browsers know a link inside a feed.
pub(super) const XHTML: &str = "http://www.w3.org/1999/xhtml";

/// Text that XML 1.0 can hold: the only way in.
///
/// Tabs and line ends stay; U+0000, U+000B, U+FFFE and their like go. There is no way to write those, even
/// as references, and one of them makes a reader refuse the whole feed.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct XmlText {
    text: String,
    dropped: Option<(usize, char)>,
}

impl XmlText {
    /// Keeps what XML can hold.
    pub fn new(text: &str) -> Self {
        Self::from(text.to_owned())
    }

    /// The text.
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// The text, given away.
    pub fn into_string(self) -> String {
        self.text
    }

    /// The first character that had to go and its byte offset in the text as it was given; for a
    /// warning with a place.
    pub fn dropped(&self) -> Option<(usize, char)> {
        self.dropped
    }

    /// Whether nothing but white space is left.
    pub fn is_blank(&self) -> bool {
        self.text.trim().is_empty()
    }
}

/// Whether a text may have a character that XML lacks, by its bytes: those are control characters below U+0020, and
/// U+FFFE and U+FFFF, which begin with EF BF in UTF-8. Most texts have none, and are long: so pieces of them are
/// looked at as a whole, which processors do with many bytes at once.
fn may_lack_chars(text: &str) -> bool {
    let is_odd = |byte: u8| {
        (byte < b' ') & (byte != b'\t') & (byte != b'\n') & (byte != b'\r') | (byte == 0xEF)
    };
    let mut pieces = text.as_bytes().chunks(64);
    pieces.any(|piece| {
        piece
            .iter()
            .fold(false, |found, byte| found | is_odd(*byte))
    })
}

impl From<&str> for XmlText {
    fn from(text: &str) -> Self {
        Self::new(text)
    }
}

impl From<String> for XmlText {
    /// Keeps what XML can hold, and the text itself where that is all of it.
    fn from(text: String) -> Self {
        let dropped = may_lack_chars(&text)
            .then(|| text.char_indices().find(|(_, c)| !is_xml_char(*c)))
            .flatten();
        let text = match dropped {
            None => text,
            Some(_) => text.chars().filter(|c| is_xml_char(*c)).collect(),
        };
        Self { text, dropped }
    }
}

/// What a browser shows to somebody who opens a feed.
pub(super) struct Looks<'a> {
    /// The CSS file.
    pub stylesheet: &'a str,
    /// The page to go to instead.
    pub home: &'a str,
    /// The page that says how to subscribe.
    pub subscribe: Option<&'a str>,
    /// What the page to go to is called.
    pub title: &'a str,
    /// The language of the feed.
    pub language: &'a str,
}

/// Puts last touches to a feed that a crate wrote without its entries: the declaration first, then the stylesheet, and
/// a line of help at the top of the element `top`. What it gives ends where the entries belong: after all other
/// elements, as the grammar of RFC 4287 (section 4.1.1) wants, while `atom_syndication` writes extensions after them;
/// and neither crate writes processing instructions.
pub(super) fn finish(written: &[u8], top: &str, end: &str, looks: Option<&Looks>) -> Vec<u8> {
    let written = std::str::from_utf8(written).unwrap_or_default();
    let written = written.strip_suffix(end).unwrap_or(written);
    // The crates write well-formed XML, and writing to memory cannot fail.
    dress(written, top, looks).unwrap_or_else(|_| written.as_bytes().to_vec())
}

fn dress(written: &str, top: &str, looks: Option<&Looks>) -> Result<Vec<u8>, quick_xml::Error> {
    let mut reader = Reader::from_str(written);
    let mut out = document()?;
    if let Some(looks) = looks {
        stylesheet(&mut out, looks.stylesheet)?;
    }
    loop {
        let event = reader.read_event()?;
        match &event {
            Event::Eof => break,
            Event::Decl(_) => {}
            Event::Start(start) if start.name().as_ref() == top => {
                out.write_event(event.borrow())?;
                if let Some(looks) = looks {
                    help(&mut out, looks)?;
                }
                // All that is in it stays as it is.
                let rest = usize::try_from(reader.buffer_position()).unwrap_or(usize::MAX);
                let rest = written.get(rest..).unwrap_or_default();
                out.get_mut().extend_from_slice(rest.as_bytes());
                break;
            }
            // The crates indent nothing, so text outside the root is their line break.
            Event::Text(_) => {}
            _ => out.write_event(event)?,
        }
    }
    Ok(out.into_inner())
}

/// A writer that has written the XML declaration.
pub(super) fn document() -> io::Result<Writer<Vec<u8>>> {
    let mut writer = Writer::new(Vec::new());
    writer.write_event(Event::Decl(BytesDecl::new("1.0", Some("UTF-8"), None)))?;
    line_break(&mut writer)?;
    Ok(writer)
}

/// Writes a line break where white space means nothing, so that people can read the file.
pub(super) fn line_break(writer: &mut Writer<Vec<u8>>) -> io::Result<()> {
    writer.write_event(Event::Text(BytesText::from_escaped("\n")))
}

/// Writes an element with attributes and text.
pub(super) fn text_element(
    writer: &mut Writer<Vec<u8>>,
    name: &str,
    attributes: &[(&str, &str)],
    text: &XmlText,
) -> io::Result<()> {
    let start = BytesStart::new(name).with_attributes(attributes.iter().copied());
    writer.write_event(Event::Start(start))?;
    writer.write_event(Event::Text(BytesText::new(text.as_str())))?;
    writer.write_event(Event::End(BytesEnd::new(name)))
}

/// Associating Style Sheets with XML documents 1.0, which browsers still follow for CSS.
fn stylesheet(writer: &mut Writer<Vec<u8>>, href: &str) -> io::Result<()> {
    let href = escape::escape(href);
    let instruction = format!("xml-stylesheet type=\"text/css\" href=\"{href}\"");
    writer.write_event(Event::PI(BytesPI::new(instruction)))?;
    line_break(writer)
}

/// CSS cannot make a link clickable, XHTML can. Feed readers skip elements of namespaces they
/// do not know, and the prefix keeps it from those that do not look at namespaces.
fn help(writer: &mut Writer<Vec<u8>>, looks: &Looks) -> io::Result<()> {
    let (language, text, how) = help_text(looks.language);
    let start = [("xmlns:xhtml", XHTML), ("xml:lang", language)];
    writer.write_event(Event::Start(
        BytesStart::new("xhtml:div").with_attributes(start),
    ))?;
    text_element(writer, "xhtml:p", &[], &XmlText::new(text))?;
    writer.write_event(Event::Start(BytesStart::new("xhtml:p")))?;
    let title = XmlText::new(looks.title);
    let language = match looks.language {
        "" => None,
        language => Some(("xml:lang", language)),
    };
    let attributes: Vec<_> = [("href", looks.home)].into_iter().chain(language).collect();
    text_element(writer, "xhtml:a", &attributes, &title)?;
    if let Some(subscribe) = looks.subscribe {
        // Without a style sheet the space keeps the links apart.
        writer.write_event(Event::Text(BytesText::from_escaped(" ")))?;
        let how = XmlText::new(how);
        text_element(writer, "xhtml:a", &[("href", subscribe)], &how)?;
    }
    writer.write_event(Event::End(BytesEnd::new("xhtml:p")))?;
    writer.write_event(Event::End(BytesEnd::new("xhtml:div")))
}

/// The line of help in the feed's language or else in English: which of them it is, what the file is, and
/// what the link says to the page that tells more.
fn help_text(language: &str) -> (&'static str, &'static str, &'static str) {
    let primary = language.split('-').next().unwrap_or_default();
    match primary.to_ascii_lowercase().as_str() {
        "de" => (
            "de",
            "Dies ist ein Feed: Kopieren Sie die Adresse in ein Leseprogramm, um neue Artikel zu erhalten.",
            "So abonnieren Sie",
        ),
        "es" => (
            "es",
            "Esto es un canal: copie su dirección en un lector de canales para recibir los artículos nuevos.",
            "Cómo suscribirse",
        ),
        "fr" => (
            "fr",
            "Ceci est un flux : copiez son adresse dans un lecteur de flux pour recevoir les nouveaux articles.",
            "Comment s’abonner",
        ),
        "ja" => (
            "ja",
            "これはフィードです。アドレスをフィードリーダーに登録すると、新しい記事が届きます。",
            "購読のしかた",
        ),
        "ko" => (
            "ko",
            "이것은 피드입니다. 주소를 피드 리더에 등록하면 새 글을 받아 볼 수 있습니다.",
            "구독 방법",
        ),
        "zh" => (
            "zh",
            "这是订阅源。将地址复制到阅读器，即可收到新文章。",
            "如何订阅",
        ),
        _ => (
            "en",
            "This is a feed: copy its address into a feed reader to receive new articles.",
            "How to subscribe",
        ),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_xml_lacks_is_dropped_and_nothing_else() {
        for (text, kept) in [
            ("", ""),
            ("a b", "a b"),
            ("\t\n\r ", "\t\n\r "),
            ("a\u{0}b", "ab"),
            ("\u{B}", ""),
            ("\u{1F}a", "a"),
            ("a\u{FFFE}b\u{FFFF}", "ab"),
            // These begin with the same bytes, or are controls that XML takes.
            ("\u{FFFD}\u{FFC0}", "\u{FFFD}\u{FFC0}"),
            ("\u{7F}\u{85}", "\u{7F}\u{85}"),
            ("\u{1F600}", "\u{1F600}"),
        ] {
            assert_eq!(XmlText::new(text).as_str(), kept, "{text:?}");
        }
    }
}
