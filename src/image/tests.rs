use proptest::collection::vec;
use proptest::prelude::*;

use super::{Cleaned, Format, exif, png, size};

/// Stands in everything that must go.
const SECRET: &[u8] = b"SECRET 37.5665N 126.9780E";

fn cleaned(bytes: &[u8]) -> Vec<u8> {
    let format = Format::of(bytes).expect("a picture");
    match format.clean(bytes) {
        Cleaned::Pieces(pieces) => pieces.concat(),
        Cleaned::Damaged { tells } => panic!("damaged; tells: {tells}"),
    }
}

fn holds(bytes: &[u8], part: &[u8]) -> bool {
    bytes.windows(part.len()).any(|window| window == part)
}

/// Exif as a camera writes it: the orientation, a maker, and a directory with a place on earth.
fn exif_block(little: bool, orientation: u16) -> Vec<u8> {
    let mut tiff = Vec::new();
    let short = |number: u16| -> [u8; 2] {
        if little {
            number.to_le_bytes()
        } else {
            number.to_be_bytes()
        }
    };
    let long = |number: u32| -> [u8; 4] {
        if little {
            number.to_le_bytes()
        } else {
            number.to_be_bytes()
        }
    };
    tiff.extend(if little { b"II" } else { b"MM" });
    tiff.extend(short(42));
    tiff.extend(long(8));
    tiff.extend(short(3));
    // Make, as a text that stands behind the directories.
    tiff.extend([short(0x010f), short(2)].concat());
    tiff.extend([long(SECRET.len() as u32), long(8 + 2 + 36 + 4 + 2 + 24 + 4)].concat());
    tiff.extend([short(0x0112), short(3)].concat());
    tiff.extend([long(1)].concat());
    tiff.extend([short(orientation), short(0)].concat());
    // The directory of GPS: latitude and its reference.
    tiff.extend([short(0x8825), short(4)].concat());
    tiff.extend([long(1), long(8 + 2 + 36 + 4)].concat());
    tiff.extend(long(0));
    tiff.extend(short(2));
    tiff.extend([short(1), short(2)].concat());
    tiff.extend([long(2), *b"N\0\0\0"].concat());
    tiff.extend([short(2), short(5)].concat());
    tiff.extend(
        [
            long(3),
            long(8 + 2 + 36 + 4 + 2 + 24 + 4 + SECRET.len() as u32),
        ]
        .concat(),
    );
    tiff.extend(long(0));
    tiff.extend(SECRET);
    for (over, under) in [(37, 1), (33, 1), (5940, 100)] {
        tiff.extend([long(over), long(under)].concat());
    }
    tiff
}

fn segment(marker: u8, parts: &[&[u8]]) -> Vec<u8> {
    let says = parts.concat();
    let mut segment = vec![0xff, marker];
    segment.extend((says.len() as u16 + 2).to_be_bytes());
    segment.extend(says);
    segment
}

/// The parts of a JPEG that are the picture: tables, frame, scans.
fn jpeg_picture() -> Vec<u8> {
    let mut bytes = segment(0xdb, &[&[0; 65]]);
    bytes.extend(segment(0xc2, &[&[8, 1, 224, 2, 128, 1, 1, 0x11, 0]]));
    bytes.extend(segment(0xc4, &[&[0; 17]]));
    bytes.extend(segment(0xda, &[&[1, 1, 0, 0, 0, 0]]));
    bytes.extend(b"\x12\xff\x00\x34\xff\xd0\x56\xff\x00");
    bytes.extend(segment(0xc4, &[&[1; 17]]));
    bytes.extend(segment(0xda, &[&[1, 1, 0, 1, 5, 0]]));
    bytes.extend(b"\x78\xff\xff\xd1\x9a");
    bytes
}

