"""Both releases as the comparison works on them: words, redactions and pages of each, and who matches whom."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace

import numpy as np
from numpy.typing import NDArray

from processors.compare.align import Pair
from processors.compare.doubled import with_lines_once
from processors.compare.flat import LINE, Flat, flatten, lowered, type_height
from processors.compare.rooms import (
    Room,
    is_code,
    rooms_of_codes,
    with_codes_whole,
    with_text_beside_codes,
)
from processors.compare.settings import CompareConfig
from processors.compare.tokens import Token, key_of, tokens_of
from processors.geometry import Box
from processors.language.exemptions import canonical, canonical_code, find_codes
from processors.language.struck import ILLEGIBLE
from processors.ocr.beside import pitch_of
from processors.records import (
    FindingStatus,
    Marking,
    MarkingKind,
    Page,
    Record,
    Redaction,
    RedactionKind,
    Word,
)

Boxes = NDArray[np.float64]
NONE = -1
"""Stands for a word that has no counterpart."""

_TYPE = 10.0
"""Height of type in points where no word tells."""
_IN_BOX = 0.6
_CLEAR = 0.6
"""Confidence of a word that was surely read: below it, records list words as unsure."""
_SPREAD = 1.8
"""Times as wide as its letters and a space from which the box of a word says nothing of where they stand."""
_NEVER_TEXT = frozenset({"scanner_border", "scanner_edge", "photograph"})
"""Filters that turn down what is the paper's edge or a picture: no text was ever there."""
_UPRIGHT = "upright_bar"
"""The filter of bars that no text fits in; on a sheet that lies on its side those are lines of text."""


_UNREAD = 0.1
"""Confidence of a code that the reading did not take for one."""
DARK = frozenset({RedactionKind.BLACK_BOX, RedactionKind.MARKER})
_USUAL_LEAST = 3
"""Redactions from which a release has a usual look."""
_USUAL, _MIXED = 0.65, 0.3
"""An office redacts in one way: with that share of black boxes, others are strange, and grey ones may be ghosts."""


@dataclass(frozen=True, slots=True)
class PrintedCode:
    """A code: as told, in one style for comparing, its other readings, how sure it is (0..1), and where it stands.

    `lent` if it stands in another redaction, and the reading took it for that of both.
    """

    text: str
    key: str
    others: tuple[str, ...]
    confidence: float
    place: Box | None
    lent: bool = False


@dataclass(frozen=True, slots=True)
class Cover:
    """A place of a page from which words may have been withheld.

    Attributes:
        box: in points of the page laid flat.
        redaction: what the reading found there, or turned down; None for words struck out beyond reading and for
            the room around a code that stands in a line of text: no box was seen there, but a code tells of one.
        doubt: why it is not surely a redaction; empty if it is.
        codes: printed for it.
    """

    box: Box
    redaction: Redaction | None
    doubt: str = ""
    codes: tuple[PrintedCode, ...] = ()

    @property
    def is_redaction(self) -> bool:
        """Whether something is withheld here: the record has it as a redaction, or a code tells of one."""
        return bool(self.codes) or (self.redaction is not None and self.redaction.rejected_by is None)


@dataclass(frozen=True, slots=True)
class Leaf:
    """What a page offers to compare with.

    Attributes:
        flat: the page laid flat.
        words: boxes of all that was read, stamps and headers included; n x 4.
        keys: the words themselves, as `key_of` gives them.
        clear: those of words that were read surely, where they stand, and are no codes: what is read in a hatched box
            is no text.
        covers: redactions and candidates for one.
        height: usual height of type in points.
    """

    flat: Flat
    words: Boxes
    keys: tuple[str, ...]
    clear: Boxes
    covers: tuple[Cover, ...]
    height: float

    @property
    def page(self) -> Page:
        """The page, laid flat."""
        return self.flat.page

    def covers_of(self, token: Token) -> list[Cover]:
        """The covers of a token's redactions."""
        ids = {r.id for r in token.redactions}
        if token.implied:
            return [c for c in self.covers if c.redaction is None and c.box in token.boxes]
        return [c for c in self.covers if c.redaction is not None and c.redaction.id in ids]


@dataclass(slots=True)
class Side:
    """One release.

    Attributes:
        record: of the release.
        tokens: its words and redactions in reading order.
        match: for each token the index of its counterpart in the other release, or `NONE`.
        glued: words without a counterpart of their own that the other release shows with other spaces.
        leaves: its pages by number.
    """

    record: Record
    tokens: list[Token]
    match: list[int]
    glued: set[int] = field(default_factory=set)
    leaves: dict[int, Leaf] = field(default_factory=dict)

    def leaf(self, number: int) -> Leaf:
        """The page of that number."""
        return self.leaves[number]

    def unmatched(self) -> Iterable[int]:
        """Indices of words without a counterpart."""
        alone = (k for k, j in enumerate(self.match) if j == NONE and k not in self.glued)
        return (k for k in alone if not self.tokens[k].is_redaction)


