//! The program as people use it: arguments, output, exit status.

use std::fs;
#[cfg(unix)]
use std::{path::Path, process::Command};

use crate::common::{NOW, TestSite, assert_same, run_in};

fn magazine() -> TestSite {
    TestSite::in_folder()
        .article(
            "rain.md",
            "title = \"Rain\"\ndate = 2026-11-20",
            "It rains.",
        )
        .article("news/snow.md", "title = \"Snow\"\ndate = 2027-01-01", "")
        .article("news/hail.md", "title = \"Hail\"\ndraft = true", "")
        .article("fog.md", "title = \"Fog\"\nexpires = 2026-01-01", "")
}

#[test]
fn a_build_says_what_it_did() {
    let site = magazine();
    let ran = site.command(["build", "--at", NOW, "--output", "public"]);
    assert_eq!((ran.status, ran.stderr.as_str()), (Some(0), ""));
    let lines: Vec<&str> = ran.stdout.lines().collect();
    let (counts, time) = lines[0].rsplit_once(" in ").unwrap();
    let all = site.outputs().len();
    let expected = format!("1 page, {all} outputs in public/ ({all} written)");
    assert_eq!(counts, expected);
    assert!(time.ends_with(" ms"), "{time}");
    assert_eq!(
        lines[1..],
        [
            "not shown: 1 draft, 1 scheduled, 1 expired (`byline list` tells which)",
            "`byline.lock` has what is new: commit it with your articles",
            "build again at 2027-01-01T00:00:00+00:00"
        ]
    );
    let again = site.command(["build", "--at", NOW, "--output", "public"]);
    assert!(
        again.stdout.contains("(nothing changed)"),
        "{}",
        again.stdout
    );
}

#[test]
fn a_quiet_build_says_nothing() {
    let ran = magazine().command(["build", "--quiet", "--at", NOW, "--output", "public"]);
    assert_eq!(
        (ran.status, ran.stdout.as_str(), ran.stderr.as_str()),
        (Some(0), "", "")
    );
}

#[test]
fn hidden_articles_are_shown_on_request() {
    let site = magazine();
    for (flag, path) in [
        ("--drafts", "news/hail/index.html"),
        ("--future", "news/snow/index.html"),
        ("--expired", "fog/index.html"),
    ] {
        assert!(!site.has_output(path));
        assert_eq!(
            site.command(["build", flag, "--at", NOW, "--output", "public"])
                .status,
            Some(0)
        );
        assert!(site.has_output(path), "{flag}");
        assert_eq!(
            site.command(["build", "--at", NOW, "--output", "public"])
                .status,
            Some(0)
        );
        assert!(!site.has_output(path), "{flag}");
    }
    assert_eq!(
        site.command([
            "build",
            "--at",
            "2027-01-01T00:00:00Z",
            "--output",
            "public"
        ])
        .status,
        Some(0)
    );
    assert!(site.has_output("news/snow/index.html"));
}

#[test]
fn another_folder_and_address_on_request() {
    let site = magazine();
    let ran = site.command([
        "build",
        "-o",
        "preview",
        "-u",
        "https://preview.example/x",
        "--at",
        NOW,
    ]);
    assert_eq!(ran.status, Some(0), "{}", ran.stderr);
    let page = fs::read_to_string(site.path().join("preview/rain/index.html")).unwrap();
    assert!(page.contains("https://preview.example/x/rain/"));
    assert!(!page.contains("https://example.com"));
    assert!(!site.has_output("index.html"));
}

#[test]
fn a_report_for_programs_is_json() {
    let site = magazine();
    let ran = site.command([
        "build", "--format", "json", "--at", NOW, "--output", "public",
    ]);
    let report: serde_json::Value = serde_json::from_str(&ran.stdout).unwrap();
    assert_eq!(report["pages"], 1);
    let all = site.outputs();
    assert_eq!(report["outputs"], all.len());
    assert_eq!(report["output"], "public");
    assert_eq!(report["added"], serde_json::json!(all));
    assert_eq!(report["next_change"], "2027-01-01T00:00:00+00:00");
}

