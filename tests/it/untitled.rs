//! Untitled notes: what has no title, and what is said in its place.

use crate::common::wire;
use crate::common::{NOW, TestSite, run_in};
use serde_json::Value;

const HERON: &str =
    "The heron stood on the weir all morning, and nobody knew what it was waiting for.\n\nIt flew.";
const FIRST_WORDS: &str = "The heron stood on the weir all morning, and nobody knew…";
const OPTIONAL: &str = "titles = \"optional\"";

/// A site with a note between two articles.
fn site() -> TestSite {
    TestSite::new()
        .article("news/_index.md", "title = \"News\"", "")
        .article(
            "news/rain.md",
            "title = \"Rain\"\ndate = 2026-11-19",
            "It rains.",
        )
        .article("news/k-7.md", "title = \"\"\ndate = 2026-11-20", HERON)
        .article(
            "news/snow.md",
            "title = \"Snow\"\ndate = 2026-11-21",
            "It snows.",
        )
}

/// The title of the one article of a site as a template sees it, and whether it is a note.
fn seen(config: &str, file: &str, text: &str) -> String {
    let site = TestSite::new().config(config).file(file, text);
    let site = site.template("page.html", "{{ page.title }}|{{ page.untitled }}");
    let site = site.build();
    let mut outputs = site.outputs().into_iter();
    let page = outputs.find(|path| path.contains("my-rain")).unwrap();
    site.output(&page)
}

#[test]
fn an_article_has_no_title_where_nobody_wrote_one() {
    let date = "date = 2026-11-20";
    let toml = |front: &str, body: &str| format!("+++\n{front}\n{date}\n+++\n{body}\n");
    for (config, text, expected) in [
        ("", toml("", "It rains."), "My rain|false"),
        (
            "titles = \"always\"",
            toml("", "It rains."),
            "My rain|false",
        ),
        ("", toml("", "# Rain\n\nIt rains."), "Rain|false"),
        ("", toml("title = \"\"", "It rains."), "It rains.|true"),
        ("", toml("title = \" \\t\"", "It rains."), "It rains.|true"),
        (
            "",
            "---\ntitle: \"\"\n---\nIt rains.\n".to_owned(),
            "It rains.|true",
        ),
        (
            "",
            "---\ntitle:\n---\nIt rains.\n".to_owned(),
            "My rain|false",
        ),
        (OPTIONAL, toml("", "It rains."), "It rains.|true"),
        (OPTIONAL, "It rains.\n".to_owned(), "It rains.|true"),
        (
            OPTIONAL,
            "---\ntitle:\n---\nIt rains.\n".to_owned(),
            "It rains.|true",
        ),
        (
            OPTIONAL,
            toml("title = \"Rain\"", "It rains."),
            "Rain|false",
        ),
        // What stands at the top as a heading of the first level is a title, whatever the settings say.
        (OPTIONAL, toml("", "# Rain\n\nIt rains."), "Rain|false"),
        (
            "",
            toml("title = \"\"", "# Rain\n\nIt rains."),
            "Rain|false",
        ),
        (OPTIONAL, toml("", "## Rain\n\nIt rains."), "It rains.|true"),
        // What has no words is called by what it has.
        (
            OPTIONAL,
            toml("", "![A wet street](w.jpg)"),
            "A wet street|true",
        ),
        (OPTIONAL, toml("", "```\na = 1\n```"), "a = 1|true"),
        (
            OPTIONAL,
            toml("description = \"Of rain\"", ""),
            "Of rain|true",
        ),
        (OPTIONAL, toml("", ""), "2026-11-20|true"),
        (OPTIONAL, "+++\n+++\n".to_owned(), "Test|true"),
    ] {
        let text = text.replace("w.jpg", "https://example.org/w.jpg");
        assert_eq!(
            seen(config, "content/my-rain.md", &text),
            expected,
            "{config} {text}"
        );
    }
    let korean =
        "왜가리가 아침 내내 보 위에 서 있었고 무엇을 기다리는지 아무도 몰랐는데 사라졌다.\n";
    let words = "왜가리가 아침 내내 보 위에 서 있었고 무엇을 기다리는지…|true";
    let config = "titles = \"optional\"\ndefault_language = \"ko\"";
    assert_eq!(seen(config, "content/my-rain.md", korean), words);
}

#[test]
fn a_section_is_always_called_something() {
    let site = TestSite::new()
        .config(OPTIONAL)
        .article("news/_index.md", "title = \"\"", "All that is new.")
        .article("guide.md", "", "How to read this.")
        .article("guide/one.md", "title = \"One\"", "One.")
        .template("section.html", "{{ section.title }}")
        .template(
            "page.html",
            "{{ page.breadcrumbs | last | get(key=\"title\") }}",
        )
        .build();
    assert_eq!(site.output("news/index.html"), "News");
    // Of a note, the folder beside it has no name to take over.
    assert_eq!(site.output("guide/one/index.html"), "Guide");
}

