//! Every message Byline can print, each made by one function.

use super::{Diag, Place};

/// A key that means nothing where it stands.
pub fn unknown_key<'a>(
    place: Place,
    key: &str,
    whose: &str,
    known: impl IntoIterator<Item = &'a str>,
    otherwise: &str,
) -> Diag {
    Diag::error(format!("unknown key `{key}` in {whose}"))
        .at(place)
        .nearest(key, known, || {
            (!otherwise.is_empty()).then(|| otherwise.to_owned())
        })
}

/// A file that its parser does not understand.
pub fn bad_syntax(place: Place, language: &str, message: &str) -> Diag {
    Diag::error(format!("this is not {language}: {message}")).at(place)
}

/// A key that must be there.
pub fn missing_key(place: Place, key: &str, whose: &str) -> Diag {
    Diag::error(format!("{whose} needs `{key}`")).at(place)
}

/// A value of another type than its field takes.
pub fn wrong_type(place: Place, what: &str, wanted: &str, found: &str) -> Diag {
    Diag::error(format!("{what} must be {wanted}, but it is {found}")).at(place)
}

/// A word that is none of those a field takes.
pub fn not_a_choice(place: Place, key: &str, word: &str, words: &[&str]) -> Diag {
    let list = words
        .iter()
        .map(|word| format!("`{word}`"))
        .collect::<Vec<_>>()
        .join(", ");
    Diag::error(format!("`{word}` is no value of `{key}`"))
        .at(place)
        .nearest(word, words.iter().copied(), || {
            Some(format!("it is one of {list}"))
        })
}

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
            Some(format!("declare `[authors.{name}]` in `byline.toml`"))
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

/// The file system says no.
pub fn io(action: &str, path: &str, error: &std::io::Error) -> Diag {
    Diag::error(format!("cannot {action} `{path}`: {error}"))
}

/// A name that is not UTF-8.
pub fn name_not_utf8(place: Place) -> Diag {
    Diag::error("the name of this file is not UTF-8")
        .at(place)
        .help("rename it")
}

/// A symbolic link that leads out of the site, or nowhere.
pub fn link_outside(place: Place) -> Diag {
    Diag::error("this symbolic link leads out of the site's folder, or nowhere")
        .at(place)
        .help("copy what it leads to into the site, or remove the link")
}

/// Two files whose names differ in their Unicode form only.
pub fn same_name_twice(place: Place) -> Diag {
    Diag::error("two files have this name, in two Unicode forms")
        .at(place)
        .help("they look the same but are spelt with other code points; remove one")
}

/// A file in a language the site does not have.
pub fn undeclared_language<'a>(
    place: Place,
    tag: &str,
    known: impl Iterator<Item = &'a str>,
) -> Diag {
    Diag::error(format!(
        "the language `{tag}` in this file's name is not declared"
    ))
    .at(place)
    .nearest(tag, known, || {
        Some(format!("add `[languages.{tag}]` to `byline.toml`"))
    })
}

/// A file that is not UTF-8.
pub fn not_utf8(file: &str, bytes: &[u8], valid: usize) -> Diag {
    let start = String::from_utf8_lossy(bytes);
    let utf16 = bytes.starts_with(&[0xFF, 0xFE]) || bytes.starts_with(&[0xFE, 0xFF]);
    Diag::error(if utf16 {
        "this file is UTF-16, not UTF-8"
    } else {
        "this file is not UTF-8"
    })
    .at(Place::span(file, &start, valid..valid + 1))
    .help("save it again as UTF-8")
}

/// Front matter that is opened and never closed.
pub fn unclosed_front_matter(place: Place) -> Diag {
    Diag::error("the front matter is never closed")
        .at(place)
        .help("end it with a line like the one it begins with")
}

/// A date that cannot be read.
pub fn bad_date(place: Place, key: &str, text: &str) -> Diag {
    Diag::error(format!("`{text}` in `{key}` is no date"))
        .at(place)
        .help("write `2026-11-22`, `2026-11-22T09:30:00` or `2026-11-22T09:30:00+09:00`")
}

/// A file name that begins like a date which does not exist.
pub fn bad_date_in_name(file: &str, text: &str) -> Diag {
    Diag::error(format!("`{text}` in this file's name is no date"))
        .at(Place::file(file))
        .help("rename the file, or give a `date` in its front matter")
}

/// A term without a name.
pub fn empty_term(place: Place, taxonomy: &str) -> Diag {
    Diag::error(format!("a term of `{taxonomy}` is empty"))
        .at(place)
        .help("remove it")
}

/// A taxonomy nobody declared.
pub fn unknown_taxonomy<'a>(
    place: Place,
    name: &str,
    known: impl Iterator<Item = &'a str>,
) -> Diag {
    Diag::error(format!("there is no taxonomy `{name}`"))
        .at(place)
        .nearest(name, known, || {
            Some(format!(
                "declare it in `byline.toml`: `taxonomies = [{{ name = \"{name}\" }}]`"
            ))
        })
}

