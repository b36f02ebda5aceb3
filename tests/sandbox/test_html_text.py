"""Telegram's HTML: what it accepts and the words it refuses with."""

import html

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.sandbox import answers, entities, html_text


def spans(source: str) -> list[tuple[str, str]]:
    """(type, covered text) of every entity, after Telegram has finished with the text."""
    done = entities.finished(html_text.read(source))
    return [(one.type, entities.cut(done.text, one.offset, one.end)) for one in done.entities]


@pytest.mark.parametrize(
    ("source", "text", "expected"),
    [
        pytest.param("просто", "просто", [], id="plain"),
        pytest.param(
            "<b>жир</b> и <i>курсив</i>", "жир и курсив", [("bold", "жир"), ("italic", "курсив")], id="two"
        ),
        pytest.param("<b>a<i>b</i></b>", "ab", [("bold", "ab"), ("italic", "b")], id="nested"),
        pytest.param("😀<b>x</b>", "😀x", [("bold", "x")], id="emoji-counts-two-units"),
        pytest.param("a &lt;b&gt; &amp;amp; &quot;", 'a <b> &amp; "', [], id="named-references"),
        pytest.param(
            "&nbsp;&copy; & <b>&</b>", "&nbsp;&copy; & &", [("bold", "&")], id="other-references-stay"
        ),
        pytest.param("&#1071;&#x44F;", "Яя", [], id="numeric-references"),
        pytest.param(
            "<ins>u</ins><del>s</del>", "us", [("underline", "u"), ("strikethrough", "s")], id="synonyms"
        ),
        pytest.param("<tg-spoiler>s</tg-spoiler>", "s", [("spoiler", "s")], id="spoiler"),
        pytest.param('<span class="tg-spoiler">s</span>', "s", [("spoiler", "s")], id="spoiler-span"),
        pytest.param("<blockquote>q</blockquote>", "q", [("blockquote", "q")], id="quote"),
        pytest.param(
            "<blockquote expandable>q</blockquote>",
            "q",
            [("expandable_blockquote", "q")],
            id="expandable-quote",
        ),
        pytest.param('<a href="https://x.example/?a=1&amp;b">t</a>', "t", [("text_link", "t")], id="link"),
        pytest.param("<a>no address</a>", "no address", [], id="link-to-nowhere"),
        pytest.param("<B>x</b >", "x", [("bold", "x")], id="case-and-space"),
        pytest.param("<b></b>x", "x", [], id="empty-entity"),
        pytest.param("\n \n<b>x</b>  \n", "x", [("bold", "x")], id="trimmed"),
        pytest.param(
            '<pre><code class="language-python">1</code></pre>', "1", [("pre", "1")], id="code-with-language"
        ),
    ],
)
def test_accepted(source: str, text: str, expected: list[tuple[str, str]]) -> None:
    assert entities.finished(html_text.read(source)).text == text
    assert spans(source) == expected


@pytest.mark.parametrize(
    ("source", "why"),
    [
        pytest.param("<b>x", 'Can\'t find end tag corresponding to start tag "b"', id="unclosed"),
        pytest.param("x</b>", "Unexpected end tag at byte offset 1", id="closed-twice"),
        pytest.param(
            "<b><i>x</b></i>",
            'Unmatched end tag at byte offset 7, expected "</i>", found "</b>"',
            id="crossed",
        ),
        pytest.param(
            "я <p>x</p>", 'Unsupported start tag "p" at byte offset 3', id="unknown-tag-after-cyrillic"
        ),
        pytest.param("<br/>", 'Unsupported start tag "br/" at byte offset 0', id="line-break"),
        pytest.param("1 < 2 > 1", 'Unsupported start tag "" at byte offset 2', id="bare-less-than"),
        pytest.param("<b", "Unclosed start tag at byte offset 0", id="cut-in-a-tag"),
        pytest.param("<b>x</b", "Unclosed end tag at byte offset 4", id="cut-in-an-end-tag"),
        pytest.param(
            "<span>x</span>", 'Unsupported start tag "span" at byte offset 0', id="span-of-no-class"
        ),
        pytest.param(
            "from <irina@vetka.example>",
            'Unsupported start tag "irina@vetka.example" at byte offset 5',
            id="unescaped-address",
        ),
    ],
)
def test_refused(source: str, why: str) -> None:
    with pytest.raises(answers.Refused) as refusal:
        html_text.read(source)
    assert refusal.value.code == 400
    assert refusal.value.description == f"Bad Request: can't parse entities: {why}"


@given(st.text(st.characters(exclude_categories=["Cs"])))
def test_escaped_text_comes_back_as_it_was(text: str) -> None:
    assert html_text.read(html.escape(text).replace("&#x27;", "'")).text == text


@given(st.lists(st.tuples(st.sampled_from(["b", "i", "code", "blockquote"]), st.text("аb 😀\n"))))
def test_entities_lie_inside_the_text(parts: list[tuple[str, str]]) -> None:
    source = "".join(f"<{tag}>{text}</{tag}>" for tag, text in parts)
    done = entities.finished(html_text.read(source))
    assert all(0 <= one.offset < one.end <= entities.units(done.text) for one in done.entities)


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        pytest.param("/start code", [("bot_command", "/start")], id="command"),
        pytest.param(
            "см. https://x.example/a?b=1.", [("url", "https://x.example/a?b=1")], id="address-before-a-dot"
        ),
        pytest.param("irina@vetka.example", [("email", "irina@vetka.example")], id="e-mail"),
        pytest.param("1/2 and/or", [], id="fractions-are-no-commands"),
        pytest.param("<code>/start</code>", [("code", "/start")], id="nothing-inside-code"),
    ],
)
def test_links_are_found(source: str, expected: list[tuple[str, str]]) -> None:
    assert spans(source) == expected


@pytest.mark.parametrize(
    ("text", "why"),
    [
        pytest.param(" \n ", "message text is empty", id="blank"),
        pytest.param("я" * 4097, "message is too long", id="one-too-many"),
        pytest.param("😀" * 2049, "message is too long", id="counted-in-utf-16"),
    ],
)
def test_texts_that_are_not_taken(text: str, why: str) -> None:
    with pytest.raises(answers.Refused, match=why):
        entities.checked(entities.finished(html_text.read(text)))


def test_the_limit_counts_what_is_read_not_the_tags() -> None:
    source = "<b>" + "&lt;" * 4096 + "</b>"
    assert entities.units(entities.checked(entities.finished(html_text.read(source))).text) == 4096
