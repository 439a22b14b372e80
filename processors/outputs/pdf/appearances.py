"""The source's own annotations become part of the page: what they show stays, what they do goes.

Boxes, codes and stamps are often laid over a page as annotations, and filled forms are annotations too. Left out, a
black box would take what it covers into view; left in, they could be taken off with a click.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from processors.geometry import Affine, Box
from processors.outputs.pdf.content import free_name
from processors.outputs.pdf.sanitize import Sanitizer

if TYPE_CHECKING:
    import pikepdf

# Annotation flags: 2 hidden, 6 not to be viewed (ISO 32000-1, 12.5.3).
_UNSEEN = 1 << 1 | 1 << 5
# Viewers draw these themselves where they have no appearance.
_DRAWN_BY_VIEWERS = frozenset(
    f"/{kind}"
    for kind in (
        *(
            "Square",
            "Circle",
            "Line",
            "Polygon",
            "PolyLine",
            "Highlight",
            "Underline",
            "Squiggly",
            "StrikeOut",
        ),
        *("Ink", "FreeText", "Stamp", "Caret", "Redact"),
    )
)
_NEVER = frozenset({"/Popup", "/Link"})


def shown_notes(page: pikepdf.Page) -> list[pikepdf.Object]:
    """The annotations of a page that a viewer may show."""
    import pikepdf

    found = page.obj.get("/Annots")
    if not isinstance(found, pikepdf.Array):
        return []
    return [
        item
        for item in found
        if isinstance(item, pikepdf.Dictionary)
        and str(item.get("/Subtype", "")) not in _NEVER
        and not int(item.get("/F", 0)) & _UNSEEN
    ]


def needs_a_viewer(found: list[pikepdf.Object]) -> bool:
    """Whether one of the annotations is drawn by viewers as they see fit."""
    return any(
        _appearance(item) is None and str(item.get("/Subtype", "")) in _DRAWN_BY_VIEWERS for item in found
    )


def asked_boxes(page: pikepdf.Page) -> list[Box]:
    """What the page's redaction annotations, which were never applied, ask to be taken away; in its own space."""
    boxes: list[Box] = []
    for item in page.obj.get("/Annots", []):
        if str(item.get("/Subtype", "")) != "/Redact":
            continue
        corners = [float(v) for v in item.get("/QuadPoints", [])]
        if len(corners) < 8:
            x0, y0, x1, y1 = (float(v) for v in item["/Rect"])
            corners = [x0, y0, x0, y0, x1, y1, x1, y1]
        for k in range(0, len(corners) - 7, 8):
            xs, ys = corners[k : k + 8 : 2], corners[k + 1 : k + 8 : 2]
            boxes.append(Box(min(xs), min(ys), max(xs), max(ys)))
    return boxes


def flatten(page: pikepdf.Page, found: list[pikepdf.Object], unclosed: int) -> None:
    """Draws the appearances of annotations at the end of the page's own content.

    Args:
        page: a page of the open source, changed in memory only.
        found: its annotations.
        unclosed: graphics states that its content leaves open.
    """
    import pikepdf

    drawn = b""
    resources = pikepdf.Dictionary(dict(page.obj.get("/Resources", pikepdf.Dictionary()).items()))
    named = pikepdf.Dictionary(dict(resources.get("/XObject", pikepdf.Dictionary()).items()))
    clean = Sanitizer()
    for item in found:
        form = _appearance(item)
        if form is None:
            continue
        clean.form(form)
        form.Subtype = pikepdf.Name.Form
        name = free_name(named)
        named[name] = form
        a = _placed(form, [float(v) for v in item["/Rect"]])
        drawn += b"q %.5f %.5f %.5f %.5f %.3f %.3f cm %s Do Q\n" % (
            a.a,
            a.d,
            a.b,
            a.e,
            a.c,
            a.f,
            name.encode(),
        )
    if not drawn:
        return
    resources["/XObject"] = named
    page.obj["/Resources"] = resources
    page.contents_add(b"q " * (1 + max(0, -unclosed)), prepend=True)
    page.contents_add(b" Q" * (1 + max(0, unclosed)) + b"\n" + drawn)


def _appearance(item: pikepdf.Object) -> pikepdf.Object | None:
    """The form that shows the annotation now, None if it has none."""
    import pikepdf

    normal = item.get("/AP", pikepdf.Dictionary()).get("/N")
    if isinstance(normal, pikepdf.Stream):
        return normal
    if isinstance(normal, pikepdf.Dictionary):
        state = normal.get(str(item.get("/AS", "/Off")))
        return state if isinstance(state, pikepdf.Stream) else None
    return None


def _placed(form: pikepdf.Object, rect: list[float]) -> Affine:
    """The map that puts a form's box, as its matrix turns it, onto the annotation's rectangle (12.5.5)."""
    box = Box(*(float(v) for v in form.get("/BBox", [0, 0, 1, 1])))
    a, b, c, d, e, f = (float(v) for v in form.get("/Matrix", [1, 0, 0, 1, 0, 0]))
    turned = Affine(a, c, e, b, d, f).box(box)
    x0, x1 = sorted((rect[0], rect[2]))
    y0, y1 = sorted((rect[1], rect[3]))
    sx = (x1 - x0) / turned.width if turned.width > 0 else 1.0
    sy = (y1 - y0) / turned.height if turned.height > 0 else 1.0
    return Affine(sx, 0.0, x0 - turned.x0 * sx, 0.0, sy, y0 - turned.y0 * sy)
