"""How many characters are hidden, on pages of the samples, whose truth knows."""

from __future__ import annotations

import pytest

from processors.config.reading import ExtentConfig
from processors.geometry import Box, bounding
from processors.marks.extent import hidden_characters
from processors.records import Interval, Line, LineKind, Word
from samples import content
from samples.chance import between, stream, whole
from samples.redact import KINDS
from samples.sheet import Sheet, Type
from samples.tokens import Hide, Token
from samples.typesetting import Setting, paragraph

CONFIG = ExtentConfig()
DPI = 200
LONG = 20


def read(sheet: Sheet, face: Type) -> list[Line]:
    """What OCR sees of a sheet: the words outside the redactions, each box close round its ink."""
    lines = []
    for true in sheet.lines:
        if true.kind != "body":
            continue
        x, words = true.bbox.x0, []
        for text in true.text.split(" "):
            ink = face.font.getbbox(text)
            box = Box(x + ink[0], true.bbox.y0, x + ink[2], true.bbox.y1)
            if not any(box.overlap(r.bbox) > 0 for r in sheet.redactions):
                words.append(Word(text, box, 1.0, "t"))
            x += face.width(text + " ")
        if words:
            lines.append(Line(true.text, bounding(w.bbox for w in words), 1.0, LineKind.BODY, tuple(words)))
    return lines


def hidden_page(name: str, seed: int) -> list[tuple[int, Interval | None]]:
    """A page of plain lines in one face, with a run of words hidden in every fourth: their number and the estimate."""
    rng = stream(seed)
    sheet = Sheet(rng, dpi=DPI)
    face = sheet.type(name, whole(rng, 10, 12))
    truth: list[tuple[int, Box]] = []
    lines: list[Line] = []
    for row in range(16):
        texts = content.sentences(rng, 2).split()[:9]
        first = whole(rng, 1, 3) if row % 4 == 2 else len(texts)
        last = first + whole(rng, 1, 5)
        x, words = 150.0, []
        baseline = 200 + row * 1.6 * face.pixels
        for k, text in enumerate(texts):
            ink = face.font.getbbox(text)
            box = Box(x + ink[0], baseline - 0.7 * face.pixels, x + ink[2], baseline + 0.1 * face.pixels)
            if not first <= k < last:
                words.append(Word(text, box, 1.0, "t"))
            if k == first:
                start = x
            if k == min(last, len(texts)) - 1 and first < len(texts):
                room = face.frame(start, baseline, x + face.width(text) - start)
                pads = [between(rng, 0, DPI / 72 * 1.5) for _ in range(4)]
                drawn = Box(room.x0 - pads[0], room.y0 - pads[1], room.x1 + pads[2], room.y1 + pads[3])
                truth.append((len(" ".join(texts[first:last])), drawn))
            x += face.width(text + " ")
        lines.append(Line("", bounding(w.bbox for w in words), 1.0, LineKind.BODY, tuple(words)))
    return [(hidden, hidden_characters(box, lines, CONFIG)) for hidden, box in truth]


@pytest.mark.parametrize("name", ["typewriter", "courier", "mono", "serif", "sans"])
def test_the_truth_lies_in_the_interval(name: str) -> None:
    cases = [case for seed in range(30) for case in hidden_page(name, seed)]
    inside = [found is not None and found.low <= hidden <= found.high for hidden, found in cases]
    assert len(cases) > 100
    assert sum(inside) >= 0.95 * len(inside)


@pytest.mark.parametrize("name", ["typewriter", "courier", "mono"])
def test_on_typescript_the_interval_is_tight(name: str) -> None:
    cases = [case for seed in range(30) for case in hidden_page(name, seed) if case[0] >= LONG]
    assert cases
    for hidden, found in cases:
        assert found is not None
        assert (found.high - found.low) / 2 <= 0.1 * hidden


@pytest.mark.parametrize("kind", [k for k in KINDS if k != "marker"])
def test_runs_over_line_ends_as_the_samples_set_them(kind: str) -> None:
    inside = []
    for seed in range(12):
        rng = stream(seed)
        sheet = Sheet(rng, dpi=DPI)
        face = sheet.type("courier", 11)
        setting = Setting(face, sheet.inches(1), sheet.inches(6.5), 1.4 * face.pixels)
        tokens = [Token(text) for text in content.sentences(rng, 8).split()]
        at = whole(rng, 8, 40)
        hide = Hide(kind)
        tokens[at : at + 4] = [Token(t.text, hide) for t in tokens[at : at + 4]]
        paragraph(sheet, tokens, setting, sheet.inches(1.5))
        for redaction in sheet.redactions:
            found = hidden_characters(redaction.bbox, read(sheet, face), CONFIG)
            assert found is not None and redaction.hidden_characters is not None
            inside.append(found.low <= redaction.hidden_characters <= found.high)
    assert sum(inside) >= 0.95 * len(inside)
