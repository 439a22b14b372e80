"""Settings of the second OCR engine and of the fusion of both, each with unit and reason."""

from __future__ import annotations

from dataclasses import dataclass, field

CPU, CUDA = "cpu", "cuda"
"""Devices that the second reader's models can run on."""

CARD_WIDTHS = (320, 640, 960, 1280, 1920, 3200)
CARD_BATCH = 8
"""On a card: `RapidConfig.widths` and `RapidConfig.batch`. A page has some 60 lines of 3 or 4 of these widths."""


@dataclass(frozen=True, slots=True)
class PartsConfig:
    """In what parts a page is shown to the detector, in pixels of the reduced page.

    Attributes:
        most: rows of a part at most, before cuts are moved off the ink; two such parts make a reduced page.
        sought: rows above and below an even cut in which the lightest is sought: some lines of small type.
        free: rows that are looked at together there: half the paper between two lines.
        beside: rows shown of what is above and below: a line of text, so that the detector sees that others follow;
            with 64 forms and US releases read as well (6.80 for 6.75 %, 2.18 for 2.21 %).
        step: the detector takes pictures whose sides are multiples of this; what is not is stretched.
        edge: pixels within which a box reaches an edge of what the detector is shown: its boxes end there.
        same: least share of the narrower of two boxes, above and below a cut, that they have in common if they are one.
        held: bytes in memory above which what is free is given back before a part is shown: a part takes up to 220 MB
            more, and a worker is to stay under 700.
    """

    most: int = 704
    sought: int = 96
    free: int = 5
    beside: int = 32
    step: int = 32
    edge: float = 2.0
    same: float = 0.5
    held: int = 440_000_000


@dataclass(frozen=True, slots=True)
class DetectorConfig:
    """How the answer of the detector's model becomes boxes; RapidOCR's own values for it.

    Attributes:
        likely: pixels of its answer above this (0..1) belong to the core of a line.
        share: least mean of the answer (0..1) in a core.
        grown: cores are grown on all sides by so many times their area over their outline.
        least: shorter sides (pixels) up to this are of no line.
        most: cores that are looked at in a picture.
        same_row: boxes whose tops are less than this (pixels) below the one before go from left to right.
    """

    likely: float = 0.3
    share: float = 0.5
    grown: float = 1.6
    least: int = 3
    most: int = 1000
    same_row: int = 10


@dataclass(frozen=True, slots=True)
class RapidConfig:
    """How RapidOCR is run.

    Attributes:
        detector_side: pages are reduced to this longest side (pixels) before text is looked for; finding text takes no
            more, its time grows with the area; 1280 read forms and filings better than 1000.
        parts: they are shown to it in these parts.
        detector_least: reduced pages lower or narrower than this (pixels) hold no line of text and are not looked at.
        detector_enlarged: pages whose shorter side is less than this are enlarged so far before text is looked for, as
            RapidOCR does by itself.
        detector_aspect: longer strips (longer over shorter side) get paper beside them before they are looked at.
        detector: how lines are found in its answer.
        least_width: of a line given to the recogniser (pixels at its height of 48), padded with grey; forms are read as
            well with 96 as with 160.
        advance: lines are squeezed until a character has this width (pixels at that height), where it is known how many
            they hold: forms are read as well so, and a quarter sooner...
        squeezed: ... but to no less than this share (0..1) of their width.
        widest: of a line given to the recogniser (pixels at its height of 48); longer lines are squeezed.
        others: letters that the recogniser thought of instead are kept for each letter, so many at most,
        least_other: with this score (0..1) at least; more, or less sure ones, mend no more words.
        line_margin: added above and below a line's box before it is cut out, in heights of the line; boxes of the
            detector are roomy already and get none.
        letters: besides ASCII, what the recogniser may answer; it knows 18 000 characters, most of them Chinese.
        device: where its models run, `cpu` or `cuda`; their answers differ in the last digits.
        widths: lines given to the recogniser are padded to the next of these widths (pixels at its height); without
            any they are left as wide as they are. On a card onnxruntime takes 2.4 s whenever the width changes, so
            that each width gets a session of its own, which reads a batch in milliseconds then.
        batch: lines of one width are given to it in batches of this many; where there are widths, batches are filled
            up, since their size is a part of the shape.
    """

    detector_side: int = 1280
    parts: PartsConfig = field(default_factory=PartsConfig)
    detector_least: int = 16
    detector_enlarged: int = 736
    detector_aspect: float = 8.0
    detector: DetectorConfig = field(default_factory=DetectorConfig)
    least_width: int = 96
    advance: float = 16.0
    squeezed: float = 0.65
    widest: int = 3200
    others: int = 2
    least_other: float = 0.005
    line_margin: float = 0.25
    letters: str = (
        "¢£¥§©®°±¶½¼¾·‘’“”–—•…"  # noqa: RUF001 - typographic signs are meant
        "ÀÁÂÃÄÅÆÇÈÉÊËÌÍÎÏÑÒÓÔÕÖØÙÚÛÜÝßàáâãäåæçèéêëìíîïñòóôõöøùúûüýÿŒœŠšŽž"
    )
    device: str = CPU
    widths: tuple[int, ...] = ()
    batch: int = 1


