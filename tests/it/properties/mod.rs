//! Whatever comes in: an error or a page, never a panic, and feeds that every reader reads.

mod pieces;
mod small_site;

use std::cell::Cell;
use std::collections::BTreeSet;
use std::fmt::Debug;

use crate::common::TestSite;
use percent_encoding::percent_decode_str;
use pieces::{arrives, article, bytes, quoted, site_settings, template, text};
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::select;
use proptest::test_runner::{RngSeed, TestRunner};

fn seed() -> RngSeed {
    let asked = std::env::var("PROPTEST_RNG_SEED").ok();
    RngSeed::Fixed(asked.and_then(|seed| seed.parse().ok()).unwrap_or(2026))
}

fn cases(number: u32) -> ProptestConfig {
    ProptestConfig {
        cases: number,
        failure_persistence: None,
        // The same cases every time: a push fails for what it changed, and for nothing else. Others are
        // tried with another seed: `PROPTEST_RNG_SEED=7 cargo test --test it properties`.
        rng_seed: seed(),
        ..ProptestConfig::default()
    }
}

/// Every address of the site that an output names is that of an output.
fn addresses_lead_somewhere(site: &TestSite) {
    let outputs = site.all_outputs();
    let mut paths: BTreeSet<String> = BTreeSet::new();
    for path in outputs.keys() {
        paths.insert(path.clone());
        if let Some(folder) = path.strip_suffix("index.html") {
            paths.insert(folder.to_owned());
        }
    }
    for (path, bytes) in outputs {
        if !path.ends_with(".html") {
            continue;
        }
        let html = String::from_utf8(bytes).expect("pages are UTF-8");
        for begin in ["href=\"", "src=\"", "content=\""] {
            for (at, _) in html.match_indices(&format!("{begin}https://example.com/")) {
                let rest = &html[at + begin.len() + "https://example.com/".len()..];
                let url = &rest[..rest.find('"').expect("the attribute ends")];
                let url = url.split(['?', '#']).next().unwrap_or_default();
                let to = percent_decode_str(url)
                    .decode_utf8()
                    .expect("addresses are UTF-8");
                let to = to
                    .replace("&amp;", "&")
                    .replace("&#39;", "'")
                    .replace("&#x27;", "'");
                assert!(
                    paths.contains(&to),
                    "{path} names `/{to}`, which is not there"
                );
            }
        }
    }
}

/// Tries cases. So many of a hundred at the least must build: else what is asserted of those that do says nothing.
fn tries<T: Debug>(
    number: u32,
    least: u32,
    case: impl Strategy<Value = T>,
    builds: impl Fn(T) -> bool,
) {
    let built = Cell::new(0);
    let result = TestRunner::new(cases(number)).run(&case, |case| {
        built.set(built.get() + u32::from(builds(case)));
        Ok(())
    });
    if let Err(error) = result {
        panic!("{error}");
    }
    let share = built.get() * 100 / number;
    println!("{share} % of {number} build");
    assert!(share >= least, "only {share} % of {number} build");
}

/// Whether a site builds; one that does not says why, and nothing is written.
fn builds(site: TestSite) -> bool {
    let site = site.try_build();
    let problems = site.problems();
    let outputs = site.outputs();
    let is_built = problems.is_empty();
    assert_eq!(is_built, !outputs.is_empty(), "{problems:?} {outputs:?}");
    assert!(problems.iter().all(|problem| !problem.trim().is_empty()));
    is_built
}

#[test]
fn any_article_is_a_page_or_an_error() {
    tries(600, 60, article(), |bytes| {
        let site = TestSite::new().file("content/b.md", "B");
        builds(site.file("content/a.md", bytes))
    });
}

#[test]
fn any_settings_are_settings_or_an_error() {
    tries(600, 60, site_settings(), |bytes| {
        let site = TestSite::new().file("content/a.md", "A");
        builds(site.file("byline.toml", bytes))
    });
}

