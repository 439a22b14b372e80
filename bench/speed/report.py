"""Tables and a chart of what was measured."""

from __future__ import annotations

import statistics
from collections.abc import Sequence
from dataclasses import dataclass
from xml.sax.saxutils import escape

from bench.speed.running import Cost
from bench.speed.starts import Starts

COLOURS = ("#0b5fa5", "#e08a1e", "#5a9e4b", "#9a6fb0", "#888888", "#3aa6a6", "#c2588a", "#7a6a3a")
"""One a step, told apart by people who do not see red and green, too."""

LEFT, WIDE, ROW, HEAD = 130, 520, 26, 16
"""Pixels of the chart: room for names, longest bar, height of a row, room above."""

_LEAST = 0.02
"""Steps with a smaller share (0..1) of all are drawn together."""


@dataclass(frozen=True, slots=True)
class Run:
    """One program on one scan."""

    system: str
    workers: int
    pages: int
    cost: Cost


@dataclass(frozen=True, slots=True)
class PageStages:
    """CPU seconds of the steps on one page, and of Tesseract alone on it."""

    stages: dict[str, float]
    alone: float


def programs_table(runs: Sequence[Run]) -> str:
    """A row a program and number of workers: medians over the scans, and the smallest and the largest."""
    rows = [
        "| program | workers | pages a minute | CPU seconds a page | memory of the largest process | of all together |",
        "|---|---|---|---|---|---|",
    ]
    for system, workers in dict.fromkeys((r.system, r.workers) for r in runs):
        here = [r for r in runs if (r.system, r.workers) == (system, workers)]
        speed = _spread([60 * r.pages / r.cost.wall for r in here], 1)
        cpu = _spread([r.cost.cpu / r.pages for r in here], 2)
        largest, together = (
            f"{max(sizes) / 1e6:.0f} MB"
            for sizes in ([r.cost.largest for r in here], [r.cost.together for r in here])
        )
        rows.append(f"| {system} | {workers} | {speed} | {cpu} | {largest} | {together} |")
    return "\n".join(rows)


def ratios_table(runs: Sequence[Run]) -> str:
    """Pairs of runs on the same scan: how many times as fast one is."""
    rows = ["| ratio on the same scan | median (least to most) |", "|---|---|"]
    for workers in sorted({r.workers for r in runs}):
        ours = [r for r in runs if r.system == "declass" and r.workers == workers]
        for other in ("OCRmyPDF", "Tesseract"):
            theirs = [r for r in runs if r.system == other and r.workers == workers]
            if theirs:
                found = [b.cost.wall / a.cost.wall for a, b in zip(ours, theirs, strict=True)]
                rows.append(f"| speed, declass to {other}, {_workers(workers)} | {_spread(found, 2)} |")
                used = [a.cost.cpu / b.cost.cpu for a, b in zip(ours, theirs, strict=True)]
                rows.append(f"| CPU, declass to {other}, {_workers(workers)} | {_spread(used, 2)} |")
    for system in dict.fromkeys(r.system for r in runs):
        one, two = ([r for r in runs if (r.system, r.workers) == (system, n)] for n in (1, 2))
        if one and two:
            gain = [a.cost.wall / b.cost.wall for a, b in zip(one, two, strict=True)]
            rows.append(f"| speed of {system}, two workers to one | {_spread(gain, 2)} |")
    return "\n".join(rows)


def batch_table(batches: Sequence[Run], runs: Sequence[Run]) -> str:
    """All scans as one batch of declass, beside OCRmyPDF, which reads one after the other.

    Args:
        batches: one run for each number of workers.
        runs: of the programs on single scans.
    """
    rows = [
        "| workers | seconds | pages a minute | CPU seconds a page | largest process | OCRmyPDF | times as fast |",
        "|---|---|---|---|---|---|---|",
    ]
    for batch in batches:
        theirs = sum(
            run.cost.wall for run in runs if (run.system, run.workers) == ("OCRmyPDF", batch.workers)
        )
        beside = f"{theirs:.1f} s | {theirs / batch.cost.wall:.2f}" if theirs else "- | -"
        rows.append(
            f"| {batch.workers} | {batch.cost.wall:.1f} | {60 * batch.pages / batch.cost.wall:.1f} "
            f"| {batch.cost.cpu / batch.pages:.2f} | {batch.cost.largest / 1e6:.0f} MB | {beside} |"
        )
    walls = {batch.workers: batch.cost.wall for batch in batches}
    if walls.keys() >= {1, 2}:
        rows.append(f"\nTwo workers are {walls[1] / walls[2]:.2f} times as fast as one.")
    return "\n".join(rows)


