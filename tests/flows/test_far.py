"""What a machine of a cluster gives back of a shard, and what becomes of it here; Dask itself is elsewhere."""

from __future__ import annotations

from pathlib import Path

import pytest

from declass.catalog.store import PageStore
from flows import cluster
from flows.batch import Batch
from flows.budget import Budget
from flows.cluster import Cluster
from flows.guard import Guard
from flows.ledger import open_ledger
from flows.policy import OnError, Policy
from flows.readers import Workers
from flows.shards import Shard
from processors.config import Config
from tests.flows.test_shards import GOOD, LOCKED, SHA, Ear, Pool, page_result

CONFIG = Config()
SHARD = Shard(Path("a.pdf"), "/in/a.pdf", SHA, (0, 0), tuple(range(1, 31)), 1e6)


@pytest.fixture
def machine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Pool:
    """A machine that cannot read page 3, and on which page 1 was read before another one died."""
    pool = Pool(lambda number: [LOCKED] if number == 3 else [GOOD])
    monkeypatch.setattr(cluster, "_readers", lambda _: pool)
    monkeypatch.setattr(cluster, "_unfit", lambda *_: "")
    PageStore(tmp_path / "out", "digest").put_page(SHA, page_result(1))
    return pool


def far(out: Path, on_error: OnError = OnError.SKIP) -> Cluster:
    return Cluster(str(out.resolve()), "digest", CONFIG, 2, Policy(on_error, 1.0, free_gb=0))


def test_the_time_of_every_step_comes_back_also_of_pages_read_before(machine: Pool, tmp_path: Path) -> None:
    end = far(tmp_path / "out").read_shard(SHARD)
    assert machine.tries[1] == 0
    assert [number for number, _ in end.seconds] == [n for n in SHARD.pages if n != 3]
    assert {dict(steps)["ocr"] for _, steps in end.seconds} == {2.0}
    ear, guard = Ear(), Guard(Policy(max_failures=0.0, free_gb=0))
    with open_ledger(tmp_path / "near", CONFIG, (), ()) as ledger, Workers(1, CONFIG) as workers:
        batch = Batch(ledger, workers, (), CONFIG, ear, "", guard=guard, budgets={SHA: Budget(1e6)})
        batch.read_afar(SHARD, end)
    told = {page.number: page.seconds for page in ear.ends}
    assert sorted(told) == list(SHARD.pages)
    assert told[3] is None
    assert told[1] == (("ocr", 2.0), ("clean", 1.0))
    # Reading it took time from the document's; what failed counts here, where all is seen.
    assert batch.budgets[SHA].left == pytest.approx(1e6 - 29 * 3.0)
    assert "1 of 20 pages" in str(guard.stopped)


def test_the_first_failure_there_stops_the_batch_here(machine: Pool, tmp_path: Path) -> None:
    end = far(tmp_path / "out", OnError.STOP).read_shard(SHARD)
    assert len(end.unread) + len(end.seconds) + 1 == len(SHARD.pages)
    guard, ear = Guard(Policy(OnError.STOP, free_gb=0)), Ear()
    with open_ledger(tmp_path / "near", CONFIG, (), ()) as ledger, Workers(1, CONFIG) as workers:
        batch = Batch(ledger, workers, (), CONFIG, ear, "", guard=guard, budgets={SHA: Budget(1e6)})
        batch.read_afar(SHARD, end)
    assert "a.pdf, page 3" in str(guard.stopped)
    # What was not read is not told of.
    assert {page.number for page in ear.ends} == {number for number, _ in end.seconds} | {3}
