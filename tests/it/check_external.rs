//! `byline check --external`, against a host on this machine that behaves badly.

use std::collections::HashMap;
use std::io::{BufRead, BufReader, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use crate::common::{NOW, Ran, TestSite, run_in};
use byline::check::external::{Answer, Http, Method, Silence, Web};
use url::Url;

/// A host that answers by the paths it is asked for, and remembers what it was asked.
struct Host {
    address: String,
    asked: Arc<Mutex<Vec<String>>>,
}

impl Host {
    fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = format!("http://{}", listener.local_addr().unwrap());
        let asked = Arc::new(Mutex::new(Vec::new()));
        let memory = asked.clone();
        // It goes with the process.
        std::thread::spawn(move || {
            let mut times = HashMap::new();
            let mut silent = Vec::new();
            for stream in listener.incoming().map_while(Result::ok) {
                if let Some(stream) = serve(stream, &memory, &mut times) {
                    silent.push(stream);
                }
            }
        });
        Self { address, asked }
    }

    fn url(&self, path: &str) -> String {
        format!("{}{path}", self.address)
    }

    /// What was asked for since this was called last, sorted.
    fn asked(&self) -> Vec<String> {
        let mut asked = std::mem::take(&mut *self.asked.lock().unwrap());
        asked.sort();
        asked
    }
}

/// Answers one request; a connection that gets no answer is given back, to be held open.
fn serve(
    mut stream: TcpStream,
    asked: &Mutex<Vec<String>>,
    times: &mut HashMap<String, usize>,
) -> Option<TcpStream> {
    let mut reader = BufReader::new(stream.try_clone().ok()?);
    let mut first = String::new();
    reader.read_line(&mut first).ok()?;
    loop {
        let mut line = String::new();
        if reader.read_line(&mut line).ok()? <= 2 {
            break;
        }
        if line.to_ascii_lowercase().starts_with("user-agent:") {
            assert!(line.contains("Byline/"), "{line}");
        }
    }
    let request = first.rsplit_once(' ')?.0.to_owned();
    let (method, path) = request.split_once(' ')?;
    asked.lock().unwrap().push(request.clone());
    let time = times.entry(request.clone()).or_default();
    *time += 1;
    let answer = match (method, path) {
        (_, "/slow") => return Some(stream),
        ("HEAD", "/no-head") => "405 No\r\nAllow: GET".to_owned(),
        (_, "/gone") => "404 Not Found".to_owned(),
        (_, "/private") => "403 Forbidden".to_owned(),
        (_, "/busy") if *time == 1 => "429 Busy\r\nRetry-After: 0".to_owned(),
        (_, "/moved") => "301 Moved\r\nLocation: /new".to_owned(),
        (_, "/today") => "302 Found\r\nLocation: /new".to_owned(),
        _ => "200 OK".to_owned(),
    };
    let body = match path {
        "/feed.xml" => std::fs::read_to_string("tests/check_feeds/good_atom.xml").unwrap(),
        _ => "Hello".to_owned(),
    };
    let head = format!(
        "HTTP/1.1 {answer}\r\nContent-Length: {}\r\nConnection: close\r\n\r\n",
        body.len()
    );
    stream.write_all(head.as_bytes()).ok()?;
    if method != "HEAD" {
        stream.write_all(body.as_bytes()).ok()?;
    }
    None
}

/// The address of a port at which nobody listens.
fn dead_port() -> String {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    format!("http://{}/", listener.local_addr().unwrap())
}

/// Runs the program without any proxy of the machine.
fn check(site: &TestSite, args: &[&str]) -> Ran {
    run_in(
        site.path(),
        args.iter().copied(),
        &[("NO_PROXY", "*"), ("no_proxy", "*")],
    )
}

#[test]
fn every_kind_of_answer_is_told_apart() {
    let host = Host::start();
    let web = Http::new(Duration::from_millis(500), false);
    let ask = |method, url: &str| web.ask(method, &Url::parse(url).unwrap());
    let status = |status| Answer {
        status,
        ..Answer::default()
    };
    assert_eq!(ask(Method::Head, &host.url("/")), Ok(status(200)));
    assert_eq!(ask(Method::Get, &host.url("/gone")), Ok(status(404)));
    assert_eq!(ask(Method::Head, &host.url("/no-head")), Ok(status(405)));
    let moved = ask(Method::Head, &host.url("/moved")).unwrap();
    assert_eq!(
        (moved.status, moved.location.as_deref()),
        (301, Some("/new"))
    );
    let busy = ask(Method::Get, &host.url("/busy")).unwrap();
    assert_eq!((busy.status, busy.retry_after), (429, Some(0)));
    assert_eq!(ask(Method::Head, &host.url("/slow")), Err(Silence::TooSlow));
    let refused = "the host refuses the connection".to_owned();
    assert_eq!(
        ask(Method::Head, &dead_port()),
        Err(Silence::Unreachable(refused))
    );
}

#[test]
fn links_to_other_hosts_are_asked_for_and_good_answers_kept() {
    let host = Host::start();
    let links: String = [
        "/",
        "/no-head",
        "/gone#part",
        "/private",
        "/busy",
        "/moved",
        "/today",
        "/skip/me",
    ]
    .iter()
    .map(|path| format!("- [link]({})\n", host.url(path)))
    .collect();
    let site = TestSite::in_folder()
        .config(&format!(
            "\n[check]\nskip = [\"{}/skip/*\"]\n",
            host.address
        ))
        .article("a.md", "title = \"A\"", &links)
        .article(
            "b.md",
            "title = \"B\"",
            &format!("Again: <{}>.", host.url("/gone")),
        );
    let args = ["check", "--external", "--at", NOW];
    let ran = check(&site, &args);
    assert_eq!(ran.status, Some(1), "{}", ran.stderr);
    insta::assert_snapshot!(ran.stderr.replace(&host.address, "http://host.example"));
    assert_eq!(
        host.asked(),
        [
            "GET /gone",
            "GET /no-head",
            "GET /private",
            "HEAD /",
            "HEAD /busy",
            "HEAD /busy",
            "HEAD /gone",
            "HEAD /moved",
            "HEAD /new",
            "HEAD /new",
            "HEAD /no-head",
            "HEAD /private",
            "HEAD /today",
        ]
    );
    let again = check(&site, &args);
    assert_eq!(again.stderr, ran.stderr);
    assert_eq!(
        host.asked(),
        ["GET /gone", "GET /private", "HEAD /gone", "HEAD /private"]
    );
    assert_eq!(check(&site, &["check", "--at", NOW]).status, Some(0));
    assert_eq!(host.asked(), [""; 0]);
}

#[test]
fn a_feed_is_fetched_and_judged_where_it_is_served() {
    let host = Host::start();
    let site = TestSite::in_folder();
    let ran = check(&site, &["check", "--feed", &host.url("/feed.xml")]);
    assert_eq!(ran.status, Some(0), "{}", ran.stderr);
    insta::assert_snapshot!(ran.stderr.replace(&host.address, "http://host.example"));
    let gone = check(&site, &["check", "--feed", &host.url("/gone")]);
    assert_eq!(gone.status, Some(1));
    assert!(gone.stderr.contains("the answer is 404"), "{}", gone.stderr);
}
