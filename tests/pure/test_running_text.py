import pytest

from articles.running_text import running_text


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ("<p>One.</p><p>Two.</p>", "One.\nTwo."),
        ("<p>One <em>word</em>\n and   <a href='https://x.example/'>more</a>.</p>", "One word and more."),
        ("<h2>Head</h2><ul><li>a</li><li>b</li></ul>", "Head\na\nb"),
        ("<p>One<br>two</p>", "One\ntwo"),
        ("<figure><img src='x' alt='No'><figcaption>Not told</figcaption></figure><p>Told</p>", "Told"),
        ("<p>4 &lt; 5 &amp; 6</p>", "4 < 5 & 6"),
        ("", ""),
    ],
)
def test_markup_becomes_lines(html, text):
    assert running_text(html, 1_000) == text


def test_a_long_text_ends_with_a_whole_word():
    assert running_text("<p>" + "word " * 50_000 + "</p>", 22) == "word word word word"
