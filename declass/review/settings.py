"""What the server of the review is told when it starts."""

from __future__ import annotations

import ipaddress
import os
from dataclasses import dataclass
from pathlib import Path

DEFAULT_PORT = 8573
LOOPBACK = "127.0.0.1"


@dataclass(frozen=True, slots=True)
class ReviewSettings:
    """How the server runs.

    Attributes:
        catalog: URL of the catalog's database, or the path of a SQLite file.
        out: the folder for results whose findings are shown; None for all that the catalog holds.
        host: address that the server listens on.
        port: its port.
        reviewer: name under which decisions are kept where nobody logs in.
        second_review: whether what one reviewer rejected comes to another one; None for as it was said last.
        token: the secret that a log-in asks for, empty where none is asked for.
        user_header: header in which a reverse proxy names the user, empty for none.
        proxies: addresses and networks of the proxies whose `user_header` is believed.
        hosts: names in the `Host` header that are answered, beside those of loopback; a port may stand behind.
        secure: whether browsers see the server through TLS.
        cache: folder for pictures of pages.
    """

    catalog: str
    out: Path | None
    cache: Path
    host: str = LOOPBACK
    port: int = DEFAULT_PORT
    reviewer: str = ""
    second_review: bool | None = None
    token: str = ""
    user_header: str = ""
    proxies: tuple[str, ...] = ()
    hosts: tuple[str, ...] = ()
    secure: bool = False


def is_loopback(host: str) -> bool:
    """Whether only this machine reaches the address."""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def usual_cache() -> Path:
    """The folder for pictures of pages, under the user's own folder for caches."""
    base = os.environ.get("XDG_CACHE_HOME")
    return (Path(base) if base else Path.home() / ".cache") / "declass" / "review"
