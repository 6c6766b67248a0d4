//! Lists in parts: which articles each has, and where it stands.

use std::collections::{BTreeMap, BTreeSet};

use crate::common::TestSite;

const SECTION: &str = "{% for p in paginator.pages %}{{ p.slug }} {% endfor %}\
     {{ paginator.current_index }}/{{ paginator.number_pagers }} of {{ paginator.total_pages }} by {{ paginator.paginate_by }}|\
     {{ paginator.number }}/{{ paginator.numbers }} of {{ paginator.count }}|\
     {{ paginator.previous }}|{{ paginator.next }}|{{ paginator.first }}|{{ paginator.last }}|{{ paginator.base_url }}";

/// A section with so many articles, `a1` the oldest, and the outputs that list them.
fn section(front: &str, number: u32) -> TestSite {
    let mut site = TestSite::new()
        .config("base_url = \"https://e.com\"")
        .template("section.html", SECTION)
        .template("taxonomy_single.html", SECTION)
        .article("news/_index.md", front, "");
    for number in 1..=number {
        site = site.article(&format!("news/a{number}.md"), &dated(number), "Text.");
    }
    site
}

fn dated(number: u32) -> String {
    format!("title = \"A{number}\"\ndate = 2026-01-{number:02}\ntags = [\"All\"]")
}

fn lists(site: &TestSite, folder: &str) -> Vec<String> {
    let outputs = site.outputs().into_iter();
    let lists = outputs.filter(|path| {
        let rest = path.strip_prefix(folder).unwrap_or_default();
        rest == "index.html" || rest.starts_with("page/")
    });
    let lists = lists.map(|path| {
        let text = site.output(&path);
        format!("{path}: {text}")
    });
    lists.collect()
}

#[test]
fn numbered_from_the_oldest_the_first_list_has_what_is_over() {
    let site = section("paginate_by = 2\npaginate_from = \"oldest\"", 7).build();
    assert_eq!(
        lists(&site, "news/"),
        [
            "news/index.html: a7 a6 a5 1/3 of 7 by 2|/ of 7|\
             |https://e.com/news/page/2/|https://e.com/news/|https://e.com/news/page/1/|https://e.com/news/page/",
            "news/page/1/index.html: a2 a1 3/3 of 7 by 2|1/ of |\
             https://e.com/news/page/2/||https://e.com/news/|https://e.com/news/page/1/|https://e.com/news/page/",
            "news/page/2/index.html: a4 a3 2/3 of 7 by 2|2/ of |\
             https://e.com/news/|https://e.com/news/page/1/|https://e.com/news/|https://e.com/news/page/1/|https://e.com/news/page/",
        ]
    );
    // As Zola numbers them.
    let newest = [
        "news/index.html: a3 a2 1/2 of 3 by 2|1/2 of 3|\
         |https://e.com/news/page/2/|https://e.com/news/|https://e.com/news/page/2/|https://e.com/news/page/",
        "news/page/2/index.html: a1 2/2 of 3 by 2|2/2 of 3|\
         https://e.com/news/||https://e.com/news/|https://e.com/news/page/2/|https://e.com/news/page/",
    ];
    for front in [
        "paginate_by = 2",
        "paginate_by = 2\npaginate_from = \"newest\"",
    ] {
        assert_eq!(lists(&section(front, 3).build(), "news/"), newest);
    }
}

#[test]
fn a_list_that_begins_with_the_oldest_is_numbered_from_them_either_way() {
    let reversed = "paginate_by = 2\npaginate_reversed = true";
    let oldest = format!("{reversed}\npaginate_from = \"oldest\"");
    let both = [reversed, oldest.as_str()].map(|front| lists(&section(front, 5).build(), "news/"));
    assert!(
        both[0][0].starts_with("news/index.html: a1 a2 1/3"),
        "{both:?}"
    );
    assert_eq!(both[0], both[1]);
}

