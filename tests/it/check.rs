//! `byline check`: a site is judged in memory, and each finding has the place that caused it.

use crate::common::magazine::{gazette, picture};
use crate::common::{NOW, Ran, TestSite, run_in};
use byline::diag::{Rule, Severity};
use serde_json::Value;

const PAGE: &str = "<html lang=\"{{ lang }}\"><title>T</title><h1>{{ page.title }}</h1>\n\
                    {{ page.content | safe }}\n\
                    <a href=\"/about/\">About</a></html>";
const SECTION: &str = "<html lang=\"{{ lang }}\"><title>T</title><h1>{{ section.title }}</h1>\n\
                       {{ section.content | safe }}</html>";

/// A site with templates of its own, which are faultless.
fn site() -> TestSite {
    TestSite::in_folder()
        .template("page.html", PAGE)
        .template("section.html", SECTION)
        .template("index.html", SECTION)
        .article("about.md", "title = \"About\"", "Who we are. {#us}")
}

fn check(site: &TestSite) -> Ran {
    site.command(["check", "--at", NOW])
}

/// The findings: severity, rule, title and place, one line each.
fn findings(site: &TestSite) -> Vec<String> {
    let ran = site.command(["check", "--at", NOW, "--format", "json"]);
    let lines = ran.stderr.lines();
    lines
        .map(|line| {
            let finding: Value = serde_json::from_str(line).unwrap();
            let text = |key: &str| finding[key].as_str().unwrap_or_default().to_owned();
            let place = match finding["line"].as_u64() {
                Some(line) => format!("{}:{line}:{}", text("file"), finding["column"]),
                None => text("file"),
            };
            format!(
                "{place}: {}[{}]: {}",
                text("severity"),
                text("rule"),
                text("title")
            )
        })
        .collect()
}

#[test]
fn a_good_site_is_silent_and_nothing_is_written() {
    let site = site().article(
        "rain.md",
        "title = \"Rain\"\ndate = 2026-11-20",
        "It rains.",
    );
    let before = site.files();
    let ran = check(&site);
    assert_eq!((ran.status, ran.stderr.as_str()), (Some(0), ""));
    assert!(ran.stdout.starts_with("2 pages, "), "{}", ran.stdout);
    assert!(
        ran.stdout.ends_with(", 3 feeds: no problems\n"),
        "{}",
        ran.stdout
    );
    assert_eq!(before, site.files());
}

#[test]
fn each_finding_has_the_line_that_caused_it() {
    let body = "A [link](https://example.com/gone/) of our own.\n\n\
                ### Too deep\n\n\
                <img src=\"/rain.png\">\n\n\
                <p id=\"x\">a</p>\n\n\
                # Second *title*\n\n\
                [](https://other.example/)\n\n\
                An [anchor](https://example.com/about/#them).";
    let site = site()
        .template("page.html", &format!("{PAGE}<i id=\"x\"></i>"))
        .file("static/rain.png", "")
        .article("news/rain.md", "title = \"Rain\"\ndate = 2026-11-20", body)
        .article("empty.md", "title = \"Empty\"", "");
    assert_eq!(
        findings(&site),
        [
            "content/empty.md:1:1: warning[no-description]: this article has neither a \
             `description` nor a text to make a summary of",
            "content/news/rain.md:6:3: error[dead-link]: the link `https://example.com/gone/` \
             leads nowhere on this site",
            "content/news/rain.md:8:1: warning[heading-skip]: the heading `Too deep` is an `h3` \
             after an `h1`",
            "content/news/rain.md:10:11: warning[image-alt]: the picture \
             `https://example.com/rain.png` has no `alt`",
            "content/news/rain.md:12:4: error[duplicate-id]: several elements have the id `x`",
            "content/news/rain.md:14:1: warning[many-h1]: the heading `Second title` is a second `h1`",
            "content/news/rain.md:16:1: warning[empty-link]: the link to `https://other.example/` \
             has no text",
            "content/news/rain.md:18:4: error[dead-anchor]: the link \
             `https://example.com/about/#them` leads to no anchor: `/about/` has no `#them`",
        ]
    );
}

