//! What templates are given, and where they come from.

use crate::common::TestSite;

/// Renders a template as the front page.
fn front(template: &str) -> TestSite {
    TestSite::new().template("index.html", template)
}

/// What a template makes of a site with two sections, in two languages.
fn rendered(template: &str) -> String {
    // The Korean front page has the same template, but not all that it asks for.
    front(&format!("{{% if lang == \"en\" %}}{template}{{% endif %}}"))
        .config("timezone = \"Asia/Seoul\"\n[languages.ko]\ntitle = \"시험\"")
        .article("news/_index.md", "title = \"News\"", "The [rain](@/news/rain.md)")
        .article("news/_index.ko.md", "title = \"소식\"", "")
        .article(
            "news/rain.md",
            "title = \"Rain\"\ndate = 2026-11-20\ntags = [\"Wet\"]\nauthors = [\"Kim\"]\nweight = 2",
            "Rain [back](./snow.md).",
        )
        .article("news/rain.ko.md", "title = \"비\"\ndate = 2026-11-20", "비")
        .article(
            "news/snow.md",
            "title = \"Snow\"\ndate = 2026-11-21\nupdated = 2026-11-21\nweight = 1",
            "Snow",
        )
        .article(
            "news/deep/fog.md",
            "title = \"Fog\"\ndate = 2026-11-19\nupdated = 2026-11-22\ntags = [\"Wet\"]",
            "Fog",
        )
        .article("about.md", "title = \"About\"", "About")
        .file("data/prices.toml", "bread = 3\n")
        .file("data/prices.csv", "what,price\nbread,3\n")
        .file("data/prices.json", "{\"bread\": [3]}")
        .file("data/prices.yaml", "bread: {price: 3}\n")
        .file("data/prices.xml", "<shop><bread price=\"3\"/></shop>")
        .file("static/a.txt", "abc")
        .build()
        .output("index.html")
}

#[test]
fn a_site_s_template_comes_before_the_themes_and_that_before_the_bundled_one() {
    let site = TestSite::new()
        .config("theme = \"mine\"")
        .file(
            "themes/mine/templates/page.html",
            "theme page {{ page.title }}",
        )
        .file("themes/mine/templates/section.html", "theme section")
        .file("themes/mine/static/mine.css", "theme css")
        .file("themes/mine/static/favicon.svg", "theme icon")
        .template("page.html", "site page {{ page.title }}")
        .article("news/rain.md", "title = \"Rain\"", "")
        .build();
    assert_eq!(site.output("news/rain/index.html"), "site page Rain");
    assert_eq!(site.output("news/index.html"), "theme section");
    assert_eq!(site.output("mine.css"), "theme css");
    assert_eq!(site.output("favicon.svg"), "theme icon");
    let site = site
        .shows("404.html", "noindex")
        .remove("templates/page.html")
        .file("static/mine.css", "site css")
        .build();
    assert_eq!(site.output("news/rain/index.html"), "theme page Rain");
    assert_eq!(site.output("mine.css"), "site css");
}

#[test]
fn a_template_may_extend_the_bundled_one_and_use_its_components() {
    TestSite::new()
        .template(
            "page.html",
            "{% extends \"base.html\" %}{% block content %}<p>{{ page.title }}</p>\
             {{ <gazette.breadcrumbs crumbs={page.breadcrumbs}/> }}{% endblock content %}",
        )
        .article("news/rain.md", "title = \"Rain\"", "")
        .build()
        .shows("news/rain/index.html", "<p>Rain</p>")
        .shows("news/rain/index.html", "Skip to content")
        .shows("news/rain/index.html", "class=\"breadcrumbs\"");
}

#[test]
fn a_page_takes_its_own_template_else_that_of_its_section() {
    let site = TestSite::new()
        .template("essay.html", "essay {{ page.title }}")
        .template("story.html", "story {{ page.title }}")
        .template("front.html", "front {{ section.title }}")
        .article(
            "news/_index.md",
            "title = \"News\"\npage_template = \"story.html\"\ntemplate = \"front.html\"",
            "",
        )
        .article("news/rain.md", "title = \"Rain\"", "")
        .article(
            "news/snow.md",
            "title = \"Snow\"\ntemplate = \"essay.html\"",
            "",
        )
        .build();
    assert_eq!(site.output("news/rain/index.html"), "story Rain");
    assert_eq!(site.output("news/snow/index.html"), "essay Snow");
    assert_eq!(site.output("news/index.html"), "front News");
}

