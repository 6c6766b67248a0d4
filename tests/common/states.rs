//! A small site, and each of its files in each of the states that a writer may give it.

use super::TestSite;

/// The settings of every site, below which others may stand.
const TOP: &str = "base_url = \"https://example.com\"\n";

/// What a writer may do: each file in each of its states.
pub const STATES: &[(&str, &[&str])] = &[
    (
        "byline.toml",
        &[
            "title = \"T\"",
            "title = \"Other\"\nfooter = \"Foot\"\nkeep_metadata = true",
            "feed_limit = 1\n[languages.ko]\ntitle = \"시험\"",
            "generate_feeds = false\ngenerate_archive = false",
            "author = \"kim\"\n[authors.kim]\nname = \"Kim\"",
            "author = \"kim\"\n[authors.kim]\nname = \"Kim Minji\"\nbio = \"[a](@/a.md)\"",
            "taxonomies = [{ name = \"tags\", paginate_by = 1 }]\nignored_content = [\"news/b.md\"]",
            "title = \"T\"\ntitles = \"optional\"",
            "paginate_from = \"oldest\"\ntaxonomies = [{ name = \"tags\", paginate_by = 1 }]",
            "nonsense",
        ],
    ),
    (
        "content/_index.md",
        &[
            "+++\n+++\nHello",
            "+++\ntitle = \"Home\"\npaginate_by = 1\n+++\n",
            "+++\ntitle = \"Home\"\npaginate_by = 1\npaginate_from = \"oldest\"\n+++\n",
            "+++\nsort_by = \"title\"\n+++\n[b](@/news/b.md)",
        ],
    ),
    (
        "content/a.md",
        &[
            "+++\ntitle = \"A\"\ndate = 2026-01-01\ntags = [\"x\"]\n+++\nText\n\n<!-- more -->\n\nMore",
            "+++\ntitle = \"A\"\ndate = 2026-01-01\ntags = [\"x\"]\n+++\nText\n\n<!-- more -->\n\nLess",
            "+++\ntitle = \"B\"\ndate = 2026-03-01\ntags = [\"y\"]\naliases = [\"b\"]\n+++\n## Head\n\n![](news/c/p.png)",
            "+++\ntitle = \"A\"\ndraft = true\n+++\n![](p.gif)",
            "+++\ntitle = \"A\"\nexpires = 2026-11-25\ntags = [\"x\", \"y\"]\n+++\nSoon gone.",
            "+++\ntitle = \"A\"\n+++\n[b](@/news/b.md) [tag](/tags/y/)",
            "+++\ntitle = \"\"\ndate = 2026-01-01\ntags = [\"x\"]\n+++\nText\n\nMore of a note",
            "+++\ntitle = \"\"\ndate = 2026-01-01\ntags = [\"x\"]\n+++\nTexts\n\n## More of a note",
            "+++\ntitle = \n+++\n",
        ],
    ),
    (
        "content/a.ko.md",
        &[
            "+++\ntitle = \"가\"\ndate = 2026-01-01\n+++\n글",
            "+++\ntitle = \"나\"\n+++\n글 ![](p.gif)",
        ],
    ),
    (
        "content/news/_index.md",
        &[
            "+++\ntitle = \"News\"\n+++\n",
            "+++\ntitle = \"N\"\npaginate_by = 1\ngenerate_feeds = true\n+++\n",
            "+++\ntransparent = true\nsort_by = \"title\"\n+++\n",
            "+++\ntitle = \"News\"\ndraft = true\n+++\n",
        ],
    ),
    (
        "content/news/b.md",
        &[
            "+++\ndate = 2026-02-01\naliases = [\"old\"]\n+++\n[a](@/a.md)",
            "+++\ndate = 2026-02-01\nupdated = 2026-02-03\nslug = \"bb\"\n+++\n# B\n\nText",
            "+++\ndate = 2026-02-01\nweight = 1\n+++\n[a](@/a.md#head)",
            "+++\ndate = 2026-12-01\n+++\nNot yet. ![](../p.gif)",
        ],
    ),
    (
        "content/news/c/index.md",
        &[
            "+++\ndate = 2025-02-01\n+++\n![](p.png)",
            "+++\ntitle = \"C\"\nimage = \"p.png\"\n+++\nText",
            "+++\ntitle = \"C\"\n+++\nA tab\u{b} that nobody sees",
        ],
    ),
    (
        "content/news/c/p.png",
        &["PNG", "GIF", "\u{89}PNG, but longer"],
    ),
    (
        "content/p.gif",
        &[
            "GIF89a\u{1}\0\u{1}\0\0\0\0!\"\u{4}tell\0;",
            "GIF89a\u{1}\0\u{1}\0\0\0\0!\"\u{6}nobody\0;",
        ],
    ),
    ("content/p.gif~", &["a leftover", "+++"]),
    ("data/d.json", &["{\"n\": 1}", "{\"n\": 2}", "{"]),
    ("static/x.txt", &["x", "y"]),
    ("static/news", &["a file where a folder may be"]),
    ("static/a/index.html", &["in the way"]),
    (
        "i18n/en.toml",
        &["published = \"Out\"", "published = \"Published\""],
    ),
    (
        "templates/line.html",
        &[
            "{% component line(p) %}<{{ p.title }}>{% endcomponent line %}",
            "{% component line(p) %}[{{ p.title }}{{ p.untitled }}]{% endcomponent line %}",
        ],
    ),
    (
        "templates/foot.html",
        &["{{ config.footer }}", "{{ trans(key=\"published\") }}"],
    ),
    (
        "templates/page.html",
        &[
            "{{ page.title }}{{ page.content | safe }}{% for b in page.backlinks %}{{ b.title }}{% endfor %}",
            "{{ page.title }}{% for p in get_pages(limit=2) %}{{ p.title }}{{ p.word_count }}{% endfor %}",
            "{{ page.title }}{% include \"foot.html\" %}{% if page.lower %}{{ page.lower.title }}{% endif %}",
            "{{ page.title }}{% set d = load_data(path=\"data/d.json\") %}{{ d.n }}",
            "{{ page.title }}{% set a = get_page(path=\"a.md\") %}{{ a.content | safe }}",
            "{{ <line p={page}/> }}{{ get_url(path=\"x.txt\", cachebust=true) }}",
            "{{ page.title }}{% for p in get_pages(around=page.relative_path, limit=1) %}{{ p.title }}{% endfor %}",
            "{{ oops",
        ],
    ),
    (
        "templates/index.html",
        &[
            "{% for p in section.pages %}{{ p.title }}{% endfor %}",
            "{% for p in get_pages() %}{{ p.title }}{{ p.summary | safe }}{% endfor %}{{ today() }}",
            "{% set s = get_section(path=\"news/_index.md\", allow_missing=true) %}{% if s %}{{ s.title }}{{ s.pages | length }}{% endif %}",
            "{% if paginator is defined and paginator %}{{ paginator.number }} {{ paginator.count }} {{ paginator.next }}\
             {% for p in paginator.pages %}{{ p.title }}{% endfor %}{% endif %}",
            "{% if paginator is defined and paginator %}{{ paginator.current_index }} of {{ paginator.number_pagers }}{% endif %}\
             {% for s in section.children %}{{ s.page_count }}{% endfor %}{{ section.page_count }}",
        ],
    ),
];

