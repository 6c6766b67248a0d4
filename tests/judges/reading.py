"""Reading the feeds of a built site exactly as they are written, in one shape for all formats."""

import dataclasses
import datetime
import email.utils
import json
import re
import xml.etree.ElementTree as ET

from tools import files, url_of

ATOM = "{http://www.w3.org/2005/Atom}"
CONTENT = "{http://purl.org/rss/1.0/modules/content/}"
DC = "{http://purl.org/dc/elements/1.1/}"
XML = "{http://www.w3.org/XML/1998/namespace}"

RFC3339 = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)")
RFC822 = re.compile(r"(Mon|Tue|Wed|Thu|Fri|Sat|Sun), (\d\d?) (Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)"
                    r" (\d{4}) (\d\d):(\d\d)(:\d\d)? ([+-]\d{4})")
DAYS = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"]


@dataclasses.dataclass
class Entry:
    """One entry; an absent text is "", an absent date None."""

    id: str = ""
    title: str = ""
    link: str = ""
    published: object = None
    updated: object = None
    content: str = ""
    language: str = ""
    node: object = None  # what it was read from


@dataclasses.dataclass
class Feed:
    """One feed file."""

    kind: str  # rss, atom, json
    name: str  # path below the site's root
    path: object
    url: str  # where it is served
    title: str = ""
    link: str = ""
    self_link: str = ""
    language: str = ""
    updated: object = None
    entries: list = dataclasses.field(default_factory=list)
    node: object = None
    faults: list = dataclasses.field(default_factory=list)  # found while reading


def rfc3339(text, faults, where):
    if not text:
        return None
    if not RFC3339.fullmatch(text):
        faults.append(f"{where}: `{text}` is no RFC 3339 date with a zone")
        return None
    try:
        return datetime.datetime.fromisoformat(re.sub(r"\.\d+", "", text).replace("Z", "+00:00"))
    except ValueError as error:
        faults.append(f"{where}: `{text}`: {error}")
        return None


def rfc822(text, faults, where):
    if not text:
        return None
    match = RFC822.fullmatch(text)
    if not match:
        faults.append(f"{where}: `{text}` is no RFC 822 date with English names, four-digit year and numeric zone")
        return None
    try:
        date = email.utils.parsedate_to_datetime(text)
    except (TypeError, ValueError) as error:
        faults.append(f"{where}: `{text}`: {error}")
        return None
    if DAYS[date.weekday()] != match.group(1):
        faults.append(f"{where}: `{text}` was a {DAYS[date.weekday()]}")
    return date


def text_of(node, tag):
    return (node.findtext(tag) or "") if node is not None else ""


def link_of(node, relation):
    for link in node.findall(ATOM + "link"):
        if link.get("rel", "alternate") == relation:
            return link.get("href", "")
    return ""


def read_rss(feed, root):
    feed.node = channel = root.find("channel")
    if channel is None:
        feed.faults.append("no channel")
        return
    feed.title, feed.link = text_of(channel, "title"), text_of(channel, "link")
    feed.language = text_of(channel, "language")
    feed.self_link = link_of(channel, "self")
    feed.updated = rfc822(text_of(channel, "lastBuildDate"), feed.faults, "lastBuildDate")
    for item in channel.findall("item"):
        guid = text_of(item, "guid")
        feed.entries.append(Entry(
            id=guid, title=text_of(item, "title"), link=text_of(item, "link"),
            published=rfc822(text_of(item, "pubDate"), feed.faults, f"pubDate of `{guid}`"),
            updated=rfc3339(text_of(item, ATOM + "updated"), feed.faults, f"updated of `{guid}`"),
            content=text_of(item, CONTENT + "encoded") or text_of(item, "description"),
            language=text_of(item, DC + "language"), node=item))


def read_atom(feed, root):
    feed.node = root
    feed.title, feed.link = text_of(root, ATOM + "title"), link_of(root, "alternate")
    feed.language = root.get(XML + "lang", "")
    feed.self_link = link_of(root, "self")
    feed.updated = rfc3339(text_of(root, ATOM + "updated"), feed.faults, "updated of the feed")
    for node in root.findall(ATOM + "entry"):
        name = text_of(node, ATOM + "id")
        content = node.find(ATOM + "content")
        language = node.get(XML + "lang") or (content.get(XML + "lang", "") if content is not None else "")
        feed.entries.append(Entry(
            id=name, title=text_of(node, ATOM + "title"), link=link_of(node, "alternate"),
            published=rfc3339(text_of(node, ATOM + "published"), feed.faults, f"published of `{name}`"),
            updated=rfc3339(text_of(node, ATOM + "updated"), feed.faults, f"updated of `{name}`"),
            content=text_of(node, ATOM + "content") or text_of(node, ATOM + "summary"),
            language=language, node=node))


def read_json(feed, data):
    feed.node = data
    feed.title, feed.link = str(data.get("title", "")), str(data.get("home_page_url", ""))
    feed.self_link, feed.language = str(data.get("feed_url", "")), str(data.get("language", ""))
    for item in data.get("items", []):
        name = item.get("id", "")
        feed.entries.append(Entry(
            id=str(name), title=str(item.get("title", "")), link=str(item.get("url", "")),
            published=rfc3339(item.get("date_published"), feed.faults, f"date_published of `{name}`"),
            updated=rfc3339(item.get("date_modified"), feed.faults, f"date_modified of `{name}`"),
            content=str(item.get("content_html") or item.get("content_text") or ""),
            language=str(item.get("language", "")), node=item))


def xml_root(path):
    """The root element, or None when it is not well-formed (xmllint says so in its own test)."""
    try:
        return ET.parse(path).getroot()
    except ET.ParseError:
        return None


def read_feeds(root, base):
    """Every RSS, Atom and JSON feed of a folder. Told by what they are, not by their names."""
    feeds = []
    for path in files(root, ".xml", ".rss", ".atom", ".json"):
        feed = Feed("", path.relative_to(root).as_posix(), path, url_of(path, root, base))
        if path.suffix == ".json":
            try:
                data = json.loads(path.read_text(encoding="utf-8"))
            except ValueError:
                data = None
            named = path.name in ("feed.json", "index.feed.json")
            if not isinstance(data, dict):
                if named:
                    feed.kind = "json"
                    feed.faults.append("is no JSON object")
                    feeds.append(feed)
                continue
            if named or "jsonfeed.org" in str(data.get("version", "")):
                feed.kind = "json"
                read_json(feed, data)
                feeds.append(feed)
            continue
        tree = xml_root(path)
        if tree is None:
            # It must not vanish from the other tests.
            head = path.read_bytes()[:2000]
            feed.kind = "rss" if b"<rss" in head else "atom" if b"<feed" in head else ""
            if feed.kind:
                feed.faults.append("is ill-formed")
                feeds.append(feed)
            continue
        if tree.tag == "rss":
            feed.kind = "rss"
            read_rss(feed, tree)
            feeds.append(feed)
        elif tree.tag == ATOM + "feed":
            feed.kind = "atom"
            read_atom(feed, tree)
            feeds.append(feed)
    return feeds


def siblings(feeds):
    """The same feed in its formats: lists of feeds of one folder, one of each kind.

    Archive documents (`atom-2.xml`, ...) pair among themselves by their number.
    """
    groups = {}
    for feed in feeds:
        number = re.search(r"[-._](\d+)$", feed.path.stem)
        groups.setdefault((feed.path.parent, number.group(1) if number else ""), {}).setdefault(feed.kind, feed)
    return [list(group.values()) for group in groups.values() if len(group) > 1]
