//! The traps that feeds of other programs were seen to fall into, each as a test. The table that says which
//! rule of the contract is held by which test stands in `contract.rs`.

use crate::common::TestSite;
use crate::common::wire::{Element, FEEDS, channel, item, items, json, xml};

/// A site of one article.
fn article(body: &str) -> TestSite {
    TestSite::new()
        .article("a.md", "title = \"A\"\ndate = 2026-11-20", body)
        .build()
}

#[test]
fn a_summary_is_never_cut_inside_an_entity() {
    // Wherever the cut falls, each `&` and `<` of the text is there whole or not at all.
    let plain = "막아달라 & <쓰다> ‘A&B’ ".repeat(30);
    let body = "막아달라 &amp; &lt;쓰다> 'A&B' ".repeat(30);
    for length in 1..60 {
        let site = TestSite::new()
            .config(&format!("[markdown]\nsummary_length = {length}"))
            .article("a.md", "title = \"A\"\ndate = 2026-11-20", &body)
            .build();
        let summary = item(&site).summary;
        let kept = summary.strip_suffix('…').unwrap().trim_end();
        assert!(plain.starts_with(kept), "{length}: {summary}");
        assert!(kept.chars().count() <= length, "{length}: {summary}");
    }
}

#[test]
fn words_of_two_blocks_do_not_run_together() {
    let site = article("밝혔다.\n\n케이카는\n\n- one\n- two\n\n> three\n\nfour<br>five\\\nsix");
    assert_eq!(
        item(&site).summary,
        "밝혔다. 케이카는 one two three four five six"
    );
}

#[test]
fn a_word_is_not_split_by_markup_within_it() {
    let site =
        article("*un*bold, un<b>bold</b>, `un`bold, [un](https://example.org)bold, **한국**어");
    assert_eq!(
        item(&site).summary,
        "unbold, unbold, unbold, unbold, 한국어"
    );
}

#[test]
fn control_characters_are_dropped_and_newlines_kept() {
    let site = article("```\none\u{b}\n\ttwo\u{1}\n\n\u{fffe}three\n```\n\n비\u{8}가 온다.\u{7f}");
    let item = item(&site);
    assert_eq!(
        item.html,
        "<pre><code>one\n\ttwo\n\nthree\n</code></pre>\n<p>비가 온다.\u{7f}</p>\n"
    );
    for name in FEEDS {
        let written = site.output(name);
        assert!(
            !written.contains(['\u{b}', '\u{1}', '\u{8}', '\u{fffe}']),
            "{name}: {written}"
        );
        assert!(
            !written.contains("&#x1;") && !written.contains("\\u0001"),
            "{name}: {written}"
        );
    }
}

#[test]
fn the_end_of_a_cdata_section_in_code_survives() {
    let site = article("`a]]>b`\n\n```\nif (a[b[0]]>c) {} ]]]>> ]]&gt; <![CDATA[ x ]]>\n```");
    assert_eq!(
        item(&site).html,
        "<p><code>a]]&gt;b</code></p>\n\
         <pre><code>if (a[b[0]]&gt;c) {} ]]]&gt;&gt; ]]&amp;gt; &lt;![CDATA[ x ]]&gt;\n</code></pre>\n"
    );
    // Raw HTML may have it too.
    let site = article("<p title=\"]]>\">x</p>");
    let read = crate::common::html::read(&item(&site).html);
    assert_eq!(read.tags[0].get("title"), Some("]]>"));
}

#[test]
fn named_entities_become_characters() {
    let site = TestSite::new()
        .article(
            "a.md",
            "title = \"A &hellip; B\"\ndate = 2026-11-20",
            "One&hellip; two&nbsp;three &copy; &notanentity; <i>&hellip;</i>",
        )
        .build();
    let item = item(&site);
    // A title is plain text, and says what stands there.
    assert_eq!(item.title, "A &hellip; B");
    assert_eq!(item.summary, "One… two\u{a0}three © &notanentity; …");
    for path in site.outputs().iter().filter(|path| path.ends_with(".xml")) {
        // An entity that XML does not know is an error of this reader.
        Element::read(&site.output(path));
    }
}

