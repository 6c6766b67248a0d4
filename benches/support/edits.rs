//! What happens to a site between two builds: a writable copy of a generated one, and its edits.
//!
//! Every edit of every round is of another article where there are enough, and brings text that was
//! not there before, so that none of them comes to nothing or is a return to something already built.

use std::path::{Path, PathBuf};
use std::{fs, io};

use super::articles::{self, Dice, Newsroom, UNLINKED};
use super::edit::Edit;
use super::folder;
use super::generate::Theme;
use super::lists::{self, ListPage};
use super::texts::{self, sentence, title, value, with_line, with_sentence, without_line};
use super::words::SECTIONS;

/// Where new articles lie: the first section.
const NEWS: &str = "news";

/// After every date that is generated, in seconds: noon of the first of July 2026 in Seoul.
const NEW: u64 = 1_782_831_600 + 12 * 3600;

/// The page that shows the newest articles of all.
const HOME: &str = "index.html";

/// What must be in the output after an edit, or must not.
#[derive(Debug)]
pub struct Look {
    /// A file below the output folder.
    pub file: String,
    /// Text that stands in it.
    pub text: String,
    /// Whether it must; a file that is not there has no text.
    pub there: bool,
}

impl Look {
    fn new(file: String, text: String) -> Self {
        let there = true;
        Self { file, text, there }
    }

    /// Whether the file looks as it must; `None` stands for one that is not there.
    pub fn right(&self, html: Option<&[u8]>) -> bool {
        let text = self.text.as_bytes();
        let has = html.is_some_and(|html| html.windows(text.len()).any(|some| some == text));
        has == self.there
    }
}

/// What is done to one file.
enum Act {
    Nothing,
    Write(String),
    MoveTo(PathBuf),
    Remove,
}

/// An edit that is ready to be made.
pub struct Planned {
    edit: Edit,
    path: PathBuf,
    act: Act,
    /// Where the text lies until it is moved to its place, as some editors do; others write in place.
    desk: Option<PathBuf>,
    /// What the page of the article must show.
    pub page: Option<Look>,
    /// What a list must show that has the article.
    pub list: Option<Look>,
    /// The address to retire once the edit is built: what was published does not go unasked.
    pub retired: Option<String>,
}

impl Planned {
    fn ready(edit: Edit, path: PathBuf, act: Act) -> Self {
        Self {
            edit,
            path,
            act,
            desk: None,
            page: None,
            list: None,
            retired: None,
        }
    }

    /// Makes the edit.
    pub fn make(&self) -> io::Result<()> {
        match (&self.act, &self.desk) {
            (Act::Nothing, _) => Ok(()),
            (Act::Write(text), None) => fs::write(&self.path, text),
            (Act::Write(_), Some(desk)) => fs::rename(desk, &self.path),
            (Act::MoveTo(to), _) => fs::rename(&self.path, to),
            (Act::Remove, _) => fs::remove_file(&self.path),
        }
    }

    /// Fails if the output in a folder does not show what it must.
    pub fn check(&self, output: &Path) -> io::Result<()> {
        for look in [&self.page, &self.list].into_iter().flatten() {
            let html = fs::read(output.join(&look.file)).ok();
            if !look.right(html.as_deref()) {
                let (name, Look { file, text, there }) = (self.edit.name(), look);
                let not = if *there { "does not have" } else { "has" };
                let text = format!("after the edit `{name}`, `{file}` {not} `{text}`");
                return Err(io::Error::other(text));
            }
        }
        Ok(())
    }
}

/// A site that may be edited.
pub struct Site {
    /// Its folder.
    pub folder: PathBuf,
    theme: Theme,
    count: usize,
    newsroom: Newsroom,
    config: String,
    template: String,
    style: String,
}

impl Site {
    /// Copies the site `from`, which has `count` articles, to `folder`, and gets it ready for some
    /// rounds of edits: what will be edited stands there from the beginning.
    pub fn new(
        from: &Path,
        theme: Theme,
        count: usize,
        rounds: usize,
        folder: &Path,
    ) -> io::Result<Self> {
        folder::copy(from, folder)?;
        let [template, style] = theme.files();
        let site = Self {
            folder: folder.to_owned(),
            theme,
            count,
            newsroom: Newsroom::new(count),
            config: fs::read_to_string(folder.join("byline.toml"))?,
            template: fs::read_to_string(template)?,
            style: fs::read_to_string(style)?,
        };
        for folder in ["templates", "static"] {
            fs::create_dir_all(site.folder.join(folder))?;
        }
        for edit in [Edit::Static, Edit::Style, Edit::Template, Edit::Setting] {
            site.plan(edit, 0, |_| None)?.make()?;
        }
        let newest = site.new_article(0, "The first of the latest", NEW)?;
        fs::write(site.source(&newest_path(1)), newest)?;
        for round in 1..=rounds {
            let draft = site.draft(round)?;
            fs::write(site.source(&draft_path(round)), draft)?;
        }
        Ok(site)
    }

