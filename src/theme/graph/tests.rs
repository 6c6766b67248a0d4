//! What is found by reading, held against what is right.

use super::*;
use crate::view::Facet;

/// A theme of these templates, the first of which is looked at.
fn root(templates: &[(&str, &str)]) -> Root {
    let tera = loaded(templates, &[]);
    let origins = origins(templates);
    let mut roots = read(&origins, &[], Fingerprint::NONE, &[], &tera);
    roots.remove(templates[0].0).unwrap()
}

fn origins(templates: &[(&str, &str)]) -> BTreeMap<String, Origin> {
    let origins = templates.iter().map(|(name, text)| {
        let origin = Origin {
            shown: (*name).to_owned(),
            text: (*text).to_owned(),
        };
        ((*name).to_owned(), origin)
    });
    origins.collect()
}

fn loaded(templates: &[(&str, &str)], prefixes: &[String]) -> Tera {
    let (config, _) = crate::config::read(None, Some("https://example.com")).unwrap();
    let mut tera = Tera::new();
    tera.set_fallback_prefixes(prefixes.to_vec()).unwrap();
    // Names of other versions of Tera.
    for name in ["map", "concat", "slice", "filter"] {
        tera.register_filter(
            name,
            |value: tera::Value, _: tera::Kwargs, _: &tera::State<'_>| value,
        );
    }
    crate::theme::functions::register(&mut tera, &crate::theme::Words::default(), chrono_tz::UTC);
    crate::theme::filters::register(&mut tera, &std::sync::Arc::new(config));
    tera.add_raw_templates(templates.iter().copied()).unwrap();
    tera
}

fn facets(template: &str) -> Facets {
    root(&[("t", template)]).facets
}

/// Fields of cards in lists.
fn some(fields: &str) -> Facets {
    let fields = fields.split_whitespace();
    let fields = fields.map(|field| Facets::of_field(field).unwrap());
    fields.fold(Facets::NONE, Facets::union)
}

/// Fields of the page that is shown.
fn own(fields: &str) -> Facets {
    let fields = fields.split_whitespace();
    let fields = fields.map(|field| Facets::of_own_field(field).unwrap());
    fields.fold(Facets::NONE, Facets::union)
}

#[test]
fn what_is_named_of_pages_and_cards_is_wanted_and_nothing_else() {
    for (template, of_page, of_cards) in [
        (
            "{{ page.toc | length }} {{ page.word_count }} {{ page.content | safe }} {{ page[\"summary\"] }}",
            "toc word_count content summary",
            "",
        ),
        (
            "word_count {# {{ p.word_count }} #} {{ page.title }} {% raw %}{{ p.summary }}{% endraw %}",
            "title",
            "",
        ),
        (
            "{% for h in page.toc %}{{ h.title }}{% endfor %}",
            "toc",
            "",
        ),
        (
            "{{ <toc entries={page.toc}/> }}{% component toc(entries) %}{% for e in entries %}{{ e.title }}{{ <toc entries={e.children}/> }}{% endfor %}{% endcomponent %}",
            "toc",
            "",
        ),
        (
            "{{ config.languages[lang].name }} {{ page['title'] }} {{ trans(key=format, lang=lang) }}",
            "title",
            "",
        ),
        ("{% set q = page %}{{ q.reading_time }}", "reading_time", ""),
        (
            "{% set p = get_page(path=\"a.md\") %}{{ p.word_count }} {{ p.content | safe }}",
            "word_count content",
            "",
        ),
        (
            "{{ section.word_count }} {{ section.content | safe }} {{ section.toc | json_encode }}",
            "",
            "",
        ),
        (
            "{% for p in section.pages %}{{ p.title }} {{ p.date | date(format=\"%Y\") }} {{ p.extra[name] }} {{ p.taxonomies.tags | join(sep=\", \") }}{% endfor %}",
            "",
            "title date extra taxonomies",
        ),
        (
            "{% for y, pages in section.pages | group_by(attribute=\"year\") %}{{ y }}{% for p in pages %}{{ p.title }}{% endfor %}{% endfor %}",
            "",
            "year title",
        ),
        (
            "{% set shown = [p.permalink for p in get_pages()] %}{% if page.permalink in shown %}{% endif %}",
            "permalink",
            "permalink",
        ),
        (
            "{% if page and page.title == \"x\" or section.pages | length > 3 %}{% endif %}{% if page.lower %}{{ page.lower.title }}{% endif %}",
            "title",
            "title",
        ),
        (
            "{% set list = [] %}{% for t in terms %}{% set_global list = list | concat(with=t.pages) %}{% endfor %}{% for p in list[1:] %}{{ p.title }}{% endfor %}",
            "",
            "title",
        ),
        (
            "{{ section.pages[0].title }}{% set f = section.pages | first %}{{ f.path }}{% for i in range(end=2) %}{{ section.pages[i].slug }}{% endfor %}",
            "",
            "title path slug",
        ),
        (
            "{% for t in page.terms %}{% for x in t.pages %}{% endfor %}{% endfor %}{% for x in page.assets %}{{ x }}{% endfor %}{% for x in section.pages %}{{ x.title }}{% endfor %}",
            "terms assets",
            "title",
        ),
        (
            "{% set_global seen = 1 %}{% for p in section.pages %}{% if p == none %}{% endif %}{{ p.subtitle or p.description | default(value=\"\") }}{% endfor %}",
            "",
            "subtitle description",
        ),
        (
            "{% for p in section.pages %}{% if p.image is defined and p.image %}{{ p?.canonical }}{% endif %}{% if p.updated is undefined %}{% endif %}{% endfor %}",
            "",
            "image canonical updated",
        ),
        (
            "{% set p = page %}{% if page.lower %}{% set p = page.lower %}{{ p.title }}{% endif %}",
            "title",
            "title",
        ),
        (
            "{{ <card page={page}/> }}{{ <card page={page.lower}/> }}{% component card(page) %}{{ page.title }}{% endcomponent card %}",
            "title",
            "title",
        ),
        (
            "{% if page.lower %}{% endif %}{{ section.pages | length }}{{ page.nothing }}{{ page.lower.nothing }}",
            "",
            "",
        ),
        (
            "{% if section is defined and section.pages is iterable %}{{ loop }}{% endif %}",
            "",
            "",
        ),
        (
            "{% for k, v in config.extra %}{{ k }}{{ v }}{% endfor %}{{ config | json_encode }}",
            "",
            "",
        ),
    ] {
        let wanted = own(of_page).union(some(of_cards));
        assert_eq!(facets(template), wanted, "{template}");
    }
}

