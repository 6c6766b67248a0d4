//! What a build that fails or is killed half-way leaves is whole, and the next build mends it.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::common::frail::{Fate, Frail};
use crate::common::magazine::magazine;
use crate::common::{TestSite, assert_same};

type Files = BTreeMap<String, Vec<u8>>;

/// A site with one of each way to be written, on a disk that can be made to fail.
fn site() -> (TestSite, Arc<Frail>) {
    let (site, disk) = TestSite::frail();
    let site = site
        .config("generate_archive = false\nfeed_filenames = [\"atom.xml\"]\ntaxonomies = []")
        .template("page.html", "{{ page.title }}{{ page.content | safe }}")
        .template(
            "index.html",
            "{% for p in section.pages %}{{ p.title }}{% endfor %}",
        )
        .template("404.html", "not here")
        .file("static/x.txt", "x")
        .article("a.md", "title = \"A\"\naliases = [\"old\"]", "Text")
        .article("b.md", "title = \"B\"\ndate = 2026-01-01", "[a](@/a.md)")
        .article("c/index.md", "title = \"C\"", "![](p.png)")
        .file("content/c/p.png", "PNG");
    (site, disk)
}

/// An edit that adds, changes and removes outputs.
fn edit(site: TestSite) -> TestSite {
    site.edit("content/a.md", "Text", "Other text")
        .edit("content/a.md", "old", "new")
        .edit("content/b.md", "\"B\"", "\"Bee\"")
        .article("d.md", "title = \"D\"", "New")
        .file("static/x.txt", "y")
        .remove("content/c/index.md")
        .remove("content/c/p.png")
}

/// The same sources as before [`edit`].
fn revert(site: TestSite) -> TestSite {
    let (before, _) = self::site();
    let mut site = site.remove("content/d.md");
    for (path, bytes) in before.files() {
        site = site.file(&path, bytes);
    }
    site
}

/// Each file is one that was there before, or one that a clean build makes.
fn no_half_file(site: &TestSite, before: &Files, clean: &Files) {
    for (path, bytes) in site.all_outputs() {
        let whole = [before.get(&path), clean.get(&path)].contains(&Some(&bytes));
        assert!(whole || path.ends_with(".tmp"), "{path} is half a file");
    }
}

/// Stops a build at each of its changes in turn. It begins where `prepare` leaves the site; what comes
/// after it is done before the next build.
fn at_every_change(
    fate: Fate,
    lasts: bool,
    prepare: fn(TestSite) -> TestSite,
    after: fn(TestSite) -> TestSite,
) {
    let begin = |site: TestSite| if lasts { site.begin() } else { site };
    let now = prepare(site().0).clean().build().all_outputs();
    let then = after(prepare(site().0)).clean().build().all_outputs();
    for at in 0.. {
        let (site, disk) = site();
        let site = prepare(begin(site));
        let before = site.all_outputs();
        disk.arm(fate, at);
        let site = site.try_build();
        let struck = disk.mend();
        no_half_file(&site, &before, &now);
        if site.problems().is_empty() {
            assert_same(&site.all_outputs(), &now);
        }
        let site = if fate == Fate::Dies {
            begin(site)
        } else {
            site
        };
        let site = after(site).build();
        assert_same(&site.all_outputs(), &then);
        let site = site.build();
        assert_eq!(site.report().changes, byline::build::Changes::default());
        if !struck {
            assert!(at > 20, "only {at} changes");
            return;
        }
    }
}

/// A magazine that was built: with feeds that have archives, of which one is closed by the next build.
fn printed() -> TestSite {
    let formats = "feed_filenames = [\"atom.xml\", \"feed.json\"]";
    let limit = format!("feed_limit = 1\ngenerate_archive = false\n{formats}");
    let site = magazine(TestSite::new()).edit("byline.toml", "feed_limit = 3", &limit);
    let site = site.build();
    assert!(site.has_output("atom.1.xml"));
    site
}

/// Its next issue: articles moved, came and went.
fn next_issue(site: TestSite) -> TestSite {
    let (ice, clouds) = ("content/news/ice.md", "content/essays/clouds/");
    let [text, picture] = ["index.md", "cloud.png"].map(|name| format!("{clouds}{name}"));
    let picture_bytes = site.files()[&picture].clone();
    let (ice_text, clouds_text) = (site.read(ice), site.read(&text));
    site.remove(ice)
        .file("content/essays/frost.md", ice_text)
        .remove(&text)
        .remove(&picture)
        .file("content/sky/clouds/index.md", clouds_text)
        .file("content/sky/clouds/cloud.png", picture_bytes)
        .edit("content/news/rain.md", "A lot.", "Not much.")
        .remove("content/essays/wind.md")
        .article(
            "news/hail.md",
            "title = \"Hail\"\ndate = 2026-11-21",
            "It hails.",
        )
}

/// Stops a build of what was prepared once at each of its changes in turn.
fn at_every_change_of(prepared: &TestSite, fate: Fate, lasts: bool) {
    let begin = |site: TestSite| if lasts { site.begin() } else { site };
    let whole = prepared.frail_copy().0.build();
    whole.equals_clean();
    let (before, now) = (prepared.all_outputs(), whole.all_outputs());
    let lock = whole.read("byline.lock");
    assert!(lock != prepared.read("byline.lock"));
    for at in 0.. {
        let (site, disk) = prepared.frail_copy();
        let site = begin(site);
        disk.arm(fate, at);
        let site = site.try_build();
        let struck = disk.mend();
        no_half_file(&site, &before, &now);
        let site = if fate == Fate::Dies {
            begin(site)
        } else {
            site
        };
        let site = site.build();
        assert_same(&site.all_outputs(), &now);
        assert_eq!(site.read("byline.lock"), lock);
        let site = site.build();
        assert_eq!(site.report().changes, byline::build::Changes::default());
        if !struck {
            assert!(at > 30, "only {at} changes");
            println!("{fate:?}: {at} changes");
            return;
        }
    }
}

