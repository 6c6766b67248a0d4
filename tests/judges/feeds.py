"""What every feed has to keep: well-formed, the same in all formats, safe to show, and true."""

import json
import re
import urllib.parse
import xml.etree.ElementTree as ET

from reading import ATOM, CONTENT, DC, XML, siblings
from tools import Page, clip, files, node, read_page, run

#: Schemes that mean the same wherever a reader shows them.
SCHEMES = {"http", "https", "mailto", "tel", "sms", "data", "magnet", "geo", "xmpp", "matrix", "ftp"}
#: Elements that say all by being there (RFC 5005, sections 2 and 4).
MARKS = {"{http://purl.org/syndication/history/1.0}complete", "{http://purl.org/syndication/history/1.0}archive"}
#: Elements that readers drop or must not run.
FORBIDDEN = {"script", "style", "form", "iframe", "object", "embed", "link", "meta", "base", "input", "button"}


def check_present(site):
    """A site has its feeds in all three formats and a sitemap, at its root."""
    kinds = {feed.kind for feed in site.feeds() if "/" not in feed.name}
    faults = [f"there is no {kind} feed at the root" for kind in ("rss", "atom", "json") if kind not in kinds]
    if not (site.root / "sitemap.xml").is_file():
        faults.append("there is no sitemap.xml at the root")
    return faults


def check_xmllint(site):
    """xmllint accepts every XML file and has nothing to say about it."""
    faults = []
    for path in files(site.root, ".xml", ".rss", ".atom", ".opml", ".svg", ".xsl"):
        done = run(["xmllint", "--noout", "--nonet", path])
        if done.returncode != 0 or done.stderr.strip():
            faults.append(f"{path.relative_to(site.root)}: xmllint ({done.returncode}): {clip(done.stderr, 300)}")
        head = path.read_bytes()[:100]
        if path.suffix != ".svg" and not re.match(rb"""<\?xml version=["']1\.0["'] encoding=["']utf-8["']""", head, re.I):
            faults.append(f"{path.relative_to(site.root)}: does not begin with an XML declaration that says UTF-8")
    return faults


def check_jsonfeed(site):
    """The JSON Feed schema, and what it cannot say: order, types of ids, no nulls."""
    feeds = [feed for feed in site.feeds() if feed.kind == "json"]
    faults = []
    if feeds:
        for answer in node("jsonfeed.mjs", {"files": [str(feed.path) for feed in feeds]}):
            faults += [f"{answer['file'].replace(str(site.root) + '/', '')}: {error}" for error in answer["errors"]]
    for feed in feeds:
        data = feed.node or {}
        if list(data)[:1] != ["version"]:
            faults.append(f"{feed.name}: `version` is not the first key")
        if data.get("version") != "https://jsonfeed.org/version/1.1":
            faults.append(f"{feed.name}: version is `{data.get('version')}`")
        if not data.get("home_page_url"):
            faults.append(f"{feed.name}: no home_page_url")
        if "author" in data or any("author" in item for item in data.get("items", [])):
            faults.append(f"{feed.name}: `author` is of version 1; 1.1 has `authors`")
        if has_null(data):
            faults.append(f"{feed.name}: holds a null")
        for item in data.get("items", []):
            if not isinstance(item.get("id"), str):
                faults.append(f"{feed.name}: id {json.dumps(item.get('id'))} is no string")
    return faults


def has_null(value):
    if isinstance(value, dict):
        return any(has_null(v) for v in value.values())
    if isinstance(value, list):
        return any(has_null(v) for v in value)
    return value is None


