"""A small site without a fault, written by hand: what selftest.py breaks in one place at a time."""

import html
import json
import pathlib

CSS = """:root { color-scheme: light dark; }
body { margin: 0 auto; max-width: 40rem; padding: 1rem; background: #fff; color: #222; font-family: sans-serif; }
a { color: #0645ad; }
img { max-width: 100%; height: auto; }
@media (prefers-color-scheme: dark) { body { background: #111; color: #eee; } a { color: #9cf; } }
"""

#: How a feed looks in a browser.
FEED_CSS = """@namespace xhtml url("http://www.w3.org/1999/xhtml");
:root { color-scheme: light dark; background: #fff; color: #222; }
rss > channel > *, feed > *, item > *, entry > * { display: none; }
rss, channel, feed, channel > title, feed > title, channel > item, feed > entry, item > title, entry > title, item > description, entry > summary { display: block; }
:root xhtml|div, xhtml|p { display: block; }
:root xhtml|a { display: inline; color: #0645ad; }
@media (prefers-color-scheme: dark) { :root { background: #111; color: #eee; } :root xhtml|a { color: #9cf; } }
"""

SVG = ('<?xml version="1.0" encoding="utf-8"?>\n<svg xmlns="http://www.w3.org/2000/svg" width="40" height="20">'
       '<rect width="40" height="20" fill="#777"/></svg>\n')

PAGE = """<!DOCTYPE html>
<html lang="{lang}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title}</title>
<link rel="canonical" href="{base}{path}">
<link rel="stylesheet" href="{base}/style.css">
<link rel="icon" href="{base}/dot.svg" type="image/svg+xml">
<link rel="alternate" type="application/rss+xml" title="News" href="{base}/rss.xml">
<link rel="alternate" type="application/atom+xml" title="News" href="{base}/atom.xml">
<link rel="alternate" type="application/feed+json" title="News" href="{base}/feed.json">
</head>
<body>
<header><nav aria-label="Site"><a href="{base}/">News</a> <a href="{base}/ko/">소식</a></nav></header>
<main>
<h1>{title}</h1>
{body}
</main>
</body>
</html>
"""


def escape(text):
    return html.escape(text, quote=True)


def entries(base):
    """Newest first; the second one's title has everything that is easily escaped twice."""
    return [
        {"id": "tag:example.org,2026-02-03:ko", "url": f"{base}/ko/", "title": "비가 온다", "language": "ko",
         "rss": "Tue, 03 Feb 2026 09:00:00 +0900", "published": "2026-02-03T09:00:00+09:00", "updated": "2026-02-04T09:00:00+09:00",
         "summary": "우산을 챙기세요.",
         "html": f'<p>우산을 <strong>챙기세요</strong>. <a href="{base}/first/#note">첫 글</a></p>'},
        {"id": "tag:example.org,2026-02-01:first", "url": f"{base}/first/", "title": "Vec<T> & AT&T", "language": "en",
         "rss": "Sun, 01 Feb 2026 09:00:00 +0000", "published": "2026-02-01T09:00:00Z", "updated": "2026-02-01T09:00:00Z",
         "summary": "One & only.",
         "html": f'<p>One &amp; only <code>a]]&gt;b</code>. <img src="{base}/dot.svg" alt="a dot" width="40" height="20"></p>'},
    ]


def help_line(base):
    return (f'<x:div xmlns:x="http://www.w3.org/1999/xhtml"><x:p>This is a feed: copy its address into a reader.</x:p>'
            f'<x:p><x:a href="{base}/">News</x:a></x:p></x:div>')


def rss(base):
    items = "".join(
        f"""<item><title>{escape(e["title"])}</title><link>{e["url"]}</link>
<description>{escape(e["summary"])}</description><guid isPermaLink="false">{e["id"]}</guid>
<pubDate>{e["rss"]}</pubDate><dc:creator>Ada</dc:creator><category>rain</category>
<content:encoded>{escape(e["html"])}</content:encoded></item>
""" for e in entries(base))
    return f"""<?xml version="1.0" encoding="utf-8"?>
<?xml-stylesheet type="text/css" href="{base}/feed.css"?>
<rss version="2.0" xmlns:atom="http://www.w3.org/2005/Atom" xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:dc="http://purl.org/dc/elements/1.1/">
<channel>{help_line(base)}<title>News</title><link>{base}/</link><description>All news</description><language>en</language>
<lastBuildDate>Wed, 04 Feb 2026 00:00:00 +0000</lastBuildDate>
<atom:link rel="self" type="application/rss+xml" href="{base}/rss.xml"/>
{items}</channel>
</rss>
"""


