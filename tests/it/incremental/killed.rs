//! The program is killed, or runs twice at once, on a real disk.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::{BufRead, BufReader, Read};
use std::process::{Child, Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use crate::common::magazine::gazette;
use crate::common::{NOW, TestSite, assert_same};

type Files = BTreeMap<String, Vec<u8>>;

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

/// Builds to the end; how long that took.
fn finish(site: &TestSite) -> Duration {
    let begun = Instant::now();
    let ran = site.command(["build", "--at", NOW, "--output", "public"]);
    assert_eq!((ran.status, ran.stderr.as_str()), (Some(0), ""));
    begun.elapsed()
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

/// What a build left that was killed: each file is whole, of this issue or the one before.
fn no_half_file(site: &TestSite, before: &Files, now: &Files) {
    for (path, bytes) in site.all_outputs() {
        let whole = [before, now]
            .map(|issue| issue.get(&path))
            .contains(&Some(&bytes));
        assert!(whole || path.ends_with(".tmp"), "{path} is half a file");
    }
}

#[test]
fn a_build_that_is_killed_two_hundred_times_is_mended_by_the_next() {
    let mut site = next(gazette(TestSite::in_folder()), 0);
    let mut takes = finish(&site);
    let mut before = site.all_outputs();
    let mut killed = 0;
    for number in 1.. {
        site = next(site, number);
        let now = site.clean().build().all_outputs();
        // Another moment of the build each time; on a busy machine a build may have ended by then.
        let moment = takes.mul_f64((number * 37 % 100) as f64 / 100.0);
        let mut build = start(&site);
        thread::sleep(moment);
        build.kill().unwrap();
        let status = build.wait().unwrap();
        killed += usize::from(!status.success());
        no_half_file(&site, &before, &now);
        if number % 3 > 0 {
            takes = finish(&site);
            assert_same(&site.all_outputs(), &now);
            before = now;
        } else {
            // Killed again before anything was mended.
            before.extend(site.all_outputs());
        }
        if killed == 200 {
            break;
        }
        assert!(number < 2_000, "only {killed} builds were killed in time");
    }
    finish(&site);
    site.equals_clean();
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
