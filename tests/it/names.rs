//! What the names of files mean: which are articles, in which language, and at which address.

use crate::common::TestSite;

const KOREAN: &str = "[languages.ko]\ntitle = \"시험\"";

fn article(site: TestSite, path: &str) -> TestSite {
    let title = format!("title = \"{path}\"");
    site.article(path, &title, "Text.")
}

#[test]
fn a_dot_is_a_part_of_a_name_where_no_language_is_declared() {
    for (name, address) in [
        ("intro-node.js.md", "intro-node-js"),
        ("next.js-14.md", "next-js-14"),
        ("unpack-tar.gz.md", "unpack-tar-gz"),
        ("x.io-incident.md", "x-io-incident"),
        ("i.am.md", "i-am"),
        ("v1.2.md", "v1-2"),
        ("report.fr.md", "report-fr"),
        ("report.zh-Hant.md", "report-zh-hant"),
    ] {
        for config in ["", KOREAN] {
            let site = article(TestSite::new().config(config), name).build();
            assert!(site.has_output(&format!("{address}/index.html")), "{name}");
            assert_eq!(site.messages(), "", "{name}");
        }
    }
}

#[test]
fn a_declared_language_is_one() {
    let site = TestSite::new().config(KOREAN);
    let site = article(article(site, "rain.ko.md"), "node.js.ko.md").build();
    assert!(site.has_output("ko/rain/index.html"));
    assert!(site.has_output("ko/node-js/index.html"));
}

#[test]
fn a_name_that_misses_a_language_by_a_letter_is_warned_of_each_time() {
    let site = article(TestSite::new().config(KOREAN), "rain.kr.md").build();
    assert!(site.has_output("rain-kr/index.html"));
    let said = site.messages();
    assert!(said.contains("content/rain.kr.md"), "{said}");
    assert!(said.contains("did you mean `rain.ko.md`?"), "{said}");
    assert!(said.contains("`rain-kr.md` has the same address"), "{said}");
    let again = site.build();
    assert_eq!(again.messages(), said);
    let renamed = article(again.remove("content/rain.kr.md"), "rain-kr.md").build();
    assert_eq!(renamed.messages(), "");
    assert!(renamed.has_output("rain-kr/index.html"));
}

#[test]
fn a_translation_into_a_language_that_nobody_declared_is_warned_of() {
    let site = article(article(TestSite::new(), "news/rain.md"), "news/rain.fr.md");
    let site = article(article(site, "node.md"), "node.js.md").build();
    let said = site.messages();
    assert!(said.contains("content/news/rain.fr.md"), "{said}");
    assert!(
        said.contains("add `[languages.fr]` to `byline.toml`"),
        "{said}"
    );
    assert!(!said.contains("node"), "{said}");
}

#[test]
fn every_usual_ending_of_markdown_is_an_article() {
    let site = TestSite::new().config(KOREAN);
    let site = [
        "a.markdown",
        "b.mkd",
        "c.mdown",
        "news/_index.markdown",
        "news/_index.ko.markdown",
        "news/rain/index.markdown",
        "news/rain/index.ko.mkd",
    ]
    .into_iter()
    .fold(site, article)
    .file("content/news/rain/drops.txt", "drops")
    .article(
        "d.md",
        "title = \"D\"",
        "[a](a.markdown) [n](@/news/_index.markdown)",
    )
    .build();
    for path in ["a", "b", "c", "news/rain", "ko/news/rain"] {
        assert!(site.has_output(&format!("{path}/index.html")), "{path}");
    }
    site.shows("news/index.html", "<h1>news/_index.markdown</h1>")
        .shows("ko/news/index.html", "<h1>news/_index.ko.markdown</h1>")
        .shows("news/rain/drops.txt", "drops")
        .shows("d/index.html", "href=\"https://example.com/a/\"")
        .shows("d/index.html", "href=\"https://example.com/news/\"")
        // They are translations of one another, whatever their endings.
        .shows("news/rain/index.html", "https://example.com/ko/news/rain/");
}

