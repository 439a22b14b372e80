"""What of a page may go into a copy: what is drawn, and nothing that acts, refers elsewhere or is merely stowed away.

Only what is named here is taken over. Scripts, launch actions, links, embedded files, forms and their XFA, thumbnails,
private data of programs and streams kept in other files are left behind because nobody asks for them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from processors.outputs.pdf.foreign import dictionaries, dictionary, items
from processors.outputs.pdf.tidy import tidied

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
        "/OC",
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
# What of a layer's use tells when it is shown; the rest is about who made it, and for whom.
_USAGE = ("/Print", "/View", "/Export", "/Zoom")
_STATES = ("/Type", "/ViewState", "/PrintState", "/ExportState", "/min", "/max")
_GROUP = ("/Type", "/S", "/CS", "/I", "/K")
_EVENT = ("/Event", "/OCGs", "/Category")
# What layers are called in the copy, with a number if the document lists them.
_UNLISTED, _NAMED = "Layer", re.compile(r"Layer( \d+)?")
# Keys of a stream that fetch its bytes from another file (ISO 32000-1, table 5).
_EXTERNAL = ("/F", "/FFilter", "/FDecodeParms")
_DEPTH = 24


class Sanitizer:
    """Cleans what pages draw, in memory, each shared object once.

    Attributes:
        rewrote: whether the content of any stream had to be written anew.
    """

    def __init__(self) -> None:
        self.rewrote = False
        self._done: set[tuple[int, int]] = set()
        self._fresh: set[tuple[int, int]] = set()

    def page(self, pdf: pikepdf.Pdf, found: pikepdf.Page) -> None:
        """Cleans a page's own content, its group and all that it draws with.

        Raises:
            TangledError: content cannot be parsed.
        """
        with self._all_or_nothing():
            self.resources(found.obj.get("/Resources"))
            _keep(found.obj.get("/Group"), _GROUP)
            made = tidied(found) if "/Contents" in found.obj else None
            if made is not None:
                self.rewrote = True
                found.obj["/Contents"] = pdf.make_stream(made)

    @contextmanager
    def _all_or_nothing(self) -> Iterator[None]:
        """What was begun and not ended is not done, and is begun again for the next page that shares it."""
        self._fresh = set()
        try:
            yield
        except Exception:
            self._done -= self._fresh
            raise

    def resources(self, found: pikepdf.Object | None, depth: int = 0) -> None:
        """Takes from a resource dictionary, and from all that it names, what is not drawn with."""
        import pikepdf

        if not isinstance(found, pikepdf.Dictionary) or depth > _DEPTH or self._seen(found):
            return
        _keep(found, _RESOURCES)
        for item in dictionaries(found.get("/XObject")):
            self._xobject(item, depth)
        for item in dictionaries(found.get("/Pattern")):
            self._part(item, _PATTERN, depth)
        _only_dictionaries(found.get("/Properties"))
        for item in dictionaries(found.get("/Properties")):
            _layer(item, _UNLISTED)
        for item in dictionaries(found.get("/ExtGState")):
            self._xobject(dictionary(item.get("/SMask")).get("/G"), depth)
        for item in dictionaries(found.get("/Font")):
            for shape in dictionaries(item.get("/CharProcs")):
                self._content(shape)
            self.resources(item.get("/Resources"), depth + 1)

    def form(self, found: pikepdf.Object) -> None:
        """The same for a form alone, such as the appearance of an annotation."""
        self._xobject(found, 0)

    def _xobject(self, found: pikepdf.Object | None, depth: int) -> None:
        import pikepdf

        if not isinstance(found, pikepdf.Stream):
            return
        _layer(found.get("/OC"), _UNLISTED)
        if found.get("/Subtype") == pikepdf.Name.Image:
            self._part(found, _PICTURE, depth)
            for mask in (found.get("/SMask"), found.get("/Mask")):
                if isinstance(mask, pikepdf.Stream):
                    self._part(mask, _PICTURE, depth)
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
        _keep(found.get("/Group"), _GROUP)
        if keys is not _PICTURE:
            self._content(found)
        self.resources(found.get("/Resources"), depth + 1)

    def _content(self, found: pikepdf.Object) -> None:
        import pikepdf

        made = tidied(found) if isinstance(found, pikepdf.Stream) else None
        if made is not None:
            self.rewrote = True
            found.write(made)

    def _seen(self, found: pikepdf.Object) -> bool:
        if not found.is_indirect:
            return False
        seen = found.objgen in self._done
        self._done.add(found.objgen)
        if not seen:
            self._fresh.add(found.objgen)
        return seen


def _keep(found: object, keys: tuple[str, ...]) -> None:
    import pikepdf

    if isinstance(found, pikepdf.Dictionary | pikepdf.Stream):
        # The length of a stream is the library's to set, and is not to be deleted.
        for key in set(found.keys()) - {*keys, "/Length"}:
            del found[key]


def _only_dictionaries(found: object) -> None:
    """Takes from a dictionary what is none itself: streams may hold anything."""
    import pikepdf

    named = dictionary(found)
    for key in list(named.keys()):
        if not isinstance(named[key], pikepdf.Dictionary):
            del named[key]


def _layer(found: object, name: str) -> None:
    """Takes from a layer, or a group of layers, what does not tell when it is shown; `name` if it was not named yet."""
    import pikepdf

    if not isinstance(found, pikepdf.Dictionary):
        return
    _keep(found, _LAYER)
    given = found.get("/Name")
    if given is not None and not (isinstance(given, pikepdf.String) and _NAMED.fullmatch(str(given))):
        found["/Name"] = pikepdf.String(name)
    use = dictionary(found.get("/Usage"))
    _keep(use, _USAGE)
    _only_dictionaries(use)
    for state in dictionaries(use):
        _keep(state, _STATES)


def name_layers(source: pikepdf.Pdf) -> None:
    """Names the layers by their numbers, in memory: what they are called may say anything."""
    found = dictionary(source.Root.get("/OCProperties"))
    for number, group in enumerate(items(found.get("/OCGs")), 1):
        _layer(group, f"{_UNLISTED} {number}")


def copy_layers(source: pikepdf.Pdf, target: pikepdf.Pdf) -> None:
    """Gives the copy the source's layers (optional content), shown and hidden as there; else hidden ones would show."""
    import pikepdf

    found = dictionary(source.Root.get("/OCProperties"))
    layers = _layers(found.get("/OCGs"))
    if not layers:
        return
    given = dictionary(found.get("/D"))
    default = pikepdf.Dictionary(Name=pikepdf.String("Default"))
    for key in ("/ON", "/OFF"):
        default[key] = pikepdf.Array(_layers(given.get(key)))
    if isinstance(given.get("/BaseState"), pikepdf.Name):
        default["/BaseState"] = given["/BaseState"]
    events = [event for event in items(given.get("/AS")) if isinstance(event, pikepdf.Dictionary)]
    for event in events:
        _keep(event, _EVENT)
        event["/OCGs"] = pikepdf.Array(_layers(event.get("/OCGs")))
    if events:
        default["/AS"] = pikepdf.Array(events)
    kept = pikepdf.Dictionary(OCGs=pikepdf.Array(layers), D=default)
    target.Root["/OCProperties"] = target.copy_foreign(source.make_indirect(kept))


def _layers(given: object) -> list[pikepdf.Object]:
    import pikepdf

    found: list[pikepdf.Object] = [item for item in items(given) if isinstance(item, pikepdf.Dictionary)]
    for item in found:
        _layer(item, _UNLISTED)
    return found
