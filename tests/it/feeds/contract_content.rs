//! The HTML inside of feeds: what it must keep, and what may not be in it. The table that says which rule of the
//! contract is held by which test stands in `contract.rs`.

use crate::common::TestSite;
use crate::common::magazine::picture;
use crate::common::wire::{item, items};

/// What readers of a site's only article get.
fn content(body: &str) -> String {
    let site = TestSite::new()
        .file("content/news/p.png", picture(40, 30))
        .file("content/news/film.mp4", "film")
        .article("news/비.md", "title = \"A\"\ndate = 2026-11-20", body);
    item(&site.build()).html
}

/// The elements of a piece of HTML with their attributes, as another parser sees them.
fn elements(html: &str) -> Vec<(String, Vec<(String, String)>)> {
    let tags = crate::common::html::read(html).tags.into_iter();
    tags.map(|tag| (tag.name, tag.attributes)).collect()
}

/// The values of an attribute, in order.
fn values(html: &str, name: &str) -> Vec<String> {
    let attributes = elements(html)
        .into_iter()
        .flat_map(|(_, attributes)| attributes);
    attributes
        .filter(|(other, _)| other == name)
        .map(|(_, value)| value)
        .collect()
}

const PAGE: &str = "https://example.com/news/%EB%B9%84/";

#[test]
fn addresses_are_absolute_and_resolved_against_the_page() {
    let html = content(
        "[a](#b) [c](p.png) [d](//host.example/x) [e](/news/) <a href=\"?q=1\">f</a>\n\n## B {#b}\n\n\
         ![g](p.png) <img src=\"p.png\" srcset=\"p.png 1x, /news/p.png 2x\" alt=\"h\">\n\n\
         <video src=\"film.mp4\" poster=\"p.png\" controls></video>\n\n\
         <blockquote cite=\"/news/\">i</blockquote>\n\n<object data=\"p.png\" title=\"j\"></object>",
    );
    assert_eq!(
        values(&html, "href")[..5],
        [
            &format!("{PAGE}#b"),
            "https://example.com/news/p.png",
            "https://host.example/x",
            "https://example.com/news/",
            &format!("{PAGE}?q=1")
        ]
        .map(str::to_owned)
    );
    for name in ["href", "src", "poster", "data", "cite"] {
        for value in values(&html, name) {
            assert!(value.starts_with("https://"), "{name}: {value}");
        }
    }
    for candidate in values(&html, "srcset").concat().split(", ") {
        assert!(candidate.starts_with("https://example.com/"), "{candidate}");
    }
    assert_eq!(
        values(&html, "poster").len() + values(&html, "cite").len() + values(&html, "srcset").len(),
        3,
        "{html}"
    );
}

#[test]
fn nothing_in_it_runs_or_collects_input() {
    let html = content(
        "<script>alert(1)</script><style>p { color: red }</style>\n\n<p onclick=\"x()\" onmouseover=y>kept</p>\n\n\
         <a href=\"javascript:alert(1)\">kept too</a>\n\n<form action=\"/x\"><input name=\"a\"><button>b</button></form>\n\n\
         <p style=\"position:fixed\" class=\"x\">and this</p>\n\n<base href=\"https://evil.example/\">\n\n\
         <svg><script>1</script><a xlink:href=\"javascript:x\">svg</a></svg>",
    );
    for (name, attributes) in elements(&html) {
        assert!(
            ![
                "script", "style", "form", "input", "button", "base", "link", "meta"
            ]
            .contains(&name.as_str()),
            "{html}"
        );
        for (attribute, value) in attributes {
            assert!(
                !attribute.starts_with("on") && attribute != "class" && attribute != "style",
                "{html}"
            );
            assert!(!value.to_lowercase().contains("javascript:"), "{html}");
        }
    }
    assert!(
        html.contains("kept") && html.contains("kept too") && html.contains("and this"),
        "{html}"
    );
    assert!(!html.contains("alert"), "{html}");
    assert_eq!(
        crate::common::html::harms(&html),
        Vec::<String>::new(),
        "{html}"
    );
}

#[test]
fn a_script_that_embeds_something_leaves_a_link_and_what_stands_for_it() {
    let html = content(
        "Code:\n\n<script src=\"https://gist.github.com/u/1234.js\"></script>\n\n\
         <script>chart()</script><noscript><img src=\"p.png\" alt=\"Chart\"></noscript>",
    );
    assert_eq!(values(&html, "href"), ["https://gist.github.com/u/1234"]);
    assert!(html.contains(">Gist: u/1234</a>"), "{html}");
    assert_eq!(values(&html, "alt"), ["Chart"]);
    assert!(!html.contains("chart()"), "{html}");
}