@dataclass(frozen=True, slots=True)
class BudgetConfig:
    """How much of a page the second engine may read, in pixels of lines 48 pixels high (each about 0.07 ms of a core).

    What the steps cost is from the CPU seconds of 78 pages of all kinds: the estimate of the first engine's work is off
    by 14 % (one standard deviation). Codes in margins and on redactions are read besides.

    Attributes:
        start: what bare Tesseract takes to begin,
        first_megapixel: for a million pixels of the page as scanned
        first_word: for a word that it reads
        first_letter: and for what may be a letter: on mottled pages it reads few words and takes long.
        detector_megapixel: what the second engine's detector takes for a million pixels of the page as it is reduced, a
            fifth of which is paper that it is spared.
        hard: on pages that are poor or missed all over, the second engine takes no more than so many times the work of
            the first,
        hard_enlarged: or so many where the page was enlarged for the first, which has cost up to that work again,
        ordinary: and on other pages no more than this.
    """

    start: float = 650.0
    first_megapixel: float = 880.0
    first_word: float = 25.0
    first_letter: float = 2.0
    detector_megapixel: float = 5000.0
    hard: float = 3.8
    hard_enlarged: float = 3.0
    ordinary: float = 0.3


@dataclass(frozen=True, slots=True)
class FusionConfig:
    """When the second engine is asked, and whom to believe.

    Attributes:
        rapid: how the second engine is run.
        budget: how much it may read of a page, where it does not read everything.
        everything: whether the second engine looks through all pages and reads all lines, sure ones too; where it
            runs on a graphics card, that costs nearly nothing.
        poor_page: pages whose mean confidence by letters is below this (0..1) are looked through by the second
            reader's detector and read again nearly whole.
        unread_letters: so are pages with at least so many components outside the words that could be letters: pages
            that were read whole have 0 or 1, others 4 and more.
        tallest_word: letters in words higher than this (median heights of the words) are none of theirs: where the
            first reader takes several lines for one word, it has read none of them.
        missed_letters: where more letters are left over than these, they may be dirt: the second reader's detector
            looks through the page, and what it finds and holds one of them is read. Elsewhere they are read where they
            stand:
        missed_gap: letters with gaps up to this (median heights of the words) stand together, with the words as near.
        missed_least: of so many letters at least, or with words: a single letter is a speck as often.
        like: likeness (0..100) from which on two words at one place, or a word and a stretch of a line, may be readings
            of one.
        repeated_rows: share of the height of two boxes that they have in common where both may show one word: boxes of
            lines that stand close have up to two thirds.
        seen: likeness (0..100) of the part of a word that lies in the second reader's box to what it read there.
        item_letters: so many of them at most, standing alone before a line, may be the number of an item,
        item_gap: no further from the line than this (median heights of the words).
        letter_heights: smallest and largest height of such a component, in median heights of the words.
        letter_aspect: smallest and largest width of such a component, in its heights.
        segment_gap: elsewhere the first reader's lines are cut at gaps wider than this (line heights), and the pieces
            with a word in doubt are read again:
        neighbours: that word and so many on either side of it.
        tall_in_row: words higher than this (median heights of the words in their row) do not tell how high the row is:
            the edge of a frame was read into them. Cut out too high, a row is squeezed until nothing can be read.
        told_share: how many characters a line holds is told by the first reader's words in it, where they stand on this
            share of its width (0..1) at least.
        same_row: a word belongs to a detected line where this share of its height lies in it.
        same_place: and this share of its width.
        second_weight: where the readers differ, the second is believed if its log-odds times this, less those of the
            first times `first_weight`, plus the lead for that kind of dispute are above 0. Weights and leads are
            those of logistic regressions of 2,017 disputes on forms, filings, books and US releases; the leads for
            letters that one reader alone sees were then moved until whole pages read best. Where a
            reader sees nothing, its confidence is that of what it sees beside it.
        first_weight: see `second_weight`.
        lead_letters: letters or digits against others.
        lead_case: upper against lower case.
        lead_marks: punctuation on at least one side.
        lead_added_letter: only the second sees letters or digits.
        lead_added_mark: only the second sees punctuation.
        lead_lone_letter: only the first sees letters or digits.
        lead_lone_mark: only the first sees punctuation: 3 of 140 such marks were there.
        lead_point_for_comma: the first sees a comma and the second a point: where strokes are broken the first is
            right as often, though less sure.
        lead_space_first: only the first sees a space. Leads, weights and the distance of spaces and the weight of
            words are those of a logistic regression of 1,441 disputes on forms, filings, books and damaged cables.
        lead_space_second: only the second sees one.
        space_weight: the log-odds of such a space count times this,
        gap_weight: and the distance of the characters around it, in the line's usual distance as the second reader
            places them, less
        usual_gap: this distance and at most
        widest_gap: this one, count times this weight.
        word_weight: how much the unusualness of words (decimal logarithm of how many words there are for one of it)
            speaks against a reading (log-odds). Only readings that were offered are compared; on pages that were
            left out of the regression 85 and 90 of 100 disputes are settled rightly with it, 80 and 88 without.
        other_weight: a letter that the second reader thought of instead of another counts less than that one by the
            logarithm of their odds times this, so that it comes out only where it makes an unusual word a usual one: of
            136 words that came out otherwise so on 63 pages 91 were wrong before and right then, 12 the other way
            round. Half of it, or a third more, gives a tenth of that less.
        other_in_name: in a word with a capital the second reader must be so sure (0..1) of a letter instead of another:
            names are no usual words, and usual words are near them.
        short_marking: words of so many capitals at most, such as TS and NF, are left as they were read.
        other_sure: how sure (0..1) such a letter is of itself: 90 of 111 such words of 0.5 to 0.75 were right.
        items_work: what the second reader may do for numbers of items however little of the budget is left (as
            `BudgetConfig`): a dozen of them, each with the word behind it.
        sure_word: a line is not read again where all its words have this confidence (0..1)
        sure_cover: and, where the detector looked, cover this share of its width, spaces included: a third of what is
            detected on forms need not be read so, at the cost of a character in a thousand.
        half_sure: where the budget does not suffice for all lines, only the words in doubt are read of lines that the
            first reader's words cover so and of whose letters it is sure of this share.
        lone_second: least confidence (0..1) of a line only the second reader sees.
        unseen_first: words only the first reader sees are dropped below this confidence (0..1) where the detector
            looked and saw nothing.
        least_word: words are given up as garbled below this confidence (0..1): 3 of 110 such words were right.
        least_first: the same for words that the first reader alone saw: 7 of 160.
        amid_h: a garbled word is told by a sign where legible words of its line are no further from it than so
            many of its heights: gaps between columns are wider.
        scrap_letters: a line of so few letters and digits is given up
        scrap_word: where each of its words is right less often than this (0..1, calibrated): of 21 such lines on 78
            pages not one was text.
        bullets: what the first reader makes of bullets; it keeps them, the second passes over them.
        alike: readings that have less in common (0..1, normalised edit similarity) are not mixed character by
            character: one of them is taken as a whole...
        alike_part: ... but where one is that like the first or the last words of the other, the readers differ in what
            stands beside those only: an engine now and then reads on over a bar of which the other sees nothing.
        scrap: of readings so unlike, the second reader's stands where it has this many times the characters of the
            first's and `lone_second` of confidence (on 89 real pages 33 of 35 such readings were right), and the
            first...
        scrap_first: ... is less sure than this of what it has (0..1).
        item_before: so far to the left of what may be the number of an item (median heights of the words) is read, too:
            a worn first figure is no letter by its size.
        right: share of right words (second number) among words of that confidence (first number), between which lines
            are drawn: counted on every second page of forms, filings, books and US releases; on the other pages the
            expected calibration error falls from 0.007 to 0.005, for words below 0.9 from 0.054 to 0.035.
        right_first_alone: the same for words that only the first reader saw.
    """

    rapid: RapidConfig = field(default_factory=RapidConfig)
    budget: BudgetConfig = field(default_factory=BudgetConfig)
    everything: bool = False
    poor_page: float = 0.9
    unread_letters: int = 4
    tallest_word: float = 2.0
    missed_letters: int = 300
    missed_gap: float = 1.0
    missed_least: int = 2
    like: float = 60.0
    repeated_rows: float = 0.8
    seen: float = 80.0
    item_letters: int = 3
    item_gap: float = 6.0
    item_before: float = 1.5
    letter_heights: tuple[float, float] = (0.55, 1.6)
    letter_aspect: tuple[float, float] = (0.25, 2.5)
    segment_gap: float = 2.0
    neighbours: int = 1
    tall_in_row: float = 1.8
    told_share: float = 0.5
    same_row: float = 0.5
    same_place: float = 0.5
    second_weight: float = 0.6
    first_weight: float = 0.5
    lead_letters: float = -0.6
    lead_case: float = 0.3
    lead_marks: float = 1.2
    lead_added_letter: float = 0.5
    lead_added_mark: float = -1.0
    lead_lone_letter: float = 0.2
    lead_lone_mark: float = 4.5
    lead_point_for_comma: float = -0.7
    lead_space_first: float = -0.1
    lead_space_second: float = 0.7
    space_weight: float = 0.4
    gap_weight: float = 2.2
    usual_gap: float = 1.2
    widest_gap: float = 2.0
    word_weight: float = 0.5
    other_weight: float = 0.3
    other_in_name: float = 0.05
    short_marking: int = 2
    other_sure: float = 0.6
    items_work: float = 2500.0
    sure_word: float = 0.9
    sure_cover: float = 0.7
    half_sure: float = 0.5
    lone_second: float = 0.8
    unseen_first: float = 0.85
    least_word: float = 0.3
    least_first: float = 0.5
    amid_h: float = 2.0
    scrap_letters: int = 3
    scrap_word: float = 0.4
    bullets: str = "e*•·-+°»«©®"
    alike: float = 0.5
    alike_part: float = 0.8
    scrap: float = 2.0
    scrap_first: float = 0.7
    right: tuple[tuple[float, float], ...] = (
        (0.0, 0.0),
        (0.3, 0.1),
        (0.45, 0.25),
        (0.6, 0.48),
        (0.7, 0.65),
        (0.8, 0.78),
        (0.9, 0.85),
        (0.95, 0.96),
        (1.0, 0.99),
    )
    right_first_alone: tuple[tuple[float, float], ...] = (
        (0.0, 0.0),
        (0.3, 0.05),
        (0.5, 0.2),
        (0.7, 0.4),
        (0.88, 0.5),
        (0.91, 0.95),
        (1.0, 0.99),
    )

    @classmethod
    def on(cls, device: str, *, everything: bool = False) -> FusionConfig:
        """The settings for a device; on a graphics card everything is read, many lines at a time."""
        if device == CUDA:
            rapid = RapidConfig(device=CUDA, widths=CARD_WIDTHS, batch=CARD_BATCH)
            return cls(rapid=rapid, everything=True)
        return cls(everything=everything)
