//! The life of a site: any series of edits, failures and accidents, and a build after each.

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::path::Path;
use std::rc::Rc;
use std::sync::Arc;

use crate::common::frail::{Fate, Frail};
use crate::common::states::{STATES, settings, themed};
use crate::common::{TestSite, assert_same};
use byline::disk::{Flow, MemoryDisk};
use proptest::prelude::*;
use proptest::sample::{Index, select};

type Files = BTreeMap<String, Vec<u8>>;

/// What happens between two builds.
#[derive(Clone, Debug)]
pub enum Step {
    /// A file gets one of its states, or goes.
    Edit(&'static str, Option<&'static str>),
    /// All files are as they were when the last build was done.
    Revert,
    /// It is another time.
    Time(&'static str),
    /// The site goes to another address.
    Address(&'static str),
    /// An output is deleted, or gets these bytes.
    Output(Index, Option<&'static str>),
    /// Somebody puts a file among the outputs.
    Foreign(&'static str),
    /// A file of the store is cut, changed or deleted.
    Store(Index, Damage),
    /// The store is deleted.
    NoStore,
    /// Time stands still from now on, or goes on.
    Flow(Flow),
    /// The clock is set back.
    Back,
    /// Files that are written over keep their time from now on, or do not.
    Keep(bool),
    /// While the site is built, after an edit, this happens at a change of the disk.
    Fault(Fate, u64, Box<Step>),
}

#[derive(Clone, Copy, Debug)]
pub enum Damage {
    Deleted,
    Cut(u16),
    Flipped(u16),
}

/// A file gets one of its states.
pub fn edit() -> impl Strategy<Value = Step> {
    (select(STATES), any::<Index>()).prop_map(|((path, states), at)| {
        // One more state: the file is gone. The settings never are.
        let at = at.index(states.len() + usize::from(path != "byline.toml"));
        Step::Edit(path, states.get(at).copied())
    })
}

/// Anything that happens.
pub fn step() -> impl Strategy<Value = Step> {
    let damage = prop_oneof![
        Just(Damage::Deleted),
        any::<u16>().prop_map(Damage::Cut),
        any::<u16>().prop_map(Damage::Flipped),
    ];
    let fate = select(&[Fate::Fails, Fate::Dies, Fate::Dies, Fate::Full][..]);
    prop_oneof![
        12 => edit(),
        1 => Just(Step::Revert),
        1 => select(&["2026-11-22T12:00:00Z", "2026-11-23T12:00:00Z", "2026-12-02T12:00:00Z"][..]).prop_map(Step::Time),
        1 => select(&["https://example.com", "https://example.org/sub"][..]).prop_map(Step::Address),
        2 => (any::<Index>(), select(&[None, Some(""), Some("tampered"), Some("x")][..])).prop_map(|(at, text)| Step::Output(at, text)),
        1 => select(&["CNAME", "a/theirs.txt", "old/index.html", "news/bb/index.html"][..]).prop_map(Step::Foreign),
        2 => (any::<Index>(), damage).prop_map(|(at, damage)| Step::Store(at, damage)),
        1 => Just(Step::NoStore),
        3 => select(&[Flow::Stands, Flow::Stands, Flow::Runs][..]).prop_map(Step::Flow),
        1 => Just(Step::Back),
        1 => any::<bool>().prop_map(Step::Keep),
        5 => (fate, prop_oneof![0..40_u64, 0..150_u64], edit()).prop_map(|(fate, at, step)| Step::Fault(fate, at, Box::new(step))),
    ]
}

/// How a site is built.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// By a program that is started anew each time.
    Anew,
    /// By one that goes on.
    Lasts,
    /// By one that goes on, into a folder that is its own.
    Private,
}

/// A site, and what is in its output folder that no clean build would make.
pub struct Life {
    pub site: TestSite,
    /// What lets the disk fail, where something can.
    disk: Option<Arc<Frail>>,
    kind: Kind,
    /// What Byline need not know for its own.
    foreign: BTreeSet<String>,
    good: Files,
}

/// What a clean build comes to.
pub struct Clean {
    pub problems: Vec<String>,
    pub said: String,
    pub outputs: Files,
}

thread_local! {
    /// Many series come through the same states.
    static KNOWN: RefCell<HashMap<(Files, String), Rc<Clean>>> = RefCell::default();
}

fn is_source(path: &str) -> bool {
    !path.starts_with("public/") && !path.starts_with(".byline/")
}

fn sources(site: &TestSite) -> Files {
    let files = site.files().into_iter();
    files.filter(|(path, _)| is_source(path)).collect()
}

impl Life {
    /// A site with nothing to show, of which nothing was built.
    pub fn new(kind: Kind) -> Self {
        let (site, disk) = TestSite::frail();
        let mut site = themed(site);
        if kind == Kind::Private {
            site = site.private();
        }
        if kind != Kind::Anew {
            site = site.begin();
        }
        let good = sources(&site);
        Self {
            site,
            disk: Some(disk),
            kind,
            foreign: BTreeSet::new(),
            good,
        }
    }

    /// The site as a program that is started anew finds it on another disk.
    pub fn found_on(&self, memory: MemoryDisk) -> Self {
        Self {
            site: self.site.found_on(memory),
            disk: None,
            kind: Kind::Anew,
            foreign: self.foreign.clone(),
            good: self.good.clone(),
        }
    }

    fn change(&mut self, change: impl FnOnce(TestSite) -> TestSite) {
        let site = std::mem::replace(&mut self.site, TestSite::new());
        self.site = change(site);
    }

    /// Something happens.
    pub fn apply(&mut self, step: &Step) {
        match step {
            // Nobody else does.
            Step::Output(..) | Step::Foreign(_) if self.kind == Kind::Private => {}
            Step::Edit("byline.toml", Some(text)) => self.change(|site| settings(site, text)),
            Step::Edit(path, Some(text)) => self.change(|site| site.file(path, text)),
            Step::Edit(path, None) => self.change(|site| site.remove(path)),
            Step::Revert => {
                for path in sources(&self.site).into_keys() {
                    if !self.good.contains_key(&path) {
                        self.change(|site| site.remove(&path));
                    }
                }
                for (path, bytes) in self.good.clone() {
                    self.change(|site| site.file(&path, bytes));
                }
            }
            Step::Flow(flow) => self.site.memory().flow(*flow),
            // No time is exactly one that there was.
            Step::Back => self.site.memory().set_back(70_000_000_007),
            Step::Keep(keep) => self.site.memory().keep_times(*keep),
            Step::Time(time) => self.change(|site| site.at(time)),
            Step::Address(address) => self.change(|site| site.for_address(address)),
            Step::Output(at, text) => {
                let outputs = self.site.outputs();
                if outputs.is_empty() {
                    return;
                }
                let path = format!("public/{}", at.get(&outputs));
                match text {
                    Some(text) => self.change(|site| site.file(&path, text)),
                    None => self.change(|site| site.remove(&path)),
                }
            }
            Step::Foreign(path) => {
                let path = &format!("public/{path}");
                // Nobody can put a file where another one stands for a folder.
                let files = self.site.files();
                let mut above = Path::new(path).ancestors().skip(1);
                let is_file = |at: &Path| files.contains_key(&*at.to_string_lossy());
                if above.any(is_file) {
                    return;
                }
                self.foreign.insert(path["public/".len()..].to_owned());
                self.change(|site| site.file(path, "theirs"));
            }
            Step::Store(at, damage) => {
                let files = self.site.files();
                let store: Vec<&String> = files
                    .keys()
                    .filter(|path| path.starts_with(".byline/build/"))
                    .collect();
                if store.is_empty() {
                    return;
                }
                let path = at.get(&store).as_str();
                if path.ends_with("/outputs") || path.ends_with("/changing") {
                    self.foreign.extend(self.site.outputs());
                }
                let mut bytes = files[path].clone();
                match *damage {
                    Damage::Deleted => return self.change(|site| site.remove(path)),
                    Damage::Cut(at) => bytes.truncate(usize::from(at) % (bytes.len() + 1)),
                    Damage::Flipped(at) => {
                        let at = usize::from(at) % bytes.len().max(1);
                        if let Some(byte) = bytes.get_mut(at) {
                            *byte ^= 1;
                        }
                    }
                }
                self.change(|site| site.file(path, bytes));
            }
            Step::NoStore => {
                self.foreign.extend(self.site.outputs());
                for path in self
                    .site
                    .files()
                    .into_keys()
                    .filter(|path| path.starts_with(".byline/"))
                {
                    self.change(|site| site.remove(&path));
                }
            }
            Step::Fault(fate, at, step) => {
                self.apply(step);
                let disk = self.disk.as_ref().expect("a disk that can fail");
                disk.arm(*fate, *at);
            }
        }
    }

    /// What a clean build of the site as it is now comes to.
    pub fn clean(&self, circumstances: &str) -> Rc<Clean> {
        let key = (sources(&self.site), circumstances.to_owned());
        KNOWN.with_borrow_mut(|known| {
            let make = || {
                let clean = self.site.clean().try_build();
                Rc::new(Clean {
                    problems: clean.problems(),
                    said: clean.messages(),
                    outputs: clean.all_outputs(),
                })
            };
            known.entry(key).or_insert_with(make).clone()
        })
    }

    /// Builds, and compares what came of it with what a clean build comes to.
    pub fn build(&mut self, step: &Step, circumstances: &str) {
        if self.kind == Kind::Private {
            // A hint, which may be wrong or half of what happened.
            let path = match step {
                Step::Edit(path, _) => path,
                _ => "content/a.md",
            };
            self.site.build_edited(&[path, "content/not there.md"]);
        }
        let before = self.site.all_outputs();
        // Of files of others a clean build knows nothing.
        let is_alone = self.foreign.is_empty();
        self.change(TestSite::try_build);
        let struck = self.disk.as_ref().is_some_and(|disk| disk.mend());
        let after = self.site.all_outputs();
        let clean = self.clean(circumstances);
        let problems = self.site.problems();
        if self.kind != Kind::Anew && struck && matches!(step, Step::Fault(Fate::Dies, ..)) {
            self.change(TestSite::begin);
        }
        if struck && !problems.is_empty() {
            for (path, bytes) in &after {
                let old_or_new = [before.get(path), clean.outputs.get(path)];
                let left = path.ends_with(".tmp");
                assert!(
                    left || old_or_new.contains(&Some(bytes)),
                    "{path} is half a file"
                );
            }
            return;
        }
        let in_the_way = problems
            .iter()
            .any(|problem| problem.contains("in the way") || problem.contains("would be replaced"));
        if !in_the_way {
            assert_eq!(problems, clean.problems, "{:?}", self.kind);
        }
        if !problems.is_empty() {
            return assert_same(&after, &before);
        }
        if is_alone {
            assert_eq!(self.site.messages(), clean.said, "{:?}", self.kind);
        }
        self.foreign
            .retain(|path| !clean.outputs.contains_key(path));
        let mut after = after;
        after.retain(|path, _| !self.foreign.contains(path));
        if self.disk.is_none() {
            // The power may take the note of a build that was killed: what that had begun lies there, and is no harm.
            after.retain(|path, _| !path.ends_with(".tmp"));
        }
        assert_same(&after, &clean.outputs);
        self.good = sources(&self.site);
    }
}
