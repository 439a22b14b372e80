from __future__ import annotations

import math
from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from processors.compare.align import align, likeness
from processors.compare.doubled import with_lines_once
from processors.compare.fingerprints import SIZE, Fingerprint, bands, fingerprint
from processors.compare.fingerprints import likeness as print_likeness
from processors.compare.flat import flatten, turns_of
from processors.compare.places import _way
from processors.compare.rooms import is_code, rooms_of_codes, with_text_beside_codes, without_code
from processors.compare.settings import CompareConfig
from processors.compare.tokens import key_of, tokens_of
from processors.geometry import Affine, Box
from processors.records import Line, LineKind, Step, Word
from samples import content
from samples.chance import stream
from tests.processors.compare.releases import Hidden, page_of, release, withheld

CONFIG = CompareConfig()
_KEYS = st.lists(
    st.sampled_from(["the", "of", "harbor", "repair", "signal", "tower", "depot", "", "winter"]), max_size=40
)


@given(_KEYS, _KEYS)
def test_pairs_rise_on_both_sides_and_are_alike(a: list[str], b: list[str]) -> None:
    pairs = align(a, b, CONFIG)
    assert all(x < y and i < j for (x, i), (y, j) in pairwise(pairs))
    assert all(a[i] and likeness(a[i], b[j]) >= CONFIG.like for i, j in pairs)


@given(st.lists(st.text("abcdefgh", min_size=5, max_size=9), max_size=60))
def test_a_text_matches_itself_word_by_word(words: list[str]) -> None:
    assert align(words, words, CONFIG) == [(k, k) for k in range(len(words))]


def test_a_run_is_kept_together_where_a_frequent_word_is_hidden_too() -> None:
    a = ["near", "the", "disputed", "schedule"]
    b = ["near", "the", "old", "harbor", "of", "the", "disputed", "schedule"]
    assert align(a, b, CONFIG) == [(0, 0), (1, 5), (2, 6), (3, 7)]


def test_keys_do_not_tell_apart_what_readers_mix_up() -> None:
    assert key_of("Bill,") == key_of("8i11") == key_of("(bill)")
    assert key_of("modern") == key_of("modem")
    assert key_of("--") == "" != key_of("a")


def _word(text: str, x: float, y: float = 100.0) -> Word:
    return Word(text, Box(x, y, x + 6 * len(text), y + 10), 0.95, "test")


def _line(words: list[Word], kind: LineKind = LineKind.BODY) -> Line:
    box = Box(words[0].bbox.x0, words[0].bbox.y0, words[-1].bbox.x1, words[0].bbox.y1)
    return Line(" ".join(w.text for w in words), box, 0.95, kind, tuple(words))


def test_a_word_divided_at_a_line_end_is_one_word() -> None:
    lines = [
        _line([_word("for", 72), _word("what", 100), _word("pur-", 500)]),
        _line([_word("pose", 72, 114)]),
    ]
    tokens = tokens_of([page_of(1, lines, [])])
    assert [t.text for t in tokens] == ["for", "what", "purpose"]
    assert len(tokens[-1].boxes) == 2


def test_headers_stamps_and_codes_are_no_text() -> None:
    kinds = (LineKind.HEADER, LineKind.FOOTER, LineKind.STAMP, LineKind.MARKING, LineKind.CODE)
    lines = [_line([_word("APPROVED", 72, 100 + 20 * k)], kind) for k, kind in enumerate(kinds)]
    assert tokens_of([page_of(1, lines, [])]) == []


def test_words_beside_a_code_are_text_of_their_row_though_the_line_was_taken_for_a_code() -> None:
    above = _line([_word(w, 72 + 50 * k) for k, w in enumerate(["All", "that", "was", "sent"])])
    below = _line([_word(w, 72 + 80 * k, 114) for k, w in enumerate(["the", "Office", "of", "Liaison"])])
    law = _line([_word("(b)(3)", 520, 114), _word("CIA", 562, 114), _word("Act", 586, 114)], LineKind.CODE)
    torn = _line([_word("(b)(3)", 260), _word("to", 300), _word("us.", 320)], LineKind.CODE)
    page = with_text_beside_codes(page_of(1, [above, below, law, torn], []))
    assert [line.kind for line in page.lines] == [LineKind.BODY, LineKind.BODY, LineKind.BODY, LineKind.CODE]
    words = [t.text for t in tokens_of([page]) if not t.is_redaction]
    assert words == ["All", "that", "was", "sent", "to", "us.", "the", "Office", "of", "Liaison"]


def test_a_line_that_was_read_over_two_is_not_there_beside_them() -> None:
    rows = [
        _line([_word("ferries", 72), _word("remained", 130), _word("at", 190), _word("Brevorra", 220)]),
        _line(
            [
                _word("the", 72, 114),
                _word("remained", 130, 114),
                _word("at", 190, 114),
                _word("rest", 220, 114),
            ]
        ),
    ]
    over = [replace(w, bbox=Box(w.bbox.x0 - 4, 96, w.bbox.x1 + 2, 126)) for w in rows[0].words[1:]]
    page = page_of(1, [_line([*over, _word("sn", 300)]), *rows], [])
    assert with_lines_once(page).lines == tuple(rows)
    cut = _line([_word("ries", 90), _word("remained", 130), _word("at", 190)])
    assert with_lines_once(page_of(1, [*rows, cut], [])).lines == tuple(rows)
    assert with_lines_once(page_of(1, rows, [])).lines == tuple(rows)


