"""One page from end to end: with `processors.pictures` and `processors.recognition` the order of the steps.

Marks are looked for on the untouched raster. Then redactions are painted out and strikes erased, the picture is cleaned
for OCR, and the words are read. From there on the page is upright and straight ("upright points"); the boxes go back
to the page as shown at the very end, when the document is put together (`processors.assembly`).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from processors import text_layer
from processors.clean import Cleaned
from processors.config import Config
from processors.ocr import loading
from processors.ocr.engine import Engine, EngineLine
from processors.ocr.line_reader import LineReader
from processors.pictures import Pictures, cleaned_pictures, look, read_picture, with_printed
from processors.records import SHOWN, Step, Value
from processors.results import PageResult
from processors.scan import Scan
from processors.step_log import StepLog


def read_page(scan: Scan, engine: Engine, second: LineReader, config: Config) -> PageResult:
    """Reads one page.

    Args:
        scan: the page.
        engine: reads all of it.
        second: reads again what `engine` is unsure of.
        config: the settings.

    Raises:
        EngineError: the OCR engine failed.
        MissingError: the OCR engine is not installed.
    """
    log = StepLog()
    matrix = tuple(tuple(round(v, 6) for v in row) for row in scan.to_points.rows())
    opened: dict[str, Value] = {"how": scan.how, "dpi": round(scan.dpi, 2)}
    if scan.shown is not None:
        opened[SHOWN] = " ".join(f"{side:.2f}" for side in scan.shown)
    log.steps.append(Step("open", opened, matrix))
    seen = look(scan, config, log)
    embedded, reason = text_layer.decide(scan, config.reading.layer)
    if embedded:
        from processors.recognition import read_layer

        result = read_layer(scan, seen, (engine, second), config, log)
    else:
        seen, pictures = cleaned_pictures(scan, seen, engine, config, log)
        printed, pictures = with_printed(scan, seen, pictures, (engine, second), config, log)
        read = _first_reading(pictures, engine, config, log)
        # Imported here, since it is loaded while the first reader reads.
        from processors.recognition import recognise

        result = recognise(scan, seen, pictures, (printed, read), (engine, second), config, log)
    page = replace(result.page, text_reason=reason, steps=tuple(log.steps))
    return replace(result, page=page, seconds=tuple(log.seconds))


def _first_reading(pictures: Pictures, engine: Engine, config: Config, log: StepLog) -> Sequence[EngineLine]:
    """The lines that the first reader sees in the cleaned picture, in its pixels."""
    if pictures.read is not None:
        return pictures.read
    loading.begin()
    with log.timed("ocr"):
        return read_picture(engine, pictures.cleaned.grey, pictures.cleaned, config)


def cleaned_picture(scan: Scan, engine: Engine, config: Config) -> Cleaned:
    """What `engine` is given of a page: redactions painted out, strikes erased, made ready for OCR.

    Raises:
        EngineError: the OCR engine failed on a strip that was tried.
        MissingError: the OCR engine is not installed.
    """
    log = StepLog()
    _, pictures = cleaned_pictures(scan, look(scan, config, log), engine, config, log)
    return pictures.cleaned
