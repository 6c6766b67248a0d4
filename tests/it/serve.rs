//! `byline serve` and `byline build --watch`, over loopback and with real files.

use std::fs;
use std::io::{Read, Write};
use std::path::Path;

use chrono::{TimeDelta, Utc};

use crate::common::{TestSite, assert_same, run_in, tree};
use crate::served::Served;

/// A small site in a folder.
fn site() -> TestSite {
    TestSite::in_folder()
        .article(
            "news/rain.md",
            "title = \"Rain\"\ndate = 2026-01-01",
            "It rains.",
        )
        .article(
            "news/snow.md",
            "title = \"Snow\"\ndate = 2026-01-02",
            "It snows.",
        )
        .file("static/letters.txt", "abcdefghij")
        .file("static/own.css", "p { color: red }")
        .file(
            "static/dot.svg",
            "<svg xmlns=\"http://www.w3.org/2000/svg\"/>",
        )
        .file(
            "static/.well-known/security.txt",
            "Contact: mailto:a@example.com",
        )
        .file("static/strange \u{d55c}.txt", "strange")
}

fn write(root: &Path, path: &str, text: &str) {
    fs::create_dir_all(root.join(path).parent().unwrap()).unwrap();
    fs::write(root.join(path), text).unwrap();
}

fn article(root: &Path, path: &str, text: &str) {
    let text = format!("+++\ntitle = \"Rain\"\ndate = 2026-01-01\n+++\n\n{text}\n");
    write(root, &format!("content/{path}"), &text);
}

#[test]
fn answers_have_the_right_types_and_know_conditions() {
    let site = site();
    let served = Served::new(site.path());
    for (path, kind) in [
        ("/", "text/html; charset=utf-8"),
        ("/news/rain/", "text/html; charset=utf-8"),
        ("/own.css", "text/css; charset=utf-8"),
        ("/dot.svg", "image/svg+xml; charset=utf-8"),
        ("/rss.xml", "application/xml; charset=utf-8"),
        ("/sitemap.xml", "application/xml; charset=utf-8"),
        ("/feed.json", "application/feed+json"),
        ("/letters.txt", "text/plain; charset=utf-8"),
        ("/.well-known/security.txt", "text/plain; charset=utf-8"),
        ("/.byline/live.js", "text/javascript; charset=utf-8"),
    ] {
        let whole = served.get(path);
        assert_eq!(whole.status, 200, "{path}");
        assert_eq!(whole.header("content-type"), kind, "{path}");
        assert_eq!(whole.header("cache-control"), "no-cache", "{path}");
        let tag = whole.header("etag");
        assert!(tag.starts_with('"') && tag.len() > 20, "{path}: {tag}");

        let head = served.ask("HEAD", path, &[]);
        assert_eq!(head.status, 200, "{path}");
        assert_eq!(head.header("content-length"), whole.body.len().to_string());
        assert_eq!((head.header("etag"), head.body.len()), (tag, 0), "{path}");

        let same = served.ask("GET", path, &[&format!("If-None-Match: \"x\", {tag}")]);
        assert_eq!((same.status, same.header("etag")), (304, tag), "{path}");
        assert!(same.body.is_empty(), "{path}");
        let other = served.ask("GET", path, &["If-None-Match: \"x\""]);
        assert_eq!(other.status, 200, "{path}");
    }
    let moved = served.get("/news/rain?a=b");
    assert_eq!(
        (moved.status, moved.header("location")),
        (301, "/news/rain/?a=b")
    );
    assert_eq!(
        served
            .get("/strange%20%E1%84%92%E1%85%A1%E1%86%AB.txt")
            .text(),
        "strange"
    );
    let refused = served.ask("POST", "/", &["Content-Length: 0"]);
    assert_eq!(
        (refused.status, refused.header("allow")),
        (405, "GET, HEAD")
    );
}

