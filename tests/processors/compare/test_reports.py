from __future__ import annotations

import json
import re
from html.parser import HTMLParser

import jsonschema
import pytest

from processors.compare.comparing import compare_records
from processors.compare.report_html import comparison_html
from processors.compare.report_json import comparison_json, comparison_schema
from processors.compare.report_markdown import comparison_markdown
from processors.compare.types import Result
from tests.processors.compare.releases import Hidden, record_of, release, sheet, withheld

_BASE = [
    f"{a}{b}"
    for a in ("harbor", "signal", "depot", "winter")
    for b in ("one", "two", "six", "ten", "ago", "far")
]
_TEXT = [f"{word}{k}" for k in range(6) for word in _BASE]
_HOSTILE = [
    "<script>alert(1)</script>",
    "&amp;",
    '"onmouseover="x',
    "](javascript:x)",
    "|cell|",
    "\u202eevil",
    "\x07bell",
]


def _result() -> Result:
    text = [*_TEXT[:60], *_HOSTILE, *_TEXT[60:]]
    kept = Hidden(110, 113, ("(b)(6)",))
    a = release(text, [Hidden(57, 69, ("(b)(1)",)), Hidden(100, 104, ("(b)(1)",)), kept], name="<b>a</b>")
    b = release(text, [Hidden(20, 25), Hidden(100, 104, ("(b)(6)",)), kept], name="b|&")
    extra = record_of("<b>a</b>", [*a.pages, withheld(1, 3)])
    return compare_records(extra, record_of("b|&", [sheet(1, ["COVER", "SHEET", "ENCLOSED"]), *b.pages]))


class _Page(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.ids: list[str] = []
        self.links: list[str] = []
        self.tags: list[str] = []
        self.text: list[str] = []
        self.attributes: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        for name, value in attrs:
            self.attributes.append(name)
            if name == "id" and value:
                self.ids.append(value)
            if name in ("href", "src") and value:
                self.links.append(value)

    def handle_data(self, data: str) -> None:
        self.text.append(data)


@pytest.fixture(scope="module")
def result() -> Result:
    return _result()


@pytest.fixture(scope="module")
def page(result: Result) -> _Page:
    parser = _Page()
    parser.feed(comparison_html(result))
    return parser


def test_the_page_runs_nothing_and_fetches_nothing(page: _Page, result: Result) -> None:
    assert not {"script", "img", "iframe", "link", "object", "form"} & set(page.tags)
    assert all(link.startswith("#") for link in page.links)
    assert not [name for name in page.attributes if name.startswith("on")]
    text = comparison_html(result)
    assert "url(" not in text and "@import" not in text and "default-src 'none'" in text


def test_every_link_leads_somewhere_and_every_id_is_unique(page: _Page) -> None:
    assert len(set(page.ids)) == len(page.ids)
    assert {link[1:] for link in page.links} <= set(page.ids)


def test_every_change_is_listed_and_marked_in_the_text_with_its_label(page: _Page, result: Result) -> None:
    for change in result.comparison.changes:
        assert change.id in page.ids and f"t-{change.id}" in page.ids
    assert {"opened", "closed", "codes changed"} <= set(page.text)


def test_hostile_text_is_shown_as_text(page: _Page, result: Result) -> None:
    shown = "".join(page.text)
    assert "<script>alert(1)</script>" in shown
    assert "\u202e" not in shown and "\x07" not in shown
    markdown = comparison_markdown(result.comparison)
    assert "<script>" not in markdown.replace("\\<script>", "")
    assert "\u202e" not in markdown and "\x07" not in markdown
    assert re.search(r"(?<!\\)\]\(javascript", markdown) is None


def test_the_markdown_tells_every_certain_change(result: Result) -> None:
    text = comparison_markdown(result.comparison)
    assert "## Opened (1)" in text and "## Closed (1)" in text and "## Codes changed (1)" in text
    assert "(b)(1) → (b)(6)" in text
    assert re.search(r"Place on the page: A \d\.\d in from the left, \d+\.\d in from the top; B \d", text)
    assert "in B only" in text and "stands for 3 pages" not in text.split("## Pages")[0]
    assert text.endswith("\n")


def test_the_json_keeps_to_its_schema(result: Result) -> None:
    data = json.loads(comparison_json(result.comparison))
    jsonschema.validate(data, comparison_schema())
    assert data["schema_version"] == "1.2.0"
    assert [c["id"] for c in data["changes"]] == [f"c{n + 1}" for n in range(len(data["changes"]))]


def test_equal_results_give_equal_bytes(result: Result) -> None:
    again = _result()
    assert comparison_html(result) == comparison_html(again)
    assert comparison_markdown(result.comparison) == comparison_markdown(again.comparison)
    assert comparison_json(result.comparison) == comparison_json(again.comparison)


def test_both_sides_show_all_their_words(result: Result) -> None:
    for name, column in (("a", 0), ("b", 1)):
        shown = " ".join(
            run.text for row in result.rows for run in (row.a, row.b)[column] if not run.redaction
        )
        hidden = set(_TEXT[57:60]) if name == "a" else set(_TEXT[20:26])
        missing = [w for w in _TEXT if w not in shown.split() and w not in hidden]
        assert not [w for w in missing if w not in _TEXT[60:63] + _TEXT[93:98] + _TEXT[103:107]], (
            name,
            missing,
        )
