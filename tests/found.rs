//! What was found wrong: each test is named after it, and says what is right.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a test may fail"
)]

mod common;

use std::fs;
use std::path::Path;

use common::source::{module_of, modules, named, refuse, sources};
use common::{NOW, TestSite, assert_same, run_in, tree};

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
fn no_file_outgrows_its_floor() {
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

#[test]
fn maps_in_templates_had_another_order_in_every_build() {
    let build =
        || {
            TestSite::new()
            .config(
                "taxonomies = [{ name = \"tags\" }, { name = \"series\" }, { name = \"places\" }]\n\
                 [extra]\nz = 1\na = { y = 2, b = 3, x = 4 }\nm = 5",
            )
            .template(
                "404.html",
                "{% for k, v in config.extra %}{{ k }}{% endfor %}\
                 {{ load_data(path=\"data/a.json\") | json_encode | safe }}",
            )
            .file("data/a.json", "{\"z\": 1, \"a\": {\"y\": 2, \"b\": 3}, \"m\": 1}")
            // The bundled theme lists an article's terms by walking a map.
            .article(
                "rain.md",
                "title = \"Rain\"\ntags = [\"a\"]\nseries = [\"b\"]\nplaces = [\"c\"]",
                "",
            )
            .build()
            .all_outputs()
        };
    let first = build();
    for _ in 0..8 {
        assert_same(&first, &build());
    }
}

#[test]
fn the_bundled_theme_called_the_newer_article_older() {
    // As in Zola, `lower` is the one before in the list: the newer one where lists are by date.
    let site = TestSite::new()
        .article("a.md", "title = \"Old\"\ndate = 2026-01-01", "")
        .article("b.md", "title = \"New\"\ndate = 2026-02-01", "")
        .build();
    let page = site.output("a/index.html");
    let nav = &page[page.find("<nav class=\"neighbours\"").unwrap()..];
    let newer = &nav[nav.find("class=\"newer\"").expect("there is a newer one")..];
    assert!(
        newer[..newer.find("</p>").unwrap()].contains(">New</a>"),
        "{nav}"
    );
}

#[test]
fn who_an_author_is_was_escaped_twice() {
    TestSite::new()
        .config("[authors.kim]\nname = \"Kim\"\nbio = \"Writes *about* rain.\"")
        .article("rain.md", "title = \"Rain\"\nauthors = [\"kim\"]", "")
        .build()
        .shows("rain/index.html", "Writes <em>about</em> rain.")
        .shows("authors/kim/index.html", "Writes <em>about</em> rain.");
}

#[test]
fn the_front_page_of_a_site_without_dates_was_empty() {
    // One Markdown file makes a site worth reading: somebody has to find it.
    TestSite::new()
        .file("content/hello.md", "# Hello\n\nReaders.\n")
        .build()
        .shows("index.html", "https://example.com/hello/");
}

#[test]
fn pages_without_an_output_were_listed_and_linked() {
    let site = TestSite::new()
        .article(
            "news/_index.md",
            "title = \"News\"\ngenerate_feeds = true",
            "",
        )
        .article(
            "news/a.md",
            "title = \"A\"\ndate = 2026-01-01",
            "[b](@/news/c.md)",
        )
        .article(
            "news/b.md",
            "title = \"B\"\ndate = 2026-02-01\nrender = false\ntags = [\"only-b\"]",
            "[c](@/news/c.md)",
        )
        .article("news/c.md", "title = \"C\"\ndate = 2026-03-01", "")
        .build();
    site.nowhere("/news/b/");
}

#[test]
fn yaml_words_for_yes_and_no_were_booleans() {
    // YAML 1.2 knows `true` and `false` only: `no` is Norwegian, `y` is a letter.
    let site = TestSite::new()
        .file(
            "content/rain.md",
            "---\ntitle: Rain\ntags: [no, y, off, yes]\nextra: {country: no}\n---\n",
        )
        .build();
    for tag in ["no", "y", "off", "yes"] {
        assert!(site.has_output(&format!("tags/{tag}/index.html")), "{tag}");
    }
}

#[test]
fn front_matter_after_an_empty_line_was_shown_as_text() {
    let site = TestSite::new()
        .file(
            "content/rain.md",
            "\n+++\ntitle = \"Rain\"\ndraft = true\n+++\n\nIt rains.\n",
        )
        .try_build();
    // Read it or refuse it, but never publish a draft with its front matter on top.
    if site.problems().is_empty() {
        assert!(!site.has_output("rain/index.html"));
    }
}

#[test]
fn settings_after_a_bad_base_url_were_called_unknown() {
    TestSite::new()
        .file(
            "byline.toml",
            "base_url = \"example.com\"\ntitle = \"Test\"\nfeed_limit = 5\n[markdown]\nmath = \"tex\"\n",
        )
        .expect_errors(&[
            "byline.toml:1:12: `example.com` is no base URL: relative URL without a base",
        ]);
}

#[test]
fn settings_after_a_bad_language_were_called_unknown() {
    TestSite::new()
        .config("default_language = \"en_US\"\ntitle = \"Test\"\ndescription = \"x\"")
        .expect_errors(&["byline.toml:2:20: this is no language tag"]);
}

#[test]
fn a_correction_without_a_date_was_dropped_in_silence() {
    let site = TestSite::new()
        .article(
            "rain.md",
            "title = \"Rain\"\n[[corrections]]\ntext = \"It was snow.\"",
            "",
        )
        .try_build();
    assert_eq!(site.problems().len(), 1, "{}", site.messages());
}

#[test]
fn a_mistake_in_a_template_hid_those_in_articles() {
    let site = TestSite::new()
        .template("page.html", "{{ oops\n")
        .article("a.md", "titel = \"A\"", "")
        .article("b.md", "title = \"B\"", "[x](@/nowhere.md)")
        .try_build();
    let files: Vec<String> = site
        .problems()
        .iter()
        .map(|line| line.split(':').next().unwrap().to_owned())
        .collect();
    for file in ["content/a.md", "content/b.md", "templates/page.html"] {
        assert!(
            files.iter().any(|found| found == file),
            "{file}\n{}",
            site.messages()
        );
    }
}

#[test]
fn a_bad_path_hid_a_bad_alias() {
    let site = TestSite::new()
        .article("a.md", "title = \"A\"\npath = \"../x\"", "")
        .article(
            "b.md",
            "title = \"B\"\naliases = [\"../y\"]",
            "[x](@/nowhere.md)",
        )
        .try_build();
    assert_eq!(site.problems().len(), 3, "{}", site.messages());
}

#[test]
fn a_dead_link_to_a_source_hid_one_to_an_address() {
    let site = TestSite::new()
        .article("a.md", "title = \"A\"", "[x](@/nowhere.md)")
        .article("b.md", "title = \"B\"", "[x](/nowhere/)")
        .try_build();
    assert_eq!(site.problems().len(), 2, "{}", site.messages());
}

#[test]
fn links_of_an_article_with_a_bad_key_were_not_checked() {
    let site = TestSite::new()
        .article("a.md", "titel = \"A\"", "[x](@/nowhere.md)")
        .try_build();
    assert_eq!(site.problems().len(), 2, "{}", site.messages());
}

#[cfg(unix)]
#[test]
fn a_link_out_of_the_site_was_followed_to_its_last_file() {
    let outside = tempfile::tempdir().unwrap();
    for name in ["a.txt", "b/c.txt", "b/d.txt"] {
        fs::create_dir_all(outside.path().join("b")).unwrap();
        fs::write(outside.path().join(name), "secret").unwrap();
    }
    let site = TestSite::in_folder().article("rain.md", "title = \"Rain\"", "");
    std::os::unix::fs::symlink(outside.path(), site.path().join("content/out")).unwrap();
    // One problem, at the link: with a link to `/`, the names of the whole machine were listed.
    site.expect_errors(&["content/out: this symbolic link leads out of the site's folder"]);
}

#[test]
fn the_output_folder_could_be_that_of_the_sources_by_another_name() {
    for output in [
        "./content",
        "content/.",
        "x/../content",
        ".//static",
        "./",
        "content//a",
        "./.",
    ] {
        let site = TestSite::in_folder().article("rain.md", "title = \"Rain\"", "");
        let before = tree(site.path());
        let site = site.into_folder(output).try_build();
        assert!(!site.problems().is_empty(), "{output}");
        assert_same(&tree(site.path()), &before);
    }
    let site = TestSite::in_folder().article("rain.md", "title = \"Rain\"", "");
    for below in ["", "content", "static/x"] {
        let absolute = site.path().join(below).to_string_lossy().into_owned();
        let before = tree(site.path());
        let ran = site.command(["build", "--at", NOW, "--output", &absolute]);
        assert_eq!(ran.status, Some(1), "an output in `{below}`");
        assert_same(&tree(site.path()), &before);
    }
}

#[test]
fn a_link_to_a_draft_section_was_said_to_lead_nowhere() {
    TestSite::new()
        .article("news/_index.md", "title = \"News\"\ndraft = true", "")
        .article("a.md", "title = \"A\"", "[news](@/news/_index.md)")
        .expect_errors(&[
            "content/a.md:5:1: the link `@/news/_index.md` leads to a page that is a draft",
        ]);
}

#[test]
fn a_link_to_a_section_without_an_output_was_let_through() {
    let site = TestSite::new()
        .article("news/_index.md", "title = \"News\"\nrender = false", "")
        .article("news/a.md", "title = \"A\"", "[news](@/news/_index.md)")
        .try_build();
    assert_eq!(site.problems().len(), 1, "{}", site.messages());
}

#[test]
fn an_anchor_of_another_page_was_not_checked_in_a_rooted_link() {
    let site = TestSite::new()
        .article("rain.md", "title = \"Rain\"", "## Wet")
        .article(
            "a.md",
            "title = \"A\"",
            "[good](/rain/#wet) [bad](/rain/#dry)",
        )
        .try_build();
    assert_eq!(site.problems().len(), 1, "{}", site.messages());
}

#[test]
fn a_slash_in_a_taxonomys_paginate_path_was_an_error() {
    let site = TestSite::new()
        .config("taxonomies = [{ name = \"tags\", paginate_by = 1, paginate_path = \"/list/\" }]")
        .article("a.md", "title = \"A\"\ntags = [\"x\"]", "")
        .article("b.md", "title = \"B\"\ntags = [\"x\"]", "")
        .build();
    assert!(site.has_output("tags/x/list/2/index.html"));
}

#[test]
fn a_file_and_a_folder_that_differ_in_case_were_let_through() {
    let site = TestSite::new()
        .file("static/news", "a file")
        .file("static/News/a.txt", "in a folder")
        .try_build();
    assert_eq!(site.problems().len(), 1, "{:?}", site.problems());
}

#[test]
fn names_of_several_unicode_forms_in_static_were_two_outputs_of_one_name() {
    // What the message shows must differ somehow, or say that it does not.
    let site = TestSite::new()
        .file("static/caf\u{E9}.txt", "One")
        .file("static/cafe\u{301}.txt", "Two")
        .try_build();
    assert!(
        site.messages().contains("two Unicode forms"),
        "{}",
        site.messages()
    );
}

#[test]
fn a_build_was_begun_in_a_folder_that_is_no_site() {
    // `byline build` in the wrong folder makes a `public/` there with an empty site.
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("letter.txt"), "x").unwrap();
    let ran = run_in(folder.path(), ["build"], &[]);
    assert_eq!(ran.status, Some(1), "{}", ran.stdout);
    assert!(!folder.path().join("public").exists());
}

