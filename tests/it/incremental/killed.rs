//! The process is killed at each change of a real disk in turn, or runs twice at once.
//!
//! The process that is killed is this program itself, started anew to run one test that ends at the change it is told.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::{BufRead, BufReader, Read};
use std::process::{Child, Command, Stdio};
use std::sync::Arc;

use crate::common::doomed::{Doomed, ENDED};
use crate::common::magazine::gazette;
use crate::common::{NOW, Silent, TestSite, assert_same, moment};
use byline::build::{self, Changes, Foreign, Options, Publishing};
use byline::disk::{Disk, RealDisk};
use byline::relocate;
use byline::site::Visibility;

type Files = BTreeMap<String, Vec<u8>>;

/// When what is scheduled has appeared.
const LATER: &str = "2026-12-25T12:00:00Z";
const OLD: &str = "content/news/rain.md";
const NEW: &str = "content/weather/rain.md";

/// What the process does that is killed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Act {
    Builds,
    BuildsLater,
    Moves,
    Retires,
}

impl Act {
    const ALL: [Self; 4] = [Self::Builds, Self::BuildsLater, Self::Moves, Self::Retires];

    /// The time it is for the act, and for what comes after it.
    fn time(self) -> &'static str {
        match self {
            Self::BuildsLater => LATER,
            _ => NOW,
        }
    }

    fn on(self, disk: Arc<dyn Disk>) {
        let visibility = Visibility {
            now: Some(moment(self.time())),
            ..Visibility::default()
        };
        let done = match self {
            Self::Builds | Self::BuildsLater => {
                let options = Options {
                    output: None,
                    base_url: None,
                    visibility,
                    private: false,
                    publishing: Publishing::Yes,
                    foreign: Foreign::default(),
                    progress: &Silent,
                };
                build::build(&disk, &options).map(drop)
            }
            Self::Moves => relocate::rename(&*disk, visibility, OLD, NEW).map(drop),
            Self::Retires => relocate::retire(&*disk, visibility, OLD).map(drop),
        };
        assert!(done.is_ok(), "{self:?} fails");
    }
}

/// What the process that is killed is told: what to do, where, and after how many changes it ends.
const TOLD: [&str; 3] = [
    "BYLINE_TEST_ACT",
    "BYLINE_TEST_FOLDER",
    "BYLINE_TEST_CHANGES",
];

#[test]
#[ignore = "it is the process that other tests end"]
fn the_process_that_is_killed() {
    let [Ok(act), Ok(folder), Ok(changes)] = TOLD.map(std::env::var) else {
        panic!("other tests start this one, and say what it is to do");
    };
    let act = Act::ALL.into_iter().find(|own| format!("{own:?}") == act);
    let disk = Doomed::new(folder.into(), changes.parse().unwrap());
    act.unwrap().on(Arc::new(disk));
}

/// Whether another process was killed after so many changes; else it came to its end.
fn is_killed(site: &TestSite, act: Act, changes: u64) -> bool {
    let told = [
        format!("{act:?}"),
        site.path().to_string_lossy().into_owned(),
        changes.to_string(),
    ];
    let ran = Command::new(std::env::current_exe().unwrap())
        .args(["--ignored", "--exact", "--test-threads=1"])
        .arg("incremental::killed::the_process_that_is_killed")
        .envs(TOLD.into_iter().zip(told))
        // One change after the other, and the same ones each time.
        .env("RAYON_NUM_THREADS", "1")
        .stdin(Stdio::null())
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&ran.stdout);
    match ran.status.code() {
        Some(ENDED) => true,
        Some(0) if said.contains("1 passed") => false,
        status => panic!("{status:?} after {changes} changes:\n{said}"),
    }
}

/// All that is not the store's.
fn files(site: &TestSite) -> Files {
    let mut files = site.files();
    files.retain(|path, _| !path.starts_with(".byline/"));
    files
}

/// A site with one of each way to be written: few files, for each of them is many changes.
fn small() -> TestSite {
    TestSite::in_folder()
        .config(
            "feed_limit = 1\nfeed_filenames = [\"atom.xml\"]\ngenerate_archive = false\ntaxonomies = []\ntheme = \"bare\"",
        )
        .file("themes/bare/theme.toml", "name = \"bare\"\n")
        .template("page.html", "{{ page.title }}{{ page.content | safe }}")
        .template(
            "index.html",
            "{% for p in section.pages %}{{ p.title }}{% endfor %}",
        )
        .template("404.html", "not here")
        .file("static/x.txt", "x")
        .article("news/rain.md", "title = \"Rain\"\ndate = 2026-11-20\naliases = [\"wet\"]", "It rains.")
        .article("news/snow.md", "title = \"Snow\"\ndate = 2026-11-10", "[Rain](@/news/rain.md)")
        .article("news/ice.md", "title = \"Ice\"\ndate = 2026-10-10", "It is cold.")
        .article("clouds/index.md", "title = \"Clouds\"\ndate = 2026-09-01", "![](cloud.png)")
        .file("content/clouds/cloud.png", "PNG")
        .article("storm.md", "title = \"Storm\"\ndate = 2026-12-24", "It comes.")
}

