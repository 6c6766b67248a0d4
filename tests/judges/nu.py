"""The Nu HTML checker: every page and style sheet, and the HTML inside of feeds."""

import html
import json
import os
import pathlib
import re
import tempfile

from tools import Missing, clip, files, run

#: Messages we accept, each a (regular expression, reason). Keep it short; every line is a debt.
ALLOWED = []


def nu(paths, *options):
    """The messages of the checker about these files or folders, as lines."""
    jar = pathlib.Path(os.environ.get("BYLINE_NODE_MODULES", "")) / "vnu-jar/build/dist/vnu.jar"
    if not jar.is_file():
        raise Missing("`vnu.jar` is missing; install it with `tests/run --only judges`")
    done = run(["java", "-Xss8m", "-jar", jar, "--stdout", "--format", "json", *options, *paths])
    try:
        messages = json.loads(done.stdout)["messages"]
    except (ValueError, KeyError):
        raise RuntimeError(f"vnu answered {done.returncode}: {clip(done.stdout + done.stderr, 500)}") from None
    faults = []
    for message in messages:
        text = message.get("message", "")
        if any(re.search(pattern, text) for pattern, _ in ALLOWED):
            continue
        place = message.get("url", "").replace("file:", "")
        kind = message.get("subType", message.get("type", "error"))
        extract = f" in `{clip(message['extract'])}`" if message.get("extract") else ""
        faults.append(f"{place}:{message.get('lastLine', 0)}: {kind}: {text}{extract}")
    if done.returncode != 0 and not messages:
        faults.append(f"vnu exited with {done.returncode}: {clip(done.stderr, 400)}")
    return faults


def check_html(site):
    """No error and no warning in any page."""
    if not files(site.root, ".html"):
        return ["there is no HTML file"]
    return [fault.replace(str(site.root) + "/", "") for fault in nu([site.root], "--skip-non-html")]


def check_css(site):
    """No error and no warning in any style sheet."""
    sheets = files(site.root, ".css")
    return [fault.replace(str(site.root) + "/", "") for fault in nu(sheets, "--css")] if sheets else []


def check_feed_content(site):
    """The HTML inside of each feed entry is valid by itself."""
    with tempfile.TemporaryDirectory(prefix="byline-entries-") as folder:
        names = {}
        for feed in site.feeds():
            for entry in feed.entries:
                name = f"{len(names)}.html"
                names[name] = f"{feed.name}: `{entry.title}`"
                language = entry.language or feed.language or "en"
                pathlib.Path(folder, name).write_text(
                    f'<!DOCTYPE html>\n<html lang="{html.escape(language)}"><head><title>entry</title></head>\n'
                    f"<body><article><h1>entry</h1>\n{entry.content}\n</article></body></html>\n", encoding="utf-8")
        if not names:
            return []
        faults = []
        for fault in nu([folder], "--skip-non-html", "--errors-only"):
            place, _, rest = fault.partition(":")
            faults.append(f"{names.get(pathlib.Path(place).name, place)}:{rest}")
        return faults
