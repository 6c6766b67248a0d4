//! GIF: blocks, some of them in pieces of up to 255 bytes.

use std::borrow::Cow;

use super::Reader;

/// What blocks begin with (GIF 89a, appendix A).
const EXTENSION: u8 = 0x21;
const IMAGE: u8 = 0x2c;
const TRAILER: u8 = 0x3b;
/// Kinds of extensions.
const PLAIN_TEXT: u8 = 0x01;
const GRAPHIC_CONTROL: u8 = 0xf9;
const APPLICATION: u8 = 0xff;
/// Applications whose extensions decide how a picture looks: how often it runs, and its colours.
const SHOWN: &[&[u8]] = &[b"NETSCAPE2.0", b"ANIMEXTS1.0", b"ICCRGBG1012"];

/// How long a table of colours is, by the byte that tells of it.
fn table(flags: u8) -> usize {
    if flags & 0x80 == 0 {
        return 0;
    }
    3 << ((flags & 0x07) + 1)
}

/// Passes pieces up to the empty one behind the last; the first is given back.
fn pieces<'a>(reader: &mut Reader<'a>) -> Option<&'a [u8]> {
    let mut first = None;
    loop {
        let length = reader.byte()?;
        if length == 0 {
            return Some(first.unwrap_or_default());
        }
        let piece = reader.take(usize::from(length))?;
        first.get_or_insert(piece);
    }
}

/// Passes one block; whether it is shown, `None` if it has no end.
fn block(reader: &mut Reader<'_>, kind: u8) -> Option<bool> {
    if kind == IMAGE {
        let flags = *reader.take(9)?.last()?;
        reader.take(table(flags))?;
        // How many bits the first codes have.
        reader.byte()?;
        pieces(reader)?;
        return Some(true);
    }
    let extension = reader.byte()?;
    let first = pieces(reader)?;
    Some(match extension {
        PLAIN_TEXT | GRAPHIC_CONTROL => true,
        APPLICATION => SHOWN.contains(&first),
        _ => false,
    })
}

/// The picture without what it tells besides itself; `None` if its parts cannot be told apart.
pub(super) fn clean(bytes: &[u8]) -> Option<Vec<Cow<'_, [u8]>>> {
    let mut reader = Reader::new(bytes);
    let flags = *reader.take(13)?.get(10)?;
    reader.take(table(flags))?;
    let mut pieces = vec![Cow::Borrowed(bytes.get(..reader.at)?)];
    while !reader.is_done() {
        let start = reader.at;
        let kind = reader.byte()?;
        match kind {
            TRAILER => {
                pieces.push(Cow::Borrowed(bytes.get(start..reader.at)?));
                break;
            }
            IMAGE | EXTENSION => match block(&mut reader, kind) {
                Some(true) => pieces.push(Cow::Borrowed(bytes.get(start..reader.at)?)),
                Some(false) => {}
                // The last of a file that was cut off.
                None if kind == IMAGE => {
                    pieces.push(Cow::Borrowed(bytes.get(start..)?));
                    break;
                }
                None => break,
            },
            // Some programs write more ends of pieces than there are pieces.
            0 => pieces.push(Cow::Borrowed(bytes.get(start..reader.at)?)),
            _ => return None,
        }
    }
    Some(pieces)
}
