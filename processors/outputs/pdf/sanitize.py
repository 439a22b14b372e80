"""What of a page may go into a copy: what is drawn, and nothing that acts, refers elsewhere or is merely stowed away.

Only what is named here is taken over. Scripts, launch actions, links, embedded files, forms and their XFA, thumbnails,
private data of programs and streams kept in other files are left behind because nobody asks for them.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pikepdf

_RESOURCES = ("/ExtGState", "/ColorSpace", "/Pattern", "/Shading", "/XObject", "/Font", "/Properties")
_PICTURE = (
    *(
        "/Type",
        "/Subtype",
        "/Width",
        "/Height",
        "/ColorSpace",
        "/BitsPerComponent",
        "/Intent",
        "/ImageMask",
        "/Mask",
    ),
    *("/Decode", "/Interpolate", "/SMask", "/SMaskInData", "/Matte", "/Length", "/Filter", "/DecodeParms"),
)
_FORM = (
    *("/Type", "/Subtype", "/FormType", "/BBox", "/Matrix", "/Resources", "/Group", "/OC"),
    *("/Length", "/Filter", "/DecodeParms"),
)
_PATTERN = (
    *(
        "/Type",
        "/PatternType",
        "/PaintType",
        "/TilingType",
        "/BBox",
        "/XStep",
        "/YStep",
        "/Resources",
        "/Matrix",
    ),
    *("/Shading", "/ExtGState", "/Length", "/Filter", "/DecodeParms"),
)
_LAYER = ("/Type", "/Name", "/OCGs", "/P", "/VE", "/Usage", "/Intent")
# Keys of a stream that fetch its bytes from another file (ISO 32000-1, table 5).
_EXTERNAL = ("/F", "/FFilter", "/FDecodeParms")
_DEPTH = 24


class Sanitizer:
    """Cleans what pages draw, in memory, each shared object once."""

    def __init__(self) -> None:
        self._done: set[tuple[int, int]] = set()

    def resources(self, found: pikepdf.Object, depth: int = 0) -> None:
        """Takes from a resource dictionary, and from all that it names, what is not drawn with."""
        import pikepdf

        if not isinstance(found, pikepdf.Dictionary) or depth > _DEPTH or self._seen(found):
            return
        _keep(found, _RESOURCES)
        for item in _values(found, "/XObject"):
            self._xobject(item, depth)
        for item in _values(found, "/Pattern"):
            self._part(item, _PATTERN, depth)
        for item in _values(found, "/Properties"):
            if isinstance(item, pikepdf.Dictionary):
                _keep(item, _LAYER)
        for item in _values(found, "/ExtGState"):
            mask = item.get("/SMask") if isinstance(item, pikepdf.Dictionary) else None
            if isinstance(mask, pikepdf.Dictionary) and "/G" in mask:
                self._xobject(mask["/G"], depth)
        for item in _values(found, "/Font"):
            if isinstance(item, pikepdf.Dictionary) and "/Resources" in item:
                self.resources(item["/Resources"], depth + 1)

    def form(self, found: pikepdf.Object) -> None:
        """The same for a form alone, such as the appearance of an annotation."""
        self._xobject(found, 0)

    def _xobject(self, found: pikepdf.Object, depth: int) -> None:
        import pikepdf

        if not isinstance(found, pikepdf.Stream):
            return
        if found.get("/Subtype") == pikepdf.Name.Image:
            self._part(found, _PICTURE, depth)
            if isinstance(found.get("/SMask"), pikepdf.Stream):
                self._part(found["/SMask"], _PICTURE, depth)
        elif found.get("/Subtype") == pikepdf.Name.Form:
            self._part(found, _FORM, depth)
        else:
            # PostScript, and what nobody knows: an empty form draws nothing.
            _keep(found, ("/Length",))
            found.write(b"")
            found.Subtype, found.BBox = pikepdf.Name.Form, pikepdf.Array([0, 0, 1, 1])

    def _part(self, found: pikepdf.Object, keys: tuple[str, ...], depth: int) -> None:
        import pikepdf

        if self._seen(found):
            return
        if isinstance(found, pikepdf.Stream) and any(key in found for key in _EXTERNAL):
            found.write(b"")
        _keep(found, keys)
        if "/Resources" in found:
            self.resources(found["/Resources"], depth + 1)

    def _seen(self, found: pikepdf.Object) -> bool:
        if not found.is_indirect:
            return False
        seen = found.objgen in self._done
        self._done.add(found.objgen)
        return seen


def _keep(found: pikepdf.Object, keys: tuple[str, ...]) -> None:
    for key in set(found.keys()) - set(keys):
        del found[key]


def _values(resources: pikepdf.Object, kind: str) -> Iterator[pikepdf.Object]:
    import pikepdf

    named = resources.get(kind)
    if isinstance(named, pikepdf.Dictionary):
        yield from (value for value in named.values() if isinstance(value, pikepdf.Object))


def copy_layers(source: pikepdf.Pdf, target: pikepdf.Pdf) -> None:
    """Gives the copy the source's layers (optional content), shown and hidden as there; else hidden ones would show."""
    import pikepdf

    found = source.Root.get("/OCProperties")
    if not isinstance(found, pikepdf.Dictionary):
        return
    default = pikepdf.Dictionary(Name=pikepdf.String("Default"))
    given = found.get("/D")
    if isinstance(given, pikepdf.Dictionary):
        for key in ("/BaseState", "/ON", "/OFF", "/AS"):
            if key in given:
                default[key] = given[key]
    groups = found.get("/OCGs", pikepdf.Array())
    for group in groups:
        if isinstance(group, pikepdf.Dictionary):
            _keep(group, _LAYER)
    kept = pikepdf.Dictionary(OCGs=groups, D=default)
    target.Root["/OCProperties"] = target.copy_foreign(source.make_indirect(kept))
