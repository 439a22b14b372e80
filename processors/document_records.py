"""What is found and stated about a document as a whole: the other half of the contract of `record.json`.

The rules of `processors.records` hold here too: boxes, names, and what a change of a field asks for.
"""

from __future__ import annotations

from dataclasses import dataclass

from processors.geometry import Box


@dataclass(frozen=True, slots=True)
class Metadatum:
    """One thing that somebody stated about a document, such as its release date; nothing of it was checked on a page.

    `doubt` says why the value is not to be trusted, empty if nothing speaks against it; the value is as it was stated.
    """

    name: str
    value: str
    doubt: str = ""


@dataclass(frozen=True, slots=True)
class SourceInfo:
    """The file that was read. `uri` is the name it was given by, without folders; `metadata` comes from a manifest."""

    uri: str
    sha256: str
    bytes: int
    media_type: str
    page_count: int
    metadata: tuple[Metadatum, ...] = ()


@dataclass(frozen=True, slots=True)
class Event:
    """A dated release, review or declassification event, as printed.

    Attributes:
        date: EDTF (`2009-08-31`, `1993`), empty where none could be read.
        precision: `day`, `month`, `year` or `none`.
        format_assumed: the reading of an ambiguous date, such as `MM-DD-YYYY`.
        doubt: why the date is not to be trusted, empty if it is.
    """

    action: str
    agency: str
    date: str
    precision: str
    format_assumed: str
    raw: str
    page: int
    bbox: Box
    doubt: str = ""
    id: str = ""


@dataclass(frozen=True, slots=True)
class Identifier:
    """A document or case number: `value` repaired, `raw` as most often read, with the pages that show it."""

    system: str
    value: str
    raw: str
    pages: tuple[int, ...]
    repaired: bool
    id: str = ""


@dataclass(frozen=True, slots=True)
class Evidence:
    """One marking that speaks for a document's classification."""

    page: int
    bbox: Box
    text: str
    struck: bool


@dataclass(frozen=True, slots=True)
class Classification:
    """Level as marked, and the level that the page shows now; `unknown` is an answer, inference is not."""

    original: str
    current: str
    evidence: tuple[Evidence, ...] = ()


@dataclass(frozen=True, slots=True)
class ErrorItem:
    """One thing that went wrong; `page` is None where it is about the whole file."""

    page: int | None
    category: str
    message: str


@dataclass(frozen=True, slots=True)
class Tool:
    """A program, library or model that took part, with the sha256 of a model's file (empty for programs)."""

    name: str
    version: str
    sha256: str = ""


@dataclass(frozen=True, slots=True)
class Provenance:
    """What made the record; times and the machine are in `provenance.json`, so that records can be compared."""

    tools: tuple[Tool, ...]
    config_digest: str
    config: dict[str, object]
