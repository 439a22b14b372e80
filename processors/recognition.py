"""What is made of a page once its first reader has read it: fused words, stamps, codes, and what all of it means.

Loaded while the first reader reads the first page of a process (`processors.ocr.loading`), and called by
`processors.reading`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from processors import text_layer
from processors.banner_strikes import strikes_on_banners
from processors.config import Config
from processors.findings import redaction_findings, strike_findings
from processors.geometry import Affine, Box
from processors.language.interpret import PageReading, interpret_page
from processors.language.leaning import LeaningStamp, with_stamps
from processors.margin_codes import with_margin_codes
from processors.ocr.bullets import with_bullets
from processors.ocr.engine import EngineLine
from processors.ocr.fusion import second_reading, straight_picture
from processors.ocr.fusion.budget import Scanned
from processors.ocr.line_reader import LineReader
from processors.ocr.lines import moved, outside, unread_lines
from processors.ocr.noise import reject_noise
from processors.pictures import Engines, Pictures, Seen, read_picture
from processors.printed_codes import Printed, read_printed
from processors.quality import page_quality
from processors.records import Line, Page, PageStatus, Redaction, RedactionKind, Step, TextSource
from processors.results import PageResult
from processors.scan import Scan
from processors.stamps.banners import unread_banners
from processors.stamps.find import find_stamps
from processors.step_log import StepLog
from processors.struck_readings import StruckWords
from processors.text.layout import arrange


@dataclass(frozen=True, slots=True)
class _Frame:
    """The upright page: its size in points, and the map from its points to the points of the page as shown."""

    width: float
    height: float
    to_shown: Affine
    skew_degrees: float = 0.0
    x_height: float = 0.0

    @property
    def from_shown(self) -> Affine:
        return self.to_shown.inverse()


def read_layer(scan: Scan, seen: Seen, engines: Engines, config: Config, log: StepLog) -> PageResult:
    """The page's own text, as it stands, and the codes printed on its redactions.

    Raises:
        EngineError: the OCR engine failed.
        MissingError: the OCR engine is not installed.
    """
    with log.timed("codes"):
        printed = read_printed(seen.bare(scan), seen.redactions, 0, engines, config)
    seen = replace(seen, redactions=printed.redactions)
    with log.timed("text layer"):
        covered = [scan.to_points.box(mark.box) for mark in seen.redactions.found]
        lines = text_layer.layer_lines(scan, [*covered, *scan.asked_for], config.reading.layer)
    log.steps.append(Step("text layer", {"words": sum(len(line.words) for line in lines)}))
    frame = _Frame(scan.width, scan.height, Affine())
    result = _interpret(scan, seen, frame, ((*lines, *printed.codes), ()), None, config, log)
    return _from_source(result, TextSource.EMBEDDED)


def recognise(
    scan: Scan,
    seen: Seen,
    pictures: Pictures,
    told: tuple[Printed, Sequence[EngineLine]],
    engines: Engines,
    config: Config,
    log: StepLog,
) -> PageResult:
    """Reads the cleaned picture to the end; frames around words are no redactions.

    Args:
        scan: the page.
        seen: its marks.
        pictures: what the readers see of it.
        told: what is printed on its redactions, and what the first reader read in the cleaned picture.
        engines: both readers.
        config: the settings.
        log: gets the steps.

    Raises:
        EngineError: an OCR engine failed.
        MissingError: one is not installed.
    """
    engine, second = engines
    printed, read = told
    cleaned = pictures.cleaned
    log.steps.extend(cleaned.steps)
    scale = 72 / cleaned.dpi
    to_shown = Affine.scale(1 / scale).then(cleaned.to_source).then(scan.to_points)
    height, width = cleaned.grey.shape
    frame = _Frame(width * scale, height * scale, to_shown, cleaned.skew_degrees, cleaned.x_height)
    straight = cleaned.grey if cleaned.straight is None else cleaned.straight
    with log.timed("stamps"):
        stamps = find_stamps(straight, cleaned, read, engine, config.stamps, config.limits.page_seconds)
        straight = stamps.without_ink(straight)
        log.steps.extend(stamps.steps())
    with log.timed("ocr"):
        bare = stamps.without_ink(cleaned.grey)
        read = read_picture(engine, bare, cleaned, config) if stamps.over else stamps.lines
        sifted = reject_noise(with_bullets(read, bare, config.ocr), cleaned.dpi, config.ocr)
    with log.timed("second reading"):
        to_cleaned = scan.to_points.then(frame.from_shown).then(Affine.scale(1 / scale))
        struck = [to_cleaned.box(mark.box) for mark in seen.strikes.found]
        scanned = Scanned(scan.grey().size, cleaned.letters)
        seconds, first = config.limits.page_seconds, engine.name
        fused = second_reading(
            straight, sifted.lines, first, second, config.fusion, seconds, struck, scanned, cleaned.blur
        )
        worn = unread_banners(straight, cleaned.dpi, fused.lines, (first, second), config, seconds)
        counts = {"rejected": len(fused.rejected), "worn_banners": len(worn)}
        fused = replace(fused, lines=(*fused.lines, *worn))
    seen = replace(seen, redactions=printed.redactions)
    covered, across = _upright_boxes(seen, scan, frame)
    lines = outside(fused.to_lines(Affine.scale(scale)), covered, config.reading, across)
    if covered:
        with log.timed("margin codes"):
            if cleaned.new_paper:
                edges = straight_picture(pictures.open_text, cleaned.to_source, width, height)
                straight = stamps.without_ink(edges)
            lines = with_margin_codes(straight, cleaned.dpi, lines, covered, second, config.codes, seconds)
    rejected = {f"rejected as {name}": count for name, count in sifted.counts().items()}
    log.steps.append(Step("ocr", {"engine": engine.name, "version": engine.version(), **rejected}))
    log.steps.append(Step("second reading", {**fused.parameters, **counts}))
    framed, codes = ([moved(x, frame.from_shown) for x in found] for found in (printed.framed, printed.codes))
    lines = (*lines, *unread_lines(framed, lines, config.reading), *codes)
    told_stamps = stamps.to_lines(engine.name, config.fusion, Affine.scale(scale))
    result = _interpret(scan, seen, frame, (lines, told_stamps), second, config, log)
    return _from_source(result, TextSource.OCR if lines else TextSource.NONE)


def _upright_boxes(seen: Seen, scan: Scan, frame: _Frame) -> tuple[list[Box], list[Box]]:
    """Redactions, and the print that runs across their sides, on the upright page."""
    to_upright = scan.to_points.then(frame.from_shown)
    found = [mark.place_after(to_upright) for mark in seen.redactions.found]
    asked = [frame.from_shown.box(box) for box in scan.asked_for]
    across = [to_upright.upright_box(row) for row in seen.across]
    return [*found, *asked], [row for row in across if not any(row.overlap(box) > 0 for box in asked)]


def _interpret(
    scan: Scan,
    seen: Seen,
    frame: _Frame,
    read: tuple[Sequence[Line], Sequence[LeaningStamp]],
    second: LineReader | None,
    config: Config,
    log: StepLog,
) -> PageResult:
    """Says what the words, stamps and marks are; `second` reads struck markings where words were not the file's."""
    with log.timed("interpret"):
        size = (frame.width, frame.height)
        to_upright = scan.to_points.then(frame.from_shown)
        ignore = [mark.box for mark in seen.redactions.found]
        missed = strikes_on_banners(scan, read[0], seen.strikes.found, ignore, to_upright, config)
        struck = StruckWords.of(scan, (*seen.strikes.found, *missed), to_upright, second, config)
        lines = arrange(struck.read(read[0]), size, config.text)
        stamps = [stamp.said(struck.marked(stamp.on_page())).arranged(config.text) for stamp in read[1]]
        redactions = redaction_findings(scan, seen.redactions, frame.from_shown, lines, config)
        reading = interpret_page(lines, redactions.found, struck.boxes, size, scan.number, config.language)
        reading = with_stamps(reading, stamps, scan.number, config.language)
        found, exact = strike_findings(scan, struck.strikes, struck.boxes, reading.lines, config)
    page = _page(scan, frame, reading, config)
    page = replace(page, rejected=redactions.rejected, strikes=found)
    return PageResult(
        page=page,
        to_shown=frame.to_shown,
        width=scan.width,
        height=scan.height,
        exact=redactions.exact | exact,
        events=reading.events,
        numbers=reading.identifiers,
    )


