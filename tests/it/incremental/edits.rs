//! What each kind of edit makes again and writes, and nothing else.
//!
//! What is expected stands in `tests/snapshots/edits__*.snap`: the sources that are parsed, and what
//! becomes of each output that is made again: `+` it is new, `~` its bytes changed, `-` it is gone, and
//! `=` its bytes did not change, with the parts of it that did. What is not named rests. To write them
//! anew: `INSTA_UPDATE=always cargo test --test it edits`.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;

use crate::common::TestSite;
use crate::common::magazine::{gazette, magazine, picture};
use byline::store::{Part, Reason};
use byline::theme::Question;

/// A kind of edit.
struct Row {
    name: &'static str,
    edit: fn(TestSite) -> TestSite,
}

fn row(name: &'static str, edit: fn(TestSite) -> TestSite) -> Row {
    Row { name, edit }
}

/// An output as a row names it: `news/` is `news/index.html`, and `/` the front page.
fn short(path: &str) -> &str {
    match path.strip_suffix("index.html") {
        Some("") => "/",
        Some(folder) => folder,
        None => path,
    }
}

fn line<'a>(text: &mut String, mark: &str, words: impl IntoIterator<Item = &'a str>) {
    let words: Vec<&str> = words.into_iter().collect();
    if !words.is_empty() {
        writeln!(text, "  {mark} {}", words.join(" ")).unwrap();
    }
}

/// A reason, without fingerprints.
fn because(reason: &Reason<Question>) -> String {
    match reason {
        Reason::Changed { part, .. } => match part {
            Part::Template(name) | Part::Text(name) | Part::File(name) | Part::Value(name) => {
                name.clone()
            }
            Part::Words(lang) => format!("words in {lang}"),
            Part::Question(question) => question.to_string(),
        },
        Reason::New => "nothing is known of it".to_owned(),
        reason => format!("{reason:?}"),
    }
}

/// What a build did; nothing, if it left all alone.
pub(super) fn told(site: &TestSite) -> String {
    let report = site.report();
    let changes = &report.changes;
    let mut text = String::new();
    line(
        &mut text,
        "parsed",
        report.parsed.iter().map(String::as_str),
    );
    let written: BTreeSet<&String> = changes.added.iter().chain(&changes.changed).collect();
    for path in &written {
        assert!(
            report.rendered.contains_key(*path),
            "{path} was written and not made"
        );
    }
    for (mark, paths) in [
        ("+", &changes.added),
        ("~", &changes.changed),
        ("-", &changes.removed),
    ] {
        line(&mut text, mark, paths.iter().map(|path| short(path)));
    }
    let mut equal: BTreeMap<String, Vec<&str>> = BTreeMap::new();
    for (path, reasons) in &report.rendered {
        if !written.contains(path) {
            let reasons: Vec<String> = reasons.iter().map(because).collect();
            equal
                .entry(reasons.join(", "))
                .or_default()
                .push(short(path));
        }
    }
    for (reasons, paths) in equal {
        let made: BTreeSet<&str> = report.rendered.keys().map(|path| short(path)).collect();
        let all = site.outputs();
        let rest: Vec<&str> = all
            .iter()
            .map(|path| short(path))
            .filter(|path| !made.contains(path))
            .collect();
        let reasons = format!("<- {reasons}");
        // Most of the site is better told by what is not among it.
        if paths.len() > 9 && rest.is_empty() {
            line(&mut text, "=", ["all others", &reasons]);
        } else {
            line(&mut text, "=", paths.into_iter().chain([reasons.as_str()]));
        }
    }
    text
}

/// What a build warned of that is still so when it is done.
fn lasting_warnings(site: &TestSite) -> Vec<String> {
    let warnings = site.report().warnings.iter();
    let titles = warnings.map(|diag| diag.title.clone());
    titles
        .filter(|title| !title.contains("this site did not write"))
        .collect()
}