#[test]
fn messages_for_programs_are_json_lines() {
    let site = magazine().article("a.md", "titel = \"A\"", "").article(
        "b.md",
        "title = \"B\"\ndate = \"soon\"",
        "",
    );
    let ran = site.command(["build", "--format", "json"]);
    assert_eq!((ran.status, ran.stdout.as_str()), (Some(1), ""));
    let lines: Vec<serde_json::Value> = ran
        .stderr
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect();
    assert_eq!(lines.len(), 2);
    assert_eq!(lines[0]["file"], "content/a.md");
    assert_eq!(
        (lines[0]["line"].clone(), lines[0]["column"].clone()),
        (2.into(), 1.into())
    );
    assert_eq!(lines[0]["severity"], "error");
    assert_eq!(lines[0]["help"], "did you mean `title`?");
    assert_eq!(lines[1]["file"], "content/b.md");
}

#[test]
fn articles_are_listed_by_date() {
    let site = magazine();
    let list = |what: &'static str| site.command(["list", what, "--at", NOW]).stdout;
    assert_eq!(
        list("drafts"),
        "draft      -                          content/news/hail.md  Hail\n"
    );
    assert_eq!(
        list("scheduled"),
        "scheduled  2027-01-01T00:00:00+00:00  content/news/snow.md  Snow\n"
    );
    assert_eq!(
        list("expired"),
        "expired    2026-01-01T00:00:00+00:00  content/fog.md  Fog\n"
    );
    assert_eq!(list("all").lines().count(), 4);
    assert_eq!(site.command(["list", "--at", NOW]).stdout, list("all"));
    let json = site
        .command(["list", "all", "--format", "json", "--at", NOW])
        .stdout;
    let states: Vec<String> = json
        .lines()
        .map(|line| serde_json::from_str::<serde_json::Value>(line).unwrap()["state"].to_string())
        .collect();
    assert!(states.contains(&"\"published\"".to_owned()));
    assert!(!site.path().join("public").exists());
}

#[test]
fn a_new_site_builds_at_once() {
    let folder = tempfile::tempdir().unwrap();
    let made = run_in(folder.path(), ["new", "rainy-days"], &[]);
    assert_eq!((made.status, made.stderr.as_str()), (Some(0), ""));
    let site = folder.path().join("rainy-days");
    let built = run_in(&site, ["build"], &[]);
    assert_eq!(built.status, Some(0));
    // Nobody else can read what leads to this machine.
    let advice = "warning: this `base_url` is this machine's";
    assert!(built.stderr.starts_with(advice), "{}", built.stderr);
    assert_eq!(built.stderr.matches("warning").count(), 1);
    let front = fs::read_to_string(site.join("public/index.html")).unwrap();
    assert!(front.contains("Rainy days") && front.contains("Hello, readers"));
    let ignored = fs::read_to_string(site.join(".gitignore")).unwrap();
    assert!(ignored.contains("/public") && ignored.contains("/.byline"));
}

#[test]
fn a_site_may_have_any_name() {
    let folder = tempfile::tempdir().unwrap();
    for name in ["날씨 신문", "it's \"rain\"", "a\\b", "--x"] {
        let made = run_in(folder.path(), ["new", "--", name], &[]);
        assert_eq!(made.status, Some(0), "{name}: {}", made.stderr);
        let address = ["build", "-u", "https://example.com"];
        let built = run_in(&folder.path().join(name), address, &[]);
        assert_eq!(
            (built.status, built.stderr.as_str()),
            (Some(0), ""),
            "{name}"
        );
    }
}

