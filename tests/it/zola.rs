//! A theme made for Zola 0.23 is at home here: by every name, and with no build less exact.

use crate::common::TestSite;
use scraper::{Html, Selector};

/// What a template makes of a site that has one article, as its front page.
fn shown(template: &str) -> String {
    let site = TestSite::new()
        .config("timezone = \"Asia/Seoul\"")
        .template("index.html", template)
        .article(
            "rain.md",
            "title = \"Rain\"\ndate = 2026-11-20\ntags = [\"Wet\"]",
            "Rain",
        )
        .try_build();
    match site.problems().as_slice() {
        [] => site.output("index.html"),
        problems => problems.join("\n"),
    }
}

#[test]
fn what_zola_and_the_tera_before_called_by_a_name_is_called_by_it_here() {
    let mut wrong = Vec::new();
    for (template, expected) in [
        // tera-contrib, as Zola 0.23 registers it.
        ("{{ 1536 | filesizeformat }}", "1.50 KiB"),
        ("{{ 1500 | filesizeformat(binary=false) }}", "1.50 kB"),
        ("{{ 3.14159 | format(spec=\".2\") }}", "3.14"),
        ("{{ 42 | format(spec=\"05\") }}", "00042"),
        ("{{ -42 | format(spec=\"+\") }}", "-42"),
        ("[{{ \"비\" | format(spec=\">3\") }}]", "[  비]"),
        ("{{ true | format(spec=\">5\") }}", " true"),
        ("{{ \"a\" | shuffle }}", "! expected `Vec<Value>`"),
        ("{{ [] | shuffle | length }}", "0"),
        ("{{ [\"한\"] | shuffle | join }}", "한"),
        (
            "{{ [3, 1, 2] | shuffle | sort | join(sep=\",\") }}",
            "1,2,3",
        ),
        (
            "{% if \"한강 12\" is matching(pat=`^\\\\p{Hangul}+ \\\\d+$`) %}y{% else %}n{% endif %}",
            "y",
        ),
        (
            "{% if \"a\" is not matching(pat=\"^b\") %}y{% else %}n{% endif %}",
            "y",
        ),
        (
            "{% if \"a\" is matching(pat=\"(\") %}y{% endif %}",
            "! regex parse error",
        ),
        (
            "{% if \"2026-01-01\" is before(other=\"2026-01-02\") %}y{% else %}n{% endif %}",
            "y",
        ),
        (
            "{% if \"2026-01-01\" is before(other=\"2026-01-01\") %}y{% else %}n{% endif %}",
            "n",
        ),
        (
            "{% if \"2026-01-01\" is before(other=\"2026-01-01\", inclusive=true) %}y{% else %}n{% endif %}",
            "y",
        ),
        (
            "{% if \"2026-01-01\" is after(other=\"2025-12-31T23:59:59+09:00\") %}y{% else %}n{% endif %}",
            "y",
        ),
        // A date without a zone is one of the site's.
        (
            "{% if \"2026-01-01T09:00:00\" is after(other=\"2026-01-01T00:00:00Z\", inclusive=true) %}y{% else %}n{% endif %}",
            "y",
        ),
        (
            "{% if 0 is before(other=\"1970-01-02\") %}y{% else %}n{% endif %}",
            "y",
        ),
        (
            "{% if \"비\" is before(other=\"2026-01-02\") %}y{% endif %}",
            "! `비` is no date",
        ),
        // A locale comes with a pattern of Unicode there, and with either here.
        (
            "{{ \"2026-03-01\" | date(locale=\"fr\", format=\"EEEE d MMMM y\") }}",
            "dimanche 1 mars 2026",
        ),
        (
            "{{ \"2026-03-01\" | date(locale=\"ko_KR\", format=\"y년 M월 d일 (EEE)\") }}",
            "2026년 3월 1일 (일)",
        ),
        (
            "{{ \"2026-03-01\" | date(locale=\"de\", format=\"%-d. %B\") }}",
            "1. März",
        ),
        // Tera 1.
        (
            "{{ [1] | concat(with=2) | concat(with=[3, \"비\"]) | join(sep=\" \") }}",
            "1 2 3 비",
        ),
        (
            "{{ [1, 2, 3, 4] | slice(start=1, end=3) | join(sep=\" \") }}",
            "2 3",
        ),
        (
            "{{ [1, 2, 3, 4] | slice(start=-2) | join(sep=\" \") }}",
            "3 4",
        ),
        (
            "{{ [1, 2, 3, 4] | slice(end=-1) | join(sep=\" \") }}",
            "1 2 3",
        ),
        (
            "{{ [1, 2] | slice(start=9) | length }}{{ [1, 2] | slice(start=1, end=0) | length }}{{ [] | slice(start=-1, end=9) | length }}",
            "000",
        ),
        (
            "{% set l = [{\"a\": {\"b\": \"비\"}, \"n\": 1}, {\"a\": {\"b\": \"눈\"}, \"n\": 2}, {\"n\": 3}, {\"a\": {\"b\": none}, \"n\": 4}] %}\
          {{ l | filter(attribute=\"a.b\", value=\"눈\") | map(attribute=\"n\") | join }} \
          {{ l | filter(attribute=\"a.b\") | map(attribute=\"n\") | join }} \
          {{ l | map(attribute=\"a.b\") | join }}",
            "2 12 비눈",
        ),
        (
            "{{ \"비비비가비\" | trim_start_matches(pat=\"비\") }} {{ \"//a//\" | trim_end_matches(pat=\"/\") }}",
            "가비 //a",
        ),
        (
            "{{ \"a\" | trim_start_matches(pat=\"\") }}",
            "! `pat` is empty",
        ),
        ("{{ \"a\\nb\" | linebreaksbr | safe }}", "a<br>b"),
        ("{{ 12 | as_str ~ \"비\" }}", "12비"),
        ("{{ throw(message=\"안 돼\") }}", "! 안 돼"),
        // Byline's own.
        (
            "{{ \"<b>a</b> &amp; b\" | safe | plain_text }}",
            "a &amp; b",
        ),
        ("{{ \"<b>a</b>\" | plain_text }}", "&lt;b&gt;a&lt;/b&gt;"),
        // Functions of Zola that know more than they are asked here.
        (
            "{{ now() }} {{ now(timestamp=true) }} {{ now(utc=true) | date(format=\"%Y\") }}",
            "2026-11-22 1795273200 2026",
        ),
        (
            "{{ load_data(url=\"https://other.example/\", required=false) is none }}",
            "true",
        ),
        (
            "{{ load_data(url=\"https://other.example/\") }}",
            "! files of the site only, not `https://other.example/`",
        ),
        (
            "{% set t = get_taxonomy_term(kind=\"tags\", term=\"속보\") %}{{ t.name }} {{ t.pages | length }} {{ t.page_count }} {{ t.permalink is none }}",
            "속보 0 0 true",
        ),
        (
            "{{ get_taxonomy_term(kind=\"tags\", term=\"속보\", required=false) is none }}",
            "true",
        ),
        (
            "{{ get_taxonomy_term(kind=\"tags\", term=\"속보\", required=true) }}",
            "! there is no term `속보` in `tags`",
        ),
        (
            "{{ get_taxonomy_term(kind=\"tgas\", term=\"Wet\") }}",
            "! there is no taxonomy `tgas`",
        ),
        (
            "{{ get_taxonomy_term(kind=\"tgas\", term=\"Wet\", required=false) is none }}",
            "true",
        ),
        (
            "{{ get_taxonomy_url(kind=\"tags\", term=\"속보\") is none }}{{ get_taxonomy_url(kind=\"tags\", name=\"Wet\") }}",
            "truehttps://example.com/tags/wet/",
        ),
        (
            "{{ get_pages(term=\"속보\") | length }}{{ get_pages(term=\"Wet\") | length }}{{ get_pages(author=\"Nobody\") | length }}",
            "010",
        ),
        (
            "{{ get_pages(section=\"no/_index.md\") | length }}",
            "! there is no section `no/_index.md`",
        ),
        (
            "{% set p = get_page(path=\"/rain.md\") %}{{ p.title }}",
            "Rain",
        ),
    ] {
        let made = shown(template);
        let fits = match expected.strip_prefix("! ") {
            Some(message) => made.starts_with("templates/index.html:1:") && made.contains(message),
            None => made == expected,
        };
        if !fits {
            wrong.push(format!("{template}\n  made {made:?}\n  not  {expected:?}"));
        }
    }
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
}

