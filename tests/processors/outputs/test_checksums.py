from __future__ import annotations

import hashlib
import shutil
import subprocess
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from processors.errors import InputError
from processors.outputs.checksums import (
    CHECKSUMS_NAME,
    Checksums,
    file_names,
    parse_checksums,
    read_checksums,
)
from processors.outputs.checksums_check import Change, Difference, check_folder
from processors.outputs.crate import CRATE_NAME
from processors.outputs.package import check_untouched, complete_batch, extend, open_batch, stamps
from processors.outputs.prov_document import PROVENANCE_NAME, Run
from tests.processors.outputs.result_samples import RUN, TOOLS, sample_record, write_result

digests = st.binary(min_size=32, max_size=32).map(bytes.hex)
names = st.text(st.characters(exclude_characters="\n", exclude_categories=["Cs"]), min_size=1, max_size=12)
names = names.filter(lambda name: not {"", ".", ".."} & set(name.split("/")))
lists = st.builds(Checksums, digests | st.just("batch"), names, st.dictionaries(names, digests, max_size=4))


@given(lists)
def test_a_list_reads_back_as_it_was_written(checksums: Checksums) -> None:
    assert parse_checksums(checksums.dump()) == checksums


@given(lists, st.data())
def test_any_flipped_bit_of_a_list_is_noticed(checksums: Checksums, data: st.DataObject) -> None:
    body = checksums.dump()
    flipped = _flip(body, data.draw(st.integers(0, 8 * len(body) - 1)))
    with pytest.raises(InputError, match="damaged"):
        parse_checksums(flipped)


@given(lists, st.data())
def test_a_list_that_was_cut_or_added_to_is_noticed(checksums: Checksums, data: st.DataObject) -> None:
    body = checksums.dump()
    cut = body[: data.draw(st.integers(0, len(body) - 1))]
    for other in (cut, body + b"\n", body + body, b"\n" + body):
        with pytest.raises(InputError, match="damaged"):
            parse_checksums(other)


@pytest.mark.parametrize("name", ["../text.md", "/etc/hostname", "a/../../b", "a//b", "."])
def test_a_list_leads_nowhere_but_below_its_folder(name: str) -> None:
    with pytest.raises(InputError, match="none of a list"):
        parse_checksums(Checksums("0" * 64, "memo.pdf", {name: "0" * 64}).dump())


def test_a_list_that_was_made_up_takes_no_other_file_away(tmp_path: Path) -> None:
    (tmp_path / "out" / "memo").mkdir(parents=True)
    (tmp_path / "mine.txt").write_text("mine")
    digest = hashlib.sha256(b"mine").hexdigest()
    made_up = Checksums("0" * 64, "memo.pdf", {"../../mine.txt": digest}).dump()
    (tmp_path / "out" / "memo" / CHECKSUMS_NAME).write_bytes(made_up)
    write_result(tmp_path / "out" / "memo", sample_record())
    assert (tmp_path / "mine.txt").read_text() == "mine"


