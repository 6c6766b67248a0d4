//! The one thing in Exif that decides how a picture looks.

/// The orientation of a picture that is shown as it is written.
pub(super) const UPRIGHT: u8 = 1;
/// The tag of the orientation.
const ORIENTATION: u16 = 0x0112;
/// The type of a number of two bytes.
const SHORT: u16 = 3;

/// The orientation that an Exif block names (a TIFF file, CIPA DC-008), from 1 to 8; `None` if it
/// names none.
pub(super) fn orientation(tiff: &[u8]) -> Option<u8> {
    let is_little = match tiff.get(..2)? {
        b"II" => true,
        b"MM" => false,
        _ => return None,
    };
    let short = |at: usize| -> Option<u16> {
        let two: [u8; 2] = tiff.get(at..at.checked_add(2)?)?.try_into().ok()?;
        Some(if is_little {
            u16::from_le_bytes(two)
        } else {
            u16::from_be_bytes(two)
        })
    };
    let long = |at: usize| -> Option<usize> {
        let four = tiff.get(at..at.checked_add(4)?)?;
        if is_little {
            super::little(four)
        } else {
            super::big(four)
        }
    };
    if short(2)? != 42 {
        return None;
    }
    let directory = long(4)?;
    let entries = usize::from(short(directory)?);
    for entry in 0..entries {
        let at = directory.checked_add(2)?.checked_add(entry * 12)?;
        if short(at)? == ORIENTATION {
            let is_one_short = short(at + 2)? == SHORT && long(at + 4)? == 1;
            let value = u8::try_from(short(at + 8)?).ok()?;
            return (is_one_short && (1..=8).contains(&value)).then_some(value);
        }
    }
    None
}

/// An Exif block that names the orientation and nothing else.
pub(super) fn naming(orientation: u8) -> Vec<u8> {
    let mut tiff = b"MM\0\x2a\0\0\0\x08\0\x01".to_vec();
    tiff.extend(ORIENTATION.to_be_bytes());
    tiff.extend(SHORT.to_be_bytes());
    tiff.extend(1_u32.to_be_bytes());
    tiff.extend([0, orientation, 0, 0]);
    // There is no further directory.
    tiff.extend([0; 4]);
    tiff
}
