"""The judges judged: each finds nothing in a faultless site, and finds each fault put into it.

A judge that cannot fail is worthless. Every case breaks one file of the site of fixture.py in one place
and names what the judge has to say about it.
"""

import os
import pathlib
import stat
import tempfile

import anytext
import browser
import build
import feeds
import fixture
import links
import nu
import readers
import serve
from server import Server

#: (what is wrong, judge, file, old text, new text, part of the report). `{base}` is the site's address.
CASES = [
    ("a stray tag", nu.check_html, "index.html", "</main>", "</div></main>", "div"),
    ("an image without alt", nu.check_html, "ko/index.html", "</main>", '<img src="../dot.svg"></main>', "alt"),
    ("an unknown property", nu.check_css, "style.css", "margin:", "margn:", "margn"),
    ("bad HTML in a feed", nu.check_feed_content, "feed.json", "<p>우산을", "<p><b>우산을", "비가 온다"),
    ("no lang", links.check_head, "index.html", ' lang="en"', "", "without lang"),
    ("no h1", links.check_head, "index.html", "h1>", "h2>", "no h1"),
    ("a feed announced as another kind", links.check_head, "index.html", "{base}/atom.xml", "{base}/rss.xml", "announces"),
    ("a canonical of another page", links.check_head, "ko/index.html", 'canonical" href="{base}/ko/', 'canonical" href="{base}/', "canonical"),
    ("a dead link", links.check_links, "ko/index.html", "../first/", "../frist/", "answers 404"),
    ("a link that redirects", links.check_links, "ko/index.html", '"../first/"', '"../first"', "answers 301"),
    ("a dead fragment", links.check_links, "index.html", "/first/#note", "/first/#nota", "no id"),
    ("a dead candidate of a srcset", links.check_links, "index.html", "dot.svg?v=2 2x", "dat.svg 2x", "dat.svg"),
    ("a link that runs a script", links.check_links, "ko/index.html", '"../first/"', '"javascript:alert(1)"', "script"),
    ("a dead address in a style sheet", links.check_links, "style.css", "margin:", "background: url('no.png'); margin:", "no.png"),
    ("an empty link", links.check_links, "ko/index.html", '"../first/"', '""', "empty"),
    ("a script of another host", links.check_resources, "index.html", "</main>", '<script src="//cdn.example/x.js"></script></main>', "cdn.example"),
    ("an import of another host", links.check_resources, "style.css", ":root", '@import "https://fonts.example/x.css";\n:root', "fonts.example"),
    ("a dead address in the sitemap", links.check_sitemap, "sitemap.xml", "<loc>{base}/</loc>", "<loc>{base}/gone/</loc>", "answers 404"),
    ("a translation that does not point back", links.check_sitemap, "sitemap.xml",
     '<xhtml:link rel="alternate" hreflang="ko" href="{base}/ko/"/>', "", "among its own"),
    ("a date that is none", links.check_sitemap, "sitemap.xml", "2026-02-04<", "4 Feb 2026<", "W3C"),
    ("an address of another site", links.check_sitemap, "sitemap.xml", "<loc>{base}/</loc>", "<loc>http://example.org/</loc>", "not on this site"),
    ("a sitemap that is not there", links.check_sitemap, "robots.txt", "sitemap.xml", "sitemap-1.xml", "robots.txt"),
    ("an unbound prefix", feeds.check_xmllint, "rss.xml", ' xmlns:dc="http://purl.org/dc/elements/1.1/"', "", "dc"),
    ("a control character", feeds.check_xmllint, "rss.xml", "All news", "All \x0b news", "rss.xml"),
    ("a named entity of HTML", feeds.check_xmllint, "atom.xml", ">News<", ">News&hellip;<", "hellip"),
    ("a cut-off file", feeds.check_xmllint, "sitemap.xml", "</urlset>", "", "sitemap.xml"),
    ("no declaration", feeds.check_xmllint, "atom.xml", '<?xml version="1.0" encoding="utf-8"?>\n', "", "declaration"),
    ("a guid that may be an address", feeds.check_rss, "rss.xml", ' isPermaLink="false"', "", "isPermaLink"),
    ("no description of the channel", feeds.check_rss, "rss.xml", "<description>All news</description>", "", "description"),
    ("an author without a mail", feeds.check_rss, "rss.xml", "<dc:creator>Ada</dc:creator>", "<author>Ada</author>", "mail (Name)"),
    ("an enclosure of another length", feeds.check_rss, "rss.xml", "</item>",
     '<enclosure url="{base}/dot.svg" length="1" type="image/svg+xml"/></item>', "bytes, not 1"),
    ("an address with Hangul in it", feeds.check_rss, "rss.xml", "<link>{base}/ko/", "<link>{base}/한글/", "not ASCII"),
    ("an empty element", feeds.check_rss, "atom.xml", "<name>Ada</name>", "<name></name>", "empty <name>"),
    ("an entry without an author", feeds.check_atom, "atom.xml", "<author><name>Ada</name></author>", "", "no author"),
    ("a title that is HTML", feeds.check_atom, "atom.xml", '<title type="text">Vec', '<title type="html">Vec', "title of type"),
    ("an extension after the entries", feeds.check_atom, "atom.xml", "</feed>", '<x xmlns="urn:x">1</x></feed>', "after the first entry"),
    ("two alternates of one type", feeds.check_atom, "atom.xml", '<category term="rain"/>',
     '<link rel="alternate" type="text/html" href="{base}/"/>', "two alternate"),
    ("a number for an id", feeds.check_jsonfeed, "feed.json", '"id": "tag:example.org,2026-02-01:first"', '"id": 7', "no string"),
    ("an address that is none", feeds.check_jsonfeed, "feed.json", '"home_page_url": "{base}/"', '"home_page_url": "not an address"', "home_page_url"),
    ("a date that is none", feeds.check_jsonfeed, "feed.json", "2026-02-01T09:00:00Z", "1 Feb 2026", "date-time"),
    ("an entry without content", feeds.check_jsonfeed, "feed.json", '"content_html"', '"content"', "content_html"),
    ("a null", feeds.check_jsonfeed, "feed.json", '"summary": "One & only."', '"summary": null', "null"),
    ("a feed that is no JSON", feeds.check_jsonfeed, "feed.json", '"items"', "items", "JSON"),
    ("an ill-formed feed", feeds.check_entries, "atom.xml", "</feed>", "", "ill-formed"),
    ("a self link elsewhere", feeds.check_entries, "rss.xml", "{base}/rss.xml", "{base}/feed.xml", "self link"),
    ("one id for two entries", feeds.check_entries, "atom.xml", "tag:example.org,2026-02-01:first", "tag:example.org,2026-02-03:ko", "appears twice"),
    ("an entry without a title", feeds.check_entries, "rss.xml", "<title>비가 온다</title>", "", "no title"),
    ("an entry that does not answer", feeds.check_entries, "rss.xml", "<link>{base}/ko/", "<link>{base}/kr/", "answers 404"),
    ("a title escaped twice", feeds.check_entries, "rss.xml", "Vec&lt;T&gt; &amp; AT&amp;T",
     "Vec&amp;lt;T&amp;gt; &amp;amp; AT&amp;amp;T", "<title> of its page"),
    ("the wrong weekday", feeds.check_entries, "rss.xml", "Tue, 03 Feb", "Wed, 03 Feb", "was a Tue"),
    ("a date without a zone", feeds.check_entries, "feed.json", "2026-02-01T09:00:00Z", "2026-02-01T09:00:00", "RFC 3339"),
    ("an old entry on top", feeds.check_entries, "feed.json", "2026-02-03T09:00:00+09:00", "2026-01-03T09:00:00+09:00", "is newer than"),
    ("a feed older than its entry", feeds.check_entries, "atom.xml", "<updated>2026-02-04T00:00:00Z", "<updated>2026-02-03T00:00:00Z", "newest entry"),
    ("an update before the publication", feeds.check_entries, "atom.xml", "<updated>2026-02-01T09:00:00Z", "<updated>2025-02-01T09:00:00Z", "updated before"),
    ("another title in one format", feeds.check_formats, "feed.json", "Vec<T>", "Vec", "title of"),
    ("another date in one format", feeds.check_formats, "rss.xml", "01 Feb 2026 09:00", "01 Feb 2026 10:00", "published of"),
    ("other content in one format", feeds.check_formats, "atom.xml", "우산을 &lt;strong", "우산 &lt;strong", "content of"),
    ("another id in one format", feeds.check_formats, "rss.xml", "2026-02-01:first", "2026-02-01:second", "different ids"),
    ("a relative link", feeds.check_content, "feed.json", "{base}/first/#note", "#note", "not absolute"),
    ("an address without a scheme", feeds.check_content, "feed.json", 'src=\\"http:', 'src=\\"', "not absolute"),
    ("a relative candidate of a srcset", feeds.check_content, "feed.json", 'alt=\\"a dot', 'srcset=\\"/a.png 2x\\" alt=\\"a dot', "/a.png"),
    ("a script", feeds.check_content, "rss.xml", "&lt;strong&gt;", "&lt;script&gt;1&lt;/script&gt;&lt;strong&gt;", "<script>"),
    ("a frame", feeds.check_content, "atom.xml", "&lt;strong&gt;", "&lt;iframe src=&quot;{base}/&quot;&gt;&lt;/iframe&gt;&lt;strong&gt;", "<iframe>"),
    ("a handler", feeds.check_content, "feed.json", "<strong>", "<strong onclick='x()'>", "onclick"),
    ("an address that runs", feeds.check_content, "feed.json", "{base}/first/#note", "javascript:x()", "not absolute"),
    ("an image that is not there", feeds.check_content, "feed.json", "/dot.svg", "/dat.svg", "answers 404"),
    ("an OPML of a feed that is not there", feeds.check_opml, "feeds.opml", "rss.xml", "rss2.xml", "rss2.xml"),
    ("a missing sitemap", feeds.check_present, "sitemap.xml", "", None, "no sitemap.xml"),
    ("a missing feed", feeds.check_present, "feed.json", "", None, "no json feed"),
    ("an ill-formed feed", readers.check_feedparser, "rss.xml", "</channel>", "<br></channel>", "ill-formed"),
    ("a date that feedparser cannot read", readers.check_feedparser, "rss.xml", "Sun, 01 Feb 2026 09:00:00 +0000", "yesterday", "no published read"),
    ("an entry without an author", readers.check_feedparser, "atom.xml", "<author><name>Ada</name></author>", "", "no author"),
    ("one id for two entries", readers.check_newsboat, "rss.xml", "tag:example.org,2026-02-01:first", "tag:example.org,2026-02-03:ko", "newsboat holds 1 items"),
    ("a date that newsboat cannot read", readers.check_newsboat, "rss.xml", "Sun, 01 Feb 2026 09:00:00 +0000", "yesterday", "date"),
    ("a feed without a style sheet", browser.check_feeds, "rss.xml", '<?xml-stylesheet type="text/css" href="{base}/feed.css"?>\n', "", "no style sheet"),
    ("a style sheet that is not there", browser.check_feeds, "atom.xml", "/feed.css", "/fed.css", "fed.css answers 404"),
    ("a feed without a line of help", browser.check_feeds, "atom.xml", "This is a feed: copy its address into a reader.", "Feed", "no line of help"),
    ("a link that does not show", browser.check_feeds, "feed.css", ":root xhtml|a { display: inline;", ":root xhtml|a { display: none;", "no link to"),
    ("a link that is covered", browser.check_feeds, "feed.css", ":root xhtml|a { display: inline;", ":root xhtml|a { pointer-events: none;", "a click on its link"),
    ("entries that do not show", browser.check_feeds, "feed.css", "item > title, entry > title, ", "", "does not show `"),
    ("tags that show", browser.check_feeds, "feed.css", "item > description,", "item > *,", "show their tags"),
    ("a feed that is hard to read", browser.check_feeds, "feed.css", "color: #eee", "color: #444", "dark: too little contrast"),
    ("too little contrast", browser.check_browser, "style.css", "color: #222", "color: #ccc", "color-contrast"),
    ("too little contrast in the dark", browser.check_browser, "style.css", "color: #eee", "color: #333", "dark: axe color-contrast"),
    ("a wide block", browser.check_browser, "ko/index.html", "</main>", '<div style="width:900px">wide</div></main>', "390 light: scrolls sideways"),
    ("a script error", browser.check_browser, "index.html", "</main>", "<script>nothing.here()</script></main>", "nothing is not defined"),
    ("a picture of another host", browser.check_browser, "index.html", "</main>", '<img src="http://cdn.example/a.png" alt="a"></main>', "asks another host"),
    ("a picture that is not there", browser.check_browser, "404.html", "</main>", '<img src="/gone.png" alt="a"></main>', "gone.png answers 404"),
    ("a page without a title", browser.check_browser, "index.html", "<title>News</title>", "", "document-title"),
]


