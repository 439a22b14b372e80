"""The HTTP interface as its own schema describes it, asked at random: no answer is an error of the server."""

from __future__ import annotations

import time
from collections import Counter
from typing import Any

import pytest
from fastapi.testclient import TestClient
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from declass.review.app import create_app
from tests.declass.review.conftest import HOME, Browser, Scene

# Seconds for all of it; each operation gets its share.
_SECONDS = 8.0
_LEAST = 8
_HOST = HOME.removeprefix("http://")


@pytest.mark.slow
def test_no_request_that_the_schema_allows_is_an_error_of_the_server(
    scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    import schemathesis
    from schemathesis.checks import not_a_server_error, response_schema_conformance

    monkeypatch.setenv("XDG_STATE_HOME", str(scene.root / "state"))
    monkeypatch.setenv("PREFECT_API_URL", "http://127.0.0.1:9/api")
    app = create_app(scene.settings)
    with TestClient(app, base_url=HOME) as client:
        browser = Browser(client)
        item = browser.items(document=scene.shas[0])[0]
        known = {"sha256": item["sha256"], "ref": item["ref"], "number": item["page"]}
        checks = [not_a_server_error, response_schema_conformance]
        schema = schemathesis.openapi.from_asgi("/api/v1/openapi.json", app, headers={"Host": _HOST})
        found = [result.ok() for result in schema.get_all_operations()]
        # That one would turn all that follow away at the door.
        operations = [operation for operation in found if not operation.path.endswith("/session/end")]
        assert len(operations) >= 20
        codes: Counter[int] = Counter()
        for operation in operations:
            codes += _tried(operation, browser, known, checks, _SECONDS / len(operations))
    # Many reached what they asked for, and none was turned away at the door.
    assert codes[200] > len(operations)
    assert not codes.keys() & {401, 403, 413, 415, 421}


def _tried(
    operation: Any, browser: Browser, known: dict[str, Any], checks: list[Any], seconds: float
) -> Counter[int]:
    """Asks for so long, every other time about what is there; gives how often which status was answered."""
    codes: Counter[int] = Counter()
    end = time.monotonic() + seconds
    sent = {"X-CSRF-Token": browser.csrf, "Host": _HOST}
    cookies = dict(browser.client.cookies)

    @settings(
        max_examples=20,
        deadline=None,
        database=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(case=operation.as_strategy(), real=st.booleans())
    def ask(case: Any, real: bool) -> None:
        if time.monotonic() > end and codes.total() >= _LEAST:
            return
        if real:
            given_ = case.path_parameters or {}
            case.path_parameters = {name: known.get(name, value) for name, value in given_.items()}
        answer = case.call(headers=sent, cookies=cookies)
        codes[answer.status_code] += 1
        case.validate_response(answer, checks=checks)

    ask()
    return codes
