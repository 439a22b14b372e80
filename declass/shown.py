"""The log of surviving text that was shown to somebody: when, to whom, of which file, how much; never the text."""

from __future__ import annotations

import json
import os
from dataclasses import asdict, dataclass
from pathlib import Path

from declass.catalog.documents import now
from processors.errors import AccessError, printable


@dataclass(frozen=True, slots=True)
class ShownPlace:
    """A place whose text was shown: the page (from 1), how it is hidden, and how many characters."""

    page: int
    kind: str
    characters: int


@dataclass(frozen=True, slots=True)
class Showing:
    """What is about to be shown: to whom, of which file, which places, and why."""

    user: str
    file: str
    sha256: str
    places: tuple[ShownPlace, ...]
    why: str = ""


def usual_log() -> Path:
    """Where it is logged: in the user's own folder for state."""
    state = os.environ.get("XDG_STATE_HOME")
    return (Path(state) if state else Path.home() / ".local" / "state") / "declass" / "shown.jsonl"


def keep_showing(*showings: Showing, log: Path | None = None) -> None:
    """Appends a line for each; only then the text may be shown.

    Raises:
        AccessError: it cannot be written.
    """
    path = log or usual_log()
    lines = [_line(showing) for showing in showings]
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handle = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
        try:
            # One write to a file opened for appending: lines of several programs do not mix.
            os.write(handle, "".join(line + "\n" for line in lines).encode())
            os.fsync(handle)
        finally:
            os.close(handle)
    except OSError as error:
        raise AccessError(
            f"that text is shown cannot be recorded ({error.strerror}), so it is not shown",
            file=str(path),
            hint="Choose another place with --log",
        ) from error


def _line(showing: Showing) -> str:
    told: dict[str, object] = {
        "time": now(),
        "user": showing.user,
        "file": printable(showing.file),
        "sha256": showing.sha256,
        "places": [asdict(place) for place in showing.places],
    }
    return json.dumps(told | ({"why": showing.why} if showing.why else {}))
