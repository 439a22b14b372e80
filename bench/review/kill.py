"""`python -m bench.review.kill FOLDER [--decisions 1000] [--kills 60]`: no decision that was acknowledged is lost.

Reviewers decide one finding after the other while the server is killed with SIGKILL at random moments and started
again. A reviewer who got no answer sends the same request again, as the pages do. At the end the log must hold each
decision that was acknowledged, once, as it was acknowledged; the queue must know all of them.
"""

from __future__ import annotations

import argparse
import random
import tempfile
import threading
import time
from dataclasses import dataclass, field
from http.client import HTTPException
from pathlib import Path
from typing import Any

from bench.review.made_up import FINDINGS, fill
from bench.review.serving import Reviewer, Server, proposal
from declass.catalog.catalog import open_catalog
from declass.catalog.database import catalog_url, open_database
from declass.catalog.locks import Locks

_REVIEWERS = 3
_PAGES = 10
# A server lives for a random time up to this (seconds) before it is killed.
_LONGEST_LIFE = 0.3
# Pause before a request is sent again (seconds).
_PAUSE = 0.05
# Seconds that a reviewer takes for a decision: all of them make some 100 in a second.
_LOOK = 0.03


@dataclass
class Tally:
    """What reviewers were told; `again` counts requests that had to be sent again."""

    acknowledged: dict[tuple[str, str], dict[str, Any]] = field(default_factory=dict)
    again: int = 0
    refused: list[str] = field(default_factory=list)
    lock: threading.Lock = field(default_factory=threading.Lock)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of it; all lists are empty where all is well."""

    acknowledged: int
    kills: int
    again: int
    lost: list[str]
    doubled: list[str]
    strange: list[str]
    refused: list[str]
    open_though_decided: list[str]

    @property
    def is_well(self) -> bool:
        """Whether nothing was lost, doubled or changed."""
        return not (self.lost or self.doubled or self.strange or self.refused or self.open_though_decided)


def run(folder: Path, decisions: int, kills: int, seed: int = 1) -> Outcome:
    """Makes a catalog under `folder`, decides and kills."""
    out = folder / "out"
    out.mkdir(parents=True)
    _make_up(out, decisions)
    server = Server(out, "", folder / "server.log")
    server.start()
    with_items = Reviewer(server.port, "counter")
    items = _all_items(with_items, decisions)
    tally = Tally()
    shares = [items[k::_REVIEWERS] for k in range(_REVIEWERS)]
    threads = [
        threading.Thread(target=_review, args=(server.port, f"reviewer {k}", share, tally), daemon=True)
        for k, share in enumerate(shares)
    ]
    for thread in threads:
        thread.start()
    killed = _kill_again_and_again(server, threads, kills, random.Random(seed))  # noqa: S311 - no secret
    for thread in threads:
        thread.join()
    with_items.close()
    try:
        return _checked(server.port, items, tally, killed)
    finally:
        server.kill()


def _make_up(out: Path, decisions: int) -> None:
    database = open_database(catalog_url(out, None))
    with Locks(out) as locks:
        fill(open_catalog(database, out, locks), out, -(-decisions // (FINDINGS * _PAGES)), _PAGES)
    database.close()


def _all_items(reviewer: Reviewer, count: int) -> list[dict[str, Any]]:
    items: list[dict[str, Any]] = []
    cursor: str | None = ""
    while len(items) < count and cursor is not None:
        page = reviewer.get(f"/queue?limit=200&cursor={cursor}").body
        items += page["items"]
        cursor = page["next"]
    return items[:count]


def _review(port: int, name: str, items: list[dict[str, Any]], tally: Tally) -> None:
    reviewer = Reviewer(port, name, seconds=10.0)
    _patiently(reviewer, tally, reviewer.log_in)
    for k, item in enumerate(items):
        time.sleep(_LOOK)
        act = "accept" if k % 3 else "reject"
        body = {"request": f"{name.replace(' ', '-')}-{k:06}", "decisions": [proposal(item, act)]}
        while True:
            answer = _patiently(reviewer, tally, lambda: reviewer.post("/decisions", body))  # noqa: B023 - at once
            if answer.status == 201:
                with tally.lock:
                    tally.acknowledged[item["sha256"], item["ref"]] = answer.body["decisions"][0]
                break
            if answer.status not in (401, 403):
                with tally.lock:
                    tally.refused.append(f"{answer.status} {answer.body}")
                break
            # The server that gave the session is gone.
            _patiently(reviewer, tally, reviewer.log_in)


def _patiently(reviewer: Reviewer, tally: Tally, ask: Any) -> Any:
    """Asks until there is an answer."""
    while True:
        try:
            return ask()
        except (OSError, HTTPException):
            reviewer.close()
            with tally.lock:
                tally.again += 1
            time.sleep(_PAUSE)


def _kill_again_and_again(
    server: Server, threads: list[threading.Thread], kills: int, chance: random.Random
) -> int:
    killed = 0
    while killed < kills and any(thread.is_alive() for thread in threads):
        time.sleep(chance.uniform(0.0, _LONGEST_LIFE))
        server.kill()
        killed += 1
        server.start()
    return killed


def _checked(port: int, items: list[dict[str, Any]], tally: Tally, killed: int) -> Outcome:
    reviewer = Reviewer(port, "checker")
    log: list[dict[str, Any]] = []
    after: int | None = 0
    while after is not None:
        page = reviewer.get(f"/decisions?after={after}&limit=500").body
        log += [line["decision"] for line in page["lines"]]
        after = page["next"]
    kept = {d["number"]: d for d in log}
    places = [(d["sha256"], d["ref"]) for d in log]
    left = {item["key"] for item in _all_items(reviewer, 10**9)}
    reviewer.close()
    acknowledged = tally.acknowledged
    return Outcome(
        acknowledged=len(acknowledged),
        kills=killed,
        again=tally.again,
        lost=[str(place) for place, d in acknowledged.items() if kept.get(d["number"]) != d],
        doubled=[str(place) for place in set(places) if places.count(place) > 1],
        strange=[str(place) for place in places if place not in acknowledged],
        refused=tally.refused,
        open_though_decided=[item["key"] for item in items if item["key"] in left],
    )


def main() -> None:
    """Runs it as the command line says, and prints what came of it."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path, nargs="?", help="an empty folder; a temporary one if left out")
    parser.add_argument("--decisions", type=int, default=1000)
    parser.add_argument("--kills", type=int, default=60)
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="declass-review-") as scratch:
        outcome = run(asked.folder or Path(scratch) / "kill", asked.decisions, asked.kills)
    print(outcome)  # noqa: T201 - the result
    print("all well" if outcome.is_well else "NOT WELL")  # noqa: T201 - the result
    raise SystemExit(0 if outcome.is_well else 1)


if __name__ == "__main__":
    main()
