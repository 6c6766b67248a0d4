"""Any text arrives: some hundred articles of what has broken feeds elsewhere, read back by other parsers."""

import dataclasses
import html
import html.parser
import json
import pathlib
import random
import re
import tempfile
import types

import feeds
import readers
from build import build
from reading import read_feeds
from tools import clip

#: How many articles there are, and where the dice begin: the same articles every time.
COUNT, SEED = 300, 20261122

#: What feeds of other programs could not hold, among what they can.
PIECES = (
    "]]>", "<![CDATA[", "&hellip;", "&amp;", "&lt;b&gt;", "&#0;", "&#x1F600;", "&nope;", "&", "&quo", "<b>", "</b>", "</title>", "</item>",
    "<!--", "-->", "<?php x ?>", "<script>alert(1)</script>", "<br>", "\0", "\1", "\b", "\x0b", "\x0c", "\x1b", "\x7f", "\x80", "\x9f",
    "\ufffe", "\uffff", "\U0001ffff", "\ufffd", "\u0085", "\u2028", "\u00a0", "\u200b", "\u00ad", "👩‍👩‍👧‍👦", "🏳️‍🌈", "🇰🇷", "👍🏽", "\u200d", "\ufe0f",
    "e\u0301", "\u0301", "\u0301\u0327", "क्षि", "שלום", "مرحبا", "\u202e", "\u202a", "\u2066", "\u2069", "\u200f", "\u200e", "한글", "ᄒ", "한",
    "\u3000", "漢字", "𝒳", "\U000e0041", "\uf8ff", "\U0010fffd", '"', "'", "`", "\\", "{{ x }}", "{% y %}", "{# z #}", "$x$", "|", "#", "*", "_", "[x](y)",
    "%", "@", "\t", "\n", "\r\n", "a", "b c", " ", " ", ". ",
)
#: What XML 1.0 cannot hold (section 2.2), and what CommonMark makes of U+0000.
LOST = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffc\U00010000-\U0010ffff]")

#: What feedparser makes of these controls, which XML can hold; U+0085 is a line end to some and an ellipsis to others.
WINDOWS = {0x80: "€", 0x85: " ", 0x9F: "Ÿ", ord("…"): " "}

SETTINGS = """base_url = "{base}"
title = "Any & every <text>"
feed_limit = 100000
feed_max_bytes = 1000000000

[markdown]
smart_punctuation = false
"""


@dataclasses.dataclass
class Article:
    """What an article says; a summary of None is left to Byline."""

    title: str
    summary: str
    paragraph: str
    code: str


def arrived(text):
    """What has to arrive of a text, and what did. Readers do not keep white space apart, and feedparser takes
    the controls U+0080 to U+009F for signs of Windows, or for white space at an end."""
    return " ".join(LOST.sub("", text).translate(WINDOWS).split())


def soup(dice, least, most):
    return "".join(dice.choice(PIECES) for _ in range(dice.randint(least, most)))


def articles():
    dice = random.Random(SEED)
    made = [Article(f"{number} {soup(dice, 0, 12)}", soup(dice, 1, 20) + "." if number % 2 else None,
                    f"Text {soup(dice, 0, 60)}", f"code {soup(dice, 0, 40)}") for number in range(COUNT)]
    # A megabyte, and front matter as people write it.
    made.append(Article("long", None, "Begin. " + "".join(dice.choice(PIECES) for _ in range(300_000)), "x"))
    made.append(Article("AT&T <b>bold</b> &amp; Vec<T>", "One <b>two</b> &amp; three & 4 < 5.", "Plain.", "<b>&amp;</b>\n\n\ttab\n"))
    return made


def quoted(text):
    """A TOML string."""
    return '"' + "".join(c if c.isprintable() and c not in '"\\' else f"\\U{ord(c):08x}" for c in text) + '"'