#[test]
fn feeds_have_no_title_of_a_note_where_they_need_none() {
    let site = site().build();
    let channel = wire::channel(&site, "rss.xml");
    let told: Vec<_> = channel
        .all("item")
        .iter()
        .map(|item| (item.texts("title"), item.texts("description")))
        .collect();
    let summary = "The heron stood on the weir all morning, and nobody knew what it was waiting for. It flew.";
    assert_eq!(
        told,
        [
            (vec!["Snow"], vec!["It snows."]),
            (vec![], vec![summary]),
            (vec!["Rain"], vec!["It rains."]),
        ]
    );
    let atom = wire::xml(&site, "atom.xml");
    let titles: Vec<_> = atom
        .all("atom:entry")
        .iter()
        .map(|entry| entry.say("atom:title"))
        .collect();
    assert_eq!(titles, ["Snow", FIRST_WORDS, "Rain"]);
    let json = wire::json(&site, "feed.json");
    let titles: Vec<_> = [0, 1, 2]
        .map(|number| json["items"][number].get("title").cloned())
        .into();
    let text = |text: &str| Some(Value::from(text));
    assert_eq!(titles, [text("Snow"), None, text("Rain")]);
    assert_eq!(json["items"][1]["summary"], summary);
    assert!(site.findings().is_empty(), "{}", site.findings());
}

#[test]
fn a_note_without_a_word_has_a_description_in_rss() {
    let heron = "![A heron & its weir](https://example.org/heron.jpg)";
    for full in ["true", "false"] {
        let site = TestSite::new()
            .config(&format!("{OPTIONAL}\nfeed_full_content = {full}"))
            .article("heron.md", "date = 2026-11-20", heron)
            .build();
        let channel = wire::channel(&site, "rss.xml");
        let item = channel.one("item");
        assert_eq!(item.texts("title"), [""; 0]);
        // A description is HTML.
        assert_eq!(item.say("description"), "A heron &amp; its weir");
        let json = wire::json(&site, "feed.json");
        assert_eq!(json["items"][0].get("title"), None);
        let text = json["items"][0].get("content_text");
        let expected = (full == "false").then(|| Value::from("A heron & its weir"));
        assert_eq!(text, expected.as_ref());
        assert_eq!(
            wire::xml(&site, "atom.xml")
                .one("atom:entry")
                .say("atom:title"),
            "A heron & its weir"
        );
    }
}

#[test]
fn an_episode_has_a_title() {
    let front = "date = 2026-11-20\nenclosures = [\"https://example.org/a.mp3\"]";
    let site = TestSite::new()
        .config(OPTIONAL)
        .file("content/a/a.mp3", "MP3")
        .article(
            "a/index.md",
            &front.replace("https://example.org/", ""),
            "We talk.\n\nOf rain.",
        )
        .build();
    let channel = wire::channel(&site, "rss.xml");
    assert_eq!(channel.one("item").texts("title"), ["We talk. Of rain."]);
}

#[test]
fn what_shows_a_note_shows_its_first_words() {
    let site = site()
        .config("generate_news_sitemap = true\narticle_type = \"news\"")
        // A day later it would be no news any more.
        .at("2026-11-21T12:00:00Z")
        .build();
    assert!(site.messages().is_empty(), "{}", site.messages());
    let note = site.output("news/k-7/index.html");
    for part in [
        format!("<title>{FIRST_WORDS} · Test</title>"),
        format!("<meta property=\"og:title\" content=\"{FIRST_WORDS}\">"),
        format!("\"headline\":\"{FIRST_WORDS}\""),
    ] {
        assert!(note.contains(&part), "{part}\n{note}");
    }
    // It is no headline for eyes.
    assert!(!note.contains("class=\"headline\""), "{note}");
    assert!(
        note.contains(&format!("<h1 class=\"unseen\">{FIRST_WORDS}</h1>")),
        "{note}"
    );
    let named = format!(">{FIRST_WORDS}</a>");
    let whole = format!(">{}</a>", HERON.replace("\n\n", " "));
    let site = site
        .shows(
            "news/rain/index.html",
            &format!("rel=\"prev\" href=\"https://example.com/news/k-7/\"{named}"),
        )
        .shows(
            "news/snow/index.html",
            &format!("rel=\"next\" href=\"https://example.com/news/k-7/\"{named}"),
        )
        .shows("archive/2026/index.html", &named)
        .shows("subscribe/index.html", &named)
        .shows(
            "news-sitemap.xml",
            &format!("<news:title>{FIRST_WORDS}</news:title>"),
        )
        // A card has an excerpt, and says nothing twice.
        .shows(
            "news/index.html",
            &format!("<h2 class=\"story-note\"><a href=\"https://example.com/news/k-7/\"{whole}"),
        )
        .shows("index.html", &whole);
    for list in ["news/index.html", "index.html"] {
        assert_eq!(
            site.output(list).matches("The heron stood").count(),
            1,
            "{list}"
        );
    }
    // Its address is that of its file, and its name is nowhere.
    site.hides("news/index.html", "K 7").hides("rss.xml", "K 7");
}