/// The site in `tests/zola/`, whose theme uses every name of Zola's reference.
fn reference() -> TestSite {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/zola");
    let files = crate::common::tree(&folder).into_iter();
    files.fold(TestSite::new(), |site, (path, bytes)| {
        site.file(&path, bytes)
    })
}

/// What Zola 0.23 has names for in its reference of templates, but for `resize_image`.
const NAMES: &[(&str, &[&str])] = &[
    (
        "{{ {name}(",
        &[
            "get_page",
            "get_section",
            "get_taxonomy",
            "get_taxonomy_term",
            "get_taxonomy_url",
            "get_url",
            "get_hash",
            "get_image_metadata",
            "load_data",
            "text_direction",
            "trans",
            "now",
            "get_random",
            "range",
        ],
    ),
    (
        " | {name}",
        &[
            "markdown",
            "base64_encode",
            "base64_decode",
            "regex_replace",
            "num_format",
            "striptags",
            "spaceless",
            "urlencode",
            "urlencode_strict",
            "json_encode",
            "filesizeformat",
            "format",
            "slugify",
            "date",
            "shuffle",
        ],
    ),
    (" is {name}(", &["matching", "before", "after"]),
    (
        "page.{name}",
        &[
            "content",
            "title",
            "description",
            "date",
            "updated",
            "slug",
            "path",
            "authors",
            "draft",
            "components",
            "permalink",
            "summary",
            "taxonomies",
            "extra",
            "toc",
            "word_count",
            "reading_time",
            "lower",
            "higher",
            "year",
            "month",
            "day",
            "assets",
            "ancestors",
            "relative_path",
            "colocated_path",
            "lang",
            "translations",
            "backlinks",
        ],
    ),
    (
        "section.{name}",
        &[
            "content",
            "title",
            "description",
            "path",
            "components",
            "permalink",
            "draft",
            "extra",
            "pages",
            "subsections",
            "toc",
            "word_count",
            "reading_time",
            "assets",
            "ancestors",
            "relative_path",
            "colocated_path",
            "lang",
            "translations",
            "backlinks",
            "generate_feeds",
            "transparent",
            "paginate_by",
            "paginate_reversed",
        ],
    ),
    (
        "paginator.{name}",
        &[
            "paginate_by",
            "base_url",
            "number_pagers",
            "first",
            "last",
            "previous",
            "next",
            "pages",
            "current_index",
            "total_pages",
        ],
    ),
    (
        "taxonomy.{name}",
        &[
            "name",
            "slug",
            "paginate_by",
            "paginate_path",
            "feed",
            "render",
            "kind",
            "items",
            "lang",
            "permalink",
        ],
    ),
    (
        "term.{name}",
        &["name", "slug", "path", "permalink", "pages", "page_count"],
    ),
    (
        "head.{name}",
        &["level", "id", "title", "permalink", "children"],
    ),
    ("twin.{name}", &["lang", "title", "permalink", "path"]),
    (
        "picture.{name}",
        &[
            "width",
            "height",
            "format",
            "mime",
            "description",
            "created",
        ],
    ),
    (
        "config.{name}",
        &[
            "base_url",
            "mode",
            "title",
            "description",
            "languages",
            "default_language",
            "generate_feed",
            "generate_feeds",
            "feed_filenames",
            "taxonomies",
            "author",
            "build_search_index",
            "extra",
            "markdown",
            "search",
            "generate_sitemap",
            "generate_robots_txt",
            "exclude_paginated_pages_in_sitemap",
        ],
    ),
    (
        "config.markdown.{name}",
        &[
            "highlighting",
            "render_emoji",
            "external_links_class",
            "external_links_target_blank",
            "external_links_no_follow",
            "external_links_no_referrer",
            "external_links_external",
            "smart_punctuation",
            "definition_list",
            "bottom_footnotes",
            "lazy_async_image",
            "insert_anchor_links",
            "github_alerts",
        ],
    ),
    (
        "{{ {name} }}",
        &["current_path", "current_url", "lang", "id", "level"],
    ),
];

