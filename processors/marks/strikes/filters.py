"""What looks like a level strike and is none: ordered, named filters."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from processors.config.strikes import StrikeConfig
from processors.marks.strikes.level import Crossing
from processors.marks.strikes.parentheses import is_closing, is_opening

Filter = Callable[[Crossing, StrikeConfig], str | None]


def underline(c: Crossing, config: StrikeConfig) -> str | None:
    """The stroke runs at or under the letters' feet."""
    return f"at {c.position:.2f} of the letters' height" if c.position > config.low else None


def overline(c: Crossing, config: StrikeConfig) -> str | None:
    """The stroke runs at or over the letters' heads."""
    return f"at {c.position:.2f} of the letters' height" if c.position < config.high else None


def not_crossed(c: Crossing, config: StrikeConfig) -> str | None:
    """Few letters lie on both sides: descenders over an underline, a dash, a bar of a letter."""
    return f"{c.crossed:.0%} of the word lies on both sides" if c.crossed < config.crossed else None


def partial(c: Crossing, config: StrikeConfig) -> str | None:
    """The stroke covers a part of the word only: clogged type, bars of bold capitals."""
    return f"{c.covered:.0%} of the word is under the stroke" if c.covered < config.covered else None


def ragged(c: Crossing, config: StrikeConfig) -> str | None:
    """The course is rougher than any pen's: clogged type."""
    rough = c.stroke.scatter / c.letter
    return f"scatters by {rough:.2f} letter heights" if rough > config.ragged_h else None


def rule(c: Crossing, config: StrikeConfig) -> str | None:
    """The line goes on far beyond its letters: table rules, form lines, folds, scan lines."""
    if c.page_share > config.page_share:
        return f"runs over {c.page_share:.0%} of the page's width"
    if c.overhang > config.overhang_h:
        return f"goes {c.overhang:.1f} letter heights beyond its words on both sides"
    return f"only {c.filled:.0%} of the line has letters on it" if c.filled < config.filled else None


def short(c: Crossing, config: StrikeConfig) -> str | None:
    """Not longer than one letter of the word: bars of large letters."""
    length = (c.stroke.x1 - c.stroke.x0) / c.letter
    return f"{length:.1f} letter heights long" if length < config.run_h else None


def hidden(c: Crossing, config: StrikeConfig) -> str | None:
    """Short, and nowhere seen alone: bars of touching letters, clogged type."""
    free = c.bare >= config.bare_h or c.stroke.x1 - c.stroke.x0 > config.long_h * c.letter
    return None if free else f"runs free over {c.bare:.2f} letter heights"


def thick(c: Crossing, config: StrikeConfig) -> str | None:
    """As thick as letters are tall: redaction bars, solid areas."""
    share = c.stroke.thickness / c.letter
    return f"{share:.2f} letter heights thick" if share > config.thick_h else None


def sliver(c: Crossing, config: StrikeConfig) -> str | None:
    """Narrower than a letter: a stem beside the bar of another letter, speckle."""
    share = c.box.width / c.letter
    return f"{share:.2f} letter heights wide" if share < config.word_h else None


def own_bar(c: Crossing, config: StrikeConfig) -> str | None:
    """Short, and no longer than what it lies on: the bar of a 4 with its full stop, bars of two letters.

    No bar is parentheses' own: what reaches over both, as over `(S)`, strikes what they hold.
    """
    high = max(c.letter, c.box.height)
    length = (c.stroke.x1 - c.stroke.x0) / high
    if length >= config.lone_h or c.overhang * c.letter >= config.lone_overhang_h * high:
        return None
    first, last = (int(label) for label in c.word.labels[[0, -1]])
    if is_opening(c.pieces, first) and is_closing(c.pieces, last):
        return None
    return f"{length:.1f} letter heights long, and ends with its letters"


def tiny(c: Crossing, config: StrikeConfig) -> str | None:
    """Lower than the page's letters: speckle, full stops, bits of damaged lines."""
    share = c.box.height / c.usual
    return f"{share:.2f} letters of the page high" if share < config.low_h else None


FILTERS: tuple[tuple[str, Filter], ...] = (
    ("rule", rule),
    ("partial", partial),
    ("underline", underline),
    ("overline", overline),
    ("not_crossed", not_crossed),
    ("ragged", ragged),
    ("short", short),
    ("thick", thick),
    ("sliver", sliver),
    ("own_bar", own_bar),
    ("tiny", tiny),
    ("hidden", hidden),
)


def judge_stroke(words: Sequence[Crossing], config: StrikeConfig) -> list[tuple[Crossing, str | None]]:
    """The words under one stroke, each with what turns it down.

    A stroke that strikes one word is a strike, so its other words are judged more leniently: pens drift.
    """
    judged = [(c, rejection(c, config)) for c in words]
    if any(reason is None for _, reason in judged):
        lenient = replace(
            config,
            crossed=config.crossed_next,
            high=config.high / 3,
            low=1 - (1 - config.low) / 2,
            word_h=0.3,
        )
        judged = [(c, reason and rejection(c, lenient)) for c, reason in judged]
    return judged


def rejection(c: Crossing, config: StrikeConfig) -> str | None:
    """`filter: reason` of the first filter that turns the candidate down, None where none does."""
    for name, judge in FILTERS:
        reason = judge(c, config)
        if reason:
            return f"{name}: {reason}"
    return None
