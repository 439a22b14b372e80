"""Which words of a decided text a person typed, and in which decision.

Only these were put there by somebody who knew what was drawn over their place until then. All others were read by a
machine, and came along with what was accepted or with a word beside them that was corrected.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from difflib import SequenceMatcher

from processors.decisions.standing import held
from processors.decisions.types import Act, Decision
from processors.decisions.words import folded, typed

NOBODY = 0
"""In place of the number of a decision: the word was read by a machine."""
Origins = tuple[int, ...]
"""Of each word of a text the number of the decision in which it was typed, or `NOBODY`."""


def origins(decisions: Iterable[Decision]) -> dict[int, Origins]:
    """Who typed the words of decided texts, by number of the decision that left them.

    A word that was typed stays so when somebody accepts the text later, or corrects another word of it.

    Args:
        decisions: in any order; those that were undone are passed over.
    """
    found: dict[int, Origins] = {}
    last: dict[tuple[str, str], tuple[Sequence[str], Origins]] = {}
    for decision in held(decisions):
        finding = decision.sha256, decision.ref
        last[finding] = _left(decision, *last.get(finding, ((), ())))
        found[decision.number] = last[finding][1]
    return found


def _left(decision: Decision, words: Sequence[str], by: Origins) -> tuple[Sequence[str], Origins]:
    """The words that a decision leaves, and who typed each; `words` and `by` are what the one before it left."""
    if decision.act is Act.ILLEGIBLE:
        return ("",), (decision.number,)
    after = decision.after
    if after is None:
        return (), ()
    old = _folded(decision.before.text) if decision.before is not None else []
    new = _folded(after.text)
    nothing_new = decision.act is Act.ACCEPT or "".join(old) == "".join(new)
    seen = _carried(words, by, old, NOBODY)
    return new, _carried(old, seen, new, NOBODY if nothing_new else decision.number)


def _carried(words: Sequence[str], by: Origins, onto: Sequence[str], fresh: int) -> Origins:
    """Who typed the words `onto`, where they are the same as before; of all others `fresh` says it."""
    made = [fresh] * len(onto)
    for first, at, size in SequenceMatcher(None, words, onto, autojunk=False).get_matching_blocks():
        made[at : at + size] = by[first : first + size]
    return tuple(made)


def _folded(text: str) -> list[str]:
    return [folded(word) for word, _ in typed(text)]