/// Makes the edit of each row on a site of its own, builds, and tells what that did.
fn each(site: fn() -> TestSite, rows: &[Row]) -> String {
    let mut text = String::new();
    for row in rows {
        let site = (row.edit)(site().build()).try_build();
        assert_eq!(site.problems(), [""; 0], "{}", row.name);
        let warned = site.report().warnings.iter();
        let warned: String = warned.map(|diag| format!("  ! {}\n", diag.title)).collect();
        let told = warned + &told(&site);
        let rests = if told.is_empty() { ": all rests" } else { "" };
        write!(text, "{}{rests}\n{told}\n", row.name).unwrap();
        site.equals_clean();
        // And that is all: the next build has nothing to do.
        let warned = lasting_warnings(&site);
        let site = site.build();
        assert_eq!(self::told(&site), "", "{}: the second build", row.name);
        assert_eq!(lasting_warnings(&site), warned, "{}", row.name);
    }
    text
}

pub(super) const RAIN: &str = "content/news/rain.md";
pub(super) const SNOW: &str = "content/news/snow.md";

#[test]
fn an_edit_of_an_article_makes_what_shows_it() {
    let told = each(
        || magazine(TestSite::new()),
        &[
            row("nothing at all", |site| site),
            row("written again without a change", |site| {
                site.edit(RAIN, "Rain", "Rain")
            }),
            row("text after the summary", |site| {
                site.edit(RAIN, "A lot.", "Quite a lot.")
            }),
            row("first paragraph", |site| {
                site.edit(RAIN, "It rains.", "It pours.")
            }),
            row("a heading in the text", |site| {
                site.edit(RAIN, "A lot.", "## How much\n\nA lot.")
            }),
            row("title", |site| site.edit(RAIN, "\"Rain\"", "\"Rains\"")),
            row("date", |site| site.edit(RAIN, "2026-11-20", "2026-11-01")),
            row("updated", |site| {
                site.edit(RAIN, "tags", "updated = 2026-11-21\ntags")
            }),
            row("tag added", |site| {
                site.edit(RAIN, "[\"Wet\"]", "[\"Wet\", \"Cold\"]")
            }),
            row("new tag", |site| {
                site.edit(RAIN, "[\"Wet\"]", "[\"Wet\", \"New\"]")
            }),
            row("tag removed", |site| {
                site.edit(SNOW, "[\"Wet\", \"Cold\"]", "[\"Wet\"]")
            }),
            row("description", |site| {
                site.edit(RAIN, "tags", "description = \"Of rain\"\ntags")
            }),
            row("weight", |site| {
                site.edit("content/essays/wind.md", "weight = 2", "weight = 0")
            }),
            row("slug", |site| {
                site.edit(RAIN, "tags", "slug = \"rains\"\ntags")
            }),
            row("another author", |site| {
                site.edit(RAIN, "\"kim\"", "\"lee\"")
            }),
            row("alias", |site| {
                site.edit(RAIN, "tags", "aliases = [\"old-rain\"]\ntags")
            }),
            row("no longer a draft", |site| {
                site.edit("content/news/fog.md", "draft = true", "")
            }),
            row("a draft", |site| {
                site.edit(RAIN, "tags", "draft = true\ntags")
            }),
            row("text of a draft", |site| {
                site.edit("content/news/fog.md", "Fog.", "Much fog.")
            }),
            row("link to another article", |site| {
                site.edit(RAIN, "A lot.", "See [ice](@/news/ice.md).")
            }),
            row("moved to another section", |site| {
                let text = site.read("content/essays/wind.md");
                site.remove("content/essays/wind.md")
                    .file("content/news/wind.md", text)
            }),
        ],
    );
    insta::assert_snapshot!("article", told);
}

