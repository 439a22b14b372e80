"""`python -m bench.review.load FOLDER [--documents 2000] [--pages 10] [--catalog URL]`: how long reviewers wait.

FOLDER gets a made-up catalog of five findings a page that all need a person, kept for the next time. Ten reviewers
work on it at once against a real server: each asks for the first screen of the queue, then decides and takes the next
finding, again and again, as the pages do it. Pictures of pages are fetched as a browser does it: of the next findings
while the reviewer looks at one, who waits where the picture is not there yet. Times are those that a reviewer's program
sees, over loopback. With `--no-pictures` none is asked for, as in a browser that has them already.
"""

from __future__ import annotations

import argparse
import random
import statistics
import threading
import time
from collections import defaultdict
from collections.abc import Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from bench.review.made_up import fill, multiply
from bench.review.serving import Reviewer, Server, proposal
from declass.catalog.catalog import open_catalog
from declass.catalog.database import Database, catalog_url, open_database
from declass.catalog.locks import Locks
from declass.catalog.models import Document, QueueRow

REVIEWERS = 10
# Reviewers come within so many seconds.
_COME = 3.0
# Seconds that a reviewer looks at a finding; a quick one needs a second or two.
_LOOKS = (0.5, 1.5)
_SHARE = 0.95
# Documents that are filed, with files; the others are copies of them without. Ten reviewers see the pages of 60 in a
# minute.
_KINDS = 80
# Pixels: what a window of 1440 asks for; and of how many next findings a browser fetches the pictures before.
_WIDTH, _AHEAD = 1400, 3
_FIRST, _NEXT = "picture on the first screen", "picture of a next page, fetched before"


@dataclass
class Times:
    """Seconds that each kind of request took."""

    by_kind: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    lock: threading.Lock = field(default_factory=threading.Lock)
    clashes: int = 0

    def add(self, kind: str, seconds: float) -> None:
        """Keeps one."""
        with self.lock:
            self.by_kind[kind].append(seconds)


def percentile(values: Sequence[float], share: float = _SHARE) -> float:
    """The value below which that share of `values` lies."""
    return sorted(values)[min(len(values) - 1, int(share * len(values)))]


class _Eyes:
    """What a reviewer's browser does about pictures, on a connection of its own."""

    def __init__(self, port: int, number: int, times: Times) -> None:
        """Logs in."""
        self._reviewer, self._times = Reviewer(port, f"reviewer {number}"), times
        self._reviewer.log_in()
        self._queue = ThreadPoolExecutor(1)
        self._asked: dict[str, Future[None]] = {}

    def see(self, items: Sequence[dict[str, Any]], kind: str) -> None:
        """Waits for the picture of the first one, and fetches those of the next ones meanwhile."""
        start = time.perf_counter()
        for k, item in enumerate(items[: _AHEAD + 1]):
            path = f"/documents/{item['sha256']}/pages/{item['page']}/image?width={_WIDTH}"
            if path not in self._asked:
                self._asked[path] = self._queue.submit(self._fetch, path, _NEXT if k else kind)
            if not k:
                wanted = self._asked[path]
        wanted.result()
        self._times.add("waiting for the picture of the finding", time.perf_counter() - start)

    def _fetch(self, path: str, kind: str) -> None:
        answer = self._reviewer.get(path)
        if answer.status != 200:
            raise AssertionError(
                f"no picture ({answer.status}): earlier runs decided all that has a file; name a new folder"
            )
        self._times.add(kind, answer.seconds)

    def close(self) -> None:
        """Ends."""
        self._queue.shutdown(cancel_futures=True)
        self._reviewer.close()