#[test]
fn a_theme_for_zola_is_at_home_here_by_every_name() {
    let site = reference();
    let templates: String = crate::common::tree(std::path::Path::new(
        "tests/zola/themes/reference/templates",
    ))
    .into_values()
    .map(|bytes| String::from_utf8(bytes).unwrap())
    .collect();
    for (written, names) in NAMES {
        for name in *names {
            // Functions are called in many places.
            let written = written.replace("{name}", name).replace("{{ get", "get");
            let written = written
                .strip_prefix("{{ ")
                .filter(|rest| rest.ends_with('('))
                .unwrap_or(&written);
            assert!(templates.contains(written), "no template has `{written}`");
        }
    }
    let site = site.build();
    assert_eq!(site.messages(), "");
    let pre = Selector::parse("pre").unwrap();
    let mut all = String::new();
    for path in [
        "index.html",
        "page/2/index.html",
        "news/index.html",
        "news/rain/index.html",
        "ko/news/rain/index.html",
        "tags/index.html",
        "tags/wet/index.html",
        "404.html",
    ] {
        let page = Html::parse_document(&site.output(path));
        // What is the same on all pages is shown once.
        let shown = page
            .select(&pre)
            .take(if path == "404.html" { 2 } else { 1 });
        let text: Vec<String> = shown.map(|element| element.text().collect()).collect();
        all.push_str(&format!("== {path} ==\n{}\n", text.join("\n").trim()));
    }
    insta::assert_snapshot!(all);
}

