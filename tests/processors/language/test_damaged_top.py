"""`TOP` before `SECRET` that was read amiss."""

from __future__ import annotations

import pytest

from processors.language.parse import parse_marking


@pytest.mark.parametrize("read", ["TP SECRET", "OP SECRET", "TGP SECRET", "TOF SECRET", "TP SECRET//NOFORN"])
def test_a_damaged_top_is_no_lower_level(read: str) -> None:
    """Told unsurely: a letter of it was read amiss."""
    found = parse_marking(read)
    assert found is not None
    assert found.parsed["level"] == "TOP SECRET"
    assert found.confidence <= 0.7


@pytest.mark.parametrize("read", ["TO SECRET", "TIP SECRET", "CIA SECRET", "PAGE 3 TP SECRET", "NATO SECRET"])
def test_other_words_before_a_level_are_no_part_of_it(read: str) -> None:
    found = parse_marking(read)
    assert found is None or found.parsed.get("level") in ("SECRET", "NATO SECRET")
