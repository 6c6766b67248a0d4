"""Real feed readers: what feedparser and newsboat make of our feeds over HTTP."""

import calendar
import html
import os
import pathlib
import sqlite3
import tempfile

from reading import siblings
from tools import clip, run


def parse(feed):
    try:
        import feedparser
    except ImportError as error:
        from tools import Missing
        raise Missing("feedparser is missing; install it with `tests/run --only judges`") from error
    # As written: the reader's own cleaning would hide what we sent.
    return feedparser.parse(feed.url, sanitize_html=False, resolve_relative_uris=False)


def check_feedparser(site):
    """feedparser fetches each XML feed and reads the titles, ids, dates and content that we wrote."""
    faults = []
    for feed in site.feeds():
        if feed.kind == "json":
            continue  # feedparser 6 reads XML only
        say = lambda text, feed=feed: faults.append(f"{feed.name}: {text}")
        read = parse(feed)
        if read.get("bozo"):
            say(f"feedparser found it ill-formed: {clip(read.get('bozo_exception'))}")
        if read.get("status") != 200:
            say(f"answered {read.get('status')}")
        if read.feed.get("title") != feed.title.strip():
            say(f"title read as `{read.feed.get('title')}`, written `{feed.title}`")
        if len(read.entries) != len(feed.entries):
            say(f"{len(read.entries)} entries read, {len(feed.entries)} written")
        for got, entry in zip(read.entries, feed.entries):
            name = clip(entry.title or entry.id, 40)
            for field, want in (("id", entry.id), ("title", entry.title.strip()), ("link", entry.link)):
                if got.get(field) != want:
                    say(f"`{name}`: {field} read as `{clip(got.get(field))}`, written `{clip(want)}`")
            if not got.get("author") and not got.get("authors"):
                say(f"`{name}`: no author read")
            for field in ("published", "updated"):
                want = getattr(entry, field)
                parsed = got.get(field + "_parsed") if field in got else None
                if want is None and field == "updated":
                    continue
                if parsed is None:
                    say(f"`{name}`: no {field} read")
                elif want is not None and calendar.timegm(parsed) != int(want.timestamp()):
                    say(f"`{name}`: {field} read as {got.get(field)}, written {want}")
            content = got.content[0].value if got.get("content") else got.get("summary", "")
            if content.strip() != entry.content.strip():
                say(f"`{name}`: content read differs from what was written: `{clip(content, 80)}`")
    return faults


def check_newsboat(site):
    """newsboat fetches each XML feed; its database holds the same items, and a second fetch has no news."""
    feeds = [feed for feed in site.feeds() if feed.kind != "json"]
    faults = []
    # One at a time: newsboat keys its items by guid, and several feeds list the same article.
    main = [feed for group in siblings(feeds) for feed in group]
    for feed in main + [feed for feed in feeds if feed not in main][:12]:
        faults += newsboat_one(feed)
    return faults


def newsboat_one(feed):
    faults = []
    with tempfile.TemporaryDirectory(prefix="byline-newsboat-") as folder:
        home = pathlib.Path(folder)
        (home / "urls").write_text(feed.url + "\n", encoding="utf-8")
        (home / "config").write_text(
            "show-read-feeds yes\nkeep-articles-days 0\nmax-items 0\nuse-proxy no\n", encoding="utf-8")
        environment = {**os.environ, "HOME": folder, "XDG_CONFIG_HOME": folder, "XDG_DATA_HOME": folder,
                       "LC_ALL": "C.UTF-8", "TERM": "dumb", "no_proxy": "127.0.0.1"}
        command = ["newsboat", "-q", "-u", home / "urls", "-C", home / "config", "-c", home / "cache.db",
                   "-x", "reload", "print-unread"]
        done = run(command, env=environment, timeout=120)
        if done.returncode != 0:
            return [f"{feed.name}: newsboat exited with {done.returncode}: {clip(done.stderr + done.stdout)}"]
        with sqlite3.connect(home / "cache.db") as database:
            rows = database.execute("select guid, title, url, pubDate, content, unread from rss_item").fetchall()
            title = database.execute("select title from rss_feed").fetchall()
            database.execute("update rss_item set unread = 0")
        if [row[0] for row in title] != [feed.title.strip()]:
            faults.append(f"{feed.name}: newsboat calls it {title}, written `{feed.title}`")
        got = {row[0]: row for row in rows}
        want = {entry.id: entry for entry in feed.entries}
        if len(rows) != len(feed.entries) or set(got) != set(want):
            faults.append(f"{feed.name}: newsboat holds {len(rows)} items, {len(feed.entries)} written; "
                          f"only one side has {clip(sorted(set(got) ^ set(want)), 300)}")
        for name, entry in want.items():
            if name not in got:
                continue
            _, title, url, date, content, unread = got[name]
            if html.unescape(title) not in (entry.title.strip(), html.unescape(entry.title.strip())):
                faults.append(f"{feed.name}: `{name}`: newsboat reads the title `{title}`, written `{entry.title}`")
            if url != entry.link:
                faults.append(f"{feed.name}: `{name}`: newsboat reads the link `{url}`, written `{entry.link}`")
            dates = {int(d.timestamp()) for d in (entry.published, entry.updated) if d}
            if date not in dates:
                faults.append(f"{feed.name}: `{name}`: newsboat reads the date {date}, written {sorted(dates)}")
            if content.strip() != entry.content.strip():
                faults.append(f"{feed.name}: `{name}`: newsboat reads other content: `{clip(content, 80)}`")
            if not unread:
                faults.append(f"{feed.name}: `{name}`: not news to newsboat")
        again = run(command, env=environment, timeout=120)
        if not again.stdout.strip().startswith("0 "):
            faults.append(f"{feed.name}: news at the second fetch: {clip(again.stdout)}")
    return faults
