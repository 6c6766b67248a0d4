//! Several commands at once change `byline.lock`, and none loses what another one wrote.

use std::sync::Arc;
use std::thread;

use crate::common::frail::Frail;
use crate::common::moved::{id, magazine, public};
use crate::common::states::themed;
use crate::common::{Silent, TestSite};
use byline::build::{self, Options};
use byline::disk::{Disk, MemoryDisk, RealDisk};
use byline::lock::{self, Lock};
use byline::relocate;

/// Held by whoever changes the lock.
const HELD: &str = ".byline/lock";

fn published(site: &TestSite) -> Lock {
    lock::read(&site.read("byline.lock")).unwrap().lock
}

/// A build into a folder.
fn build_into(disk: &Arc<dyn Disk>, output: &str) {
    let options = Options {
        output: Some(output.to_owned()),
        base_url: None,
        visibility: public(),
        private: false,
        publishing: build::Publishing::Yes,
        foreign: byline::build::Foreign::default(),
        progress: &Silent,
    };
    build::build(disk, &options).unwrap();
}

/// A magazine of which an article is gone, and to which another one came: nothing of that is written down yet.
fn site() -> (TestSite, Arc<Frail>) {
    let (site, disk) = TestSite::frail();
    let site = magazine(themed(site))
        .build()
        .remove("content/news/rain.md")
        .build()
        .article(
            "news/hail.md",
            "title = \"Hail\"\ndate = 2026-11-22",
            "It hails.",
        );
    (site, disk)
}

/// Does something at every fifth change of a build in turn, and looks at what came of both.
fn at_many_changes(meddle: fn(&Arc<MemoryDisk>), look: fn(&TestSite)) {
    for lasts in [false, true] {
        for at in (u64::from(lasts)..).step_by(5) {
            let (site, disk) = site();
            let site = if lasts { site.begin() } else { site };
            let memory = site.shared_memory();
            disk.meddle(at, HELD, move || meddle(&memory));
            let site = site.try_build();
            if disk.leave_alone() {
                assert!(at > 20, "only {at} changes");
                break;
            }
            // Whatever the build saw of it: the next one sees all.
            let site = site.build();
            let lock = published(&site);
            assert!(lock.articles.contains_key("news/hail.md"), "at {at}");
            assert!(
                lock.articles.contains_key("news/snow.md") || lock.articles.contains_key("snow.md")
            );
            look(&site);
            site.equals_clean();
            assert!(!site.build().report().lock_changed);
        }
    }
}

#[test]
fn what_is_retired_while_a_build_runs_is_retired() {
    at_many_changes(
        |disk| {
            relocate::retire(&**disk, public(), "/news/rain/").unwrap();
        },
        |site| {
            assert!(published(site).articles["news/rain.md"].retired);
            assert_eq!(site.messages(), "");
        },
    );
}

#[test]
fn an_address_that_is_moved_while_a_build_runs_leads_where_it_was_moved() {
    at_many_changes(
        |disk| {
            relocate::rename(&**disk, public(), "/old/", "/news/snow/").unwrap();
        },
        |site| {
            let paths = &published(site).articles["news/snow.md"].paths;
            assert_eq!(paths[..], ["/news/snow/".to_owned(), "/old/".to_owned()]);
        },
    );
}

#[test]
fn an_article_that_is_moved_while_a_build_runs_keeps_its_id() {
    at_many_changes(
        |disk| {
            relocate::rename(&**disk, public(), "content/news/snow.md", "content/snow.md").unwrap();
        },
        |site| {
            assert_eq!(id(site, "Snow"), "tag:example.com,2026-11-21:/news/snow/");
            let article = &published(site).articles["snow.md"];
            assert_eq!(
                article.paths[..],
                ["/snow/".to_owned(), "/news/snow/".to_owned()]
            );
        },
    );
}

#[test]
fn what_a_build_into_another_folder_publishes_meanwhile_is_published() {
    at_many_changes(
        |disk| {
            let text = "+++\ntitle = \"Fog\"\ndate = 2026-11-22\n+++\n\nFog.\n";
            disk.write("content/news/fog.md".as_ref(), text.as_bytes())
                .unwrap();
            build_into(&(disk.clone() as Arc<dyn Disk>), "other");
        },
        |site| assert!(published(site).articles.contains_key("news/fog.md")),
    );
}

#[test]
fn commands_at_once_on_a_real_disk_lose_nothing() {
    const COMMANDS: usize = 6;
    let site = magazine(TestSite::in_folder())
        .build()
        .remove("content/news/rain.md")
        .build();
    let site = (0..20).fold(site, |site, number| {
        site.article(&format!("news/{number}.md"), "title = \"New\"", "New.")
    });
    let disk = || Arc::new(RealDisk::new(site.path())) as Arc<dyn Disk>;
    thread::scope(|scope| {
        for number in 0..COMMANDS {
            let disk = disk();
            scope.spawn(move || {
                let old = format!("/old/{number}/");
                relocate::rename(&*disk, public(), &old, "/news/snow/").unwrap();
            });
        }
        for output in ["public", "one", "two"] {
            let disk = disk();
            scope.spawn(move || build_into(&disk, output));
        }
        let disk = disk();
        scope.spawn(move || relocate::retire(&*disk, public(), "/news/rain/").unwrap());
    });
    let lock = published(&site);
    assert_eq!(lock.articles.len(), 22);
    assert!(lock.articles["news/rain.md"].retired);
    let paths = &lock.articles["news/snow.md"].paths;
    assert_eq!(paths.len(), 1 + COMMANDS, "{paths:?}");
    site.build().equals_clean();
}