#[test]
fn sections_and_taxonomies_may_say_otherwise_than_the_site() {
    let first = |site: &TestSite, path: &str| {
        let text = site.output(path);
        text.split('/').next().unwrap_or_default().to_owned()
    };
    let (news, tags) = ("news/index.html", "tags/all/index.html");
    for (settings, front, of_section, of_term) in [
        ("{}", "", "a5 a4 1", "a5 a4 1"),
        (
            "paginate_from = \"oldest\"\n{}",
            "",
            "a5 a4 a3 1",
            "a5 a4 a3 1",
        ),
        (
            "paginate_from = \"oldest\"\n{}",
            "paginate_from = \"newest\"",
            "a5 a4 1",
            "a5 a4 a3 1",
        ),
        (
            "taxonomies = [{ name = \"tags\", paginate_by = 2, paginate_from = \"oldest\" }]",
            "",
            "a5 a4 1",
            "a5 a4 a3 1",
        ),
        (
            "paginate_from = \"oldest\"\ntaxonomies = [{ name = \"tags\", paginate_by = 2, paginate_from = \"newest\" }]",
            "",
            "a5 a4 a3 1",
            "a5 a4 1",
        ),
    ] {
        let tags_by_two = "taxonomies = [{ name = \"tags\", paginate_by = 2 }]";
        let settings = settings.replace("{}", tags_by_two);
        let site = section(&format!("paginate_by = 2\n{front}"), 5);
        let site = site.config(&settings).build();
        assert_eq!(first(&site, news), of_section, "{settings} {front}");
        assert_eq!(first(&site, tags), of_term, "{settings} {front}");
    }
}

/// The articles that a list of the bundled theme leads to.
fn listed(html: &str) -> Vec<String> {
    let links = html.split("<h2 class=\"story-title\"><a href=\"").skip(1);
    links
        .map(|rest| rest.split('"').next().unwrap().to_owned())
        .collect()
}

#[test]
fn a_new_article_changes_the_first_list_and_sometimes_adds_one() {
    let by = 3;
    let is_list = |path: &str, folder: &str| {
        let rest = path.strip_prefix(folder).unwrap_or_default();
        rest == "index.html" || rest.starts_with("page/")
    };
    let mut site = TestSite::new()
        .config(&format!(
            "paginate_from = \"oldest\"\ntaxonomies = [{{ name = \"tags\", paginate_by = {by} }}]"
        ))
        .article("news/_index.md", &format!("paginate_by = {by}"), "");
    for number in 1..=7 {
        site = site.article(&format!("news/a{number}.md"), &dated(number), "Text.");
    }
    let mut site = site.build();
    // Up, and down again.
    for number in (8..=20).chain((8..=20).rev()) {
        let before = site.all_outputs();
        let path = format!("content/news/a{number}.md");
        let added = !site.has(&path);
        site = if added {
            site.article(&format!("news/a{number}.md"), &dated(number), "Text.")
        } else {
            site.remove(&path)
        };
        site = site.build();
        let after = site.all_outputs();
        let rendered = &site.report().rendered;
        let number = if added { number } else { number - 1 };
        for folder in ["news/", "tags/all/"] {
            let of = |outputs: &BTreeMap<String, Vec<u8>>| -> BTreeMap<String, Vec<u8>> {
                let lists = outputs.iter().filter(|(path, _)| is_list(path, folder));
                lists
                    .map(|(path, bytes)| (path.clone(), bytes.clone()))
                    .collect()
            };
            let (before, after) = (of(&before), of(&after));
            let changed: BTreeSet<&String> = after
                .iter()
                .filter(|(path, bytes)| before.get(*path).is_some_and(|old| old != *bytes))
                .map(|(path, _)| path)
                .collect();
            let (few, many) = if added {
                (&before, &after)
            } else {
                (&after, &before)
            };
            let mut expected = BTreeSet::from([format!("{folder}index.html")]);
            assert!(many.len() - few.len() <= 1, "{number}");
            if many.len() > few.len() && few.len() > 1 {
                // The list that stood beside the first one stands beside the one that came or went.
                expected.insert(format!("{folder}page/{}/index.html", few.len() - 1));
            }
            assert_eq!(changed, expected.iter().collect(), "{number} {added}");
            let made = rendered.keys().filter(|path| is_list(path, folder));
            let new = after.keys().filter(|path| !before.contains_key(*path));
            assert_eq!(
                made.collect::<BTreeSet<_>>(),
                expected.iter().chain(new).collect(),
                "{number} {added}"
            );
            let mut all: Vec<String> = after
                .values()
                .flat_map(|bytes| listed(&String::from_utf8_lossy(bytes)))
                .collect();
            all.sort();
            let mut expected: Vec<String> = (1..=number)
                .map(|number| format!("https://example.com/news/a{number}/"))
                .collect();
            expected.sort();
            assert_eq!(all, expected, "each article is on one page of {folder}");
            assert_eq!(after.len() as u32, number / by);
        }
    }
    site.equals_clean();
}
