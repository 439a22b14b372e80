"""`provenance.json`: W3C PROV (PROV-JSON) from the bytes of the source through every step of every page to each file.

Here, and in the crate beside it, is what changes from run to run: when, on what machine, how long. Names:

    src:    urn:sha256:<sha256 of the source>#        the document, its pages, the findings: src:p3, src:p3-r214x530
    out:    urn:x-declass:<sha256 of the source>:     files of the result: out:record.json
    run:    the same with `run:`                      what was done to the document as a whole: run:reading, run:writing
    tool:   programs, libraries and models; those that are models are entities with their sha256
    who:    people who decided, by the name that they gave: who:Ada
    declass: terms of ours, one for each parameter of a step

A finding has the IRI `src:` and its id. It is not told here, or this file would be longer than the record, but its page
is: `src:p3-reading` is what was read of page 3, `src:readings` all of them, and every file comes from these.
"""

from __future__ import annotations

import hashlib
import io
import json
import platform
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import quote

from processors.decisions.types import Decision
from processors.document_records import ErrorItem, Tool
from processors.errors import InputError
from processors.outputs.checksums import FileSum
from processors.outputs.files import write_atomic
from processors.outputs.prov_decisions import tell_decisions
from processors.outputs.provenance import code_digest
from processors.outputs.record import dump_page
from processors.records import Page, Record, Step, Value
from processors.results import PageResult

if TYPE_CHECKING:
    from prov.model import ProvActivity, ProvDocument, ProvRecord

PROVENANCE_NAME = "provenance.json"
TERMS = "urn:x-declass:terms:"
# A model that tells which way up a page is, and reads nothing.
_NO_READER = "osd"


@dataclass(frozen=True, slots=True)
class Run:
    """When something was done, ISO 8601 in UTC."""

    started: str
    ended: str


def reading_document(
    record: Record,
    results: Sequence[PageResult],
    run: Run,
    files: Sequence[FileSum],
    decisions: Sequence[Decision] = (),
) -> ProvDocument:
    """The provenance of a document that was just read, or about which somebody just decided.

    Args:
        record: what was read.
        results: page results, for the time that each step took; there may be fewer than pages.
        run: of the whole.
        files: what was written of it, the record among them.
        decisions: what people said about it.
    """
    document = _empty(record.source.sha256)
    _tell_source(document, record)
    _tell_tools(document, record.provenance.tools)
    _tell_run(document, record, run)
    models = _models_by_engine(record.provenance.tools)
    seconds = {result.page.number: result.seconds for result in results}
    errors = {error.page: error for error in record.errors}
    document.collection("src:readings")
    for page in record.pages:
        _tell_page(document, page, seconds.get(page.number, ()), errors.get(page.number), models)
    document.activity("run:writing", None, run.ended)
    document.wasAssociatedWith("run:writing", "tool:declass")
    document.used("run:writing", "src:readings")
    tell_decisions(document, decisions)
    _tell_files(document, "run:writing", files)
    return document


def _empty(sha256: str) -> ProvDocument:
    from prov.model import ProvDocument

    document = ProvDocument()
    document.add_namespace("src", f"urn:sha256:{sha256}#")
    document.add_namespace("out", f"urn:x-declass:{sha256}:")
    document.add_namespace("run", f"urn:x-declass:{sha256}:run:")
    document.add_namespace("tool", "urn:x-declass:tool:")
    document.add_namespace("who", "urn:x-declass:who:")
    document.add_namespace("declass", TERMS)
    return document


def _tell_source(document: ProvDocument, record: Record) -> None:
    source = record.source
    document.entity(
        "src:document",
        {
            "prov:type": "declass:source",
            "prov:label": source.uri,
            "declass:sha256": source.sha256,
            "declass:bytes": source.bytes,
            "declass:media_type": source.media_type,
            "declass:pages": source.page_count,
            **{f"declass:stated_{_term(m.name)}": m.value for m in source.metadata},
        },
    )


def _tell_tools(document: ProvDocument, tools: Sequence[Tool]) -> None:
    """Programs and libraries as agents that act for declass, models as entities."""
    for tool in {tool.name: tool for tool in tools}.values():
        told = {"prov:label": tool.name, "declass:version": tool.version}
        name = _tool(tool.name)
        if tool.sha256:
            document.entity(name, told | {"prov:type": "declass:model", "declass:sha256": tool.sha256})
            continue
        if tool.name == "declass":
            told["declass:code_sha256"] = code_digest()
        document.agent(name, told | {"prov:type": "prov:SoftwareAgent"})
        if tool.name != "declass":
            document.actedOnBehalfOf(name, "tool:declass")


def _tell_run(document: ProvDocument, record: Record, run: Run) -> None:
    machine = {
        "declass:system": platform.system(),
        "declass:system_release": platform.release(),
        "declass:python": platform.python_version(),
    }
    plan = {
        "prov:type": "prov:Plan",
        "prov:label": "provenance.config in record.json",
        "declass:sha256": record.provenance.config_digest,
    }
    document.activity("run:reading", run.started, run.ended, machine)
    document.entity("run:settings", plan)
    document.wasAssociatedWith("run:reading", "tool:declass", "run:settings")
    document.used("run:reading", "src:document")
    for tool in record.provenance.tools:
        if tool.sha256:
            document.used("run:reading", _tool(tool.name))