#[test]
fn deeply_nested_xml_overflowed_the_stack() {
    let site = TestSite::in_folder()
        .template("404.html", "{{ load_data(path=\"data/a.xml\") }}")
        .file(
            "data/a.xml",
            format!("{}{}", "<a>".repeat(100_000), "</a>".repeat(100_000)),
        );
    // In the program, not here: nothing catches an overflow.
    let ran = site.command(["build", "--at", NOW, "--output", "public"]);
    assert!(ran.status.is_some(), "{}", ran.stderr);
}

#[test]
fn a_template_that_includes_itself_was_said_without_a_place() {
    for text in ["{% include \"404.html\" %}", "{% extends \"404.html\" %}"] {
        let site = TestSite::new().template("404.html", text).try_build();
        assert!(
            site.problems()[0].starts_with("templates/404.html:1:"),
            "{}",
            site.messages()
        );
    }
}

#[test]
fn a_foreign_file_in_the_way_was_met_half_way_through_writing() {
    // Somebody's folder where a feed should stand, somebody's file where a folder should.
    for (path, in_the_way) in [
        ("public/rss.xml/mine.txt", "public/rss.xml"),
        ("public/news", "public/news"),
    ] {
        let site = TestSite::in_folder()
            .article("news/rain.md", "title = \"Rain\"", "")
            .file(path, "mine");
        let before = tree(&site.path().join("public"));
        let ran = site.command(["build", "--at", NOW, "--output", "public"]);
        assert_eq!(ran.status, Some(1));
        assert!(ran.stderr.contains(in_the_way), "{}", ran.stderr);
        assert!(
            ran.stderr.ends_with("nothing was written\n"),
            "{}",
            ran.stderr
        );
        assert_same(&tree(&site.path().join("public")), &before);
    }
}

