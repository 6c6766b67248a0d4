"""A small magazine in two languages, and what happens to it: each step of its life with what readers may see of it."""

import dataclasses
import pathlib
import shutil

import reading
from tools import run

SETTINGS = """base_url = "{base}"
title = "The Weather"
default_language = "en"
author = "kim"
timezone = "Asia/Seoul"
taxonomies = [{{ name = "tags", feed = true }}]

[authors.kim]
name = "Kim"

[languages.ko]
title = "날씨"
"""

#: Below `content/`, as it was on the day people subscribed.
BEGINNING = {
    "news/_index.md": ("title = \"News\"\ngenerate_feeds = true", ""),
    "news/_index.ko.md": ("title = \"소식\"", ""),
    "news/rain.md": ("title = \"Vec<T> & rain\"\ndate = 2026-11-18T09:00:00\ntags = [\"wet\"]", "It rains in `a]]>b`, &hellip; a wierd rain.\n\nA lot."),
    "news/rain.ko.md": ("title = \"비\"\ndate = 2026-11-18T09:00:00\ntags = [\"젖은\"]", "비가 마니 온다."),
    "news/snow.md": ("title = \"Snow\"\ndate = 2026-11-19T09:00:00\ntags = [\"wet\", \"cold\"]", "It snows."),
    "news/2026-11-17-fog/index.md": ("title = \"Fog\"", "Nothing is seen."),
    "essays/wind.md": ("title = \"Wind\"\ndate = 2026-11-16T09:00:00", "It blows.\n\n```html\n<b>&amp;</b>\n```"),
    "essays/눈.ko.md": ("title = \"눈\"\ndate = 2026-11-15T09:00:00", "눈이 온다."),
}

#: Every file goes somewhere else; the names of files are those of addresses, so every address changes.
MOVES = {
    "news/_index.md": "weather/_index.md",
    "news/_index.ko.md": "weather/_index.ko.md",
    "news/rain.md": "weather/a-rainy-day.md",
    "news/rain.ko.md": "weather/a-rainy-day.ko.md",
    "news/snow.md": "weather/winter/white.md",
    "news/2026-11-17-fog/index.md": "weather/2026-11-17-grey/index.md",
    "news/ice.md": "weather/winter/cold.md",
    "essays/wind.md": "a-breeze.md",
    "essays/눈.ko.md": "weather/winter/하얀.ko.md",
}


class Magazine:
    """The magazine's folder, and the two servers its output is served from: its home, and where it goes later."""

    def __init__(self, life, byline, root, server, later):
        self.byline, self.root, self.output = byline, root, root / "public"
        self.server, self.later = server, later
        self.address = server.base
        self.old_links, self.old_feeds = [], []
        self.write("byline.toml", life.settings.format(base=self.address))
        for path, (front, text) in life.beginning.items():
            self.article(path, front, text)

    def write(self, path, text):
        file = self.root / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")

    def article(self, path, front, text):
        self.write(f"content/{path}", f"+++\n{front}\n+++\n\n{text}\n")

    def edit(self, path, before, now):
        text = (self.root / path).read_text(encoding="utf-8")
        if before not in text:
            raise AssertionError(f"`{before}` is not in {path}")
        self.write(path, text.replace(before, now))

    def move(self, before, now):
        target = self.root / "content" / now
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.move(self.root / "content" / before, target)

    def tell(self, *words):
        """Runs the program in the magazine's folder; its messages when it fails."""
        done = run([self.byline, *words], cwd=self.root)
        return [] if done.returncode == 0 else [f"`byline {words[0]}` exited with {done.returncode}:\n{done.stderr or done.stdout}"]

    def build(self, time):
        return self.tell("build", "--quiet", "--at", time, "--output", self.output.name)

    def feeds(self):
        return reading.read_feeds(self.output, self.address)

    def links(self):
        """Where the feeds say that articles are, as paths."""
        return sorted({entry.link.removeprefix(self.address) for feed in self.feeds() for entry in feed.entries})

    def stamps(self):
        return {path.relative_to(self.output).as_posix(): (path.stat().st_mtime_ns, path.read_bytes())
                for path in sorted(self.output.rglob("*")) if path.is_file()}


@dataclasses.dataclass(frozen=True)
class Words:
    """What articles of a language said before a step, and say now."""

    language: str
    before: str
    now: str


