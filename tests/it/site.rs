//! What becomes of articles, sections, terms, languages and addresses.

use crate::common::TestSite;

/// The titles of the pages of a section, in their order.
const TITLES: &str = "{% for p in section.pages %}{{ p.title }} {% endfor %}";
/// The neighbours of a page.
const NEIGHBOURS: &str = "{% if page.lower %}{{ page.lower.title }}{% else %}-{% endif %} \
     {% if page.higher %}{{ page.higher.title }}{% else %}-{% endif %}";

fn titled(site: TestSite, path: &str, title: &str, rest: &str) -> TestSite {
    site.article(path, &format!("title = \"{title}\"\n{rest}"), title)
}

#[test]
fn a_folder_with_one_markdown_file_is_a_site() {
    let site = TestSite::new()
        .remove("byline.toml")
        .file("content/hello.md", "# Hello\n\nReaders.\n")
        .build();
    assert!(site.messages().contains("there is no `base_url`"));
    site.shows("hello/index.html", "<h1 class=\"headline\">Hello</h1>");
}

#[test]
fn an_empty_site_has_a_front_page() {
    let site = TestSite::new().build();
    assert!(site.has_output("index.html"));
    assert!(site.has_output("rss.xml"));
    assert!(!site.has_output("archive/index.html"));
}

#[test]
fn a_folder_without_an_index_is_a_section() {
    TestSite::new()
        .article("long-reads/rain/cloud.md", "title = \"Cloud\"", "")
        .build()
        .shows("long-reads/index.html", "<h1>Long reads</h1>")
        .shows(
            "long-reads/rain/index.html",
            "https://example.com/long-reads/rain/cloud/",
        );
}

#[test]
fn a_section_says_what_it_is() {
    TestSite::new()
        .article(
            "news/_index.md",
            "title = \"All the news\"",
            "It **rains**.",
        )
        .article("news/rain.md", "title = \"Rain\"", "")
        .build()
        .shows("news/index.html", "<h1>All the news</h1>")
        .shows("news/index.html", "<strong>rains</strong>")
        .shows("news/rain/index.html", ">All the news</a>");
}

#[test]
fn pages_are_sorted_as_their_section_says() {
    for (by, order) in [
        ("date", "B C A "),
        ("updated", "A B C "),
        ("update_date", "A B C "),
        ("title", "A B C "),
        ("weight", "C B A "),
        ("slug", "C A B "),
        ("none", "C A B "),
    ] {
        let mut site = TestSite::new().template("section.html", TITLES).article(
            "news/_index.md",
            &format!("sort_by = \"{by}\""),
            "",
        );
        site = titled(
            site,
            "news/a.md",
            "A",
            "date = 2026-01-01\nupdated = 2026-06-01\nslug = \"y\"",
        );
        site = titled(
            site,
            "news/b.md",
            "B",
            "date = 2026-03-01\nweight = 5\nslug = \"z\"",
        );
        site = titled(
            site,
            "news/c.md",
            "C",
            "date = 2026-02-01\nweight = -1\nslug = \"x\"",
        );
        let site = site.build();
        assert_eq!(site.output("news/index.html"), order, "{by}");
    }
}

#[test]
fn neighbours_stand_before_and_after_a_page_in_its_list() {
    let mut site = TestSite::new().template("page.html", NEIGHBOURS).article(
        "news/_index.md",
        "sort_by = \"weight\"",
        "",
    );
    for (number, title) in ["One", "Two", "Three"].iter().enumerate() {
        let path = format!("news/{number}.md");
        site = titled(site, &path, title, &format!("weight = {number}"));
    }
    let site = site.build();
    assert_eq!(site.output("news/0/index.html"), "- Two");
    assert_eq!(site.output("news/1/index.html"), "One Three");
    assert_eq!(site.output("news/2/index.html"), "Two -");
}

#[test]
fn neighbours_in_a_list_by_date_are_later_and_earlier() {
    let mut site = TestSite::new().template("page.html", NEIGHBOURS);
    for (path, title, date) in [("a", "Old", "2026-01-01"), ("b", "New", "2026-03-01")] {
        let path = format!("news/{path}.md");
        site = titled(site, &path, title, &format!("date = {date}"));
    }
    let site = site.build();
    assert_eq!(site.output("news/a/index.html"), "New -");
    assert_eq!(site.output("news/b/index.html"), "- Old");
}

