"""Rules of forms and tables, underlines included: taken out so that they neither join letters nor hide lines."""

from __future__ import annotations

import cv2
import numpy as np

from processors.clean.measure import ink_mask
from processors.config.clean import CleanConfig
from processors.scan import Raster


def horizontal_rules(mask: Raster, x_height: float, config: CleanConfig) -> Raster:
    """Mask (255) of thin long horizontal ink, without the places where strokes of letters cross it.

    Args:
        mask: ink (255) of a straightened page.
        x_height: of its type, in pixels.
        config: thresholds.
    """
    length = max(15, round(config.rule_x_heights * x_height))
    thick = max(2, round(config.rule_thickness * x_height))
    long = cv2.morphologyEx(mask, cv2.MORPH_OPEN, np.ones((1, length), np.uint8))
    bars = cv2.morphologyEx(long, cv2.MORPH_OPEN, np.ones((thick + 1, 1), np.uint8))
    rules = cv2.subtract(long, bars)
    if not np.any(rules):
        return np.asarray(rules, dtype=np.uint8)
    wide = cv2.dilate(rules, np.ones((3, 1), np.uint8))
    rest = cv2.subtract(mask, wide)
    # A stroke crosses where ink goes on both above and below; letters merely standing on a rule keep their feet.
    reach = np.ones((thick + 2, 1), np.uint8)
    above = cv2.dilate(rest, reach, anchor=(0, thick + 1))
    below = cv2.dilate(rest, reach, anchor=(0, 0))
    crossing = cv2.bitwise_and(above, below)
    return np.asarray(cv2.subtract(wide, crossing), dtype=np.uint8)


def without_rules(grey: Raster, x_height: float, config: CleanConfig) -> tuple[Raster, float]:
    """The page with its horizontal rules painted over, and the share of its ink that they were."""
    mask, _ = ink_mask(grey)
    rules = cv2.bitwise_and(horizontal_rules(mask, x_height, config), mask)
    taken, inked = cv2.countNonZero(rules), cv2.countNonZero(mask)
    if taken == 0:
        return grey, 0.0
    paper = int(np.median(grey[mask == 0][::97]))
    edge = cv2.dilate(rules, np.ones((3, 3), np.uint8))
    soft = cv2.bitwise_or(rules, cv2.bitwise_and(edge, cv2.bitwise_not(mask)))
    return np.where(soft > 0, np.uint8(paper), grey), taken / max(1, inked)
