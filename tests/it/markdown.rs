//! Markdown in a site: settings, links, messages, and short texts that are Markdown too.

use crate::common::TestSite;
use scraper::{Html, Selector};

/// The text of the elements that a selector finds.
fn texts(html: &str, selector: &str) -> Vec<String> {
    let html = Html::parse_document(html);
    let selector = Selector::parse(selector).unwrap();
    html.select(&selector)
        .map(|element| element.text().collect::<String>().trim().to_owned())
        .collect()
}

/// An attribute of the elements that a selector finds.
fn attributes(html: &str, selector: &str, name: &str) -> Vec<String> {
    let html = Html::parse_document(html);
    let selector = Selector::parse(selector).unwrap();
    html.select(&selector)
        .filter_map(|element| Some(element.value().attr(name)?.to_owned()))
        .collect()
}

/// A site whose articles show their text and nothing else.
fn bare() -> TestSite {
    TestSite::new().template("page.html", "<body>{{ page.content | safe }}</body>")
}

#[test]
fn footnotes_that_are_not_there_are_text_and_a_warning() {
    let site = bare()
        .article(
            "rain.md",
            "title = \"Rain\"",
            "Wet[^1] and [^0-9].[^2]\n\n[^2]: One.\n\n[^2]: Two.\n",
        )
        .build();
    let messages = site.messages();
    assert!(
        messages.contains(
            "warning: there is no footnote `[^1]`, so it is shown as text\n  content/rain.md:5:4\n"
        ),
        "{messages}"
    );
    assert!(
        messages.contains(
            "warning: the footnote `[^2]` is defined twice, and this one is not shown\n  content/rain.md:9:1\n"
        ),
        "{messages}"
    );
    assert_eq!(messages.matches("warning:").count(), 2, "{messages}");
    site.shows("rain/index.html", "Wet[^1] and [^0-9].")
        .shows("rain/index.html", "One.")
        .hides("rain/index.html", "Two.");
}

#[test]
fn an_anchor_by_hand_beside_its_heading_builds() {
    for text in [
        "[Usage](#usage)\n\n## Usage\n\n<a name=\"usage\"></a>\n\nText.",
        "[Usage](#usage)\n\n<a name=\"usage\"></a>\n\n## Usage\n\nText.",
        "[Usage](#usage)\n\n<a id=\"usage\"></a>\n\n## Usage\n\nText.",
    ] {
        let site = bare().article("a.md", "title = \"A\"", text).build();
        assert_eq!(site.problems(), [""; 0], "{text}");
        let html = site.output("a/index.html");
        assert_eq!(attributes(&html, "h2", "id"), ["usage"], "{html}");
        assert_eq!(attributes(&html, "[id=usage]", "id").len(), 1, "{html}");
    }
}

#[test]
fn an_id_in_html_that_was_there_is_a_warning() {
    let site = bare()
        .article(
            "a.md",
            "title = \"A\"",
            "<p id=\"x\">x</p>\n<p id=\"x\">y</p>",
        )
        .build();
    let messages = site.messages();
    assert!(
        messages.contains("warning: the id `x` is used twice on this page\n  content/a.md:6:8\n"),
        "{messages}"
    );
}

#[test]
fn addresses_are_links_unless_the_settings_say_otherwise() {
    let text = "See https://a.example/b_c_d, www.a.example and me@a.example. `https://c.example`";
    let site = bare()
        .config("[markdown]\nexternal_links_target_blank = true")
        .article("a.md", "title = \"A\"", text)
        .build();
    let html = site.output("a/index.html");
    assert_eq!(
        attributes(&html, "a", "href"),
        [
            "https://a.example/b_c_d",
            "http://www.a.example",
            "mailto:me@a.example"
        ]
    );
    assert_eq!(attributes(&html, "a", "target"), ["_blank", "_blank"]);
    let site = bare()
        .config("[markdown]\nautolinks = false")
        .article("a.md", "title = \"A\"", text)
        .build();
    assert_eq!(
        attributes(&site.output("a/index.html"), "a", "href"),
        [""; 0]
    );
}

