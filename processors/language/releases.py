# ruff: noqa: E501 - one form a line reads best
"""Release and review stamps: who did what, when, to which document, as printed."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from processors.config.language import LanguageConfig
from processors.language.dates import PrintedDate, event_doubt, find_dates
from processors.language.folding import fold, mostly_capitals, squeeze
from processors.language.identifiers import IdMatch, find_identifiers
from processors.language.phrases import likeness
from processors.language.release_rules import AGENCIES, NOT_EVENTS, RULES, ReleaseRule
from processors.records import Value

_I = re.IGNORECASE
_NND = re.compile(r"\bNND? ?[- ]?(?P<n>[0-9OSIlB]{5,6}|[0-9OSIlB]{2}[- ]?[0-9OSIlB]{4})(?!\w)")
_EO = re.compile(
    r"\bE\.? ?O\.? {0,2}(?P<eo>\d{5})(?:[,.; ]{1,4}(?:Sec(?:tion)?s?\.? {0,2})?(?P<sec>\d\.\d(?:\([a-z]\))?(?:\(\d\))?))?",
    _I,
)
_BY = re.compile(
    r"(?<!RELEASED )(?<!RELEASE )\bBY[ :;]{1,3}(?P<by>(?!NARA\b|NSA\b|CENTRAL\b|THE\b|AUTH)[A-Z0-9][\w./-]{0,20})",
    _I,
)
_BATES = re.compile(r"(?<![\w-])(?P<v>[AB]-\d{11})(?!\d)")
_QUOTED = re.compile(r'"(?P<v>TOP SECRET|SECRET|CONFIDENTIAL|UNCLASSIFIED)"', _I)
_PAGE = re.compile(r"\bPage {1,2}(?P<v>\d{1,5})\b", _I)
_PROGRAM = re.compile(r"\b(?P<cia>CIA )?HISTORICAL[ -]REVIEW PROGRAM\b", _I)
_OFFICIAL = re.compile(
    r"^(?P<v>[A-Z][a-z]{1,20}(?: [A-Z]\.?)?(?: [A-Z][a-z'-]{1,24}){1,2}) Declassified/Released"
)
_MAY_BE_STATE = re.compile(r"\"|\bState\b|(?<!\w)F.?-[12Z]", _I)
_NO_DATE = re.compile(r"\bACT(?: OF)?,?\s{1,3}$", _I)
_EXEMPTION_3B2 = re.compile(r"EXEMPTION {1,3}3[B8]2(?P<v>[A-J8])", _I)
_REPAIR = str.maketrans("OSIlB", "05118")


@dataclass(frozen=True, slots=True)
class ReleaseStamp:
    """One stamp as understood. `date` is None where none could be read; `doubt` says why a date is implausible."""

    agency: str
    action: str
    date: PrintedDate | None
    doubt: str
    is_event: bool
    fields: Mapping[str, Value] = field(default_factory=dict)
    confidence: float = 1.0


def find_release(text: str, config: LanguageConfig, *, tolerant: bool = True) -> ReleaseStamp | None:
    """The release or review that `text` (one stamp, its lines joined) reports, or None; never raises."""
    folded = squeeze(fold(text, config.max_chars))
    if NOT_EVENTS.search(folded):
        return None
    found = _rule_for(folded, config, tolerant=tolerant)
    if found is None:
        return _state_header(folded, config) if _MAY_BE_STATE.search(folded) else None
    numbers = find_identifiers(folded, config)
    rule, confidence = found
    date = _date_of(folded, config)
    agency = rule.agency or _agency_of(folded) or "CIA"
    fields = _fields(folded, rule, agency, numbers, date)
    return ReleaseStamp(agency, rule.action, date, _doubt(date, config), rule.is_event, fields, confidence)


def _rule_for(text: str, config: LanguageConfig, *, tolerant: bool) -> tuple[ReleaseRule, float] | None:
    prose: set[str] = set()
    for rule in RULES:
        match = rule.grammar.search(text)
        # Stamps are set in capitals or begin with one; "was approved for release" is prose.
        if match and (not match.group()[:1].islower() or rule.phrase.startswith("This document")):
            return rule, 1.0
        if match:
            prose.add(rule.phrase)
    if not tolerant:
        return None
    # A damaged stamp is short; on a page of prose a part of some line always resembles a phrase.
    capitals = mostly_capitals(text, 0.6)
    known = [r for r in RULES if r.phrase and r.phrase not in prose and len(text) < 300]
    fit = [r for r in known if capitals or not r.phrase.isupper()]
    scored = [(likeness(text, r.phrase), r) for r in fit]
    near = [(len(r.phrase), score, r) for score, r in scored if score >= config.fuzzy_phrase_score]
    if not near:
        return None
    # The longest phrase that fits: a shorter one is often its beginning.
    _, score, rule = max(near, key=lambda s: s[:2])
    return rule, score / 100


def _agency_of(text: str) -> str:
    return next((agency for sign, agency in AGENCIES if sign.search(text)), "")


def _date_of(text: str, config: LanguageConfig) -> PrintedDate | None:
    """The date of the act: the first full date, else the first shorter one that is not the year of a statute.

    Damaged dates are read only where there is no sound one: a known stamp is context enough for them.
    """
    for tolerant in (False, True):
        dates = [
            d for d in find_dates(text, config, tolerant=tolerant) if not _NO_DATE.search(text[: d.start])
        ]
        full = [d for d in dates if d.precision == "day"]
        if dates:
            return next(iter(full or dates))
    return None


def _doubt(date: PrintedDate | None, config: LanguageConfig) -> str:
    return (date.doubt or event_doubt(date.value, config)) if date else ""


def _fields(
    text: str, rule: ReleaseRule, agency: str, numbers: tuple[IdMatch, ...], date: PrintedDate | None
) -> dict[str, Value]:
    fields: dict[str, Value] = {"agency": agency}
    if rule.action:
        fields["action"] = rule.action
    if rule.action or date:
        fields |= date_fields(date)
    fields["doc_id"] = next((n.value for n in numbers if not n.is_case), None)
    case = next((n.value for n in numbers if n.is_case), None)
    if case:
        fields["case"] = case
    program = _PROGRAM.search(text)
    if program or (not rule.action and rule.agency == "CIA"):
        through = program is not None and not program["cia"]
        fields["program"] = "Historical Review Program" if through else "CIA Historical Review Program"
    if rule.action == "no_objection":
        fields["scope"] = f"{agency} equity only"
    authority = _authority(text, agency)
    if authority:
        fields["authority"] = authority
    by, official = _BY.search(text), _OFFICIAL.match(text)
    if by:
        fields["by"] = by["by"]
    if official:
        fields["official"] = official["v"]
    return fields


def date_fields(date: PrintedDate | None) -> dict[str, Value]:
    """`date`, with `date_precision` where it is not to the day and `date_format` where the order was assumed."""
    if date is None:
        return {"date": None}
    fields: dict[str, Value] = {"date": date.value}
    if date.precision != "day":
        fields["date_precision"] = date.precision
    elif date.format_assumed.startswith(("MM", "DD")) and date.format_assumed[2:3] in "/-.":
        fields["date_format"] = date.format_assumed
    return fields


def _authority(text: str, agency: str) -> str:
    if re.search(r"\bASSASSINATION RECORDS\b", text, _I):
        return "JFK Act"
    if re.search(r"\bNAZI WAR CRIMES\b", text, _I):
        code = _EXEMPTION_3B2.search(text)
        return "NWCDA" + (f" 3B2{code['v'].upper().replace('8', 'B')}" if code else "")
    if re.search(r"\bAUTOMATIC DECLASSIFICATION GUI", text, _I):
        return "FBI Automatic Declassification Guide"
    if re.search(r"\bEO Systematic Review\b", text, _I):
        return "EO Systematic Review"
    nnd = _NND.search(text)
    if nnd and agency.startswith("NARA"):
        return "NND " + re.sub(r"[- ]", "", nnd["n"]).translate(_REPAIR)
    order = _EO.search(text)
    return f"EO {order['eo']}" + (f" {order['sec']}" if order["sec"] else "") if order else ""


def _state_header(text: str, config: LanguageConfig) -> ReleaseStamp | None:
    """State's header: a case number with a present classification, quoted since 2022 (reference C1 [V])."""
    numbers = find_identifiers(text, config)
    case = next((n for n in numbers if n.system == "State FOIA case"), None)
    bates = _BATES.search(text)
    level = _QUOTED.search(text) or re.match(r"\W{0,3}(?P<v>UNCLASSIFIED|SECRET|CONFIDENTIAL)\b", text)
    named = re.search(r"\bDepartment of State\b", text, _I) is not None
    if case is None or not (bates or _QUOTED.search(text) or (named and level)):
        return None
    date = _date_of(text, config)
    fields: dict[str, Value] = {"agency": "State", "case": case.value, **date_fields(date)}
    if bates:
        fields["bates"] = bates["v"]
    doc = next((n.value for n in numbers if not n.is_case), None)
    if doc:
        fields["doc_id"] = doc
    if level:
        fields["current_classification"] = level["v"].upper()
    page = _PAGE.search(text)
    if page:
        fields["page"] = int(page["v"])
    return ReleaseStamp("State", "", date, _doubt(date, config), True, fields, 1.0)
