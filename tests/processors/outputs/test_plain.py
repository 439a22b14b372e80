from __future__ import annotations

import re
from pathlib import Path

from hypothesis import given, settings

from processors.config.text import TextConfig
from processors.outputs.plain import plain_text, write_plain
from processors.records import Record
from tests.processors.outputs.made import numbered, record_of
from tests.processors.text.typed import line, page, redaction, typed
from tests.strategies import records

CONFIG = TextConfig()


def parts(text: str) -> list[tuple[int, str]]:
    """Number and text of each page, as a reader of the file takes it apart."""
    found = []
    for part in text.split("\f"):
        head, _, body = part.partition("\n")
        found.append((int(re.fullmatch(r"\[page (\d+)\]", head)[1]), body.strip("\n")))
    return found


def without_markdown(markdown: str) -> str:
    text = re.sub(r"^## ", "", markdown, flags=re.MULTILINE)
    text = re.sub(r"\\\[(?=REDACTED|PAGE )", "[ ", text)
    text = re.sub(r"\\~(?=\\?~)", "~ ", text)
    return re.sub(r"\\([!-/:-@\[-`{-~])", r"\1", text)


@settings(max_examples=60)
@given(records())
def test_every_page_has_its_mark_and_nothing_of_the_text_is_lost(made: Record) -> None:
    if "\f" in made.text or not made.pages:
        return
    found = parts(plain_text(made, CONFIG))
    assert [number for number, _ in found] == [p.number for p in made.pages]
    # A strike that goes over the end of a page is closed and opened once more.
    told = "".join(text for _, text in found).replace("~", "")
    assert "".join(told.split()) == "".join(without_markdown(made.text).replace("~", "").split())


def test_pages_begin_where_they_begin() -> None:
    one = typed(["The first page says this and ends."])
    two = typed(["The second page says that."])
    made = record_of(numbered([page(one), page(two), page([])]))
    assert plain_text(made, CONFIG) == (
        "[page 1]\n\nThe first page says this and ends.\n\n\f[page 2]\n\nThe second page says that.\n\n\f[page 3]\n"
    )


def test_a_divided_word_stands_where_it_begins() -> None:
    last = typed(["Nobody in the office knew of the plan, and the com-"], y=700)
    first = typed(["mittee heard of it in May only, when it was too late"], y=72)
    made = record_of(numbered([page(last), page(first)]))
    (_, one), (_, two) = parts(plain_text(made, CONFIG))
    assert one.endswith("and the committee")
    assert two.startswith("heard of it")


def test_a_strike_over_the_end_of_a_page_is_closed_and_opened() -> None:
    last = [
        line("The sentence goes on and on until it is at its end, NOT HERE", y=700, struck=("NOT", "HERE"))
    ]
    first = [
        line("BUT THERE where the next page of this paper begins, and on", y=72, struck=("BUT", "THERE"))
    ]
    made = record_of(numbered([page(last), page(first)]))
    assert "~~NOT HERE BUT THERE~~" in made.text
    (_, one), (_, two) = parts(plain_text(made, CONFIG))
    assert one.endswith("~~NOT HERE~~")
    assert two.startswith("~~BUT THERE~~ where")


def test_findings_stand_as_in_the_reading_text_and_print_never_looks_like_them() -> None:
    row = line("A * [REDACTED] was ~~printed~~ and SECRET", struck=("SECRET",))
    found = redaction((72, 200, 500, 214), "(b)(3)")
    text = plain_text(record_of([page([row], redactions=[found])]), CONFIG)
    assert "A * [ REDACTED] was ~ ~printed~ ~ and ~~SECRET~~" in text
    assert "\n[REDACTED (b)(3)]\n" in text
    assert "\\" not in text


def test_a_heading_has_no_markup() -> None:
    made = record_of([page([])], text="## THE TITLE\n\nBody \\## text\n\n- one\n- two\n\n1\\. no list\n")
    assert plain_text(made, CONFIG) == "[page 1]\n\nTHE TITLE\n\nBody ## text\n\n- one\n- two\n\n1. no list\n"


def test_lone_surrogates_are_written_otherwise(tmp_path: Path) -> None:
    write_plain(tmp_path, record_of([page([])], text="a\ud800b"), tmp_path)
    assert (tmp_path / "text.txt").read_bytes() == b"[page 1]\n\na?b\n"