#[test]
fn parts_of_files_can_be_asked_for() {
    let site = site();
    let served = Served::new(site.path());
    let tag = served.get("/letters.txt").header("etag").to_owned();
    for (range, status, content_range, body) in [
        ("bytes=0-2", 206, "bytes 0-2/10", "abc"),
        ("bytes=7-", 206, "bytes 7-9/10", "hij"),
        ("bytes=-4", 206, "bytes 6-9/10", "ghij"),
        ("bytes=10-", 416, "bytes */10", ""),
        ("bytes=0-1,4-5", 200, "", "abcdefghij"),
        ("lines=0-1", 200, "", "abcdefghij"),
    ] {
        let answer = served.ask("GET", "/letters.txt", &[&format!("Range: {range}")]);
        let got = (answer.status, answer.header("content-range"), answer.text());
        assert_eq!(got, (status, content_range, body.to_owned()), "{range}");
        assert_eq!(answer.header("accept-ranges"), "bytes");
    }
    let range = "Range: bytes=0-2";
    for (unless, status) in [(tag.as_str(), 206), ("\"other\"", 200), ("rubbish", 200)] {
        let answer = served.ask(
            "GET",
            "/letters.txt",
            &[range, &format!("If-Range: {unless}")],
        );
        assert_eq!(answer.status, status, "{unless}");
    }
}

/// Bytes that tell where they stand.
fn large() -> Vec<u8> {
    (0..700_001_u32).flat_map(u32::to_le_bytes).collect()
}

#[test]
fn large_files_are_sent_as_small_ones_are() {
    let large = large();
    let site = site().file("static/large.bin", &large);
    let served = Served::new(site.path());
    let whole = served.get("/large.bin");
    assert_eq!(whole.status, 200);
    assert!(whole.body == large);
    let length = large.len();
    assert_eq!(whole.header("content-length"), length.to_string());
    let tag = whole.header("etag").to_owned();
    let head = served.ask("HEAD", "/large.bin", &[]);
    assert_eq!(head.header("content-length"), length.to_string());
    assert_eq!((head.header("etag"), head.body.len()), (tag.as_str(), 0));
    let same = served.ask("GET", "/large.bin", &[&format!("If-None-Match: {tag}")]);
    assert_eq!((same.status, same.body.len()), (304, 0));
    for (range, from, to) in [
        ("0-0", 0, 0),
        ("65535-65536", 65_535, 65_536),
        ("1000000-2500000", 1_000_000, 2_500_000),
        ("-1", length - 1, length - 1),
        ("2800000-", 2_800_000, length - 1),
    ] {
        let answer = served.ask("GET", "/large.bin", &[&format!("Range: bytes={range}")]);
        assert_eq!(answer.status, 206, "{range}");
        assert!(answer.body == large[from..=to], "{range}");
        let said = format!("bytes {from}-{to}/{length}");
        assert_eq!(answer.header("content-range"), said);
        assert_eq!(answer.header("content-length"), (to - from + 1).to_string());
    }
    let beyond = format!("Range: bytes={length}-");
    assert_eq!(served.ask("GET", "/large.bin", &[&beyond]).status, 416);

    let mut events = served.events("/");
    let mut other = large;
    other[0] = 1;
    fs::write(site.path().join("static/large.bin"), &other).unwrap();
    events.until(|news| news["changed"] == serde_json::json!(["large.bin"]));
    let whole = served.get("/large.bin");
    assert!(whole.body == other);
    assert_ne!(whole.header("etag"), tag);
    let rest = ["Range: bytes=1-", &format!("If-Range: {tag}")];
    assert_eq!(served.ask("GET", "/large.bin", &rest).status, 200);
}

#[cfg(target_os = "linux")]
#[test]
fn who_reads_a_large_file_slowly_costs_no_memory() {
    const MEBI: u64 = 1 << 20;
    let site = site();
    // A file with a hole in it.
    let file = fs::File::create(site.path().join("static/film.mp4")).unwrap();
    file.set_len(48 * MEBI).unwrap();
    let served = Served::new(site.path());
    let most = || {
        let status = fs::read_to_string(format!("/proc/{}/status", served.id())).unwrap();
        let line = status.lines().find(|line| line.starts_with("VmHWM"));
        let kibi = line.unwrap().split_whitespace().nth(1).unwrap();
        kibi.parse::<u64>().unwrap() * 1024
    };
    served.page("/");
    let before = most();
    let readers: Vec<_> = (0..16)
        .map(|_| {
            let mut stream = served.connect();
            let request = b"GET /film.mp4 HTTP/1.1\r\nHost: localhost\r\n\r\n";
            stream.write_all(request).unwrap();
            // It has begun; more than its first bytes nobody reads.
            stream.read_exact(&mut [0; 100]).unwrap();
            stream
        })
        .collect();
    served.page("/");
    let more = most() - before;
    assert!(
        more < 48 * MEBI,
        "{} MiB for {} readers",
        more / MEBI,
        readers.len()
    );
}

