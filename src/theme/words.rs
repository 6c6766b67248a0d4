//! The theme's words in every language, and the site's own in their place.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::{Layer, flat_texts};
use crate::config::Config;
use crate::diag::Diags;
use crate::fingerprint::{Fingerprint, Hasher};

/// Words by language and key.
#[derive(Clone, Debug, Default)]
pub struct Words(Arc<BTreeMap<String, BTreeMap<String, String>>>);

impl Words {
    /// A word in a language; else in its primary language, else in the default one, else in English.
    pub fn get(&self, key: &str, lang: &str, default: &str) -> Option<&str> {
        fallbacks(lang, default)
            .into_iter()
            .find_map(|lang| self.0.get(lang)?.get(key))
            .map(String::as_str)
    }

    /// All keys there are.
    pub fn keys(&self) -> impl Iterator<Item = &str> {
        self.0
            .values()
            .flat_map(|words| words.keys())
            .map(String::as_str)
    }

    /// Of all words that an output in a language may have.
    pub fn fingerprint(&self, lang: &str, default: &str) -> Fingerprint {
        let mut hasher = Hasher::new("words");
        for lang in fallbacks(lang, default) {
            hasher.fingerprint(Fingerprint::of_value("words", &self.0.get(lang)));
        }
        hasher.finish()
    }
}

/// The languages a word is looked up in.
fn fallbacks<'a>(lang: &'a str, default: &'a str) -> [&'a str; 4] {
    let primary = lang.split('-').next().unwrap_or(lang);
    [lang, primary, default, "en"]
}

/// Gathers the words of all layers, the first one to have a key wins; the settings win over all.
pub(super) fn load(layers: &[Layer], config: &Config, diags: &mut Diags) -> Words {
    let mut words: BTreeMap<String, BTreeMap<String, String>> = BTreeMap::new();
    for language in &config.languages {
        words
            .entry(language.lang.to_string())
            .or_default()
            .extend(language.translations.clone());
    }
    for layer in layers {
        for (path, origin) in &layer.words {
            let Some(lang) = path.strip_suffix(".toml") else {
                continue;
            };
            match flat_texts(&origin.shown, &origin.text) {
                Ok(texts) => {
                    let own = words.entry(lang.to_owned()).or_default();
                    for (key, text) in texts {
                        own.entry(key).or_insert(text);
                    }
                }
                Err(problems) => diags.extend(problems),
            }
        }
    }
    Words(Arc::new(words))
}
