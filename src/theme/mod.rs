//! Templates: where they come from, what they may call, and what is wrong with them.
//!
//! A name is looked up in the site's `templates/`, then in the theme's, then in the bundled theme.

mod ask;
mod calls;
mod chance;
mod errors;
mod filters;
mod functions;
mod graph;
mod hash;
mod load;
mod names;
mod pattern;
mod tera1;
mod words;

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::path::Path;
use std::sync::Arc;

use globset::GlobSet;
use include_dir::{Dir, include_dir};
use tera::{Context, Tera, Value};

use crate::config::Config;
use crate::data;
use crate::diag::{Diags, Place, say};
use crate::disk::Disk;
use crate::fingerprint::{Fingerprint, Hasher};
use crate::markdown::{AlertKind, Label, escape_text};
use crate::source::{self, LeftOut};
use crate::view::{Facet, Facets, Wanted};

pub use ask::{Answer, Answered, Answers, Asked, PagesQuery, Question};
pub use graph::Root;
pub use hash::hex as digest;
pub use words::Words;

/// The theme that every binary carries.
pub const BUNDLED: &str = "gazette";
static GAZETTE: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/themes/gazette");

/// Templates, ready to render, and the static files of the theme.
pub struct Theme {
    tera: Tera,
    /// Where each template comes from, by its name in Tera: path as messages show it.
    origins: BTreeMap<String, Origin>,
    /// The static files, sorted by path.
    pub files: Vec<ThemeFile>,
    /// The theme's words in every language.
    pub words: Words,
    /// What each template draws on, by its name in Tera.
    roots: HashMap<String, Root>,
    /// What the names of templates are looked up with, in this order.
    prefixes: Vec<String>,
    /// What is odd about templates that can be rendered all the same.
    pub warnings: Diags,
}

/// Where a template comes from.
struct Origin {
    shown: String,
    text: String,
}

/// A static file of the theme.
pub struct ThemeFile {
    /// Its path below `static/`.
    pub path: String,
    /// Its bytes.
    pub bytes: FileBytes,
}

/// Where a static file of the theme has its bytes.
pub enum FileBytes {
    /// In the binary.
    Bundled(&'static [u8]),
    /// On the disk.
    OnDisk(std::path::PathBuf),
}

/// What a theme is made of, as read: the templates, words and files of the site, of its theme, and of
/// the bundled one.
pub struct Materials {
    layers: Vec<Layer>,
    problems: Diags,
    /// Files of the theme that are not published.
    pub left_out: LeftOut,
}

impl Materials {
    /// Reads everything; what is wrong is said by [`Theme::load`].
    pub fn read(disk: &dyn Disk, config: &Config) -> Self {
        let mut problems = Diags::new();
        let mut left_out = LeftOut::default();
        let mut layers = vec![Layer::site(disk, &mut problems)];
        if let Some(chosen) = &config.theme {
            let name = chosen.value.as_str();
            match Layer::theme(disk, name, config, &mut left_out, &mut problems) {
                Some(layer) => layers.push(layer),
                None if name == BUNDLED => {}
                None => {
                    let folders = theme_names(disk);
                    let names = folders.iter().map(String::as_str).chain([BUNDLED]);
                    problems.push(say::unknown_theme(
                        Place::later(crate::config::FILE, chosen.span.clone()),
                        name,
                        names,
                    ));
                }
            }
        }
        let chosen = config.theme.as_ref().map(|theme| theme.value.as_str());
        if chosen != Some(BUNDLED) || layers.len() == 1 {
            layers.push(Layer::bundled());
        }
        // Read when a template asks for it, and looked at now.
        source::list(disk, "data", &mut problems);
        Self {
            layers,
            problems,
            left_out,
        }
    }

    /// Reads the templates and words of the site and no others: a theme is judged by itself then, which takes a
    /// hundredth of the time that the bundled one takes to load.
    pub fn own(disk: &dyn Disk) -> Self {
        let mut problems = Diags::new();
        Self {
            layers: vec![Layer::site(disk, &mut problems)],
            problems,
            left_out: LeftOut::default(),
        }
    }

