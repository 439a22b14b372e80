"""Tables over all results in a folder: every redaction, every finding, and totals by code."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from declass.report.parts import Parts
from processors.outputs.findings_files import finding_tables, has_parquet
from processors.outputs.withholdings_files import withholding_tables


def write_tables(out: Path, folders: Sequence[str], parts: Parts) -> None:
    """Writes the tables over the results in `folders` into `out`; folders without a readable record are passed over.

    Raises:
        AccessError: a file cannot be written.
    """
    with withholding_tables(out) as withholdings, finding_tables(out, has_parquet()) as findings:
        for folder in folders:
            rows = parts.tables(folder)
            if rows is not None:
                withholdings.add(rows.withholdings)
                findings.add(rows.findings)
