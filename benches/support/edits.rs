//! What happens to a site between two builds: a writable copy of a generated one, and its edits.
//!
//! Every edit of every round brings text that was not there before, so that none of them comes to
//! nothing or is a return to something already built.

use std::path::{Path, PathBuf};
use std::{fs, io};

use super::{folder, generate};

/// How many words stand before the sentence that is put into the middle of an article: far beyond
/// what its summary takes.
const MIDDLE: usize = 250;

/// The theme that the site uses: parts of it are copied into the site, to be edited there.
const THEME: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/themes/gazette");

/// One kind of edit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Edit {
    /// Nothing at all.
    Nothing,
    /// A sentence in the middle of an old article.
    Body,
    /// A sentence at the beginning of an old article: its summary stands in lists.
    Opening,
    /// The title of an old article.
    Title,
    /// One more article, in the middle of the archive.
    Older,
    /// One more tag of an old article.
    Tag,
    /// A file that no page names.
    Static,
    /// An output that somebody deleted.
    Deleted,
    /// One more article, newer than all others.
    Newest,
    /// The style sheet: every page names it with the hash of its content.
    Style,
    /// The template of all articles.
    Template,
    /// The line under every page.
    Setting,
}

impl Edit {
    /// Edits that change few files.
    pub const SMALL: [Self; 8] = [
        Self::Nothing,
        Self::Body,
        Self::Opening,
        Self::Title,
        Self::Older,
        Self::Tag,
        Self::Static,
        Self::Deleted,
    ];

    /// Edits that replace many files.
    pub const LARGE: [Self; 4] = [Self::Newest, Self::Style, Self::Template, Self::Setting];

    /// The edit as the tables call it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Nothing => "no change",
            Self::Body => "body of an old article",
            Self::Opening => "its first paragraph and summary",
            Self::Title => "title of an old article",
            Self::Older => "an older article added",
            Self::Newest => "the newest article added",
            Self::Tag => "a tag added to an old article",
            Self::Static => "a static file",
            Self::Style => "the style sheet",
            Self::Template => "the template of articles",
            Self::Setting => "a setting, the footer",
            Self::Deleted => "an output deleted by hand",
        }
    }

    /// The most that a build after it may take, as a part of a clean build at 10,000 articles.
    pub fn limit(self) -> Option<f64> {
        match self {
            Self::Nothing => Some(0.05),
            Self::Body => Some(0.06),
            Self::Title => Some(0.08),
            Self::Older => Some(0.10),
            _ => None,
        }
    }
}

/// What must be in the output after an edit.
pub struct Shown {
    /// A file below the output folder.
    pub file: String,
    /// Text that stands in it.
    pub text: String,
}

struct Article {
    /// Below `content`, without `.md`: also the address of its page.
    path: String,
    text: String,
}

/// A site that may be edited.
pub struct Site {
    /// Its folder.
    pub folder: PathBuf,
    /// Where files are written before they are moved to their place, on the same disk.
    desk: PathBuf,
    articles: [Article; 5],
    config: String,
    template: String,
    style: String,
}

impl Site {
    /// Copies the site `from`, which has `count` articles, to `folder`, and gets it ready: what
    /// will be edited stands there from the beginning.
    pub fn new(from: &Path, count: usize, folder: &Path) -> io::Result<Self> {
        folder::copy(from, folder)?;
        let theme = |path| fs::read_to_string(Path::new(THEME).join(path));
        let site = Self {
            folder: folder.to_owned(),
            desk: folder.with_extension("desk"),
            articles: old_articles(count)?,
            config: fs::read_to_string(folder.join("byline.toml"))?,
            template: theme("templates/page.html")?,
            style: theme("static/gazette.css")?,
        };
        fs::create_dir_all(folder.join("templates"))?;
        fs::create_dir_all(folder.join("static"))?;
        for edit in [Edit::Static, Edit::Style, Edit::Template, Edit::Setting] {
            site.make(edit, 0)?;
        }
        Ok(site)
    }

    /// The output folder of its builds.
    pub fn output(&self) -> PathBuf {
        self.folder.join("public")
    }

    /// The page whose body is edited, as any build shows it.
    pub fn old_page(&self) -> Shown {
        let [body, ..] = &self.articles;
        Shown {
            file: page(&body.path),
            text: "</html>".to_owned(),
        }
    }

