//! Languages, by their BCP 47 tags.

use std::fmt;
use std::sync::Arc;

use chrono::Locale;
use serde::{Serialize, Serializer};

/// A language tag such as `en`, `ko` or `zh-Hant` (BCP 47).
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Lang(Arc<str>);

/// The direction a language is written in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Direction {
    /// Left to right.
    Ltr,
    /// Right to left.
    Rtl,
}

impl Direction {
    /// As HTML's `dir` attribute has it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Ltr => "ltr",
            Self::Rtl => "rtl",
        }
    }
}

impl Lang {
    /// Reads a tag; `None` if it is not one.
    pub fn new(tag: &str) -> Option<Self> {
        let mut parts = tag.split('-');
        let primary = parts.next()?;
        let valid = (2..=8).contains(&primary.len())
            && primary.bytes().all(|b| b.is_ascii_alphabetic())
            && parts.all(|part| {
                (1..=8).contains(&part.len()) && part.bytes().all(|b| b.is_ascii_alphanumeric())
            });
        valid.then(|| Self(tag.into()))
    }

    /// The tag.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The language without script and region: `zh` of `zh-Hant`.
    pub fn primary(&self) -> String {
        self.0
            .split('-')
            .next()
            .unwrap_or_default()
            .to_ascii_lowercase()
    }

    /// Whether a text is this tag but for one letter too many, too few, wrong or swapped with the
    /// next, or in other case.
    pub fn is_nearly(&self, text: &str) -> bool {
        let (own, text) = (self.0.to_lowercase(), text.to_lowercase());
        text.len() >= 2
            && own.len().abs_diff(text.len()) <= 1
            && strsim::osa_distance(&own, &text) <= 1
    }

    /// Whether it is known to be a language of people: `fr` is one, `js` is none.
    pub fn is_spoken(&self) -> bool {
        self.locale() != Locale::POSIX
    }

    /// The direction of its usual script, or of the script the tag names.
    pub fn direction(&self) -> Direction {
        let mut parts = self.0.split('-').skip(1);
        if let Some(script) = parts.find(|part| part.len() == 4) {
            let rtl = ["Arab", "Hebr", "Thaa", "Syrc", "Nkoo", "Adlm", "Rohg"];
            return if rtl.iter().any(|name| name.eq_ignore_ascii_case(script)) {
                Direction::Rtl
            } else {
                Direction::Ltr
            };
        }
        match self.primary().as_str() {
            "ar" | "arc" | "ckb" | "dv" | "fa" | "he" | "iw" | "ks" | "ku" | "nqo" | "pnb"
            | "prs" | "ps" | "sd" | "syr" | "ug" | "ur" | "yi" => Direction::Rtl,
            _ => Direction::Ltr,
        }
    }

    /// Chinese or Japanese, where a line break in the source is no space in the text.
    pub fn joins_lines(&self) -> bool {
        matches!(self.primary().as_str(), "zh" | "ja" | "yue" | "wuu")
    }

    /// The locale whose names of months and days dates are written with: that of the language's
    /// region if the tag names one, else of the region where most write it.
    pub fn locale(&self) -> Locale {
        let primary = self.primary();
        let region = self
            .0
            .split('-')
            .skip(1)
            .find(|part| part.len() == 2)
            .map(str::to_ascii_uppercase);
        let usual = match primary.as_str() {
            "en" => "US",
            "ko" => "KR",
            "ja" => "JP",
            "zh" => "CN",
            "ar" => "EG",
            "cs" => "CZ",
            "da" => "DK",
            "el" => "GR",
            "et" => "EE",
            "fa" => "IR",
            "he" => "IL",
            "hi" => "IN",
            "nb" | "nn" => "NO",
            "sl" => "SI",
            "sv" => "SE",
            "uk" => "UA",
            "ur" => "PK",
            "vi" => "VN",
            _ => "",
        };
        let usual = if usual.is_empty() {
            primary.to_ascii_uppercase()
        } else {
            usual.to_owned()
        };
        [region, Some(usual)]
            .into_iter()
            .flatten()
            .find_map(|region| Locale::try_from(format!("{primary}_{region}").as_str()).ok())
            .unwrap_or(Locale::POSIX)
    }
}

