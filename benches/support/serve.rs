//! How soon `byline serve` shows an edit.

use std::fs::{self, File};
use std::io;
use std::net::{Ipv4Addr, TcpListener};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::thread::sleep;
use std::time::{Duration, Instant};

use super::edit::Edit;
use super::edits::{Look, Site};
use super::generate::Theme;
use super::http::Client;
use super::measure::{self, THREADS};

/// Between two questions for the same page. Shorter would take time from the server.
const BETWEEN: Duration = Duration::from_micros(500);

/// Between an answer and the next edit: what the server does afterwards is not the next one's.
const PAUSE: Duration = Duration::from_secs(1);

/// How long an edit, and the first build, may take before we give up.
const PATIENCE: (Duration, Duration) = (Duration::from_secs(60), Duration::from_secs(600));

/// What was measured of one site.
pub struct Served {
    /// What surrounds its articles.
    pub theme: Theme,
    /// The articles of the site.
    pub articles: usize,
    /// Seconds from the start of the server to the first page.
    pub start: f64,
    /// For each kind of edit and each round, how soon it showed.
    pub edits: Vec<(Edit, Vec<Shown>)>,
    /// The memory it holds after all edits, in bytes; 0 where the system does not tell.
    pub held: u64,
    /// The most memory it held at once, in bytes; 0 where the system does not tell.
    pub peak: u64,
}

/// Milliseconds from an edit to the answer that shows it.
#[derive(Clone, Copy)]
pub struct Shown {
    /// The page of the article.
    pub page: f64,
    /// A list page that has the article, if the edit shows there.
    pub list: Option<f64>,
}

/// Serves the site, and makes all edits of articles in turn, `rounds` times.
pub fn measure(
    byline: &Path,
    site: &Site,
    rounds: usize,
    scratch: &Path,
    mut served: Served,
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
    let first = [Some(&site.some_page()), None];
    server.wait(first, begin, PATIENCE.1, Duration::from_millis(10))?;
    served.start = begin.elapsed().as_secs_f64();
    served.edits = Edit::ARTICLES.map(|edit| (edit, Vec::new())).to_vec();
    for round in 1..=rounds {
        for (edit, all) in &mut served.edits {
            sleep(PAUSE);
            // What it shows before: asked of the server itself, and long before the clock starts.
            let asked = std::cell::RefCell::new(&mut server.client);
            let read = |file: &str| {
                let html = get(&mut asked.borrow_mut(), file).ok()??;
                String::from_utf8(html).ok()
            };
            let planned = site.plan(*edit, round, read)?;
            sleep(PAUSE / 10);
            let begin = Instant::now();
            planned.make()?;
            let looks = [planned.page.as_ref(), planned.list.as_ref()];
            let [page, list] = server.wait(looks, begin, PATIENCE.0, BETWEEN)?;
            let page = page.unwrap_or(f64::NAN);
            all.push(Shown { page, list });
            if let Some(address) = &planned.retired {
                sleep(PAUSE);
                let arguments = ["retire", address.as_str()];
                measure::run(byline, &arguments, &site.folder, scratch)?;
            }
        }
        let (name, count) = (served.theme.name(), served.articles);
        eprintln!("{name}, {count} articles: {round} of {rounds} rounds of edits served");
    }
    sleep(PAUSE);
    (served.held, served.peak) = server.memory();
    Ok(served)
}

struct Server {
    child: Child,
    client: Client,
    /// Where everything goes that it says.
    said: PathBuf,
}

/// A file of the output as the server gives it, or `None` if it has none.
fn get(client: &mut Client, file: &str) -> io::Result<Option<Vec<u8>>> {
    let response = client.get(&format!("/{}", file.trim_end_matches("index.html")))?;
    Ok((response.status == 200).then_some(response.body))
}

impl Server {
    /// Asks for pages in turn until each looks as it must. Returns when each did, in milliseconds.
    fn wait(
        &mut self,
        looks: [Option<&Look>; 2],
        begin: Instant,
        patience: Duration,
        between: Duration,
    ) -> io::Result<[Option<f64>; 2]> {
        let mut shown = [None; 2];
        loop {
            for (look, shown) in looks.iter().zip(&mut shown) {
                if let (Some(look), None) = (look, &shown)
                    && let Ok(html) = get(&mut self.client, &look.file)
                    && look.right(html.as_deref())
                {
                    *shown = Some(begin.elapsed().as_secs_f64() * 1000.0);
                }
            }
            if looks
                .iter()
                .zip(&shown)
                .all(|(look, shown)| look.is_none() || shown.is_some())
            {
                return Ok(shown);
            }
            let ended = self.child.try_wait()?.is_some();
            if ended || begin.elapsed() > patience {
                let said = fs::read_to_string(&self.said).unwrap_or_default();
                let why = if ended { "ended" } else { "shows nothing new" };
                let text = format!("the server {why}: {looks:?}; it said:\n{}", said.trim_end());
                return Err(io::Error::other(text));
            }
            sleep(between);
        }
    }

    /// The memory that it holds now, and the most that it has held.
    fn memory(&self) -> (u64, u64) {
        let status = fs::read_to_string(format!("/proc/{}/status", self.child.id()));
        let status = status.unwrap_or_default();
        (told(&status, "VmRSS:"), told(&status, "VmHWM:"))
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // It may have ended by itself.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// A size in what Linux tells about a process, in bytes.
fn told(status: &str, name: &str) -> u64 {
    let line = status.lines().find_map(|line| line.strip_prefix(name));
    let kilobytes = line.and_then(|line| line.trim().strip_suffix(" kB")?.parse().ok());
    kilobytes.unwrap_or(0) * 1024
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn memory_is_read_from_what_the_system_tells() {
        let status = "Name:\tbyline\nVmPeak:\t  99 kB\nVmHWM:\t    1234 kB\nVmRSS:\t 5 kB\n";
        assert_eq!(told(status, "VmHWM:"), 1234 * 1024);
        assert_eq!(told(status, "VmRSS:"), 5 * 1024);
        assert_eq!(told("", "VmRSS:"), 0);
    }
}