#[test]
fn what_a_template_makes_is_one_finding_at_the_template() {
    let mut site = site().template(
        "page.html",
        "<html><title>T</title>\n<nav><a href=\"/abuot/\">About</a></nav>\n\
         <h1>{{ page.title }}</h1><img src=\"https://other.example/logo.png\"></html>",
    );
    for number in 0..1200 {
        let path = format!("n/{number}.md");
        site = site.article(&path, "title = \"N\"", "Text.");
    }
    let on = "on `about/index.html` and 1,200 other pages";
    assert_eq!(
        findings(&site),
        [
            format!("templates/page.html:1:1: warning[no-lang]: `<html>` {on} has no `lang`"),
            format!(
                "templates/page.html:2:15: error[dead-link]: the link `/abuot/` {on} leads nowhere on this site"
            ),
            format!(
                "templates/page.html:3:36: warning[image-alt]: the picture \
                 `https://other.example/logo.png` {on} has no `alt`"
            ),
        ]
    );
}

#[test]
fn what_a_template_makes_of_many_values_is_one_finding_too() {
    let mut site = site().template(
        "section.html",
        "<html lang=\"en\"><title>T</title><h1>{{ section.title }}</h1>\n\
         {% for page in section.pages %}<h4>{{ page.title }}</h4>\
         <img src=\"https://other.example/{{ page.slug }}.png\">{% endfor %}</html>",
    );
    site = site.article("news/_index.md", "title = \"News\"", "");
    for number in 0..30 {
        let front = format!("title = \"Number {number}\"");
        site = site.article(&format!("news/{number}.md"), &front, "Text.");
    }
    assert_eq!(
        findings(&site),
        [
            "templates/section.html: warning[heading-skip]: the heading `Number 0` on \
             `news/index.html` is an `h4` after an `h1`",
            "templates/section.html: warning[image-alt]: the picture \
             `https://other.example/0.png` on `news/index.html` has no `alt` (and so for 29 more)",
        ]
    );
}

#[test]
fn a_dead_entry_of_the_menu_is_said_in_the_settings() {
    let site = TestSite::in_folder()
        .config("menu = [{ title = \"Shop\", url = \"https://example.com/shop/\" }]");
    assert_eq!(
        findings(&site),
        [
            "byline.toml:3:33: error[dead-link]: the link `https://example.com/shop/` on \
             `404.html` and 2 other pages leads nowhere on this site"
        ]
    );
}

#[test]
fn links_of_files_that_are_copied_are_followed() {
    let site = site()
        .file(
            "static/old.html",
            "<p>\n<a href='about/'>a</a> <a href='gone.pdf'>b</a>",
        )
        .file("static/feed.css", "")
        .article(
            "r.md",
            "title = \"R\"\naliases = [\"/was/\"]",
            "See [old](/old.html).",
        );
    assert_eq!(
        findings(&site),
        [
            "static/old.html:2:33: error[dead-link]: the link `gone.pdf` on `old.html` leads nowhere on this site"
        ]
    );
}

#[test]
fn rules_can_be_ignored_and_unknown_ones_are_errors() {
    let site = site().article("empty.md", "title = \"Empty\"", "");
    let quiet = site.config("\n[check]\nignore = [\"no-description\"]\n");
    assert_eq!(findings(&quiet), [""; 0]);
    let wrong = quiet.config("\n[check]\nignore = [\"no-descripton\"]\nskip = [\"{\"]\n");
    let ran = check(&wrong);
    assert_eq!(ran.status, Some(1));
    insta::assert_snapshot!(ran.stderr);
}

#[test]
fn warnings_fail_only_if_the_check_is_strict() {
    let site = site().article("empty.md", "title = \"Empty\"", "");
    let ran = check(&site);
    assert_eq!(ran.status, Some(0));
    assert!(ran.stdout.ends_with(": 1 warning\n"), "{}", ran.stdout);
    assert!(
        ran.stderr.starts_with("warning[no-description]: "),
        "{}",
        ran.stderr
    );
    assert_eq!(
        site.command(["check", "--at", NOW, "--strict"]).status,
        Some(1)
    );
}

#[test]
fn programs_get_json_lines() {
    let site = site().article("rain.md", "title = \"Rain\"", "Text. <img src=\"/about/\">");
    let ran = site.command(["check", "--at", NOW, "--format", "json"]);
    let counts: Value = serde_json::from_str(&ran.stdout).unwrap();
    assert_eq!(counts["pages"], 2);
    assert_eq!(
        (&counts["errors"], &counts["warnings"]),
        (&Value::from(0), &Value::from(1))
    );
    let finding: Value = serde_json::from_str(&ran.stderr).unwrap();
    assert_eq!(finding["rule"], "image-alt");
    assert_eq!(finding["file"], "content/rain.md");
}

