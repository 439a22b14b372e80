"""`hocr.html`: all pages as hOCR 1.2, which OCR tools exchange and browsers show.

Places are whole pixels of the raster that was read, as the format demands; `scan_res` tells its resolution. A struck
word is a deletion (`del`) inside its word. A redaction is a span of class `declass_redaction` where it stands in the
text, with its codes; programs that know nothing of it find the words around it undisturbed. The file is XML without
empty elements, so that a browser and an XML parser see the same.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from processors.config.text import TextConfig
from processors.geometry import Box
from processors.outputs.files import write_atomic
from processors.outputs.findings import said_by
from processors.outputs.page_rows import (
    Block,
    Row,
    blocks,
    page_rows,
    printed,
    scale_of,
    turned_by,
    word_text,
)
from processors.records import LineKind, Page, Record, Redaction, Word

if TYPE_CHECKING:
    from lxml.etree import _Element

HOCR_NAME = "hocr.html"
REDACTION_CLASS = "declass_redaction"
_XHTML = "http://www.w3.org/1999/xhtml"
_CAPABILITIES = "ocr_page ocr_carea ocr_par ocr_line ocr_header ocr_footer ocrx_word ocrp_wconf"
_CLASSES = {LineKind.HEADER: "ocr_header", LineKind.FOOTER: "ocr_footer"}
# Text of pages comes in all directions; each word is set apart, so that none turns its neighbours around.
_STYLE = (
    ".ocr_page{margin:1em auto;max-width:50em;border-bottom:1px solid}.ocr_line,.ocr_header,.ocr_footer{display:block}"
    f".ocrx_word{{unicode-bidi:isolate}}.{REDACTION_CLASS}{{background:#000;color:#fff;padding:0 .3em}}"
)


def write_hocr(folder: Path, record: Record, source: Path) -> None:  # noqa: ARG001
    """Writes `hocr.html`; the source file is not looked at.

    Raises:
        AccessError: the folder cannot be written to.
    """
    write_atomic(folder / HOCR_NAME, hocr(record))


def hocr(record: Record) -> bytes:
    """The record as an hOCR file."""
    from lxml import etree

    root = etree.Element("html", nsmap={None: _XHTML})
    _add_head(root, record)
    body = etree.SubElement(root, "body")
    body.text = "\n"
    for page in record.pages:
        _PageWriter(page, printed(record.source.uri)).add_to(body)
    for element in root.iter("{}*"):
        element.tag = f"{{{_XHTML}}}{element.tag}"
    data: bytes = etree.tostring(root, xml_declaration=True, encoding="UTF-8", doctype="<!DOCTYPE html>")
    return data + b"\n"


def redaction_text(redaction: Redaction) -> str:
    """What stands for a redaction, as in the reading text but without its escapes."""
    return " ".join(["[REDACTED", *dict.fromkeys(printed(code.code) for code in redaction.codes)]) + "]"


def _add_head(root: _Element, record: Record) -> None:
    from lxml import etree

    head = etree.SubElement(root, "head")
    etree.SubElement(head, "meta", {"charset": "utf-8"})
    etree.SubElement(head, "title").text = printed(record.source.uri) or "-"
    version = next((t.version for t in record.provenance.tools if t.name == "declass"), "")
    told = {
        "ocr-system": f"declass {version}".strip(),
        "ocr-capabilities": _CAPABILITIES,
        "ocr-number-of-pages": str(len(record.pages)),
        "dc.identifier": f"urn:sha256:{printed(record.source.sha256)}",
    }
    for name, content in told.items():
        etree.SubElement(head, "meta", {"name": name, "content": content})
    etree.SubElement(head, "style").text = _STYLE


class _PageWriter:
    """Writes one page; numbers in names count over the page."""

    def __init__(self, page: Page, image: str) -> None:
        self._page = page
        self._image = image
        self._scale = scale_of(page)
        self._counts: dict[str, int] = {}

    def add_to(self, body: _Element) -> None:
        """Adds the page."""
        page = self._page
        dpi = max(1, round(page.dpi))
        # A quote or line feed in a file's name would end the property.
        image = self._image.replace("\\", "_").replace('"', "_")
        told = f'image "{image}"; {self._bbox(Box(0.0, 0.0, page.width, page.height))}; ppageno {page.number - 1}'
        name = f"page_{page.number}"
        element = _add(body, "div", "ocr_page", name, f"{told}; scan_res {dpi} {dpi}")
        element.text = "\n"
        for block in blocks(page_rows(page, TextConfig())):
            self._block(element, block)

    def _block(self, page: _Element, block: Block) -> None:
        box = self._bbox(block.bbox)
        area = _add(page, "div", "ocr_carea", self._name("block"), box)
        paragraph = _add(area, "p", "ocr_par", self._name("par"), box)
        for row in block.rows:
            self._row(paragraph, row)

    def _row(self, paragraph: _Element, row: Row) -> None:
        if not row.words:
            # A line without words is none to other programs.
            for redaction in row.redactions:
                self._redaction(paragraph, redaction)
            return
        turned = turned_by(self._page)
        angle = f"; textangle {turned:g}" if turned else ""
        kind = _CLASSES.get(row.kind, "ocr_line")
        line = _add(paragraph, "span", kind, self._name("line"), self._bbox(row.bbox) + angle)
        for item in row.items:
            if isinstance(item, Word):
                self._word(line, item)
            else:
                self._redaction(line, item)
        line[-1].tail = None

    def _word(self, line: _Element, word: Word) -> None:
        from lxml import etree

        told = f"{self._bbox(word.bbox)}; x_wconf {_percent(word.confidence)}"
        element = _add(line, "span", "ocrx_word", self._name("word"), told, after=" ")
        text = word_text(word)
        if word.struck:
            etree.SubElement(element, "del").text = text
        else:
            element.text = text

    def _redaction(self, line: _Element, redaction: Redaction) -> None:
        told = f"{self._bbox(redaction.bbox)}; x_wconf {_percent(redaction.confidence)}"
        name = self._name("redaction")
        element = _add(line, "span", REDACTION_CLASS, name, told, after=" ")
        element.set("data-id", printed(redaction.id))
        element.set("data-kind", str(redaction.kind))
        element.set("data-status", str(redaction.status))
        element.set("data-said-by", said_by(redaction.decided))
        element.text = redaction_text(redaction)

    def _bbox(self, box: Box) -> str:
        return "bbox " + " ".join(str(round(v * self._scale)) for v in box)

    def _name(self, kind: str) -> str:
        self._counts[kind] = self._counts.get(kind, 0) + 1
        return f"{kind}_{self._page.number}_{self._counts[kind]}"


def _add(parent: _Element, tag: str, kind: str, name: str, title: str, after: str = "\n") -> _Element:
    from lxml import etree

    element = etree.SubElement(parent, tag, {"class": kind, "id": name, "title": title})
    element.tail = after
    return element


def _percent(confidence: float) -> int:
    return round(100 * min(1.0, max(0.0, confidence)))
