"""What reports say of changes, in words that both of them use."""

from __future__ import annotations

from collections.abc import Sequence

from processors.compare.types import (
    Certainty,
    Change,
    ChangeKind,
    Comparison,
    Counts,
    PageFate,
    PageMatch,
    Spot,
)

LABELS = {
    ChangeKind.OPENED: "opened",
    ChangeKind.CLOSED: "closed",
    ChangeKind.CODES: "codes changed",
    ChangeKind.NUMBERS: "numbers differ",
    ChangeKind.STRUCK: "struck in B",
    ChangeKind.UNSTRUCK: "struck in A",
}
SECTIONS: tuple[tuple[str, str, tuple[ChangeKind, ...]], ...] = (
    ("Opened", "Withheld in A, readable in B.", (ChangeKind.OPENED,)),
    ("Closed", "Readable in A, withheld in B.", (ChangeKind.CLOSED,)),
    ("Codes changed", "Withheld in both, for another reason.", (ChangeKind.CODES,)),
    (
        "Marks struck in one release",
        "The same words, crossed out in one.",
        (ChangeKind.STRUCK, ChangeKind.UNSTRUCK),
    ),
)
TO_CHECK = "To check"
TO_CHECK_WHY = "The evidence is not complete. Compare these with the pages before you quote them."
FATES = {
    PageFate.BOTH: "in both",
    PageFate.OPENED: "opened: withheld in A",
    PageFate.CLOSED: "closed: withheld in B",
    PageFate.ONLY_A: "in A only",
    PageFate.ONLY_B: "in B only",
    PageFate.WITHHELD: "withheld in both",
    PageFate.UNREADABLE: "could not be read",
    PageFate.BLANK: "blank",
}
NO_CODE = "no code"
POINTS_AN_INCH = 72.0


def certain(comparison: Comparison, kinds: Sequence[ChangeKind]) -> list[Change]:
    """The changes of these kinds that are certain."""
    return [c for c in comparison.changes if c.kind in kinds and c.status is Certainty.FOUND]


def unsure(comparison: Comparison) -> list[Change]:
    """The changes to look at."""
    return [c for c in comparison.changes if c.status is Certainty.UNSURE]


def summary(counts: Counts) -> list[tuple[int, str]]:
    """Numbers with what they count, as shown at the head of a report."""
    rows = [
        (counts.opened, _count(counts.opened, "passage") + " opened"),
        (counts.closed, _count(counts.closed, "passage") + " closed"),
        (counts.codes_changed, _count(counts.codes_changed, "change") + " of codes"),
        (counts.strikes_changed, _count(counts.strikes_changed, "mark") + " struck in one release"),
        (counts.unsure, "to check"),
    ]
    if counts.pages_opened:
        rows.insert(1, (counts.pages_opened, _count(counts.pages_opened, "page") + " opened"))
    if counts.pages_closed:
        rows.append((counts.pages_closed, _count(counts.pages_closed, "page") + " closed"))
    return rows


def _count(number: int, what: str) -> str:
    return what if number == 1 else f"{what}s"


def where(change: Change) -> str:
    """The pages of a change: `A page 3, B page 4`."""
    parts = [
        f"{name} page {spot.page}" for name, spot in (("A", change.a), ("B", change.b)) if spot is not None
    ]
    return ", ".join(parts)


def codes_of(spot: Spot | None) -> str:
    """The codes of a place in words."""
    return " ".join(spot.codes) if spot is not None and spot.codes else NO_CODE


def codes_line(change: Change) -> str:
    """What is said of codes with a change: both sides where they changed, else those of the side that withholds."""
    if change.kind is ChangeKind.CODES:
        return f"{codes_of(change.a)} → {codes_of(change.b)}"
    withheld = change.a if change.kind is ChangeKind.OPENED else change.b
    if change.kind in (ChangeKind.OPENED, ChangeKind.CLOSED) and withheld is not None and withheld.codes:
        return codes_of(withheld)
    return ""


def note(change: Change) -> str:
    """The evidence for a change, what remains withheld, and the place on both pages, as sentences."""
    parts = [f"{change.reason}; confidence {change.confidence:.2f}"]
    if change.partly:
        other = "B" if change.kind is ChangeKind.OPENED else "A"
        parts.append(f"{other} still withholds something here")
    places = [_place(name, spot) for name, spot in (("A", change.a), ("B", change.b)) if spot and spot.boxes]
    if places:
        parts.append(f"Place on the page: {'; '.join(places)}")
    return " ".join(part[0].upper() + part[1:] + "." for part in parts)


def _place(name: str, spot: Spot) -> str:
    """Where a change begins on a page, in inches as a ruler tells them."""
    x, y = (edge / POINTS_AN_INCH for edge in spot.boxes[0][:2])
    return f"{name} {max(0.0, x):.1f} in from the left, {max(0.0, y):.1f} in from the top"


def common_text(comparison: Comparison) -> str:
    """How much both releases have in common, and what was passed over."""
    counts = comparison.counts
    share = round(100 * comparison.likeness)
    same = f"{counts.same:,} words are in both ({share} % of the shorter release)"
    said = (
        f"{same}; {counts.misread:,} of them were read differently, which is no change unless a number differs."
        " A number that only one release was read with is told where it was read well; a word that was read with"
        " digits for letters is none."
    )
    return f"{said} {unread_codes(counts)}".rstrip()


def unread_codes(counts: Counts) -> str:
    """What cannot be told of codes, as a sentence; empty where all can."""
    if not counts.codes_unread:
        return ""
    those = "redaction" if counts.codes_unread == 1 else "redactions"
    return (
        f"Of {counts.codes_unread} {those} a code was read in one release only: hardly any can be read in the other, or"
        " it shows neither a redaction nor text there. Whether the code changed must be looked up on the pages."
    )


def odd_pages(comparison: Comparison) -> list[PageMatch]:
    """Pages that are not simply in both."""
    return [match for match in comparison.pages if match.fate is not PageFate.BOTH]