#[test]
fn an_edit_of_a_note_makes_what_shows_its_first_words() {
    let told = each(
        || magazine(TestSite::new()).edit(RAIN, "\"Rain\"", "\"\""),
        &[
            row("first words", |site| {
                site.edit(RAIN, "It rains.", "It pours.")
            }),
            row("text after the summary", |site| {
                site.edit(RAIN, "A lot.", "Quite a lot.")
            }),
            row("a title", |site| site.edit(RAIN, "\"\"", "\"Rain\"")),
            row("a title that was its first words", |site| {
                site.edit(RAIN, "\"\"", "\"It rains.\"")
            }),
            row("another article has no title any more", |site| {
                site.edit(SNOW, "\"Snow\"", "\"\"")
            }),
        ],
    );
    insta::assert_snapshot!("note", told);
}

#[test]
fn an_article_that_comes_or_goes_makes_what_lists_it() {
    let told = each(
        || magazine(TestSite::new()),
        &[
            row("new article", |site| {
                site.article(
                    "news/hail.md",
                    "title = \"Hail\"\ndate = 2026-11-21",
                    "It hails.",
                )
            }),
            row("old article", |site| {
                site.article(
                    "news/hail.md",
                    "title = \"Hail\"\ndate = 2024-01-01",
                    "It hails.",
                )
            }),
            row("article removed", |site| site.remove(RAIN)),
            row("time goes on", |site| site.at("2026-12-25T12:00:00Z")),
            row("time goes on and nothing is due", |site| {
                site.at("2026-11-23T12:00:00Z")
            }),
            row("translation added", |site| {
                site.article(
                    "news/ice.ko.md",
                    "title = \"얼음\"\ndate = 2026-10-05",
                    "얼음.",
                )
            }),
            row("translation edited", |site| {
                site.edit("content/news/rain.ko.md", "비가 온다.", "비가 많이 온다.")
            }),
            row("title of a translation", |site| {
                site.edit("content/news/rain.ko.md", "\"비\"", "\"큰비\"")
            }),
            row("title of a section", |site| {
                site.edit("content/news/_index.md", "News", "The news")
            }),
            row("description of a section", |site| {
                site.edit(
                    "content/essays/_index.md",
                    "sort_by",
                    "description = \"Long\"\nsort_by",
                )
            }),
            row("order of a section", |site| {
                site.edit("content/essays/_index.md", "weight", "date")
            }),
            row("picture of another size", |site| {
                site.file("content/essays/clouds/cloud.png", picture(80, 30))
            }),
            row("other bytes of a picture", |site| {
                let mut bytes = picture(40, 30);
                bytes.push(0);
                site.file("content/essays/clouds/cloud.png", bytes)
            }),
        ],
    );
    insta::assert_snapshot!("coming_and_going", told);
}

#[test]
fn an_edit_of_something_else_makes_what_draws_on_it() {
    let told = each(
        || magazine(TestSite::new()),
        &[
            row("template of pages", |site| {
                site.edit("templates/page.html", "<h1>", "<h1 id=\"t\">")
            }),
            row("partial", |site| {
                site.edit("templates/parts/foot.html", "<p>", "<p class=\"foot\">")
            }),
            row("component", |site| {
                site.edit("templates/line.html", "<li>", "<li class=\"line\">")
            }),
            row("unused template", |site| {
                site.edit("templates/unused.html", "once", "twice")
            }),
            row("unused template added", |site| {
                site.template("other.html", "{{ page.title }}")
            }),
            row("front page shows no summary", |site| {
                site.edit("templates/index.html", "{{ p.summary | safe }}", "")
            }),
            row("word of the theme", |site| {
                site.edit("i18n/en.toml", "Published", "Out")
            }),
            row("data file", |site| site.edit("data/prices.json", "3", "4")),
            row("data file, other spaces", |site| {
                site.edit("data/prices.json", " 3", "  3")
            }),
            row("static file", |site| {
                site.edit("static/print.css", "a{}", "b{}")
            }),
            row("static file added", |site| {
                site.file("static/new.txt", "new")
            }),
            row("static file removed", |site| site.remove("static/CNAME")),
            row("footer", |site| {
                site.edit("byline.toml", "with care", "in haste")
            }),
            row("title of the site", |site| {
                site.edit("byline.toml", "\"Paper\"", "\"Journal\"")
            }),
            row("length of feeds", |site| {
                site.edit("byline.toml", "feed_limit = 3", "feed_limit = 1")
            }),
            row("an author is renamed", |site| {
                site.edit("byline.toml", "\"Kim\"", "\"Kim Minji\"")
            }),
            row("a language is added", |site| {
                let text = site.read("byline.toml");
                site.file(
                    "byline.toml",
                    format!("{text}[languages.fr]\ntitle = \"Journal\"\n"),
                )
            }),
            row("another address", |site| {
                site.for_address("https://example.org")
            }),
        ],
    );
    insta::assert_snapshot!("something_else", told);
}

