"""What lies over the results of a batch, made again after some of them were published."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from declass.catalog.documents import now
from declass.report.figures import WorstPage
from declass.report.parts import Parts
from declass.report.tables import write_tables
from declass.report.write import FIGURES_NAME, earlier_run, result_folders, write_report
from processors.config import Config
from processors.document_records import Tool
from processors.outputs.checksums import CHECKSUMS_NAME
from processors.outputs.findings_files import FINDINGS_CSV
from processors.outputs.package import complete_batch
from processors.outputs.prov_document import Run
from processors.outputs.withholdings_files import TABLE_NAME


def rewrite_batch(out: Path, started: str, tools: Sequence[Tool], sources: Mapping[str, Path]) -> None:
    """Makes tables, report, crate and checksums over all results in `out` again, as far as there are any.

    Args:
        out: the folder for results.
        started: when publishing began, ISO 8601.
        tools: what took part in reading.
        sources: files that were read, by folder, for small pictures of the worst pages.

    Raises:
        AccessError: a file cannot be written.
    """
    folders = result_folders(out)
    config = Config.from_environment()
    parts = Parts(out, config, {})
    if (out / TABLE_NAME).is_file() or (out / FINDINGS_CSV).is_file():
        write_tables(out, folders, parts)
    if (out / FIGURES_NAME).is_file():

        def find(page: WorstPage) -> Sequence[str]:
            return [str(sources[page.folder])] if page.folder in sources else []

        write_report(out, folders, earlier_run(out), find, parts)
    if any((out / folder / CHECKSUMS_NAME).is_file() for folder in folders):
        complete_batch(out, Run(started, now()), tools)
