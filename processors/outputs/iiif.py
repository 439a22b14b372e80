"""`manifest.json`: a IIIF Presentation 3 manifest of a result, with its findings on the pages.

IIIF names everything by where it is on the web, so a manifest is made for the address under which the result folder is
served. A canvas is as large as the raster that was read, in its pixels. Findings are annotation pages of their own,
`iiif/0001.json`, which viewers fetch when a page is shown; pictures of the pages, where wanted, lie beside them.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote, urlsplit

from processors.errors import InputError, UsageError
from processors.outputs.alto import ALTO_FOLDER, alto_name
from processors.outputs.annotations import Json, annotation, pixels, size_in_pixels
from processors.outputs.files import write_atomic
from processors.outputs.findings import Finding, findings
from processors.outputs.hocr import HOCR_NAME
from processors.outputs.page_rows import printed
from processors.outputs.plain import PLAIN_NAME
from processors.outputs.record import RECORD_NAME, TEXT_NAME
from processors.records import Page, Record

MANIFEST_NAME = "manifest.json"
IIIF_FOLDER = "iiif"
_PRESENTATION = "http://iiif.io/api/presentation/3/context.json"
# Name, type and media type of the files that are told of where they lie in the folder.
_RENDERINGS = (
    (TEXT_NAME, "Text", "text/markdown", "Reading text"),
    (PLAIN_NAME, "Text", "text/plain", "Plain text"),
    (HOCR_NAME, "Text", "text/html", "hOCR"),
)
# A canvas must have a size, and a page that could not be read has none: a letter page at 100 dots per inch.
_UNKNOWN_SIZE = (850, 1100)


@dataclass(frozen=True, slots=True)
class PageImage:
    """A picture of a page: its file in `iiif/`, and its size in pixels."""

    name: str
    media_type: str
    width: int
    height: int


def write_manifest(folder: Path, record: Record, base_url: str, images: Mapping[int, PageImage]) -> None:
    """Writes the findings of each page and, last, `manifest.json`.

    Args:
        folder: the result folder.
        record: what was read.
        base_url: the address of that folder on the web, as from `checked_base`.
        images: pictures of pages that lie in `iiif/`, by page number.

    Raises:
        AccessError: the folder cannot be written to.
        InputError: the record has no pages.
    """
    if not record.pages:
        raise InputError("a manifest needs pages, and none was read", file=str(folder))
    found: dict[int, list[Finding]] = {}
    for finding in findings(record):
        for number in finding.pages:
            found.setdefault(number, []).append(finding)
    for page in record.pages:
        body = findings_page(record, page, found.get(page.number, ()), base_url)
        write_atomic(folder / IIIF_FOLDER / findings_name(page), _dump(body))
    write_atomic(folder / MANIFEST_NAME, _dump(manifest(folder, record, base_url, images)))


def checked_base(url: str) -> str:
    """The address without a slash at its end.

    Raises:
        UsageError: it is no address that others can be made from.
    """
    try:
        parts = urlsplit(url)
        usable = (
            parts.scheme in ("http", "https") and bool(parts.hostname) and not (parts.query or parts.fragment)
        )
    except ValueError:
        usable = False
    if not usable or not url.isprintable() or any(c.isspace() for c in url):
        raise UsageError(
            f"{url!r} is no address to build on",
            hint="Give where the result folder is served, such as https://example.org/releases/report",
        )
    return url.rstrip("/")


def findings_name(page: Page) -> str:
    """The file of a page's findings in `iiif/`."""
    return f"{page.number:04d}.json"


def manifest(folder: Path, record: Record, base: str, images: Mapping[int, PageImage]) -> Json:
    """The manifest; of further formats it tells those that lie in the folder."""
    told: Json = {
        "@context": _PRESENTATION,
        "id": f"{base}/{MANIFEST_NAME}",
        "type": "Manifest",
        "label": {"none": [printed(record.source.uri) or "-"]},
        "metadata": _metadata(record),
        "items": [_canvas(folder, page, base, images.get(page.number)) for page in record.pages],
        "seeAlso": [
            {"id": f"{base}/{RECORD_NAME}", "type": "Dataset", "format": "application/json"},
        ],
    }
    rendering = [
        {"id": f"{base}/{name}", "type": kind, "format": media, "label": {"en": [label]}}
        for name, kind, media, label in _RENDERINGS
        if (folder / name).is_file()
    ]
    return told | {"rendering": rendering} if rendering else told


def findings_page(record: Record, page: Page, found: Sequence[Finding], base: str) -> Json:
    """The findings of one page as annotations on its canvas."""
    name = f"{base}/{IIIF_FOLDER}/{findings_name(page)}"
    items = []
    for finding in found:
        target = _canvas_name(page, base)
        if finding.bbox is not None:
            target += "#xywh=" + ",".join(map(str, pixels(page, finding.bbox)))
        items.append(annotation(f"{name}#{quote(finding.id)}", record, finding, target))
    return {"@context": _PRESENTATION, "id": name, "type": "AnnotationPage", "items": items}


def _canvas_name(page: Page, base: str) -> str:
    return f"{base}/canvas/{page.number}"


def _canvas(folder: Path, page: Page, base: str, image: PageImage | None) -> Json:
    name = _canvas_name(page, base)
    width, height = size_in_pixels(page) if page.width > 0 and page.height > 0 else _UNKNOWN_SIZE
    canvas: Json = {
        "id": name,
        "type": "Canvas",
        "label": {"none": [str(page.number)]},
        "height": height,
        "width": width,
        "items": [] if image is None else [_painting(name, base, image)],
        "annotations": [
            {
                "id": f"{base}/{IIIF_FOLDER}/{findings_name(page)}",
                "type": "AnnotationPage",
                "label": {"en": ["Findings"]},
            }
        ],
    }
    if (folder / ALTO_FOLDER / alto_name(page)).is_file():
        canvas["seeAlso"] = [
            {
                "id": f"{base}/{ALTO_FOLDER}/{alto_name(page)}",
                "type": "Dataset",
                "format": "application/xml",
                "profile": "http://www.loc.gov/standards/alto/v4/alto-4-3.xsd",
                "label": {"en": ["ALTO"]},
            }
        ]
    return canvas


def _painting(canvas: str, base: str, image: PageImage) -> Json:
    body: Json = {
        "id": f"{base}/{IIIF_FOLDER}/{image.name}",
        "type": "Image",
        "format": image.media_type,
        "height": image.height,
        "width": image.width,
    }
    painted = {
        "id": f"{canvas}/painting/1",
        "type": "Annotation",
        "motivation": "painting",
        "body": body,
        "target": canvas,
    }
    return {"id": f"{canvas}/painting", "type": "AnnotationPage", "items": [painted]}


def _metadata(record: Record) -> list[Json]:
    rows = {
        "SHA-256 of the file": record.source.sha256,
        "Classification as marked": record.classification.original,
        "Classification now": record.classification.current,
        "Identifiers": "; ".join(f"{i.system} {i.value}" for i in record.identifiers),
    }
    return [
        {"label": {"en": [label]}, "value": {"none": [printed(value)]}}
        for label, value in rows.items()
        if value
    ]


def _dump(body: Json) -> bytes:
    return (json.dumps(body, indent=1, ensure_ascii=False) + "\n").encode("utf-8", "replace")