#[test]
fn pages_of_a_transparent_section_are_their_parents_too() {
    TestSite::new()
        .template("section.html", TITLES)
        .article("news/_index.md", "sort_by = \"title\"", "")
        .article("news/2026/_index.md", "transparent = true", "")
        .article("news/2026/b.md", "title = \"B\"", "")
        .article("news/a.md", "title = \"A\"", "")
        .article("news/closed/c.md", "title = \"C\"", "")
        .build()
        .shows("news/index.html", "A B ")
        .shows("news/2026/index.html", "B ");
}

#[test]
fn the_front_page_lists_what_transparent_sections_below_have_of_others() {
    let beside = "{% if page.lower %}{{ page.lower.title }} {% endif %}{{ page.title }}\
                  {% if page.higher %} {{ page.higher.title }}{% endif %}";
    TestSite::new()
        .template("index.html", TITLES)
        .template("section.html", TITLES)
        .template("page.html", beside)
        .article("_index.md", "sort_by = \"title\"", "")
        .article("news/_index.md", "transparent = true", "")
        .article("news/2026/_index.md", "transparent = true", "")
        .article("news/2026/b.md", "title = \"B\"", "")
        .article("news/a.md", "title = \"A\"", "")
        .article("c.md", "title = \"C\"", "")
        .build()
        .shows("index.html", "A B C ")
        .shows("news/2026/b/index.html", "A B C");
}

#[test]
fn a_long_section_is_cut_into_lists() {
    let mut site = TestSite::new()
        .template(
            "section.html",
            "{% for p in paginator.pages %}{{ p.title }} {% endfor %}\
             {{ paginator.current_index }}/{{ paginator.number_pagers }} \
             {{ paginator.previous }} {{ paginator.next }}",
        )
        .article(
            "news/_index.md",
            "sort_by = \"title\"\npaginate_by = 2\npaginate_path = \"list\"",
            "",
        );
    for title in ["A", "B", "C", "D", "E"] {
        site = titled(site, &format!("news/{title}.md"), title, "");
    }
    let site = site.build();
    assert_eq!(
        site.output("news/index.html"),
        "A B 1/3  https://example.com/news/list/2/"
    );
    assert_eq!(
        site.output("news/list/2/index.html"),
        "C D 2/3 https://example.com/news/ https://example.com/news/list/3/"
    );
    assert_eq!(
        site.output("news/list/3/index.html"),
        "E 3/3 https://example.com/news/list/2/ "
    );
    let site = site
        .edit(
            "content/news/_index.md",
            "list",
            "list\"\npaginate_reversed = true # \"",
        )
        .build();
    assert!(site.output("news/index.html").starts_with("E D 1/3"));
    let site = site
        .edit(
            "content/news/_index.md",
            "paginate_by = 2",
            "paginate_by = 0",
        )
        .template("section.html", TITLES)
        .build();
    assert!(!site.has_output("news/list/2/index.html"));
}

#[test]
fn nothing_unpublished_leaks_anywhere() {
    let hidden = [
        ("news/draft.md", "draft = true\ndate = 2026-11-01"),
        ("news/future.md", "date = 2026-11-22T12:00:01Z"),
        (
            "news/past.md",
            "date = 2025-01-01\nexpires = 2026-11-22T12:00:00Z",
        ),
        ("own/index.md", "draft = true\ndate = 2026-11-01"),
        ("closed/inside.md", "date = 2026-11-01"),
        ("closed/deep/er/inside.md", "date = 2026-11-01"),
    ];
    let mut site = TestSite::new()
        .config("taxonomies = [{ name = \"tags\", feed = true }]")
        .article(
            "closed/_index.md",
            "title = \"Secret club\"\ndraft = true",
            "Secret",
        )
        .file("content/closed/secret.txt", "Secret")
        .file("content/own/secret.txt", "Secret")
        .file("content/own/deeper/secret.txt", "Secret")
        .article("news/_index.md", "generate_feeds = true", "")
        .article(
            "news/open.md",
            "title = \"Open\"\ndate = 2026-10-01\ntags = [\"open\"]",
            "Open",
        )
        .article(
            "news/older.md",
            "title = \"Older\"\ndate = 2024-10-01",
            "Open",
        );
    for (path, front) in hidden {
        let front = format!(
            "title = \"Secret\"\ntags = [\"secret-tag\"]\nauthors = [\"Secret Author\"]\n\
             aliases = [\"/secret-alias/\"]\n{front}"
        );
        site = site.article(path, &front, "Secret [open](@/news/open.md)");
    }
    let site = site.build();
    // And the draft section itself.
    assert_eq!(site.report().hidden.len(), hidden.len() + 1);
    let site = site.nowhere("ecret").nowhere("closed").nowhere("own/");
    // Not a year of the archive either.
    assert!(!site.has_output("archive/2025/index.html"));
    assert!(site.has_output("archive/2024/index.html"));
}