#[test]
fn what_a_theme_for_zola_asks_is_answered_as_a_clean_build_would() {
    let mut site = reference().build();
    for (path, from, to) in [
        (
            "themes/reference/theme.toml",
            "shade = \"dark\"",
            "shade = \"light\"",
        ),
        ("content/news/rain/picture.svg", "64 32", "64 16"),
        ("content/news/snow.md", "[\"Wet\"]", "[\"비\"]"),
        ("data/a.toml", "3", "4"),
        (
            "themes/reference/templates/404.html",
            "seed=\"a\"",
            "seed=\"b\"",
        ),
        ("byline.toml", "\"안녕하세요\"", "\"안녕\""),
    ] {
        site = site.edit(path, from, to).build();
        site.equals_clean();
    }
    assert_eq!(site.messages(), "");
    let site = site.remove("content/news/snow.md").build();
    site.equals_clean();
    // What the theme names is in its settings no longer; the site's own is.
    let site = site
        .edit("themes/reference/theme.toml", "accent = \"theme\"\n", "")
        .build();
    site.shows("404.html", "config.extra site light mine theirs");
}

#[test]
fn a_theme_and_a_site_differ_in_values_and_not_in_kinds() {
    TestSite::new()
        .config("theme = \"t\"\n[extra]\ncolor = \"red\"\nmenu = 3\nown = { a = 1 }")
        .file("themes/t/templates/page.html", "{{ config.extra.color }}")
        .file("themes/t/theme.toml", "[extra]\ncolor = { dark = 1 }\nmenu = [1]\nown = { a = { b = 1 }, c = 2 }")
        .expect_errors(&[
            "themes/t/theme.toml:2:9: `extra.color` is a table in the theme and a text in `byline.toml`",
            "themes/t/theme.toml:4:13: `extra.own.a` is a table in the theme and a whole number in `byline.toml`",
        ])
        .file("themes/t/theme.toml", "[extra]\ncolor =")
        .expect_errors(&["themes/t/theme.toml:2:8: this is not TOML: string values must be quoted, expected literal string"]);
}

#[test]
fn chance_is_the_same_in_every_build_and_another_on_every_page() {
    let template = "{{ page.slug }}: {% for n in range(end=9) %}{{ get_random(start=-3, end=900) }} {% endfor %}\
         {{ range(end=20) | shuffle | join(sep=\" \") }} {{ get_random(start=0, end=900, seed=page.lang) }}";
    let site = TestSite::new()
        .template("page.html", template)
        .article("a.md", "title = \"A\"", "A")
        .article("b.md", "title = \"B\"", "B")
        .build();
    let outputs = ["a/index.html", "b/index.html"].map(|path| site.output(path));
    let numbers = outputs.clone().map(|text| {
        let numbers = text
            .split_whitespace()
            .skip(1)
            .map(|word| word.parse::<i64>().unwrap());
        numbers.collect::<Vec<_>>()
    });
    for numbers in &numbers {
        let (random, rest) = numbers.split_at(9);
        assert!(
            random.iter().all(|number| (-3..900).contains(number)),
            "{random:?}"
        );
        assert!(
            random.iter().any(|number| *number != random[0]),
            "{random:?}"
        );
        let mut list = rest[..20].to_vec();
        assert!(!list.is_sorted(), "{list:?}");
        list.sort_unstable();
        assert_eq!(list, (0..20).collect::<Vec<_>>());
    }
    assert_ne!(numbers[0][..29], numbers[1][..29]);
    assert_eq!(
        numbers[0][29], numbers[1][29],
        "a seed is the same everywhere"
    );
    site.equals_clean();
    // A build that makes one page again makes it as it was but for what was edited.
    let site = site.edit("content/a.md", "\"A\"", "\"Another\"").build();
    assert_eq!(site.output("b/index.html"), outputs[1]);
    site.equals_clean();
}