/// Ends a process at each of its changes in turn. Whatever it leaves: the next build makes what a clean build makes,
/// and who then does again what was not done comes to the same as one who was never stopped.
fn at_every_change(act: Act, least: u64, prepare: fn() -> TestSite) {
    let whole = prepare();
    let before = whole.all_outputs();
    act.on(Arc::new(RealDisk::new(whole.path())));
    let whole = whole.at(act.time()).build();
    whole.equals_clean();
    let whole = files(&whole);
    for changes in 0.. {
        let site = prepare();
        let killed = is_killed(&site, act, changes);
        for (path, bytes) in site.all_outputs() {
            let now = whole.get(&format!("public/{path}"));
            let is_whole = [before.get(&path), now].contains(&Some(&bytes));
            assert!(
                is_whole || path.ends_with(".tmp"),
                "{path} is half a file after {changes} changes"
            );
        }
        let site = site.at(act.time()).build();
        site.equals_clean();
        if act == Act::Moves && site.has(OLD) || act == Act::Retires {
            act.on(Arc::new(RealDisk::new(site.path())));
        }
        let site = site.build();
        assert_same(&files(&site), &whole);
        let site = site.build();
        assert_eq!(site.report().changes, Changes::default());
        assert!(site.report().rendered.is_empty());
        if !killed {
            println!("{act:?}: {changes} changes");
            assert!(changes >= least, "only {changes} changes");
            return;
        }
    }
}

#[test]
fn a_first_build_that_is_killed_at_any_change_is_mended_by_the_next() {
    at_every_change(Act::Builds, 60, small);
}

#[test]
fn a_build_after_edits_that_is_killed_at_any_change_is_mended_by_the_next() {
    at_every_change(Act::Builds, 40, || {
        small()
            .build()
            .edit("content/news/snow.md", "[Rain]", "[More of it]")
            .edit("content/news/rain.md", "wet", "damp")
            .article(
                "news/hail.md",
                "title = \"Hail\"\ndate = 2026-11-21",
                "It hails.",
            )
            .file("static/x.txt", "y")
            .remove("content/clouds/index.md")
            .remove("content/clouds/cloud.png")
    });
}

#[test]
fn a_build_after_files_were_moved_that_is_killed_at_any_change_is_mended_by_the_next() {
    at_every_change(Act::Builds, 20, || {
        let site = small().build();
        let (ice, snow) = (
            site.read("content/news/ice.md"),
            site.read("content/news/snow.md"),
        );
        site.remove("content/news/ice.md")
            .remove("content/news/snow.md")
            .file("content/cold/ice.md", ice)
            .file("content/cold/snow.md", snow)
    });
}

#[test]
fn a_build_that_publishes_and_is_killed_at_any_change_is_mended_by_the_next() {
    at_every_change(Act::BuildsLater, 20, || small().build());
}

#[test]
fn a_move_that_is_killed_at_any_change_is_done_or_undone() {
    at_every_change(Act::Moves, 5, || {
        small().remove("content/news/snow.md").build()
    });
}

#[test]
fn a_removal_that_is_killed_at_any_change_is_done_or_undone() {
    at_every_change(Act::Retires, 3, || {
        small()
            .build()
            .remove("content/news/snow.md")
            .remove(OLD)
            .build()
    });
}

fn start(site: &TestSite) -> Child {
    Command::new(env!("CARGO_BIN_EXE_byline"))
        .args(["build", "--at", NOW, "--output", "public"])
        .current_dir(site.path())
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap()
}

/// Builds to the end.
fn finish(site: &TestSite) {
    let ran = site.command(["build", "--at", NOW, "--output", "public"]);
    assert_eq!((ran.status, ran.stderr.as_str()), (Some(0), ""));
}

/// Another magazine out of this one: outputs are added, changed and removed, and all of them show the title.
fn next(site: TestSite, number: usize) -> TestSite {
    let (odd, even) = ("content/news/odd.md", "content/essays/even.md");
    let (here, gone) = if number % 2 == 1 {
        (odd, even)
    } else {
        (even, odd)
    };
    let site = if site.has(gone) {
        site.remove(gone)
    } else {
        site
    };
    let text = "+++\ntitle = \"Here\"\ndate = 2026-11-01\n+++\nThis was written.\n";
    site.file(here, text).file(
        "byline.toml",
        format!(
            "base_url = \"https://example.com\"\ntitle = \"Issue {number}\"\n\
             taxonomies = [{{ name = \"tags\", feed = true }}]\n\
             [authors.kim]\nname = \"Kim\"\n[authors.lee]\nname = \"Lee\"\n\
             [languages.ko]\ntitle = \"신문\"\n"
        ),
    )
}

#[test]
fn a_second_build_says_that_it_waits_for_the_first() {
    let site = gazette(TestSite::in_folder());
    finish(&site);
    let lock = File::open(site.path().join(".byline/build/lock")).unwrap();
    lock.lock().unwrap();
    let mut build = start(&site);
    let mut said = BufReader::new(build.stderr.take().unwrap());
    let mut line = String::new();
    said.read_line(&mut line).unwrap();
    assert_eq!(line, "another build of this site is running: waiting\n");
    assert!(build.try_wait().unwrap().is_none());
    lock.unlock().unwrap();
    said.read_to_string(&mut line).unwrap();
    assert!(build.wait().unwrap().success(), "{line}");
    site.equals_clean();
}

#[test]
fn builds_at_once_end_in_what_one_build_makes() {
    for number in 0..4 {
        let site = next(gazette(TestSite::in_folder()), number);
        let builds: Vec<Child> = (0..4).map(|_| start(&site)).collect();
        for mut build in builds {
            assert!(build.wait().unwrap().success());
        }
        site.equals_clean();
        finish(&site);
        site.equals_clean();
    }
}