def _models_by_engine(tools: Sequence[Tool]) -> dict[str, list[str]]:
    """The models of each engine and library: they are listed behind it."""
    models: dict[str, list[str]] = {}
    engine = ""
    for tool in tools:
        if not tool.sha256:
            engine = tool.name
        models.setdefault(engine, [])
        if tool.sha256 and not tool.name.startswith(_NO_READER):
            models[engine].append(tool.name)
    return models


def _tell_page(
    document: ProvDocument,
    page: Page,
    seconds: Sequence[tuple[str, float]],
    error: ErrorItem | None,
    models: Mapping[str, Sequence[str]],
) -> None:
    name = f"src:p{page.number}"
    document.entity(name, {"prov:type": "declass:page"})
    document.wasDerivedFrom(name, "src:document")
    told: dict[str, str | int | float] = {"declass:status": str(page.status)}
    if error is not None:
        told["declass:error"] = f"{error.category}: {error.message}"
    told |= {f"declass:seconds_{_term(step)}": value for step, value in seconds}
    whole = document.activity(f"{name}-work", None, None, told)
    document.wasInformedBy(whole, "run:reading")
    document.used(whole, name)
    if error is not None:
        return
    last = whole
    for number, step in enumerate(page.steps, 1):
        last = _tell_step(document, f"{name}-{number}-{_term(step.name)}", step, last, models)
    reading = document.entity(
        f"{name}-reading", {"declass:sha256": hashlib.sha256(dump_page(page)).hexdigest()}
    )
    document.wasGeneratedBy(reading, last)
    document.wasDerivedFrom(reading, name)
    document.hadMember("src:readings", reading)


def _tell_step(
    document: ProvDocument, name: str, step: Step, before: ProvActivity, models: Mapping[str, Sequence[str]]
) -> ProvActivity:
    told: dict[str, str | int | float] = {
        f"declass:{_term(key)}": _plain(value) for key, value in step.parameters.items() if value is not None
    }
    if step.matrix is not None:
        told["declass:matrix"] = json.dumps(step.matrix)
    activity = document.activity(name, None, None, told)
    document.wasInformedBy(activity, before)
    engine = step.parameters.get("engine") or step.parameters.get("second")
    known = isinstance(engine, str) and engine in models
    document.wasAssociatedWith(activity, _tool(str(engine)) if known else "tool:declass")
    for model in models[str(engine)] if known else ():
        document.used(activity, _tool(model))
    return activity


def _plain(value: Value) -> str | int | float:
    return value if isinstance(value, str | int | float) else json.dumps(value)


def _term(text: str) -> str:
    """A name that every syntax of PROV takes: `rejected as speck` becomes `rejected_as_speck`."""
    return re.sub(r"[^A-Za-z0-9]+", "_", text).strip("_") or "step"


def _tool(name: str) -> str:
    return f"tool:{quote(name, safe='')}"


def _file(file: FileSum) -> str:
    return f"out:{quote(file.name)}"


def _tell_files(document: ProvDocument, activity: str, files: Iterable[FileSum]) -> None:
    for file in files:
        name = _file(file)
        document.entity(
            name, {"prov:type": "declass:file", "declass:sha256": file.sha256, "declass:bytes": file.bytes}
        )
        document.wasGeneratedBy(name, activity)
        document.wasDerivedFrom(name, "src:readings" if file.name == "record.json" else "out:record.json")


def with_export(document: ProvDocument, run: Run, version: str, files: Sequence[FileSum]) -> ProvDocument:
    """The provenance with files that were written later, from the record and the source.

    Args:
        document: the provenance of the reading.
        run: when they were written.
        version: of declass now.
        files: what was written; what was told of earlier files of these names is left out, they are no more.
    """
    from prov.model import ProvActivity, ProvDocument

    again = {_file(file) for file in files}
    kept = (r for r in document.records if again.isdisjoint(str(name) for name in (r.identifier, *r.args)))
    document = ProvDocument(kept, document.namespaces)
    earlier = [a for a in document.get_records(ProvActivity) if str(a.identifier).startswith("run:export-")]
    name = f"run:export-{len(earlier) + 1}"
    document.activity(name, run.started, run.ended, {"declass:version": version})
    document.wasAssociatedWith(name, "tool:declass")
    document.used(name, "out:record.json")
    document.used(name, "src:document")
    _tell_files(document, name, files)
    return document


def write_provenance(folder: Path, document: ProvDocument) -> None:
    """Writes `provenance.json`.

    Raises:
        AccessError: it cannot be written.
    """
    text = io.StringIO()
    document.serialize(text, format="json", indent=1)
    write_atomic(folder / PROVENANCE_NAME, (text.getvalue() + "\n").encode("utf-8", "replace"))


def read_provenance(folder: Path) -> ProvDocument:
    """Reads `provenance.json` back.

    Raises:
        InputError: it is missing, or no PROV-JSON.
    """
    from prov import Error
    from prov.model import ProvDocument

    try:
        return ProvDocument.deserialize(content=(folder / PROVENANCE_NAME).read_text("utf-8"), format="json")
    except (OSError, ValueError, Error) as error:
        raise InputError("is no provenance of declass", file=str(folder / PROVENANCE_NAME)) from error


def code_sha256(document: ProvDocument) -> str:
    """The sha256 of the code that read a document, empty where that is not told."""
    told = (value for record in document.get_record("tool:declass") for value in _values(record))
    return next(told, "")


def _values(record: ProvRecord) -> Iterator[str]:
    return (str(value) for name, value in record.extra_attributes if str(name) == "declass:code_sha256")
