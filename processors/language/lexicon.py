# ruff: noqa: E501 - one table entry a line reads best
"""Classification levels, controls, codewords and portion marks, each with its source tag; data only."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Level:
    """One level: its name, the forms it is printed in, the system other than the US one, and the source."""

    name: str
    printed: tuple[str, ...]
    system: str
    source: str


LEVELS: tuple[Level, ...] = (
    Level("TOP SECRET", ("COSMIC TOP SECRET",), "NATO", "B1 [V]"),
    Level("SECRET", ("NATO SECRET",), "NATO", "B1 [V]"),
    Level("CONFIDENTIAL", ("NATO CONFIDENTIAL",), "NATO", "B1 [V]"),
    Level("RESTRICTED", ("NATO RESTRICTED",), "NATO", "B1 [V]"),
    Level("UNCLASSIFIED", ("NATO UNCLASSIFIED",), "NATO", "B1 [V]"),
    Level("TOP SECRET", ("TOP SECRET",), "", "B1 [V]"),
    Level("SECRET", ("SECRET",), "", "B1 [V]"),
    Level("CONFIDENTIAL", ("CONFIDENTIAL", "CONF"), "", "B1 [V], [P]"),
    Level("UNCLASSIFIED", ("UNCLASSIFIED", "UNCLAS"), "", "B1 [V]"),
    Level("RESTRICTED", ("RESTRICTED",), "", "B1 [V]"),
    Level("LIMITED OFFICIAL USE", ("LIMITED OFFICIAL USE",), "", "B1 [V]"),
    Level("OFFICIAL USE ONLY", ("OFFICIAL USE ONLY",), "", "B1 [V]"),
)
"""Longer printed forms first, so that `TOP SECRET` is not read as `SECRET`."""
RANK = {
    "UNCLASSIFIED": 0, "OFFICIAL USE ONLY": 1, "LIMITED OFFICIAL USE": 1, "RESTRICTED": 2, "CONFIDENTIAL": 3,
    "SECRET": 4, "TOP SECRET": 5,
}  # fmt: skip
"""Order of the levels, for the highest of several."""


@dataclass(frozen=True, slots=True)
class Control:
    """One control, caveat or codeword.

    Attributes:
        name: as it is reported; empty for words that belong to a banner but say nothing of their own.
        printed: the forms it is printed in.
        group: `compartment`, `dissem`, `data` (atomic energy), `caption` (State), `other`.
        source: tag of the reference.
    """

    name: str
    printed: tuple[str, ...]
    group: str
    source: str


def _same(group: str, source: str, *names: str) -> tuple[Control, ...]:
    return tuple(Control(name, (name,), group, source) for name in names)


CONTROLS: tuple[Control, ...] = (
    # Register and Manual 2016
    *_same("compartment", "B2 [V S8]", "HCS-O", "HCS-P", "HCS", "RSV", "SI-ECRU", "SI-GAMMA", "SI-NONBOOK", "SI-G", "SI", "TK-BLUEFISH", "TK-IDITAROD", "TK-KANDIK", "TK", "COMINT"),
    *_same("data", "B2 [V S8]", "CNWDI", "DOD UCNI", "DOE UCNI", "TFNI"),
    *_same("dissem", "B2 [V S8]", "FGI", "RSEN", "ORCON-USGOV", "IMCON", "RELIDO", "EYES ONLY", "DSEN", "FISA", "DISPLAY ONLY", "SBU-NF", "SBU", "LES", "SSI", "CUI"),
    Control("NOFORN", ("NOFORN", "NO FORN", "NOT RELEASABLE TO FOREIGN NATIONALS"), "dissem", "B2 [V S8]"),
    Control("ORCON", ("ORCON", "ORIGINATOR CONTROLLED"), "dissem", "B2 [V S8]"),
    Control("PROPIN", ("PROPIN",), "dissem", "B2 [V S8]"),
    Control("FOUO", ("FOR OFFICIAL USE ONLY", "FOUO"), "dissem", "B2 [V S8]"),
    # CIA and USIB, 1950s to 1970s
    *_same("dissem", "B2 [V S1]", "NO FOREIGN DISSEM", "CONTROLLED DISSEM", "NO DISSEM ABROAD", "CONTINUED CONTROL", "BACKGROUND USE ONLY", "ORGANIZATION INTERNAL USE ONLY", "INTERNAL USE ONLY", "RYBAT", "SENSITIVE", "US OFFICIALS ONLY", "RETURN TO CIA", "DO NOT REPRODUCE", "LIMDIS"),
    Control("NO FOREIGN DISSEM", ("NO FOREIGN DISSEMINATION",), "dissem", "B2 [P]"),
    Control("US OFFICIALS ONLY", ("U.S. OFFICIALS ONLY",), "dissem", "B2 [V S1]"),
    Control("REPRODUCTION PROHIBITED", ("REPRODUCTION BY OTHER THAN THE ISSUING OFFICE IS PROHIBITED", "REPRODUCTION PROHIBITED"), "dissem", "B2 [V S1]"),
    Control("WNSISM", ("WARNING NOTICE - SENSITIVE INTELLIGENCE SOURCES AND METHODS INVOLVED", "WARNING NOTICE SENSITIVE INTELLIGENCE SOURCES AND METHODS", "WNSISM", "WN-SISM"), "dissem", "B2 [V S1]"),
    # DCID 1/7, 1978 to 1995
    Control("WNINTEL", ("WNINTEL", "WARNING NOTICE - INTELLIGENCE SOURCES AND METHODS INVOLVED", "WARNING NOTICE INTELLIGENCE SOURCES OR METHODS INVOLVED"), "dissem", "B2 [M]"),
    Control("NOCONTRACT", ("NOCONTRACT", "NOT RELEASABLE TO CONTRACTORS/CONSULTANTS"), "dissem", "B2 [M]"),
    # COMINT and overhead reconnaissance
    *_same("compartment", "B2 [V], [M]", "DINAR", "UMBRA", "SPOKE", "MORAY", "EIDER", "DAUNT", "TRINE", "GAMMA", "RUFF", "ZARF", "CHESS", "BYEMAN", "TALENT"),
    Control("COMINT CHANNELS ONLY", ("HANDLE VIA COMINT CHANNELS ONLY", "VIA COMINT CHANNELS ONLY", "COMINT CHANNELS ONLY"), "compartment", "B2 [M]"),
    Control("TALENT-KEYHOLE", ("HANDLE VIA TALENT-KEYHOLE CONTROL SYSTEM ONLY", "HANDLE VIA TALENT-KEYHOLE CHANNELS ONLY", "TALENT-KEYHOLE CONTROL SYSTEM ONLY", "TALENT-KEYHOLE", "TALENT KEYHOLE"), "compartment", "B2 [V S2]"),
    Control("BYEMAN", ("HANDLE VIA BYEMAN CONTROL SYSTEM ONLY", "HANDLE VIA BYEMAN CHANNELS ONLY", "BYEMAN CONTROL SYSTEM"), "compartment", "B2 [M]"),
    # Atomic energy
    Control("FORMERLY RESTRICTED DATA", ("FORMERLY RESTRICTED DATA", "FRD"), "data", "B2 [M]"),
    Control("RESTRICTED DATA", ("RESTRICTED DATA", "RD"), "data", "B2 [M]"),
    Control("", ("ATOMIC ENERGY ACT OF 1954", "ATOMIC ENERGY ACT OF 1946", "ATOMIC ENERGY ACT 1954", "ATOMIC ENERGY ACT 1946", "ATOMIC ENERGY ACT"), "data", "B2 [M]"),
    # State captions
    *_same("caption", "B2 [V S3]", "NODIS", "EXDIS", "STADIS", "ROGER CHANNEL", "OFFICIAL-INFORMAL", "DISSENT CHANNEL", "NOT FOR NATIONAL ARCHIVES"),
    # NATO
    *_same("compartment", "B1 [V S8]", "ATOMAL", "BALK", "BOHEMIA"),
    Control("SECURITY INFORMATION", ("SECURITY INFORMATION",), "other", "B1 [V S2]"),
)  # fmt: skip
CURRENT = ("DECLASSIFIED", "UNCLASSIFIED", "DOWNGRADED")
"""Words printed after a banner that tell its present state."""

PORTION_LEVELS = {
    "TS": "TOP SECRET", "S": "SECRET", "C": "CONFIDENTIAL", "U": "UNCLASSIFIED", "R": "RESTRICTED",  # B1 [V], [M]
    "CTS": "COSMIC TOP SECRET", "NS": "NATO SECRET", "NC": "NATO CONFIDENTIAL", "NR": "NATO RESTRICTED",  # [V S8]
    "NU": "NATO UNCLASSIFIED", "CTSA": "COSMIC TOP SECRET", "TSC": "TOP SECRET", "SC": "SECRET", "CC": "CONFIDENTIAL",
    "LOU": "LIMITED OFFICIAL USE", "OUO": "OFFICIAL USE ONLY", "FOUO": "UNCLASSIFIED", "SBU": "UNCLASSIFIED",
}  # fmt: skip
"""Level by the first part of a portion mark. `TSC` is top secret codeword, before 1999 [V]."""
PORTION_SOLE_CONTROLS = {
    "TSC": "COMINT", "SC": "COMINT", "CC": "COMINT", "FOUO": "FOUO", "SBU": "SBU", "CTSA": "ATOMAL",
}  # fmt: skip
"""Controls that the first part of a portion mark carries with it."""
PORTION_CONTROLS = {
    "NF": "NOFORN", "OC": "ORCON", "PR": "PROPIN", "IMC": "IMCON", "RS": "RSEN", "DS": "LIMDIS", "XD": "EXDIS",
    "ND": "NODIS", "NC": "NOCONTRACT", "WN": "WNINTEL", "RD": "RESTRICTED DATA", "FRD": "FORMERLY RESTRICTED DATA",
    "G": "GAMMA", "FISA": "FISA", "REL": "REL", "RELIDO": "RELIDO", "FOUO": "FOUO", "SBU": "SBU", "LES": "LES", "SI": "SI",
    "TK": "TK", "HCS": "HCS", "HCS-P": "HCS-P", "HCS-O": "HCS-O", "SI-G": "SI-GAMMA", "CNWDI": "CNWDI", "N": "CNWDI",
    "NOFORN": "NOFORN", "ORCON": "ORCON", "SSI": "SSI", "DSEN": "DSEN", "EU": "SI-ECRU", "NK": "SI-NONBOOK", "B": "BYEMAN",
    "SBU-NF": "SBU-NF", "BALK": "BALK", "COMINT": "COMINT", "UMBRA": "UMBRA", "CCO": "COMINT CHANNELS ONLY",
    "SAR": "SAR", "FGI": "FGI", "BYE": "BYEMAN",
}  # fmt: skip
"""Controls by their abbreviation in portion marks (register 2016 [V S8]; NC, WN, B, BYE before 1995 [M])."""

NOT_A_LEVEL = frozenset(
    """SECRETARY SECRETARIAT SECRETARIES SECRETION REGRET REGRETS SECURE SECURED SECURITY SECTOR SECTION SECTIONS EGRET
    DECREE DECREES CONFIDENCE CONFIDENT CONFIDANT CLASSIFIED DECLASSIFIED DECLASSIFY UNCLASSIFIABLE RESTRICT
    RESTRICTION RESTRICTIONS SECEDE SELECT SELECTED CORRECT DIRECT SEARCH STREET SERVED RECENT DECENT DETECT SECOND
    SEEKER SEEDED SERVICE SERIES SERENE SCREEN SCREENED SECRETS SECRETED SECRETLY SECRETIVE RECEIPT RESPECT REJECT DEFECT
    AFFECT EFFECT EXPECT OBJECT RETREAT SHERRY ACCREDIT CREDIT CREATE CREATED REGARD RECORD SPREAD SCREW SCARED SACRED SECTS
    REPORT EXCEPT EXPERT DESERT SUBJECT SWEPT CRESTS CREST FORGET TARGET MARKET POCKET ROCKET TICKET BUDGET SOVIET
    COUNTRY SEGMENT CEMENT EXTRACT ACCESS SUCCESS SECURES RECRUIT SECULAR SHORT SMART START STRICT SPIRIT""".split()  # noqa: SIM905
)
"""Words of ordinary text that come near a level in letters; never read as a damaged one."""
PROSE_AFTER_LEVEL = frozenset(
    """INFORMANT INFORMANTS SOURCE SOURCES SERVICE AGENT AGENTS INFORMATION MEMORANDUM LETTER TREATY POLICE MEETING
    WEAPON WEAPONS MISSION DOCUMENT DOCUMENTS FILES FILE REPORT REPORTS AREA PERSONNEL BALLOT WRITING OF TO ASSISTANT
    COMMITTEE INTELLIGENCE CONVERSATION""".split()  # noqa: SIM905
)
"""Words that make a level before them an ordinary adjective (`CONFIDENTIAL INFORMANT`)."""

NO_BANNER_ALONE = frozenset(
    {
        "SI",
        "TK",
        "RESTRICTED DATA",
        "SENSITIVE",
        "TALENT",
        "CHESS",
        "GAMMA",
        "LES",
        "SSI",
        "CUI",
        "FISA",
        "HCS",
        "RSV",
    }
)
"""Controls that are words or abbreviations of ordinary text: without a level they make no banner."""
