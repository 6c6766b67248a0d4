//! Types of files by their names.

/// What feeds and players call types that the general table calls otherwise, or does not know.
const OWN: &[(&str, &str)] = &[
    ("m4a", "audio/x-m4a"),
    ("m4v", "video/x-m4v"),
    ("opus", "audio/ogg"),
    ("srt", "application/x-subrip"),
    ("vtt", "text/vtt"),
];

/// The media type of a file by the ending of its name or URL; `None` if that does not tell it.
pub fn media_type(name: &str) -> Option<&'static str> {
    let path = name.split(['?', '#']).next().unwrap_or_default();
    let (_, ending) = crate::route::file_name(path).rsplit_once('.')?;
    let ending = ending.to_ascii_lowercase();
    let own = OWN.iter().find(|(known, _)| *known == ending);
    match own {
        Some((_, mime)) => Some(mime),
        None => mime_guess::from_ext(&ending).first_raw(),
    }
}

#[cfg(test)]
mod tests {
    use super::media_type;

    #[test]
    fn endings_tell_types() {
        for (name, mime) in [
            ("a/episode.mp3", Some("audio/mpeg")),
            ("EPISODE.M4A", Some("audio/x-m4a")),
            ("https://a.example/a.mp4?x=1.ogg#t=3", Some("video/mp4")),
            ("비.jpg", Some("image/jpeg")),
            ("talk.vtt", Some("text/vtt")),
            ("mp3", None),
            ("a.mp3/b", None),
            ("a.unknown-ending", None),
        ] {
            assert_eq!(media_type(name), mime, "{name}");
        }
    }
}