/// Every field of the page that is shown.
fn own_of_all() -> Facets {
    let all = Facet::ALL.iter().map(|facet| facet.name());
    own(&all.collect::<Vec<_>>().join(" "))
}

#[test]
fn what_lists_show_is_asked_for() {
    for (template, field) in [
        (
            "{% for p in section.pages %}{{ p.word_count }}{% endfor %}",
            "word_count",
        ),
        (
            "{% for page in section.pages %}{{ page.word_count }}{% endfor %}",
            "word_count",
        ),
        (
            "{% for page in paginator.pages %}{{ page?.content }}{% endfor %}",
            "content",
        ),
        (
            "{% for t in terms %}{% for p in t.pages %}{{ p.summary_text }}{% endfor %}{% endfor %}",
            "summary_text",
        ),
        (
            "{% for m in months %}{% for p in m.pages | reverse %}{{ p.toc | length }}{% endfor %}{% endfor %}",
            "toc",
        ),
        (
            "{% for g in subscribe.groups %}{% for f in g.feeds %}{% for p in f.entries %}{{ p.backlinks | length }}{% endfor %}{% endfor %}{% endfor %}",
            "backlinks",
        ),
        (
            "{{ <card page={page}/> }}{% for p in get_pages() %}{{ <card page={p}/> }}{% endfor %}{% component card(page) %}{{ page.summary }}{% endcomponent card %}",
            "summary",
        ),
        (
            "{{ <card page={page.higher}/> }}{% component\tcard(page: map) %}{{ page.toc }}{% endcomponent card %}",
            "toc",
        ),
        (
            "{{ <card n={1} page={section.pages[0]}/> }}{% component card(n, page) %}{{ page.toc }}{% endcomponent card %}",
            "toc",
        ),
        (
            "{% set page = section.pages | first %}{{ <card/> }}{% component card(n=1, @page) %}{{ <deep/> }}{% endcomponent %}{% component deep(@page) %}{{ page.toc }}{% endcomponent %}",
            "toc",
        ),
        (
            "{% for page in section.pages %}{{ <a/> }}{% endfor %}{% component a() %}{{ <b/> }}{% endcomponent %}{% component b(@page) %}{{ page.toc }}{% endcomponent %}",
            "toc",
        ),
        (
            "{% for page in section.pages %}{% <card page> %}x{% </card> %}{% endfor %}{% component card(page) %}{{ page.toc }}{{ body }}{% endcomponent card %}",
            "toc",
        ),
        ("{{ page.lower.reading_time }}", "reading_time"),
        (
            "{{ section.pages | map(attribute=\"word_count\") | join(sep=\",\") }}",
            "word_count",
        ),
        (
            "{% for p in section.pages | sort(attribute=\"word_count\") %}{{ p.title }}{% endfor %}",
            "word_count title",
        ),
        (
            "{% for n, l in section.pages | group_by(attribute=\"reading_time\") %}{{ n }}{% endfor %}",
            "reading_time",
        ),
        ("{{ section.pages[0].word_count }}", "word_count"),
        ("{{ section.pages[:2][1].word_count }}", "word_count"),
        (
            "{% set p = section.pages | last %}{{ p | get(key=\"backlinks\") }}",
            "backlinks",
        ),
        (
            "{% set p = section.pages | nth(n=2) %}{{ p['toc'] }}",
            "toc",
        ),
        (
            "{% set s = get_section(path=\"a.md\") %}{{ s.pages[0].word_count }}",
            "word_count",
        ),
        (
            "{{ [p.word_count for p in get_pages() if p.date] | length }}",
            "word_count date",
        ),
        (
            "{% set l = [p for p in get_pages()] %}{{ l[0].word_count }}",
            "word_count",
        ),
        (
            "{% set q = page.lower or page %}{{ q.word_count if q else 0 }}",
            "word_count",
        ),
        (
            "{% for p in section.pages %}{% set q = p %}{% if q.word_count > 1 %}{% endif %}{% endfor %}",
            "word_count",
        ),
        (
            "{% for p in section.pages %}{{ last.toc }}{% set_global last = p %}{% endfor %}",
            "toc",
        ),
        (
            "{% for k, v in section.pages | group_by(attribute=\"year\") %}{{ v[0].toc }}{% endfor %}",
            "toc year",
        ),
        (
            "{% set by = section.pages | group_by(attribute=\"year\") %}{{ by[\"2026\"][0].toc }}",
            "toc year",
        ),
        (
            "{% set x %}{% for p in section.pages %}{{ p.toc | length }}{% endfor %}{% endset %}{{ x }}",
            "toc",
        ),
        (
            "{% filter upper %}{% for p in section.pages %}{{ p.toc | length }}{% endfor %}{% endfilter %}",
            "toc",
        ),
        (
            "{% set p = section.pages | concat(with=get_pages()) | first %}{{ p.toc }}",
            "toc",
        ),
        (
            "{% set p = nothing | default(value=page.lower) %}{{ p.toc }}",
            "toc",
        ),
    ] {
        let of_cards = facets(template).without(own_of_all());
        assert_eq!(of_cards, some(field), "{template}");
    }
}