#[test]
fn every_namespace_that_is_used_is_declared() {
    let site = TestSite::new()
        .file("content/p.png", crate::common::magazine::picture(4, 3))
        .article(
            "a.md",
            "title = \"A\"\ndate = 2026-11-20\nimage = \"p.png\"\nauthors = [\"X:y Z\"]",
            "xmlns:evil=\"x\" <evil:x>y</evil:x>",
        )
        .build();
    let channel = channel(&site, "rss.xml");
    let item = channel.one("item");
    item.one("content:encoded");
    item.one("media:content");
    item.one("dc:creator");
    assert_eq!(channel.links("self").len(), 1);
    xml(&site, "atom.xml")
        .one("atom:entry")
        .one("media:content");
}

#[test]
fn a_bare_name_is_a_dc_creator_and_nothing_is_empty() {
    let site = TestSite::new()
        .config("[authors.kim]\nname = \"Kim\"\n[authors.lee]\nname = \"Lee\"\nemail = \"lee@example.com\"")
        .article("a.md", "title = \"A\"\ndate = 2026-11-20\nauthors = [\"kim\", \"lee\"]", "")
        .article("b.md", "title = \"B\"\ndate = 2026-11-19", "")
        .build();
    let channel = channel(&site, "rss.xml");
    let items = channel.all("item");
    assert_eq!(items[0].texts("dc:creator"), ["Kim", "Lee"]);
    assert_eq!(items[1].texts("dc:creator"), ["Test"]);
    assert!(items.iter().all(|item| item.all("author").is_empty()));
    for name in ["rss.xml", "atom.xml"] {
        for element in xml(&site, name).every() {
            let empty = element.text.trim().is_empty() && element.elements.is_empty();
            assert!(
                !empty || !element.attributes.is_empty(),
                "{name}: {element:?}"
            );
        }
    }
}

#[test]
fn a_guid_that_is_no_address_says_so() {
    let site = TestSite::new()
        .article("a.md", "title = \"A\"\ndate = 2026-11-20", "")
        .article(
            "b.md",
            "title = \"B\"\ndate = 2026-11-19\nid = \"https://old.example/?p=1\"",
            "",
        )
        .build();
    for item in channel(&site, "rss.xml").all("item") {
        assert_eq!(item.one("guid").attribute("isPermaLink"), "false");
    }
}

#[test]
fn each_feed_has_an_id_of_its_own() {
    let site = TestSite::new()
        .config("taxonomies = [{ name = \"tags\", feed = true }, { name = \"authors\", feed = true }]\n[authors.kim]\nname = \"Kim\"\n[languages.ko]")
        .article("news/_index.md", "title = \"News\"\ngenerate_feeds = true", "")
        .article("news/a.md", "title = \"A\"\ndate = 2026-11-20\ntags = [\"x\"]\nauthors = [\"kim\"]", "")
        .article("news/a.ko.md", "title = \"가\"\ndate = 2026-11-20\ntags = [\"x\"]", "")
        .build();
    let feeds: Vec<String> = site
        .outputs()
        .into_iter()
        .filter(|path| path.ends_with("atom.xml"))
        .collect();
    assert_eq!(feeds.len(), 7, "{feeds:?}");
    let mut ids: Vec<String> = feeds
        .iter()
        .map(|path| xml(&site, path).say("atom:id").to_owned())
        .collect();
    ids.sort();
    ids.dedup();
    assert_eq!(ids.len(), feeds.len(), "{ids:?}");
}

#[test]
fn a_feed_is_as_new_as_its_newest_entry_and_never_as_the_build() {
    let site = TestSite::new()
        .article("a.md", "title = \"A\"\ndate = 2026-11-20", "")
        .article(
            "b.md",
            "title = \"B\"\ndate = 2026-11-10\nupdated = 2026-11-21",
            "",
        )
        .build();
    let dates = |site: &TestSite| {
        let rss = channel(site, "rss.xml").say("lastBuildDate").to_owned();
        (rss, xml(site, "atom.xml").say("atom:updated").to_owned())
    };
    let first = dates(&site);
    assert_eq!(first.0, "Sat, 21 Nov 2026 00:00:00 +0000");
    assert_eq!(first.1, "2026-11-21T00:00:00+00:00");
    let before = site.all_outputs();
    let site = site.at("2027-05-01T00:00:00Z").build();
    assert_eq!(dates(&site), first);
    for name in FEEDS {
        assert_eq!(before[name], site.all_outputs()[name], "{name}");
    }
}

