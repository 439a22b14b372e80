"""`ro-crate-metadata.json`: the result of a document, or of a batch, as an RO-Crate with the Process Run Crate profile.

It tells any archive system what was run (the action), with which programs (the instrument), on what (the object), with
which result (the files, each with its sha256). As in `provenance.json`, times are in it, and it changes with each run.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import quote

from processors.decisions.files import DECISIONS_NAME
from processors.decisions.types import Decision
from processors.document_records import ErrorItem, SourceInfo, Tool
from processors.outputs.checksums import CHECKSUMS_NAME, FileSum
from processors.outputs.crate_decisions import decision_actions
from processors.outputs.files import write_atomic
from processors.outputs.prov_document import PROVENANCE_NAME, Run
from processors.outputs.record import RECORD_NAME, TEXT_NAME
from processors.records import Record

if TYPE_CHECKING:
    from rocrate.model.entity import Entity
    from rocrate.rocrate import ROCrate

CRATE_NAME = "ro-crate-metadata.json"
# The version of RO-Crate that the profile is made for.
VERSION = "1.1"
PROFILE = "https://w3id.org/ro/wfrun/process/0.5"
_RIGHTS = "#rights"
# RO-Crate 1.1 knows no word for it; this is the profile's.
_TERMS = {"sha256": "https://w3id.org/ro/terms/workflow-run#sha256"}
_DESCRIBED = {
    RECORD_NAME: "Everything found, with places and confidence; its JSON Schema is printed by `declass schema`",
    TEXT_NAME: "The reading text as Markdown",
    DECISIONS_NAME: "What people decided about findings, one decision a line",
    PROVENANCE_NAME: "W3C PROV: from the source through every step of every page to each file",
}
_MEDIA_TYPES = {
    ".csv": "text/csv",
    ".hocr": "text/html",
    ".html": "text/html",
    ".json": "application/json",
    ".jsonl": "application/jsonl",
    ".jsonld": "application/ld+json",
    ".md": "text/markdown",
    ".parquet": "application/vnd.apache.parquet",
    ".pdf": "application/pdf",
    ".png": "image/png",
    ".sha256": "text/plain",
    ".txt": "text/plain",
    ".xml": "application/xml",
}


@dataclass(frozen=True, slots=True)
class Part:
    """A document of a batch: the folder of its result, and its source."""

    folder: str
    source_sha256: str
    source_name: str


def write_crate(
    folder: Path,
    record: Record,
    run: Run,
    files: Sequence[FileSum],
    decisions: Sequence[Decision] = (),
) -> None:
    """Writes the crate of a document.

    Args:
        folder: of the result.
        record: what was read.
        run: when.
        files: all that lies in the folder, without the crate and the checksums.
        decisions: what people said about the document; the reading starts from those that hold.

    Raises:
        AccessError: it cannot be written.
    """
    crate = _empty(f"Reading of {record.source.uri}", _about(record), run)
    made = {f.name: _file(crate, f.name, {"sha256": f.sha256, "contentSize": str(f.bytes)}) for f in files}
    action = _action(crate, run, f"Reading of {record.source.uri}", record.provenance.tools)
    action["object"] = source = _source(crate, record.source)
    log = made.get(DECISIONS_NAME)
    if decisions:
        said = decision_actions(crate, decisions, source, action["instrument"], log)
        crate.root_dataset["mentions"] = [action, *said]
        action["object"] = [source, log] if log is not None else source
    action["result"] = [file for name, file in made.items() if not (decisions and name == DECISIONS_NAME)]
    action["actionStatus"] = f"http://schema.org/{'Failed' if record.errors else 'Completed'}ActionStatus"
    if record.errors:
        action["error"] = "; ".join(_told(error) for error in record.errors)
    _write(folder, crate)


def _told(error: ErrorItem) -> str:
    return f"page {error.page}: {error.message}" if error.page is not None else error.message


def write_batch_crate(
    out: Path, parts: Sequence[Part], run: Run, tools: Sequence[Tool], names: Sequence[str]
) -> None:
    """Writes the crate of a batch, which refers to those of its documents.

    Args:
        out: the folder of the results.
        parts: the documents.
        run: when the last of them were written; each tells in its own crate when it was.
        tools: what took part.
        names: of the files in `out` itself, without crate and checksums. Their sha256 is left to the checksums: such
            files, and documents, may be written again one by one.

    Raises:
        AccessError: it cannot be written.
    """
    name = f"Reading of {len(parts)} documents"
    crate = _empty(name, "Results of declass, one folder a document; each is a crate of its own", run)
    result = [*(_file(crate, name) for name in names), *(_part(crate, part) for part in parts)]
    action = _action(crate, run, name, tools)
    action["object"] = [_batch_source(crate, part) for part in _each_source(parts)]
    action["result"] = result
    action["actionStatus"] = "http://schema.org/CompletedActionStatus"
    _write(out, crate)


def _empty(name: str, description: str, run: Run) -> ROCrate:
    from rocrate.model.contextentity import ContextEntity
    from rocrate.rocrate import ROCrate

    crate = ROCrate(version=VERSION)
    crate.metadata.extra_terms.update(_TERMS)
    profile = ContextEntity(
        crate, PROFILE, {"@type": "CreativeWork", "name": "Process Run Crate", "version": "0.5"}
    )
    told = {"name": "Rights of the source", "description": "As the source has them; reading it adds none"}
    rights = ContextEntity(crate, _RIGHTS, {"@type": "CreativeWork", **told})
    crate.add(profile, rights)
    crate.root_dataset["conformsTo"] = profile
    crate.root_dataset["name"], crate.root_dataset["description"] = name, description
    crate.root_dataset["datePublished"] = run.ended
    crate.root_dataset["license"] = rights
    return crate


def _about(record: Record) -> str:
    pages = len(record.pages)
    return f"What declass read from {record.source.uri} ({pages} of {record.source.page_count} pages)"


def _file(crate: ROCrate, name: str, told: Mapping[str, str] | None = None) -> Entity:
    from rocrate.model.file import File

    told = {"name": name, **(told or {})}
    told["encodingFormat"] = _MEDIA_TYPES.get(Path(name).suffix, "application/octet-stream")
    if name in _DESCRIBED:
        told["description"] = _DESCRIBED[name]
    return crate.add(File(crate, dest_path=name, properties=told))


def _source(crate: ROCrate, source: SourceInfo) -> Entity:
    from rocrate.model.contextentity import ContextEntity

    told = {
        "@type": "CreativeWork",
        "name": source.uri,
        "sha256": source.sha256,
        "contentSize": str(source.bytes),
        "encodingFormat": source.media_type,
    }
    return crate.add(ContextEntity(crate, f"urn:sha256:{source.sha256}", told))


def _action(crate: ROCrate, run: Run, name: str, tools: Sequence[Tool]) -> Entity:
    from rocrate.model.contextentity import ContextEntity

    told = {
        "@type": "CreateAction",
        "name": name,
        "description": "Text, redactions, exemption codes, strikes and markings, read page by page",
        "startTime": run.started,
        "endTime": run.ended,
    }
    action = crate.add(ContextEntity(crate, "#reading", told))
    action["instrument"] = _instrument(crate, tools)
    crate.root_dataset["mentions"] = action
    return action


def _instrument(crate: ROCrate, tools: Sequence[Tool]) -> Entity:
    from rocrate.model.contextentity import ContextEntity

    made = {}
    for tool in (Tool("declass", "unknown"), *tools):
        told = {"@type": "SoftwareApplication", "name": tool.name, "version": tool.version}
        if tool.sha256:
            told = {
                "@type": "CreativeWork",
                "name": tool.name,
                "version": tool.version,
                "sha256": tool.sha256,
            }
        made[tool.name] = crate.add(ContextEntity(crate, f"#tool-{quote(tool.name)}", told))
    declass = made.pop("declass")
    declass["softwareRequirements"] = list(made.values())
    return declass


def _each_source(parts: Sequence[Part]) -> Iterable[Part]:
    """One part for each source: the same file may lie in a batch under two names."""
    return {part.source_sha256: part for part in reversed(parts)}.values()


def _batch_source(crate: ROCrate, part: Part) -> Entity:
    from rocrate.model.contextentity import ContextEntity

    told = {"@type": "CreativeWork", "name": part.source_name, "sha256": part.source_sha256}
    return crate.add(ContextEntity(crate, f"urn:sha256:{part.source_sha256}", told))


def _part(crate: ROCrate, part: Part) -> Entity:
    from rocrate.model.contextentity import ContextEntity
    from rocrate.model.dataset import Dataset

    crated = {
        "@type": "CreativeWork",
        "name": "Crate of the document",
        "encodingFormat": "application/ld+json",
    }
    inner = crate.add(ContextEntity(crate, f"{quote(part.folder)}/{CRATE_NAME}", crated))
    checksums = _file(crate, f"{part.folder}/{CHECKSUMS_NAME}")
    told = {"name": part.folder, "description": f"Reading of {part.source_name}"}
    folder = crate.add(Dataset(crate, dest_path=part.folder, properties=told))
    folder["subjectOf"], folder["hasPart"] = inner, checksums
    return folder


def _write(folder: Path, crate: ROCrate) -> None:
    # Not by `crate.write`: that copies files, and writes in place.
    body = json.dumps(crate.metadata.generate(), indent=1, sort_keys=True, ensure_ascii=False)
    write_atomic(folder / CRATE_NAME, (body + "\n").encode("utf-8", "replace"))
