# ruff: noqa: RUF001 - the look-alike signs are the point of this table
"""Folding of printed strings before any grammar sees them; positions are kept, so that spans stay true."""

from __future__ import annotations

import re

_SAME = str.maketrans(
    {
        **dict.fromkeys("‐‑‒–—―−­", "-"),
        **dict.fromkeys("‘’‛`´′", "'"),
        **dict.fromkeys("“”„″", '"'),
        **dict.fromkeys("\u00a0\u2007\u2009\u202f\t\r\n\v\f", " "),
        **dict.fromkeys("Іı", "I"),
    }
)
_SPACED = re.compile(r"(?<![A-Za-z0-9])[A-Z](?:[ .]{1,2}[A-Z]){3,39}(?![A-Za-z0-9])")
_OTHER = re.compile(r"[^A-Z0-9]+")
_GAP = re.compile(r"[ .]+")


def fold(text: str, limit: int) -> str:
    """`text` up to `limit` characters with plain dashes, quotes and spaces; character i stays character i."""
    return text[:limit].translate(_SAME)


def squeeze(text: str) -> str:
    """One space between words, none at the ends."""
    return " ".join(text.split())


def letters(text: str) -> str:
    """The letters and digits alone, in capitals."""
    return _OTHER.sub("", text.upper())


def collapse_letter_spacing(text: str) -> str:
    """`S E C R E T` as `SECRET`: runs of four and more single capitals are closed up.

    Telegrams space the word out (reference B1). Two blanks between letters part words: `T O P  S E C R E T`.
    """
    return _SPACED.sub(_close_up, text)


def _close_up(match: re.Match[str]) -> str:
    words = re.split(r" {2}", match.group())
    return " ".join(_GAP.sub("", word) for word in words)


def mostly_capitals(text: str, share: float = 0.8) -> bool:
    """Whether at least `share` of the letters are capitals (a text without letters is not)."""
    alphabetic = [c for c in text if c.isalpha()]
    return bool(alphabetic) and sum(c.isupper() for c in alphabetic) >= share * len(alphabetic)
