from __future__ import annotations

from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from bench.accuracy.ablation import ablation_table, variants
from bench.accuracy.cache import Reading, ResultCache, key_of
from bench.accuracy.calibration import (
    Judged,
    binned,
    calibration_table,
    calibrations,
    expected_error,
    judged_words,
)
from bench.accuracy.docs import with_section
from bench.accuracy.pages import BenchPage
from bench.accuracy.plots import bar_chart, reliability_chart
from bench.accuracy.report import as_json, error_table, figures, full_table
from bench.accuracy.running import Outcome
from bench.accuracy.systems import System
from processors.config import Config
from processors.errors import InputError

PAGE = Path("page.png")


def outcome(
    system: str,
    text: str,
    *,
    name: str = "page.png",
    group: str = "cib",
    truth: str = "the ship",
    cpu: float = 1.0,
    words: tuple[tuple[str, float], ...] = (),
) -> Outcome:
    page = BenchPage("us", group, Path(name), 1, Path(name), 300.0, (truth,), True)
    reading = Reading((text,), words, ("deskew",), cpu, cpu) if text else None
    return Outcome(page, System(system, system.title(), system, system), reading, "" if text else "failed")


def test_figures_sum_over_pages_and_compare_cpu_page_by_page() -> None:
    found = figures(
        [
            outcome("declass", "the ship", name="a", cpu=2.0),
            outcome("tesseract", "the sh1p", name="a", cpu=1.0),
            outcome("declass", "the ship", name="b", group="jfk", cpu=9.0),
            outcome("tesseract", "", name="b", group="jfk"),
        ]
    )
    by_name = {(f.group, f.system): f for f in found}
    assert by_name["us, all", "declass"].ratio == 2.0
    assert by_name["us, all", "tesseract"].failed == 1
    assert by_name["us, all", "tesseract"].score.edits == 1 + len("the ship")
    assert by_name["us, cib", "tesseract"].score.character_error == 1 / 8
    assert as_json(found)[0]["pages"] == 2


def test_tables_show_the_best_and_the_ratio_to_the_better_engine() -> None:
    found = figures(
        [outcome("declass", "the ship."), outcome("tesseract", "the sh1p"), outcome("rapidocr", "ship")]
    )
    row = next(line for line in error_table(found).splitlines() if line.startswith("| us, cib"))
    assert "**0.00 %**" in row and row.endswith("| 0.00 |")
    assert len(full_table(found).splitlines()) == 2 + len(found)


def test_charts_are_svg_and_escape_names() -> None:
    found = figures([outcome("declass & co", "the ship")])
    root = ET.fromstring(bar_chart(found, "a < b"))  # noqa: S314 - our own text
    assert root.tag.endswith("svg")
    halves = calibrations([outcome("declass", "the ship", words=(("the", 0.9), ("shop", 0.4)))])
    assert ET.fromstring(reliability_chart(halves, "t")).tag.endswith("svg")  # noqa: S314


def test_a_word_is_right_as_often_as_the_page_has_it() -> None:
    words = (("ship,", 0.5), ("Ship", 0.9), ("---", 0.1), ("the", 0.7))
    judged = judged_words(outcome("declass", "x", words=words))
    assert judged == [Judged(0.9, True), Judged(0.7, True), Judged(0.5, False)]


def test_expected_error_weighs_bins_by_words() -> None:
    sure, unsure = [Judged(1.0, True)] * 3, [Judged(0.4, True)]
    assert expected_error(binned(sure)) == 0
    assert expected_error(binned(sure + unsure)) == pytest.approx(0.6 / 4)
    assert sum(b.count for b in binned(sure + unsure)) == 4


def test_redrawing_the_curve_on_one_half_helps_the_other_where_the_error_is_lasting() -> None:
    words = (("the", 0.55), ("ship", 0.55))
    halves = calibrations([outcome("declass", "x", name=str(k), words=words) for k in range(4)])
    second = halves[1]
    assert second.error == pytest.approx(0.45) and second.refitted == 0
    assert "| 0.5 to 0.6 | 4 | 0.550 | 1.000 |" in calibration_table(halves)


def test_each_variant_differs_from_the_usual_settings_and_from_the_others() -> None:
    digests = [Config().digest(), *(v.config.digest() for v in variants())]
    assert len(set(digests)) == len(digests)


def test_the_ablation_counts_pages_that_were_read_anew() -> None:
    usual = [outcome("declass", "the ship", name="a"), outcome("declass", "the ship", name="b")]
    other = [outcome("declass, x", "the sh1p", name="a"), usual[1]]
    rows = ablation_table([("everything", usual), ("no x", other)]).splitlines()
    assert rows[2].startswith("| everything | 2 | 0.00 %")
    assert rows[3].startswith("| no x | 1 | 6.25 %")


def test_sections_are_replaced_added_and_never_torn() -> None:
    page = "# Head\n\n<!-- bench:a -->\nold\n<!-- /bench:a -->\n\ntail\n"
    assert with_section(page, "a", "new") == "# Head\n\n<!-- bench:a -->\nnew\n<!-- /bench:a -->\n\ntail\n"
    assert with_section("# Head\n", "a", "new").endswith(
        "# Head\n\n<!-- bench:a -->\nnew\n<!-- /bench:a -->\n"
    )
    with pytest.raises(InputError):
        with_section("<!-- bench:a -->\nold\n", "a", "new")


def test_results_are_kept_and_damaged_ones_made_again(tmp_path: Path) -> None:
    cache, key = ResultCache(tmp_path), key_of("a", "b")
    assert cache.get(key) is None and key != key_of("ab", "")
    reading = Reading(("line",), (("word", 0.5),), ("deskew",), 1.0, 2.0)
    cache.put(key, reading)
    assert cache.get(key) == reading
    (tmp_path / f"{key}.json").write_text('{"lines": ')
    assert cache.get(key) is None
