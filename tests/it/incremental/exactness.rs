//! An output is made again when anything it is made of has changed, however its templates say what that is.

use crate::common::TestSite;

/// A site whose articles have a template of their own.
fn site(page: &str) -> TestSite {
    TestSite::new()
        .template("page.html", page)
        .template("inc.html", "[inc]")
        .article("news/one.md", "title = \"One\"\ndate = 2026-11-20", "One.")
}

const PAGE: &str = "news/one/index.html";

/// Edits a template after a build: the next build shows it, and is what a clean build is.
fn shows_an_edit_of(site: TestSite, template: &str, from: &str, what: &str) {
    let site = site
        .build()
        .shows(PAGE, from)
        .edit(&format!("templates/{template}"), from, "[edited]")
        .build();
    assert!(site.output(PAGE).contains("[edited]"), "{what}");
    site.equals_clean();
}

#[test]
fn what_a_template_includes_is_found_wherever_tera_finds_it() {
    for page in [
        "{% raw %}{{ it's }}{% endraw %}{% include \"inc.html\" %}",
        "{%- raw -%}{% raw %}\"{%- endraw -%}{% include \"inc.html\" %}",
        "{% raw %}a{#b{% endraw %}{% include \"inc.html\" %}{# c #}",
        "{# {{ \" #}{% include \"inc.html\" %}{# \" }} #}",
        "{{ \"it\\\"s\" }}{% include \"inc.html\" %}",
        "{{ \"\\\\\" }}{% include \"inc.html\" %}{{ \"\\\\\" }}",
        "{{ `\"` }}{%include'inc.html'%}",
        "{{ \"%}\" ~ '}}' }}{%-\n\tinclude\n`inc.html`\n-%}",
        "{% if page.title == \"{% raw %}\" %}{% else %}{% include \"inc.html\" %}{% endif %}",
        "{% if false %}{% elif true %}{% set x %}{% filter upper %}{% include \"inc.html\" %}{% endfilter %}{% endset %}{{ x | lower | safe }}{% endif %}",
        "{# {% component no(page) %} #}{% for x in [1] %}{% include \"i\\/nc.html\" %}{% endfor %}",
    ] {
        let slashed = page.contains("i\\/nc");
        let begin = site(page).template("i/nc.html", "[inc]");
        let name = if slashed { "i/nc.html" } else { "inc.html" };
        shows_an_edit_of(begin, name, "[inc]", page);
    }
}

#[test]
fn a_component_is_found_however_its_tags_are_written() {
    for (component, call) in [
        (
            "{% component\tbox(n) %}[box]{% endcomponent %}",
            "{{ <box n={1}/> }}",
        ),
        (
            "{% component\nbox(n) %}[box]{% endcomponent\nbox %}",
            "{{ <\nbox\nn={1} /> }}",
        ),
        (
            "{%-component box(n)-%}[box]{%-endcomponent-%}",
            "{% <box n={1}> %}{% </box> %}",
        ),
        (
            "{% component a . b(n) {\"kind\": \"}\"} %}[box]{% endcomponent a.b %}",
            "{{ <a.b n={1}/> }}",
        ),
        (
            "{# {% component box(n) %} #}{% component box(n = \"{% endcomponent %}\") %}[box]{% endcomponent %}",
            "{{ <box/> }}",
        ),
    ] {
        let site = site(call).template("components.html", component);
        shows_an_edit_of(site, "components.html", "[box]", component);
    }
}

#[test]
fn a_template_that_writes_about_components_is_one_itself() {
    for page in [
        "{# write {% component card(page) %} in components.html #}[page]{% include \"inc.html\" %}",
        "{% raw %}{% component card(page) %}{% endraw %}[page]{% include \"inc.html\" %}",
        "{{ \"{% component card(page) %}\" | length }}[page]{% include \"inc.html\" %}",
    ] {
        shows_an_edit_of(site(page), "page.html", "[page]", page);
        shows_an_edit_of(site(page), "inc.html", "[inc]", page);
    }
}

#[test]
fn white_space_around_a_component_belongs_to_its_template() {
    let begin = site("[page]{% component box() %}{% endcomponent %}\n\n[end]").build();
    let site = begin
        .edit("templates/page.html", "endcomponent %}", "endcomponent -%}")
        .build()
        .shows(PAGE, "[page][end]");
    site.equals_clean();
}

