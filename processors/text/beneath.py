"""Whether a word lies in a redaction: one rule for all that quotes words or compares them.

Outputs that hold every word of a page ask another question, `processors.outputs.page_rows.is_hidden`: there a digital
redaction takes out what it covers for the greater part, since a bar that only reaches into a line would take words with
it that can be seen. Here words are left out in doubt.
"""

from __future__ import annotations

from collections.abc import Iterable

from processors.geometry import Box

SHARE = 0.3
"""Share of a word's area (0 to 1) in a redaction above which it lies in it: its code, its border, what is left of a
covered word. Most words beside a bar reach into it by less, some by 0.4: a few words that can be seen are left out, so
that none that cannot is told."""


def lies_in(word: Box, redactions: Iterable[Box]) -> bool:
    """Whether a word lies in one of the redactions."""
    return any(word.covered_by(box) > SHARE for box in redactions)
