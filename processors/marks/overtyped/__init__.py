"""Struck portion marks read by the shapes of their letters, where readers see nothing but the x-es typed over them."""

from processors.marks.overtyped.read import ITEMS, ReadMark, read_overtyped, typed_over
from processors.marks.overtyped.words import with_words

__all__ = ["ITEMS", "ReadMark", "read_overtyped", "typed_over", "with_words"]
