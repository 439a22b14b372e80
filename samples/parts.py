"""Parts that several kinds of page share: banners, portion marks, words chosen to be hidden or struck."""

from __future__ import annotations

from collections.abc import Sequence

from samples.chance import Rng, chance, pick, whole
from samples.sheet import Sheet
from samples.strike import STYLES, strike
from samples.tokens import Hide, Mark, Strike, Token, Underline, Where, marked, words
from samples.truth import NotStruck, TrueLine

BANNERS = ("SECRET", "TOP SECRET", "CONFIDENTIAL", "SECRET//NOFORN", "TOP SECRET//NOFORN", "RESTRICTED")

PORTION_MARKS = ("(S)", "(C)", "(TS)", "(S//NF)", "(U)")

FOIA_CODES = (("(b)(1)",), ("(b)(3)",), ("(b)(6)",), ("(b)(1)", "(b)(3)"), ("(b)(7)(C)",), ("(b)(5)",))

BUREAU_CODES = (("b6", "b7C"), ("b1", "b3", "b7E"), ("b7D",), ("b6-1", "b7C-1"), ("b7E-2",))

ARCHIVE_CODES = (("25X1",), ("STAT",), ("25X1A",), ("STATINTL",), ("ILLEGIB",))

CODE_ROOM = 11
"""Characters to hide for each code printed in their place, so that it fits in readable type."""


def banner(sheet: Sheet, text: str, baseline: float, style: str | None, *, points: float = 13) -> None:
    """The classification of the page in the middle of a line, struck in `style` or (None) standing."""
    face = sheet.type("courier_bold" if points < 15 else "stamp", points)
    box = sheet.text(text, (sheet.width - face.width(text)) / 2, baseline, face)
    sheet.lines.append(TrueLine(text, "header", box, style is not None))
    if style is None:
        sheet.not_struck.append(NotStruck(box, text, "plain"))
        sheet.blocks.append(text)
    else:
        strike(sheet, box, text, Strike(style, "classification"), face)
        sheet.blocks.append(f"~~{text}~~")


def banner_style(rng: Rng) -> str | None:
    """How a banner is struck; now and then it was left standing."""
    return None if chance(rng, 0.2) else pick(rng, ("horizontal", "double", "diagonal", "x", "scribble"))


def random_hide(rng: Rng, kinds: Sequence[str], codes: Sequence[tuple[str, ...]], where: Where) -> Hide:
    """A redaction of one of `kinds`; one in four shows no code."""
    kind = pick(rng, tuple(kinds))
    shown = () if chance(rng, 0.25) or (kind == "marker" and where == "inside") else pick(rng, tuple(codes))
    return Hide(kind, shown, where)


def sprinkled(rng: Rng, tokens: list[Token], marks: Sequence[Mark]) -> list[Token]:
    """`tokens` with each of `marks` put on a few of them, apart from each other, in that order.

    A mark is left out where its share of the tokens is too short for it.
    """
    share = len(tokens) // max(1, len(marks))
    for i, mark in enumerate(marks):
        count = _extent(rng, tokens, i * share, share - 1, mark)
        if count:
            first = i * share + whole(rng, 0, share - 1 - count)
            if _long_enough(tokens[first : first + count], mark):
                tokens = marked(tokens, first, count, mark)
    return tokens


def _extent(rng: Rng, tokens: Sequence[Token], first: int, room: int, mark: Mark) -> int:
    """How many words the mark takes: one or two for a stroke, up to six for a redaction, 0 where none fit."""
    wanted = whole(rng, 1, 2)
    if isinstance(mark, Hide):
        wanted = (
            whole(rng, 1, 6) if not _needed(mark) else whole(rng, 2 + len(mark.codes), 5 + len(mark.codes))
        )
    return min(wanted, room) if room >= 1 and first + room <= len(tokens) else 0


def _needed(mark: Mark) -> int:
    return CODE_ROOM * len(mark.codes) if isinstance(mark, Hide) and mark.where == "inside" else 0


def _long_enough(tokens: Sequence[Token], mark: Mark) -> bool:
    return sum(len(t.text) + 1 for t in tokens) > _needed(mark)


def distractors(rng: Rng) -> list[Mark]:
    """Now and then an underline, which is not a strike."""
    return [Underline(pick(rng, ("straight", "straight", "wavy", "double")))] if chance(rng, 0.5) else []


def body_strikes(rng: Rng, styles: Sequence[str] = STYLES) -> list[Mark]:
    """Now and then a struck word in the text."""
    return [Strike(pick(rng, tuple(styles)))] if chance(rng, 0.5) else []


def portion(rng: Rng, style: str | None) -> list[Token]:
    """The mark at the head of a paragraph, struck in `style` with the new one before it, or standing."""
    text = pick(rng, PORTION_MARKS[:4])
    if style is None:
        return words(text)
    return [*words("(U)"), Token(text, Strike(style, "portion_mark"))]


DARK_KINDS = ("black_box", "black_box", "marker")
LIGHT_KINDS = ("white_box", "gap")
REVIEW_KINDS = ("grey_box", "hatched_box", "colour_box")
