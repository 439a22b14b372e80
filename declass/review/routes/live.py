"""What happens, as server-sent events."""

from __future__ import annotations

from fastapi import APIRouter
from fastapi.responses import StreamingResponse

from declass.review.asking import Reader, TheDesk

# Not in the schema: it answers as long as somebody listens.
router = APIRouter(include_in_schema=False)


@router.get("/events")
async def events(desk: TheDesk, _who: Reader) -> StreamingResponse:
    """Decisions, progress of batches and published documents as they happen."""
    return StreamingResponse(
        desk.live.events(), media_type="text/event-stream", headers={"X-Accel-Buffering": "no"}
    )
