//! JPEG: segments, each behind a marker, and between them the pixels.

use std::borrow::Cow;

use super::{Reader, exif};

/// What the segment of Exif begins with.
pub(super) const EXIF: &[u8] = b"Exif\0\0";

/// Markers (ITU-T T.81, table B.1).
const TEM: u8 = 0x01;
const RST0: u8 = 0xd0;
const RST7: u8 = 0xd7;
const SOI: u8 = 0xd8;
const EOI: u8 = 0xd9;
const SOS: u8 = 0xda;
const APP0: u8 = 0xe0;
const APP1: u8 = 0xe1;
const APP2: u8 = 0xe2;
const APP14: u8 = 0xee;
const APP15: u8 = 0xef;
const COM: u8 = 0xfe;

/// How long a header of JFIF is without its thumbnail, with marker and length.
const JFIF: usize = 18;

/// A part of a file.
enum Part<'a> {
    /// A marker alone.
    Marker(&'a [u8]),
    /// A marker with what belongs to it: marker, all of it, and what it says.
    Segment(u8, &'a [u8], &'a [u8]),
    /// Pixels.
    Scan(&'a [u8]),
}

/// The parts of a file up to its end; what stands behind that is no part of the picture.
struct Parts<'a> {
    reader: Reader<'a>,
    scanning: bool,
}

impl<'a> Parts<'a> {
    fn of(bytes: &'a [u8]) -> Option<Self> {
        let mut reader = Reader::new(bytes);
        (reader.take(2)? == [0xff, SOI]).then_some(Self {
            reader,
            scanning: false,
        })
    }

    /// The next part; `None` behind the last, an error where there is none that can be told.
    fn next(&mut self) -> Result<Option<Part<'a>>, ()> {
        if self.scanning {
            self.scanning = false;
            return Ok(Some(Part::Scan(self.scan())));
        }
        if self.reader.is_done() {
            return Ok(None);
        }
        // Whatever stands before the next marker decoders skip.
        while self.reader.byte().ok_or(())? != 0xff {}
        let mut marker = 0xff;
        while marker == 0xff {
            marker = self.reader.byte().ok_or(())?;
        }
        let start = self.reader.at - 2;
        let whole = |end: usize| self.reader.bytes.get(start..end).unwrap_or_default();
        match marker {
            EOI => {
                let part = whole(self.reader.at);
                self.reader.rest();
                Ok(Some(Part::Marker(part)))
            }
            TEM | RST0..=RST7 => Ok(Some(Part::Marker(whole(self.reader.at)))),
            0 | SOI => Err(()),
            _ => {
                let length = self.reader.take(2).ok_or(())?;
                let length = length
                    .iter()
                    .fold(0, |sum, byte| sum << 8 | usize::from(*byte));
                let says = length
                    .checked_sub(2)
                    .and_then(|rest| self.reader.take(rest));
                let says = says.ok_or(())?;
                self.scanning = marker == SOS;
                let all = self.reader.bytes.get(start..self.reader.at);
                Ok(Some(Part::Segment(marker, all.unwrap_or_default(), says)))
            }
        }
    }

    /// The pixels up to the next marker that does not belong to them, or to the end of a file that
    /// was cut off.
    fn scan(&mut self) -> &'a [u8] {
        let start = self.reader.at;
        let rest = self.reader.rest();
        let mut from = 0;
        while let Some(found) = rest.iter().skip(from).position(|byte| *byte == 0xff) {
            let at = from + found;
            match rest.get(at + 1) {
                None | Some(0 | 0xff | RST0..=RST7) => from = at + 1,
                Some(_) => {
                    self.reader.at = start + at;
                    return rest.get(..at).unwrap_or_default();
                }
            }
        }
        rest
    }
}

/// The picture without what it tells besides itself; `None` if its parts cannot be told apart.
pub(super) fn clean(bytes: &[u8]) -> Option<Vec<Cow<'_, [u8]>>> {
    let mut parts = Parts::of(bytes)?;
    let mut pieces: Vec<Cow<'_, [u8]>> = vec![Cow::Borrowed(bytes.get(..2)?)];
    let mut turned = None;
    // Where the orientation is to stand: behind a header of JFIF, which must be the first.
    let mut place = 1;
    while let Some(part) = parts.next().ok()? {
        match part {
            Part::Marker(all) | Part::Scan(all) => pieces.push(Cow::Borrowed(all)),
            Part::Segment(APP0, all, says) if says.starts_with(b"JFIF\0") => {
                if pieces.len() == 1 {
                    place = 2;
                }
                pieces.push(jfif(all)?);
            }
            Part::Segment(APP1, _, says) => {
                let tiff = says.strip_prefix(EXIF);
                turned = turned.or_else(|| tiff.and_then(exif::orientation));
            }
            Part::Segment(APP2, all, says) if says.starts_with(b"ICC_PROFILE\0") => {
                pieces.push(Cow::Borrowed(all));
            }
            // How colours are written.
            Part::Segment(APP14, all, says) if says.starts_with(b"Adobe") => {
                pieces.push(Cow::Borrowed(all));
            }
            Part::Segment(APP0..=APP15 | COM, _, _) => {}
            Part::Segment(_, all, _) => pieces.push(Cow::Borrowed(all)),
        }
    }
    if let Some(turned) = turned.filter(|turned| *turned != exif::UPRIGHT) {
        pieces.insert(place, Cow::Owned(segment(&exif::naming(turned))?));
    }
    Some(pieces)
}

/// A header of JFIF without the small picture in it.
fn jfif(all: &[u8]) -> Option<Cow<'_, [u8]>> {
    if all.len() <= JFIF {
        return Some(Cow::Borrowed(all));
    }
    let mut head = all.get(..JFIF)?.to_vec();
    let length = u16::try_from(JFIF - 2).ok()?.to_be_bytes();
    head.get_mut(2..4)?.copy_from_slice(&length);
    head.get_mut(JFIF - 2..)?.fill(0);
    Some(Cow::Owned(head))
}

fn segment(tiff: &[u8]) -> Option<Vec<u8>> {
    let length = u16::try_from(2 + EXIF.len() + tiff.len()).ok()?;
    let mut segment = vec![0xff, APP1];
    segment.extend(length.to_be_bytes());
    segment.extend(EXIF);
    segment.extend(tiff);
    Some(segment)
}

/// How the picture is turned, if it says so.
pub(super) fn orientation(bytes: &[u8]) -> Option<u8> {
    let mut parts = Parts::of(bytes)?;
    while let Some(part) = parts.next().ok()? {
        match part {
            Part::Segment(APP1, _, says) => {
                let tiff = says.strip_prefix(EXIF);
                if let Some(found) = tiff.and_then(exif::orientation) {
                    return Some(found);
                }
            }
            Part::Scan(_) => return None,
            _ => {}
        }
    }
    None
}
