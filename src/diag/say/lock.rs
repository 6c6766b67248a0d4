//! Of `byline.lock`: what was published and must stay.

use crate::diag::{Diag, Place, toml};

/// A line of the lock that is none.
pub fn bad_lock(place: Place, why: &str) -> Diag {
    Diag::error(format!("this line of `byline.lock` cannot be read: {why}"))
        .at(place)
        .help("restore the line from your version control; it holds ids and addresses that readers have")
}

/// A lock with the marks of a merge in it.
pub fn lock_in_conflict(place: Place) -> Diag {
    Diag::error("`byline.lock` has the marks of an unfinished merge")
        .at(place)
        .help("keep the lines of both sides and remove the marks; the next build makes one of two lines for the same article")
}

/// An id in front matter that is another than the one readers have.
pub fn changed_id(place: Place, id: &str, published: &str) -> Diag {
    Diag::error(format!("this article was published with the id `{published}`, not `{id}`"))
        .at(place)
        .help("write the published id, or remove `id`: with another one every reader gets the article again")
}

/// Published addresses that lead nowhere any more.
pub fn lost_address(place: Place, paths: &[String], why: &str) -> Diag {
    let (diag, first) = lost(place, paths, why);
    diag.help(format!(
        "if it moved: `byline move {first} NEW`; if another page takes its place: `aliases = [{}]` there; if it is gone on purpose: `byline retire {first}`",
        toml::string(first)
    ))
}

/// Published files of a feed that are there no more.
pub fn lost_feed(place: Place, paths: &[String], why: &str) -> Diag {
    let (diag, first) = lost(place, paths, why);
    diag.help(format!(
        "readers ask for it still; if another feed takes its place: `byline move {first} NEW`; if it is gone on purpose: `byline retire {first}`"
    ))
}

fn lost<'a>(place: Place, paths: &'a [String], why: &str) -> (Diag, &'a str) {
    const NAMED: usize = 12;
    let named: Vec<String> = paths
        .iter()
        .take(NAMED)
        .map(|path| format!("`{path}`"))
        .collect();
    let more = match paths.len().saturating_sub(NAMED) {
        0 => String::new(),
        more => format!(" and {more} more"),
    };
    let named = named.join(", ");
    let title = if paths.len() == 1 {
        format!("the published address {named} leads nowhere: {why}")
    } else {
        format!("the published addresses {named}{more} lead nowhere: {why}")
    };
    let first = paths.first().map_or("", String::as_str);
    (Diag::warning(title).at(place), first)
}

/// A lock that lacks something of what is to be published.
pub fn lock_out_of_date(names: &[&str]) -> Diag {
    const SHOWN: usize = 3;
    let mut list: Vec<String> = names
        .iter()
        .take(SHOWN)
        .map(|name| format!("`{name}`"))
        .collect();
    if names.len() > SHOWN {
        list.push(format!("{} more", names.len() - SHOWN));
    }
    Diag::error(format!("`byline.lock` is out of date: {}", list.join(", ")))
        .at(Place::file("byline.lock"))
        .help("run `byline build` without `--locked`, and commit the file")
}

/// Something that was never published.
pub fn never_published<'a>(asked: &str, published: impl Iterator<Item = &'a str>) -> Diag {
    Diag::error(format!("nothing was ever published as `{asked}`")).nearest(
        asked,
        published,
        || Some("name a file of `content/` or an address; `byline.lock` lists them".to_owned()),
    )
}

/// An address that an article still has.
pub fn still_published(path: &str, source: &str) -> Diag {
    Diag::error(format!(
        "`{path}` is still published: it is made of `{source}`"
    ))
    .help("remove the file, make it a draft, or name the file to move it")
}

/// An address that the site still has, by what it is there.
pub fn still_there(path: &str, what: &str) -> Diag {
    Diag::error(format!("`{path}` is still published: it is {what}"))
        .help("only what is gone can lead elsewhere or be retired")
}