#[test]
fn a_new_article_could_be_one_that_cannot_be_built() {
    for args in [
        vec!["write", "_index"],
        vec!["write", "index"],
        vec!["write", "Rain", "-s", ".hidden"],
    ] {
        let site = TestSite::in_folder().config("[authors.kim]\nname = \"Kim\"");
        let ran = site.command(args.iter().copied());
        if ran.status != Some(0) {
            continue;
        }
        let built = site.command(["build", "--drafts"]);
        assert_eq!(built.status, Some(0), "{args:?}\n{}", built.stderr);
        assert!(
            built.stdout.starts_with("1 page,"),
            "{args:?}\n{}",
            built.stdout
        );
    }
}

#[test]
fn a_draft_whose_name_ends_in_capitals_was_published_as_it_is() {
    for name in ["rain.MD", "rain.Md", "rain.markdown"] {
        TestSite::new()
            .article(name, "title = \"Rain\"\ndraft = true", "Secret")
            .try_build()
            .nowhere("Secret");
    }
}

#[test]
fn an_article_in_the_folder_of_another_was_a_collision() {
    let site = TestSite::new()
        .article("trip/index.md", "title = \"The trip\"", "")
        .article("trip/day-one/index.md", "title = \"Day one\"", "")
        .build();
    assert!(site.output("trip/index.html").contains("The trip"));
    assert!(site.output("trip/day-one/index.html").contains("Day one"));
}