#[test]
fn any_template_is_one_or_an_error() {
    tries(600, 60, template(), |bytes| {
        let site = TestSite::new()
            .file("data/a.json", "{\"a\": [1]}")
            .file("content/a.md", "# A\n\nText");
        builds(site.file("templates/page.html", bytes))
    });
}

#[test]
fn any_data_is_read_or_an_error() {
    // Plain text is always read; the others are what they are.
    let good = prop_oneof![
        Just(("toml", "a = [1, { b = 1979-05-27 }]")),
        Just(("yaml", "a: [1, {b: ~}]\nc: &x 1\nd: *x")),
        Just(("json", "{\"a\": [1e400, null], \"a\": 2}")),
        Just(("json", "[\"\\ud800\"]")),
        Just(("csv", "a,b\n\"1\n\",2\n")),
        Just(("xml", "<r x='1'>&amp;<r/></r>")),
    ];
    let good = good.prop_map(|(format, text)| (format, text.as_bytes().to_vec()));
    let any = (
        select(&["toml", "yaml", "json", "csv", "xml", "plain"][..]),
        bytes(),
    );
    tries(600, 40, prop_oneof![good, any], |(format, bytes)| {
        let asks = format!(
            "{{{{ load_data(path=\"data/a\", format=\"{format}\") | json_encode | safe }}}}"
        );
        builds(
            TestSite::new()
                .file("data/a", bytes)
                .template("404.html", &asks),
        )
    });
}

proptest! {
    #![proptest_config(cases(300))]

    #[test]
    fn any_text_arrives_in_every_reader(title in text(), tag in text(), author in text(), body in text()) {
        let wanted = arrives(&title);
        prop_assume!(!wanted.is_empty());
        let front = format!(
            "title = {}\ndescription = {}\ndate = 2026-11-20\ntags = [{}]\nauthors = [{}]",
            quoted(&title), quoted(&body), quoted(&tag), quoted(&author),
        );
        let site = TestSite::new()
            .config(&format!("title = {}\ntaxonomies = [{{ name = \"tags\", feed = true }}]\n[markdown]\nsmart_punctuation = false", quoted(&title)))
            .article("a.md", &front, &body)
            .try_build();
        // A name may be one that makes no address; then that is the only problem.
        for problem in site.problems() {
            let known = ["has no letter or digit", "cannot be an address", "is empty", "footnote", "leads", "no file", "the id", "there is no anchor", "is left out"];
            prop_assert!(known.iter().any(|part| problem.contains(part)), "{}", problem);
        }
        prop_assume!(site.problems().is_empty());
        for path in ["rss.xml", "atom.xml", "feed.json"] {
            let text = site.output(path);
            let feed = feed_rs::parser::parse(text.as_bytes())
                .unwrap_or_else(|error| panic!("{path}: {error}\n{text}"));
            let read = feed.entries[0].title.clone().unwrap().content;
            prop_assert_eq!(arrives(&read), wanted.clone(), "{}: {:?}", path, text);
            let summary = feed.entries[0].summary.clone().map(|text| text.content).unwrap_or_default();
            // A description of RSS is HTML, and what stands in it is text.
            let summary = match path {
                "rss.xml" => quick_xml::escape::unescape(&summary).unwrap().into_owned(),
                _ => summary,
            };
            prop_assert_eq!(arrives(&summary), arrives(&body), "{}: {}", path, text);
            let people = &feed.entries[0].authors;
            // Names are kept in one Unicode form: that of the author and their page.
            let name = arrives(&byline::route::nfc(&author));
            prop_assert_eq!(arrives(people[0].name.as_deref().unwrap_or_default()), name, "{}: {}", path, text);
        }
        // What feed readers forgive, a parser does not.
        for (path, bytes) in site.all_outputs() {
            let text = String::from_utf8(bytes).unwrap();
            if path.ends_with(".xml") {
                let forbidden = |c: char| arrives(&format!("x{c}x")).chars().count() < 3 && !c.is_whitespace();
                prop_assert!(!text.contains(forbidden), "{}: {:?}", path, text);
            } else if path.ends_with(".json") {
                let json: serde_json::Value = serde_json::from_str(&text).unwrap();
                prop_assert_eq!(arrives(json["items"][0]["title"].as_str().unwrap()), wanted.clone());
            }
        }
    }
}