#[test]
fn what_stands_beside_something_that_goes_never_becomes_a_tag() {
    let html = content(
        "<div>\n1 <<picture>script>alert(1)<<picture>/script>\n\
         2 <<picture>img src=\"https://e.example/x.png\" onerror=\"alert(2)\">\n\
         3 <<!---->img src=\"https://e.example/x.png\" onerror=\"alert(3)\">\n\
         4 <<button></button>a href=\"javascript:alert(4)\">x</a>\n</div>",
    );
    assert_eq!(
        crate::common::html::harms(&html),
        Vec::<String>::new(),
        "{html}"
    );
    assert_eq!(elements(&html).len(), 1, "{html}");
}

#[test]
fn what_follows_an_article_stays_outside_of_it() {
    for body in [
        "<table><td>a",
        "</div></div>a",
        "<div>\n<select><option>a</div>",
        "<b><i><svg><g>a",
    ] {
        let html = content(body);
        let unbalanced = crate::common::html::read(&html).unbalanced;
        assert!(unbalanced.is_empty(), "{unbalanced:?} in {html}");
    }
}

#[test]
fn embedded_pages_become_links_with_their_picture() {
    let html = content(
        "<iframe src=\"https://www.youtube-nocookie.com/embed/abc\" title=\"Film\" data-poster=\"/news/p.png\"></iframe>\n\n\
         <embed src=\"p.png\">\n\n<object data=\"p.png\" title=\"Paper\"></object>",
    );
    let names: Vec<String> = elements(&html).into_iter().map(|(name, _)| name).collect();
    assert!(
        !names
            .iter()
            .any(|name| ["iframe", "embed", "object"].contains(&name.as_str())),
        "{html}"
    );
    assert_eq!(
        names.iter().filter(|name| *name == "a").count(),
        3,
        "{html}"
    );
    assert_eq!(
        values(&html, "href")[0],
        "https://www.youtube.com/watch?v=abc"
    );
    assert_eq!(
        values(&html, "src"),
        ["https://example.com/news/p.png"],
        "{html}"
    );
    assert!(html.contains("Film") && html.contains("Paper"), "{html}");
}

#[test]
fn what_belongs_to_the_page_stays_there() {
    let site = TestSite::new()
        .config("[markdown]\ninsert_anchor_links = \"right\"")
        .article(
            "a.md",
            "title = \"A\"\ndate = 2026-11-20",
            "## Head\n\n<pre><button class=\"copy-button\">Copy</button><span class=\"line-number\">1</span>code</pre>\n\n\
             <div data-feed=\"off\">page only</div>\n\n<img class=\"lazy\" loading=\"lazy\" src=\"data:image/gif;base64,R0\" data-src=\"/a.md.png\" alt=\"\">",
        )
        .file("static/a.md.png", picture(1, 1))
        .build();
    site.output("a/index.html")
        .find("#head")
        .expect("the page itself has its anchor");
    let html = item(&site).html;
    assert!(
        html.contains("Head</h2>") && html.contains("code</pre>"),
        "{html}"
    );
    for gone in ["Copy", ">1<", "page only", "lazy", "data:", "#head"] {
        assert!(!html.contains(gone), "`{gone}` in {html}");
    }
    assert_eq!(values(&html, "src"), ["https://example.com/a.md.png"]);
}

#[test]
fn a_picture_falls_to_its_plain_image() {
    let html = content(
        "<picture><source srcset=\"p.png\" type=\"image/avif\"><img src=\"p.png\" alt=\"Rain\" width=\"40\" height=\"30\" loading=\"lazy\"></picture>",
    );
    let found = elements(&html);
    let (name, attributes) = found.iter().find(|(name, _)| name == "img").unwrap();
    assert_eq!(name, "img");
    let has = |name: &str, value: &str| attributes.contains(&(name.to_owned(), value.to_owned()));
    assert!(
        has("alt", "Rain") && has("width", "40") && has("height", "30"),
        "{html}"
    );
    assert!(
        !found
            .iter()
            .any(|(name, _)| name == "picture" || name == "source"),
        "{html}"
    );
}

