//! Reading `byline.toml`.

use std::collections::BTreeMap;

use globset::{Glob, GlobSet, GlobSetBuilder};

use super::{
    AUTHORS, Anchors, Author, Config, FILE, LOCAL_BASE_URL, Language, MarkdownConfig, MenuItem,
    SlugifyConfig, Taxonomy,
};
use crate::data::{self, Fields, Key, Located, Node, Origin};
use crate::diag::{Diags, say};
use crate::markdown::{ExternalLinks, Math};
use crate::route::{self, BaseUrl, Lang, OutputPath, Slugify, slugify};

/// What other programs call a setting, and what Byline does.
const ELSEWHERE: &[(&str, &str)] = &[
    ("baseURL", "base_url"),
    ("baseurl", "base_url"),
    ("url", "base_url"),
    ("site_url", "base_url"),
    ("languageCode", "default_language"),
    ("lang", "default_language"),
    ("timeZone", "timezone"),
    ("rssLimit", "feed_limit"),
    ("publishDir", "output_dir"),
    ("ignoreFiles", "ignored_content"),
    ("generate_feed", "generate_feeds"),
    ("feed_filename", "feed_filenames"),
    ("params", "[extra]"),
];

const SLUGIFY: &[(&str, Slugify)] = &[
    ("on", Slugify::On),
    ("safe", Slugify::Safe),
    ("off", Slugify::Off),
];

/// Reads the settings; without a text, those of a site that has no file yet. `base_url` replaces
/// the one in the file.
///
/// # Errors
/// Every problem with its place.
pub fn read(text: Option<&str>, base_url: Option<&str>) -> Result<(Config, Diags), Diags> {
    let text = text.unwrap_or_default();
    let origin = Origin {
        file: FILE,
        text,
        base: 0,
    };
    let node = data::read(data::Format::Toml, text, origin)?;
    let mut fields = Fields::new(&node, origin, "the settings");
    let config = settings(&mut fields, base_url);
    let diags = fields.finish(|key| {
        let (_, ours) = ELSEWHERE.iter().find(|(theirs, _)| *theirs == key)?;
        Some(format!("Byline calls this `{ours}`"))
    });
    match config {
        Some(config) => diags.sorted().unless_errors(config),
        None => Err(diags.sorted()),
    }
}

fn settings(fields: &mut Fields<'_>, instead: Option<&str>) -> Option<Config> {
    let base_url = base_url(fields, instead);
    let slugs = fields.within("slugify", "`[slugify]`", |fields| SlugifyConfig {
        paths: fields.choice("paths", SLUGIFY).unwrap_or_default(),
        taxonomies: fields.choice("taxonomies", SLUGIFY).unwrap_or_default(),
        paths_keep_dates: fields.flag("paths_keep_dates").unwrap_or_default(),
    });
    let slugs = slugs.unwrap_or_default();
    let languages = languages(fields, slugs.taxonomies);
    let authors = authors(fields);
    let author = author(fields, &authors);
    let timezone = timezone(fields);
    let mut markdown = markdown(fields);
    // A link to the site's own address is not external.
    markdown.external_links.own_host = base_url.as_ref().map(|url| url.host().to_owned());
    let base_url = base_url.or_else(|| BaseUrl::new(LOCAL_BASE_URL).ok());
    Some(Config {
        base_url: base_url?,
        timezone,
        theme: fields.located("theme"),
        output_dir: fields.located("output_dir").unwrap_or_else(|| Located {
            value: "public".to_owned(),
            span: 0..0,
        }),
        author,
        authors,
        feed_limit: fields.count("feed_limit").unwrap_or(20),
        feed_full_content: fields.flag("feed_full_content").unwrap_or(true),
        feed_hub: feed_hub(fields),
        slugify: slugs,
        markdown,
        ignored_content: globs(fields, "ignored_content"),
        ignored_static: globs(fields, "ignored_static"),
        generate_sitemap: fields.flag("generate_sitemap").unwrap_or(true),
        generate_robots_txt: fields.flag("generate_robots_txt").unwrap_or(true),
        generate_opml: fields.flag("generate_opml").unwrap_or(true),
        generate_archive: fields.flag("generate_archive").unwrap_or(true),
        article_type: fields
            .choice(
                "article_type",
                &[("blog", "BlogPosting"), ("news", "NewsArticle")],
            )
            .unwrap_or("BlogPosting"),
        logo: fields.located("logo"),
        icon: fields.located("icon"),
        rights: fields.filled_text("rights"),
        check: super::check::read(fields),
        extra: fields.free("extra"),
        languages: languages?,
    })
}