#[test]
fn errors_of_a_build_are_errors_of_a_check() {
    let site = site().article("rain.md", "title = \"Rain\"", "[x](@/gone.md)");
    let ran = check(&site);
    assert_eq!((ran.status, ran.stdout.as_str()), (Some(1), "1 error\n"));
    assert!(ran.stderr.contains("leads to no page"), "{}", ran.stderr);
    let site = site
        .article("rain.md", "title = \"Rain\"", "")
        .template("page.html", "{{ page.titel }}");
    let ran = check(&site);
    assert_eq!(ran.status, Some(1), "{}", ran.stderr);
    assert!(ran.stderr.contains("titel"), "{}", ran.stderr);
}

#[test]
fn drafts_are_judged_on_request() {
    let site = site().article("rain.md", "title = \"Rain\"\ndraft = true", "");
    assert_eq!(check(&site).stderr, "");
    let ran = site.command(["check", "--at", NOW, "--drafts"]);
    assert!(ran.stderr.contains("no-description"), "{}", ran.stderr);
}

#[test]
fn a_new_site_passes() {
    let folder = tempfile::tempdir().unwrap();
    assert_eq!(run_in(folder.path(), ["new", "rain"], &[]).status, Some(0));
    let args = [
        "--root",
        "rain",
        "check",
        "-u",
        "https://example.com",
        "--strict",
    ];
    let ran = run_in(folder.path(), args, &[]);
    assert_eq!((ran.status, ran.stderr.as_str()), (Some(0), ""));
}

#[test]
fn every_rule_is_explained() {
    for document in ["content/docs/checking.md", "content/docs/checking.ko.md"] {
        let Ok(text) = std::fs::read_to_string(document) else {
            continue; // a checkout without the documentation
        };
        for rule in Rule::ALL {
            let word = match rule.severity() {
                Severity::Error => ["error", "오류"],
                Severity::Warning => ["warning", "경고"],
                Severity::Note => ["note", "알림"],
            };
            let lines = word.map(|word| format!("| `{}` | {word} |", rule.name()));
            let found = lines.iter().any(|line| text.contains(line.as_str()));
            assert!(found, "{document} lacks `{}` as {}", rule.name(), word[0]);
        }
    }
}