/// What a writer may do to a site between two builds.
const EDITS: &[(&str, Option<&str>)] = &[
    (
        "content/a.md",
        Some("+++\ntitle = \"A\"\ndate = 2026-01-01\ntags = [\"x\"]\n+++\nText"),
    ),
    (
        "content/a.md",
        Some("+++\ntitle = \"B\"\ndate = 2026-03-01\ntags = [\"y\"]\n+++\nText"),
    ),
    (
        "content/a.md",
        Some("+++\ntitle = \"A\"\ndraft = true\n+++\n"),
    ),
    ("content/a.md", None),
    (
        "content/news/b.md",
        Some("+++\ndate = 2026-02-01\naliases = [\"old\"]\n+++\n[a](@/a.md)"),
    ),
    (
        "content/news/b.md",
        Some("+++\ndate = 2026-02-01\nupdated = 2026-02-03\n+++\n# B"),
    ),
    ("content/news/b.md", None),
    (
        "content/news/_index.md",
        Some("+++\ntitle = \"N\"\npaginate_by = 1\ngenerate_feeds = true\n+++\n"),
    ),
    (
        "content/news/_index.md",
        Some("+++\ntransparent = true\nsort_by = \"title\"\n+++\n"),
    ),
    ("content/news/_index.md", None),
    (
        "content/news/c/index.md",
        Some("+++\ndate = 2025-02-01\n+++\n![](p.png)"),
    ),
    ("content/news/c/p.png", Some("PNG")),
    ("content/news/c/p.png", Some("GIF")),
    ("content/news/c/p.png", None),
    ("content/news/c/index.md", None),
    (
        "templates/page.html",
        Some("{{ page.title }}{{ get_pages(limit=1) | length }}"),
    ),
    ("templates/page.html", Some("{{ oops")),
    ("templates/page.html", None),
    ("static/news", Some("a file")),
    ("static/news", None),
    ("static/x.txt", Some("x")),
    ("static/x.txt", None),
    (
        "byline.toml",
        Some("base_url = \"https://example.com\"\nfeed_limit = 1\n[languages.ko]\n"),
    ),
    (
        "byline.toml",
        Some("base_url = \"https://example.org\"\ntitle = \"Other\"\n"),
    ),
];

proptest! {
    #![proptest_config(cases(150))]

    #[test]
    fn any_series_of_edits_ends_in_what_a_clean_build_makes(edits in vec(select(EDITS), 1..10)) {
        let apply = |site: TestSite, (path, text): (&str, Option<&str>)| match text {
            Some(text) => site.file(path, text),
            None => site.remove(path),
        };
        let mut edited = TestSite::new();
        let mut clean = TestSite::new();
        let mut last_good = edited.all_outputs();
        for edit in edits {
            edited = apply(edited, edit).try_build();
            clean = apply(clean, edit);
            if edited.problems().is_empty() {
                last_good = edited.all_outputs();
            } else {
                crate::common::assert_same(&edited.all_outputs(), &last_good);
            }
        }
        // Whatever was wrong in the end is mended.
        for (path, text) in [EDITS[0], ("content/news/c/p.png", Some("PNG")), ("templates/page.html", None), ("static/news", None)] {
            edited = apply(edited, (path, text));
            clean = apply(clean, (path, text));
        }
        edited = edited.build();
        if edited.has("byline.lock") {
            // What was published is part of what a site is made of.
            clean = clean.file("byline.lock", edited.read("byline.lock"));
        }
        crate::common::assert_same(&edited.all_outputs(), &clean.build().all_outputs());
    }
}
