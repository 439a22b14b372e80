"""Content streams hold text that is never drawn: comments, operators that nobody knows, operands too many.

A stream that has any of it is written anew without; all others stay as they are, byte by byte.
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import TYPE_CHECKING

from processors.outputs.pdf.content import SHOWING, TangledError
from processors.outputs.pdf.foreign import damage, items

if TYPE_CHECKING:
    import pikepdf

# How many operands each operator has (ISO 32000-1, annex A); those that show text and mark content are looked at below.
_COUNTS = {
    **dict.fromkeys(("b", "B", "b*", "B*", "BT", "BX", "EMC", "ET", "EX", "f", "F", "f*", "h", "n"), 0),
    **dict.fromkeys(("q", "Q", "s", "S", "T*", "W", "W*"), 0),
    **dict.fromkeys(("BMC", "cs", "CS", "Do", "g", "G", "gs", "i", "j", "J", "M", "MP", "ri", "sh"), 1),
    **dict.fromkeys(("Tc", "Tj", "TJ", "TL", "Tr", "Ts", "Tw", "Tz", "w", "'"), 1),
    **dict.fromkeys(("BDC", "d", "d0", "DP", "l", "m", "Td", "TD", "Tf"), 2),
    **dict.fromkeys(("rg", "RG", '"'), 3),
    **dict.fromkeys(("k", "K", "re", "v", "y"), 4),
    **dict.fromkeys(("c", "cm", "d1", "Tm"), 6),
    # Colours of a space with up to 32 components, and the name of a pattern.
    **dict.fromkeys(("sc", "SC", "scn", "SCN"), 33),
}
_NAMED = frozenset({"BMC", "BDC", "cs", "CS", "Do", "DP", "gs", "MP", "ri", "scn", "SCN", "sh", "Tf"})
_MARKED = frozenset({"BDC", "DP"})
_PICTURE_KEYS = frozenset(
    {"/BitsPerComponent", "/ColorSpace", "/Decode", "/DecodeParms", "/Filter", "/Height", "/ImageMask"}
    | {"/Intent", "/Interpolate", "/Width", "/BPC", "/CS", "/D", "/DP", "/F", "/H", "/IM", "/I", "/W"}
    | {"/L", "/Length"}
)

Instructions = Sequence["pikepdf.ContentStreamInstruction"]


def tidied(stream: pikepdf.Page | pikepdf.Object) -> bytes | None:
    """The content of a page or a stream without what is not drawn; None if there is no such thing in it.

    Raises:
        TangledError: it cannot be parsed.
    """
    import pikepdf

    try:
        data = _bytes(stream)
        if not data.strip():
            return None
        found: Instructions = pikepdf.parse_content_stream(stream)  # type: ignore[assignment]
        kept = [made for item in found if (made := _kept(item)) is not None]
        same = len(kept) == len(found) and all(a is b for a, b in zip(kept, found, strict=True))
        if same and not _has_comment(data) and _ends(data, found):
            return None
        return pikepdf.unparse_content_stream(kept)
    except damage() as error:
        raise TangledError(f"its content cannot be taken apart ({type(error).__name__})") from error


def _bytes(stream: pikepdf.Page | pikepdf.Object) -> bytes:
    import pikepdf

    if not isinstance(stream, pikepdf.Page):
        return stream.read_bytes()
    given = stream.obj.get("/Contents")
    parts = [given] if isinstance(given, pikepdf.Stream) else items(given)
    return b"\n".join(part.read_bytes() for part in parts if isinstance(part, pikepdf.Stream))


def _ends(data: bytes, found: Instructions) -> bool:
    """Whether the content ends with its last operator: operands that no operator follows are parsed and lost."""
    last = str(found[-1].operator) if found else ""
    return bool(last) and data.rstrip(b"\0\t\n\f\r ").endswith(
        b"EI" if last == "INLINE IMAGE" else last.encode()
    )


def _has_comment(data: bytes) -> bool:
    import pikepdf

    if b"%" not in data:
        return False

    class Comments(pikepdf.TokenFilter):
        met = False

        def handle_token(self, token: pikepdf.Token = None) -> None:  # type: ignore[assignment]
            # Per cent signs stand in strings and pictures too, which only qpdf's tokens tell apart.
            self.met = self.met or token.type_ == pikepdf.TokenType.comment

    tokens = Comments()
    with pikepdf.new() as scratch:
        page = scratch.add_blank_page()
        page.obj["/Contents"] = scratch.make_stream(data)
        page.get_filtered_contents(tokens)
    return tokens.met


def _kept(item: pikepdf.ContentStreamInstruction) -> pikepdf.ContentStreamInstruction | None:
    """The instruction, without operands that it has no use for; None if nobody knows its operator."""
    import pikepdf

    operator = str(item.operator)
    if operator == "INLINE IMAGE":
        _check_picture(item)
        return item
    if operator not in _COUNTS:
        return None
    given: list[pikepdf.Object | float] = list(item.operands)
    count = _COUNTS[operator]
    operands = given[len(given) - count :] if len(given) > count else given
    if operator in _MARKED and not _says_nothing(operands):
        begin = {"BDC": "BMC", "DP": "MP"}[operator]
        return pikepdf.ContentStreamInstruction(operands[:1], pikepdf.Operator(begin))
    if operator == "TJ" and operands and isinstance(operands[0], pikepdf.Array):
        operands = [_spelled(operands[0])]
    elif operator not in SHOWING and operator not in _MARKED:
        operands = [v if _is_plain(v, named=operator in _NAMED) else 0 for v in operands]
    same = len(operands) == len(given) and all(a is b for a, b in zip(operands, given, strict=True))
    return item if same else pikepdf.ContentStreamInstruction(operands, pikepdf.Operator(operator))


def _says_nothing(operands: Sequence[object]) -> bool:
    """Whether marked content has a tag and properties that can be read by name; those given in place are read later."""
    import pikepdf

    if len(operands) != 2 or not isinstance(operands[0], pikepdf.Name):
        return False
    return operands[0] != pikepdf.Name.OC or isinstance(operands[1], pikepdf.Name)


def _spelled(shown: pikepdf.Object) -> pikepdf.Object:
    """The array of `TJ` with nothing but its strings and numbers."""
    import pikepdf

    parts = items(shown)
    kept = [v for v in parts if isinstance(v, int | float | Decimal | pikepdf.String)]
    return shown if len(kept) == len(parts) else pikepdf.Array(kept)


def _is_plain(value: object, *, named: bool) -> bool:
    import pikepdf

    if isinstance(value, pikepdf.Name):
        return named
    if isinstance(value, pikepdf.Array):
        return all(isinstance(v, int | float | Decimal) for v in value)
    return isinstance(value, int | float | Decimal) or value is None


def _check_picture(item: pikepdf.ContentStreamInstruction) -> None:
    import pikepdf

    # Read from how it will be written: strings and names have no line breaks there.
    head = item.operands[0].unparse().split(b"\nID\n", 1)[0].removeprefix(b"BI")
    told = pikepdf.Object.parse(b"<<" + head + b">>")
    if set(told.keys()) - _PICTURE_KEYS:
        raise TangledError("its pictures hold more than pictures")