#[test]
fn a_file_that_is_first_asked_for_after_an_edit_of_a_text_is_known_from_then_on() {
    let page = "{% if \"CHART\" in page.content %}{% set d = load_data(path=\"data/chart.json\") %}[{{ d.v }}]{% endif %}";
    let long = "First paragraph.\n\n<!-- more -->\n\nMore.\n";
    for warm in [false, true] {
        let mut begin = TestSite::new()
            .template("page.html", page)
            .file("data/chart.json", "{\"v\": 1}");
        if warm {
            begin = begin.private().begin();
        }
        for number in 0..30 {
            begin = begin.article(&format!("a{number}.md"), "title = \"A\"", long);
        }
        let site = begin
            .build()
            .build()
            .edit("content/a7.md", "More.", "More.\n\nCHART")
            .build()
            .shows("a7/index.html", "[1]");
        assert!(site.report().rendered.len() < 20, "the short way was taken");
        let site = site
            .file("data/chart.json", "{\"v\": 2}")
            .build()
            .shows("a7/index.html", "[2]");
        site.equals_clean();
    }
}

#[test]
fn a_file_that_changed_while_nothing_could_be_built_is_looked_at() {
    let page =
        "{% if page.title == \"B\" %}{{ no.such }}{% endif %}{{ load_data(path=\"data/a.txt\") }}";
    let site = TestSite::new()
        .template("page.html", page)
        .file("data/a.txt", "[1]")
        .article("a.md", "title = \"A\"", "")
        .build()
        // Fails before anything asks for the file.
        .template("page.html", "{{ no.such }}")
        .try_build();
    assert!(!site.problems().is_empty());
    let site = site
        .template("page.html", page)
        .file("data/a.txt", "[2]")
        .build()
        .shows("a/index.html", "[2]");
    site.equals_clean();
}

/// Two articles in a section with this template, and what it may include or call.
fn lists(section: &str) -> TestSite {
    TestSite::new()
        .template("section.html", section)
        .template("card.html", "{{ page.title }}:{{ page.word_count | default(value=0) }} ")
        .template(
            "components.html",
            "{% component second(n, page) %}{{ n }}{{ page.title }}:{{ page.word_count }} {% endcomponent %}\
             {% component around(@page) %}{{ page.title }}:{{ page.word_count }} {% endcomponent %}\
             {% component outer() %}{{ <around/> }}{% endcomponent %}",
        )
        .article("news/one.md", "title = \"One\"\ndate = 2026-11-20", "One two three.")
        .article("news/two.md", "title = \"Two\"\ndate = 2026-11-19", "Four five.")
}

const LIST: &str = "news/index.html";

