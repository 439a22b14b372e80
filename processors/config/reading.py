"""Settings of the steps that bring marks and words together, each with unit and reason."""

from __future__ import annotations

from dataclasses import dataclass, field

from processors.config.beside import BesideConfig
from processors.config.screens import FaintConfig


@dataclass(frozen=True, slots=True)
class LayerConfig:
    """When the file's own text is the page's text.

    Attributes:
        min_words: a page with fewer visible words of its own is read by OCR: they may be a stamp over a picture.
        min_contrast: grey levels by which ink differs from its ground.
        inset: how far the outside of a word's box is left out where its ink is looked for (heights of the box).
        inset_across: the most of it at the sides (widths of the box); an `I` is a third to two thirds of its box.
        min_ink: least share (0..1) of ink in the rest of the box of a word with letters or digits; type has 0.1 to 0.3,
            a rule through the box under 0.05.
        most_ink: largest share (0..1) of its own colour there; where there is more, ink and ground are the same.
        least_ink: as `min_ink`, for points and dashes.
        covered: a word with a larger share of its area (0..1) in a redaction is not taken.
        row_gap: words whose middles are closer than this share of their height stand on one line.
        fragment_gap: a gap between words wider than so many heights starts another piece of a line.
    """

    min_words: int = 8
    min_contrast: int = 60
    inset: float = 0.15
    inset_across: float = 0.1
    min_ink: float = 0.05
    most_ink: float = 0.75
    least_ink: float = 0.002
    covered: float = 0.3
    row_gap: float = 0.45
    fragment_gap: float = 3.0


@dataclass(frozen=True, slots=True)
class ExtentConfig:
    """How many characters a redaction hides.

    Attributes:
        long_word: words shorter than this say little about the pitch of the type (characters).
        near_lines: type this near a redaction is likely the type that it hides (line heights).
        widest_space: the next word on a line is one space away if it is no farther (heights of the line).
        least_words: with fewer long words near, those of the whole page tell the type.
        fixed_spread: deviation of the advance of words from its median, as a share of it, under which type counts
            as typewritten...
        most_words: ... if this share of the words (0..1) keeps to it; the rest may be misread.
        fixed_doubt: half-width of the interval on typescript, as a share of the estimate: skew and the OCR's boxes.
        proportional_doubt: the same for proportional type, of many characters...
        uneven_letters: ... and what is added for few of them, divided by the root of their number.
        ragged: share of a block of several lines that may be blank: ragged ends, a short last line.
        margin: characters a line that the box may be wider than what it hides...
        overhang: ... and narrower.
        usual_leading: distance of lines in heights of type, where a page has too few lines to measure it.
    """

    long_word: int = 4
    near_lines: float = 6.0
    widest_space: float = 1.2
    least_words: int = 6
    fixed_spread: float = 0.035
    most_words: float = 0.8
    fixed_doubt: float = 0.02
    proportional_doubt: float = 0.05
    uneven_letters: float = 0.55
    ragged: float = 0.12
    margin: float = 1.5
    overhang: float = 0.5
    usual_leading: float = 1.5