def atom(base):
    items = "".join(
        f"""<entry xml:lang="{e["language"]}"><id>{e["id"]}</id><title type="text">{escape(e["title"])}</title>
<updated>{e["updated"]}</updated><published>{e["published"]}</published><author><name>Ada</name></author>
<link rel="alternate" type="text/html" href="{e["url"]}"/><category term="rain"/>
<summary type="text">{escape(e["summary"])}</summary><content type="html">{escape(e["html"])}</content></entry>
""" for e in entries(base))
    return f"""<?xml version="1.0" encoding="utf-8"?>
<?xml-stylesheet type="text/css" href="{base}/feed.css"?>
<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="en">{help_line(base)}<id>tag:example.org,2026:atom</id><title type="text">News</title>
<updated>2026-02-04T00:00:00Z</updated><link rel="self" href="{base}/atom.xml"/><link rel="alternate" type="text/html" href="{base}/"/>
{items}</feed>
"""


def json_feed(base):
    return json.dumps({
        "version": "https://jsonfeed.org/version/1.1", "title": "News", "home_page_url": f"{base}/",
        "feed_url": f"{base}/feed.json", "language": "en",
        "items": [{
            "id": e["id"], "url": e["url"], "title": e["title"], "content_html": e["html"], "summary": e["summary"],
            "date_published": e["published"], "date_modified": e["updated"], "authors": [{"name": "Ada"}],
            "language": e["language"], "tags": ["rain"]} for e in entries(base)],
    }, ensure_ascii=False, indent=1)


def sitemap(base):
    pair = "".join(f'<xhtml:link rel="alternate" hreflang="{lang}" href="{base}{path}"/>'
                   for lang, path in (("en", "/first/"), ("ko", "/ko/")))
    return f"""<?xml version="1.0" encoding="utf-8"?>
<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" xmlns:xhtml="http://www.w3.org/1999/xhtml">
<url><loc>{base}/</loc></url>
<url><loc>{base}/first/</loc><lastmod>2026-02-01T09:00:00Z</lastmod>{pair}</url>
<url><loc>{base}/ko/</loc><lastmod>2026-02-04</lastmod>{pair}</url>
</urlset>
"""


def pages(base):
    """Path in the folder -> text."""
    def page(path, lang, title, body):
        return PAGE.format(base=base, path=path, lang=lang, title=escape(title), body=body)
    return {
        "index.html": page("/", "en", "News", f'<p><a href="{base}/first/#note">First</a></p>\n<p>A dot: <img src="{base}/dot.svg" '
                           f'srcset="{base}/dot.svg 1x, {base}/dot.svg?v=2 2x" alt="a dot" width="40" height="20"></p>'),
        "first/index.html": page("/first/", "en", "Vec<T> & AT&T", '<p id="note">One &amp; only.</p>'),
        "ko/index.html": page("/ko/", "ko", "비가 온다", '<p>우산을 챙기세요. <a href="../first/">첫 글</a></p>'),
        "404.html": page("/404.html", "en", "Not found", f'<p><a href="{base}/">Home</a></p>'),
        "style.css": CSS, "feed.css": FEED_CSS, "dot.svg": SVG,
        "rss.xml": rss(base), "atom.xml": atom(base), "feed.json": json_feed(base), "sitemap.xml": sitemap(base),
        "feeds.opml": f'<?xml version="1.0" encoding="utf-8"?>\n<opml version="2.0"><head><title>News</title></head><body>'
                      f'<outline type="rss" text="News" xmlUrl="{base}/rss.xml"/></body></opml>\n',
        "robots.txt": f"User-agent: *\nAllow: /\nSitemap: {base}/sitemap.xml\n",
    }


def write(root, base):
    for name, text in pages(base).items():
        path = pathlib.Path(root) / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