def check_entries(site):
    """Every entry is complete, unique, dated, in order; every link of it answers."""
    faults = []
    for feed in site.feeds():
        say = lambda text, feed=feed: faults.append(f"{feed.name}: {text}")
        for fault in feed.faults:
            say(fault)
        if feed.self_link != feed.url:
            say(f"self link is `{feed.self_link}`, served at `{feed.url}`")
        if not feed.title.strip():
            say("no title")
        if not feed.link:
            say("no link to its page")
        elif not site.server.owns(feed.link) or site.server.status(feed.link) != 200:
            say(f"its page `{feed.link}` does not answer 200")
        if not feed.language:
            say("no language")
        seen = set()
        for entry in feed.entries:
            name = f"entry `{clip(entry.title or entry.id, 60)}`"
            for field in ("id", "title", "link"):
                if not getattr(entry, field).strip():
                    say(f"{name}: no {field}")
            for field in ("published",) if feed.kind == "rss" else ("published", "updated"):
                if getattr(entry, field) is None:
                    say(f"{name}: no {field} date")
            if entry.id in seen:
                say(f"{name}: id `{entry.id}` appears twice")
            seen.add(entry.id)
            if entry.published and entry.updated and entry.updated < entry.published:
                say(f"{name}: updated before it was published")
            if entry.link:
                if not site.server.owns(entry.link):
                    say(f"{name}: link `{entry.link}` points away from the site")
                elif site.server.status(entry.link) != 200:
                    say(f"{name}: link `{entry.link}` answers {site.server.status(entry.link)}")
                else:
                    # The page's own title was escaped by another writer: a second opinion.
                    file = site.server.file_of(entry.link)
                    title = read_page(file).title if file and file.suffix == ".html" else entry.title
                    if " ".join(entry.title.split()) not in " ".join(title.split()):
                        say(f"{name}: its title is not in the <title> of its page, `{clip(title)}`")
            if not entry.content.strip():
                say(f"{name}: no content")
        dated = [entry for entry in feed.entries if entry.published]
        for newer, older in zip(dated, dated[1:]):
            if newer.published < older.published:
                say(f"`{clip(older.title, 60)}` is newer than `{clip(newer.title, 60)}` before it")
            elif newer.published == older.published and newer.id > older.id:
                say(f"`{newer.id}` before `{older.id}` of the same date: ties go by id")
        known = [entry.updated for entry in feed.entries if entry.updated]
        if feed.kind == "atom" and known and feed.updated != max(known):
            say(f"updated is {feed.updated}, its newest entry's {max(known)}")
    return faults


def check_formats(site):
    """RSS, Atom and JSON Feed of one folder say the same."""
    faults = []
    for group in siblings(site.feeds()):
        first = group[0]
        for other in group[1:]:
            pair = f"{first.name} and {other.name}"
            if first.title != other.title:
                faults.append(f"{pair}: titles `{first.title}` and `{other.title}`")
            if first.updated and other.updated and first.updated != other.updated:
                faults.append(f"{pair}: updated {first.updated} and {other.updated}")
            if first.language.lower() != other.language.lower():
                faults.append(f"{pair}: languages `{first.language}` and `{other.language}`")
            ids, others = [e.id for e in first.entries], [e.id for e in other.entries]
            if ids != others:
                faults.append(f"{pair}: different ids or order: {clip(ids, 200)} and {clip(others, 200)}")
                continue
            for a, b in zip(first.entries, other.entries):
                for field in ("title", "link", "published", "updated", "content"):
                    x, y = getattr(a, field), getattr(b, field)
                    if field == "updated" and (x is None or y is None):
                        continue  # RSS has no such date of its own
                    if isinstance(x, str):
                        x, y = x.strip(), y.strip()
                    if x != y:
                        faults.append(f"{pair}: {field} of `{a.id}`: {differ(x, y)}")
    return faults


def differ(x, y):
    """Where two values part."""
    if not isinstance(x, str) or not isinstance(y, str):
        return f"{x} and {y}"
    at = next((i for i, (a, b) in enumerate(zip(x, y)) if a != b), min(len(x), len(y)))
    return f"at {at}: `{clip(x[max(0, at - 20):at + 40], 60)}` and `{clip(y[max(0, at - 20):at + 40], 60)}`"


