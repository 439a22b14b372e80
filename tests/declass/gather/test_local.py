from __future__ import annotations

import os
from pathlib import Path, PurePosixPath

import pytest
from hypothesis import given
from hypothesis import strategies as st

from declass.gather import GatherOptions
from declass.gather.patterns import Pattern, split_pattern
from tests.declass.gather.gather_samples import gathered, touch


def names(result: object, base: Path) -> list[str]:
    return [str(Path(a).relative_to(base)) for a in result.addresses]  # type: ignore[attr-defined]


def test_folders_give_supported_files_sorted_and_once(tmp_path: Path) -> None:
    touch(tmp_path / "b.pdf", tmp_path / "a" / "c.TIFF", tmp_path / "notes.txt", tmp_path / ".hidden.pdf")
    touch(tmp_path / ".git" / "d.pdf", tmp_path / "a.pdf")
    found = gathered([tmp_path, tmp_path / "b.pdf"])
    assert names(found, tmp_path) == ["a/c.TIFF", "a.pdf", "b.pdf"]
    assert not found.errors
    assert not found.notes


def test_the_order_is_that_of_sorted_paths(tmp_path: Path) -> None:
    touch(*(tmp_path / n for n in ("b/1.pdf", "a-b.pdf", "a/z.pdf", "a/b/c.pdf", "A.pdf")))
    found = gathered([tmp_path])
    assert [Path(a) for a in found.addresses] == sorted(Path(a) for a in found.addresses)


def test_a_named_file_is_taken_whatever_its_name(tmp_path: Path) -> None:
    touch(tmp_path / "scan.bin", tmp_path / "[1].pdf")
    assert names(gathered([tmp_path / "scan.bin", tmp_path / "[1].pdf"]), tmp_path) == ["scan.bin", "[1].pdf"]


def test_what_is_not_there_is_told_and_the_rest_found(tmp_path: Path) -> None:
    touch(tmp_path / "b.pdf")
    found = gathered([tmp_path / "gone", tmp_path / "*.tif", tmp_path])
    assert names(found, tmp_path) == ["b.pdf"]
    assert len(found.errors) == 2
    assert "gone" in found.errors[0]
    assert "matches" in found.errors[1]


def test_links_that_lead_in_circles_end(tmp_path: Path) -> None:
    touch(tmp_path / "a.pdf")
    for name in ("loop", "other"):
        (tmp_path / name).symlink_to(tmp_path)
    assert names(gathered([tmp_path]), tmp_path) == ["a.pdf"]
    assert names(gathered([f"{tmp_path}/**/*.pdf"]), tmp_path) == ["a.pdf"]


def test_a_link_out_of_the_folder_is_told_and_not_followed(tmp_path: Path) -> None:
    touch(tmp_path / "secret" / "s.pdf", tmp_path / "in" / "a.pdf")
    (tmp_path / "in" / "out.pdf").symlink_to(tmp_path / "secret" / "s.pdf")
    (tmp_path / "in" / "same.pdf").symlink_to("a.pdf")
    found = gathered([tmp_path / "in"])
    assert names(found, tmp_path / "in") == ["a.pdf", "same.pdf"]
    assert "out.pdf" in found.notes[0]
    assert gathered([tmp_path / "in" / "out.pdf"]).contents


def test_broken_links_are_errors_and_pipes_are_passed_over(tmp_path: Path) -> None:
    touch(tmp_path / "z.pdf")
    (tmp_path / "broken.pdf").symlink_to("gone.pdf")
    os.mkfifo(tmp_path / "pipe.pdf")
    found = gathered([tmp_path])
    assert names(found, tmp_path) == ["z.pdf"]
    assert "broken.pdf" in found.errors[0]
    assert "pipe.pdf" in found.notes[0]


