"""Small records made by hand: a text, what of it a release withholds, and how badly it was read."""

from __future__ import annotations

import hashlib
import random
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from processors.compare.types import Certainty, ChangeKind, Comparison
from processors.document_records import Classification, Provenance, SourceInfo
from processors.geometry import Box
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
from samples import content
from samples.chance import stream

WIDTH, HEIGHT, PITCH, LEADING, TOP, LEFT = 612.0, 792.0, 6.0, 14.0, 72.0, 72.0
LINE_LETTERS = 75
LINES_A_PAGE = 44


@dataclass(frozen=True)
class Hidden:
    """Words `first` to `last` of the text that a release withholds, with codes."""

    first: int
    last: int
    codes: tuple[str, ...] = ()


@dataclass
class _Builder:
    """Sets words line by line, page by page."""

    scale: float
    shift: float
    pages: list[tuple[list[Line], list[Redaction]]] = field(default_factory=lambda: [([], [])])
    words: list[Word] = field(default_factory=list)
    x: float = LEFT
    row: int = 0

    def box(self, width: float) -> Box:
        y = TOP + self.row * LEADING
        return Box(self.x, y, self.x + width, y + 10).moved(self.shift, self.shift).scaled(self.scale)

    def advance(self, width: float) -> None:
        self.x += width + PITCH

    def room(self, width: float) -> None:
        if self.x + width > LEFT + LINE_LETTERS * PITCH:
            self.end_line()

    def end_line(self) -> None:
        lines, _ = self.pages[-1]
        if self.words:
            box = Box(
                self.words[0].bbox.x0, self.words[0].bbox.y0, self.words[-1].bbox.x1, self.words[-1].bbox.y1
            )
            text = " ".join(word.text for word in self.words)
            lines.append(Line(text, box, 0.95, LineKind.BODY, tuple(self.words)))
        self.words, self.x, self.row = [], LEFT, self.row + 1
        if self.row == LINES_A_PAGE:
            self.pages.append(([], []))
            self.row = 0


def release(
    text: Sequence[str],
    hidden: Sequence[Hidden] = (),
    *,
    name: str = "a",
    noise: float = 0.0,
    seed: int = 0,
    scale: float = 1.0,
    shift: float = 0.0,
    front: int = 0,
) -> Record:
    """A record of `text` without the hidden words.

    Args:
        text: its words; the same lines break for all releases, since hidden words keep their room.
        hidden: what is withheld.
        name: of the file.
        noise: share of words that lose or change a letter.
        seed: of the noise.
        scale: size of the scan.
        shift: of the page on the glass, in points.
        front: cover sheets before it.
    """
    rng = random.Random(seed)
    builder = _Builder(scale, shift)
    cover = {k: h for h in hidden for k in range(h.first, h.last + 1)}
    run: list[Box] = []
    count = 0
    for k, word in enumerate(text):
        width = len(word) * PITCH
        before = builder.row, len(builder.pages)
        builder.room(width)
        if run and (cover.get(k) is not cover.get(k - 1) or before != (builder.row, len(builder.pages))):
            count += 1
            _withhold(builder, run, cover[k - 1], count, moved=before != (builder.row, len(builder.pages)))
            run = []
        if k in cover:
            run.append(builder.box(width))
        else:
            read = _misread(word, rng) if rng.random() < noise else word
            builder.words.append(Word(read, builder.box(width), 0.95 if read == word else 0.7, "test"))
        builder.advance(width)
    if run:
        _withhold(builder, run, cover[len(text) - 1], count + 1, moved=False)
    builder.end_line()
    pages = [sheet(n + 1, ["COVER", "SHEET", f"number{n}"]) for n in range(front)]
    pages += [
        page_of(front + n, lines, redactions, scale)
        for n, (lines, redactions) in enumerate(builder.pages, 1)
        if lines or redactions
    ]
    return record_of(name, pages)