/// A place for an address to lead to that the site does not have.
pub fn nothing_to_lead_to<'a>(asked: &str, there: impl Iterator<Item = &'a str>) -> Diag {
    Diag::error(format!(
        "there is no article or section `{asked}` to lead to"
    ))
    .nearest(asked, there, || {
        Some("name a file of `content/` or an address of the site".to_owned())
    })
}

/// A place for files that is not below `content/`.
pub fn not_below_content(to: &str) -> Diag {
    Diag::error(format!("`{to}` is no place below `content/`"))
}

/// A folder that would have to hold itself.
pub fn moved_into_itself(from: &str, to: &str) -> Diag {
    Diag::error(format!(
        "`content/{from}` cannot be moved to `content/{to}`, which is part of it"
    ))
}

/// A file where another one is to go.
pub fn already_there(path: &str) -> Diag {
    Diag::error(format!("`{path}` is there already")).help("name another place, or remove it first")
}

/// A lock that another version of Byline wrote.
pub fn lock_of_another_version(place: Place) -> Diag {
    Diag::error("this `byline.lock` is of a version that this Byline does not know")
        .at(place)
        .help("use the Byline that wrote it, or a newer one")
}

/// A lock without anything in it, which no build writes.
pub fn lock_empty() -> Diag {
    Diag::error("`byline.lock` is empty: with new ids every reader would get every article again")
        .at(Place::file("byline.lock"))
        .help("restore it, as by `git checkout byline.lock`; to begin anew on purpose, remove it, and the folder `.byline` as well")
}

/// A lock whose last line has no end.
pub fn lock_cut_off(place: Place) -> Diag {
    Diag::error("`byline.lock` ends in the middle of a line: the rest of it is lost")
        .at(place)
        .help("restore it, as by `git checkout byline.lock`; if nothing is missing, end its last line with a line break")
}

/// A file or folder that the system does not give another name.
pub fn cannot_move(from: &str, to: &str, error: &std::io::Error) -> Diag {
    Diag::error(format!("cannot move `{from}` to `{to}`: {error}"))
}

/// A move that was killed, and that nothing is left of.
pub fn move_undone(from: &str, to: &str) -> Diag {
    Diag::warning(format!(
        "`byline move {from} {to}` had been interrupted: it is undone"
    ))
    .help("give the command again")
}

/// A move that was killed and cannot be undone.
pub fn move_stuck(from: &str, to: &str, file: &str, error: &std::io::Error) -> Diag {
    Diag::error(format!(
        "`byline move {from} {to}` was interrupted and cannot be undone: {error}"
    ))
    .help(format!(
        "move `{to}` back to `{from}` yourself, and remove `{file}`"
    ))
}

/// A lock that was there and is not any more.
pub fn lock_gone() -> Diag {
    Diag::error("`byline.lock` is gone: with new ids every reader would get every article again")
        .at(Place::file("byline.lock"))
        .help("restore it, as by `git checkout byline.lock`, and commit it where it was never committed; to begin anew on purpose, remove the folder `.byline` as well")
}

/// A place for a feed to be served at that is no feed's.
pub fn no_feed_to_lead_to<'a>(asked: &str, there: impl Iterator<Item = &'a str>) -> Diag {
    Diag::error(format!("`{asked}` is the address of no other feed")).nearest(asked, there, || {
        Some("readers of a feed can be led to another feed only: name its address".to_owned())
    })
}

/// A text that is the path of no address.
pub fn no_address(path: &str, why: &impl std::fmt::Display) -> Diag {
    Diag::error(format!("`{path}` is no address of this site: {why}"))
}

/// A file that an article cannot be moved to.
pub fn no_article_file(to: &str) -> Diag {
    Diag::error(format!("`content/{to}` is no file of an article")).help(format!(
        "end its name in `.md`; a folder of this name is `content/{to}/`"
    ))
}