    /// Of all names and texts, and of the names of files.
    pub fn fingerprint(&self) -> Fingerprint {
        let mut hasher = Hasher::new("materials");
        hasher.number(self.problems.iter().count() as u64);
        for layer in &self.layers {
            hasher.text(&layer.name);
            for texts in [&layer.templates, &layer.words] {
                hasher.number(texts.len() as u64);
                for (name, origin) in texts {
                    hasher.text(name).text(&origin.text);
                }
            }
            hasher.number(layer.files.len() as u64);
            for file in &layer.files {
                hasher.text(&file.path);
            }
        }
        hasher.finish()
    }
}

impl Theme {
    /// Makes a theme ready to render.
    ///
    /// # Errors
    /// A theme that is not there, and every template that is wrong.
    pub fn load(materials: Materials, config: &Arc<Config>) -> Result<Self, Diags> {
        let Materials {
            layers,
            problems: mut diags,
            left_out: _,
        } = materials;
        let words = words::load(&layers, config, &mut diags);
        let files = files(&layers);
        // What filters draw on beyond their arguments.
        let base = Hasher::new("filters")
            .text(config.timezone.name())
            .text(&format!("{:?}", config.slugify.taxonomies))
            .finish();
        let markdown = Hasher::new("markdown")
            .text(&format!("{:?}", config.markdown))
            .finish();
        let mut tera = Tera::new();
        functions::register(&mut tera, &words, config.timezone);
        filters::register(&mut tera, config);
        let prefixes: Vec<String> = layers.iter().skip(1).map(Layer::prefix).collect();
        if let Err(error) = tera.set_fallback_prefixes(prefixes.clone()) {
            diags.push(say::template(None, &error.to_string()));
        }
        let mut origins = BTreeMap::new();
        for layer in layers {
            let prefix = layer.prefix();
            for (name, origin) in layer.templates {
                origins.insert(format!("{prefix}{name}"), origin);
            }
        }
        let templates = origins
            .iter()
            .map(|(name, origin)| (name.as_str(), origin.text.as_str()));
        if let Err(error) = tera.add_raw_templates(templates) {
            diags.extend(errors::of_loading(&error, &tera, &origins));
        }
        if diags.has_errors() {
            return Err(diags);
        }
        diags.extend(errors::unheard_base(&origins));
        diags.extend(errors::unknown_arguments(&origins));
        let roots = graph::read(&origins, &prefixes, base, &[("markdown", markdown)], &tera);
        Ok(Self {
            warnings: diags,
            tera,
            origins,
            files,
            words,
            roots,
            prefixes,
        })
    }