#[test]
fn an_index_at_the_top_was_said_to_have_no_name() {
    // It is to be called `_index.md`: say so.
    let site = TestSite::new()
        .file("content/index.md", "# Welcome")
        .try_build();
    if !site.problems().is_empty() {
        assert!(site.messages().contains("_index.md"), "{}", site.messages());
    }
}

#[test]
fn an_alias_that_no_host_can_serve_was_taken() {
    // `/?p=12` of another program is a query: no file can stand for it.
    for alias in ["/?p=12", "/old?x=1", "/old#part"] {
        let site = TestSite::new()
            .article(
                "a.md",
                &format!("title = \"A\"\naliases = [\"{alias}\"]"),
                "",
            )
            .try_build();
        assert_eq!(site.problems().len(), 1, "{alias}: {:?}", site.outputs());
        assert!(
            site.problems()[0].starts_with("content/a.md:3:12"),
            "{alias}"
        );
    }
}

/// What is wrong with a site of one article or of other settings, and how it is said.
fn said_of(path: &str, text: &str) -> String {
    TestSite::new().file(path, text).try_build().messages()
}

#[test]
fn types_were_called_something_else() {
    for (path, text) in [
        ("content/a.md", "+++\nslug = [\"a\"]\ntemplate = 3\n+++\n"),
        (
            "byline.toml",
            "base_url = 3\ntimezone = true\nauthor = []\n",
        ),
        (
            "byline.toml",
            "base_url = \"https://example.com\"\n[translations]\nlatest = 3\n",
        ),
        ("i18n/en.toml", "latest = 3\n"),
    ] {
        let said = said_of(path, text);
        assert!(
            !said.is_empty() && !said.contains("something else"),
            "{said}"
        );
    }
}

#[test]
fn a_negative_count_was_called_a_whole_number() {
    let said = said_of("content/news/_index.md", "+++\npaginate_by = -3\n+++\n");
    assert!(!said.contains("but it is a whole number"), "{said}");
}

#[test]
fn back_ticks_were_not_in_pairs() {
    for text in [
        "+++\ntags = [1]\n+++\n",
        "+++\nauthors = [2]\naliases = [true]\n+++\n",
    ] {
        for line in said_of("content/a.md", text).lines() {
            assert_eq!(line.matches('`').count() % 2, 0, "{line}");
        }
    }
}

