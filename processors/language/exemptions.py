"""Exemption codes in a string: strict everywhere, tolerant where damaged type is to be expected."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from rapidfuzz.distance import Levenshtein

from processors.config.language import LanguageConfig
from processors.language import schemes
from processors.language.exemption_rules import (
    CONTINUED,
    DAMAGED_STAT,
    LEXICON,
    PROSE_AFTER,
    PROSE_BEFORE,
    RULES,
    SEPARATORS,
    CodeRule,
    Reading,
)
from processors.language.folding import fold, letters
from processors.language.schemes import meaning, statute_of
from processors.language.spans import Taken

__all__ = ["CodeMatch", "canonical", "canonical_code", "find_codes", "meaning", "only_codes", "statute_of"]

_CONFIG = LanguageConfig()


@dataclass(frozen=True, slots=True)
class CodeMatch:
    """One code in a string.

    Attributes:
        code: normalised in the style that was printed (`(b)(7)(C)`, `b7C-1`, `B6`, `25X1A`).
        scheme: whose code it is, see `schemes`.
        raw: as printed, with a statute that belongs to it.
        candidates: other readings, likeliest first.
        start: first character, from 0.
        end: one past the last character.
        confidence: 0..1.
    """

    code: str
    scheme: str
    raw: str
    candidates: tuple[str, ...]
    start: int
    end: int
    confidence: float


@lru_cache(maxsize=4096)
def find_codes(text: str, *, tolerant: bool, agency: str = "") -> tuple[CodeMatch, ...]:
    """All exemption codes in `text`, in its order; never raises, takes time linear in the text.

    Args:
        text: a line, a part of one, or a stack of codes with its lines joined by blanks.
        tolerant: whether damaged forms are accepted; only beside a redaction, in the outer margin, or in a list of
            codes (reference A7).
        agency: whose document it is, for readings that depend on it; may be empty.
    """
    folded = fold(text, _CONFIG.max_chars)
    matches = _read_all(folded, agency, tolerant=tolerant)
    found = [(match, rule.alone) for match, rule in matches]
    if tolerant and not found:
        found.extend((m, True) for m in _from_lexicon(folded))
    alone = _nothing_else(folded, [m for m, _ in found], spare=int(tolerant))
    kept = [m for m, needs_alone in found if alone or not needs_alone]
    return tuple(sorted(kept, key=lambda m: m.start))


def _read_all(text: str, agency: str, *, tolerant: bool) -> list[tuple[CodeMatch, CodeRule]]:
    """Every rule's codes; where two overlap the earlier rule wins, unless a damaged form reads more."""
    found: list[tuple[CodeMatch, CodeRule] | None] = []
    taken = Taken(len(text))
    for rule in RULES:
        if rule.tolerant and not tolerant:
            continue
        for match in rule.grammar.finditer(text):
            over = taken.owners(*match.span())
            rivals = [f[0] for f in (found[i] for i in over) if f is not None]
            if over and not (rule.tolerant and _reads_more(match, rivals)):
                continue
            reading = rule.read(match, agency)
            if reading is None or _is_citation(text, match):
                continue
            for i in over:
                found[i] = None
            for code in _with_continuations(text, match, reading):
                taken.take(code.start, code.end, len(found))
                found.append((code, rule))
    return [f for f in found if f is not None]


@lru_cache(maxsize=4096)
def only_codes(text: str, *, tolerant: bool, agency: str = "") -> bool:
    """Whether `text` holds codes and nothing else."""
    matches = find_codes(text, tolerant=tolerant, agency=agency)
    return bool(matches) and _nothing_else(fold(text, _CONFIG.max_chars), list(matches), spare=int(tolerant))


_OF_A_CODE = re.compile(r"\(\w\)\s?\(\w{1,2}\)|\d\s?\(\w{1,2}\)|\d\.\d\.\d?\.?[a-z]\b", re.IGNORECASE)


def is_unmistakable(text: str) -> bool:
    """Whether codes have a form that labels and numbers of sections hardly have.

    Such are `(b)(3)`, `1.4(c)` and `5.1.2.e`; `B1`, `b6` and `1.4` may as well stand for a cell, a bus or a section.
    """
    return _OF_A_CODE.search(text) is not None


