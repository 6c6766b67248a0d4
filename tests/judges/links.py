"""Links, fragments, resources and the sitemap: what the site names must be there."""

import re
import urllib.parse
import xml.etree.ElementTree as ET

from reading import RFC3339
from tools import clip, css_urls, files, read_page, url_of

SITEMAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
XHTML = "{http://www.w3.org/1999/xhtml}"


def check_links(site):
    """Every address of every page answers 200, and every fragment names something."""
    pages = {path: read_page(path) for path in files(site.root, ".html")}
    faults = []
    for path, page in pages.items():
        name = path.relative_to(site.root).as_posix()
        here = url_of(path, site.root, site.base)
        base = urllib.parse.urljoin(here, page.base) if page.base else here
        for tag, attribute, address in page.links:
            fault = broken(site, pages, base, here, address, empty_ok=tag == "form")
            if fault:
                faults.append(f"{name}: {attribute} of <{tag}> `{clip(address)}`: {fault}")
    for path in files(site.root, ".css"):
        here = url_of(path, site.root, site.base)
        for address in css_urls(path.read_text(encoding="utf-8")):
            fault = broken(site, pages, here, here, address)
            if fault:
                faults.append(f"{path.relative_to(site.root)}: url(`{clip(address)}`): {fault}")
    return faults


def broken(site, pages, base, here, address, empty_ok=False):
    """What is wrong with an address on a page, or None."""
    if not address:
        return None if empty_ok else "empty"
    try:
        parts = urllib.parse.urlsplit(address)
        target = urllib.parse.urljoin(base, address)
        split = urllib.parse.urlsplit(target)
    except ValueError as error:
        return str(error)
    if parts.scheme and parts.scheme.lower() not in ("http", "https"):
        return "runs a script" if parts.scheme.lower() in ("javascript", "vbscript") else None
    if any(c in address for c in " \t\n\\"):
        return "has a space or a backslash in it"
    if not site.server.owns(target):
        return None
    status = site.server.status(target)
    if status != 200:
        return f"answers {status}"
    fragment = urllib.parse.unquote(split.fragment)
    if not fragment or fragment == "top" or fragment.startswith(":~:"):
        return None
    file = site.server.file_of(target)
    page = pages.get(file)
    if page is not None and fragment not in page.anchors and split.fragment not in page.anchors:
        return f"no id `{clip(fragment, 60)}` in {file.relative_to(site.root)}"
    return None


def check_resources(site):
    """No page loads anything from another host."""
    faults = []
    for path in files(site.root, ".html"):
        page = read_page(path)
        here = url_of(path, site.root, site.base)
        for address in page.resources:
            away(site, here, address, path, faults)
    for path in files(site.root, ".css"):
        for address in css_urls(path.read_text(encoding="utf-8")):
            away(site, url_of(path, site.root, site.base), address, path, faults)
    return faults


def away(site, here, address, path, faults):
    target = urllib.parse.urljoin(here, address)
    if urllib.parse.urlsplit(target).scheme in ("data", "blob"):
        return
    if not site.server.owns(target):
        faults.append(f"{path.relative_to(site.root)}: loads `{clip(address)}` from another host")


def check_head(site):
    """Every page has its language and a heading; feeds it announces answer and are feeds."""
    faults = []
    known = {feed.url: feed.kind for feed in site.feeds()}
    types = {"application/rss+xml": "rss", "application/atom+xml": "atom", "application/feed+json": "json"}
    for path in files(site.root, ".html"):
        name = path.relative_to(site.root).as_posix()
        page = read_page(path)
        tags = [tag for tag, _ in page.elements]
        redirect = any(t == "meta" and a.get("http-equiv", "").lower() == "refresh" for t, a in page.elements)
        if not page.language:
            faults.append(f"{name}: <html> without lang")
        if not redirect and "h1" not in tags:
            faults.append(f"{name}: no h1")
        here = url_of(path, site.root, site.base)
        for tag, attributes in page.elements:
            if tag != "link":
                continue
            relation = attributes.get("rel", "").lower().split()
            target = urllib.parse.urljoin(here, attributes.get("href", ""))
            kind = types.get(attributes.get("type", ""))
            if "alternate" in relation and kind and site.server.owns(target) and known.get(target) != kind:
                faults.append(f"{name}: announces `{target}` as {kind}, which it is not")
            if relation == ["canonical"] and not redirect and site.server.owns(target) and name != "404.html":
                if site.server.file_of(target) != path:
                    faults.append(f"{name}: canonical is `{target}`, served at `{here}`")
    return faults


def check_sitemap(site):
    """Every address of the sitemaps answers and is listed once; translations point at each other."""
    maps = []
    for path in files(site.root, ".xml"):
        try:
            root = ET.parse(path).getroot()
        except ET.ParseError as error:
            if "sitemap" in path.name:
                return [f"{path.relative_to(site.root)}: {error}"]
            continue
        if root.tag in (SITEMAP + "urlset", SITEMAP + "sitemapindex"):
            maps.append((path, root))
        elif "sitemap" in path.name:
            return [f"{path.relative_to(site.root)}: root is <{root.tag}>, no sitemap"]
    faults = []
    alternates = {}
    for path, root in maps:
        name = path.relative_to(site.root).as_posix()
        seen = set()
        if len(root) > 50_000 or path.stat().st_size > 50 * 1024 * 1024:
            faults.append(f"{name}: larger than a sitemap may be")
        for child in root:
            locs = [(loc.text or "").strip() for loc in child.findall(SITEMAP + "loc")]
            if len(locs) != 1:
                faults.append(f"{name}: {len(locs)} locs in one entry")
                continue
            loc = locs[0]
            if loc in seen:
                faults.append(f"{name}: `{loc}` twice")
            seen.add(loc)
            if not loc.isascii():
                faults.append(f"{name}: `{loc}` is not ASCII")
            if not site.server.owns(loc):
                faults.append(f"{name}: `{loc}` is not on this site")
            elif site.server.status(loc) != 200:
                faults.append(f"{name}: `{loc}` answers {site.server.status(loc)}")
            for date in child.findall(SITEMAP + "lastmod"):
                text = (date.text or "").strip()
                if not RFC3339.fullmatch(text) and not re.fullmatch(r"\d{4}-\d\d-\d\d", text):
                    faults.append(f"{name}: lastmod `{text}` of `{loc}` is no W3C date")
            links = {link.get("hreflang"): link.get("href") for link in child.findall(XHTML + "link")
                     if link.get("rel") == "alternate"}
            if links:
                alternates[loc] = links
    for loc, links in alternates.items():
        if loc not in links.values():
            faults.append(f"`{loc}` is not among its own translations")
        for language, href in links.items():
            if language == "x-default":
                continue
            if href not in alternates:
                faults.append(f"`{loc}` has the translation `{href}` ({language}), which does not point back")
            elif loc not in alternates[href].values():
                faults.append(f"`{href}` does not point back at its translation `{loc}`")
    return faults + check_robots(site)


def check_robots(site):
    """The sitemap that robots.txt names is there."""
    robots = site.root / "robots.txt"
    if not robots.is_file():
        return []
    faults = []
    for line in robots.read_text(encoding="utf-8").splitlines():
        key, _, value = line.partition(":")
        if key.strip().lower() == "sitemap":
            url = value.strip()
            if not site.server.owns(url) or site.server.status(url) != 200:
                faults.append(f"robots.txt: sitemap `{url}` does not answer 200")
    return faults