#[test]
fn a_field_is_shown_however_a_list_comes_to_name_it() {
    for (list, shown, then) in [
        (
            "{% for page in section.pages %}{% include \"card.html\" %}{% endfor %}",
            "One:3 Two:2 ",
            "One:4 Two:2 ",
        ),
        (
            "{% for p in section.pages %}{% set page = p %}{% include \"card.html\" %}{% endfor %}",
            "One:3 Two:2 ",
            "One:4 Two:2 ",
        ),
        (
            "{% for p in section.pages %}{{ p.title }}:{{ p[\"word\" ~ \"_count\"] }} {% endfor %}",
            "One:3 Two:2 ",
            "One:4 Two:2 ",
        ),
        (
            "{% for p in section.pages %}{{ <second n=\"\" page={p}/> }}{% endfor %}",
            "One:3 Two:2 ",
            "One:4 Two:2 ",
        ),
        (
            "{% for page in section.pages %}{{ <outer/> }}{% endfor %}",
            "One:3 Two:2 ",
            "One:4 Two:2 ",
        ),
        (
            "{% for p in section.pages %}{% set q = p %}{{ q | get(key=\"word_count\") }} {% endfor %}",
            "3 2 ",
            "4 2 ",
        ),
        (
            "{% for p in section.pages | sort(attribute=\"word_count\") %}{{ p.title }} {% endfor %}",
            "Two One ",
            "Two One ",
        ),
        (
            "{% for n, l in section.pages | group_by(attribute=\"word_count\") %}{% if n > 2 %}{{ n }}{% endif %}{% endfor %}",
            "3",
            "4",
        ),
        (
            "{% for p in section.pages %}{% for k, v in p %}{% if k == \"word_count\" %}{{ v }} {% endif %}{% endfor %}{% endfor %}",
            "3 2 ",
            "4 2 ",
        ),
        (
            "{% for p in section.pages %}{{ p is containing(pat=\"word_count\") }}{% endfor %}",
            "truetrue",
            "truetrue",
        ),
        (
            "{% for p in section.pages %}{{ p.content | safe }}{% endfor %}",
            "<p>One two three.</p>\n<p>Four five.</p>\n",
            "<p>One two three four.</p>\n<p>Four five.</p>\n",
        ),
        (
            "{% set a = section.pages[0] %}{% set b = section.pages[1] %}{% if a.content == b.content %}same{% else %}other{% endif %}{{ a.content is defined }}",
            "othertrue",
            "othertrue",
        ),
    ] {
        let site = lists(list).build();
        assert_eq!(site.output(LIST), shown, "{list}");
        let site = site
            .edit("content/news/one.md", "three.", "three four.")
            .build();
        assert_eq!(site.output(LIST), then, "{list}");
        site.equals_clean();
    }
    for (field, shown) in [
        ("reading_time", "11"),
        ("summary | safe", "<p>One two three.</p><p>Four five.</p>"),
        ("toc | length", "00"),
        ("backlinks | length", "00"),
    ] {
        let site = lists("{% for page in section.pages %}{% include \"card.html\" %}{% endfor %}")
            .template("card.html", &format!("{{{{ page.{field} }}}}"))
            .build();
        assert_eq!(site.output(LIST).replace('\n', ""), shown, "{field}");
    }
}

#[test]
fn the_text_of_an_article_makes_those_lists_again_that_show_it() {
    let list = "{% for p in section.pages %}{{ p.content | safe }}{% endfor %}";
    let begin = || {
        lists(list)
            .config("[languages.ko]")
            .template(
                "index.html",
                "{% for p in get_pages() %}{{ p.title }}{% endfor %}",
            )
            .article(
                "essays/three.md",
                "title = \"Three\"\ndate = 2026-11-18",
                "Six.",
            )
            .article("news/one.ko.md", "title = \"하나\"", "> [!NOTE]\n> 글")
    };
    let site = begin().build().build();
    let site = site
        .edit("content/news/one.md", "three.", "three.\n\nMore.")
        .build();
    let made: Vec<&str> = site.report().rendered.keys().map(String::as_str).collect();
    assert!(made.contains(&LIST));
    for other in ["index.html", "essays/index.html", "ko/news/index.html"] {
        assert!(!made.contains(&other), "{other} is made again");
    }
    site.equals_clean();
    // By a builder that has the site in memory, too; and by the words of another language.
    let mut site = begin().private().begin().build().build();
    site = site
        .edit("content/news/one.md", "three.", "three.\n\nMore.")
        .build();
    site.equals_clean();
    let site = site
        .config("[languages.ko]\n[languages.ko.translations]\nalert_note = \"알림\"")
        .build()
        .shows("ko/news/index.html", "알림");
    site.equals_clean();
}

#[test]
fn a_list_that_names_no_such_field_rests_when_a_text_changes() {
    let list = "{% for y, pages in section.pages | group_by(attribute=\"year\") %}{% for page in pages %}\
                {% include \"title.html\" %}{% endfor %}{% endfor %}{{ section.word_count }}{{ section.toc | length }}";
    let site = lists(list)
        .template("title.html", "{{ page.title }} {{ page.date | date(format=\"%Y\") }} {{ page.extra.a | default(value=\"\") }}")
        .template("page.html", "{{ page.word_count }} {{ page.content | safe }}")
        .build()
        .edit("content/news/one.md", "three.", "three four.")
        .build();
    let made: Vec<&str> = site.report().rendered.keys().map(String::as_str).collect();
    assert!(made.contains(&PAGE));
    assert!(!made.contains(&LIST), "{made:?}");
    site.equals_clean();
}

