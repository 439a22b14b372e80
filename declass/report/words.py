"""The words of the page: what a batch comes to in sentences, what categories and kinds mean, what to do."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping

from declass.report.charts import duration, percent
from declass.report.figures import CodeTotal, Figures, RunFigures
from declass.report.settings import TEXT_SHOWN
from processors.errors import printable

KINDS: Mapping[str, str] = {
    "black_box": "black box",
    "marker": "marker stroke",
    "white_box": "white box",
    "grey_box": "grey box",
    "hatched_box": "hatched box",
    "colour_box": "coloured box",
    "gap": "gap with a code",
    "page_denied": "sheet for withheld pages",
    "editorial_note": "editor's note of omission",
    "digital": "redaction drawn by a program",
}
STRUCK: Mapping[str, str] = {
    "classification": "classification banners",
    "portion_mark": "portion marks",
    "body": "words of the text",
    "stamp": "stamps",
}
MARKINGS: Mapping[str, str] = {
    "exemption": "exemption codes",
    "classification": "classification banners",
    "portion_mark": "portion marks",
    "control": "control markings",
    "authority_block": "classification authority blocks",
    "release_stamp": "release stamps",
    "document_id": "document numbers",
    "foia_case": "FOIA case numbers",
    "denied_page": "notices of withheld pages",
}
STYLES: Mapping[str, str] = {
    "horizontal": "one line",
    "double": "two lines",
    "diagonal": "a slanted line",
    "x": "an X",
    "scribble": "scribble",
    "typed": "typed over",
}
GRADES: Mapping[str, str] = {"good": "good", "fair": "fair", "poor": "poor", "none": "no text"}
FAILURES: Mapping[str, tuple[str, str]] = {
    "input": (
        "The file cannot be used",
        "It is damaged, empty, or not what its name says. Get it from its source again: as it is, it cannot be read.",
    ),
    "limit": (
        "Beyond a limit",
        "The file or page is larger than what is read. Split it, or raise the limit that the reason names.",
    ),
    "encrypted": (
        "Encrypted",
        "The file wants a password. Save a copy without one, for example with qpdf --decrypt, and read that.",
    ),
    "missing": (
        "Something is not installed",
        "Install what the reason names, and run the same command again.",
    ),
    "access": (
        "No access",
        "Check the permissions of the file and the space on the disk, and run the same command again.",
    ),
    "timeout": (
        "Took too long",
        "Run the same command again: only these pages are read. Huge or very noisy scans can be scaled down first.",
    ),
    "crash": (
        "The reading process died",
        "Run the same command again: only these pages are read. If they fail again, please report it with the file.",
    ),
    "stopped": ("Stopped before it was read", "Run the same command again; it goes on where it was stopped."),
    "ocr": (
        "Text recognition failed",
        "Run the same command again: only these pages are read. If they fail again, check that Tesseract works.",
    ),
}
_OTHER = ("Other errors", "Run the same command again. If it fails again, please report it with the reason.")


def failure_words(category: str) -> tuple[str, str]:
    """A heading for a category of failures, and what to do."""
    return FAILURES.get(category, _OTHER)


def shown(text: str) -> str:
    """Text of others on one line of the page: nothing invisible, nothing that turns the line round, not too long."""
    plain = printable(text)
    return plain if len(plain) <= TEXT_SHOWN else f"{plain[: TEXT_SHOWN - 1]}…"


def counted(number: int, what: str) -> str:
    """`1 page`, `2,000 pages`."""
    return f"{number:,} {what}{'' if number == 1 else 's'}"


def lead(figures: Figures) -> Iterator[str]:
    """What the batch comes to, in sentences."""
    totals = figures.totals
    if not totals.documents:
        yield "No document has a result."
        return
    yield f"{counted(totals.documents, 'document')} with {counted(totals.pages, 'page')}."
    yield from _withheld(figures)
    yield _failed(figures)
    if totals.words:
        share = percent(totals.unsure_words, totals.words)
        yield (f"{counted(totals.words, 'word')} were read; {share} of them are unsure.")


def _withheld(figures: Figures) -> Iterator[str]:
    totals = figures.totals
    if not totals.redactions:
        if totals.read_pages or totals.withheld_pages:
            yield "No redaction was found."
        return
    share = percent(totals.withheld_share, 1.0)
    places = f"{counted(totals.redactions, 'redaction')} cover {share} of what is printed"
    first = next((code for code in figures.codes if code.code), None)
    yield (
        f"{places}, most often under {shown(first.code)}, {shown(first.meaning)}." if first else f"{places}."
    )


def _failed(figures: Figures) -> str:
    totals = figures.totals
    parts = []
    if totals.failed:
        parts.append(counted(totals.failed, "document"))
    pages = totals.failed_pages
    if pages:
        parts.append(counted(pages, "page"))
    if not parts and not figures.missing and not (figures.run and figures.run.unreachable):
        return "Every page could be read."
    if not parts:
        return "Some files could not be reached."
    return f"{' and '.join(parts)} could not be read."


def when(run: RunFigures) -> str:
    """When a run was, how long it took, and what it did."""
    workers = f"{run.workers} at a time" if run.workers > 1 else "one at a time"
    known = f"; {counted(run.pages_known, 'page')} known from before" if run.pages_known else ""
    if not run.pages_read:
        return f"Run of {date(run.started)}. It took {duration(run.seconds)} and read no page{known}."
    return (
        f"Run of {date(run.started)}. It took {duration(run.seconds)} and read "
        f"{counted(run.pages_read, 'page')}, {workers}{known}."
    )


def date(moment: str) -> str:
    """A moment in ISO 8601 as a person writes it, in UTC; unreadable ones as they are."""
    try:
        at = dt.datetime.fromisoformat(moment).astimezone(dt.UTC)
    except ValueError:
        return shown(moment)
    return f"{at.day} {at:%B %Y, %H:%M} UTC"


def code_name(code: CodeTotal) -> str:
    """A code as it is called in a table."""
    return shown(code.code) if code.code else "no code"
