"""What every judge shares: running a tool, walking a built site, and the page model."""

import html.parser
import json
import os
import pathlib
import re
import subprocess
import tempfile
import urllib.parse

HERE = pathlib.Path(__file__).resolve().parent

#: How to get each outside tool, named when it is missing.
INSTALL = {
    "xmllint": "apt-get install libxml2-utils",
    "newsboat": "apt-get install newsboat",
    "r2e": "apt-get install rss2email",
    "chromium": "apt-get install chromium",
    "java": "apt-get install default-jre-headless",
    "node": "apt-get install nodejs",
}


class Missing(Exception):
    """A judge is not there: a failure, never a skip."""


def run(command, *, env=None, cwd=None, timeout=900):
    """Run a tool to its end; both streams as text."""
    command = [str(word) for word in command]
    try:
        return subprocess.run(
            command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
            env=env, cwd=cwd, timeout=timeout, encoding="utf-8", errors="replace", check=False)
    except FileNotFoundError as error:
        name = pathlib.Path(command[0]).name
        hint = INSTALL.get(name, "tests/run --only judges")
        raise Missing(f"`{name}` is missing; install it with `{hint}`") from error


def node(script, request):
    """Run one of our node scripts: a JSON request in a file, a JSON answer on stdout."""
    modules = os.environ.get("BYLINE_NODE_MODULES", "")
    if not os.path.isdir(modules):
        raise Missing("BYLINE_NODE_MODULES is not a folder; install the npm judges with `tests/run --only judges`")
    with tempfile.NamedTemporaryFile("w", suffix=".json", prefix="byline-ask-", encoding="utf-8") as asked:
        json.dump(request, asked)
        asked.flush()
        done = run(["node", HERE / script, asked.name])
    if done.returncode != 0:
        raise RuntimeError(f"{script} exited with {done.returncode}:\n{done.stderr.strip()}")
    return json.loads(done.stdout)


def files(root, *suffixes):
    """All files below `root` with one of the suffixes, in a fixed order."""
    found = [path for path in pathlib.Path(root).rglob("*") if path.is_file()]
    return sorted(path for path in found if not suffixes or path.suffix.lower() in suffixes)


def url_of(path, root, base):
    """Where the server of `root` serves this file; `base` ends without a slash."""
    name = path.relative_to(root).as_posix()
    if name == "index.html" or name.endswith("/index.html"):
        name = name[: -len("index.html")]
    return f"{base}/{urllib.parse.quote(name)}"


def clip(text, limit=160):
    """One line of evidence."""
    text = " ".join(str(text).split())
    return text if len(text) <= limit else text[: limit - 1] + "…"


def srcset_urls(value):
    """The addresses of a `srcset`, per the candidate grammar of the HTML standard."""
    return re.findall(r"(?:^|,)\s*([^\s,]\S*[^\s,]|[^\s,])", re.sub(r"\s+[\d.]+[wxh]\s*(?=,|$)", " ", value))


#: Attributes whose value is an address.
URL_ATTRIBUTES = ("href", "src", "poster", "data", "cite", "action", "formaction", "background", "longdesc")
#: Elements that load what they name into the page.
LOADING = {"img", "script", "iframe", "video", "audio", "source", "track", "embed", "object", "input"}


class Page(html.parser.HTMLParser):
    """The addresses, ids, elements and attributes of a piece of HTML."""

    def __init__(self, text):
        super().__init__(convert_charrefs=True)
        self.links = []  # (tag, attribute, address)
        self.resources = []  # addresses the browser loads by itself
        self.elements = []  # (tag, {attribute: value})
        self.ids = []
        self.anchors = set()  # what a #fragment may name
        self.language = ""
        self.title = ""
        self.in_title = False
        self.base = ""
        self.feed(text)
        self.close()

    def handle_data(self, data):
        if self.in_title:
            self.title += data

    def handle_endtag(self, tag):
        if tag == "title":
            self.in_title = False

    def handle_starttag(self, tag, attrs):
        if tag == "title" and not self.title and not any(name == "svg" for name, _ in self.elements):
            self.in_title = True
        attributes = {name: value or "" for name, value in attrs}
        self.elements.append((tag, attributes))
        if "id" in attributes:
            self.ids.append(attributes["id"])
            self.anchors.add(attributes["id"])
        if tag == "a" and attributes.get("name"):
            self.anchors.add(attributes["name"])
        if tag == "html":
            self.language = attributes.get("lang", "")
        if tag == "base" and "href" in attributes:
            self.base = attributes["href"]
            return
        for name in URL_ATTRIBUTES:
            if name in attributes:
                self.links.append((tag, name, attributes[name].strip()))
                if name in ("src", "poster", "data") and tag in LOADING:
                    self.resources.append(attributes[name].strip())
        for name in ("srcset", "imagesrcset"):
            for address in srcset_urls(attributes.get(name, "")):
                self.links.append((tag, name, address))
                self.resources.append(address)
        if tag == "link":
            kinds = set(attributes.get("rel", "").lower().split())
            if kinds & {"stylesheet", "preload", "modulepreload", "icon", "apple-touch-icon", "manifest", "prefetch"}:
                self.resources.append(attributes.get("href", "").strip())
            if kinds & {"preconnect", "dns-prefetch"}:
                self.resources.append(attributes.get("href", "").strip())
        if tag == "meta" and attributes.get("http-equiv", "").lower() == "refresh":
            match = re.search(r"url\s*=\s*['\"]?([^'\"]+)", attributes.get("content", ""), re.I)
            if match:
                self.links.append((tag, "content", match.group(1).strip()))
        if tag == "meta" and attributes.get("property", attributes.get("name", "")).lower() in (
                "og:image", "og:url", "twitter:image"):
            self.links.append((tag, "content", attributes.get("content", "").strip()))
        if "style" in attributes:
            for address in css_urls(attributes["style"]):
                self.resources.append(address)
                self.links.append((tag, "style", address))


def css_urls(text):
    """The addresses in a style sheet."""
    text = re.sub(r"/\*.*?\*/", "", text, flags=re.S)
    # The address of a namespace is its name: nothing is loaded from there.
    text = re.sub(r"@namespace[^;]*;", "", text)
    found = re.findall(r"""url\(\s*(?:"([^"]*)"|'([^']*)'|([^)"'\s]+))\s*\)""", text)
    found += re.findall(r"""@import\s+(?:"([^"]*)"|'([^']*)')()""", text)
    return [a or b or c for a, b, c in found]


def read_page(path):
    return Page(pathlib.Path(path).read_text(encoding="utf-8"))
