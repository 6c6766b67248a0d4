"""A web server for a built folder, on a free port of the loopback, in a thread of its own."""

import collections
import email.utils
import functools
import hashlib
import http.client
import http.server
import io
import os
import pathlib
import sys
import threading
import urllib.parse

TYPES = {
    ".html": "text/html; charset=utf-8", ".xml": "application/xml", ".json": "application/json",
    ".css": "text/css; charset=utf-8", ".js": "text/javascript; charset=utf-8", ".mjs": "text/javascript; charset=utf-8",
    ".svg": "image/svg+xml", ".webp": "image/webp", ".avif": "image/avif", ".woff2": "font/woff2",
    ".txt": "text/plain; charset=utf-8", ".webmanifest": "application/manifest+json", ".ico": "image/x-icon",
}


class Handler(http.server.SimpleHTTPRequestHandler):
    """Static files below a prefix; no listings, the site's own 404 page, silent."""

    protocol_version = "HTTP/1.1"
    extensions_map = {**http.server.SimpleHTTPRequestHandler.extensions_map, **TYPES}

    def __init__(self, *args, site, **kwargs):
        self.site = site
        super().__init__(*args, directory=str(site.root), **kwargs)

    def translate_path(self, path):
        prefix = self.site.prefix
        bare = path.split("?", 1)[0].split("#", 1)[0]
        if prefix:
            if not bare.startswith(prefix + "/"):
                return str(self.site.root / "there-is-no-such-file")
            bare = bare[len(prefix):]
        return super().translate_path(bare)

    def list_directory(self, path):
        self.send_error(404)

    def send_head(self):
        """A file with its validators, or 304 to whoever has it already (RFC 9110, section 13)."""
        if self.site.moved_to:
            return self.send_empty(301, ("Location", self.site.moved_to + self.path))
        file = pathlib.Path(self.translate_path(self.path))
        if file.is_dir() and self.path.split("?")[0].endswith("/"):
            file = file / "index.html"
        if not file.is_file():
            return super().send_head()
        with file.open("rb") as opened:
            body, changed = opened.read(), int(os.fstat(opened.fileno()).st_mtime)
        body = self.site.rewrite(file, body) if self.site.rewrite else body
        tag = f'"{hashlib.sha256(body).hexdigest()[:32]}"'
        changed = self.site.date_of(file, (tag, changed))
        validators = (("ETag", tag), ("Last-Modified", email.utils.formatdate(changed, usegmt=True)))
        if self.is_known(tag, changed):
            return self.send_empty(304, *validators)
        self.send_response(200)
        for name, value in (("Content-Type", self.guess_type(str(file))), ("Content-Length", str(len(body))), *validators):
            self.send_header(name, value)
        self.end_headers()
        return io.BytesIO(body)

    def is_known(self, tag, changed):
        """Whether the client said that it has this; its tags come before its date (section 13.2.2)."""
        tags = self.headers.get("If-None-Match")
        if tags is not None:
            return tag in [known.strip().removeprefix("W/") for known in tags.split(",")]
        date = self.headers.get("If-Modified-Since")
        try:
            return date is not None and changed <= int(email.utils.parsedate_to_datetime(date).timestamp())
        except (TypeError, ValueError):
            return False

    def send_empty(self, code, *headers):
        self.send_response(code)
        for name, value in headers:
            self.send_header(name, value)
        if code != 304:
            self.send_header("Content-Length", "0")
        self.end_headers()

    def send_response(self, code, message=None):
        with self.site.counting:
            self.site.answers[self.path.split("?")[0]][code] += 1
        super().send_response(code, message)

    def send_error(self, code, message=None, explain=None):
        page = self.site.root / "404.html"
        body = page.read_bytes() if code == 404 and page.is_file() else f"{code}\n".encode()
        self.send_response(code)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)

    def log_message(self, *args):
        pass


class Listener(http.server.ThreadingHTTPServer):
    """Says nothing about whoever asked and went elsewhere meanwhile."""

    daemon_threads = True

    def handle_error(self, request, client_address):
        if not isinstance(sys.exc_info()[1], ConnectionError):
            super().handle_error(request, client_address)


class Server:
    """`with Server(prefix) as server:` then set `server.root` and fetch from `server.base`.

    The port is known before the site is built, because the site has to know its own address.
    `server.answers` counts each path's answers by their status. With `server.moved_to` all of it has moved to
    another address for good, and `server.rewrite(path, bytes)` changes what is served on its way out.
    """

    def __init__(self, prefix="", root=None):
        self.prefix = prefix
        self.root = root
        self.statuses = {}
        self.answers = collections.defaultdict(collections.Counter)
        self.counting = threading.Lock()
        self.dates = {}
        self.moved_to = None
        self.rewrite = None
        handler = functools.partial(Handler, site=self)
        self.httpd = Listener(("127.0.0.1", 0), handler)
        self.host = f"127.0.0.1:{self.httpd.server_address[1]}"
        self.base = f"http://{self.host}{prefix}"
        self.connection = None

    def __enter__(self):
        threading.Thread(target=self.httpd.serve_forever, daemon=True).start()
        return self

    def __exit__(self, *_):
        if self.connection:
            self.connection.close()
        self.httpd.shutdown()
        self.httpd.server_close()

    def date_of(self, file, version):
        """The date a version of a file has, which no other version has: two of one second would both be known."""
        with self.counting:
            before, date = self.dates.get(file, (None, 0))
            if before != version:
                self.dates[file] = version, max(version[1], date + 1)
            return self.dates[file][1]

    def owns(self, address):
        """Whether an absolute address is served by this server."""
        parts = urllib.parse.urlsplit(address)
        return parts.scheme == "http" and parts.netloc == self.host

    def status(self, address):
        """The HTTP status of one of our addresses, redirects not followed."""
        parts = urllib.parse.urlsplit(address)
        target = urllib.parse.quote(parts.path or "/", safe="/%:@!$&'()*+,;=~-._")
        if target not in self.statuses:
            self.statuses[target] = self.ask(target)
        return self.statuses[target]

    def ask(self, target):
        for attempt in (1, 2):
            try:
                if self.connection is None:
                    self.connection = http.client.HTTPConnection(self.host, timeout=60)
                self.connection.request("HEAD", target)
                answer = self.connection.getresponse()
                answer.read()
                return answer.status
            except (http.client.HTTPException, OSError):
                self.connection = None
                if attempt == 2:
                    raise
        return 0

    def file_of(self, address):
        """The file behind one of our addresses, if there is one."""
        path = urllib.parse.unquote(urllib.parse.urlsplit(address).path)
        if self.prefix:
            if not path.startswith(self.prefix + "/"):
                return None
            path = path[len(self.prefix):]
        file = self.root / path.lstrip("/")
        file = file / "index.html" if path.endswith("/") or file.is_dir() else file
        return file if file.is_file() else None
