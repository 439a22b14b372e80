"""Classification banners, controls and portion marks in a string."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from rapidfuzz.distance import LCSseq, Levenshtein

from processors.config.language import LanguageConfig
from processors.language.damaged_top import CONFIDENCE, damaged_top
from processors.language.folding import collapse_letter_spacing, fold, letters, mostly_capitals, squeeze
from processors.language.lexicon import (
    CONTROLS,
    CURRENT,
    LEVELS,
    NO_BANNER_ALONE,
    NOT_A_LEVEL,
    PORTION_CONTROLS,
    PORTION_LEVELS,
    PORTION_SOLE_CONTROLS,
    PROSE_AFTER_LEVEL,
    RANK,
)
from processors.language.telegrams import classifying_parts


@dataclass(frozen=True, slots=True)
class Banner:
    """A banner as understood.

    Attributes:
        level: None where only controls are printed.
        controls: all controls, as printed from left to right.
        compartments: those of them that are codewords and compartments.
        dissem: those of them that limit dissemination.
        system: `NATO`, or empty for the United States.
        current: `DECLASSIFIED` and the like where it is printed with the banner, else empty.
        ghosted: `yes` where the type looks as OCR leaves a struck word (dashes and specks round a damaged level),
            `probable` where the level alone is badly damaged in a line that is otherwise clean, else empty.
        confidence: 0..1.
    """

    level: str | None
    controls: tuple[str, ...]
    compartments: tuple[str, ...]
    dissem: tuple[str, ...]
    system: str
    current: str
    ghosted: str
    confidence: float


@dataclass(frozen=True, slots=True)
class PortionMark:
    """A portion mark such as `(S//NF)`; `ghosted` as in `Banner`."""

    level: str
    controls: tuple[str, ...]
    start: int
    end: int
    ghosted: bool
    confidence: float


@dataclass(frozen=True, slots=True)
class _Hit:
    name: str
    start: int
    end: int
    group: str
    confidence: float
    system: str = ""


def _loose(printed: str) -> re.Pattern[str]:
    """The printed form with any blanks, dashes or slashes between its words."""
    words = re.split(r"[ /-]+", printed)
    return re.compile(r"(?<![A-Z0-9])" + r"[\s/.-]{0,3}".join(map(re.escape, words)) + r"(?![A-Z0-9])")


_LEVELS = tuple((_loose(p), level) for level in LEVELS for p in level.printed)
_CONTROLS = sorted(
    ((_loose(p), control) for control in CONTROLS for p in control.printed),
    key=lambda item: -len(item[0].pattern),
)
_CURRENT = tuple((re.compile(rf"(?<![A-Z]){word}(?![A-Z])"), word) for word in CURRENT)
_REL = re.compile(
    r"(?<![A-Z])REL(?:EASABLE)? TO (?P<to>[A-Z]{2,4}(?:(?:, ?| AND | & ?|/)[A-Z]{2,4}){0,8})(?![A-Z])"
)
_GHOST = re.compile(r"[-~:—_]{2,}|[~^]|[-:]\W")
_TOKEN = re.compile(r"[^\s/]{1,40}")
_FUZZY_PHRASES = (
    "FOR OFFICIAL USE ONLY",
    "NO FOREIGN DISSEM",
    "BACKGROUND USE ONLY",
    "CONTROLLED DISSEM",
    "CONTINUED CONTROL",
)


def find_banner(text: str, config: LanguageConfig, *, tolerant: bool = True) -> Banner | None:
    """The banner that `text` (one line or stamp) is, or None where it is something else; never raises.

    Tolerant reading accepts damaged levels and controls; strict reading accepts printed ones, in capitals.
    """
    return next(filter(None, (_read(part, config, tolerant) for part in _parts(text, config))), None)


def banner_text(text: str, config: LanguageConfig, *, tolerant: bool = True) -> str:
    """The part of `text` that `find_banner` takes for the banner, letter-spaced words closed; empty where none is.

    It is all of it, but for the office and the number on the line that classifies a telegram.
    """
    return next((part for part in _parts(text, config) if _read(part, config, tolerant)), "")


def _parts(text: str, config: LanguageConfig) -> Iterator[str]:
    """What of a line may be the banner: all of it first."""
    folded = fold(text, config.max_chars)
    closed = collapse_letter_spacing(folded)
    line = squeeze(closed)[:400]
    yield line
    yield from classifying_parts(line, is_spaced=closed != folded)


@lru_cache(maxsize=2048)  # a line is asked by several steps whether it is a banner
def _read(line: str, config: LanguageConfig, tolerant: bool) -> Banner | None:
    if not mostly_capitals(line) and not (tolerant and len(line) < 60):
        return None
    upper = line.upper()
    taken = _control_hits(upper)
    level = _level_hit(upper, taken)
    if level is None and tolerant:
        level = _fuzzy_level(line, upper, taken, config)
    current = _current_hit(upper, level)
    hits = [*taken, *(h for h in (level, current) if h), *_repeats(upper, level)]
    if tolerant and not hits:
        hits = _fuzzy_phrase(upper)
    elif tolerant:
        hits.extend(_fuzzy_controls(upper, hits))
    if not hits or not _is_banner(upper, hits, level, config):
        return None
    return _banner(line, hits, level, current)


def _control_hits(upper: str) -> list[_Hit]:
    hits: list[_Hit] = []
    for grammar, control in _CONTROLS:
        for match in grammar.finditer(upper):
            if all(match.end() <= h.start or match.start() >= h.end for h in hits):
                hits.append(_Hit(control.name, *match.span(), control.group, 1.0))
    hits.extend(_Hit(f"REL TO {m['to']}", *m.span(), "dissem", 1.0) for m in _REL.finditer(upper))
    return hits


def _level_hit(upper: str, taken: list[_Hit]) -> _Hit | None:
    for grammar, level in _LEVELS:
        for match in grammar.finditer(upper):
            if all(match.end() <= h.start or match.start() >= h.end for h in taken):
                if level.name == "SECRET" and (top := damaged_top(upper, match.start())) is not None:
                    return _Hit("TOP SECRET", top, match.end(), "level", CONFIDENCE)
                return _Hit(level.name, *match.span(), "level", 1.0, level.system)
    # `S ECR E T`: blanks fell unevenly into the letter-spaced word.
    for start, end in _rest_spans(upper, taken):
        whole = letters(upper[start:end])
        name = next((n for n in RANK if n.replace(" ", "") == whole), None)
        if name:
            return _Hit(name, start, end, "level", 0.95)
    return None


def _repeats(upper: str, level: _Hit | None) -> list[_Hit]:
    """The same level printed again on the line, as where two stamps stand side by side."""
    if level is None:
        return []
    word = upper[level.start : level.end]
    again = re.compile(rf"(?<![A-Z]){re.escape(word)}(?![A-Z])").finditer(upper, level.end)
    return [_Hit(level.name, *m.span(), "level", level.confidence) for m in again]


def _current_hit(upper: str, level: _Hit | None) -> _Hit | None:
    for grammar, word in _CURRENT:
        match = grammar.search(upper)
        if match and level is not None and match.start() >= level.end:
            return _Hit(word, *match.span(), "current", 1.0)
    return None


def _fuzzy_level(line: str, upper: str, taken: list[_Hit], config: LanguageConfig) -> _Hit | None:
    """The level that one to three neighbouring tokens come nearest to."""
    tokens = [(m.start(), m.end()) for m in _TOKEN.finditer(upper)]
    tokens = [t for t in tokens if all(t[1] <= h.start or t[0] >= h.end for h in taken)][:8]
    best: tuple[float, int, int, str] | None = None
    for i in range(len(tokens)):
        for j in range(i, min(i + 3, len(tokens))):
            start, end = tokens[i][0], tokens[j][1]
            scored = _nearest_level(line[start:end], config)
            if scored and (best is None or (scored[0], len(scored[1])) > (best[0], len(best[3]))):
                best = (scored[0], start, end, scored[1])
    return _Hit(best[3], best[1], best[2], "level", best[0]) if best else None


def _nearest_level(printed: str, config: LanguageConfig) -> tuple[float, str] | None:
    squeezed = letters(printed)
    if not 4 <= len(squeezed) <= 16 or any(w in NOT_A_LEVEL for w in re.findall(r"[A-Z]+", printed.upper())):
        return None
    if not mostly_capitals(printed, 0.6):
        return None
    best: tuple[float, str] | None = None
    ghosted = _GHOST.search(printed) is not None
    for name in ("TOP SECRET", "SECRET", "CONFIDENTIAL", "UNCLASSIFIED", "RESTRICTED"):
        score = _level_score(squeezed, name.replace(" ", ""), config, ghosted=ghosted)
        if score and (best is None or score > best[0]):
            best = (score, name)
    return best


def _level_score(squeezed: str, want: str, config: LanguageConfig, *, ghosted: bool) -> float:
    """0 where `squeezed` is not the level; a struck word may carry letters that its stroke left behind."""
    edits = Levenshtein.distance(squeezed, want)
    if edits <= int(config.fuzzy_level_edits * len(want)):
        return 1.0 - edits / len(want)
    common = LCSseq.similarity(squeezed, want) / len(want)
    return 0.5 * common if ghosted and common >= 0.8 else 0.0


def _fuzzy_controls(upper: str, hits: list[_Hit]) -> list[_Hit]:
    """Damaged controls in what is left of a line that already has a level or a control."""
    found: list[_Hit] = []
    for start, end in _rest_spans(upper, hits):
        phrase = letters(upper[start:end])
        for want in _FUZZY_PHRASES:
            # Half of the letters of a struck phrase may be gone; its length still tells.
            if len(phrase) >= 12 and Levenshtein.normalized_similarity(phrase, letters(want)) >= 0.55:
                name = next(c.name for c in CONTROLS if want in c.printed)
                found.append(_Hit(name, start, end, "dissem", 0.5))
                break
        else:
            found.extend(_fuzzy_words(upper, start, end))
    return found


def _fuzzy_phrase(upper: str) -> list[_Hit]:
    """A line that is nothing but one damaged control of eight letters and more."""
    squeezed = letters(upper)
    if len(squeezed) < 7:
        return []
    near = [(Levenshtein.normalized_similarity(squeezed, key), c) for key, c in _LONG_CONTROLS]
    score, control = max(near, key=lambda n: n[0])
    return [_Hit(control.name, 0, len(upper), control.group, score)] if score >= 0.82 else []


def _fuzzy_words(upper: str, start: int, end: int) -> list[_Hit]:
    found: list[_Hit] = []
    for match in _TOKEN.finditer(upper, start, end):
        word = letters(match.group())
        near = [c for c in _SINGLE_WORDS if len(word) >= 5 and Levenshtein.distance(word, c.name) == 1]
        if near:
            found.append(_Hit(near[0].name, *match.span(), near[0].group, 0.8))
    return found


_LONG_CONTROLS = tuple(
    (letters(p), c) for c in CONTROLS for p in c.printed if c.name and len(letters(p)) >= 8
)
_SINGLE_WORDS = tuple(c for c in CONTROLS if len(c.name) >= 5 and c.name.isalpha())


def _rest_spans(upper: str, hits: list[_Hit]) -> list[tuple[int, int]]:
    spans, at = [], 0
    for hit in sorted(hits, key=lambda h: h.start):
        if hit.start > at:
            spans.append((at, hit.start))
        at = max(at, hit.end)
    if at < len(upper):
        spans.append((at, len(upper)))
    return spans


def _is_banner(upper: str, hits: list[_Hit], level: _Hit | None, config: LanguageConfig) -> bool:
    """Filters `level is an adjective` and `too little of the line is marking`."""
    if level is not None:
        following = re.match(r"[ ]?([A-Z]+)", upper[level.end :])
        inside_control = any(h.start <= level.end < h.end for h in hits if h is not level)
        if following and following[1] in PROSE_AFTER_LEVEL and not inside_control:
            after = [h for h in hits if h.start in (level.end, level.end + 1) and h is not level]
            if not after:
                return False
    elif all(h.group == "current" or h.name in NO_BANNER_ALONE for h in hits):
        return False
    marked = sum(len(letters(upper[h.start : h.end])) for h in hits)
    return marked >= config.banner_coverage * max(1, len(letters(upper)))


def _banner(line: str, hits: list[_Hit], level: _Hit | None, current: _Hit | None) -> Banner:
    told = (h for h in hits if h.group not in ("level", "current") and h.name)
    ordered = sorted(told, key=lambda h: h.start)
    names = tuple(dict.fromkeys(h.name for h in ordered))
    confidence = min(h.confidence for h in hits)
    return Banner(
        level=level.name if level else None,
        controls=names,
        compartments=tuple(dict.fromkeys(h.name for h in ordered if h.group == "compartment")),
        dissem=tuple(dict.fromkeys(h.name for h in ordered if h.group in ("dissem", "caption"))),
        system=level.system if level else "",
        current=current.name if current else "",
        ghosted=_ghosted(line, hits, level),
        confidence=confidence,
    )


def _ghosted(line: str, hits: list[_Hit], level: _Hit | None) -> str:
    """What OCR shows of a stroke (reference B5); the pixels decide, this is only a witness."""
    worst = min(h.confidence for h in hits)
    if worst <= 0.5 or (worst < 1 and _GHOST.search(line)):
        return "yes"
    clean_control = any(h.confidence == 1.0 and h.group != "current" for h in hits if h is not level)
    return "probable" if level is not None and level.confidence < 0.75 and clean_control else ""


_PORTION = re.compile(
    r"(?<![\w(])\((?P<l>CTSA?|TSC?|SC?|CC?|U|R|N[SCRU]|LOU|OUO|FOUO|SBU)"
    r"(?P<rest>(?:(?:/{1,2}|-| - )[A-Z]{1,10}(?:[ ,]{1,2}[A-Z]{3}){0,6}){0,8})\)"
)
_GHOST_PORTION = re.compile(
    r"(?:^|\s|--)[-—~_]{1,5}(?P<o>[(ft1l{\[|])(?P<l>[ceg6osS58uvUC])(?P<c>[)tij1l}\]|])(?=[-—~_])"
)
_GHOST_LETTER = {**dict.fromkeys("ceg6oC", "C"), **dict.fromkeys("sS58", "S"), **dict.fromkeys("uvU", "U")}


def find_portion_marks(
    text: str, config: LanguageConfig, *, tolerant: bool = False
) -> tuple[PortionMark, ...]:
    """All portion marks in `text`; tolerant reading also takes `--tei-` for a struck `(C)` (reference B5)."""
    folded = fold(text, config.max_chars)
    found = [_portion(match) for match in _PORTION.finditer(folded)]
    if tolerant and not found:
        found = _damaged_portions(folded)
    if tolerant:
        ghosts = list(_GHOST_PORTION.finditer(folded))
        if found and ghosts and ghosts[0].start() <= found[0].start:
            first = found[0]
            found[0] = PortionMark(first.level, first.controls, first.start, first.end, True, 0.7)
        elif not found:
            found = [_ghost(m) for m in ghosts[:1]]
    return tuple(found)


_DAMAGED_PORTION = re.compile(
    r"[({\[](?P<l>[A-Z0-9]{1,4})(?P<rest>(?:/{1,2}[A-Za-z0-9-]{1,10}){0,6})(?P<c>[)}\]]?)"
)
_LETTER = str.maketrans("5$810|{}[]", "SSBIOI()()")


def _damaged_portions(text: str) -> list[PortionMark]:
    """One damaged mark at the head of `text`: digits for letters, other brackets, a struck control."""
    match = _DAMAGED_PORTION.match(text.strip()[:40])
    if match is None or not (match["rest"] or match["c"]):
        return []
    start = text.index(match.group())
    span = start, start + len(match.group())
    again = _PORTION.fullmatch(match.group().upper().translate(_LETTER))
    if again is not None and (match["rest"] or match["l"].isalpha()):
        mark = _portion(again)
        return [PortionMark(mark.level, mark.controls, *span, False, 0.7)]
    head = match["l"].translate(_LETTER)
    if match["rest"] and head in PORTION_LEVELS:
        parts = [_nearest_abbreviation(p) for p in re.split(r"/{1,2}", match["rest"].upper()) if p]
        return [
            PortionMark(PORTION_LEVELS[head], tuple(dict.fromkeys(filter(None, parts))), *span, True, 0.4)
        ]
    return []


def _nearest_abbreviation(printed: str) -> str:
    """The control whose abbreviation comes nearest; empty where not even four letters in ten agree."""
    near = [(Levenshtein.normalized_similarity(printed, short), short) for short in PORTION_CONTROLS]
    score, short = max(near, key=lambda n: (n[0], len(n[1]), n[1]))
    return PORTION_CONTROLS[short] if score >= 0.4 else ""


def _portion(match: re.Match[str]) -> PortionMark:
    head = match["l"]
    controls = [PORTION_SOLE_CONTROLS[head]] if head in PORTION_SOLE_CONTROLS else []
    for part in re.split(r"/{1,2}| - |-(?=[A-Z]{2,})", match["rest"]):
        name = part.strip(" -")
        if name.startswith("REL TO"):
            controls.append(name)
        elif name:
            controls.append(PORTION_CONTROLS.get(name, name))
    confidence = 0.97 if match["rest"] else 0.8
    return PortionMark(PORTION_LEVELS[head], tuple(dict.fromkeys(controls)), *match.span(), False, confidence)


def _ghost(match: re.Match[str]) -> PortionMark:
    level = PORTION_LEVELS[_GHOST_LETTER[match["l"]]]
    return PortionMark(level, (), match.start("o"), match.end("c"), True, 0.4)