#[test]
fn what_is_hidden_is_shown_on_request() {
    let site = || {
        TestSite::new()
            .article("draft.md", "title = \"Draft\"\ndraft = true", "")
            .article("future.md", "title = \"Future\"\ndate = 2027-01-01", "")
            .article("past.md", "title = \"Past\"\nexpires = 2026-01-01", "")
    };
    for (show, path) in [
        ("drafts", "draft"),
        ("future", "future"),
        ("expired", "past"),
    ] {
        let site = site().showing(&[show]).build();
        for other in ["draft", "future", "past"] {
            let shown = site.has_output(&format!("{other}/index.html"));
            assert_eq!(shown, other == path, "{show}: {other}");
        }
    }
    let site = site().showing(&["drafts", "future", "expired"]).build();
    assert_eq!(site.report().pages, 3);
}

#[test]
fn articles_appear_and_go_on_the_second() {
    let site = TestSite::new()
        .config("timezone = \"Asia/Seoul\"")
        .article(
            "rain.md",
            "title = \"Rain\"\ndate = 2026-12-01T09:00:00\nexpires = 2026-12-02",
            "",
        )
        .at("2026-11-30T23:59:59Z")
        .build();
    assert!(!site.has_output("rain/index.html"));
    let next = site.report().next_change.unwrap();
    assert_eq!(next.to_rfc3339(), "2026-12-01T09:00:00+09:00");
    let site = site.at("2026-12-01T00:00:00Z").build();
    assert!(site.has_output("rain/index.html"));
    let next = site.report().next_change.unwrap();
    assert_eq!(next.to_rfc3339(), "2026-12-02T00:00:00+09:00");
    let site = site.at("2026-12-01T14:59:59Z").build();
    assert!(site.has_output("rain/index.html"));
    let site = site.at("2026-12-01T15:00:00Z").build();
    assert!(!site.has_output("rain/index.html"));
    assert_eq!(site.report().next_change, None);
}

#[test]
fn old_addresses_lead_to_the_new_one() {
    let site = TestSite::new()
        .article(
            "news/rain.md",
            "title = \"Rain\"\naliases = [\"/old/rain/\", \"2020/rain.html\", \"/오래된/비\"]",
            "",
        )
        .build();
    for path in [
        "old/rain/index.html",
        "2020/rain.html",
        "오래된/비/index.html",
    ] {
        let page = site.output(path);
        let to = "https://example.com/news/rain/";
        assert!(page.contains(&format!("<link rel=\"canonical\" href=\"{to}\">")));
        assert!(page.contains("<meta name=\"robots\" content=\"noindex\">"));
        assert!(page.contains(&format!("location.replace(\"{to}\" + location.hash)")));
        assert!(page.contains(&format!("content=\"0; url={to}\"")));
    }
    assert!(!site.output("sitemap.xml").contains("old"));
}

#[test]
fn a_section_may_lead_elsewhere() {
    TestSite::new()
        .article(
            "docs/_index.md",
            "title = \"Docs\"\nredirect_to = \"@/docs/start.md\"",
            "",
        )
        .article("docs/start.md", "title = \"Start\"", "")
        .build()
        .shows(
            "docs/index.html",
            "href=\"https://example.com/docs/start/\"",
        );
}

