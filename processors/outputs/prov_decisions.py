"""Human decisions in the provenance: each is an activity of a person, from what was read to what was decided.

`run:decision-7` is the decision with number 7. It used its page (`src:p3`) and generated `src:decision-7`, which the
page as published (`src:p3-reading`) and all files come from, as long as it holds. What it says is in `decisions.jsonl`.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING
from urllib.parse import quote

from processors.decisions.standing import in_order, standing
from processors.decisions.types import Decision

if TYPE_CHECKING:
    from prov.model import ProvDocument


def tell_decisions(document: ProvDocument, decisions: Sequence[Decision]) -> None:
    """Tells the decisions on a document; those that hold are what was written from.

    Args:
        document: the provenance, in which the readings of the pages and the writing are told already.
        decisions: all on that document.
    """
    for reviewer in sorted({d.reviewer for d in decisions}):
        document.agent(_who(reviewer), {"prov:type": "prov:Person", "prov:label": reviewer})
    holds = {d.number for d in standing(decisions)}
    for decision in in_order(decisions):
        activity, outcome = f"run:decision-{decision.number}", f"src:decision-{decision.number}"
        told = {
            "prov:type": "declass:decision",
            "declass:act": str(decision.act),
            "declass:subject": str(decision.subject),
            "declass:finding": decision.ref,
        }
        if decision.comment:
            told["declass:comment"] = decision.comment
        document.activity(activity, decision.time, decision.time, told)
        document.wasAssociatedWith(activity, _who(decision.reviewer))
        document.used(activity, f"src:p{decision.page}")
        document.entity(outcome, {"prov:type": "declass:decision", "declass:holds": decision.number in holds})
        document.wasGeneratedBy(outcome, activity)
        document.wasAttributedTo(outcome, _who(decision.reviewer))
        if decision.undoes is not None:
            document.wasInvalidatedBy(f"src:decision-{decision.undoes}", activity)
        if decision.number in holds:
            document.used("run:writing", outcome)
            document.wasDerivedFrom(f"src:p{decision.page}-reading", outcome)


def _who(reviewer: str) -> str:
    return f"who:{quote(reviewer, safe='')}"
