"""Tables of addresses that must or must not be asked, and how their columns are read.

A row has an id, a kind (url, dns, redirect), what is asked, a context (what DNS answers, or where the answer leads), the
verdict (allow, deny) and a class.
"""

import csv
import re
from pathlib import Path

from tests.net.scripted import RSS, answer

Row = dict[str, str]


def rows_of(path: Path) -> list[Row]:
    lines = [line for line in path.read_text(encoding="utf-8").splitlines() if not line.startswith("#")]
    return list(csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE))


def is_expected(row: Row) -> bool:
    """Tell whether a row is to be fetched. A Refresh header is part of a good answer: nobody goes where it points."""
    return row["expected"] == "allow" or row["context"].startswith("200 refresh")


def unescaped(text: str) -> str:
    return re.sub(r"\\(?:r|n|t|x00)", lambda match: {"r": "\r", "n": "\n", "t": "\t"}.get(match[0][1], "\0"), text)


def redirect_script(context: str) -> dict[str, bytes]:
    """Read the redirect column: what the paths of the host answer."""
    done = answer(200, RSS, "Connection: close")
    if match := re.fullmatch(r"302 x(\d+)", context):
        last = int(match[1])
        hops = {f"/{hop}": answer(302, b"", f"Location: /{hop + 1}") for hop in range(1, last)}
        return {"/feed": answer(302, b"", "Location: /1"), **hops, f"/{last}": done}
    special = {
        "302 (self)": answer(302, b"", "Location: http://ok.public.tld/feed"),
        "302 (none)": answer(302, b""),
        "302 \r\nSet-Cookie: a=b": answer(302, b"", "Location: ", "Set-Cookie: a=b"),
        "200 refresh: 0;url=http://127.0.0.1/": answer(200, RSS, "Refresh: 0;url=http://127.0.0.1/"),
        "302 with Set-Cookie": answer(302, b"", "Location: /other", "Set-Cookie: a=b"),
        "302 cross-host with Authorization": answer(302, b"", "Location: http://other.public.tld/feed2"),
        "HEAD 200, GET 302 http://127.0.0.1/": answer(302, b"", "Location: http://127.0.0.1/"),
        "401 WWW-Authenticate: Basic": answer(401, b"", 'WWW-Authenticate: Basic realm="x"'),
        "407 Proxy-Authenticate": answer(407, b"", 'Proxy-Authenticate: Basic realm="x"'),
        'Alt-Svc: h2="127.0.0.1:443"': answer(200, RSS, 'Alt-Svc: h2="127.0.0.1:443"'),
        "Link: <http://127.0.0.1/>; rel=preload": answer(200, RSS, "Link: <http://127.0.0.1/>; rel=preload"),
        "103 Early Hints Link private": b"HTTP/1.1 103 Early Hints\r\nLink: <http://127.0.0.1/>\r\n\r\n" + done,
    }
    if context in special:
        return {"/feed": special[context]}
    status, _, location = context.removeprefix("https→").partition(" ")
    wire = location.encode("utf-8").decode("latin-1")
    return {"/feed": answer(int(status), b"", f"Location: {wire}")}
