"""What hostile sites, networks and documents may try."""

from __future__ import annotations

import logging
import re
from collections.abc import Callable, Iterator
from dataclasses import replace

import pytest
from fastapi.testclient import TestClient

from declass.review.guard import MOST_BYTES
from declass.review.settings import ReviewSettings
from tests.declass.review.conftest import HOME, Browser, Scene, proposal

Serve = Callable[[ReviewSettings], TestClient]
TOKEN = "correct-horse-battery"  # noqa: S105
JSON = {"content-type": "application/json"}


def test_every_answer_forbids_what_a_page_does_not_need(browser: Browser) -> None:
    for path in (
        "/queue",
        "/api/v1/queue",
        "/api/v1/nothing",
        "/nothing",
        "/static/nothing.js",
        "/documents/x",
    ):
        headers = browser.client.get(path).headers
        policy = headers["content-security-policy"]
        assert "default-src 'none'" in policy
        assert "unsafe" not in policy
        assert "script-src 'self'" in policy
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["x-frame-options"] == "DENY"
        assert headers["referrer-policy"] == "no-referrer"


def test_pages_hold_no_script_or_style_of_their_own(browser: Browser) -> None:
    for path in ("/queue", "/documents", "/batches", "/log", "/login", "/compare"):
        page = browser.client.get(path)
        assert page.status_code == 200, path
        assert not re.search(r"<script(?![^>]*\bsrc=)", page.text), path
        assert not re.search(r"<style|\sstyle=|\son[a-z]+=|javascript:", page.text, re.IGNORECASE), path


@pytest.mark.parametrize(
    "host",
    ["evil.example", "evil.example:8573", "127.0.0.1.evil.example", "", "localhost.evil:8573", "[::2]:8573"],
)
def test_a_name_that_was_made_to_lead_here_is_not_answered(browser: Browser, host: str) -> None:
    answer = browser.client.get("/api/v1/queue", headers={"host": host})
    assert answer.status_code == 421
    assert "items" not in answer.json()


@pytest.mark.parametrize(
    "cookie", ["declass-review=a.b.c.\u00e9", "declass-review=\u00ff.1.2.3", "declass-review=...."]
)
def test_a_cookie_that_is_none_of_ours_is_no_session(browser: Browser, cookie: str) -> None:
    browser.client.cookies.clear()
    for path in ("/queue", "/api/v1/queue", "/api/v1/session"):
        assert browser.client.get(path, headers={"cookie": cookie.encode("latin-1")}).status_code == 200


def test_what_no_database_takes_is_refused_at_the_door(browser: Browser) -> None:
    for path in ("documents?search=%00", "queue?kind=a%00b", "decisions?reviewer=%00"):
        assert browser.client.get(f"/api/v1/{path}").status_code == 400


@pytest.mark.parametrize("host", ["localhost:8573", "127.0.0.1", "[::1]:8573", "LOCALHOST"])
def test_names_of_this_machine_are_answered(browser: Browser, host: str) -> None:
    assert browser.client.get("/api/v1/queue", headers={"host": host}).status_code == 200


def test_without_the_header_of_the_session_nothing_is_decided(browser: Browser) -> None:
    body = {"request": "forged-request", "decisions": [proposal(browser.items()[0], "reject")]}
    for headers in (
        {},
        {"X-CSRF-Token": ""},
        {"X-CSRF-Token": "0" * 64},
        {"X-CSRF-Token": "\u00e9".encode().hex()},
    ):
        answer = browser.client.post("/api/v1/decisions", json=body, headers=headers)
        assert (answer.status_code, answer.json()["error"]) == (403, "csrf")
    browser.client.cookies.clear()
    answer = browser.client.post("/api/v1/decisions", json=body, headers={"X-CSRF-Token": browser.csrf})
    assert answer.status_code == 401


@pytest.mark.parametrize(
    "headers",
    [
        {"origin": "http://evil.example"},
        {"origin": "null"},
        {"origin": "http://127.0.0.1:9999"},
        {"sec-fetch-site": "cross-site"},
        {"sec-fetch-site": "same-site"},
    ],
)
def test_other_sites_change_nothing(browser: Browser, headers: dict[str, str]) -> None:
    body = {"request": "forged-request", "decisions": [proposal(browser.items()[0], "reject")]}
    sent = {"X-CSRF-Token": browser.csrf} | headers
    assert browser.client.post("/api/v1/decisions", json=body, headers=sent).status_code == 403
    assert (
        browser.client.post("/api/v1/session", json={"reviewer": "Eve"}, headers=headers).status_code == 403
    )


