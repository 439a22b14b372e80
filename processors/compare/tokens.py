"""A record as one sequence of words and redactions in reading order, over all its pages."""

from __future__ import annotations

import functools
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from processors.compare.rooms import Room, is_code, rooms_of_codes, without_code
from processors.config.text import TextConfig
from processors.geometry import Box
from processors.language.struck import ILLEGIBLE
from processors.ocr.fusion.legible import ILLEGIBLE as UNREAD
from processors.records import (
    FindingStatus,
    Interval,
    LineKind,
    MarkingKind,
    Page,
    PageStatus,
    Redaction,
    RedactionKind,
    Word,
)
from processors.text.beneath import lies_in
from processors.text.breaks import Joint, breaks, column_of
from processors.text.weave import WovenLine, woven_lines

_UNTEXT = (LineKind.MARKING, LineKind.STAMP, LineKind.CODE)
# Markings that stand in sentences are words of these.
_IN_TEXT = (MarkingKind.PORTION_MARK, MarkingKind.EXEMPTION)
_ON_MARKING = 0.5
_FOLDED = str.maketrans({"0": "o", "1": "l", "i": "l", "|": "l", "5": "s", "8": "b"})
"""Letters and digits that readers of print take for each other: they shall not tell two words apart."""
_BORDER = "|¦"
"""The edge of a box, which readers take for a letter of the word beside it."""
_BROKEN = re.compile(r".*[^\W\d_][-\u00ad¬]")


@dataclass(frozen=True, slots=True)
class Token:
    """A word, or redactions with nothing readable between them.

    Attributes:
        text: as printed; a word divided at a line end is put together.
        key: the word without case, punctuation and what is easily misread; empty for redactions and for a word that
            nobody could read.
        page: 1-based.
        boxes: of the word's parts or of the redactions, in points of the page laid flat.
        confidence: of the word, of the least sure redaction; 0..1.
        paragraph: counts over the document.
        struck: whether the word is crossed out.
        redactions: empty for a word.
        denied: whether it stands for a whole page that was withheld.
        implied: the code that tells of a redaction that was not seen, empty for all others.
        torn: whether it was parted from the word beside it, and may be a part of that.
    """

    text: str
    key: str
    page: int
    boxes: tuple[Box, ...]
    confidence: float
    paragraph: int
    struck: bool = False
    redactions: tuple[Redaction, ...] = ()
    denied: bool = False
    implied: str = ""
    torn: bool = False

    @property
    def is_redaction(self) -> bool:
        """Whether something is withheld here."""
        return self.denied or bool(self.redactions or self.implied)

    @property
    def codes(self) -> tuple[str, ...]:
        """Codes of the redactions as printed, each once."""
        if self.implied:
            return (self.implied,)
        return tuple(dict.fromkeys(code.code for r in self.redactions for code in r.codes))

    @property
    def hidden(self) -> Interval | None:
        """Number of hidden characters; None where it is not known of all."""
        parts = [r.hidden_characters for r in self.redactions]
        known = [p for p in parts if p is not None]
        if not known or len(known) < len(parts):
            return None
        return Interval(sum(p.low for p in known), sum(p.high for p in known))


@functools.lru_cache(maxsize=100_000)
def key_of(text: str) -> str:
    """What tells a word from others whatever print and readers do to it."""
    plain = "".join(c for c in text.casefold() if c.isalnum())
    return plain.translate(_FOLDED).replace("rn", "m")


def tokens_of(pages: Iterable[Page], config: TextConfig | None = None) -> list[Token]:
    """The words and redactions of pages laid flat. Headers, stamps, banners and codes are no part of the text."""
    settings = config or TextConfig()
    out: list[Token] = []
    paragraph = 0
    for page in pages:
        if page.status is PageStatus.FAILED:
            continue
        if page.status is PageStatus.WITHHELD:
            paragraph += 1
            out.append(_denied(page, paragraph))
            continue
        sheet = _Sheet.of(page)
        for block in _blocks(page, settings):
            paragraph += 1
            _append(out, block, replace(sheet, paragraph=paragraph))
    return out


def _denied(page: Page, paragraph: int) -> Token:
    whole = Box(0.0, 0.0, page.width, page.height)
    return Token("", "", page.number, (whole,), 1.0, paragraph, redactions=page.redactions, denied=True)


def _blocks(page: Page, config: TextConfig) -> Iterator[list[WovenLine]]:
    """The lines of each paragraph."""
    lines = [line for line in woven_lines(_for_weaving(page), config) if _is_text(line, page)]
    block: list[WovenLine] = []
    for index, line in enumerate(lines):
        leading = block[-1].box.y0 - block[-2].box.y1 if len(block) > 1 else 0.0
        if block and breaks(
            Joint(block[-1], line, column_of(index - 1, lines, config), len(block), leading, config)
        ):
            yield block
            block = []
        block.append(line)
    if block:
        yield block


