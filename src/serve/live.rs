//! What open pages are told, and what they get for it.

use std::convert::Infallible;
use std::sync::Arc;
use std::time::Duration;

use axum::body::Body;
use axum::http::Response;
use axum::response::IntoResponse;
use axum::response::sse::{Event, KeepAlive, Sse};
use futures_util::stream;
use lol_html::{RewriteStrSettings, element, rewrite_str};
use serde_json::json;

use super::Site;
use super::reply::kind;
use crate::build::Report;
use crate::diag::{Diags, Style, write_text};
use crate::fingerprint::Fingerprint;

/// The browser's side.
pub(super) const SCRIPT_TEXT: &[u8] = include_bytes!("live.js");

/// How many changed paths are told by name.
const NAMED: usize = 100;
/// How soon a page asks again when the server is gone.
const RETRY: Duration = Duration::from_millis(500);

/// How far the builds are.
#[derive(Clone, Debug)]
pub(super) struct News {
    /// Another one after each start of the server.
    session: Arc<str>,
    /// How many builds there were.
    number: u64,
    /// Whether one of them was done.
    built: bool,
    /// The last build that changed a style sheet.
    styles: u64,
    /// The last build that changed something else that pages show: a picture, a script, a font.
    assets: u64,
    /// What the last build changed.
    changed: Arc<[String]>,
    /// Why the last build was not done, if so.
    problems: Option<Arc<str>>,
}

impl News {
    /// Nothing yet.
    pub fn new(session: String) -> Self {
        Self {
            session: session.into(),
            number: 0,
            built: false,
            styles: 0,
            assets: 0,
            changed: Arc::default(),
            problems: None,
        }
    }

    /// Whether a build was done since the server was started.
    pub fn is_built(&self) -> bool {
        self.built
    }

    /// Adds how a build ended.
    pub fn add(&mut self, result: &Result<Report, Diags>) {
        self.number += 1;
        let report = match result {
            Ok(report) => report,
            Err(diags) => {
                self.changed = Arc::default();
                self.problems = Some(text(diags).into());
                return;
            }
        };
        self.built = true;
        self.problems = None;
        let changes = &report.changes;
        let all = || {
            let changed = changes.added.iter().chain(&changes.changed);
            changed.chain(&changes.removed)
        };
        for path in all() {
            match Kind::of(path) {
                Kind::Style => self.styles = self.number,
                Kind::Asset => self.assets = self.number,
                Kind::Other => {}
            }
        }
        self.changed = all().take(NAMED).cloned().collect();
    }
}

/// What a changed file means to a page that may show it.
enum Kind {
    Style,
    Asset,
    /// Pages, which know themselves; feeds and the like, which no page shows.
    Other,
}

impl Kind {
    fn of(path: &str) -> Self {
        let kind = kind(path);
        let shown = [
            "image/",
            "font/",
            "audio/",
            "video/",
            "text/javascript",
            "application/wasm",
        ];
        if kind.starts_with("text/css") {
            Self::Style
        } else if shown.iter().any(|shown| kind.starts_with(shown)) {
            Self::Asset
        } else {
            Self::Other
        }
    }
}

/// Problems as the terminal shows them.
fn text(diags: &Diags) -> String {
    let mut text = Vec::new();
    for diag in diags.iter() {
        // Memory takes it all.
        let _ = write_text(&mut text, diag, Style::Plain);
    }
    String::from_utf8_lossy(&text).into_owned()
}

/// A page with the script. It stands behind everything, so nothing of the page moves; it says what
/// the page is, so that the script knows when it is no longer that.
pub(super) fn dressed(mut page: Vec<u8>, news: &News) -> Vec<u8> {
    let script = format!(
        "<script src=\"{}\" data-session=\"{}\" data-number=\"{}\" data-print=\"{}\"></script>",
        super::SCRIPT,
        news.session,
        news.number,
        print(&page)
    );
    page.extend_from_slice(script.as_bytes());
    page
}