#[test]
fn yaml_said_another_line_than_its_place_and_spoke_of_its_library() {
    for text in [
        "---\ntitle: A: b\n---\n",
        "---\ntitle: A\ntitle: B\n---\n",
        "---\ntags: [a\n---\n",
    ] {
        let said = said_of("content/a.md", text);
        assert!(
            !said.contains(" at line ") && !said.contains("Options"),
            "{said}"
        );
    }
}

#[test]
fn settings_that_lead_nowhere_had_no_place() {
    let link = "base_url = \"https://example.com\"\nlogo = \"/logo.png\"\nicon = \"@/x.png\"\n\
                menu = [{ title = \"News\", url = \"/nevs/\" }]\n[authors.kim]\navatar = \"/kim.jpg\"\n";
    let site = TestSite::new().file("byline.toml", link).try_build();
    let places: Vec<String> = site
        .problems()
        .iter()
        .map(|line| line.split(": ").next().unwrap().to_owned())
        .collect();
    assert_eq!(
        places,
        [
            "byline.toml:2:8",
            "byline.toml:3:8",
            "byline.toml:4:33",
            "byline.toml:6:10"
        ],
        "{}",
        site.messages()
    );
    for (text, place) in [
        (
            "base_url = \"https://example.com\"\ntheme = \"gazete\"\n",
            "byline.toml:2:9",
        ),
        (
            "base_url = \"https://example.com\"\noutput_dir = \"content\"\n",
            "byline.toml:2:14",
        ),
    ] {
        let site = TestSite::new().file("byline.toml", text).try_build();
        assert!(site.problems()[0].starts_with(place), "{}", site.messages());
    }
}

#[test]
fn a_bad_pattern_was_shown_as_the_whole_list() {
    TestSite::new()
        .config("ignored_content = [\"*.psd\", \"a/[b\"]")
        .expect_errors(&[
            "byline.toml:3:29: `a/[b` is no pattern for file names: unclosed character class; missing ']'",
        ]);
}

#[test]
fn a_slug_that_is_too_long_was_shown_as_the_file() {
    let slug = "rain-".repeat(60);
    let site = TestSite::new()
        .article("a.md", &format!("title = \"A\"\nslug = \"{slug}\""), "")
        .try_build();
    assert!(
        site.problems()[0].starts_with("content/a.md:3:8"),
        "{}",
        site.messages()
    );
}

#[test]
fn a_bad_paginate_path_was_found_with_the_second_list_only() {
    let site = TestSite::new()
        .article(
            "news/_index.md",
            "title = \"News\"\npaginate_by = 5\npaginate_path = \"../../x\"",
            "",
        )
        .article("news/a.md", "title = \"A\"", "")
        .try_build();
    let problems = site.problems();
    assert!(
        problems.len() == 1 && problems[0].starts_with("content/news/_index.md:4:17"),
        "{problems:?}"
    );
}

#[test]
fn a_name_that_is_nearly_right_was_not_offered_in_templates() {
    for (text, wanted) in [
        ("{{ 1 | roundd }}", "`round`"),
        ("{{ get_pgaes() }}", "`get_pages`"),
        ("{% include \"bsae.html\" %}", "`base.html`"),
        ("{% extends \"bsae.html\" %}", "`base.html`"),
        ("{{ <gazette.tme value={1}/> }}", "`gazette.time`"),
        ("{{ config.titel }}", "`title`"),
    ] {
        let said = said_of("templates/404.html", text);
        assert!(
            said.contains(&format!("did you mean {wanted}?")),
            "{text}\n{said}"
        );
    }
}

#[test]
fn names_that_are_not_near_were_offered() {
    // Of three letters two are right, of `.html` five.
    let said = said_of(
        "byline.toml",
        "base_url = \"https://example.com\"\ntimezone = \"KST\"\n",
    );
    assert!(!said.contains("`EST`"), "{said}");
    let said = said_of("content/a.md", "+++\ntemplate = \"list.html\"\n+++\n");
    assert!(!said.contains("`alias.html`"), "{said}");
    let site = TestSite::new()
        .article("rain.md", "title = \"Rain\"", "[x](./hail.md)")
        .try_build();
    assert!(
        !site.messages().contains("`@/rain.md`"),
        "{}",
        site.messages()
    );
}