#: An article, and what a reader may have of it: (what is wrong, title, summary, content, part of the report).
TEXT = anytext.Article("Vec<T> & ]]>", None, "One & two. Three.", "a]]>b &amp;\n\tc")
GOOD = ("Vec<T> & ]]>", "One & two.", "<p>One &amp; two. Three.</p>\n<pre><code>a]]&gt;b &amp;amp;\n\tc\n</code></pre>")
TEXTS = [
    ("nothing in a faultless one", *GOOD, ""),
    ("a title escaped twice", "Vec&lt;T&gt; &amp; ]]&gt;", *GOOD[1:], "title"),
    ("a summary cut in an entity", GOOD[0], "One &am", GOOD[2], "summary"),
    ("no summary", GOOD[0], "", GOOD[2], "summary"),
    ("a text cut short", *GOOD[:2], GOOD[2].replace(" Three.", ""), "text"),
    ("code that was read as HTML", *GOOD[:2], GOOD[2].replace("&amp;amp;", "&amp;"), "code"),
    ("lines of code that run together", *GOOD[:2], GOOD[2].replace("\n\tc", "c"), "code"),
]


def with_site(change, check):
    """The report of a judge about the faultless site after a change."""
    from judge import Site
    with tempfile.TemporaryDirectory(prefix="byline-selftest-") as folder, Server() as server:
        root = pathlib.Path(folder).resolve() / "public"
        fixture.write(root, server.base)
        change(root, server.base)
        return check(Site("selftest", root, server))