#[test]
fn an_article_begins_as_a_draft_with_its_headline() {
    let site = TestSite::in_folder().config(
        "timezone = \"Asia/Seoul\"\n[authors.kim]\nname = \"Kim\"\n[languages.ko]\ntitle = \"시험\"",
    );
    for (args, path) in [
        (
            vec!["write", "The \"long\" rain\\"],
            "content/the-long-rain.md",
        ),
        (
            vec!["write", "비가 온다", "-s", "news/", "--lang", "ko"],
            "content/news/비가-온다.ko.md",
        ),
    ] {
        let ran = site.command(args.iter().copied());
        assert_eq!(
            (ran.status, ran.stdout.as_str()),
            (Some(0), format!("{path}\n").as_str())
        );
        let text = site.read(path);
        assert!(
            text.contains("draft = true") && text.contains("authors = [\"kim\"]"),
            "{text}"
        );
        assert!(text.contains("+09:00"), "{text}");
    }
    let built = site.command(["build", "--drafts"]);
    assert_eq!((built.status, built.stderr.as_str()), (Some(0), ""));
    assert!(
        site.output("the-long-rain/index.html")
            .contains("The “long” rain\\")
    );
}

#[test]
fn a_new_site_joins_the_files_of_a_repository() {
    let folder = tempfile::tempdir().unwrap();
    let at = |name: &str| folder.path().join(name);
    fs::create_dir(at(".git")).unwrap();
    fs::write(at("README.md"), "# Paper\n").unwrap();
    fs::write(at("LICENSE"), "MIT").unwrap();
    fs::write(at(".gitignore"), "*.log\n/public").unwrap();
    let ran = run_in(folder.path(), ["new", "."], &[]);
    assert_eq!((ran.status, ran.stderr.as_str()), (Some(0), ""));
    let read = |name: &str| fs::read_to_string(at(name)).unwrap();
    assert_eq!(read("README.md"), "# Paper\n");
    assert_eq!(read(".gitignore"), "*.log\n/public\n/.byline\n");
    assert_eq!(read(".gitattributes"), "byline.lock merge=union\n");
    assert_eq!(run_in(folder.path(), ["build"], &[]).status, Some(0));

    let settings = read("byline.toml");
    let again = run_in(folder.path(), ["new", "."], &[]);
    assert_eq!(again.status, Some(2));
    assert_eq!(
        again.stderr,
        "error: `.` has a site already\n  help: name a folder that is not there yet\n"
    );
    assert_eq!(read("byline.toml"), settings);
    let file = run_in(folder.path(), ["new", "LICENSE"], &[]);
    assert_eq!(file.status, Some(2));
    assert_eq!(
        file.stderr,
        "error: `LICENSE` is a file\n  help: name a folder\n"
    );
}

#[test]
fn a_folder_that_is_no_site_stays_as_it_is() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("notes.txt"), "mine").unwrap();
    for command in [vec!["build"], vec!["list"], vec!["check"], vec!["why", "/"]] {
        let ran = run_in(folder.path(), command.iter().copied(), &[]);
        assert_eq!(ran.status, Some(1), "{command:?}");
        assert!(
            ran.stderr.contains("there is no site here"),
            "{}",
            ran.stderr
        );
        let there: Vec<_> = fs::read_dir(folder.path()).unwrap().collect();
        assert_eq!(there.len(), 1, "{command:?}: {there:?}");
    }
}

#[test]
fn an_article_begins_in_a_folder_of_its_own_or_as_a_page() {
    let site = TestSite::in_folder().config("[authors.kim]\nname = \"Kim\"");
    let began = |args: &[&str], path: &str| {
        let ran = site.command(args.iter().copied());
        assert_eq!(
            (ran.stdout, ran.stderr),
            (format!("{path}\n"), String::new())
        );
        site.read(path)
    };
    let text = began(
        &["write", "Rain", "--bundle", "-s", "news"],
        "content/news/rain/index.md",
    );
    assert!(
        text.contains("date = ") && text.contains("[\"kim\"]"),
        "{text}"
    );
    let text = began(&["write", "Contact", "--page"], "content/contact.md");
    assert_eq!(text, "+++\ntitle = \"Contact\"\ndraft = true\n+++\n\n");
    let long = "word ".repeat(200);
    let ran = site.command(["write", &long]);
    assert_eq!((ran.status, ran.stderr.as_str()), (Some(0), ""));
    let ran = site.command(["write", "Rain", "-s", "/news"]);
    assert_eq!(ran.status, Some(2));
    assert!(ran.stderr.contains("--section news"), "{}", ran.stderr);
}

