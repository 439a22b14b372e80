"""Workers that start before the batch that needs them."""

from __future__ import annotations

import multiprocessing
import os
import threading
import time
from collections.abc import Callable
from pathlib import Path

import pikepdf
import pytest

from flows import ahead
from flows.ahead import begun_ahead, is_new, is_one_page, is_there, taken_over
from flows.readers import Workers
from processors.config import Config
from processors.errors import StoppedError
from processors.in_worker import PageJob, file_stamp
from processors.workers import WorkerPool, outcome

CONFIG = Config()


Processes = Callable[[], set[int | None]]


def children() -> set[int | None]:
    return {child.pid for child in multiprocessing.active_children()}


@pytest.fixture
def processes() -> Processes:
    """The processes begun since the test began: those of other tests (a Dask cluster that a module shares) may live."""
    before = children()
    return lambda: children() - before


def test_a_batch_takes_over_the_workers_that_were_begun_ahead(processes: Processes) -> None:
    with begun_ahead(1, CONFIG):
        begun = processes()
        assert begun
        with Workers(1, CONFIG) as workers:
            workers.start()
            assert processes() == begun
            workers.rest()
            assert not processes() & begun
            workers.start()
            assert processes() - begun
    assert not processes()


def pages_in(folder: Path, *counts: int) -> list[Path]:
    """PDF files with so many blank pages each."""
    paths = [folder / f"{number}.pdf" for number in range(len(counts))]
    for path, count in zip(paths, counts, strict=True):
        with pikepdf.new() as pdf:
            for _ in range(count):
                pdf.add_blank_page(page_size=(200, 200))
            pdf.save(path)
    return paths


@pytest.fixture
def settled(monkeypatch: pytest.MonkeyPatch) -> None:
    """All files count as written long ago."""
    monkeypatch.setattr(ahead, "settled_stamp", lambda _path: "settled")


def wait_for(true: Callable[[], object]) -> None:
    until = time.monotonic() + 60
    while not true() and time.monotonic() < until:
        time.sleep(0.05)
    assert true()


def has_looked() -> bool:
    return not any(thread.name == "reading ahead" for thread in threading.enumerate())


@pytest.mark.usefixtures("settled")
def test_the_first_pages_are_read_before_anyone_asks_and_given_to_who_asks_first(tmp_path: Path) -> None:
    first, second = pages_in(tmp_path, 2, 4)
    with begun_ahead(1, CONFIG, [str(tmp_path)]):
        pool = ahead._ahead[-1]
        wait_for(lambda: len(pool._begun) == 3)
        begun = dict(pool._begun)
        wanted = [PageJob(str(first), n, file_stamp(first)) for n in (1, 2)]
        wanted.append(PageJob(str(second), 1, file_stamp(second)))
        assert list(begun) == wanted
        assert taken_over() is pool
        with pool:
            given = [pool.read(job) for job in wanted]
            assert given == list(begun.values())
            assert pool.read(wanted[0]) is not given[0]
            assert [outcome(future, "", None, CONFIG).page.number for future in given] == [1, 2, 1]


@pytest.mark.usefixtures("settled")
def test_of_a_file_that_another_one_took_the_place_of_nothing_is_kept(tmp_path: Path) -> None:
    file, other = pages_in(tmp_path, 1, 1)
    with begun_ahead(1, CONFIG, [str(file)]):
        pool = ahead._ahead[-1]
        wait_for(lambda: pool._begun)
        ((job, begun),) = pool._begun.items()
        before = file.stat()
        file.write_bytes(other.read_bytes())
        os.utime(file, ns=(before.st_atime_ns, before.st_mtime_ns))
        assert file.stat().st_size == before.st_size
        now = PageJob(str(file), 1, file_stamp(file))
        assert now != job
        assert pool.read(now) is not begun


def test_what_was_just_written_is_not_read_ahead(tmp_path: Path) -> None:
    (file,) = pages_in(tmp_path, 1)
    with begun_ahead(1, CONFIG, [str(file)]):
        wait_for(has_looked)
        assert not ahead._ahead[-1]._begun