#[test]
fn what_asks_for_the_text_of_an_article_is_made_again_with_it() {
    let begin = |warm: bool| {
        let mut site = TestSite::new()
            .template(
                "index.html",
                "{% set p = get_page(path=\"a1.md\") %}{{ p.content | safe }}{{ p.word_count }}",
            )
            .template("page.html", "{{ page.content | safe }}");
        if warm {
            site = site.private().begin();
        }
        for number in 0..30 {
            site = site.article(
                &format!("a{number}.md"),
                "title = \"A\"",
                "First.\n\n<!-- more -->\n\nMore.",
            );
        }
        site.build().build()
    };
    for warm in [false, true] {
        let site = begin(warm)
            .edit("content/a1.md", "More.", "Much more.")
            .build();
        assert!(site.output("index.html").contains("Much more."));
        assert!(site.report().rendered.len() < 20, "the short way was taken");
        site.equals_clean();
    }
    let mut site = begin(true).edit("content/a1.md", "More.", "Much more.");
    assert!(site.build_edited(&["content/a1.md"]).is_some());
    assert!(site.output("index.html").contains("Much more."));
    site.equals_clean();
}

#[test]
fn a_file_that_is_edited_and_put_back_while_it_is_asked_for_is_asked_for_again() {
    // A picture of one size, and of another.
    let (wide, tall) = ("GIF89a\u{9}\0\u{2}\0\0\0\0", "GIF89a\u{3}\0\u{7}\0\0\0\0");
    for (page, path, before, after, shown) in [
        (
            "{{ load_data(path=\"data/a.txt\") }}",
            "data/a.txt",
            "[1]",
            "[2]",
            "[1]",
        ),
        (
            "{{ get_hash(path=\"a.txt\", sha_type=256, base64=false) }}",
            "static/a.txt",
            "abc",
            "abd",
            "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad",
        ),
        (
            "{{ get_url(path=\"a.txt\", cachebust=true) }}",
            "static/a.txt",
            "abc",
            "abd",
            "https://example.com/a.txt?h=ba7816bf8f01cfea4141",
        ),
        (
            "{% set i = get_image_metadata(path=\"a.gif\") %}{{ i.width }}x{{ i.height }}",
            "static/a.gif",
            wide,
            tall,
            "9x2",
        ),
        (
            "{{ page.image.width }}x{{ page.image.height }}",
            "static/a.gif",
            wide,
            tall,
            "9x2",
        ),
    ] {
        for reads in 1..4 {
            let (site, disk) = TestSite::frail();
            let mut site = site.template("page.html", page).file(path, before).article(
                "a.md",
                "title = \"A\"\nimage = \"/a.gif\"",
                "",
            );
            if !path.ends_with(".gif") {
                site = site.article("a.md", "title = \"A\"", "");
            }
            let mut texts = vec![before; reads - 1];
            texts.extend([after, before]);
            disk.edit_when_read(path, &texts);
            let site = site.try_build();
            disk.edit_when_read(path, &[]);
            let site = site.file(path, before).build();
            assert_eq!(
                site.output("a/index.html"),
                shown,
                "{page} after {reads} reads"
            );
            site.equals_clean();
        }
    }
}

/// Every page that a value has, by the way to it: `section.pages[0]`.
fn pages_in(value: &serde_json::Value, way: &str, found: &mut Vec<String>) {
    match value {
        serde_json::Value::Object(fields) => {
            if fields.contains_key("relative_path") && fields.contains_key("taxonomies") {
                found.push(way.to_owned());
            }
            for (name, field) in fields {
                let dot = if way.is_empty() { "" } else { "." };
                pages_in(field, &format!("{way}{dot}{name}"), found);
            }
        }
        // All elements of a list are of one kind, but the first may have nothing in it.
        serde_json::Value::Array(elements) => {
            for (number, element) in elements.iter().enumerate() {
                pages_in(element, &format!("{way}[{number}]"), found);
            }
        }
        _ => {}
    }
}