#[test]
fn titles_move_no_cursor_in_lists() {
    let site = TestSite::in_folder().article("a.md", "title = \"A \\u001b[31mred\"", "");
    let ran = site.command(["list"]);
    assert!(ran.stdout.contains("A \u{FFFD}[31mred"), "{:?}", ran.stdout);
}

#[test]
fn why_understands_sources_and_addresses_of_any_server() {
    let site = magazine();
    assert_eq!(
        site.command(["build", "--at", NOW, "--output", "public"])
            .status,
        Some(0)
    );
    for asked in [
        "content/rain.md",
        "./content/rain.md",
        "https://example.com/rain/",
        "http://127.0.0.1:1111/rain/",
        "public/rain/index.html",
    ] {
        let ran = site.command(["why", asked, "--at", NOW]);
        assert_eq!(ran.status, Some(0), "{asked}: {}", ran.stderr);
        assert!(
            ran.stdout.starts_with("public/rain/index.html\n"),
            "{}",
            ran.stdout
        );
    }
    let hidden = site.command(["why", "content/news/hail.md", "--at", NOW]);
    assert_eq!(hidden.status, Some(1));
    assert!(
        hidden.stderr.contains("it is not shown (draft)"),
        "{}",
        hidden.stderr
    );
    let misspelt = site.command(["why", "content/rian.md", "--at", NOW]);
    assert!(
        misspelt.stderr.contains("`content/rain.md`"),
        "{}",
        misspelt.stderr
    );
}

#[test]
fn each_command_has_a_manual_page() {
    let folder = tempfile::tempdir().unwrap();
    let ran = run_in(folder.path(), ["man", "--dir", "man1"], &[]);
    assert_eq!((ran.status, ran.stderr.as_str()), (Some(0), ""));
    let read = |name: &str| fs::read_to_string(folder.path().join("man1").join(name)).unwrap();
    let program = read("byline.1");
    // Each page that one refers to is there.
    let mut named = 0;
    for line in program.lines() {
        if let Some(name) = line.strip_suffix("(1)") {
            named += 1;
            let page = read(&format!("{}.1", name.replace("\\-", "-")));
            assert!(
                page.contains(".SH OPTIONS") || page.contains(".SH SYNOPSIS"),
                "{name}"
            );
        }
    }
    assert!(named > 8, "{program}");
    assert!(read("byline-build.1").contains("\\-\\-locked"));
    let one = run_in(folder.path(), ["man", "build"], &[]);
    assert_eq!(one.stdout, read("byline-build.1"));
    let none = run_in(folder.path(), ["man", "biuld"], &[]);
    assert_eq!(none.status, Some(2));
    assert!(
        none.stderr.contains("name one of new, write, build"),
        "{}",
        none.stderr
    );
}

#[test]
fn shells_and_manuals_are_served() {
    let folder = tempfile::tempdir().unwrap();
    for shell in ["bash", "zsh", "fish", "elvish", "powershell"] {
        let ran = run_in(folder.path(), ["completions", shell], &[]);
        assert_eq!(ran.status, Some(0), "{shell}");
        assert!(ran.stdout.contains("byline"), "{shell}");
    }
    let man = run_in(folder.path(), ["man"], &[]).stdout;
    assert!(
        man.contains(".TH byline 1") || man.contains(".TH Byline 1"),
        "{man}"
    );
    let version = run_in(folder.path(), ["--version"], &[]).stdout;
    assert_eq!(version, concat!("byline ", env!("CARGO_PKG_VERSION"), "\n"));
    let help = run_in(folder.path(), ["--help"], &[]);
    assert_eq!((help.status, help.stderr.as_str()), (Some(0), ""));
    let none = run_in(folder.path(), [], &[]);
    assert_eq!((none.status, none.stdout.as_str()), (Some(2), ""));
}

#[test]
fn messages_have_no_colours_where_nobody_looks() {
    let site = magazine().article("a.md", "titel = \"A\"", "");
    assert!(!site.command(["build"]).stderr.contains('\u{1b}'));
}

