"""The life of a subscription: what three feed readers see while a magazine is written, moved and retired.

One magazine goes through all that happens to it; after each step every reader fetches every feed over HTTP and
must count exactly what is new and what changed. The same life with ids made of addresses is the control: there,
moving has to show every article once more.
"""

import dataclasses
import datetime
import functools
import json
import pathlib
import tempfile
import traceback
import xml.etree.ElementTree as ET

from magazine import AFTER_THE_MOVE, LONG, SHORT, Magazine
from reading import ATOM, CONTENT, DC
from server import Server
from subscribers import READERS, Failed, News, Subscription
from tools import Missing

#: The file of each kind of feed.
FILES = {"rss": "rss.xml", "atom": "atom.xml", "json": "feed.json"}
#: The step that ids made of addresses do not outlive, and what the control's test is called.
MOVED = "everything moved"
CONTROL = "the control: ids made of addresses do not outlive a move"
#: What the elements of a feed are called when the control writes it again.
PREFIXES = {"atom": ATOM, "content": CONTENT, "dc": DC}


def names():
    """The names of all tests, by who looks and at what."""
    keys = [(reader.name, step) for reader in READERS for step in [*(step.name for life in (LONG, SHORT) for step in life.steps), CONTROL]]
    return {(who, what): f"subscription: {who}: {what}" for who, what in keys + [("the magazine", what) for what in AFTER_THE_MOVE]}


def judge_subscriptions(runner, byline):
    """Tells each reader's part of each step, as tests of their own; the first one that is wanted lives the life."""
    long, short = functools.cache(lambda: live(byline, LONG)), functools.cache(lambda: live(byline, SHORT))
    other = functools.cache(lambda: control(byline))
    of_short = {step.name for step in SHORT.steps}
    for (who, what), name in names().items():
        told = other if what == CONTROL else short if what in of_short else long
        runner.test(name, lambda who=who, what=what, told=told: told().get((who, what), ["this was never reached"]))


def control(byline):
    """The same life with other ids: it must be faultless up to the move, and must not be at the move."""
    until = [step.name for step in LONG.steps].index(MOVED) + 1
    life = dataclasses.replace(LONG, steps=LONG.steps[:until])
    told = live(byline, life, rewrite=ids_of_addresses)
    verdict = {}
    for reader in READERS:
        faults = [f"{step.name}: {fault}" for step in life.steps[:-1] for fault in told[reader.name, step.name]]
        for name in (f"{whose}-{kind}" for whose in life.followed for kind in reader.kinds):
            if not any(fault.startswith(f"{name}: ") and "new and" in fault for fault in told[reader.name, MOVED]):
                faults.append(f"{name}: no article came twice, so this test could not fail")
        verdict[reader.name, CONTROL] = faults
    return verdict


def live(byline, life, rewrite=None):
    """The faults of each reader at each step."""
    told = {}
    # Two names of the loopback are two domains.
    with tempfile.TemporaryDirectory(prefix="byline-life-") as folder, Server() as server, Server() as other:
        work = pathlib.Path(folder).resolve()
        magazine = Magazine(life, byline, work / "site", server, other)
        server.root = other.root = magazine.output
        server.rewrite = other.rewrite = rewrite
        readers = [subscribe(reader, life, work, server.base) for reader in READERS]
        for step in life.steps:
            faults = attempt(lambda step=step: step.change(magazine))
            for reader, subscriber in readers:
                # A reader that is not there has said so.
                told[reader.name, step.name] = faults or (
                    subscriber if isinstance(subscriber, list) else attempt(lambda step=step, s=subscriber: follow(s, life, step, magazine)))
            if step.name == MOVED:
                told |= {("the magazine", what): attempt(lambda look=look: look(magazine)) for what, look in AFTER_THE_MOVE.items()}
        return told


def subscribe(reader, life, work, base):
    """A reader with its subscriptions, or why there is none."""
    subscriptions = [Subscription(f"{name}-{kind}", f"{base}/{folder}{FILES[kind]}")
                     for name, folder in life.followed.items() for kind in reader.kinds]
    made = []
    faults = attempt(lambda: made.append(reader(work / reader.name, subscriptions)))
    return reader, faults or made[0]


