"""What survives unseen on a page, told with its reading: kinds, places and counts, never the text."""

from __future__ import annotations

import math
import time
from dataclasses import replace
from pathlib import Path

from processors.config import Config
from processors.errors import DeclassError
from processors.leaks import survey
from processors.records import Step, Surviving
from processors.results import PageResult
from processors.sources import Source

NAME = "surviving text"
"""Of the step."""


def with_surviving(result: PageResult, source: Source, path: Path, config: Config) -> PageResult:
    """The reading of a page with the leaks that were found on it; a page whose search fails is kept.

    Args:
        result: the page as read.
        source: the open file.
        path: the same file.
        config: the settings of the reading.

    Raises:
        OSError: storage does not answer: the page is to be read again.
    """
    start = time.perf_counter()
    found: tuple[Surviving, ...] = ()
    try:
        found = _leaks(source, path, result.page.number, config)
        step = Step(NAME, {"places": len(found)})
    except OSError:
        raise
    except DeclassError as error:
        step = _not_looked_at(error.message)
    # What was read stands, whatever a hostile file does to a search that comes after it.
    except Exception as error:
        step = _not_looked_at(f"an unexpected {type(error).__name__}")
    page = replace(result.page, steps=(*result.page.steps, step))
    spent = (NAME, round(time.perf_counter() - start, 4))
    return replace(result, page=page, surviving=found, seconds=(*result.seconds, spent))


def _leaks(source: Source, path: Path, number: int, config: Config) -> tuple[Surviving, ...]:
    survivals = survey(source, path, number, config, with_text=False).found
    return tuple(
        Surviving(str(s.kind), s.bbox, s.characters)
        for s in survivals
        # JSON has no such numbers; text that is nowhere can be shown nowhere.
        if s.dismissed_by is None and all(map(math.isfinite, s.bbox))
    )


def _not_looked_at(why: str) -> Step:
    return Step(NAME, {"looked at": False, "reason": why})