    /// Makes an edit, and tells what the next build must show. Rounds count from 1.
    pub fn make(&self, edit: Edit, round: usize) -> io::Result<Option<Shown>> {
        let [body, opening, title, tag, deleted] = &self.articles;
        let mark = format!("edition {round} of this part");
        let (file, text) = match edit {
            Edit::Nothing => return Ok(None),
            Edit::Body => {
                let text = with_sentence(&body.text, MIDDLE, &sentence(round))?;
                self.publish(&body.path, &text)?;
                (page(&body.path), sentence(round))
            }
            Edit::Opening => {
                let text = with_sentence(&opening.text, 0, &sentence(round))?;
                self.publish(&opening.path, &text)?;
                (page(&opening.path), sentence(round))
            }
            Edit::Title => {
                let said = format!("The harbour, {mark}");
                let text = with_line(&title.text, "title", &format!("\"{said}\""))?;
                self.publish(&title.path, &text)?;
                (page(&title.path), said)
            }
            Edit::Older => self.added(body, "older", "2020-05-05T12:00", round)?,
            Edit::Newest => self.added(body, "newest", "2026-07-01T00:00", round)?,
            Edit::Tag => {
                let (text, last) = with_tags(&tag.text, round)?;
                self.publish(&tag.path, &text)?;
                (page(&tag.path), format!(">{last}</a>"))
            }
            Edit::Static => {
                self.replace("static/notes.txt", &format!("The {mark}.\n"))?;
                ("notes.txt".to_owned(), mark)
            }
            Edit::Style => {
                let rule = format!(".edition-{round}");
                let text = format!("{}\n{rule} {{\n  margin: 0;\n}}\n", self.style);
                self.replace("static/gazette.css", &text)?;
                ("gazette.css".to_owned(), rule)
            }
            Edit::Template => {
                let content = "{{ page.content | safe }}\n";
                let more = format!("{content}<p>{mark}</p>\n");
                let text = self.template.replacen(content, &more, 1);
                self.replace("templates/page.html", &text)?;
                (page(&body.path), mark)
            }
            Edit::Setting => {
                let text = format!("footer = \"{mark}\"\n{}", self.config);
                self.replace("byline.toml", &text)?;
                ("index.html".to_owned(), mark)
            }
            Edit::Deleted => {
                let file = page(&deleted.path);
                fs::remove_file(self.output().join(&file))?;
                (file, "</html>".to_owned())
            }
        };
        Ok(Some(Shown { file, text }))
    }

    /// Fails if the output does not show what it must.
    pub fn check(&self, edit: Edit, shown: Option<&Shown>) -> io::Result<()> {
        let Some(Shown { file, text }) = shown else {
            return Ok(());
        };
        let output = fs::read_to_string(self.output().join(file)).unwrap_or_default();
        if output.contains(text) {
            return Ok(());
        }
        let name = edit.name();
        let text = format!("after the edit `{name}`, `{file}` does not have `{text}`");
        Err(io::Error::other(text))
    }

    /// One more article, with the text of an old one.
    fn added(
        &self,
        of: &Article,
        name: &str,
        minute: &str,
        round: usize,
    ) -> io::Result<(String, String)> {
        let title = format!("Added, {name}, {round}");
        let date = format!("{minute}:{:02}+09:00", round % 60);
        let text = with_line(&of.text, "title", &format!("\"{title}\""))?;
        let text = with_line(&text, "date", &date)?;
        let (section, _) = of.path.split_once('/').unwrap_or_default();
        let path = format!("{section}/added-{name}-{round}");
        self.publish(&path, &text)?;
        Ok((page(&path), title))
    }

    fn publish(&self, path: &str, text: &str) -> io::Result<()> {
        self.replace(&format!("content/{path}.md"), text)
    }

    /// Writes a file as editors do: nobody ever sees half of it.
    fn replace(&self, path: &str, text: &str) -> io::Result<()> {
        fs::write(&self.desk, text)?;
        fs::rename(&self.desk, self.folder.join(path))
    }
}

/// Articles of 2019 to 2021, in no list of the latest, and linked from about as many others as
/// articles are on average. English, as the name of the file is the address then, and without a
/// description, as the summary comes from the text then.
fn old_articles(count: usize) -> io::Result<[Article; 5]> {
    let numbers = (count / 2..count).chain(0..count / 2);
    let english = numbers.filter(|number| !number.is_multiple_of(2));
    let old = english.filter_map(|number| {
        let (path, text) = generate::article(number);
        let front = text.split("\n+++\n").next().unwrap_or_default();
        let wanted = ["2019", "2020", "2021"];
        let dated = |year| front.contains(&format!("\ndate = {year}-"));
        let path = path.strip_suffix(".md")?.to_owned();
        (wanted.iter().any(dated) && !front.contains("\ndescription = "))
            .then_some(Article { path, text })
    });
    let old: Vec<Article> = old.take(5).collect();
    old.try_into()
        .map_err(|_| io::Error::other("so small a site has too few old articles"))
}

/// The output of an article or of what else lies at `path`.
fn page(path: &str) -> String {
    format!("{path}/index.html")
}

/// A sentence of its own for each round; its number of words changes too, as in real edits.
fn sentence(round: usize) -> String {
    let again = " again".repeat(round % 3);
    format!("In round {round} the bell of the harbour rang{again} and nobody minded.")
}

