//! A running `byline serve`, and just enough of HTTP to ask it.

#![allow(dead_code, reason = "every test file uses another part of it")]

use std::collections::BTreeMap;
use std::fs;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{Shutdown, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::{self, Receiver};
use std::time::{Duration, Instant};

use serde_json::Value;

use crate::common::{run_in, tree};

/// How long anything may take: the machine may have much else to do.
pub const PATIENCE: Duration = Duration::from_secs(60);

/// A server, which ends with the test.
pub struct Served {
    /// The folder of the site.
    pub root: PathBuf,
    /// The port it listens at.
    pub port: u16,
    /// Its lines on standard output and standard error.
    said: Receiver<String>,
    heard: Vec<String>,
    child: Child,
}

/// An answer.
#[derive(Debug)]
pub struct Answer {
    /// The status.
    pub status: u16,
    /// The headers, with small letters.
    pub headers: BTreeMap<String, String>,
    /// The bytes.
    pub body: Vec<u8>,
}

impl Answer {
    /// A header, or nothing.
    pub fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", String::as_str)
    }

    /// The bytes as text.
    pub fn text(&self) -> String {
        String::from_utf8(self.body.clone()).unwrap()
    }
}

impl Served {
    /// Serves the site in a folder at any free port.
    pub fn new(root: &Path) -> Self {
        Self::with(root, &["--port", "0"])
    }

    /// Serves the site in a folder.
    pub fn with(root: &Path, args: &[&str]) -> Self {
        let mut served = Self::command(root, &[&["serve"], args].concat());
        let line = served.hear(|line| line.starts_with("serving http://"));
        let address = line.split([';', '/']).nth(2).unwrap();
        served.port = address.rsplit(':').next().unwrap().parse().unwrap();
        served
    }

    /// Runs a command that goes on.
    pub fn command(root: &Path, args: &[&str]) -> Self {
        let mut child = Command::new(env!("CARGO_BIN_EXE_byline"))
            .args(args)
            .current_dir(root)
            .env("NO_COLOR", "1")
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let (sender, said) = mpsc::channel();
        let streams: [Box<dyn Read + Send>; 2] = [
            Box::new(child.stdout.take().unwrap()),
            Box::new(child.stderr.take().unwrap()),
        ];
        for stream in streams {
            let sender = sender.clone();
            std::thread::spawn(move || {
                for line in BufReader::new(stream).lines().map_while(Result::ok) {
                    let _ = sender.send(line);
                }
            });
        }
        Self {
            root: root.to_owned(),
            port: 0,
            said,
            heard: Vec::new(),
            child,
        }
    }

    /// Waits for a line.
    pub fn hear(&mut self, wanted: impl Fn(&str) -> bool) -> String {
        let begun = Instant::now();
        loop {
            let left = PATIENCE.saturating_sub(begun.elapsed());
            match self.said.recv_timeout(left) {
                Ok(line) => self.heard.push(line.clone()),
                Err(_) => panic!("the server never said it:\n{}", self.heard.join("\n")),
            }
            let line = self.heard.last().unwrap();
            if wanted(line) {
                return line.clone();
            }
        }
    }

    /// All it has said so far, as far as it was waited for.
    pub fn heard(&self) -> String {
        self.heard.join("\n")
    }

    /// Asks for a path with some headers.
    pub fn ask(&self, method: &str, path: &str, headers: &[&str]) -> Answer {
        let mut text = format!("{method} {path} HTTP/1.1\r\nConnection: close\r\n");
        if !headers.iter().any(|header| header.starts_with("Host:")) {
            text += &format!("Host: 127.0.0.1:{}\r\n", self.port);
        }
        for header in headers.iter().filter(|header| **header != "Host:") {
            text += &format!("{header}\r\n");
        }
        let mut stream = self.connect();
        stream.write_all(format!("{text}\r\n").as_bytes()).unwrap();
        let mut bytes = Vec::new();
        stream.read_to_end(&mut bytes).unwrap();
        let at = bytes
            .windows(4)
            .position(|four| four == b"\r\n\r\n")
            .unwrap();
        let head = String::from_utf8(bytes[..at].to_vec()).unwrap();
        let mut lines = head.split("\r\n");
        let status = lines.next().unwrap().split(' ').nth(1).unwrap();
        let headers = lines.filter_map(|line| line.split_once(": "));
        Answer {
            status: status.parse().unwrap(),
            headers: headers
                .map(|(name, value)| (name.to_lowercase(), value.to_owned()))
                .collect(),
            body: bytes[at + 4..].to_vec(),
        }
    }

