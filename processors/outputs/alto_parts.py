"""Parts of an ALTO file: names, tags, places, and the description of how it was made."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING

from processors.geometry import Box
from processors.outputs.page_rows import printed
from processors.records import Page, Record, Redaction, Step, Strike

if TYPE_CHECKING:
    from lxml.etree import _Element

NAMESPACE = "http://www.loc.gov/standards/alto/ns-v4#"
# Decimals of a pixel: enough for hundredths of a point at any resolution above 8 dpi.
_DECIMALS = 3
# Names of findings have a dash, ours never do. What a damaged record has instead might be no XML name.
_FINDING_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_.]*-[A-Za-z0-9_.-]*", re.ASCII)
_READING_STEPS = ("ocr", "second reading", "text layer")
_TOOLS = "tools"


class Names:
    """Names of elements, each its own in the file."""

    def __init__(self) -> None:
        self._count: dict[str, int] = {}
        self._findings: dict[int, str] = {}
        self._used: set[str] = set()

    def new(self, kind: str) -> str:
        """The next name of a kind: `word1`, `word2`."""
        self._count[kind] = self._count.get(kind, 0) + 1
        return f"{kind}{self._count[kind]}"

    def of(self, finding: Redaction | Strike) -> str:
        """The `id` that the finding has in the record, or, where that is no name or is taken, one of ours."""
        known = self._findings.get(id(finding))
        if known is None:
            fits = _FINDING_NAME.fullmatch(finding.id) and finding.id not in self._used
            known = self._findings[id(finding)] = finding.id if fits else self.new("finding")
            self._used.add(known)
        return known


class Tags:
    """The tags of a page, each once."""

    def __init__(self) -> None:
        from lxml import etree

        self.element: _Element = etree.Element("Tags")
        self._known: dict[tuple[str, str, str, str], str] = {}

    def refer(self, element: str, kind: str, label: str, description: str = "") -> str:
        """The name of the tag with these contents.

        Args:
            element: of the schema, such as `LayoutTag`.
            kind: what the tag tells of, its TYPE.
            label: its LABEL.
            description: its DESCRIPTION, if there is one.
        """
        from lxml import etree

        key = (element, kind, label, description)
        if key not in self._known:
            name = self._known[key] = f"tag{len(self._known) + 1}"
            told = {"ID": name, "TYPE": kind, "LABEL": label}
            if description:
                told["DESCRIPTION"] = description
            etree.SubElement(self.element, element, told)
        return self._known[key]


def attributes(box: Box, scale: float) -> dict[str, str]:
    """HPOS, VPOS, WIDTH and HEIGHT of a box in points, in pixels of the raster that was read."""
    x0, y0, x1, y1 = (round(v * scale, _DECIMALS) for v in box)
    values = {"HPOS": x0, "VPOS": y0, "WIDTH": x1 - x0, "HEIGHT": y1 - y0}
    return {name: _number(value) for name, value in values.items()}


def _number(value: float) -> str:
    return f"{value:.{_DECIMALS}f}".rstrip("0").rstrip(".")


def add_description(root: _Element, record: Record, page: Page) -> list[str]:
    """Adds the description: unit, source, a processing element a step; returns the names of the steps."""
    from lxml import etree

    description = etree.SubElement(root, "Description")
    etree.SubElement(description, "MeasurementUnit").text = "pixel"
    image = etree.SubElement(description, "sourceImageInformation")
    etree.SubElement(image, "fileName").text = printed(record.source.uri)
    identifier = etree.SubElement(image, "documentIdentifier", {"documentIdentifierLocation": "sha256"})
    identifier.text = printed(record.source.sha256)
    names = [f"step{k}" for k in range(1, len(page.steps) + 1)]
    for name, step in zip(names, page.steps, strict=True):
        _add_step(description, name, step, record)
    _add_tools(description, record)
    return names


def _add_step(description: _Element, name: str, step: Step, record: Record) -> None:
    from lxml import etree

    element = etree.SubElement(description, "Processing", {"ID": name})
    reads = step.name in _READING_STEPS
    etree.SubElement(element, "processingCategory").text = "contentGeneration" if reads else "preOperation"
    etree.SubElement(element, "processingStepDescription").text = printed(step.name)
    settings: dict[str, object] = dict(step.parameters)
    if step.matrix is not None:
        settings["matrix"] = step.matrix
    etree.SubElement(element, "processingStepSettings").text = _json(settings)
    engine = step.parameters.get("second") or step.parameters.get("engine")
    if reads and engine:
        _add_software(element, str(engine), str(step.parameters.get("version", "")))
    else:
        _add_software(element, "declass", _version(record, "declass"))


def _add_software(element: _Element, name: str, version: str) -> None:
    from lxml import etree

    software = etree.SubElement(element, "processingSoftware")
    etree.SubElement(software, "softwareName").text = printed(name)
    etree.SubElement(software, "softwareVersion").text = printed(version)


def _add_tools(description: _Element, record: Record) -> None:
    """What took part, with versions and checksums of models, and the digest of all settings."""
    from lxml import etree

    element = etree.SubElement(description, "Processing", {"ID": _TOOLS})
    etree.SubElement(element, "processingCategory").text = "other"
    for tool in record.provenance.tools:
        told = " ".join(part for part in (tool.name, tool.version, tool.sha256) if part)
        etree.SubElement(element, "processingStepDescription").text = printed(told)
    settings = _json({"config_digest": record.provenance.config_digest})
    etree.SubElement(element, "processingStepSettings").text = settings
    _add_software(element, "declass", _version(record, "declass"))


def _version(record: Record, program: str) -> str:
    return next((tool.version for tool in record.provenance.tools if tool.name == program), "")


def _json(value: dict[str, object]) -> str:
    return printed(json.dumps(value, ensure_ascii=False))
