"""The kinds of document: each module has `pages(rng)`, which makes one document of that kind."""

from __future__ import annotations

from collections.abc import Callable

from samples.chance import Rng
from samples.kinds import (
    cable,
    field_report,
    filing,
    form,
    memo,
    note,
    report,
    summary,
    table,
    title,
    typed,
    withheld,
)
from samples.sheet import Sheet

BUILDERS: dict[str, Callable[[Rng], list[Sheet]]] = {
    "memo": memo.pages,
    "note": note.pages,
    "typed": typed.pages,
    "cable": cable.pages,
    "form": form.pages,
    "report": report.pages,
    "withheld": withheld.pages,
    "table": table.pages,
    "title": title.pages,
    "filing": filing.pages,
    "field_report": field_report.pages,
    "summary": summary.pages,
}
"""Every kind by its name."""

KINDS = tuple(BUILDERS)

__all__ = ["BUILDERS", "KINDS"]
