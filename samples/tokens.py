"""Words to be set, with what is to happen to them, and how they read afterwards."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Literal

Where = Literal["inside", "margin", "stacked", "nowhere"]
"""Where the codes of a redaction are printed: in it, beside it in the margin, there one below the other, or not."""


@dataclass(frozen=True, slots=True, eq=False)
class Hide:
    """Withhold the words: `kind` is one of `processors.records.RedactionKind`.

    Words that carry the same object belong together, hence no comparison by value.
    """

    kind: str
    codes: tuple[str, ...] = ()
    where: Where = "inside"


@dataclass(frozen=True, slots=True, eq=False)
class Strike:
    """Strike the words out: `style` and `what` are words of `processors.records`."""

    style: str
    what: str = "body"


@dataclass(frozen=True, slots=True, eq=False)
class Underline:
    """Underline the words, which is not to be taken for a strike: `style` is `straight`, `double` or `wavy`."""

    style: str = "straight"


Mark = Hide | Strike | Underline


@dataclass(frozen=True, slots=True)
class Token:
    """One word with its punctuation."""

    text: str
    mark: Mark | None = None


def words(text: str, mark: Mark | None = None) -> list[Token]:
    """The words of `text`, all with the same mark."""
    return [Token(word, mark) for word in text.split()]


def marked(tokens: Sequence[Token], first: int, count: int, mark: Mark) -> list[Token]:
    """`tokens` with `mark` put on `count` of them from index `first` on."""
    return [Token(t.text, mark) if first <= i < first + count else t for i, t in enumerate(tokens)]


def reading(tokens: Iterable[Token]) -> str:
    """The words as the reading text gives them: one line, strikes as `~~word~~`, redactions by their codes."""
    parts = []
    for mark, group in groupby(tokens, key=lambda t: t.mark):
        text = " ".join(t.text for t in group)
        match mark:
            case Hide():
                parts.append(withheld(mark.codes, bare=mark.kind == "gap"))
            case Strike():
                parts.append(f"~~{text}~~")
            case _:
                parts.append(text)
    return " ".join(parts)


def withheld(codes: Sequence[str], *, bare: bool = False) -> str:
    """How a redaction reads; `bare` is for a code alone in white space, which is kept as printed."""
    if bare and codes:
        return " ".join(codes)
    return f"[{' '.join(['REDACTED', *codes])}]"
