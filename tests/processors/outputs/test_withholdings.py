from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from processors.config.text import TextConfig
from processors.document_records import Classification, Provenance, SourceInfo
from processors.geometry import Box
from processors.outputs.record import read_record, write_record
from processors.outputs.withholdings import ELSEWHERE, Withholding, withholdings
from processors.outputs.withholdings_files import (
    JSON_NAME,
    TABLE_NAME,
    TOTALS_NAME,
    safe_cell,
    withholding_rows,
    withholding_tables,
    write_withholdings,
)
from processors.records import (
    Code,
    Interval,
    Line,
    LineKind,
    Page,
    PageStatus,
    Quality,
    Record,
    Redaction,
    RedactionKind,
    TextSource,
    Word,
)

CONFIG = TextConfig()


def typed(y: float, *texts: str, x: float = 72.0) -> Line:
    """A line of type of ten points; a text of `_` leaves a gap as wide."""
    words = []
    for text in texts:
        width = 6.0 * len(text)
        if set(text) != {"_"}:
            words.append(Word(text, Box(x, y, x + width, y + 10), 0.95, "tesseract"))
        x += width + 6
    box = Box(words[0].bbox.x0, y, words[-1].bbox.x1, y + 10)
    return Line(" ".join(w.text for w in words), box, 0.95, LineKind.BODY, tuple(words))


def code(text: str, scheme: str = "FOIA", raw: str = "", candidates: tuple[str, ...] = ()) -> Code:
    return Code(text, scheme, raw or text, candidates, None, 0.9)


def redaction(name: str, box: Box, *codes: Code, kind: RedactionKind = RedactionKind.BLACK_BOX) -> Redaction:
    return Redaction(name, box, kind, 0.9, codes, Interval(8, 12))


def record(
    *pages: tuple[tuple[Line, ...], tuple[Redaction, ...]], withheld: int = 0, uri: str = "a.pdf"
) -> Record:
    made = tuple(
        Page(
            k, 612.0, 792.0, 300.0, 0, 0.0, TextSource.OCR, "", PageStatus.OK,
            Quality("good", 0.95, 9, 0, 20.0), lines, redactions, withheld_pages=withheld,
        )
        for k, (lines, redactions) in enumerate(pages, 1)
    )  # fmt: skip
    return Record(
        SourceInfo(uri, "ab" * 32, 1, "application/pdf", len(made)), made, (), (),
        Classification("unknown", "unknown"), "", (), Provenance((), "", {}),
    )  # fmt: skip


LINES = (
    typed(100, "The", "officer", "met", "________", "in", "the", "harbour", "at", "nine"),
    typed(120, "and", "gave", "him", "the", "papers", "that", "were", "asked", "for"),
    typed(140, "by", "the", "committee"),
)
BAR = Box(72 + 6 * 16, 98, 72 + 6 * 16 + 48, 112)


def rows(*found: Redaction, lines: tuple[Line, ...] = LINES, withheld: int = 0) -> tuple[Withholding, ...]:
    return withholdings(record((lines, found), withheld=withheld), CONFIG)


def test_a_row_tells_place_extent_code_and_the_words_around() -> None:
    (row,) = rows(redaction("p1-r1", BAR, code("b7C-1", candidates=("b7G-1",))))
    assert (row.document, row.page, row.id, row.kind) == ("a.pdf", 1, "p1-r1", "black_box")
    assert (row.characters, row.lines) == (Interval(8, 12), 1)
    assert row.before == "The officer met"
    assert row.after == "in the harbour at nine and gave him"
    assert (row.codes, row.other_readings) == (("b7C-1",), ("b7G-1",))
    assert row.authorities == ("5 USC 552(b)(7)(C)",)
    assert row.meanings == ("law enforcement: personal privacy",)
    assert 0 < row.text_share < 0.2


def test_words_inside_a_redaction_are_never_told() -> None:
    inside = typed(100, "The", "officer", "met", "Jane", "Roe")
    (row,) = rows(redaction("p1-r1", Box(165, 98, 230, 112)), lines=(inside, LINES[1]))
    assert "Roe" not in f"{row.before} {row.after}"


def test_another_redaction_among_the_words_is_a_sign() -> None:
    second = Box(72 + 6 * 4, 118, 72 + 6 * 8, 131)
    first, _ = rows(
        redaction("p1-r1", BAR),
        redaction("p1-r2", second),
        lines=(LINES[0], typed(120, "and", "____", "him", "the", "papers")),
    )
    assert first.after == f"in the harbour at nine and {ELSEWHERE} him the"


