//! What the bundled theme promises to sites that change it, and to those who read what it makes.

use std::collections::BTreeMap;

use crate::common::TestSite;
use scraper::{Html, Selector};

/// The values of an attribute of all elements that a selector names.
fn attributes(html: &Html, selector: &str, name: &str) -> Vec<String> {
    let selector = Selector::parse(selector).unwrap();
    let found = html.select(&selector);
    found
        .filter_map(|element| element.attr(name).map(str::to_owned))
        .collect()
}

/// The pages of a site that its theme made, redirects aside.
fn pages(site: &TestSite) -> BTreeMap<String, Html> {
    let outputs = site.all_outputs().into_iter();
    let pages = outputs.filter(|(path, _)| path.ends_with(".html"));
    let pages = pages.map(|(path, bytes)| (path, String::from_utf8(bytes).unwrap()));
    pages
        .filter(|(_, html)| !html.contains("http-equiv=\"refresh\""))
        .map(|(path, html)| (path, Html::parse_document(&html)))
        .collect()
}

/// A site with every kind of page.
fn every_kind() -> TestSite {
    TestSite::new()
        .config("[languages.ko]\ntitle = \"시험\"\n[authors.kim]\nname = \"Kim\"\nbio = \"Writes <b>loudly</b>, *well* & \\\"often\\\": see [notes](https://kim.example/?a=1&b=2).\"")
        .article("news/_index.md", "title = \"News\"\npaginate_by = 1\ndescription = \"All <i>the</i> news & \\\"more\\\"\"", "")
        .article(
            "news/rain.md",
            "title = \"Rain <b>&amp; \\\"snow\\\"</b> a*b*c\"\ndate = 2026-11-20\ntags = [\"<Wet>\"]\nauthors = [\"kim\"]\naliases = [\"/old/\"]",
            "It *rains* & `<pours>` \"hard\".\n\n## One\n\n## Two\n\n## Three\n\n## Four",
        )
        .article("news/snow.md", "title = \"Snow\"\ndate = 2025-01-21", "Snow")
        .article("news/snow.ko.md", "title = \"눈\"\ndate = 2025-01-21", "눈")
        .article("about.md", "title = \"About\"", "About")
}

#[test]
fn a_site_may_have_a_base_of_its_own() {
    let site = TestSite::new()
        .template(
            "base.html",
            "<html><head><title>{% block title %}{% endblock title %}</title></head>\
             <body>mine{% block content %}{% endblock content %}</body></html>",
        )
        .template(
            "page.html",
            "{% extends \"base.html\" %}{% block content %}{{ page.title }}{% endblock content %}",
        )
        .article("rain.md", "title = \"Rain\"\ndate = 2026-11-20", "")
        .build()
        .shows("rain/index.html", "<body>mineRain</body>")
        .shows("archive/index.html", "Skip to content")
        .hides("archive/index.html", "mine");
    assert_eq!(site.messages(), "");
}

#[test]
fn what_a_site_adds_to_the_head_is_on_every_page() {
    let line = "<script src=\"https://stats.example/a.js\"></script>";
    let base = format!(
        "{{% extends \"gazette/templates/base.html\" %}}{{% block extra_head %}}{line}{{% endblock %}}"
    );
    let site = every_kind().template("gazette/base.html", &base).build();
    let pages = pages(&site);
    for kind in [
        "index.html",
        "404.html",
        "ko/index.html",
        "news/rain/index.html",
        "subscribe/index.html",
        "archive/2026/index.html",
        "tags/index.html",
        "authors/kim/index.html",
        "news/page/2/index.html",
    ] {
        assert!(pages.contains_key(kind), "{kind} is missing");
    }
    for (path, page) in &pages {
        let scripts = attributes(page, "head > script[src]", "src");
        assert!(
            scripts
                .iter()
                .any(|src| src == "https://stats.example/a.js"),
            "{path}"
        );
    }
    // What the theme itself puts there is still there.
    let kinds = |path: &str| attributes(&pages[path], "head > script[type]", "type");
    assert_eq!(kinds("news/rain/index.html"), ["application/ld+json"]);
    assert_eq!(kinds("index.html"), ["application/ld+json"]);
}

#[test]
fn a_base_that_no_page_extends_is_told_where_it_belongs() {
    let base =
        "{% extends \"gazette/templates/base.html\" %}{% block extra_head %}own{% endblock %}";
    let site = TestSite::new().template("base.html", base).build();
    assert!(
        site.messages().contains("`templates/gazette/base.html`"),
        "{}",
        site.messages()
    );
    // The second build says it again.
    let again = site.build();
    assert!(
        again.messages().contains("templates/base.html:1:13"),
        "{}",
        again.messages()
    );
    let site = again
        .template("gazette/base.html", "{% extends \"base.html\" %}")
        .build();
    assert_eq!(site.messages(), "");
    site.shows("404.html", "own\n</head>");
}

