# ruff: noqa: E501 - one table entry a line reads best
"""Document and case numbers: found, repaired by position, and settled by a vote over a document's pages."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache

from processors.config.language import LanguageConfig
from processors.document_records import Identifier
from processors.language.folding import fold
from processors.language.rdp import RdpNumber, find_rdp, sum_class
from processors.language.spans import Taken
from processors.records import Value

RIF_AGENCIES: Mapping[str, str] = {
    "104": "CIA", "124": "FBI", "177": "LBJ Library",  # [V]
    "157": "Church Committee", "176": "JFK Library", "178": "Ford Library", "180": "HSCA",  # [M]
    "198": "Army", "202": "Joint Staff",  # [M]
}  # fmt: skip
"""Agency by the first three digits of a JFK record number (reference C1)."""

_DIGIT = str.maketrans("OoQIl|!SsBZb", "000111155826")
_D = r"[0-9OoIl|SBZ]"


@dataclass(frozen=True, slots=True)
class IdMatch:
    """One number as found in a string.

    Attributes:
        system: whose numbering it is, such as `CIA CREST/ESDN`.
        value: the repaired number.
        raw: as printed.
        start: first character, from 0.
        end: one past the last character.
        repaired: whether any character was changed.
        fields: the parts of the number by name.
        is_case: whether it numbers a request (`Case No. …`) rather than a document.
    """

    system: str
    value: str
    raw: str
    start: int
    end: int
    repaired: bool
    fields: Mapping[str, Value] = field(default_factory=dict)
    is_case: bool = False


_Read = Callable[[re.Match[str]], tuple[str, dict[str, Value]] | None]


@dataclass(frozen=True, slots=True)
class _Rule:
    """One numbering: its system, grammar, how a match becomes value and fields, and the source of the form."""

    system: str
    grammar: re.Pattern[str]
    read: _Read
    source: str
    is_case: bool = False
    tolerant: bool = False


def _digits(text: str) -> str:
    return text.translate(_DIGIT)


def _plain(match: re.Match[str]) -> tuple[str, dict[str, Value]]:
    value = re.sub(r"\s", "", match["v"])
    return value, {"id": value}


def _numeric(match: re.Match[str]) -> tuple[str, dict[str, Value]] | None:
    value = _digits(re.sub(r"\s", "", match["v"]))
    return (value, {"id": value}) if value.isdigit() else None


def _c_number(match: re.Match[str]) -> tuple[str, dict[str, Value]] | None:
    value = "C" + _digits(match["v"])
    return (value, {"id": value}) if value[1:].isdigit() else None


def _nw(match: re.Match[str]) -> tuple[str, dict[str, Value]] | None:
    docid = _digits(match["v"])
    if not docid.isdigit():
        return None
    fields: dict[str, Value] = {"docid": docid}
    if match["nw"]:
        fields["nw"] = _digits(match["nw"])
    if match["page"]:
        fields["page"] = int(match["page"])
    return docid, fields


def _rif(match: re.Match[str]) -> tuple[str, dict[str, Value]]:
    value = "-".join(match.group("a", "b", "c"))
    fields: dict[str, Value] = {"id": value}
    if match["a"] in RIF_AGENCIES:
        fields["agency_prefix"] = f"{match['a']}={RIF_AGENCIES[match['a']]}"
    return value, fields


def _mrn(match: re.Match[str]) -> tuple[str, dict[str, Value]]:
    value = match["year"] + match["post"] + match["number"]
    return value, {
        "id": value,
        "year": int(match["year"]),
        "post": match["post"],
        "number": int(match["number"]),
    }


def _state_case(match: re.Match[str]) -> tuple[str, dict[str, Value]] | None:
    year, number = _digits(match["y"]), _digits(match["n"])
    if not (year.isdigit() and number.isdigit()):
        return None
    value = f"{match['k'].upper()}-{year}-{number}"
    return value, {"agency": "State", "case": value}


def _case_of(agency: str) -> _Read:
    def read(match: re.Match[str]) -> tuple[str, dict[str, Value]]:
        value = re.sub(r"\s", "", match["v"])
        return value, {"agency": agency, "case": value}

    return read


def _library_case(match: re.Match[str]) -> tuple[str, dict[str, Value]]:
    value = re.sub(r"\s{2,}", " ", match["v"])
    return value, {"agency": "NARA", "case": value}


def _nara_case(match: re.Match[str]) -> tuple[str, dict[str, Value]] | None:
    value = match["k"].upper() + _digits(match["v"])
    return value, {"agency": "NARA", "case": value}


_I = re.IGNORECASE
_RULES: tuple[_Rule, ...] = (
    _Rule("JFK RIF", re.compile(r"(?<!\d)1?(?P<a>1[0-9]\d|20[0-9])-(?P<b>\d{5})-(?P<c>\d{5})(?!\d)"), _rif, "C1 [V]"),
    _Rule("NARA NW/DocId", re.compile(rf"(?:\bNW[ :#]{{0,2}}(?P<nw>{_D}{{4,6}})[ ,;]{{1,3}})?\bD[o0][ceo][Il1i][dD][:;. ]{{0,3}}(?P<v>{_D}{{7,9}})(?:[ ,.]{{1,3}}Pa[gq]e[,.:]{{0,2}} {{0,2}}(?P<page>\d{{1,5}}))?"), _nw, "C1 [V]"),
    _Rule("CIA MORI", re.compile(rf"\bMORI[ :]{{0,2}}(?:Doc[Il1]D)?[:# ]{{0,3}}(?P<v>{_D}{{5,8}})\b", _I), _numeric, "C1 [V]"),
    _Rule("NSA DOCID", re.compile(rf"\bDOC ?ID[:# ]{{1,3}}(?P<v>{_D}{{6,8}})\b"), _numeric, "C1 [M]"),
    _Rule("NSA REF ID", re.compile(r"\bREF ?ID[:;# ]{0,3}(?P<v>A ?\d{4,8})\b", _I), _plain, "C1 [M]"),
    _Rule("CIA C-number", re.compile(r"(?<![\w-])C(?P<v>0\d{7})(?!\w)"), _c_number, "C1 [V]"),
    _Rule("CIA C-number", re.compile(r"(?<![\w-])[CGc](?P<v>[0O][0-9OIlSBZb]{7})(?!\w)"), _c_number, "C2", tolerant=True),
    _Rule("State CFPF MRN", re.compile(r"(?<!\w)(?P<year>19[67]\d)(?P<post>[A-Z]{4,6})(?P<number>\d{5})(?!\w)"), _mrn, "C1 [V]"),
    _Rule("State CFPF microfilm reel-frame", re.compile(r"(?<!\w)(?P<v>[DP]\d{6}-\d{4})(?!\d)"), _plain, "C1 [V]"),
    _Rule("Kissinger LOC-HAK", re.compile(r"\b(?P<v>LOC-HAK(?:-\d{1,4}){3,5})\b"), _plain, "C1 [M]"),
    _Rule("Presidential library", re.compile(r"\b(?P<v>NL[CJKEFRSN]-\d{1,4}(?:-\d{1,4}){2,5})\b"), _plain, "C1 [M]"),
    _Rule("TALENT-KEYHOLE control", re.compile(r"\b(?P<v>TCS[- ]\d{4,6}(?:[-/]\d{2,4}){1,2})\b"), _plain, "B2 [V]"),
    _Rule("BYEMAN control", re.compile(r"\b(?P<v>BYE[- ]\d{3,6}[-/]\d{2,4})\b"), _plain, "B2 [M]"),
    _Rule("State FOIA case", re.compile(r"(?<![\w-])(?P<k>FL?)-(?P<y>(?:19|20)\d\d)-(?P<n>\d{5})(?!\d)"), _state_case, "C1 [V]", True),
    _Rule("State FOIA case", re.compile(r"(?<![\w-])(?P<k>F[LlI1]?)-(?P<y>[2Z][0O][0-9OIlSB]{2})-(?P<n>[0-9OIlSB]{5})(?!\w)"), _state_case, "C2", True, True),
    _Rule("State FOIA case", re.compile(r"\bCase (?:No|Number|#)[.: ]{0,3}(?P<v>(?:19|20)\d{7})(?: {1,2}Segment {1,2}[A-Z0-9]{3,8})?", _I), _case_of("State"), "C1 [V]", True),
    _Rule("FBI FOI/PA", re.compile(r"\bFO[Il1]A?/?PA[ #:]{0,4}(?:(?:Case|Request|No)[.:# ]{1,3}){0,2}(?P<v>\d{6,7}(?:-\d{1,3})?)(?!\d)", _I), _case_of("FBI"), "C1 [V]", True),
    _Rule("NSA FOIA case", re.compile(r"\bFO[Il1]A Case[ :#No.]{0,5}(?P<v>\d{4,6}[A-Z]?)\b", _I), _case_of("NSA"), "C1 [V]", True),
    _Rule("ISCAP appeal", re.compile(r"\bISCAP (?:Appeal |Case )?(?:No|Number)?[.:# ]{0,3}(?P<v>(?:19|20)\d\d-\d{2,4})(?!\d)", _I), _case_of("ISCAP"), "C1 [V]", True),
    _Rule("NARA FOIA request", re.compile(rf"(?<!\w)(?P<k>NGC|RD|NW)[ -]?(?P<v>{_D}{{2}}-{_D}{{2,5}})(?!\w)"), _nara_case, "C1 [V]", True),
    _Rule("Library review case", re.compile(r"(?<!\w)(?P<v>NL[CJKEFRSN](?:/[A-Z]{1,4})?[ -](?:MR )?\d{2,4}-\d{1,4})(?![\d-])"), _library_case, "C1 [M]", True),
    _Rule("CIA FOIA case", re.compile(r"(?<![\w-])(?P<v>(?:EOM|F)-(?:19|20)\d\d-\d{5}|F-\d\d-\d{4})(?!\d)"), _case_of("CIA"), "[M]", True),
)  # fmt: skip


_ORDERED = (*(r for r in _RULES if not r.tolerant), *(r for r in _RULES if r.tolerant))


@lru_cache(maxsize=4096)  # several steps ask the same line for its numbers
def find_identifiers(text: str, config: LanguageConfig, *, tolerant: bool = True) -> tuple[IdMatch, ...]:
    """All numbers in `text`, in its order; never raises. Strict forms win over the tolerant ones that they overlap."""
    folded = fold(text, config.max_chars)
    found = [_from_rdp(number) for number in find_rdp(folded) if tolerant or number.repairs == 0]
    taken = Taken(len(folded))
    for known in found:
        taken.take(known.start, known.end)
    for rule in _ORDERED:
        if tolerant or not rule.tolerant:
            for match in _fresh(rule, folded, taken):
                taken.take(match.start, match.end)
                found.append(match)
    return tuple(sorted(found, key=lambda m: m.start))


def _fresh(rule: _Rule, text: str, taken: Taken) -> Iterator[IdMatch]:
    """The rule's numbers that no earlier rule has taken."""
    for match in rule.grammar.finditer(text):
        read = rule.read(match) if taken.is_free(*match.span()) else None
        if read is not None:
            value, fields = read
            repaired = letters_differ(value, match.group())
            yield IdMatch(rule.system, value, match.group(), *match.span(), repaired, fields, rule.is_case)


