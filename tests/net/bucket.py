"""A server on loopback that speaks as much of S3 as a storage for pictures needs: put, get, head, delete, list.

It lists two names a page, and has bad days: then it answers everything with what ``instead`` says.
"""

import contextlib
import http.server
import threading
from email.utils import formatdate
from urllib.parse import parse_qsl, unquote, urlsplit
from xml.sax.saxutils import escape


class Objects(http.server.BaseHTTPRequestHandler):
    """What is in all buckets, by path ("/bucket/key"); who does not sign is refused, and who asks for more is not served."""

    protocol_version = "HTTP/1.1"
    kept: dict[str, bytes]
    asked: list[str]
    instead: tuple[int, dict[str, str]] | None
    modified = formatdate(0, usegmt=True)

    def answer(self, status, body=b"", kind="application/xml", **headers):
        self.send_response(status)
        given = {"Content-Type": kind, "Last-Modified": self.modified, "ETag": '"1"', **headers}
        for name, value in {"Content-Length": str(len(body)), **given}.items():
            self.send_header(name, value)
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)

    def parse_request(self):
        """Refuse before any method is asked."""
        is_read = super().parse_request()
        if not is_read:
            return False
        self.asked.append(f"{self.command} {self.path}")
        self.body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        if self.instead:
            self.answer(self.instead[0], b"<Error><Code>SlowDown</Code></Error>", **self.instead[1])
        elif not self.headers.get("Authorization", "").startswith("AWS4-HMAC-SHA256 Credential=key/"):
            self.answer(403, b"<Error><Code>AccessDenied</Code></Error>")
        else:
            return True
        return False

    def do_GET(self):
        path, query = unquote(urlsplit(self.path).path), dict(parse_qsl(urlsplit(self.path).query))
        if "prefix" in query:
            self.answer(200, self.listing(path, query["prefix"], int(query.get("continuation-token", 0))))
        elif path in self.kept:
            self.answer(200, self.kept[path], "image/webp")
        else:
            self.answer(404, b"<Error><Code>NoSuchKey</Code></Error>")

    def do_HEAD(self):
        self.do_GET()

    def do_PUT(self):
        path, _, query = self.path.partition("?")
        if not query:
            self.kept[unquote(path)] = self.body
        self.answer(501 if query else 200)

    def do_DELETE(self):
        self.kept.pop(unquote(urlsplit(self.path).path), None)
        self.answer(204)

    def listing(self, bucket, prefix, first):
        start = f"{bucket.rstrip('/')}/"
        names = [key.removeprefix(start) for key in self.kept if key.startswith(start + prefix)]
        ends = [name.removeprefix(prefix).partition("/") for name in names]
        shown = sorted({prefix + begin + slash for begin, slash, _ in ends})
        inside = "".join(
            f"<CommonPrefixes><Prefix>{escape(name)}</Prefix></CommonPrefixes>"
            if name.endswith("/")
            else f"<Contents><Key>{escape(name)}</Key></Contents>"
            for name in shown[first : first + 2]
        )
        if len(shown) > first + 2:
            inside += f"<IsTruncated>true</IsTruncated><NextContinuationToken>{first + 2}</NextContinuationToken>"
        return f"<ListBucketResult><Name>{bucket.strip('/')}</Name>{inside}</ListBucketResult>".encode()

    def log_message(self, *_):
        pass


@contextlib.contextmanager
def serving(port=0):
    """Serve, and yield (address, what is kept)."""
    Objects.kept, Objects.asked, Objects.instead = {}, [], None
    server = http.server.ThreadingHTTPServer(("127.0.0.1", port), Objects)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}", Objects.kept
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