/// An article with a sentence put before the first paragraph that has `words` words before it.
fn with_sentence(text: &str, words: usize, sentence: &str) -> io::Result<String> {
    let wrong = || io::Error::other("the article has no such paragraph");
    let (front, body) = text.split_once("\n+++\n\n").ok_or_else(wrong)?;
    let (mut counted, mut at) = (0, 0);
    for block in body.split("\n\n") {
        let plain = block.starts_with(|c: char| c.is_alphabetic() || c == '“');
        if plain && counted >= words {
            let (before, after) = body.split_at(at);
            return Ok(format!("{front}\n+++\n\n{before}{sentence} {after}"));
        }
        counted += block.split_whitespace().count();
        at += block.len() + 2;
    }
    Err(wrong())
}

/// An article with another value of a key in its front matter.
fn with_line(text: &str, key: &str, value: &str) -> io::Result<String> {
    let begin = format!("\n{key} = ");
    let wrong = || io::Error::other(format!("the article has no {key}"));
    let (before, rest) = text.split_once(&begin).ok_or_else(wrong)?;
    let (_, after) = rest.split_once('\n').ok_or_else(wrong)?;
    Ok(format!("{before}{begin}{value}\n{after}"))
}

/// An article with as many more tags as there were rounds, and the last of them.
fn with_tags(text: &str, round: usize) -> io::Result<(String, &'static str)> {
    let wrong = || io::Error::other("the article cannot have more tags");
    let (before, rest) = text.split_once("\ntags = [").ok_or_else(wrong)?;
    let (tags, after) = rest.split_once(']').ok_or_else(wrong)?;
    let mut free = generate::tags().filter(|tag| !tags.contains(&format!("\"{tag}\"")));
    let (mut more, mut last) = (tags.to_owned(), "");
    for _ in 0..round {
        last = free.next().ok_or_else(wrong)?;
        more = format!("{more}, \"{last}\"");
    }
    Ok((format!("{before}\ntags = [{more}]{after}"), last))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sentence_goes_into_the_middle_or_to_the_beginning() {
        let [article, ..] = old_articles(1000).unwrap();
        let (_, body) = article.text.split_once("\n+++\n\n").unwrap();
        let text = with_sentence(&article.text, 0, "Hello.").unwrap();
        assert!(text.ends_with(&format!("\n+++\n\nHello. {body}")));

        let text = with_sentence(&article.text, MIDDLE, "Hello.").unwrap();
        assert_eq!(text.replacen("Hello. ", "", 1), article.text);
        let (_, body) = text.split_once("\n+++\n\n").unwrap();
        let (before, _) = body.split_once("Hello.").unwrap();
        let before = before.split_whitespace().count();
        assert!((MIDDLE..450).contains(&before), "{before}");
        assert!(with_sentence(&article.text, 5000, "Hello.").is_err());
    }

    #[test]
    fn front_matter_is_edited_and_nothing_else() {
        let text =
            "+++\ntitle = \"A\"\ndate = 2020-01-01\ntags = [\"rain\", \"b\"]\n+++\n\nText.\n";
        let other = with_line(text, "title", "\"B\"").unwrap();
        assert_eq!(other, text.replace("\"A\"", "\"B\""));
        assert!(with_line(text, "description", "1").is_err());
        let (other, last) = with_tags(text, 2).unwrap();
        assert!(other.contains("tags = [\"rain\", \"b\", \"river\", \"market\"]\n+++"));
        assert_eq!(last, "market");
        assert!(with_tags(text, 100).is_err());
    }

    #[test]
    fn rounds_differ_also_in_their_number_of_words() {
        for round in 1..20 {
            let words = |round| sentence(round).split_whitespace().count();
            assert_ne!(words(round), words(round - 1));
            assert_ne!(sentence(round), sentence(round + 3));
        }
    }

    #[test]
    fn every_edit_changes_the_site() {
        let root = Path::new(env!("CARGO_TARGET_TMPDIR")).join("bench-edits-test");
        let _ = fs::remove_dir_all(&root);
        let from = generate::site(&root, 200).unwrap();
        let site = Site::new(&from, 200, &root.join("copy")).unwrap();
        let [.., deleted] = &site.articles;
        let output = site.output().join(page(&deleted.path));
        fs::create_dir_all(output.parent().unwrap()).unwrap();
        let mut before = root.join("before");
        folder::copy(&site.folder, &before).unwrap();
        for round in 1..4 {
            for edit in Edit::SMALL.into_iter().chain(Edit::LARGE) {
                fs::write(&output, "").unwrap();
                let shown = site.make(edit, round).unwrap();
                let after = root.join(format!("after-{round}-{edit:?}"));
                folder::copy(&site.folder, &after).unwrap();
                let changed = folder::differences(&before, &after).unwrap();
                let sources = ![Edit::Nothing, Edit::Deleted].contains(&edit);
                assert_eq!(changed.len(), usize::from(sources), "{edit:?}, {changed:?}");
                assert_eq!(output.exists(), edit != Edit::Deleted);
                // Nothing has built it, so nothing can show it.
                assert_eq!(
                    site.check(edit, shown.as_ref()).is_ok(),
                    edit == Edit::Nothing
                );
                before = after;
            }
        }
        fs::remove_dir_all(&root).unwrap();
    }
}
