"""Content streams taken apart and put together again: where they show text, and what is said beside it.

A walk goes through a page and the forms that it draws, in the order of drawing. Forms are shared between pages, so a
form that changes is copied for the page at hand; pictures are never touched.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Container, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import count
from typing import TYPE_CHECKING

from processors.errors import InputError

if TYPE_CHECKING:
    import pikepdf

SHOWING = frozenset({"Tj", "TJ", "'", '"'})
INVISIBLE = 3
_TEXT_OPERATORS = SHOWING | {"BT", "ET", "Td", "TD", "Tm", "T*", "Tf", "Tc", "Tw", "Tz", "TL", "Tr", "Ts"}
# As in `limits.form_depth`: hostile nesting ends there, and such a page is not taken apart.
_DEPTH = 8
_SHOW = re.compile(rb"(?<![A-Za-z])T[jJ](?![A-Za-z])|['\"]")


class TangledError(InputError):
    """A page whose content cannot be taken apart safely."""


@dataclass(frozen=True, slots=True)
class Show:
    """One operator that shows text.

    Attributes:
        index: among those of the page, in the order of drawing.
        mode: text rendering mode; 3 is invisible.
        block: number of its text object (`BT` to `ET`): within one, what follows stands where the text before it ends.
        instruction: the operator with its operands.
    """

    index: int
    mode: int
    block: int
    instruction: pikepdf.ContentStreamInstruction


Visit = Callable[[Show], "Sequence[pikepdf.ContentStreamInstruction] | None"]
"""What to put in the place of a `Show`; None leaves it as it is."""


@dataclass(slots=True)
class Walk:
    """A walk through one page.

    Attributes:
        visit: asked about each operator that shows text.
        bare: whether all text operators go, those that show nothing too.
        modes: rendering modes of the shows met, in order.
        blocks: the numbers of their text objects, in the same order.
        unclosed: graphics states that the page's own stream leaves open, negative where it closes too many.
    """

    visit: Visit
    bare: bool = False
    modes: list[int] = field(default_factory=list)
    blocks: list[int] = field(default_factory=list)
    unclosed: int = 0
    _begun: int = 0

    def page(self, pdf: pikepdf.Pdf, page: pikepdf.Page) -> None:
        """Walks through `page` and changes it where `visit` asks for it.

        Raises:
            TangledError: its content cannot be parsed, or forms are nested too deep.
        """
        import pikepdf

        resources = page.obj.get("/Resources", pikepdf.Dictionary())
        made, forms, self.unclosed = self._stream(pdf, page, resources, 0, 0)
        if made is not None:
            page.obj["/Contents"] = pdf.make_stream(pikepdf.unparse_content_stream(made))
        if set(resources.get("/XObject", pikepdf.Dictionary()).keys()) != set(forms):
            page.obj["/Resources"] = _with_forms(resources, forms)

    def _stream(
        self,
        pdf: pikepdf.Pdf,
        stream: pikepdf.Page | pikepdf.Object,
        resources: pikepdf.Object,
        mode: int,
        level: int,
    ) -> tuple[list[pikepdf.ContentStreamInstruction] | None, dict[str, pikepdf.Object], int]:
        """The new instructions (None if nothing changes), what they draw by name, and the states left open."""
        out: list[pikepdf.ContentStreamInstruction] = []
        forms: dict[str, pikepdf.Object] = {}
        changed, states, lowest = False, [mode], 0
        for item in _parsed(stream):
            operator = str(item.operator)
            put: Sequence[pikepdf.ContentStreamInstruction] | None = None
            if operator == "q":
                states.append(states[-1])
            elif operator == "Q":
                lowest += len(states) == 1
                states = states[:-1] or states
            elif operator == "BT":
                self._begun += 1
            elif operator == "Tr":
                states[-1] = int(item.operands[0])
            elif operator in SHOWING:
                self.modes.append(states[-1])
                self.blocks.append(self._begun)
                put = self.visit(Show(len(self.modes) - 1, states[-1], self._begun, item))
            elif operator == "Do":
                put = self._do(pdf, item, resources, states[-1], level, forms)
            elif operator in ("BDC", "DP"):
                put = _silent(item)
            if self.bare and operator in _TEXT_OPERATORS:
                put = ()
            changed = changed or put is not None
            out.extend((item,) if put is None else put)
        return (out if changed else None), forms, len(states) - 1 - lowest

    def _do(
        self,
        pdf: pikepdf.Pdf,
        item: pikepdf.ContentStreamInstruction,
        resources: pikepdf.Object,
        mode: int,
        level: int,
        forms: dict[str, pikepdf.Object],
    ) -> Sequence[pikepdf.ContentStreamInstruction] | None:
        import pikepdf

        given, named = str(item.operands[0]), resources.get("/XObject")
        form = named.get(given) if isinstance(named, pikepdf.Dictionary) else None
        if not isinstance(form, pikepdf.Stream) or form.get("/Subtype") != pikepdf.Name.Form:
            if form is not None:
                forms[given] = form
            return None
        if level >= _DEPTH:
            raise TangledError("its forms are nested too deep")
        inner = form.get("/Resources", resources)
        made, nested, _ = self._stream(pdf, form, inner, mode, level + 1)
        if made is None:
            forms[given] = form
            return None
        copy = pdf.make_stream(pikepdf.unparse_content_stream(made))
        for key, value in form.stream_dict.items():
            if key not in ("/Length", "/Filter", "/DecodeParms", "/Resources"):
                copy[key] = value
        copy["/Resources"] = _with_forms(inner, nested)
        name = free_name(named, forms)
        forms[name] = copy
        return (pikepdf.ContentStreamInstruction([pikepdf.Name(name)], pikepdf.Operator("Do")),)


def free_name(*taken: Container[str] | pikepdf.Object | None) -> str:
    """A name for a resource that none of `taken` has."""
    names = (f"/Declass{k}" for k in count())
    return next(name for name in names if not any(owner is not None and name in owner for owner in taken))


def _parsed(stream: pikepdf.Page | pikepdf.Object) -> Iterator[pikepdf.ContentStreamInstruction]:
    import pikepdf

    if isinstance(stream, pikepdf.Page) and "/Contents" not in stream.obj:
        return
    try:
        yield from pikepdf.parse_content_stream(stream)  # type: ignore[misc]
    except (pikepdf.PdfError, ValueError, TypeError, IndexError, RuntimeError, AttributeError) as error:
        raise TangledError(f"its content cannot be taken apart ({type(error).__name__})") from error


def _silent(item: pikepdf.ContentStreamInstruction) -> Sequence[pikepdf.ContentStreamInstruction] | None:
    """Marked content without its properties: a text given there (`ActualText`) may be anything. Layers stay."""
    import pikepdf

    tag, properties = item.operands
    number = isinstance(properties, pikepdf.Dictionary) and all(
        key == "/MCID" and isinstance(value, int) for key, value in properties.items()
    )
    if tag == pikepdf.Name.OC or number:
        return None
    operator = "BMC" if str(item.operator) == "BDC" else "MP"
    return (pikepdf.ContentStreamInstruction([tag], pikepdf.Operator(operator)),)


def _with_forms(resources: pikepdf.Object, drawn: dict[str, pikepdf.Object]) -> pikepdf.Object:
    """A copy of the resources with the forms and pictures that are drawn: what is not drawn may hold anything."""
    import pikepdf

    copy = pikepdf.Dictionary(dict(resources.items()))
    copy["/XObject"] = pikepdf.Dictionary(drawn)
    return copy


def modes(pdf: pikepdf.Pdf, page: pikepdf.Page) -> Walk:
    """A walk through `page` that drops the properties of marked content and tells how the page shows text.

    Raises:
        TangledError: its content cannot be taken apart.
    """
    walk = Walk(lambda show: None)  # noqa: ARG005
    walk.page(pdf, page)
    return walk


def strip_text(pdf: pikepdf.Pdf, page: pikepdf.Page) -> None:
    """Takes all text operators out of `page` and its forms."""
    Walk(lambda show: (), bare=True).page(pdf, page)  # noqa: ARG005


def _drop_fonts(page: pikepdf.Page) -> None:
    import pikepdf

    resources = page.obj.get("/Resources")
    if isinstance(resources, pikepdf.Dictionary) and "/Font" in resources:
        copy = pikepdf.Dictionary(dict(resources.items()))
        del copy["/Font"]
        page.obj["/Resources"] = copy


def strip_invisible(pdf: pikepdf.Pdf, page: pikepdf.Page, seen: Walk) -> bool:
    """Takes out the invisible text that nothing visible follows on from, and the fonts where no text is left.

    Args:
        pdf: the open source, changed in memory only.
        page: one of its pages.
        seen: the walk through it that told its modes.

    Returns:
        Whether text is left.
    """
    painted = {block for mode, block in zip(seen.modes, seen.blocks, strict=True) if mode != INVISIBLE}
    if not painted:
        if seen.modes:
            strip_text(pdf, page)
        _drop_fonts(page)
        return False
    if set(seen.blocks) - painted:
        Walk(lambda show: None if show.block in painted else ()).page(pdf, page)
    return True


def shows_elsewhere(resources: pikepdf.Object) -> bool:
    """Whether patterns, soft masks or the glyphs of a font show text, which no walk meets."""
    import pikepdf

    streams: list[pikepdf.Object] = list(resources.get("/Pattern", {}).values())
    for state in resources.get("/ExtGState", {}).values():
        mask = state.get("/SMask") if isinstance(state, pikepdf.Dictionary) else None
        if isinstance(mask, pikepdf.Dictionary) and "/G" in mask:
            streams.append(mask["/G"])
    for font in resources.get("/Font", {}).values():
        streams += font.get("/CharProcs", {}).values()
    return any(_shows(stream) for stream in streams if isinstance(stream, pikepdf.Stream))


def _shows(stream: pikepdf.Stream) -> bool:
    """Bytes of an inline picture may look like an operator, so a suspicion is looked into."""
    import pikepdf

    try:
        if _SHOW.search(stream.read_bytes()) is None:
            return False
        return any(str(item.operator) in SHOWING for item in _parsed(stream))
    except (pikepdf.PdfError, TangledError):
        return True
