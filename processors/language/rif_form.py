"""The identification form of the JFK collection, read as fields (reference C1 [V])."""

from __future__ import annotations

import re
from collections.abc import Sequence

from processors.geometry import bounding
from processors.language.dates import find_dates
from processors.language.folding import squeeze
from processors.language.identifiers import find_identifiers
from processors.language.page_markings import PageView
from processors.language.parse import parse_marking
from processors.language.segments import line_text
from processors.records import Line, Marking, MarkingKind, Value

FORM = "JFK identification form"
LABELS: tuple[tuple[str, str], ...] = (
    ("agency_file_number", r"AGENCY FILE NUMBER"),
    ("agency", r"AGENCY"),
    ("record_number", r"RECORD NUMBER"),
    ("record_series", r"RECORD SERIES"),
    ("originator", r"ORIGINATOR"),
    ("from", r"FROM"),
    ("to", r"TO"),
    ("title", r"TITLE"),
    ("last_review", r"DATE OF LAST REVIEW"),
    ("date", r"DATE"),
    ("pages", r"PAGES"),
    ("subjects", r"SUBJECTS?"),
    ("document_type", r"DOCUMENT TYPE"),
    ("classification", r"CLASSIFICATION"),
    ("restrictions", r"RESTRICTIONS?"),
    ("current_status", r"CURRENT STATUS"),
    ("opening_criteria", r"OPENING CRITERIA"),
    ("comments", r"COMMENTS"),
)
"""Field and its printed label; longer labels before those that begin them."""
_LABELS = tuple(
    (name, re.compile(rf"^\W{{0,3}}{label}\s{{0,6}}[:;]\s{{0,3}}(?P<v>.{{0,200}})")) for name, label in LABELS
)
_FEWEST = 5
"""A memorandum has DATE, TO, FROM and SUBJECT as well; a form has at least one field more."""


def find_rif_form(view: PageView) -> Marking | None:
    """The form on a page as one marking with a field for each label, or None where there is none."""
    fields: dict[str, Value] = {}
    used: list[Line] = []
    for line in view.lines:
        text = line_text(line)
        for name, label in _LABELS:
            match = label.match(text)
            if match and name not in fields:
                fields[name] = _value(name, squeeze(match["v"]), view)
                used.append(line)
                break
    if "record_number" not in fields or len(fields) < _FEWEST:
        return None
    return Marking(
        MarkingKind.DOCUMENT_ID,
        _head(used),
        {"form": FORM, **fields},
        bounding(x.bbox for x in used),
        False,
        0.9,
    )


def _head(used: Sequence[Line]) -> str:
    """The printed line with the record number, to show for the form."""
    return next(line_text(x) for x in used if "RECORD NUMBER" in line_text(x))


def _value(name: str, printed: str, view: PageView) -> Value:
    if name in ("date", "last_review"):
        dates = find_dates(printed, view.config, tolerant=True)
        return dates[0].value if dates else printed
    if name == "pages" and printed.isascii() and printed.isdigit():
        return int(printed)
    if name == "record_number":
        numbers = find_identifiers(printed, view.config)
        return numbers[0].value if numbers else printed
    if name == "restrictions":
        parsed = parse_marking(f"RESTRICTIONS: {printed}", MarkingKind.EXEMPTION)
        codes = parsed.parsed.get("codes") if parsed else None
        return codes if isinstance(codes, list) and codes else printed
    return printed
