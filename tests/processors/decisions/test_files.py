"""Decisions beside a result: what comes back is what went in, and nothing that would break a log for ever."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from processors.decisions.files import DECISIONS_NAME, dump_decisions, read_decisions
from processors.decisions.types import Act, Decision, State, Subject
from processors.geometry import Box

SHA = "a" * 64
STATE = State(Box(10, 10, 60, 30), "black_box", ("(b)(1)",))
LINE = State(Box(10, 10, 60, 30), "body", text="read")
TIME = "2026-01-02T00:00:00+00:00"
DRAWN = Decision(1, SHA, 1, "p1-r10x10", Subject.REDACTION, Act.DRAW, None, STATE, "Ada", TIME)
# What was withheld later is left out of a line's text, here all of it.
BLANK = Decision(2, SHA, 1, "p1-l10x10", Subject.LINE, Act.CORRECT, LINE, replace(LINE, text=""), "Ada", TIME)
TAKEN_BACK = Decision(3, SHA, 1, "p1-r10x10", Subject.REDACTION, Act.UNDO, None, None, "Ada", TIME, "", 1)


def _read(folder: Path, *decisions: Decision) -> tuple[Decision, ...]:
    (folder / DECISIONS_NAME).write_bytes(dump_decisions(decisions))
    return read_decisions(folder, SHA)


def test_what_went_in_comes_back(tmp_path: Path) -> None:
    kept = (DRAWN, BLANK, TAKEN_BACK)
    assert _read(tmp_path, *kept) == kept


def test_the_size_of_the_page_comes_back_and_older_files_have_none(tmp_path: Path) -> None:
    sized = replace(DRAWN, after=replace(STATE, page=(612.0, 792.0)))
    (back,) = _read(tmp_path, sized)
    assert back.after is not None and back.after.page == (612.0, 792.0)
    older = (tmp_path / DECISIONS_NAME).read_bytes().replace(b',"page":[612.0,792.0]', b"")
    assert b"612" not in older
    (tmp_path / DECISIONS_NAME).write_bytes(older)
    (back,) = read_decisions(tmp_path, SHA)
    assert back.after is not None and back.after.page is None


@pytest.mark.parametrize(
    "bad",
    [
        replace(DRAWN, after=replace(STATE, page=(0.0, 792.0))),
        replace(DRAWN, after=replace(STATE, kind="nonsense")),
        replace(DRAWN, after=None),
        replace(DRAWN, after=replace(STATE, text="a name")),
        replace(DRAWN, after=replace(STATE, bbox=Box(60, 10, 10, 30))),
        replace(DRAWN, ref="../../etc"),
        replace(DRAWN, number=2**63 - 1),
        replace(DRAWN, number=0),
        replace(DRAWN, page=0),
        replace(DRAWN, reviewer=" "),
        replace(DRAWN, comment="x" * 20_000),
        replace(DRAWN, time="9999-99-99"),
        replace(DRAWN, undoes=1),
        replace(TAKEN_BACK, undoes=None),
    ],
)
def test_what_could_not_be_carried_out_is_passed_over(tmp_path: Path, bad: Decision) -> None:
    assert _read(tmp_path, BLANK, bad) == (BLANK,)
