//! Shows a site in the browser while people write it.
//!
//! A server has an output folder of its own, and answers from its files. Pages get one line more on
//! their way out: a script that is told of each build, and loads what changed.

mod address;
mod connections;
mod files;
mod live;
mod reply;

use std::io;
use std::net::{SocketAddr, TcpListener};
use std::sync::Arc;

use axum::body::Body;
use axum::extract::Request;
use axum::http::header::{self, HeaderValue};
use axum::http::{Method, Response, StatusCode};
use tokio::sync::watch;

use crate::build::{self, Report};
use crate::diag::Diags;
use crate::disk::Disk;

use address::{Address, Hosts};
use files::{Folder, Found};
use live::News;
use reply::{Content, Held, kind};

/// Where the script is that pages get.
const SCRIPT: &str = "/.byline/live.js";
/// Where that script is told of builds.
const EVENTS: &str = "/.byline/events";

/// A server that does not answer yet.
pub struct Server {
    listener: TcpListener,
    local: SocketAddr,
    /// The address of the site.
    pub base_url: String,
    /// The address to open, if it is another one.
    pub url: String,
    news: watch::Sender<News>,
}

impl Server {
    /// Takes a place to listen at: the port, or the next that is free. The site has that address,
    /// unless another one is given. `session` is different each time.
    ///
    /// # Errors
    /// When nobody can listen there.
    pub fn bind(
        host: &str,
        port: u16,
        base_url: Option<&str>,
        session: String,
    ) -> io::Result<Self> {
        let address = Address::bind(host, port)?;
        let base_url = base_url.unwrap_or(&address.url).to_owned();
        let (news, _) = watch::channel(News::new(session));
        Ok(Self {
            listener: address.listener,
            local: address.local,
            base_url,
            url: address.url,
            news,
        })
    }

    /// The port it listens at.
    pub fn port(&self) -> u16 {
        self.local.port()
    }

    /// The output folder it answers from.
    pub fn output(&self) -> String {
        build::served(self.port())
    }

    /// Tells the pages that are open how a build ended.
    pub fn tell(&self, result: &Result<Report, Diags>) {
        self.news.send_modify(|news| news.add(result));
    }

    /// Begins to answer, on a thread of its own.
    ///
    /// # Errors
    /// When the system has no thread or socket left.
    pub fn start(&self, disk: Arc<dyn Disk>) -> io::Result<()> {
        let site = Arc::new(Site {
            folder: Folder::new(disk, self.output(), &self.base_url),
            hosts: Hosts::new(self.local.ip(), &self.base_url),
            news: self.news.subscribe(),
        });
        let listener = self.listener.try_clone()?;
        listener.set_nonblocking(true)?;
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build()?;
        let answer = move || {
            let served = runtime.block_on(async {
                let listener = tokio::net::TcpListener::from_std(listener)?;
                let answer = move |request| answer(site.clone(), request);
                connections::answer_all(listener, answer).await;
                Ok::<_, io::Error>(())
            });
            // It accepts for ever, unless the socket could not be used at all: nobody is answered.
            drop(served);
        };
        std::thread::Builder::new()
            .name("serve".to_owned())
            .spawn(answer)?;
        Ok(())
    }
}

/// From how many bytes on a file is never in memory whole, and a page.
const LARGE: u64 = 1 << 20;
const LARGE_PAGE: u64 = 16 << 20;

fn is_page(kind: &str) -> bool {
    kind.starts_with("text/html")
}

/// What answers are made of.
struct Site {
    folder: Folder,
    hosts: Hosts,
    news: watch::Receiver<News>,
}

/// Answers one request.
async fn answer(site: Arc<Site>, request: Request) -> Response<Body> {
    if let Err(refused) = admit(&site.hosts, &request) {
        return refused;
    }
    let path = request.uri().path();
    if path == EVENTS {
        let query = request.uri().query().unwrap_or_default();
        return live::events(site.clone(), query);
    }
    if path == SCRIPT {
        let script = Content {
            status: StatusCode::OK,
            kind: kind("live.js"),
            held: Held::Bytes(live::SCRIPT_TEXT.to_vec()),
        };
        return script.reply(request.headers());
    }
    // Reading and rewriting files is no work for the thread that all requests share.
    let made = tokio::task::spawn_blocking(move || site.answer(&request)).await;
    made.unwrap_or_else(|_| plain(StatusCode::INTERNAL_SERVER_ERROR, "no answer\n"))
}