def source(number, article):
    # Each sign of Markdown is escaped, so that the paragraph is this text and nothing else; the fence is longer
    # than any in the code.
    paragraph = re.sub(r"([!-/:-@\[-`{-~])", r"\\\1", re.sub(r"[\r\n]+", " ", article.paragraph))
    front = [f"title = {quoted(article.title)}", f"date = 2026-11-20T{number // 60 % 24:02}:{number % 60:02}:00"]
    if article.summary is not None:
        front.append(f"description = {quoted(article.summary)}")
    text = "+++\n" + "\n".join(front) + f"\n+++\n\n{paragraph}\n\n~~~~~~\n{article.code}\n~~~~~~\n"
    return (text.replace("\n", "\r\n").replace("\r\r\n", "\r\n") if number % 3 == 0 else text).encode("utf-8")


class Blocks(html.parser.HTMLParser):
    """The text of the paragraphs and of the code of a piece of HTML."""

    def __init__(self, text):
        super().__init__(convert_charrefs=True)
        self.inside, self.texts = "", {"p": "", "pre": ""}
        self.feed(text)
        self.close()

    def handle_starttag(self, tag, attrs):
        self.inside = tag if tag in self.texts else self.inside

    def handle_endtag(self, tag):
        self.inside = "" if tag == self.inside else self.inside

    def handle_data(self, data):
        if self.inside:
            self.texts[self.inside] += data


def disagree(article, title, summary, content):
    """What an article says and a reader did not get."""
    faults = []
    blocks = Blocks(content).texts
    for what, got, want in (("title", title, article.title), ("text", blocks["p"], article.paragraph), ("code", blocks["pre"], article.code)):
        if arrived(got) != arrived(want):
            faults.append(f"{what}: {feeds.differ(arrived(got), arrived(want))}")
    if article.summary is not None:
        if arrived(summary) != arrived(article.summary):
            faults.append(f"summary: {feeds.differ(arrived(summary), arrived(article.summary))}")
    else:
        begun = "".join(arrived(summary).split())
        want = "".join(arrived(article.paragraph).split())[:len(begun)]
        if not begun or begun != want:
            faults.append(f"summary: {feeds.differ(begun, want)}")
    return faults


def read_back(feed):
    """The entries of a feed as another parser reads them: id, title, summary, content."""
    if feed.kind == "json":
        items = json.loads(feed.path.read_text(encoding="utf-8"))["items"]
        return [(item["id"], item["title"], item.get("summary", ""), item["content_html"]) for item in items]
    read = readers.parse(types.SimpleNamespace(url=feed.path.read_bytes()))
    if read.get("bozo"):
        raise AssertionError(f"{feed.name}: feedparser found it ill-formed: {clip(read.get('bozo_exception'))}")
    # The description of RSS is HTML, and what stands in it is text.
    text = html.unescape if feed.kind == "rss" else str
    return [(entry.id, entry.title, text(entry.get("summary", "")), entry.content[0].value) for entry in read.entries]


def check_any_text(byline):
    """xmllint is silent, and every title, summary and text is read back as it was written, in all formats."""
    written = articles()
    base = "https://example.org"
    with tempfile.TemporaryDirectory(prefix="byline-any-text-") as folder:
        root = pathlib.Path(folder).resolve()
        (root / "content").mkdir()
        (root / "byline.toml").write_text(SETTINGS.format(base=base), encoding="utf-8")
        for number, article in enumerate(written):
            (root / "content" / f"{number}.md").write_bytes(source(number, article))
        failed = build(byline, root, root / "public", base)
        if failed:
            return [failed]
        site = types.SimpleNamespace(root=root / "public", base=base)
        faults = feeds.check_xmllint(site)
        read = read_feeds(site.root, base)
        kinds = sorted(feed.kind for feed in read)
        if kinds != ["atom", "json", "rss"]:
            faults.append(f"the feeds are {kinds}")
        for feed in read:
            entries = read_back(feed)
            if len(entries) != len(written):
                faults.append(f"{feed.name}: {len(entries)} of {len(written)} articles")
            for name, title, summary, content in entries:
                number = int(name.rstrip("/").rsplit("/", 1)[-1])
                faults += [f"{feed.name}: article {number}: {fault}" for fault in disagree(written[number], title, summary, content)]
        return faults
