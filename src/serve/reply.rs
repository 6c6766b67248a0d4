//! Answers with bytes: types, conditions and ranges.

use std::future::ready;
use std::io::{self, Read, Seek, SeekFrom};

use axum::body::{Body, Bytes};
use axum::http::header::{self, HeaderMap, HeaderValue};
use axum::http::{Response, StatusCode};
use futures_util::stream;
use headers::{ETag, HeaderMapExt, IfNoneMatch, IfRange};

use super::files::Opened;
use crate::disk::{Input, PIECE};
use crate::fingerprint::{Fingerprint, Hasher};

/// What is sent.
pub(super) struct Content {
    pub status: StatusCode,
    pub kind: String,
    pub held: Held,
}

/// The bytes of an answer, or where they are.
pub(super) enum Held {
    /// In memory.
    Bytes(Vec<u8>),
    /// In a file, which is read while it is sent.
    File(Opened),
}

impl Held {
    fn length(&self) -> u64 {
        match self {
            Self::Bytes(bytes) => bytes.len() as u64,
            Self::File(opened) => opened.stat.size,
        }
    }

    /// Different for different bytes at one address. A file that is large takes longer to write than the
    /// clock of a disk to tick, so its times tell.
    pub fn print(&self) -> Fingerprint {
        match self {
            Self::Bytes(bytes) => Fingerprint::of("response", bytes),
            Self::File(opened) => {
                let stat = &opened.stat;
                let mut hasher = Hasher::new("large response");
                let numbers = [stat.size, stat.modified, stat.changed];
                numbers.into_iter().for_each(|number| {
                    hasher.number(number);
                });
                hasher.finish()
            }
        }
    }

    /// Some of the bytes: so many, from one of them on.
    fn body(self, from: u64, length: u64) -> Body {
        match self {
            Self::Bytes(bytes) => {
                let (from, length) = (from as usize, length as usize);
                Bytes::from(bytes).slice(from..from + length).into()
            }
            Self::File(opened) => match stream(opened.file, from, length) {
                Ok(body) => body,
                Err(error) => Body::from_stream(stream::once(ready(Err::<Bytes, _>(error)))),
            },
        }
    }
}

/// So many bytes of a file from a place on, read as they are sent.
fn stream(mut file: Box<dyn Input>, from: u64, length: u64) -> io::Result<Body> {
    file.seek(SeekFrom::Start(from))?;
    let pieces = stream::try_unfold((file, length), |(mut file, left)| async move {
        if left == 0 {
            return Ok(None);
        }
        // A disk may be slow, and all requests share this thread.
        let read = tokio::task::spawn_blocking(move || {
            let length = left.min(PIECE as u64);
            let mut piece = vec![0; length as usize];
            file.read_exact(&mut piece)?;
            Ok::<_, io::Error>((Bytes::from(piece), (file, left - length)))
        });
        read.await.map_err(io::Error::other)?.map(Some)
    });
    Ok(Body::from_stream(pieces))
}

impl Content {
    /// A page.
    pub fn html(status: StatusCode, bytes: Vec<u8>) -> Self {
        Self {
            status,
            kind: kind("index.html"),
            held: Held::Bytes(bytes),
        }
    }

    /// The answer to a request with these headers.
    pub fn reply(self, asked: &HeaderMap) -> Response<Body> {
        let tag = format!("\"{}\"", self.held.print());
        let length = self.held.length();
        let mut reply = Response::new(Body::empty());
        *reply.status_mut() = self.status;
        let head = reply.headers_mut();
        // The bytes may change at any moment, so ask each time; that is answered soon.
        head.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-cache"));
        // Types are as they are said, whatever the bytes look like.
        let sniffing = HeaderValue::from_static("nosniff");
        head.insert(header::X_CONTENT_TYPE_OPTIONS, sniffing);
        set(head, header::CONTENT_TYPE, &self.kind);
        if self.status != StatusCode::OK {
            *reply.body_mut() = self.held.body(0, length);
            return reply;
        }
        set(head, header::ETAG, &tag);
        head.insert(header::ACCEPT_RANGES, HeaderValue::from_static("bytes"));
        let Ok(tag) = tag.parse::<ETag>() else {
            *reply.body_mut() = self.held.body(0, length);
            return reply;
        };
        let unless = asked.typed_get::<IfNoneMatch>();
        if unless.is_some_and(|unless| !unless.precondition_passes(&tag)) {
            head.remove(header::CONTENT_TYPE);
            *reply.status_mut() = StatusCode::NOT_MODIFIED;
            return reply;
        }
        let (from, sent) = match part(asked, &tag, length) {
            Part::Whole => (0, length),
            Part::Of(from, to) => {
                let range = format!("bytes {from}-{to}/{length}");
                set(head, header::CONTENT_RANGE, &range);
                *reply.status_mut() = StatusCode::PARTIAL_CONTENT;
                (from, to - from + 1)
            }
            Part::None => {
                set(head, header::CONTENT_RANGE, &format!("bytes */{length}"));
                *reply.status_mut() = StatusCode::RANGE_NOT_SATISFIABLE;
                return reply;
            }
        };
        let head = reply.headers_mut();
        set(head, header::CONTENT_LENGTH, &sent.to_string());
        *reply.body_mut() = self.held.body(from, sent);
        reply
    }
}

