//! Questions: what templates ask beyond their view, recorded with the answers' fingerprints.
//!
//! Tera's functions know nothing of the output they are called for, so the one who answers waits in
//! a thread-local while a template is rendered; a template is rendered on one thread.

use std::cell::RefCell;
use std::fmt;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use serde::{Deserialize, Serialize};
use tera::Value;

use crate::fingerprint::Fingerprint;
use crate::view::Facets;

/// Something a template asks. Equal questions have equal answers in one build.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Question {
    /// A page with its text.
    Page {
        /// The source below `content/`.
        path: String,
        /// The language to look for.
        lang: Option<String>,
    },
    /// A section.
    Section {
        /// The source below `content/`.
        path: String,
        /// The language to look for.
        lang: Option<String>,
        /// Whether its pages are left out.
        metadata_only: bool,
    },
    /// A taxonomy with its terms.
    Taxonomy {
        /// Its name.
        kind: String,
        /// The language.
        lang: String,
    },
    /// A term.
    Term {
        /// The taxonomy.
        kind: String,
        /// The term.
        term: String,
        /// The language.
        lang: String,
        /// Whether its pages are wanted.
        include_pages: bool,
    },
    /// Cards by query.
    Pages(PagesQuery),
    /// Everybody who writes.
    Authors {
        /// The language.
        lang: String,
    },
    /// What a path or `@/source.md` leads to.
    Url {
        /// The path.
        path: String,
        /// The language.
        lang: String,
    },
    /// The bytes of a file of the site.
    File {
        /// Its path below the site's folder, or in its output.
        path: String,
    },
    /// What tells one state of a file from another.
    Digest {
        /// Its path, as in `File`.
        path: String,
    },
    /// Width, height and format of a picture.
    Image {
        /// Its path.
        path: String,
    },
    /// Words in another language than that of the output.
    Words {
        /// Which.
        lang: String,
    },
    /// The day of the build.
    Today,
}

impl Question {
    /// The file that is asked about, if one is.
    pub fn file(&self) -> Option<&str> {
        match self {
            Self::File { path } | Self::Digest { path } | Self::Image { path } => Some(path),
            _ => None,
        }
    }
}

/// As a template asks it.
impl fmt::Display for Question {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut arguments: Vec<(&str, String)> = Vec::new();
        let mut text = |name: &'static str, value: &str| {
            arguments.push((name, format!("\"{value}\"")));
        };
        let function = match self {
            Self::Page { path, lang } => {
                text("path", path);
                lang.iter().for_each(|lang| text("lang", lang));
                "get_page"
            }
            Self::Section { path, lang, .. } => {
                text("path", path);
                lang.iter().for_each(|lang| text("lang", lang));
                "get_section"
            }
            Self::Taxonomy { kind, lang } => {
                text("kind", kind);
                text("lang", lang);
                "get_taxonomy"
            }
            Self::Term {
                kind, term, lang, ..
            } => {
                text("kind", kind);
                text("term", term);
                text("lang", lang);
                "get_taxonomy_term"
            }
            Self::Pages(query) => {
                query.arguments(&mut arguments);
                "get_pages"
            }
            Self::Authors { lang } => {
                text("lang", lang);
                "get_authors"
            }
            Self::Url { path, lang } => {
                text("path", path);
                text("lang", lang);
                "get_url"
            }
            Self::File { path } => {
                text("path", path);
                "load_data"
            }
            Self::Digest { path } => {
                text("path", path);
                "get_hash"
            }
            Self::Image { path } => {
                text("path", path);
                "get_image_metadata"
            }
            Self::Words { lang } => {
                text("lang", lang);
                "trans"
            }
            Self::Today => "today",
        };
        let arguments = arguments
            .iter()
            .map(|(name, value)| format!("{name}={value}"));
        write!(
            f,
            "{function}({})",
            arguments.collect::<Vec<_>>().join(", ")
        )
    }
}

/// Which pages are asked for.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct PagesQuery {
    /// Of this section and those below it.
    pub section: Option<String>,
    /// Of a term, as taxonomy and name.
    pub term: Option<(String, String)>,
    /// Of this author.
    pub author: Option<String>,
    /// In this language.
    pub lang: String,
    /// `date`, `updated`, `title` or `weight`.
    pub sort_by: String,
    /// Those that stand beside the page of this source in the list, in place of its first.
    pub around: Option<String>,
    /// How many.
    pub limit: Option<usize>,
    /// After how many.
    pub offset: usize,
}

