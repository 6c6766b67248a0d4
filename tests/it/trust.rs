//! Sites made by strangers: whatever lies in such a folder, nothing outside it is read into an output or
//! a message, changed or removed, and no build waits for ever.

use std::collections::BTreeMap;
use std::fs;
use std::os::unix::fs::symlink;
use std::os::unix::net::UnixListener;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::mpsc;
use std::time::{Duration, SystemTime};

use crate::common::CONFIG;
use byline::disk::RealDisk;
use byline::store::{Home, Outputs, Record};
use byline::theme::Question;

/// What stands in every file that no build may show.
const CANARY: &str = "canary-of-somebody-else";
/// Longer than any build takes on any machine: only one that waits for ever meets it.
const FOR_EVER: Duration = Duration::from_secs(300);

/// A folder with a site of a stranger's in it, and beside that somebody's own files.
struct Sandbox {
    folder: tempfile::TempDir,
}

/// What a command said, and whether it was done.
struct Said {
    done: bool,
    text: String,
}

/// All that may not change: by path, what it is, what it holds, and when it was changed.
type Snapshot = BTreeMap<PathBuf, (String, Vec<u8>, SystemTime)>;

impl Sandbox {
    fn new() -> Self {
        let sandbox = Self {
            folder: tempfile::tempdir().unwrap(),
        };
        let article = format!("+++\ntitle = \"{CANARY}\"\n+++\n\n{CANARY}\n");
        for (path, text) in [
            ("home/secret.txt", CANARY),
            ("home/secret.toml", CANARY),
            ("home/.bashrc", CANARY),
            ("home/index.html", CANARY),
            ("home/a/index.html", CANARY),
            ("home/page.html", CANARY),
            ("home/article.md", &article),
            ("home/templates/page.html", CANARY),
            ("home/static/id_rsa", CANARY),
            (
                "home/i18n/en.toml",
                "read_more = \"canary-of-somebody-else\"",
            ),
            ("home/.byline-1-1.tmp", CANARY),
            ("site/byline.toml", CONFIG),
            ("site/content/a.md", "+++\ntitle = \"A\"\n+++\n\nText.\n"),
            ("site/content/news/one.md", "+++\ntitle = \"One\"\n+++\n"),
            ("site/static/style.css", "a{}"),
            ("site/.git/config", CANARY),
            ("site/.env", CANARY),
        ] {
            sandbox.file(path, text);
        }
        sandbox
    }

    fn at(&self, path: &str) -> PathBuf {
        self.folder.path().join(path)
    }

    fn site(&self, path: &str) -> PathBuf {
        self.at("site").join(path)
    }

    fn file(&self, path: &str, text: &str) {
        let at = self.at(path);
        fs::create_dir_all(at.parent().unwrap()).unwrap();
        fs::write(at, text).unwrap();
    }

    /// Makes room for something at a path of the site.
    fn clear(&self, path: &str) -> PathBuf {
        let at = self.site(path);
        fs::create_dir_all(at.parent().unwrap()).unwrap();
        if at.is_dir() {
            fs::remove_dir_all(&at).unwrap();
        } else if at.exists() {
            fs::remove_file(&at).unwrap();
        }
        at
    }

    /// Everything but the site, and of that its sources.
    fn snapshot(&self) -> Snapshot {
        let mut found = Snapshot::new();
        let mut folders = vec![PathBuf::new()];
        while let Some(below) = folders.pop() {
            let full = self.folder.path().join(&below);
            for entry in fs::read_dir(full).unwrap() {
                let entry = entry.unwrap();
                let path = below.join(entry.file_name());
                if path.starts_with("site/.byline") || path.starts_with("site/public") {
                    continue;
                }
                let there = fs::symlink_metadata(entry.path()).unwrap();
                let kind = there.file_type();
                let bytes = if kind.is_symlink() {
                    let target = fs::read_link(entry.path()).unwrap();
                    target.to_string_lossy().into_owned().into_bytes()
                } else if kind.is_file() {
                    fs::read(entry.path()).unwrap()
                } else {
                    Vec::new()
                };
                if kind.is_dir() {
                    folders.push(path.clone());
                }
                // The folder of the site gets what Byline makes; nothing else of it changes.
                let modified = if path == Path::new("site") {
                    SystemTime::UNIX_EPOCH
                } else {
                    there.modified().unwrap()
                };
                found.insert(path, (format!("{kind:?}"), bytes, modified));
            }
        }
        // What a build adds to the site by right.
        found.remove(Path::new("site/byline.lock"));
        found
    }

