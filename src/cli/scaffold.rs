//! `byline new` and `byline write`: folders and files to begin with.

use std::io::{self, Write};
use std::path::Path;

use byline::build;
use byline::date::{self, Date};
use byline::disk::{Disk, RealDisk};
use byline::route::{self, Slugify, slugify};

use super::args::WriteArgs;
use super::{Exit, Messages, args::Format, failed, now};

const SETTINGS: &str = r#"# The settings of this site; every key is explained at
# https://byline.example/docs/configuration/

base_url = "http://127.0.0.1:8000" # set this to your address before you publish
title = "{title}"
description = "A new magazine"
default_language = "en"
timezone = "UTC" # of dates without a zone, as in "Asia/Seoul"

taxonomies = [{ name = "tags" }]

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

/// Makes a site in a new or empty folder.
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
    let disk = RealDisk::new(&path);
    let there = disk.files(Path::new(""), false)?;
    if !there.is_empty() || path.is_file() {
        writeln!(
            io::stderr(),
            "error: `{}` is not empty\n  help: name a folder that is not there yet",
            shown.display()
        )?;
        return Ok(Exit::Usage);
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
    let settings = SETTINGS.replace("\"{title}\"", &toml_text(&title));
    let article = ARTICLE.replace("{date}", &now().format("%Y-%m-%dT%H:%M:%SZ").to_string());
    for (file, text) in [
        ("byline.toml", settings.as_str()),
        ("content/hello.md", &article),
        (".gitignore", IGNORED),
        (".gitattributes", ATTRIBUTES),
    ] {
        // A repository may be there already, with files of its own.
        if disk.stat(Path::new(file))?.is_none() {
            disk.write(Path::new(file), text.as_bytes())?;
        }
    }
    writeln!(
        io::stdout(),
        "made a site in {0}\nnext: cd {0} && byline build",
        shown.display()
    )?;
    Ok(Exit::Done)
}

/// A TOML basic string.
fn toml_text(text: &str) -> String {
    let mut quoted = String::from("\"");
    for c in text.chars() {
        match c {
            '"' | '\\' => quoted.extend(['\\', c]),
            c if c.is_control() => quoted.push(' '),
            c => quoted.push(c),
        }
    }
    quoted.push('"');
    quoted
}

/// Begins an article.
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
    if slug.is_empty() {
        writeln!(
            io::stderr(),
            "error: `{}` has no letter or digit to name a file after",
            args.title
        )?;
        return Ok(Exit::Usage);
    }
    if matches!(slug.as_str(), "index" | "_index") {
        writeln!(
            io::stderr(),
            "error: `{slug}.md` is no article but the front of its folder\n  help: give the article another title"
        )?;
        return Ok(Exit::Usage);
    }
    let language = args
        .lang
        .as_deref()
        .map_or(Some(0), |tag| config.language_index(tag));
    let Some(language) = language else {
        let tag = args.lang.as_deref().unwrap_or_default();
        writeln!(
            io::stderr(),
            "error: the language `{tag}` is not declared\n  help: add `[languages.{tag}]` to `byline.toml`"
        )?;
        return Ok(Exit::Usage);
    };
    let tag = if language == 0 {
        String::new()
    } else {
        format!(".{}", config.languages[language].lang)
    };
    let section = args
        .section
        .as_deref()
        .unwrap_or_default()
        .trim_matches('/');
    if section
        .split('/')
        .any(|part| part.starts_with('.') && part != "..")
    {
        writeln!(
            io::stderr(),
            "error: `{section}` begins with a dot, and such folders are not looked at"
        )?;
        return Ok(Exit::Usage);
    }
    let Some(path) = route::join("", &format!("{section}/{slug}{tag}.md")) else {
        writeln!(io::stderr(), "error: `{section}` leaves `content/`")?;
        return Ok(Exit::Usage);
    };
    let file = Path::new("content").join(&path);
    if disk.stat(&file)?.is_some() {
        writeln!(io::stderr(), "error: `{}` is there already", file.display())?;
        return Ok(Exit::SiteErrors);
    }
    let date = date::to_zone(&now, config.timezone)
        .format("%Y-%m-%dT%H:%M:%S%:z")
        .to_string();
    let author = config
        .author
        .clone()
        .or_else(|| config.authors.keys().next().cloned());
    let authors = author.map_or_else(String::new, |author| toml_text(&author));
    let text = format!(
        "+++\ntitle = {}\nsubtitle = \"\"\ndescription = \"\"\ndate = {date}\nauthors = [{authors}]\ndraft = true\n+++\n\n",
        toml_text(&args.title),
    );
    disk.write(&file, text.as_bytes())?;
    writeln!(io::stdout(), "{}", file.display())?;
    Ok(Exit::Done)
}