def break_file(file, old, new):
    """A change of one file: every `old` becomes `new`; no `new` removes the file."""
    def change(root, base):
        path = root / file
        if new is None:
            path.unlink()
            return
        text = path.read_text(encoding="utf-8")
        wanted = old.replace("{base}", base)
        if wanted not in text:
            raise AssertionError(f"the case is out of date: `{wanted}` is not in {file}")
        path.write_text(text.replace(wanted, new.replace("{base}", base)), encoding="utf-8")
    return change


def must_say(faults, part):
    """No fault when the judge's report holds `part`."""
    if any(part in str(fault) for fault in faults):
        return []
    return [f"the judge does not say `{part}`; it says:", *(faults or ["nothing"])]


#: A stand-in for the program: writes one file that its environment may reach.
PROGRAM = """#!/usr/bin/env python3
import os, pathlib, sys
out = pathlib.Path(sys.argv[sys.argv.index("--output") + 1])
out.mkdir(parents=True, exist_ok=True)
file = out / "index.html"
text = {text}
if not file.exists() or {always} or file.read_text() != text:
    file.write_text(text)
"""


def with_program(text, check, always=False):
    with tempfile.TemporaryDirectory(prefix="byline-selftest-") as folder:
        work = pathlib.Path(folder).resolve()
        program = work / "program"
        program.write_text(PROGRAM.format(text=text, always=always), encoding="utf-8")
        program.chmod(program.stat().st_mode | stat.S_IXUSR)
        (work / "source").mkdir()
        (work / "source/byline.toml").write_text("title = \"x\"\n", encoding="utf-8")
        return check(work, program)