    /// Runs a command in the site, which must end.
    fn run(&self, args: &[&str]) -> Said {
        let child = Command::new(env!("CARGO_BIN_EXE_byline"))
            .args(args)
            .current_dir(self.at("site"))
            .env_remove("NO_COLOR")
            .env("LC_ALL", "C")
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let id = child.id().to_string();
        let (sender, receiver) = mpsc::channel();
        std::thread::spawn(move || sender.send(child.wait_with_output().unwrap()));
        let Ok(output) = receiver.recv_timeout(FOR_EVER) else {
            let _ = Command::new("kill").args(["-9", &id]).status();
            panic!("{args:?} waits for ever");
        };
        let mut text = String::from_utf8_lossy(&output.stdout).into_owned();
        text.push_str(&String::from_utf8_lossy(&output.stderr));
        assert!(output.status.code().is_some_and(|code| code < 3), "{text}");
        Said {
            done: output.status.success(),
            text,
        }
    }

    /// Runs a command, and looks that nobody was harmed.
    fn harmless(&self, case: &str, args: &[&str]) -> Said {
        let before = self.snapshot();
        let said = self.run(args);
        let after = self.snapshot();
        for path in before.keys().chain(after.keys()) {
            assert!(
                before.get(path) == after.get(path),
                "{case}: {args:?} changed {}\n{}",
                path.display(),
                said.text
            );
        }
        self.silent(case, &said);
        said
    }

    /// Nothing that was said or written tells anything of somebody else's.
    fn silent(&self, case: &str, said: &Said) {
        assert!(!said.text.contains(CANARY), "{case}: {}", said.text);
        let public = self.site("public");
        if public.is_symlink() || !public.is_dir() {
            return;
        }
        for found in walkdir::WalkDir::new(&public) {
            let found = found.unwrap();
            let path = found.path();
            assert!(!path.to_string_lossy().contains(".git"), "{case}: {path:?}");
            if found.file_type().is_file() {
                let text = fs::read(path).unwrap();
                let text = String::from_utf8_lossy(&text);
                assert!(!text.contains(CANARY), "{case}: {path:?}");
            }
        }
    }
}

/// Makes a named pipe that nobody writes to.
fn pipe(at: &Path) {
    nix::unistd::mkfifo(at, nix::sys::stat::Mode::S_IRWXU).unwrap();
}

/// What a stranger puts in the place of a file or folder.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Trick {
    /// A link to something outside, by its whole path.
    Outside,
    /// The same by a path with `..`.
    Upwards,
    /// A link to a link outside.
    Hop,
    /// A link to something outside that is not there yet.
    Nowhere,
    /// A link to itself.
    Itself,
    /// A link to the whole machine, or to what has no end.
    Endless,
    /// A link to something hidden in the site.
    Hidden,
    /// A named pipe that nobody writes to.
    Pipe,
    /// A socket that nobody answers.
    Socket,
}

use Trick::{Endless, Hidden, Hop, Itself, Nowhere, Outside, Pipe, Socket, Upwards};

const ALL: [Trick; 9] = [
    Outside, Upwards, Hop, Nowhere, Itself, Endless, Hidden, Pipe, Socket,
];

