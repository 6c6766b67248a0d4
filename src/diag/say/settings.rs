//! Of the settings.

use crate::diag::{Diag, Place, toml};

/// The site has no `base_url` yet.
pub fn no_base_url(instead: &str) -> Diag {
    Diag::warning("there is no `base_url`, so links and feeds lead to this machine")
        .at(Place::file("byline.toml"))
        .help(format!(
            "set `base_url = \"https://…\"` before you publish (now it is `{instead}`)"
        ))
}

/// A `base_url` that is no address of a site.
pub fn bad_base_url(place: Option<Place>, text: &str, why: &str) -> Diag {
    let diag = Diag::error(format!("`{text}` is no base URL: {why}"))
        .help("give the whole address, as in `https://example.com`");
    match place {
        Some(place) => diag.at(place),
        None => diag,
    }
}

/// A `feed_hub` that is no address.
pub fn bad_feed_hub(place: Place, text: &str) -> Diag {
    Diag::error(format!("`{text}` is no address of a hub"))
        .at(place)
        .help("give the whole address, as in `https://hub.example/`")
}

/// A time zone that does not exist.
pub fn unknown_timezone<'a>(
    place: Place,
    name: &str,
    names: impl Iterator<Item = &'a str>,
) -> Diag {
    Diag::error(format!("there is no time zone `{name}`"))
        .at(place)
        .nearest(name, names, || {
            Some("use an IANA name, as in `Asia/Seoul`".to_owned())
        })
}

/// An author nobody declared.
pub fn unknown_author<'a>(place: Place, name: &str, names: impl Iterator<Item = &'a str>) -> Diag {
    Diag::error(format!("there is no author `{name}`"))
        .at(place)
        .nearest(name, names, || {
            Some(format!(
                "declare `[authors.{}]` in `byline.toml`",
                toml::key(name)
            ))
        })
}

/// A pattern for file names that is none.
pub fn bad_glob(place: Place, pattern: &str, why: &str) -> Diag {
    Diag::error(format!("`{pattern}` is no pattern for file names: {why}")).at(place)
}

/// A text that is no language tag.
pub fn bad_language(place: Place) -> Diag {
    Diag::error("this is no language tag")
        .at(place)
        .help("use a BCP 47 tag, as in `en` or `ko`")
}

/// A taxonomy without a name that can stand in an address.
pub fn nameless_taxonomy(place: Place) -> Diag {
    Diag::error("this taxonomy has no name")
        .at(place)
        .help("give it one: `name = \"tags\"`")
}

/// Two taxonomies of one name.
pub fn duplicate_taxonomy(place: Place, name: &str) -> Diag {
    Diag::error(format!("the taxonomy `{name}` is declared twice")).at(place)
}

/// A file name no feed can have.
pub fn bad_feed_filename(place: Place, name: &str) -> Diag {
    Diag::error(format!("`{name}` is no file name of a feed"))
        .at(place)
        .help("it ends in `.xml` (RSS, or Atom if `atom` is in the name) or `.json` (JSON Feed)")
}

/// A name in `feed_archives` that no feed has.
pub fn archives_of_no_feed<'a>(
    place: Place,
    name: &str,
    names: impl Iterator<Item = &'a str>,
) -> Diag {
    Diag::error(format!("no feed has the file name `{name}`"))
        .at(place)
        .nearest(name, names, || {
            Some("name files that `feed_filenames` has".to_owned())
        })
}

/// A theme that is not there.
pub fn unknown_theme<'a>(place: Place, name: &str, names: impl Iterator<Item = &'a str>) -> Diag {
    Diag::error(format!("there is no theme `{name}`"))
        .at(place)
        .nearest(name, names, || {
            Some(format!(
                "put it into `themes/{name}/`, or remove `theme` for the bundled one"
            ))
        })
}

/// An output folder where the sources are.
pub fn bad_output_dir(place: Option<Place>, output: &str) -> Diag {
    let diag = Diag::error(format!("`{output}` cannot be the output folder"))
        .help("use a folder that holds nothing else, as `public`");
    match place {
        Some(place) => diag.at(place),
        None => diag,
    }
}

/// An output folder that is a link out of the site's.
pub fn output_dir_outside(place: Option<Place>, output: &str, really: &str) -> Diag {
    let diag = Diag::error(format!(
        "`{output}` leads out of the site's folder, to `{really}`"
    ))
    .help(
        "if you made this link yourself, name the place it leads to: `byline build --output PATH`",
    );
    match place {
        Some(place) => diag.at(place),
        None => diag,
    }
}

/// A `base_url` that is nobody else's.
pub fn local_base_url(place: Place) -> Diag {
    Diag::warning("this `base_url` is this machine's, so links and feeds lead nowhere else")
        .at(place)
        .help("set it to the site's address before you publish")
}

/// Two hosts that read files of one name.
pub fn two_hosts_one_file(place: Place, file: &str) -> Diag {
    Diag::error(format!("another host of this list reads `{file}` too"))
        .at(place)
        .help("name the one that the site is published at")
}