#[test]
fn what_cannot_be_followed_may_show_any_facet() {
    for template in [
        "{{ page.lower[name] }}",
        "{% for p in section.pages %}{{ p[\"word\" ~ \"_count\"] }}{% endfor %}",
        "{% for p in section.pages | sort(attribute=name) %}{% endfor %}",
        "{{ section.pages[0] | get(key=name) }}",
        "{{ section.pages[0][x ~ y] }}",
        "{{ section.pages | json_encode }}",
        "{{ page.lower }}",
        "{{ section.pages }}",
        "{{ \"\" ~ page.lower }}",
        "{% for k, v in page.lower %}{{ k }}{% endfor %}",
        "{% for x in page.lower %}{{ x }}{% endfor %}",
        "{{ page.lower | keys | join }}",
        "{{ page.lower | length }}",
        "{{ page[name] }}",
        "{{ page }}",
        "{{ get_page(path=\"a.md\") | json_encode }}",
        "{{ page.lower is containing(pat=\"word_count\") }}",
        "{{ \"word_count\" in page.lower }}",
        "{{ page.lower == page.higher }}",
        "{% set m = {\"title\": page.lower} %}{{ m.title }}",
        "{% set m = {...page.lower} %}{{ m.title }}",
        "{{ <card {...page.lower}/> }}{% component card(...rest) %}{{ rest }}{% endcomponent %}",
        "{{ <card p={page.lower}/> }}{% component card(...rest) %}{{ rest }}{% endcomponent %}",
        "{{ load_data(literal=page.lower) }}",
        "{{ __tera_context }}",
        "{% set x = section.pages %}{% set x = page.lower %}{{ x.title }}",
        "{{ section.pages | unique | length }}",
    ] {
        assert_eq!(facets(template), Facets::ALL, "{template}");
    }
}