#[test]
fn dates_are_compared_as_moments_not_as_texts() {
    // As texts, `2026-11-20T23:00:00-10:00` comes before `2026-11-21T08:00:00+09:00`, and it is ten hours later.
    let site = TestSite::new()
        .article(
            "late.md",
            "title = \"Late\"\ndate = 2026-11-20T23:00:00-10:00",
            "",
        )
        .article(
            "early.md",
            "title = \"Early\"\ndate = 2026-11-21T08:00:00+09:00",
            "",
        )
        .build();
    let titles: Vec<String> = items(&site, "")
        .into_iter()
        .map(|item| item.title)
        .collect();
    assert_eq!(titles, ["Late", "Early"]);
    assert_eq!(
        xml(&site, "atom.xml").say("atom:updated"),
        "2026-11-20T23:00:00-10:00"
    );
}

#[test]
fn a_day_without_a_time_is_midnight_in_the_zone_of_the_site() {
    let site = TestSite::new()
        .config("timezone = \"Asia/Seoul\"")
        .article("a.md", "title = \"A\"\ndate = 2026-11-20", "")
        .build();
    assert_eq!(
        channel(&site, "rss.xml").one("item").say("pubDate"),
        "Fri, 20 Nov 2026 00:00:00 +0900"
    );
    let entry = xml(&site, "atom.xml").one("atom:entry").clone();
    assert_eq!(entry.say("atom:published"), "2026-11-20T00:00:00+09:00");
    assert_eq!(
        json(&site, "feed.json")["items"][0]["date_published"],
        "2026-11-20T00:00:00+09:00"
    );
    // It is out from that moment on, and not nine hours later.
    let site = site.at("2026-11-19T14:59:59Z").build();
    assert!(items(&site, "").is_empty());
    assert_eq!(items(&site.at("2026-11-19T15:00:00Z").build(), "").len(), 1);
}

#[test]
fn the_more_marker_does_not_shorten_the_full_text() {
    let site = article("Begin.\n\n<!-- more -->\n\nThe rest.");
    let item = item(&site);
    assert_eq!(item.summary, "Begin.");
    assert!(
        item.html.contains("Begin.") && item.html.contains("The rest."),
        "{}",
        item.html
    );
}

#[test]
fn translations_have_a_feed_of_their_own() {
    let site = TestSite::new()
        .config("[languages.ko]")
        .article("a.md", "title = \"Rain\"\ndate = 2026-11-20", "")
        .article("a.ko.md", "title = \"비\"\ndate = 2026-11-20", "")
        .build();
    for (folder, title, language) in [("", "Rain", "en"), ("ko/", "비", "ko")] {
        let items = items(&site, folder);
        assert_eq!(items.len(), 1);
        assert_eq!(items[0].title, title);
        assert_eq!(
            channel(&site, &format!("{folder}rss.xml")).say("language"),
            language
        );
    }
}

#[test]
fn tags_of_every_script_have_feeds_of_their_own() {
    let tags = ["한글", "日本語", "Ελληνικά", "C++", "#hash", "א"];
    let mut site = TestSite::new().config("taxonomies = [{ name = \"tags\", feed = true }]");
    for (number, tag) in tags.iter().enumerate() {
        let front = format!("title = \"{number}\"\ndate = 2026-11-20\ntags = [\"{tag}\"]");
        site = site.article(&format!("{number}.md"), &front, "");
    }
    let site = site.build();
    let feeds: Vec<String> = site
        .outputs()
        .into_iter()
        .filter(|path| path.starts_with("tags/") && path.ends_with("/rss.xml"))
        .collect();
    assert_eq!(feeds.len(), tags.len(), "{feeds:?}");
    for feed in feeds {
        assert_eq!(
            items(&site, feed.trim_end_matches("rss.xml")).len(),
            1,
            "{feed}"
        );
    }
}

#[test]
fn terms_that_differ_share_no_feed() {
    let tagged = |tag: &str| format!("title = \"A\"\ndate = 2026-11-20\ntags = [\"{tag}\"]");
    let site = TestSite::new()
        .config("taxonomies = [{ name = \"tags\", feed = true }]")
        .article("a.md", &tagged("C"), "")
        .article("b.md", &tagged("C++"), "")
        .build();
    for (path, other) in [("tags/c", "/b/"), ("tags/c-plus-plus", "/a/")] {
        let feed = site.output(&format!("{path}/rss.xml"));
        assert!(!feed.contains(other), "{feed}");
    }
    for tag in ["!!!", "🙂"] {
        let front = format!("title = \"A\"\ndate = 2026-11-20\ntags = [\"{tag}\"]");
        let site = TestSite::new().article("a.md", &front, "").try_build();
        assert!(!site.problems().is_empty(), "{tag}");
    }
}