def differing(work, program):
    return build.check_determinism(work / "source", work, program, "http://127.0.0.1:1")


def resting(work, program):
    build.build(program, work / "source", work / "public", "http://127.0.0.1:1")
    # An old stamp, so that a file written again shows whatever the clock's grain.
    for path in (work / "public").rglob("*"):
        os.utime(path, (1, 1))
    return build.check_rest(work / "source", work / "public", program, "http://127.0.0.1:1")


#: A stand-in for a server: shows the article as it is now or as it was, and may load itself again and again.
SERVER = """#!/usr/bin/env python3
import http.server, pathlib, sys
root = pathlib.Path(sys.argv[sys.argv.index("--root") + 1])
port = int(sys.argv[sys.argv.index("--port") + 1])
def page():
    style = "".join(path.read_text() for path in sorted((root / "static").glob("*.css")))
    text = (root / "content/rain.md").read_text() + (root / "templates/page.html").read_text()
    again = "<script>setTimeout(() => location.reload(), 200)</script>" if {again} else ""
    return f"<!doctype html><title>x</title><style>{{style}}</style><h1>x</h1><p>{{text}}</p>{{again}}".encode()
kept = page()
class Handler(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        body = page() if {again} else kept
        self.send_response(200)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.end_headers()
        self.wfile.write(body)
    def log_message(self, *_):
        pass
server = http.server.ThreadingHTTPServer(("127.0.0.1", port), Handler)
print(f"serving http://127.0.0.1:{{server.server_address[1]}}/;", flush=True)
server.serve_forever()
"""