#[test]
fn a_variable_of_a_loop_is_seen_by_what_is_included() {
    let card = "{{ page.word_count }}";
    for list in [
        "{% for page in section.pages %}{% include \"card\" %}{% endfor %}",
        "{% set page = page.lower %}{% include \"card\" %}",
        "{% for q in section.pages %}{% set page = q %}{% include \"deep\" %}{% endfor %}",
        "{% extends \"base\" %}{% block b %}{% set_global page = page.lower %}{% endblock %}",
    ] {
        let all = [
            ("t", list),
            ("card", card),
            ("deep", "{% include 'card' %}"),
            ("base", "{% block b %}{% endblock %}{% include 'card' %}"),
        ];
        let wanted = root(&all).facets.without(own_of_all());
        assert_eq!(wanted, some("word_count"), "{list}");
    }
    // What was set in one place is not seen in another.
    let all = [
        (
            "t",
            "{% for page in section.pages %}{{ page.title }}{% endfor %}{% include \"card\" %}",
        ),
        ("card", card),
    ];
    assert_eq!(root(&all).facets, some("title").union(own("word_count")));
}

#[test]
fn a_template_draws_on_all_it_reaches_and_on_nothing_else() {
    let templates = [
        ("page.html", "{% extends \"base.html\" %}"),
        ("section.html", "{{ <a.card page={p}/> }}"),
        ("t/base.html", "{% include \"foot.html\" %}"),
        ("t/foot.html", "foot"),
        (
            "t/c.html",
            "{% component a.card(page) %}{% endcomponent a.card %}",
        ),
    ];
    let prefixes = ["t/".to_owned()];
    let read_all = |origins: &BTreeMap<String, Origin>| {
        let mut tera = Tera::new();
        tera.set_fallback_prefixes(prefixes.clone()).unwrap();
        let templates = origins.iter().map(|(name, origin)| (name, &origin.text));
        tera.add_raw_templates(templates).unwrap();
        let roots = read(origins, &prefixes, Fingerprint::NONE, &[], &tera);
        ["page.html", "section.html"].map(|name| roots[name].fingerprint)
    };
    let mut origins = origins(&templates);
    let mut put = |name: &str, text: &str| {
        let origin = Origin {
            shown: name.to_owned(),
            text: text.to_owned(),
        };
        origins.insert(name.to_owned(), origin);
        read_all(&origins)
    };
    let before = put("t/foot.html", "foot");
    let foot = put("t/foot.html", "foot!");
    assert_ne!(before[0], foot[0]);
    assert_eq!(before[1], foot[1]);
    let card = put(
        "t/c.html",
        "{% component a.card(page) %}x{% endcomponent a.card %}",
    );
    assert_eq!(foot[0], card[0]);
    assert_ne!(foot[1], card[1]);
    // A template that comes before the one that was found.
    let own = put("foot.html", "mine");
    assert_ne!(own[0], card[0]);
    assert_eq!(own[1], card[1]);
}

#[test]
fn the_bundled_theme_is_read_whole_and_wants_no_more_than_summaries() {
    let mut files = Vec::new();
    crate::theme::files_of(&crate::theme::GAZETTE, &mut files);
    let files = files.iter().filter_map(|file| {
        let name = file
            .path()
            .to_str()
            .filter(|name| name.starts_with("templates/"))?;
        Some((format!("gazette/{name}"), file.contents_utf8()?))
    });
    let files: Vec<(String, &str)> = files.collect();
    let templates: Vec<(&str, &str)> = files
        .iter()
        .map(|(name, text)| (name.as_str(), *text))
        .collect();
    let prefixes = ["gazette/templates/".to_owned()];
    assert!(templates.len() > 10);
    for (name, text) in &templates {
        assert!(!read_one(name, text).in_doubt, "{name}");
    }
    let tera = loaded(&templates, &prefixes);
    let roots = read(
        &origins(&templates),
        &prefixes,
        Fingerprint::NONE,
        &[],
        &tera,
    );
    // Lists that showed more would be made again with nearly every edit of an article, and those in parts with
    // each new one. Only what lists all terms tells how many articles each has.
    let changing = some("toc word_count reading_time backlinks content extra corrections");
    let changing = changing.union(Facets::PLACE).union(Facets::TOTALS);
    for (name, root) in roots {
        let counts = name.ends_with("list.html");
        let more = if counts { Facets::TOTALS } else { Facets::NONE };
        assert_eq!(root.facets.only(changing), more, "{name}");
    }
}

