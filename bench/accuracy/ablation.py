"""What each step brings: `declass` with one of them switched off by its settings."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from bench.accuracy.cache import ResultCache
from bench.accuracy.report import Figure, figures, percent, share, table
from bench.accuracy.running import Outcome, Tell, run_all
from bench.accuracy.systems import System, declass
from processors.config import Config

NEVER = 1e9
"""A bar that nothing reaches."""


@dataclass(frozen=True, slots=True)
class Variant:
    """`declass` without a step.

    Attributes:
        title: for the table.
        config: that switches the step off.
        step: name of the cleaning step; on pages where it was not taken, the usual reading stands for this one.
    """

    title: str
    config: Config
    step: str = ""


def variants() -> list[Variant]:
    """All steps that settings can switch off."""
    return [*_readers(), _unfiltered(), *_cleaning()]


def _readers() -> list[Variant]:
    usual = Config()
    first_alone = replace(
        # Nothing the first reader saw counts as doubtful, and nothing that it did not see is believed.
        usual.fusion,
        sure_word=0.0,
        sure_cover=0.0,
        lone_second=NEVER,
        unseen_first=0.0,
    )
    second_alone = replace(
        # The second reader reads every line that it sees, and wins every dispute.
        usual.fusion,
        sure_word=NEVER,
        first_weight=0.0,
        lead_letters=NEVER,
        lead_case=NEVER,
        lead_marks=NEVER,
        lead_added_letter=NEVER,
        lead_added_mark=NEVER,
        lead_lone_letter=NEVER,
        lead_lone_mark=NEVER,
        lone_second=usual.fusion.rapid.detector.share,
        unseen_first=NEVER,
        lead_point_for_comma=NEVER,
        lead_space_first=-NEVER,
        lead_space_second=NEVER,
        word_weight=0.0,
    )
    wordless = replace(usual.fusion, word_weight=0.0)
    sure = replace(usual.fusion, rapid=replace(usual.fusion.rapid, others=0))
    return [
        Variant("second thoughts of the second reader left out", replace(usual, fusion=sure)),
        Variant("usual words given no weight", replace(usual, fusion=wordless)),
        Variant("first reader alone", replace(usual, fusion=first_alone)),
        Variant("second reader alone", replace(usual, fusion=second_alone)),
    ]


def _unfiltered() -> Variant:
    usual = Config()
    ocr = replace(usual.ocr, symbol_confidence=0.0, scribble_confidence=0.0, speck_inches=0.0)
    fusion = replace(usual.fusion, unseen_first=0.0, least_word=0.0, least_first=0.0)
    return Variant("no noise filters", replace(usual, ocr=ocr, fusion=fusion))


def _cleaning() -> list[Variant]:
    usual = Config()
    switches: tuple[tuple[str, str, dict[str, Any]], ...] = (
        ("rules left in", "remove rules", {"rule_crossed": -1.0}),
        ("mottling left in", "smooth mottling", {"mottled_tiny": NEVER, "trial_tiny": NEVER}),
        ("not enlarged", "enlarge", {"small_x_height": 0.0}),
        ("not deskewed", "deskew", {"skew_least": NEVER}),
        ("shading left in", "flatten background", {"uneven_levels": NEVER}),
        ("borders left in", "clear borders", {"border_level": -1}),
    )
    every: dict[str, Any] = {name: value for _, _, off in switches for name, value in off.items()}
    single = [
        Variant(title, replace(usual, clean=replace(usual.clean, **off)), step)
        for title, step, off in switches
    ]
    return [*single, Variant("none of this cleaning", replace(usual, clean=replace(usual.clean, **every)))]


def run_ablation(
    usual: Sequence[Outcome], cache: ResultCache, workers: int, tell: Tell
) -> list[tuple[str, list[Outcome]]]:
    """The usual outcomes of `declass` and those of each variant.

    Args:
        usual: what `declass` read with all its steps.
        cache: results that are in it are not made again.
        workers: pages read at the same time.
        tell: is given a line for each page that was read.
    """
    found = [("everything", list(usual))]
    for variant in variants():
        system = declass(f"declass, {variant.title}", variant.title, variant.config)
        touched = [o.page for o in usual if _touches(variant, o)]
        fresh = {o.page.name: o for o in run_all(touched, [system], cache, workers, tell)}
        found.append((variant.title, [fresh.get(o.page.name, o) for o in usual]))
    return found


def _touches(variant: Variant, outcome: Outcome) -> bool:
    return not variant.step or outcome.reading is None or variant.step in outcome.reading.steps


def ablation_table(found: Sequence[tuple[str, list[Outcome]]]) -> str:
    """Character error and word F1 (in brackets), a row a variant and a column a group."""
    rows: list[list[str]] = []
    groups: list[str] = []
    for title, outcomes in found:
        by_group = {f.group: f for f in _main(figures(_as_one(outcomes)))}
        groups = groups or list(by_group)
        changed = sum(a is not b for a, b in zip(outcomes, found[0][1], strict=True))
        pages = str(changed if rows else len(outcomes))
        rows.append([title, pages, *(_cell(by_group[group]) for group in groups)])
    return table(["declass with", "pages read so", *groups], rows)


def _as_one(outcomes: Sequence[Outcome]) -> list[Outcome]:
    """The outcomes under one system, since a variant borrows those of the usual one."""
    system = System("declass", "declass", "declass", "")
    return [replace(o, system=system) for o in outcomes]


def _main(found: Sequence[Figure]) -> list[Figure]:
    return [f for f in found if "," not in f.group or f.group.endswith(", all")]


def _cell(figure: Figure) -> str:
    f1 = figure.score.f1
    return percent(figure.score.character_error) + ("" if f1 is None else f" ({share(f1)})")
