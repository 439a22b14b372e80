"""Readings of the pairs, kept under the checksum of the file: reading takes minutes, comparing a moment."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path

from declass.catalog.documents import make_record
from processors.config import Config
from processors.in_worker import PageJob
from processors.ocr.versions import engine_tools
from processors.outputs.files import write_atomic
from processors.outputs.record import dump_record, load_record
from processors.records import Record
from processors.sources.checksum import file_sha256
from processors.workers import WorkerPool, outcome


class Readings:
    """Records of files, each read once and kept in a folder."""

    def __init__(self, folder: Path, workers: int) -> None:
        """`workers` pages are read at the same time."""
        self._folder, self._workers = folder, workers

    def read(self, files: Sequence[Path]) -> dict[Path, Record]:
        """The record of each file.

        Raises:
            DeclassError: a file cannot be opened, or a page of it not be read.
        """
        missing = [file for file in files if not self._place(file).is_file()]
        if missing:
            config = Config()
            with WorkerPool(self._workers, config) as pool:
                for done, file in enumerate(missing, 1):
                    write_atomic(self._place(file), dump_record(_read(file, pool, config)))
                    sys.stderr.write(f"\rread {done} of {len(missing)} files")
            sys.stderr.write("\n")
        return {file: load_record(self._place(file).read_bytes()) for file in files}

    def _place(self, file: Path) -> Path:
        return self._folder / f"{file_sha256(file)[:24]}.json"


def _read(file: Path, pool: WorkerPool, config: Config) -> Record:
    source = outcome(pool.inspect(file), str(file), None, config)
    futures = [(n, pool.read(PageJob(str(file), n))) for n in range(1, source.page_count + 1)]
    results = [outcome(future, str(file), number, config) for number, future in futures]
    return make_record(source, results, (), engine_tools(config), config)