#[test]
fn footnotes_lead_to_the_page_and_have_ids_of_their_entry() {
    let text = "One[^n] and two[^n2].\n\n[^n]: First note.\n\n[^n2]: Second note.";
    let site = TestSite::new()
        .article("a.md", "title = \"A\"\ndate = 2026-11-20", text)
        .article("b.md", "title = \"B\"\ndate = 2026-11-19", text)
        .build();
    let items = items(&site, "");
    let mut ids: Vec<String> = items
        .iter()
        .flat_map(|item| values(&item.html, "id"))
        .collect();
    let count = ids.len();
    assert!(count >= 8, "{ids:?}");
    ids.sort();
    ids.dedup();
    assert_eq!(
        ids.len(),
        count,
        "two entries of one page would share an id"
    );
    for (item, page) in items.iter().zip(["a", "b"]) {
        // Without the page there is a number in the text, and the note below it.
        assert!(
            item.html.contains(">1</a>") && item.html.contains("First note."),
            "{}",
            item.html
        );
        for address in values(&item.html, "href") {
            let anchor = address
                .strip_prefix(&format!("https://example.com/{page}/#"))
                .unwrap();
            let on_page = format!("id=\"{anchor}\"");
            assert!(
                site.output(&format!("{page}/index.html"))
                    .contains(&on_page),
                "{on_page}"
            );
        }
    }
}

#[test]
fn formulas_have_a_text_form() {
    let site = TestSite::new()
        .config("[markdown]\nmath = \"mathml\"")
        .article(
            "a.md",
            "title = \"A\"\ndate = 2026-11-20",
            "$x^2$\n\n$$\\frac{1}{2}$$",
        )
        .build();
    let html = item(&site).html;
    let texts = values(&html, "alttext");
    let annotated = ["x^2", "\\frac{1}{2}"];
    for formula in annotated {
        assert!(
            texts.iter().any(|text| text == formula)
                || html.contains(&format!(">{formula}</annotation>")),
            "{html}"
        );
    }
    // And where formulas are left alone, they are text.
    assert!(content("$x^2$").contains("$x^2$"));
}

#[test]
fn code_keeps_its_colours_without_a_stylesheet() {
    let html = content(
        "<pre style=\"background-color:#fff;position:fixed\"><code><span class=\"k\" style=\"color:#d73a49;font-weight:bold\">fn</span></code></pre>",
    );
    assert_eq!(
        values(&html, "style"),
        ["background-color:#fff", "color:#d73a49;font-weight:bold"],
        "{html}"
    );
    assert!(values(&html, "class").is_empty());
}

#[test]
fn it_means_the_same_when_every_style_is_gone() {
    let html = content(
        "| a | b |\n|:-:|--:|\n| 1 | 2 |\n\n- [x] done\n- [ ] open\n\n~~gone~~\n\n> [!NOTE]\n> Mind.\n\n\
         <p style=\"display:none\">hidden</p>\n\n<p hidden>hidden</p>",
    );
    assert_eq!(
        values(&html, "align"),
        ["center", "right", "center", "right"],
        "{html}"
    );
    let words = html.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(
        words.contains("☑ done") && words.contains("☐ open"),
        "{html}"
    );
    assert!(
        html.contains("<del>gone</del>") || html.contains("<s>gone</s>"),
        "{html}"
    );
    assert!(html.contains("Mind.") && !html.contains("hidden"), "{html}");
}

#[test]
fn titles_are_escaped_once() {
    let site = TestSite::new()
        .config("title = \"Vec<T> & AT&T\"")
        .article(
            "a.md",
            "title = \"Vec<T> & AT&T &amp; &lt;b>\"\ndate = 2026-11-20",
            "",
        )
        .build();
    assert_eq!(item(&site).title, "Vec<T> & AT&T &amp; &lt;b>");
    for name in crate::common::wire::FEEDS {
        let feed = feed_rs::parser::parse(site.output(name).as_bytes()).unwrap();
        assert_eq!(feed.title.unwrap().content, "Vec<T> & AT&T", "{name}");
        assert_eq!(
            feed.entries[0].title.clone().unwrap().content,
            "Vec<T> & AT&T &amp; &lt;b>",
            "{name}"
        );
    }
}

#[test]
fn the_text_of_an_article_that_moved_is_the_same() {
    let site = TestSite::new()
        .article(
            "a.md",
            "title = \"A\"\ndate = 2026-11-20\nid = \"urn:a\"",
            "## Head\n\nText.",
        )
        .build();
    let before = item(&site);
    let site = site
        .edit("content/a.md", "id =", "slug = \"elsewhere\"\nid =")
        .build();
    let after = item(&site);
    assert_ne!(after.url, before.url);
    assert_eq!(after.html, before.html);
}
