"""A web server for a built folder, on a free port of the loopback, in a thread of its own."""

import functools
import http.client
import http.server
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


class Server:
    """`with Server(prefix) as server:` then set `server.root` and fetch from `server.base`.

    The port is known before the site is built, because the site has to know its own address.
    """

    def __init__(self, prefix="", root=None):
        self.prefix = prefix
        self.root = root
        self.statuses = {}
        handler = functools.partial(Handler, site=self)
        self.httpd = http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler)
        self.httpd.daemon_threads = True
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
