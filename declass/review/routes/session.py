"""Who works here, and logging in."""

from __future__ import annotations

import time

from fastapi import APIRouter, Request, Response

from declass.review.api import Session, SessionIn
from declass.review.problems import Refusal
from declass.review.sessions import Who, clean_name, sessions_of, usual_name

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
        time.sleep(_WRONG)
        raise Refusal(403, "token", "That is not the token", "It is printed where the server was started")
    name = clean_name(asked.reviewer)
    if not name:
        raise Refusal(422, "name", "A name has letters or digits")
    return _session(request, sessions.start(response, name))


def _session(request: Request, who: Who) -> Session:
    from importlib.metadata import version

    return Session(
        reviewer=who.reviewer,
        csrf=who.csrf,
        second_review=request.app.state.desk.second_review,
        needs_token=sessions_of(request).needs_token,
        version=version("declass"),
    )
