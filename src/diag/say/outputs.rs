//! Of outputs and their folder.

use crate::diag::{Diag, Place};

/// An output that somebody asks about and the site does not have.
pub fn no_such_output<'a>(asked: &str, outputs: impl Iterator<Item = &'a str>) -> Diag {
    Diag::error(format!("the site has no output `{asked}`")).nearest(asked, outputs, || {
        Some(
            "name its file in the output folder, its address, or the source it is made of"
                .to_owned(),
        )
    })
}

/// A source that has no output now.
pub fn not_shown(source: &str, state: &str) -> Diag {
    Diag::error(format!(
        "`{source}` has no output: it is not shown ({state})"
    ))
    .help("show it with `--drafts`, `--future` or `--expired`")
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

/// Several articles of one name, each of another day.
pub fn collision_of_days(diag: Diag) -> Diag {
    diag.help(
        "give one of them another `slug`, or set `paths_keep_dates = true` under `[slugify]`, so that the dates of all names stay in the addresses",
    )
}

/// Something that the site has itself where it would be made.
pub fn own_instead(place: Place, path: &str) -> Diag {
    Diag::note(format!("`{path}` is the site's own, so none is made")).at(place)
}

/// Something of somebody else's in the way of an output.
pub fn in_the_way(path: &str, obstacle: &str) -> Diag {
    Diag::error(format!(
        "`{path}` cannot be written: `{obstacle}` is in the way"
    ))
    .help("Byline did not write it; move it elsewhere, or give the article another address")
}

/// A file that was edited while it was copied, so that other outputs may be made of what it held before.
pub fn edited_meanwhile(file: &str) -> Diag {
    Diag::warning(format!("`{file}` was edited while it was copied"))
        .help("build again: the next build looks at it once more")
}

/// What editors, merges and systems left among what is published.
pub fn leftovers(files: &[String]) -> Diag {
    let title = match files {
        [file] => format!("`{file}` seems to be a leftover and is not published"),
        _ => format!(
            "{} files seem to be leftovers and are not published",
            files.len()
        ),
    };
    left_out(title, files, "**/*.bak")
}

/// Files whose names begin with a dot, which nobody is known to ask for.
pub fn hidden_files(files: &[String]) -> Diag {
    let title = match files {
        [file] => format!("`{file}` is hidden and is not published"),
        _ => format!("{} files are hidden and are not published", files.len()),
    };
    left_out(title, files, ".hidden")
}

fn left_out(title: String, files: &[String], example: &str) -> Diag {
    const NAMED: usize = 5;
    let ignored = match files.iter().all(|file| file.starts_with("content/")) {
        true => "`ignored_content`",
        false if files.iter().any(|file| file.starts_with("content/")) => {
            "`ignored_content` and `ignored_static`"
        }
        false => "`ignored_static`",
    };
    let names = match files {
        [_] => String::new(),
        _ => {
            let named: Vec<&str> = files.iter().take(NAMED).map(String::as_str).collect();
            let more = match files.len().saturating_sub(NAMED) {
                0 => String::new(),
                more => format!(" and {more} more"),
            };
            format!("{}{more}; ", named.join(", "))
        }
    };
    Diag::warning(title).help(format!(
        "{names}remove what nobody needs, or say that you know of it: {ignored} in `byline.toml` names what \
        is not published, and `publish_anyway = [\"{example}\"]` what is"
    ))
}

/// A damaged or huge picture that is published with where it was taken, or the like.
pub fn metadata_stays(file: &str) -> Diag {
    Diag::warning(format!(
        "the metadata of `{file}` could not be removed: it is damaged or too large"
    ))
    .help(
        "save it again with a program for pictures; or set `keep_metadata = true` if pictures \
        may tell where and when they were taken",
    )
}

/// Some paths, of very many the first.
fn named(paths: &[String], most: usize) -> String {
    let named: Vec<&str> = paths.iter().take(most).map(String::as_str).collect();
    let more = match paths.len().saturating_sub(most) {
        0 => String::new(),
        more => format!(" and {more} more"),
    };
    format!("{}{more}", named.join(", "))
}

/// Files of somebody else whose places outputs would take. All are named, for nobody is to lose one by
/// saying yes to others.
pub fn would_replace(output: &str, paths: &[String]) -> Diag {
    const NAMED: usize = 200;
    let files = match paths.len() {
        1 => "a file".to_owned(),
        number => format!("{number} files"),
    };
    Diag::error(format!(
        "{files} in `{output}` would be replaced that Byline did not write"
    ))
    .help(format!(
        "{}; move them elsewhere, give the site a folder of its own, or let them go: `byline build --force`",
        named(paths, NAMED)
    ))
}

/// Files that outputs took the place of, and of which nothing was known.
pub fn replaced(output: &str, paths: &[String]) -> Diag {
    const NAMED: usize = 5;
    let (files, were) = match paths.len() {
        1 => ("a file", "was"),
        _ => ("files", "were"),
    };
    Diag::warning(format!(
        "{files} in `{output}` of which nothing was known {were} replaced"
    ))
    .help(format!(
        "{}; what was known of the last build is lost, but the folder has outputs of this site",
        named(paths, NAMED)
    ))
}

/// Files in the output folder that are no outputs.
pub fn foreign(output: &str, paths: &[String]) -> Diag {
    const NAMED: usize = 10;
    let title = match paths {
        [path] => format!("`{output}/{path}` belongs to nothing that the site has"),
        _ => format!(
            "{} files in `{output}` belong to nothing that the site has",
            paths.len()
        ),
    };
    let which = match paths {
        [_] => String::new(),
        _ => format!("{}; ", named(paths, NAMED)),
    };
    Diag::warning(title).help(format!(
        "{which}perhaps an article that was withdrawn: `byline build --clean` removes it, and what is to stay belongs into `static/`"
    ))
}

/// An output folder that held other things before the site was built into it.
pub fn shared_output(output: &str) -> Diag {
    Diag::warning(format!(
        "`{output}` held other files before this site was built into it, so nothing is removed"
    ))
    .help("give the site a folder of its own")
}
