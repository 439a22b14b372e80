"""Storage that does not answer for a moment is asked again; nothing else is."""

from __future__ import annotations

import errno

import pytest
from hypothesis import given
from hypothesis import strategies as st

from processors import patience
from processors.errors import AccessError, EncryptedError, InputError

CODES = sorted(errno.errorcode)


class Storage:
    """Fails so many times with an error, then answers."""

    def __init__(self, error: Exception, times: int) -> None:
        self.error, self.times, self.asked = error, times, 0

    def __call__(self) -> str:
        self.asked += 1
        if self.asked <= self.times:
            raise self.error
        return "answer"


def ours(code: int) -> AccessError:
    """An error of ours for a person, with what caused it."""
    error = AccessError("cannot be read")
    error.__cause__ = OSError(code, "reason")
    return error


@pytest.fixture(autouse=True)
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(patience, "PAUSES", (0.0, 0.0, 0.0))


@pytest.mark.parametrize("error", [OSError(errno.ETIMEDOUT, ""), OSError(errno.ESTALE, ""), ours(errno.EIO)])
def test_what_passes_by_itself_is_waited_for(error: Exception) -> None:
    storage = Storage(error, 3)
    assert patience.patiently(storage) == "answer"
    assert storage.asked == 4


def test_patience_ends() -> None:
    storage = Storage(ours(errno.ETIMEDOUT), 99)
    with pytest.raises(AccessError, match="cannot be read"):
        patience.patiently(storage)
    assert storage.asked == 4


@pytest.mark.parametrize(
    "error",
    [
        OSError(errno.ENOSPC, ""),
        ours(errno.ENOSPC),
        ours(errno.EACCES),
        FileNotFoundError(errno.ENOENT, ""),
        AccessError("was changed while it was read"),
        InputError("is damaged"),
        EncryptedError("wants a password"),
        ValueError("a bug"),
    ],
)
def test_what_would_fail_again_is_told_at_once(error: Exception) -> None:
    storage = Storage(error, 1)
    with pytest.raises(type(error)):
        patience.patiently(storage)
    assert storage.asked == 1


@given(st.sampled_from(CODES))
def test_our_errors_are_judged_by_what_caused_them(code: int) -> None:
    assert patience.passes(ours(code)) == patience.passes(OSError(code, ""))