#[test]
fn a_taxonomy_may_have_templates_of_its_own() {
    let site = TestSite::new()
        .template(
            "tags/single.html",
            "one {{ term.name }} {{ term.page_count }}",
        )
        .template(
            "tags/list.html",
            "all {{ terms | length }} of {{ taxonomy.name }}",
        )
        .article(
            "rain.md",
            "title = \"Rain\"\ntags = [\"Wet\", \"Cold\"]",
            "",
        )
        .build();
    assert_eq!(site.output("tags/wet/index.html"), "one Wet 1");
    assert_eq!(site.output("tags/index.html"), "all 2 of tags");
}

#[test]
fn text_is_escaped_and_html_is_not() {
    TestSite::new()
        .template("page.html", "{{ page.title }}|{{ page.content | safe }}")
        .article("rain.md", "title = \"<b> & 'x'\"", "a **b** <i>c</i>")
        .build()
        .shows("rain/index.html", "&lt;b&gt; &amp; ")
        .shows("rain/index.html", "|<p>a <strong>b</strong> <i>c</i></p>");
}

#[test]
fn a_template_asks_for_pages() {
    for (ask, titles) in [
        ("", "Snow Rain Fog "),
        ("limit=2", "Snow Rain "),
        ("limit=1, offset=1", "Rain "),
        ("section=\"news/_index.md\"", "Snow Rain Fog "),
        ("section=\"@/news/deep/_index.md\"", "Fog "),
        ("term=\"Wet\"", "Rain Fog "),
        ("taxonomy=\"tags\", term=\"wet\"", "Rain Fog "),
        ("author=\"Kim\"", "Rain "),
        ("lang=\"ko\"", "비 "),
        ("sort_by=\"updated\", limit=1", "Fog "),
        ("sort_by=\"title\"", "About Fog Rain Snow "),
        ("sort_by=\"weight\", limit=2", "Snow Rain "),
    ] {
        let template = format!("{{% for p in get_pages({ask}) %}}{{{{ p.title }}}} {{% endfor %}}");
        assert_eq!(rendered(&template), titles, "{ask}");
    }
}

/// Nine articles of two sections and an undated one, and what a question of the front page gets.
fn beside(ask: &str) -> Result<String, Vec<String>> {
    let template = format!(
        "{{% for p in get_pages({ask}) %}}{{{{ p.slug }}}}{{% if not loop.last %}} {{% endif %}}{{% endfor %}}"
    );
    let mut site = TestSite::new()
        .config("taxonomies = [{ name = \"tags\" }]\n[languages.ko]")
        .template("index.html", &template)
        .article("essays/later/_index.md", "", "")
        .article("news/_index.md", "", "")
        .article("news/plain.md", "title = \"Plain\"", "")
        .article(
            "news/hidden.md",
            "title = \"H\"\ndate = 2026-01-01\ndraft = true",
            "",
        )
        .article("news/n5.ko.md", "title = \"N5\"\ndate = 2026-01-05", "");
    for day in 1..=9 {
        let folder = if day % 3 == 0 { "essays/later" } else { "news" };
        let tag = if day % 2 == 0 {
            "tags = [\"Even\"]"
        } else {
            ""
        };
        let front = format!("title = \"{}\"\ndate = 2026-01-0{day}\n{tag}", 10 - day);
        site = site.article(&format!("{folder}/n{day}.md"), &front, "");
    }
    let site = site.try_build();
    let problems = site.problems();
    if problems.is_empty() {
        Ok(site.output("index.html"))
    } else {
        Err(problems.iter().map(ToString::to_string).collect())
    }
}