#[test]
fn files_beside_an_article_go_with_it() {
    let site = TestSite::new()
        .template(
            "page.html",
            "{{ page.assets | join(sep=\" \") }} {{ page.content | safe }}",
        )
        .article(
            "2026-11-20-the-rain/index.md",
            "title = \"Rain\"",
            "![](Cloud%20A.png) [data](data/rain.csv?raw=1#top)",
        )
        .file("content/2026-11-20-the-rain/Cloud A.png", "PNG")
        .file("content/2026-11-20-the-rain/data/rain.csv", "a,b")
        .article("news/_index.md", "title = \"News\"", "![](map.png)")
        .file("content/news/map.png", "PNG")
        .file("content/files/Paper (1).pdf", "PDF")
        .build();
    for path in [
        "the-rain/Cloud A.png",
        "the-rain/data/rain.csv",
        "news/map.png",
        "files/Paper (1).pdf",
    ] {
        assert!(site.has_output(path), "{path}: {:?}", site.outputs());
    }
    site.shows(
        "the-rain/index.html",
        "/the-rain/Cloud A.png /the-rain/data/rain.csv",
    )
    .shows(
        "the-rain/index.html",
        "src=\"https://example.com/the-rain/Cloud%20A.png\"",
    )
    .shows(
        "the-rain/index.html",
        "href=\"https://example.com/the-rain/data/rain.csv?raw=1#top\"",
    )
    .shows(
        "news/index.html",
        "src=\"https://example.com/news/map.png\"",
    );
}

#[test]
fn translations_share_the_files_of_their_folder() {
    let site = TestSite::new()
        .config("[languages.ko]\ntitle = \"시험\"")
        .article("rain/index.md", "title = \"Rain\"", "![](a.png)")
        .article("rain/index.ko.md", "title = \"비\"", "![](a.png)")
        .file("content/rain/a.png", "PNG")
        .build();
    site.shows(
        "ko/rain/index.html",
        "src=\"https://example.com/rain/a.png\"",
    )
    .shows("rain/index.html", "src=\"https://example.com/rain/a.png\"");
}

#[test]
fn letters_of_every_script_stay_in_addresses() {
    let names = TestSite::new()
        .file("content/소식/값을 치르다!.md", "비")
        .file("content/ニュース/雨.md", "雨")
        .file("content/Été/C'est l'été.md", "Soleil");
    let site = names.build();
    for path in [
        "소식/값을-치르다/index.html",
        "ニュース/雨/index.html",
        "été/cest-lété/index.html",
    ] {
        assert!(site.has_output(path), "{path}: {:?}", site.outputs());
    }
    site.shows(
        "소식/값을-치르다/index.html",
        "href=\"https://example.com/%EC%86%8C%EC%8B%9D/%EA%B0%92%EC%9D%84-%EC%B9%98%EB%A5%B4%EB%8B%A4/\"",
    );
}

#[test]
fn addresses_are_romanised_on_request() {
    let site = TestSite::new()
        .config("[slugify]\npaths = \"on\"\ntaxonomies = \"on\"")
        .article("news/비.md", "title = \"비\"\ntags = [\"날씨\"]", "비")
        .build();
    assert!(
        site.has_output("news/bi/index.html"),
        "{:?}",
        site.outputs()
    );
    assert!(
        site.has_output("tags/nalssi/index.html"),
        "{:?}",
        site.outputs()
    );
}

#[test]
fn names_stay_as_they_are_on_request() {
    let site = TestSite::new()
        .config("[slugify]\npaths = \"off\"")
        .file("content/News Room/The Rain.md", "Rain")
        .build();
    assert!(site.has_output("News Room/The Rain/index.html"));
    site.shows("sitemap.xml", "https://example.com/News%20Room/The%20Rain/");
}

#[test]
fn a_date_in_the_name_is_the_date_of_the_article() {
    let site = TestSite::new()
        .config("timezone = \"Asia/Seoul\"")
        .template(
            "page.html",
            "{{ page.date }} {{ page.slug }} {{ page.title }}",
        )
        .file("content/2026-11-20_first-rain.md", "")
        .file("content/2026-11-20_둘째.md", "")
        .file("content/2026-11-20T09:30:00Z-third.md", "")
        .article("2026-11-20-fourth.md", "date = 2026-01-01", "")
        .build();
    assert_eq!(
        site.output("first-rain/index.html"),
        "2026-11-20T00:00:00+09:00 first-rain First rain"
    );
    assert_eq!(
        site.output("둘째/index.html"),
        "2026-11-20T00:00:00+09:00 둘째 둘째"
    );
    assert_eq!(
        site.output("third/index.html"),
        "2026-11-20T09:30:00+00:00 third Third"
    );
    assert_eq!(
        site.output("fourth/index.html"),
        "2026-01-01T00:00:00+09:00 fourth Fourth"
    );
    let site = site.config("[slugify]\npaths_keep_dates = true").build();
    assert!(
        site.has_output("2026-11-20_first-rain/index.html"),
        "{:?}",
        site.outputs()
    );
}

