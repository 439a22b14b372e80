# ruff: noqa: E501 - one table entry a line reads best
"""The forms of release and review stamps, one entry each, with agency, action and the source of the form."""

from __future__ import annotations

import re
from dataclasses import dataclass

_I = re.IGNORECASE


@dataclass(frozen=True, slots=True)
class ReleaseRule:
    """One form.

    Attributes:
        action: what the stamp says was done, empty where it only names a program or a status.
        agency: whose form it is; empty where only the rest of the stamp tells.
        grammar: the strict form.
        phrase: the same by heart, for damaged type; empty where only the strict form is safe.
        source: tag of the reference.
        is_event: whether it reports something that was done, as against a form still to be filled in.
    """

    action: str
    agency: str
    grammar: re.Pattern[str]
    phrase: str
    source: str
    is_event: bool = True


RULES: tuple[ReleaseRule, ...] = (
    # Forms whose printed word "declassified" is one of several options, or an instruction, come first: they are no events.
    ReleaseRule("internal_review_form", "CIA", re.compile(r"\bNO CHANGE IN CLASS\b|\bCLASS\. ?CHANGED TO\b", _I), "NO CHANGE IN CLASS DECLASSIFIED CLASS CHANGED TO", "B3 [V]", False),
    ReleaseRule("form: one of three options circled", "NARA/agency review stamp", re.compile(r"\bDeclassify\s{1,3}Exclude\s{1,3}Exempt\b", _I), "Declassify Exclude Exempt", "B3 [V]", False),
    ReleaseRule("declassification_review", "DOE", re.compile(r"\bDEPARTMENT OF ENERGY DECLASSIFICATION REVIEW\b", _I), "DEPARTMENT OF ENERGY DECLASSIFICATION REVIEW", "C1 [M]", False),
    ReleaseRule("unclassified_except_where_shown", "FBI", re.compile(r"\bALL INFORMATION CONTAINED\b.{0,20}\bEXCEPT\b", _I), "ALL INFORMATION CONTAINED HEREIN IS UNCLASSIFIED EXCEPT WHERE SHOWN OTHERWISE", "C1 [V]"),
    ReleaseRule("unclassified_except_where_shown", "FBI", re.compile(r"\bHEREIN IS UNCLASSIFIED,? EXCEPT\b", _I), "HEREIN IS UNCLASSIFIED EXCEPT WHERE SHOWN", "C1 [V]"),
    ReleaseRule("unclassified", "FBI", re.compile(r"\bALL (?:FBI )?INFORMATION CONTAINED\s{1,3}HEREIN IS UNCLASSIFIED\b", _I), "ALL INFORMATION CONTAINED HEREIN IS UNCLASSIFIED", "C1 [V]"),
    ReleaseRule("declassified", "FBI", re.compile(r"\bDECLASSIFICATION AUTHORITY (?:DERIVED )?FROM\b", _I), "FBI AUTOMATIC DECLASSIFICATION GUIDE", "C1 [V]"),
    ReleaseRule("no_objection_in_part", "", re.compile(r"\bNo Objection to Declassification(?: and/or Release)? in Part\b", _I), "No Objection to Declassification in Part", "C1 [M]"),
    ReleaseRule("no_objection_in_full", "", re.compile(r"\bNo Objection to Declassification(?: and/or Release)? in Full\b", _I), "No Objection to Declassification in Full", "C1 [M]"),
    ReleaseRule("no_objection", "CIA", re.compile(r"\bHAS NO OBJECTION TO\b|\bNO OBJECTION T[O0]\b.{0,60}(?:DECLAS|RELEASE)", _I), "CIA HAS NO OBJECTION TO DECLASSIFICATION AND/OR RELEASE OF CIA INFORMATION", "C1 [V]"),
    ReleaseRule("declassified_and_released", "CIA", re.compile(r"\bDECLASSIFIED AND RELEASED BY\b", _I), "DECLASSIFIED AND RELEASED BY CENTRAL INTELLIGENCE AGENCY", "C1 [M]"),
    ReleaseRule("declassified_released", "State", re.compile(r"\bDeclassified/Released\b", _I), "Declassified/Released US Department of State EO Systematic Review", "C1 [V]"),
    ReleaseRule("declassified_in_part_sanitized", "", re.compile(r"\bDeclassified in Part\b.{0,6}\bSanitized Copy\b", _I), "Declassified in Part Sanitized Copy Approved for Release", "C1 [V]"),
    ReleaseRule("declassified_and_approved", "", re.compile(r"\bDeclassified and Approved\b", _I), "Declassified and Approved For Release", "C1 [V]"),
    ReleaseRule("sanitized_approved", "", re.compile(r"\bSanitized Copy (?:Approved|for Release)\b", _I), "Sanitized Copy Approved for Release", "C1 [V]"),
    ReleaseRule("released", "NARA", re.compile(r"\b(?:19|20)\d\d RELEASE UNDER THE\b", _I), "RELEASE UNDER THE PRESIDENT JOHN F KENNEDY ASSASSINATION RECORDS ACT", "C1 [V]"),
    ReleaseRule("approved", "CIA", re.compile(r"\bbeen approved for release through\b", _I), "This document has been approved for release through the HISTORICAL REVIEW PROGRAM", "C1 [V]"),
    ReleaseRule("approved", "", re.compile(r"\bApproved ?For ?Release\b", _I), "Approved For Release", "C1 [V]"),
    ReleaseRule("release_as_sanitized", "CIA", re.compile(r"\bRelease as Sanitized\b", _I), "", "C1 [V]"),
    ReleaseRule("reproduced", "NARA", re.compile(r"\bREPRODUCED AT THE NATIONAL ARCHIVES\b", _I), "REPRODUCED AT THE NATIONAL ARCHIVES", "C1 [M]", False),
    ReleaseRule("", "CIA", re.compile(r"\bCIA HISTORICAL REVIEW PROGRAM\b", _I), "CIA HISTORICAL REVIEW PROGRAM", "C1 [V]", False),
    ReleaseRule("review_completed", "", re.compile(r"\b(?:Dept\.?|[A-Z]{3}|Department) ?review\(?s?\)? ?completed\b", _I), "State Dept. review completed", "A0 [P]"),
    ReleaseRule("ogc_reviewed", "CIA", re.compile(r"\bOGC Has Reviewed\b", _I), "", "A0 [P]"),
    ReleaseRule("declassified_in_full", "DoD", re.compile(r"\bDECLASSIFIED IN FULL\b"), "", "A5 [M]"),
    ReleaseRule("declassified_in_part", "DoD", re.compile(r"\bDECLASSIFIED IN PART\b"), "", "A5 [M]"),
    ReleaseRule("sanitized", "", re.compile(r"^\W{0,4}SANITIZED\b.{0,40}\b(?:E\.? ?O|NL[A-Z]|Auth|By|Date|Sec)\b", _I), "", "C1 [M]"),
    ReleaseRule("declassified", "", re.compile(r"^\W{0,4}D[EB]CLASS[I1l]F[I1l]ED\b(?!\W{1,3}(?:after|on:|in \d))(?:\W{0,40}$|.{0,60}\b(?:E\.? ?O\b|NND|NL[A-Z]\b|Auth\w+ity|By\b|Date\b|NARA|Sec\b|OSD|WHS))", _I), "", "C1 [M]"),
)  # fmt: skip
"""In order: the first that fits is taken."""

