"""The flow that publishes decisions: a task a document, and a table of what became of each."""

from __future__ import annotations

import contextlib
from collections.abc import Sequence
from pathlib import Path
from typing import Any, cast

from prefect import Task, flow
from prefect.artifacts import create_table_artifact
from prefect.cache_policies import NO_CACHE
from prefect.task_runners import ThreadPoolTaskRunner

from declass.catalog.database import catalog_url, open_database
from declass.logs import LOG
from declass.publishing.publish import Published, open_press
from declass.publishing.waiting import Waiting
from flows.bucket import objects_at, store_place
from flows.gone import Decoration, server_needed
from flows.runlog import in_run_log
from flows.temporary import small_server
from processors.errors import DeclassError

FLOW = "declass-publish"
TABLE_KEY = "declass-published"
# Writing a document is work for the interpreter, which runs one thread at a time; two overlap with the disk.
_WRITERS = 2
# A table in Prefect's database is for looking at; the log has the rest.
_TABLE_ROWS = 500


@flow(name=FLOW, persist_result=False, task_runner=cast("Any", ThreadPoolTaskRunner(max_workers=_WRITERS)))
def publish(out: str, documents: Sequence[str] = ()) -> tuple[Published, ...]:
    """Makes the results again that lack decisions; no page is read.

    Catalog and place for results of pages are those that DECLASS_CATALOG and DECLASS_STORE name.

    Args:
        out: the folder for results.
        documents: sha256 of documents, or beginnings of them; none for all.

    Raises:
        AccessError: the catalog or the folder cannot be used.
        UsageError: the catalog knows nothing of `out`.
    """
    with in_run_log():
        try:
            published = carry_out(Path(out), documents)
        except DeclassError as error:
            LOG.error(str(error))
            raise
        LOG.info(told(published))
    return published


def carry_out(out: Path, documents: Sequence[str] = ()) -> tuple[Published, ...]:
    """Publishes within a run of a flow, a task a document.

    Raises:
        AccessError: the catalog or the folder cannot be used.
        UsageError: the catalog knows nothing of `out`.
    """
    objects = objects_at(store_place(), out)
    with (
        contextlib.closing(open_database(catalog_url(out, None), create=False)) as database,
        open_press(database, out, objects) as press,
    ):
        task: Task[[Waiting], Published] = Task(
            press.publish, name="publish-document", task_run_name="{document}", cache_policy=NO_CACHE
        )
        futures = [task.submit(document) for document in press.waiting(documents)]
        published = tuple(future.result() for future in futures)
        press.close(published)
    for item in published:
        if item.problem:
            LOG.warning(f"{item.folder}: {item.problem}")
    Decoration().show(lambda: _show(published))
    return published


def told(published: Sequence[Published]) -> str:
    """What was done, in one sentence."""
    done = sum(item.done for item in published)
    conflicts = sum(item.conflicts for item in published)
    left = sum(bool(item.problem) for item in published)
    return f"{done} documents published, {conflicts} decisions in conflict, {left} documents with a problem"


def _show(published: Sequence[Published]) -> None:
    rows = [
        {"result": p.folder, "published": p.done, "conflicts": p.conflicts, "problem": p.problem}
        for p in published[:_TABLE_ROWS]
    ]
    create_table_artifact(rows, key=TABLE_KEY, description=told(published))


def run(out: Path, documents: Sequence[str] = ()) -> tuple[Published, ...]:
    """Runs the flow here and now.

    Raises:
        AccessError: the catalog or the folder cannot be used, or the server goes away.
        UsageError: the catalog knows nothing of `out`.
    """
    with small_server() as answers, server_needed():
        answers()
        return publish(str(out.resolve()), list(documents))