/// A name that leaves nothing for an address.
pub fn empty_slug(place: Place, name: &str) -> Diag {
    Diag::error(format!(
        "`{name}` has no letter or digit, so it makes no address"
    ))
    .at(place)
    .help("give a `slug`, or another name")
}

/// A path that cannot be that of an output.
pub fn bad_path(place: Place, key: &str, path: &str, why: &impl std::fmt::Display) -> Diag {
    Diag::error(format!("the {key} `{path}` cannot be an address: {why}")).at(place)
}

/// Two articles of one id.
pub fn equal_ids(place: Place, id: &str, first: Place) -> Diag {
    Diag::error(format!("the id `{id}` belongs to two articles"))
        .at(place)
        .related("it belongs to this one too", first)
        .help("an id is that of one article for ever; remove one")
}

/// Two terms that would share an address.
pub fn terms_collide(place: Place, name: &str, other: &str, first: Place) -> Diag {
    Diag::error(format!(
        "the terms `{name}` and `{other}` would have the same address"
    ))
    .at(place)
    .related(format!("`{other}` was met here first"), first)
    .help("rename one of them")
}

/// A link to a source that is not there.
pub fn dead_link(place: Place, written: &str, near: Option<String>) -> Diag {
    let diag = Diag::error(format!("the link `{written}` leads to no page")).at(place);
    match near {
        Some(near) => diag.help(format!("did you mean `{near}`?")),
        None => diag.help(
            "paths begin at `content/`, as in `@/news/rain.md`, or at this file, as in `./rain.md`",
        ),
    }
}

/// A link to a file that is not there.
pub fn dead_file(place: Place, written: &str, near: Option<String>) -> Diag {
    let diag = Diag::error(format!("there is no file `{written}` beside this one")).at(place);
    match near {
        Some(near) => diag.help(format!("did you mean `{near}`?")),
        None => diag.help(
            "put the file into the same folder, or begin the link with `/` for one of `static/`",
        ),
    }
}

/// A link to a path the site does not have.
pub fn dead_path(place: Place, written: &str, near: Option<&str>) -> Diag {
    let diag = Diag::error(format!("the link `{written}` leads nowhere on this site")).at(place);
    match near {
        Some(near) => diag.help(format!("did you mean `{near}`?")),
        None => diag,
    }
}

/// A link to an anchor that is not there.
pub fn dead_anchor(place: Place, fragment: &str, whose: &str, near: Option<String>) -> Diag {
    let diag = Diag::error(format!("there is no anchor `#{fragment}` in {whose}")).at(place);
    match near {
        Some(near) => diag.help(format!("did you mean `#{near}`?")),
        None => diag,
    }
}

/// A link out of the site's folder.
pub fn link_leaves(place: Place, written: &str) -> Diag {
    Diag::error(format!("the link `{written}` leaves the site's folder")).at(place)
}

/// A link to a page that is not shown.
pub fn link_to_hidden(place: Place, written: &str, why: &str) -> Diag {
    Diag::error(format!(
        "the link `{written}` leads to a page that is {why}"
    ))
    .at(place)
    .help("publish that page first, or take the link out")
}

/// A link to a page that has no output.
pub fn link_to_unrendered(place: Place, written: &str) -> Diag {
    Diag::error(format!(
        "the link `{written}` leads to a page with `render = false`"
    ))
    .at(place)
}

/// An id that stands twice on a page.
pub fn id_twice(place: Place, id: &str) -> Diag {
    Diag::error(format!("the id `{id}` is used twice on this page"))
        .at(place)
        .help("rename one of them")
}

/// A reference to a footnote that is not there.
pub fn undefined_footnote(place: Place, label: &str) -> Diag {
    Diag::error(format!("there is no footnote `[^{label}]`"))
        .at(place)
        .help(format!("write it on a line of its own: `[^{label}]: …`"))
}

/// A footnote nobody refers to.
pub fn unused_footnote(place: Place, label: &str) -> Diag {
    Diag::warning(format!(
        "nothing refers to the footnote `[^{label}]`, so it is not shown"
    ))
    .at(place)
}

/// Two footnotes of one label.
pub fn footnote_twice(place: Place, label: &str) -> Diag {
    Diag::error(format!("the footnote `[^{label}]` is defined twice")).at(place)
}

/// A formula that is no TeX.
pub fn broken_math(place: Place, why: &str) -> Diag {
    Diag::error(format!("this formula cannot be read: {why}")).at(place)
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

/// A template that is wrong. Template engines begin their sentences with a capital.
pub fn template(place: Option<Place>, message: &str) -> Diag {
    let diag = Diag::error(decapitalized(message));
    match place {
        Some(place) => diag.at(place),
        None => diag,
    }
}

/// A template that failed while something was rendered.
pub fn template_while(place: Option<Place>, message: &str, rendering: &str) -> Diag {
    template(place, message).related("while rendering this", Place::file(rendering))
}

fn decapitalized(message: &str) -> String {
    let message = message.trim_end_matches('.');
    let mut chars = message.chars();
    match (chars.next(), chars.clone().next()) {
        (Some(first), Some(second)) if first.is_uppercase() && second.is_lowercase() => {
            first.to_lowercase().chain(chars).collect()
        }
        _ => message.to_owned(),
    }
}

/// A template that is not there.
pub fn no_template<'a>(
    place: Option<Place>,
    name: &str,
    names: impl Iterator<Item = &'a str>,
    rendering: &str,
) -> Diag {
    let diag = Diag::error(format!("there is no template `{name}`"));
    let diag = match place {
        Some(place) => diag.at(place),
        None => diag.at(Place::file(rendering)),
    };
    diag.nearest(name, names, || {
        Some(format!("put it into `templates/{name}`"))
    })
}

