"""From marks, seen in pixels or among a PDF's objects, to the findings of the record, each with an id of its own."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from processors.coded_frames import coded_frames
from processors.config import Config
from processors.gaps import find_gaps
from processors.geometry import Affine, Box
from processors.language.struck import legible_part, struck_what
from processors.marks.extent import hidden_characters
from processors.marks.redactions import RedactionMark, RedactionMarks
from processors.marks.strikes import StrikeMark
from processors.marks.struck_words import struck_text
from processors.records import FindingStatus, Interval, Line, Redaction, RedactionKind, Strike
from processors.scan import DigitalMark, Scan


@dataclass(frozen=True, slots=True)
class Redactions:
    """The redactions of a page in points of the upright page; `exact` has the boxes as shown, by id."""

    found: tuple[Redaction, ...]
    rejected: tuple[Redaction, ...]
    exact: dict[str, Box]


def redaction_findings(
    scan: Scan, marks: RedactionMarks, to_upright: Affine, lines: Sequence[Line], config: Config
) -> Redactions:
    """Redactions seen on the raster, those among the file's objects, and frames and holes that codes tell of.

    Args:
        scan: the page.
        marks: in pixels of its raster.
        to_upright: from points of the page as shown to points of the upright page.
        lines: of the upright page, for how much is hidden, and for codes in frames and holes.
        config: the settings.
    """
    shown = [scan.to_points.box(mark.box) for mark in marks.found]
    found = [
        _redaction(f"p{scan.number}-r{k}", mark, mark.box_after(scan.to_points.then(to_upright)))
        for k, mark in enumerate(marks.found, 1)
    ]
    exact = {redaction.id: box for redaction, box in zip(found, shown, strict=True)}
    found = [
        replace(r, hidden_characters=hidden_characters(r.bbox, lines, config.reading.extent)) for r in found
    ]
    for k, digital in enumerate(scan.digital, 1):
        best = max(range(len(found)), key=lambda i: shown[i].iou(digital.bbox), default=None)
        if best is not None and shown[best].iou(digital.bbox) >= config.reading.same_box:
            found[best] = _known_text(found[best], digital)
        else:
            name = f"p{scan.number}-d{k}"
            found.append(_digital(name, digital, to_upright.box(digital.bbox)))
            exact[name] = digital.bbox
    rejected = _rejected(scan, marks, to_upright, config)
    exact |= {r.id: box for r, box in rejected}
    told = _told_by_codes(scan, found, [r for r, _ in rejected], to_upright, lines, config)
    exact |= {r.id: to_upright.inverse().box(r.bbox) for r in told if r.kind is RedactionKind.GAP}
    names = {r.id for r in told}
    return Redactions((*found, *told), tuple(r for r, _ in rejected if r.id not in names), exact)


def _rejected(
    scan: Scan, marks: RedactionMarks, to_upright: Affine, config: Config
) -> list[tuple[Redaction, Box]]:
    """Candidates that were turned down, each with its box as shown."""
    shown = [(k, mark, scan.to_points.box(mark.box)) for k, mark in enumerate(marks.rejected, 1)]
    return [
        (_redaction(f"p{scan.number}-c{k}", mark, to_upright.box(box)), box)
        for k, mark, box in shown
        if box.area >= config.reading.least_rejected
    ]


def _told_by_codes(
    scan: Scan,
    found: Sequence[Redaction],
    rejected: Sequence[Redaction],
    to_upright: Affine,
    lines: Sequence[Line],
    config: Config,
) -> list[Redaction]:
    """Frames among the rejected, and holes, in which codes were read that stand on nothing found."""
    framed = coded_frames(lines, found, rejected, config.reading.framed_codes)
    to_pixels = to_upright.inverse().then(scan.to_points.inverse())
    prefix = f"p{scan.number}-g"
    gaps = find_gaps(lines, [*found, *framed], scan.grey(), to_pixels, prefix, config.reading.gaps)
    return [
        replace(r, hidden_characters=hidden_characters(r.bbox, lines, config.reading.extent))
        for r in (*framed, *gaps)
    ]


def _redaction(name: str, mark: RedactionMark, box: Box) -> Redaction:
    status = FindingStatus.FOUND if mark.rejected_by is None else FindingStatus.REJECTED
    return Redaction(name, box, mark.kind, mark.confidence, status=status, rejected_by=mark.rejected_by)


def _known_text(redaction: Redaction, digital: DigitalMark) -> Redaction:
    """Text survives under the box: how much is then known, and nothing else of it is told."""
    hidden = Interval(digital.characters, digital.characters)
    return replace(redaction, kind=RedactionKind.DIGITAL, hidden_characters=hidden)


def _digital(name: str, mark: DigitalMark, box: Box) -> Redaction:
    status = FindingStatus.FOUND if mark.applied else FindingStatus.UNSURE
    hidden = Interval(mark.characters, mark.characters)
    return Redaction(name, box, RedactionKind.DIGITAL, 1.0, hidden_characters=hidden, status=status)


def strike_findings(
    scan: Scan, marks: Sequence[StrikeMark], boxes: Sequence[Box], lines: Sequence[Line], config: Config
) -> tuple[tuple[Strike, ...], dict[str, Box]]:
    """Strikes with the words under them, and their boxes as shown by id.

    Args:
        scan: the page.
        marks: strikes in pixels of its raster.
        boxes: the same in points of the upright page.
        lines: of the upright page.
        config: the settings.
    """
    strikes = []
    exact: dict[str, Box] = {}
    for k, (mark, box) in enumerate(zip(marks, boxes, strict=True), 1):
        name = f"p{scan.number}-s{k}"
        exact[name] = scan.to_points.box(mark.box)
        text = legible_part(struck_text(lines, box, config.reading))
        line = max(lines, key=lambda item: item.bbox.overlap(box), default=None)
        line = line if line is not None and line.bbox.overlap(box) > 0 else None
        strikes.append(Strike(name, box, text, mark.style, struck_what(text, line), mark.confidence))
    return tuple(strikes), exact