#[test]
fn front_matter_may_be_toml_yaml_or_json() {
    let template = "{{ page.title }}|{{ page.date }}|{{ page.taxonomies.tags | join(sep=\",\") }}|\
                    {{ page.extra.mood }}|{{ page.content | safe }}";
    let site = TestSite::new()
        .template("page.html", template)
        .file(
            "content/a.md",
            "+++\ntitle = \"비: a\"\ndate = 2026-11-20\ntags = [\"x\", \"z\"]\n[extra]\nmood = \"wet\"\n+++\nText",
        )
        .file(
            "content/b.md",
            "---\r\ntitle: \"비: a\"\r\ndate: 2026-11-20\r\ntags:\r\n  - x\r\n  - z\r\nextra: {mood: wet}\r\n---\r\nText",
        )
        .file(
            "content/c.md",
            "{\n\"title\": \"비: a\", \"date\": \"2026-11-20\", \"tags\": [\"x\", \"z\"], \"extra\": {\"mood\": \"wet\"}\n}\nText",
        )
        .file(
            "content/d.md",
            "\u{FEFF}+++\ntitle = \"비: a\"\ndate = \"2026-11-20\"\nextra = { mood = \"wet\" }\n[taxonomies]\ntags = [\"x\", \"z\"]\n+++\nText",
        )
        .build();
    for page in ["a", "b", "c", "d"] {
        assert_eq!(
            site.output(&format!("{page}/index.html")).trim_end(),
            "비: a|2026-11-20T00:00:00+00:00|x,z|wet|<p>Text</p>",
            "{page}"
        );
    }
}

#[test]
fn terms_have_pages_in_each_language() {
    let site = TestSite::new()
        .config(
            "taxonomies = [{ name = \"tags\", feed = true, paginate_by = 1 }]\n\
             [languages.ko]\ntitle = \"시험\"\ntaxonomies = [{ name = \"tags\" }, { name = \"지역\" }]",
        )
        .article("a.md", "title = \"A\"\ndate = 2026-01-01\ntags = [\"Wet Days\"]", "")
        .article("b.md", "title = \"B\"\ndate = 2026-01-02\ntags = [\"wet days\", \"Cold\"]", "")
        .article("a.ko.md", "title = \"가\"\ntags = [\"젖은 날\"]\n\"지역\" = [\"서울\"]", "")
        .build();
    for path in [
        "tags/index.html",
        "tags/wet-days/index.html",
        "tags/wet-days/page/2/index.html",
        "tags/wet-days/rss.xml",
        "tags/cold/index.html",
        "ko/tags/젖은-날/index.html",
        "ko/지역/서울/index.html",
        "ko/지역/index.html",
    ] {
        assert!(site.has_output(path), "{path}: {:#?}", site.outputs());
    }
    assert!(!site.has_output("지역/index.html"));
    assert!(!site.has_output("tags/젖은-날/index.html"));
    assert!(!site.has_output("ko/tags/cold/index.html"));
    assert!(!site.has_output("ko/tags/젖은-날/rss.xml"));
    // Two spellings that differ in case are one term.
    site.shows("tags/wet-days/index.html", ">B</a>")
        .shows("tags/wet-days/page/2/index.html", ">A</a>")
        .hides("index.html", "젖은");
}

#[test]
fn translations_know_one_another() {
    let site = TestSite::new()
        .config("[languages.ko]\ntitle = \"시험\"\n[languages.ar]\ntitle = \"اختبار\"")
        .article("news/rain.md", "title = \"Rain\"", "")
        .article(
            "news/rain.ko.md",
            "title = \"비\"",
            "[영어](@/news/rain.md)",
        )
        .article("news/rain.ar.md", "title = \"مطر\"", "")
        .article("news/snow.md", "title = \"Snow\"", "")
        .build();
    let links = [
        "hreflang=\"en\" href=\"https://example.com/news/rain/\"",
        "hreflang=\"ko\" href=\"https://example.com/ko/news/rain/\"",
        "hreflang=\"ar\" href=\"https://example.com/ar/news/rain/\"",
    ];
    let mut site = site
        .shows("ko/news/rain/index.html", "<html lang=\"ko\" dir=\"ltr\">")
        .shows("ar/news/rain/index.html", "<html lang=\"ar\" dir=\"rtl\">")
        .hides("news/snow/index.html", "rel=\"alternate\" hreflang");
    for path in ["news/rain", "ko/news/rain", "ar/news/rain"] {
        for link in links {
            site = site.shows(&format!("{path}/index.html"), link);
        }
    }
    site.shows("sitemap.xml", links[2])
        .hides("ko/index.html", "Snow")
        .hides("ko/rss.xml", "Rain");
}

