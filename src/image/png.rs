//! PNG: chunks, each with its length and type before and a checksum behind.

use std::borrow::Cow;

use super::{Reader, big, exif};

pub(super) const SIGNATURE: &[u8] = b"\x89PNG\r\n\x1a\n";

/// Chunks that decide how a picture looks, besides those without which there is none: those have a capital
/// at their beginning (PNG, section 5.4).
const SHOWN: &[&[u8; 4]] = &[
    b"tRNS", b"cHRM", b"gAMA", b"iCCP", b"sBIT", b"sRGB", b"cICP", b"mDCV", b"mDCv", b"cLLI",
    b"cLLi", b"bKGD", b"hIST", b"pHYs", b"sPLT", b"acTL", b"fcTL", b"fdAT",
];

/// A chunk: its type, all of it, and what it says. The last of a file that was cut off is as long as that is.
struct Chunk<'a> {
    kind: &'a [u8],
    all: &'a [u8],
    says: &'a [u8],
}

/// The next chunk; `None` behind the last, an error where there is none that can be told.
fn next<'a>(reader: &mut Reader<'a>) -> Result<Option<Chunk<'a>>, ()> {
    if reader.is_done() {
        return Ok(None);
    }
    let start = reader.at;
    let length = reader.take(4).and_then(big).ok_or(())?;
    let kind = reader.take(4).ok_or(())?;
    if !kind.iter().all(u8::is_ascii_alphabetic) {
        return Err(());
    }
    let says = reader.take(length);
    if says.is_none() || reader.take(4).is_none() || kind == b"IEND" {
        let end = reader.at;
        reader.rest();
        // Nothing behind the end of the picture belongs to it.
        let end = if kind == b"IEND" { end } else { reader.at };
        return Ok(Some(Chunk {
            kind,
            all: reader.bytes.get(start..end).unwrap_or_default(),
            says: says.unwrap_or_default(),
        }));
    }
    Ok(Some(Chunk {
        kind,
        all: reader.bytes.get(start..reader.at).unwrap_or_default(),
        says: says.unwrap_or_default(),
    }))
}

/// The picture without what it tells besides itself; `None` if its parts cannot be told apart.
pub(super) fn clean(bytes: &[u8]) -> Option<Vec<Cow<'_, [u8]>>> {
    let mut reader = Reader::new(bytes);
    let mut pieces = vec![Cow::Borrowed(reader.take(SIGNATURE.len())?)];
    let mut turned = false;
    while let Some(chunk) = next(&mut reader).ok()? {
        let is_shown = chunk.kind.first().is_some_and(u8::is_ascii_uppercase)
            || SHOWN.iter().any(|kind| *kind == chunk.kind);
        if is_shown {
            pieces.push(Cow::Borrowed(chunk.all));
        } else if chunk.kind == b"eXIf"
            && !turned
            && let Some(orientation) = exif::orientation(chunk.says)
            && orientation != exif::UPRIGHT
        {
            turned = true;
            pieces.push(Cow::Owned(exif_chunk(orientation)?));
        }
    }
    Some(pieces)
}

/// How the picture is turned, if it says so.
pub(super) fn orientation(bytes: &[u8]) -> Option<u8> {
    let mut reader = Reader::new(bytes);
    reader.take(SIGNATURE.len())?;
    while let Some(chunk) = next(&mut reader).ok()? {
        if chunk.kind == b"eXIf" {
            return exif::orientation(chunk.says);
        }
    }
    None
}

fn exif_chunk(orientation: u8) -> Option<Vec<u8>> {
    let tiff = exif::naming(orientation);
    let mut chunk = u32::try_from(tiff.len()).ok()?.to_be_bytes().to_vec();
    chunk.extend(b"eXIf");
    chunk.extend(tiff);
    let sum = checksum(chunk.get(4..)?);
    chunk.extend(sum.to_be_bytes());
    Some(chunk)
}

/// The checksum of type and content of a chunk (PNG, annex D).
pub(super) fn checksum(bytes: &[u8]) -> u32 {
    let mut sum = u32::MAX;
    for byte in bytes {
        sum ^= u32::from(*byte);
        for _ in 0..8 {
            let carry = sum & 1;
            sum >>= 1;
            if carry == 1 {
                sum ^= 0xedb8_8320;
            }
        }
    }
    !sum
}