#[test]
fn broken_data_was_shown_in_the_template_only() {
    let site = TestSite::new()
        .file("data/a.json", "{\n  \"a\": 1,\n}\n")
        .template("404.html", "{{ load_data(path=\"data/a.json\") }}")
        .try_build();
    assert!(
        site.messages().contains("data/a.json:3:1"),
        "{}",
        site.messages()
    );
}

#[test]
fn every_article_in_a_folder_was_blamed_for_a_file_of_its_name() {
    let mut site = TestSite::new().file("static/news", "a file");
    for number in 0..50 {
        site = site.article(&format!("news/{number}.md"), "title = \"A\"", "");
    }
    let site = site.try_build();
    assert!(site.messages().lines().count() < 20, "{}", site.messages());
}

#[test]
fn a_tag_without_letters_was_told_to_have_a_slug() {
    let said = said_of("content/a.md", "+++\ntags = [\"!!!\"]\n+++\n");
    assert!(said.contains("!!!") && !said.contains("`slug`"), "{said}");
}

#[test]
fn what_is_missing_was_one_of_three_things() {
    let said = said_of(
        "templates/404.html",
        "{% set p = get_pages(section=\"wett/_index.md\") %}",
    );
    assert!(
        said.contains("wett") && !said.contains("section, term or author"),
        "{said}"
    );
}

#[test]
fn keys_of_the_other_kind_of_file_got_no_help() {
    let said = said_of("content/a.md", "+++\nsort_by = \"date\"\n+++\n");
    assert!(said.contains("_index.md"), "{said}");
    let said = said_of("content/news/_index.md", "+++\ndate = 2026-11-20\n+++\n");
    assert!(said.contains("help:"), "{said}");
}

#[test]
fn an_output_folder_by_another_name_was_another_folder() {
    for name in ["public/", "./public", "public/."] {
        let site = TestSite::in_folder()
            .article("rain.md", "title = \"Rain\"", "")
            .build()
            .remove("content/rain.md")
            .into_folder(name)
            .build();
        assert!(!site.has_output("rain/index.html"), "{name}");
    }
}

#[test]
fn an_id_that_another_article_was_given_was_taken() {
    // Readers drop one of two entries with one id.
    let site = TestSite::new()
        .article("a.md", "title = \"A\"\ndate = 2026-11-20", "")
        .article(
            "b.md",
            "title = \"B\"\ndate = 2026-11-20\nid = \"tag:example.com,2026-11-20:/a/\"",
            "",
        )
        .build();
    let site = site
        .shows("atom.xml", "<id>tag:example.com,2026-11-20:/a/</id>")
        .shows("atom.xml", "<id>tag:example.com,2026-11-20:/a/~2</id>");
    // Once somebody has it, nobody else may take it.
    let site = site
        .article(
            "c.md",
            "title = \"C\"\ndate = 2026-11-20\nid = \"tag:example.com,2026-11-20:/a/~2\"",
            "",
        )
        .try_build();
    assert_eq!(site.problems().len(), 1, "{:?}", site.problems());
    assert!(
        site.problems()[0].starts_with("content/c.md:4:6"),
        "{}",
        site.messages()
    );
}

#[test]
fn one_term_in_two_unicode_forms_was_two() {
    // A Mac writes the letters apart that a keyboard writes as one.
    let site = TestSite::new()
        .article("a.md", "title = \"A\"\ntags = [\"비\"]\nauthors = [\"김\"]", "")
        .article(
            "b.md",
            "title = \"B\"\ntags = [\"\u{1107}\u{1175}\"]\nauthors = [\"\u{1100}\u{1175}\u{11B7}\"]",
            "",
        )
        .build();
    site.shows("tags/비/index.html", ">A</a>")
        .shows("tags/비/index.html", ">B</a>")
        .shows("authors/김/index.html", ">B</a>");
}

#[test]
fn data_for_templates_could_be_overwritten_by_outputs() {
    for folder in ["data", "data/site", "sass"] {
        let site = TestSite::new()
            .article("rain.md", "title = \"Rain\"", "")
            .into_folder(folder)
            .try_build();
        assert_eq!(site.problems().len(), 1, "{folder}");
    }
}

