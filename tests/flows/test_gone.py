from __future__ import annotations

import httpx
import pytest

from flows.gone import Decoration, server_needed
from flows.progress import Logged, watched_by
from processors.errors import AccessError, DeclassError


class Ear(Logged):
    def __init__(self) -> None:
        self.heard: list[str] = []

    def message(self, what: DeclassError | str) -> None:
        self.heard.append(str(what))


def test_what_only_decorates_is_left_out_once_the_server_is_gone() -> None:
    asked: list[int] = []

    def tell() -> None:
        asked.append(1)
        if len(asked) == 2:
            raise httpx.ConnectError("refused")

    ear, decoration = Ear(), Decoration()
    with watched_by(ear):
        for _ in range(4):
            decoration.show(tell)
    assert len(asked) == 2
    assert len(ear.heard) == 1
    assert "going on without it" in ear.heard[0]


def test_our_own_errors_are_not_taken_for_the_server_s() -> None:
    with pytest.raises(ZeroDivisionError):
        Decoration().show(lambda: 1 / 0)
    with pytest.raises(AccessError, match="run the same command again"), server_needed():
        raise httpx.ReadError("broken")
    with pytest.raises(AccessError, match="does not answer"), server_needed():
        raise RuntimeError("Failed to reach API") from httpx.ConnectError("refused")
    with pytest.raises(RuntimeError, match="ours"), server_needed():
        raise RuntimeError("ours")
    with pytest.raises(ZeroDivisionError), server_needed():
        raise ZeroDivisionError