impl Trick {
    /// Plays it at a path of the site; `wanted` is what of somebody's home fits there.
    fn play(self, sandbox: &Sandbox, path: &str, wanted: &str) {
        let at = sandbox.clear(path);
        let outside = sandbox.at("home").join(wanted);
        let is_folder = outside.is_dir();
        match self {
            Outside => symlink(outside, at).unwrap(),
            Upwards => {
                let depth = path.split('/').count();
                let up = "../".repeat(depth);
                symlink(format!("{up}home/{wanted}"), at).unwrap();
            }
            Hop => {
                let hop = sandbox.site("hop");
                symlink(outside, &hop).unwrap();
                symlink(hop, at).unwrap();
            }
            Nowhere => symlink(sandbox.at("home/not-there"), at).unwrap(),
            Itself => symlink(&at, &at).unwrap(),
            Endless => symlink(if is_folder { "/" } else { "/dev/zero" }, at).unwrap(),
            Hidden => {
                let hidden = if is_folder { ".git" } else { ".git/config" };
                symlink(sandbox.site(hidden), at).unwrap();
            }
            Pipe => pipe(&at),
            Socket => drop(UnixListener::bind(at).unwrap()),
        }
    }
}

/// What becomes of a site with something odd in it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Fate {
    /// It is not built, and is told what is odd.
    Refused,
    /// It is built without what is odd.
    Built,
}

use Fate::{Built, Refused};

