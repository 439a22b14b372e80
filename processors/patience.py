"""Storage that does not answer for a moment: a network share is busy, or its server starts anew."""

from __future__ import annotations

import errno
import time
from collections.abc import Callable
from typing import TypeVar

from processors.errors import AccessError

T = TypeVar("T")

# Seconds between tries; a server that starts anew needs some.
PAUSES = (0.5, 2.0, 8.0)
# What passes by itself. A disk that is full, rights that are missing and files that are gone do not.
_PASSING = frozenset(
    {
        errno.EAGAIN,
        errno.EBUSY,
        errno.ECONNABORTED,
        errno.ECONNRESET,
        errno.EHOSTDOWN,
        errno.EHOSTUNREACH,
        errno.EINTR,
        errno.EIO,
        errno.ENETDOWN,
        errno.ENETUNREACH,
        errno.ENOTCONN,
        errno.ESTALE,
        errno.ETIMEDOUT,
    }
)


def patiently(action: Callable[[], T]) -> T:
    """What `action` gives; it is done again, after growing pauses, where storage did not answer.

    Args:
        action: may be done twice without harm.

    Raises:
        AccessError, OSError: the last try failed too, or the first one for another reason.
    """
    for pause in PAUSES:
        try:
            return action()
        except (AccessError, OSError) as error:
            if not passes(error):
                raise
        time.sleep(pause)
    return action()


def passes(error: BaseException) -> bool:
    """Whether asking again may help; of our own errors, what caused them counts."""
    cause = error.__cause__ if isinstance(error, AccessError) else error
    return isinstance(cause, OSError) and cause.errno in _PASSING