#[test]
fn authors_are_people_with_pages_of_their_own() {
    let site = TestSite::new()
        .config(
            "author = \"kim\"\n[authors.kim]\nname = \"Kim Min-ji\"\nemail = \"kim@example.com\"\n\
             bio = \"Writes about rain.\"\navatar = \"/kim.jpg\"\n[authors.lee]\nname = \"Lee\"",
        )
        .file("static/kim.jpg", "JPEG")
        .article("a.md", "title = \"A\"", "")
        .article(
            "b.md",
            "title = \"B\"\nauthors = [\"Kim Min-ji\", \"lee\"]",
            "",
        )
        .build();
    site.shows("a/index.html", "mailto:kim@example.com")
        .shows("authors/kim/index.html", ">A</a>")
        .shows("authors/kim/index.html", ">B</a>")
        .shows("authors/kim/index.html", "https://example.com/kim.jpg")
        .shows("authors/lee/index.html", ">B</a>")
        .hides("authors/lee/index.html", ">A</a>")
        .shows("authors/index.html", "Kim Min-ji");
}

#[test]
fn links_are_checked_and_absolute() {
    TestSite::new()
        .config("base_url = \"https://example.com/blog\"")
        .file("static/style.css", "")
        .article(
            "news/rain.md",
            "title = \"Rain\"",
            "[a](@/news/snow.md#how-it-falls) [b](./snow.md?x=1) [c](snow.md) [d](/news/snow/) \
             [e](../about.md) [f](/style.css) [g](https://example.org/x) [h](mailto:a@example.org) \
             [i](#wet) [j](@/news/_index.md) [k](../snow/)\n\n## Wet",
        )
        .article("news/snow.md", "title = \"Snow\"", "## How it falls")
        .article("about.md", "title = \"About\"", "")
        .build()
        .shows(
            "news/rain/index.html",
            "<a href=\"https://example.com/blog/news/snow/#how-it-falls\">a</a>",
        )
        .shows(
            "news/rain/index.html",
            "<a href=\"https://example.com/blog/news/snow/?x=1\">b</a>",
        )
        .shows(
            "news/rain/index.html",
            "<a href=\"https://example.com/blog/news/snow/\">c</a>",
        )
        .shows(
            "news/rain/index.html",
            "<a href=\"https://example.com/blog/news/snow/\">d</a>",
        )
        .shows(
            "news/rain/index.html",
            "<a href=\"https://example.com/blog/about/\">e</a>",
        )
        .shows(
            "news/rain/index.html",
            "<a href=\"https://example.com/blog/style.css\">f</a>",
        )
        .shows(
            "news/rain/index.html",
            "<a href=\"https://example.org/x\">g</a>",
        )
        .shows(
            "news/rain/index.html",
            "<a href=\"mailto:a@example.org\">h</a>",
        )
        .shows("news/rain/index.html", "<a href=\"#wet\">i</a>")
        .shows(
            "news/rain/index.html",
            "<a href=\"https://example.com/blog/news/\">j</a>",
        )
        .shows(
            "news/rain/index.html",
            "<a href=\"https://example.com/blog/news/snow/\">k</a>",
        );
}

#[test]
fn a_page_knows_who_links_to_it() {
    TestSite::new()
        .template(
            "page.html",
            "{% for b in page.backlinks %}{{ b.title }} {% endfor %}",
        )
        .article(
            "a.md",
            "title = \"A\"",
            "[x](@/b.md) [again](@/b.md) [me](@/a.md)",
        )
        .article("b.md", "title = \"B\"", "")
        .article("c.md", "title = \"C\"", "[x](@/b.md)")
        .build()
        .shows("b/index.html", "A C ")
        .hides("a/index.html", "A");
}

