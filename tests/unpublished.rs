//! What is never published, though it lies where published things lie.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a test may fail"
)]

mod common;

use common::TestSite;

/// Stands in everything that must not be published.
const SECRET: &str = "SECRET 37.5665N 126.9780E";

fn holds(bytes: &[u8], text: &str) -> bool {
    bytes
        .windows(text.len())
        .any(|window| window == text.as_bytes())
}

fn segment(marker: u8, says: &[u8]) -> Vec<u8> {
    let mut segment = vec![0xff, marker];
    segment.extend((says.len() as u16 + 2).to_be_bytes());
    segment.extend(says);
    segment
}

/// A picture of 640 by 480 pixels that a camera was turned for, and that tells where it was taken.
fn photo(orientation: u8) -> Vec<u8> {
    let mut exif = b"Exif\0\0MM\0\x2a\0\0\0\x08\0\x02".to_vec();
    exif.extend([1, 0x12, 0, 3, 0, 0, 0, 1, 0, orientation, 0, 0]);
    exif.extend([0x82, 0x98, 0, 2, 0, 0, 0, 25, 0, 0, 0, 38, 0, 0, 0, 0]);
    exif.extend(SECRET.as_bytes());
    let mut bytes = vec![0xff, 0xd8];
    bytes.extend(segment(0xe1, &exif));
    bytes.extend(segment(0xc0, &[8, 1, 224, 2, 128, 1, 1, 0x11, 0]));
    bytes.extend(segment(0xda, &[1, 1, 0, 0, 63, 0]));
    bytes.extend(b"\x12\xff\x00\x34\xff\xd9");
    bytes
}

fn with_photos(site: TestSite) -> TestSite {
    site.article(
        "a/index.md",
        "title = \"A\"\ndate = 2026-01-01\nimage = { path = \"lead.jpg\", alt = \"a\" }\n\
        enclosures = [\"lead.jpg\"]",
        "![](lead.jpg)",
    )
    .template(
        "page.html",
        "{{ page.image.width }}x{{ page.image.height }} \
        {% set size = get_image_metadata(path=\"upright.jpg\") %}{{ size.width }}x{{ size.height }} \
        {{ get_hash(path=\"upright.jpg\", sha_type=256, base64=false) }}",
    )
    .file("content/a/lead.jpg", photo(6))
    .file("static/upright.jpg", photo(3))
    .file("static/theme/strange.bin", photo(1))
}

#[test]
fn pictures_do_not_tell_where_they_were_taken() {
    let site = with_photos(TestSite::new()).build();
    let files = site.all_outputs();
    for path in ["a/lead.jpg", "upright.jpg", "theme/strange.bin"] {
        let bytes = &files[path];
        assert!(!holds(bytes, "SECRET"), "{path}");
        assert!(bytes.ends_with(b"\x12\xff\x00\x34\xff\xd9"), "{path}");
    }
    let page = site.output("a/index.html");
    assert!(page.starts_with("480x640 640x480 "), "{page}");
    // What is told of a file is told of what readers get.
    let length = files["a/lead.jpg"].len();
    site.shows("rss.xml", &format!("length=\"{length}\""));
}

#[test]
fn photographers_keep_what_their_pictures_tell() {
    let site = with_photos(TestSite::new()).build();
    let without = site.all_outputs();
    let hash = site.output("a/index.html");
    let site = site.config("keep_metadata = true").build();
    let files = site.all_outputs();
    for (path, orientation) in [("a/lead.jpg", 6), ("upright.jpg", 3)] {
        assert_eq!(files[path], photo(orientation), "{path}");
    }
    assert_ne!(site.output("a/index.html"), hash, "another hash");
    site.equals_clean();
    let site = site.config("keep_metadata = false").build();
    assert_eq!(site.all_outputs(), without);
    assert!(site.problems().is_empty());
}

#[test]
fn a_damaged_picture_that_tells_is_copied_with_a_warning_each_time() {
    let mut damaged = photo(6);
    // The frame is longer than the file.
    let frame = damaged
        .windows(2)
        .position(|two| two == [0xff, 0xc0])
        .unwrap();
    damaged[frame + 2] = 0xff;
    let harmless = vec![0xff, 0xd8, 0xff, 0xc0, 0xff, 0xff];
    let site = TestSite::new()
        .file("static/damaged.jpg", &damaged)
        .file("static/harmless.jpg", &harmless)
        .article("a.md", "title = \"A\"", "")
        .build();
    let said =
        "the metadata of `static/damaged.jpg` could not be removed: it is damaged or too large";
    let mut site = site;
    for _ in 0..3 {
        let files = site.all_outputs();
        assert_eq!(files["damaged.jpg"], damaged);
        assert_eq!(files["harmless.jpg"], harmless);
        let warnings = site.report().warnings.iter();
        let titles: Vec<&str> = warnings.map(|warning| warning.title.as_str()).collect();
        assert_eq!(titles, [said]);
        site = site.build();
    }
    let site = site.config("keep_metadata = true").build();
    assert!(site.report().warnings.is_empty());
}
