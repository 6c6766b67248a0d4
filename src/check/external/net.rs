//! The real network.

use std::io::{self, Read as _};
use std::time::Duration;

use ureq::config::Config;
use ureq::http::{Response, header};
use ureq::{Agent, Body, Proxy, ResponseExt as _};
use url::Url;

use super::{Answer, Method, Silence, Web};

/// Whoever finds this in the log of a server should know what it was.
const USER_AGENT: &str = concat!("Byline/", env!("CARGO_PKG_VERSION"), " (link checker)");
/// A feed larger than this is none that anybody reads.
const LARGEST_FEED: u64 = 64 * 1024 * 1024;

/// Asks over HTTP and HTTPS.
pub struct Http {
    one_step: Agent,
    to_the_end: Agent,
}

impl Http {
    /// Waits for each answer so long at the most; through the proxy that the environment names, if it
    /// is to be used.
    pub fn new(patience: Duration, use_proxy: bool) -> Self {
        let proxy = || use_proxy.then(Proxy::try_from_env).flatten();
        let agent = |redirects: u32| {
            let config = Config::builder()
                .timeout_global(Some(patience))
                .user_agent(USER_AGENT)
                .http_status_as_error(false)
                .max_redirects(redirects)
                .max_redirects_will_error(redirects > 0)
                .proxy(proxy())
                .build();
            Agent::new_with_config(config)
        };
        Self {
            one_step: agent(0),
            to_the_end: agent(10),
        }
    }

    /// Fetches a feed: its bytes, and the address where they were at last.
    ///
    /// # Errors
    /// Why it cannot be had.
    pub fn fetch(&self, url: &str) -> io::Result<(Vec<u8>, String)> {
        let mut response = self.to_the_end.get(url).call().map_err(io::Error::other)?;
        let status = response.status().as_u16();
        if !response.status().is_success() {
            return Err(io::Error::other(format!("the answer is {status}")));
        }
        let at = response.get_uri().to_string();
        let mut bytes = Vec::new();
        let body = response.body_mut().as_reader();
        body.take(LARGEST_FEED).read_to_end(&mut bytes)?;
        Ok((bytes, at))
    }
}

impl Web for Http {
    fn ask(&self, method: Method, url: &Url) -> Result<Answer, Silence> {
        let url = url.as_str();
        let response = match method {
            Method::Head => self.one_step.head(url).call(),
            Method::Get => self.one_step.get(url).call(),
        };
        response.map(|response| answer(&response)).map_err(silence)
    }
}

fn answer(response: &Response<Body>) -> Answer {
    let text = |name| {
        let value = response.headers().get(name)?;
        // Addresses are written raw more often than they should be.
        Some(String::from_utf8_lossy(value.as_bytes()).into_owned())
    };
    Answer {
        status: response.status().as_u16(),
        location: text(header::LOCATION),
        retry_after: text(header::RETRY_AFTER).and_then(|text| text.trim().parse().ok()),
    }
}

fn silence(error: ureq::Error) -> Silence {
    match error {
        ureq::Error::Timeout(_) => Silence::TooSlow,
        ureq::Error::HostNotFound => Silence::NoHost,
        ureq::Error::Io(error) => match error.kind() {
            io::ErrorKind::ConnectionRefused => {
                Silence::Unreachable("the host refuses the connection".to_owned())
            }
            io::ErrorKind::TimedOut => Silence::TooSlow,
            _ => lookup(&error).unwrap_or_else(|| failed(&error)),
        },
        error => failed(&error),
    }
}

fn failed(error: &dyn std::error::Error) -> Silence {
    Silence::Unreachable(format!("the connection failed: {error}"))
}

/// What an error says of looking up a name, if that is what failed: the system has no kind for it, only words.
fn lookup(error: &io::Error) -> Option<Silence> {
    let said = error.to_string();
    let failed = said.contains("lookup address information");
    failed.then(|| {
        if said.contains("not known") {
            Silence::NoHost
        } else {
            Silence::NoNames
        }
    })
}
