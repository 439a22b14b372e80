"""How stamps that lean against the page are found and read, each setting with unit and reason."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class StampConfig:
    """Where letters lie in rows that lean, and when what they say is believed.

    Attributes:
        dpi: letters are looked for in the page at this resolution (pixels per inch), less than half of the work that a
            page of 300 takes; at 150, letters of worn stamps run together.
        letter_inches: least and greatest height of a letter (inches): small print, and the largest rubber type.
        most_letters: letters outside the words that are looked at, the largest first; more are dirt or a photograph.
        sure_word: a letter in a word that was read so surely (0..1) is read,
        word_height: unless the word is lower than this (heights of the letter): print under a stamp.
        alike: letters of a row differ in size by no more than this factor.
        step: the next letter of a row is no further than this (letter heights), from middle to middle, along the row:
            two wide letters and the space between words.
        usual_step: and half of the letters no further than this: letters of several lines below each other are.
        off: letters lie off the line through their row by no more than this (letter heights): a small letter beside
            one with a tail.
        scatter: of their middles about that line, at most (letter heights, standard deviation), and
        uneven: of their sizes (likewise): of made and real stamps 99 of 100 rows have less, of rows of writing and dirt
            half have more.
        least_row: letters of a row, at least; fewer lie in line by chance.
        least_angle: rows that lean by less (degrees) are read as they are; so much is left on a page laid straight.
        short_rise: ends of a row are so much higher than each other, at least (letter heights); less is what letters
            of different height do.
        same_angle: rows of one stamp lean alike within this (degrees).
        row_gap: rows of one stamp lie no further apart than this (letter heights), from middle to middle.
        block_alike: and their letters differ in size by no more than this factor.
        heavy: strokes thicker than this are a stamp's (times the stroke of the page's type): a large stamp can be
            parted from the print that it lies on.
        heavy_inches: such letters are at least so high (inches), with strokes of more than a fiftieth of an inch.
        margin: paper around a stamp that is cut out (letter heights); ink that reaches further is not of its letters.
        frame: its frame lies within this around it (letter heights).
        area_letter: height of letters as they are read (pixels).
        most_blocks: so many are read on a page, those of most letters first; more are handwriting and dirt.
        word_confidence: words of a stamp are read at least so surely (0..1),
        letters: and have so many letters and digits between them,
        mean_confidence: weighted by which they are this sure (0..1).
        banner_confidence: what each word of a lone classification needs (0..1): letters that print cuts still tell.
        gain: read upright, there is so much more to be read than as it stands (times the letters read surely),
        steep_gain: or so much where a row rises by more than its letters are high: it surely leans.
        plain_share: share (0..1) of its letters in words, numbers and dates as they are printed; writing and dirt read
            as all sorts of characters;
        plain_letters: and one of them has so many characters.
        overlap: a word belongs to the stamp when so much of it lies within (share).
    """

    dpi: float = 200.0
    letter_inches: tuple[float, float] = (0.06, 0.6)
    most_letters: int = 600
    sure_word: float = 0.7
    word_height: float = 0.7
    alike: float = 1.7
    step: float = 2.4
    usual_step: float = 1.45
    off: float = 0.35
    scatter: float = 0.13
    uneven: float = 0.25
    least_row: int = 5
    least_angle: float = 3.5
    short_rise: float = 0.5
    same_angle: float = 5.0
    row_gap: float = 2.4
    block_alike: float = 2.0
    heavy: float = 1.6
    heavy_inches: float = 0.14
    margin: float = 0.45
    frame: float = 1.6
    area_letter: float = 32.0
    most_blocks: int = 6
    word_confidence: float = 0.5
    letters: int = 5
    mean_confidence: float = 0.7
    banner_confidence: float = 0.4
    gain: float = 1.3
    steep_gain: float = 0.9
    plain_share: float = 0.6
    plain_letters: int = 4
    overlap: float = 0.4