#[test]
fn a_list_that_begins_with_a_note_says_nothing_twice() {
    let site = site()
        .edit("content/news/k-7.md", "2026-11-20", "2026-11-22")
        .build();
    let front = site.output("index.html");
    assert!(front.contains("<h2 class=\"lead-note\">"), "{front}");
    assert_eq!(front.matches("The heron stood").count(), 1, "{front}");
}

#[test]
fn a_note_is_known_again_by_its_text() {
    let id = |site: &TestSite| {
        wire::xml(site, "atom.xml")
            .one("atom:entry")
            .say("atom:id")
            .to_owned()
    };
    let note =
        |site: TestSite, name: &str, text: &str| site.article(name, "date = 2026-11-20", text);
    let site = note(TestSite::new().config(OPTIONAL), "one.md", HERON).build();
    let first = id(&site);
    let edited = HERON.replace("all morning", "all day");
    let site = note(site.remove("content/one.md"), "two.md", &edited).build();
    assert_eq!(id(&site), first);
    // What two notes of a day have in common is that they have no title.
    let site = note(
        site.remove("content/two.md"),
        "three.md",
        "The goats went up to the ridge.",
    )
    .build();
    assert_ne!(id(&site), first);
}

#[test]
fn commands_call_a_note_by_its_first_words() {
    let site = TestSite::in_folder()
        .article("a.md", "title = \"\"\ndate = 2026-11-20", HERON)
        .article(
            "b.md",
            "title = \"\"\ndate = 2026-11-27",
            "Not yet: *soon*.",
        )
        .article("c.md", "title = \"C\"", "Text.");
    let listed = site.command(["list", "--at", NOW, "--format", "json"]);
    let lines = listed
        .stdout
        .lines()
        .map(|line| serde_json::from_str(line).unwrap());
    let told: Vec<(String, bool)> = lines
        .map(|line: Value| {
            (
                line["title"].as_str().unwrap().to_owned(),
                line["untitled"].as_bool().unwrap(),
            )
        })
        .collect();
    let told: Vec<(&str, bool)> = told
        .iter()
        .map(|(title, note)| (title.as_str(), *note))
        .collect();
    assert_eq!(
        told,
        [("C", false), (FIRST_WORDS, true), ("Not yet: soon.", true)]
    );
    let listed = site.command(["list", "--at", NOW]);
    assert!(
        listed
            .stdout
            .contains(&format!("content/a.md  {FIRST_WORDS}\n")),
        "{}",
        listed.stdout
    );
    let checked = site.command(["check", "--at", NOW]);
    assert_eq!((checked.status, checked.stderr.as_str()), (Some(0), ""));
    let built = site.command(["build", "--at", NOW, "--output", "out"]);
    assert_eq!(built.status, Some(0), "{}", built.stderr);
    for feed in ["rss.xml", "atom.xml", "feed.json"] {
        let judged = run_in(&site.path().join("out"), ["check", "--feed", feed], &[]);
        assert_eq!(
            (judged.status, judged.stderr.as_str()),
            (Some(0), ""),
            "{feed}"
        );
    }
}

#[test]
fn the_setting_has_two_words() {
    TestSite::new()
        .config("titles = \"none\"")
        .expect_errors(&["byline.toml:3:10: `none` is no value of `titles`"]);
}

#[test]
fn an_edit_of_the_first_words_is_shown_wherever_they_are() {
    let site = site().build();
    let site = site
        .edit("content/news/k-7.md", "The heron", "A heron")
        .build();
    site.equals_clean();
    let site = site
        .edit("content/news/k-7.md", "title = \"\"", "title = \"A heron\"")
        .build();
    site.equals_clean();
    let site = site
        .edit("content/news/k-7.md", "title = \"A heron\"", "")
        .build();
    site.equals_clean();
    let site = site.config(OPTIONAL).build();
    site.equals_clean();
    site.nowhere("K 7");
}
