//! Small sites, as they are drawn.

use std::collections::BTreeSet;

use super::{addresses_lead_somewhere, tries};
use crate::common::{TestSite, assert_same};
use byline::build::Changes;
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::select;

/// A file of a small site: its name, and lines of front matter and of text.
type Drawn = (&'static str, Vec<&'static str>, Vec<&'static str>);

const PAGE_KEYS: &[&str] = &[
    "draft = true",
    "date = 2026-01-01",
    "date = 2027-01-01",
    "expires = 2026-01-01",
    "tags = [\"x\", \"비\"]",
    "tags = [\"x\"]",
    "authors = [\"Kim\"]",
    "weight = 3",
    "slug = \"s\"",
    "path = \"p/q.html\"",
    "aliases = [\"old\"]",
    "updated = 2026-02-01",
    "title = \"T\"",
    "extra = { a = 1 }",
    "in_feeds = false",
    "canonical = \"https://example.org/x\"",
];
const SECTION_KEYS: &[&str] = &[
    "draft = true",
    "weight = 3",
    "title = \"T\"",
    "paginate_by = 1",
    "transparent = true",
    "sort_by = \"weight\"",
    "generate_feeds = true",
    "extra = { a = 1 }",
    "insert_anchor_links = \"left\"",
    "redirect_to = \"@/a.md\"",
];

fn drawn() -> impl Strategy<Value = Drawn> {
    let names = &[
        "a",
        "b",
        "비",
        "c/a",
        "c/_index",
        "c/d/index",
        "c/e",
        "index",
        "_index",
        "2026-01-01-x",
        "a.ko",
        "c/a.ko",
        "c/_index.ko",
    ];
    let body = &[
        "[x](@/a.md)",
        "[x](@/c/_index.md)",
        "![x](f.png)",
        "[x](/tags/x/)",
        "[x](/c/a/)",
        "text",
        "## h",
        "[x](#h)",
        "\n\n",
    ];
    select(&names[..]).prop_flat_map(move |name| {
        let keys = if is_section(name) {
            SECTION_KEYS
        } else {
            PAGE_KEYS
        };
        (
            Just(name),
            vec(select(keys), 0..4),
            vec(select(&body[..]), 0..4),
        )
    })
}

fn is_section(name: &str) -> bool {
    name.contains("_index")
}

/// Takes out of a site what cannot be there together, as far as that is seen at a glance.
fn mend(pages: &mut Vec<Drawn>, files: &[&str], settings: &[&str]) {
    let has_korean = settings.contains(&"[languages.ko]");
    let mut names = BTreeSet::new();
    pages.retain(|(name, ..)| (has_korean || !name.ends_with(".ko")) && names.insert(*name));
    if names.contains("_index") {
        pages.retain(|(name, ..)| *name != "index");
    }
    // What only one can have.
    let mut taken = BTreeSet::new();
    for (_, front, _) in &mut *pages {
        front.retain(|line| {
            !line.starts_with(['s', 'p', 'a']) || line.starts_with("pag") || taken.insert(*line)
        });
    }
    let shown = |name: &str, with: &str| {
        let is_shown = |line: &&str| {
            let hidden = ["draft", "date = 2027", "expires"]
                .iter()
                .any(|key| line.starts_with(key));
            !hidden && !line.starts_with("path") && !line.starts_with("slug")
        };
        pages.iter().any(|(own, front, _)| {
            (*own == name || name.is_empty())
                && front.iter().all(is_shown)
                && (with.is_empty() || front.iter().any(|line| line.starts_with(with)))
        })
    };
    let section_shown = shown("c/_index", "");
    let there: BTreeSet<&str> = [
        ("@/a.md", shown("a", "")),
        ("@/c/_index.md", section_shown),
        ("/tags/x/", shown("a", "tags") || shown("b", "tags")),
        (
            "/c/a/",
            shown("c/a", "") && !names.contains("c/_index") || shown("c/a", "") && section_shown,
        ),
    ]
    .into_iter()
    .filter_map(|(to, is_there)| is_there.then_some(to))
    .collect();
    for (name, front, body) in pages {
        front.retain(|line| !line.starts_with("redirect_to") || there.contains("@/a.md"));
        let folder = name.rsplit_once('/').map_or("", |(folder, _)| folder);
        let picture = format!("content/{folder}/f.png").replace("//", "/");
        let has_head = body.contains(&"## h");
        body.retain(|line| match line.split_once("](") {
            Some((_, "f.png)")) => files.contains(&picture.as_str()),
            Some((_, "#h)")) => has_head,
            Some((_, to)) => there.contains(to.trim_end_matches(')')),
            None => true,
        });
    }
}

#[test]
fn any_small_site_leads_nowhere_wrong() {
    let files = &[
        "static/f.txt",
        "content/f.png",
        "content/c/f.png",
        "content/c/d/f.png",
        "static/c/f.png",
    ];
    let settings = &[
        "[languages.ko]",
        "generate_archive = false",
        "generate_feeds = false",
        "feed_limit = 1",
        "timezone = \"Asia/Seoul\"",
    ];
    let sites = (
        vec(drawn(), 0..8),
        vec(select(&files[..]), 0..3),
        vec(select(&settings[..]), 0..3),
        // As a rule there is no mistake in it.
        prop_oneof![1 => Just(false), 4 => Just(true)],
    );
    tries(
        800,
        60,
        sites,
        |(mut pages, files, mut settings, is_mended)| {
            settings.sort_unstable();
            settings.dedup();
            // Tables stand last.
            settings.sort_by_key(|line| line.starts_with('['));
            if is_mended {
                mend(&mut pages, &files, &settings);
            }
            let mut site = TestSite::new().config(&settings.join("\n"));
            for (path, mut front, body) in pages {
                front.sort_unstable();
                front.dedup_by_key(|line| line.split(' ').next().unwrap_or_default().to_owned());
                site = site.article(&format!("{path}.md"), &front.join("\n"), &body.join(" "));
            }
            for file in files {
                site = site.file(file, "x");
            }
            let site = site.try_build();
            if !site.problems().is_empty() {
                assert!(site.outputs().is_empty());
                return false;
            }
            addresses_lead_somewhere(&site);
            // Built again, nothing changes.
            let before = site.all_outputs();
            let site = site.build();
            assert_eq!(site.report().changes, Changes::default());
            assert_same(&before, &site.all_outputs());
            true
        },
    );
}