NOT_EVENTS = re.compile(
    r"DOWNGRADED?\b.{0,40}INTERVALS|DECLASSIFIED AFTER \d|AUTOMATIC(?:ALLY)? (?:DOWNGRAD|REGRAD|DECLASSIF(?!ICATION GUI))"
    r"|\bDECLASSIFY ON\b|\bEXCLUDED FROM\b",
    _I,
)
"""Instructions for the future (reference B3): never a release, whatever else they say."""

AGENCIES: tuple[tuple[re.Pattern[str], str], ...] = (
    (re.compile(r"\bLOC-HAK\b"), "Library of Congress/Kissinger"),
    (re.compile(r"\bNLK\b"), "NARA-JFK"),
    (re.compile(r"\bNLJ\b"), "NARA-LBJ"),
    (re.compile(r"\bNLE\b"), "NARA-Eisenhower"),
    (re.compile(r"\bNLC\b"), "NARA-Carter"),
    (re.compile(r"\bNLF\b"), "NARA-Ford"),
    (re.compile(r"\bNLN\b"), "NARA-Nixon"),
    (re.compile(r"\bNLR\b"), "NARA-Reagan"),
    (re.compile(r"\bNLT\b"), "NARA-Truman"),
    (re.compile(r"\bNSA\b|\bNATIONAL SECURITY AGENCY\b", _I), "NSA"),
    (re.compile(r"\bNRO\b"), "NRO"),
    (re.compile(r"\bNGA\b"), "NGA"),
    (re.compile(r"\bDIA\b"), "DIA"),
    (re.compile(r"\bISCAP\b"), "ISCAP"),
    (re.compile(r"\bOSD\b|\bWHS\b|\bDEPARTMENT OF DEFENSE\b", _I), "DoD"),
    (re.compile(r"\bFBI\b|\bFEDERAL BUREAU\b", _I), "FBI"),
    (re.compile(r"\bDEPARTMENT OF STATE\b|\bSTATE DEPT\b|(?<!\w)FL?-(?:19|20)\d\d-\d{5}", _I), "State"),
    (re.compile(r"\bCIA\b|\bCENTRAL INTELLIGENCE AGENCY\b|RDP\d\d|(?<!\w)C0\d{7}", _I), "CIA"),
    (re.compile(r"\bNARA\b|\bNND\b|\bNATIONAL ARCHIVES\b", _I), "NARA"),
)
"""Which agency's stamp it is by what else stands in it, the most telling sign first (reference C1)."""
