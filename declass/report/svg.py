"""Matplotlib's SVG made fit to stand in a page: no ids, no style sheet; colours and type are the page's."""

from __future__ import annotations

import re
from collections.abc import Mapping

_NAMESPACE = "http://www.w3.org/2000/svg"
_DROPPED = frozenset({f"{{{_NAMESPACE}}}metadata", f"{{{_NAMESPACE}}}defs"})
_FAMILY = re.compile(r"font-family:[^;]*;?\s*")
_COLOUR = re.compile(r"#[0-9a-f]{6}")


def inlined(svg: bytes, label: str, colours: Mapping[str, str]) -> str:
    """The drawing as an element for a page.

    Args:
        svg: as matplotlib writes it, with nothing clipped and without tick marks, so that nothing refers to an id.
        label: what a screen reader says of it.
        colours: colour as drawn (`#rrggbb`) -> value in the page, such as `var(--ink)`.
    """
    # Our own drawing, so nothing in it is hostile; the standard library is quick to load.
    from xml.etree import ElementTree as ET

    ET.register_namespace("", _NAMESPACE)
    root = ET.fromstring(svg)  # noqa: S314
    for parent in list(root.iter()):
        for child in [c for c in parent if c.tag in _DROPPED]:
            parent.remove(child)
    for element in root.iter():
        element.attrib.pop("id", None)
        style = element.get("style")
        if style is not None:
            plain = _FAMILY.sub("", style).strip()
            element.set("style", _COLOUR.sub(lambda m: colours.get(m.group(), m.group()), plain))
        if "d" in element.attrib:
            element.set("d", " ".join(element.attrib["d"].split()))
        element.text = element.text if element.text and element.text.strip() else None
        element.tail = None
    for name in ("width", "height", "version"):
        root.attrib.pop(name, None)
    root.set("role", "img")
    root.set("aria-label", label)
    root.set("stroke-linejoin", "round")
    return ET.tostring(root, encoding="unicode", short_empty_elements=False)