fn base_url(fields: &mut Fields<'_>, instead: Option<&str>) -> Option<BaseUrl> {
    let written = fields.take("base_url");
    if let Some(text) = instead {
        return match BaseUrl::new(text) {
            Ok(url) => Some(url),
            Err(why) => {
                fields.problem(say::bad_base_url(None, text, &why));
                None
            }
        };
    }
    let Some((_, node)) = written else {
        fields.problem(say::no_base_url(LOCAL_BASE_URL));
        return BaseUrl::new(LOCAL_BASE_URL).ok();
    };
    let place = fields.place(node);
    let data::Value::Text(text) = &node.value else {
        fields.mismatch("base_url", "a text", node);
        return None;
    };
    match BaseUrl::new(text) {
        Ok(url) => {
            let host = url.host().split(':').next().unwrap_or_default();
            if matches!(host, "127.0.0.1" | "localhost") {
                fields.problem(say::local_base_url(place));
            }
            Some(url)
        }
        Err(why) => {
            fields.problem(say::bad_base_url(Some(place), text, &why));
            None
        }
    }
}

fn feed_hub(fields: &mut Fields<'_>) -> Option<String> {
    let hub = fields.located("feed_hub")?;
    match url::Url::parse(&hub.value) {
        Ok(url) if matches!(url.scheme(), "http" | "https") => Some(url.into()),
        _ => {
            let place = fields.place_of(&hub.span);
            fields.problem(say::bad_feed_hub(place, &hub.value));
            None
        }
    }
}

fn timezone(fields: &mut Fields<'_>) -> chrono_tz::Tz {
    let Some((_, node)) = fields.take("timezone") else {
        return chrono_tz::UTC;
    };
    let place = fields.place(node);
    match &node.value {
        data::Value::Text(name) => match name.parse() {
            Ok(zone) => return zone,
            Err(_) => {
                let names = chrono_tz::TZ_VARIANTS.iter().map(|zone| zone.name());
                fields.problem(say::unknown_timezone(place, name, names));
            }
        },
        _ => fields.mismatch("timezone", "a text", node),
    }
    chrono_tz::UTC
}

fn authors(fields: &mut Fields<'_>) -> BTreeMap<String, Author> {
    let mut authors = BTreeMap::new();
    for (key, node) in fields.entries("authors") {
        let author = fields.inside(node, format!("the author `{}`", key.name), |fields| {
            Author {
                name: fields
                    .filled_text("name")
                    .unwrap_or_else(|| key.name.clone()),
                email: fields.filled_text("email"),
                url: fields.filled_text("url"),
                bio: fields.filled_text("bio"),
                avatar: fields.located("avatar"),
            }
        });
        authors.insert(key.name.clone(), author);
    }
    authors
}

fn author(fields: &mut Fields<'_>, authors: &BTreeMap<String, Author>) -> Option<String> {
    let (_, node) = fields.take("author")?;
    let place = fields.place(node);
    let data::Value::Text(name) = &node.value else {
        fields.mismatch("author", "a text", node);
        return None;
    };
    if !authors.is_empty()
        && !authors
            .iter()
            .any(|(key, author)| key == name || author.name == *name)
    {
        fields.problem(say::unknown_author(
            place,
            name,
            authors.keys().map(String::as_str),
        ));
    }
    Some(name.clone())
}

fn markdown(fields: &mut Fields<'_>) -> MarkdownConfig {
    let read = |fields: &mut Fields<'_>| MarkdownConfig {
        smart_punctuation: fields.flag("smart_punctuation").unwrap_or(true),
        math: fields
            .choice(
                "math",
                &[
                    ("off", Math::Off),
                    ("tex", Math::Tex),
                    ("mathml", Math::MathMl),
                ],
            )
            .unwrap_or(Math::Off),
        emoji: fields.flag("render_emoji").unwrap_or(true),
        definition_lists: fields.flag("definition_list").unwrap_or(true),
        alerts: fields.flag("github_alerts").unwrap_or(true),
        insert_anchor_links: fields
            .choice("insert_anchor_links", Anchors::CHOICES)
            .unwrap_or_default(),
        external_links: ExternalLinks {
            class: fields.filled_text("external_links_class"),
            target_blank: fields
                .flag("external_links_target_blank")
                .unwrap_or_default(),
            no_follow: fields.flag("external_links_no_follow").unwrap_or_default(),
            no_referrer: fields
                .flag("external_links_no_referrer")
                .unwrap_or_default(),
            own_host: None,
        },
        summary_length: fields.count("summary_length").unwrap_or(200),
    };
    let found = fields.within("markdown", "`[markdown]`", read);
    let empty = Node::empty();
    found.unwrap_or_else(|| {
        read(&mut Fields::new(
            &empty,
            Origin {
                file: FILE,
                text: "",
                base: 0,
            },
            "",
        ))
    })
}

