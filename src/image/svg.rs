//! How large an SVG wants to be shown.

use quick_xml::events::{BytesStart, Event};
use quick_xml::reader::Reader;

/// Width and height of an SVG in CSS pixels, each `None` where it does not say; `None` if it is no SVG.
///
/// What counts are `width` and `height` of the root element (SVG 2, section 8.2), where they are lengths by
/// themselves and no shares of what is around; where one is missing, the proportions of `viewBox`.
pub fn size(bytes: &[u8]) -> Option<(Option<u32>, Option<u32>)> {
    let text = std::str::from_utf8(bytes).ok()?;
    let text = text.strip_prefix('\u{FEFF}').unwrap_or(text);
    // Pictures of other formats are not read to their ends in search of a tag.
    if !text.trim_start().starts_with('<') {
        return None;
    }
    let mut reader = Reader::from_str(text);
    loop {
        match reader.read_event().ok()? {
            Event::Start(root) | Event::Empty(root) => {
                let is_svg = root.local_name().as_ref() == "svg";
                return is_svg.then(|| size_of(&root));
            }
            Event::Eof => return None,
            _ => {}
        }
    }
}

fn size_of(root: &BytesStart<'_>) -> (Option<u32>, Option<u32>) {
    let (mut width, mut height, mut view) = (None, None, None);
    for attribute in root.attributes().flatten() {
        let value = quick_xml::escape::unescape(&attribute.value).unwrap_or_default();
        match attribute.key.as_ref() {
            "width" => width = length(&value),
            "height" => height = length(&value),
            "viewBox" => view = view_box(&value),
            _ => {}
        }
    }
    let size = match (width, height, view) {
        (Some(width), Some(height), _) => (Some(width), Some(height)),
        (Some(width), None, Some((wide, high))) => (Some(width), Some(width * high / wide)),
        (None, Some(height), Some((wide, high))) => (Some(height * wide / high), Some(height)),
        (None, None, Some((wide, high))) => (Some(wide), Some(high)),
        (width, height, None) => (width, height),
    };
    (size.0.and_then(pixels), size.1.and_then(pixels))
}

/// A whole number of pixels, at least one.
fn pixels(length: f64) -> Option<u32> {
    let rounded = length.round().max(1.0);
    #[allow(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "it is within the bounds of the type"
    )]
    (rounded <= f64::from(u32::MAX)).then_some(rounded as u32)
}

/// A positive length in CSS pixels; `None` for shares, and for lengths that follow a font or a window.
fn length(text: &str) -> Option<f64> {
    let text = text.trim();
    let number = text.trim_end_matches(|c: char| c.is_ascii_alphabetic() || c == '%');
    // `inf` and the like are letters and no units.
    let unit = text.get(number.len()..)?;
    let number: f64 = number.trim_end().parse().ok()?;
    let per_unit = match unit.to_ascii_lowercase().as_str() {
        "" | "px" => 1.0,
        "pt" => 96.0 / 72.0,
        "pc" => 16.0,
        "in" => 96.0,
        "cm" => 96.0 / 2.54,
        "mm" => 96.0 / 25.4,
        "q" => 96.0 / 101.6,
        _ => return None,
    };
    let length = number * per_unit;
    (length.is_finite() && length > 0.0).then_some(length)
}

/// Width and height of a `viewBox`, where both are positive.
fn view_box(text: &str) -> Option<(f64, f64)> {
    let separators = |c: char| c.is_ascii_whitespace() || c == ',';
    let numbers = text.split(separators).filter(|part| !part.is_empty());
    let numbers: Vec<f64> = numbers.map(str::parse).collect::<Result<_, _>>().ok()?;
    match numbers.as_slice() {
        [_, _, wide, high] => {
            let fits = |side: f64| side.is_finite() && side > 0.0;
            (fits(*wide) && fits(*high)).then_some((*wide, *high))
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_svg_is_as_large_as_it_says() {
        for (svg, expected) in [
            (
                "<svg width=\"30\" height=\"20\"/>",
                Some((Some(30), Some(20))),
            ),
            (
                "<svg width='1in' height=' 72pt '/>",
                Some((Some(96), Some(96))),
            ),
            (
                "<svg width='25.4mm' height='2.54cm'/>",
                Some((Some(96), Some(96))),
            ),
            (
                "<svg width='1e2' height='1e2px'/>",
                Some((Some(100), Some(100))),
            ),
            ("<svg viewBox='0 0 640 480'/>", Some((Some(640), Some(480)))),
            ("<svg viewBox='0,0, 1.5,0.2'/>", Some((Some(2), Some(1)))),
            (
                "<svg width='100%' height='100%' viewBox='0 0 64 32'/>",
                Some((Some(64), Some(32))),
            ),
            (
                "<svg width='128' viewBox='0 0 64 32'></svg>",
                Some((Some(128), Some(64))),
            ),
            (
                "<svg height='128' viewBox='0 0 64 32'></svg>",
                Some((Some(256), Some(128))),
            ),
            ("<svg width='10em' height='50%'/>", Some((None, None))),
            ("<svg/>", Some((None, None))),
            (
                "<svg width='-3' height='0' viewBox='0 0 0 5'/>",
                Some((None, None)),
            ),
            (
                "<svg width='NaN' height='inf' viewBox='0 0 x y'/>",
                Some((None, None)),
            ),
            ("<svg width='1e300' height='1'/>", Some((None, Some(1)))),
            (
                "\u{FEFF}<?xml version='1.0'?>\n<!DOCTYPE svg>\n<!-- 그림 -->\n<s:svg xmlns:s='x' width='3' height='4'><s:g/></s:svg>",
                Some((Some(3), Some(4))),
            ),
            ("<html><svg width='3'/></html>", None),
            ("GIF89a<svg/>", None),
            ("<svg", None),
            ("", None),
        ] {
            assert_eq!(size(svg.as_bytes()), expected, "{svg}");
        }
        assert_eq!(size(b"\x89PNG\r\n"), None);
    }
}