fn jpeg(orientation: u16) -> Vec<u8> {
    let mut bytes = vec![0xff, 0xd8];
    let thumbnail = [1_u8, 1, 9, 9, 9];
    bytes.extend(segment(
        0xe0,
        &[b"JFIF\0\x01\x02\x01\0\x48\0\x48", &thumbnail],
    ));
    bytes.extend(segment(
        0xe1,
        &[b"Exif\0\0", &exif_block(true, orientation)],
    ));
    bytes.extend(segment(
        0xe1,
        &[b"http://ns.adobe.com/xap/1.0/\0<x:xmpmeta>", SECRET],
    ));
    bytes.extend(segment(0xe0, &[b"JFXX\0\x10", SECRET]));
    bytes.extend(segment(0xe2, &[b"ICC_PROFILE\0\x01\x01", b"colours"]));
    bytes.extend(segment(0xe2, &[b"MPF\0", SECRET]));
    bytes.extend(segment(0xed, &[b"Photoshop 3.0\08BIM\x04\x04", SECRET]));
    bytes.extend(segment(0xeb, &[b"JP", SECRET]));
    bytes.extend(segment(0xfe, &[SECRET]));
    bytes.extend(segment(0xee, &[b"Adobe\0\x64\0\0\0\0\x01"]));
    bytes.extend(jpeg_picture());
    bytes.extend([0xff, 0xd9]);
    // A film behind the picture, as telephones write it.
    bytes.extend(SECRET);
    bytes
}

fn chunk(kind: &[u8; 4], says: &[u8]) -> Vec<u8> {
    let mut chunk = (says.len() as u32).to_be_bytes().to_vec();
    chunk.extend(kind);
    chunk.extend(says);
    let sum = png::checksum(&chunk[4..]);
    chunk.extend(sum.to_be_bytes());
    chunk
}

fn png(orientation: u16) -> Vec<u8> {
    let mut bytes = png::SIGNATURE.to_vec();
    bytes.extend(chunk(b"IHDR", &[0, 0, 2, 128, 0, 0, 1, 224, 8, 2, 0, 0, 0]));
    bytes.extend(chunk(b"iCCP", b"a\0\0colours"));
    bytes.extend(chunk(b"tEXt", SECRET));
    bytes.extend(chunk(b"zTXt", SECRET));
    bytes.extend(chunk(b"eXIf", &exif_block(false, orientation)));
    bytes.extend(chunk(b"tIME", b"1234567"));
    bytes.extend(chunk(b"prVt", SECRET));
    bytes.extend(chunk(b"IDAT", b"pixels"));
    bytes.extend(chunk(b"iTXt", SECRET));
    bytes.extend(chunk(b"IEND", b""));
    bytes.extend(SECRET);
    bytes
}

fn riff_chunk(kind: &[u8; 4], says: &[u8]) -> Vec<u8> {
    let mut chunk = kind.to_vec();
    chunk.extend((says.len() as u32).to_le_bytes());
    chunk.extend(says);
    if says.len() % 2 == 1 {
        chunk.push(0);
    }
    chunk
}

fn webp(orientation: u16, flags: u8) -> Vec<u8> {
    let mut chunks = b"WEBP".to_vec();
    chunks.extend(riff_chunk(b"VP8X", &[flags, 0, 0, 0, 127, 2, 0, 223, 1, 0]));
    chunks.extend(riff_chunk(b"ICCP", b"colours"));
    chunks.extend(riff_chunk(b"VP8L", b"\x2fpixels"));
    chunks.extend(riff_chunk(b"EXIF", &exif_block(true, orientation)));
    chunks.extend(riff_chunk(b"XMP ", SECRET));
    chunks.extend(riff_chunk(b"PRIV", SECRET));
    let mut bytes = b"RIFF".to_vec();
    bytes.extend((chunks.len() as u32).to_le_bytes());
    bytes.extend(chunks);
    bytes.extend(SECRET);
    bytes
}

fn gif() -> Vec<u8> {
    let mut bytes = b"GIF89a\x80\x02\xe0\x01\x80\0\0\0\0\0\xff\xff\xff".to_vec();
    bytes.extend(b"\x21\xff\x0bNETSCAPE2.0\x03\x01\0\0\0");
    bytes.extend(b"\x21\xfe\x19");
    bytes.extend(SECRET);
    bytes.push(0);
    bytes.extend(b"\x21\xff\x0bXMP DataXMP");
    bytes.push(SECRET.len() as u8);
    bytes.extend(SECRET);
    bytes.push(0);
    bytes.extend(b"\x21\xf9\x04\0\x0a\0\0\0\x2c\0\0\0\0\x80\x02\xe0\x01\0\x02\x02\x44\x01\0");
    bytes.push(0x3b);
    bytes.extend(SECRET);
    bytes
}