impl fmt::Display for Lang {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl Serialize for Lang {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tags_are_checked() {
        for good in ["en", "ko", "zh-Hant", "pt-BR", "sr-Latn-RS"] {
            assert!(Lang::new(good).is_some(), "{good}");
        }
        for bad in ["", "e", "english language", "k_o", "-en", "en-", "../x"] {
            assert!(Lang::new(bad).is_none(), "{bad}");
        }
    }

    #[test]
    fn a_text_may_miss_a_tag_by_a_letter() {
        let lang = |tag: &str| Lang::new(tag).unwrap();
        for (tag, text, near) in [
            ("ko", "ko", true),
            ("ko", "KO", true),
            ("ko", "kr", true),
            ("ko", "ok", true),
            ("ko", "kor", true),
            ("ko", "k", false),
            ("ko", "fr", false),
            ("ko", "korea", false),
            ("zh-Hant", "zh-hant", true),
            ("zh-Hant", "zh_Hant", true),
            ("zh-Hant", "zh", false),
        ] {
            assert_eq!(lang(tag).is_nearly(text), near, "{tag} {text}");
        }
        for (tag, spoken) in [("fr", true), ("pt-BR", true), ("ko", true), ("js", false)] {
            assert_eq!(lang(tag).is_spoken(), spoken, "{tag}");
        }
        for ending in ["gz", "io", "md", "py", "rb", "go"] {
            assert!(!lang(ending).is_spoken(), "{ending}");
        }
    }

    #[test]
    fn directions_and_locales() {
        let lang = |tag: &str| Lang::new(tag).unwrap();
        assert_eq!(lang("ar").direction(), Direction::Rtl);
        assert_eq!(lang("az-Arab").direction(), Direction::Rtl);
        assert_eq!(lang("ko").direction(), Direction::Ltr);
        assert_eq!(lang("ko").locale(), Locale::ko_KR);
        assert_eq!(lang("pt-BR").locale(), Locale::pt_BR);
        assert_eq!(lang("de").locale(), Locale::de_DE);
        assert_eq!(lang("tlh").locale(), Locale::POSIX);
        // Where a language has no region of its own name, dates are written as most of its readers write them.
        for (tag, locale) in [
            ("en", Locale::en_US),
            ("en-GB", Locale::en_GB),
            ("ja", Locale::ja_JP),
            ("zh", Locale::zh_CN),
            ("zh-Hant-TW", Locale::zh_TW),
            ("ar", Locale::ar_EG),
            ("cs", Locale::cs_CZ),
            ("da", Locale::da_DK),
            ("el", Locale::el_GR),
            ("et", Locale::et_EE),
            ("fa", Locale::fa_IR),
            ("he", Locale::he_IL),
            ("hi", Locale::hi_IN),
            ("nb", Locale::nb_NO),
            ("nn", Locale::nn_NO),
            ("sl", Locale::sl_SI),
            ("sv", Locale::sv_SE),
            ("uk", Locale::uk_UA),
            ("ur", Locale::ur_PK),
            ("vi", Locale::vi_VN),
        ] {
            assert_eq!(lang(tag).locale(), locale, "{tag}");
        }
    }

    #[test]
    fn lines_are_joined_where_words_are_not_parted() {
        for (tag, joins) in [
            ("zh", true),
            ("ja-JP", true),
            ("yue", true),
            ("wuu", true),
            ("ko", false),
            ("en", false),
        ] {
            assert_eq!(Lang::new(tag).unwrap().joins_lines(), joins, "{tag}");
        }
        let lang = Lang::new("zh-Hant").unwrap();
        assert_eq!(
            (lang.as_str(), lang.to_string()),
            ("zh-Hant", "zh-Hant".to_owned())
        );
        let directions = [Direction::Ltr, Direction::Rtl].map(Direction::as_str);
        assert_eq!(directions, ["ltr", "rtl"]);
    }
}