#[test]
fn a_template_knows_what_the_site_is_made_for() {
    let site = || {
        TestSite::new()
            .template("404.html", "<html lang=\"en\"><p>{{ config.mode }}{% if config.mode == \"check\" %}<img src=\"https://other.example/a.png\">{% endif %}")
    };
    assert!(site().build().output("404.html").ends_with("build"));
    let served = site().into_folder(".byline/serve-1111").build();
    assert!(
        served
            .read(".byline/serve-1111/404.html")
            .ends_with("serve")
    );
    assert!(site().findings().contains("404.html` has no `alt`"));
}

#[test]
fn the_last_article_of_a_term_takes_nothing_with_it_when_it_expires() {
    let template = "{% for p in get_pages(term=\"속보\", lang=\"ko\", limit=1) %}{{ p.title }}{% endfor %}\
         {% for p in get_pages(section=\"alarm/_index.md\") %}{{ p.title }}{% endfor %}\
         {% for p in get_pages(author=\"kim\") %}{{ p.title }}{% endfor %}.";
    let site = TestSite::new()
        .config("[languages.ko]\ntitle = \"시험\"\n[authors.kim]\nname = \"Kim\"")
        .template("index.html", template)
        .article(
            "alarm/quake.ko.md",
            "title = \"지진\"\ndate = 2026-11-22T01:00:00Z\ntags = [\"속보\"]\nexpires = 2026-11-22T13:00:00Z",
            "흔들린다.",
        )
        .article(
            "alarm/quake.md",
            "title = \"Quake\"\ndate = 2026-11-22T01:00:00Z\nauthors = [\"kim\"]\nexpires = 2026-11-22T13:00:00Z",
            "It shakes.",
        )
        .build();
    assert_eq!(site.output("index.html"), "지진QuakeQuake.");
    let site = site.at("2026-11-22T13:30:00Z").build();
    assert_eq!(site.output("index.html"), ".");
    site.equals_clean();
    // Who is named in the settings is known; whoever is not was misspelt.
    site.edit("templates/index.html", "\"kim\"", "\"kin\"")
        .expect_errors(&["templates/index.html:1:169: there is no author `kin`, did you mean `kim`? (and so for 1 more)"]);
}

#[test]
fn an_argument_that_a_function_does_not_know_is_said_once_where_it_stands() {
    let site = TestSite::new()
        .template(
            "page.html",
            "{% set d = load_data(path=\"data/a.json\", metadata_only=true) %}{{ d.a }}",
        )
        .file("data/a.json", "{\"a\": 1}")
        .article("a.md", "title = \"A\"", "A")
        .article("b.md", "title = \"B\"", "B")
        .build();
    let said = "warning: `load_data` has no argument `metadata_only`, and ignores it\n  \
         templates/page.html:1:42\n";
    assert!(site.messages().starts_with(said), "{}", site.messages());
    assert_eq!(site.messages().matches("metadata_only`").count(), 1);
    assert_eq!(site.output("b/index.html"), "1");
    // A build that has nothing to do says it again.
    let again = site.build();
    assert!(again.messages().starts_with(said), "{}", again.messages());
}

#[test]
fn a_url_of_what_is_not_there_stops_no_build_but_is_told_by_a_check() {
    for path in ["stlye.css", "/nevs/", "news/nothing/", "비.css"] {
        let page = |arguments: &str| {
            let call = format!("{{{{ get_url(path=\"{path}\"{arguments}) }}}}");
            let page = format!("<html lang=\"en\"><a href=\"{call}\">x</a>");
            TestSite::new()
                .file("static/style.css", "")
                .article("news/rain.md", "title = \"Rain\"", "")
                .template("404.html", &page)
        };
        let site = page("").build();
        assert_eq!(site.messages(), "");
        let written = site.output("404.html");
        assert!(written.contains("href=\"https://example.com/"), "{written}");
        let findings = site.findings();
        assert_eq!(findings.matches("leads nowhere").count(), 1, "{findings}");
        assert!(findings.contains("templates/404.html:1:"), "{findings}");
        // What the address says of the bytes of a file, only a file can tell.
        let site = page(", cachebust=true").try_build();
        assert_eq!(site.problems().len(), 1, "{}", site.messages());
        assert!(site.messages().contains(path), "{}", site.messages());
    }
}
