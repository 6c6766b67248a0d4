"""The runner of the outside judges.

    judge.py --byline target/release/byline --repository . [--only NAME] [--shots DIR]

Builds the repository's own site, a new site and each of tests/sites/*, serves each from the loopback,
and lets every judge look at it. One line a test, `N passed, N failed` at the end.
"""

import argparse
import os
import pathlib
import sys
import tempfile
import time
import traceback

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))
sys.dont_write_bytecode = True

import anytext  # noqa: E402
import browser  # noqa: E402
import build  # noqa: E402
import feeds  # noqa: E402
import links  # noqa: E402
import nu  # noqa: E402
import readers  # noqa: E402
import reading  # noqa: E402
import serve  # noqa: E402
import subscription  # noqa: E402
from server import Server  # noqa: E402
from tools import Missing, run  # noqa: E402

#: Faults shown for one test; the rest is counted.
SHOWN = 30

#: Every judge of a built site, by the name its test has.
JUDGES = [
    ("html: the Nu checker finds nothing", nu.check_html),
    ("css: the Nu checker finds nothing", nu.check_css),
    ("html: language, h1, canonical and announced feeds", links.check_head),
    ("links: every address answers and every fragment exists", links.check_links),
    ("links: nothing is loaded from another host", links.check_resources),
    ("sitemap: every address answers, translations are reciprocal", links.check_sitemap),
    ("xml: xmllint accepts every file in silence", feeds.check_xmllint),
    ("feeds: RSS 2.0", feeds.check_rss),
    ("feeds: Atom", feeds.check_atom),
    ("feeds: JSON Feed 1.1 and its schema", feeds.check_jsonfeed),
    ("feeds: entries are complete, unique, dated, in order, and answer", feeds.check_entries),
    ("feeds: RSS, Atom and JSON Feed say the same", feeds.check_formats),
    ("feeds: content stands alone", feeds.check_content),
    ("feeds: content is valid HTML", nu.check_feed_content),
    ("feeds: OPML", feeds.check_opml),
    ("readers: feedparser reads what was written", readers.check_feedparser),
    ("readers: newsboat reads what was written", readers.check_newsboat),
    ("feeds: readable in a browser, and the link works", browser.check_feeds),
    ("browser: axe-core, console, width, at 390 and 1280, light and dark", browser.check_browser),
]


class Site:
    """A built site and the server it answers from."""

    def __init__(self, name, root, server, shots=None):
        self.name, self.root, self.server, self.shots = name, pathlib.Path(root), server, shots
        self.base = server.base
        self._feeds = None
        server.root = self.root

    def feeds(self):
        if self._feeds is None:
            self._feeds = reading.read_feeds(self.root, self.base)
        return self._feeds


class Runner:
    """Runs named tests and keeps the score."""

    def __init__(self, only=""):
        self.only, self.passed, self.failed = only or "", 0, []

    def wants(self, name):
        return self.only in name

    def test(self, name, check, *arguments):
        """One test; a check returns its faults."""
        if not self.wants(name):
            return
        begun = time.monotonic()
        try:
            faults = check(*arguments)
        except Missing as error:
            faults = [str(error)]
        except Exception:  # noqa: BLE001 a judge that breaks is a failure, and the next one still runs
            faults = [traceback.format_exc()]
        took = f" ({time.monotonic() - begun:.1f} s)"
        if not faults:
            self.passed += 1
            print(f"ok {name}{took}", flush=True)
            return
        self.failed.append(name)
        print(f"FAILED {name}{took}", flush=True)
        for fault in faults[:SHOWN]:
            print("    " + str(fault).rstrip().replace("\n", "\n    "), flush=True)
        if len(faults) > SHOWN:
            print(f"    and {len(faults) - SHOWN} more", flush=True)

    def finish(self):
        for name in self.failed:
            print(f"failed: {name}")
        if not self.passed and not self.failed:
            print(f"no test is called `{self.only}`")
            self.failed.append(self.only)
        print(f"{self.passed} passed, {len(self.failed)} failed", flush=True)
        return 1 if self.failed else 0