/// The fingerprint of a page, but for what changes with the bytes of its style sheets.
pub(super) fn print(page: &[u8]) -> String {
    let plain = std::str::from_utf8(page).ok().and_then(|text| {
        let handler = element!("link[href]", |link| {
            let is = |name: &str, word: &str| {
                let value = link.get_attribute(name).unwrap_or_default();
                let mut words = value.split_ascii_whitespace();
                words.any(|own| own.eq_ignore_ascii_case(word))
            };
            if is("rel", "stylesheet") || is("as", "style") {
                let href = link.get_attribute("href").unwrap_or_default();
                let bare = href.split('?').next().unwrap_or_default();
                link.set_attribute("href", bare)?;
                link.remove_attribute("integrity");
            }
            Ok(())
        });
        let settings = RewriteStrSettings::new().append_element_content_handler(handler);
        rewrite_str(text, settings).ok()
    });
    let bytes = plain.as_deref().map_or(page, str::as_bytes);
    Fingerprint::of("page", bytes).to_string()
}

/// A page where there is none, not even one that says so.
pub(super) fn nothing(news: &News) -> Vec<u8> {
    let title = if news.built {
        "There is no page here"
    } else {
        "The site has errors"
    };
    format!(
        "<!doctype html>\n<html lang=\"en\">\n<meta charset=\"utf-8\">\n\
        <meta name=\"viewport\" content=\"width=device-width\">\n\
        <meta name=\"color-scheme\" content=\"light dark\">\n<title>{title}</title>\n<h1>{title}</h1>\n"
    )
    .into_bytes()
}

/// Tells a page of every build, beginning with how things stand.
pub(super) fn events(site: Arc<Site>, query: &str) -> Response<Body> {
    let (mut path, mut seen) = ("/".to_owned(), 0);
    for (name, value) in url::form_urlencoded::parse(query.as_bytes()) {
        match &*name {
            "path" => path = value.into_owned(),
            "number" => seen = value.parse().unwrap_or(0),
            _ => {}
        }
    }
    let listener = Listener {
        news: site.news.clone(),
        site,
        path: path.into(),
        seen,
        begun: false,
    };
    let told = stream::unfold(listener, |mut listener| async {
        let event = listener.next().await?;
        Some((Ok::<_, Infallible>(event), listener))
    });
    Sse::new(told)
        .keep_alive(KeepAlive::default())
        .into_response()
}

/// A page that is open somewhere.
struct Listener {
    site: Arc<Site>,
    news: tokio::sync::watch::Receiver<News>,
    path: Arc<str>,
    /// The last build it knows of.
    seen: u64,
    begun: bool,
}

impl Listener {
    /// The next event; `None` when there will be no more.
    async fn next(&mut self) -> Option<Event> {
        if self.begun {
            self.news.changed().await.ok()?;
        }
        let news = self.news.borrow_and_update().clone();
        let (site, path) = (self.site.clone(), self.path.clone());
        let stand = news.clone();
        let print = tokio::task::spawn_blocking(move || site.print(&path, &stand)).await;
        let event = json!({
            "session": &*news.session,
            "number": news.number,
            "print": print.ok()?,
            "styles": news.styles > self.seen,
            "assets": news.assets > self.seen,
            "changed": &*news.changed,
            "problems": news.problems.as_deref(),
            "built": news.built,
        });
        let mut told = Event::default().data(event.to_string());
        if !self.begun {
            told = told.retry(RETRY);
        }
        (self.begun, self.seen) = (true, news.number);
        Some(told)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_is_the_same_whatever_its_style_sheets_hold() {
        let page = |hash: &str| {
            format!(
                "<!doctype html><link rel=\"Stylesheet\" href='/a.css?h={hash}' integrity=\"{hash}\">\
                <link rel=preload as=style href=/b.css?{hash}><p>text</p>"
            )
        };
        assert_eq!(print(page("1").as_bytes()), print(page("2").as_bytes()));
        let other = page("1").replace("text", "other text");
        assert_ne!(print(page("1").as_bytes()), print(other.as_bytes()));
        let other = page("1").replace("a.css", "c.css");
        assert_ne!(print(page("1").as_bytes()), print(other.as_bytes()));
        let picture = |hash: &str| format!("<img src=\"/a.png?h={hash}\">");
        assert_ne!(
            print(picture("1").as_bytes()),
            print(picture("2").as_bytes())
        );
        // Not UTF-8.
        assert_ne!(print(b"\xff1"), print(b"\xff2"));
    }
}