/// A tiny theme over the bundled one: series by the thousand.
const THEME: &[(&str, &str)] = &[
    ("page.html", "{{ page.title }}{{ page.content | safe }}"),
    (
        "index.html",
        "{% for p in section.pages %}{{ p.title }}{% endfor %}",
    ),
    (
        "section.html",
        "{{ section.title }}{% for p in section.pages %}{{ p.title }}{% endfor %}",
    ),
    (
        "taxonomy_list.html",
        "{% for t in terms %}{{ t.name }}{% endfor %}",
    ),
    (
        "taxonomy_single.html",
        "{{ term.name }}{% for p in term.pages %}{{ p.title }}{% endfor %}",
    ),
    (
        "authors/list.html",
        "{% for t in terms %}{{ t.name }}{% endfor %}",
    ),
    ("authors/single.html", "{{ term.name }}"),
    (
        "archive.html",
        "{% for y in years %}{{ y.year }}{{ y.count }}{% endfor %}",
    ),
    (
        "archive_year.html",
        "{{ year }}{% for m in months %}{% for p in m.pages %}{{ p.title }}{% endfor %}{% endfor %}",
    ),
    ("404.html", "not here"),
];

/// The site, with its theme and nothing to show.
pub fn themed(mut site: TestSite) -> TestSite {
    for (name, text) in THEME {
        site = site.file(&format!("themes/tiny/templates/{name}"), text);
    }
    settings(site, "title = \"T\"")
}

/// The site with these settings.
pub fn settings(site: TestSite, lines: &str) -> TestSite {
    site.file("byline.toml", format!("{TOP}theme = \"tiny\"\n{lines}\n"))
}
