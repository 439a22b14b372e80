"""Who works here, and logging in."""

from __future__ import annotations

import logging
import time

from fastapi import APIRouter, Request, Response

from declass.catalog.documents import now
from declass.review.api import Problem, Session, SessionIn
from declass.review.asking import Writer
from declass.review.problems import Refusal
from declass.review.sessions import Who, clean_name, sessions_of, usual_name

_LOG = logging.getLogger("declass.review")
router = APIRouter(tags=["session"])
# Seconds that a wrong token costs.
_WRONG = 0.5


@router.get("/session")
def session(request: Request, response: Response) -> Session:
    """The session; on loopback without a token it begins here."""
    sessions = sessions_of(request)
    who = sessions.of(request)
    if who is None:
        if sessions.needs_token or sessions.by_proxy:
            raise Refusal(401, "login", "You are not logged in", "Log in at /login")
        who = sessions.start(response, usual_name(request.app.state.settings))
    return _session(request, who)


@router.post("/session", status_code=201)
def log_in(request: Request, response: Response, asked: SessionIn) -> Session:
    """Begins a session under a name."""
    sessions = sessions_of(request)
    if sessions.by_proxy:
        raise Refusal(403, "proxy", "The proxy in front of this server says who you are")
    if sessions.needs_token and not sessions.opens(asked.token):
        # Never the token, nor the name that was tried: people type one into the field of the other.
        _LOG.warning("%s: a log-in from %s was refused: not the token", now(), _address(request))
        time.sleep(_WRONG)
        raise Refusal(403, "token", "That is not the token", "It is printed where the server was started")
    name = clean_name(asked.reviewer)
    if not name:
        raise Refusal(422, "name", "A name has letters or digits")
    return _session(request, sessions.start(response, name))


@router.post("/session/end", status_code=204, responses={403: {"model": Problem}})
def log_out(request: Request, _who: Writer) -> Response:
    """Ends the session."""
    sessions = sessions_of(request)
    if sessions.by_proxy:
        raise Refusal(403, "proxy", "The proxy in front of this server says who you are", "Log out there")
    ended = Response(status_code=204)
    sessions.end(request, ended)
    return ended


def _address(request: Request) -> str:
    return request.client.host if request.client is not None else "an unknown address"


def _session(request: Request, who: Who) -> Session:
    from importlib.metadata import version

    return Session(
        reviewer=who.reviewer,
        csrf=who.csrf,
        second_review=request.app.state.desk.second_review,
        needs_token=sessions_of(request).needs_token,
        by_proxy=sessions_of(request).by_proxy,
        version=version("declass"),
    )