    /// The output folder of its builds.
    pub fn output(&self) -> PathBuf {
        self.folder.join("public")
    }

    /// A page that every build has.
    pub fn some_page(&self) -> Look {
        let first = self.old(|number, _| !ends_free(number), Edit::Nothing, 0);
        let path = first.map_or_else(|_| String::new(), |(path, _)| path);
        Look::new(page(&path), "</html>".to_owned())
    }

    /// Gets an edit ready. Rounds count from 1. `read` gives a file of the output as it is before the
    /// edit.
    pub fn plan(
        &self,
        edit: Edit,
        round: usize,
        read: impl Fn(&str) -> Option<String>,
    ) -> io::Result<Planned> {
        let mark = format!("edition {round} of this part");
        let list_pages = |list: &str| lists::pages(list, &read);
        let mut planned = match edit {
            Edit::Nothing => Planned::ready(edit, PathBuf::new(), Act::Nothing),
            Edit::Body | Edit::Opening | Edit::Title => {
                // What stands in lists is the description where there is one.
                let wanted = |number: usize, text: &str| {
                    !ends_free(number) && (edit != Edit::Opening || !text.contains("\ndescription"))
                };
                let (path, text) = self.old(wanted, edit, round)?;
                let pages = list_pages(section(&path));
                let list = lists::showing(&pages, &path).map(|page| page.file.clone());
                let list = list.filter(|_| edit != Edit::Body);
                self.changed(edit, round, &path, &text, list)?
            }
            Edit::NewestOpening | Edit::NewestTitle => {
                let path = newest_path(round);
                let text = fs::read_to_string(self.source(&path))?;
                self.changed(edit, round, &path, &text, Some(HOME.to_owned()))?
            }
            Edit::Date => self.redated(round, list_pages)?,
            Edit::Tags => self.tagged(round, list_pages)?,
            Edit::Older => {
                let pages = list_pages(NEWS);
                let middle = pages.get(pages.len() / 2).map(|page| &page.html);
                let dates = middle.map(|html| lists::dates(html)).unwrap_or_default();
                let before = dates.get(dates.len() / 2).copied().unwrap_or_default();
                let date = before_it(before, round)?;
                let place = lists::place(&pages, &articles::date(date));
                let list = place.map(|page| page.file.clone());
                self.added(edit, round, "older", date, list)?
            }
            Edit::Newest => {
                let date = NEW + round as u64 * 120;
                self.added(edit, round, "newest", date, Some(HOME.to_owned()))?
            }
            Edit::Published => {
                let path = draft_path(round);
                let text = without_line(&self.draft(round)?, "draft")?;
                let mut planned = Planned::ready(edit, self.source(&path), Act::Write(text));
                planned.page = Some(Look::new(page(&path), draft_title(round)));
                planned.list = Some(Look::new(HOME.to_owned(), draft_title(round)));
                planned
            }
            Edit::Moved => self.moved(round, list_pages)?,
            Edit::Removed => {
                let (path, text) = self.old(|number, _| ends_free(number), edit, round)?;
                let mut planned = Planned::ready(edit, self.source(&path), Act::Remove);
                let pages = list_pages(section(&path));
                let gone = |file, text| Look {
                    there: false,
                    ..Look::new(file, text)
                };
                planned.page = Some(gone(page(&path), title(&text)?.to_owned()));
                let list = lists::showing(&pages, &path).map(|page| page.file.clone());
                planned.list = list.map(|file| gone(file, lists::link(&path)));
                planned.retired = Some(format!("/{path}/"));
                planned
            }
            Edit::Static => self.other(
                edit,
                "static/notes.txt",
                format!("The {mark}.\n"),
                "notes.txt",
                mark,
            ),
            Edit::Style => {
                let rule = format!(".edition-{round}");
                let text = format!("{}\n{rule} {{\n  margin: 0;\n}}\n", self.style);
                let file = self.theme.style();
                self.other(edit, &format!("static/{file}"), text, file, rule)
            }
            Edit::Template => {
                let content = "{{ page.content | safe }}\n";
                let more = format!("{content}<p>{mark}</p>\n");
                let text = self.template.replacen(content, &more, 1);
                let shown = self.some_page().file;
                self.other(edit, "templates/page.html", text, &shown, mark)
            }
            Edit::Setting => {
                let text = format!("footer = \"{mark}\"\n{}", self.config);
                self.other(edit, "byline.toml", text, HOME, mark)
            }
            Edit::Deleted => {
                let (path, _) = self.old(|number, _| !ends_free(number), edit, round)?;
                let mut planned =
                    Planned::ready(edit, self.output().join(page(&path)), Act::Remove);
                planned.page = Some(Look::new(page(&path), "</html>".to_owned()));
                planned
            }
        };
        // A list that is not looked at would make the row look better than it is.
        if Edit::ARTICLES.contains(&edit) && edit != Edit::Body && planned.list.is_none() {
            let text = format!("no list page was found for the edit `{}`", edit.name());
            return Err(io::Error::other(text));
        }
        // Else the time until it shows would be none.
        if !matches!(planned.act, Act::Nothing) && edit != Edit::Deleted {
            for look in [&planned.page, &planned.list].into_iter().flatten() {
                if look.right(read(&look.file).as_deref().map(str::as_bytes)) {
                    let (name, file) = (edit.name(), &look.file);
                    let text = format!("before the edit `{name}`, `{file}` shows it already");
                    return Err(io::Error::other(text));
                }
            }
        }
        // Half of the editors write elsewhere and rename, so that nobody sees half of a file.
        if let (Act::Write(text), true) = (&planned.act, round.is_multiple_of(2)) {
            let desk = self.folder.with_extension("desk");
            fs::write(&desk, text)?;
            planned.desk = Some(desk);
        }
        Ok(planned)
    }

