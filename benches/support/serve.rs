//! How soon `byline serve` shows an edit.

use std::fs::{self, File};
use std::io;
use std::net::{Ipv4Addr, TcpListener};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::thread::sleep;
use std::time::{Duration, Instant};

use super::edits::{Edit, Shown, Site};
use super::http::Client;
use super::measure::THREADS;

/// Between two questions for the same page. Shorter would take time from the server.
const BETWEEN: Duration = Duration::from_micros(500);

/// Between an answer and the next edit: what the server does afterwards is not the next one's.
const PAUSE: Duration = Duration::from_secs(1);

/// How long an edit, and the first build, may take before we give up.
const PATIENCE: (Duration, Duration) = (Duration::from_secs(60), Duration::from_secs(600));

/// What was measured at one size.
pub struct Served {
    /// The articles of the site.
    pub articles: usize,
    /// Seconds from the start of the server to the first page.
    pub start: f64,
    /// Milliseconds from each edit to the page that shows it.
    pub edits: Vec<f64>,
    /// The most memory it held at once, in bytes; 0 where the system does not tell.
    pub peak: u64,
}

/// Serves the site, and edits the body of an article `rounds` times.
pub fn measure(
    byline: &Path,
    site: &Site,
    articles: usize,
    rounds: usize,
    scratch: &Path,
) -> io::Result<Served> {
    // Free a moment ago. Should somebody else take it meanwhile, no page of ours comes from it.
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?;
    let port = listener.local_addr()?.port();
    drop(listener);
    let said = scratch.join("served");
    let log = File::create(&said)?;
    let begin = Instant::now();
    let child = Command::new(byline)
        .args(["serve", "--port", &port.to_string()])
        .current_dir(&site.folder)
        .env("RAYON_NUM_THREADS", THREADS.to_string())
        .stdin(Stdio::null())
        .stdout(log.try_clone()?)
        .stderr(log)
        .spawn()?;
    let mut server = Server {
        child,
        client: Client::new(port),
        said,
    };
    server.wait(
        &site.old_page(),
        begin,
        PATIENCE.1,
        Duration::from_millis(10),
    )?;
    let start = begin.elapsed().as_secs_f64();
    let mut edits = Vec::new();
    for round in 1..=rounds {
        sleep(PAUSE);
        let begin = Instant::now();
        if let Some(shown) = site.make(Edit::Body, round)? {
            server.wait(&shown, begin, PATIENCE.0, BETWEEN)?;
        }
        edits.push(begin.elapsed().as_secs_f64() * 1000.0);
    }
    Ok(Served {
        articles,
        start,
        edits,
        peak: server.peak(),
    })
}

struct Server {
    child: Child,
    client: Client,
    /// Where everything goes that it says.
    said: PathBuf,
}

impl Server {
    /// Asks for a page until it shows what it must.
    fn wait(
        &mut self,
        shown: &Shown,
        begin: Instant,
        patience: Duration,
        between: Duration,
    ) -> io::Result<()> {
        let path = format!("/{}", shown.file.trim_end_matches("index.html"));
        loop {
            if let Ok(page) = self.client.get(&path)
                && page.status == 200
                && contains(&page.body, shown.text.as_bytes())
            {
                return Ok(());
            }
            let ended = self.child.try_wait()?.is_some();
            if ended || begin.elapsed() > patience {
                let said = fs::read_to_string(&self.said).unwrap_or_default();
                let why = if ended { "ended" } else { "shows nothing new" };
                let text = format!("the server {why}; it said:\n{}", said.trim_end());
                return Err(io::Error::other(text));
            }
            sleep(between);
        }
    }

    fn peak(&self) -> u64 {
        let status = fs::read_to_string(format!("/proc/{}/status", self.child.id()));
        high_water(&status.unwrap_or_default())
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // It may have ended by itself.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// The largest resident set in what Linux tells about a process, in bytes.
fn high_water(status: &str) -> u64 {
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    let kilobytes = line.and_then(|line| line.trim().strip_suffix(" kB")?.parse().ok());
    kilobytes.unwrap_or(0) * 1024
}

fn contains(body: &[u8], text: &[u8]) -> bool {
    body.windows(text.len()).any(|window| window == text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn memory_is_read_from_what_the_system_tells() {
        let status = "Name:\tbyline\nVmPeak:\t  99 kB\nVmHWM:\t    1234 kB\nThreads:\t2\n";
        assert_eq!(high_water(status), 1234 * 1024);
        assert_eq!(high_water(""), 0);
    }

    #[test]
    fn text_is_found_in_bytes() {
        assert!(contains("뉴스 new".as_bytes(), b"new"));
        assert!(!contains(b"ne", b"new"));
    }
}