def test_a_form_cannot_be_sent(browser: Browser) -> None:
    for kind in ("text/plain", "application/x-www-form-urlencoded", "multipart/form-data"):
        answer = browser.client.post("/api/v1/skips", content=b"{}", headers={"content-type": kind})
        assert answer.status_code == 415


def test_requests_have_a_size(browser: Browser) -> None:
    large = b'{"why": "' + b"x" * MOST_BYTES + b'"}'
    sent = JSON | {"X-CSRF-Token": browser.csrf}
    assert browser.client.post("/api/v1/skips", content=large, headers=sent).status_code == 413

    def pieces() -> Iterator[bytes]:
        yield from (large[k : k + 65_536] for k in range(0, len(large), 65_536))

    unannounced = browser.client.post("/api/v1/skips", content=pieces(), headers=sent)
    assert unannounced.status_code == 413


@pytest.mark.parametrize(
    "path",
    [
        "/static/..%2f..%2fapp.py",
        "/static/../app.py",
        "/static/%2e%2e/%2e%2e/settings.py",
        "/static//etc/passwd",
        "/documents/..%2f..%2fetc%2fpasswd",
        "/api/v1/documents/..%2f..%2fetc/pages/1/image",
        "/api/v1/documents/" + "a" * 63 + "/",
        "/api/v1/batches/1/plots/..%2freport",
        "/api/v1/items/" + "a" * 64 + "/..%2f..",
    ],
)
def test_no_path_leads_out(browser: Browser, path: str) -> None:
    answer = browser.client.get(path)
    assert answer.status_code in (404, 422)
    assert "root:" not in answer.text
    assert "import" not in answer.text


def test_markup_in_what_was_read_stays_text(scene: Scene, serve: Serve) -> None:
    evil = "<script>alert(1)</script>\"'&\u202e"
    client = serve(replace(scene.settings, reviewer=evil))
    browser = Browser(client)
    item = browser.items()[0]
    browser.decide(item, "comment", comment=evil)
    answer = browser.get("/decisions")
    assert answer.headers["content-type"] == "application/json"
    assert answer.json()["lines"][0]["decision"]["comment"] == evil
    assert "<" not in answer.json()["lines"][0]["decision"]["reviewer"]
    for path in (f"/compare?a={evil}", f"/documents/{evil}", f"/{evil}"):
        page = client.get(path)
        assert "<script>alert" not in page.text


def test_errors_tell_no_insides(browser: Browser, scene: Scene) -> None:
    (scene.out / "release_0" / "record.json").write_text("{")
    answer = browser.get(f"/documents/{scene.shas[0]}")
    assert answer.status_code == 422
    assert "Traceback" not in answer.text
    page = browser.client.get("/documents/nothing")
    assert page.status_code == 422
    assert page.headers["content-type"].startswith("text/html")


