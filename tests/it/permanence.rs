//! Ids and addresses that stay, whatever happens to files.

use std::path::Path;

use crate::common::TestSite;
use crate::common::moved::{FRONT, RAIN, SNOW, id, leads, magazine};
use byline::build::Publishing;
use byline::relocate;

#[test]
fn an_id_outlives_title_slug_date_section_and_domain() {
    let site = magazine(TestSite::new()).build();
    let first = id(&site, "Rain");
    assert_eq!(first, "tag:example.com,2026-11-20:/news/rain/");
    let site = site
        .article(
            "weather/wet.md",
            "title = \"Rain\"\nslug = \"very-wet\"\ndate = 2026-11-19",
            RAIN,
        )
        .remove("content/news/rain.md")
        .config("base_url = \"https://magazine.example\"")
        .build();
    assert_eq!(id(&site, "Rain"), first);
    leads(
        &site,
        "news/rain/index.html",
        "https://magazine.example/weather/very-wet/",
    );
    site.equals_clean();
    // And once more: the first address leads to the last, in one step.
    let site = site
        .edit("content/weather/wet.md", "very-wet", "drizzle")
        .build();
    assert_eq!(id(&site, "Rain"), first);
    leads(
        &site,
        "news/rain/index.html",
        "https://magazine.example/weather/drizzle/",
    );
    leads(
        &site,
        "weather/very-wet/index.html",
        "https://magazine.example/weather/drizzle/",
    );
    site.equals_clean();
}

#[test]
fn a_renamed_folder_takes_its_addresses_along() {
    let site = magazine(TestSite::new())
        .file(
            "content/news/_index.md",
            "+++\ntitle = \"News\"\ngenerate_feeds = true\n+++\n",
        )
        .build();
    let feed_id = |site: &TestSite, path: &str| {
        feed_rs::parser::parse(site.output(path).as_bytes())
            .unwrap()
            .id
    };
    let first = feed_id(&site, "news/atom.xml");
    let mut site = site;
    for name in ["rain.md", "snow.md", "_index.md"] {
        let text = site.read(&format!("content/news/{name}"));
        site = site
            .file(&format!("content/weather/{name}"), text)
            .remove(&format!("content/news/{name}"));
    }
    let site = site.build();
    assert_eq!(site.messages(), "");
    leads(&site, "news/index.html", "https://example.com/weather/");
    leads(
        &site,
        "news/rain/index.html",
        "https://example.com/weather/rain/",
    );
    // Readers ask for the old feed, and do not follow the redirect of a page: it is there.
    assert_eq!(feed_id(&site, "weather/atom.xml"), first);
    assert_eq!(
        site.output("news/atom.xml"),
        site.output("weather/atom.xml")
    );
    site.equals_clean();
}

#[test]
fn a_new_article_at_an_old_address_has_it() {
    let site = magazine(TestSite::new()).build();
    let site = site
        .article("news/drizzle.md", FRONT, RAIN)
        .article(
            "news/rain.md",
            "title = \"More rain\"\ndate = 2026-11-20",
            "Something else. Entirely so. From now on. With news. And weather. At last.",
        )
        .build();
    assert_eq!(id(&site, "Rain"), "tag:example.com,2026-11-20:/news/rain/");
    assert_eq!(
        id(&site, "More rain"),
        "tag:example.com,2026-11-20:/news/rain/~2"
    );
    assert!(site.output("news/rain/index.html").contains("More rain"));
    site.equals_clean();
}