#[test]
fn a_template_asks_for_the_pages_beside_one() {
    for (ask, slugs) in [
        // Half of them newer, rounded down, and never the page itself.
        ("around=\"news/n5.md\", limit=5", "n7 n6 n4 n3 n2"),
        ("around=\"news/n5.md\", limit=4", "n7 n6 n4 n3"),
        ("around=\"news/n5.md\", limit=1", "n4"),
        ("around=\"news/n5.md\", limit=0", ""),
        // Where one side has fewer the other gives more.
        ("around=\"essays/later/n9.md\", limit=5", "n8 n7 n6 n5 n4"),
        ("around=\"news/n8.md\", limit=5", "n9 n7 n6 n5 n4"),
        ("around=\"news/n2.md\", limit=5", "n6 n5 n4 n3 n1"),
        ("around=\"news/n1.md\", limit=5", "n6 n5 n4 n3 n2"),
        ("around=\"news/n1.md\", limit=2", "n3 n2"),
        // Where there are not enough, all the others.
        ("around=\"news/n4.md\", limit=50", "n9 n8 n7 n6 n5 n3 n2 n1"),
        ("around=\"news/n4.md\"", "n9 n8 n7 n6 n5 n3 n2 n1"),
        ("around=\"@/news/n5.md\", limit=2", "n6 n4"),
        // In the list that is asked for, with sections below.
        (
            "around=\"news/n4.md\", section=\"news/_index.md\", limit=3",
            "n5 n2 n1",
        ),
        (
            "around=\"essays/later/n6.md\", section=\"essays/_index.md\", limit=3",
            "n9 n3",
        ),
        ("around=\"news/n4.md\", term=\"even\", limit=2", "n6 n2"),
        (
            "around=\"news/n4.md\", term=\"even\", section=\"news/_index.md\", limit=2",
            "n8 n2",
        ),
        (
            "around=\"news/n5.md\", sort_by=\"title\", limit=3",
            "n6 n4 n3",
        ),
        // Nothing is beside what is not in the list, or not shown now.
        (
            "around=\"essays/later/n3.md\", section=\"news/_index.md\"",
            "",
        ),
        ("around=\"news/n5.md\", term=\"even\"", ""),
        ("around=\"news/plain.md\"", ""),
        (
            "around=\"news/plain.md\", sort_by=\"title\", limit=2",
            "n2 n1",
        ),
        ("around=\"news/hidden.md\"", ""),
        ("around=\"news/n5.md\", lang=\"ko\"", ""),
    ] {
        assert_eq!(beside(ask).as_deref(), Ok(slugs), "{ask}");
    }
    for (ask, problem) in [
        ("around=\"news/none.md\"", "there is no page `news/none.md`"),
        (
            "around=\"news/n5.md\", offset=1",
            "`around` begins beside its page: it goes without `offset`",
        ),
        ("around=3", "`around` must be a text"),
    ] {
        let problems = beside(ask).unwrap_err();
        assert!(
            problems.iter().any(|said| said.contains(problem)),
            "{problems:?}"
        );
    }
}

