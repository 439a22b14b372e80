"""Pictures of pages."""

from __future__ import annotations

from typing import Annotated

from anyio.to_thread import run_sync
from fastapi import APIRouter, Path, Query, Request
from fastapi.responses import Response

from declass.review.api import SHA256, Problem
from declass.review.asking import Reader, TheDesk
from declass.review.desk import Desk
from declass.review.pictures import Wanted
from declass.review.routes.documents import find_page
from declass.review.widths import fitting

router = APIRouter(tags=["documents"])
# The sha256 of the file is in the address, so a picture changes only where a newer version draws pages otherwise: after
# an hour (seconds) a browser asks whether its tag still holds. Only this reader's browser may keep it.
_KEEP = "private, max-age=3600"


@router.get(
    "/documents/{sha256}/pages/{number}/image",
    response_class=Response,
    responses={
        200: {"content": {"image/webp": {"schema": {"type": "string", "format": "binary"}}}},
        304: {"description": "The browser has it."},
        404: {"model": Problem},
    },
)
async def image(
    request: Request,
    desk: TheDesk,
    _who: Reader,
    sha256: SHA256,
    number: Annotated[int, Path(ge=1, le=1_000_000)],
    width: Annotated[int, Query(ge=1, le=20_000)] = 1400,
    cleaned: bool = False,
) -> Response:
    """The page as shown, or with `cleaned` as OCR saw it; the next larger of the page's widths."""
    wanted = await run_sync(_wanted, desk, sha256, number, width, cleaned)
    headers = {"ETag": f'"{wanted.tag}"', "Cache-Control": _KEEP}
    if f'"{wanted.tag}"' in request.headers.get("if-none-match", ""):
        return Response(status_code=304, headers=headers)
    data = await run_sync(desk.pictures.kept, wanted)
    if data is None:
        data = await run_sync(desk.pictures.get, wanted, limiter=desk.pictures.waiting)
    return Response(data, media_type="image/webp", headers=headers)


def _wanted(desk: Desk, sha256: str, number: int, width: int, cleaned: bool) -> Wanted:
    page = find_page(desk.shelf.volume(sha256), number)
    return Wanted(sha256, number, fitting(page, width), cleaned)