def with_server(again):
    """The report on the stand-in."""
    with tempfile.TemporaryDirectory(prefix="byline-selftest-") as folder:
        program = pathlib.Path(folder).resolve() / "program"
        program.write_text(SERVER.format(again=again), encoding="utf-8")
        program.chmod(program.stat().st_mode | stat.S_IXUSR)
        return serve.check_serve(program, patience=1)


def run_all(runner):
    """Every case is a test of the runner."""
    judges = list(dict.fromkeys(case[1] for case in CASES))
    for judge in judges:
        name = f"{judge.__module__}.{judge.__name__}"
        runner.test(f"selftest: {name} finds nothing in a faultless site",
                    with_site, lambda root, base: None, judge)
    for what, judge, file, old, new, part in CASES:
        runner.test(f"selftest: {judge.__module__}.{judge.__name__} finds {what}",
                    lambda: must_say(with_site(break_file(file, old, new), judge), part))
    for what, title, summary, content, part in TEXTS:
        def say(title=title, summary=summary, content=content, part=part):
            faults = anytext.disagree(TEXT, title, summary, content)
            return must_say(faults, part) if part else faults
        runner.test(f"selftest: anytext.disagree finds {what}", say)
    same, zone = "'same'", "os.environ.get('TZ', '')"
    place, locale = "os.getcwd()", "os.environ.get('LC_ALL', '')"
    runner.test("selftest: build.check_determinism finds nothing in equal builds", with_program, same, differing)
    for what, text in (("the time zone", zone), ("the folder", place), ("the locale", locale)):
        runner.test(f"selftest: build.check_determinism finds {what}",
                    lambda: must_say(with_program(text, differing), "differs at byte"))
    runner.test("selftest: build.check_rest finds nothing in a build that rests", with_program, same, resting)
    runner.test("selftest: build.check_rest finds a file written again",
                lambda: must_say(with_program(same, resting, True), "written again"))
    runner.test("selftest: build.check_rest finds other bytes",
                lambda: must_say(with_program("str(os.urandom(8))", resting), "other bytes"))
    runner.test("selftest: a failed build is a fault",
                lambda: must_say(with_program("sys.exit(1)", differing), "exited with 1"))
    for what, again, parts in (
        ("a server that tells nothing", False,
         ("an edit of the article did not show", "an edit of plain.css did not show", "an error did not show",
          "an edit of a template did not show", "an edit while no server ran did not show")),
        ("a page that always loads itself", True,
         ("the place the reader was at after a reload did not show", "an edit of a style sheet reloaded the page",
          "an edit of one article reloaded another page", "mending an error reloaded a page")),
    ):
        def say_all(again=again, parts=parts):
            faults = with_server(again)
            return [line for part in parts for line in must_say(faults, part)]
        runner.test(f"selftest: serve.check_serve finds {what}", say_all)