pub(super) fn globs(fields: &mut Fields<'_>, name: &'static str) -> GlobSet {
    let mut set = GlobSetBuilder::new();
    let Some((key, node)) = fields.take(name) else {
        return GlobSet::empty();
    };
    for pattern in fields.texts_of(&key.name, node) {
        match Glob::new(&pattern.value) {
            Ok(glob) => {
                set.add(glob);
            }
            Err(error) => {
                let place = fields.place_of(&pattern.span);
                fields.problem(say::bad_glob(
                    place,
                    &pattern.value,
                    &error.kind().to_string(),
                ));
            }
        }
    }
    set.build().unwrap_or_else(|_| GlobSet::empty())
}

fn languages(fields: &mut Fields<'_>, slugs: Slugify) -> Option<Vec<Language>> {
    let tag = fields.take("default_language");
    let lang = match tag {
        None => Lang::new("en"),
        Some((_, node)) => {
            let found = match &node.value {
                data::Value::Text(tag) => Lang::new(tag),
                _ => None,
            };
            if found.is_none() {
                let place = fields.place(node);
                fields.problem(say::bad_language(place));
            }
            found
        }
    };
    // The rest is read all the same, as if it were English.
    let lang = lang.or_else(|| Lang::new("en"));
    let default = lang.map(|lang| language(fields, lang, None, slugs));
    let mut languages: Vec<Language> = default.into_iter().collect();
    let tables: Vec<&(Key, Node)> = fields.entries("languages").iter().collect();
    for (key, node) in tables {
        let Some(lang) = Lang::new(&key.name) else {
            let place = fields.place_of(&key.span);
            fields.problem(say::bad_language(place));
            continue;
        };
        let default = languages.first().cloned();
        let is_default = default.as_ref().is_some_and(|default| default.lang == lang);
        let whose = format!("`[languages.{lang}]`");
        let read = fields.inside(node, whose, |fields| {
            language(fields, lang, default.as_ref(), slugs)
        });
        if is_default {
            languages[0] = read;
        } else {
            languages.push(read);
        }
    }
    (!languages.is_empty()).then_some(languages)
}

/// Reads what belongs to a language; what is not said is as in the default language, if that is
/// not a text.
fn language(
    fields: &mut Fields<'_>,
    lang: Lang,
    default: Option<&Language>,
    slugs: Slugify,
) -> Language {
    let title = fields.filled_text("title");
    // Zola lets the default language have a table too: it adds to what stands at the top.
    let same = default.filter(|default| default.lang == lang);
    let taxonomies = taxonomies(fields, slugs);
    Language {
        name: fields
            .filled_text("name")
            .or_else(|| same.map(|same| same.name.clone()))
            .unwrap_or_else(|| own_name(&lang).to_owned()),
        title: title
            .or_else(|| default.map(|default| default.title.clone()))
            .unwrap_or_else(|| "My site".to_owned()),
        description: fields
            .filled_text("description")
            .or_else(|| {
                default
                    .filter(|default| default.lang == lang)
                    .map(|d| d.description.clone())
            })
            .unwrap_or_default(),
        menu: menu(fields)
            .unwrap_or_else(|| same.map(|same| same.menu.clone()).unwrap_or_default()),
        footer: fields
            .filled_text("footer")
            .or_else(|| same.and_then(|same| same.footer.clone())),
        generate_feeds: fields
            .flag("generate_feeds")
            .unwrap_or_else(|| default.is_none_or(|default| default.generate_feeds)),
        feed_filenames: feed_filenames(fields).unwrap_or_else(|| match default {
            Some(default) => default.feed_filenames.clone(),
            None => ["rss.xml", "atom.xml", "feed.json"]
                .map(str::to_owned)
                .to_vec(),
        }),
        taxonomies: taxonomies.unwrap_or_else(|| match default {
            Some(default) => default.taxonomies.clone(),
            None => with_authors(vec![taxonomy("tags", slugs)], slugs),
        }),
        translations: {
            let mut all = same
                .map(|same| same.translations.clone())
                .unwrap_or_default();
            all.extend(translations(fields));
            all
        },
        lang,
    }
}

