"""White boxes that were turned down by their border or their capitals, told by the code that was read in them.

A code that was printed large, or into a corner, lies on the border of its box, which then looks like the strokes of
letters, and `3.3(b)(1)` looks like a framed word of one height. Where a code was read that stands on no redaction, and
nothing else in a frame around it, the frame is its box.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from processors.config.reading import FramedCodeConfig
from processors.language.exemptions import find_codes, is_unmistakable, only_codes
from processors.records import Code, FindingStatus, Line, Redaction, Word

_BY_ITS_BORDER = frozenset({"print_at_border", "border_of_letters"})
"""What filters say of a frame whose border runs into letters."""

_BY_ITS_LOOKS = frozenset({"letter_shapes", "row_of_letters", "heavy_border", "framed_word"})
"""What they say of one that may be a large letter or a label: a code must be unmistakable to tell it."""


def coded_frames(
    lines: Sequence[Line],
    found: Sequence[Redaction],
    rejected: Sequence[Redaction],
    config: FramedCodeConfig,
) -> list[Redaction]:
    """The frames among what was turned down in which codes stand and nothing else, larger ones first.

    Args:
        lines: of the upright page, in points.
        found: redactions found already, in the same points.
        rejected: candidates that were turned down, likewise.
        config: thresholds.
    """
    words = [word for line in lines for word in line.words]
    frames = [frame for frame in rejected if frame.rejected_by in _BY_ITS_BORDER | _BY_ITS_LOOKS]
    out: list[Redaction] = []
    for frame in sorted(frames, key=lambda r: -r.bbox.area):
        taken = [r.bbox for r in (*found, *out)]
        inside = [w for w in words if w.bbox.covered_by(frame.bbox) > config.inside]
        # What stands on a redaction that was found is its code.
        open_words = [w for w in inside if not any(w.bbox.covered_by(box) > config.inside for box in taken)]
        codes = _codes(open_words)
        if frame.rejected_by in _BY_ITS_LOOKS and not all(is_unmistakable(c.raw) for c in codes):
            continue
        if not codes or frame.bbox.height > config.highest * max(w.bbox.height for w in open_words):
            continue
        if not any(frame.bbox.overlap(box) > config.shared * frame.bbox.area for box in taken):
            out.append(
                replace(
                    frame,
                    confidence=config.confidence,
                    codes=codes,
                    status=FindingStatus.UNSURE,
                    rejected_by=None,
                )
            )
    return out


def _codes(words: Sequence[Word]) -> tuple[Code, ...]:
    """The codes that words say; none where one of them says anything else."""
    if not all(only_codes(word.text, tolerant=False) for word in words):
        return ()
    return tuple(
        Code(m.code, m.scheme, m.raw, m.candidates, word.bbox, m.confidence)
        for word in words
        for m in find_codes(word.text, tolerant=False)
    )
