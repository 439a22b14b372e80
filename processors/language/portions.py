"""Portion marks and banners as they are printed, for those who compare ink with all that may stand there."""

from __future__ import annotations

from functools import lru_cache
from string import ascii_uppercase

from processors.language.lexicon import NOT_A_LEVEL

_LEVELS = ("TS", "S", "C")
_ALONE = (*_LEVELS, "U", "FOUO")
"""Marks of a level and nothing else. `R` went out of use in 1953, before marks were struck by machine."""

_AFTER_TWO = (
    "NF",
    "OC",
    "SI",
    "TK",
    "HCS",
    "FISA",
    "FOUO",
    "PR",
    "IMC",
    "RS",
    "RD",
    "FRD",
    "RELIDO",
    "SI-G",
    "NOFORN",
    "ORCON",
    "LES",
    "SBU",
    "REL",
    "CNWDI",
    "HCS-P",
    "HCS-O",
    "SSI",
)
"""Controls behind two slashes (register of 2016)."""

_AFTER_ONE = ("NF", "OC", "NC", "WN", "PR", "RD", "FRD", "SI")
"""Controls behind one slash (DCID 1/7, 1978 to 1995)."""

_COMPARTMENTS = ("SI", "TK", "HCS", "OC", "SI/TK", "SI-G", "RD", "FRD", "HCS-P")
_LAST = ("NF", "OC", "OC/NF", "FISA", "RELIDO", "REL")
"""What stands behind them; both slashes and one are seen."""

_UNCLASSIFIED = ("FOUO", "SBU", "LES", "SSI", "NF", "REL")


@lru_cache(maxsize=1)
def portion_texts() -> tuple[str, ...]:
    """Portion marks in use, each once."""
    marks = [*_ALONE, *(f"U//{control}" for control in _UNCLASSIFIED)]
    for level in _LEVELS:
        marks += (f"{level}//{control}" for control in _AFTER_TWO)
        marks += (f"{level}/{control}" for control in _AFTER_ONE)
        if level != "C":
            marks += (
                f"{level}//{first}{slash}{last}"
                for first in _COMPARTMENTS
                for last in _LAST
                for slash in ("//", "/")
                if first != last
            )
    return tuple(dict.fromkeys(f"({mark})" for mark in marks))


_LEVEL_WORDS = ("TOP SECRET", "SECRET", "CONFIDENTIAL")
_BESIDE_LEVEL = (
    "NOFORN",
    "ORCON",
    "ORCON/NOFORN",
    "REL",
    "ORCON//NOFORN",
    "SI//NOFORN",
    "SI",
    "TK",
    "SI/TK//NOFORN",
    "HCS//NOFORN",
    "SI//ORCON/NOFORN",
)
_OTHER_BANNERS = ("RESTRICTED", "UNCLASSIFIED", "UNCLASSIFIED//FOUO", "NOFORN", "ORCON")


@lru_cache(maxsize=1)
def banner_texts() -> tuple[str, ...]:
    """Banners in use, each once."""
    beside = (f"{level}//{control}" for level in _LEVEL_WORDS for control in _BESIDE_LEVEL)
    older = (f"{level}{sign}NOFORN" for level in _LEVEL_WORDS for sign in ("/", " "))
    return (*_LEVEL_WORDS, *_OTHER_BANNERS, *beside, *older)


@lru_cache(maxsize=1)
def like_banners() -> tuple[str, ...]:
    """Words in capitals that come near banners and are none."""
    return (*sorted(NOT_A_LEVEL), "TOP", "CONFIDENTIALLY", "DECLASSIFIED", "UNRESTRICTED")


def near_rivals(marking: str) -> tuple[str, ...]:
    """Texts that are no marking, or another one, and differ from a marking by one sign or the height of its letters.

    Words read amiss are still those words; of letters in parentheses each counts: `(S/INF)` is not `(S/NF)`.
    """
    rivals = [marking + sign for sign in ".,;:!?"]
    if marking.startswith("("):
        rivals.append(marking.lower())
        for k in range(1, len(marking)):
            rivals += (marking[:k] + letter + marking[k:] for letter in ascii_uppercase)
            if marking[k].isalpha():
                rivals += (marking[:k] + letter + marking[k + 1 :] for letter in ascii_uppercase)
    return tuple(dict.fromkeys(rival for rival in rivals if rival != marking))
