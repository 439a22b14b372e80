"""What a batch does with its quarantine, where there is one: trouble with it never ends the batch."""

from __future__ import annotations

from dataclasses import dataclass, field

from declass.catalog.documents import Failure
from declass.gather import Gathered
from flows.ledger import Checked
from flows.progress import Listener, watcher
from flows.quarantine import Quarantine, Suspect
from flows.results import DocumentResult
from processors.errors import AccessError, DeclassError


@dataclass(frozen=True, slots=True)
class Aside:
    """The place for files that could not be read; nothing happens where `quarantine` is None."""

    quarantine: Quarantine | None = None
    listener: Listener = field(default_factory=watcher)

    def put(self, item: Gathered, why: DeclassError | Failure | None, checked: Checked | None) -> None:
        """Puts a file there: with `checked` a copy of it, else its address; `why` as `Quarantine.put` takes it."""
        if self.quarantine is None:
            return
        suspect = Suspect(item.address, item.label)
        if checked is not None:
            is_copy = bool(item.fetch().sha256)
            suspect = Suspect(item.address, item.label, checked.path, checked.sha256, is_copy)
        try:
            self.quarantine.put(suspect, why)
        except AccessError as problem:
            # That it takes nothing more loses no result.
            self.listener.message(problem)

    def take_out(self, address: str) -> None:
        """Takes out what lies there for a file that was read now."""
        try:
            if self.quarantine is not None:
                self.quarantine.take_out(address)
        except AccessError as problem:
            self.listener.message(problem)

    def is_settled(self, looked: DocumentResult) -> bool:
        """Whether nothing is left to do for it: a file that is bad for good lies there, where there is a place."""
        return not looked.earlier or self.quarantine is None or self.quarantine.holds(looked.file)