def side_of(record: Record, config: CompareConfig) -> Side:
    """A release before anything is matched."""
    dark = _dark_share(record)
    leaves = {page.number: _leaf(flatten(with_lines_once(page)), dark, config) for page in record.pages}
    tokens = [_as_high_as_type(t, leaves[t.page]) for t in tokens_of(leaf.page for leaf in leaves.values())]
    return Side(record, tokens, [NONE] * len(tokens), leaves=leaves)


def _as_high_as_type(token: Token, leaf: Leaf) -> Token:
    most = LINE * leaf.height
    if token.is_redaction or all(box.y1 - box.y0 <= most for box in token.boxes):
        return token
    return replace(token, boxes=tuple(lowered(box, most) for box in token.boxes))


def join(a: Side, b: Side, pairs: Sequence[Pair]) -> None:
    """Enters pairs of counterparts."""
    for i, j in pairs:
        a.match[i], b.match[j] = j, i


def stretches(
    a: Side, b: Side, same: Callable[[int, int], bool] | None = None
) -> Iterator[tuple[range, range]]:
    """The tokens of both sides between neighbouring counterparts; none on one side or on both, too.

    Args:
        a: one side.
        b: the other.
        same: whether two counterparts part stretches; all do where it is None.
    """
    i0 = j0 = 0
    for i, j in enumerate([*a.match, len(b.tokens)]):
        if j == NONE or (same is not None and i < len(a.tokens) and not same(i, j)):
            continue
        yield range(i0, i), range(j0, j)
        i0, j0 = i + 1, j + 1


def part(a: Side, b: Side, i: int) -> None:
    """Takes back that token `i` of `a` has a counterpart."""
    b.match[a.match[i]], a.match[i] = NONE, NONE


def _leaf(flat: Flat, dark: float, config: CompareConfig) -> Leaf:
    page = with_text_beside_codes(with_codes_whole(flat.page))
    flat = replace(flat, page=page)
    read = [w for line in page.lines for w in line.words]
    legible = [word for word in read if word.text != ILLEGIBLE]
    height = type_height(page) or _TYPE
    keys = tuple(key_of(word.text) for word in legible)
    room = _Room(height, pitch_of(page.lines))
    clear = [w for w in read if _is_clear(w, room)]
    covers = [_cover(r, page, dark, room, config) for r in _standing(page)]
    covers += [Cover(room.box, None, codes=_of_room(room)) for room in rooms_of_codes(page)]
    area = page.width * page.height
    covers += [_candidate(r, page) for r in page.rejected if _may_hide(r) and r.bbox.area < area / 2]
    covers += [
        Cover(w.bbox, None, "words there are struck out beyond reading") for w in read if w.text == ILLEGIBLE
    ]
    return Leaf(flat, _boxes(legible, height), keys, _boxes(clear, height), tuple(covers), height)


def _is_clear(word: Word, room: _Room) -> bool:
    """Whether a word was surely read, is no code, and stands where its box is: that of some reaches over a mark."""
    if word.confidence < _CLEAR or not key_of(word.text) or is_code(word.text):
        return False
    larger = max(1.0, word.bbox.height / room.height)
    return not room.pitch or word.bbox.width <= _SPREAD * larger * room.pitch * (len(word.text) + 1)


def _boxes(words: Sequence[Word], height: float) -> Boxes:
    boxes = [lowered(word.bbox, LINE * height) for word in words]
    return np.array(boxes, dtype=np.float64).reshape(-1, 4)


def _may_hide(rejected: Redaction) -> bool:
    """Whether there may be text under what the reading turned down, on the page laid flat."""
    if rejected.rejected_by == _UPRIGHT:
        return rejected.bbox.width > rejected.bbox.height
    return rejected.rejected_by not in _NEVER_TEXT


def _candidate(redaction: Redaction, page: Page) -> Cover:
    """What the reading turned down: a code in it tells that it is a redaction after all."""
    known = any(redaction.bbox.covered_by(r.bbox) >= _IN_BOX for r in _standing(page))
    inside = [m for m in page.markings if m.bbox.covered_by(redaction.bbox) >= _IN_BOX]
    codes = tuple(
        code for m in inside if m.kind is MarkingKind.EXEMPTION and not known for code in _of_marking(m)
    )
    doubt = "" if codes else f"the reading turned the box down ({redaction.rejected_by})"
    return Cover(redaction.bbox, redaction, doubt, codes)