    /// An edit of a file that is no article.
    fn other(&self, edit: Edit, path: &str, text: String, file: &str, shown: String) -> Planned {
        let mut planned = Planned::ready(edit, self.folder.join(path), Act::Write(text));
        planned.page = Some(Look::new(file.to_owned(), shown));
        planned
    }

    /// Another sentence or title in an article that stays where it is.
    fn changed(
        &self,
        edit: Edit,
        round: usize,
        path: &str,
        text: &str,
        list: Option<String>,
    ) -> io::Result<Planned> {
        let (text, shown) = match edit {
            Edit::Body | Edit::Opening | Edit::NewestOpening => {
                let words = if edit == Edit::Body { texts::DOWN } else { 0 };
                let said = sentence(edit, round);
                (with_sentence(text, words, &said)?, said)
            }
            _ => {
                let said = format!("The harbour, {edit:?}, edition {round}");
                (with_line(text, "title", &format!("\"{said}\""))?, said)
            }
        };
        let mut planned = Planned::ready(edit, self.source(path), Act::Write(text));
        planned.page = Some(Look::new(page(path), shown.clone()));
        planned.list = list.map(|file| Look::new(file, shown));
        Ok(planned)
    }

    /// The next date of an old article: just before one in the middle of the list page that shows it.
    fn redated(
        &self,
        round: usize,
        list_pages: impl Fn(&str) -> Vec<ListPage>,
    ) -> io::Result<Planned> {
        let edit = Edit::Date;
        let (path, text) = self.old(|number, _| !ends_free(number), edit, round)?;
        let pages = list_pages(section(&path));
        let shown = lists::showing(&pages, &path);
        let dates = shown
            .map(|page| lists::dates(&page.html))
            .unwrap_or_default();
        let now = value(&text, "date")?;
        let middle = dates.len() / 2;
        let other = [middle, middle + 1]
            .into_iter()
            .filter_map(|at| dates.get(at).copied());
        let before = other.into_iter().find(|date| *date != now).unwrap_or(now);
        let date = articles::date(before_it(before, round)?);
        let text = with_line(&text, "date", &date)?;
        let mut planned = Planned::ready(edit, self.source(&path), Act::Write(text));
        let text = format!("datetime=\"{date}\"");
        planned.list = shown.map(|page| Look::new(page.file.clone(), text.clone()));
        planned.page = Some(Look::new(page(&path), text));
        Ok(planned)
    }