/// An output that somebody asks about and the site does not have.
pub fn no_such_output<'a>(asked: &str, outputs: impl Iterator<Item = &'a str>) -> Diag {
    Diag::error(format!("the site has no output `{asked}`")).nearest(asked, outputs, || {
        Some("name its file in the output folder, or its address".to_owned())
    })
}

/// A problem that spoils several outputs.
pub fn times(mut diag: Diag, times: usize) -> Diag {
    if times > 1 {
        diag.title = format!("{} (and so for {} more)", diag.title, times - 1);
    }
    diag
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

/// Several outputs that want one path. Of very many culprits the first few are named.
pub fn collision(path: &str, culprits: Vec<(String, Place)>) -> Diag {
    const NAMED: usize = 5;
    let number = culprits.len();
    let mut diag = Diag::error(format!("{number} outputs want the path `{path}`"));
    for (number, (wanted, place)) in culprits.into_iter().take(NAMED).enumerate() {
        if number == 0 {
            diag = diag.at(place);
        } else {
            diag = diag.related(format!("`{wanted}` comes from here"), place);
        }
    }
    let more = match number.saturating_sub(NAMED) {
        0 => String::new(),
        more => format!("there are {more} more of them; "),
    };
    diag.help(format!(
        "{more}give one of them another `slug` or `path`, or rename its file; hosts and file systems may not tell case and Unicode forms apart"
    ))
}

/// A Markdown file whose name does not end in `.md`.
pub fn not_md(place: Place) -> Diag {
    Diag::error("articles end in `.md`, in small letters")
        .at(place)
        .help("rename this file")
}

/// An `index.md` that has no folder of its own.
pub fn index_at_the_top(place: Place) -> Diag {
    Diag::error("an `index.md` is the article of its folder, and this one has none")
        .at(place)
        .help("call it `_index.md` if it is the text of the front page, else give it a name")
}

/// A folder that is no site.
pub fn no_site() -> Diag {
    Diag::error("there is no site here: neither `byline.toml` nor `content/` nor an article")
        .help("go to the site's folder, or make one with `byline new PATH`")
}

/// A term that cannot stand in an address.
pub fn empty_term_slug(place: Place, name: &str) -> Diag {
    Diag::error(format!(
        "the term `{name}` has no letter or digit, so it makes no address"
    ))
    .at(place)
    .help("give it another name")
}

/// Something of somebody else's in the way of an output.
pub fn in_the_way(path: &str, obstacle: &str) -> Diag {
    Diag::error(format!(
        "`{path}` cannot be written: `{obstacle}` is in the way"
    ))
    .help("Byline did not write it; move it elsewhere, or give the article another address")
}

/// Redirects that lead back to where they began.
pub fn redirects_in_a_circle(place: Place) -> Diag {
    Diag::error("this redirect leads back to itself").at(place)
}

/// A problem with the name that was probably meant.
pub fn did_you_mean(diag: Diag, near: &str) -> Diag {
    diag.help(format!("did you mean `{near}`?"))
}

/// Two files for one section in one language.
pub fn two_indexes(place: Place, first: Place) -> Diag {
    Diag::error("two files are the front of this section in one language")
        .at(place)
        .related("the other one", first)
        .help("the name of the default language may be left out, but not both be there")
}

/// Other addresses of a page that has none.
pub fn alias_of_nothing(place: Place, alias: &str) -> Diag {
    Diag::error(format!(
        "the alias `{alias}` would lead to a page that has no output"
    ))
    .at(place)
    .help("remove the alias, or `render = false`")
}

/// A `base_url` that is nobody else's.
pub fn local_base_url(place: Place) -> Diag {
    Diag::warning("this `base_url` is this machine's, so links and feeds lead nowhere else")
        .at(place)
        .help("set it to the site's address before you publish")
}

/// Files of somebody else that outputs took the place of.
pub fn replaced(output: &str, paths: &[String]) -> Diag {
    const NAMED: usize = 5;
    let named: Vec<&str> = paths.iter().take(NAMED).map(String::as_str).collect();
    let more = match paths.len().saturating_sub(NAMED) {
        0 => String::new(),
        more => format!(" and {more} more"),
    };
    let number = paths.len();
    let files = if number == 1 { "a file" } else { "files" };
    Diag::warning(format!(
        "{files} in `{output}` that this site did not write were replaced"
    ))
    .help(format!(
        "{}{more}; give the site a folder of its own",
        named.join(", ")
    ))
}
