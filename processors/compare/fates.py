"""What the other release has in the place of words that only one release shows."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import IntEnum

from processors.compare.sides import Cover


class Fate(IntEnum):
    """What the other release has in the place of a word."""

    HIDDEN = 0
    DOUBTFUL = 1
    SAME = 2
    OUTSIDE = 3
    BARE = 4
    # Words there have counterparts elsewhere: the place is wrong, for the text was set anew.
    TAKEN = 5


WITHHELD = (Fate.HIDDEN, Fate.DOUBTFUL)


@dataclass(slots=True)
class Passage:
    """Neighbouring words with one fate: `first` to `last` are tokens of the release that shows them.

    Attributes:
        fate: hidden, doubtful or bare.
        page: of the other release, 0 where it has none.
        covers: what withholds the words there.
        by_place: whether the place was seen, not only the order of words.
        certain: number of its words under what is surely a redaction.
        doubts: why it is not sure; empty if it is.
    """

    first: int
    last: int
    fate: Fate
    page: int
    covers: list[Cover] = field(default_factory=list)
    by_place: bool = False
    certain: int = 0
    doubts: list[str] = field(default_factory=list)