    /// One more tag of an old article, and the page of the tag that will show it.
    fn tagged(
        &self,
        round: usize,
        list_pages: impl Fn(&str) -> Vec<ListPage>,
    ) -> io::Result<Planned> {
        let edit = Edit::Tags;
        let (path, text) = self.old(|number, _| !ends_free(number), edit, round)?;
        let now = value(&text, "tags")?;
        // Others each round: the most frequent ones come first.
        let tags: Vec<&str> = articles::tags().collect();
        let tags = tags.iter().cycle().skip(round % 10).take(tags.len());
        for tag in tags.filter(|tag| !now.contains(&format!("\"{tag}\""))) {
            let pages = list_pages(&format!("tags/{tag}"));
            if let Some(place) = lists::place(&pages, value(&text, "date")?) {
                let more = format!("{}, \"{tag}\"]", now.trim_end_matches(']'));
                let text = with_line(&text, "tags", &more)?;
                let mut planned = Planned::ready(edit, self.source(&path), Act::Write(text));
                planned.page = Some(Look::new(page(&path), format!(">{tag}</a>")));
                planned.list = Some(Look::new(place.file.clone(), lists::link(&path)));
                return Ok(planned);
            }
        }
        Err(io::Error::other("no tag has room for one more article"))
    }

    /// An old article in another section, and the page of that section that will show it.
    fn moved(
        &self,
        round: usize,
        list_pages: impl Fn(&str) -> Vec<ListPage>,
    ) -> io::Result<Planned> {
        let edit = Edit::Moved;
        let (path, text) = self.old(|number, _| ends_free(number), edit, round)?;
        let (from, name) = path.split_once('/').unwrap_or_default();
        for (to, ..) in SECTIONS.iter().filter(|(to, ..)| *to != from) {
            let pages = list_pages(to);
            if let Some(place) = lists::place(&pages, value(&text, "date")?) {
                let new = format!("{to}/{name}");
                let act = Act::MoveTo(self.source(&new));
                let mut planned = Planned::ready(edit, self.source(&path), act);
                planned.page = Some(Look::new(page(&new), title(&text)?.to_owned()));
                planned.list = Some(Look::new(place.file.clone(), lists::link(&new)));
                return Ok(planned);
            }
        }
        Err(io::Error::other("no section has room for one more article"))
    }

    /// One more article.
    fn added(
        &self,
        edit: Edit,
        round: usize,
        name: &str,
        date: u64,
        list: Option<String>,
    ) -> io::Result<Planned> {
        let title = format!("Added as the {name}, number {round}");
        let text = self.new_article(round * 4 + usize::from(edit == Edit::Older), &title, date)?;
        let path = format!("{NEWS}/added-{name}-{round}");
        let mut planned = Planned::ready(edit, self.source(&path), Act::Write(text));
        planned.page = Some(Look::new(page(&path), title.clone()));
        planned.list = list.map(|file| Look::new(file, title));
        Ok(planned)
    }

    fn draft(&self, round: usize) -> io::Result<String> {
        let date = NEW + round as u64 * 120 + 60;
        let text = self.new_article(round * 4 + 2, &draft_title(round), date)?;
        Ok(text.replacen("+++\n", "+++\ndraft = true\n", 1))
    }

    /// An English article with a text that no other has, and without a description.
    fn new_article(&self, number: usize, title: &str, date: u64) -> io::Result<String> {
        let number = (self.count + number) * 2 + 1;
        let text = self.newsroom.article(number);
        let text = without_line(&text, "description").unwrap_or(text);
        let text = with_line(&text, "title", &format!("\"{title}\""))?;
        with_line(&text, "date", &articles::date(date))
    }

    /// An old English article: its path, which is its address too, and its text as it is now. All are
    /// in no list of the latest.
    fn old(
        &self,
        wanted: impl Fn(usize, &str) -> bool,
        edit: Edit,
        round: usize,
    ) -> io::Result<(String, String)> {
        let (first, span) = (self.count / 5, self.count * 3 / 5);
        let begin = Dice::of(round, edit.name()).next() as usize % span.max(1);
        for step in 0..span {
            let number = first + (begin + step) % span;
            // Of the others the file is not named like the address.
            if number.is_multiple_of(2) {
                continue;
            }
            let path = self.newsroom.path(number);
            // What is not there any more has moved, or went.
            if let Ok(text) = fs::read_to_string(self.source(&path))
                && wanted(number, &text)
            {
                return Ok((path, text));
            }
        }
        let text = "so small a site has too few old articles";
        Err(io::Error::other(text))
    }