#[test]
fn sections_led_to_one_another_for_ever() {
    for (x, y) in [("@/y/_index.md", "@/x/_index.md"), ("@/x/_index.md", "/x/")] {
        let site = TestSite::new()
            .article(
                "x/_index.md",
                &format!("title = \"X\"\nredirect_to = \"{x}\""),
                "",
            )
            .article(
                "y/_index.md",
                &format!("title = \"Y\"\nredirect_to = \"{y}\""),
                "",
            )
            .try_build();
        assert!(!site.problems().is_empty(), "{x} and {y}");
    }
}

#[test]
fn an_address_without_a_scheme_reached_feeds() {
    // A reader that is no browser has no scheme to add.
    let site = TestSite::new()
        .article(
            "rain.md",
            "title = \"Rain\"\ndate = 2026-11-20\nimage = \"//cdn.example/a.png\"",
            "![](//cdn.example/b.png)",
        )
        .build();
    for path in ["rss.xml", "atom.xml", "feed.json"] {
        let feed = site.output(path);
        let whole = feed.matches("https://cdn.example/").count();
        assert_eq!(
            feed.matches("//cdn.example/").count(),
            whole,
            "{path}: {feed}"
        );
    }
}

#[test]
fn a_byte_order_mark_of_a_template_stood_before_the_page() {
    let site = TestSite::new()
        .template("404.html", "\u{FEFF}<!doctype html>")
        .build();
    assert_eq!(site.output("404.html"), "<!doctype html>");
}

#[test]
fn files_of_a_draft_in_a_published_articles_folder_were_published() {
    TestSite::new()
        .article("a/index.md", "title = \"A\"", "")
        .article("a/b/index.md", "title = \"B\"\ndraft = true", "")
        .file("content/a/b/secret.txt", "Secret")
        .file("content/a/plan.txt", "Open")
        .build()
        .shows("a/plan.txt", "Open")
        .nowhere("Secret");
}

#[test]
fn a_draft_section_was_open_in_other_languages() {
    TestSite::new()
        .config("[languages.ko]")
        .article("secret/_index.md", "title = \"S\"\ndraft = true", "")
        .article("secret/a.ko.md", "title = \"Hidden words\"", "Hidden words")
        .file("content/secret/x.txt", "Hidden words")
        .build()
        .nowhere("Hidden words");
}

#[test]
fn an_upgrade_forgot_what_byline_had_written() {
    // The store is of a shape, not of a version of the program.
    let site = TestSite::in_folder().article("rain.md", "title = \"Rain\"", "");
    assert_eq!(site.command(["build"]).status, Some(0));
    let store = fs::read(site.path().join(".byline/build/outputs")).unwrap();
    assert!(store.starts_with(b"byline outputs "));
    let version = env!("CARGO_PKG_VERSION").as_bytes();
    let header = &store[..store.iter().position(|byte| *byte == b'\n').unwrap()];
    assert!(!header.windows(version.len()).any(|part| part == version));
}

#[test]
fn files_that_hosts_ask_for_by_a_dot_were_left_out() {
    let site = TestSite::new()
        .article("rain.md", "title = \"Rain\"", "")
        .file("static/.well-known/security.txt", "Contact")
        .file("static/.DS_Store", "litter")
        .build();
    assert!(site.has_output(".well-known/security.txt"));
    assert!(!site.has_output(".DS_Store"));
}

#[test]
fn a_table_of_the_default_language_emptied_the_menu() {
    TestSite::new()
        .config(
            "menu = [{ title = \"All the rain\", url = \"/rain/\" }]\n[languages.en]\ntitle = \"Table\"",
        )
        .article("rain.md", "title = \"Rain\"", "")
        .build()
        .shows("index.html", "All the rain")
        .shows("index.html", "Table");
}

#[test]
fn two_files_were_the_front_of_one_section() {
    let site = TestSite::new()
        .article("news/_index.md", "title = \"One\"", "")
        .article("news/_index.en.md", "title = \"Two\"", "")
        .try_build();
    assert_eq!(site.problems().len(), 1, "{}", site.messages());
}

#[test]
fn a_summary_led_to_an_anchor_of_the_list_it_stood_in() {
    TestSite::new()
        .article(
            "news/rain.md",
            "title = \"Rain\"\ndate = 2026-01-01",
            "See [below](#wet).\n\n<!-- more -->\n\n## Wet",
        )
        .template(
            "section.html",
            "{% for p in section.pages %}{{ p.summary }}{% endfor %}",
        )
        .build()
        .shows(
            "news/index.html",
            "href=\"https://example.com/news/rain/#wet\"",
        );
}