fn set(head: &mut HeaderMap, name: header::HeaderName, value: &str) {
    if let Ok(value) = HeaderValue::from_str(value) {
        head.insert(name, value);
    }
}

/// Which part of the bytes is asked for.
#[derive(Debug, PartialEq, Eq)]
enum Part {
    Whole,
    /// From the first to the last of them.
    Of(u64, u64),
    /// One they do not have.
    None,
}

fn part(asked: &HeaderMap, tag: &ETag, length: u64) -> Part {
    let Some(range) = asked
        .get(header::RANGE)
        .and_then(|range| range.to_str().ok())
    else {
        return Part::Whole;
    };
    if asked.contains_key(header::IF_RANGE) {
        let same = asked.typed_get::<IfRange>();
        if same.is_none_or(|same| same.is_modified(Some(tag), None)) {
            return Part::Whole;
        }
    }
    range_of(range, length)
}

/// One range in bytes. What is none, or several at once, may be answered with the whole.
fn range_of(range: &str, length: u64) -> Part {
    let Some((from, to)) = range
        .strip_prefix("bytes=")
        .and_then(|range| range.trim().split_once('-'))
    else {
        return Part::Whole;
    };
    let digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    if !digits(from) || !digits(to) {
        return Part::Whole;
    }
    // A number with more digits than fit is past the end of everything.
    let number = |text: &str| text.parse::<u64>().unwrap_or(u64::MAX);
    match (from, to) {
        ("", "") => Part::Whole,
        ("", last) => match number(last) {
            0 => Part::None,
            _ if length == 0 => Part::None,
            last => Part::Of(length.saturating_sub(last), length - 1),
        },
        (from, _) if number(from) >= length => Part::None,
        (from, "") => Part::Of(number(from), length - 1),
        (from, to) if number(to) < number(from) => Part::Whole,
        (from, to) => Part::Of(number(from), number(to).min(length - 1)),
    }
}

/// The type of a file by its name.
pub(super) fn kind(path: &str) -> String {
    let name = path.rsplit('/').next().unwrap_or(path);
    let ending = name.rsplit_once('.').map_or("", |(_, ending)| ending);
    let ending = ending.to_ascii_lowercase();
    let kind = match ending.as_str() {
        // As feeds have it, but with the type by which browsers show their style.
        "xml" | "xsl" | "xslt" | "rss" | "atom" | "opml" => "application/xml",
        "json" if name.ends_with("feed.json") => return "application/feed+json".to_owned(),
        "webmanifest" => "application/manifest+json",
        "js" | "mjs" => "text/javascript",
        "" => "application/octet-stream",
        _ => {
            let guess = mime_guess::from_ext(&ending).first_raw();
            guess.unwrap_or("application/octet-stream")
        }
    };
    let is_text = kind.starts_with("text/")
        || kind.ends_with("+xml")
        || kind.ends_with("json")
        || kind == "application/xml";
    if is_text {
        format!("{kind}; charset=utf-8")
    } else {
        kind.to_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn types_are_right() {
        for (path, expected) in [
            ("index.html", "text/html; charset=utf-8"),
            ("a/main.css", "text/css; charset=utf-8"),
            ("main.JS", "text/javascript; charset=utf-8"),
            ("data.json", "application/json; charset=utf-8"),
            ("news/feed.json", "application/feed+json"),
            ("rss.xml", "application/xml; charset=utf-8"),
            ("feed.xsl", "application/xml; charset=utf-8"),
            ("logo.svg", "image/svg+xml; charset=utf-8"),
            ("robots.txt", "text/plain; charset=utf-8"),
            ("a.webp", "image/webp"),
            ("a.woff2", "font/woff2"),
            ("a.avif", "image/avif"),
            (
                "site.webmanifest",
                "application/manifest+json; charset=utf-8",
            ),
            ("CNAME", "application/octet-stream"),
        ] {
            assert_eq!(kind(path), expected, "{path}");
        }
    }

    #[test]
    fn ranges_are_read_as_the_standard_has_them() {
        for (range, length, expected) in [
            ("bytes=0-3", 10, Part::Of(0, 3)),
            ("bytes=4-", 10, Part::Of(4, 9)),
            ("bytes=-3", 10, Part::Of(7, 9)),
            ("bytes=-30", 10, Part::Of(0, 9)),
            ("bytes=5-99", 10, Part::Of(5, 9)),
            ("bytes=10-", 10, Part::None),
            ("bytes=-0", 10, Part::None),
            ("bytes=0-", 0, Part::None),
            ("bytes=-1", 0, Part::None),
            ("bytes=99999999999999999999-", 10, Part::None),
            ("bytes=3-2", 10, Part::Whole),
            ("bytes=0-1,4-5", 10, Part::Whole),
            ("bytes=-", 10, Part::Whole),
            ("bytes=+1-2", 10, Part::Whole),
            ("items=0-1", 10, Part::Whole),
        ] {
            assert_eq!(range_of(range, length), expected, "{range} of {length}");
        }
    }
}
