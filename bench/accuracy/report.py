"""Figures by group and system, as tables and as JSON."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import astuple, dataclass, fields
from statistics import median

from bench.accuracy.measures import Score, score_page
from bench.accuracy.pages import SETS
from bench.accuracy.running import Outcome
from bench.accuracy.systems import BASE

NONE = "\N{EN DASH}"
"""What tables show where there is no figure."""


@dataclass(frozen=True, slots=True)
class Figure:
    """How one system did on one group of pages.

    Attributes:
        group: what the pages are.
        system: the system's name, and
        title: what tables call it.
        pages: how many.
        failed: of them, how many gave an error; they count as empty.
        score: the sum over the pages.
        cpu: median CPU seconds a page; None where every page failed.
        ratio: median over the pages of these seconds divided by those of Tesseract alone; None where it did not run.
    """

    group: str
    system: str
    title: str
    pages: int
    failed: int
    score: Score
    cpu: float | None
    ratio: float | None


def figures(outcomes: Sequence[Outcome]) -> list[Figure]:
    """A figure for each group and system, and for the sets `us` and `cables` as wholes."""
    base = {o.page.name: o.reading.cpu for o in outcomes if o.system.name == BASE and o.reading}
    groups = _groups(outcomes)
    systems = dict.fromkeys(o.system.name for o in outcomes)
    return [
        _figure(group, [o for o in members if o.system.name == system], base)
        for group, members in groups.items()
        for system in systems
        if any(o.system.name == system for o in members)
    ]


def _groups(outcomes: Sequence[Outcome]) -> dict[str, list[Outcome]]:
    found: dict[str, list[Outcome]] = {}
    for name, groups in SETS.items():
        members = [o for o in outcomes if o.page.set_name == name]
        if members and name != "text":
            found[f"{name}, all"] = members
        for group in groups:
            chosen = [o for o in members if o.page.group == group]
            if chosen:
                found[group if name == "text" else f"{name}, {group}"] = chosen
    return found


def page_score(outcome: Outcome) -> Score:
    """The score of one page; nothing was read where the system failed."""
    lines = outcome.reading.lines if outcome.reading else ()
    return score_page(outcome.page.lines, outcome.page.complete, lines)


def _figure(group: str, outcomes: Sequence[Outcome], base: dict[str, float]) -> Figure:
    cpu = {o.page.name: o.reading.cpu for o in outcomes if o.reading}
    ratios = [seconds / base[name] for name, seconds in cpu.items() if base.get(name)]
    return Figure(
        group=group,
        system=outcomes[0].system.name,
        title=outcomes[0].system.title,
        pages=len(outcomes),
        failed=sum(o.reading is None for o in outcomes),
        score=sum((page_score(o) for o in outcomes), Score()),
        cpu=round(median(cpu.values()), 2) if cpu else None,
        ratio=round(median(ratios), 2) if ratios else None,
    )


def as_json(found: Iterable[Figure]) -> list[dict[str, object]]:
    """The figures as plain dictionaries, counts included."""
    return [
        {
            "group": f.group,
            "system": f.system,
            "title": f.title,
            "pages": f.pages,
            "failed": f.failed,
            "character_error": _rounded(f.score.character_error),
            "word_recall": _rounded(f.score.recall),
            "word_precision": _rounded(f.score.precision),
            "word_f1": _rounded(f.score.f1),
            "cpu_seconds": f.cpu,
            "cpu_ratio": f.ratio,
            "counts": dict(zip((x.name for x in fields(Score)), astuple(f.score), strict=True)),
        }
        for f in found
    ]


def _rounded(value: float | None) -> float | None:
    return None if value is None else round(value, 5)


def percent(value: float | None) -> str:
    """`0.0123` as `1.23 %`; two digits below 10 %, for errors are small."""
    if value is None:
        return NONE
    return f"{100 * value:.2f} %" if value < 0.1 else f"{100 * value:.1f} %"


def share(value: float | None) -> str:
    """Three decimals."""
    return NONE if value is None else f"{value:.3f}"


def number(value: float | None) -> str:
    """One decimal."""
    return NONE if value is None else f"{value:.1f}"


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A Markdown table."""
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join("| " + " | ".join(line) + " |" for line in lines)


def error_table(found: Sequence[Figure]) -> str:
    """Character error, a row a group and a column a system; best in bold; then `declass` over the better engine."""
    titles = {f.system: f.title for f in found}
    against = {"tesseract", "rapidocr"} & titles.keys() if "declass" in titles else set()
    head = ["pages", "number", *titles.values(), *(["declass / better engine"] if against else [])]
    rows = []
    for group in dict.fromkeys(f.group for f in found):
        here = {f.system: f for f in found if f.group == group}
        errors = {name: here[name].score.character_error for name in titles if name in here}
        known = [e for e in errors.values() if e is not None]
        cells = [
            _bold(percent(errors.get(name)), bool(known) and errors.get(name) == min(known))
            for name in titles
        ]
        row = [group, str(max(f.pages for f in here.values())), *cells]
        if against:
            row.append(_against(errors, against))
        rows.append(row)
    return table(head, rows)


def _bold(text: str, wanted: bool) -> str:
    return f"**{text}**" if wanted else text


def _against(errors: dict[str, float | None], engines: set[str]) -> str:
    ours, theirs = errors.get("declass"), [e for n in engines if (e := errors.get(n)) is not None]
    return f"{ours / min(theirs):.2f}" if ours is not None and theirs and min(theirs) else NONE


def full_table(found: Sequence[Figure]) -> str:
    """Every figure, a row a group and system."""
    head = [
        "pages",
        "system",
        "character error",
        "recall",
        "precision",
        "F1",
        "CPU s a page",
        "CPU / Tesseract",
    ]
    rows = [
        [
            f.group,
            f.title + (f" ({f.failed} failed)" if f.failed else ""),
            percent(f.score.character_error),
            share(f.score.recall),
            share(f.score.precision),
            share(f.score.f1),
            number(f.cpu),
            number(f.ratio),
        ]
        for f in found
    ]
    return table(head, rows)