#[test]
fn what_happens_to_outputs_and_the_store_is_mended() {
    let told = each(
        || magazine(TestSite::new()),
        &[
            row("an output is deleted", |site| {
                site.remove("public/news/rain/index.html")
            }),
            row("an output is tampered with", |site| {
                site.edit("public/news/rain/index.html", "Rain", "Ruin")
            }),
            row("a feed is emptied", |site| site.file("public/atom.xml", "")),
            row("a copy is tampered with", |site| {
                site.file("public/print.css", "z{}")
            }),
            row("an output is written again as it was", |site| {
                let text = site.read("public/index.html");
                site.file("public/index.html", text)
            }),
            row("somebody adds a file", |site| {
                site.file("public/theirs.txt", "theirs")
                    .remove("public/theirs.txt")
            }),
            row("the store is deleted", without_store),
        ],
    );
    insta::assert_snapshot!("outputs", told);
}

/// Without all that the last build remembered.
fn without_store(mut site: TestSite) -> TestSite {
    let files: Vec<String> = site.files().into_keys().collect();
    for path in files.iter().filter(|path| path.starts_with(".byline/")) {
        site = site.remove(path);
    }
    site
}

#[test]
fn the_bundled_theme_makes_no_more_than_it_shows() {
    let told = each(
        || gazette(TestSite::new()),
        &[
            row("nothing at all", |site| site),
            row("text after the summary", |site| {
                site.edit(RAIN, "A lot.", "Much water.")
            }),
            row("first paragraph", |site| {
                site.edit(RAIN, "It rains.", "It pours.")
            }),
            row("title", |site| site.edit(RAIN, "\"Rain\"", "\"Rains\"")),
            row("newest article added", |site| {
                site.article(
                    "news/hail.md",
                    "title = \"Hail\"\ndate = 2026-11-21\ntags = [\"Wet\"]\nauthors = [\"lee\"]",
                    "It hails.",
                )
            }),
            row("newest article removed", |site| site.remove(RAIN)),
            row("stylesheet of the theme", |site| {
                site.file("static/gazette.css", "a{}")
            }),
            row("footer", |site| {
                site.edit("byline.toml", "with care", "in haste")
            }),
            row("a word of the theme", |site| {
                site.edit("i18n/en.toml", "Published", "Out")
            }),
            row("an override of a template", |site| {
                site.template("404.html", "{% extends \"gazette/templates/404.html\" %}")
            }),
        ],
    );
    insta::assert_snapshot!("gazette", told);
}

/// A newspaper in the bundled theme, with so many articles in each of its three sections, all with one tag and by
/// one author.
fn newspaper(each: u32) -> TestSite {
    let mut site = TestSite::new()
        .config(
            "paginate_from = \"oldest\"\n\
             taxonomies = [{ name = \"tags\", paginate_by = 5, feed = true }]\n[authors.kim]\nname = \"Kim\"",
        )
        .article("_index.md", "paginate_by = 10", "");
    for section in ["culture", "news", "sport"] {
        let front = "paginate_by = 5\ngenerate_feeds = true\ntransparent = true";
        site = site.article(&format!("{section}/_index.md"), front, "");
        for number in 0..each {
            let (month, day) = (1 + number / 28, 1 + number % 28);
            let front = format!(
                "title = \"{section} {number}\"\ndate = 2025-{month:02}-{day:02}\n\
                 tags = [\"All\"]\nauthors = [\"kim\"]"
            );
            site = site.article(
                &format!("{section}/a{number}.md"),
                &front,
                "It rains.\n\nMuch.",
            );
        }
    }
    site
}

