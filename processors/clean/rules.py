"""Rules of forms and tables, underlines included: taken out where letters stand on them or run into them.

Rules that no letter comes near are left, for they tell the engine where one cell ends and the next begins.
"""

from __future__ import annotations

import cv2
import numpy as np

from processors.clean.measure import ink_mask
from processors.components import set_places
from processors.config.clean import CleanConfig
from processors.marks.rasters import opened
from processors.scan import Raster


def horizontal_rules(mask: Raster, x_height: float, config: CleanConfig) -> Raster:
    """Mask (255) of thin long horizontal ink that letters touch, without the places where their strokes cross it.

    Args:
        mask: ink (255) of a straightened page.
        x_height: of its type, in pixels.
        config: thresholds.
    """
    length = max(15, round(config.rule_x_heights * x_height))
    thick = max(2, round(config.rule_thickness * x_height))
    out, thin = np.zeros_like(mask), np.zeros_like(mask)
    long = opened(mask, length, 1)
    for part in _parts(long, thick + 1):
        thin[part] = cv2.subtract(long[part], opened(long[part], 1, thick + 1))
    # What stands farther from a rule than the longest stroke that is asked about says nothing of it.
    reach = round((config.rule_upright + config.rule_near + 2 * config.rule_fringe) * x_height) + thick + 20
    fringe = _fringe(x_height, config)
    for part in _parts(thin, reach):
        # Nothing beside a rule says more of it than uprights that reach into its fringe.
        place = part, _columns(thin[part], fringe + 2)
        out[place] = _rules_of(mask[place], thin[place], thick, x_height, config)
    return out


def _fringe(x_height: float, config: CleanConfig) -> int:
    """Pixels above and below a rule that may be of it: rules are wavy."""
    return max(1, round(config.rule_fringe * x_height))


def _columns(mask: Raster, beside: int) -> slice:
    """The columns from the first to the last on which something is set, and so many beside them."""
    inked = np.flatnonzero(np.asarray(cv2.reduce(mask, 0, cv2.REDUCE_MAX)))
    return slice(max(0, int(inked[0]) - beside), int(inked[-1]) + 1 + beside)


def _parts(mask: Raster, reach: int) -> list[slice]:
    """The rows on which something is set and those within `reach` of them, as far as they hang together."""
    rows = cv2.reduce(mask, 1, cv2.REDUCE_MAX)
    near = np.pad(np.asarray(cv2.dilate(rows, np.ones((2 * reach + 1, 1), np.uint8)))[:, 0] > 0, 1)
    edges = np.flatnonzero(near[1:] != near[:-1]).tolist()
    return [slice(first, end) for first, end in zip(edges[0::2], edges[1::2], strict=True)]


def _rules_of(mask: Raster, thin: Raster, thick: int, x_height: float, config: CleanConfig) -> Raster:
    """The rules on some rows of a page: what of `thin` long ink letters touch."""
    # Their edges are ink that no straight run of that length covers.
    fringe = _fringe(x_height, config)
    rules = cv2.dilate(thin, np.ones((2 * fringe + 1, 3), np.uint8))
    rest = cv2.subtract(mask, rules)
    crossing = _crossing(rest, thick + 2)
    near = _near(mask, rest, fringe, x_height, config)
    kept = _in_the_way(np.asarray(rules, dtype=np.uint8), crossing, near, config)
    feet = _feet(rest, thin, fringe)
    return np.asarray(cv2.subtract(kept, cv2.bitwise_or(crossing, feet)), dtype=np.uint8)


def _crossing(rest: cv2.typing.MatLike, reach: int) -> Raster:
    """Where ink goes on both above and below within `reach` pixels: a stroke of a letter crosses.

    Letters that merely stand on a rule do not cross it.
    """
    column = np.ones((reach, 1), np.uint8)
    above = cv2.dilate(rest, column, anchor=(0, reach - 1))
    below = cv2.dilate(rest, column, anchor=(0, 0))
    return np.asarray(cv2.bitwise_and(above, below), dtype=np.uint8)


def _feet(rest: cv2.typing.MatLike, thin: cv2.typing.MatLike, fringe: int) -> Raster:
    """The fringe of a rule where ink goes on beyond it: there it is the foot or the descender of a letter."""
    beyond = cv2.dilate(rest, np.ones((2 * fringe + 1, 1), np.uint8))
    core = cv2.dilate(thin, np.ones((1, 3), np.uint8))
    return np.asarray(cv2.subtract(beyond, core), dtype=np.uint8)


def _near(
    mask: Raster, rest: cv2.typing.MatLike, fringe: int, x_height: float, config: CleanConfig
) -> Raster:
    """Where the ink of letters, not of upright rules, is close above or below."""
    upright = max(15, round(config.rule_upright * x_height))
    posts = cv2.morphologyEx(mask, cv2.MORPH_OPEN, np.ones((upright, 1), np.uint8))
    posts = cv2.dilate(posts, np.ones((1, 2 * fringe + 1), np.uint8))
    reach = fringe + max(1, round(config.rule_near * x_height))
    letters = cv2.subtract(rest, posts)
    return np.asarray(cv2.dilate(letters, np.ones((2 * reach + 1, 1), np.uint8)), dtype=np.uint8)


def _in_the_way(rules: Raster, crossing: Raster, near: Raster, config: CleanConfig) -> Raster:
    """The rules that letters stand on or cross here and there: rows of clogged type are crossed all along."""
    labels = cv2.connectedComponents(rules, connectivity=8)[1]
    places = set_places(rules != 0)
    of = labels.reshape(-1).take(places)
    area = np.maximum(1, np.bincount(of))
    crossed = np.bincount(of, weights=crossing.reshape(-1).take(places) > 0) / area
    touched = np.bincount(of, weights=near.reshape(-1).take(places) > 0) / area
    keep = (crossed <= config.rule_crossed) & (touched >= config.rule_touched)
    out = np.zeros_like(rules)
    out.reshape(-1)[places[keep[of]]] = 255
    return out


def _paper(grey: Raster, mask: Raster) -> int:
    """The usual grey level outside the ink; on all of a large page it takes longer than what it is asked for."""
    some = grey[::8, ::8][mask[::8, ::8] == 0]
    return int(np.median(some)) if some.size else 255


def without_rules(grey: Raster, x_height: float, config: CleanConfig) -> tuple[Raster, float]:
    """The page with the horizontal rules that letters touch painted over, and the share of its ink that they were."""
    mask, _ = ink_mask(grey)
    rules = np.asarray(cv2.bitwise_and(horizontal_rules(mask, x_height, config), mask), dtype=np.uint8)
    taken, inked = cv2.countNonZero(rules), cv2.countNonZero(mask)
    if taken == 0:
        return grey, 0.0
    paper, out = np.uint8(_paper(grey, mask)), grey.copy()
    for part in _parts(rules, 2):
        edge = cv2.dilate(rules[part], np.ones((3, 3), np.uint8))
        soft = cv2.bitwise_or(rules[part], cv2.bitwise_and(edge, cv2.bitwise_not(mask[part])))
        out[part][soft > 0] = paper
    return out, taken / max(1, inked)
