//! Where links lead: into the site, to another host, or to nothing that can be checked.

use url::Url;

use crate::route::{self, BaseUrl};

/// The address of the site, ready to be compared.
#[derive(Debug)]
pub(super) struct Address {
    base: String,
    origin: String,
}

/// Where a link leads.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) enum Target {
    /// Into the site: a decoded path, and an anchor.
    Inside {
        path: String,
        fragment: Option<String>,
    },
    /// To another host: a URL without its fragment.
    Outside(String),
    /// To something that is not asked for: a mail address, a script, data.
    Elsewhere,
}

impl Address {
    pub(super) fn new(base: &BaseUrl) -> Self {
        let base = base.as_str().to_owned();
        let start = base.find("://").map_or(0, |at| at + 3);
        let end = base[start..].find('/').map_or(base.len(), |at| start + at);
        Self {
            origin: base[..end].to_owned(),
            base,
        }
    }

    /// Where a link leads that stands on the page of a path of the site (`/news/`). A relative one
    /// starts at `base`, if the page names one.
    pub(super) fn target(&self, written: &str, page: &str, base: Option<&str>) -> Target {
        if written.is_empty() {
            return Target::Elsewhere;
        }
        if let Some(fragment) = written.strip_prefix('#')
            && base.is_none()
        {
            return Target::Inside {
                path: page.to_owned(),
                fragment: Some(route::decode_path(fragment)),
            };
        }
        match route::scheme(written) {
            Some("http" | "https") => self.absolute(written),
            Some(scheme)
                if ["http", "https"]
                    .iter()
                    .any(|it| scheme.eq_ignore_ascii_case(it)) =>
            {
                self.resolved(written, page, base)
            }
            Some(_) => Target::Elsewhere,
            None if written.starts_with('/') && !written.starts_with("//") && base.is_none() => {
                self.absolute(&format!("{}{written}", self.origin))
            }
            None => self.resolved(written, page, base),
        }
    }

    fn absolute(&self, url: &str) -> Target {
        let inside = url.strip_prefix(self.base.as_str());
        let inside = inside.filter(|rest| rest.is_empty() || rest.starts_with(['/', '?', '#']));
        let Some(rest) = inside else {
            let end = url.find('#').unwrap_or(url.len());
            return Target::Outside(url[..end].to_owned());
        };
        let (rest, fragment) = match rest.split_once('#') {
            Some((rest, fragment)) => (rest, Some(route::decode_path(fragment))),
            None => (rest, None),
        };
        let path = rest.split('?').next().unwrap_or_default();
        let path = if path.is_empty() { "/" } else { path };
        let path = if path.contains("/.") {
            normal(path)
        } else {
            route::decode_path(path)
        };
        Target::Inside { path, fragment }
    }

    fn resolved(&self, written: &str, page: &str, base: Option<&str>) -> Target {
        let page = format!("{}{}", self.base, route::encode_path(page));
        let start = Url::parse(&page).and_then(|page| match base {
            Some(base) => page.join(base),
            None => Ok(page),
        });
        match start.and_then(|start| start.join(written)) {
            Ok(url) if matches!(url.scheme(), "http" | "https") => self.absolute(url.as_str()),
            Ok(_) => Target::Elsewhere,
            // Asked for as it stands, it is said to be no address.
            Err(_) => Target::Outside(written.to_owned()),
        }
    }
}

/// A path with its `.` and `..` worked out, as browsers do.
fn normal(path: &str) -> String {
    let url = Url::parse("http://host").and_then(|root| root.join(path));
    url.map_or_else(
        |_| route::decode_path(path),
        |url| route::decode_path(url.path()),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn target(written: &str) -> Target {
        let base = BaseUrl::new("https://example.com/blog").unwrap();
        Address::new(&base).target(written, "/news/비/", None)
    }

    fn inside(path: &str, fragment: Option<&str>) -> Target {
        Target::Inside {
            path: path.to_owned(),
            fragment: fragment.map(str::to_owned),
        }
    }

    fn outside(url: &str) -> Target {
        Target::Outside(url.to_owned())
    }

    #[test]
    fn links_into_the_site_in_every_form() {
        assert_eq!(target("#%EB%B9%84"), inside("/news/비/", Some("비")));
        assert_eq!(target("../rain/?q#a"), inside("/news/rain/", Some("a")));
        assert_eq!(target("/blog/"), inside("/", None));
        assert_eq!(target("/blog"), inside("/", None));
        assert_eq!(target("/blog/a/../b.css"), inside("/b.css", None));
        assert_eq!(target("//example.com/blog/a/"), inside("/a/", None));
        assert_eq!(target("HTTPS://Example.com/blog/a/"), inside("/a/", None));
        assert_eq!(
            target("https://example.com/blog/%EB%B9%84/"),
            inside("/비/", None)
        );
    }

    #[test]
    fn links_out_of_the_site() {
        for url in [
            "https://example.com/",
            "https://example.com/blogs/",
            "https://example.com.example/blog/",
            "http://other.example/?a=b",
        ] {
            assert_eq!(target(&format!("{url}#x")), outside(url));
        }
        assert_eq!(target("/shop/"), outside("https://example.com/shop/"));
        for elsewhere in ["", "mailto:a@b.example", "data:,x", "javascript:x"] {
            assert_eq!(target(elsewhere), Target::Elsewhere);
        }
    }
}
