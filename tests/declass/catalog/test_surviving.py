"""Text that survives under redactions, from the file to the record and the queue: its place, never the text."""

from __future__ import annotations

import json

import pikepdf
import pytest

from declass.catalog.queue_entries import queue_entries
from declass.catalog.reasons import QueueRules, Reason
from processors.assembly import assemble
from processors.config import Config
from processors.document_records import Provenance
from processors.in_worker import PageJob
from processors.outputs.record import dump_record, load_record
from processors.outputs.visible import visible
from processors.records import Record, RedactionKind
from processors.workers import WorkerPool, outcome
from tests.processors.leaks.leak_pages import BOX, TEXT, page, scanned
from tests.processors.sources.sources_samples import draw_text

pytestmark = pytest.mark.tesseract


@pytest.fixture(scope="module")
def record(tmp_path_factory: pytest.TempPathFactory) -> Record:
    """Live text under a box; OCR text of a scan under a box; text outside the page, where no redaction is."""
    folder, config = tmp_path_factory.mktemp("surviving"), Config()
    (folder / "scan").mkdir()
    (folder / "off").mkdir()
    path = page(folder, TEXT + BOX)
    more = [
        scanned(folder / "scan", bar=False, over=BOX, scale=3),
        page(folder / "off", draw_text("Jane Roe", 700, 600)),
    ]
    with pikepdf.open(path, allow_overwriting_input=True) as pdf:
        for other in more:
            with pikepdf.open(other) as added:
                pdf.pages.extend(added.pages)
        pdf.save(path)
    with WorkerPool(1, config) as pool:
        source = outcome(pool.inspect(path), path.name, None, config)
        futures = [(n, pool.read(PageJob(str(path), n))) for n in (1, 2, 3)]
        results = [outcome(future, path.name, n, config) for n, future in futures]
    return assemble(source, results, (), Provenance((), config.digest(), {}), config)


def test_the_record_tells_where_and_how_much_and_never_the_text(record: Record) -> None:
    found = [[(s.kind, s.characters) for s in page.surviving] for page in record.pages]
    assert found == [[("box", 7)], [("ocr_layer", 7)], [("outside_page", 7)]]
    data = dump_record(record)
    assert load_record(data) == record
    told = json.dumps(json.loads(data)).casefold()
    assert "jane" not in told
    assert "roe" not in told


def test_redactions_over_it_come_as_possible_leaks_and_nothing_else_does(record: Record) -> None:
    kinds = {page.number: [r.kind for r in page.redactions] for page in record.pages}
    assert kinds[1] == [RedactionKind.DIGITAL]
    assert len(kinds[2]) == 1
    assert kinds[2] != [RedactionKind.DIGITAL]
    assert kinds[3] == []
    entries = queue_entries(visible(record), QueueRules())
    asked = [(entry.page, entry.reason, entry.text) for entry in entries]
    assert [a for a in asked if a[1] is Reason.POSSIBLE_LEAK] == [
        (1, Reason.POSSIBLE_LEAK, ""),
        (2, Reason.POSSIBLE_LEAK, ""),
    ]
    assert not [a for a in asked if a[0] == 3]