#[test]
fn drafts_previews_and_unfinished_sites_are_not_written_down() {
    let site = TestSite::new()
        .article(
            "draft.md",
            "title = \"Draft\"\ndate = 2026-11-20\ndraft = true",
            "",
        )
        .article("later.md", "title = \"Later\"\ndate = 2027-11-20", "")
        .article("rain.md", FRONT, RAIN)
        .showing(&["drafts", "future"])
        .build();
    assert!(!site.has("byline.lock"));
    let site = site.showing(&[]).build();
    let lock = site.read("byline.lock");
    assert!(lock.contains("\"rain.md\""), "{lock}");
    assert!(!lock.contains("draft") && !lock.contains("later"), "{lock}");

    let local = magazine(TestSite::new().config("base_url = \"http://127.0.0.1:8000\"")).build();
    assert!(!local.has("byline.lock"));
    let served = magazine(TestSite::new()).publishing(Publishing::No).build();
    assert!(!served.has("byline.lock"));
    // A preview elsewhere has the ids that the site will have.
    let preview = magazine(TestSite::new())
        .for_address("https://preview.example")
        .build();
    assert!(!preview.has("byline.lock"));
    assert_eq!(
        id(&preview, "Rain"),
        "tag:example.com,2026-11-20:/news/rain/"
    );
    // Unless the settings name no address at all: then this is the one.
    let elsewhere = magazine(TestSite::new().config("base_url = \"http://127.0.0.1:8000\""))
        .for_address("https://paper.example")
        .build();
    assert!(elsewhere.has("byline.lock"));
    assert_eq!(
        id(&elsewhere, "Rain"),
        "tag:paper.example,2026-11-20:/news/rain/"
    );
}

#[test]
fn a_locked_build_adds_nothing() {
    let site = magazine(TestSite::new())
        .publishing(Publishing::Locked)
        .expect_errors(&[
            "byline.lock: `byline.lock` is out of date: `news/rain.md`, `news/snow.md`, `_index.md`, 2 more",
        ]);
    assert!(site.outputs().is_empty());
    let site = site.publishing(Publishing::Yes).build();
    // A text that was edited is no change of what was published.
    let site = site
        .publishing(Publishing::Locked)
        .edit("content/news/rain.md", RAIN, SNOW)
        .build();
    assert!(!site.report().lock_changed);
}

#[test]
fn an_article_that_is_hidden_again_is_said_and_one_that_expired_is_not() {
    let site = magazine(TestSite::new()).build();
    let site = site
        .edit("content/news/rain.md", "title", "draft = true\ntitle")
        .build();
    let said = "`content/news/rain.md` is a draft again";
    assert!(site.messages().contains(said), "{}", site.messages());
    let site = site
        .edit(
            "content/news/rain.md",
            "draft = true",
            "expires = 2026-11-21",
        )
        .build();
    assert_eq!(site.messages(), "");
}

#[test]
fn an_id_of_the_front_matter_cannot_change_once_it_is_published() {
    magazine(TestSite::new())
        .build()
        .edit("content/news/rain.md", "title", "id = \"urn:other\"\ntitle")
        .expect_errors(&[
            "content/news/rain.md:2:6: this article was published with the id `tag:example.com,2026-11-20:/news/rain/`, not `urn:other`",
        ]);
}

#[test]
fn a_lock_that_cannot_be_read_is_an_error_beside_all_others() {
    let site = magazine(TestSite::new())
        .build()
        .edit("byline.lock", "\"first\"", "\"frist\"")
        .edit("content/news/rain.md", RAIN, "[dead](@/nothing.md)")
        .try_build();
    let problems = site.problems();
    assert_eq!(problems.len(), 3, "{problems:?}");
    assert!(problems[0].starts_with("byline.lock:2:"), "{problems:?}");
    assert!(
        problems[2].starts_with("content/news/rain.md:6:1"),
        "{problems:?}"
    );
}

#[test]
fn hosts_are_told_of_redirects_in_their_own_words() {
    let build = |hosts: &str| {
        magazine(TestSite::new().config(&format!(
            "base_url = \"https://example.com/paper\"\nredirect_files = [{hosts}]"
        )))
        .build()
        .article("news/비 (1).md", FRONT, RAIN)
        .remove("content/news/rain.md")
        .edit("content/news/snow.md", "date", "expires = 2026-11-22\ndate")
        .edit(
            "content/news/snow.md",
            "title",
            "aliases = [\"/a$b.html\"]\ntitle",
        )
        .build()
    };
    let new = "/paper/news/%EB%B9%84-1/";
    let site = build("\"netlify\", \"nginx\", \"apache\", \"vercel\"");
    assert_eq!(
        site.output("_redirects"),
        format!("/paper/news/rain/ {new} 301!\n/paper/news/snow/ /paper/404.html 410\n")
    );
    let nginx = site.output("redirects.nginx.conf");
    assert!(
        nginx.contains(&format!("    \"/paper/news/rain/\" \"{new}\";\n")),
        "{nginx}"
    );
    assert!(nginx.contains("    \"/paper/news/snow/\" 1;\n"), "{nginx}");
    let apache = site.output(".htaccess");
    assert!(
        apache.contains("RedirectMatch 301 \"^/paper/news/rain/(index\\.html)?$\" \"/paper/news/\\%EB\\%B9\\%84-1/\"\n"),
        "{apache}"
    );
    assert!(
        apache.contains("RedirectMatch 410 \"^/paper/news/snow/(index\\.html)?$\"\n"),
        "{apache}"
    );
    let vercel: serde_json::Value = serde_json::from_str(&site.output("vercel.json")).unwrap();
    assert_eq!(vercel["redirects"][0]["source"], "/paper/news/rain/");
    assert_eq!(vercel["redirects"][0]["destination"], new);
    assert_eq!(vercel["redirects"][0]["permanent"], true);
    site.equals_clean();
    let cloudflare = build("\"cloudflare\"").output("_redirects");
    assert_eq!(cloudflare, format!("/paper/news/rain/ {new} 301\n"));
}