    fn source(&self, path: &str) -> PathBuf {
        self.folder.join("content").join(format!("{path}.md"))
    }
}

/// Whether an article may go or move.
fn ends_free(number: usize) -> bool {
    number % 10 == UNLINKED
}

fn draft_path(round: usize) -> String {
    format!("{NEWS}/draft-{round}")
}

fn draft_title(round: usize) -> String {
    format!("Once a draft, number {round}")
}

/// The newest article when a round begins: in the round before, a draft became it.
fn newest_path(round: usize) -> String {
    match round {
        0 | 1 => format!("{NEWS}/newest"),
        _ => draft_path(round - 1),
    }
}

/// A moment just before a date, another one each round.
fn before_it(date: &str, round: usize) -> io::Result<u64> {
    let moment = articles::moment(date);
    let moment = moment.ok_or_else(|| io::Error::other("no list page has a date"))?;
    Ok(moment - 1 - round as u64 % 30)
}

fn section(path: &str) -> &str {
    path.split('/').next().unwrap_or_default()
}

/// The output of an article at `path`.
fn page(path: &str) -> String {
    format!("{path}/index.html")
}

#[cfg(test)]
mod tests {
    use std::process::Command;

    use super::super::generate;
    use super::*;

    #[test]
    fn a_look_is_right_when_the_text_is_there_or_gone() {
        let mut look = Look::new("a".to_owned(), "뉴스".to_owned());
        assert!(look.right(Some("1 뉴스 2".as_bytes())));
        assert!(!look.right(Some(b"1")) && !look.right(None));
        look.there = false;
        assert!(!look.right(Some("1 뉴스 2".as_bytes())));
        assert!(look.right(Some(b"1")) && look.right(None));
    }

    /// The edits are worth nothing if what they change does not show where they say.
    #[test]
    fn every_edit_changes_one_source_and_shows_after_a_build() {
        let root = Path::new(env!("CARGO_TARGET_TMPDIR")).join("bench-edits-test");
        let _ = fs::remove_dir_all(&root);
        let byline = |folder: &Path, arguments: &[&str]| {
            let mut command = Command::new(env!("CARGO_BIN_EXE_byline"));
            let output = command
                .args(arguments)
                .current_dir(folder)
                .output()
                .unwrap();
            let said = String::from_utf8_lossy(&output.stderr).into_owned();
            assert!(output.status.success(), "{said}");
            said
        };
        for theme in Theme::ALL {
            let from = generate::site(&root, theme, 100).unwrap();
            let site = Site::new(&from, theme, 100, 2, &root.join(theme.name())).unwrap();
            // No message: what warns in a benchmark measures something else.
            assert_eq!(byline(&site.folder, &["build", "--format", "json"]), "");
            assert!(site.output().join(site.some_page().file).is_file());
            let all = [&Edit::ARTICLES[..], &Edit::OTHERS, &Edit::LARGE].concat();
            // In a second round the newest article is another one, and files are renamed.
            let again = [(Edit::NewestTitle, 2), (Edit::Older, 2)];
            for (edit, round) in all.into_iter().map(|edit| (edit, 1)).chain(again) {
                let before = root.join(format!("before-{}-{edit:?}-{round}", theme.name()));
                folder::copy(&site.folder, &before).unwrap();
                let read = |file: &str| fs::read_to_string(site.output().join(file)).ok();
                let planned = site.plan(edit, round, read).unwrap();
                planned.make().unwrap();
                let after = root.join(format!("after-{}-{edit:?}-{round}", theme.name()));
                folder::copy(&site.folder, &after).unwrap();
                let changed = folder::differences(&before, &after).unwrap().len();
                let expected = match edit {
                    Edit::Nothing | Edit::Deleted => 0,
                    Edit::Moved => 2,
                    _ => 1,
                };
                assert_eq!(changed, expected, "{edit:?}");
                assert_eq!(planned.check(&site.output()).is_ok(), edit == Edit::Nothing);
                byline(&site.folder, &["build"]);
                planned.check(&site.output()).unwrap();
                let lists = Edit::ARTICLES.contains(&edit) && edit != Edit::Body;
                assert_eq!(planned.list.is_some(), lists, "{edit:?}");
                if let Some(address) = &planned.retired {
                    byline(&site.folder, &["retire", address]);
                }
            }
        }
        fs::remove_dir_all(&root).unwrap();
    }
}