def _standing(page: Page) -> list[Redaction]:
    return [r for r in page.redactions if r.status is not FindingStatus.REJECTED]


@dataclass(frozen=True, slots=True)
class _Room:
    """What tells how many characters have room in a box: height of type, and usual width of a letter, in points."""

    height: float
    pitch: float

    def holds(self, box: Box) -> float:
        """How many characters have room in a box, its lines as close as print can be."""
        rows = max(1, round(box.height / (LINE * self.height)))
        return rows * box.width / self.pitch if self.pitch else math.inf


def _cover(redaction: Redaction, page: Page, dark: float, room: _Room, config: CompareConfig) -> Cover:
    codes = tuple(
        PrintedCode(
            c.code,
            canonical_code(c.code, c.scheme)[0],
            c.candidates,
            c.confidence,
            c.bbox,
            lent=c.bbox is not None and _is_lent(c.bbox, redaction, page, config),
        )
        for c in redaction.codes
    )
    coded = any(not code.lent for code in codes)
    doubt, hidden = _doubt(redaction, dark, coded=coded), redaction.hidden_characters
    crooked = abs(page.skew_degrees) >= config.crooked
    if (
        crooked
        and not doubt
        and hidden is not None
        and hidden.low > config.crooked_more * room.holds(redaction.bbox)
    ):
        doubt = "the box of a crooked page holds more than it has room for: which words is not sure"
    return Cover(redaction.bbox, redaction, doubt, codes)


def _is_lent(code: Box, redaction: Redaction, page: Page, config: CompareConfig) -> bool:
    """Whether a code stands in another redaction, also one that was turned down.

    One in the margin or between the lines belongs to those beside.
    """
    if code.covered_by(redaction.bbox) >= _IN_BOX and min(code.width, code.height) >= config.thin_code:
        return False
    apart = (r for r in page.rejected if redaction.bbox.covered_by(r.bbox) < _IN_BOX)
    return any(code.covered_by(r.bbox) >= _IN_BOX for r in (*_standing(page), *apart) if r is not redaction)


def _of_marking(marking: Marking) -> tuple[PrintedCode, ...]:
    codes, scheme = marking.parsed.get("codes"), str(marking.parsed.get("scheme", ""))
    if not isinstance(codes, list) or not codes:
        return (PrintedCode(marking.text, marking.text, (), 0.0, marking.bbox),)
    return tuple(
        PrintedCode(str(c), canonical_code(str(c), scheme)[0], (), marking.confidence, marking.bbox)
        for c in codes
    )


def _of_room(room: Room) -> tuple[PrintedCode, ...]:
    """Its codes; where the reading did not understand them, they are unsure, and may be misread."""
    if room.marking is not None:
        return _of_marking(room.marking)
    found = find_codes(room.raw, tolerant=True)
    if not found:
        return (PrintedCode(room.raw, room.raw, (), 0.0, room.word),)
    return tuple(PrintedCode(c.code, canonical(c)[0], c.candidates, _UNREAD, room.word) for c in found)


def _dark_share(record: Record) -> float:
    """Share of dark ones among the redactions of a release, 0 where it has few."""
    dark = [r.kind in DARK for page in record.pages for r in _standing(page)]
    return sum(dark) / len(dark) if len(dark) >= _USUAL_LEAST else 0.0


def _doubt(redaction: Redaction, dark: float, *, coded: bool) -> str:
    """Why a redaction may be none; `coded` if it has a code of its own."""
    if redaction.status is FindingStatus.UNSURE:
        return "the reading is not sure of the redaction"
    if redaction.kind is RedactionKind.GREY_BOX and dark >= _MIXED:
        return "the grey box may be a black one that shines through from the back"
    if redaction.kind is RedactionKind.HATCHED_BOX and not coded and dark >= _MIXED:
        # letters on a tone are as grained as hatching
        return "the hatched box may be type that a black one shines through from the back"
    if not coded and redaction.kind not in DARK and dark >= _USUAL:
        return "the box looks unlike the other redactions of its release"
    if redaction.kind is RedactionKind.GAP and not coded:
        return "white space without a code may be a redaction or none"
    return ""


def overlaps(box: Box, boxes: Boxes) -> Boxes:
    """Area that each of `boxes` shares with `box`, in square points."""
    if len(boxes) == 0:
        return np.zeros(0)
    across = np.minimum(boxes[:, 2], box.x1) - np.maximum(boxes[:, 0], box.x0)
    down = np.minimum(boxes[:, 3], box.y1) - np.maximum(boxes[:, 1], box.y0)
    return np.asarray(np.clip(across, 0, None) * np.clip(down, 0, None), dtype=np.float64)