def _for_weaving(page: Page) -> Page:
    """The page with all its redactions as boxes: in the reading text some are told by words of the page instead."""
    kinds = {RedactionKind.GAP: RedactionKind.WHITE_BOX, RedactionKind.EDITORIAL_NOTE: RedactionKind.DIGITAL}
    kept = [r for r in page.redactions if r.kind is not RedactionKind.PAGE_DENIED]
    return replace(page, redactions=tuple(replace(r, kind=kinds.get(r.kind, r.kind)) for r in kept))


def _is_text(line: WovenLine, page: Page) -> bool:
    if line.is_redaction:
        return True
    if line.kind in _UNTEXT:
        return False
    marks = [m.bbox for m in page.markings if m.kind not in _IN_TEXT]
    return not all(any(w.bbox.covered_by(box) >= _ON_MARKING for box in marks) for w in line.words)


@dataclass(frozen=True, slots=True)
class _Sheet:
    """What is needed to enter a paragraph of a page."""

    page: int
    paragraph: int
    redactions: dict[str, Redaction]
    covers: tuple[Box, ...]
    codes: tuple[Box, ...]
    rooms: tuple[Room, ...]

    @classmethod
    def of(cls, page: Page) -> _Sheet:
        return cls(
            page.number,
            0,
            {r.id: r for r in page.redactions},
            tuple(r.bbox for r in page.redactions if r.kind is not RedactionKind.PAGE_DENIED),
            tuple(m.bbox for m in page.markings if m.kind is MarkingKind.EXEMPTION),
            tuple(rooms_of_codes(page)),
        )


def _append(out: list[Token], block: Sequence[WovenLine], sheet: _Sheet) -> None:
    for line in block:
        low = min((word.bbox.y0 for word in line.words), default=0.0)
        high = max((word.bbox.y1 for word in line.words), default=0.0)
        near = [box for box in sheet.covers if box.y0 < high and box.y1 > low]
        codes = [box for box in sheet.codes if box.y0 < high and box.y1 > low]
        rooms = [room for room in sheet.rooms if room.word.y0 < high and room.word.y1 > low]
        for number, piece in enumerate(line.pieces):
            if piece.redaction is not None:
                _append_redaction(out, sheet.redactions[piece.redaction.id], sheet, silent=piece.silent)
            elif piece.word is not None:
                room = next((r for r in rooms if piece.word.bbox.covered_by(r.word) >= _ON_MARKING), None)
                if room is not None:
                    _append_implied(out, room, sheet)
                elif not _is_covered(piece.word, near, codes):
                    _append_word(out, piece.word, sheet, starts_line=number == 0)


def _append_implied(out: list[Token], room: Room, sheet: _Sheet) -> None:
    token = Token("", "", sheet.page, (room.box,), 1.0, sheet.paragraph, implied=room.raw)
    if not out or out[-1] != token:
        out.append(token)


def _is_covered(word: Word, covers: Sequence[Box], codes: Sequence[Box]) -> bool:
    if word.text == ILLEGIBLE or is_code(word.text):
        return True
    if lies_in(word.bbox, covers):
        return True
    return any(word.bbox.covered_by(box) >= _ON_MARKING for box in codes)


def _append_redaction(out: list[Token], redaction: Redaction, sheet: _Sheet, *, silent: bool) -> None:
    if redaction.status is FindingStatus.REJECTED:
        return
    last = out[-1] if out else None
    if silent and last is not None and last.redactions and last.page == sheet.page:
        out[-1] = replace(
            last,
            boxes=(*last.boxes, redaction.bbox),
            confidence=min(last.confidence, redaction.confidence),
            redactions=(*last.redactions, redaction),
        )
        return
    place = (redaction.bbox,)
    out.append(
        Token("", "", sheet.page, place, redaction.confidence, sheet.paragraph, redactions=(redaction,))
    )


def _append_word(out: list[Token], word: Word, sheet: _Sheet, *, starts_line: bool) -> None:
    printed = without_code(word.text).strip(_BORDER)
    key, box = key_of(printed), word.bbox
    last = out[-1] if out and not out[-1].is_redaction and out[-1].page == sheet.page else None
    if printed == UNREAD:
        out.append(Token(printed, key, sheet.page, (box,), 0.0, sheet.paragraph))
        return
    if not key:
        if last is not None and last.paragraph == sheet.paragraph:
            out[-1] = replace(last, text=f"{last.text} {printed}")
        return
    if last is not None and starts_line and _BROKEN.fullmatch(last.text) and printed[0].islower():
        text = last.text[:-1] + printed
        confidence = min(last.confidence, word.confidence)
        out[-1] = replace(last, text=text, key=key_of(text), boxes=(*last.boxes, box), confidence=confidence)
        return
    out.append(Token(printed, key, sheet.page, (box,), word.confidence, sheet.paragraph, word.struck))