#[test]
fn a_magazine_that_is_stopped_at_any_change_keeps_its_archives_and_its_addresses() {
    let prepared = next_issue(printed());
    for (fate, lasts) in [
        (Fate::Dies, false),
        (Fate::Fails, true),
        (Fate::Full, false),
    ] {
        at_every_change_of(&prepared, fate, lasts);
    }
}

fn at_every_change_of_every_build(fate: Fate) {
    let second = |site: TestSite| edit(site.build());
    for lasts in [false, true] {
        at_every_change(fate, lasts, |site| site, |site| site);
        at_every_change(fate, lasts, second, |site| site);
        // What was written half is as it was before: nothing may be taken for what it is not.
        at_every_change(fate, lasts, second, revert);
    }
}

#[test]
fn a_build_that_fails_at_any_change_is_mended_by_the_next() {
    at_every_change_of_every_build(Fate::Fails);
}

#[test]
fn a_build_that_is_killed_at_any_change_is_mended_by_the_next() {
    at_every_change_of_every_build(Fate::Dies);
}

#[test]
fn a_full_disk_at_any_change_is_mended_by_the_next_build() {
    at_every_change_of_every_build(Fate::Full);
}

#[test]
fn a_build_that_is_killed_again_and_again_is_mended_in_the_end() {
    let clean = edit(site().0).clean().build().all_outputs();
    for step in 1..8 {
        let (site, disk) = site();
        let mut site = edit(site.build());
        let mut at = 0;
        loop {
            disk.arm(Fate::Dies, at);
            site = site.try_build();
            if !disk.mend() {
                break;
            }
            at += step;
        }
        assert_same(&site.all_outputs(), &clean);
    }
}

#[test]
fn journals_that_were_cut_short_are_no_harm() {
    for name in ["pages-0", "texts-0"] {
        let path = format!(".byline/build/{name}");
        let whole = site().0.build().files()[&path].len();
        for cut in (0..whole).step_by(whole / 24) {
            for lasts in [false, true] {
                let (site, _) = site();
                let site = if lasts { site.begin() } else { site }.build();
                let bytes = site.files()[&path][..cut].to_vec();
                let site = site
                    .file(&path, bytes)
                    .edit("content/b.md", "\"B\"", "\"Bee\"")
                    .build();
                site.equals_clean();
                // Everything that was kept must be found, or found to be missing.
                let site = site
                    .template("page.html", "{{ page.content | safe }}")
                    .build();
                site.equals_clean();
            }
        }
    }
}

#[test]
fn what_cannot_be_read_is_said_and_leaves_the_output_as_it_was() {
    for (path, what) in [
        ("content/a.md", "content/a.md"),
        ("static/x.txt", "static/x.txt"),
        ("content/c/p.png", "content/c/p.png"),
        ("templates/page.html", "templates/page.html"),
        ("byline.toml", "byline.toml"),
    ] {
        for lasts in [false, true] {
            let (site, disk) = site();
            let site = if lasts { site.begin() } else { site }.build();
            let before = site.all_outputs();
            let text = site.read(path);
            let site = site.file(path, format!("{text} "));
            disk.hide(Some(path));
            let site = site.try_build();
            let problems = site.problems();
            assert!(
                problems.iter().any(|said| said.contains(what)),
                "{path}: {problems:?}"
            );
            assert_same(&site.all_outputs(), &before);
            // It is said until it is mended.
            let site = site.try_build();
            assert_eq!(site.problems(), problems, "{path}");
            disk.hide(None);
            site.build().equals_clean();
        }
    }
}

#[test]
fn what_cannot_be_written_is_said_and_written_once_it_can() {
    for frozen in ["public/a/index.html", "public/c", "public", ".byline"] {
        for lasts in [false, true] {
            let (site, disk) = site();
            let site = edit(if lasts { site.begin() } else { site }.build());
            disk.freeze(Some(frozen));
            let site = site.try_build();
            let problems = site.problems();
            let named = problems.iter().all(|said| said.contains(frozen));
            assert!(named && !problems.is_empty(), "{frozen}: {problems:?}");
            disk.freeze(None);
            let site = site.build();
            site.equals_clean();
        }
    }
}

#[test]
fn a_mistake_is_said_by_every_build_until_it_is_mended() {
    for lasts in [false, true] {
        let (site, _) = site();
        let site = if lasts { site.begin() } else { site }.build();
        let site = site
            .edit("content/a.md", "Text", "[x](@/none.md)")
            .try_build();
        let problems = site.problems();
        assert_eq!(problems.len(), 1, "{problems:?}");
        let site = site.try_build();
        assert_eq!(site.problems(), problems);
        site.edit("content/a.md", "[x](@/none.md)", "Text")
            .build()
            .equals_clean();
    }
}

#[test]
fn a_part_of_the_store_that_is_lost_is_not_missed() {
    let files = site().0.build().files();
    for path in files
        .keys()
        .filter(|path| path.starts_with(".byline/build/"))
    {
        for lasts in [false, true] {
            let (site, _) = site();
            let site = if lasts { site.begin() } else { site }.build();
            let site = site.remove(path).build().remove("public/404.html").build();
            site.equals_clean();
            let site = site
                .remove(path)
                .build()
                .file("static/x.txt", "other")
                .build();
            site.equals_clean();
        }
    }
}