def _withhold(builder: _Builder, run: list[Box], hide: Hidden, count: int, *, moved: bool) -> None:
    box = Box(run[0].x0 - 1, run[0].y0 - 1, run[-1].x1 + 1, run[-1].y1 + 1)
    letters = round(box.width / builder.scale / PITCH)
    pages = builder.pages
    at = pages[-2] if moved and builder.row == 0 and len(pages) > 1 and not pages[-1][0] else pages[-1]
    codes = tuple(Code(c, "FOIA", c, (), None, 0.95) for c in hide.codes)
    at[1].append(
        Redaction(
            f"p{pages.index(at) + 1}-r{count}",
            box,
            RedactionKind.BLACK_BOX,
            0.98,
            codes,
            Interval(letters - 2, letters + 2),
        )
    )


def _misread(word: str, rng: random.Random) -> str:
    """The word with one letter changed, lost or doubled, as readers of print do."""
    k = rng.randrange(len(word))
    kind = rng.randrange(3)
    if kind == 0 and len(word) > 3:
        return word[:k] + word[k + 1 :]
    return word[:k] + rng.choice("aecoustrn") + word[k + (1 if kind < 2 else 0) :]


def page_of(number: int, lines: Sequence[Line], redactions: Sequence[Redaction], scale: float = 1.0) -> Page:
    words = sum(len(line.words) for line in lines)
    return Page(
        number=number,
        width=WIDTH * scale,
        height=HEIGHT * scale,
        dpi=200,
        rotation=0,
        skew_degrees=0.0,
        text_source=TextSource.OCR,
        text_reason="test",
        status=PageStatus.OK,
        quality=Quality("good", 0.95, words, 0, 10.0),
        lines=tuple(lines),
        redactions=tuple(redactions),
    )


def sheet(number: int, words: Sequence[str]) -> Page:
    """A page with one line."""
    read = tuple(
        Word(word, Box(72 + 80 * k, 200, 72 + 80 * k + 6 * len(word), 210), 0.95, "test")
        for k, word in enumerate(words)
    )
    line = Line(" ".join(words), Box(72, 200, read[-1].bbox.x1, 210), 0.95, LineKind.BODY, read)
    return page_of(number, [line], [])


def withheld(number: int, pages: int = 1) -> Page:
    """A sheet that says that pages are denied."""
    return replace(page_of(number, [], []), status=PageStatus.WITHHELD, withheld_pages=pages)


def record_of(name: str, pages: Sequence[Page]) -> Record:
    sha256 = hashlib.sha256(repr((name, pages)).encode()).hexdigest()
    numbered = tuple(replace(page, number=n) for n, page in enumerate(pages, 1))
    return Record(
        source=SourceInfo(f"{name}.pdf", sha256, 1000, "application/pdf", len(pages)),
        pages=numbered,
        events=(),
        identifiers=(),
        classification=Classification("unknown", "unknown"),
        text="",
        errors=(),
        provenance=Provenance((), "", {}),
    )


def some_text(seed: int, sentences: int = 24) -> list[str]:
    rng = stream(seed, 7)
    return " ".join(content.sentence(rng) for _ in range(sentences)).split()


def found_texts(found: Comparison, kind: ChangeKind) -> list[str]:
    return [c.text for c in found.changes if c.kind is kind and c.status is Certainty.FOUND]


def line_of(words: list[Word]) -> Line:
    box = Box(words[0].bbox.x0, words[0].bbox.y0, words[-1].bbox.x1, words[-1].bbox.y1)
    return Line(" ".join(w.text for w in words), box, 0.4, LineKind.BODY, tuple(words))


def set_anew(text: list[str], name: str) -> Record:
    """A release whose lines break after fewer words; an empty word leaves its room."""
    lines, x, y = [], 72.0, 72.0
    row: list[Word] = []
    for word in text:
        width = 6.0 * len(word)
        if x + width > 330:
            lines.append(line_of(row))
            row, x, y = [], 72.0, y + 14
        if word:
            row.append(Word(word, Box(x, y, x + width, y + 10), 0.95, "test"))
        x += width + 6
    return record_of(name, [page_of(1, [*lines, line_of(row)], [])])