#[test]
fn heading_ids_are_made_as_the_settings_say() {
    for (how, id) in [
        ("byline", "tcp-ip-get_url"),
        ("github", "tcpip--get_url"),
        ("zola", "tcp-ip-get-url"),
    ] {
        let site = bare()
            .config(&format!("[markdown]\nheading_ids = \"{how}\""))
            .article(
                "a.md",
                "title = \"A\"",
                &format!("[to it](#{id})\n\n## TCP/IP & `get_url`"),
            )
            .build();
        assert_eq!(attributes(&site.output("a/index.html"), "h2", "id"), [id]);
    }
    TestSite::new()
        .config("[markdown]\nheading_ids = \"hugo\"")
        .expect_errors(&["byline.toml:4:15: `hugo` is no value of `heading_ids`"]);
}

#[test]
fn quotes_are_set_in_titles_decks_and_captions_as_in_the_text() {
    let template = "<h1>{{ page.title }}</h1><h2>{{ page.subtitle }}</h2>{{ page.content | safe }}";
    let front = "title = '''A \"fine\" day -- it's dry'''\nsubtitle = '\"Wet\"'\ndate = 2026-11-01";
    let text = "![](rain.jpg \"The 'old' bridge\")";
    let site = |config: &str| {
        TestSite::new()
            .config(config)
            .template("page.html", template)
            .file("content/rain.jpg", "x")
            .article("a-fine-day.md", front, text)
            .build()
    };
    let set = site("");
    let html = set.output("a-fine-day/index.html");
    assert_eq!(texts(&html, "h1"), ["A “fine” day – it’s dry"]);
    assert_eq!(texts(&html, "h2"), ["“Wet”"]);
    assert_eq!(texts(&html, "figcaption"), ["The ‘old’ bridge"]);
    set.read("byline.lock");
    let plain = site("[markdown]\nsmart_punctuation = false");
    let html = plain.output("a-fine-day/index.html");
    assert_eq!(texts(&html, "h1"), ["A \"fine\" day -- it's dry"]);
    assert_eq!(texts(&html, "figcaption"), ["The 'old' bridge"]);
    // The article is known by the title that was written.
    let marks = |site: &TestSite| {
        let lock = site.read("byline.lock");
        let line = lock.lines().find(|line| line.contains("title"));
        line.expect("a mark of the title").to_owned()
    };
    assert_eq!(marks(&set), marks(&plain));
}

#[test]
fn the_footer_is_read_as_articles_are() {
    let site = TestSite::new()
        .for_address("https://big.example/blog")
        .config(
            "footer = 'See \"[us](@/about.md)\", [all](/about/), [top](#top) and https://a.example.'\n[languages.ko]\ntitle = \"시험\"\nfooter = '\"[소개](@/about.md)\"'",
        )
        .article("about.md", "title = \"About\"", "")
        .article("about.ko.md", "title = \"소개\"", "")
        .template("page.html", "<footer>{{ config.footer | safe }}</footer>")
        .build();
    let html = site.output("about/index.html");
    assert_eq!(
        attributes(&html, "footer a", "href"),
        [
            "https://big.example/blog/about/",
            "https://big.example/blog/about/",
            "#top",
            "https://a.example"
        ]
    );
    assert_eq!(
        texts(&html, "footer"),
        ["See “us”, all, top and https://a.example."]
    );
    let html = site.output("ko/about/index.html");
    assert_eq!(texts(&html, "footer"), ["“소개”"]);
}

