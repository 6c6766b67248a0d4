//! From the path of a request to a file of the output folder, and to nothing else.

use std::io::{Read, Seek, SeekFrom};
use std::path::Path;
use std::sync::Arc;

use percent_encoding::percent_decode_str;

use crate::disk::{Disk, Input, Stat};
use crate::route;

/// The output folder, as a server sees it.
pub(super) struct Folder {
    disk: Arc<dyn Disk>,
    output: String,
    /// The path of the site's address, without a slash at its end.
    prefix: String,
}

/// How often a file is opened that is being replaced.
const TRIES: usize = 10;

/// A file of the output folder.
pub(super) struct Opened {
    pub file: Box<dyn Input>,
    /// How it stands: another file in its place stands otherwise.
    pub stat: Stat,
}

impl Opened {
    /// All of its bytes.
    pub fn read(mut self) -> Option<Vec<u8>> {
        let mut bytes = Vec::new();
        self.file.rewind().ok()?;
        self.file.read_to_end(&mut bytes).ok()?;
        Some(bytes)
    }
}

/// What there is for a path.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Found {
    /// A file of the output folder.
    File(String),
    /// A folder, asked for without its slash.
    Folder,
    /// Nothing.
    Nothing,
}

impl Folder {
    /// The output folder of a site with this address.
    pub fn new(disk: Arc<dyn Disk>, output: String, base_url: &str) -> Self {
        let url = url::Url::parse(base_url).ok();
        let prefix = url.map(|url| url.path().trim_end_matches('/').to_owned());
        Self {
            disk,
            output,
            prefix: prefix.unwrap_or_default(),
        }
    }

    /// What there is for the path of a request, as it was written there.
    pub fn find(&self, asked: &str) -> Found {
        let Some((path, slash)) = self.names(asked) else {
            return Found::Nothing;
        };
        let index = if path.is_empty() {
            "index.html".to_owned()
        } else {
            format!("{path}/index.html")
        };
        if slash {
            return if self.has(&index) {
                Found::File(index)
            } else {
                Found::Nothing
            };
        }
        if self.has(&path) {
            Found::File(path)
        } else if self.has(&index) {
            Found::Folder
        } else {
            Found::Nothing
        }
    }

    /// The page that says there is none, in the language the path begins with if it has its own.
    pub fn missing(&self, asked: &str) -> Option<String> {
        let first = self.names(asked).and_then(|(path, _)| {
            let first = path.split('/').next()?;
            (!first.is_empty()).then(|| format!("{first}/404.html"))
        });
        let page = "404.html".to_owned();
        first.into_iter().chain([page]).find(|page| self.has(page))
    }

    /// A file that was found.
    pub fn open(&self, path: &str) -> Option<Opened> {
        let full = self.full(path);
        let full = Path::new(&full);
        // A build may put another file in its place just now.
        for _ in 0..TRIES {
            let stat = self.disk.stat(full).ok()??;
            let mut file = self.disk.open(full).ok()?;
            let length = file.seek(SeekFrom::End(0)).ok()?;
            if length == stat.size && self.disk.stat(full).ok()? == Some(stat) {
                return Some(Opened { file, stat });
            }
        }
        None
    }

    fn full(&self, path: &str) -> String {
        format!("{}/{path}", self.output)
    }

    /// Whether there is a file, which no link led out of the folder for.
    fn has(&self, path: &str) -> bool {
        let full = self.full(path);
        let full = Path::new(&full);
        if !matches!(self.disk.stat(full), Ok(Some(_))) {
            return false;
        }
        let really = |path: &Path| self.disk.absolute(path).canonicalize();
        match (really(full), really(Path::new(&self.output))) {
            (Ok(file), Ok(folder)) => file.starts_with(folder),
            _ => false,
        }
    }

