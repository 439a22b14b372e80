"""Every threshold of a comparison, with its unit and the reason for it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class CompareConfig:
    """How surely two readings say the same.

    Attributes:
        shingles: lengths in words of the runs, unique on both sides, that hold the alignment; long ones first, so that
            a chance hit of a short one cannot lead it astray.
        cells: most pairs of words that are compared one by one between two anchors; more are left unaligned, which
            bounds time and memory where two documents share nothing.
        like: least likeness (0..1, normalised edit distance) of two readings of one word; two misread letters of five.
        contiguous: what a match is worth more behind another one, in words: keeps runs together, where a frequent word
            stands in a hidden passage too.
        chance: share of the letters of the shorter of two stretches in matched words below which they are different
            texts, whose words are alike by chance: a cover sheet has words of any text.
        run: least number of matched words in a row that nothing but their letters speaks for.
        fit_words: fewest pairs of words that say where a page lies on another.
        fit_error: how far a word may lie from where the map puts it, in heights of type: paper is never quite flat.
        fit_share: least share of words that the map must place for the pages to be one sheet, not one text set anew.
        fit_stretch: most that a map may stretch a page more one way than across, as a multiple: no scan is so askew,
            words of a text set anew are.
        stray: beyond this distance from its place, in heights of type, a matched word of a page that lies well on its
            counterpart is another word; the next line is some two heights away.
        reflow: words around a place that lie further beside where the map puts them, in heights of type, were set anew:
            their lines break elsewhere, and places say nothing.
        near_words: matched words around a place that say how far off the map is there.
        covered: share of a word's box in the other release's redactions from which it was withheld there.
        edge_covered: the same for a word between two withheld ones.
        occupied: share of a word's box in words of the other release from which that has read the same place otherwise.
        glued_rest: letters that a word has more than its counterpart from which another may be run together with it.
        glued_short: letters of such a rest up to which it must be a common word: nearly any two or three letters are
            in some use.
        glued_off: widths of a letter by which a redaction stands off from a word before it; one that touches it covers
            its letters.
        glued_most: words that are put together at once: readers lose a space or two, not all.
        thin_code: width or height in points below which a code was cut off at the edge of its redaction, and stands
            beside that.
        crooked: degrees of skew from which the box of a long bar is higher than a line of type.
        crooked_more: times as many characters as have room in a box laid flat, from which it was no single bar on a
            crooked page.
        one_box: share of the larger of two boxes that both have in common from which they are one.
        rubbish: a passage of some words is not what was read in its place below that likeness.
        empty: share of a passage's boxes in words of the other release up to which its place is empty there.
        empty_letters: fewest letters of a passage whose place is empty: readers lose a word here and there, but seldom
            several in a row.
        lacking: where less than that share of a gap's letters stands between the same words of the other release, the
            words are missing there; more was only read otherwise.
        lacking_letters: fewest letters of words that are told because they are missing there.
        well_read: confidence below which a word was read in doubt, and
        ill_read: share of a page's words in doubt up to which a single word that is lacking at the end of a line, or
            behind a word with too wide a box, was no loss of its reader.
        elsewhere: share of their letters in words without a counterpart of that page there from which they are read in
            another order.
        room_low: where pages cannot be laid on each other, room that no redaction was found in may hide what is at
            least that share of its characters, and
        room_high: at most that multiple.
        cut: widths of a letter between a number and a redaction up to which a digit may lie under that.
        noise: mean confidence below which a passage is no more than dirt taken for words.
        sure_words: least mean confidence of the words of a passage, weighted by length; below it noise is likelier.
        sure_word: least confidence of its best word.
        sure_letters: fewest letters and digits of a passage; one letter may be dirt.
        sure_edge: the same where both releases have the redaction and one is only larger: boxes are drawn by hand.
        sure_redaction: least confidence of a redaction that hides a passage.
        hidden_low: a passage shorter than this share of the least estimate of hidden characters is not sure where
            pages cannot be laid on each other, and
        hidden_high: likewise one longer than this multiple of the greatest.
        moved: share of a passage's runs of three words found without a counterpart on the other side from which it only
            stands elsewhere there.
        same_redaction: share of the smaller of two redactions in the other one from which they are one.
        sure_code: least confidence of a code for a certain change of codes.
        coded: share of its redactions with a code from which it tells something that a release has none at a place.
        number_words: most words between the same words whose numbers are compared: more of them are other texts, or
            lines that were read mixed.
        sure_strike: least confidence of a strike for a certain change.
        context: words told before and behind a change.
        least_only: fewest letters of text that stands on one side alone and is worth a line; less is noise.
        page_share: least share of a page's words found on the other side for it to be there.
        marking_like: least likeness of two readings of one marking, 0..100.
    """

    shingles: tuple[int, ...] = (5, 3, 2, 1)
    cells: int = 250_000
    like: float = 0.6
    contiguous: float = 0.35
    chance: float = 0.4
    run: int = 3
    fit_words: int = 5
    fit_error: float = 0.7
    fit_share: float = 0.7
    fit_stretch: float = 1.2
    stray: float = 1.8
    reflow: float = 1.5
    near_words: int = 8
    covered: float = 0.5
    edge_covered: float = 0.25
    occupied: float = 0.35
    glued_rest: int = 2
    glued_short: int = 3
    glued_off: float = 0.12
    glued_most: int = 4
    thin_code: float = 2.0
    crooked: float = 1.0
    crooked_more: float = 1.5
    one_box: float = 0.7
    rubbish: float = 0.35
    empty: float = 0.1
    empty_letters: int = 16
    lacking: float = 0.5
    lacking_letters: int = 4
    well_read: float = 0.9
    ill_read: float = 0.05
    elsewhere: float = 0.5
    room_low: float = 0.6
    room_high: float = 1.5
    cut: float = 0.5
    noise: float = 0.35
    sure_words: float = 0.55
    sure_word: float = 0.7
    sure_letters: int = 2
    sure_edge: int = 4
    sure_redaction: float = 0.5
    hidden_low: float = 0.4
    hidden_high: float = 2.0
    moved: float = 0.7
    same_redaction: float = 0.4
    sure_code: float = 0.75
    coded: float = 0.5
    number_words: int = 6
    sure_strike: float = 0.7
    context: int = 8
    least_only: int = 6
    page_share: float = 0.08
    marking_like: float = 80.0