/// The events that a newsroom has most, each in a build of its own: how many outputs each makes.
fn newsroom(mut site: TestSite) -> Vec<(&'static str, usize)> {
    let newest = "content/news/newest.md";
    let front = "title = \"Newest\"\ndate = 2026-11-20\ntags = [\"All\"]\nauthors = [\"kim\"]";
    site = site.build();
    let steps = [
        row("first paragraph", |site| {
            site.edit("content/news/newest.md", "It pours.", "It hails.")
        }),
        row("headline", |site| {
            site.edit("content/news/newest.md", "Newest", "The newest")
        }),
        row("date", |site| {
            site.edit("content/news/newest.md", "11-20", "11-21")
        }),
        row("removed", |site| site.remove("content/news/newest.md")),
    ];
    site = site
        .article("news/newest.md", front, "It pours.\n\nMuch.")
        .build();
    assert!(site.has(newest));
    let mut made = vec![("published", site.report().rendered.len())];
    site.equals_clean();
    for Row { name, edit } in steps {
        site = edit(site).build();
        made.push((name, site.report().rendered.len()));
        site.equals_clean();
    }
    made
}

#[test]
fn what_a_newsroom_does_makes_the_same_few_outputs_however_large_the_site_is() {
    let small = newsroom(newspaper(30));
    let large = newsroom(newspaper(70));
    assert_eq!(small, large);
    for (name, number) in large {
        assert!((1..=40).contains(&number), "{name} makes {number} outputs");
    }
}

#[test]
fn a_text_is_shown_before_all_files_are_looked_at() {
    let begin = || magazine(TestSite::new().private().begin()).build().build();
    let mut site = begin().edit(RAIN, "A lot.", "Much water.");
    let report = site
        .build_edited(&["content/.swap", RAIN])
        .expect("only a text has changed");
    assert_eq!(report.parsed, ["news/rain.md"]);
    let changed: Vec<&str> = report.changes.changed.iter().map(String::as_str).collect();
    let feeds = ["atom.xml", "feed.json", "rss.xml"];
    let of_tag = [
        "tags/wet/atom.xml",
        "tags/wet/feed.json",
        "tags/wet/rss.xml",
    ];
    let mut expected = [&feeds[..], &of_tag, &["news/rain/index.html"]].concat();
    expected.sort_unstable();
    assert_eq!(changed, expected);
    site.equals_clean();
    let site = site.build();
    assert_eq!(site.report().changes, byline::build::Changes::default());

    // What is no article, what cannot be read, and what has another address waits for the look at all files.
    for (path, from, to) in [
        (RAIN, "title", "titel"),
        (RAIN, "title", "slug = \"wet\"\ntitle"),
        ("content/news/_index.md", "News", "Olds"),
        ("templates/page.html", "h1", "h2"),
        ("byline.toml", "with care", "in haste"),
    ] {
        let mut site = begin().edit(path, from, to);
        let before = site.all_outputs();
        assert!(site.build_edited(&[path]).is_none(), "{path}");
        assert_eq!(site.all_outputs(), before);
    }
}

#[test]
fn a_text_that_a_template_asks_for_is_shown_where_it_asks() {
    let asks = "{% set p = get_page(path=\"about.md\") %}{{ p.content | safe }}";
    // Below the summary, so that nothing but the text changes.
    let text = "Who we are.\n\n<!-- more -->\n\nAll of us.";
    let begin = || {
        magazine(TestSite::new())
            .article("about.md", "title = \"About\"", text)
            .template("index.html", asks)
    };
    let edit = |site: TestSite| site.edit("content/about.md", "All of us.", "Some of us.");
    for site in [begin(), begin().begin(), begin().private().begin()] {
        let mut site = edit(site.build().build());
        site.build_edited(&["content/about.md"]);
        let site = site.build().shows("index.html", "Some of us.");
        site.equals_clean();
    }
}