impl PagesQuery {
    fn arguments(&self, arguments: &mut Vec<(&str, String)>) {
        let texts = [
            ("section", self.section.as_ref()),
            ("taxonomy", self.term.as_ref().map(|(taxonomy, _)| taxonomy)),
            ("term", self.term.as_ref().map(|(_, term)| term)),
            ("author", self.author.as_ref()),
            ("around", self.around.as_ref()),
            ("lang", Some(&self.lang)),
            ("sort_by", Some(&self.sort_by)),
        ];
        for (name, value) in texts {
            arguments.extend(value.map(|value| (name, format!("\"{value}\""))));
        }
        arguments.extend(self.limit.map(|limit| ("limit", limit.to_string())));
        if self.offset > 0 {
            arguments.push(("offset", self.offset.to_string()));
        }
    }
}

/// What is answered: nothing where there is no such thing, an error where the question is wrong.
pub type Answer = Result<Option<Answered>, String>;

/// A value and what it is made of.
#[derive(Clone, Debug)]
pub struct Answered {
    /// The value.
    pub value: Value,
    /// Its fingerprint.
    pub fingerprint: Fingerprint,
}

/// Whoever answers.
pub trait Answers: Send + Sync {
    /// Answers a question; cards in lists have these facets.
    ///
    /// # Errors
    /// What is wrong with the question, in words.
    fn answer(&self, question: &Question, facets: Facets) -> Answer;

    /// The absolute URL of a path of the site.
    fn permalink(&self, path: &str) -> String;
}

/// Answers, with a record of what was asked.
#[derive(Clone)]
pub struct Asked {
    answers: Arc<dyn Answers>,
    lang: Arc<str>,
    default_lang: Arc<str>,
    facets: Facets,
    record: Arc<Mutex<Vec<(Question, Fingerprint)>>>,
    output: Arc<str>,
    chances: Arc<AtomicU64>,
}

thread_local! {
    static CURRENT: RefCell<Option<Asked>> = const { RefCell::new(None) };
}

impl Asked {
    /// A new record, for one output in a language, whose template wants these facets of cards in
    /// lists.
    pub fn new(answers: Arc<dyn Answers>, lang: &str, default_lang: &str, facets: Facets) -> Self {
        Self {
            answers,
            lang: lang.into(),
            default_lang: default_lang.into(),
            facets,
            record: Arc::default(),
            output: Arc::default(),
            chances: Arc::default(),
        }
    }

    /// The same for the output of this path.
    pub fn for_output(self, path: &str) -> Self {
        Self {
            output: path.into(),
            ..self
        }
    }

    /// The path of the output.
    pub(super) fn output(&self) -> &str {
        &self.output
    }

    /// How often the output asked this before: a template is rendered from its beginning to its end.
    pub(super) fn count(&self) -> u64 {
        self.chances.fetch_add(1, Ordering::Relaxed)
    }

    /// The language of the output.
    pub fn lang(&self) -> &str {
        &self.lang
    }

    /// The site's default language.
    pub fn default_lang(&self) -> &str {
        &self.default_lang
    }

    /// Runs something that asks here.
    pub(super) fn during<T>(&self, render: impl FnOnce() -> T) -> T {
        let before = CURRENT.with(|current| current.replace(Some(self.clone())));
        let result = render();
        CURRENT.with(|current| current.replace(before));
        result
    }

    /// Whoever is to be asked now.
    pub(super) fn current() -> Result<Self, String> {
        CURRENT
            .with(|current| current.borrow().clone())
            .ok_or_else(|| "nothing can be asked outside of a build".to_owned())
    }

    /// Asks, and records the question with its answer.
    pub(super) fn ask(&self, question: Question) -> Result<Option<Value>, String> {
        let answer = self.answers.answer(&question, self.facets)?;
        let fingerprint = answer
            .as_ref()
            .map_or(Fingerprint::default(), |answer| answer.fingerprint);
        self.record
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .push((question, fingerprint));
        Ok(answer.map(|answer| answer.value))
    }

    /// The absolute URL of a path of the site.
    pub(super) fn permalink(&self, path: &str) -> String {
        self.answers.permalink(path)
    }

    /// What was asked, each question once, sorted.
    pub fn questions(&self) -> Vec<(Question, Fingerprint)> {
        let mut questions = self
            .record
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .clone();
        questions.sort();
        questions.dedup();
        questions
    }
}