#[test]
fn a_request_that_never_comes_is_not_waited_for() {
    let site = site();
    let served = Served::new(site.path());
    let mut events = served.events("/news/rain/");
    let half = [
        &b""[..],
        b"GET",
        b"GET / HTTP/1.1\r\n",
        b"GET / HTTP/1.1\r\nHost: localhost\r\nX: 1",
        // A whole request, and then nothing.
        b"GET /letters.txt HTTP/1.1\r\nHost: localhost\r\n\r\n",
        b"GET /letters.txt HTTP/1.1\r\nHost: localhost\r\n\r\nGET",
    ];
    // On Linux more than there are places: those who come later wait until one is free. Elsewhere a
    // process may have fewer files open.
    let number = if cfg!(target_os = "linux") { 600 } else { 100 };
    let streams: Vec<_> = (0..number)
        .map(|at| {
            let mut stream = served.connect();
            stream.write_all(half[at % half.len()]).unwrap();
            (at, stream)
        })
        .collect();
    assert_eq!(served.get("/letters.txt").text(), "abcdefghij");
    for (at, mut stream) in streams {
        let mut answer = Vec::new();
        // It is closed, in whatever way.
        match stream.read_to_end(&mut answer) {
            Ok(_) => {}
            Err(error) => assert_eq!(error.kind(), std::io::ErrorKind::ConnectionReset, "{at}"),
        }
        let whole = at % half.len() >= 4;
        assert_eq!(answer.ends_with(b"abcdefghij"), whole, "{at}");
    }
    // Who listens for news has asked, and waits for the answer.
    article(site.path(), "news/rain.md", "It pours.");
    events.until(|_| served.page("/news/rain/").contains("It pours."));
}

#[test]
fn nothing_but_the_output_is_served() {
    let site = site().file("secret.txt", "s3cret");
    let served = Served::new(site.path());
    let output = site.path().join(format!(".byline/serve-{}", served.port));
    fs::write(output.join(".byline-1-1.tmp"), "s3cret").unwrap();
    #[cfg(unix)]
    {
        std::os::unix::fs::symlink(site.path(), output.join("up")).unwrap();
        std::os::unix::fs::symlink(site.path().join("secret.txt"), output.join("leak")).unwrap();
    }
    for path in [
        "/../../secret.txt",
        "/../secret.txt",
        "/%2e%2e/%2e%2e/secret.txt",
        "/%2E%2E%2F%2E%2E%2Fsecret.txt",
        "/news/../../../secret.txt",
        "/news%2f..%2f..%2f..%2fsecret.txt",
        "/..%5c..%5csecret.txt",
        "/..\\..\\secret.txt",
        "/.byline-1-1.tmp",
        "/%2ebyline-1-1.tmp",
        "/.byline/serve/outputs",
        "/.git/config",
        "/up/secret.txt",
        "/up/",
        "/leak",
        "//secret.txt",
        "/%00",
        "/%ff",
        "/secret.txt",
        "/byline.toml",
    ] {
        for method in ["GET", "HEAD"] {
            let answer = served.ask(method, path, &[]);
            assert!(
                [400, 404].contains(&answer.status),
                "{path}: {}",
                answer.status
            );
            let body = String::from_utf8_lossy(&answer.body).into_owned();
            assert!(!body.contains("s3cret"), "{path}");
        }
    }
}

#[test]
fn only_names_of_this_machine_are_answered() {
    let site = site();
    let served = Served::with(
        site.path(),
        &["--port", "0", "--base-url", "http://my.test:80/"],
    );
    for host in [
        "127.0.0.1",
        "localhost:4000",
        "[::1]:80",
        "my.test",
        "a.localhost",
    ] {
        let answer = served.ask("GET", "/", &[&format!("Host: {host}")]);
        assert_eq!(answer.status, 200, "{host}");
    }
    for path in ["/", "/.byline/events", "/.byline/live.js", "/rss.xml"] {
        for host in ["evil.example", "127.0.0.1.evil.example", "10.1.2.3", ""] {
            let answer = served.ask("GET", path, &[&format!("Host: {host}")]);
            assert_eq!(answer.status, 421, "{host}{path}");
        }
        let answer = served.ask("GET", path, &["Host:"]);
        assert_eq!(answer.status, 421, "without a host");
        let answer = served.ask("GET", path, &["Host: localhost", "Host: evil.example"]);
        assert!(answer.status >= 400, "two hosts");
    }
    let answer = served.ask("GET", "http://evil.example/", &["Host: localhost"]);
    assert_eq!(answer.status, 421, "an address in the request line");
}

