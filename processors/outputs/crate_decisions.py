"""Human decisions in the crate of a document: each is an action of a person, with `decisions.jsonl` as its result."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING
from urllib.parse import quote

from processors.decisions.standing import in_order, standing
from processors.decisions.types import Decision

if TYPE_CHECKING:
    from rocrate.model.entity import Entity
    from rocrate.rocrate import ROCrate


def decision_actions(
    crate: ROCrate, decisions: Sequence[Decision], source: Entity, instrument: Entity, log: Entity | None
) -> list[Entity]:
    """Adds an action for each decision, and its reviewer; the actions in the order of the log.

    Args:
        crate: of the document.
        decisions: all on that document.
        source: what they are about.
        instrument: the program in which they were made.
        log: `decisions.jsonl`; None where the folder has none.
    """
    from rocrate.model.contextentity import ContextEntity

    people = {
        name: crate.add(
            ContextEntity(crate, f"#reviewer-{quote(name, safe='')}", {"@type": "Person", "name": name})
        )
        for name in sorted({decision.reviewer for decision in decisions})
    }
    holds = {decision.number for decision in standing(decisions)}
    actions = []
    for decision in in_order(decisions):
        told = {
            "@type": "UpdateAction",
            "name": f"{decision.act} {decision.subject} {decision.ref}",
            "description": f"Page {decision.page}; {_holds(decision, holds)}",
            "startTime": decision.time,
            "endTime": decision.time,
            "actionStatus": "http://schema.org/CompletedActionStatus",
        }
        action = crate.add(ContextEntity(crate, f"#decision-{decision.number}", told))
        action["agent"], action["instrument"] = people[decision.reviewer], instrument
        action["object"] = source
        if log is not None:
            action["result"] = log
        actions.append(action)
    return actions


def _holds(decision: Decision, holds: set[int]) -> str:
    """Whether the files come from a decision, in words."""
    if decision.undoes is not None:
        return f"takes decision {decision.undoes} back"
    return "holds" if decision.number in holds else "holds no more"