#[test]
fn a_path_of_the_lock_cannot_leave_the_output_folder() {
    let site = magazine(TestSite::in_folder()).build();
    let lock = site.read("byline.lock").replace(
        "\"paths\":[\"/news/rain/\"",
        "\"paths\":[\"/news/rain/\",\"/../../escaped/\",\"//etc/x/\"",
    );
    let site = site.file("byline.lock", lock).build();
    assert!(!site.path().join("../escaped").exists());
    assert!(!Path::new("/etc/x").exists());
    assert_eq!(site.messages(), "");
}

#[test]
fn a_lock_that_is_gone_is_not_made_anew_in_silence() {
    let site = magazine(TestSite::new()).build();
    let lock = site.read("byline.lock");
    site.remove("byline.lock")
        .expect_errors(&[
            "byline.lock: `byline.lock` is gone: with new ids every reader would get every article again",
        ])
        .file("byline.lock", lock)
        .build();
    magazine(TestSite::new())
        .build()
        .edit("byline.lock", "# byline.lock 1:", "# byline.lock 9:")
        .expect_errors(&[
            "byline.lock:1:1: this `byline.lock` is of a version that this Byline does not know",
        ]);
}

/// What a loss of power, a full disk or a copy that was broken off may leave of a lock, and what is said of it.
fn torn(lock: &str) -> Vec<(Vec<u8>, &'static str)> {
    const EMPTY: &str = "byline.lock: `byline.lock` is empty: with new ids every reader would get every article again";
    const CUT: &str = "`byline.lock` ends in the middle of a line: the rest of it is lost";
    let lock = lock.as_bytes();
    let head = lock.iter().position(|byte| *byte == b'\n').unwrap() + 1;
    vec![
        (Vec::new(), EMPTY),
        (b"\n".to_vec(), EMPTY),
        (vec![0; lock.len()], EMPTY),
        (lock[..head].to_vec(), EMPTY),
        (lock[..lock.len() / 2].to_vec(), CUT),
        (lock[..lock.len() - 1].to_vec(), CUT),
        ([&lock[..lock.len() - 9], &[0; 9]].concat(), CUT),
    ]
}

#[test]
fn a_torn_lock_is_said_and_left_alone_whatever_else_is_known() {
    let site = magazine(TestSite::in_folder()).build();
    let lock = site.read("byline.lock");
    for (bytes, title) in torn(&lock) {
        let mut site = magazine(TestSite::in_folder()).build();
        site = site.file("byline.lock", &bytes);
        for knows in [true, false] {
            if !knows {
                std::fs::remove_dir_all(site.path().join(".byline")).unwrap();
            }
            site = site.try_build();
            let problems = site.problems();
            assert!(
                problems.len() == 1 && problems[0].ends_with(title),
                "{problems:?}"
            );
            let disk = crate::common::moved::disk(&site);
            let public = crate::common::moved::public();
            let moved = relocate::rename(&*disk, public, "content/news/rain.md", "content/wet.md");
            assert!(moved.is_err());
            assert!(relocate::retire(&*disk, public, "/news/rain/").is_err());
            assert_eq!(site.files()["byline.lock"], bytes);
            assert!(site.has("content/news/rain.md"));
        }
    }
}