def _flip(data: bytes, bit: int) -> bytes:
    changed = bytearray(data)
    changed[bit // 8] ^= 1 << bit % 8
    return bytes(changed)


@pytest.fixture(scope="module")
def batch(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("batch") / "out"
    for name in ("memo.pdf", "cable.pdf"):
        write_result(out / Path(name).stem, sample_record(name), ("alto",))
    (out / "findings.csv").write_text("page,kind\n1,black_box\n")
    (out / ".declass").mkdir()
    (out / ".declass" / "store").write_text("anything")
    complete_batch(out, RUN, TOOLS)
    return out


@pytest.fixture
def out(batch: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(batch, tmp_path / "out"))


def test_what_is_untouched_is_whole(batch: Path) -> None:
    checked = check_folder(batch)
    assert checked.differences == ()
    assert checked.documents == ("cable", "memo")
    assert checked.files == sum(1 for name in file_names(batch) if not name.startswith("."))
    assert check_folder(batch / "memo").differences == ()


@given(st.data())
@settings(max_examples=150)
def test_any_flipped_bit_of_any_file_is_named(batch: Path, data: st.DataObject) -> None:
    files = sorted(name for name in file_names(batch) if not name.startswith("."))
    name = data.draw(st.sampled_from(files))
    path = batch / name
    before = path.read_bytes()
    path.write_bytes(_flip(before, data.draw(st.integers(0, 8 * len(before) - 1))))
    try:
        assert [(d.name, d.change) for d in check_folder(batch).differences] == [(name, Change.CHANGED)]
    finally:
        path.write_bytes(before)


@pytest.mark.parametrize("name", ["memo/record.json", "memo/alto/0001.xml", "findings.csv"])
def test_a_file_that_is_gone_is_named(out: Path, name: str) -> None:
    (out / name).unlink()
    assert check_folder(out).differences == (Difference(name, Change.MISSING),)


@pytest.mark.parametrize("name", ["memo/notes.txt", "memo/alto/.hidden", "notes.txt"])
def test_a_file_that_was_added_is_named(out: Path, name: str) -> None:
    (out / name).write_text("mine")
    assert check_folder(out).differences == (Difference(name, Change.ADDED),)


def test_a_document_that_is_gone_or_was_put_in_is_named(out: Path) -> None:
    (out / "cable").rename(out / "other")
    found = {d.name: d.change for d in check_folder(out).differences}
    assert found == {"cable": Change.MISSING, "other": Change.ADDED}


def test_a_document_that_was_replaced_by_another_whole_one_is_named(out: Path, tmp_path: Path) -> None:
    write_result(tmp_path / "new" / "memo", sample_record("other.pdf"))
    shutil.rmtree(out / "memo")
    shutil.copytree(tmp_path / "new" / "memo", out / "memo")
    (difference,) = check_folder(out).differences
    assert (difference.name, difference.change) == ("memo", Change.CHANGED)


def test_a_record_of_another_source_does_not_pass(out: Path) -> None:
    one = read_checksums(out / "memo")
    assert one is not None
    (out / "memo" / CHECKSUMS_NAME).write_bytes(Checksums("0" * 64, one.name, one.files).dump())
    (difference,) = check_folder(out / "memo").differences
    assert difference.detail == "is of another source than its checksums"


def test_a_link_is_no_file(out: Path, tmp_path: Path) -> None:
    text = out / "memo" / "text.md"
    shutil.move(text, tmp_path / "elsewhere.md")
    text.symlink_to(tmp_path / "elsewhere.md")
    (difference,) = check_folder(out).differences
    assert (difference.name, difference.detail) == ("memo/text.md", "is no plain file")


def test_without_its_list_nothing_is_called_whole(out: Path) -> None:
    (out / "memo" / CHECKSUMS_NAME).unlink()
    found = check_folder(out / "memo")
    assert [(d.name, d.change) for d in found.differences] == [(CHECKSUMS_NAME, Change.MISSING)]
    assert found.files == 0


def test_a_record_that_is_gone_is_named_where_only_its_folder_is_checked(out: Path) -> None:
    (out / "memo" / "record.json").unlink()
    assert check_folder(out / "memo").differences == (Difference("record.json", Change.MISSING),)


def test_sha256sum_takes_both_lists(batch: Path) -> None:
    program = shutil.which("sha256sum")
    if program is None:
        pytest.skip("sha256sum of coreutils is not installed")
    for folder in (batch, batch / "memo"):
        done = subprocess.run([program, "-c", "--strict", CHECKSUMS_NAME], cwd=folder, capture_output=True)
        assert done.returncode == 0, done.stderr


def test_formats_that_are_added_later_are_taken_in(out: Path) -> None:
    folder, record = out / "memo", sample_record("memo.pdf")
    check_untouched(folder)
    before = stamps(folder)
    (folder / "text.txt").write_text("told by cable\n")
    extend(folder, record, RUN, before)
    assert check_folder(out).differences == ()
    listed = read_checksums(folder)
    assert listed is not None
    assert "text.txt" in listed.files


def test_adding_a_format_blesses_neither_changes_nor_what_others_put_there(out: Path) -> None:
    folder, record = out / "memo", sample_record("memo.pdf")
    (folder / "mine.txt").write_text("mine")
    check_untouched(folder)
    before = stamps(folder)
    (folder / "text.txt").write_text("told by cable\n")
    extend(folder, record, RUN, before)
    assert check_folder(out).differences == (Difference("memo/mine.txt", Change.ADDED),)
    (folder / "text.md").write_text("changed")
    with pytest.raises(InputError, match=r"changed since it was written: text\.md"):
        check_untouched(folder)


def test_what_an_earlier_reading_left_goes_and_what_others_left_stays(out: Path) -> None:
    folder = out / "memo"
    (folder / "mine.txt").write_text("mine")
    (folder / "alto" / "0001.xml").write_text("changed by hand")
    (folder / "withholdings.csv").write_text("changed by hand")
    write_result(folder, sample_record("memo.pdf"), ("txt",))
    names = set(file_names(folder))
    assert {"text.txt", "mine.txt", "alto/0001.xml"} <= names
    assert {d.name for d in check_folder(folder).differences} == {"mine.txt", "alto/0001.xml"}
    write_result(folder, sample_record("memo.pdf"))
    assert "text.txt" not in set(file_names(folder))


def test_reading_one_document_again_keeps_the_list_over_all_whole(out: Path) -> None:
    write_result(out / "memo", sample_record("memo.pdf"))
    assert check_folder(out).differences == ()


def test_a_batch_of_which_nothing_changed_is_left_as_it_is(out: Path) -> None:
    before = {name: (out / name).read_bytes() for name in (CHECKSUMS_NAME, CRATE_NAME)}
    later = Run("2027-01-01T00:00:00+00:00", "2027-01-01T00:00:01+00:00")
    complete_batch(out, later, TOOLS)
    assert before == {name: (out / name).read_bytes() for name in before}
    (out / "findings.csv").write_text("page,kind\n")
    complete_batch(out, later, TOOLS)
    assert (out / CRATE_NAME).read_bytes() != before[CRATE_NAME]
    assert check_folder(out).differences == ()


def test_a_batch_that_is_being_written_has_no_list(out: Path) -> None:
    open_batch(out)
    open_batch(out)
    write_result(out / "third", sample_record("third.pdf"))
    assert not (out / CHECKSUMS_NAME).exists()
    assert check_folder(out).documents == ("cable", "memo", "third")
    assert CHECKSUMS_NAME in {d.name for d in check_folder(out).differences}


def test_empty_folders_of_formats_that_went_go_too(out: Path) -> None:
    write_result(out / "memo", sample_record("memo.pdf"))
    assert not (out / "memo" / "alto").exists()


def test_a_record_put_beside_the_documents_of_a_batch_is_named(out: Path) -> None:
    shutil.copy(out / "memo" / "record.json", out)
    assert check_folder(out).differences == (Difference("record.json", Change.ADDED),)


def test_equal_readings_differ_in_nothing_but_when_they_were_made(tmp_path: Path) -> None:
    timed = {PROVENANCE_NAME, CRATE_NAME}
    found = []
    for name in ("a", "b"):
        folder = tmp_path / name / "memo"
        write_result(folder, sample_record(), ("alto", "annotations", "hocr", "txt"))
        listed = read_checksums(folder)
        assert listed is not None
        assert timed < listed.files.keys()
        found.append({file: sha256 for file, sha256 in listed.files.items() if file not in timed})
    assert found[0] == found[1]


def test_without_the_list_over_it_nothing_of_a_batch_passes_unseen(out: Path) -> None:
    (out / CHECKSUMS_NAME).unlink()
    (out / "scans").mkdir()
    found = {d.name: d.change for d in check_folder(out).differences}
    assert found == {
        CHECKSUMS_NAME: Change.MISSING,
        CRATE_NAME: Change.ADDED,
        "findings.csv": Change.ADDED,
        "scans": Change.ADDED,
    }


def test_a_folder_without_a_record_is_named_where_a_list_is(out: Path) -> None:
    (out / "scans").mkdir()
    assert check_folder(out).differences == (Difference("scans", Change.ADDED),)


def test_a_single_document_needs_no_list_over_it_but_files_beside_it_do(tmp_path: Path) -> None:
    write_result(tmp_path / "out" / "memo", sample_record())
    assert check_folder(tmp_path / "out").differences == ()
    (tmp_path / "out" / "withholdings.csv").write_text("page")
    assert [d.name for d in check_folder(tmp_path / "out").differences] == ["withholdings.csv"]


def test_nothing_is_taken_away_behind_a_link(out: Path, tmp_path: Path) -> None:
    alto, mine = out / "memo" / "alto", tmp_path / "mine"
    shutil.move(alto, mine)
    alto.symlink_to(mine, target_is_directory=True)
    write_result(out / "memo", sample_record("memo.pdf"))
    assert (mine / "0001.xml").exists()
