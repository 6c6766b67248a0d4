//! Of articles and sections, each by itself and beside others.

use crate::diag::{Diag, Place, toml};

/// A name that is not UTF-8.
pub fn name_not_utf8(place: Place) -> Diag {
    Diag::error("the name of this file is not UTF-8")
        .at(place)
        .help("rename it")
}

/// A symbolic link that leads out of the site.
pub fn link_outside(place: Place) -> Diag {
    Diag::error("this symbolic link leads out of the site's folder")
        .at(place)
        .help(
            "put what it leads to into the site, and let a link outside lead here if you need one",
        )
}

/// A symbolic link that leads to nothing.
pub fn link_nowhere(place: Place) -> Diag {
    Diag::error("this symbolic link leads nowhere")
        .at(place)
        .help("what it leads to was moved or removed: mend or remove the link")
}

/// A symbolic link to a folder it stands in.
pub fn link_loop(place: Place) -> Diag {
    Diag::error("this symbolic link leads to a folder that it stands in")
        .at(place)
        .help("remove it: its files would be found again and again")
}

/// A symbolic link to a hidden file or folder of the site.
pub fn link_to_dot_file(place: Place) -> Diag {
    Diag::error("this symbolic link leads to something hidden")
        .at(place)
        .help("what begins with a dot is not published by another name; copy it, if it is to be")
}

/// Something among files that is none.
pub fn no_file(place: Place, kind: &str) -> Diag {
    Diag::error(format!("this is {kind}, not a file"))
        .at(place)
        .help("remove it, or move it out of the site's folder")
}

/// Something in the place of a folder of sources.
pub fn no_folder(place: Place, kind: &str) -> Diag {
    Diag::error(format!("this is {kind}, not a folder"))
        .at(place)
        .help("remove it, or move it out of the site's folder")
}

/// Two files whose names differ in their Unicode form only.
pub fn same_name_twice(place: Place) -> Diag {
    Diag::error("two files have this name, in two Unicode forms")
        .at(place)
        .help("they look the same but are spelt with other code points; remove one")
}

/// A translation into a language that the site does not have.
pub fn undeclared_language(place: Place, tag: &str) -> Diag {
    Diag::warning(format!(
        "this is no translation, for the language `{tag}` in its name is not declared"
    ))
    .at(place)
    .help(format!(
        "add `[languages.{}]` to `byline.toml`; until then it is an article of its own",
        toml::key(tag)
    ))
}

/// A name that misses a language by a letter.
pub fn nearly_a_language(place: Place, tag: &str, meant: &str, plain: &str) -> Diag {
    Diag::warning(format!(
        "`{tag}` in this file's name is no language of the site, so it is a part of the name"
    ))
    .at(place)
    .help(format!(
        "did you mean `{meant}`? If it is no language, `{plain}` has the same address"
    ))
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

/// A time that the clocks skip.
pub fn skipped_time(place: Place, text: &str, zone: &str, read: &str) -> Diag {
    Diag::warning(format!(
        "there is no time `{text}` in `{zone}`, for clocks are set forward over it"
    ))
    .at(place)
    .help(format!(
        "it is read as `{read}`; write the time that is meant"
    ))
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
                "declare it in `byline.toml`: `taxonomies = [{{ name = {} }}]`",
                toml::string(name)
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

/// An id that stands twice on a page.
pub fn id_twice(place: Place, id: &str) -> Diag {
    Diag::error(format!("the id `{id}` is used twice on this page"))
        .at(place)
        .help("rename one of them")
}

/// An id in HTML that an element before it has.
pub fn raw_id_twice(place: Place, id: &str) -> Diag {
    Diag::warning(format!("the id `{id}` is used twice on this page"))
        .at(place)
        .help("rename one of them: a link to it leads to the first")
}

/// A reference to a footnote that is not there.
pub fn undefined_footnote(place: Place, label: &str) -> Diag {
    Diag::warning(format!(
        "there is no footnote `[^{label}]`, so it is shown as text"
    ))
    .at(place)
    .help(format!(
        "write it on a line of its own: `[^{label}]: …`; or write `\\[^{label}]` if it is no footnote"
    ))
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
    Diag::warning(format!(
        "the footnote `[^{label}]` is defined twice, and this one is not shown"
    ))
    .at(place)
    .help("give it another label, or take it out")
}

/// Markup that another program understands.
pub fn foreign_markup(place: Place, what: &str, help: &str) -> Diag {
    Diag::warning(format!("this looks like {what}, and is shown as text"))
        .at(place)
        .help(help)
}

/// A formula that is no TeX.
pub fn broken_math(place: Place, why: &str) -> Diag {
    Diag::error(format!("this formula cannot be read: {why}")).at(place)
}

/// A Markdown file whose name does not end in `.md` or the like.
pub fn not_md(place: Place) -> Diag {
    Diag::error("articles end in `.md` or `.markdown`, in small letters")
        .at(place)
        .help("rename this file")
}

/// A text of another program, which would be copied as it is: a draft would be out.
pub fn foreign_article(place: Place, ending: &str) -> Diag {
    let (title, way) = match ending {
        ".mdx" => (
            "MDX is not Markdown, and is not published as it is written".to_owned(),
            "write it in Markdown, in a file that ends in `.md`",
        ),
        _ => (
            format!("this `{ending}` file begins with front matter, but articles end in `.md`"),
            "rename it if it is an article, else take its front matter out",
        ),
    };
    Diag::error(title).at(place).help(format!(
        "{way}; in `byline.toml`, `ignored_content` names what is left alone, and \
        `publish_anyway` what is copied as it is"
    ))
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

/// A character that no page and no feed can hold.
pub fn control_character(place: Place, c: char) -> Diag {
    Diag::warning(format!(
        "the character U+{:04X} is left out: no page and no feed can hold it",
        c as u32
    ))
    .at(place)
    .help("remove it; it came with a paste, as a rule, and cannot be seen")
}