fn taxonomies(fields: &mut Fields<'_>, slugs: Slugify) -> Option<Vec<Taxonomy>> {
    let items = fields.list("taxonomies")?;
    let mut taxonomies: Vec<Taxonomy> = Vec::new();
    for node in items {
        let place = fields.place(node);
        let read = fields.inside(node, "a taxonomy", |fields| {
            let name = fields.filled_text("name");
            let mut taxonomy = taxonomy(name.as_deref().unwrap_or_default(), slugs);
            taxonomy.paginate_by = fields.count("paginate_by").filter(|by| *by > 0);
            if let Some(path) = fields.located("paginate_path") {
                let trimmed = path.value.trim_matches('/');
                match OutputPath::new(&format!("{trimmed}/1/index.html")) {
                    Ok(_) => taxonomy.paginate_path = trimmed.to_owned(),
                    Err(why) => {
                        let place = fields.place_of(&path.span);
                        let what = "`paginate_path`";
                        fields.problem(say::bad_path(place, what, &path.value, &why));
                    }
                }
            }
            taxonomy.feed = fields.flag("feed").unwrap_or_default();
            taxonomy.render = fields.flag("render").unwrap_or(true);
            taxonomy
        });
        if read.slug.is_empty() {
            fields.problem(say::nameless_taxonomy(place));
        } else if taxonomies.iter().any(|other| other.slug == read.slug) {
            fields.problem(say::duplicate_taxonomy(place, &read.name));
        } else {
            taxonomies.push(read);
        }
    }
    Some(with_authors(taxonomies, slugs))
}

fn taxonomy(name: &str, slugs: Slugify) -> Taxonomy {
    Taxonomy {
        name: name.to_owned(),
        slug: slugify(name, slugs),
        paginate_by: Some(20),
        paginate_path: "page".to_owned(),
        feed: false,
        render: true,
    }
}

/// Authors have pages as terms do, whether the taxonomy is named or not.
fn with_authors(mut taxonomies: Vec<Taxonomy>, slugs: Slugify) -> Vec<Taxonomy> {
    if !taxonomies.iter().any(|taxonomy| taxonomy.name == AUTHORS) {
        taxonomies.push(taxonomy(AUTHORS, slugs));
    }
    taxonomies
}

fn menu(fields: &mut Fields<'_>) -> Option<Vec<MenuItem>> {
    let items = fields.list("menu")?;
    let items = items
        .iter()
        .map(|node| {
            fields.inside(node, "a menu entry", |fields| MenuItem {
                title: fields.text("title").unwrap_or_default(),
                url: fields.located("url").unwrap_or_else(|| Located {
                    value: String::new(),
                    span: node.span.clone(),
                }),
            })
        })
        .collect();
    Some(items)
}

fn feed_filenames(fields: &mut Fields<'_>) -> Option<Vec<String>> {
    let (key, node) = fields.take("feed_filenames")?;
    let names = fields.texts_of(&key.name, node);
    let mut checked = Vec::with_capacity(names.len());
    for name in names {
        let place = fields.place_of(&name.span);
        let known = name.value.ends_with(".xml") || name.value.ends_with(".json");
        if !known || name.value.contains('/') || OutputPath::new(&name.value).is_err() {
            fields.problem(say::bad_feed_filename(place, &name.value));
        } else {
            checked.push(route::nfc(&name.value));
        }
    }
    Some(checked)
}

fn translations(fields: &mut Fields<'_>) -> BTreeMap<String, String> {
    let mut translations = BTreeMap::new();
    for (key, node) in fields.entries("translations") {
        match &node.value {
            data::Value::Text(text) => {
                translations.insert(key.name.clone(), text.clone());
            }
            _ => {
                fields.mismatch(&key.name, "a text", node);
            }
        }
    }
    translations
}

/// What speakers of a language call it; the tag where we do not know.
fn own_name(lang: &Lang) -> &str {
    match lang.as_str() {
        "en" => "English",
        "ko" => "한국어",
        "ja" => "日本語",
        "zh" => "中文",
        "zh-Hans" | "zh-CN" => "简体中文",
        "zh-Hant" | "zh-TW" => "繁體中文",
        "ar" => "العربية",
        "cs" => "Čeština",
        "da" => "Dansk",
        "de" => "Deutsch",
        "el" => "Ελληνικά",
        "es" => "Español",
        "fa" => "فارسی",
        "fi" => "Suomi",
        "fr" => "Français",
        "he" => "עברית",
        "hi" => "हिन्दी",
        "hu" => "Magyar",
        "id" => "Bahasa Indonesia",
        "it" => "Italiano",
        "nb" | "no" => "Norsk",
        "nl" => "Nederlands",
        "pl" => "Polski",
        "pt" | "pt-BR" => "Português",
        "ru" => "Русский",
        "sv" => "Svenska",
        "th" => "ไทย",
        "tr" => "Türkçe",
        "uk" => "Українська",
        "vi" => "Tiếng Việt",
        tag => tag,
    }
}
