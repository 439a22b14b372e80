from __future__ import annotations

import html
import re

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from processors.text.markdown import clean, escape_inline, escape_start
from processors.text.render import render_document
from tests.processors.text.typed import line, page

markdown_it = pytest.importorskip(
    "markdown_it", reason="markdown-it-py shows what CommonMark makes of the text"
)


def shown(text: str) -> str:
    """What a reader of the rendered Markdown sees, spaces folded."""
    rendered = markdown_it.MarkdownIt("commonmark").enable("strikethrough").render(text)
    return re.sub(r"\s+", " ", html.unescape(re.sub(r"<[^>]*>", "", rendered))).strip()


def printed(text: str) -> str:
    return re.sub(r"\s+", " ", text).strip()


def markdown(text: str) -> str:
    return escape_start(escape_inline(clean(text).strip()))


@pytest.mark.parametrize(
    "text",
    [
        "# not a heading",
        "> not a quotation",
        "+ plus",
        "- 3 -",
        "***",
        "| a | b |",
        "1. not a list",
        "1993. The year",
        "<script>alert(1)</script>",
        "a <b>bold</b> claim",
        "AT&amp;T &copy; 1961",
        "~~not struck~~ and ~this~",
        "*stars* and __lines__ and _one_",
        "Name: ______ Date: ____",
        "`code` and \\ stroke",
        "[link](http://example.org) and [ref]: x",
        "![image](x)",
        "[REDACTED (b)(3)]",
        "====",
        "- - -",
        "<!-- hidden -->",
        "1) one",
        "``` fence",
        "a*b*c",
    ],
)
def test_print_is_shown_as_printed(text: str) -> None:
    assert shown(markdown(text)) == printed(text)
    assert "<script" not in markdown_it.MarkdownIt("commonmark").render(markdown(text))


@settings(deadline=None, max_examples=300)
@given(st.text(alphabet="ab1.)(<>#*_-+~`[]!:\\|&;=/ \"'", min_size=1, max_size=24))
@example("[a]: b")
@example("a\\")
def test_any_print_is_shown_as_printed(text: str) -> None:
    assert shown(markdown(text)) == printed(text)


@settings(deadline=None, max_examples=200)
@given(st.lists(st.text(alphabet="ab1.)(<>#*_-+~`[]!:\\|&=", min_size=1, max_size=5), min_size=2, max_size=6))
def test_rendered_pages_never_hold_html(parts: list[str]) -> None:
    text = render_document([page([line(" ".join(parts), struck=(parts[0],))])])
    assert (
        re.search(
            r"<(?!/?(p|s|ul|ol|li|h2)\b)",
            markdown_it.MarkdownIt("commonmark", {"html": True})
            .enable("strikethrough")
            .render(text)
            .replace("&lt;", ""),
        )
        is None
    )


def test_a_printed_token_differs_from_a_real_one() -> None:
    assert "[REDACTED" not in markdown("[REDACTED]").replace("\\[REDACTED", "")


def test_control_and_direction_characters_are_dropped() -> None:
    assert clean("a\x00b\u202ec\td") == "abc d"
