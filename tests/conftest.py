"""Property tests are repeatable by default; `--hypothesis-profile fuzz` looks for new failures at random.

Where DECLASS_TESTS_NEED_ALL is set, as `make test` sets it, a test that would be skipped because a part is not
installed fails: continuous integration must not grow green by leaving tests out. What is no part of the project (the
reference data), or cannot be on a machine, is skipped all the same.
"""

from __future__ import annotations

import os
import re
from collections.abc import Generator

import pytest
from hypothesis import settings

settings.register_profile("repeatable", derandomize=True, deadline=None)
settings.register_profile("fuzz", derandomize=False, deadline=None, max_examples=1000)
settings.load_profile("repeatable")

_NEED_ALL = bool(os.environ.get("DECLASS_TESTS_NEED_ALL"))
# Reasons, as tests give them, that tell of a part that is missing.
_MISSING = re.compile(r"\b(is|are) not installed|could not import|library is missing")
_ADVICE = (
    "This test must not be skipped here. `make test` installs what it needs: the Python packages of requirements.lock, "
    "and with the rights for apt the system packages postgresql, chromium, poppler-utils and tesseract-ocr. Without "
    "those rights have them installed (sudo apt-get install …), or leave such tests out with: make test NEED_ALL="
)


def _needed(report: pytest.TestReport | pytest.CollectReport) -> None:
    """Makes a failure of a skip for a missing part."""
    if not _NEED_ALL or not report.skipped or not isinstance(report.longrepr, tuple):
        return
    reason = str(report.longrepr[2]).removeprefix("Skipped: ")
    if _MISSING.search(reason):
        report.outcome = "failed"
        report.longrepr = f"{reason}\n{_ADVICE}"


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport() -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """A single test."""
    report = yield
    _needed(report)
    return report


@pytest.hookimpl(wrapper=True)
def pytest_make_collect_report() -> Generator[None, pytest.CollectReport, pytest.CollectReport]:
    """A whole module."""
    report = yield
    _needed(report)
    return report
