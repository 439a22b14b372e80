"""What the readers are shown of a page: marks found, redactions painted out, strikes erased, turned and cleaned."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import partial

import numpy as np

from processors.clean import (
    Cleaned,
    Prepared,
    ask_orientation,
    clean_page,
    clean_prepared,
    prepare_page,
)
from processors.clean.tables import TABLE
from processors.clean.trial import Reader, reads_upright
from processors.config import Config
from processors.geometry import Affine, Box
from processors.marks.redactions import RedactionMarks, find_redactions, paint_out
from processors.marks.redactions.across import printed_across, without_rows
from processors.marks.strikes import StrikeMarks, erase_strikes, find_strikes
from processors.ocr.engine import AreaKind, Engine, EngineLine
from processors.ocr.line_reader import LineReader
from processors.printed_codes import Printed, read_printed
from processors.records import RedactionKind, Step
from processors.scan import Raster, Scan
from processors.step_log import StepLog

Engines = tuple[Engine, LineReader]
"""The first reader and the second."""


@dataclass(frozen=True, slots=True)
class Seen:
    """What was seen on the untouched raster, in its pixels; `across` is print that runs across sides of redactions."""

    redactions: RedactionMarks
    strikes: StrikeMarks
    across: tuple[Box, ...] = ()

    def bare(self, scan: Scan) -> Scan:
        """The page without that print, which is no code of a redaction and no word in it."""
        return replace(scan, raster=without_rows(scan.raster, self.across)) if self.across else scan


@dataclass(frozen=True, slots=True)
class Pictures:
    """What the readers see: the page with redactions painted out and strikes erased, before and after cleaning.

    Attributes:
        erased: the page without its strikes, on which redactions were painted out.
        read: what the first reader saw in the cleaned picture, where that was needed to tell which way up it is.
    """

    erased: Raster
    open_text: Raster
    cleaned: Cleaned
    read: Sequence[EngineLine] | None = None


def read_picture(engine: Engine, picture: Raster, cleaned: Cleaned, config: Config) -> Sequence[EngineLine]:
    """What an engine reads in a picture of a cleaned page, in its pixels; large tables are read as one block.

    Raises:
        EngineError: the engine failed.
        MissingError: it is not installed.
    """
    seconds = config.limits.page_seconds
    if not cleaned.table:
        return engine.read(picture, cleaned.dpi, seconds)
    height, width = picture.shape
    return engine.read_area(picture, Box(0, 0, width, height), AreaKind.BLOCK, cleaned.dpi, seconds)


def _reader(engine: Engine, config: Config) -> Reader:
    """Reads strips that are tried in cleaning, within the time of a page."""
    return partial(engine.read, timeout=config.limits.page_seconds)


def look(scan: Scan, config: Config, log: StepLog) -> Seen:
    """Finds the marks, before anything is changed."""
    with log.timed("redactions"):
        redactions = find_redactions(scan.raster, scan.dpi, config.redactions)
    with log.timed("strikes"):
        ignore = [mark.box for mark in redactions.found]
        strikes = find_strikes(scan.grey(), scan.dpi, ignore, config.strikes)
    seen = Seen(
        redactions, strikes, printed_across(scan.grey(), scan.dpi, redactions, config.redactions.across)
    )
    log.steps.append(_marks_step("marks", seen))
    return seen


def _marks_step(name: str, seen: Seen) -> Step:
    redactions = seen.redactions
    counts = (len(redactions.found), len(redactions.rejected), len(seen.strikes.found))
    return Step(name, dict(zip(("redactions", "rejected", "strikes"), counts, strict=True)))


def cleaned_pictures(
    scan: Scan, seen: Seen, engine: Engine, config: Config, log: StepLog
) -> tuple[Seen, Pictures]:
    """Makes the picture ready for OCR; on a page that lies on its side, marks are looked for anew."""
    reader = _reader(engine, config)
    with log.timed("clean"):
        erased = erase_strikes(scan.grey(), seen.strikes.found, scan.dpi)
        open_text = paint_out(erased, scan.dpi, seen.redactions, config.redactions, seen.across)
        prepared = prepare_page(open_text, scan.dpi, config.clean, reader)
    lies = prepared.found
    if lies.turns == 0:
        with log.timed("clean"):
            cleaned = clean_prepared(prepared, config.clean, reader)
        read = None
        if lies.is_open:
            cleaned, read = _read_or_asked(prepared, cleaned, engine, config, log)
            lies = cleaned.found
        if lies.turns == 0:
            return seen, Pictures(erased, open_text, cleaned, read)
    with log.timed("turned marks"):
        seen, erased = _look_turned(scan, seen, lies.turns, config)
        log.steps.append(_marks_step("turned marks", seen))
    with log.timed("clean turned"):
        open_text = paint_out(erased, scan.dpi, seen.redactions, config.redactions, seen.across)
        cleaned = clean_page(open_text, scan.dpi, config.clean, reader, lies)
    return seen, Pictures(erased, open_text, cleaned)


def with_printed(
    scan: Scan, seen: Seen, pictures: Pictures, engines: Engines, config: Config, log: StepLog
) -> tuple[Printed, Pictures]:
    """Reads what is printed on redactions: what stands on a tone that is none is open again, what codes tell is shut.

    A drawn frame stands around its words, but a tone, such as a bar that shines through from the back, may lie over
    parts of words and of rows: they would be cut at its edges.
    """
    lies = pictures.cleaned.found
    with log.timed("codes"):
        printed = read_printed(seen.bare(scan), seen.redactions, lies.turns, engines, config)
    marks, left = seen.redactions, printed.redactions.found
    shut = tuple(m for m in marks.found if m in left or m.kind is RedactionKind.WHITE_BOX)
    told = tuple(m for m in left if m not in marks.found)
    if len(shut) == len(marks.found) and not told:
        return printed, pictures
    reader = _reader(engines[0], config)
    with log.timed("clean"):
        open_text = paint_out(
            pictures.erased, scan.dpi, replace(marks, found=(*shut, *told)), config.redactions, seen.across
        )
        cleaned = clean_page(open_text, scan.dpi, config.clean, reader, lies)
    return printed, Pictures(pictures.erased, open_text, cleaned)


def _read_or_asked(
    prepared: Prepared, cleaned: Cleaned, engine: Engine, config: Config, log: StepLog
) -> tuple[Cleaned, Sequence[EngineLine] | None]:
    """Which way up a page is, by its reading as it stands, and where that says nothing by asking Tesseract.

    The page has to be read anyway, and most pages in doubt stand upright.

    Returns:
        The page as cleaned, still as it stands, with what is known now of how it lies; and what was read. What was
        read as one large table and says nothing is not kept: words are seen in a table on its side, too.
    """
    read: Sequence[EngineLine] | None
    with log.timed("ocr"):
        read = read_picture(engine, cleaned.grey, cleaned, config)
    sure, found = reads_upright(read, config.clean), cleaned.found
    if sure:
        why = f"{sure} letters of the page are surely read as it stands"
        found = replace(found, reason=why, is_open=False)
    else:
        with log.timed("clean"):
            found = ask_orientation(prepared, config.clean, _reader(engine, config))
        if cleaned.table:
            steps = tuple(step for step in cleaned.steps if step.name != TABLE)
            cleaned, read = replace(cleaned, table=False, steps=steps), None
    told = Step("upright", {"turns": found.turns, "reason": found.reason})
    return replace(cleaned, found=found, steps=(*cleaned.steps, told)), read


def _look_turned(scan: Scan, seen: Seen, turns: int, config: Config) -> tuple[Seen, Raster]:
    """The marks as seen on the page turned upright, and the page without the strikes; in pixels of the raster as it is.

    A stroke through a word can be told from an underline, and a bar over a line from a bar across lines, only where up
    and down are known.
    """
    there = Affine.quarter_turns(turns, scan.raster.shape[1], scan.raster.shape[0])
    back = there.inverse()
    redactions = find_redactions(
        np.ascontiguousarray(np.rot90(scan.raster, -turns)), scan.dpi, config.redactions
    )
    turned = np.ascontiguousarray(np.rot90(scan.grey(), -turns))
    strikes = find_strikes(turned, scan.dpi, [mark.box for mark in redactions.found], config.strikes)
    erased = erase_strikes(turned, strikes.found, scan.dpi)
    return Seen(
        replace(
            seen.redactions,
            found=tuple(mark.moved(back) for mark in redactions.found),
            rejected=tuple(mark.moved(back) for mark in redactions.rejected),
        ),
        StrikeMarks(
            tuple(mark.moved(back) for mark in strikes.found),
            tuple(mark.moved(back) for mark in strikes.rejected),
        ),
    ), np.ascontiguousarray(np.rot90(erased, turns))
