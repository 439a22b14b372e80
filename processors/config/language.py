"""Settings of `processors.language`, each with unit and reason."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class LanguageConfig:
    """How codes, markings, stamps, numbers and dates are understood.

    Attributes:
        max_chars: a string is read up to here (characters). The longest stamp seen has some 300, a page of dense
            type 6,000; the cap keeps a damaged text layer from costing time.
        latest_year: a release or review dated later is doubted (year). A fixed year, so that the same page gives
            the same record in every year that it is read.
        earliest_event_year: a release or review dated earlier is doubted (year): Executive Order 10290, the first
            with rules for taking markings off, is of 1951.
        two_digit_pivot: years of two digits up to this are 20xx, later ones 19xx. Reviews began in the 1970s,
            and `Declassify on` dates reach 25 years beyond the 2010s.
        adjacent_lines: how near to a redaction the tolerant grammar is allowed, and a code is linked to it (line
            heights); see the reference's two tiers.
        margin_share: width of the outer margin on each side in which the tolerant grammar is allowed (share of
            the page's width).
        word_gap_lines: a gap between words of a line that is wider (line heights) parts a margin code from the
            body text that OCR put on the same line. Justified type has gaps up to about one line height.
        margin_gap_lines: the same where the gap leads into the outer margin (line heights): more than the blank
            between words, 0.3 to 0.5, is enough there.
        same_box_gap_lines: redactions closer than this, one above the other, are one withheld passage (line
            heights). Rows of one polygon touch; separate passages are at least half a blank line apart.
        flow_gap_heights: rows of one withheld passage in double-spaced type are this far apart at most (heights of
            the row); single rows run from edge to edge of the column with no type between them.
        flow_edge_share: how far from the column's edge such a row may end or begin (share of the page's width);
            ragged lines end up to a long word, some 12 %, early.
        stack_gap_lines: codes in a margin whose centres are closer than this are one stack (line heights), if
            they are sorted. Lines of a stack are set at 1.2 to 1.7 heights of their low type.
        missed_line_pitches: how far apart two codes of one stack may stand where OCR missed the line between them
            (pitches of that stack).
        margin_reach_lines: how far a redaction without a code may be from a stack of several codes in the margin, and
            still be served by it (line heights). Such stacks stand beside the middle of what they cover; with eight,
            notes as far from the stack above as from the one below went below, with ten, whole paragraphs do.
        zone_share: height of the top and bottom zones where banners, release lines and numbers stand (share of
            the page's height).
        banner_coverage: share of a line's letters that must belong to the marking lexicon for the line to be a
            banner. Prose that names a level (`CONFIDENTIAL INFORMANT`, 0.57) stays under it.
        fuzzy_level_edits: edits allowed in a damaged level, as a share of its letters. A third lets `SECKEI` and
            `SDCRDT` through; more lets in common words.
        fuzzy_phrase_score: lowest similarity (0..100) of a damaged fixed phrase (`MEREIN IS UNCLASSIFIED EXCEPT
            WIERE SHOWN`) to be taken for it.
        lexicon_letters: a code that is words has no more letters; the longest known has 16, damage adds some.
        lexicon_edits: edits allowed in a damaged code that is a word (`STATIMIL`); the shortest have seven letters...
        lexicon_edit_share: ... and in longer ones, as a share of the letters.
        stamp_lines: how many lines above each other are joined to read one rubber stamp (lines). The tallest
            stamps seen (six lines) carry their fields in the first four.
        struck_right: share of right words (second number) among struck words of that confidence (first number), on
            drawn strikes over real type: 63 of 90 words from 0.9 on, 20 of 62 from 0.6 on, none of 69 below.
        struck_legible: struck words less sure than this are not given as text, unless they are markings.
    """

    max_chars: int = 20_000
    latest_year: int = 2027
    earliest_event_year: int = 1951
    two_digit_pivot: int = 49
    adjacent_lines: float = 1.5
    margin_share: float = 0.15
    word_gap_lines: float = 1.5
    margin_gap_lines: float = 0.8
    same_box_gap_lines: float = 0.35
    flow_gap_heights: float = 1.5
    flow_edge_share: float = 0.12
    stack_gap_lines: float = 2.0
    missed_line_pitches: float = 2.3
    margin_reach_lines: float = 8.5
    zone_share: float = 0.12
    banner_coverage: float = 0.6
    fuzzy_level_edits: float = 0.34
    fuzzy_phrase_score: float = 80.0
    lexicon_letters: int = 18
    lexicon_edits: int = 2
    lexicon_edit_share: float = 0.2
    stamp_lines: int = 6
    struck_right: tuple[tuple[float, float], ...] = (
        (0.0, 0.0),
        (0.6, 0.05),
        (0.9, 0.4),
        (0.95, 0.65),
        (1.0, 0.75),
    )
    struck_legible: float = 0.4
