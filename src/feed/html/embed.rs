//! What a page shows that comes from elsewhere, and the address under which a reader can go and see it.

use url::Url;

use super::tag::Tag;

/// The page of a film rather than the bare player, where the address tells which it is.
pub(super) fn watch_page(url: String) -> String {
    let id = |prefix: &str| {
        let (_, rest) = url.split_once(prefix)?;
        let id = rest.split(['?', '&', '/', '#']).next()?;
        (!id.is_empty() && id != "videoseries").then(|| id.to_owned())
    };
    let youtube = [
        "//www.youtube.com/embed/",
        "//www.youtube-nocookie.com/embed/",
    ];
    if let Some(id) = youtube.into_iter().find_map(id) {
        format!("https://www.youtube.com/watch?v={id}")
    } else if let Some(id) = id("//player.vimeo.com/video/") {
        format!("https://vimeo.com/{id}")
    } else {
        url
    }
}

/// What a script would put in its own place: the address of that and what it is called. Scripts of which that is not
/// known are for the page.
pub(super) fn of_script(source: &str, tag: &Tag) -> Option<(String, String)> {
    let url = Url::parse(source).ok()?;
    let host = url.host_str()?.trim_start_matches("www.");
    let path = url.path();
    let at = |path: &str| format!("https://{host}/{}", path.trim_matches('/'));
    let data = |name: &str| tag.filled(name).map(|value| value.trim().to_owned());
    let query = |wanted: &str| {
        let found = url.query_pairs().find(|(name, _)| name == wanted);
        found.map(|(_, value)| value.into_owned())
    };
    if host.starts_with("gist.") {
        let name = path.strip_suffix(".js")?.trim_matches('/').to_owned();
        let page = at(&name);
        return Some(match query("file") {
            Some(file) => (page, format!("Gist: {name}, {file}")),
            None => (page, format!("Gist: {name}")),
        });
    }
    match host {
        "asciinema.org" => {
            let name = path.strip_prefix("/a/")?.strip_suffix(".js")?;
            Some((at(&format!("a/{name}")), format!("asciinema: {name}")))
        }
        "datawrapper.dwcdn.net" => {
            let name = path.split('/').find(|part| !part.is_empty())?;
            Some((format!("{}/", at(name)), format!("Datawrapper: {name}")))
        }
        "emgithub.com" => {
            let target = query("target")?;
            let name = target.rsplit('/').next().unwrap_or_default().to_owned();
            Some((target, format!("GitHub: {name}")))
        }
        "gitlab.com" if path.contains("/snippets/") => {
            let name = path.strip_suffix(".js")?.trim_matches('/');
            Some((at(name), format!("GitLab: {name}")))
        }
        "jsfiddle.net" => {
            let (name, _) = path.split_once("/embed")?;
            let name = name.trim_matches('/');
            Some((format!("{}/", at(name)), format!("JSFiddle: {name}")))
        }
        "pastebin.com" => {
            let name = path.strip_prefix("/embed_js/")?.trim_matches('/');
            Some((at(name), format!("Pastebin: {name}")))
        }
        "speakerdeck.com" => {
            let name = data("data-id")?;
            Some((
                at(&format!("player/{name}")),
                format!("Speaker Deck: {name}"),
            ))
        }
        "telegram.org" => {
            let name = data("data-telegram-post")?;
            Some((format!("https://t.me/{name}"), format!("Telegram: {name}")))
        }
        _ => None,
    }
}

/// The address of what a script would show in an element that is there for it.
pub(super) fn of_element(tag: &Tag) -> Option<String> {
    match tag.name {
        "lite-youtube" | "amp-youtube" => {
            let id = tag.first(&["videoid", "data-videoid"])?;
            Some(format!("https://www.youtube.com/watch?v={}", id.trim()))
        }
        "lite-vimeo" | "amp-vimeo" => {
            let id = tag.first(&["videoid", "data-videoid"])?;
            Some(format!("https://vimeo.com/{}", id.trim()))
        }
        "amp-iframe" => tag.filled("src").map(str::to_owned),
        "blockquote" => tag.filled("data-instgrm-permalink").map(str::to_owned),
        "div" if tag.has_class("flourish-embed") => {
            let name = tag.filled("data-src")?.trim_matches('/');
            Some(format!("https://public.flourish.studio/{name}/"))
        }
        _ => None,
    }
}
