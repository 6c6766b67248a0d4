//! Reading `byline.toml`.

use std::collections::BTreeMap;

use globset::{Glob, GlobSet, GlobSetBuilder};

use super::feeds::{FEED_MAX_BYTES, combined, feed_archives, feed_hub};
use super::languages::languages;
use super::podcast::podcast;
use super::{
    Anchors, Author, Config, FILE, LOCAL_BASE_URL, Mode, PaginateFrom, SlugifyConfig, Titles,
};
use crate::data::{self, Fields, Located, Origin, UnknownKeys};
use crate::diag::{Diags, say};
use crate::markdown::{ExternalLinks, HeadingIds, Math, Options};
use crate::route::{BaseUrl, Slugify};

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

/// What articles of news are called in JSON-LD.
const NEWS_ARTICLE: &str = "NewsArticle";

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
    let own_base_url = own_base_url(fields);
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
    let (mut markdown, insert_anchor_links) = markdown(fields);
    // A link to the site's own address is not external.
    markdown.external_links.own_host = base_url.as_ref().map(|url| url.host().to_owned());
    let article_type = fields
        .choice(
            "article_type",
            &[("blog", "BlogPosting"), ("news", NEWS_ARTICLE)],
        )
        .unwrap_or("BlogPosting");
    let base_url = base_url.or_else(|| BaseUrl::new(LOCAL_BASE_URL).ok());
    let is_published = match &own_base_url {
        Some(own) => base_url.as_ref() == Some(own),
        None => instead.is_some_and(|url| url != LOCAL_BASE_URL),
    };
    Some(Config {
        authority: authority(own_base_url.as_ref().or(base_url.as_ref())),
        is_published,
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
        feed_archives: feed_archives(fields, languages.as_deref().unwrap_or_default()),
        feed_max_bytes: fields.count("feed_max_bytes").unwrap_or(FEED_MAX_BYTES),
        feed_hub: feed_hub(fields),
        podcast: podcast(fields),
        feeds: combined(fields, languages.as_deref().unwrap_or_default()),
        slugify: slugs,
        markdown,
        insert_anchor_links,
        paginate_from: fields
            .choice("paginate_from", PaginateFrom::CHOICES)
            .unwrap_or_default(),
        ignored_content: globs(fields, "ignored_content"),
        ignored_static: globs(fields, "ignored_static"),
        publish_anyway: globs(fields, "publish_anyway"),
        keep_metadata: fields.flag("keep_metadata").unwrap_or_default(),
        generate_sitemap: fields.flag("generate_sitemap").unwrap_or(true),
        generate_news_sitemap: fields
            .flag("generate_news_sitemap")
            .unwrap_or(article_type == NEWS_ARTICLE),
        generate_robots_txt: fields.flag("generate_robots_txt").unwrap_or(true),
        generate_opml: fields.flag("generate_opml").unwrap_or(true),
        redirect_files: super::hosts::read(fields),
        generate_subscribe: fields.flag("generate_subscribe").unwrap_or(true),
        generate_archive: fields.flag("generate_archive").unwrap_or(true),
        article_type,
        logo: fields.located("logo"),
        icon: fields.located("icon"),
        rights: fields.filled_text("rights"),
        titles: fields.choice("titles", Titles::CHOICES).unwrap_or_default(),
        unknown_keys: fields
            .choice("unknown_keys", UnknownKeys::CHOICES)
            .unwrap_or_default(),
        strict: super::strict::read(fields),
        check: super::check::read(fields),
        extra: fields.free("extra"),
        mode: Mode::default(),
        languages: languages?,
    })
}

/// The address that the settings name, unless it is the one of every site that has none yet.
fn own_base_url(fields: &Fields<'_>) -> Option<BaseUrl> {
    let node = fields.peek("base_url")?;
    let data::Value::Text(text) = &node.value else {
        return None;
    };
    let url = BaseUrl::new(text).ok()?;
    (url.as_str() != LOCAL_BASE_URL).then_some(url)
}

/// A host without its port, as ids name it.
fn authority(url: Option<&BaseUrl>) -> String {
    let host = url.map_or("", BaseUrl::host);
    host.split(':').next().unwrap_or(host).to_owned()
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
                bio: fields.located("bio"),
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

/// `[markdown]`: how texts are read, and where heading anchors stand.
fn markdown(fields: &mut Fields<'_>) -> (Options, Anchors) {
    let read = |fields: &mut Fields<'_>| {
        let default = Options::default();
        let ids = &[
            ("byline", HeadingIds::Byline),
            ("github", HeadingIds::GitHub),
            ("zola", HeadingIds::Zola),
        ];
        let math = &[
            ("off", Math::Off),
            ("tex", Math::Tex),
            ("mathml", Math::MathMl),
        ];
        let options = Options {
            smart_punctuation: fields
                .flag("smart_punctuation")
                .unwrap_or(default.smart_punctuation),
            heading_ids: fields.choice("heading_ids", ids).unwrap_or_default(),
            math: fields.choice("math", math).unwrap_or_default(),
            emoji: fields.flag("render_emoji").unwrap_or(default.emoji),
            definition_lists: fields
                .flag("definition_list")
                .unwrap_or(default.definition_lists),
            autolinks: fields.flag("autolinks").unwrap_or(default.autolinks),
            alerts: fields.flag("github_alerts").unwrap_or(default.alerts),
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
            summary_length: fields
                .count("summary_length")
                .unwrap_or(default.summary_length),
            ..default
        };
        let anchors = fields.choice("insert_anchor_links", Anchors::CHOICES);
        (options, anchors.unwrap_or_default())
    };
    let found = fields.within("markdown", "`[markdown]`", read);
    found.unwrap_or_default()
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
