"""A sample of pages in Chromium with axe-core: accessibility, console, sideways scrolling, other hosts."""

import os
import pathlib
import shutil

from tools import INSTALL, Missing, files, node, read_page, url_of

#: A site of at most so many pages is looked at completely.
ALL = 12
#: So many feeds are opened.
FEEDS = 4


def sample(site):
    """Pages of every kind: home, article, section, term, author, archive, 404, each language."""
    pages = {path: read_page(path) for path in files(site.root, ".html")}
    pages = {path: page for path, page in pages.items()
             if not any(t == "meta" and a.get("http-equiv", "").lower() == "refresh" for t, a in page.elements)}
    if len(pages) <= ALL:
        return list(pages)
    names = {path.relative_to(site.root).as_posix(): path for path in pages}
    articles = {site.server.file_of(entry.link) for feed in site.feeds() for entry in feed.entries}
    chosen = []

    def take(found, count=1):
        chosen.extend([path for path in found if path not in chosen][:count])

    take([names[name] for name in ("index.html", "404.html") if name in names], 2)
    for language in sorted({page.language for page in pages.values()}):
        spoken = [path for path in pages if pages[path].language == language]
        in_language = [path for path in spoken if path in articles]
        take(in_language)
        # The heaviest article has the most kinds of things in it.
        take(sorted(in_language, key=lambda path: -path.stat().st_size))
        take([path for path in spoken if path not in articles])
    for word in ("tags", "categories", "authors", "series", "archive", "search", "subscribe", "page"):
        inside = [path for name, path in names.items() if word in pathlib.PurePosixPath(name).parts[:-1]]
        take([path for path in inside if path.parent.name == word])
        take([path for path in inside if path.parent.name != word])
    # Sections: an index with pages below it.
    parents = {path.parent.parent for path in articles if path}
    take([path for path in pages if path.parent in parents and path not in articles], 2)
    # And one in every so many of the rest.
    rest = [path for path in pages if path not in chosen]
    take(rest[:: max(1, len(rest) // 4)], 4)
    return chosen


def browser():
    """The browser's program."""
    chromium = shutil.which(os.environ.get("BYLINE_CHROMIUM", "chromium"))
    if not chromium:
        raise Missing(f"`chromium` is missing; install it with `{INSTALL['chromium']}`")
    return chromium


def check_feeds(site):
    """Somebody who opens a feed sees what it is, what is in it, and a link that leads to the page."""
    feeds = [feed for feed in site.feeds() if feed.kind in ("rss", "atom")]
    # The nearest to the root first: those of the site and of its languages.
    feeds = sorted(feeds, key=lambda feed: (feed.name.count("/"), feed.name))[:FEEDS]
    asked = [{"name": feed.name, "url": feed.url, "home": feed.link, "title": feed.title.strip(),
              "entries": [entry.title.strip() for entry in feed.entries]} for feed in feeds]
    shots = str(pathlib.Path(site.shots) / site.name) if site.shots else ""
    answer = node("feedlook.mjs", {"chromium": browser(), "origin": f"http://{site.server.host}", "feeds": asked, "shots": shots})
    faults = answer["faults"]
    if not feeds:
        faults.append("there is no feed to look at")
    if answer["seen"] != 4 * len(feeds):
        faults.append(f"{answer['seen']} of {4 * len(feeds)} views were seen")
    return faults


def check_browser(site):
    chromium = browser()
    urls = [url_of(path, site.root, site.base) for path in sample(site)]
    shots = str(pathlib.Path(site.shots) / site.name) if site.shots else ""
    answer = node("browser.mjs", {"chromium": chromium, "origin": f"http://{site.server.host}", "urls": urls, "shots": shots})
    faults = answer["faults"]
    if not urls:
        faults.append("there is no page to look at")
    if answer["seen"] != 4 * len(urls):
        faults.append(f"{answer['seen']} of {4 * len(urls)} views were seen")
    return faults
