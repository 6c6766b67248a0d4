//! What is said of mistakes: all of them at once, each at its place, and never more than is true.

use std::fs;

use crate::common::TestSite;

/// What is wrong with a site of one article or of other settings, and how it is said.
fn said_of(path: &str, text: &str) -> String {
    TestSite::new().file(path, text).try_build().messages()
}

#[test]
fn settings_after_a_bad_base_url_are_known() {
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
fn settings_after_a_bad_language_are_known() {
    TestSite::new()
        .config("default_language = \"en_US\"\ntitle = \"Test\"\ndescription = \"x\"")
        .expect_errors(&["byline.toml:2:20: this is no language tag"]);
}

#[test]
fn a_correction_without_a_date_is_said() {
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
fn a_mistake_in_a_template_hides_none_in_articles() {
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
fn a_bad_path_hides_no_bad_alias() {
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
fn a_dead_link_to_a_source_hides_none_to_an_address() {
    let site = TestSite::new()
        .article("a.md", "title = \"A\"", "[x](@/nowhere.md)")
        .article("b.md", "title = \"B\"", "[x](/nowhere/)")
        .try_build();
    assert_eq!(site.problems().len(), 2, "{}", site.messages());
}

#[test]
fn links_of_an_article_with_a_bad_key_are_checked() {
    let site = TestSite::new()
        .article("a.md", "titel = \"A\"", "[x](@/nowhere.md)")
        .try_build();
    assert_eq!(site.problems().len(), 2, "{}", site.messages());
}

#[cfg(unix)]
#[test]
fn a_link_out_of_the_site_is_one_mistake() {
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
fn a_link_to_a_draft_section_is_said_to_lead_to_a_draft() {
    TestSite::new()
        .article("news/_index.md", "title = \"News\"\ndraft = true", "")
        .article("a.md", "title = \"A\"", "[news](@/news/_index.md)")
        .expect_errors(&[
            "content/a.md:5:1: the link `@/news/_index.md` leads to a page that is a draft",
        ]);
}

#[test]
fn a_link_to_a_section_without_an_output_is_said() {
    let site = TestSite::new()
        .article("news/_index.md", "title = \"News\"\nrender = false", "")
        .article("news/a.md", "title = \"A\"", "[news](@/news/_index.md)")
        .try_build();
    assert_eq!(site.problems().len(), 1, "{}", site.messages());
}

#[test]
fn an_anchor_of_another_page_is_checked_in_a_rooted_link() {
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
fn a_file_and_a_folder_that_differ_in_case_are_said() {
    let site = TestSite::new()
        .file("static/news", "a file")
        .file("static/News/a.txt", "in a folder")
        .try_build();
    assert_eq!(site.problems().len(), 1, "{:?}", site.problems());
}

#[test]
fn one_name_in_two_unicode_forms_is_said() {
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
fn a_template_that_includes_itself_is_said_with_its_place() {
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
fn an_index_at_the_top_is_told_its_name() {
    // It is to be called `_index.md`: say so.
    let site = TestSite::new()
        .file("content/index.md", "# Welcome")
        .try_build();
    assert_eq!(site.problems().len(), 1, "{}", site.messages());
    assert!(site.messages().contains("_index.md"), "{}", site.messages());
}

#[test]
fn an_alias_that_no_host_can_serve_is_said() {
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

#[test]
fn types_are_called_by_their_names() {
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
fn a_negative_count_is_told_where_counts_begin() {
    let said = said_of("content/news/_index.md", "+++\npaginate_by = -3\n+++\n");
    assert!(said.contains("from 0 up"), "{said}");
    assert!(!said.contains("but it is a whole number"), "{said}");
}

#[test]
fn back_ticks_are_in_pairs() {
    for text in [
        "+++\ntags = [[1]]\n+++\n",
        "+++\nauthors = [{}]\naliases = [true]\n+++\n",
    ] {
        let said = said_of("content/a.md", text);
        assert!(said.contains('`'), "{said}");
        for line in said.lines() {
            assert_eq!(line.matches('`').count() % 2, 0, "{line}");
        }
    }
}

#[test]
fn yaml_is_said_at_its_own_place_alone() {
    for text in [
        "---\ntitle: A: b\n---\n",
        "---\ntitle: A\ntitle: B\n---\n",
        "---\ntags: [a\n---\n",
    ] {
        let said = said_of("content/a.md", text);
        assert!(said.contains("content/a.md:"), "{said}");
        assert!(
            !said.contains(" at line ") && !said.contains("Options"),
            "{said}"
        );
    }
}

#[test]
fn settings_that_lead_nowhere_have_a_place() {
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
fn a_bad_pattern_is_shown_by_itself() {
    TestSite::new()
        .config("ignored_content = [\"*.psd\", \"a/[b\"]")
        .expect_errors(&[
            "byline.toml:3:29: `a/[b` is no pattern for file names: unclosed character class; missing ']'",
        ]);
}

#[test]
fn a_slug_that_is_too_long_is_shown_at_its_key() {
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
fn a_bad_paginate_path_is_found_with_one_list_too() {
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
fn a_name_that_is_nearly_right_is_offered_in_templates() {
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
fn names_that_are_not_near_are_not_offered() {
    // Of three letters two are right, of `.html` five.
    let said = said_of(
        "byline.toml",
        "base_url = \"https://example.com\"\ntimezone = \"KST\"\n",
    );
    assert!(said.contains("`KST`") && !said.contains("`EST`"), "{said}");
    let said = said_of("content/a.md", "+++\ntemplate = \"list.html\"\n+++\n");
    assert!(
        said.contains("`list.html`") && !said.contains("`alias.html`"),
        "{said}"
    );
    let site = TestSite::new()
        .article("rain.md", "title = \"Rain\"", "[x](./hail.md)")
        .try_build();
    assert!(site.messages().contains("./hail.md"), "{}", site.messages());
    assert!(
        !site.messages().contains("`@/rain.md`"),
        "{}",
        site.messages()
    );
}

#[test]
fn broken_data_is_shown_in_its_own_file() {
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
fn a_file_named_as_a_folder_is_said_briefly() {
    let mut site = TestSite::new().file("static/news", "a file");
    for number in 0..50 {
        site = site.article(&format!("news/{number}.md"), "title = \"A\"", "");
    }
    let site = site.try_build();
    assert!(!site.problems().is_empty());
    assert!(site.messages().lines().count() < 20, "{}", site.messages());
}

#[test]
fn a_tag_without_letters_is_not_told_to_have_a_slug() {
    let said = said_of("content/a.md", "+++\ntags = [\"!!!\"]\n+++\n");
    assert!(said.contains("!!!") && !said.contains("`slug`"), "{said}");
}

#[test]
fn what_is_missing_is_said_to_be_what_it_is() {
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
fn keys_of_the_other_kind_of_file_get_help() {
    let said = said_of("content/a.md", "+++\nsort_by = \"date\"\n+++\n");
    assert!(said.contains("_index.md"), "{said}");
    let said = said_of("content/news/_index.md", "+++\ndate = 2026-11-20\n+++\n");
    assert!(said.contains("help:"), "{said}");
}

#[test]
fn sections_that_lead_to_one_another_for_ever_are_said() {
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
fn two_files_for_the_front_of_one_section_are_said() {
    let site = TestSite::new()
        .article("news/_index.md", "title = \"One\"", "")
        .article("news/_index.en.md", "title = \"Two\"", "")
        .try_build();
    assert_eq!(site.problems().len(), 1, "{}", site.messages());
}
