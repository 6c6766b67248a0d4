//! What the code promises not to do, held by reading it.

use std::fs;
use std::path::Path;

use crate::common::source::{code, lines_with, module_of, modules, named, refuse, sources};

#[test]
fn every_module_is_in_the_list() {
    let modules = modules();
    let wrong: Vec<String> = sources()
        .into_keys()
        .filter(|path| {
            let module = module_of(path);
            !["lib", "main", "cli"].contains(&module) && !modules.iter().any(|own| own == module)
        })
        .collect();
    refuse("files of no module", &wrong);
}

#[test]
fn only_the_disk_knows_the_file_system() {
    let words = [
        "std::fs",
        "fs::read",
        "fs::write",
        "File::open",
        "File::create",
        "tempfile::",
    ];
    let excused = |path: &str| path.starts_with("disk/");
    refuse("the file system elsewhere", &lines_with(&words, excused));
}

#[test]
fn only_the_program_knows_the_time() {
    let words = [
        "Utc::now",
        "Local::now",
        "SystemTime::now",
        "Instant::now",
        "chrono::Local:",
    ];
    // How long stages take, and how long it is quiet, reaches no output.
    let excused = |path: &str| {
        path.starts_with("cli/") || ["build/stages.rs", "watch/mod.rs"].contains(&path)
    };
    refuse("a clock", &lines_with(&words, excused));
}

#[test]
fn only_the_program_knows_the_environment() {
    let words = ["std::env", "env::var", "env::current_dir", "std::process"];
    let excused =
        |path: &str| path.starts_with("cli/") || path == "main.rs" || path == "disk/real.rs";
    let mut wrong = lines_with(&words, excused);
    // The disk may name its temporary files after the process, and nothing else.
    wrong.extend(
        lines_with(&words, |path| path != "disk/real.rs")
            .into_iter()
            .filter(|line| !line.contains("std::process::id()")),
    );
    refuse("the environment", &wrong);
}

#[test]
fn only_the_server_and_the_check_of_links_know_the_network() {
    let words = [
        "std::net",
        "tokio::net",
        "TcpStream",
        "TcpListener",
        "UdpSocket",
        "ureq::",
    ];
    let excused = |path: &str| path.starts_with("serve/") || path == "check/external/net.rs";
    refuse("the network", &lines_with(&words, excused));
}

#[test]
fn rendering_cannot_reach_the_site() {
    let mut wrong = Vec::new();
    for (path, text) in sources() {
        let module = module_of(&path);
        if module != "render" && module != "theme" && path != "view/model.rs" {
            continue;
        }
        for line in text.lines() {
            let words = line.split(|c: char| !(c.is_alphanumeric() || c == '_'));
            if words
                .clone()
                .any(|word| ["Site", "SitePage", "SiteSection", "SiteTerm"].contains(&word))
            {
                wrong.push(format!("src/{path}: {}", line.trim()));
            }
        }
    }
    refuse("the site", &wrong);
}

#[test]
fn no_markup_is_pasted_together_outside_its_writers() {
    // XML is made by its writers, HTML of articles by the Markdown writer: nothing else begins a tag.
    let words = ["<?xml", "<rss", "<feed ", "<urlset", "<opml"];
    let excused = |path: &str| path.starts_with("feed/");
    refuse("XML by hand", &lines_with(&words, excused));
}

#[test]
fn every_file_says_what_it_is() {
    let wrong: Vec<String> = sources()
        .into_keys()
        .filter(|path| {
            !fs::read_to_string(Path::new("src").join(path))
                .unwrap()
                .starts_with("//!")
        })
        .collect();
    refuse("files without a first comment", &wrong);
}

/// The keys that some files read: the texts given to the methods of `Fields`.
fn keys(paths: &[&str]) -> Vec<String> {
    let texts = paths.iter().map(|path| fs::read_to_string(path).unwrap());
    let text: String = texts.map(|text| code(&text)).collect();
    let flat: String = text.split_whitespace().collect();
    let mut keys = Vec::new();
    for call in [
        "fields.take(\"",
        "fields.text(\"",
        "fields.filled_text(\"",
        "fields.flag(\"",
        "fields.integer(\"",
        "fields.count(\"",
        "fields.texts(\"",
        "fields.date(\"",
        "fields.choice(\"",
        "fields.list(\"",
        "fields.entries(\"",
        "fields.within(\"",
        "fields.free(\"",
        "located(fields,\"",
        "date(fields,\"",
        "globs(fields,\"",
    ] {
        for (at, _) in flat.match_indices(call) {
            let rest = &flat[at + call.len()..];
            keys.extend(rest.split('"').next().map(str::to_owned));
        }
    }
    keys.sort();
    keys.dedup();
    assert!(keys.len() > 15, "{paths:?}: {keys:?}");
    keys
}

#[test]
fn every_key_is_documented() {
    let mut wrong = Vec::new();
    for (source, document) in [
        (
            &[
                "src/config/feeds.rs",
                "src/config/languages.rs",
                "src/config/podcast.rs",
                "src/config/read.rs",
                "src/config/strict.rs",
            ][..],
            "content/docs/configuration.md",
        ),
        (
            &["src/page/front.rs", "src/page/media.rs"][..],
            "content/docs/front-matter.md",
        ),
    ] {
        let keys = keys(source);
        let Ok(text) = fs::read_to_string(document) else {
            continue; // a checkout without the documentation
        };
        for key in keys {
            let words = text.split(|c: char| !(c.is_alphanumeric() || c == '_'));
            if !words.clone().any(|word| word == key) {
                wrong.push(format!("{document} lacks `{key}`"));
            }
        }
    }
    refuse("keys that nobody explains", &wrong);
}

#[test]
fn a_module_imports_only_from_those_above_it() {
    let modules = modules();
    let floor = |name: &str| modules.iter().position(|module| module == name);
    let mut wrong = Vec::new();
    for (path, text) in sources() {
        let Some(own) = floor(module_of(&path)) else {
            continue; // the program, which stands on top of the library
        };
        for other in named(&text) {
            match floor(&other) {
                Some(there) if there > own => {
                    wrong.push(format!("src/{path} imports `{other}`, which is further up"));
                }
                Some(_) => {}
                None => wrong.push(format!("src/{path} names `crate::{other}`, not in lib.rs")),
            }
        }
        // `super::super` from the top file of a module would be another way round.
        if !path.contains('/') && text.contains("super::super::") {
            wrong.push(format!("src/{path} climbs by `super::super`"));
        }
    }
    refuse("upward imports", &wrong);
}

#[test]
fn no_file_has_more_than_600_lines() {
    let mut wrong = Vec::new();
    for path in sources().into_keys() {
        let lines = fs::read_to_string(Path::new("src").join(&path))
            .unwrap()
            .lines()
            .count();
        if lines > 600 {
            wrong.push(format!("src/{path} has {lines} lines"));
        }
    }
    refuse("files of more than 600 lines", &wrong);
}