#[test]
fn pages_get_one_line_and_files_stay_as_they_are() {
    let site = site();
    let served = Served::new(site.path());
    assert_same(&served.files(), &served.clean());
    for (path, bytes) in served.files() {
        if path.starts_with('.') && !path.starts_with(".well-known/") {
            continue;
        }
        let asked = path.replace(' ', "%20").replace('\u{d55c}', "%ED%95%9C");
        let body = served.get(&format!("/{asked}")).body;
        if path.ends_with(".html") {
            let added = String::from_utf8(body[bytes.len()..].to_vec()).unwrap();
            assert!(body.starts_with(&bytes), "{path}");
            assert!(
                added.starts_with("<script src=\"/.byline/live.js\""),
                "{path}: {added}"
            );
        } else {
            assert_eq!(body, bytes, "{path}");
        }
    }
    assert!(!site.path().join("public").exists());
}

#[test]
fn what_is_missing_says_so_in_its_language() {
    let site = site()
        .config("[languages.ko]\n")
        .file("templates/404.html", "no page, {{ lang }}");
    let served = Served::new(site.path());
    for (path, text) in [
        ("/no", "no page, en"),
        ("/ko/no/", "no page, ko"),
        ("/news/no", "no page, en"),
    ] {
        let answer = served.get(path);
        assert_eq!(answer.status, 404, "{path}");
        assert!(answer.text().starts_with(text), "{path}: {}", answer.text());
        assert!(answer.text().contains("/.byline/live.js"), "{path}");
    }
}

#[test]
fn the_next_free_port_is_used_and_said() {
    let site = site();
    let first = Served::new(site.path());
    let mut second = Served::with(site.path(), &["--port", &first.port.to_string()]);
    assert!(second.port > first.port);
    let said = format!("port {} is taken: using {}", first.port, second.port);
    if !second.heard().contains(&said) {
        second.hear(|line| line == said);
    }
    let url = format!("http://127.0.0.1:{}/", second.port);
    assert!(second.page("/").contains(&url), "its own address");
    assert!(!first.page("/").contains(&url));
}

#[test]
fn an_edit_is_told_to_its_page_alone() {
    let site = site();
    let served = Served::new(site.path());
    let mut rain = served.events("/news/rain/");
    let mut archive = served.events("/archive/");
    let rain_print = rain.last["print"].clone();
    let archive_print = archive.last["print"].clone();

    article(site.path(), "news/rain.md", "It pours.");
    rain.until(|news| news["print"] != rain_print);
    assert!(served.page("/news/rain/").contains("It pours."));
    let number = rain.last["number"].as_u64();
    archive.until(|news| news["number"].as_u64() >= number);
    assert_eq!(
        archive.last["print"], archive_print,
        "the other page is as it was"
    );
    assert_eq!(
        (&archive.last["assets"], &archive.last["styles"]),
        (&false.into(), &false.into())
    );

    write(site.path(), "static/own.css", "p { color: blue }");
    rain.until(|news| news["styles"] == true);
    assert_eq!(rain.last["assets"], false);
    write(
        site.path(),
        "static/dot.svg",
        "<svg xmlns=\"http://www.w3.org/2000/svg\" id=\"a\"/>",
    );
    rain.until(|news| news["assets"] == true);
    assert_eq!(rain.last["changed"], serde_json::json!(["dot.svg"]));

    fs::remove_file(site.path().join("content/news/rain.md")).unwrap();
    let print = rain.last["print"].clone();
    rain.until(|news| news["print"] != print);
    assert_eq!(served.get("/news/rain/").status, 404);
}

