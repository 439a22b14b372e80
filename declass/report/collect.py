"""From records to figures: first what each document adds, which can be kept, then their sums."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from pathlib import Path

from declass.report.figures import DocumentRow, Figures, Progress, RunFigures, Totals
from declass.report.sums.counting import ranked
from declass.report.sums.failures import DocumentFailures, FailureSums, document_failures
from declass.report.sums.marks import DocumentMarks, MarkSums, document_marks
from declass.report.sums.reading import DocumentReading, ReadingSums, document_reading
from declass.report.sums.withheld import DocumentWithheld, WithheldSums, document_withheld
from processors.outputs.record import RECORD_NAME, TEXT_NAME
from processors.records import PageStatus, Record

OUTPUTS = (TEXT_NAME, "searchable.pdf", RECORD_NAME)
"""Files of a result that the page links to, in this order, where they are there."""


@dataclass(frozen=True, slots=True)
class DocumentSums:
    """What one document adds to the figures: of all that the report needs, what its record alone tells.

    Attributes:
        file: name of the file that was read.
        bytes: of it.
        statuses: its pages by how they ended.
        strikes: struck places.
        classification: that it was marked with.
        reading: how well it was read.
        withheld: what is withheld.
        marks: what is marked.
        failures: what went wrong.
    """

    file: str
    bytes: int
    statuses: dict[PageStatus, int]
    strikes: int
    classification: str
    reading: DocumentReading
    withheld: DocumentWithheld
    marks: DocumentMarks
    failures: DocumentFailures


def document_sums(record: Record) -> DocumentSums:
    """What a record adds: equal records give equal sums."""
    return DocumentSums(
        file=record.source.uri,
        bytes=record.source.bytes,
        statuses=dict(Counter(page.status for page in record.pages)),
        strikes=sum(len(page.strikes) for page in record.pages),
        classification=record.classification.original,
        reading=document_reading(record),
        withheld=document_withheld(record),
        marks=document_marks(record),
        failures=document_failures(record),
    )


class Collector:
    """Adds up documents; `figures` gives what they come to."""

    def __init__(self, out: Path) -> None:
        """Takes the folder for results, in which files to link to are looked for."""
        self._out = out
        self._reading, self._withheld = ReadingSums(), WithheldSums()
        self._marks, self._failures = MarkSums(), FailureSums()
        self._statuses: Counter[PageStatus] = Counter()
        self._bytes = 0
        self._rows: list[DocumentRow] = []
        self._missing: list[str] = []

    def add(self, folder: str, document: DocumentSums | None) -> None:
        """Adds the document in `folder`, None where its record cannot be read; in the order of the folders' names."""
        if document is None:
            self._missing.append(folder)
            return
        self._bytes += document.bytes
        self._statuses.update(document.statuses)
        self._reading.add(folder, document.reading)
        self._withheld.add(document.withheld)
        self._marks.add(document.marks)
        self._failures.add(folder, document.failures)
        self._rows.append(self._row(folder, document))

    def _row(self, folder: str, document: DocumentSums) -> DocumentRow:
        words, withheld = document.reading.words, document.withheld
        pages, failed = sum(document.statuses.values()), document.statuses.get(PageStatus.FAILED, 0)
        return DocumentRow(
            folder=folder,
            file=document.file,
            status="failed" if failed == pages else "partial" if failed else "whole",
            pages=pages,
            failed_pages=failed,
            withheld_pages=document.statuses.get(PageStatus.WITHHELD, 0),
            words=words.words,
            unsure_words=words.unsure,
            mean_confidence=words.mean,
            redactions=withheld.redactions,
            withheld_share=withheld.share,
            strikes=document.strikes,
            codes=tuple(code for code, _ in ranked(withheld.bearing())),
            classification=document.classification,
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