def letters_differ(value: str, printed: str) -> bool:
    """Whether `value` does not occur in `printed` once blanks are out of both."""
    return re.sub(r"\s", "", value) not in re.sub(r"\s", "", printed)


def _from_rdp(number: RdpNumber) -> IdMatch:
    fields: dict[str, Value] = {
        "id": number.value, "job": number.job, "box": number.box, "folder": number.folder, "doc": number.doc,
        "check": number.check,
    }  # fmt: skip
    span = number.start, number.end
    return IdMatch("CIA CREST/ESDN", number.value, number.raw, *span, number.repairs > 0, fields)


def merge_identifiers(matches: Iterable[tuple[int, IdMatch]]) -> tuple[Identifier, ...]:
    """One identifier for each number that a document carries, from `(page number, match)` pairs.

    Readings of one system that differ in a few characters are one number, read differently: the reading seen most
    often wins, then one read without repair, then one whose sum class is usual (CIA-RDP only).
    """
    by_system: dict[str, list[tuple[int, IdMatch]]] = defaultdict(list)
    for page, match in matches:
        by_system[match.system].append((page, match))
    merged: list[Identifier] = []
    for system in by_system:
        merged.extend(_vote(system, group) for group in _alike(by_system[system]))
    return tuple(sorted(merged, key=lambda i: (i.pages[0], i.system, i.value)))