#[cfg(unix)]
#[test]
fn an_output_folder_that_cannot_be_written_is_said() {
    use std::os::unix::fs::PermissionsExt;
    use std::os::unix::process::CommandExt;
    let site = magazine().file("public/keep", "");
    let (root, folder) = (site.path(), site.path().join("public"));
    let mode = |path: &Path, mode| {
        fs::set_permissions(path, fs::Permissions::from_mode(mode)).unwrap();
    };
    mode(&folder, 0o555);
    let mut build = if fs::write(folder.join("test"), "").is_ok() {
        // The superuser may write anywhere: somebody else builds, who can get at the program and the site.
        mode(root, 0o777);
        let program = root.join("program");
        fs::copy(env!("CARGO_BIN_EXE_byline"), &program).unwrap();
        mode(&program, 0o755);
        let mut build = Command::new(program);
        build.uid(65_534).gid(65_534);
        build
    } else {
        Command::new(env!("CARGO_BIN_EXE_byline"))
    };
    let build = build.args(["build", "--at", NOW, "--output", "public"]);
    let ran = build.current_dir(root).output().unwrap();
    mode(&folder, 0o755);
    let said = String::from_utf8(ran.stderr).unwrap();
    assert_eq!(ran.status.code(), Some(1), "{said}");
    assert!(said.contains("cannot write to `public`"), "{said}");
}

#[cfg(target_os = "linux")]
#[test]
fn a_name_that_is_not_utf8_is_said() {
    use std::ffi::OsStr;
    use std::os::unix::ffi::OsStrExt;
    let site = magazine();
    let name = OsStr::from_bytes(b"content/caf\xE9.md");
    fs::write(site.path().join(name), "Rain").unwrap();
    let ran = site.command(["build", "--at", NOW, "--output", "public"]);
    assert_eq!(
        (ran.status, ran.stderr.as_str()),
        (
            Some(1),
            "error: the name of this file is not UTF-8\n  content/caf\u{FFFD}.md\n  help: rename it\n\n\
             1 error; nothing was written\n"
        )
    );
}

#[test]
fn a_folder_of_a_site_is_no_site() {
    let site = magazine();
    let ran = site.command(["--root", "content", "build"]);
    assert_eq!(ran.status, Some(2));
    assert!(
        ran.stderr
            .starts_with("error: `content` is a folder of the site in `"),
        "{}",
        ran.stderr
    );
    assert!(!site.has("content/public/index.html"));
}

#[cfg(target_os = "linux")]
#[test]
fn an_output_folder_that_cannot_be_made_is_one_mistake() {
    let site = magazine();
    let ran = site.command(["build", "--output", "/proc/nowhere"]);
    assert_eq!(ran.status, Some(1));
    assert_eq!(ran.stderr.matches("error: ").count(), 1, "{}", ran.stderr);
    let said = "error: cannot write to `/proc/nowhere`: ";
    assert!(ran.stderr.starts_with(said), "{}", ran.stderr);
}

#[test]
fn a_build_for_another_time_leaves_the_published_site_alone() {
    let site = magazine();
    assert_eq!(site.command(["build"]).status, Some(0));
    let before = site.all_outputs();
    for more in [&[][..], &["--watch"], &["--quiet"]] {
        let args = ["build", "--at", "2026-01-01"].iter().chain(more).copied();
        let ran = site.command(args);
        assert_eq!(ran.status, Some(2), "{more:?}");
        assert!(ran.stderr.contains("--output"), "{}", ran.stderr);
        assert_same(&site.all_outputs(), &before);
    }
    let elsewhere = ["build", "--at", "2026-01-01", "--output", "then"];
    assert_eq!(site.command(elsewhere).status, Some(0));
    assert_same(&site.all_outputs(), &before);
    assert!(!site.path().join("then/rain/index.html").exists());
    let over = ["build", "--at", "2026-01-01", "--force"];
    assert_eq!(site.command(over).status, Some(0));
    assert!(!site.has_output("rain/index.html"));
}

#[test]
fn a_build_for_a_time_to_come_publishes_nothing() {
    let site = magazine();
    let ran = site.command(["build", "--at", "2999-01-01", "--output", "public"]);
    assert_eq!(ran.status, Some(0), "{}", ran.stderr);
    assert!(!site.has("byline.lock"));
}