#[test]
fn a_template_asks_for_one_thing() {
    for (template, expected) in [
        (
            "{% set p = get_page(path=\"news/rain.md\") %}{{ p.title }} {{ p.content | safe }}",
            "Rain <p>Rain <a href=\"https://example.com/news/snow/\">back</a>.</p>\n",
        ),
        (
            "{% set p = get_page(path=\"news/rain.md\", lang=\"ko\") %}{{ p.title }}",
            "비",
        ),
        (
            "{% set p = get_page(path=\"no.md\", allow_missing=true) %}{% if p %}yes{% else %}no{% endif %}",
            "no",
        ),
        (
            "{% set s = get_section(path=\"news/_index.md\") %}{{ s.title }} {{ s.pages | length }} {{ s.page_count }}",
            "News 2 2",
        ),
        (
            "{% set s = get_section(path=\"news/_index.md\", lang=\"ko\") %}{{ s.title }}",
            "소식",
        ),
        (
            "{% set s = get_section(path=\"news/deep/_index.md\", metadata_only=true) %}{{ s.title }}{% if s.pages is defined %} pages{% endif %}",
            "Deep",
        ),
        (
            "{% set t = get_taxonomy(kind=\"tags\") %}{% for i in t.items %}{{ i.name }} {{ i.page_count }}{% endfor %}",
            "Wet 2",
        ),
        (
            "{% set t = get_taxonomy_term(kind=\"tags\", term=\"Wet\") %}{% for p in t.pages %}{{ p.title }} {% endfor %}",
            "Rain Fog ",
        ),
        (
            "{{ get_taxonomy_url(kind=\"tags\", name=\"Wet\") }}",
            "https://example.com/tags/wet/",
        ),
        (
            "{% for a in get_authors() %}{{ a.name }} {{ a.permalink }}{% endfor %}",
            "Kim https://example.com/authors/kim/",
        ),
        (
            "{{ get_url(path=\"@/news/rain.md\") }}",
            "https://example.com/news/rain/",
        ),
        (
            "{{ get_url(path=\"@/news/rain.md\", lang=\"ko\") }}",
            "https://example.com/ko/news/rain/",
        ),
        (
            "{{ get_url(path=\"@/news/_index.md#x\") }}",
            "https://example.com/news/#x",
        ),
        (
            "{{ get_url(path=\"a.txt\", cachebust=true) }}",
            "https://example.com/a.txt?h=ba7816bf8f01cfea4141",
        ),
        (
            "{{ get_url(path=\"/news\", trailing_slash=true) }}",
            "https://example.com/news/",
        ),
        (
            "{{ get_url(path=\"https://example.org/x?y=1\") }}",
            "https://example.org/x?y=1",
        ),
        (
            "{{ get_hash(path=\"a.txt\", sha_type=256, base64=false) }}",
            "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad",
        ),
        (
            "{{ get_hash(literal=\"abc\", sha_type=256, base64=false) }}",
            "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad",
        ),
        (
            "{% set d = load_data(path=\"data/prices.toml\") %}{{ d.bread }}",
            "3",
        ),
        (
            "{% set d = load_data(path=\"data/prices.csv\") %}{{ d.records[0][1] }}",
            "3",
        ),
        (
            "{% set d = load_data(path=\"data/prices.json\") %}{{ d.bread[0] }}",
            "3",
        ),
        (
            "{% set d = load_data(path=\"data/prices.yaml\") %}{{ d.bread.price }}",
            "3",
        ),
        (
            "{% set d = load_data(path=\"data/prices.xml\") %}{{ d.shop.bread[\"@price\"] }}",
            "3",
        ),
        (
            "{% set d = load_data(path=\"data/no.toml\", required=false) %}{% if d %}yes{% else %}no{% endif %}",
            "no",
        ),
        (
            "{% set d = load_data(literal=\"[1, 2]\", format=\"json\") %}{{ d | length }}",
            "2",
        ),
        (
            "{{ trans(key=\"latest\", lang=lang) }}|{{ trans(key=\"latest\", lang=\"ko\") }}",
            "Latest|최신 기사",
        ),
        ("{{ today() }}", "2026-11-22"),
        ("{{ text_direction(lang=\"ar\") }}", "rtl"),
        (
            "{{ \"2026-11-20T20:00:00Z\" | date(format=\"%Y-%m-%d %H:%M\") }}",
            "2026-11-21 05:00",
        ),
        (
            "{{ \"2026-11-20T20:00:00Z\" | date(format=\"%-d %B\", timezone=\"UTC\", locale=\"de_DE\") }}",
            "20 November",
        ),
        (
            "{{ \"2026-03-01\" | date(format=\"%B\", locale=\"ko\") }}",
            "3월",
        ),
        (
            "{{ 1234567.5 | num_format }}|{{ 1234567 | num_format(locale=\"de\") }}",
            "1,234,567.5|1.234.567",
        ),
        (
            "{{ \"값을 치르다!\" | slugify }}|{{ \"비\" | romanize }}",
            "값을-치르다|bi",
        ),
        (
            "{{ \"a *b*\" | markdown(inline=true) | safe }}",
            "a <em>b</em>",
        ),
        (
            "{{ [\"</script>\"] | json_encode | safe }}",
            "[\"\\u003c/script\\u003e\"]",
        ),
        (
            "{{ config.title }} {{ config.default_language }} {{ lang }} {{ current_path }} {{ current_url }}",
            "Test en en / https://example.com/",
        ),
    ] {
        assert_eq!(rendered(template), expected, "{template}");
    }
}