#[test]
fn a_dead_link_of_the_footer_or_a_bio_is_said_once_at_its_own_line() {
    let config = "footer = \"[Imprint](@/abuot.md)\"\nmenu = [{ title = \"About\", url = \"@/about.md\" }]\n[authors.kim]\nname = \"Kim\"\nbio = \"Writes [notes](@/notse.md).\"";
    let site = TestSite::new()
        .config(config)
        .article("about.md", "title = \"About\"", "")
        .article("notes.md", "title = \"Notes\"\nauthors = [\"kim\"]", "")
        .try_build();
    let messages = site.messages();
    assert_eq!(messages.matches("error:").count(), 2, "{messages}");
    for (line, link) in [(3, "@/abuot.md"), (7, "@/notse.md")] {
        let expected = format!("error: the link `{link}` leads to no page\n  byline.toml:{line}:");
        assert!(messages.contains(&expected), "{messages}");
    }
}

#[test]
fn the_bio_of_an_author_leads_where_it_says() {
    let site = TestSite::new()
        .for_address("https://big.example/blog")
        .config("[authors.kim]\nname = \"Kim\"\nbio = 'Writes \"[notes](@/notes.md)\".'")
        .article("notes.md", "title = \"Notes\"\nauthors = [\"kim\"]", "")
        .template(
            "page.html",
            "{% for author in page.bylines %}<p>{{ author.bio | safe }}</p>{% endfor %}",
        )
        .build();
    let html = site.output("notes/index.html");
    assert_eq!(
        attributes(&html, "p a", "href"),
        ["https://big.example/blog/notes/"]
    );
    assert_eq!(texts(&html, "p"), ["Writes “notes”."]);
}

#[test]
fn the_markdown_filter_reads_as_articles_are_read() {
    let template = "{% if page.extra.note %}{{ page.extra.note | markdown(inline=true) | safe }}|{{ page.extra.note | markdown | safe }}{% endif %}";
    let site = TestSite::new()
        .for_address("https://big.example/blog")
        .config("default_language = \"de\"")
        .article("about.md", "title = \"About\"", "")
        .article(
            "a.md",
            "title = \"A\"\n[extra]\nnote = '\"[wir](@/about.md#x)\" [alle](/about/) https://a.example :wave:'",
            "",
        )
        .template("page.html", template)
        .build();
    let html = site.output("a/index.html");
    let links = [
        "https://big.example/blog/about/#x",
        "https://big.example/blog/about/",
        "https://a.example",
    ];
    assert_eq!(attributes(&html, "a", "href"), [links, links].concat());
    assert!(html.starts_with("„<a"), "{html}");
    assert!(html.contains("👋|<p>„"), "{html}");
    let site = site
        .template("page.html", "{{ '[x](@/nowhere.md)' | markdown | safe }}")
        .try_build();
    let messages = site.messages();
    assert!(
        messages.contains("the link `@/nowhere.md` leads to no page"),
        "{messages}"
    );
}

#[test]
fn formulas_are_in_no_description() {
    let site = TestSite::new()
        .config("[markdown]\nmath = \"mathml\"")
        .article(
            "a.md",
            "title = \"A\"\ndate = 2026-11-01",
            "Let $f(x)$ be: $$\\frac{a_0}{2}$$ and more.",
        )
        .build();
    let html = site.output("a/index.html");
    assert_eq!(
        attributes(&html, "meta[name=description]", "content"),
        ["Let be: and more."]
    );
    assert_eq!(attributes(&html, ".math-wrap", "tabindex"), ["0"]);
    assert_eq!(attributes(&html, ".math-wrap", "aria-label"), ["Formula"]);
    for output in ["index.html", "rss.xml", "feed.json"] {
        if site.has_output(output) {
            let text = site.output(output);
            let text = text.replace("alttext=\"\\frac", "");
            assert!(
                !text.contains(">\\frac") && !text.contains("$$"),
                "{output}: {text}"
            );
        }
    }
}