@dataclass(frozen=True, slots=True)
class GapConfig:
    """When a code in open text stands in a hole that words were taken out of. Heights are those of the page's type.

    Attributes:
        wide: a blank this wide beside the code is a hole (heights); spaces have 0.3 to 0.6, justified up to 1.5.
        joined: codes no further apart than this stand in one hole together (heights).
        highest: a code is no higher than this (heights); codes are often set in larger type than the text.
        space: the space left between the hole and the words beside it (heights).
        least_text: so much text stands on the line of a hole at least (heights); less is a label or a stamp.
        near_lines: so many lines over and under a code tell where the column of text begins and ends.
        indent: a code that begins its line is further in than this (heights), or an item of a list of codes.
        ink_levels: ink is darker than its paper by more than this (levels of 255); the mesh of a ground is not.
        most_ink: share of ink in a blank (0..1); words have 0.1 and more, specks of a fax up to 0.03.
        next_line: how far away the next line of text is looked for (heights); usual leading is 1.2 to 2.
        crossed: words on that line that reach over so much of the hole (share of its width) show that it is no
            blank between columns; so much of a code tells that it stands in the column.
        read: words read less surely than this (0..1) may be dirt, and tell nothing of the column of text.
        shared: a hole that lies in another redaction with more of its area (0..1) is none; rows may touch.
        sure, unsure: confidence (0..1) of a hole in the midst of prose, and of one with an open end or in a table.
        faint: screens behind codes.
    """

    wide: float = 2.0
    joined: float = 1.5
    highest: float = 2.5
    space: float = 0.5
    least_text: float = 3.0
    near_lines: int = 3
    indent: float = 1.0
    ink_levels: int = 70
    most_ink: float = 0.05
    next_line: float = 1.8
    crossed: float = 0.4
    read: float = 0.4
    shared: float = 0.2
    sure: float = 0.8
    unsure: float = 0.5
    faint: FaintConfig = field(default_factory=FaintConfig)


@dataclass(frozen=True, slots=True)
class FramedCodeConfig:
    """When a frame that was turned down by its border is the box of a code that was read in it.

    Attributes:
        inside: a word stands in a frame with more of its area (0..1): codes that touch the border reach over it.
        shared: a frame that lies in another redaction with more of its area (0..1) is none.
        highest: a frame higher than so many times its highest code is a form, a map or a legend.
        confidence: of such a box (0..1).
    """

    inside: float = 0.5
    shared: float = 0.2
    highest: float = 6.0
    confidence: float = 0.5


@dataclass(frozen=True, slots=True)
class ReadingConfig:
    """How marks and words meet.

    Attributes:
        inside: a word with a larger share of its area (0..1) in a redaction is none: nothing is read in there.
        same_box: a box on the raster and one among a PDF's objects are the same redaction from this overlap
            (intersection over union) on.
        struck_share: a word is struck if a strike covers this share of its width (0..1): a stroke seldom runs from edge
            to edge.
        struck_height: and this share (0..1) of the flatter of the two; a strike's box may be as flat as its stroke.
        code_share: lettering on a redaction is kept if codes are this share of its characters (0..1).
        framed_confidence: a word in a white box read this surely (0..1) makes the box a frame, not a redaction,
        framed_letters: if it has so many letters; codes have fewer, or are known as codes.
        framed_place: such a word was read already where a word of the page covers this share of its box (0..1)...
        framed_like: ... and is so like it (0..100, `rapidfuzz.fuzz.ratio`), or no shorter and no less sure: a scrap
            read in the frame's line is no reading of a long word.
        area_dpi: resolution at which small areas are set for reading (dots per inch): 6 point type then has an x-height
            of some 25 pixels, Tesseract's best.
        least_rejected: rejected candidates smaller than this are single letters and are not recorded (square points).
        good, fair: mean confidence (0..1) from which a page is graded so; the cuts are those of docling's grades.
        layer: when the file's own text is taken.
        extent: how many characters a redaction hides.
        gaps: when a code stands in a hole.
        framed_codes: when a code stands in a frame whose border it touches.
        beside: when a word stands beside a redaction.
    """

    inside: float = 0.5
    same_box: float = 0.5
    struck_share: float = 0.5
    struck_height: float = 0.5
    code_share: float = 0.5
    framed_confidence: float = 0.8
    framed_letters: int = 4
    framed_place: float = 0.3
    framed_like: float = 60.0
    area_dpi: float = 400.0
    least_rejected: float = 150.0
    good: float = 0.85
    fair: float = 0.6
    layer: LayerConfig = field(default_factory=LayerConfig)
    extent: ExtentConfig = field(default_factory=ExtentConfig)
    gaps: GapConfig = field(default_factory=GapConfig)
    framed_codes: FramedCodeConfig = field(default_factory=FramedCodeConfig)
    beside: BesideConfig = field(default_factory=BesideConfig)