#[test]
fn no_markup_lands_in_the_head_of_a_page() {
    let site = every_kind().build();
    let pages = pages(&site);
    for (path, page) in &pages {
        let parts = Selector::parse("body title, body meta, body link, body base").unwrap();
        let fallen = page.select(&parts);
        assert_eq!(
            fallen.count(),
            0,
            "{path}: parts of the head are in the body"
        );
        assert_eq!(
            attributes(page, "head > link[rel=stylesheet]", "href").len(),
            1,
            "{path}"
        );
    }
    let description = |path: &str| attributes(&pages[path], "meta[name=description]", "content");
    assert_eq!(
        description("authors/kim/index.html"),
        ["Writes loudly, well & “often”: see notes."]
    );
    assert_eq!(
        description("news/index.html"),
        ["All <i>the</i> news & \"more\""]
    );
    let title = |path: &str| attributes(&pages[path], "meta[property='og:title']", "content");
    assert_eq!(
        title("news/rain/index.html"),
        ["Rain <b>&amp; “snow”</b> a*b*c"]
    );
}

#[test]
fn a_front_page_in_parts_has_every_article_in_one_of_them() {
    for (count, by) in [(0, 5), (1, 5), (5, 5), (6, 5), (40, 20), (41, 20), (30, 3)] {
        let mut site = TestSite::new().article("_index.md", &format!("paginate_by = {by}"), "");
        for number in 0..count {
            let front = format!("title = \"P{number}\"\ndate = 2026-01-01T00:{number:02}:00");
            // Some are in the list by way of a transparent section, which has no list of its own on the page.
            let folder = if number % 4 == 3 { "notes/" } else { "" };
            site = site.article(&format!("{folder}p{number}.md"), &front, "Text");
        }
        let site = site
            .article(
                "notes/_index.md",
                "title = \"Notes\"\ntransparent = true",
                "",
            )
            .build();
        let mut seen: BTreeMap<String, usize> = BTreeMap::new();
        for (path, page) in pages(&site) {
            let is_list = path == "index.html" || path.starts_with("page/");
            let links = attributes(&page, "main h2 a, main h3 a", "href");
            for link in links
                .into_iter()
                .filter(|link| is_list && link.contains("/p"))
            {
                *seen.entry(link).or_default() += 1;
            }
        }
        assert_eq!(seen.len(), count, "{count} by {by}: {seen:?}");
        assert!(
            seen.values().all(|times| *times == 1),
            "{count} by {by}: {seen:?}"
        );
    }
}

#[test]
fn a_page_without_a_date_is_no_news_of_a_front_page_in_parts() {
    let site = TestSite::new()
        .article("_index.md", "paginate_by = 10", "")
        .article("about.md", "title = \"About\"", "")
        .article("news/rain.md", "title = \"Rain\"\ndate = 2026-11-20", "")
        .build();
    site.shows(
        "index.html",
        "<h2 class=\"lead-title\"><a href=\"https://example.com/news/rain/\">",
    );
}

#[test]
fn the_page_of_a_short_article_is_light() {
    let paragraph = "The boats came in at dawn, and the market was full before the bells rang. Nobody had \
                     expected so much fish after a month of wind, and the prices fell by half.\n\n";
    let mut site = TestSite::new().config(
        "description = \"News from the harbour\"\nfooter = \"Printed with care.\"\n\
             taxonomies = [{ name = \"tags\" }]\n[authors.kim]\nname = \"Kim Min\"\n\
             email = \"kim@example.com\"\nbio = \"Kim writes about the sea.\"",
    );
    for section in ["culture", "news", "opinion", "science", "sport"] {
        site = site.article(&format!("{section}/_index.md"), "", "");
        for number in 1..=9 {
            let front = format!(
                "title = \"The harbour on day {number} of the wind\"\ndate = 2026-01-0{number}T09:30:00\n\
                 tags = [\"wind\", \"fish\"]\nauthors = [\"kim\"]"
            );
            site = site.article(
                &format!("{section}/a{number}.md"),
                &front,
                &paragraph.repeat(3),
            );
        }
    }
    let site = site.build();
    let page = site.output("news/a5/index.html");
    assert!(page.len() <= 9_000, "{} bytes", page.len());
    // No line is indented: on each of ten thousand pages that is nothing but weight.
    assert!(!page.contains("\n "), "{page}");
    // And it still has all of this.
    for part in [
        "application/ld+json",
        "rel=\"canonical\"",
        "og:description",
        "rel=\"prev\"",
        "class=\"breadcrumbs\"",
        "mailto:kim@example.com",
        "rel=\"tag\"",
        "Kim writes about the sea.",
        "More stories",
        ">RSS</a>",
        "Printed with care.",
    ] {
        assert!(page.contains(part), "{part} is missing:\n{page}");
    }
}
