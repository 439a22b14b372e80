"""Settings of `processors.text`, each with unit and reason."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class TextConfig:
    """How words become lines, lines become paragraphs, and paragraphs become the reading text.

    "Heights" are multiples of the page's median word height, about 0.8 em of its type: lengths in heights hold
    for every type size and scan.

    Attributes:
        wide_gap: a gap between two words of one line over this splits them for the search of columns (character
            widths); printed word spaces are 0.5, typed ones 1.2, after a sentence 2.3.
        code_gap: the same before an exemption code (character widths), wider than a space.
        table_gap: a gap over this is shown in a line's text and makes the line a row of a form or table
            (character widths); a typed sentence's end leaves up to 3.
        cell_letters: least letters and digits of a form's or table's cell; specks beside a line have one or none.
        same_line: two fragments share a line where their heights overlap by this share of the smaller one.
        tall: a word higher than this is not ordinary type (rotated text, pen, initial) (heights).
        gutter: least width of a column's white space (heights); narrow printed columns leave 0.7 and more.
        wide_gutter: least white space beside a block that shares no baselines, such as a stamp (heights).
        gutter_step: distance of the places where a gutter is tried (points), below the narrowest gutter.
        column_lines: least number of lines on both sides of a gutter; fewer are an address beside a date.
        column_characters: least median number of characters in a column's lines; table cells have fewer.
        column_filled: a line that takes up this share of its column is a full one.
        column_full_share: least share of full lines in a column of prose; tables and forms are ragged.
        running_lines: least share of a column's lines that start in lower case where it is prose beside a table; in
            prose it is 0.6 to 0.8, in the cells of a table below 0.1.
        beside_width: least width of a table or list beside prose, as a share of the prose's; codes in the margin and
            the amounts of a list are narrower.
        block_characters: least median number of characters in the lines of an independent block; codes have fewer.
        aligned_share: a block with fewer lines than this share on a baseline of its neighbour is independent.
        aligned_by: two lines share a baseline when their middles or feet differ by less than this (heights).
        compact_gap: the lines of a stamp or address are no further apart than this (heights).
        rivers_tried: how many of the longest rivers of a region are looked at; a table has dozens, prose one or two.
        column_depth: how often columns may nest; prevents endless recursion on a page of noise.
        slope_words: least number of words in a line that may tell the slope of the page.
        slope_limit: slopes over this (radians, about 6 degrees) are noise, scans are straightened better.
        margin_tolerance: a code this far inside the body's edges still stands in the margin (heights).
        heading_size: a heading's type is this many times the body's; caps and digits vary by 1.15.
        heading_width: and its characters are this many times as wide; headings are seldom condensed.
        heading_words: a line with more words is a sentence, not a heading.
        heading_confidence: least confidence of a heading (0..1); specks read as capitals have 0.2 to 0.5.
        centred_by: a centred line's middle differs from the column's by less than this share of the width.
        centred_indent: a centred line leaves this share of the width free on both sides.
        bullet_gap: least gap after a letter misread for a bullet (character widths), wider than a word space.
        bullet_align: bullets of one list start within this distance of each other (heights).
        letter_space_run: fewest single capitals in a row that are one letter-spaced word; initials have 2 to 4.
        letter_space_reach: two letter-spaced letters are no further apart than this (character widths); between two
            letter-spaced words typists left three spaces.
        letter_space_break: between letter-spaced words the gap is this many times the gap between letters.
        paragraph_gap: a gap larger than the usual by this starts a paragraph (heights).
        carry_gap: the same where the sentence goes on in lower case: double spacing beside single spacing.
        indent: a line indented by more than this starts a paragraph (heights); about two typed characters.
        indent_limit: a first line is indented by no more than this (heights).
        short_slack: a line ends a paragraph where the next word and this share of the column would have fitted,
            when a sentence ends there.
        open_slack: the same where no sentence ends; ragged typing leaves up to a fifth.
        carry_slack: the same where the next line starts in lower case, so that the sentence goes on.
        column_window: lines before and after that tell a line's column edges.
        full_quantile: the right edge of a column is this quantile of its line ends; ragged ends lie to both sides.
        inline_overlap: a redaction stands in a line where it covers this share of the line's height.
        code_overlap: a word is a redaction's linked code where this share of it lies in the code's box.
        hidden_overlap: a word is under a digital redaction where this share of it is covered.
        block_height: a redaction higher than this withholds more than one line (heights): bars over one line reach
            2.5, bars over two 3 and more.
        margin_width: a redaction in the right margin is narrower than this share of the text's width; a wider one
            withholds the ends of lines.
        merge_down: stacked redactions no further apart than this are one block (heights), or than the page's usual line
            gap and `paragraph_gap`; single-spaced line gaps are 0.4 to 0.9.
        merge_across: redactions side by side no further apart than this are one (heights), less than a space.
        marking_overlap: a line is a marking where this share of it lies in the marking's box.
        edge_band: running headers and footers lie in this share of the page's height, above and below.
        release_band: a single release line lies in this share of the height, closer to the edge than any text.
        running_share: a running line is on this share of the pages, two at least: covers differ, and noise hides some.
        running_likeness: likeness of two running lines (0..100, `rapidfuzz.fuzz.ratio`), with digits left out;
            noisy readings of one header agree to 80 and more.
        torn_letters: what is left of a running line has so many signs at least: less is like a part of any.
        running_numbers: at most so many numbers of a running line change from page to page: the page's own number.
        running_shift: running lines keep their height on the page within this share of it.
        numbered_lines: fewest consecutive numbers at line starts that are line numbers of a transcript.
        kept_hyphens: first parts of compounds that keep the hyphen at a line's end.
    """

    wide_gap: float = 2.6
    code_gap: float = 1.4
    table_gap: float = 3.3
    cell_letters: int = 2
    same_line: float = 0.5
    tall: float = 2.4
    gutter: float = 0.7
    wide_gutter: float = 1.8
    gutter_step: float = 3.0
    column_lines: int = 4
    column_characters: int = 15
    column_filled: float = 0.75
    column_full_share: float = 0.5
    running_lines: float = 0.4
    beside_width: float = 0.4
    block_characters: int = 8
    aligned_share: float = 0.5
    aligned_by: float = 0.35
    compact_gap: float = 1.2
    rivers_tried: int = 6
    column_depth: int = 40
    slope_words: int = 5
    slope_limit: float = 0.1
    margin_tolerance: float = 1.0
    heading_size: float = 1.3
    heading_width: float = 1.15
    heading_words: int = 12
    heading_confidence: float = 0.6
    centred_by: float = 0.04
    centred_indent: float = 0.1
    bullet_gap: float = 1.4
    bullet_align: float = 0.6
    letter_space_run: int = 5
    letter_space_reach: float = 6.0
    letter_space_break: float = 1.6
    paragraph_gap: float = 0.55
    carry_gap: float = 2.5
    indent: float = 1.0
    indent_limit: float = 12.0
    short_slack: float = 0.06
    open_slack: float = 0.2
    carry_slack: float = 0.45
    column_window: int = 15
    full_quantile: float = 0.85
    inline_overlap: float = 0.5
    code_overlap: float = 0.5
    hidden_overlap: float = 0.5
    block_height: float = 2.7
    margin_width: float = 0.25
    merge_down: float = 1.0
    merge_across: float = 0.6
    marking_overlap: float = 0.5
    edge_band: float = 0.12
    release_band: float = 0.07
    running_share: float = 0.5
    running_likeness: float = 80.0
    running_numbers: int = 1
    torn_letters: int = 6
    running_shift: float = 0.03
    numbered_lines: int = 5
    kept_hyphens: tuple[str, ...] = ("quasi", "self", "vice", "well")