def measure(server: Server, seconds: float, reviewers: int = REVIEWERS, *, pictures: bool = True) -> Times:
    """Lets reviewers work for so long; each decides once at the least."""
    times = Times()
    end = time.monotonic() + seconds
    threads = [
        threading.Thread(target=_work, args=(server.port, number, end, times, pictures))
        for number in range(reviewers)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return times


def _work(port: int, number: int, end: float, times: Times, pictures: bool) -> None:
    chance = random.Random(number)  # noqa: S311 - no secret
    reviewer = Reviewer(port, f"reviewer {number}")
    time.sleep(chance.uniform(0.0, _COME))
    reviewer.log_in()
    eyes = _Eyes(port, number, times) if pictures else None
    while True:
        screen = reviewer.get("/queue?limit=50")
        times.add("first screen", screen.seconds)
        # Each takes others than the rest, as people agree to.
        items = screen.body["items"][number::REVIEWERS]
        if eyes is not None:
            eyes.see(items, _FIRST)
        for k, item in enumerate(items):
            start = time.perf_counter()
            _decide(reviewer, item, f"{number}-{time.monotonic_ns()}-{k}", times)
            _look(reviewer, items[(k + 1) % len(items)], times)
            times.add("decision, next finding and its page", time.perf_counter() - start)
            if eyes is not None and k + 1 < len(items):
                eyes.see(items[k + 1 :], _NEXT)
            if time.monotonic() > end:
                break
            time.sleep(chance.uniform(*_LOOKS))
        if time.monotonic() > end:
            break
    if eyes is not None:
        eyes.close()
    reviewer.close()


def _decide(reviewer: Reviewer, item: dict[str, object], request: str, times: Times) -> None:
    answer = reviewer.post("/decisions", {"request": request, "decisions": [proposal(item, "accept")]})
    times.add("decision", answer.seconds)
    if answer.status == 409:
        with times.lock:
            times.clashes += 1
    elif answer.status != 201:
        raise AssertionError(f"{answer.status} {answer.body}")


def _look(reviewer: Reviewer, item: dict[str, object], times: Times) -> None:
    """What is fetched for the next finding; its picture is fetched before it is wanted."""
    times.add("next finding", reviewer.get(f"/items/{item['key']}").seconds)
    times.add("its page", reviewer.get(f"/documents/{item['sha256']}/pages/{item['page']}").seconds)


def make_up(out: Path, catalog: str, documents: int, pages: int) -> None:
    """Makes the catalog up where it has nothing yet."""
    out.mkdir(parents=True, exist_ok=True)
    database = open_database(catalog_url(out, catalog or None))
    try:
        with database.reading() as connection:
            there = connection.execute(sa.select(sa.func.count()).select_from(Document)).scalar_one()
        if there:
            return
        start = time.perf_counter()
        with Locks(out) as locks:
            fill(open_catalog(database, out, locks), out, min(_KINDS, documents), pages)
        multiply(database, out, documents)
        _settle(database)
        print(f"made up in {time.perf_counter() - start:.0f} s", flush=True)  # noqa: T201 - the result
    finally:
        database.close()


def _settle(database: Database) -> None:
    """Lets the database look at its tables once, as it does by itself sooner or later."""
    with database.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(sa.text("ANALYZE"))


def _told(times: Times) -> str:
    kinds: Mapping[str, list[float]] = times.by_kind
    lines = [
        f"{kind}: {len(values)} times, median {1000 * statistics.median(values):.0f} ms, "
        f"95 % below {1000 * percentile(values):.0f} ms, longest {1000 * max(values):.0f} ms"
        for kind, values in kinds.items()
    ]
    return "\n".join([*lines, f"{times.clashes} clashes"])


def main() -> None:
    """Makes the catalog up where it is not there, lets reviewers work, and prints the times."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--documents", type=int, default=2000)
    parser.add_argument("--pages", type=int, default=10, help="of each document")
    parser.add_argument("--catalog", default="", help="URL of an empty PostgreSQL database; else SQLite")
    parser.add_argument("--seconds", type=float, default=60.0)
    parser.add_argument("--no-pictures", action="store_true", help="ask for no pictures of pages")
    asked = parser.parse_args()
    out = asked.folder / ("out-elsewhere" if asked.catalog else "out")
    make_up(out, asked.catalog, asked.documents, asked.pages)
    database = open_database(catalog_url(out, asked.catalog or None))
    with database.reading() as connection:
        count = connection.execute(sa.select(sa.func.count()).select_from(QueueRow)).scalar_one()
    database.close()
    with Server(out, asked.catalog, asked.folder / "server.log").running() as server:
        times = measure(server, asked.seconds, pictures=not asked.no_pictures)
    print(f"{count} findings in the queue, {REVIEWERS} reviewers\n{_told(times)}")  # noqa: T201 - the result


if __name__ == "__main__":
    main()
