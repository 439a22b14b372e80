"""Values of strangers' files: any key may hold any kind of thing, so nothing is taken for what it should be."""

from __future__ import annotations

import math
import struct
import zlib
from collections.abc import Iterator
from decimal import Decimal
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pikepdf

# Numbers of a page beyond this are not meant: Acrobat's pages end at 14,400 points, of up to 75,000 units each.
_MOST = 1e9


def dictionary(value: object) -> pikepdf.Object:
    """The value if it is a dictionary, else an empty one."""
    import pikepdf

    return value if isinstance(value, pikepdf.Dictionary) else pikepdf.Dictionary()


def items(value: object) -> list[pikepdf.Object]:
    """What the value holds if it is an array, else nothing."""
    import pikepdf

    return list(value) if isinstance(value, pikepdf.Array) else []


def dictionaries(value: object) -> Iterator[pikepdf.Object]:
    """The dictionaries and streams that a dictionary names; everything else in it is passed over."""
    import pikepdf

    for item in dictionary(value).values():
        if isinstance(item, pikepdf.Dictionary | pikepdf.Stream):
            yield item


def name(value: object) -> str:
    """The value if it is a name, with its slash, else nothing: to turn a stream into a text would decode it."""
    import pikepdf

    return str(value) if isinstance(value, pikepdf.Name) else ""


def whole(value: object, otherwise: int = 0) -> int:
    """The value if it is a whole number, else another."""
    return value if isinstance(value, int) and not isinstance(value, bool) else otherwise


def numbers(value: object, count: int) -> list[float] | None:
    """So many numbers of a sensible size, if the value is an array of just these."""
    found = items(value)
    if len(found) != count or any(not isinstance(v, int | float | Decimal) for v in found):
        return None
    checked = [float(v) for v in found]
    return checked if all(math.isfinite(v) and abs(v) <= _MOST for v in checked) else None


def damage() -> tuple[type[Exception], ...]:
    """What libraries raise over files that are damaged, or made to break them.

    Each kind stands for something that was seen: objects of another type than the key asks for (`TypeError`,
    `ValueError`, `AttributeError`, `LookupError`), sizes and matrices of nonsense (`ArithmeticError`), objects that
    refer to each other in circles and pdfium's refusals (`RuntimeError`, of which `RecursionError` is one), fonts and
    streams that end early (`struct.error`, `zlib.error`, `EOFError`), and pikepdf's and pdfminer's own.
    """
    import pikepdf
    from pdfminer.psexceptions import PSException

    return (
        *(TypeError, ValueError, AttributeError, LookupError, ArithmeticError, RuntimeError, AssertionError),
        *(struct.error, zlib.error, EOFError, pikepdf.PikepdfError, PSException),
    )