def _alike(seen: list[tuple[int, IdMatch]]) -> list[list[tuple[int, IdMatch]]]:
    """Groups of readings of one number: within two characters of the group's most frequent reading."""
    counts = Counter(match.value for _, match in seen)
    heads: list[str] = []
    home: dict[str, str] = {}
    for value, count in sorted(counts.items(), key=lambda item: (-item[1], item[0])):
        near = next((h for h in heads if _few_apart(h, value) and counts[h] >= 2 * count), None)
        home[value] = near or value
        if near is None:
            heads.append(value)
    groups: dict[str, list[tuple[int, IdMatch]]] = {h: [] for h in heads}
    for page, match in seen:
        groups[home[match.value]].append((page, match))
    return list(groups.values())


def _few_apart(one: str, other: str) -> bool:
    """Whether two readings are the same but for two characters, or but for a check digit that one lacks."""
    if one.startswith(other) or other.startswith(one):
        return True
    return len(one) == len(other) and sum(a != b for a, b in zip(one, other, strict=True)) <= 2


def _vote(system: str, group: list[tuple[int, IdMatch]]) -> Identifier:
    values = Counter(match.value for _, match in group)
    clean = {match.value for _, match in group if not match.repaired}
    usual = {v for v in values if system == "CIA CREST/ESDN" and sum_class(v) in (9, 2)}
    winner = min(values, key=lambda v: (-values[v], v not in clean, v not in usual, -len(v), v))
    raws = Counter(match.raw for _, match in group)
    raw = min(raws, key=lambda r: (-raws[r], r))
    pages = tuple(sorted({page for page, _ in group}))
    return Identifier(system, winner, raw, pages, letters_differ(winner, raw))
