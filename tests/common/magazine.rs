//! A small magazine that has one of everything, with a tiny theme of its own: what each template shows is
//! seen at a glance, and so is what an edit must make again.

use super::TestSite;

/// The settings of the magazine.
const SETTINGS: &str = r#"base_url = "https://example.com"
title = "Paper"
author = "kim"
footer = "Printed with care."
feed_limit = 3
taxonomies = [{ name = "tags", feed = true }]
[authors.kim]
name = "Kim"
[authors.lee]
name = "Lee"
[languages.ko]
title = "신문"
"#;

/// The templates: page and section share `parts/head.html` and `parts/foot.html`, lists of titles share
/// the component `line`, and only the front page shows summaries.
const TEMPLATES: &[(&str, &str)] = &[
    ("parts/head.html", "<title>{{ config.title }}</title>"),
    ("parts/foot.html", "<p>{{ config.footer }}</p>"),
    (
        "line.html",
        "{% component line(page) %}<li>{{ page.title }}</li>{% endcomponent line %}",
    ),
    (
        "page.html",
        "{% include \"parts/head.html\" %}<h1>{{ page.title }}</h1>{{ page.date or \"\" }}\
         {% for b in page.bylines %}{{ b.name }}{% endfor %}{{ trans(key=\"published\", lang=lang) }}\
         {% if page.image %}{{ page.image.width }}{% endif %}\
         {{ page.content | safe }}{% for b in page.backlinks %}<i>{{ b.title }}</i>{% endfor %}\
         {% include \"parts/foot.html\" %}",
    ),
    (
        "index.html",
        "{% for p in get_pages(limit=2) %}<h2>{{ p.title }}</h2>{{ p.summary | safe }}{% endfor %}\
         {% set prices = load_data(path=\"data/prices.json\") %}{{ prices.rain }}",
    ),
    (
        "section.html",
        "{% include \"parts/head.html\" %}<h1>{{ section.title }}</h1>{{ section.description or \"\" }}\
         {% for p in section.pages %}{{ <line page={p}/> }}{% endfor %}\
         {% if paginator is defined and paginator %}\
         {% for p in paginator.pages %}{{ <line page={p}/> }}{% endfor %}{% endif %}",
    ),
    (
        "taxonomy_list.html",
        "{% for t in terms %}{{ t.name }} {{ t.page_count }}{% endfor %}",
    ),
    (
        "taxonomy_single.html",
        "{{ term.name }}{% for p in term.pages %}{{ <line page={p}/> }}{% endfor %}",
    ),
    (
        "authors/list.html",
        "{% for t in terms %}{{ t.name }}{% endfor %}",
    ),
    (
        "authors/single.html",
        "{{ term.name }}{% for p in paginator.pages %}{{ <line page={p}/> }}{% endfor %}",
    ),
    (
        "archive.html",
        "{% for y in years %}{{ y.year }} {{ y.count }}{% endfor %}",
    ),
    (
        "archive_year.html",
        "{{ year }}{% for m in months %}{% for p in m.pages %}{{ <line page={p}/> }}{% endfor %}{% endfor %}",
    ),
    (
        "subscribe.html",
        "{% for g in subscribe.groups %}{% for f in g.feeds %}{{ f.title }} {{ f.formats[0].url }}\
         {% for p in f.entries %}{{ <line page={p}/> }}{% endfor %}{% endfor %}{% endfor %}",
    ),
    (
        "404.html",
        "{% set s = get_section(path=\"news/_index.md\", metadata_only=true) %}{{ s.title }}\
         {% set p = get_page(path=\"about.md\") %}{{ p.title }}",
    ),
    ("unused.html", "{{ page.title }} once more"),
];

/// The magazine, not built yet.
pub fn magazine(site: TestSite) -> TestSite {
    let mut site = articles(site);
    for (name, text) in TEMPLATES {
        site = site.template(name, text);
    }
    site
}

/// The magazine as the bundled theme shows it.
pub fn gazette(site: TestSite) -> TestSite {
    articles(site)
}

fn articles(site: TestSite) -> TestSite {
    site.file("byline.toml", SETTINGS)
        .file("data/prices.json", "{\"rain\": 3}")
        .file("static/print.css", "a{}")
        .file("static/CNAME", "example.com")
        .file("i18n/en.toml", "published = \"Published\"\n")
        .article("_index.md", "", "")
        .article("about.md", "title = \"About\"", "Who we are.")
        .article("news/_index.md", "title = \"News\"\npaginate_by = 2", "")
        .article(
            "news/rain.md",
            "title = \"Rain\"\ndate = 2026-11-20\ntags = [\"Wet\"]\nauthors = [\"kim\"]",
            "It rains.\n\n<!-- more -->\n\nA lot.",
        )
        .article(
            "news/rain.ko.md",
            "title = \"비\"\ndate = 2026-11-20",
            "비가 온다.",
        )
        .article(
            "news/snow.md",
            "title = \"Snow\"\ndate = 2026-11-10\ntags = [\"Wet\", \"Cold\"]\nauthors = [\"lee\"]\n\
             aliases = [\"old-snow\"]",
            "It snows.",
        )
        .article(
            "news/ice.md",
            "title = \"Ice\"\ndate = 2026-10-05\nauthors = [\"lee\"]",
            "See [snow](@/news/snow.md).",
        )
        .article(
            "news/fog.md",
            "title = \"Fog\"\ndate = 2026-11-15\ndraft = true",
            "Fog.",
        )
        .article(
            "news/storm.md",
            "title = \"Storm\"\ndate = 2026-12-24",
            "It comes.",
        )
        .article(
            "essays/_index.md",
            "title = \"Essays\"\nsort_by = \"weight\"",
            "",
        )
        .article(
            "essays/clouds/index.md",
            "title = \"Clouds\"\ndate = 2025-05-01\nweight = 1\nimage = \"cloud.png\"",
            "![A cloud](cloud.png)",
        )
        .file("content/essays/clouds/cloud.png", picture(40, 30))
        .article(
            "essays/wind.md",
            "title = \"Wind\"\ndate = 2025-06-01\nweight = 2",
            "It blows.",
        )
}

/// The first bytes of a PNG, which are all that anybody looks at.
pub fn picture(width: u32, height: u32) -> Vec<u8> {
    let mut bytes = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR".to_vec();
    bytes.extend(width.to_be_bytes());
    bytes.extend(height.to_be_bytes());
    bytes.extend([8, 6, 0, 0, 0]);
    bytes
}
