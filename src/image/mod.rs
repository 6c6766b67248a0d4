//! Pictures: how large they are shown, and what they tell besides.
//!
//! Cameras and programs write into a picture where and when it was taken, with what and by whom, and often a small
//! picture of what it was before it was cropped. Nobody who reads an article needs that. It is taken out
//! without a change to any pixel: what decides how the picture looks (colour profile, orientation, frames)
//! stays, everything else that is no picture goes.

mod exif;
mod gif;
mod jpeg;
mod png;
mod svg;
#[cfg(test)]
mod tests;
mod webp;

use std::borrow::Cow;

pub use svg::size as svg_size;

/// How many bytes of a file are looked at to tell whether it is a picture.
pub const HEAD: usize = 12;
/// How large a picture may be, in bytes: it is in memory while it is cleaned.
pub const LARGEST: u64 = 256 << 20;

/// A picture of a format whose parts are known.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// ITU-T T.81, with the segments of JFIF and Exif.
    Jpeg,
    /// PNG, third edition (<https://www.w3.org/TR/png-3/>).
    Png,
    /// RFC 9649.
    WebP,
    /// GIF 89a.
    Gif,
}

/// What is left of a picture.
#[derive(Debug, PartialEq, Eq)]
pub enum Cleaned<'a> {
    /// These pieces, one after the other.
    Pieces(Vec<Cow<'a, [u8]>>),
    /// Its parts cannot be told apart, so nothing was taken out.
    Damaged {
        /// Whether there seems to be something that should have been.
        tells: bool,
    },
}

impl Format {
    /// The format of a file that begins with these bytes, [`HEAD`] of them if it has as many.
    pub fn of(head: &[u8]) -> Option<Self> {
        if head.starts_with(&[0xff, 0xd8, 0xff]) {
            Some(Self::Jpeg)
        } else if head.starts_with(png::SIGNATURE) {
            Some(Self::Png)
        } else if head.starts_with(b"RIFF") && head.get(8..12) == Some(b"WEBP") {
            Some(Self::WebP)
        } else if head.starts_with(b"GIF87a") || head.starts_with(b"GIF89a") {
            Some(Self::Gif)
        } else {
            None
        }
    }

    /// The picture without what it tells besides itself. What cannot be read stays as it is.
    pub fn clean(self, bytes: &[u8]) -> Cleaned<'_> {
        let pieces = match self {
            Self::Jpeg => jpeg::clean(bytes),
            Self::Png => png::clean(bytes),
            Self::WebP => webp::clean(bytes),
            Self::Gif => gif::clean(bytes),
        };
        match pieces {
            Some(pieces) => Cleaned::Pieces(pieces),
            None => Cleaned::Damaged {
                tells: tells(bytes),
            },
        }
    }

    /// How the pixels of a picture are turned, as Exif counts it from 1 to 8.
    fn orientation(self, bytes: &[u8]) -> u8 {
        let found = match self {
            Self::Jpeg => jpeg::orientation(bytes),
            Self::Png => png::orientation(bytes),
            Self::WebP => webp::orientation(bytes),
            Self::Gif => None,
        };
        found.unwrap_or(exif::UPRIGHT)
    }
}

/// What a file holds, without what it tells besides itself if it is a picture.
pub fn without_metadata(bytes: Vec<u8>) -> Vec<u8> {
    match Format::of(&bytes).map(|format| format.clean(&bytes)) {
        Some(Cleaned::Pieces(pieces)) => pieces.concat(),
        _ => bytes,
    }
}

/// Width and height of a picture in pixels, as it is shown: a camera that was held upright writes the
/// picture lying, and that it is to be turned. `None` for what is no picture.
pub fn size(bytes: &[u8]) -> Option<(u32, u32)> {
    let Ok(size) = imagesize::blob_size(bytes) else {
        let (width, height) = svg::size(bytes)?;
        return width.zip(height);
    };
    let width = u32::try_from(size.width).ok()?;
    let height = u32::try_from(size.height).ok()?;
    let orientation = Format::of(bytes).map(|format| format.orientation(bytes));
    Some(match orientation {
        Some(5..=8) => (height, width),
        _ => (width, height),
    })
}

/// Whether there seems to be metadata in bytes whose parts cannot be told apart.
fn tells(bytes: &[u8]) -> bool {
    const SIGNS: [&[u8]; 9] = [
        jpeg::EXIF,
        b"EXIF",
        b"http://ns.adobe.com/",
        b"<x:xmpmeta",
        b"Photoshop 3.0",
        b"eXIf",
        b"iTXt",
        b"tEXt",
        b"zTXt",
    ];
    let starts = |at: usize| {
        let rest = bytes.get(at..).unwrap_or_default();
        SIGNS.iter().any(|sign| rest.starts_with(sign))
    };
    (0..bytes.len()).any(starts)
}

/// Bytes that are read from the front.
struct Reader<'a> {
    bytes: &'a [u8],
    at: usize,
}

impl<'a> Reader<'a> {
    fn new(bytes: &'a [u8]) -> Self {
        Self { bytes, at: 0 }
    }

    /// The next bytes, if there are so many.
    fn take(&mut self, length: usize) -> Option<&'a [u8]> {
        let end = self.at.checked_add(length)?;
        let taken = self.bytes.get(self.at..end)?;
        self.at = end;
        Some(taken)
    }

    fn byte(&mut self) -> Option<u8> {
        let [byte] = *self.take(1)? else { return None };
        Some(byte)
    }

    /// All that is left.
    fn rest(&mut self) -> &'a [u8] {
        let rest = self.bytes.get(self.at..).unwrap_or_default();
        self.at = self.bytes.len();
        rest
    }

    fn is_done(&self) -> bool {
        self.at >= self.bytes.len()
    }
}

/// The number that four bytes are, the largest digit first.
fn big(bytes: &[u8]) -> Option<usize> {
    let four: [u8; 4] = bytes.get(..4)?.try_into().ok()?;
    usize::try_from(u32::from_be_bytes(four)).ok()
}

/// The number that four bytes are, the smallest digit first.
fn little(bytes: &[u8]) -> Option<usize> {
    let four: [u8; 4] = bytes.get(..4)?.try_into().ok()?;
    usize::try_from(u32::from_le_bytes(four)).ok()
}