def test_a_named_pipe_is_refused_and_not_waited_on(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.pdf")
    assert "not a regular file" in str(gathered([tmp_path / "pipe.pdf"]).contents)


@pytest.mark.skipif(os.geteuid() == 0, reason="the superuser may read everything")
def test_an_unreadable_folder_is_told(tmp_path: Path) -> None:
    touch(tmp_path / "closed" / "a.pdf", tmp_path / "b.pdf")
    (tmp_path / "closed").chmod(0)
    found = gathered([tmp_path])
    (tmp_path / "closed").chmod(0o700)
    assert names(found, tmp_path) == ["b.pdf"]
    assert "closed" in found.errors[0]


def test_a_folder_that_goes_while_it_is_listed_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    touch(tmp_path / "closed" / "a.pdf", tmp_path / "b.pdf")
    real = os.scandir

    def scandir(path: Path) -> object:
        if str(path).endswith("closed"):
            raise PermissionError(13, "Permission denied", str(path))
        return real(path)

    monkeypatch.setattr(os, "scandir", scandir)
    found = gathered([tmp_path])
    assert names(found, tmp_path) == ["b.pdf"]
    assert "Permission denied" in found.errors[0]


def test_patterns_match_as_in_a_shell(tmp_path: Path) -> None:
    touch(*(tmp_path / n for n in ("2024/a.pdf", "2024/b.tif", "2025/x/c.pdf", "2025/.h/d.pdf", "e.pdf")))
    for pattern, expected in {
        "*.pdf": ["e.pdf"],
        "**/*.pdf": ["2024/a.pdf", "2025/x/c.pdf", "e.pdf"],
        "20??": ["2024/a.pdf", "2024/b.tif", "2025/x/c.pdf"],
        "202[5-9]/**": ["2025/x/c.pdf"],
        "*/*/c.pdf": ["2025/x/c.pdf"],
        "2025/.*/*": ["2025/.h/d.pdf"],
    }.items():
        assert names(gathered([f"{tmp_path}/{pattern}"]), tmp_path) == expected, pattern


def test_relative_sources_have_whole_addresses(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    touch(tmp_path / "r" / "a.pdf")
    monkeypatch.chdir(tmp_path)
    for source in ("r", "r/*.pdf", "*/a.pdf", "./r/a.pdf", f"file://{tmp_path}/r"):
        assert gathered([source]).addresses == [str(tmp_path / "r" / "a.pdf")], source


def test_file_addresses_are_paths_with_escapes(tmp_path: Path) -> None:
    touch(tmp_path / "a b.pdf")
    assert names(gathered([f"file://{tmp_path}/a%20b.pdf"]), tmp_path) == ["a b.pdf"]
    assert "another machine" in gathered(["file://elsewhere/a.pdf"]).errors[0]


def test_names_that_are_no_text_are_read(tmp_path: Path) -> None:
    path = os.fsencode(tmp_path) + b"/\xe9t\xe9.pdf"
    with open(path, "wb") as file:  # noqa: PTH123 - a name of bytes
        file.write(b"x")
    os.utime(path, (1, 1))
    found = gathered([tmp_path])
    assert list(found.contents.values()) == [b"x"]
    assert found.items[0].label.isprintable()


def test_the_stamp_tells_whether_a_file_was_changed(tmp_path: Path) -> None:
    touch(tmp_path / "a.pdf")
    stamps = set()
    for size in (1, 2):
        touch(tmp_path / "a.pdf", data=b"x" * size)
        item = gathered([tmp_path], GatherOptions()).items[0]
        assert item.size == size
        stamps.add(item.stamp)
    # What was written a moment ago has no stamp that proves anything.
    assert stamps == {""}


parts = st.text("ab.*?", min_size=1, max_size=3).filter(lambda t: t not in (".", ".."))
paths = st.lists(
    st.text("ab.", min_size=1, max_size=3).filter(lambda t: t not in (".", "..")), min_size=1, max_size=4
)


@given(st.lists(parts | st.just("**"), min_size=1, max_size=4).map(tuple), paths)
def test_patterns_agree_with_the_plain_definition(pattern: tuple[str, ...], path: list[str]) -> None:
    def matches(rules: tuple[str, ...], rest: tuple[str, ...]) -> bool:
        if not rules:
            return all(not name.startswith(".") for name in rest)
        if rules[0] == "**":
            some = bool(rest) and not rest[0].startswith(".") and matches(rules, rest[1:])
            return some or matches(rules[1:], rest)
        if not rest or (rest[0].startswith(".") and not rules[0].startswith(".")):
            return False
        return PurePosixPath(rest[0]).match(rules[0]) and matches(rules[1:], rest[1:])

    assert Pattern(pattern).matches("/".join(path)) == matches(pattern, tuple(path))


@given(st.text("ab/*[", max_size=12))
def test_splitting_loses_nothing(path: str) -> None:
    base, pattern = split_pattern(path)
    if pattern is None:
        assert base == path
    else:
        whole = [*base.split("/"), *pattern.parts]
        assert [p for p in whole if p] == [p for p in path.split("/") if p]
