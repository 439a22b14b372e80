"""What every route needs: the desk, and who asks."""

from __future__ import annotations

from typing import Annotated, cast

from fastapi import Depends, Request

from declass.review.desk import Desk
from declass.review.sessions import Who, reading, writing


def _desk(request: Request) -> Desk:
    return cast("Desk", request.app.state.desk)


TheDesk = Annotated[Desk, Depends(_desk)]
"""What answers are made from."""
Reader = Annotated[Who, Depends(reading)]
"""Who asks, and may read."""
Writer = Annotated[Who, Depends(writing)]
"""Who asks, and may decide."""