def test_an_error_of_ours_is_answered_calmly(
    scene: Scene, serve: Serve, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = serve(scene.settings)
    desk = client.app.state.desk  # type: ignore[attr-defined]
    monkeypatch.setattr(type(desk.shelf), "volume", lambda *_: 1 / 0)
    answer = client.get(f"/api/v1/documents/{scene.shas[0]}")
    assert (answer.status_code, answer.json()["error"]) == (500, "internal")
    assert "ZeroDivision" not in answer.text
    assert "content-security-policy" in answer.headers


def test_others_than_this_machine_need_the_token(scene: Scene, serve: Serve) -> None:
    client = serve(replace(scene.settings, host="0.0.0.0", token=TOKEN))  # noqa: S104
    for path in (
        "/queue",
        "/documents",
        "/session",
        "/decisions",
        "/batches",
        "/events",
        f"/documents/{scene.shas[0]}",
    ):
        assert client.get(f"/api/v1{path}").status_code == 401, path
    assert client.get("/queue").headers["location"] == "/login"
    assert client.get("/login").status_code == 200
    for token in ("", "wrong", TOKEN[:-1], TOKEN + "x"):
        answer = client.post("/api/v1/session", json={"reviewer": "Eve", "token": token})
        assert answer.status_code == 403
    assert "set-cookie" not in answer.headers
    made = client.post("/api/v1/session", json={"reviewer": "Ada", "token": TOKEN})
    assert made.status_code == 201
    cookie = made.headers["set-cookie"].lower()
    assert "httponly" in cookie
    assert "samesite=strict" in cookie
    assert client.get("/api/v1/queue").status_code == 200


def test_a_session_outlives_the_server_where_a_token_is_set(scene: Scene, serve: Serve) -> None:
    settings = replace(scene.settings, token=TOKEN)
    first = serve(settings)
    first.post("/api/v1/session", json={"reviewer": "Ada", "token": TOKEN})
    second = serve(settings)
    second.cookies.update(first.cookies)
    assert second.get("/api/v1/session").json()["reviewer"] == "Ada"
    other = serve(replace(settings, token="another"))  # noqa: S106
    other.cookies.update(first.cookies)
    assert other.get("/api/v1/session").status_code == 401


@pytest.mark.parametrize("change", ["name", "mac", "age", "parts"])
def test_a_forged_session_is_none(scene: Scene, serve: Serve, change: str) -> None:
    client = serve(replace(scene.settings, token=TOKEN))
    client.post("/api/v1/session", json={"reviewer": "Ada", "token": TOKEN})
    nonce, issued, name, mac = client.cookies["declass-review"].split(".")
    forged = {
        "name": f"{nonce}.{issued}.{b'Eve'.hex()}.{mac}",
        "mac": f"{nonce}.{issued}.{name}.{'0' * 64}",
        "age": f"{nonce}.{int(issued) + 10}.{name}.{mac}",
        "parts": f"{nonce}.{issued}.{name}",
    }[change]
    client.cookies.clear()
    assert client.get("/api/v1/queue", headers={"cookie": f"declass-review={forged}"}).status_code == 401


def test_the_user_that_a_proxy_names_is_believed_from_that_proxy_alone(scene: Scene) -> None:
    from declass.review.app import create_app

    settings = replace(
        scene.settings,
        host="0.0.0.0",  # noqa: S104
        user_header="X-Forwarded-User",
        proxies=("10.0.0.0/8",),
        hosts=("review.example",),
    )
    app = create_app(settings)
    named = {"x-forwarded-user": "ada", "host": "review.example"}
    with TestClient(app, base_url=HOME, client=("10.1.2.3", 5000)) as proxy:
        session = proxy.get("/api/v1/session", headers=named)
        assert session.json()["reviewer"] == "ada"
        assert proxy.get("/api/v1/session", headers={"host": "review.example"}).status_code == 401
        sent = named | {"X-CSRF-Token": session.json()["csrf"]}
        assert proxy.post("/api/v1/session", json={"reviewer": "eve"}, headers=named).status_code == 403
        item = proxy.get("/api/v1/queue", headers=named).json()["items"][0]
        place = {"sha256": item["sha256"], "ref": item["ref"]}
        assert proxy.post("/api/v1/skips", json=place, headers=sent).status_code == 204
        assert proxy.post("/api/v1/skips", json=place, headers=named).status_code == 403
        stranger = TestClient(app, base_url=HOME, client=("192.168.0.9", 5000))
        assert stranger.get("/api/v1/queue", headers=named).status_code == 401


def test_whoever_logs_out_is_out_also_with_a_copy_of_the_cookie(scene: Scene, serve: Serve) -> None:
    client = serve(replace(scene.settings, token=TOKEN))
    csrf = client.post("/api/v1/session", json={"reviewer": "Ada", "token": TOKEN}).json()["csrf"]
    cookie = client.cookies["declass-review"]
    assert client.post("/api/v1/session/end", json={}).status_code == 403, (
        "another site cannot log anybody out"
    )
    answer = client.post("/api/v1/session/end", json={}, headers={"X-CSRF-Token": csrf})
    assert answer.status_code == 204
    assert client.get("/api/v1/queue").status_code == 401
    assert "declass-review" not in client.cookies
    copied = {"cookie": f"declass-review={cookie}"}
    assert client.get("/api/v1/queue", headers=copied).status_code == 401
    client.post("/api/v1/session", json={"reviewer": "Ada", "token": TOKEN})
    assert client.get("/api/v1/queue").status_code == 200


def test_a_refused_log_in_is_logged_with_address_and_time(
    scene: Scene, serve: Serve, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = serve(replace(scene.settings, token=TOKEN))
    # Commands that ran in this process before may have turned it off.
    monkeypatch.setattr(logging.getLogger("declass"), "propagate", True)
    client.post("/api/v1/session", json={"reviewer": "Eve", "token": "a wrong secret"})
    # Where other tests left a handler that passes records on, each is captured twice.
    (line,) = {r.getMessage() for r in caplog.records if "log-in" in r.getMessage()}
    assert re.fullmatch(r"20\d\d-\S+: a log-in from testclient was refused: not the token", line)
    assert "secret" not in caplog.text
    client.post("/api/v1/session", json={"reviewer": "Ada", "token": TOKEN})
    assert {r.getMessage() for r in caplog.records if "log-in" in r.getMessage()} == {line}
