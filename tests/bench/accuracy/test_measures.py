from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bench.accuracy.measures import Score, infix_distance, pieces, score_page, words

SCORER = Path(__file__).resolve().parents[3].parent / "shared" / "tools" / "score.py"


def sellers(needle: str, haystack: str) -> int:
    """The table that the bit-parallel form stands for."""
    row = [0] * (len(haystack) + 1)
    for i, a in enumerate(needle, 1):
        new = [i]
        for j, b in enumerate(haystack, 1):
            new.append(min(row[j - 1] + (a != b), row[j] + 1, new[j - 1] + 1))
        row = new
    return min(row)


@given(st.text("abc ", max_size=90), st.text("abc ", max_size=60))
def test_infix_distance_is_that_of_the_table(needle: str, haystack: str) -> None:
    assert infix_distance(needle, haystack) == sellers(needle, haystack)


@given(st.text("xyz", max_size=20), st.text("xyz", max_size=20), st.text("abc", min_size=1, max_size=20))
def test_what_stands_around_a_line_costs_nothing(before: str, after: str, line: str) -> None:
    assert infix_distance(line, before + line + after) == 0


def test_a_perfect_page_has_no_error_in_any_order() -> None:
    score = score_page(["Dear Sir,", "the ship has sailed."], True, ["the ship has sailed.", "Dear Sir,"])
    assert (score.character_error, score.recall, score.precision, score.f1) == (0.0, 1.0, 1.0, 1.0)


def test_noise_costs_precision_alone_and_nothing_read_costs_every_character() -> None:
    noisy = score_page(["the ship"], True, ["the ship", "zzz qqq"])
    assert noisy.character_error == 0 and noisy.precision == 0.5
    empty = score_page(["the ship"], True, [])
    assert empty.character_error == 1 and empty.recall == 0 and empty.precision is None


def test_precision_is_not_counted_where_the_truth_is_not_complete() -> None:
    assert score_page(["the ship"], False, ["the ship", "more"]).precision is None


def test_line_end_hyphens_may_be_kept_or_undone() -> None:
    truth = ["it was impossible to finish"]
    assert score_page(truth, True, ["it was impos-", "sible to finish"]).edits == 0


def test_unreadable_marks_part_a_line_and_are_no_words() -> None:
    assert pieces(["to \N{BLACK VERTICAL RECTANGLE} from him"]) == ["to", "from him"]


def test_folding_and_struck_words() -> None:
    assert words("~~Secret~~ caf\u00e9 \u201c42\u201d") == {"SECRET": 1, "CAF": 1, "42": 1}


def test_scores_add_up() -> None:
    assert Score(10, 1, 3, 2, 4, 2) + Score(10, 0, 2, 2, 2, 1) == Score(20, 1, 5, 4, 6, 3)


PAGES = [
    (
        ["The Office of Northern Liaison has not yet answered.", "1.", "SECRET"],
        True,
        ["The 0ffice of Northem Liaison", "has not yet answered", "~~SECRET~~", "| = noise"],
    ),
    (
        [
            "a paragraph that is so long that it has to be cut " * 4,
            "short \u2014 dash",
            "a \N{BLACK VERTICAL RECTANGLE}b",
        ],
        True,
        [
            "a paragraph that is so long that it has to be cut a para-",
            "graph that is so long",
            "short - dash",
        ],
    ),
    (["only this"], False, ["something else entirely", "only", "thls"]),
    (["nothing was read here"], True, []),
]


@pytest.mark.skipif(not SCORER.is_file(), reason="the page truth and its scorer are no part of the project")
def test_the_measure_is_that_of_the_truth(tmp_path: Path) -> None:
    rows = []
    for k, (truth, complete, read) in enumerate(PAGES):
        lines = [{"text": line, "kind": "body"} for line in truth]
        group = f"g{k}"
        rows.append({"file": f"p{k}.png", "page": 1, "group": group, "complete": complete, "lines": lines})
        page = {"number": 1, "width": 1, "height": 1, "redactions": [], "strikes": []}
        record = {"pages": [{**page, "lines": [{"text": line} for line in read]}]}
        (tmp_path / f"p{k}.json").write_text(json.dumps(record))
    (tmp_path / "truth.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows))
    subprocess.run(
        [sys.executable, SCORER, tmp_path / "truth.jsonl", tmp_path, "--json", tmp_path / "out.json"],
        check=True,
        capture_output=True,
    )
    theirs = json.loads((tmp_path / "out.json").read_text())["groups"]
    for k, (truth, complete, read) in enumerate(PAGES):
        score, text = score_page(truth, complete, read), theirs[f"g{k}"]["text"]
        assert score.chars == text["chars"]
        for ours, name in (
            (score.character_error, "cer"),
            (score.recall, "word_recall"),
            (score.precision, "word_precision"),
        ):
            assert (None if ours is None else round(ours, 4)) == text[name], (k, name)
