"""`byline serve` in Chromium: edits, style sheets, errors and restarts show without touching the page."""

import os
import pathlib
import shutil
import tempfile

from tools import INSTALL, Missing, node

#: A template with style sheets by both kinds of name: with a hash of what is in them, and without.
PAGE = """<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>{{ page.title }}</title>
<link rel="stylesheet" href="{{ get_url(path="hashed.css", cachebust=true) }}">
<link rel="stylesheet" href="{{ get_url(path="plain.css") }}">
<main>
<h1>{{ page.title }}</h1>
{{ page.content | safe }}
</main>
"""
#: More than a screen.
LONG = "\n\n".join(f"Paragraph {number}." for number in range(1, 121))
ARTICLE = '+++\ntitle = "{title}"\ndate = 2026-01-01\n+++\n\n{text}\n'

SITE = {
    "byline.toml": 'base_url = "https://example.org"\ntitle = "Served"\n',
    "templates/page.html": PAGE,
    "static/hashed.css": "h1 { color: rgb(1, 1, 1) }\n",
    "static/plain.css": "p { color: rgb(2, 2, 2) }\n",
    "content/rain.md": ARTICLE.format(title="Rain", text=f"It rains.\n\n{LONG}"),
    "content/snow.md": ARTICLE.format(title="Snow", text="It snows."),
}


def check_serve(byline, shots=None, patience=20):
    """The faults of a server; `patience` is how many seconds each change may take to show."""
    chromium = shutil.which(os.environ.get("BYLINE_CHROMIUM", "chromium"))
    if not chromium:
        raise Missing(f"`chromium` is missing; install it with `{INSTALL['chromium']}`")
    with tempfile.TemporaryDirectory(prefix="byline-serve-") as folder:
        root = pathlib.Path(folder).resolve()
        for name, text in SITE.items():
            (root / name).parent.mkdir(parents=True, exist_ok=True)
            (root / name).write_text(text, encoding="utf-8")
        answer = node("serve.mjs", {
            "chromium": chromium, "byline": str(byline), "root": str(root), "patience": 1000 * patience,
            "shots": str(pathlib.Path(shots) / "serve") if shots else ""})
    return answer["faults"]
