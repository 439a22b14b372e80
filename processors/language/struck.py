"""What was struck: a cancelled marking, a stamp, or the author's own text."""

from __future__ import annotations

from processors.config.language import LanguageConfig
from processors.language.classification import find_banner, find_portion_marks
from processors.language.folding import letters
from processors.language.releases import find_release
from processors.language.segments import line_text
from processors.records import Line, LineKind, StruckWhat

_CONFIG = LanguageConfig()


def struck_what(text: str, line: Line | None) -> StruckWhat:
    """Which of the facts a historian must not mix up a strike is.

    Args:
        text: what could be read under the stroke; may be empty.
        line: the line it stands in, None where there is none.
    """
    if text.strip():
        marks = find_portion_marks(text, _CONFIG, tolerant=False)
        if marks and len(letters(text)) <= len(letters(text[marks[0].start : marks[0].end])) + 2:
            return StruckWhat.PORTION_MARK
        if find_banner(text, _CONFIG, tolerant=True) is not None:
            return StruckWhat.CLASSIFICATION
    if line is None:
        return StruckWhat.BODY
    whole = line_text(line)
    if line.kind is LineKind.STAMP or find_release(whole, _CONFIG, tolerant=False) is not None:
        return StruckWhat.STAMP
    if line.kind is LineKind.MARKING or find_banner(whole, _CONFIG, tolerant=False) is not None:
        return StruckWhat.CLASSIFICATION
    return StruckWhat.BODY