/// What may stand in an article, in a site that is not at the root of its host.
const EVERYTHING: &str = r##"
First[^1]. [Second](#second) [top](#top) [snow](../snow/) [feed](/rss.xml) [own](https://example.com/blog/news/)
[out](https://example.com/) [mail](mailto:a@b.example) [was](/old/눈/)

## Second

> [!NOTE]
> A note

$x^2$ and ![](a.png)

![Picture](a.png "A title")

```rust
fn main() { println!("<b>&amp;"); }
```

<video src="a.png" poster="a.png"></video>
<picture><source srcset="a.png 1x, a.png 2x"><img src="a.png" alt="x" srcset="a.png 1x"></picture>

- [ ] to do

[^1]: A note
"##;

#[test]
fn nothing_that_articles_may_have_is_a_false_alarm() {
    let site = TestSite::new()
        .config(
            "base_url = \"https://example.com/blog\"\ndefault_language = \"ko\"\n\
             taxonomies = [{ name = \"tags\", feed = true }]\nfeed_limit = 1\n\
             [[feeds]]\nname = \"all\"\n\
             [markdown]\nmath = \"mathml\"\ninsert_anchor_links = \"heading\"\n\
             [languages.en]\ntitle = \"Test\"",
        )
        .file("content/news/a.png", picture(4, 3))
        .file("content/news/a.mp3", "ID3")
        .article(
            "news/비.md",
            "title = \"비 & 바람 <b>\"\ndate = 2026-11-20\ntags = [\"날씨\", \"비 바람\"]\n\
             authors = [\"김 기자\"]\nenclosure = \"a.mp3\"\nimage = { path = \"a.png\", alt = \"비\" }",
            EVERYTHING,
        )
        .article(
            "news/snow.md",
            "title = \"Snow\"\ndate = 2026-11-21\naliases = [\"/old/눈/\"]",
            "It snows. [Rain](비.md#second)",
        )
        .article(
            "news/snow.en.md",
            "title = \"Snow\"\ndate = 2026-11-21",
            "It snows.",
        );
    assert_eq!(site.findings(), "");
    // Of its picture of clouds nobody says a word.
    let clouds = "content/essays/clouds/index.md";
    let gazette =
        gazette(TestSite::new()).edit(clouds, "weight", "description = \"So high\"\nweight");
    assert_eq!(gazette.findings(), "");
}

#[test]
fn an_address_that_was_published_and_is_gone_is_an_error() {
    let site = site().article(
        "rain.md",
        "title = \"Rain\"\ndate = 2026-11-20",
        "It rains.",
    );
    assert_eq!(
        site.command(["build", "--at", NOW, "--output", "public"])
            .status,
        Some(0)
    );
    let lock = site.read("byline.lock");
    let site = site.remove("content/rain.md").article(
        "other.md",
        "title = \"Snow\"",
        "Something else altogether, and nothing of before.",
    );
    assert_eq!(
        findings(&site),
        [
            "byline.lock: error[lost-address]: the published address `/rain/` leads nowhere: \
          `content/rain.md` is gone, and no new article is like it"
        ]
    );
    assert_eq!(site.read("byline.lock"), lock, "a check publishes nothing");
    assert_eq!(
        site.command(["build", "--at", NOW, "--output", "public"])
            .status,
        Some(0)
    );
}

#[test]
fn a_feed_that_stands_at_its_old_address_too_is_judged_once() {
    let mut site = TestSite::in_folder().config("feed_limit = 1");
    for (folder, gone) in [("news", None), ("weather", Some("news"))] {
        site = site
            .file(
                &format!("content/{folder}/_index.md"),
                "+++\ntitle = \"News\"\ndescription = \"News.\"\ngenerate_feeds = true\n+++\n",
            )
            .article(
                &format!("{folder}/rain.md"),
                "title = \"Rain\"\ndate = 2026-11-20",
                "It rained. It stopped. It rained again.",
            )
            .article(
                &format!("{folder}/snow.md"),
                "title = \"Snow\"\ndate = 2026-11-21",
                "It snowed. It thawed. It froze again.",
            );
        if let Some(gone) = gone {
            for name in ["_index", "rain", "snow"] {
                site = site.remove(&format!("content/{gone}/{name}.md"));
            }
        }
        site = site.build();
    }
    // What it had before is at the old place, as well.
    for name in ["atom.xml", "atom.1.xml"] {
        assert_eq!(
            site.output(&format!("news/{name}")),
            site.output(&format!("weather/{name}"))
        );
    }
    let ran = check(&site);
    assert!(!ran.stderr.contains("feed-self"), "{}", ran.stderr);
    site.equals_clean();
}

#[test]
fn an_article_that_no_list_leads_to_is_found() {
    let base = "<html lang=\"en\"><title>T</title><h1>T</h1>";
    let mut site = TestSite::in_folder()
        .config("generate_archive = false")
        // Page 1 shows two newest, whatever the paginator says; page 2 goes on after three.
        .template("index.html", &format!("{base}{{% if paginator.current_index == 1 %}}{{% set pages = get_pages(limit=2) %}}{{% else %}}{{% set pages = paginator.pages %}}{{% endif %}}{{% for p in pages %}}<a href=\"{{{{ p.permalink }}}}\">{{{{ p.title }}}}</a>{{% endfor %}}"))
        .template("section.html", base)
        .template("page.html", &format!("{base}{{{{ page.content | safe }}}}{{% if page.lower %}}<a href=\"{{{{ page.lower.permalink }}}}\">p</a>{{% endif %}}"))
        .article("_index.md", "paginate_by = 3", "");
    for number in 1..=6 {
        let front = format!("title = \"P{number}\"\ndate = 2026-01-0{number}");
        site = site.article(&format!("p{number}.md"), &front, "Text.");
    }
    let site = site
        .article(
            "notes/lost.md",
            "title = \"Lost\"\ndate = 2025-01-01",
            "Text.",
        )
        .article(
            "notes/linked.md",
            "title = \"Linked\"\ndate = 2025-01-02",
            "[Self](@/notes/linked.md)",
        )
        .article(
            "notes/linking.md",
            "title = \"Linking\"",
            "[To](@/notes/linked.md)",
        );
    assert_eq!(
        findings(&site),
        [
            "content/notes/lost.md:1:1: warning[unlisted]: no list leads to this article",
            "content/p4.md:1:1: warning[unlisted]: this article of `/` is on none of the 2 pages of its list",
        ]
    );
}
