//! Whole test sites: the articles, and around them one of two themes.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::{fs, io};

use rayon::prelude::*;

use super::articles::{Newsroom, PICTURES, picture, picture_bytes};
use super::words::{AUTHORS, SECTIONS};

/// Raise this when anything changes that is written: sites are kept by it.
pub const VERSION: u32 = 2;

/// What belongs to the themes: `small/` is a site without articles.
const FILES: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/benches");

/// The bundled theme.
const GAZETTE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/themes/gazette");

/// What surrounds the articles.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Theme {
    /// Templates of a few lines, two formats of feeds, no archives of them.
    Small,
    /// The bundled theme with everything that is on by default.
    Gazette,
}

impl Theme {
    /// Both of them.
    pub const ALL: [Self; 2] = [Self::Small, Self::Gazette];

    /// The theme as arguments and tables call it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Small => "small",
            Self::Gazette => "gazette",
        }
    }

    /// The theme of that name.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|theme| theme.name() == name)
    }

    /// Where the template of articles and the style sheet stand before a site has its own.
    pub fn files(self) -> [PathBuf; 2] {
        let (root, files) = match self {
            Self::Small => (
                FILES,
                ["small/templates/page.html", "small/static/site.css"],
            ),
            Self::Gazette => (GAZETTE, ["templates/page.html", "static/gazette.css"]),
        };
        files.map(|file| Path::new(root).join(file))
    }

    /// The path of the style sheet below the output folder.
    pub fn style(self) -> &'static str {
        match self {
            Self::Small => "site.css",
            Self::Gazette => "gazette.css",
        }
    }

    fn settings(self) -> String {
        let mut out = include_str!("../small/byline.toml").to_owned();
        if self == Self::Small {
            return out;
        }
        // All but what makes the small site small.
        let (shared, _) = out.split_once("\n# Small").unwrap_or_default();
        out = format!("{shared}\n");
        for (key, name) in AUTHORS {
            // Writing to a `String` cannot fail.
            let _ = write!(
                out,
                "\n[authors.{key}]\nname = \"{name}\"\nemail = \"{key}@daily.example.org\"\n\
                 bio = \"{name} writes for The Harbour Daily.\"\n"
            );
        }
        out
    }
}

/// The folder of a site of `count` articles below `root`, made if it does not stand there yet.
pub fn site(root: &Path, theme: Theme, count: usize) -> io::Result<PathBuf> {
    let name = format!("v{VERSION}-{}-{count}", theme.name());
    let done = root.join(&name);
    if done.is_dir() {
        return Ok(done);
    }
    // Renamed when complete: an interrupted run leaves no half site behind.
    let part = root.join(format!("{name}.{}", std::process::id()));
    write(&part, theme, count)?;
    fs::rename(&part, &done)?;
    Ok(done)
}

fn write(root: &Path, theme: Theme, count: usize) -> io::Result<()> {
    let content = root.join("content");
    fs::create_dir_all(&content)?;
    fs::write(root.join("byline.toml"), theme.settings())?;
    fs::write(
        content.join("_index.md"),
        "+++\ntitle = \"The Harbour Daily\"\n+++\n\nAll that happened.\n",
    )?;
    for (key, title, _) in SECTIONS {
        fs::create_dir_all(content.join(key))?;
        let text = format!(
            "+++\ntitle = \"{title}\"\nsort_by = \"date\"\npaginate_by = 20\ntransparent = true\n\
             generate_feeds = true\n+++\n\nEverything about {}.\n",
            title.to_lowercase()
        );
        fs::write(content.join(key).join("_index.md"), text)?;
    }
    if theme == Theme::Small {
        for folder in ["templates", "static"] {
            copy(
                &Path::new(FILES).join("small").join(folder),
                &root.join(folder),
            )?;
        }
    }
    for number in 0..PICTURES {
        let path = root.join("static").join(picture(number));
        fs::create_dir_all(path.parent().unwrap_or(root))?;
        fs::write(path, picture_bytes(number))?;
    }
    // Each is written as soon as it is made: a site of any size takes the memory of a few articles.
    let newsroom = Newsroom::new(count);
    (0..count).into_par_iter().try_for_each(|number| {
        let path = format!("{}.md", newsroom.path(number));
        fs::write(content.join(path), newsroom.article(number))
    })
}

/// Copies a folder of files and folders.
fn copy(from: &Path, to: &Path) -> io::Result<()> {
    fs::create_dir_all(to)?;
    for entry in fs::read_dir(from)? {
        let entry = entry?;
        let to = to.join(entry.file_name());
        match entry.file_type()?.is_dir() {
            true => copy(&entry.path(), &to)?,
            false => fs::write(to, fs::read(entry.path())?)?,
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_themes_have_the_same_articles_and_their_own_settings() {
        let root = Path::new(env!("CARGO_TARGET_TMPDIR")).join("bench-generate-test");
        let _ = fs::remove_dir_all(&root);
        let [small, gazette] = Theme::ALL.map(|theme| site(&root, theme, 30).unwrap());
        let read = |site: &Path, path: &str| fs::read_to_string(site.join(path)).unwrap();
        for number in 0..30 {
            let path = format!("content/{}.md", Newsroom::new(30).path(number));
            assert_eq!(read(&small, &path), read(&gazette, &path));
        }
        assert!(read(&small, "byline.toml").contains("feed_archives = false"));
        assert!(!read(&gazette, "byline.toml").contains("feed"));
        assert!(read(&gazette, "byline.toml").contains("[authors.hana-kim]"));
        assert!(small.join("templates/authors/single.html").is_file());
        assert!(!gazette.join("templates").exists());
        for theme in Theme::ALL {
            assert!(theme.files().iter().all(|file| file.is_file()), "{theme:?}");
            assert_eq!(Theme::named(theme.name()), Some(theme));
        }
        fs::remove_dir_all(&root).unwrap();
    }
}