def attempt(action):
    """The faults of an action; one that breaks is a fault, and life goes on."""
    try:
        return action() or []
    except (Missing, Failed) as error:
        return [str(error)]
    except Exception:  # noqa: BLE001
        return [traceback.format_exc()]


def follow(reader, life, step, magazine):
    """One reader fetches after one step."""
    with magazine.server.counting:
        magazine.server.answers.clear()
    fetched = [reader.fetch()]
    if step.rests:
        # Some ask under a condition only once they have seen a feed twice.
        fetched.append(reader.fetch())
    faults = []
    feeds = {feed.url: feed for feed in magazine.feeds()}
    for whose, kind in [(whose, kind) for whose in life.followed for kind in reader.kinds]:
        name, path = f"{whose}-{kind}", f"/{life.followed[whose]}{FILES[kind]}"
        want = News(step.new.get(whose, 0),
                    step.edited.get(whose, 0) or (step.moved.get(whose, 0) if reader.sees_links else 0))
        got = News(sum(news[name].new for news in fetched), sum(news[name].changed for news in fetched))
        if got != want:
            faults.append(f"{name}: {got.new} new and {got.changed} changed; the contract says {want.new} new and {want.changed} changed")
        feed = feeds.get(magazine.address + path)
        if feed is None:
            faults.append(f"{name}: there is no feed at {magazine.address + path}")
            continue
        if step.rests and magazine.server.answers[path][304] == 0:
            faults.append(f"{name}: nothing changed, and it was never answered 304: {dict(magazine.server.answers[path])}")
        if not magazine.server.rewrite:
            faults += [f"{name}: {fault}" for fault in agree(reader, reader.holds(name), feed, step)]
    return faults


def agree(reader, held, feed, step):
    """What the reader's store has of each entry is what the feed says now."""
    faults = []
    for entry in feed.entries:
        got = held.get(entry.id)
        if got is None:
            faults.append(f"`{entry.title}` is not in its store under `{entry.id}`")
            continue
        if got.title != entry.title:
            faults.append(f"`{entry.id}` is called `{got.title}`, not `{entry.title}`")
        if reader.sees_links and got.link != entry.link:
            faults.append(f"`{entry.title}` is at `{got.link}`, not `{entry.link}`")
        if reader.keeps_html and got.text.strip() != entry.content.strip():
            faults.append(f"the text of `{entry.title}` is not what the feed says: `{got.text[:80]}`")
        if got.date != int(entry.published.timestamp()):
            published = datetime.datetime.fromtimestamp(got.date, datetime.timezone.utc)
            faults.append(f"`{entry.title}` is dated {published}, not {entry.published}")
    texts = [got.text for got in held.values()]
    for words in step.reads:
        if feed.language == words.language and not any(words.now in text for text in texts):
            faults.append(f"no text has `{words.now}`")
        if feed.language == words.language and any(words.before in text for text in texts):
            faults.append(f"a text still has `{words.before}`")
    newest = max(held.values(), key=lambda got: got.date, default=None)
    if newest and newest.title in step.not_on_top:
        faults.append(f"`{newest.title}` is on top")
    return faults


def ids_of_addresses(path, body):
    """What other generators do: the id of an entry is its address."""
    if path.name == FILES["json"]:
        feed = json.loads(body)
        for item in feed["items"]:
            item["id"] = item["url"]
        return json.dumps(feed).encode()
    if path.name not in FILES.values():
        return body
    root = ET.fromstring(body)
    for prefix, namespace in PREFIXES.items():
        ET.register_namespace(prefix, namespace.strip("{}"))
    for item in root.iter("item"):
        item.find("guid").text = item.findtext("link")
    for entry in root.iter(ATOM + "entry"):
        entry.find(ATOM + "id").text = next(link.get("href") for link in entry.findall(ATOM + "link") if link.get("rel") == "alternate")
    return ET.tostring(root, encoding="utf-8", xml_declaration=True)