#[test]
fn errors_are_told_as_in_the_terminal_until_they_are_mended() {
    let site = site();
    let mut served = Served::new(site.path());
    let mut events = served.events("/news/rain/");
    assert!(events.last["problems"].is_null());
    write(site.path(), "templates/page.html", "{{ nonsense( }}");
    events.until(|news| news["problems"].is_string());
    let problems = events.last["problems"].as_str().unwrap().to_owned();
    assert!(problems.contains("templates/page.html"), "{problems}");
    served.hear(|line| line.ends_with("; nothing was written"));
    assert!(
        served.heard().contains(problems.trim_end()),
        "{}",
        served.heard()
    );
    assert!(
        served.page("/news/rain/").contains("It rains."),
        "the last good page"
    );
    // A page that is opened now is told at once.
    assert_eq!(served.events("/").last["problems"], problems);

    fs::remove_dir_all(site.path().join("templates")).unwrap();
    events.until(|news| news["problems"].is_null());
    assert_same(&served.files(), &served.clean());
}

#[test]
fn a_site_that_is_broken_from_the_beginning_is_served_and_mends() {
    let site = site().file(
        "byline.toml",
        "base_url = \"https://example.com\"\ntitel = \"x\"\n",
    );
    let served = Served::new(site.path());
    let answer = served.get("/news/rain/");
    assert_eq!(answer.status, 503);
    assert!(answer.text().contains("/.byline/live.js"));
    let mut events = served.events("/news/rain/");
    let print = events.last["print"].clone();
    assert!(
        events.last["problems"]
            .as_str()
            .unwrap()
            .contains("`titel`")
    );
    write(
        site.path(),
        "byline.toml",
        "base_url = \"https://example.com\"\ntitle = \"x\"\n",
    );
    events.until(|news| news["problems"].is_null());
    assert_ne!(events.last["print"], print);
    assert!(served.page("/news/rain/").contains("It rains."));
}

#[test]
fn whatever_people_do_it_ends_as_a_clean_build() {
    let site = site();
    let root = site.path();
    let served = Served::new(root);
    let mut events = served.events("/");
    let mut settled = |what: &str| {
        let clean = served.clean();
        assert!(!clean.is_empty(), "{what}: no clean build");
        events.until(|_| served.files() == clean);
    };

    // An editor that writes beside the file and renames.
    article(root, "news/.rain.md.swp", "Never seen.");
    article(root, "news/rain.md~new", "It drizzles.");
    fs::rename(
        root.join("content/news/rain.md~new"),
        root.join("content/news/rain.md"),
    )
    .unwrap();
    fs::remove_file(root.join("content/news/.rain.md.swp")).unwrap();
    settled("a rename");
    assert!(served.page("/news/rain/").contains("It drizzles."));

    fs::rename(root.join("content/news"), root.join("content/olds")).unwrap();
    settled("a moved folder");
    article(root, "olds/rain.md", "It drizzles in a moved folder.");
    settled("an edit in a moved folder");
    assert!(served.page("/olds/rain/").contains("in a moved folder"));

    for number in 0..40 {
        article(root, &format!("deep/a{number}/b/c/page.md"), "Deep.");
    }
    settled("many new folders");
    article(root, "deep/a39/b/c/page.md", "Deeper.");
    settled("an edit in a new folder");

    // As when another branch is checked out: everything goes, and other things come.
    fs::rename(root.join("content"), root.join("content.old")).unwrap();
    article(root, "other/branch.md", "Another branch.");
    fs::remove_dir_all(root.join("static")).unwrap();
    settled("another branch");
    article(root, "other/branch.md", "Another branch, edited.");
    settled("an edit on another branch");
    fs::remove_dir_all(root.join("content")).unwrap();
    fs::rename(root.join("content.old"), root.join("content")).unwrap();
    settled("back again");
    article(root, "olds/rain.md", "Back.");
    write(root, "static/new/a.txt", "in a folder that was not there");
    settled("an edit after that");

    for number in 0..1000 {
        article(root, "olds/rain.md", &format!("Edit {number}."));
    }
    settled("a thousand edits");
    assert!(served.page("/olds/rain/").contains("Edit 999."));

    write(root, "templates/page.html", "own {{ page.title }}");
    settled("a new folder of templates");
    write(root, "byline.toml", "title = ");
    events.until(|news| news["problems"].is_string());
    article(
        root,
        "olds/rain.md",
        "Edited while the settings are broken.",
    );
    write(
        root,
        "byline.toml",
        "base_url = \"https://example.com\"\ntitle = \"Other\"\n",
    );
    let mut settled = |what: &str| {
        let clean = served.clean();
        assert!(!clean.is_empty(), "{what}: no clean build");
        events.until(|news| news["problems"].is_null() && served.files() == clean);
    };
    settled("settings mended");
}

