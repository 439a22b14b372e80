# ruff: noqa: E501 - one table entry a line reads best
"""Authority blocks: who classified, why, until when, as fields; what they order for the future is no event."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from processors.config.language import LanguageConfig
from processors.language.dates import find_dates
from processors.language.folding import fold, letters, squeeze
from processors.language.phrases import likeness
from processors.records import Value

_I = re.IGNORECASE
_CL_BY = re.compile(
    r"\b(?:CLASSIFIED|CLASS|CLAS|CL)\.? {0,2}(?:BY|SY|B[YV])[ .:;]{0,3}(?P<v>[A-Z0-9][\w./-]{1,20}(?: [A-Z0-9][\w./-]{0,20}){0,4})",
    _I,
)
_CL_NEXT = re.compile(r" (?:REASON|DECL|DERIVED|EXEMPT|DRV|ON\b|CL\b|E2|IMPDET|DATE).*", _I)
_DERIVED = re.compile(
    r"\b(?:DERIVED FROM|DERIVATIVE FROM|DRV(?: FM| FROM)?)[ .:;]{1,3}(?P<v>[\w./-]{1,24}(?: (?!DECL|CL\b|REASON)[\w./-]{1,24}){0,6})",
    _I,
)
_DECL_ON = re.compile(
    r"\b(?:DECLASSI?FY {0,2}(?:ON|0N|\^)|DECLASSIFY\^|DECL(?: ON)?)[ .:;^]{1,4}(?P<v>[^;\n]{1,60})", _I
)
_DECL_LINE = re.compile(r"\bD[E:]{1,4}CL[ .]{0,1}:(?P<v>[^;\n]{0,40})", _I)
_REASON = re.compile(r"\b(?:CL )?REASONS?[ .:;]{1,3}(?P<v>1\.[3-8][^;\n]{0,60})", _I)
_SECTION = re.compile(
    r"(?P<s>1\.[3-8]) {0,2}(?P<first>\(a\)\(\d{1,2}\)|[({\[f|] ?[a-h](?: ?[,/] ?[a-h]){0,7} ?[)}\]|])", _I
)
_MORE = re.compile(r"[ ,]{0,3}(?:(?:AND|&) ?){0,2}[ ,]{0,2}[({\[] ?(?P<v>[a-h]) ?[)}\]]", _I)
_AUTO = re.compile(r"^\W{0,3}(?P<y>[257Z][05OS])X ?(?P<rest>[\w()/, -]{0,20})", _I)
_GROUP = re.compile(r"\bGROUP {0,2}[-:]? ?(?P<n>[1-4IlT|])\b(?P<after>.{0,80})", _I)
_DOD = re.compile(r"\bD[O0]D D[I1l]R\.? {0,2}(?P<n>\d{4}\.\d{1,2})", _I)
_EXEMPT = re.compile(
    r"(?:\bexempt\w{0,4} (?:from .{0,40}|category)[ :.,]{0,4}|\bCATEGORY[ :]{1,3}|\bEXEMPTION[ :]{1,3})[^\x20-\x7e]{0,6} {0,2}(?P<v>5? ?\(?B?\)? ?\(?[1-4]\)?)",
    _I,
)
_E_CODE = re.compile(r"(?<!\w)E ?(?P<n>[1-4])(?= {1,2}(?:IMPDET|CL\b))")
_OLD = re.compile(r"(?<!\w)5 ?\(?B\)? ?\(?(?P<n>[1-4])", _I)
# The general schedule has no numbers; those of the others are no day or month, as in `RDS 3/4/00` or `XDS 3 APR 00`.
_NUMBER = r"(?:[ -][1-4](?![\d/-]| {0,2}(?i:JAN|FEB|MAR|APR|MAY|JUN|JUL|AUG|SEP|OCT|NOV|DEC)))?"
# `ADS-00` is an office of a distribution line.
_SCHEDULE = re.compile(
    rf"(?<!\w)(?P<v>XGDS{_NUMBER}|GDS(?:-[1-4](?![\d/-]))?|(?<!-)ADS(?!-)|[RX]DS{_NUMBER}|REVW)(?!\w)(?P<rest>.{{0,80}})"
)
# A word of three letters that advertisers use, too: only where the line speaks of declassification.
_ADVANCED = re.compile(r"\b(?:E\.? ?O\.? ?1\d{4}|EXECUTIVE ORDER|SUBJECT TO|DECLASSIF|DOWNGRAD)", _I)
_ORDER = re.compile(r"\b(?:E\.? ?O\.?|EXECUTIVE ORDER) ?(?P<n>11652|12065)\b", _I)
_OFFICIAL = re.compile(r"^[^()]{0,20}\((?P<v>[A-Z][A-Z'-]{1,20}, [A-Z][A-Z' .,-]{0,30})\)")
_OADR = re.compile(r"(?<!\w)[O0DQ][AO]DR(?!\w)")
_FUTURE = re.compile(r"\b(?:OADR|MR|X[1-8]|DNI ONLY|DCI ONLY|N/A|SOURCE MARKED)(?!\w)", _I)
_REGRADING = "EXCLUDED FROM AUTOMATIC REGRADING DOD DIR 5200.10 DOES NOT APPLY"
_INTERVALS = "DOWNGRADED AT 3 YEAR INTERVALS DECLASSIFIED AFTER 12 YEARS"
_EXCLUDED = "EXCLUDED FROM AUTOMATIC DOWNGRADING AND DECLASSIFICATION"
_LEVEL = re.compile(r"^\W{0,3}(?P<v>TOP SECRET|SECRET|CONFIDENTIAL) ?-")


@dataclass(frozen=True, slots=True)
class AuthorityBlock:
    """An authority block or one line of it; `fields` name its parts, `type` among them."""

    fields: Mapping[str, Value]
    confidence: float


def find_authority(text: str, config: LanguageConfig) -> AuthorityBlock | None:
    """The authority block that `text` is, or None; never raises."""
    folded = squeeze(fold(text, config.max_chars))[:1000]
    downgrading = _downgrading(folded, config)
    if downgrading is not None:
        return downgrading
    fields: dict[str, Value] = {}
    _old_regime(folded, config, fields)
    _classified_by(folded, fields)
    derived = _DERIVED.search(folded)
    if derived:
        fields["derived_from"] = derived["v"].strip(" .,:")
    reasons = _reasons(folded)
    if reasons:
        fields["reason"] = reasons
    _declassify_on(folded, config, fields)
    if not fields:
        return None
    return AuthorityBlock({"type": _type_of(folded, fields), **fields}, 0.9)


def _downgrading(text: str, config: LanguageConfig) -> AuthorityBlock | None:
    """`GROUP 1 …` and the schedules of DoD Directive 5200.10."""
    fields: dict[str, Value] = {"type": "downgrading"}
    group = _GROUP.search(text)
    dod = _DOD.search(text)
    if dod:
        fields["authority"] = f"DoD Dir {dod['n']}"
    if group and (
        likeness(group["after"], _EXCLUDED[:28]) >= 60
        or len(letters(text)) <= 8
        or "DOWNGRAD" in text.upper()
    ):
        digit = group["n"] if group["n"].isdigit() else "1"
        return AuthorityBlock({**fields, "regime": "EO 10501/10964", "group": int(digit)}, 0.95)
    if likeness(text, _INTERVALS) >= config.fuzzy_phrase_score - 8:
        return AuthorityBlock({**fields, "regime": "EO 10964 group 4"}, 0.8)
    if likeness(text, _REGRADING[:36]) >= config.fuzzy_phrase_score:
        return AuthorityBlock({**fields, "regime": "EO 10964 group 1"}, 0.8)
    if likeness(text, _EXCLUDED) >= config.fuzzy_phrase_score:
        return AuthorityBlock({**fields, "regime": "EO 10501/10964"}, 0.8)
    return None


def _old_regime(text: str, config: LanguageConfig, fields: dict[str, Value]) -> None:
    """Forms of EO 11652 (1972 to 1978) and EO 12065 (1978 to 1982)."""
    if re.search(r"\bIMPDET\b", text):
        fields |= {"regime": "EO 11652", "declassify_on": "impossible to determine"}
    exempt, e_code = _EXEMPT.search(text), _E_CODE.search(text)
    old = _OLD.search(exempt["v"]) if exempt else None
    number = e_code["n"] if e_code else old["n"] if old else _last_digit(exempt["v"]) if exempt else ""
    if number:
        fields |= {"regime": "EO 11652", "exemption": f"5(B)({number})"}
    _schedule(text, config, fields)


def _schedule(text: str, config: LanguageConfig, fields: dict[str, Value]) -> None:
    """`E.O. 12065: GDS 8/31/85 (DOE, JOHN) OR-M`: the order that is named counts more than the one the schedule is of."""
    schedule = _SCHEDULE.search(text)
    if schedule is None or (schedule["v"] == "ADS" and not _ADVANCED.search(text)):
        return
    name, order = schedule["v"].replace(" ", "-"), _ORDER.search(text)
    usual = "12065" if name.startswith(("RDS", "XDS", "REVW")) else "11652"
    fields |= {"regime": f"EO {order['n'] if order else usual}", "schedule": name}
    dates = find_dates(schedule["rest"][:24], config)
    if dates:
        # What the date of other schedules means, a review or the end, their letters do not tell.
        key = "declassify_on" if "GDS" in name else "review_on" if name == "REVW" else "date"
        fields.setdefault(key, dates[0].value)
    official = _OFFICIAL.match(schedule["rest"])
    if order and official:
        fields["classified_by"] = official["v"].strip(" ,")


def _last_digit(text: str) -> str:
    return next((c for c in reversed(text) if c in "1234"), "")


def _classified_by(text: str, fields: dict[str, Value]) -> None:
    match = _CL_BY.search(text)
    if not match:
        return
    value = _CL_NEXT.sub("", match["v"]).strip(" .,:")
    # CIA numbers have six digits; round ones are often read as letters.
    if re.fullmatch(r"[COQDIl\d]{6}", value) and sum(c.isdigit() for c in value) >= 3:
        value = value.translate(str.maketrans("COQDIl", "000011"))
    # "was classified by the chairman" is prose: a block gives a number, or a name behind a colon.
    if any(c.isdigit() for c in value) or ":" in match.group()[:20]:
        fields["classified_by"] = value


def _reasons(text: str) -> list[str]:
    reason = _REASON.search(text)
    if not reason:
        return []
    found: list[str] = []
    scope = reason["v"]
    for match in _SECTION.finditer(scope):
        first = match["first"].lower()
        if first.startswith("(a)("):
            found.append(f"{match['s']}{first}")
            continue
        # An opening bracket that was read as `f` is not one of the letters.
        found.extend(f"{match['s']}({c})" for c in re.findall(r"[a-h]", first[1:]))
        end = match.end()
        for _ in range(8):
            more = _MORE.match(scope, end)
            if more is None:
                break
            found.append(f"{match['s']}({more['v'].lower()})")
            end = more.end()
    return list(dict.fromkeys(found))


def _declassify_on(text: str, config: LanguageConfig, fields: dict[str, Value]) -> None:
    match = _DECL_ON.search(text) or _DECL_LINE.search(text)
    if not match:
        return
    value = match["v"].strip()
    dates = find_dates(value, config)
    auto = _AUTO.match(value)
    if _OADR.match(value):
        fields["declassify_on"] = "OADR"
    elif auto:
        fields["declassify_on"] = _auto_value(auto)
    elif dates:
        fields["declassify_on"] = dates[0].value
    elif _FUTURE.match(value):
        fields["declassify_on"] = squeeze(
            re.split(r"\b(?:DRV|DERIVED|CL BY|REASON)\b", value, flags=_I)[0]
        ).rstrip(" .,")
    elif any(c.isdigit() for c in value) and len(value) < 24:
        fields.setdefault("declassify_on", None)


def _auto_value(match: re.Match[str]) -> str:
    """`25X1`, `25X1,6`; `25X?` where the number's type is damaged: `25X4)` may be `25X1)`."""
    head = match["y"].upper().translate(str.maketrans("ZSO", "250")) + "X"
    rest = match["rest"].strip(" ,")
    whole = re.fullmatch(
        r"\(?(?P<n>[1-9])\)?(?P<more>(?:[/,] ?[1-9]){0,8})(?P<t> ?- ?(?:HUM|WMD))?(?:[ ,].*)?", rest
    )
    if not rest or rest == "/":
        return head
    balanced = rest.count("(") == rest.count(")")
    if whole is None or not balanced:
        return f"{head}?"
    return head + whole["n"] + whole["more"] + (whole["t"] or "").replace(" ", "")


def _type_of(text: str, fields: dict[str, Value]) -> str:
    level = _LEVEL.match(text)
    if level and "declassify_on" in fields:
        fields["level"] = level["v"]
        return "extension_note"
    if re.search(r"\bREASONS\b", text) or (_DECL_LINE.search(text) and "DECLASSIFY" not in text.upper()):
        return "telegram_line"
    return "authority_block"
