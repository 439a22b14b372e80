"""Text that survives under redactions in the objects of a PDF: where, how much, and why it is a leak or none.

The text itself stays in here: it goes only to the terminal of a person who asks for it.
"""

from __future__ import annotations

import functools
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pypdfium2
import pypdfium2.raw as pdfium

from processors.config import Config
from processors.leaks.find import PageInput, survey_page
from processors.leaks.layers import with_all_layers
from processors.leaks.types import LeakKind, PageSurvey, Survival
from processors.sources import Source
from processors.sources.page_objects import Handle

__all__ = ["LeakKind", "PageSurvey", "Survival", "survey"]


def survey(source: Source, path: Path, number: int, config: Config, *, with_text: bool) -> PageSurvey:
    """What survives unseen on a page of an open file; pictures have no text, so nothing can.

    Args:
        source: the open file.
        path: the same file, to be read anew where it has hidden layers.
        number: 1-based page.
        config: the settings.
        with_text: whether the texts are wanted too.

    Raises:
        InputError: the page is damaged.
        LimitError: it is beyond a limit.
    """
    from processors.sources.pdf import PdfSource

    if not isinstance(source, PdfSource):
        return PageSurvey(())
    with source.loaded(number) as page:
        source.check_images(page)
        asked = source.asked_redactions(page, number)
        given = PageInput(page, functools.partial(_with_all_layers, path, number), asked, number)
        found = survey_page(given, config, with_text=with_text)
        return found.moved(source.sheet(page, number))


@contextmanager
def _with_all_layers(path: Path, number: int) -> Iterator[Handle | None]:
    """The page with every layer switched on, None where the file has no layers."""
    layered = _all_layers(path, path.stat().st_mtime_ns)
    shown = pdfium.FPDF_LoadPage(layered.raw, number - 1) if layered is not None else None
    try:
        yield shown or None
    finally:
        if shown:
            pdfium.FPDF_ClosePage(shown)


@functools.lru_cache(maxsize=1)
def _all_layers(path: Path, _changed: int) -> pypdfium2.PdfDocument | None:
    """The pages of a file follow each other, so one copy is kept."""
    return with_all_layers(path)