def _workers(count: int) -> str:
    return "one worker" if count == 1 else f"{count} workers"


def starts_table(starts: Starts) -> str:
    """Seconds of commands with little to do."""
    above = _spread([read - alone for read, alone in starts.reads], 2)
    rows = [
        ("`declass --help`", f"{starts.help:.2f}"),
        (f"`declass read` of one page ({len(starts.reads)} pages)", _spread([r for r, _ in starts.reads], 2)),
        ("the same, above the `tesseract` command on that page", above),
        (
            "`declass ingest` of one page into an empty folder, with the start of Prefect's server",
            f"{starts.cold:.2f}",
        ),
        ("the same again: nothing left to read", f"{starts.known:.2f}"),
    ]
    body = "\n".join(f"| {name} | {seconds} |" for name, seconds in rows)
    return f"| command | seconds by the clock, median (least to most) |\n|---|---|\n{body}"


def stages_table(pages: Sequence[PageStages]) -> str:
    """The steps by CPU: seconds a page, share of all, and over the whole of Tesseract alone."""
    sums = _sums(pages)
    whole, alone = sum(sums.values()), sum(p.alone for p in pages)
    rows = ["| step | CPU seconds a page | share | of Tesseract alone |", "|---|---|---|---|"]
    for name, seconds in sums.items():
        rows.append(
            f"| {name} | {seconds / len(pages):.3f} | {100 * seconds / whole:.1f} % | {seconds / alone:.3f} |"
        )
    rows.append(f"| all | {whole / len(pages):.3f} | | {whole / alone:.2f} |")
    rows.append(f"| Tesseract alone | {alone / len(pages):.3f} | | 1 |")
    each = sorted(sum(p.stages.values()) / p.alone for p in pages)
    rows.append(f"\nAll over Tesseract alone, page by page: {_spread(each, 2)}.")
    return "\n".join(rows)


def stages_chart(pages: Sequence[PageStages], title: str) -> str:
    """Two bars: the steps of a reading beside each other, and Tesseract alone, as SVG."""
    sums = _sums(pages)
    whole, alone = sum(sums.values()), sum(p.alone for p in pages)
    shown = {n: s for n, s in sums.items() if s >= _LEAST * whole}
    shown["the rest"] = whole - sum(shown.values())
    scale = WIDE / max(whole, alone)
    parts, x = [_text(LEFT - 8, HEAD + 15, "declass", "end")], float(LEFT)
    for k, (name, seconds) in enumerate(shown.items()):
        colour = COLOURS[k % len(COLOURS)]
        parts.append(_bar(x, HEAD, seconds * scale, colour))
        row = HEAD + (2 + k) * ROW
        parts.append(_bar(LEFT, row, 12, colour))
        parts.append(_text(LEFT + 20, row + 14, f"{name}: {seconds / len(pages):.2f} s a page", "start"))
        x += seconds * scale
    parts.append(_text(LEFT - 8, HEAD + ROW + 15, "Tesseract alone", "end"))
    parts.append(_bar(LEFT, HEAD + ROW, alone * scale, "#444444"))
    height = HEAD + (3 + len(shown)) * ROW
    head = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {LEFT + WIDE + 30} {height}" '
        f'width="{LEFT + WIDE + 30}" height="{height}" font-family="sans-serif" font-size="12" role="img">'
    )
    return "\n".join(
        [
            head,
            f"<title>{escape(title)}</title>",
            '<rect width="100%" height="100%" fill="white"/>',
            *parts,
            "</svg>",
            "",
        ]
    )


def _sums(pages: Sequence[PageStages]) -> dict[str, float]:
    sums: dict[str, float] = {}
    for page in pages:
        for name, seconds in page.stages.items():
            sums[name] = sums.get(name, 0.0) + seconds
    return dict(sorted(sums.items(), key=lambda pair: -pair[1]))


def _spread(values: Sequence[float], digits: int) -> str:
    middle = statistics.median(values)
    return f"{middle:.{digits}f} ({min(values):.{digits}f} to {max(values):.{digits}f})"


def _bar(x: float, y: float, width: float, colour: str) -> str:
    return f'<rect x="{x:.1f}" y="{y}" width="{max(1.0, width):.1f}" height="{ROW - 6}" fill="{colour}"/>'


def _text(x: float, y: float, text: str, anchor: str) -> str:
    return f'<text x="{x:.1f}" y="{y}" text-anchor="{anchor}">{escape(text)}</text>'