#[test]
fn a_draft_with_another_ending_is_not_copied() {
    let site = TestSite::new()
        .article("secret.markdown", "title = \"S\"\ndraft = true", "hush")
        .build();
    let outputs = site.outputs();
    let told = outputs.iter().find(|path| path.contains("secret"));
    assert_eq!(told, None);
    assert!(outputs.iter().any(|path| path == "index.html"));
}

#[test]
fn a_mistake_in_a_name_hides_no_other() {
    let site = TestSite::new()
        .file("content/LOUD.MD", "Loud.")
        .article(
            "a.md",
            "titel = \"x\"",
            "[loud](@/LOUD.MD) [no](@/nowhere.md)",
        )
        .try_build();
    let said = site.messages();
    for problem in ["content/LOUD.MD", "`titel`", "`@/nowhere.md`"] {
        assert!(said.contains(problem), "{problem}: {said}");
    }
    assert_eq!(site.problems().len(), 3, "{said}");
}

#[test]
fn what_the_site_has_itself_takes_the_place_of_what_would_be_made() {
    let site = TestSite::new()
        .article(
            "a.md",
            "title = \"A\"\ndate = 2026-01-01\ntags = [\"x\"]",
            "Text.",
        )
        .article("news/b.md", "title = \"B\"\ndate = 2026-01-02", "Text.")
        .file("static/robots.txt", "own robots")
        .file("static/404.html", "own 404")
        .file("static/sitemap.xml", "own sitemap")
        .file("static/rss.xml", "own rss")
        .file("static/feeds.opml", "own opml")
        .file("content/feed.css", "own css")
        .file("static/news/index.html", "own news")
        .article("tags.md", "title = \"Our tags\"", "Own tags.")
        .article(
            "archive/_index.md",
            "title = \"Our archive\"",
            "Own archive.",
        )
        .article("subscribe.md", "title = \"Our letter\"", "Own letter.")
        .article("search.md", "title = \"Search\"", "Own search.")
        .build();
    for (path, own) in [
        ("robots.txt", "own robots"),
        ("404.html", "own 404"),
        ("sitemap.xml", "own sitemap"),
        ("rss.xml", "own rss"),
        ("feeds.opml", "own opml"),
        ("feed.css", "own css"),
        ("news/index.html", "own news"),
    ] {
        assert_eq!(site.output(path), own);
    }
    for (path, own) in [
        ("tags/index.html", "Own tags."),
        ("archive/index.html", "Own archive."),
        ("subscribe/index.html", "Own letter."),
        ("search/index.html", "Own search."),
        // What stands beside or below them is made all the same.
        ("tags/x/index.html", "https://example.com/a/"),
        ("archive/2026/index.html", "https://example.com/a/"),
        ("atom.xml", "https://example.com/a/"),
        ("feed.json", "https://example.com/a/"),
    ] {
        assert!(site.output(path).contains(own), "{path}");
    }
    assert_eq!(site.messages(), "");
    let own = |site: &TestSite| -> Vec<String> {
        site.report()
            .own
            .iter()
            .map(|own| own.path.clone())
            .collect()
    };
    let told = own(&site);
    assert_eq!(
        told,
        [
            "404.html",
            "archive/index.html",
            "feeds.opml",
            "news/index.html",
            "robots.txt",
            "rss.xml",
            "sitemap.xml",
            "subscribe/index.html",
            "tags/index.html",
        ]
    );
    // A build that finds nothing to do knows it, too.
    let site = site.build();
    assert_eq!(own(&site), told);
    site.equals_clean();
    // And it gives way again.
    let site = site
        .remove("static/robots.txt")
        .remove("content/tags.md")
        .build();
    assert!(site.output("robots.txt").contains("Sitemap:"));
    assert!(!site.output("tags/index.html").contains("Own tags."));
}

