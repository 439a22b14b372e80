"""The paragraphs of both releases beside each other."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from processors.compare.sides import NONE, Side
from processors.compare.tokens import Token
from processors.compare.types import Row, Run


@dataclass(frozen=True, slots=True)
class Marked:
    """The id of the change that a token belongs to, by the token's index, for release A and B."""

    a: dict[int, str]
    b: dict[int, str]


@dataclass(slots=True)
class _Pending:
    """A row in the making: indices of tokens on both sides."""

    a: list[int]
    b: list[int]


def rows_of(a: Side, b: Side, marked: Marked) -> Iterator[Row]:
    """Rows of paragraphs in reading order.

    A row begins where a paragraph of either release begins and the row has words of that release already.
    """
    row = _Pending([], [])
    for i, j in _steps(a, b):
        if (row.a or row.b) and _begins(a, b, row, i, j):
            yield _row(a, b, row, marked)
            row = _Pending([], [])
        if i != NONE:
            row.a.append(i)
        if j != NONE:
            row.b.append(j)
    if row.a or row.b:
        yield _row(a, b, row, marked)


def _steps(a: Side, b: Side) -> Iterator[tuple[int, int]]:
    """Tokens of both sides in an order that keeps that of each: counterparts together, what is alone between them."""
    i = j = 0
    while i < len(a.tokens):
        if a.match[i] == NONE:
            yield i, NONE
        else:
            for k in range(j, a.match[i]):
                yield NONE, k
            j = a.match[i] + 1
            yield i, a.match[i]
        i += 1
    for k in range(j, len(b.tokens)):
        yield NONE, k


def _begins(a: Side, b: Side, row: _Pending, i: int, j: int) -> bool:
    new_a = i != NONE and (not row.a or a.tokens[i].paragraph != a.tokens[row.a[-1]].paragraph)
    new_b = j != NONE and (not row.b or b.tokens[j].paragraph != b.tokens[row.b[-1]].paragraph)
    return (new_a and bool(row.a)) or (new_b and bool(row.b))


def _row(a: Side, b: Side, row: _Pending, marked: Marked) -> Row:
    return Row(
        a=tuple(_runs(a, row.a, marked.a)),
        b=tuple(_runs(b, row.b, marked.b)),
        page_a=a.tokens[row.a[0]].page if row.a else 0,
        page_b=b.tokens[row.b[0]].page if row.b else 0,
    )


def _runs(side: Side, indices: Sequence[int], marked: dict[int, str]) -> Iterator[Run]:
    run: Run | None = None
    for k in indices:
        fresh = _run(side.tokens[k], marked.get(k, ""))
        if run is not None and _go_together(run, fresh):
            run = Run(f"{run.text} {fresh.text}", run.change, run.redaction, run.struck)
            continue
        if run is not None:
            yield run
        run = fresh
    if run is not None:
        yield run


def _run(token: Token, change: str) -> Run:
    if token.denied:
        return Run("page withheld", change, redaction=True)
    if token.is_redaction:
        return Run(" ".join(token.codes), change, redaction=True)
    return Run(token.text, change, struck=token.struck)


def _go_together(a: Run, b: Run) -> bool:
    return not a.redaction and not b.redaction and (a.change, a.struck) == (b.change, b.struck)