#[test]
fn pictures_tell_nothing_but_how_they_look() {
    for orientation in 1..=8 {
        for (name, bytes) in [
            ("jpeg", jpeg(orientation)),
            ("png", png(orientation)),
            ("webp", webp(orientation, 0x2c)),
            ("gif", gif()),
        ] {
            assert!(holds(&bytes, SECRET), "{name}");
            let clean = cleaned(&bytes);
            assert!(!holds(&clean, SECRET), "{name} {orientation}");
            assert!(!holds(&clean, b"SECRET"), "{name} {orientation}");
            assert_eq!(
                holds(&clean, b"colours"),
                name != "gif",
                "{name} {orientation}: the colour profile"
            );
            let turned = name != "gif" && orientation >= 5;
            let shown = if turned { (480, 640) } else { (640, 480) };
            assert_eq!(size(&bytes), Some(shown), "{name} {orientation}");
            assert_eq!(size(&clean), Some(shown), "{name} {orientation}, cleaned");
            let format = Format::of(&bytes).unwrap();
            let kept = if name == "gif" { 1 } else { orientation };
            assert_eq!(u16::from(format.orientation(&clean)), kept, "{name}");
            assert_eq!(cleaned(&clean), clean, "{name} {orientation}, twice");
        }
    }
}

#[test]
fn a_jpeg_keeps_its_picture_to_the_byte() {
    let clean = cleaned(&jpeg(6));
    let mut expected = vec![0xff, 0xd8];
    // Without the small picture.
    expected.extend(segment(0xe0, &[b"JFIF\0\x01\x02\x01\0\x48\0\x48\0\0"]));
    expected.extend(segment(0xe1, &[b"Exif\0\0", &exif::naming(6)]));
    expected.extend(segment(0xe2, &[b"ICC_PROFILE\0\x01\x01", b"colours"]));
    expected.extend(segment(0xee, &[b"Adobe\0\x64\0\0\0\0\x01"]));
    expected.extend(jpeg_picture());
    expected.extend([0xff, 0xd9]);
    assert_eq!(clean, expected);
}

#[test]
fn a_png_keeps_its_picture_to_the_byte() {
    let mut expected = png::SIGNATURE.to_vec();
    expected.extend(chunk(b"IHDR", &[0, 0, 2, 128, 0, 0, 1, 224, 8, 2, 0, 0, 0]));
    expected.extend(chunk(b"iCCP", b"a\0\0colours"));
    expected.extend(chunk(b"eXIf", &exif::naming(8)));
    expected.extend(chunk(b"IDAT", b"pixels"));
    expected.extend(chunk(b"IEND", b""));
    assert_eq!(cleaned(&png(8)), expected);
    // The checksum of a chunk without content, as every PNG ends with it.
    assert!(expected.ends_with(b"IEND\xae\x42\x60\x82"));
}

#[test]
fn a_webp_says_what_it_has_and_how_long_it_is() {
    for (orientation, flags) in [(1, 0x20), (3, 0x28)] {
        let clean = cleaned(&webp(orientation, 0x2c));
        let length = u32::from_le_bytes(clean[4..8].try_into().unwrap());
        assert_eq!(length as usize, clean.len() - 8);
        assert_eq!(clean[20], flags);
    }
}

#[test]
fn pictures_that_were_cut_off_tell_nothing_either() {
    let whole = jpeg(6);
    let cut = &whole[..whole.len() - SECRET.len() - 4];
    let clean = cleaned(cut);
    assert!(!holds(&clean, SECRET));
    assert_eq!(size(&clean), Some((480, 640)));
    let whole = png(6);
    let at = whole.windows(6).position(|six| six == b"pixels").unwrap();
    let clean = cleaned(&whole[..at + 3]);
    assert!(clean.ends_with(b"IDATpix") && !holds(&clean, SECRET));
}

#[test]
fn of_damaged_pictures_is_known_whether_they_tell() {
    let damage = |mut bytes: Vec<u8>, at: usize, with: &[u8]| {
        bytes[at..at + with.len()].copy_from_slice(with);
        bytes
    };
    let after_jfif = 2 + 2 + 2 + 17;
    for (bytes, tells) in [
        // A segment that is longer than the file.
        (damage(jpeg(1), after_jfif, b"\xff\xe1\xff\xff"), true),
        (vec![0xff, 0xd8, 0xff, 0xdb, 0xff, 0xff, 0], false),
        (damage(png(1), 12, b"I\x01DR"), true),
        (damage(webp(1, 0x2c), 4, b"\xff\xff\xff\x00"), true),
        (b"GIF89a\x80\x02\xe0\x01\0\0\0\x99".to_vec(), false),
    ] {
        let format = Format::of(&bytes).unwrap();
        assert_eq!(format.clean(&bytes), Cleaned::Damaged { tells });
    }
}

