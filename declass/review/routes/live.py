"""What happens, as server-sent events."""

from __future__ import annotations

from fastapi import APIRouter, Request
from fastapi.responses import StreamingResponse

from declass.review.asking import Reader, TheDesk
from declass.review.sessions import sessions_of

# Not in the schema: it answers as long as somebody listens.
router = APIRouter(include_in_schema=False)


@router.get("/events")
async def events(request: Request, desk: TheDesk, _who: Reader) -> StreamingResponse:
    """Decisions, progress of batches and published documents as they happen, until the session ends."""
    sessions = sessions_of(request)
    # Where no log-in is asked for, one may listen without a session too.
    has_session = sessions.of(request) is not None

    def may_listen() -> bool:
        return not has_session or sessions.of(request) is not None

    return StreamingResponse(
        desk.live.events(may_listen), media_type="text/event-stream", headers={"X-Accel-Buffering": "no"}
    )