#[test]
fn groups_stand_in_the_order_in_which_they_appear() {
    let years = "{% for y, pages in get_pages(sort_by=\"title\") | group_by(attribute=\"year\") %}{{ y }}:{{ pages | length }} {% endfor %}";
    let mut site = front(years);
    for (title, year) in [
        ("A", 2021),
        ("B", 2025),
        ("C", 2023),
        ("D", 2021),
        ("E", 2024),
        ("F", 2022),
        ("G", 2020),
    ] {
        site = site.article(
            &format!("{title}.md"),
            &format!("title = \"{title}\"\ndate = {year}-01-01"),
            "",
        );
    }
    // What has no date is in no group.
    let site = site.article("h.md", "title = \"H\"", "").build();
    assert_eq!(
        site.output("index.html"),
        "2021:2 2025:1 2023:1 2024:1 2022:1 2020:1 "
    );
    let by = |attribute: &str| {
        front(&format!(
            "{{{{ get_pages() | group_by(attribute=\"{attribute}\") | length }}}}"
        ))
        .article(
            "a.md",
            "title = \"A\"\ndate = 2026-11-20\nextra = {done = true, list = []}",
            "",
        )
        .try_build()
    };
    assert_eq!(by("extra.done").output("index.html"), "1");
    for (attribute, wrong) in [
        ("extra.no", "has no attribute `extra.no`"),
        ("extra.list", "no name for a group"),
    ] {
        let site = by(attribute);
        assert!(
            site.problems().len() == 1 && site.messages().contains(wrong),
            "{}",
            site.messages()
        );
    }
}

#[test]
fn words_of_the_site_come_before_the_themes() {
    let site = front("{{ trans(key=\"latest\", lang=lang) }} {{ trans(key=\"mine\", lang=lang) }}")
        .config(
            "[translations]\nlatest = \"Fresh\"\nmine = \"Mine\"\n[languages.ko]\n\
             [languages.ko.translations]\nlatest = \"새 글\"",
        )
        .build();
    assert_eq!(site.output("index.html"), "Fresh Mine");
    assert_eq!(site.output("ko/index.html"), "새 글 Mine");
}

#[test]
fn a_heading_has_its_anchor_where_the_section_wants_it() {
    for (place, html) in [
        ("none", "<h2 id=\"wet\">Wet</h2>"),
        ("left", "<h2 id=\"wet\">#wetWet</h2>"),
        ("right", "<h2 id=\"wet\">Wet#wet</h2>"),
        ("heading", "<h2 id=\"wet\"><a href=\"#wet\">Wet</a></h2>"),
    ] {
        TestSite::new()
            .template("anchor-link.html", "#{{ id }}\n")
            .article(
                "news/_index.md",
                &format!("insert_anchor_links = \"{place}\""),
                "",
            )
            .article("news/rain.md", "title = \"Rain\"", "## Wet")
            .build()
            .shows("news/rain/index.html", html);
    }
}

#[test]
fn an_article_has_the_pictures_size_where_it_is_known() {
    // A GIF of three by two pixels needs ten bytes to say so.
    let gif = b"GIF89a\x03\x00\x02\x00\x00\x00\x00";
    let site = TestSite::new()
        .template(
            "page.html",
            "{{ page.image.url }} {{ page.image.width }}x{{ page.image.height }} {{ page.image.alt }}",
        )
        .template(
            "index.html",
            "{% set i = get_image_metadata(path=\"a.gif\") %}{{ i.width }}x{{ i.height }} {{ i.format }}",
        )
        .file("static/a.gif", gif)
        .file("content/rain/b.gif", gif)
        .article(
            "rain/index.md",
            "title = \"Rain\"\nimage = { path = \"b.gif\", alt = \"Clouds\" }",
            "",
        )
        .build();
    assert_eq!(
        site.output("rain/index.html"),
        "https://example.com/rain/b.gif 3x2 Clouds"
    );
    assert_eq!(site.output("index.html"), "3x2 gif");
}