#[test]
fn orientations_that_are_none_are_no_orientations() {
    for wrong in [0, 9, 256, u16::MAX] {
        for little in [true, false] {
            assert_eq!(exif::orientation(&exif_block(little, wrong)), None);
        }
        assert_eq!(size(&jpeg(wrong)), Some((640, 480)));
    }
    assert_eq!(exif::orientation(&exif::naming(7)), Some(7));
}

/// A segment of a JPEG, and whether it is part of the picture.
fn any_segment() -> impl Strategy<Value = (Vec<u8>, bool)> {
    let tables = prop_oneof![Just(0xdb), Just(0xc4), Just(0xdd), Just(0xc0)];
    let others = prop_oneof![0xe1_u8..=0xed, Just(0xef), Just(0xfe)];
    let marker = prop_oneof![
        tables.prop_map(|m| (m, true)),
        others.prop_map(|m| (m, false))
    ];
    (marker, vec(any::<u8>(), 0..40)).prop_map(|((marker, kept), mut says)| {
        // Not one of the few that stay.
        if !kept {
            says.insert(0, 0);
        }
        (segment(marker, &[&says]), kept)
    })
}

/// A chunk of a PNG, and whether it is part of the picture.
fn any_chunk() -> impl Strategy<Value = (Vec<u8>, bool)> {
    let kind = prop_oneof![
        Just((b"PLTE", true)),
        Just((b"tRNS", true)),
        Just((b"fdAT", true)),
        Just((b"IDAT", true)),
        Just((b"tEXt", false)),
        Just((b"caBX", false)),
        Just((b"iDOT", false)),
    ];
    (kind, vec(any::<u8>(), 0..40)).prop_map(|((kind, kept), says)| (chunk(kind, &says), kept))
}

proptest! {
    #[test]
    fn what_is_shown_stays_and_nothing_else(
        segments in vec(any_segment(), 0..12),
        chunks in vec(any_chunk(), 0..12),
    ) {
        let of = |parts: &[(Vec<u8>, bool)], all: bool| -> Vec<u8> {
            parts.iter().filter(|(_, kept)| all || *kept).flat_map(|(part, _)| part.clone()).collect()
        };
        let jpeg = |all| [&[0xff, 0xd8], &of(&segments, all)[..], &[0xff, 0xd9]].concat();
        prop_assert_eq!(cleaned(&jpeg(true)), jpeg(false));
        let png = |all| [png::SIGNATURE, &of(&chunks, all)[..], &chunk(b"IEND", b"")].concat();
        prop_assert_eq!(cleaned(&png(true)), png(false));
    }

    #[test]
    fn any_bytes_are_cleaned_or_left_alone(
        which in 0_usize..8,
        cut in any::<prop::sample::Index>(),
        changes in vec((any::<prop::sample::Index>(), any::<u8>()), 0..6),
        tail in vec(any::<u8>(), 0..60),
    ) {
        let mut bytes = vec![jpeg(6), png(6), webp(6, 0x2c), gif()].swap_remove(which % 4);
        // Cut off anywhere, or nothing but how it begins.
        bytes.truncate(if which < 4 { 16 + cut.index(bytes.len()) } else { 12 });
        bytes.extend(tail);
        let untouched = changes.is_empty();
        for (at, byte) in changes {
            let at = at.index(bytes.len());
            bytes[at] = byte;
        }
        let _ = size(&bytes);
        if let Some(format) = Format::of(&bytes)
            && let Cleaned::Pieces(pieces) = format.clean(&bytes)
        {
            let once = pieces.concat();
            // What is damaged may be easier to read without what else was there.
            if untouched && let Some(size) = size(&bytes) {
                prop_assert_eq!(super::size(&once), Some(size));
            }
            let twice = format.clean(&once).flat();
            prop_assert_eq!(twice, Cleaned::Pieces(vec![once.into()]));
        }
    }
}

impl Cleaned<'_> {
    /// The same in one piece.
    fn flat(self) -> Cleaned<'static> {
        match self {
            Cleaned::Pieces(pieces) => Cleaned::Pieces(vec![pieces.concat().into()]),
            Cleaned::Damaged { tells } => Cleaned::Damaged { tells },
        }
    }
}