@dataclasses.dataclass(frozen=True)
class Step:
    """One thing that happens to the magazine, and what a reader of each feed may see of it: `en`, `ko`, and the section `news`."""

    name: str
    #: Does it, and builds; says what went wrong.
    change: object
    #: Articles that are new.
    new: dict = dataclasses.field(default_factory=dict)
    #: Articles that have another text or title.
    edited: dict = dataclasses.field(default_factory=dict)
    #: Articles that are at another address.
    moved: dict = dataclasses.field(default_factory=dict)
    #: Nothing in a feed changes, so that every reader is told so with a 304.
    rests: bool = False
    reads: tuple = ()
    #: Titles that may not be above all others.
    not_on_top: tuple = ()


def resting(magazine, time):
    """Builds, and no feed is touched."""
    def feeds():
        return {path: stamp for path, stamp in magazine.stamps().items() if pathlib.PurePosixPath(path).name in ("rss.xml", "atom.xml", "feed.json")}
    before = feeds()
    failed = magazine.build(time)
    after = feeds()
    return failed or [f"{path} was touched, though nothing in it changed" for path in sorted(before.keys() | after.keys())
                      if before.get(path) != after.get(path)]


def mend_typos(magazine):
    magazine.edit("content/news/rain.md", "a wierd rain", "a weird rain")
    magazine.edit("content/news/rain.ko.md", "마니", "많이")
    return magazine.build("2026-11-20T10:00:00Z")


def rename(magazine):
    magazine.edit("content/news/snow.md", "title = \"Snow\"", "title = \"Snow & <sleet>\"")
    magazine.edit("content/news/snow.md", "It snows.", "It snows, and it sleets.")
    magazine.edit("content/essays/눈.ko.md", "title = \"눈\"", "title = \"함박눈\"")
    magazine.edit("content/essays/눈.ko.md", "눈이 온다.", "함박눈이 온다.")
    return magazine.build("2026-11-20T11:00:00Z")


def add_article(magazine):
    magazine.article("news/ice.md", "title = \"Ice\"\ndate = 2026-11-20T20:00:00", "It is cold.")
    return magazine.build("2026-11-20T12:00:00Z")


def move_everything(magazine):
    magazine.old_links = magazine.links()
    magazine.old_feeds = [feed.url.removeprefix(magazine.address) for feed in magazine.feeds()]
    for before, now in MOVES.items():
        magazine.move(before, now)
    faults = magazine.build("2026-11-20T13:00:00Z")
    kept = sorted(set(magazine.old_links) & set(magazine.links()))
    return faults + [f"{link} did not move" for link in kept]


def addresses_answer(magazine, paths):
    """What was published is still there: each address answers, if only to say where to go."""
    if not paths:
        return ["there is no address from before the move"]
    asked = [(path, magazine.server.status(magazine.server.base + path)) for path in paths]
    return [f"{path} was published and answers {status}" for path, status in asked if status != 200]


#: What must hold for those who have kept an address, by the name of its test.
AFTER_THE_MOVE = {
    "addresses of articles from before the move answer": lambda magazine: addresses_answer(magazine, magazine.old_links),
    "addresses of feeds from before the move answer": lambda magazine: addresses_answer(magazine, magazine.old_feeds),
}


def move_house(magazine):
    magazine.edit("byline.toml", magazine.address, magazine.later.base.replace("127.0.0.1", "localhost"))
    magazine.address = magazine.later.base.replace("127.0.0.1", "localhost")
    magazine.server.moved_to = magazine.address
    magazine.later.dates = magazine.server.dates
    magazine.server = magazine.later
    return magazine.build("2026-11-20T14:00:00Z")


def add_draft(magazine):
    magazine.article("weather/hail.md", "title = \"Hail\"\ndate = 2026-11-20T21:00:00\ndraft = true", "It hails.")
    return resting(magazine, "2026-11-20T15:00:00Z")


def add_scheduled(magazine):
    magazine.article("weather/storm.md", "title = \"Storm\"\ndate = 2026-11-22T09:00:00", "It storms.")
    return resting(magazine, "2026-11-20T16:00:00Z")