/// Plays all tricks at some places: a path of the site, what of somebody's home fits there, and what is to come
/// of it.
fn play_all(places: &[(&str, &str, Fate)], prepare: impl Fn(&Sandbox)) {
    let mut wrong = Vec::new();
    for (path, wanted, fate) in places {
        for trick in ALL {
            let case = format!("{trick:?} at {path}");
            let sandbox = Sandbox::new();
            prepare(&sandbox);
            trick.play(&sandbox, path, wanted);
            let said = sandbox.harmless(&case, &["build"]);
            // Whoever is refused is told where it lies.
            let name = path.rsplit('/').next().unwrap();
            let told = said.text.contains("error") && said.text.contains(name);
            if said.done != (*fate == Built) || !said.done && !told {
                wrong.push(format!("{case}: {}", said.text));
            }
            if trick == Pipe || trick == Outside {
                for args in [&["check"][..], &["list"], &["why", "/"], &["write", "T"]] {
                    let said = sandbox.run(args);
                    sandbox.silent(&case, &said);
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn no_folder_of_sources_may_be_something_else() {
    play_all(
        &[
            ("content", "", Refused),
            ("static", "static", Refused),
            ("templates", "templates", Refused),
            ("i18n", "i18n", Refused),
            ("data", "static", Refused),
        ],
        |_| {},
    );
}

#[test]
fn no_folder_among_sources_may_be_something_else() {
    play_all(
        &[
            ("content/news", "a", Refused),
            ("static/in", "static", Refused),
            ("templates/in", "templates", Refused),
            ("data/in", "static", Refused),
        ],
        |_| {},
    );
}

#[test]
fn no_file_among_sources_may_be_something_else() {
    play_all(
        &[
            ("byline.toml", "secret.toml", Refused),
            ("byline.lock", "secret.txt", Refused),
            ("content/b.md", "article.md", Refused),
            ("content/news/pic.png", "secret.txt", Refused),
            ("static/f.txt", "secret.txt", Refused),
            ("templates/page.html", "page.html", Refused),
            ("i18n/en.toml", "secret.toml", Refused),
            ("data/d.json", "secret.txt", Refused),
        ],
        |_| {},
    );
}

#[test]
fn no_part_of_a_theme_may_be_something_else() {
    play_all(
        &[
            ("themes", "", Refused),
            ("themes/x", "", Refused),
            ("themes/x/templates", "templates", Refused),
            ("themes/x/static", "static", Refused),
            ("themes/x/static/f.txt", "secret.txt", Refused),
            ("themes/x/templates/page.html", "page.html", Refused),
            ("themes/x/i18n/en.toml", "secret.toml", Refused),
        ],
        |sandbox| {
            sandbox.file("site/byline.toml", &format!("{CONFIG}theme = \"x\"\n"));
            sandbox.file("site/themes/x/templates/index.html", "index");
        },
    );
}

#[test]
fn outputs_are_written_through_no_link() {
    play_all(
        &[
            ("public", "", Refused),
            ("public/a", "a", Refused),
            ("public/news", "a", Refused),
            ("public/index.html", "index.html", Refused),
            ("public/style.css", "secret.txt", Refused),
        ],
        |_| {},
    );
}

#[test]
fn the_store_opens_no_link() {
    // What was known is lost, and the site is built as if it never was; only a store that cannot be is an error.
    play_all(
        &[
            (".byline", "", Refused),
            (".byline/build", "", Refused),
            (".byline/.gitignore", "secret.txt", Built),
            (".byline/build/outputs", "secret.txt", Built),
            (".byline/build/sources", "secret.txt", Built),
            (".byline/build/last", "secret.txt", Built),
            (".byline/build/changing", "secret.txt", Built),
            (".byline/build/clock", "secret.txt", Built),
            (".byline/build/lock", "secret.txt", Built),
            (".byline/build/pages-0", "secret.txt", Built),
            (".byline/build/texts-0", "secret.txt", Built),
        ],
        |_| {},
    );
}

#[test]
fn a_store_that_is_known_is_kept_through_no_link() {
    play_all(
        &[
            ("public/a", "a", Refused),
            ("public/index.html", "index.html", Built),
            ("public/a/index.html", "a/index.html", Built),
        ],
        |sandbox| {
            let said = sandbox.run(&["build"]);
            assert!(said.done, "{}", said.text);
        },
    );
}

#[test]
fn what_a_forged_store_names_is_not_removed() {
    let names = [
        "../precious.txt",
        "../content/a.md",
        "../../home/secret.txt",
        "../../home/.bashrc",
        "x/../../../home/secret.txt",
        "/etc/hostname",
        "../.git/config",
        ".git/config",
        ".GIT/config",
        "a/../../content/news/one.md",
        "./../content/a.md",
        "..",
        "../..",
        "",
        "../../home/pipe",
        "pipe",
    ];
    let list: Vec<&str> = names.to_vec();
    let texts = [
        list.join("\n"),
        list.join("\r\n"),
        format!("{}\n", list.join("\n")),
    ];
    for text in &texts {
        let sandbox = Sandbox::new();
        sandbox.file("site/precious.txt", "precious");
        sandbox.file("site/public/.git/config", "of somebody");
        sandbox.file("site/.byline/build/changing", text);
        pipe(&sandbox.at("home/pipe"));
        pipe(&sandbox.site("public/pipe"));
        let said = sandbox.run_kept("changing", &["build"]);
        assert!(said.done, "{}", said.text);
    }
    for name in names {
        let sandbox = Sandbox::new();
        sandbox.file("site/precious.txt", "precious");
        sandbox.file("site/public/.git/config", "of somebody");
        let whole = sandbox.at("home/secret.txt").to_string_lossy().into_owned();
        let disk = RealDisk::new(sandbox.at("site"));
        let home = Home::of("public");
        let mut forged = Outputs::<Question>::default();
        for path in [name, &whole] {
            forged.written.insert(path.to_owned(), Record::OURS);
        }
        forged.save(&disk, &home, Path::new("public")).unwrap();
        let said = sandbox.run_kept(name, &["build"]);
        assert!(said.done, "{name}: {}", said.text);
    }
}

impl Sandbox {
    /// Runs a command which leaves what somebody keeps in the output folder.
    fn run_kept(&self, case: &str, args: &[&str]) -> Said {
        let before = self.snapshot();
        let said = self.run(args);
        assert!(before == self.snapshot(), "{case}: {}", said.text);
        let kept = fs::read_to_string(self.site("public/.git/config"));
        assert_eq!(kept.unwrap(), "of somebody", "{case}");
        assert!(!said.text.contains(CANARY), "{case}: {}", said.text);
        said
    }
}

#[test]
fn the_output_folder_is_compared_by_where_it_is() {
    let inputs = [
        "content",
        "static",
        "templates",
        "themes",
        "i18n",
        "data",
        ".git",
    ];
    for input in inputs {
        for way in ["setting", "option", "link", "below", "linked input"] {
            let case = format!("{way} to {input}");
            let sandbox = Sandbox::new();
            sandbox.file(&format!("site/{input}/keep.txt"), "keep");
            let link = sandbox.site("link");
            symlink(input, &link).unwrap();
            let mut args = vec!["build"];
            match way {
                "setting" => {
                    sandbox.file(
                        "site/byline.toml",
                        &format!("{CONFIG}output_dir = \"link\"\n"),
                    );
                }
                "option" => args.extend(["-o", "link"]),
                "link" => symlink(input, sandbox.site("public")).unwrap(),
                "below" => args.extend(["-o", "link/below"]),
                _ => {
                    fs::rename(sandbox.site(input), sandbox.site("really")).unwrap();
                    symlink("really", sandbox.site(input)).unwrap();
                    args.extend(["-o", "really"]);
                }
            }
            let said = sandbox.harmless(&case, &args);
            assert!(!said.done, "{case}: {}", said.text);
        }
    }
    for output in ["../home", "/", "..", ".", "~", "public/../../home"] {
        let sandbox = Sandbox::new();
        let text = format!("{CONFIG}output_dir = \"{output}\"\n");
        sandbox.file("site/byline.toml", &text);
        let said = sandbox.run(&["build"]);
        let is_inside = output == "~";
        assert_eq!(said.done, is_inside, "{output}: {}", said.text);
        assert!(sandbox.at("home/secret.txt").exists());
    }
}

#[test]
fn no_address_of_an_article_leads_out_of_the_output_folder() {
    let paths = [
        "/../x/",
        "../../home/x",
        "/a/../../../home/",
        "/.git/hooks/x",
        "/.GIT/config",
        "/.git./x",
        "/git~1/x",
        "/.g\u{200C}it/x",
        "/a/.git/x/",
        "\\..\\x",
        "C:/x",
        "//etc/x",
        "/%2e%2e/home/x",
        "/..%2fhome/x",
        "file:///etc/x",
        "/\u{0}x",
    ];
    for path in paths {
        let quoted = path.replace('\\', "\\\\").replace('\u{0}', "\\u0000");
        for front in [
            format!("path = \"{quoted}\""),
            format!("slug = \"{quoted}\""),
            format!("aliases = [\"{quoted}\"]"),
            format!("template = \"{quoted}\""),
            format!("image = \"{quoted}\""),
        ] {
            let sandbox = Sandbox::new();
            sandbox.file(
                "site/content/a.md",
                &format!("+++\ntitle = \"A\"\n{front}\n+++\n"),
            );
            sandbox.harmless(&front, &["build"]);
        }
    }
    for (line, file) in [
        ("feed_filenames = [\"../rss.xml\"]", "byline.toml"),
        ("feed_filenames = [\"/rss.xml\"]", "byline.toml"),
        ("theme = \"../home\"", "byline.toml"),
        ("theme = \"x/../../home\"", "byline.toml"),
        ("output_dir = \".git/hooks\"", "byline.toml"),
        ("output_dir = \"x/.git\"", "byline.toml"),
        ("output_dir = \".byline\"", "byline.toml"),
        (
            "{{ load_data(path=\"../home/secret.txt\") }}",
            "templates/page.html",
        ),
        ("{{ load_data(path=\".env\") }}", "templates/page.html"),
        (
            "{{ load_data(path=\".git/config\") }}",
            "templates/page.html",
        ),
        (
            "{% include \"../../home/page.html\" %}",
            "templates/page.html",
        ),
        (
            "{{ get_hash(path=\"../home/secret.txt\") }}",
            "templates/page.html",
        ),
        (
            "{{ get_image_metadata(path=\"../home/secret.txt\") }}",
            "templates/page.html",
        ),
    ] {
        let sandbox = Sandbox::new();
        let text = if file == "byline.toml" {
            format!("{CONFIG}{line}\n")
        } else {
            line.to_owned()
        };
        sandbox.file(&format!("site/{file}"), &text);
        let said = sandbox.harmless(line, &["build"]);
        assert!(!said.done, "{line}: {}", said.text);
    }
}

#[test]
fn no_command_writes_through_a_link_out_of_the_site() {
    let sandbox = Sandbox::new();
    symlink(sandbox.at("home"), sandbox.site("content/ext")).unwrap();
    for args in [
        &["write", "T", "-s", "ext"][..],
        &["write", "T", "-s", "ext/deeper"],
        &["move", "content/a.md", "content/ext/a.md"],
        &["move", "content/news", "content/ext/news"],
    ] {
        let said = sandbox.harmless(&args.join(" "), args);
        assert!(!said.done, "{args:?}: {}", said.text);
    }
}

#[test]
fn links_that_stay_within_the_site_are_followed() {
    let sandbox = Sandbox::new();
    sandbox.file("site/shared/pictures/p.txt", "picture");
    sandbox.file("site/articles/b.md", "+++\ntitle = \"B\"\n+++\n");
    sandbox.file("site/mine/page.html", "mine: {{ page.title }}");
    symlink("../shared", sandbox.site("static/files")).unwrap();
    symlink("../shared/pictures/p.txt", sandbox.site("static/one.txt")).unwrap();
    symlink("../articles", sandbox.site("content/linked")).unwrap();
    symlink("mine", sandbox.site("templates")).unwrap();
    fs::rename(sandbox.site("content"), sandbox.site("texts")).unwrap();
    symlink("texts", sandbox.site("content")).unwrap();
    let said = sandbox.harmless("inside", &["build"]);
    assert!(said.done, "{}", said.text);
    let output = |path: &str| fs::read_to_string(sandbox.site("public").join(path)).unwrap();
    assert_eq!(output("files/pictures/p.txt"), "picture");
    assert_eq!(output("one.txt"), "picture");
    assert_eq!(output("linked/b/index.html"), "mine: B");
    // A new article beside them lands where the link leads.
    let said = sandbox.run(&["write", "New", "-s", "linked"]);
    assert!(said.done, "{}", said.text);
    assert!(sandbox.site("articles/new.md").is_file());
}

#[test]
fn links_that_lead_to_one_another_come_to_an_end() {
    // Each folder has two links to the next: 2^40 ways lead to the last.
    let sandbox = Sandbox::new();
    for number in 0..40 {
        let folder = sandbox.site(&format!("maze/{number}"));
        fs::create_dir_all(&folder).unwrap();
        fs::write(folder.join("f.txt"), "f").unwrap();
        for name in ["l", "r"] {
            symlink(format!("../{}", number + 1), folder.join(name)).unwrap();
        }
    }
    fs::create_dir_all(sandbox.site("maze/40")).unwrap();
    symlink("../maze/0", sandbox.site("static/in")).unwrap();
    let said = sandbox.harmless("maze", &["build"]);
    assert!(
        !said.done && said.text.contains("links lead to one another"),
        "{}",
        said.text
    );

    let sandbox = Sandbox::new();
    symlink("..", sandbox.site("content/news/up")).unwrap();
    let said = sandbox.harmless("loop", &["build"]);
    assert!(!said.done, "{}", said.text);
    assert!(
        said.text.contains("leads to a folder that it stands in"),
        "{}",
        said.text
    );
}
