"""What a line is."""

from __future__ import annotations

from dataclasses import replace

import pytest

from processors.config.text import TextConfig
from processors.records import Line, LineKind
from processors.text.kinds import with_kinds
from tests.processors.text.typed import HEIGHT, WIDTH, line

CONFIG = TextConfig()
PROSE = [line(f"the harbour keeper lit lantern number {k} on the jetty", y=100 + 12 * k) for k in range(8)]


def roomy(made: Line, by: float) -> Line:
    """The line with boxes that reach further up and down, as a detector of lines draws them."""
    words = tuple(replace(w, bbox=w.bbox.grown(0, by)) for w in made.words)
    return replace(made, words=words, bbox=made.bbox.grown(0, by))


@pytest.mark.parametrize(
    ("made", "kind"),
    [
        (line("of the storm that came from the north", y=200), LineKind.BODY),
        (line("of the storm that came", y=200, size=1.5), LineKind.HEADING),
        # Roomy boxes make no larger type: its characters are as wide as all others.
        (roomy(line("of the storm that came from the north", y=200), 3.0), LineKind.BODY),
    ],
)
def test_larger_type_is_higher_and_wider(made: Line, kind: LineKind) -> None:
    assert made.bbox.y1 < HEIGHT
    assert with_kinds([*PROSE, made], WIDTH, CONFIG)[-1].kind is kind
