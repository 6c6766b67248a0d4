//! `byline new` and `byline write`: folders and files to begin with.

use std::io::{self, Write};
use std::path::Path;

use byline::build;
use byline::config;
use byline::date::{self, Date};
use byline::diag::toml;
use byline::disk::{Disk, RealDisk};
use byline::route::{self, Slugify, slugify};
use byline::source::CONTENT;

use super::args::WriteArgs;
use super::{Exit, Messages, Printable, args::Format, failed, now};

const SETTINGS: &str = r#"# The settings of this site; every key is explained at
# https://byline.example/docs/configuration/

base_url = "http://127.0.0.1:8000" # set this to your address before you publish
title = "{title}"
description = "A new magazine"
default_language = "en"
timezone = "UTC" # of dates without a zone, as in "Asia/Seoul"

taxonomies = [{ name = "tags", paginate_by = 20 }]
paginate_from = "oldest" # a new article changes the first page of a list and leaves all others as they are

[authors.editor]
name = "The Editor"
# email = "editor@example.com" # shown on articles and in feeds
"#;

const ARTICLE: &str = r#"+++
title = "Hello, readers"
subtitle = "The first article of a new magazine"
date = {date}
authors = ["editor"]
tags = ["news"]
+++

This is the first article of your site. It lies in `content/hello.md`: change it, and run
`byline build` again.

## What to do next

- Give the site its title and address in `byline.toml`.
- Begin another article with `byline write "A headline"`.
- Put pictures beside an article in a folder of its own: `content/rain/index.md`.

Your readers find the feeds at `/rss.xml`, `/atom.xml` and `/feed.json`.
"#;

const IGNORED: &str = "/public\n/.byline\n";
/// Two branches that publish add different lines, and both are wanted.
const ATTRIBUTES: &str = "byline.lock merge=union\n";

/// Makes a site in a folder that has none. Files that are there, as in a repository that was just cloned, stay
/// as they are; what the site wants git to know is added to git's own.
pub(super) fn new(given: &Path) -> io::Result<Exit> {
    // `./paper/.` is the folder `paper`, and `.` has a name too.
    let path = std::path::absolute(given)?;
    // `./paper` was typed as `paper`.
    let shown = given.strip_prefix(".").unwrap_or(given);
    let shown = if shown.as_os_str().is_empty() {
        Path::new(".")
    } else {
        shown
    };
    if path.is_file() {
        return refused(
            &format!("`{}` is a file", shown.display()),
            Some("name a folder"),
        );
    }
    let disk = RealDisk::new(&path);
    let begun = [CONTENT, "templates", "themes"];
    let mut begun = begun
        .iter()
        .map(|folder| disk.files(Path::new(folder), false));
    let is_site = disk.stat(Path::new(config::FILE))?.is_some();
    if is_site
        || begun.try_fold(false, |any, files| {
            Ok::<_, io::Error>(any || !files?.is_empty())
        })?
    {
        return refused(
            &format!("`{}` has a site already", shown.display()),
            Some("name a folder that is not there yet"),
        );
    }
    let name = path
        .file_name()
        .map(|name| name.to_string_lossy().into_owned())
        .unwrap_or_default();
    let title = byline::page::title_of_name(&name);
    let title = if title.trim().is_empty() {
        "A new magazine".to_owned()
    } else {
        title
    };
    // As a TOML string: a folder may have any name.
    let settings = SETTINGS.replace("\"{title}\"", &toml::string(&title));
    let article = ARTICLE.replace("{date}", &now().format("%Y-%m-%dT%H:%M:%SZ").to_string());
    disk.write(Path::new(config::FILE), settings.as_bytes())?;
    disk.write(Path::new("content/hello.md"), article.as_bytes())?;
    add_lines(&disk, ".gitignore", IGNORED)?;
    add_lines(&disk, ".gitattributes", ATTRIBUTES)?;
    writeln!(
        Printable(io::stdout()),
        "made a site in {0}\nnext: cd {0} && byline build",
        shown.display()
    )?;
    Ok(Exit::Done)
}

/// Adds those lines to a file that it does not have, and makes the file where there is none.
fn add_lines(disk: &RealDisk, file: &str, lines: &str) -> io::Result<()> {
    let file = Path::new(file);
    let mut text = match disk.stat(file)? {
        Some(_) => disk.read(file)?,
        None => Vec::new(),
    };
    let before = text.len();
    for line in lines.lines() {
        if text
            .split(|byte| *byte == b'\n')
            .any(|there| there.trim_ascii() == line.as_bytes())
        {
            continue;
        }
        if text.last().is_some_and(|byte| *byte != b'\n') {
            text.push(b'\n');
        }
        text.extend(line.as_bytes());
        text.push(b'\n');
    }
    if text.len() > before {
        disk.write(file, &text)?;
    }
    Ok(())
}