#[test]
fn the_archive_is_by_year_in_the_sites_time_zone() {
    let site = TestSite::new()
        .config("timezone = \"Asia/Seoul\"")
        .article("a.md", "title = \"Late\"\ndate = 2025-12-31T16:00:00Z", "")
        .article("b.md", "title = \"Early\"\ndate = 2025-01-01", "")
        .build()
        .shows("archive/2026/index.html", "Late")
        .hides("archive/2026/index.html", ">Early</a>")
        .shows("archive/2025/index.html", "Early")
        .shows("archive/index.html", "https://example.com/archive/2025/");
    let site = site.config("generate_archive = false").build();
    assert!(!site.has_output("archive/index.html"));
    assert!(!site.has_output("archive/2025/index.html"));
}

#[test]
fn a_page_for_lost_readers_is_kept_from_search_engines() {
    TestSite::new()
        .config("[languages.ko]\ntitle = \"시험\"")
        .build()
        .shows("404.html", "noindex")
        .shows("ko/404.html", "<html lang=\"ko\"")
        .hides("sitemap.xml", "404")
        .shows("robots.txt", "Sitemap: https://example.com/sitemap.xml");
}

#[test]
fn a_page_may_have_any_address() {
    let site = TestSite::new()
        .article(
            "news/rain.md",
            "title = \"Rain\"\npath = \"2019/11/rain.html\"",
            "",
        )
        .article("news/snow.md", "title = \"Snow\"\npath = \"/눈/\"", "")
        .build();
    assert!(site.has_output("2019/11/rain.html"));
    assert!(site.has_output("눈/index.html"));
    site.shows("news/index.html", "https://example.com/2019/11/rain.html")
        .shows("sitemap.xml", "https://example.com/2019/11/rain.html");
}

#[test]
fn ignored_files_are_left_alone() {
    let site = TestSite::new()
        .config("ignored_content = [\"**/*.psd\", \"notes/**\"]\nignored_static = [\"*.map\"]")
        .file("content/a.psd", "")
        .file("content/x/b.psd", "")
        .file("content/notes/secret.md", "+++\nbroken")
        .file("content/.hidden.md", "+++\nbroken")
        .file("static/style.css.map", "")
        .build();
    for path in site.outputs() {
        assert!(!path.contains("psd") && !path.contains("notes"));
        assert!(!path.ends_with(".map"), "{path}");
    }
}

#[test]
fn a_link_may_be_in_another_unicode_form_than_its_file() {
    TestSite::new()
        .article("비.md", "title = \"비\"", "")
        .article(
            "a.md",
            "title = \"A\"",
            "[a](@/\u{1107}\u{1175}.md) [b](/\u{1107}\u{1175}/)",
        )
        .build()
        .shows(
            "a/index.html",
            "<a href=\"https://example.com/%EB%B9%84/\">a</a>",
        )
        .shows(
            "a/index.html",
            "<a href=\"https://example.com/%EB%B9%84/\">b</a>",
        );
}

#[test]
fn warnings_of_a_site_that_builds_have_a_place() {
    let site = TestSite::new()
        .article(
            "a.md",
            "title = \"A\"",
            "Text.\n\n[^1]: Nobody refers to it.",
        )
        .build();
    assert!(
        site.messages().contains("content/a.md:7:1"),
        "{}",
        site.messages()
    );
}

#[test]
fn authors_may_be_named_where_zola_names_them() {
    let site = TestSite::new()
        .config("taxonomies = [{ name = \"authors\" }, { name = \"tags\" }]")
        .template(
            "page.html",
            "{{ page.authors | join(sep=\",\") }} {{ page.taxonomies.authors | join(sep=\",\") }}",
        )
        .article(
            "a.md",
            "title = \"A\"\nauthors = [\"Lee\"]\n[taxonomies]\nauthors = [\"Kim\", \"Lee\"]",
            "",
        )
        .article(
            "b.md",
            "title = \"B\"\n[taxonomies]\nauthors = [\"Kim\"]\ntags = [\"x\"]",
            "",
        )
        .build();
    assert_eq!(site.output("a/index.html"), "Lee,Kim Lee,Kim");
    assert_eq!(site.output("b/index.html"), "Kim Kim");
    assert!(site.has_output("authors/kim/index.html"));
}