/// Whether a request may be answered at all.
#[allow(clippy::result_large_err, reason = "it is sent at once")]
fn admit(hosts: &Hosts, request: &Request) -> Result<(), Response<Body>> {
    let header = request.headers().get(header::HOST);
    let host = header.and_then(|host| host.to_str().ok());
    let named = request.uri().authority().map(|name| name.as_str());
    let known = host.into_iter().chain(named).all(|name| hosts.allow(name));
    let is_one = request.headers().get_all(header::HOST).iter().count() == 1;
    if !known || !is_one || host.is_none() {
        return Err(plain(
            StatusCode::MISDIRECTED_REQUEST,
            "this server has another name; `byline serve --base-url` gives it one more\n",
        ));
    }
    if !matches!(*request.method(), Method::GET | Method::HEAD) {
        let mut refused = plain(StatusCode::METHOD_NOT_ALLOWED, "only GET and HEAD\n");
        let allowed = HeaderValue::from_static("GET, HEAD");
        refused.headers_mut().insert(header::ALLOW, allowed);
        return Err(refused);
    }
    Ok(())
}

fn plain(status: StatusCode, text: &'static str) -> Response<Body> {
    let mut response = Response::new(Body::from(text));
    *response.status_mut() = status;
    let kind = HeaderValue::from_static("text/plain; charset=utf-8");
    response.headers_mut().insert(header::CONTENT_TYPE, kind);
    response
}

impl Site {
    fn answer(&self, request: &Request) -> Response<Body> {
        let (path, query) = (request.uri().path(), request.uri().query());
        if self.folder.find(path) == Found::Folder {
            return moved(path, query);
        }
        // First how far the builds are, then the bytes: a build in between is told once more.
        let news = self.news.borrow().clone();
        let mut content = self.content(path, &news);
        if is_page(&content.kind)
            && let Held::Bytes(bytes) = content.held
        {
            content.held = Held::Bytes(live::dressed(bytes, &news));
        }
        content.reply(request.headers())
    }

    /// What there is for a path that is no folder without its slash.
    fn content(&self, path: &str, news: &News) -> Content {
        let found = match self.folder.find(path) {
            Found::File(file) => self.folder.open(&file).and_then(|opened| {
                let kind = kind(&file);
                let most = if is_page(&kind) { LARGE_PAGE } else { LARGE };
                let held = if opened.stat.size <= most {
                    Held::Bytes(opened.read()?)
                } else {
                    Held::File(opened)
                };
                Some(Content {
                    status: StatusCode::OK,
                    kind,
                    held,
                })
            }),
            _ => None,
        };
        found.unwrap_or_else(|| {
            let page = self.folder.missing(path);
            let bytes = page.and_then(|page| self.folder.open(&page)?.read());
            let status = if news.is_built() {
                StatusCode::NOT_FOUND
            } else {
                StatusCode::SERVICE_UNAVAILABLE
            };
            Content::html(status, bytes.unwrap_or_else(|| live::nothing(news)))
        })
    }

    /// The fingerprint of the page that a path shows, but for its style sheets.
    fn print(&self, path: &str, news: &News) -> String {
        let with_slash = format!("{path}/");
        let path = match self.folder.find(path) {
            Found::Folder => with_slash.as_str(),
            _ => path,
        };
        match self.content(path, news).held {
            Held::Bytes(bytes) => live::print(&bytes),
            file => file.print().to_string(),
        }
    }
}

/// Leads to the folder's own address.
fn moved(path: &str, query: Option<&str>) -> Response<Body> {
    let mut to = format!("{path}/");
    if let Some(query) = query {
        to.push('?');
        to.push_str(query);
    }
    let mut response = plain(StatusCode::MOVED_PERMANENTLY, "");
    match HeaderValue::from_str(&to) {
        Ok(to) => {
            let headers = response.headers_mut();
            headers.insert(header::LOCATION, to);
            // Tomorrow another site may be served here.
            let fresh = HeaderValue::from_static("no-cache");
            headers.insert(header::CACHE_CONTROL, fresh);
            response
        }
        Err(_) => plain(StatusCode::NOT_FOUND, "not found\n"),
    }
}
