"""From records to figures, one record in memory at a time."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from pathlib import Path

from declass.report.figures import DocumentRow, Figures, Progress, RunFigures, Totals
from declass.report.sums.counting import ranked
from declass.report.sums.failures import FailureSums
from declass.report.sums.marks import MarkSums
from declass.report.sums.reading import ReadingSums, WordSums
from declass.report.sums.withheld import DocumentWithheld, WithheldSums
from processors.errors import InputError
from processors.outputs.record import RECORD_NAME, TEXT_NAME, load_record
from processors.records import PageStatus, Record

OUTPUTS = (TEXT_NAME, "searchable.pdf", RECORD_NAME)
"""Files of a result that the page links to, in this order, where they are there."""


class Collector:
    """Adds up records; `figures` gives what they come to."""

    def __init__(self, out: Path) -> None:
        """Takes the folder for results, in which files to link to are looked for."""
        self._out = out
        self._reading, self._withheld = ReadingSums(), WithheldSums()
        self._marks, self._failures = MarkSums(), FailureSums()
        self._statuses: Counter[PageStatus] = Counter()
        self._bytes = 0
        self._rows: list[DocumentRow] = []
        self._missing: list[str] = []

    def read(self, folders: Iterable[str]) -> None:
        """Adds the records in `folders` of the folder for results, in the order of their names."""
        for folder in sorted(set(folders)):
            try:
                record = load_record((self._out / folder / RECORD_NAME).read_bytes())
            except (OSError, InputError):
                self._missing.append(folder)
            else:
                self.add(folder, record)

    def add(self, folder: str, record: Record) -> None:
        """Adds the record that lies in `folder`."""
        self._bytes += record.source.bytes
        self._statuses.update(page.status for page in record.pages)
        words = self._reading.add(folder, record)
        withheld = self._withheld.add(record)
        self._marks.add(record)
        self._failures.add(folder, record)
        self._rows.append(self._row(folder, record, words, withheld))

    def _row(self, folder: str, record: Record, words: WordSums, withheld: DocumentWithheld) -> DocumentRow:
        pages = len(record.pages)
        failed = sum(page.status is PageStatus.FAILED for page in record.pages)
        return DocumentRow(
            folder=folder,
            file=record.source.uri,
            status="failed" if failed == pages else "partial" if failed else "whole",
            pages=pages,
            failed_pages=failed,
            withheld_pages=sum(page.status is PageStatus.WITHHELD for page in record.pages),
            words=words.words,
            unsure_words=words.unsure,
            mean_confidence=words.mean,
            redactions=withheld.redactions,
            withheld_share=withheld.share,
            strikes=sum(len(page.strikes) for page in record.pages),
            codes=tuple(code for code, _ in ranked(withheld.codes)),
            classification=record.classification.original,
            outputs=tuple(name for name in OUTPUTS if (self._out / folder / name).is_file()),
        )

    def figures(self, name: str, run: RunFigures | None, progress: Progress | None) -> Figures:
        """The figures of all that was added.

        Args:
            name: of the batch.
            run: what the run knows of itself, where one is told of.
            progress: pages over time, where it is known.
        """
        by_word, by_letter, by_page = self._reading.histograms()
        return Figures(
            name=name,
            run=run,
            progress=progress,
            totals=self._totals(),
            grades=self._reading.grades(),
            text_sources=self._reading.text_sources(),
            word_confidence=by_word,
            letter_confidence=by_letter,
            page_confidence=by_page,
            codes=tuple(self._withheld.codes()),
            kinds=tuple(self._withheld.kinds()),
            withheld_shares=self._withheld.shares(),
            unredacted=self._withheld.unredacted,
            levels=tuple(self._marks.levels()),
            strikes=tuple(self._marks.strikes()),
            markings=tuple(self._marks.markings()),
            releases=self._marks.releases(),
            worst=self._reading.worst(),
            failure_totals=tuple(self._failures.totals()),
            failures=self._failures.kept(),
            missing=tuple(self._missing),
            documents=tuple(self._rows),
        )

    def _totals(self) -> Totals:
        words, withheld = self._reading.words, self._withheld
        ends = Counter(row.status for row in self._rows)
        return Totals(
            documents=len(self._rows),
            whole=ends["whole"],
            partial=ends["partial"],
            failed=ends["failed"],
            pages=self._statuses.total(),
            read_pages=self._statuses[PageStatus.OK],
            withheld_pages=self._statuses[PageStatus.WITHHELD],
            blank_pages=self._statuses[PageStatus.BLANK],
            failed_pages=self._statuses[PageStatus.FAILED],
            pages_behind_sheets=withheld.behind_sheets,
            words=words.words,
            unsure_words=words.unsure,
            misread_words=round(words.misread),
            mean_confidence=words.mean or 0.0,
            redactions=withheld.redactions,
            unsure_redactions=withheld.unsure,
            uncoded_redactions=withheld.uncoded,
            estimated_redactions=withheld.estimated,
            hidden_characters=withheld.hidden_characters,
            withheld_share=withheld.share,
            strikes=self._marks.strike_count,
            markings=self._marks.marking_count,
            bytes=self._bytes,
        )
