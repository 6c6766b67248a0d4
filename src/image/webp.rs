//! WebP: chunks in a RIFF file, each with its type and length before.

use std::borrow::Cow;

use super::{Reader, exif, jpeg, little};

/// Chunks that decide how a picture looks (RFC 9649, section 2.7).
const SHOWN: &[&[u8; 4]] = &[
    b"VP8 ", b"VP8L", b"VP8X", b"ALPH", b"ANIM", b"ANMF", b"ICCP",
];
/// The flags of `VP8X` that tell of metadata.
const HAS_EXIF: u8 = 0x08;
const HAS_XMP: u8 = 0x04;
/// How long the header of a file, and of a chunk, is.
const FILE: usize = 12;
const CHUNK: usize = 8;

struct Chunk<'a> {
    kind: &'a [u8],
    all: &'a [u8],
    says: &'a [u8],
}

/// The chunks of a file, and how long they are said to be.
fn chunks(bytes: &[u8]) -> Option<(Reader<'_>, usize)> {
    let length = little(bytes.get(4..8)?)?;
    // Nothing behind the end of the picture belongs to it.
    let end = length.checked_add(8)?;
    let mut reader = Reader::new(bytes.get(..end)?);
    reader.take(FILE)?;
    Some((reader, length))
}

/// The next chunk; `None` behind the last, an error where there is none that can be told.
fn next<'a>(reader: &mut Reader<'a>) -> Result<Option<Chunk<'a>>, ()> {
    if reader.is_done() {
        return Ok(None);
    }
    let start = reader.at;
    let kind = reader.take(4).ok_or(())?;
    let length = reader.take(4).and_then(little).ok_or(())?;
    let says = reader.take(length).ok_or(())?;
    if length % 2 == 1 {
        // What is odd is filled up.
        let _ = reader.take(1);
    }
    Ok(Some(Chunk {
        kind,
        all: reader.bytes.get(start..reader.at).unwrap_or_default(),
        says,
    }))
}

fn tiff<'a>(chunk: &Chunk<'a>) -> &'a [u8] {
    // Some programs write it as they do into a JPEG.
    chunk.says.strip_prefix(jpeg::EXIF).unwrap_or(chunk.says)
}

/// The picture without what it tells besides itself; `None` if its parts cannot be told apart.
pub(super) fn clean(bytes: &[u8]) -> Option<Vec<Cow<'_, [u8]>>> {
    let (mut reader, length) = chunks(bytes)?;
    let mut pieces = vec![Cow::Borrowed(&[][..])];
    let mut turned = None;
    let mut gone = 0;
    let mut features = None;
    while let Some(chunk) = next(&mut reader).ok()? {
        if SHOWN.iter().any(|kind| *kind == chunk.kind) {
            if chunk.kind == b"VP8X" {
                features.get_or_insert(pieces.len());
            }
            pieces.push(Cow::Borrowed(chunk.all));
            continue;
        }
        if chunk.kind == b"EXIF" && turned.is_none() {
            turned = exif::orientation(tiff(&chunk));
        }
        gone += chunk.all.len();
    }
    // A simple file cannot say that it is turned.
    let turned = turned.filter(|turned| *turned != exif::UPRIGHT && features.is_some());
    let kept = match turned {
        Some(turned) => Some(exif_chunk(turned)?),
        None => None,
    };
    let mut length = length.checked_sub(gone)?;
    if kept.is_some() && length % 2 == 1 {
        pieces.push(Cow::Borrowed(&[0]));
        length += 1;
    }
    length += kept.as_ref().map_or(0, Vec::len);
    if let Some(at) = features {
        let mut chunk = pieces.get(at)?.to_vec();
        let flags = chunk.get_mut(CHUNK)?;
        *flags &= !(HAS_EXIF | HAS_XMP);
        if kept.is_some() {
            *flags |= HAS_EXIF;
        }
        *pieces.get_mut(at)? = Cow::Owned(chunk);
    }
    let mut head = bytes.get(..FILE)?.to_vec();
    head.get_mut(4..8)?
        .copy_from_slice(&u32::try_from(length).ok()?.to_le_bytes());
    *pieces.get_mut(0)? = Cow::Owned(head);
    pieces.extend(kept.map(Cow::Owned));
    Some(pieces)
}

/// How the picture is turned, if it says so.
pub(super) fn orientation(bytes: &[u8]) -> Option<u8> {
    let (mut reader, _) = chunks(bytes)?;
    while let Some(chunk) = next(&mut reader).ok()? {
        if chunk.kind == b"EXIF" {
            return exif::orientation(tiff(&chunk));
        }
    }
    None
}

fn exif_chunk(orientation: u8) -> Option<Vec<u8>> {
    let tiff = exif::naming(orientation);
    let mut chunk = b"EXIF".to_vec();
    chunk.extend(u32::try_from(tiff.len()).ok()?.to_le_bytes());
    chunk.extend(tiff);
    Some(chunk)
}
