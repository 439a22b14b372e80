"""What of a copy speaks against calling it PDF/A-2u: only what was looked at is claimed.

Pages of the kind that releases are made of, pictures with our own text, can be judged from their objects. What fonts,
patterns and colours of a born-digital page hold cannot be judged without a validator, so nothing is claimed for those.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from processors.outputs.pdf.foreign import dictionaries, dictionary, items, name

if TYPE_CHECKING:
    import pikepdf

_FILTERS = frozenset(
    {"/FlateDecode", "/DCTDecode", "/CCITTFaxDecode", "/JBIG2Decode", "/ASCIIHexDecode", "/ASCII85Decode"}
    | {"/RunLengthDecode"}
)
_OTHER_FILTERS = frozenset({"/JPXDecode", "/LZWDecode", "/Crypt"})
_SPACES = frozenset({"/DeviceGray", "/DeviceRGB", "/CalGray", "/CalRGB"})
_STATE_KEYS = frozenset(
    {"/Type", "/LW", "/LC", "/LJ", "/ML", "/D", "/RI", "/FL", "/SA", "/CA", "/ca", "/AIS", "/BM"}
)
_DEPTH = 8


def doubts(sheet: pikepdf.Page) -> set[str]:
    """Why a page may not keep to PDF/A-2u, in plain words; empty if nothing speaks against it."""
    found: set[str] = set()
    _resources(dictionary(sheet.obj.get("/Resources")), found, 0)
    for stream in _streams(sheet.obj.get("/Contents")):
        _filters(stream, found)
    return found


def _streams(contents: pikepdf.Object | None) -> list[pikepdf.Object]:
    import pikepdf

    return [item for item in (contents, *items(contents)) if isinstance(item, pikepdf.Stream)]


def _resources(resources: pikepdf.Object, found: set[str], level: int) -> None:
    import pikepdf

    if level > _DEPTH:
        found.add("forms nested deep")
        return
    if any(resources.get(kind) for kind in ("/Pattern", "/Shading", "/ColorSpace", "/Properties")):
        found.add("patterns, colour spaces or layers")
    for state in dictionaries(resources.get("/ExtGState")):
        if set(state.keys()) - _STATE_KEYS:
            found.add("graphics states")
    for item in dictionaries(resources.get("/XObject")):
        _filters(item, found)
        if "/OC" in item:
            found.add("patterns, colour spaces or layers")
        if item.get("/Subtype") == pikepdf.Name.Image:
            _picture(item, found)
        else:
            _resources(dictionary(item.get("/Resources")), found, level + 1)


def _picture(item: pikepdf.Object, found: set[str]) -> None:
    import pikepdf

    if item.get("/Interpolate"):
        found.add("smoothed pictures")
    space = item.get("/ColorSpace")
    if isinstance(space, pikepdf.Array) and len(space) > 1 and space[0] == pikepdf.Name.Indexed:
        space = space[1]
    if isinstance(space, pikepdf.Array) and len(space) > 0:
        space = space[0]
    if space is not None and name(space) not in _SPACES:
        found.add("colours other than grey and RGB")
    mask = item.get("/SMask")
    if isinstance(mask, pikepdf.Stream):
        _filters(mask, found)


def _filters(item: pikepdf.Object, found: set[str]) -> None:
    import pikepdf

    given = item.get("/Filter")
    if given is None:
        return
    for used in [name(v) for v in items(given)] if isinstance(given, pikepdf.Array) else [name(given)]:
        if used not in _FILTERS:
            # What a stranger's name says is not for the description.
            found.add(
                f"the filter {used[1:]}" if used in _OTHER_FILTERS else "a filter that PDF does not know"
            )
