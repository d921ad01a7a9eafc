"""Hostile sizes: what would cost the parser quadratic time never reaches it; ordinary documents always do."""

import subprocess
import sys

import pytest

from articles.html_bounds import AMPERSANDS, DEPTH, is_bounded

HIDING = (
    "<!-- {} -->",
    "<!-- {} --!>",
    '<i title="{}"></i>',
    "<title>{}</title>",
    "<textarea>{}</textarea>",
    "<script>{}</script>",
)


@pytest.mark.parametrize(
    "html",
    [
        "<div>" * (DEPTH + 1),
        "<DIV>" * (DEPTH + 1),
        "<b>" * (DEPTH + 1),
        "<li><dd>" * DEPTH,
        "<x-y>" * (DEPTH + 1),
        "<lin\u212a>" * (DEPTH + 1),
        "<div/>" * (DEPTH + 1),
        "<svg>" + "<td>" * (DEPTH + 1),
        "<svg>" + "<input>" * (DEPTH + 1),
        "<svg><p>" + "<path/>" * (DEPTH + 1),
        '<i a"><div b">' * (DEPTH + 1),
        *(f"<div>{place.replace('{}', '</div>')}" * (DEPTH + 1) for place in HIDING),
        "<div><select></div></select>" * (DEPTH + 1),
        "<div><table></div></table>" * (DEPTH + 1),
        "<span><p></span></p>" * (DEPTH + 1),
        "&" * (AMPERSANDS + 1),
        f"<p title='{'x' * 5_000}'>",
        "<svg><![CDATA[</svg>]]>",
        "<p>" + "".join(f"<b id={n}>" for n in range(300)) + "<p>x" * 10_000,
        f"<p><a title='{'x' * 4_000}'>x" + "<p>x" * 10_000,
    ],
)
def test_html_that_would_cost_too_much_is_refused(html):
    assert not is_bounded(html)


@pytest.mark.parametrize(
    "html",
    [
        "",
        "<p>one<p>two" * 5_000,
        "<ul>" + "<li>one" * 5_000 + "</ul>",
        "<ul>" + "<li><p>one" * 5_000 + "</ul>",
        "<dl>" + "<dt>a<dd>b" * 5_000 + "</dl>",
        "<table>" + "<tr><td>a<td>b" * 5_000 + "</table>",
        "<table><tbody><tr><td>x</table>" * 1_000,
        "<br><img><hr><br/>" * 5_000,
        "<div><p>unclosed</div>" * 2_000,
        "<p>a<b>b</b> <a href='x'>c</a></p>" * 5_000,
        "<blockquote>" * 300 + "</blockquote>" * 300,
        "<!-- " + "<div>" * 1_000 + " -->",
        "<svg>" + "<path d='M0 0'/>" * 5_000 + "</svg>",
        "<p>x</p><script>" + "<div>" * 1_000,
        "<p>x</p><a href='x" + "y" * 1_000,
        "&" * AMPERSANDS,
    ],
)
def test_html_that_people_write_passes(html):
    assert is_bounded(html)


BODIES = """{
    "div": "<div>" * 200_000, "b": "<b>" * 90_000, "ul li": "<ul><li>" * 120_000, "table": "<table><tr><td>" * 60_000,
    "&": "&" * 1_000_000, "&a": "&a" * 500_000, "<": "<" * 1_000_000, "</": "</" * 500_000, "<!": "<!" * 500_000,
    "<!--": "<!--" * 250_000, "dashes": "<!--" + "-" * 1_000_000, "attributes": "<p " + "a=b " * 250_000 + ">",
    "quotes": "<a b=\\"" * 100_000, "frames": "<iframe " * 30_000, "scripts": "<script>" * 110_000, "a": "<a href=x>" * 100_000,
    "formatting": "<p>" + "".join(f"<b id={n}>" for n in range(390)) + "<p>x" * 40_000, "blanks": "<p>" + " " * 900_000,
    "p": "<p>x</p>" * 30_000, "img": "<img src=/a>" * 20_000, "adoption": ("<b><p>" * 190) + "</b>" * 60_000,
    "numbers": "&#" + "9" * 1_000_000 + ";", "marks": "a" + chr(0x301) * 250_000, "hidden": "<div><!--</div>-->" * 13_000,
    "dots": "a.b." * 60_000, "at": "a@" * 120_000, "addresses": "http://a.org " * 5_000, "www": "www." * 60_000,
}"""


def test_hostile_bodies_take_bounded_time_and_memory():
    program = (
        "import resource\n"
        "resource.setrlimit(resource.RLIMIT_CPU, (60, 60))\n"
        "resource.setrlimit(resource.RLIMIT_AS, (1_500_000_000, 1_500_000_000))\n"
        "from articles.sanitize import CHARACTERS, clean_html, clean_text, link_text, plain_text\n"
        f"for name, body in {BODIES}.items():\n"
        "    assert len(clean_html(body, 'https://a.example/')) <= CHARACTERS, name\n"
        "    assert len(link_text(body)) <= CHARACTERS, name\n"
        "    assert len(plain_text(body, 500)) <= 500, name\n"
        "    assert len(clean_text(body, 500)) <= 500, name\n"
    )

    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False)

    assert (done.returncode, done.stderr) == (0, "")