@pytest.mark.usefixtures("settled")
def test_nothing_is_begun_behind_the_back_of_a_batch_that_took_the_workers_over(tmp_path: Path) -> None:
    pages_in(tmp_path, 1)
    with begun_ahead(1, CONFIG, [str(tmp_path)]), taken_over() or WorkerPool(1, CONFIG) as pool:
        wait_for(has_looked)
        assert not pool._begun


@pytest.mark.usefixtures("settled")
def test_one_source_that_cannot_be_had_keeps_none_of_the_others(tmp_path: Path) -> None:
    (file,) = pages_in(tmp_path, 1)
    with begun_ahead(1, CONFIG, ["s3://none/such", "\0", str(file)]):
        wait_for(lambda: ahead._ahead[-1]._begun)


@pytest.mark.usefixtures("settled")
@pytest.mark.parametrize(
    "source", ["nowhere.pdf", "s3://none/such.pdf", "broken.pdf", "pipe.pdf", "below", ""]
)
def test_what_cannot_be_read_ahead_is_told_by_whoever_needs_it(
    source: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, processes: Processes
) -> None:
    (tmp_path / "broken.pdf").write_text("no PDF")
    (tmp_path / "below" / "further").mkdir(parents=True)
    os.mkfifo(tmp_path / "pipe.pdf")
    monkeypatch.chdir(tmp_path)
    with begun_ahead(1, CONFIG, [source]):
        wait_for(has_looked)
        assert not ahead._ahead[-1]._begun
    assert not processes()


def test_workers_are_begun_once(processes: Processes) -> None:
    with begun_ahead(1, CONFIG):
        begun = processes()
        with begun_ahead(1, CONFIG):
            assert processes() == begun
        assert processes() == begun
    assert not processes() & begun


def test_a_folder_for_results_is_new_while_nothing_lies_in_it(tmp_path: Path) -> None:
    file = tmp_path / "file"
    assert is_new(tmp_path)
    assert is_new(file)
    file.write_text("")
    assert not is_new(tmp_path)
    assert not is_new(file)


def test_a_path_that_cannot_be_looked_at_is_told_by_whoever_needs_it() -> None:
    path = Path("x" * 5000)
    assert not is_new(path)
    assert not is_there(path)


@pytest.mark.parametrize(
    ("name", "pages", "one"),
    [
        ("a.png", None, True),
        ("A.JPG", None, True),
        ("a.tif", None, False),
        ("a.pdf", None, False),
        ("a.pdf", "3", True),
        ("a.pdf", "3-4", False),
        ("a.pdf", "1,3", False),
        ("a.png", "none such", False),
    ],
)
def test_a_single_page_is_known_before_its_file_is_opened(name: str, pages: str | None, one: bool) -> None:
    assert is_one_page(Path(name), pages) is one


@pytest.mark.parametrize("error", [None, KeyboardInterrupt])
def test_workers_that_nobody_needed_are_ended(
    error: type[BaseException] | None, processes: Processes
) -> None:
    try:
        with begun_ahead(1, CONFIG):
            begun = processes()
            assert begun
            if error is not None:
                raise error
    except KeyboardInterrupt:
        pass
    assert not processes() & begun


class _Interrupted(list[WorkerPool]):
    """Somebody interrupts as soon as workers are put there."""

    def append(self, pool: WorkerPool) -> None:
        super().append(pool)
        raise KeyboardInterrupt


def test_an_interrupt_right_after_the_start_leaves_no_workers(
    processes: Processes, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ahead, "_ahead", _Interrupted())
    with pytest.raises(KeyboardInterrupt), begun_ahead(1, CONFIG):
        pass
    assert not processes()


@pytest.mark.parametrize("error", [StoppedError("stopped"), OSError("broken"), RuntimeError("no pool")])
def test_workers_that_cannot_get_ready_to_draw_fail_nothing(
    error: Exception, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object) -> None:
        raise error

    with begun_ahead(1, CONFIG), Workers(1, CONFIG) as workers:
        workers.start()
        monkeypatch.setattr(workers.pool, "do", refuse)
        workers.get_ready_to_draw()
