"""The log as a person and as a program reads it, and the figures for Prometheus."""

from __future__ import annotations

import io
import json
import logging
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.console import Console

from declass import logs
from declass.logs import LOG, JsonLines, LogChoice, TextLines, set_up
from processors.errors import InputError, PageCrashError


@pytest.fixture
def untouched() -> Iterator[None]:
    """Leaves the log of this process as it was."""
    handlers, level, propagate = LOG.handlers[:], LOG.level, LOG.propagate
    yield
    LOG.handlers[:], LOG.propagate = handlers, propagate
    LOG.setLevel(level)


def heard(choice: LogChoice, width: int = 200) -> io.StringIO:
    """Sets the log up to write to the text that is given back."""
    text = io.StringIO()
    set_up(choice, Console(file=text, width=width))
    return text


def record(message: str, **fields: object) -> logging.LogRecord:
    made = logging.LogRecord("declass", logging.ERROR, __file__, 1, message, None, None)
    made.__dict__.update(fields)
    return made


def test_a_problem_says_file_and_page_and_what_to_do(untouched: None) -> None:
    text = heard(LogChoice())
    logs.problem(PageCrashError("the process that read it died", file="a.pdf", page=3, hint="Run again"))
    logs.problem(InputError("is empty", file="b.pdf"))
    logs.page_read("a.pdf", 4, 1.26)
    assert text.getvalue() == (
        "declass: a.pdf, page 3: the process that read it died. Run again\ndeclass: b.pdf: is empty\n"
    )


@pytest.mark.parametrize(
    ("choice", "lines"),
    [({"quiet": True}, 1), ({}, 2), ({"verbose": True}, 3), ({"quiet": True, "verbose": True}, 1)],
)
def test_levels(untouched: None, choice: dict[str, bool], lines: int) -> None:
    text = heard(LogChoice.of(**{"quiet": False, "verbose": False, "as_json": False} | choice))
    logs.problem(InputError("is empty", file="b.pdf"))
    LOG.info("2 documents")
    logs.page_read("a.pdf", 4, 1.26)
    assert len(text.getvalue().splitlines()) == lines


def test_lines_are_neither_wrapped_nor_taken_for_markup(untouched: None) -> None:
    text = heard(LogChoice(), width=20)
    LOG.warning("[bold]a message that is longer than the terminal is wide[/bold]")
    assert text.getvalue() == "declass: [bold]a message that is longer than the terminal is wide[/bold]\n"


def test_json_has_fields_for_programs(untouched: None, capsys: pytest.CaptureFixture[str]) -> None:
    set_up(LogChoice(logging.DEBUG, as_json=True))
    logs.problem(InputError("is empty", file="b.pdf", page=2))
    logs.page_read("a.pdf", 4, 1.26)
    first, second = (json.loads(line) for line in capsys.readouterr().err.splitlines())
    assert first.pop("time").endswith("+00:00")
    assert first == {"level": "error", "message": "is empty", "file": "b.pdf", "page": 2, "category": "input"}
    assert (second["level"], second["page"], second["seconds"]) == ("debug", 4, 1.26)


@given(st.text(), st.text(), st.integers())
def test_hostile_names_and_messages_stay_on_their_line(message: str, file: str, page: int) -> None:
    made = record(message.replace("%", "%%"), file=file, page=page)
    text = TextLines().format(made)
    assert text.isprintable()
    line = JsonLines().format(made)
    assert line.isascii()
    assert "\n" not in line
    assert json.loads(line)["file"] == file


@pytest.mark.parametrize("level", [logging.DEBUG, logging.INFO, logging.ERROR])
@pytest.mark.parametrize("as_json", [False, True])
def test_processes_that_a_run_starts_keep_its_choice(
    monkeypatch: pytest.MonkeyPatch, level: int, as_json: bool
) -> None:
    monkeypatch.setenv(logs.ENVIRONMENT, "")
    choice = LogChoice(level, as_json)
    choice.keep()
    assert LogChoice.from_environment() == choice


@pytest.mark.parametrize("set_to", ["", "loud", "+json+", "info+xml"])
def test_a_choice_that_is_not_understood_is_the_usual_one(
    monkeypatch: pytest.MonkeyPatch, set_to: str
) -> None:
    monkeypatch.setenv(logs.ENVIRONMENT, set_to)
    assert LogChoice.from_environment().level == logging.INFO


_COUNTING = """
import sys
from pathlib import Path
from declass import metrics
port = metrics.serve_metrics(0, Path(sys.argv[1]) if len(sys.argv) > 1 else None)
import subprocess
count = "from declass import metrics; f = metrics.figures(); f.planned(3); f.page((('ocr', 1.5),)); f.page(None);"
count += "f.document('read')"
if len(sys.argv) > 1:
    subprocess.run([sys.executable, "-c", count], check=True)
    subprocess.run([sys.executable, "-c", count], check=True)
else:
    exec(count)
import urllib.request
print(urllib.request.urlopen(f"http://127.0.0.1:{port}/metrics").read().decode())
"""


@pytest.mark.parametrize(("shared", "times"), [(False, 1), (True, 2)])
def test_prometheus_gets_figures_of_all_processes(tmp_path: Path, shared: bool, times: int) -> None:
    folder = [str(tmp_path / "metrics")] if shared else []
    told = subprocess.run(
        [sys.executable, "-c", _COUNTING, *folder], capture_output=True, text=True, check=True, timeout=60
    ).stdout
    figures = dict(line.rsplit(" ", 1) for line in told.splitlines() if not line.startswith("#") and line)
    assert float(figures['declass_pages_total{outcome="read"}']) == times
    assert float(figures['declass_pages_total{outcome="failed"}']) == times
    assert float(figures['declass_step_seconds_total{step="ocr"}']) == 1.5 * times
    assert float(figures['declass_documents_total{outcome="read"}']) == times
    # What waited in a process that has ended waits no more.
    assert float(figures["declass_queue_pages"]) == (0 if shared else 1)


def test_nobody_counts_unasked(monkeypatch: pytest.MonkeyPatch) -> None:
    from declass import metrics

    monkeypatch.delenv("PROMETHEUS_MULTIPROC_DIR", raising=False)
    assert metrics.figures() is None


def test_a_port_that_is_taken_is_said(tmp_path: Path) -> None:
    import socket

    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        program = f"from declass.metrics import serve_metrics; serve_metrics({taken.getsockname()[1]})"
        told = subprocess.run(
            [sys.executable, "-c", program], capture_output=True, text=True, timeout=60
        ).stderr
    assert "AccessError" in told
    assert "--metrics" in told