def test_a_line_that_was_read_again_badly_is_not_there_beside_the_good_reading() -> None:
    good = _line([_word("transport", 72), _word("agreement.", 136)])
    bad = _line([_word("cansport", 76), _word("agreemont", 138)])
    bad = replace(bad, words=tuple(replace(w, bbox=w.bbox._replace(y0=88.0, y1=118.0)) for w in bad.words))
    below = _line([_word("transport", 72, 114), _word("agreement.", 136, 114)])
    assert with_lines_once(page_of(1, [bad, good, below], [])).lines == (good, below)


def test_a_withheld_page_is_one_token() -> None:
    (token,) = tokens_of([withheld(1, 3)])
    assert token.denied and token.is_redaction


def test_codes_well_and_badly_read() -> None:
    assert all(map(is_code, ("(b)(3)", "(b)()(C)", "()(1)", "25X1")))
    assert all(map(is_code, ("(bX6)", "(bX7C)", "(6(31", "(25X1)(b)", "(h)(l)", ")(D)", "()(Cy", "b)6)")))
    assert not any(map(is_code, ("(see", "harbor(b)(6)", "460(b)(),()(", "1968)", "(a)")))
    assert not any(
        map(is_code, ("(BXA)", "(BXs)", "((FBI))", "((PRC))", "((KGB))", "(f(x)", "(1991)).", "1801(a)-(e),"))
    )
    assert without_code("Brackmont(b)(6)") == "Brackmont"
    assert without_code("would(b)1).") == "would" and not is_code("would(b)1).")
    assert is_code("(b)1)") and without_code("item(b)") == "item(b)"


def test_the_room_around_a_code_in_a_line() -> None:
    text = [_word(w, 72 + 60 * k) for k, w in enumerate(["landed", "at", "the", "harbor"])]
    line = _line([*text, _word("(b)(3)", 390), _word("yesterday", 500)])
    (room,) = rooms_of_codes(page_of(1, [line], []))
    assert (room.box.x0, room.box.x1) == (text[-1].bbox.x1, 500)
    spoken = _line([_word("under", 72), _word("(b)(3)", 108), _word("of", 146)])
    assert list(rooms_of_codes(page_of(1, [spoken], []))) == []


@given(st.integers(0, 3), st.floats(-3, 3), st.floats(60, 400), st.floats(60, 500), st.floats(20, 150))
def test_a_page_laid_flat_shows_its_boxes_where_they_were(
    turns: int, skew: float, x: float, y: float, width: float
) -> None:
    """A level box drawn on a crooked, turned page comes back level, and its image is the box of the record."""
    size = (612.0, 792.0) if turns % 2 == 0 else (792.0, 612.0)
    level = Box(x, y, x + width, y + 10)
    crooked = Affine.rotation(skew, size[0] / 2, size[1] / 2).box(level)
    turn = Affine.quarter_turns(turns, 612.0, 792.0)
    shown = turn.inverse().box(crooked)
    rows = tuple(tuple(row) for row in turn.rows())
    word = Word("harbor", shown, 0.9, "test")
    others = [Word("of", Box(300.0, 300.0, 310.0, 310.0), 0.9, "test")] * 3
    page = replace(
        page_of(1, [Line("harbor", shown, 0.9, LineKind.BODY, (word, *others))], []),
        skew_degrees=skew,
        steps=(Step("orientation", {}, rows),),
    )
    assert turns_of(page) == turns
    flat = flatten(page)
    box = flat.page.lines[0].words[0].bbox
    if abs(skew) >= 0.05:
        assert math.dist(box.centre, level.centre) < 0.1
        # Never thinner than a line of type, and never the three lines that a long crooked bar is high.
        assert math.isclose(box.width, level.width, abs_tol=0.5)
        assert -0.1 <= box.height - level.height <= 3.1
    assert math.dist(flat.shown(box).centre, shown.centre) < 0.1
    assert shown.covered_by(flat.shown(box).grown(0.1)) > 0.99


def _text(seed: int, count: int = 30) -> list[str]:
    rng = stream(seed, 5)
    return " ".join(content.sentence(rng) for _ in range(count)).split()


def test_fingerprints_survive_noise_and_redaction() -> None:
    text = _text(1)
    a = fingerprint(release(text, name="a", noise=0.05, seed=1))
    b = fingerprint(release(text, [Hidden(20, 100), Hidden(150, 190)], name="b", noise=0.05, seed=2))
    other = fingerprint(release(_text(2), name="c"))
    assert len(a.values) == SIZE
    assert print_likeness(a, b) > 0.6 > 0.3 > print_likeness(a, other)
    assert set(bands(a)) & set(bands(b))
    assert print_likeness(a, a) == 1.0 and print_likeness(a, b) == print_likeness(b, a)


def test_a_fingerprint_is_the_same_on_every_machine() -> None:
    words = [f"word{chr(97 + k)}{chr(97 + k)}" for k in range(26)]
    made = fingerprint(release(words))
    assert made.runs == 24
    assert made.values[:2] == _FIRST
    assert Fingerprint.from_text(made.to_text()) == made


_FIRST = (52741677310300441, 86748700363188437)


def test_a_cover_sheet_has_no_fingerprint_that_could_mislead() -> None:
    empty = fingerprint(release(["APPROVED", "FOR", "RELEASE"]))
    assert empty.values == () and bands(empty) == ()
    assert print_likeness(empty, empty) == 0.0
    assert Fingerprint.from_text(empty.to_text()) == empty


@pytest.mark.parametrize(("across", "fits"), [(1.0, True), (0.97, True), (1.6, False)])
def test_a_page_that_is_stretched_one_way_is_a_text_set_anew(across: float, fits: bool) -> None:
    words = np.array([(60 + 37 * (k % 9), 80 + 14 * (k // 9)) for k in range(45)], dtype=np.float64)
    assert (_way(words, words * (across, 1.0) + (3, 5), 2.0, CONFIG.fit_stretch) is not None) is fits
