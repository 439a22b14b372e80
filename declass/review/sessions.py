"""Who is at the other end: sessions in signed cookies, the token of a log-in, the user that a proxy names."""

from __future__ import annotations

import contextlib
import getpass
import hashlib
import hmac
import ipaddress
import re
import secrets
import time
from dataclasses import dataclass
from typing import cast

from fastapi import Request, Response

from declass.review.problems import Refusal
from declass.review.settings import ReviewSettings

COOKIE = "declass-review"
CSRF_HEADER = "x-csrf-token"
# Seconds that a session lasts: a week of work.
_SESSION_SECONDS = 7 * 24 * 3600
_NAME = 100
_NO_NAME = re.compile(r"[^\w .,'@+()-]")
_PARTS = 4


@dataclass(frozen=True, slots=True)
class Who:
    """Whoever asks: the name that decisions are kept under, and what their requests must carry."""

    reviewer: str
    csrf: str


class Sessions:
    """Makes and knows sessions: signed and not stored, so that they outlive the server where a token is set."""

    def __init__(self, settings: ReviewSettings) -> None:
        """Takes the settings; without a token the key is new at each start, and browsers get a new session unasked."""
        self._settings = settings
        secret = settings.token.encode() or secrets.token_bytes(32)
        self._key = hashlib.sha256(b"declass review sessions\0" + secret).digest()
        # Sessions that were ended, and when they would have ended by themselves.
        self._ended: dict[str, float] = {}
        self._proxies = tuple(ipaddress.ip_network(p, strict=False) for p in settings.proxies)

    def of(self, request: Request) -> Who | None:
        """The session of a request, None where it has none."""
        if self._settings.user_header:
            return self._of_proxy(request)
        parts = request.cookies.get(COOKIE, "").split(".")
        if len(parts) != _PARTS:
            return None
        nonce, issued, name, mac = parts
        # As bytes: of text that is not ASCII nothing can be compared, and a cookie may hold anything.
        if not hmac.compare_digest(self._mac("session", nonce, issued, name).encode(), mac.encode()):
            return None
        if int(issued) + _SESSION_SECONDS < time.time() or nonce in self._ended:
            return None
        return Who(bytes.fromhex(name).decode(), self._mac("csrf", nonce))

    def _of_proxy(self, request: Request) -> Who | None:
        """The user that a proxy names; only proxies that were stated are believed."""
        name = clean_name(request.headers.get(self._settings.user_header, ""))
        if not name or not self._from_proxy(request):
            return None
        return Who(name, self._mac("csrf", name))

    def _from_proxy(self, request: Request) -> bool:
        try:
            address = ipaddress.ip_address(request.client.host if request.client else "")
        except ValueError:
            return False
        return any(address in network for network in self._proxies)

    def start(self, response: Response, reviewer: str) -> Who:
        """Begins a session: the answer sets its cookie."""
        nonce, issued, name = secrets.token_hex(16), str(int(time.time())), reviewer.encode().hex()
        value = ".".join((nonce, issued, name, self._mac("session", nonce, issued, name)))
        response.set_cookie(
            COOKIE,
            value,
            max_age=_SESSION_SECONDS,
            httponly=True,
            samesite="strict",
            secure=self._settings.secure,
            path="/",
        )
        return Who(reviewer, self._mac("csrf", nonce))

    def end(self, request: Request, response: Response) -> None:
        """Ends the session of a request: its cookie is taken away, and a copy of it opens nothing any more."""
        nonce, issued, *_ = request.cookies.get(COOKIE, "..").split(".")
        current = time.time()
        kept = {name: until for name, until in self._ended.items() if until > current}
        self._ended = {**kept, nonce: int(issued) + _SESSION_SECONDS}
        response.delete_cookie(
            COOKIE, path="/", secure=self._settings.secure, httponly=True, samesite="strict"
        )

    def opens(self, token: str) -> bool:
        """Whether `token` is the secret that a log-in asks for."""
        return hmac.compare_digest(token.encode(), self._settings.token.encode())

    @property
    def needs_token(self) -> bool:
        """Whether a log-in asks for a secret."""
        return bool(self._settings.token) and not self.by_proxy

    @property
    def by_proxy(self) -> bool:
        """Whether a reverse proxy says who the user is."""
        return bool(self._settings.user_header)

    def _mac(self, *parts: str) -> str:
        return hmac.new(self._key, "\0".join(parts).encode(), hashlib.sha256).hexdigest()


def clean_name(name: str) -> str:
    """A reviewer's name as the log keeps it: letters, digits and little else, on one line."""
    return " ".join(_NO_NAME.sub("", name).split())[:_NAME]


def usual_name(settings: ReviewSettings) -> str:
    """The reviewer where nobody logs in: as the settings say, else who runs the program."""
    name = clean_name(settings.reviewer)
    with contextlib.suppress(KeyError, OSError):
        name = name or clean_name(getpass.getuser())
    return name or "reviewer"


def sessions_of(request: Request) -> Sessions:
    """The server's sessions."""
    return cast("Sessions", request.app.state.sessions)


def reading(request: Request) -> Who:
    """Who asks to see something.

    Raises:
        Refusal: a log-in is needed.
    """
    sessions = sessions_of(request)
    who = sessions.of(request)
    if who is not None:
        return who
    if sessions.needs_token or sessions.by_proxy:
        raise Refusal(401, "login", "You are not logged in", "Log in at /login")
    # On loopback without a token: whoever reaches the server may read, and gets a session from GET /session.
    return Who(usual_name(request.app.state.settings), "")


def writing(request: Request) -> Who:
    """Who asks to change something: that takes a session, and the header that other sites cannot send.

    Raises:
        Refusal: one of them is missing.
    """
    who = sessions_of(request).of(request)
    if who is None:
        raise Refusal(401, "login", "You have no session", "Load the page again")
    if not hmac.compare_digest(request.headers.get(CSRF_HEADER, "").encode(), who.csrf.encode()):
        raise Refusal(403, "csrf", "The request does not come from this page", "Load the page again")
    return who
