"""The line of a telegram that classifies it: `C O N F I D E N T I A L SECTION 1 OF 2 LA PAZ 7474`."""

from __future__ import annotations

import re
from collections.abc import Iterator

from processors.language.lexicon import PROSE_AFTER_LEVEL

# What stands behind the level in telegrams of the State Department and the CIA since the fifties: which part of a
# long one it is, when it was sent (date-time group), and its office with the number of the telegram there.
_COUNT = r"(?:\d{1,2}|ONE|TWO|THREE|FOUR|FIVE|SIX|SEVEN|EIGHT|NINE|TEN|ELEVEN|TWELVE)"
_SECTION = rf"SECT(?:ION)? {_COUNT} OF {_COUNT}"
_TIME = r"\d{6}Z(?: [A-Z]{3}(?: \d{2,4})?)?"
_NAME, _DIGITS = r"[A-Z][A-Z'.]{1,20}", r"\d{3,6}"
_NUMBER = rf"(?:CITE )?{_NAME}(?: {_NAME}){{0,2}} {_DIGITS}"
_REST = re.compile(rf" (?:{_SECTION}|{_TIME})(?: (?:{_SECTION}|{_TIME}|{_NUMBER})){{0,3}}\W{{0,3}}$")
_OFFICES = tuple(
    re.compile(rf" (?P<first>{_NAME})(?: {_NAME}){{{more}}} {_DIGITS}\W{{0,3}}$") for more in range(3)
)


def classifying_parts(line: str, *, is_spaced: bool) -> Iterator[str]:
    """What may be the level with its controls in front of such a line's rest; nothing where it is another line.

    Args:
        line: with single blanks, letter-spaced words closed.
        is_spaced: whether a word was letter-spaced. Only then is an office with a number enough: `SECRET ROOM 1234`
            is no such line.
    """
    rest = _REST.search(line)
    if rest is not None:
        yield line[: rest.start()]
    elif is_spaced:
        for office in _OFFICES:
            rest = office.search(line)
            if rest is not None and rest["first"] not in PROSE_AFTER_LEVEL:
                yield line[: rest.start()]