/// An article whose page is answered with one status before a moment, and with another after it. The
/// moment is far enough away that the server is there before; how far that is the machine decides.
fn at_its_moment(key: &str, before: u16, after: u16) {
    for seconds in [4, 8, 16, 32] {
        // Dates have no fractions of a second.
        let moment = (Utc::now() + TimeDelta::seconds(seconds)).format("%Y-%m-%dT%H:%M:%SZ");
        let front = format!("title = \"Due\"\n{key} = {moment}");
        let site = site().article("due.md", &front, "It is due.");
        let served = Served::new(site.path());
        let mut events = served.events("/due/");
        events.until(|news| news["built"] == true);
        if served.get("/due/").status == before {
            events.until(|_| served.get("/due/").status == after);
            assert_same(&served.files(), &served.clean());
            return;
        }
    }
    panic!("it took longer than half a minute to start");
}

#[test]
fn a_page_appears_when_it_is_due() {
    at_its_moment("date", 404, 200);
}

#[test]
fn a_page_goes_when_it_expires() {
    at_its_moment("expires", 200, 404);
}

#[test]
fn articles_at_the_top_of_a_folder_are_watched_too() {
    let folder = tempfile::tempdir().unwrap();
    let root = folder.path();
    write(root, "rain.md", "# Rain\n\nIt rains.\n");
    let served = Served::new(root);
    assert!(served.page("/rain/").contains("It rains."));
    let mut events = served.events("/rain/");
    write(root, "rain.md", "# Rain\n\nIt pours.\n");
    events.until(|_| served.page("/rain/").contains("It pours."));
    // From now on they lie below `content/`.
    fs::create_dir(root.join("content")).unwrap();
    fs::rename(root.join("rain.md"), root.join("content/rain.md")).unwrap();
    write(root, "content/snow.md", "# Snow\n\nIt snows.\n");
    events.until(|_| served.files() == served.clean());
    write(root, "content/snow.md", "# Snow\n\nIt snows a lot.\n");
    events.until(|_| served.page("/snow/").contains("It snows a lot."));
}

#[test]
fn drafts_are_shown_when_asked_for() {
    let site = site().article("draft.md", "title = \"D\"\ndraft = true", "A draft.");
    assert_eq!(Served::new(site.path()).get("/draft/").status, 404);
    let served = Served::with(site.path(), &["--port", "0", "--drafts"]);
    assert_eq!(served.get("/draft/").status, 200);
}

#[test]
fn a_server_that_was_started_again_says_so() {
    let site = site();
    let first = Served::new(site.path());
    let (port, session) = (
        first.port.to_string(),
        first.events("/").last["session"].clone(),
    );
    drop(first);
    let second = Served::with(site.path(), &["--port", &port]);
    // At the same port or at another: it begins to count again.
    let mut events = second.events("/");
    events.until(|news| news["built"] == true);
    assert_eq!(events.last["number"], 1);
    assert_ne!(events.last["session"], session);
}

#[test]
fn a_host_that_is_not_ours_is_an_error() {
    let site = site();
    let ran = run_in(
        site.path(),
        ["serve", "--host", "192.0.2.1", "--port", "0"],
        &[],
    );
    assert_eq!(ran.status, Some(2));
    assert!(
        ran.stderr
            .starts_with("error: cannot listen at `192.0.2.1`, port 0: "),
        "{}",
        ran.stderr
    );
}

#[test]
fn build_watch_builds_again() {
    let site = site();
    let root = site.path();
    let mut watched = Served::command(root, &["build", "--watch"]);
    watched.hear(|line| line.starts_with("watching for edits"));
    article(root, "news/rain.md", "It pours.");
    watched.hear(|line| line.starts_with("content/news/rain.md: ") && line.ends_with(" ms"));
    assert!(site.output("news/rain/index.html").contains("It pours."));
    write(root, "content/news/rain.md", "+++\ntitel = \"Rain\"\n+++\n");
    watched.hear(|line| line == "error: unknown key `titel` in the front matter");
    watched.hear(|line| line == "1 error; nothing was written");
    article(root, "news/rain.md", "It stops.");
    watched.hear(|line| line.starts_with("content/news/rain.md: "));
    assert!(site.output("news/rain/index.html").contains("It stops."));
    assert!(tree(root).keys().all(|path| !path.contains("serve-")));
}