def judge_site(runner, name, source, byline, shots, *, prefix="", complete=True):
    """Build one site and let every judge look at it."""
    names = [f"{name}: {title}" for title, _ in JUDGES]
    extra = [f"{name}: builds", f"{name}: has all three feeds and a sitemap", f"{name}: the same bytes everywhere",
             f"{name}: rests when nothing changed"]
    if not any(runner.wants(title) for title in names + extra):
        return
    with tempfile.TemporaryDirectory(prefix="byline-judge-") as folder, Server(prefix) as server:
        work = pathlib.Path(folder).resolve()
        built = []

        def first_build():
            root = build.copy_site(source, work / "site")
            failed = build.build(byline, root, work / "public", server.base)
            if failed:
                return [failed]
            built.append(root)
            return []

        if not (pathlib.Path(source) / "byline.toml").is_file():
            runner.test(extra[0], lambda: [f"there is no byline.toml in {source}"])
            return
        # The build is a test of its own, and every other one stands on it.
        whole = runner.only
        if not runner.wants(extra[0]):
            faults = first_build()
            if faults:
                runner.only = ""
                runner.test(extra[0], lambda: faults)
                runner.only = whole
        else:
            runner.test(extra[0], first_build)
        if not built:
            return
        site = Site(name, work / "public", server, shots)
        if complete:
            runner.test(extra[1], feeds.check_present, site)
        for title, (_, check) in zip(names, JUDGES):
            runner.test(title, check, site)
        runner.test(extra[2], build.check_determinism, source, work, byline, server.base)
        runner.test(extra[3], build.check_rest, built[0], work / "public", byline, server.base)


def new_site(byline, folder):
    """What `byline new` makes, as a site to judge."""
    target = pathlib.Path(folder).resolve() / "site"
    done = run([byline, "new", target])
    if done.returncode != 0:
        return target, [f"`byline new` exited with {done.returncode}:\n{done.stderr or done.stdout}"]
    return target, []


def main():
    parser = argparse.ArgumentParser(description="Lets outside judges look at built sites.")
    parser.add_argument("--byline", required=True, type=pathlib.Path, help="the program")
    parser.add_argument("--repository", required=True, type=pathlib.Path, help="the repository with its own site")
    parser.add_argument("--only", default="", help="run the tests whose name contains this")
    parser.add_argument("--shots", help="a folder for screenshots")
    options = parser.parse_args()
    # The loopback is never behind a proxy.
    os.environ["no_proxy"] = os.environ["NO_PROXY"] = "127.0.0.1,localhost"
    runner = Runner(options.only)
    byline = options.byline.resolve()
    repository = options.repository.resolve()

    import selftest
    selftest.run_all(runner)

    if not byline.is_file():
        runner.test("byline: the program is there",
                    lambda: [f"{byline} is missing; build it with `cargo build --release`"])
        return runner.finish()
    runner.test("serve: edits, style sheets, errors and restarts show in the browser", serve.check_serve, byline, options.shots)
    subscription.judge_subscriptions(runner, byline)
    runner.test("feeds: any article text arrives", anytext.check_any_text, byline)
    judge_site(runner, "own site", repository, byline, options.shots)
    with tempfile.TemporaryDirectory(prefix="byline-new-") as folder:
        target, faults = new_site(byline, folder)
        runner.test("new site: byline new", lambda: faults)
        if not faults:
            # Below a path, as on a project page: addresses from the root of the host would break.
            judge_site(runner, "new site", target, byline, options.shots, prefix="/some/where")
    for source in sorted((repository / "tests/sites").glob("*/byline.toml")):
        judge_site(runner, f"tests/sites/{source.parent.name}", source.parent, byline, options.shots, complete=False)
    return runner.finish()


if __name__ == "__main__":
    sys.exit(main())