    /// The first of some names that there is a template of.
    pub fn find<'a>(&self, names: &'a [String]) -> Option<&'a str> {
        names
            .iter()
            .map(String::as_str)
            .find(|name| self.tera.contains_template(name))
    }

    /// What a template draws on; the name is looked up as Tera does.
    pub fn root(&self, name: &str) -> Option<&Root> {
        self.roots.get(name).or_else(|| {
            let full = self.prefixes.iter().map(|prefix| format!("{prefix}{name}"));
            full.into_iter().find_map(|name| self.roots.get(&name))
        })
    }

    /// The text of a template's file, by its path as messages show it.
    pub fn text_of(&self, shown: &str) -> Option<&str> {
        let origin = self.origins.values().find(|origin| origin.shown == shown);
        origin.map(|origin| origin.text.as_str())
    }

    /// The different sets of facets that templates want. Those of the usual templates that ask questions come first:
    /// whoever looks for the one with which something was asked finds it soon.
    pub fn facets(&self) -> Vec<Facets> {
        self.wanted().all
    }

    /// The different sets of facets that templates want.
    pub fn wanted(&self) -> Wanted {
        let mut seen: BTreeSet<Facets> = BTreeSet::new();
        let mut more = |roots: &mut dyn Iterator<Item = &Root>| -> BTreeSet<Facets> {
            let new = roots.map(|root| root.facets);
            let new: BTreeSet<Facets> = new.filter(|facets| !seen.contains(facets)).collect();
            seen.extend(&new);
            new
        };
        // The bundled templates are there beside those of a site or theme that have the same names.
        let found = || self.names().filter_map(|name| self.root(name));
        let asking = more(&mut found().filter(|root| root.asks));
        let usual: Vec<Facets> = asking.into_iter().chain(more(&mut found())).collect();
        let others = more(&mut self.roots.values());
        Wanted {
            all: usual.iter().copied().chain(others).collect(),
            usual,
        }
    }

    /// The names of all templates, without the prefixes of themes.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.tera.get_template_names().map(|name| {
            name.split_once("/templates/")
                .map_or(name, |(_, name)| name)
        })
    }

    /// The title of an alert in the language of the output.
    pub fn alert_title(&self, kind: AlertKind, ask: &Asked) -> String {
        let key = format!("alert_{}", kind.name());
        let word = self.words.get(&key, ask.lang(), ask.default_lang());
        escape_text(word.unwrap_or_else(|| kind.title()))
    }

    /// What something without words is called in the language of the output.
    pub fn label(&self, label: Label, ask: &Asked) -> String {
        let word = self.words.get(label.key(), ask.lang(), ask.default_lang());
        escape_text(word.unwrap_or_else(|| label.word())).replace('"', "&quot;")
    }

    /// Renders a template; the questions it asks are answered and recorded.
    ///
    /// # Errors
    /// What is wrong in the template, with its place and what was being rendered.
    pub fn render(
        &self,
        name: &str,
        variables: &[(&'static str, Value)],
        ask: &Asked,
        rendering: &str,
    ) -> Result<Vec<u8>, Diags> {
        let mut context = Context::new();
        for (name, value) in variables {
            context.insert_value(*name, value.clone());
        }
        let mut bytes = Vec::with_capacity(1 << 14);
        let rendered = ask.during(|| self.tera.render_to(name, &context, &mut bytes));
        rendered.map(|()| bytes).map_err(|error| {
            errors::of_rendering(&error, &self.origins, rendering, &fields(variables)).into()
        })
    }
}

/// The names of all fields that some variables have, or any page.
fn fields(variables: &[(&'static str, Value)]) -> Vec<String> {
    let maps = variables.iter().filter_map(|(_, value)| value.as_map());
    let keys = maps.flat_map(|map| map.keys());
    let mut fields: Vec<String> = keys
        .filter_map(|key| key.as_str())
        .chain(Facet::ALL.iter().map(|facet| facet.name()))
        .map(str::to_owned)
        .collect();
    fields.sort();
    fields.dedup();
    fields
}

/// The templates, words and files of one place they come from.
pub(crate) struct Layer {
    /// The theme's name; empty for the site's own.
    name: String,
    templates: Vec<(String, Origin)>,
    words: Vec<(String, Origin)>,
    files: Vec<ThemeFile>,
}

impl Layer {
    fn prefix(&self) -> String {
        if self.name.is_empty() {
            String::new()
        } else {
            format!("{}/templates/", self.name)
        }
    }

    fn empty(name: &str) -> Self {
        Self {
            name: name.to_owned(),
            templates: Vec::new(),
            words: Vec::new(),
            files: Vec::new(),
        }
    }

    /// The site's own; its static files are sources like others.
    fn site(disk: &dyn Disk, diags: &mut Diags) -> Self {
        Self {
            name: String::new(),
            templates: texts(disk, "templates", diags),
            words: texts(disk, "i18n", diags),
            files: Vec::new(),
        }
    }

    fn theme(
        disk: &dyn Disk,
        name: &str,
        config: &Config,
        left_out: &mut LeftOut,
        diags: &mut Diags,
    ) -> Option<Self> {
        let folder = folder(name)?;
        let there = disk.files(Path::new(&folder), false).unwrap_or_default();
        match there.first() {
            None => return None,
            // The whole folder may not be looked into: once said is enough.
            Some(found) if found.path.is_empty() => {
                let refused = found.refused;
                diags.extend(refused.map(|refusal| source::refused(refusal, &folder)));
                return Some(Self::empty(name));
            }
            Some(_) => {}
        }
        let none = GlobSet::empty();
        let files = format!("{folder}/static");
        let files = source::published(disk, &files, &none, config, left_out, diags);
        Some(Self {
            name: name.to_owned(),
            templates: texts(disk, &format!("{folder}/templates"), diags),
            words: texts(disk, &format!("{folder}/i18n"), diags),
            files: files
                .into_iter()
                .map(|found| ThemeFile {
                    path: found.path,
                    bytes: FileBytes::OnDisk(found.at),
                })
                .collect(),
        })
    }

    fn bundled() -> Self {
        let text = |file: &include_dir::File<'static>, below: &str| {
            let path = file.path().strip_prefix(below).unwrap_or(file.path());
            let name = path.to_string_lossy().replace('\\', "/");
            let shown = format!("{BUNDLED} (bundled): {}", file.path().display());
            (
                name,
                Origin {
                    shown,
                    text: file.contents_utf8().unwrap_or_default().to_owned(),
                },
            )
        };
        let all = |below: &'static str| {
            let mut found = Vec::new();
            files_of(&GAZETTE, &mut found);
            found.retain(|file| file.path().starts_with(below));
            found.sort_by_key(|file| file.path());
            found
        };
        Self {
            name: BUNDLED.to_owned(),
            templates: all("templates")
                .into_iter()
                .map(|file| text(file, "templates"))
                .collect(),
            words: all("i18n")
                .into_iter()
                .map(|file| text(file, "i18n"))
                .collect(),
            files: all("static")
                .into_iter()
                .map(|file| ThemeFile {
                    path: text(file, "static").0,
                    bytes: FileBytes::Bundled(file.contents()),
                })
                .collect(),
        }
    }
}

fn files_of(folder: &'static Dir<'static>, found: &mut Vec<&'static include_dir::File<'static>>) {
    found.extend(folder.files());
    for folder in folder.dirs() {
        files_of(folder, found);
    }
}

/// The folder of a theme, if a theme can have that name.
pub fn folder(name: &str) -> Option<String> {
    let is_name = !name.contains(['/', '\\']) && !name.starts_with('.');
    is_name.then(|| format!("themes/{name}"))
}

/// The text files below a folder.
fn texts(disk: &dyn Disk, folder: &str, diags: &mut Diags) -> Vec<(String, Origin)> {
    let mut texts = Vec::new();
    for found in source::list(disk, folder, diags) {
        let shown = format!("{folder}/{}", found.path);
        match disk.read(&found.at).map(String::from_utf8) {
            Ok(Ok(text)) => {
                // A byte order mark would stand in the middle of a page.
                let text = text
                    .strip_prefix('\u{FEFF}')
                    .map(str::to_owned)
                    .unwrap_or(text);
                texts.push((found.path, Origin { shown, text }));
            }
            Ok(Err(error)) => {
                let valid = error.utf8_error().valid_up_to();
                diags.push(say::not_utf8(&shown, error.as_bytes(), valid));
            }
            Err(error) => diags.push(say::io("read", &shown, &error)),
        }
    }
    texts
}

fn theme_names(disk: &dyn Disk) -> Vec<String> {
    let found = disk.files(Path::new("themes"), false).unwrap_or_default();
    let mut names: Vec<String> = found
        .iter()
        .filter_map(|found| Some(found.path.split_once('/')?.0.to_owned()))
        .collect();
    names.dedup();
    names
}

/// The static files of all themes; the first theme to have a path wins.
fn files(layers: &[Layer]) -> Vec<ThemeFile> {
    let mut files: BTreeMap<String, ThemeFile> = BTreeMap::new();
    for layer in layers {
        for file in &layer.files {
            let bytes = match &file.bytes {
                FileBytes::Bundled(bytes) => FileBytes::Bundled(bytes),
                FileBytes::OnDisk(at) => FileBytes::OnDisk(at.clone()),
            };
            files.entry(file.path.clone()).or_insert(ThemeFile {
                path: file.path.clone(),
                bytes,
            });
        }
    }
    files.into_values().collect()
}

/// Reads a TOML file of flat texts.
pub(crate) fn flat_texts(origin: &str, text: &str) -> Result<BTreeMap<String, String>, Diags> {
    let at = data::Origin {
        file: origin,
        text,
        base: 0,
    };
    let node = data::read(data::Format::Toml, text, at)?;
    let mut words = BTreeMap::new();
    let mut diags = Diags::new();
    if let data::Value::Table(entries) = node.value {
        for (key, node) in entries {
            match &node.value {
                data::Value::Text(text) => {
                    words.insert(key.name, text.clone());
                }
                _ => {
                    let what = format!("`{}`", key.name);
                    let place = at.place(&node.span);
                    diags.push(say::wrong_type(place, &what, "a text", node.type_name()));
                }
            }
        }
    }
    if diags.is_empty() {
        Ok(words)
    } else {
        Err(diags)
    }
}