#[test]
fn a_sitemap_has_each_address_once() {
    let site = TestSite::new()
        .article("a.md", "title = \"A\"\ntags = [\"x\"]", "Text.")
        .article("tags.md", "title = \"Our tags\"", "Text.")
        .article("guide.md", "title = \"Guide\"", "Text.")
        .article("guide/start.md", "title = \"Start\"", "Text.")
        .build();
    let sitemap = crate::common::wire::xml(&site, "sitemap.xml");
    let mut locs: Vec<&str> = sitemap
        .elements
        .iter()
        .map(|url| url.elements[0].text.as_str())
        .collect();
    let all = locs.len();
    locs.dedup();
    assert_eq!(locs.len(), all);
    for path in ["a/", "tags/", "guide/", "guide/start/"] {
        assert!(
            locs.contains(&format!("https://example.com/{path}").as_str()),
            "{path}"
        );
    }
}

#[test]
fn an_article_beside_its_folder_is_the_folders_own_page() {
    let site = article(article(TestSite::new(), "guide.md"), "guide/start.md").build();
    let site = site
        .shows("guide/index.html", "<h1 class=\"headline\">guide.md</h1>")
        .shows("guide/start/index.html", ">guide.md</a>");
    let site = article(site, "guide/_index.md").try_build();
    assert!(
        site.messages()
            .contains("2 outputs want the path `guide/index.html`")
    );
}

#[test]
fn a_404_article_is_the_page_for_what_is_not_there() {
    let site = TestSite::new()
        .config(&format!("author = \"Kim\"\n{KOREAN}"))
        .article(
            "404.md",
            "title = \"Gone fishing\"\ndate = 2026-01-01\ntags = [\"x\"]",
            "Not here.",
        )
        .article("404.ko.md", "title = \"없음\"", "여기 없습니다.")
        .article("a.md", "title = \"A\"\ndate = 2026-01-02", "Text.")
        .build();
    let site = site
        .shows("404.html", "Not here.")
        .shows("ko/404.html", "여기 없습니다.");
    let outputs = site.outputs();
    let others = outputs.iter().filter(|path| path.contains("404"));
    assert_eq!(others.count(), 2);
    assert!(!site.has_output("tags/x/index.html"));
    for path in outputs.iter().filter(|path| !path.contains("404")) {
        let text = site.read(&format!("public/{path}"));
        assert!(
            !text.contains("Gone fishing") && !text.contains("/404"),
            "{path}"
        );
    }
    assert!(!site.read("byline.lock").contains("404"));
    // A folder may be called so without being that.
    let site = article(TestSite::new(), "errors/404.md").build();
    assert!(site.has_output("errors/404/index.html"));
}

#[test]
fn an_alias_with_and_without_its_last_slash_is_one() {
    let aliases = "aliases = [\"/foo\", \"/foo/\", \"foo\", \"old.html\", \"/old.html\"]";
    let site = TestSite::new()
        .article("a.md", &format!("title = \"A\"\n{aliases}"), "Text.")
        .article(
            "n/_index.md",
            "title = \"N\"\naliases = [\"/m\", \"/m/\"]",
            "",
        )
        .build();
    site.shows("foo/index.html", "https://example.com/a/")
        .shows("old.html", "https://example.com/a/")
        .shows("m/index.html", "https://example.com/n/");
}

/// The addresses of the terms of a site's articles, by name, as templates see them.
fn terms(site: TestSite) -> (TestSite, Vec<String>) {
    let list = "{% for term in terms %}{{ term.name }} {{ term.permalink }}\n{% endfor %}";
    let site = site.template("taxonomy_list.html", list).build();
    let output = site.output("tags/index.html");
    let mut lines: Vec<String> = output
        .lines()
        .filter(|line| !line.is_empty())
        .map(|line| line.replace("https://example.com/tags/", ""))
        .collect();
    lines.sort();
    (site, lines)
}