def add_old_article(magazine):
    magazine.article("weather/old.md", "title = \"The flood of old\"\ndate = 2019-03-01T09:00:00", "It was wet.")
    magazine.article("weather/old.ko.md", "title = \"옛날의 홍수\"\ndate = 2019-03-01T09:00:00", "다 젖었다.")
    return magazine.build("2026-11-22T04:00:00Z")


def move_by_name(magazine):
    return magazine.tell("move", "content/weather/storm.md", "content/the-storm.md") or magazine.build("2026-11-22T02:00:00Z")


def retire(magazine):
    (magazine.root / "content/weather/winter/white.md").unlink()
    faults = magazine.tell("retire", "content/weather/winter/white.md") or magazine.build("2026-11-22T03:00:00Z")
    return faults + [f"{feed.name} still has {entry.link}" for feed in magazine.feeds() for entry in feed.entries if "sleet" in entry.title]


STEPS = (
    Step("the first fetch brings every article", lambda magazine: magazine.build("2026-11-20T08:00:00Z"), new={"en": 4, "ko": 2, "news": 3}),
    Step("nothing changed", lambda magazine: resting(magazine, "2026-11-20T09:00:00Z"), rests=True),
    Step("a typo is fixed", mend_typos, edited={"en": 1, "ko": 1, "news": 1},
         reads=(Words("en", "a wierd rain", "a weird rain"), Words("ko", "마니", "많이"))),
    Step("a title is changed", rename, edited={"en": 1, "ko": 1, "news": 1}),
    Step("one article is added", add_article, new={"en": 1, "news": 1}),
    # The section `news` is called `weather` now, and two of its articles went on into one within it.
    Step("everything moved", move_everything, moved={"en": 5, "ko": 2, "news": 2}),
    Step("another domain", move_house, moved={"en": 5, "ko": 2, "news": 2}),
    Step("a draft is written", add_draft, rests=True),
    Step("an article is scheduled", add_scheduled, rests=True),
    Step("its time comes", lambda magazine: magazine.build("2026-11-22T01:00:00Z"), new={"en": 1, "news": 1}),
    Step("an article is moved by its name", move_by_name, moved={"en": 1}),
    Step("an article is retired", retire),
    # Last before the end: after a retirement `reader` asks under the old conditions until there is something for it.
    Step("an article of long ago is added", add_old_article, new={"en": 1, "ko": 1, "news": 1}, not_on_top=("The flood of old", "옛날의 홍수")),
    Step("nothing changed at the end", lambda magazine: resting(magazine, "2026-11-22T05:00:00Z"), rests=True),
)


def add(*days):
    """Adds an article of each of these days, and builds on the evening of the last."""
    def change(magazine):
        for day in days:
            magazine.article(f"day-{day}.md", f'title = "Day {day}"\ndate = 2026-11-{day:02}', f"Of day {day}.")
        return magazine.build(f"2026-11-{days[-1]:02}T20:00:00Z")
    return change


def retire_newest(magazine):
    (magazine.root / "content/day-8.md").unlink()
    return magazine.tell("retire", "content/day-8.md") or magazine.build("2026-11-08T22:00:00Z")


def mend_archived(magazine):
    magazine.edit("content/day-1.md", "Of day 1.", "Of the first day.")
    return resting(magazine, "2026-11-08T21:00:00Z")


#: What becomes of a feed that lists three articles, while older ones go into archives and come back.
SHORT_STEPS = (
    Step("a short feed brings its newest articles", add(1, 2, 3, 4, 5, 6, 7), new={"en": 3}),
    Step("an article more pushes one out of a short feed", add(8), new={"en": 1}),
    Step("an article that is in an archive only is mended", mend_archived, rests=True),
    Step("the newest is retired and an old one comes back", retire_newest),
    Step("two articles more in a short feed", add(9, 10), new={"en": 2}),
)


@dataclasses.dataclass(frozen=True)
class Life:
    """A magazine, which of its feeds are followed, by folder, and what happens to it, in order."""

    settings: str
    beginning: dict
    followed: dict
    steps: tuple


LONG = Life(SETTINGS, BEGINNING, {"en": "", "ko": "ko/", "news": "news/"}, STEPS)
SHORT = Life('base_url = "{base}"\ntitle = "Days"\nfeed_limit = 3\n', {}, {"en": ""}, SHORT_STEPS)