#[test]
fn numbers_of_lists_are_wanted_where_they_are_named() {
    for (template, wanted) in [
        ("{{ paginator.current_index }}", Facets::PLACE),
        (
            "{% if paginator.number_pagers > 1 %}{% endif %}",
            Facets::PLACE,
        ),
        ("{{ paginator.total_pages }}", Facets::TOTALS),
        (
            "{{ section.page_count }}{{ term.page_count }}",
            Facets::TOTALS,
        ),
        (
            "{% for c in section.children %}{{ c.page_count }}{% endfor %}",
            Facets::TOTALS,
        ),
        (
            "{% for t in terms %}{{ t.page_count }}{% endfor %}",
            Facets::TOTALS,
        ),
        (
            "{% set s = get_section(path=\"a/_index.md\") %}{{ s[\"page_count\"] }}",
            Facets::TOTALS,
        ),
        (
            "{{ <x p={paginator}/> }}{% component x(p) %}{{ p.current_index }}{{ p.total_pages }}{% endcomponent %}",
            Facets::PLACE.union(Facets::TOTALS),
        ),
        (
            "{{ paginator.number }}{{ paginator.numbers }}{{ paginator.count }}{{ paginator.next }}{{ paginator.last }}",
            Facets::NONE,
        ),
        (
            "{% for c in section.children %}{{ c.title }}{% endfor %}",
            Facets::NONE,
        ),
        (
            "{{ page.page_count }}{{ config.total_pages }}",
            Facets::NONE,
        ),
        ("{{ paginator | json_encode }}", Facets::ALL),
        ("{{ section.children | json_encode }}", Facets::ALL),
    ] {
        assert_eq!(facets(template), wanted, "{template}");
    }
}

#[test]
fn whatever_tera_takes_is_no_matter_of_doubt() {
    for text in [
        "",
        "{",
        "{{ 1 }}}",
        "{{ {\"a\": {\"b\": [1, [2]]} } }}",
        "{{ -1 - -2.5 // 3 ** 2 % 4 ~ 'x' }}",
        "{{ not a in b and c not in d or e is not f(x=1) }}",
        "{{ a ? b : c }}",
        "{{ a[b[c]][1:2][::-1]?.d?[e] }}",
        "{{ (a if b else c) | d(e=(f | g), h=[i for i, j in k if l]) }}",
        "{{ [...a, *b] }}",
        "{{ [...a, b,] | length }}{{ f(a=1,) }}",
        "{{ {...a, 1: 2, true: 3} }}",
        "{% for a, b in c %}{% continue %}{% break %}{% else %}{{ loop.index }}{% endfor %}",
        "{% if a %}{% elif b %}{% elif c %}{% else %}{% endif %}",
        "{% set a | upper | trim(pat='x') %}b{% endset %}{% set_global c = a %}",
        "{% filter upper | replace(from='a', to=b) %}c{% endfilter %}",
        "{% block a %}{{ super() }}{% block b %}{% endblock %}{% endblock a %}",
        "{% component a.b(c: string = \"%}\", d = -1, @e, f=[1], g={\"h\": 1}, ...i) {\"j\": true} %}{{ body }}{% endcomponent %}",
        "{% <a b=\"c\" d={e} f {...g}> %}{% <h> %}{% </h> %}{% </a> %}",
        "{{ <a.b.c d='}}' /> ~ <e/> }}",
        "{% raw %}{% endraw %}{%- raw -%} {{ {%- endraw -%}",
        "{# {% raw %} #}{#- #}{{ a < b }}{{ a <= b and c > d }}",
        "{% include 'a' %}{% include `b` %}{% include \"c\\\"d\" %}",
        "\u{FEFF}{{ '비' ~ `\u{1F44B}` }}비{# 비 #}",
        "{{ __tera_context }}{{ true }}{{ None }}{{ null }}",
    ] {
        let mut tera = Tera::new();
        let is_taken = match tera.add_raw_template("t", text) {
            Ok(()) => true,
            Err(error) => !matches!(error.kind(), tera::ErrorKind::SyntaxError(_)),
        };
        assert!(!is_taken || !read_one("t", text).in_doubt, "{text}");
        assert!(
            is_taken || text.contains("? b") || text.contains("*b"),
            "{text}"
        );
    }
}

#[test]
fn every_function_is_known_to_answer_with_cards_or_not() {
    for name in crate::theme::names::FUNCTIONS {
        assert!(
            flow::is_known(name),
            "say in `flow::answer` what `{name}` answers"
        );
    }
}