/// A site with an output of every kind of template.
fn every_kind() -> TestSite {
    TestSite::new()
        .config("taxonomies = [{ name = \"tags\", paginate_by = 0 }, { name = \"authors\" }]\n[languages.ko]")
        .article("news/_index.md", "title = \"News\"\npaginate_by = 1", "")
        .article("news/deep/_index.md", "title = \"Deep\"", "")
        .article("news/deep/a.md", "title = \"A\"\ndate = 2026-11-19\ntags = [\"x\"]", "A.")
        .article(
            "news/one.md",
            "title = \"One\"\ndate = 2026-11-20\ntags = [\"x\", \"y\"]\nauthors = [\"Kim\"]\naliases = [\"/old\"]",
            "One two.",
        )
        .article("news/two.md", "title = \"Two\"\ndate = 2026-11-18\ntags = [\"x\"]", "See [one](@/news/one.md).")
}

#[test]
fn every_page_that_a_template_is_given_can_be_asked_for_its_fields() {
    let kinds = [
        "404.html",
        "alias.html",
        "archive.html",
        "archive_year.html",
        "authors/list.html",
        "authors/single.html",
        "index.html",
        "page.html",
        "robots.txt",
        "section.html",
        "subscribe.html",
        "taxonomy_list.html",
        "taxonomy_single.html",
    ];
    let asked = [
        ("section", "get_section(path=\"news/deep/_index.md\")"),
        ("tags", "get_taxonomy(kind=\"tags\")"),
        ("term", "get_taxonomy_term(kind=\"tags\", term=\"x\")"),
        ("pages", "get_pages(lang=\"en\")"),
        ("people", "get_authors(lang=\"en\")"),
        ("article", "get_page(path=\"news/one.md\")"),
    ];
    let mut all = every_kind();
    for kind in kinds {
        all = all.template(
            kind,
            "{{ {\"given\": __tera_context} | json_encode | safe }}",
        );
    }
    let sets: String = asked
        .iter()
        .map(|(name, call)| format!("{{% set {name} = {call} %}}"))
        .collect();
    all = all.template(
        "404.html",
        &format!("{{% if lang == \"en\" %}}{sets}{{{{ {{\"given\": __tera_context}} | json_encode | safe }}}}{{% endif %}}"),
    );
    let all = all.build();
    // For each way to a page, one output that goes it.
    let mut ways: std::collections::BTreeMap<String, String> = std::collections::BTreeMap::new();
    for (path, bytes) in all.all_outputs() {
        let Ok(value) = serde_json::from_slice::<serde_json::Value>(&bytes) else {
            continue;
        };
        let mut found = Vec::new();
        pages_in(&value["given"], "", &mut found);
        for way in found {
            let url = value["given"]["current_path"].as_str().unwrap_or_default();
            let place = if path == "404.html" { "asked" } else { url };
            let shape: String = way.chars().filter(|c| !c.is_ascii_digit()).collect();
            let shape = format!("{} {shape}", if place == "asked" { place } else { "" });
            ways.entry(shape).or_insert(format!("{place} {way}"));
        }
    }
    let shapes: Vec<&str> = ways.keys().map(|shape| shape.trim()).collect();
    for shape in [
        "page",
        "page.lower",
        "paginator.pages[]",
        "section.pages[]",
        "term.pages[]",
        "terms[].pages[]",
        "months[].pages[]",
        "subscribe.groups[].feeds[].entries[]",
        "asked tags.items[].pages[]",
    ] {
        assert!(shapes.contains(&shape), "{shape} is not among {shapes:?}");
    }
    for way in ways.values() {
        let (place, way) = way.split_once(' ').unwrap();
        let shown = format!("<{{{{ {way}.word_count }}}}|{{{{ {way}.content | safe }}}}>");
        let mut site = every_kind();
        for kind in kinds {
            site = site.template(
                kind,
                &format!("{{% if current_path == \"{place}\" %}}{shown}{{% endif %}}"),
            );
        }
        if place == "asked" {
            site = site.template(
                "404.html",
                &format!("{{% if lang == \"en\" %}}{sets}{shown}{{% endif %}}"),
            );
        }
        let outputs = site.build().all_outputs();
        let texts: Vec<String> = outputs
            .into_values()
            .map(|bytes| String::from_utf8_lossy(&bytes).into_owned())
            .collect();
        let has =
            |text: &&String| text.starts_with('<') && text.contains("|<p>") && text.ends_with('>');
        assert_eq!(texts.iter().filter(has).count(), 1, "{way} at {place}");
    }
}