/// Says why nothing was begun.
fn refused(title: &str, help: Option<&str>) -> io::Result<Exit> {
    let mut err = io::stderr().lock();
    writeln!(err, "error: {title}")?;
    if let Some(help) = help {
        writeln!(err, "  help: {help}")?;
    }
    Ok(Exit::Usage)
}

/// How many bytes of a headline become the name of its file. File systems take 255, some of them twice as many
/// for the same letters, and a language, a date or an ending may come to it.
const NAME_BYTES: usize = 100;

/// The slug, cut after a word where it is too long for the name of a file.
fn short_name(slug: &str) -> &str {
    if slug.len() <= NAME_BYTES {
        return slug;
    }
    let ends = slug.char_indices().map(|(at, _)| at);
    let end = ends.take_while(|at| *at <= NAME_BYTES).last();
    let head = &slug[..end.unwrap_or_default()];
    match head.rfind('-') {
        Some(at) if at > 0 => &head[..at],
        _ => head,
    }
}

/// Begins an article, or a page.
pub(super) fn write(disk: &RealDisk, args: &WriteArgs, now: Date) -> io::Result<Exit> {
    let mut messages = Messages::new(Format::Text);
    let config = match build::load_config(disk, None) {
        Ok((config, _)) => config,
        Err(diags) => return failed(&mut messages, &diags),
    };
    let slug = slugify(
        &args.title,
        if config.slugify.paths == Slugify::Off {
            Slugify::Safe
        } else {
            config.slugify.paths
        },
    );
    let slug = short_name(&slug);
    if slug.is_empty() {
        let title = &args.title;
        let title = format!("`{title}` has no letter or digit to name a file after");
        return refused(&title, None);
    }
    if matches!(slug, "index" | "_index") {
        return refused(
            &format!("`{slug}.md` is no article but the front of its folder"),
            Some("give the article another title"),
        );
    }
    let language = args
        .lang
        .as_deref()
        .map_or(Some(0), |tag| config.language_index(tag));
    let Some(language) = language else {
        let tag = args.lang.as_deref().unwrap_or_default();
        return refused(
            &format!("the language `{tag}` is not declared"),
            Some(&format!(
                "add `[languages.{}]` to `byline.toml`",
                toml::key(tag)
            )),
        );
    };
    let tag = if language == 0 {
        String::new()
    } else {
        format!(".{}", config.languages[language].lang)
    };
    let section = args.section.as_deref().unwrap_or_default();
    if section.starts_with('/') {
        return refused(
            &format!("the section `{section}` is no folder below `content/`"),
            Some("name it without the first `/`, as in `--section news`"),
        );
    }
    let section = section.trim_end_matches('/');
    if section
        .split('/')
        .any(|part| part.starts_with('.') && part != "..")
    {
        let title = format!("`{section}` begins with a dot, and such folders are not looked at");
        return refused(&title, None);
    }
    let name = if args.bundle {
        format!("{section}/{slug}/index{tag}.md")
    } else {
        format!("{section}/{slug}{tag}.md")
    };
    let Some(path) = route::join("", &name) else {
        return refused(&format!("`{section}` leaves `content/`"), None);
    };
    let file = Path::new(CONTENT).join(&path);
    // A folder may be a link to another one of the site, and its articles are there.
    let (root, file) = (disk.real(Path::new(""))?, disk.real(&file)?);
    let Ok(file) = file.strip_prefix(root) else {
        let title = format!("`{CONTENT}/{section}` leads out of the site's folder");
        return refused(&title, None);
    };
    if disk.stat(file)?.is_some() {
        writeln!(io::stderr(), "error: `{}` is there already", file.display())?;
        return Ok(Exit::SiteErrors);
    }
    let mut text = format!("+++\ntitle = {}\n", toml::string(&args.title));
    if !args.page {
        let date = date::to_zone(&now, config.timezone).format("%Y-%m-%dT%H:%M:%S%:z");
        text.push_str(&format!("date = {date}\n"));
        let author = config.author.as_ref();
        if let Some(author) = author.or_else(|| config.authors.keys().next()) {
            text.push_str(&format!("authors = [{}]\n", toml::string(author)));
        }
    }
    text.push_str("draft = true\n+++\n\n");
    disk.write(file, text.as_bytes())?;
    writeln!(Printable(io::stdout()), "{}", file.display())?;
    Ok(Exit::Done)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_long_headline_makes_a_short_name_that_ends_with_a_word() {
        let long = "word-".repeat(80);
        let short = short_name(&long);
        assert!(
            short.len() <= NAME_BYTES && short.ends_with("-word"),
            "{short}"
        );
        let hangul = "가".repeat(400);
        let short = short_name(&hangul);
        assert!(
            short.len() <= NAME_BYTES && short.starts_with('가'),
            "{short}"
        );
        assert_eq!(short_name("rain"), "rain");
    }
}
