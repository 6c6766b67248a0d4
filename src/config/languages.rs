//! Reading what belongs to one language, and the taxonomies.

use std::collections::BTreeMap;

use super::feeds::feed_filenames;
use super::{AUTHORS, Language, MenuItem, PaginateFrom, Taxonomy};
use crate::data::{self, Fields, Key, Located, Node};
use crate::diag::say;
use crate::route::{Lang, OutputPath, Slugify, slugify};

/// Reads what belongs to the languages, the default one first; names become slugs as `slugs` says.
pub(super) fn languages(fields: &mut Fields<'_>, slugs: Slugify) -> Option<Vec<Language>> {
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
            .located("footer")
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
            taxonomy.paginate_from = fields.choice("paginate_from", PaginateFrom::CHOICES);
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
        paginate_from: None,
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
