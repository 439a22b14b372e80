# ruff: noqa: E501 - one table entry a line reads best
"""What each exemption code stands for, in plain words and with its authority; each entry with its source tag.

A code names a scheme and a provision as printed; it is never taken for the true reason (reference F).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

FOIA, PRIVACY, CREST, EO = "FOIA", "Privacy Act", "CREST", "EO"
JFK, RIF, NWCDA, PRA, NIXON, STATE = "JFK Act", "JFK RIF", "NWCDA", "PRA", "PRMPA (Nixon)", "State"
COLD_CASE, DUTCH, STATUTE, NOTE = "CRCCRCA", "Woo/Wob", "statute", "note"
EO_SECTIONS: tuple[tuple[str, str, str, str], ...] = (
    (r"1\.4\([a-h]\)", "EO 13526/12958am", "why it was classified", "A4 [V]"),
    (r"1\.5\([a-g]\)", "EO 12958", "why it was classified", "A4 [V]"),
    (r"1\.3\(a\)\(\d{1,2}\)", "EO 12356", "why it was classified", "A4 [V]"),
    (r"1-301\([a-g]\)", "EO 12065", "why it was classified", "A4 [M]"),
    (r"3\.3\([bh]\)(?:\(\d\))?", "EO 13526", "exempt from automatic declassification", "A4 [P]"),
    (r"3\.4\(b\)(?:\(\d\))?", "EO 12958", "exempt from automatic declassification", "A4 [M]"),
    (r"1\.6\(d\)(?:\(\d\))?", "EO 12958", "exempt from ten-year declassification", "A4 [M]"),
    (
        r"3\.5\(c\)",
        "EO 13526",
        "withheld under another law in a mandatory review (at CIA, the CIA Act)",
        "A4 [V]",
    ),
    (r"6\.2\(a\)", "EO 13526", "Atomic Energy Act information", "A2 [M]"),
    (r"5\(B\)\([1-4]\)", "EO 11652", "exempt from the general declassification schedule", "A4 [V]"),
)
"""Grammar of the section, the order by era, its meaning, and the source. `1.4` stands in two orders: both are named."""

_FOIA: Mapping[str, str] = {
    "1": "national security, properly classified under an executive order",  # [V]
    "2": "internal personnel rules and practices",  # [P]
    "3": "withheld by another statute",  # [V]
    "4": "trade secrets and commercial information",  # [V]
    "5": "internal deliberation, attorney-client, work product",  # [V]
    "6": "personal privacy",  # [V]
    "7": "law enforcement records",  # [V]
    "7A": "law enforcement: pending proceedings",  # [V]
    "7B": "law enforcement: fair trial",  # [V]
    "7C": "law enforcement: personal privacy",  # [V]
    "7D": "law enforcement: confidential source",  # [V]
    "7E": "law enforcement: techniques and procedures",  # [V]
    "7F": "law enforcement: safety of a person",  # [V]
    "8": "supervision of banks",  # [V]
    "9": "geological information on wells",  # [V]
}
FOIA_GIST: Mapping[str, str] = {
    "1": "national security", "2": "internal personnel rules", "3": "another statute", "4": "trade secrets/commercial",
    "5": "deliberative process", "6": "personal privacy", "7": "law enforcement", "8": "bank supervision", "9": "geological",
}  # fmt: skip
"""The exemptions in a few words, for parsed markings."""

_TABLES: Mapping[str, Mapping[str, str]] = {
    PRIVACY: {
        "(d)(5)": "prepared for litigation", "(j)(1)": "CIA records", "(j)(2)": "criminal law enforcement",  # [V]
        "(k)(1)": "classified", "(k)(2)": "other investigations", "(k)(3)": "protective services",  # [V], [M]
        "(k)(4)": "statistical records", "(k)(5)": "sources on suitability for employment",  # [M]
        "(k)(6)": "test material", "(k)(7)": "sources on promotion in the armed forces",  # [M]
    },
    CREST: {
        "STAT": "withheld by a statute", "STATINTL": "withheld by a statute (intelligence)",  # [V]
        "STATSPEC": "withheld by a statute (special)", "STATOTHR": "withheld by a statute (other)",  # [V], [M]
        "ILLEGIB": "not legible on the original; nothing is withheld",  # [V]
    },
    JFK: {
        "6(1)(A)": "intelligence agent", "6(1)(B)": "intelligence source or method",  # [V]
        "6(1)(C)": "other matter of defence, intelligence or foreign relations",  # [V]
        "6(2)": "living confidential source", "6(3)": "privacy", "6(4)": "understanding of confidentiality",  # [V]
        "6(5)": "procedures of protection", "5(g)(2)(D)": "postponed by the President",  # [V]
        "10(a)": "sealed by a court (grand jury)", "11(a)": "tax returns or deed of gift",  # [M]
    },
    NWCDA: {"3B2A": "privacy", "3B2B": "intelligence source or method"},  # [V], [M]
    PRA: {
        "P1": "national security", "P2": "appointments to federal office", "P3": "withheld by a statute",  # [V]
        "P4": "trade secrets and commercial information", "P5": "confidential advice", "P6": "personal privacy",  # [V]
        "C": "closed by the donor's deed of gift", "PRM": "personal record misfiled", "RR": "review on request",  # [V]
    },
    NIXON: {
        "A": "statute or agency policy", "B": "national security", "C": "pending claim of right",  # [V]
        "D": "privacy or libel", "E": "trade secrets", "F": "law enforcement",  # [V]
        "G": "private material, returned", "H": "non-historical material, returned",  # [V]
    },
    NOTE: {
        "NR": "not responsive to the request; no exemption", "OGC": "reviewed by counsel; no exemption",  # [P]
        "NON-RESPONSIVE": "not responsive to the request; no exemption",  # [V]
        "OUT OF SCOPE": "outside the scope of the request; no exemption",  # [M]
        "BUITEN VERZOEK": "outside the request; no exemption",  # [M]
        "BUITEN REIKWIJDTE": "outside the scope of the request; no exemption",  # [M]
        "SEALED": "sealed by a court", "FGJ": "federal grand jury", "DPP": "privacy of a person",  # [V]
    },
    DUTCH: {
        "5.1.1.a": "unity of the Crown", "5.1.1.b": "security of the state", "5.1.1.c": "confidential business data",  # [M]
        "5.1.1.d": "special personal data", "5.1.1.e": "identification numbers",  # [M]
        "5.1.2.a": "relations with other states", "5.1.2.b": "economic interests of the state",  # [M]
        "5.1.2.c": "detection of criminal offences", "5.1.2.d": "inspection and supervision",  # [M]
        "5.1.2.e": "personal privacy", "5.1.2.f": "business data", "5.1.2.g": "protection of the environment",  # [M]
        "5.1.2.h": "security of persons and companies", "5.1.2.i": "good functioning of the state",  # [M]
        "5.2.1": "personal opinions in internal consultation",  # [M]
        "10.1.a": "unity of the Crown", "10.1.b": "security of the state", "10.1.c": "confidential business data",  # [M]
        "10.1.d": "special personal data", "10.2.a": "relations with other states",  # [M]
        "10.2.b": "economic interests of the state", "10.2.c": "detection of criminal offences",  # [M]
        "10.2.d": "inspection and supervision", "10.2.e": "personal privacy",  # [M]
        "10.2.f": "being the first to know", "10.2.g": "disproportionate advantage or harm",  # [M]
        "11.1": "personal opinions in internal consultation",  # [M]
    },
}  # fmt: skip
_AUTHORITY: Mapping[str, str] = {
    FOIA: "5 USC 552(b)", PRIVACY: "5 USC 552a", CREST: "CIA review code", JFK: "JFK Act of 1992", RIF: "JFK Act of 1992",
    NWCDA: "Nazi War Crimes Disclosure Act, sec. 3(b)(2)", PRA: "Presidential Records Act, 44 USC 2204(a)",
    NIXON: "Presidential Recordings and Materials Preservation Act", COLD_CASE: "Civil Rights Cold Case Records Collection Act",
}  # fmt: skip
_AUTO: Mapping[str, str] = {
    "1": "intelligence sources and methods", "2": "weapons of mass destruction", "3": "cryptology",  # [V]
    "4": "state-of-the-art weapon technology", "5": "war plans", "6": "foreign government information",  # [V], [M], [V]
    "7": "protection of the President and others", "8": "emergency preparedness and vulnerabilities",  # [M]
    "9": "statute or treaty",  # [M]
}  # fmt: skip

STATUTES: tuple[tuple[str, str, str], ...] = (
    (r"P\.? ?L\.? {0,2}8[68] ?-? ?[38] ?6(?!\d)", "P.L. 86-36", "A2 [V]"),
    (r"50 U\.? ?S\.? ?C\.? {0,2}(?:[§S] ?)?3024 ?\(?[i1l]\)?(?:\([1l]\))?", "50 USC 3024(i)", "A2 [V]"),
    (r"50 U\.? ?S\.? ?C\.? {0,2}(?:[§S] ?)?3605(?!\d)", "P.L. 86-36 (50 USC 3605)", "A2 [V]"),
    (r"50 U\.? ?S\.? ?C\.? {0,2}(?:[§S] ?)?(?:3507|403 ?\(?g\)?)(?!\d)", "CIA Act 1949 (50 USC 3507)", "A2 [V]"),
    (r"50 U\.? ?S\.? ?C\.? {0,2}(?:[§S] ?)?403(?!\d)(?:-[13])?(?:\([a-z0-9]\)){0,2}", "50 USC 403", "A2 [V]"),
    (r"CIA ?Act(?: (?:of )?1949)?", "CIA Act 1949 (50 USC 3507)", "A2 [M]"),
    (r"Nat ?Sec ?Act", "National Security Act (50 USC 3024(i))", "A2 [M]"),
    (r"18 U\.? ?S\.? ?C\.? {0,2}(?:[§S] ?)?798(?!\d)", "18 USC 798", "A2 [M]"),
    (r"10 U\.? ?S\.? ?C\.? {0,2}(?:[§S] ?)?424(?!\d)", "10 USC 424", "A2 [M]"),
    (r"10 U\.? ?S\.? ?C\.? {0,2}(?:[§S] ?)?130(?P<l>[bc]?)(?!\d)", "10 USC 130", "A2 [M]"),
    (r"10 U\.? ?S\.? ?C\.? {0,2}(?:[§S] ?)?455(?!\d)", "10 USC 455", "A2 [M]"),
    (r"42 U\.? ?S\.? ?C\.? {0,2}(?:[§S] ?)?216[1-8]", "Atomic Energy Act (42 USC 2161-68)", "A2 [M]"),
    (r"26 U\.? ?S\.? ?C\.? {0,2}(?:[§S] ?)?6103", "26 USC 6103", "A2 [P]"),
    (r"8 U\.? ?S\.? ?C\.? {0,2}(?:[§S] ?)?1202(?:\(f\))?|INA 222\(f\)", "INA 222(f) (8 USC 1202(f))", "A2 [V]"),
    (r"22 U\.? ?S\.? ?C\.? {0,2}(?:[§S] ?)?4004|FS ACT", "Foreign Service Act (22 USC 4004)", "A2 [V]"),
    (r"Rule 6\(e\)", "Fed. R. Crim. P. 6(e)", "A2 [P]"),
    (r"ARMSEXP|CIA PERS/ORG|EXPORT CONTROL", "", "A2 [V]"),
)  # fmt: skip
"""Statutes as printed beside `(b)(3)`: grammar, name (empty: as printed), source."""
STATUTE_GRAMMAR = "|".join(f"(?:{re.sub(r'[?]P<l>', '', grammar)})" for grammar, _, _ in STATUTES)
_STATUTES = tuple((re.compile(grammar, re.IGNORECASE), name) for grammar, name, _ in STATUTES)


def statute_of(text: str) -> str:
    """The statute named in `text`, in its usual form; empty if none is."""
    for grammar, name in _STATUTES:
        match = grammar.search(text[:500])
        if match:
            return name or match.group()
    return ""


def eo_scheme(section: str) -> tuple[str, str]:
    """The executive order by era that a normalised section such as `1.4(c)` belongs to, and what it covers."""
    for grammar, order, what, _source in EO_SECTIONS:
        if re.fullmatch(grammar, section):
            return order, what
    return EO, ""


def is_known(code: str, scheme: str) -> bool:
    """Whether the scheme has that code."""
    return code in _TABLES.get(scheme, {})


@dataclass(frozen=True, slots=True)
class Provision:
    """What a code stands for: in plain words, and the law or order that it names; either may be empty."""

    what: str
    authority: str


def explain(code: str, scheme: str) -> Provision:
    """What `code` stands for; where it is not known, the words say so."""
    plain = code[:80].strip()
    if scheme == FOIA:
        return _foia(plain)
    if scheme == STATUTE:
        return Provision("withheld by statute", statute_of(plain) or plain)
    if scheme == RIF:
        scheme = JFK
    known = _TABLES.get(scheme, {}).get(plain)
    auto = re.match(r"(25|50|75)X([1-9])?", plain)
    if auto and known is None and (scheme == CREST or scheme.startswith((EO, "CREST"))):
        what = _AUTO.get(auto[2] or "", "provision not printed")
        return Provision(
            f"{what}: exempt from automatic declassification at {auto[1]} years", "executive order"
        )
    if scheme.startswith(EO):
        order, what = eo_scheme(plain)
        return Provision(what or f"section {plain}", order if what else scheme)
    if scheme == DUTCH:
        law = "Wob" if plain.startswith(("10", "11")) else "Woo"
        return Provision(known or f"article {plain}", f"Dutch {law}")
    return Provision(known or f"code {plain}, meaning not known", _AUTHORITY.get(scheme, scheme))


def meaning(code: str, scheme: str) -> str:
    """What `code` stands for, in plain words with its authority, as one phrase."""
    provision = explain(code, scheme)
    if scheme == STATUTE:
        return f"{provision.what}: {provision.authority}"
    return f"{provision.what} ({provision.authority})"


def _foia(code: str) -> Provision:
    match = re.match(r"\(?b\)?[ (]{0,2}([1-9])\)?[ (]{0,2}([A-Fa-f]?)", code, re.IGNORECASE)
    if not match:
        return Provision(f"code {code}, meaning not known", "5 USC 552(b)")
    digit, letter = match[1], match[2].upper() if match[1] == "7" else ""
    cite = f"5 USC 552(b)({digit})" + (f"({letter})" if letter else "")
    return Provision(_FOIA[digit + letter], cite)
