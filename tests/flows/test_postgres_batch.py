"""Batches whose catalog is a real PostgreSQL server: killed, started again, side by side, and asked about."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest
from typer.testing import CliRunner

from bench.stand_in import StandIn
from declass.catalog.store import STORE_NAME
from declass.cli.main import app
from tests.declass.catalog.conftest import postgres_server, postgres_url  # noqa: F401 - fixtures
from tests.flows.services import make_scan, wait_for

pytestmark = [pytest.mark.prefect, pytest.mark.slow]

Programs = Callable[..., "subprocess.Popen[bytes]"]
DOCUMENTS, PAGES = 3, 3
ALL = DOCUMENTS * PAGES
# The server asks nobody for a password, so any will do; it must be told nowhere.
ANY_PASSWORD = "Tr0ub4dor"  # noqa: S105 - guards nothing


@dataclass(frozen=True, slots=True)
class Team:
    """A drop folder, its results, and the programs of a team that shares a catalog."""

    programs: Programs
    folder: Path
    reader: StandIn
    catalog: str

    @property
    def out(self) -> Path:
        return self.folder / "out"

    def start(self, *arguments: str) -> subprocess.Popen[bytes]:
        names = (name for name in self.reader.environment() if name.startswith(("STAND_IN", "PYTHONPATH")))
        here = {name: self.reader.environment()[name] for name in names}
        here |= {"DECLASS_FIRST_READER": "stand-in", "DECLASS_SECOND_READER": "stand-in"}
        return self.programs("declass", *arguments, **here, DECLASS_CATALOG=self.catalog)

    def ingest(self) -> subprocess.Popen[bytes]:
        return self.start("ingest", str(self.folder / "in"), "--out", str(self.out), "--workers", "2")

    def ask(self, *arguments: str) -> str:
        """What a command prints that starts no batch."""
        result = CliRunner().invoke(app, list(arguments), env={"DECLASS_CATALOG": self.catalog})
        assert result.exit_code == 0, result.output
        return str(result.stdout)

    def logs(self) -> list[str]:
        """What each program printed, in the order in which they were started."""
        found = self.folder.glob("declass-*.log")
        return [path.read_text() for path in sorted(found, key=lambda p: int(p.stem.split("-")[1]))]

    def stored(self) -> set[str]:
        """The names of the pages that need not be read again."""
        texts = [path.read_text() for path in (self.out / STORE_NAME / "pages").rglob("*.json")]
        return {name for name in self.reader.reads() if any(name in text for text in texts)}


@pytest.fixture
def team(
    programs: Programs,
    postgres_url: str,  # noqa: F811 - the fixture
    tmp_path: Path,
) -> Team:
    reader = StandIn(tmp_path / "engine", tmp_path / "read.log", seconds=0.3)
    reader.install()
    (tmp_path / "in").mkdir()
    for number in range(DOCUMENTS):
        make_scan(tmp_path / "in" / f"memo{number}.pdf", PAGES, tint=10 * number)
    (tmp_path / "in" / "broken.pdf").write_bytes(b"%PDF-1.4 nothing more")
    return Team(programs, tmp_path, reader, postgres_url.replace("declass@", f"declass:{ANY_PASSWORD}@"))


def test_a_killed_batch_is_ended_by_two_side_by_side_and_can_be_asked_about(team: Team) -> None:
    killed = team.ingest()
    wait_for(lambda: len(team.stored()) >= 2, 60, "two pages")
    killed.kill()
    killed.wait(20)
    stored, begun = team.stored(), len(team.reader.reads())
    assert len(stored) < ALL
    both = [team.ingest(), team.ingest()]
    assert [batch.wait(100) for batch in both] == [9, 9], team.logs()
    # What was being read when the first was killed is read again, what was stored is not; nothing is read by both.
    again = team.reader.reads()[begun:]
    assert len(again) == ALL - len(stored)
    assert stored.isdisjoint(again)
    asked_about(team)

    assert team.start("retry", str(team.out)).wait(100) != 0
    assert "broken.pdf" in team.logs()[-1]
    assert team.ingest().wait(100) == 9
    assert "0 pages read" in team.logs()[-1]
    assert len(team.reader.reads()) == begun + len(again)
    assert not (team.out / STORE_NAME / "catalog.sqlite").exists()
    written = [path.read_text(errors="replace") for path in team.out.rglob("*") if path.is_file()]
    assert ANY_PASSWORD not in "".join([*team.logs(), *written])


def asked_about(team: Team) -> None:
    """Each question is answered from the catalog alone: the folder for results is not named."""
    figures = json.loads(team.ask("status", "--json"))
    assert figures["documents"] == {"failed": 1, "read": DOCUMENTS}
    assert (figures["pages"], figures["pages_failed"], figures["failures"]) == (ALL, 0, {"input": 1})
    assert sorted(run["state"] for run in figures["runs"]) == ["ended", "ended", "stopped"]
    assert "Documents  4 (1 failed, 3 read)" in team.ask("status", "--out", str(team.out))
    (failed,) = team.ask("status", "--failed").splitlines()
    assert str(team.folder / "in" / "broken.pdf") in failed
    name = team.reader.reads()[-1]
    (hit,) = json.loads(team.ask("search", name, "--json"))
    assert name in (team.out / Path(hit["folder"]).name / "text.md").read_text()
