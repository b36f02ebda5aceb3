"""Pages become the text a person would have typed."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sync_engine.rules import html_text

LONG = "https://acme.test/" + "x" * 200


@pytest.mark.parametrize(
    ("page", "text"),
    [
        pytest.param("<p>one</p>\n <p>two</p>", "one\n\ntwo", id="paragraphs"),
        pytest.param("<div>one</div><div>two</div>", "one\ntwo", id="lines"),
        pytest.param("one<br>two<br><br>three", "one\ntwo\n\nthree", id="breaks"),
        pytest.param("a <b>bold</b>, <i>slanted</i><u>d</u>", "a bold, slantedd", id="looks-add-no-blanks"),
        pytest.param("a\n   b&nbsp;c", "a b c", id="blanks-collapse"),
        pytest.param("&lt;5 &amp; &quot;&#1055;&quot; &euro;&nbsp;", '<5 & "П" €', id="entities"),
        pytest.param("<ul><li>one<li>two</ul>", "- one\n- two", id="list"),
        pytest.param("<ol><li>one</li><li>two</li></ol>", "1. one\n2. two", id="numbered-list"),
        pytest.param(
            "<table><tr><td>Товар</td><td>Цена</td></tr><tr><td>Гайка</td><td>5</td></tr></table>",
            "Товар  Цена\nГайка  5",
            id="table",
        ),
        pytest.param("<pre>a\n\n  b</pre>", "a\n\n  b", id="verbatim"),
        pytest.param("<h1>Head</h1>text<hr>more", "Head\n\ntext\nmore", id="heading-and-rule"),
        pytest.param(
            '<a href="https://acme.test/price">price</a>', "price (https://acme.test/price)", id="link"
        ),
        pytest.param('<a href="https://acme.test/">acme.test</a>', "acme.test", id="link-that-says-itself"),
        pytest.param('<a href="mailto:a@b.ru?subject=x">write</a>', "write (a@b.ru)", id="mail-link"),
        pytest.param('<a href="mailto:a@b.ru">a@b.ru</a>', "a@b.ru", id="mail-link-that-says-itself"),
        pytest.param(f'<a href="{LONG}">shop</a>', "shop", id="link-for-machines"),
        pytest.param('<a href="javascript:alert(1)">shop</a>', "shop", id="link-that-is-no-address"),
        pytest.param('<a href="https://a.test"><img src=x></a>text', "text", id="link-without-words"),
        pytest.param(
            "<style>p{}</style><script>1</script><title>t</title>text", "text", id="styles-and-scripts"
        ),
        pytest.param("<!-- a --><!--[if mso]>b<![endif]-->text", "text", id="comments"),
        pytest.param('<div style="DISPLAY : none">secret<p>too</p></div>text', "text", id="not-displayed"),
        pytest.param('<div style="max-height:0px;overflow:hidden">secret</div>text', "text", id="no-height"),
        pytest.param("<p hidden>secret</p>text", "text", id="hidden"),
        pytest.param('<p style="max-height:0.5em">shown</p>', "shown", id="some-height"),
        pytest.param('<td style="font-size:0px"><div style="font-size:14px">shown</div>', "shown", id="mjml"),
        pytest.param("preheader&zwnj;&nbsp;&zwnj;&nbsp;\u200b\u034f", "preheader", id="filler"),
        pytest.param(
            "own<blockquote>a<blockquote>b</blockquote></blockquote>", "own\n\n> a\n>\n> > b", id="quotes"
        ),
        pytest.param("a < b and c > d", "a < b and c > d", id="no-tags-at-all"),
        pytest.param("<p>not <b>closed", "not closed", id="not-closed"),
        pytest.param("", "", id="nothing"),
    ],
)
def test_a_page_as_text(page: str, text: str) -> None:
    assert html_text.to_text(page, 10_000) == text


def test_no_more_than_the_limit_comes_out() -> None:
    assert len(html_text.to_text("<p>слово</p>" * 1000, 100)) == 100
    assert len(html_text.to_text("слово" * 1000, 100)) == 100


def test_a_large_page_of_ordinary_depth_is_laid_out_as_one() -> None:
    rows = "".join(f"<tr><td>{number}</td><td><span>x</span></td></tr>" for number in range(1000))
    lines = html_text.to_text(f"<table>{rows}</table>", 100_000).split("\n")
    assert lines[0] == "0  x"
    assert lines[-1] == "999  x"


@pytest.mark.parametrize(
    "page",
    [
        pytest.param("<div>x" * 100_000, id="nested"),
        pytest.param(
            "<p>" + "".join(f"<font color={n}>" for n in range(30_000)) + "</p><p>x" * 9_000, id="fonts"
        ),
        pytest.param("<a href=x><table><tr><td>" * 30_000, id="links-and-tables"),
        pytest.param("<p " + "".join(f"a{n}=1 " for n in range(100_000)) + ">", id="attributes"),
        pytest.param("<!--" * 200_000, id="comments"),
        pytest.param("<style>" * 100_000, id="styles"),
        pytest.param("<pre>" + "\n" * 500_000, id="line-ends"),
        pytest.param("&amp" * 200_000, id="entities"),
    ],
)
def test_a_hostile_page_takes_bounded_time(page: str) -> None:
    begun = time.thread_time()
    html_text.to_text(page, 256 * 1024)
    assert time.thread_time() - begun < 2


PIECES = [
    "<p>",
    "</p>",
    "<div style='display:none'>",
    "</div>",
    "<table>",
    "<td>",
    "<li>",
    "</ul>",
    "<a href='",
    "'>",
]
PIECES += [
    "</a>",
    "<blockquote>",
    "</blockquote>",
    "<pre>",
    "<br",
    ">",
    "&",
    "&#0;",
    "&#xD800;",
    "<!--",
    "-->",
    "сло во\n",
]


@given(st.lists(st.one_of(st.sampled_from(PIECES), st.text(max_size=5)), max_size=40).map("".join))
def test_any_page_gives_text(page: str) -> None:
    page = page.encode("utf-8", "ignore").decode()
    text = html_text.to_text(page, 1000)
    assert len(text) <= 1000
    text.encode("utf-8")