def check_content(site):
    """The HTML inside of feeds stands alone: absolute addresses, nothing that runs."""
    faults = []
    for feed in site.feeds():
        for entry in feed.entries:
            say = lambda text, e=entry, f=feed: faults.append(f"{f.name}: `{clip(e.title, 40)}`: {text}")
            page = Page(entry.content)
            for tag, attributes in page.elements:
                if tag in FORBIDDEN:
                    say(f"has <{tag}>")
                for name in attributes:
                    if name.startswith("on"):
                        say(f"has {name} on <{tag}>")
            for tag, name, address in page.links + [("", "resource", a) for a in page.resources]:
                try:
                    parts = urllib.parse.urlsplit(address)
                except ValueError as error:
                    say(f"{name} `{clip(address)}`: {error}")
                    continue
                if parts.scheme not in SCHEMES or (parts.scheme in ("http", "https") and not parts.netloc):
                    say(f"{name} of <{tag}> is not absolute: `{clip(address)}`")
                elif site.server.owns(address):
                    if site.server.status(address) != 200:
                        say(f"{name} `{address}` answers {site.server.status(address)}")
            for repeated in sorted({i for i in page.ids if page.ids.count(i) > 1}):
                say(f"id `{repeated}` twice in one entry")
    return faults


def check_rss(site):
    """The rules of RSS 2.0 and its modules."""
    faults = []
    for feed in site.feeds():
        if feed.kind != "rss" or feed.node is None:
            continue
        say = lambda text, feed=feed: faults.append(f"{feed.name}: {text}")
        channel = feed.node
        for field in ("title", "link", "description"):
            if len(channel.findall(field)) != 1 or not channel.findtext(field):
                say(f"channel needs one {field}")
        image = channel.find("image")
        if image is not None:
            for field in ("title", "link"):
                if image.findtext(field) != channel.findtext(field):
                    say(f"image {field} differs from the channel's")
            if int(image.findtext("width") or 88) > 144 or int(image.findtext("height") or 31) > 400:
                say("image is larger than 144 x 400")
        for item in channel.findall("item"):
            name = clip(item.findtext("title") or item.findtext("guid"), 60)
            guids = item.findall("guid")
            if len(guids) != 1:
                say(f"`{name}` has {len(guids)} guids")
            for guid in guids:
                if guid.get("isPermaLink") != "false":
                    say(f"`{name}`: guid without isPermaLink=\"false\"")
            order = [child.tag for child in item]
            if CONTENT + "encoded" in order and (
                    "description" not in order or order.index("description") > order.index(CONTENT + "encoded")):
                say(f"`{name}`: no description before content:encoded")
            author = item.findtext("author")
            if author is not None and not re.fullmatch(r"[^\s@]+@[^\s@]+ \(.+\)", author):
                say(f"`{name}`: author `{author}` is not `mail (Name)`")
            if author is not None and item.find(DC + "creator") is not None:
                say(f"`{name}`: both author and dc:creator")
            enclosures = item.findall("enclosure")
            if len(enclosures) > 1:
                say(f"`{name}`: {len(enclosures)} enclosures")
            for enclosure in enclosures:
                faults += check_enclosure(site, feed, name, enclosure)
        for element in channel.iter():
            if element.tag in ("link", "url", "comments", "docs") and not (element.text or "x").isascii():
                say(f"<{element.tag}> `{element.text}` is not ASCII")
            for attribute in ("href", "url"):
                if not element.get(attribute, "").isascii():
                    say(f"{attribute} `{element.get(attribute)}` is not ASCII")
    return faults + check_empty(site)


