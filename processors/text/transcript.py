"""Line numbers of court transcripts: cited by page and line, so their lines stay lines."""

from __future__ import annotations

import re
from collections.abc import Sequence

from processors.config.text import TextConfig
from processors.text.weave import WovenLine


def numbered_lines(lines: Sequence[WovenLine], config: TextConfig) -> frozenset[int]:
    """Indices of lines that stand apart because they, or the lines around them, carry counted line numbers."""
    numbers = [(i, int(line.words[0].text)) for i, line in enumerate(lines) if _has_number(line)]
    runs: list[list[tuple[int, int]]] = []
    for index, number in numbers:
        if runs and 1 <= number - runs[-1][-1][1] <= 2:
            runs[-1].append((index, number))
        else:
            runs.append([(index, number)])
    long = [run for run in runs if len(run) >= config.numbered_lines]
    return frozenset(i for run in long for i in range(run[0][0], run[-1][0] + 2))


def _has_number(line: WovenLine) -> bool:
    first = line.pieces[0].word
    return first is not None and bool(re.fullmatch(r"\d{1,2}", first.text))