    /// A connection on which nothing was asked yet.
    pub fn connect(&self) -> TcpStream {
        let stream = TcpStream::connect(("127.0.0.1", self.port)).unwrap();
        stream.set_read_timeout(Some(PATIENCE)).unwrap();
        stream
    }

    /// The number of its process.
    pub fn id(&self) -> u32 {
        self.child.id()
    }

    /// Gets a path.
    pub fn get(&self, path: &str) -> Answer {
        self.ask("GET", path, &[])
    }

    /// The text of a page, which is there.
    pub fn page(&self, path: &str) -> String {
        let answer = self.get(path);
        assert_eq!(answer.status, 200, "{path}: {}", answer.text());
        answer.text()
    }

    /// What a page that is open is told.
    pub fn events(&self, path: &str) -> Events {
        let mut stream = self.connect();
        let request = format!(
            "GET /.byline/events?path={path} HTTP/1.1\r\nHost: localhost:{}\r\n\r\n",
            self.port
        );
        stream.write_all(request.as_bytes()).unwrap();
        let mut events = Events {
            lines: BufReader::new(stream),
            last: Value::Null,
        };
        events.next();
        events
    }

    /// What it serves, as files; without those that go while they are read.
    pub fn files(&self) -> BTreeMap<String, Vec<u8>> {
        let top = self.root.join(format!(".byline/serve-{}", self.port));
        let mut found = BTreeMap::new();
        let mut folders = vec![top.clone()];
        while let Some(folder) = folders.pop() {
            for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
                let path = entry.path();
                if path.is_dir() {
                    folders.push(path);
                } else if let Ok(bytes) = fs::read(&path) {
                    let below = path.strip_prefix(&top).unwrap();
                    found.insert(below.to_string_lossy().replace('\\', "/"), bytes);
                }
            }
        }
        found
    }

    /// What a clean build of the site as it stands now gives; nothing if it does not build.
    pub fn clean(&self) -> BTreeMap<String, Vec<u8>> {
        let copy = tempfile::tempdir().unwrap();
        for (path, bytes) in tree(&self.root) {
            if path.starts_with(".byline/") || path.starts_with("public/") {
                continue;
            }
            let to = copy.path().join(path);
            fs::create_dir_all(to.parent().unwrap()).unwrap();
            fs::write(to, bytes).unwrap();
        }
        let url = format!("http://127.0.0.1:{}", self.port);
        run_in(copy.path(), ["build", "--base-url", &url, "-o", "out"], &[]);
        match copy.path().join("out") {
            out if out.is_dir() => tree(&out),
            _ => BTreeMap::new(),
        }
    }
}

impl Drop for Served {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// The events of a page.
pub struct Events {
    lines: BufReader<TcpStream>,
    /// The last of them.
    pub last: Value,
}

impl Events {
    /// Waits for the next.
    pub fn next(&mut self) -> &Value {
        let mut line = String::new();
        loop {
            line.clear();
            let read = self.lines.read_line(&mut line);
            assert!(
                read.is_ok_and(|read| read > 0),
                "no event within {PATIENCE:?}; the last was {}",
                self.last
            );
            if let Some(data) = line.strip_prefix("data: ") {
                self.last = serde_json::from_str(data).unwrap();
                return &self.last;
            }
        }
    }

    /// Waits until it is so: looks now, and after each event.
    pub fn until(&mut self, so: impl Fn(&Value) -> bool) {
        let begun = Instant::now();
        while !so(&self.last) {
            assert!(begun.elapsed() < PATIENCE, "the last was {}", self.last);
            self.next();
        }
    }
}

impl Drop for Events {
    fn drop(&mut self) {
        let _ = self.lines.get_ref().shutdown(Shutdown::Both);
    }
}
