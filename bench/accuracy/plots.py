"""Two small charts as plain SVG: bars by group and system, and a reliability diagram."""

from __future__ import annotations

from collections.abc import Sequence
from xml.sax.saxutils import escape

from bench.accuracy.calibration import Calibration
from bench.accuracy.report import Figure

COLOURS = ("#0b5fa5", "#e08a1e", "#5a9e4b", "#9a6fb0", "#888888")
"""One a system, told apart by people who do not see red and green, too."""

BAR, GAP, LEFT, HEAD, WIDE = 13, 14, 120, 46, 460
"""Pixels: height of a bar, gap between groups, room for names, room above, longest bar."""

SIDE, EDGE = 320, 48
"""Pixels: side of the reliability diagram, and room around it."""


def bar_chart(found: Sequence[Figure], title: str) -> str:
    """Character error as bars: a block a group, a bar a system."""
    titles = dict.fromkeys(f.title for f in found)
    colour = {name: COLOURS[k % len(COLOURS)] for k, name in enumerate(titles)}
    most = max([f.score.character_error or 0.0 for f in found] + [0.01])
    parts, y = _legend(colour), float(HEAD)
    for group in dict.fromkeys(f.group for f in found):
        here = [f for f in found if f.group == group]
        parts.append(_text(LEFT - 8, y + BAR * len(here) / 2 + 4, group, "end"))
        for figure in here:
            error = figure.score.character_error or 0.0
            parts.append(_bar(LEFT, y, WIDE * error / most, colour[figure.title]))
            parts.append(_text(LEFT + WIDE * error / most + 4, y + BAR - 3, f"{100 * error:.1f} %", "start"))
            y += BAR
        y += GAP
    return _svg(LEFT + WIDE + 60, y, title, parts)


def reliability_chart(found: Sequence[Calibration], title: str) -> str:
    """Share of right words against confidence, with the diagonal that it should follow; larger dots hold more words."""
    size = SIDE + 2 * EDGE
    parts = [
        f'<rect x="{EDGE}" y="{EDGE}" width="{SIDE}" height="{SIDE}" fill="none" stroke="#999"/>',
        f'<path d="M{EDGE} {EDGE + SIDE}L{EDGE + SIDE} {EDGE}" stroke="#999" stroke-dasharray="4 4"/>',
        _text(EDGE + SIDE / 2, size - 12, "confidence", "middle"),
        _text(EDGE, EDGE - 8, "share of words that are right", "start"),
    ]
    for tick in (0.0, 0.2, 0.4, 0.6, 0.8, 1.0):
        parts.append(_text(EDGE + SIDE * tick, EDGE + SIDE + 16, f"{tick:g}", "middle"))
        parts.append(_text(EDGE - 6, EDGE + SIDE * (1 - tick) + 4, f"{tick:g}", "end"))
    for k, half in enumerate(found):
        parts += _curve(half, COLOURS[k % len(COLOURS)])
        parts.append(_bar(EDGE + 10, EDGE + 12 + 18 * k, 10, COLOURS[k % len(COLOURS)]))
        parts.append(_text(EDGE + 26, EDGE + 22 + 18 * k, half.title, "start"))
    return _svg(size, size, title, parts)


def _curve(half: Calibration, colour: str) -> list[str]:
    total = sum(b.count for b in half.bins) or 1
    dots = [
        (EDGE + SIDE * b.said, EDGE + SIDE * (1 - b.right), 2 + 10 * (b.count / total) ** 0.5)
        for b in half.bins
        if b.count
    ]
    path = "L".join(f"{x:.1f} {y:.1f}" for x, y, _ in dots)
    line = [f'<path d="M{path}" fill="none" stroke="{colour}"/>'] if dots else []
    circles = (
        f'<circle cx="{x:.1f}" cy="{y:.1f}" r="{r:.1f}" fill="{colour}" fill-opacity="0.5"/>'
        for x, y, r in dots
    )
    return [*line, *circles]


def _legend(colour: dict[str, str]) -> list[str]:
    parts, x = [], float(LEFT)
    for name, fill in colour.items():
        parts += [_bar(x, 14, 10, fill), _text(x + 15, 24, name, "start")]
        x += 34 + 6.5 * len(name)
    return parts


def _bar(x: float, y: float, width: float, colour: str) -> str:
    return f'<rect x="{x:.1f}" y="{y:.1f}" width="{max(1.0, width):.1f}" height="{BAR - 2}" fill="{colour}"/>'


def _text(x: float, y: float, text: str, anchor: str) -> str:
    return f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}">{escape(text)}</text>'


def _svg(width: float, height: float, title: str, parts: Sequence[str]) -> str:
    head = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width:.0f} {height:.0f}" width="{width:.0f}" '
        f'height="{height:.0f}" font-family="sans-serif" font-size="12" role="img">'
    )
    ground = '<rect width="100%" height="100%" fill="white"/>'
    return "\n".join([head, f"<title>{escape(title)}</title>", ground, *parts, "</svg>", ""])