def test_a_printed_statute_is_part_of_the_authority() -> None:
    (row,) = rows(redaction("p1-r1", BAR, code("(b)(3)", raw="(b)(3)-P.L. 86-36")))
    assert row.authorities == ("5 USC 552(b)(3); P.L. 86-36",)


def test_a_tall_box_covers_lines() -> None:
    (row,) = rows(redaction("p1-r1", Box(72, 200, 400, 260)))
    assert row.lines == 3


def test_a_sheet_of_withheld_pages_says_how_many() -> None:
    note = Redaction("p1-denied-1", Box(72, 300, 300, 312), RedactionKind.PAGE_DENIED, 0.95)
    (row,) = rows(note, withheld=5)
    assert row.pages_withheld == 5


def read_table(path: Path) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(path.read_bytes().decode("utf-8-sig"), newline="")))


def test_files_hold_the_rows_and_totals_by_code(tmp_path: Path) -> None:
    one, two = Box(72, 200, 400, 214), Box(72, 240, 400, 254)
    made = record(
        (LINES, (redaction("p1-r1", BAR, code("b6"), code("b7C")), redaction("p1-r2", one, code("(b)(6)")))),
        (LINES, (redaction("p2-r1", two),)),
    )
    write_withholdings(tmp_path, withholding_rows(made, CONFIG))
    table = read_table(tmp_path / TABLE_NAME)
    assert [r["id"] for r in table] == ["p1-r1", "p1-r2", "p2-r1"]
    assert table[0]["codes"] == "b6; b7C"
    body = json.loads((tmp_path / JSON_NAME).read_bytes())
    assert [(t["code"], t["redactions"], t["pages"]) for t in body["totals"]] == [
        ("(b)(6)", 2, 1),
        ("(b)(7)(C)", 1, 1),
        ("", 1, 1),
    ]
    totals = read_table(tmp_path / TOTALS_NAME)
    assert totals[0]["authority"] == "5 USC 552(b)(6)"
    assert totals[0]["characters_high"] == "24"
    before = {p.name: p.read_bytes() for p in tmp_path.iterdir()}
    write_withholdings(tmp_path, withholding_rows(made, CONFIG))
    assert before == {p.name: p.read_bytes() for p in tmp_path.iterdir()}


def test_a_batch_has_one_index_over_its_documents(tmp_path: Path) -> None:
    for name in ("a", "b"):
        made = record((LINES, (redaction("p1-r1", BAR, code("(b)(1)")),)), uri=f"{name}.pdf")
        write_record(tmp_path / name, made)
    write_withholdings(
        tmp_path / "a", withholding_rows(record((LINES, (redaction("p1-r1", BAR, code("(b)(1)")),))), CONFIG)
    )
    with withholding_tables(tmp_path) as tables:
        for name in ("a", "b"):
            tables.add(withholding_rows(read_record(tmp_path / name), CONFIG))
    assert [r["document"] for r in read_table(tmp_path / TABLE_NAME)] == ["a.pdf", "b.pdf"]
    assert read_table(tmp_path / TOTALS_NAME)[0]["redactions"] == "2"


def test_a_document_without_redactions_has_an_empty_index(tmp_path: Path) -> None:
    write_withholdings(tmp_path, withholding_rows(record((LINES, ())), CONFIG))
    assert json.loads((tmp_path / JSON_NAME).read_bytes()) == {"redactions": [], "totals": []}
    assert read_table(tmp_path / TABLE_NAME) == []


@pytest.mark.parametrize(
    "text",
    [
        "=1+1",
        "+1",
        "-1",
        "@x",
        "\t=1",
        " =1",
        "\r\n=cmd|x",
        "\x00=1",
        "\u200b=1",
        "\ufeff@x",
        "\uff1d1",
        "\uff20x",
    ],
)
def test_no_cell_is_a_formula(text: str) -> None:
    assert safe_cell(text).startswith("'")


@settings(max_examples=60, deadline=None)
@given(
    st.lists(
        # `_` alone stands for a gap in `typed`.
        st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=8).filter(
            lambda t: set(t) != {"_"}
        ),
        min_size=1,
        max_size=4,
    )
)
def test_any_words_come_back_as_one_row(tmp_path_factory: pytest.TempPathFactory, words: list[str]) -> None:
    folder = tmp_path_factory.mktemp("any")
    line = typed(100, *words, "________", *words)
    write_withholdings(
        folder, withholding_rows(record(((line,), (redaction("p1-r1", Box(400, 98, 480, 112)),))), CONFIG)
    )
    (row,) = read_table(folder / TABLE_NAME)
    assert row["id"] == "p1-r1"
    assert not any(value[:1] in ("=", "+", "-", "@") for value in row.values())
