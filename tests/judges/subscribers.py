"""Three feed readers that people use, each with a store of its own that outlives a fetch.

A reader is made with a folder and its subscriptions. `fetch()` asks every feed for news once and says by the name
of each subscription how many articles were new and how many changed; `holds(name)` is what its store has.
"""

import dataclasses
import email.header
import email.utils
import mailbox
import os
import sqlite3

from tools import Missing, clip, run


@dataclasses.dataclass(frozen=True)
class Subscription:
    """A feed somebody follows, by the address it had at the beginning."""

    name: str
    url: str


@dataclasses.dataclass(frozen=True)
class News:
    """How many articles of one feed were new, and how many changed, in one fetch."""

    new: int
    changed: int


@dataclasses.dataclass(frozen=True)
class Held:
    """An article as a reader's store has it; `date` in seconds since 1970, `text` as HTML or as the reader made it."""

    title: str
    link: str
    date: int
    text: str


class Failed(Exception):
    """A reader could not fetch."""


def environment(folder):
    return {**os.environ, "HOME": str(folder), "XDG_CONFIG_HOME": str(folder), "XDG_DATA_HOME": str(folder),
            "LC_ALL": "C.UTF-8", "TERM": "dumb", "TZ": "UTC", "no_proxy": "127.0.0.1,localhost", "NO_PROXY": "127.0.0.1,localhost"}


def decoded(header):
    """A header of a mail as text (RFC 2047)."""
    return str(email.header.make_header(email.header.decode_header(header)))


class Newsboat:
    """newsboat, by what is in its database; a folder for each feed, because it keeps one article of an id."""

    name = "newsboat"
    kinds = ("rss", "atom")
    sees_links = True
    keeps_html = True

    def __init__(self, folder, subscriptions):
        self.folder = folder
        self.subscriptions = subscriptions
        for subscription in subscriptions:
            home = folder / subscription.name
            home.mkdir(parents=True)
            (home / "urls").write_text(subscription.url + "\n", encoding="utf-8")
            (home / "config").write_text("show-read-feeds yes\nkeep-articles-days 0\nmax-items 0\nuse-proxy no\n", encoding="utf-8")

    def fetch(self):
        return {subscription.name: self.fetch_one(subscription) for subscription in self.subscriptions}

    def fetch_one(self, subscription):
        home = self.folder / subscription.name
        before = self.holds(subscription.name) if (home / "cache.db").exists() else {}
        done = run(["newsboat", "-q", "-u", home / "urls", "-C", home / "config", "-c", home / "cache.db", "-x", "reload", "print-unread"],
                   env=environment(home), timeout=120)
        if done.returncode != 0:
            raise Failed(f"newsboat exited with {done.returncode}: {clip(done.stderr + done.stdout)}")
        after = self.holds(subscription.name)
        with sqlite3.connect(home / "cache.db") as database:
            unread = database.execute("select count(*) from rss_item where unread = 1").fetchone()[0]
            database.execute("update rss_item set unread = 0")
        if not done.stdout.strip().startswith(f"{unread} "):
            raise Failed(f"newsboat says `{clip(done.stdout)}`, its database has {unread} unread")
        return News(unread, sum(before[guid] != after[guid] for guid in before.keys() & after.keys()))

    def holds(self, name):
        with sqlite3.connect(self.folder / name / "cache.db") as database:
            rows = database.execute("select guid, title, url, pubDate, content from rss_item").fetchall()
        return {guid: Held(title, link, date, text) for guid, title, link, date, text in rows}


class Rss2email:
    """rss2email, by the mails in its mailboxes: one for each new article, and a reply to it when its text changes."""

    name = "rss2email"
    kinds = ("rss", "atom")
    # Its replies go by the text: an article at another address is the same to it.
    sees_links = False
    keeps_html = False

    def __init__(self, folder, subscriptions):
        self.folder = folder
        self.subscriptions = subscriptions
        self.mails = {subscription.name: {} for subscription in subscriptions}
        folder.mkdir(parents=True)
        self.r2e("new", "reader@example.org")
        for subscription in subscriptions:
            self.r2e("add", subscription.name, subscription.url)
        config = folder / "rss2email.cfg"
        lines = ("email-protocol = maildir", f"maildir-path = {folder}", "maildir-mailbox = mails", "date-header = True",
                 "date-header-order = issued", "reply-changes = True")
        names = tuple(line.split(" = ")[0] + " = " for line in lines)
        kept = [line for line in config.read_text(encoding="utf-8").splitlines() if not line.startswith(names)]
        # Every section of a feed begins as a copy of the first one.
        config.write_text("\n".join(part for line in kept for part in (line, *(lines if line.startswith("[") else ()))) + "\n", encoding="utf-8")
        mailbox.Maildir(folder / "mails", create=True)

    def r2e(self, *arguments):
        done = run(["r2e", "-c", self.folder / "rss2email.cfg", "-d", self.folder / "rss2email.json", *arguments],
                   env=environment(self.folder), timeout=120)
        # It exits with 0 when a feed fails, and says so.
        if done.returncode != 0 or "[ERROR]" in done.stderr or "[WARNING]" in done.stderr:
            raise Failed(f"`r2e {arguments[0]}` exited with {done.returncode}: {clip(done.stderr + done.stdout, 400)}")

    def fetch(self):
        self.r2e("run")
        news = {subscription.name: [0, 0] for subscription in self.subscriptions}
        box = mailbox.Maildir(self.folder / "mails")
        for key, mail in list(box.items()):
            name = mail["List-ID"].strip("<>").removesuffix(".localhost")
            news[name][1 if mail["In-Reply-To"] else 0] += 1
            self.mails[name][decoded(mail["X-RSS-ID"])] = Held(
                decoded(mail["Subject"]), decoded(mail["X-RSS-URL"]),
                int(email.utils.parsedate_to_datetime(mail["Date"]).timestamp()), mail.get_payload(decode=True).decode("utf-8", "replace"))
            box.remove(key)
        return {name: News(*counts) for name, counts in news.items()}

    def holds(self, name):
        return self.mails[name]


class Reader:
    """The PyPI package `reader`, by what its updates count."""

    name = "reader"
    kinds = ("rss", "atom", "json")
    sees_links = True
    # It cleans what it is given.
    keeps_html = False

    def __init__(self, folder, subscriptions):
        try:
            import reader
        except ImportError as error:
            raise Missing("`reader` is missing; install it with `tests/run --only judges`") from error
        self.updated = reader.UpdatedFeed
        self.urls = {subscription.name: subscription.url for subscription in subscriptions}
        folder.mkdir(parents=True)
        self.reader = reader.make_reader(str(folder / "reader.sqlite"))
        for url in self.urls.values():
            self.reader.add_feed(url)

    def fetch(self):
        results = {result.url: result.value for result in self.reader.update_feeds_iter(scheduled=False)}
        news = {}
        for name, url in self.urls.items():
            value = results.get(url)
            if value is not None and not isinstance(value, self.updated):
                raise Failed(f"reader could not update {url}: {clip(value, 400)}")
            news[name] = News(value.new, value.modified) if value else News(0, 0)
        return news

    def holds(self, name):
        return {entry.id: Held(entry.title, entry.link, int(entry.published.timestamp()), entry.content[0].value if entry.content else entry.summary)
                for entry in self.reader.get_entries(feed=self.urls[name])}


READERS = (Newsboat, Rss2email, Reader)
