"""Stands before everything: names that the server answers to, how large requests may be, headers of answers."""

from __future__ import annotations

import ipaddress
import logging
import socket
from collections.abc import Mapping, MutableMapping
from typing import Any

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Receive, Scope, Send

from declass.review.api import Problem
from declass.review.problems import problem_answer
from declass.review.settings import ReviewSettings, is_loopback
from processors.errors import printable

_LOG = logging.getLogger("declass.review")

MOST_BYTES = 4 * 1024 * 1024
"""Of a request: 500 decisions with long comments have under 3 MB."""

_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob: data:; connect-src 'self'; "
    "font-src 'self'; manifest-src 'self'; frame-ancestors 'none'; base-uri 'none'; form-action 'self'"
)
_HEADERS = {
    "content-security-policy": _POLICY,
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "referrer-policy": "no-referrer",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "permissions-policy": "camera=(), microphone=(), geolocation=(), payment=(), usb=()",
    # What was withheld from others is not kept by browsers, unless an answer says so itself.
    "cache-control": "no-store",
}
# Seconds for which a browser that saw the server through TLS asks for nothing else: half a year.
_TLS = {"strict-transport-security": "max-age=15552000"}
_TOO_LARGE = "The request is too large"
_LOOPBACK_NAMES = frozenset({"localhost", "127.0.0.1", "::1"})
_SAFE = frozenset({"GET", "HEAD", "OPTIONS"})

_Message = MutableMapping[str, Any]


class _TooLargeError(Exception):
    """More came than was announced or is taken."""


class Guard:
    """ASGI middleware; refuses what no browser of a reviewer sends."""

    def __init__(self, app: ASGIApp, settings: ReviewSettings) -> None:
        """Stands before `app`."""
        self._app, self._settings = app, settings
        self._own = {_bare(name) for name in settings.hosts}
        self._headers = _HEADERS | (_TLS if settings.secure else {})

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serves a request, or refuses it."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        body = _Body(receive)
        # Scripts and styles hold nothing of anybody; browsers ask whether theirs are still the same.
        static = {"cache-control": "no-cache"} if scope["path"].startswith("/static/") else {}
        answer = _Answer(send, self._headers | static, body)
        told = self._refused(scope)
        if told is None:
            told = await self._served(scope, body, answer)
        if told is not None:
            await self._refuse(scope, receive, answer, *told)

    async def _served(self, scope: Scope, body: _Body, answer: _Answer) -> tuple[int, str] | None:
        """Lets the app answer; gives what to answer instead where it did not."""
        try:
            await self._app(scope, body.receive, answer.send)
        except Exception as error:
            if not body.too_large:
                _LOG.error("an error in declass itself at %s", printable(scope["path"]), exc_info=error)
                if answer.started:
                    raise
                return 500, "This is an error in declass itself"
        return (413, _TOO_LARGE) if body.too_large and not answer.started else None

    async def _refuse(
        self, scope: Scope, receive: Receive, answer: _Answer, status: int, message: str
    ) -> None:
        error = "internal" if status == 500 else "refused"
        told = problem_answer(scope["path"], status, Problem(error=error, message=message))
        await told(scope, receive, answer.refuse)

    def _refused(self, scope: Scope) -> tuple[int, str] | None:
        """Status and reason, None where the request may go on."""
        headers = Headers(scope=scope)
        if not self._answers_to(headers.get("host", "")):
            return 421, "This server is not known by that name"
        if b"%00" in scope["query_string"]:
            # No text that was read holds it, and PostgreSQL takes it for an error.
            return 400, "The address holds what is no text"
        if scope["method"] in _SAFE:
            return None
        if not _same_origin(headers):
            return 403, "The request comes from another site"
        if not _is_json(headers):
            return 415, "Requests are made in JSON"
        length = headers.get("content-length", "0")
        if not length.isascii() or not length.isdigit() or int(length) > MOST_BYTES:
            return 413, _TOO_LARGE
        return None

    def _answers_to(self, host: str) -> bool:
        """Whether a browser may know the server by that name: a strange one may be made to lead here by its DNS."""
        name = _bare(host)
        if name in self._own:
            return True
        if is_loopback(self._settings.host):
            return name in _LOOPBACK_NAMES
        return name in _LOOPBACK_NAMES or _is_address(name) or name == socket.gethostname().lower()


def _bare(host: str) -> str:
    """The name without a port and brackets, in small letters."""
    name = host.strip().lower()
    if name.startswith("["):
        return name[1:].partition("]")[0]
    return name if name.count(":") > 1 else name.partition(":")[0]


def _is_address(name: str) -> bool:
    try:
        ipaddress.ip_address(name)
    except ValueError:
        return False
    return True


def _same_origin(headers: Headers) -> bool:
    if headers.get("sec-fetch-site", "same-origin") not in ("same-origin", "none"):
        return False
    origin = headers.get("origin")
    return origin is None or origin.partition("://")[2].lower() == headers.get("host", "").lower()


def _is_json(headers: Headers) -> bool:
    return headers.get("content-type", "").partition(";")[0].strip().lower() == "application/json"


class _Body:
    """The body of a request; counts what comes, also where no length was announced."""

    def __init__(self, receive: Receive) -> None:
        self._receive, self._seen = receive, 0

    @property
    def too_large(self) -> bool:
        return self._seen > MOST_BYTES

    async def receive(self) -> _Message:
        message = await self._receive()
        self._seen += len(message.get("body", b""))
        if self.too_large:
            raise _TooLargeError
        return message


class _Answer:
    """What is sent, with our headers where it has none of its own."""

    def __init__(self, send: Send, headers: Mapping[str, str], body: _Body) -> None:
        self._send, self._headers, self._body = send, headers, body
        self.started = False

    async def send(self, message: _Message) -> None:
        """What the app answers; whatever it says of a body that was cut off is not the reason."""
        if self.started or not self._body.too_large:
            await self.refuse(message)

    async def refuse(self, message: _Message) -> None:
        """What the guard answers itself."""
        if message["type"] == "http.response.start":
            self.started = True
            headers = MutableHeaders(scope=message)
            for name, value in self._headers.items():
                headers.setdefault(name, value)
        await self._send(message)
