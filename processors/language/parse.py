"""One printed string into one parsed marking: the single entry to all grammars of this package."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from processors.config.language import LanguageConfig
from processors.language import schemes
from processors.language.authority import find_authority
from processors.language.classification import find_banner, find_portion_marks
from processors.language.dates import find_dates
from processors.language.denied import find_denied, find_omissions, omission_fields
from processors.language.exemptions import CodeMatch, canonical, find_codes, only_codes, statute_of
from processors.language.folding import fold, letters, squeeze
from processors.language.identifiers import find_identifiers
from processors.language.mending import mend
from processors.language.releases import find_release
from processors.records import MarkingKind, Value

Parsed = dict[str, Value | dict[str, Value]]
"""Parts of a marking by name. Only `omission` is nested; `flat` gives the form that a `Marking` holds."""


@dataclass(frozen=True, slots=True)
class ParsedMarking:
    """A marking as understood, with confidence in 0..1."""

    kind: MarkingKind
    parsed: Parsed
    confidence: float

    def flat(self) -> dict[str, Value]:
        """`parsed` without nesting: `omission` becomes `omission_unit`, `omission_qty`, `omission_lines`."""
        out: dict[str, Value] = {}
        for key, value in self.parsed.items():
            if isinstance(value, dict):
                out |= {f"{key}_{name}": part for name, part in value.items()}
            else:
                out[key] = value
        return out

    @property
    def record_kind(self) -> MarkingKind:
        """The kind that a record gives it: authority blocks and bare controls are told apart from banners."""
        if self.kind is not MarkingKind.CLASSIFICATION:
            return self.kind
        if self.parsed.get("type") != "banner":
            return MarkingKind.AUTHORITY_BLOCK
        return MarkingKind.CLASSIFICATION if self.parsed.get("level") else MarkingKind.CONTROL


_Reader = Callable[[str, LanguageConfig, bool], ParsedMarking | None]
_CONFIG = LanguageConfig()


def parse_marking(
    text: str, kind: MarkingKind | None = None, *, tolerant: bool = True
) -> ParsedMarking | None:
    """What `text` (one marking; the lines of a stamp joined by blanks) says, or None where it is no marking.

    Args:
        text: as printed, or as OCR read it; any string is accepted, none raises.
        kind: only a marking of this kind is looked for; None for any. A banner, bare controls and an authority
            block are all `classification` here and tell themselves apart by `type`.
        tolerant: whether damaged type is accepted.
    """
    folded = fold(text, _CONFIG.max_chars)
    if kind in (MarkingKind.CONTROL, MarkingKind.AUTHORITY_BLOCK):
        found = parse_marking(text, MarkingKind.CLASSIFICATION, tolerant=tolerant)
        return found if found is not None and found.record_kind is kind else None
    found = _read(folded, kind, tolerant=tolerant)
    mended = mend(folded) if tolerant else folded
    if mended == folded:
        return found
    return _better(found, _read(mended, kind, tolerant=False))


def _read(text: str, kind: MarkingKind | None, *, tolerant: bool) -> ParsedMarking | None:
    # Strict readings of every kind come before damaged ones of any.
    for leniency in (False, True) if tolerant else (False,):
        for reader_kind, reader in _READERS:
            if kind is None or kind is reader_kind:
                found = reader(text, _CONFIG, leniency)
                if found is not None:
                    return found
    return None


def _better(plain: ParsedMarking | None, mended: ParsedMarking | None) -> ParsedMarking | None:
    """The mended reading where the plain one found nothing, or no more of the same."""
    if mended is None:
        return plain
    mended = replace(mended, confidence=min(mended.confidence, _MENDED_CONFIDENCE))
    if plain is None:
        return mended
    tells = [sum(v not in (None, []) for v in m.parsed.values()) for m in (plain, mended)]
    return mended if mended.kind is plain.kind and tells[1] >= tells[0] else plain


_MENDED_CONFIDENCE = 0.75
"""A reading of mended type is never surer than this."""


def _denied(text: str, config: LanguageConfig, _tolerant: bool) -> ParsedMarking | None:
    denied = find_denied(text, config)
    if denied is None:
        return None
    parsed: Parsed = dict(denied.fields)
    code_text = parsed.pop("code_text", None)
    if isinstance(code_text, str):
        parsed["codes"] = [canonical(m)[0] for m in find_codes(code_text, tolerant=True, agency="FBI")]
    return ParsedMarking(MarkingKind.DENIED_PAGE, parsed, 0.95)


def _portion(text: str, config: LanguageConfig, tolerant: bool) -> ParsedMarking | None:
    marks = find_portion_marks(text, config, tolerant=tolerant)
    if len(marks) != 1:
        return None
    mark = marks[0]
    if not mark.ghosted and letters(text) != letters(text[mark.start : mark.end]):
        return None
    parsed: Parsed = {"level": mark.level, "controls": list(mark.controls)}
    if mark.ghosted:
        parsed["struck"] = True
    return ParsedMarking(MarkingKind.PORTION_MARK, parsed, mark.confidence)


def _release(text: str, config: LanguageConfig, tolerant: bool) -> ParsedMarking | None:
    stamp = find_release(text, config, tolerant=tolerant)
    if stamp is None:
        return None
    return ParsedMarking(MarkingKind.RELEASE_STAMP, dict(stamp.fields), stamp.confidence)


def _number(text: str, config: LanguageConfig, *, tolerant: bool, cases: bool) -> ParsedMarking | None:
    found = [m for m in find_identifiers(text, config, tolerant=tolerant) if m.is_case is cases]
    if not found:
        return None
    first = found[0]
    # In a sentence that only mentions a number, the number is no marking.
    if len(letters(text)) > 3 * len(letters(first.raw)) + 12:
        return None
    parsed: Parsed = dict(first.fields)
    if not cases:
        parsed["system"] = first.system
    kind = MarkingKind.FOIA_CASE if cases else MarkingKind.DOCUMENT_ID
    return ParsedMarking(kind, parsed, 0.8 if first.repaired else 0.97)


def _document_id(text: str, config: LanguageConfig, tolerant: bool) -> ParsedMarking | None:
    return _number(text, config, tolerant=tolerant, cases=False)


def _case(text: str, config: LanguageConfig, tolerant: bool) -> ParsedMarking | None:
    return _number(text, config, tolerant=tolerant, cases=True)


def _authority(text: str, config: LanguageConfig, _tolerant: bool) -> ParsedMarking | None:
    block = find_authority(text, config)
    if block is None:
        return None
    return ParsedMarking(MarkingKind.CLASSIFICATION, dict(block.fields), block.confidence)


def _banner(text: str, config: LanguageConfig, tolerant: bool) -> ParsedMarking | None:
    banner = find_banner(text, config, tolerant=tolerant)
    # A control alone in brackets is the rest of a portion mark whose level is damaged.
    bracketed = text.lstrip()[:1] in ("(", "[", "{") and len(letters(text)) <= 12
    if banner is None or (banner.level is None and bracketed):
        return None
    parsed: Parsed = {
        "type": "banner",
        "level": banner.level,
        "controls": list(banner.controls),
        "compartments": list(banner.compartments),
        "dissem": list(banner.dissem),
    }
    if banner.system:
        parsed["system"] = banner.system
    if banner.current:
        parsed["current"] = banner.current
    if banner.ghosted:
        parsed["struck"] = True if banner.ghosted == "yes" else banner.ghosted
    return ParsedMarking(MarkingKind.CLASSIFICATION, parsed, banner.confidence)


_DISPOSITION = re.compile(r"\b(?P<v>RELEASED? IN (?:PART|FULL)|DENIED IN FULL)\b")
_RESTRICTIONS = re.compile(r"^\W{0,3}RESTR\w{2,9}S?\s{0,2}[:;]\s{0,2}(?P<v>.{0,80})", re.IGNORECASE)
_SHORT_JFK = re.compile(r"(?<!\w)(?P<a>[1-5Il|])(?P<b>[ABC]?)(?!\w)")
_EXEMPT_PER = re.compile(
    r"\bEXEMPT PER E\.? ?O\.? {0,2}(?P<eo>\d{5})(?: SEC\.? {0,2}(?P<s>\d\.\d\([a-z]\)))?", re.IGNORECASE
)
_STATUS = re.compile(r"^\W{0,3}CURRENT STATUS\s{0,2}[:;]\s{0,2}(?P<v>.{1,80})", re.IGNORECASE)
_REVIEW = re.compile(r"\bRE-?REVIEW DATE", re.IGNORECASE)


def _exemption(text: str, config: LanguageConfig, tolerant: bool) -> ParsedMarking | None:
    for special in (_omission, _restrictions, _status, _exempt_per):
        found = special(text, config)
        if found is not None:
            return found
    disposition = _DISPOSITION.search(text)
    codes = find_codes(text, tolerant=tolerant)
    alone = only_codes(text, tolerant=tolerant)
    if not alone and not (disposition and len(letters(text)) < 60):
        return None
    parsed = _code_fields(text, codes)
    if disposition:
        parsed["disposition"] = disposition["v"].replace("RELEASED", "RELEASE")
        if re.search(r"\bDECAPTIONED\b", text) and not codes:
            parsed["scheme"] = schemes.STATE
    confidence = min((m.confidence for m in codes), default=0.95)
    return ParsedMarking(MarkingKind.EXEMPTION, parsed, confidence)


def _code_fields(text: str, matches: Sequence[CodeMatch]) -> Parsed:
    coded = [m for m in matches if m.scheme != schemes.STATUTE]
    pairs = [canonical(m) for m in coded]
    parsed: Parsed = {"scheme": _scheme(text, coded), "codes": [code for code, _ in pairs]}
    indices = [index for _, index in pairs if index]
    if indices:
        parsed["index"] = "; ".join(indices)
    statute = statute_of(text)
    if statute:
        parsed["statute"] = statute
    digit = pairs[0][0][4:5] if len(coded) == 1 and coded[0].scheme == schemes.FOIA else ""
    if digit in schemes.FOIA_GIST:
        parsed["meaning"] = schemes.FOIA_GIST[digit]
    if len(coded) == 1 and coded[0].candidates:
        parsed["alternatives"] = sorted({coded[0].code, *coded[0].candidates})
    return parsed


def _scheme(text: str, matches: Sequence[CodeMatch]) -> str:
    names = list(dict.fromkeys(m.scheme for m in matches)) or [schemes.FOIA]
    if len(names) == 1:
        order = names[0].startswith(schemes.CREST) and re.search(r"\bE\.? ?O\.? {0,2}\d{5}", text)
        return "EO 13526" if order else names[0]
    return "+".join(name.split("/")[0] if name.startswith("EO") else name for name in names)


def _omission(text: str, config: LanguageConfig) -> ParsedMarking | None:
    notes = find_omissions(text, config)
    if not notes or letters(text[notes[0].start : notes[0].end]) != letters(text):
        return None
    parsed: Parsed = {"scheme": "FRUS", "codes": [], "omission": omission_fields(notes[0])}
    return ParsedMarking(MarkingKind.EXEMPTION, parsed, 0.97)


def _restrictions(text: str, _config: LanguageConfig) -> ParsedMarking | None:
    """The restrictions of a JFK identification form, in their short form (`1B` for section 6(1)(B), reference A5)."""
    match = _RESTRICTIONS.match(text)
    if not match:
        return None
    codes = [m.code for m in find_codes(match["v"], tolerant=False) if m.scheme == schemes.JFK]
    if not codes:
        for short in _SHORT_JFK.finditer(match["v"]):
            digit = short["a"] if short["a"].isdigit() else "1"
            if (digit == "1") == bool(short["b"]):
                codes.append(f"6({digit})" + (f"({short['b']})" if short["b"] else ""))
    parsed: Parsed = {"scheme": schemes.RIF, "codes": list(codes)}
    status = re.search(r"\b(OPEN|REFERRED|CONSULTED|WITHHOLD)", match["v"], re.IGNORECASE)
    if status:
        parsed["status"] = status[1].upper()
    return ParsedMarking(MarkingKind.EXEMPTION, parsed, 0.9)


def _status(text: str, _config: LanguageConfig) -> ParsedMarking | None:
    """The status on a JFK identification form: as of the form's date, not of the page in hand (reference A5)."""
    match = _STATUS.match(text)
    if not match:
        return None
    return ParsedMarking(
        MarkingKind.EXEMPTION,
        {"scheme": schemes.RIF, "codes": [], "status": squeeze(match["v"]).upper()},
        0.9,
    )


