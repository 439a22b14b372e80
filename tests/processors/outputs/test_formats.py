"""Formats by name, and what becomes of a result when one of them cannot be made."""

from __future__ import annotations

from pathlib import Path

import pytest

from declass.catalog.documents import Making, write_document
from processors.errors import AccessError, UsageError
from processors.outputs import alto
from processors.outputs.alto import ALTO_FOLDER
from processors.outputs.annotations import ANNOTATIONS_NAME
from processors.outputs.formats import _FILES, Format, parse_formats, present_formats
from processors.outputs.hocr import HOCR_NAME
from processors.outputs.pdf.writer import PDF_NAME
from processors.outputs.plain import PLAIN_NAME
from processors.outputs.record import load_record
from tests.processors.outputs.result_samples import sample_record


def test_formats_are_named_once_each_in_a_fixed_order() -> None:
    assert parse_formats(["txt,pdf", "pdf"]) == (Format.PDF, Format.TXT)
    assert parse_formats(["all"]) == tuple(Format)
    with pytest.raises(UsageError, match="docx"):
        parse_formats(["docx"])


def test_a_format_that_cannot_be_made_loses_neither_reading_nor_other_formats(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(folder: Path, record: object, source: Path) -> None:
        raise TypeError("a stranger's dictionary")

    monkeypatch.setattr(alto, "write_alto", broken)
    source = tmp_path / "memo.pdf"
    source.write_bytes(b"%PDF-1.4 and no more")
    made = Making(source, "2026-01-02T03:04:05+00:00", (), (Format.PDF, Format.ALTO, Format.TXT))
    written = write_document(tmp_path / "out", sample_record(), made)
    told = [(error.category, error.message[:8]) for error in written.errors[-2:]]
    assert told == [("input", "no pdf: "), ("output", "no alto:")]
    assert load_record((tmp_path / "out" / "record.json").read_bytes()) == written
    assert (tmp_path / "out" / "text.txt").is_file()
    assert not (tmp_path / "out" / "searchable.pdf").exists()


def test_a_folder_that_takes_no_files_is_no_fault_of_a_format(tmp_path: Path) -> None:
    (tmp_path / "out").write_bytes(b"")
    made = Making(tmp_path / "memo.pdf", "2026-01-02T03:04:05+00:00", (), (Format.TXT,))
    with pytest.raises(AccessError):
        write_document(tmp_path / "out", sample_record(), made)


def test_the_formats_of_a_result_are_known_from_its_files_and_its_errors(tmp_path: Path) -> None:
    source = tmp_path / "memo.pdf"
    source.write_bytes(b"%PDF-1.4 and no more")
    made = Making(source, "2026-01-02T03:04:05+00:00", (), tuple(Format))
    written = write_document(tmp_path / "out", sample_record(), made)
    assert present_formats(tmp_path / "out", written) == tuple(Format), (
        "the PDF could not be made, and is told"
    )
    assert present_formats(tmp_path / "other", sample_record()) == ()
    names = {
        Format.PDF: PDF_NAME, Format.ALTO: ALTO_FOLDER, Format.HOCR: HOCR_NAME, Format.TXT: PLAIN_NAME,
        Format.ANNOTATIONS: ANNOTATIONS_NAME,
    }  # fmt: skip
    assert names == _FILES