#[test]
fn terms_that_differ_by_signs_live_side_by_side() {
    let tags = "tags = [\"C\", \"C++\", \"C#\", \"c\", \"F#\", \"Disney+\"]";
    let site = TestSite::new().article("a.md", &format!("title = \"A\"\n{tags}"), "Text.");
    let (site, terms) = terms(site);
    assert_eq!(
        terms,
        [
            "C c/",
            "C# c-sharp/",
            "C++ c-plus-plus/",
            "Disney+ disney-plus/",
            "F# f-sharp/"
        ]
    );
    assert!(!site.read("byline.lock").contains("term"));
}

#[test]
fn terms_of_one_slug_are_numbered_and_stay_where_they_were() {
    let tagged = |site: TestSite, path: &str, date: &str, tag: &str| {
        let front = format!("title = \"{path}\"\ndate = {date}\ntags = [\"{tag}\"]");
        site.article(path, &front, path)
    };
    let site = tagged(TestSite::new(), "m.md", "2026-02-01", "rain!");
    let (site, first) = terms(site);
    assert_eq!(first, ["rain! rain/"]);
    // What was published first keeps its address, whatever is older or comes before it.
    let site = tagged(
        site.at("2026-11-23T12:00:00Z"),
        "a.md",
        "2020-01-01",
        "rain?",
    );
    let (site, second) = terms(site);
    assert_eq!(second, ["rain! rain/", "rain? rain-2/"]);
    assert!(
        site.read("byline.lock")
            .contains("{\"term\":\"en/tags/rain?\",\"slug\":\"rain-2\"}")
    );
    site.equals_clean();
    // Also when the other is gone, and when a third comes.
    let site = tagged(site.remove("content/m.md"), "b.md", "2019-01-01", "rain.");
    let (site, third) = terms(site);
    assert_eq!(third, ["rain. rain-3/", "rain? rain-2/"]);
    let site = tagged(site, "m.md", "2026-02-01", "rain!");
    let (site, fourth) = terms(site);
    assert_eq!(fourth, ["rain! rain/", "rain. rain-3/", "rain? rain-2/"]);
    // A query of the settings asks for one of them.
    let site = site
        .config("[[feeds]]\nname = \"wet\"\nterms = { tags = [\"rain?\"] }")
        .build();
    let feed = crate::common::wire::json(&site, "wet/feed.json");
    let titles: Vec<&str> = feed["items"]
        .as_array()
        .unwrap()
        .iter()
        .map(|item| item["title"].as_str().unwrap())
        .collect();
    assert_eq!(titles, ["a.md"]);
}

#[test]
fn without_a_lock_the_term_of_the_oldest_article_has_the_plain_slug() {
    let front =
        |date: &str, tag: &str| format!("title = \"{tag}\"\ndate = {date}\ntags = [\"{tag}\"]");
    let site = TestSite::new()
        .article("a.md", &front("2026-02-01", "rain?"), "One.")
        .article("b.md", &front("2026-01-01", "rain!"), "Two.");
    let (_, terms) = terms(site);
    assert_eq!(terms, ["rain! rain/", "rain? rain-2/"]);
}

#[test]
fn articles_of_one_name_and_several_days_are_told_to_keep_their_dates() {
    let site = article(
        article(TestSite::new(), "2019-08-30-con.md"),
        "2019-08-31-con.md",
    )
    .try_build();
    assert!(
        site.messages()
            .contains("`paths_keep_dates = true` under `[slugify]`"),
        "{}",
        site.messages()
    );
    let site = site.config("[slugify]\npaths_keep_dates = true").build();
    assert!(site.has_output("2019-08-30-con/index.html"));
    // Where it would not help it is not named.
    let site = article(article(TestSite::new(), "2019-08-30-con.md"), "con.md").try_build();
    assert!(
        !site.messages().contains("paths_keep_dates"),
        "{}",
        site.messages()
    );
    assert_eq!(site.problems().len(), 1);
}
