"""The file's own text: when it is taken instead of OCR, and how its words become lines.

Visible text of a page that is not a scan is the page itself. Everything else in a text layer is somebody's OCR, a
witness at best: old OCR is often wrong, and text may lie hidden under a redaction.
"""

from __future__ import annotations

import statistics
from collections.abc import Sequence

import numpy as np

from processors.config.reading import LayerConfig
from processors.geometry import Box, bounding, cluster_1d
from processors.records import Line, LineKind, Word
from processors.scan import LayerWord, Raster, Scan

ENGINE = "embedded"


def decide(scan: Scan, config: LayerConfig) -> tuple[bool, str]:
    """Whether the page's own text is taken, and why."""
    visible = sum(word.visible for word in scan.layer)
    if not scan.layer:
        return False, "the file has no text of its own here"
    if scan.is_scan:
        return False, "the page is a picture; its text layer is somebody's OCR"
    if visible < config.min_words:
        return False, f"only {visible} visible words of its own"
    if any(word.visible and word.replaced for word in scan.layer):
        return False, "its own text says in places something else than what is drawn"
    return True, f"born digital: {visible} visible words of its own"


def layer_lines(scan: Scan, covered: Sequence[Box], config: LayerConfig) -> tuple[Line, ...]:
    """Lines of the page's own visible text that can be seen on the page, in points.

    Args:
        scan: the page.
        covered: redactions in points; words in them are left out.
        config: the settings.
    """
    grey = scan.grey()
    words = [
        word
        for word in scan.layer
        if word.visible
        and word.text.strip()
        and not any(word.bbox.covered_by(box) > config.covered for box in covered)
        and _can_be_seen(word, scan, grey, config)
    ]
    return tuple(line for row in _rows(words, config) for line in _fragments(row, config))


def _can_be_seen(word: LayerWord, scan: Scan, grey: Raster, config: LayerConfig) -> bool:
    """White on white, under a bar, off the page: text that a reader cannot see is not the page's text.

    Only the inner part of the word's box is looked at: rules and the edges of bars run along its outside. Of a narrow
    word, such as `I`, less is left out at its sides: there is nothing but ink in its middle.
    """
    height, width = word.bbox.height, word.bbox.width
    inner = word.bbox.grown(-min(config.inset * height, config.inset_across * width), -config.inset * height)
    box = scan.to_points.inverse().box(inner).clipped(grey.shape[1], grey.shape[0])
    area = grey[int(box.y0) : int(box.y1) + 1, int(box.x0) : int(box.x1) + 1].astype(np.int16)
    if area.size == 0:
        return False
    least = config.min_ink if any(c.isalnum() for c in word.text) else config.least_ink
    if word.ink is None:
        return float((np.abs(area - int(np.median(area))) >= config.min_contrast).mean()) >= least
    inked = float((np.abs(area - word.ink) < config.min_contrast).mean())
    return least <= inked <= config.most_ink


def _rows(words: Sequence[LayerWord], config: LayerConfig) -> list[list[LayerWord]]:
    if not words:
        return []
    height = statistics.median(word.bbox.height for word in words)
    groups = cluster_1d([word.bbox.centre[1] for word in words], config.row_gap * height)
    return [sorted((words[i] for i in group), key=lambda w: w.bbox.x0) for group in groups]


def _fragments(row: Sequence[LayerWord], config: LayerConfig) -> list[Line]:
    parts: list[list[LayerWord]] = []
    for word in row:
        far = bool(parts) and word.bbox.x0 - parts[-1][-1].bbox.x1 > config.fragment_gap * word.bbox.height
        if parts and not far:
            parts[-1].append(word)
        else:
            parts.append([word])
    return [_line(part) for part in parts]


def _line(words: Sequence[LayerWord]) -> Line:
    read = tuple(Word(word.text, word.bbox, 1.0, ENGINE) for word in words)
    return Line(" ".join(w.text for w in read), bounding(w.bbox for w in read), 1.0, LineKind.BODY, read)