def _reads_more(match: re.Match[str], strict: list[CodeMatch]) -> bool:
    """Whether a damaged form covers one strict match and letters beyond it, such as `(b)(7){C)` over `(b)(7)`."""
    if len(strict) != 1 or match.start() != strict[0].start:
        return False
    return len(match.group().strip()) > len(strict[0].raw)


def _with_continuations(text: str, match: re.Match[str], reading: Reading) -> Iterator[CodeMatch]:
    """The code, and those that follow it in a list that names the head once."""
    code, scheme, others, confidence = reading
    raw = match.group().rstrip()
    end = match.start() + len(raw)
    yield CodeMatch(code, scheme, raw, others, match.start(), end, confidence)
    for head, follows in CONTINUED:
        start = head.fullmatch(code)
        # Twelve letters and digits are more than any list has.
        for _ in range(12 if start else 0):
            more = follows.match(text, end)
            if start is None or more is None:
                break
            value = more["v"].lower()
            following = start["head"] + (value if value.isdigit() else f"({value})")
            yield CodeMatch(
                following, scheme, more.group().strip(" ,/&"), (), more.start("v"), more.end(), confidence
            )
            end = more.end()


def _is_citation(text: str, match: re.Match[str]) -> bool:
    """Filter `citation in prose`: what stands before or after makes it a reference to a law."""
    before, after = text[max(0, match.start() - 40) : match.start()], text[match.end() : match.end() + 24]
    if re.search(r"[(\[]?E\.? ?O\.?,? {0,2}\d{5},? {0,2}(?:Sec(?:tion|\.)?)? {0,2}$", before, re.IGNORECASE):
        return False
    return PROSE_AFTER.match(after) is not None or PROSE_BEFORE.search(before) is not None


def _nothing_else(text: str, matches: list[CodeMatch], *, spare: int) -> bool:
    """Filter `stands among other words`: codes and what joins them make up the string but for `spare` letters.

    Tolerant reading spares one: it may be a mark of the reviewer's bracket.
    """
    if not matches:
        return False
    rest, at = [], 0
    for match in sorted(matches, key=lambda m: m.start):
        rest.append(text[at : match.start])
        at = max(at, match.end)
    rest.append(text[at:])
    return len(letters(SEPARATORS.sub(" ", " ".join(rest)))) <= spare


def _from_lexicon(text: str) -> Iterator[CodeMatch]:
    """Codes that are words, by likeness, where the string is one damaged code and nothing else."""
    squeezed = letters(text)
    raw = text.strip()
    if not raw or not 4 <= len(squeezed) <= _CONFIG.lexicon_letters:
        return
    start = text.index(raw)
    if DAMAGED_STAT.fullmatch(squeezed):
        yield CodeMatch("STAT", schemes.CREST, raw, (), start, start + len(raw), 0.7)
        return
    near = sorted((Levenshtein.distance(squeezed, word), word) for word in LEXICON)
    distance, word = near[0]
    most = max(_CONFIG.lexicon_edits, int(_CONFIG.lexicon_edit_share * len(squeezed)))
    if distance <= most and len(squeezed) >= 6:
        code, scheme = LEXICON[word]
        others = tuple(LEXICON[w][0] for d, w in near[1:] if d <= most and LEXICON[w][0] != code)
        yield CodeMatch(code, scheme, raw, others, start, start + len(raw), 0.9 - 0.15 * distance)


def canonical(match: CodeMatch) -> tuple[str, str]:
    """The code in the style of the statute (`(b)(7)(C)`) and the index printed behind it (`-1`), if any."""
    return canonical_code(match.code, match.scheme)


def canonical_code(code: str, scheme: str) -> tuple[str, str]:
    """As `canonical`, of a code that was read before; codes of other schemes stay as they are."""
    if scheme != schemes.FOIA:
        return code, ""
    parts = re.fullmatch(r"\(?[bB]\)?\(?(\d)\)?\(?([A-Ga-g]?)\)?(?:-(.{1,60}))?", code)
    if not parts:
        return code, ""
    letter = f"({parts[2].upper()})" if parts[2] else ""
    return f"(b)({parts[1]}){letter}", (parts[3] or "").replace(" ", "")