def _exempt_per(text: str, config: LanguageConfig) -> ParsedMarking | None:
    """Joint Staff's stamp of an automatic-declassification exemption (reference A4 [V])."""
    match = _EXEMPT_PER.search(text)
    if not match:
        return None
    codes = [m.code for m in find_codes(text, tolerant=True) if re.match(r"(25|50|75)X", m.code)]
    parsed: Parsed = {"scheme": f"EO {match['eo']} automatic declassification", "codes": list(codes)}
    if match["s"]:
        parsed["section"] = match["s"]
    if re.search(r"\bJS\b", text):
        parsed["agency"] = "Joint Staff"
    review = _REVIEW.search(text)
    before = text[: review.start()] if review else text
    dates = find_dates(before, config)
    later = find_dates(text[review.end() :], config) if review else ()
    if dates:
        parsed["date"] = dates[-1].value
    if later:
        parsed["re_review"] = later[0].value
    return ParsedMarking(MarkingKind.EXEMPTION, parsed, 0.85)


_READERS: tuple[tuple[MarkingKind, _Reader], ...] = (
    (MarkingKind.DENIED_PAGE, _denied),
    (MarkingKind.PORTION_MARK, _portion),
    (MarkingKind.RELEASE_STAMP, _release),
    (MarkingKind.CLASSIFICATION, _authority),
    (MarkingKind.EXEMPTION, _exemption),
    (MarkingKind.DOCUMENT_ID, _document_id),
    (MarkingKind.FOIA_CASE, _case),
    (MarkingKind.CLASSIFICATION, _banner),
)
"""In order: the most telling form first; numbers occur inside stamps, and codes inside authority blocks."""