def check_enclosure(site, feed, name, enclosure):
    url, length = enclosure.get("url", ""), enclosure.get("length", "")
    faults = []
    if not length.isdigit() or not re.fullmatch(r"[\w.+-]+/[\w.+-]+", enclosure.get("type", "")):
        faults.append(f"{feed.name}: `{name}`: enclosure without a real length and type")
    if site.server.owns(url):
        file = site.server.file_of(url)
        if file is None:
            faults.append(f"{feed.name}: `{name}`: enclosure `{url}` is not there")
        elif length.isdigit() and file.stat().st_size != int(length):
            faults.append(f"{feed.name}: `{name}`: enclosure has {file.stat().st_size} bytes, not {length}")
    return faults


def check_empty(site):
    """No XML feed holds an element that says nothing."""
    faults = []
    for feed in site.feeds():
        if feed.kind not in ("rss", "atom") or feed.node is None:
            continue
        for element in feed.node.iter():
            if isinstance(element.tag, str) and element.tag not in MARKS and len(element) == 0 and not element.attrib and not (element.text or "").strip():
                faults.append(f"{feed.name}: empty <{element.tag.split('}')[-1]}>")
    return faults


def check_atom(site):
    """The rules of RFC 4287, and what readers need beyond them."""
    faults = []
    for feed in site.feeds():
        if feed.kind != "atom" or feed.node is None:
            continue
        say = lambda text, feed=feed: faults.append(f"{feed.name}: {text}")
        root = feed.node
        for field in ("id", "title", "updated"):
            if len(root.findall(ATOM + field)) != 1 or not root.findtext(ATOM + field):
                say(f"needs one {field}")
        if not root.get(XML + "lang"):
            say("no xml:lang")
        tags = [child.tag for child in root if isinstance(child.tag, str)]
        if ATOM + "entry" in tags:
            first = tags.index(ATOM + "entry")
            for tag in tags[first:]:
                if tag != ATOM + "entry":
                    say(f"<{tag.split('}')[-1]}> after the first entry")
        for owner in [root, *root.findall(ATOM + "entry")]:
            name = clip(owner.findtext(ATOM + "title"), 60)
            kinds = [(link.get("type"), link.get("hreflang")) for link in owner.findall(ATOM + "link")
                     if link.get("rel", "alternate") == "alternate"]
            if len(kinds) != len(set(kinds)):
                say(f"`{name}`: two alternate links of one type and language")
            for link in owner.findall(ATOM + "link"):
                if not link.get("href", "").isascii():
                    say(f"`{name}`: link `{link.get('href')}` is not ASCII")
            for field, kind in (("title", "text"), ("summary", "text"), ("content", "html")):
                found = owner.find(ATOM + field)
                if found is not None and found.get("type", "text") != kind:
                    say(f"`{name}`: {field} of type `{found.get('type')}`")
        for entry in root.findall(ATOM + "entry"):
            name = clip(entry.findtext(ATOM + "title"), 60)
            if not any((a.findtext(ATOM + "name") or "").strip() for a in entry.findall(ATOM + "author")):
                say(f"`{name}`: no author with a name")
            for category in entry.findall(ATOM + "category"):
                if not category.get("term"):
                    say(f"`{name}`: category without a term")
    return faults


def check_opml(site):
    """Each feed an OPML file names answers."""
    faults = []
    for path in files(site.root, ".opml", ".xml"):
        try:
            root = ET.parse(path).getroot()
        except ET.ParseError as error:
            if path.suffix == ".opml":
                faults.append(f"{path.relative_to(site.root)}: {error}")
            continue
        if root.tag != "opml":
            continue
        outlines = [o for o in root.iter("outline") if o.get("xmlUrl")]
        if not outlines:
            faults.append(f"{path.relative_to(site.root)}: names no feed")
        for outline in outlines:
            url = outline.get("xmlUrl")
            if not outline.get("text"):
                faults.append(f"{path.relative_to(site.root)}: `{url}` without a text")
            if not site.server.owns(url) or site.server.status(url) != 200:
                faults.append(f"{path.relative_to(site.root)}: `{url}` does not answer 200")
    return faults