#[test]
fn markup_of_other_programs_is_a_warning_with_the_way_out() {
    let text = "{{< figure src=\"a.jpg\" >}}\n\n![A photo](My Photo.jpg) and [[Wiki]]\n\n{% if x %}\n{{< figure src=\"b.jpg\" >}}\n";
    let site = bare()
        .article("a.md", "title = \"A\"", text)
        .article("b.md", "title = \"B\"", "{{ site.url }}\n{: .x}\n")
        .build();
    let messages = site.messages();
    for expected in [
        "warning: this looks like a shortcode of Hugo, and is shown as text\n  content/a.md:5:1\n",
        "warning: this looks like a link with a space in its address, and is shown as text\n  content/a.md:7:11\n",
        "help: put the address into angle brackets, as in `(<My Photo.jpg>)`",
        "warning: this looks like a wiki link, and is shown as text\n  content/a.md:7:30\n",
        "warning: this looks like a template tag of Jekyll, Eleventy or Zola, and is shown as text\n  content/a.md:9:1\n",
        "warning: this looks like a template expression or a shortcode of Zola, and is shown as text\n  content/b.md:5:1\n",
        "warning: this looks like an attribute list of kramdown, and is shown as text\n  content/b.md:6:1\n",
    ] {
        assert!(messages.contains(expected), "{expected}{messages}");
    }
    assert_eq!(messages.matches("warning:").count(), 6, "{messages}");
    // What the message says works.
    let site = bare()
        .file("content/My Photo.jpg", "x")
        .article(
            "a.md",
            "title = \"A\"",
            "![A photo](<My Photo.jpg>) ![B](My%20Photo.jpg)",
        )
        .build();
    assert_eq!(site.problems(), [""; 0]);
    assert_eq!(
        site.output("a/index.html")
            .matches("My%20Photo.jpg")
            .count(),
        2
    );
}

#[test]
fn a_setting_of_markdown_makes_the_filter_anew() {
    let site = TestSite::new()
        .config("[markdown]\nrender_emoji = true")
        .article("a.md", "title = \"A\"", "")
        .template("page.html", "{{ ':wave:' | markdown(inline=true) | safe }}")
        .build()
        .shows("a/index.html", "👋")
        .edit("byline.toml", "render_emoji = true", "render_emoji = false")
        .build()
        .shows("a/index.html", ":wave:");
    site.equals_clean();
}

#[test]
fn no_link_stands_in_a_link_of_a_heading() {
    let site = bare()
        .config("[markdown]\ninsert_anchor_links = \"heading\"")
        .article(
            "a.md",
            "title = \"A\"",
            "## Plain\n\n## At https://a.example\n\n## See [b](/a/)",
        )
        .build();
    let html = site.output("a/index.html");
    assert!(
        html.contains("<h2 id=\"plain\"><a href=\"#plain\">Plain</a></h2>"),
        "{html}"
    );
    // A parser would close the outer link, so it is the text that is looked at.
    for id in ["at-https-a-example", "see-b"] {
        let start = html.find(&format!("<h2 id=\"{id}\">")).unwrap();
        let heading = &html[start..start + html[start..].find("</h2>").unwrap()];
        assert_eq!(heading.matches("<a ").count(), 2, "{heading}");
        let inside = heading.split("<a ").skip(1);
        assert!(
            inside.clone().all(|link| link.contains("</a>")),
            "{heading}"
        );
        assert!(heading.contains(&format!("href=\"#{id}\"")), "{heading}");
    }
}

#[test]
fn a_missing_footnote_is_as_bad_as_the_settings_say() {
    let with = |lines: &str| {
        let text = "Text[^a].";
        TestSite::new()
            .config(lines)
            .article("a.md", "title = \"A\"", text)
            .try_build()
    };
    for (lines, errors, is_said) in [
        ("", 0, true),
        ("[strict]\nfootnotes = \"warn\"", 0, true),
        ("[strict]\nfootnotes = \"error\"", 1, true),
        ("[strict]\nfootnotes = \"off\"", 0, false),
    ] {
        let site = with(lines);
        let said = site.messages();
        assert_eq!(said.matches("error: ").count(), errors, "{lines}: {said}");
        assert_eq!(
            said.contains("there is no footnote `[^a]`"),
            is_said,
            "{lines}: {said}"
        );
    }
}