    /// The path below the output folder, and whether it ends in a slash; `None` for one that no
    /// output can have.
    fn names(&self, asked: &str) -> Option<(String, bool)> {
        let below = match asked.strip_prefix(self.prefix.as_str()) {
            Some(below) if below.starts_with('/') => below,
            _ => asked,
        };
        let mut parts: Vec<&str> = below.strip_prefix('/')?.split('/').collect();
        let slash = parts.last() == Some(&"");
        if slash {
            parts.pop();
        }
        let mut names = Vec::with_capacity(parts.len());
        for (at, part) in parts.into_iter().enumerate() {
            let name = percent_decode_str(part).decode_utf8().ok()?;
            let hidden = name.starts_with('.') && !(at == 0 && name == ".well-known");
            // On Windows a colon begins a disk or a stream of a file.
            let special =
                |c: char| matches!(c, '/' | '\\') || c.is_control() || (cfg!(windows) && c == ':');
            if name.is_empty() || hidden || name.contains(special) {
                return None;
            }
            names.push(route::nfc(&name));
        }
        Some((names.join("/"), slash))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::disk::RealDisk;

    fn folder(base_url: &str) -> (tempfile::TempDir, Folder) {
        let site = tempfile::tempdir().unwrap();
        let disk = RealDisk::new(site.path());
        for file in [
            "secret.txt",
            "out/index.html",
            "out/a/index.html",
            "out/a/b.txt",
            "out/404.html",
            "out/ko/404.html",
            "out/.byline-1.tmp",
            "out/.well-known/x",
            "out/한글/index.html",
            "out/a b.txt",
        ] {
            disk.write(Path::new(file), b"x").unwrap();
        }
        let folder = Folder::new(Arc::new(disk), "out".into(), base_url);
        (site, folder)
    }

    #[test]
    fn paths_find_files_and_folders() {
        let (_site, folder) = folder("http://127.0.0.1:1111");
        let file = |path: &str| Found::File(path.into());
        assert_eq!(folder.find("/"), file("index.html"));
        assert_eq!(folder.find("/a"), Found::Folder);
        assert_eq!(folder.find("/a/"), file("a/index.html"));
        assert_eq!(folder.find("/a/b.txt"), file("a/b.txt"));
        assert_eq!(folder.find("/a/b.txt/"), Found::Nothing);
        assert_eq!(folder.find("/a%20b.txt"), file("a b.txt"));
        assert_eq!(folder.find("/.well-known/x"), file(".well-known/x"));
        // NFC and NFD.
        assert_eq!(folder.find("/%ED%95%9C%EA%B8%80/"), file("한글/index.html"));
        assert_eq!(
            folder.find("/%E1%84%92%E1%85%A1%E1%86%AB%E1%84%80%E1%85%B3%E1%86%AF/"),
            file("한글/index.html")
        );
        assert_eq!(folder.missing("/ko/x/y").as_deref(), Some("ko/404.html"));
        assert_eq!(folder.missing("/x").as_deref(), Some("404.html"));
    }

    #[test]
    fn nothing_else_is_found() {
        let (_site, folder) = folder("http://127.0.0.1:1111");
        for path in [
            "",
            "*",
            "/../secret.txt",
            "/%2e%2e/secret.txt",
            "/a/../../secret.txt",
            "/..%2fsecret.txt",
            "/a/..%2f..%2f..%2fsecret.txt",
            "/..%5csecret.txt",
            "/..\\secret.txt",
            "//a/",
            "/a//b.txt",
            "/.byline-1.tmp",
            "/%2ebyline-1.tmp",
            "/a/.well-known/x",
            "/%00",
            "/a%00.txt",
            "/%ff",
            "/./a/",
            "/a/./b.txt",
            "/a/b.txt%0a",
        ] {
            assert_eq!(folder.find(path), Found::Nothing, "{path}");
        }
    }

    #[cfg(unix)]
    #[test]
    fn a_link_out_of_the_folder_is_nothing() {
        let (site, folder) = folder("http://127.0.0.1:1111");
        let link =
            |to: &str, from: &str| std::os::unix::fs::symlink(to, site.path().join(from)).unwrap();
        link("../secret.txt", "out/leak.txt");
        link("..", "out/up");
        link("a/b.txt", "out/inside.txt");
        assert_eq!(folder.find("/leak.txt"), Found::Nothing);
        assert_eq!(folder.find("/up/secret.txt"), Found::Nothing);
        assert_eq!(folder.find("/inside.txt"), Found::File("inside.txt".into()));
    }

    #[test]
    fn a_site_may_have_its_address_below_a_path() {
        let (_site, folder) = folder("http://localhost:1111/blog/");
        assert_eq!(folder.find("/blog/a/"), Found::File("a/index.html".into()));
        assert_eq!(folder.find("/blog/"), Found::File("index.html".into()));
        assert_eq!(folder.find("/a/"), Found::File("a/index.html".into()));
    }
}