def _from_source(result: PageResult, source: TextSource) -> PageResult:
    return replace(result, page=replace(result.page, text_source=source))


def _page(scan: Scan, frame: _Frame, reading: PageReading, config: Config) -> Page:
    return Page(
        number=scan.number,
        width=frame.width,
        height=frame.height,
        dpi=round(scan.dpi, 2),
        rotation=scan.rotation,
        skew_degrees=round(frame.skew_degrees, 2),
        text_source=TextSource.NONE,
        text_reason="",
        status=_status(reading.lines, reading.redactions, reading.withheld_pages),
        quality=page_quality(reading.lines, frame.x_height, config),
        lines=reading.lines,
        redactions=tuple(_with_page(r, scan.number) for r in reading.redactions),
        markings=reading.markings,
        withheld_pages=reading.withheld_pages,
    )


def _with_page(redaction: Redaction, number: int) -> Redaction:
    """Notes found in the text are numbered on their page; an id stands for one finding of the document."""
    prefix = f"p{number}-"
    return redaction if redaction.id.startswith(prefix) else replace(redaction, id=prefix + redaction.id)


def _status(lines: Sequence[Line], redactions: Sequence[Redaction], withheld: int) -> PageStatus:
    if withheld or any(r.kind is RedactionKind.PAGE_DENIED for r in redactions):
        return PageStatus.WITHHELD
    return PageStatus.OK if lines or redactions else PageStatus.BLANK
