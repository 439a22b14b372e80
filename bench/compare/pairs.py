"""Synthetic pairs of releases with known differences: one text, two sets of redactions, two scans."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from PIL import Image

from processors.scan import Raster
from samples import content
from samples.chance import Rng, between, chance, pick, stream, whole
from samples.damage import apply
from samples.formats import PageImage, write
from samples.generate import RECIPES
from samples.parts import BANNERS, CODE_ROOM, FOIA_CODES, banner
from samples.sheet import Sheet
from samples.stamp import release_header, release_text, stamp
from samples.tokens import Hide, Token, words
from samples.typesetting import Setting, paragraph

FATES = ("opened", "closed", "kept", "recoded", "shrank", "grew")
"""What happens to a hidden span from release A to release B."""

DAMAGES = tuple(r for r in RECIPES if r and "fax" not in r)
"""Scan damage of each page; a standard fax leaves type that nobody reads, so it is left out."""

BLACK, LIGHT = ("black_box", "black_box", "marker"), ("white_box", "grey_box", "hatched_box")
"""An office redacts a document in one way."""

FACES = ("courier", "typewriter", "serif", "mono")
LEFT, COLUMN, TOP, LOWEST = 1.15, 6.1, 1.35, 9.4
"""Left edge, width, first and last baseline of the text in inches."""

SCALES = (1.0, 1.0, 0.97, 1.04)
"""Sizes at which the second release was scanned, against the first."""


@dataclass(frozen=True, slots=True)
class Span:
    """Words with one fate: `first` and `last` index the words of their paragraph, both included."""

    fate: str
    paragraph: int
    first: int
    last: int
    codes: tuple[tuple[str, ...], tuple[str, ...]]

    def hidden(self, side: int) -> tuple[int, int] | None:
        """The words hidden in release 0 or 1, first and last; None where all can be read."""
        inner = (self.first + EDGE, self.last - EDGE)
        match self.fate:
            case "opened":
                return (self.first, self.last) if side == 0 else None
            case "closed":
                return (self.first, self.last) if side == 1 else None
            case "shrank":
                return (self.first, self.last) if side == 0 else inner
            case "grew":
                return inner if side == 0 else (self.first, self.last)
            case _:
                return (self.first, self.last)


EDGE = 2
"""Words by which a redaction that shrank or grew does so at either end."""


@dataclass(frozen=True, slots=True)
class Pair:
    """Two releases of one document, and all that differs between them.

    Attributes:
        number: counts from 1.
        files: releases A and B.
        opened: passages that can be read in B alone.
        closed: passages that can be read in A alone.
        recoded: codes in A and in B of redactions whose codes changed.
        damage: of A and of B.
    """

    number: int
    files: tuple[Path, Path]
    opened: tuple[str, ...]
    closed: tuple[str, ...]
    recoded: tuple[tuple[tuple[str, ...], tuple[str, ...]], ...]
    damage: tuple[tuple[str, ...], tuple[str, ...]]


def make_pair(folder: Path, seed: int, number: int) -> Pair:
    """Writes both releases of one document; equal arguments give equal files.

    Every third second release has a cover sheet before it; of every fourth pair one release is set anew, so that
    its lines break elsewhere.
    """
    folder.mkdir(parents=True, exist_ok=True)
    rng = stream(seed, number, 0)
    texts = [content.sentences(rng, whole(rng, 2, 4)).split() for _ in range(whole(rng, 5, 7))]
    spans = _spans(rng, texts)
    style = _Style(pick(rng, FACES), pick(rng, (10.5, 11, 12)), pick(rng, BANNERS), number % 4 == 0)
    damage = (pick(rng, DAMAGES), pick(rng, DAMAGES))
    looks = (pick(rng, BLACK), pick(rng, LIGHT))
    if chance(rng, 0.5):
        looks = (looks[1], looks[0])
    files = []
    for side in (0, 1):
        chances = stream(seed, number, 1 + side)
        sheets = _release(chances, texts, spans, style, looks[side], side)
        if side and number % 3 == 0:
            sheets = [_cover_sheet(chances), *sheets]
        pages = [_scanned(sheet, damage[side], chances, side) for sheet in sheets]
        files += write(folder, f"pair_{number:03d}_{'ab'[side]}", ".pdf", pages)
    passages: tuple[list[str], list[str]] = ([], [])
    for span in spans:
        for shown in (0, 1):
            passages[shown].extend(_differences(span, texts[span.paragraph], shown))
    recoded = tuple(
        s.codes
        for s in spans
        if s.fate == "recoded" and all(_codes_of(s, texts[s.paragraph], looks[k], k) for k in (0, 1))
    )
    return Pair(number, (files[0], files[1]), tuple(passages[1]), tuple(passages[0]), recoded, damage)


def _differences(span: Span, text: Sequence[str], shown: int) -> list[str]:
    """The passages of a span that can be read in release `shown` and not in the other."""
    here, there = span.hidden(shown), span.hidden(1 - shown)
    if there is None:
        return []
    if here is None:
        return [" ".join(text[there[0] : there[1] + 1])]
    ends = ((there[0], here[0]), (here[1] + 1, there[1] + 1))
    return [" ".join(text[start:stop]) for start, stop in ends if stop > start]


@dataclass(frozen=True, slots=True)
class _Style:
    face: str
    points: float
    banner: str
    set_anew: bool


def _spans(rng: Rng, texts: Sequence[Sequence[str]]) -> list[Span]:
    """One or two spans a paragraph, apart from each other; now and then a whole paragraph."""
    spans: list[Span] = []
    for index, text in enumerate(texts):
        if chance(rng, 0.12):
            spans.append(_span(rng, pick(rng, ("opened", "closed")), index, 0, len(text) - 1))
            continue
        count = whole(rng, 1, 2)
        share = len(text) // count
        for part in range(count):
            fate = pick(rng, FATES)
            least = 5 + 2 * EDGE if fate in ("shrank", "grew") else pick(rng, (1, 3, 5, 8, 14))
            room = share - 4
            if least > room:
                continue
            first = part * share + 2 + whole(rng, 0, room - least)
            spans.append(_span(rng, fate, index, first, first + least - 1))
    return spans


def _span(rng: Rng, fate: str, index: int, first: int, last: int) -> Span:
    codes = pick(rng, FOIA_CODES)
    other = pick(rng, [c for c in FOIA_CODES if c != codes]) if fate == "recoded" else codes
    return Span(fate, index, first, last, (codes, other))


def _release(
    rng: Rng,
    texts: Sequence[Sequence[str]],
    spans: Sequence[Span],
    style: _Style,
    look: str,
    side: int,
) -> list[Sheet]:
    header = release_text(rng)
    sheet = _new_sheet(rng, header, style, side)
    face = sheet.type(style.face, style.points)
    leading = 1.25 * face.pixels
    narrower = 0.9 if style.set_anew and side else 1.0
    setting = Setting(
        face, sheet.inches(LEFT), narrower * sheet.inches(COLUMN), leading, indent=4 * face.width("x")
    )
    sheets, baseline = [sheet], float(sheet.inches(TOP))
    for index, text in enumerate(texts):
        tokens = _hidden(words(" ".join(text)), [s for s in spans if s.paragraph == index], look, side)
        if baseline + 8 * leading > sheet.inches(LOWEST):
            sheet = _new_sheet(rng, header, style, side)
            sheets.append(sheet)
            baseline = float(sheet.inches(TOP))
        baseline = paragraph(sheet, tokens, setting, baseline) + 0.8 * leading
    if side:
        stamp(
            sheet,
            ("APPROVED FOR RELEASE", "DATE: 08-31-2009"),
            (sheet.inches(5.8), sheet.inches(9.95)),
            sheet.type("stamp", 12),
        )
    return sheets


def _new_sheet(rng: Rng, header: str, style: _Style, side: int) -> Sheet:
    sheet = Sheet(rng, exact=False)
    if side:
        release_header(sheet, header)
    banner(sheet, style.banner, sheet.inches(0.8), "horizontal" if side else None)
    return sheet


def _hidden(tokens: list[Token], spans: Sequence[Span], look: str, side: int) -> list[Token]:
    """The words of a paragraph with those that this release hides marked so."""
    out = list(tokens)
    for span in spans:
        hidden = span.hidden(side)
        if hidden is None:
            continue
        first, last = hidden
        mark = Hide(look, _codes_of(span, [t.text for t in tokens], look, side))
        out[first : last + 1] = [Token(t.text, mark) for t in tokens[first : last + 1]]
    return out


def _codes_of(span: Span, text: Sequence[str], look: str, side: int) -> tuple[str, ...]:
    """The codes printed in the span on release 0 or 1; none where they would not fit."""
    hidden = span.hidden(side)
    if hidden is None or look == "marker":
        return ()
    covered = sum(len(word) + 1 for word in text[hidden[0] : hidden[1] + 1])
    codes = span.codes[side]
    return codes if covered > CODE_ROOM * len(codes) else ()


def _cover_sheet(rng: Rng) -> Sheet:
    """A page that the releasing office put before the document."""
    sheet = Sheet(rng, exact=False)
    face = sheet.type("sans", 12)
    lines = (
        "INFORMATION REVIEW PROGRAM",
        "The enclosed document was reviewed a second time.",
        content.date(rng),
    )
    for k, row in enumerate(lines):
        sheet.centred(row, sheet.inches(3 + 0.4 * k), face, "body")
    return sheet


def _scanned(sheet: Sheet, damage: Sequence[str], rng: Rng, side: int) -> PageImage:
    hurt = apply(sheet.raster(), damage, rng, dpi=sheet.dpi)
    image = hurt.image
    if side:
        image = _rescaled(image, pick(rng, SCALES), rng)
    return PageImage(image, sheet.dpi)


def _rescaled(image: Raster, scale: float, rng: Rng) -> Raster:
    """The page at another size, and with strips cut off that the glass did not cover."""
    height, width = image.shape[:2]
    one_bit = image.ndim == 2 and bool(np.isin(image, (0, 255)).all())
    picture = Image.fromarray(image).resize(
        (round(width * scale), round(height * scale)), Image.Resampling.BICUBIC
    )
    left, top = (round(between(rng, 0, 0.12) * 200) for _ in range(2))
    cut = np.asarray(picture.crop((left, top, picture.width, picture.height)), dtype=np.uint8)
    return np.where(cut > 127, 255, 0).astype(np.uint8) if one_bit else cut
