"""`declass leaks`: where text survives under redactions in PDF files; the text itself only on demand, to a terminal."""

from __future__ import annotations

import getpass
import json
import os
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from declass.cli.output import print_text
from declass.shown import Showing, ShownPlace, keep_showing
from processors.config import Config
from processors.document_records import SourceInfo
from processors.errors import DeclassError, ExitCode, UsageError, printable
from processors.in_worker import PageJob
from processors.leaks import PageSurvey, Survival
from processors.workers import WorkerPool, outcome


@dataclass(frozen=True, slots=True)
class Request:
    """What is asked for.

    Attributes:
        files: the files to look at.
        as_json: whether JSON is wanted instead of lines for a person.
        everything: whether what was dismissed is listed too.
        show: whether the text is wanted.
        log: where showing is recorded; None for the usual place.
    """

    files: tuple[Path, ...]
    as_json: bool
    everything: bool
    show: bool
    log: Path | None


@dataclass(frozen=True, slots=True)
class _Report:
    """One file: what survives on its pages, and what could not be looked at."""

    path: Path
    source: SourceInfo | None
    surveys: tuple[PageSurvey, ...]
    errors: tuple[DeclassError, ...]

    @property
    def leaks(self) -> list[tuple[Survival, str]]:
        """The leaks, each with its text where that was asked for."""
        return [(s, text) for s, text in self._with_text() if s.dismissed_by is None]

    @property
    def dismissed(self) -> list[Survival]:
        return [s for s, _ in self._with_text() if s.dismissed_by is not None]

    def _with_text(self) -> Iterator[tuple[Survival, str]]:
        for survey in self.surveys:
            yield from zip(survey.found, survey.texts or [""] * len(survey.found), strict=True)


def report_leaks(request: Request, workers: int) -> ExitCode:
    """Looks at the files and prints what survives in them.

    Returns:
        `LEAKS` where anything survives, else `OK`, or how the reading failed.

    Raises:
        UsageError: the text is asked for and there is no terminal to show it on.
        AccessError: that it is shown cannot be recorded; then it is not shown.
    """
    if request.show and (request.as_json or not sys.stdout.isatty()):
        raise UsageError(
            "--show prints names of living people, so it writes to a terminal only",
            hint="Leave out --json, and do not redirect the output",
        )
    config = Config()
    with WorkerPool(workers, config) as pool:
        reports = [_survey(path, pool, config, with_text=request.show) for path in request.files]
    if request.show:
        _record_showing(reports, request.log)
    if request.as_json:
        print_text(json.dumps([_as_json(r) for r in reports], indent=1, ensure_ascii=False) + "\n")
    else:
        print_text("".join(line + "\n" for report in reports for line in _lines(report, request)))
    for error in (e for r in reports for e in r.errors):
        sys.stderr.write(f"declass: {error}\n")
    return _exit_code(reports)


def _survey(path: Path, pool: WorkerPool, config: Config, *, with_text: bool) -> _Report:
    try:
        source = outcome(pool.inspect(path), str(path), None, config)
    except DeclassError as error:
        return _Report(path, None, (), (error,))
    pages = range(1, source.page_count + 1)
    futures = [(n, pool.leaks(PageJob(str(path), n), with_text=with_text)) for n in pages]
    surveys, errors = [], []
    for number, future in futures:
        try:
            surveys.append(outcome(future, str(path), number, config))
        except DeclassError as error:
            errors.append(error)
    return _Report(path, source, tuple(surveys), tuple(errors))


def _lines(report: _Report, request: Request) -> Iterator[str]:
    name = printable(str(report.path))
    if report.source is None:
        yield f"{name}: could not be looked at"
        return
    leaks = report.leaks
    if leaks:
        total = sum(s.characters for s, _ in leaks)
        yield f"{name}: text survives in {_count(len(leaks), 'place')}, {_count(total, 'character')}"
    else:
        yield f"{name}: no surviving text found on {_count(len(report.surveys), 'page')}"
    for survival, text in leaks:
        yield f"  {_line(survival)}"
        if request.show and text:
            yield f"    {printable(text)}"
    if request.everything:
        yield from (f"  ({_line(s)}: {s.dismissed_by})" for s in report.dismissed)
    elif report.dismissed:
        reasons = Counter(str(s.dismissed_by) for s in report.dismissed)
        told = ", ".join(f"{reason} {n}" for reason, n in sorted(reasons.items()))
        yield f"  no leaks, for the reason named: {told}"


def _line(survival: Survival) -> str:
    x0, y0, x1, y1 = (round(v) for v in survival.bbox)
    much = _count(survival.characters, "character") if survival.characters else "a picture"
    return f"page {survival.page}, {survival.kind} at [{x0}, {y0}, {x1}, {y1}], {much}: {survival.reason}"


def _count(number: int, what: str) -> str:
    return f"{number} {what}{'' if number == 1 else 's'}"


def _as_json(report: _Report) -> dict[str, object]:
    return {
        "file": printable(report.path.name),
        "sha256": report.source.sha256 if report.source else None,
        "pages": report.source.page_count if report.source else None,
        "leaks": [_survival(s) for s, _ in report.leaks],
        "dismissed": [{**_survival(s), "dismissed_by": s.dismissed_by} for s in report.dismissed],
        "errors": [{"page": e.page, "category": e.category, "message": e.message} for e in report.errors],
    }


def _survival(survival: Survival) -> dict[str, object]:
    return {
        "page": survival.page,
        "kind": str(survival.kind),
        "bbox": list(survival.bbox),
        "characters": survival.characters,
        "reason": survival.reason,
    }


def _user() -> str:
    """The name of who runs the program, or the number: in a container it may have no name."""
    try:
        return getpass.getuser()
    except (KeyError, OSError):
        return str(os.getuid())


def _record_showing(reports: Sequence[_Report], log: Path | None) -> None:
    """Logs what is about to be shown: a line for each file whose text survives.

    Raises:
        AccessError: it cannot be written.
    """
    showings = [
        Showing(
            _user(),
            str(report.path.resolve()),
            report.source.sha256,
            tuple(ShownPlace(s.page, str(s.kind), s.characters) for s, _ in report.leaks),
        )
        for report in reports
        if report.source is not None and report.leaks
    ]
    if showings:
        keep_showing(*showings, log=log)


def _exit_code(reports: Sequence[_Report]) -> ExitCode:
    if any(report.leaks for report in reports):
        return ExitCode.LEAKS
    errors = [error for report in reports for error in report.errors]
    if not errors:
        return ExitCode.OK
    if any(report.surveys for report in reports):
        return ExitCode.PARTIAL
    codes = {error.exit_code for error in errors}
    return codes.pop() if len(codes) == 1 else ExitCode.INPUT
