"""Contents that a batch has met: each is read once and has a name of its own, whatever the number of its addresses."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace

from flows.ledger import Checked
from flows.results import DocumentResult

# Of the checksum, behind a name that other contents have: as `PageStore.claim_folder` does it.
_DIGITS = 8


class Contents:
    """Asked by one thread, in the order of the sources: so what is found does not depend on how long reading takes."""

    def __init__(self) -> None:
        """Nothing was met yet."""
        self._ends: dict[str, DocumentResult | None] = {}
        self._copies: defaultdict[str, list[Checked]] = defaultdict(list)
        self._names: dict[str, str] = {}

    def first(self, checked: Checked) -> Checked | DocumentResult | None:
        """What to do with a document.

        Returns:
            The document, under a name that no other contents of this batch have, where it is to be read; how another
            with the same contents ended; None where that is being read, and `ended` will give this one back.
        """
        sha256 = checked.sha256
        if sha256 in self._ends:
            end = self._ends[sha256]
            if end is None:
                self._copies[sha256].append(checked)
            return end
        self._ends[sha256] = None
        owner = self._names.setdefault(checked.name.casefold(), sha256)
        if owner == sha256 or not checked.is_new:
            return checked
        return replace(checked, name=f"{checked.name}-{sha256[:_DIGITS]}")

    def ended(self, checked: Checked, result: DocumentResult) -> list[Checked]:
        """Keeps how a document ended; gives those with the same contents that have waited for that."""
        self._ends[checked.sha256] = result
        return self._copies.pop(checked.sha256, [])

    def put_off(self, sha256: str) -> list[Checked]:
        """Forgets that contents are read in this batch; gives those that have waited for that."""
        self._ends.pop(sha256, None)
        return self._copies.pop(sha256, [])
