"""`alto/0001.xml`: each page as ALTO 4.3, for library systems, viewers and OCR tools.

The unit is `pixel`, of the raster that was read: the editorial board of ALTO advises it, and readers such as kraken
take nothing else. Places are written to a thousandth of a pixel, so that the record's hundredths of a point come back
exactly, and WIDTH and HEIGHT of the page let them be scaled to any other picture of it. `inch1200` would not be exact
either (0.01 points are a sixth of it), and few programs look at the unit.

Redactions are composed blocks of TYPE `redaction` without content, strikes are graphical elements, both with tags. The
reading order names them among the lines, or among the words of a line, where they stand.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from processors.config.text import TextConfig
from processors.geometry import Box, bounding
from processors.outputs.alto_parts import NAMESPACE, Names, Tags, add_description, attributes
from processors.outputs.files import write_atomic
from processors.outputs.hyphens import Halves, divided_words
from processors.outputs.page_rows import (
    Block,
    Row,
    blocks,
    is_marked,
    page_rows,
    printed,
    scale_of,
    turned_by,
    word_text,
)
from processors.records import LineKind, Page, Record, Redaction, Strike, Word

if TYPE_CHECKING:
    from lxml.etree import _Element

ALTO_FOLDER = "alto"
_XSI = "http://www.w3.org/2001/XMLSchema-instance"
_LOCATION = f"{NAMESPACE} http://www.loc.gov/standards/alto/v4/alto-4-3.xsd"
# Running lines are no part of the printed space, says the schema; it wants the margins first.
_SPACES = ((LineKind.HEADER, "TopMargin"), (LineKind.FOOTER, "BottomMargin"), (None, "PrintSpace"))
_PERSON = "as a person says"
"""Instead of a confidence, where a person decided."""


def write_alto(folder: Path, record: Record, source: Path) -> None:  # noqa: ARG001
    """Writes `alto/0001.xml` and so on, named after the page's number; the source file is not looked at.

    Raises:
        AccessError: the folder cannot be written to.
    """
    halves = divided_words(record, TextConfig())
    for page in record.pages:
        write_atomic(folder / ALTO_FOLDER / alto_name(page), alto_page(record, page, halves))


def alto_name(page: Page) -> str:
    """The file of a page."""
    return f"{page.number:04d}.xml"


def alto_page(record: Record, page: Page, halves: Halves) -> bytes:
    """A page as an ALTO file.

    Args:
        record: of the document, for the description.
        page: one of its pages.
        halves: the words of the document that are divided at line ends.
    """
    from lxml import etree

    root = etree.Element(
        f"{{{NAMESPACE}}}alto",
        {f"{{{_XSI}}}schemaLocation": _LOCATION, "SCHEMAVERSION": "4.3"},
        nsmap={None: NAMESPACE, "xsi": _XSI},
    )
    steps = add_description(root, record, page)
    writer = _PageWriter(page, halves)
    layout = etree.Element("Layout")
    writer.add_page(layout, steps)
    if len(writer.tags.element):
        root.append(writer.tags.element)
    if len(writer.order):
        reading = etree.SubElement(root, "ReadingOrder")
        reading.append(writer.order)
    root.append(layout)
    # Elements were made without a namespace, which is the quicker way; ours is the default one.
    for element in root.iter("{}*"):
        element.tag = f"{{{NAMESPACE}}}{element.tag}"
    data: bytes = etree.tostring(root, xml_declaration=True, encoding="UTF-8", pretty_print=True)
    return data


class _PageWriter:
    """Writes the layout of one page and gathers its tags and reading order."""

    def __init__(self, page: Page, halves: Halves) -> None:
        from lxml import etree

        self._page = page
        self._halves = halves
        self._names = Names()
        self._scale = scale_of(page)
        self._turned = turned_by(page)
        self.tags = Tags()
        self.order = etree.Element("OrderedGroup", {"ID": "reading"})

    def add_page(self, layout: _Element, steps: Sequence[str]) -> None:
        """Adds the page with its margins and printed space."""
        from lxml import etree

        page = self._page
        told = {"ID": "page", "PAGECLASS": str(page.status), "PHYSICAL_IMG_NR": str(page.number)}
        if steps:
            told["PROCESSINGREFS"] = " ".join(steps)
        whole = attributes(Box(0.0, 0.0, page.width, page.height), self._scale)
        told |= {"HEIGHT": whole["HEIGHT"], "WIDTH": whole["WIDTH"]}
        told |= {"QUALITY_DETAIL": printed(page.quality.grade), "PC": f"{page.quality.mean_confidence:.3f}"}
        element = etree.SubElement(layout, "Page", told)
        groups = blocks(page_rows(page, TextConfig()))
        spaces = {name: self._space(kind, groups) for kind, name in _SPACES}
        # Reading order is that of the groups; the spaces of the schema have another.
        for block in groups:
            self._block(spaces[_space_of(block)], block)
        for strike in page.strikes:
            self._strike(spaces["PrintSpace"], strike)
        for name, space in spaces.items():
            if len(space) or name == "PrintSpace":
                space.tag = name
                element.append(space)

    def _space(self, kind: LineKind | None, groups: Sequence[Block]) -> _Element:
        from lxml import etree

        boxes = [block.bbox for block in groups if (block.kind if kind else None) is kind and kind]
        page = Box(0.0, 0.0, self._page.width, self._page.height)
        return etree.Element("space", attributes(bounding(boxes) if boxes else page, self._scale))

    def _block(self, space: _Element, block: Block) -> None:
        from lxml import etree

        if block.rows[0].index is None:
            for row in block.rows:
                self._redactions(space, row.redactions)
                self._refer(self.order, [self._names.of(r) for r in row.redactions])
            return
        told = {"ID": self._names.new("block"), **attributes(block.bbox, self._scale)}
        if self._turned:
            told["ROTATION"] = f"{self._turned:g}"
        if block.kind is not LineKind.BODY:
            told["TAGREFS"] = self.tags.refer("StructureTag", "line", str(block.kind))
        element = etree.SubElement(space, "TextBlock", told)
        for row in block.rows:
            self._redactions(space, row.redactions)
            if row.words:
                self._line(element, row)
            else:
                self._refer(self.order, [self._names.of(r) for r in row.redactions])
        if not len(element):
            space.remove(element)

    def _line(self, block: _Element, row: Row) -> None:
        from lxml import etree

        name = self._names.new("line")
        element = etree.SubElement(block, "TextLine", {"ID": name, **attributes(row.bbox, self._scale)})
        parts: list[list[str]] = [[]]
        previous: Word | None = None
        for item in row.items:
            if isinstance(item, Redaction):
                parts += [[self._names.of(item)], []]
                continue
            if previous is not None:
                _add_space(element, previous.bbox, item.bbox, self._scale)
            parts[-1].append(self._string(element, item))
            previous = item
        if previous is not None and (half := self._halves.get(id(previous))) and half.hyphen:
            etree.SubElement(element, "HYP", {"CONTENT": printed(half.hyphen)})
        if len(parts) == 1:
            self._refer(self.order, [name])
            return
        group = etree.SubElement(self.order, "OrderedGroup", {"ID": self._names.new("order")})
        for part in parts:
            self._refer(group, part)

    def _string(self, line: _Element, word: Word) -> str:
        from lxml import etree

        name = self._names.new("word")
        told = {"ID": name, **attributes(word.bbox, self._scale), "CONTENT": word_text(word)}
        if half := self._halves.get(id(word)):
            told["CONTENT"] = printed(word.text[: len(word.text) - len(half.hyphen)])
            told |= {
                "SUBS_TYPE": "HypPart1" if half.hyphen else "HypPart2",
                "SUBS_CONTENT": printed(half.whole),
            }
        told["WC"] = f"{min(1.0, max(0.0, word.confidence)):.3f}"
        if word.struck:
            told["STYLE"] = "strikethrough"
        refs = [
            self._strike_tag(s) for s in self._page.strikes if word.struck and is_marked(word.bbox, s.bbox)
        ]
        refs += [
            self.tags.refer("OtherTag", "marking", str(m.kind))
            for m in self._page.markings
            if is_marked(word.bbox, m.bbox)
        ]
        if refs:
            told["TAGREFS"] = " ".join(dict.fromkeys(refs))
        etree.SubElement(line, "String", told)
        return name

    def _redactions(self, space: _Element, redactions: Iterable[Redaction]) -> None:
        from lxml import etree

        for redaction in redactions:
            refs = [self.tags.refer("LayoutTag", "redaction", str(redaction.kind), _told(redaction))]
            refs += [
                self.tags.refer("OtherTag", "exemption", printed(c.code), printed(c.scheme))
                for c in redaction.codes
            ]
            told = {"ID": self._names.of(redaction), "TAGREFS": " ".join(dict.fromkeys(refs))}
            told |= {**attributes(redaction.bbox, self._scale), "TYPE": "redaction"}
            etree.SubElement(space, "ComposedBlock", told)

    def _strike(self, space: _Element, strike: Strike) -> None:
        from lxml import etree

        told = {"ID": self._names.of(strike), "TAGREFS": self._strike_tag(strike)}
        etree.SubElement(space, "GraphicalElement", told | attributes(strike.bbox, self._scale))

    def _strike_tag(self, strike: Strike) -> str:
        told = str(strike.what) if strike.decided is None else f"{strike.what}; {_PERSON}"
        return self.tags.refer("LayoutTag", "strike", str(strike.style), told)

    def _refer(self, group: _Element, names: Sequence[str]) -> None:
        from lxml import etree

        if names:
            etree.SubElement(group, "ElementRef", {"ID": self._names.new("order"), "REF": " ".join(names)})


def _space_of(block: Block) -> str:
    names = {kind: name for kind, name in _SPACES if kind is not None}
    return names.get(block.kind, "PrintSpace")


def _add_space(line: _Element, left: Box, right: Box, scale: float) -> None:
    """White space between two words that stand side by side; words that overlap have one without a width."""
    from lxml import etree

    gap = Box(left.x1, min(left.y0, right.y0), max(left.x1, right.x0), max(left.y1, right.y1))
    told = attributes(gap, scale)
    etree.SubElement(line, "SP", {k: told[k] for k in ("WIDTH", "HPOS", "VPOS")})


def _told(redaction: Redaction) -> str:
    hidden = redaction.hidden_characters
    much = f"; {hidden.low} to {hidden.high} characters" if hidden else ""
    sure = f"confidence {redaction.confidence:.3f}" if redaction.decided is None else _PERSON
    return f"{redaction.status}; {sure}{much}"