#[test]
fn entries_that_a_merge_left_twice_are_written_once() {
    let site = magazine(TestSite::new()).build();
    let lock = site.read("byline.lock");
    let rain = lock
        .lines()
        .find(|line| line.contains("news/rain.md"))
        .unwrap();
    let twin = rain.replace("\"paths\":[", "\"paths\":[\"/wet/\",");
    let site = site.file("byline.lock", format!("{lock}{twin}\n")).build();
    assert_eq!(site.read("byline.lock").matches("news/rain.md").count(), 1);
    leads(&site, "wet/index.html", "https://example.com/news/rain/");
    assert!(!site.build().report().lock_changed);
}

/// A long text that begins as every other one does, so that an edit of one into another changes the text alone.
fn long(about: &str) -> String {
    let lines = (0..40).map(|line| format!("Line {line} is about {about}, too.\n"));
    format!(
        "Everything begins like this.\n\n<!-- more -->\n\n{}",
        lines.collect::<String>()
    )
}

#[test]
fn a_feed_where_another_one_began_has_an_id_of_its_own() {
    const NEWS: &str = "+++\ntitle = \"News\"\ngenerate_feeds = true\n+++\n";
    let feed_id = |site: &TestSite, path: &str| {
        let feed = site.output(path);
        feed_rs::parser::parse(feed.as_bytes()).unwrap().id
    };
    let site = magazine(TestSite::new())
        .file("content/news/_index.md", NEWS)
        .build();
    let first = feed_id(&site, "news/atom.xml");
    let site = site
        .article("past/rain.md", FRONT, RAIN)
        .article("past/snow.md", "title = \"Snow\"\ndate = 2026-11-21", SNOW)
        .file("content/past/_index.md", NEWS)
        .remove("content/news/rain.md")
        .remove("content/news/snow.md")
        .remove("content/news/_index.md")
        .build()
        .article("news/fog.md", "title = \"Fog\"\ndate = 2026-11-22", "Fog.")
        .file("content/news/_index.md", NEWS)
        .build();
    assert_eq!(feed_id(&site, "past/atom.xml"), first);
    assert_eq!(feed_id(&site, "news/atom.xml"), format!("{first}~2"));
    site.equals_clean();
    assert_eq!(
        feed_id(&site.build(), "news/atom.xml"),
        format!("{first}~2")
    );
}

#[test]
fn texts_that_change_places_one_after_the_other_change_ids_while_serving() {
    let (rain, snow) = (long("rain"), long("snow"));
    let mut site = TestSite::new()
        .article("news/rain.md", FRONT, &rain)
        .article("news/snow.md", "title = \"Snow\"\ndate = 2026-11-21", &snow)
        .begin()
        .private()
        .build()
        .build();
    for (name, from, to) in [("rain", &rain, &snow), ("snow", &snow, &rain)] {
        let path = format!("content/news/{name}.md");
        site = site.edit(&path, from, to);
        site.build_edited(&[&path]);
        site = site.build();
    }
    site.equals_clean();
}

#[test]
fn a_language_that_becomes_the_default_takes_its_sections_along() {
    const KOREAN: &str = "title = \"Test\"\ndefault_language = \"ko\"\n[languages.en]";
    let site = TestSite::new()
        .config("[languages.ko]")
        .article("news/snow.en.md", FRONT, SNOW)
        .article("news/rain.ko.md", FRONT, &long("비"))
        .build();
    assert!(site.has("public/ko/news/index.html"));
    let site = site.config(KOREAN).build();
    leads(&site, "ko/index.html", "https://example.com/");
    leads(&site, "ko/news/index.html", "https://example.com/news/");
    assert_eq!(site.messages(), "");
}

#[test]
fn texts_that_change_places_are_seen_where_only_ids_are_shown() {
    let (rain, snow) = (long("rain"), long("snow"));
    let mut site = TestSite::new()
        .config("feed_full_content = false")
        .article("news/rain.md", FRONT, &rain)
        .article("news/snow.md", "title = \"Snow\"\ndate = 2026-11-21", &snow);
    // Where much changes at once, all is looked at anyway.
    for number in 0..20 {
        let title = format!("title = \"{number}\"");
        site = site.article(&format!("{number}.md"), &title, "");
    }
    site = site.build().build();
    for (name, from, to) in [("rain", &rain, &snow), ("snow", &snow, &rain)] {
        let path = format!("content/news/{name}.md");
        site = site.edit(&path, from, to).build();
    }
    site.equals_clean();
}
