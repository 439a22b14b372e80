from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

from hypothesis import given, settings

from processors.assembly import failed_page
from processors.config.text import TextConfig
from processors.outputs.places import locate
from processors.records import PageStatus, Record
from processors.text.markdown import clean
from tests.processors.outputs.made import numbered, record_of
from tests.processors.text.typed import line, page, redaction, typed
from tests.strategies import records

CONFIG = TextConfig()
# Lines that all pages have in common, so that only their place tells them apart.
FORM = ["The following persons were present at the meeting", "and none of them had anything to say"]


def quoted(made: Record, number: int) -> list[str]:
    return [made.text[span.start : span.end] for _, span in locate(made, CONFIG)[number].words]


@settings(max_examples=60)
@given(records())
def test_what_is_placed_is_there_and_in_order(made: Record) -> None:
    found = locate(made, CONFIG)
    assert len(found) == len(made.pages)
    starts = [p.start for p in found]
    assert starts == sorted(starts)
    spans = [span for p in found for _, span in p.words]
    assert spans == sorted(spans)
    assert all(a.end <= b.start for a, b in pairwise(spans))
    for p in found:
        for word, span in p.words:
            plain = made.text[span.start : span.end].replace("\\", "")
            signs = "".join(clean(word.text).replace("\\", "").split())
            assert plain.replace("~~", "") in (signs, signs[:-1]) or "~" in signs
        for span in p.redactions.values():
            assert made.text[span.start : span.end].startswith(("[REDACTED", "[PAGE WITHHELD"))


def test_like_pages_are_told_apart() -> None:
    made = record_of(numbered([page(typed(FORM)) for _ in range(4)]))
    found = locate(made, CONFIG)
    words = [w for p in made.pages for row in p.lines for w in row.words]
    placed = [w for p in found for w, _ in p.words]
    assert list(map(id, placed)) == list(map(id, words))
    assert [made.text[p.start :].startswith("The following") for p in found] == [True] * 4


def test_text_that_only_the_document_has_moves_nothing() -> None:
    made = record_of(numbered([page(typed(FORM)), page(typed(["Nothing else was said on that day"]))]))
    longer = replace(
        made, text="A line that is on no page.\n\n" + made.text.replace("\n\n", "\n\nNor is this.\n\n")
    )
    assert quoted(longer, 0)[:2] == ["The", "following"]
    assert quoted(longer, 1) == ["Nothing", "else", "was", "said", "on", "that", "day"]


def test_both_parts_of_a_divided_word_have_their_place() -> None:
    made = record_of(
        [page(typed(["It did not find any reason at all for the co-", "operation of the offices"]))]
    )
    assert [q for q in quoted(made, 0) if q in ("co", "operation")] == ["co", "operation"]


def test_escaped_characters_belong_to_their_word() -> None:
    made = record_of([page([line("see <script> and `code` *now*")])])
    assert quoted(made, 0) == ["see", "\\<script>", "and", "\\`code\\`", "\\*now\\*"]


def test_merged_redactions_have_one_place() -> None:
    bars = [redaction((72, y, 500, y + 12), "(b)(1)") for y in (100, 112, 124)]
    made = record_of([page([line("Before", y=80), line("After that", y=160)], redactions=bars)])
    (found,) = locate(made, CONFIG)
    assert len(found.redactions) == 3
    (span,) = set(found.redactions.values())
    assert made.text[span.start : span.end] == "[REDACTED (b)(1)]"


def test_redactions_that_one_token_of_the_text_stands_for_have_its_place_though_they_seem_apart() -> None:
    first, second = redaction((72, 300, 172, 310)), redaction((72, 500, 172, 510))
    other = redaction((72, 600, 172, 610), "(b)(1)")
    made = record_of([page(typed(FORM), redactions=[first, second, other])])
    assert made.text.count("[REDACTED]") == 2
    straight = replace(made, text=made.text.replace("[REDACTED]\n\n[REDACTED]", "[REDACTED]"))
    (found,) = locate(straight, CONFIG)
    places = [found.redactions[r.id] for r in made.pages[0].redactions]
    assert places[0] == places[1] != places[2]


def test_redactions_of_a_withheld_page_are_at_its_token() -> None:
    sheet = replace(
        page([], redactions=[redaction((72, 100, 300, 400), "(b)(1)")]), status=PageStatus.WITHHELD
    )
    made = record_of([sheet])
    (span,) = locate(made, CONFIG)[0].redactions.values()
    assert made.text[span.start : span.end] == "[PAGE WITHHELD (b)(1)]"


def test_a_page_that_failed_is_found_and_moves_nothing() -> None:
    made = record_of(numbered([page(typed(FORM)), failed_page(2), page(typed(FORM))]))
    found = locate(made, CONFIG)
    assert made.text[found[1].start :].startswith("[PAGE 2 COULD NOT BE READ]")
    assert quoted(made, 2) == " ".join(FORM).split()


def test_text_of_other_pages_gives_no_places() -> None:
    made = replace(record_of([page(typed(FORM))]), text="0123456789 - 0123456789\n")
    assert not locate(made, CONFIG)[0].words
