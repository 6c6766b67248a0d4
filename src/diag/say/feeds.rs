//! Of feeds and what is in them.

use crate::diag::{Diag, Place, toml};

/// A feed of the settings without a name.
pub fn nameless_feed(place: Place) -> Diag {
    Diag::error("this feed has no name")
        .at(place)
        .help("give it one: `name = \"culture\"` is served as `/culture/rss.xml`")
}

/// Two feeds of the settings with one name.
pub fn feed_twice(place: Place, name: &str) -> Diag {
    Diag::error(format!("the feed `{name}` is declared twice"))
        .at(place)
        .help("give one of them another `name`")
}

/// A feed in a language that the site does not have.
pub fn feed_in_unknown_language<'a>(
    place: Place,
    lang: &str,
    known: impl Iterator<Item = &'a str>,
) -> Diag {
    Diag::error(format!("the site has no language `{lang}`"))
        .at(place)
        .nearest(lang, known, || {
            Some(format!(
                "declare `[languages.{}]` in `byline.toml`",
                toml::key(lang)
            ))
        })
}

/// A feed of a section that is not there.
pub fn feed_of_unknown_section<'a>(
    place: Place,
    name: &str,
    known: impl Iterator<Item = &'a str>,
) -> Diag {
    Diag::error(format!("there is no section `{name}`"))
        .at(place)
        .nearest(name, known, || {
            Some("name a folder below `content/` that has articles, as in `news/local`".to_owned())
        })
}

/// A feed of a term that no article has.
pub fn feed_of_unknown_term<'a>(
    place: Place,
    taxonomy: &str,
    name: &str,
    known: impl Iterator<Item = &'a str>,
) -> Diag {
    Diag::error(format!("no article has `{name}` among its `{taxonomy}`"))
        .at(place)
        .nearest(name, known, || {
            Some("name a term that an article has in the language of the feed".to_owned())
        })
}

/// A file of another site that belongs to an article, without what only its owner knows.
pub fn enclosure_elsewhere(place: Place, file: &str) -> Diag {
    Diag::error(format!("feeds need the length and the type of `{file}`"))
        .at(place)
        .help("it is no file of this site: say them, as in `{ file = \"https://…\", length = 1234, type = \"audio/mpeg\" }`")
}

/// A file of the site that belongs to an article, with a length.
pub fn enclosure_with_length(place: Place, file: &str) -> Diag {
    Diag::error(format!("the length of `{file}` is that of the file"))
        .at(place)
        .help("remove `length`; it is for files on other sites")
}

/// A file that belongs to an article and is not there.
pub fn no_such_file<'a>(place: Place, file: &str, known: impl Iterator<Item = &'a str>) -> Diag {
    Diag::error(format!("the site has no file `{file}`"))
        .at(place)
        .nearest(file, known, || {
            Some(
                "put the file beside the article, or into `static/` and begin its path with `/`"
                    .to_owned(),
            )
        })
}

/// A file that belongs to an article, of a type that its name does not tell.
pub fn enclosure_of_unknown_type(place: Place, file: &str) -> Diag {
    Diag::error(format!("the name of `{file}` does not tell its type"))
        .at(place)
        .help("say it, as in `type = \"audio/mpeg\"`")
}

/// A text that is no media type.
pub fn bad_media_type(place: Place, text: &str) -> Diag {
    Diag::error(format!("`{text}` is no media type"))
        .at(place)
        .help("write it as in `audio/mpeg`")
}

/// Something that is no duration.
pub fn bad_duration(place: Place) -> Diag {
    Diag::error("this is no duration")
        .at(place)
        .help("write it as in `\"31:07\"`, `\"1:02:03\"`, or as a number of seconds")
}

/// A place to pay that is no address.
pub fn bad_funding(place: Place, text: &str) -> Diag {
    Diag::error(format!("`{text}` is no address where people can pay"))
        .at(place)
        .help("give the whole address, as in `https://pay.example/`")
}
