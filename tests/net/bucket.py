"""A server on loopback that speaks as much of S3 as a storage for pictures needs: put, get, head, delete, list."""

import contextlib
import http.server
import threading
from email.utils import formatdate
from urllib.parse import parse_qs, unquote, urlsplit
from xml.sax.saxutils import escape


class Objects(http.server.BaseHTTPRequestHandler):
    """What is in all buckets, by path ("/bucket/key"); who does not sign is refused."""

    protocol_version = "HTTP/1.1"
    kept: dict[str, bytes]
    modified = formatdate(0, usegmt=True)

    def answer(self, status, body=b"", kind="application/xml"):
        self.send_response(status)
        self.send_header("Content-Length", str(len(body)))
        self.send_header("Content-Type", kind)
        self.send_header("Last-Modified", self.modified)
        self.send_header("ETag", '"1"')
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)

    def do_GET(self):
        path, query = unquote(urlsplit(self.path).path), parse_qs(urlsplit(self.path).query)
        if not self.headers.get("Authorization", "").startswith("AWS4-HMAC-SHA256 Credential=key/"):
            self.answer(403, b"<Error><Code>AccessDenied</Code></Error>")
        elif "prefix" in query:
            self.answer(200, self.listing(path, query["prefix"][0]))
        elif path in self.kept:
            self.answer(200, self.kept[path], "image/webp")
        else:
            self.answer(404, b"<Error><Code>NoSuchKey</Code></Error>")

    def do_HEAD(self):
        self.do_GET()

    def do_PUT(self):
        self.kept[unquote(urlsplit(self.path).path)] = self.rfile.read(int(self.headers["Content-Length"]))
        self.answer(200)

    def do_DELETE(self):
        self.kept.pop(unquote(urlsplit(self.path).path), None)
        self.answer(204)

    def listing(self, bucket, prefix):
        start = f"{bucket.rstrip('/')}/"
        names = [key.removeprefix(start) for key in self.kept if key.startswith(start + prefix)]
        ends = [name.removeprefix(prefix).partition("/") for name in names]
        folders = sorted({prefix + first + slash for first, slash, _ in ends if slash})
        files = [prefix + first for first, slash, _ in ends if not slash]
        inside = "".join(f"<CommonPrefixes><Prefix>{escape(name)}</Prefix></CommonPrefixes>" for name in folders)
        inside += "".join(f"<Contents><Key>{escape(name)}</Key></Contents>" for name in files)
        return f"<ListBucketResult><IsTruncated>false</IsTruncated>{inside}</ListBucketResult>".encode()

    def log_message(self, *_):
        pass


@contextlib.contextmanager
def serving(port=0):
    """Serve, and yield (address, what is kept)."""
    Objects.kept = {}
    server = http.server.ThreadingHTTPServer(("127.0.0.1", port), Objects)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}", Objects.kept
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
