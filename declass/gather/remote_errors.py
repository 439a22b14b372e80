"""What libraries raise for places afar, told in our words; and which of it may pass when one asks again."""

from __future__ import annotations

import errno
import time
from collections.abc import Callable
from typing import TypeVar

from declass.gather.errors import UnreachableError
from declass.gather.options import GatherLimits
from processors.errors import AccessError, DeclassError, InputError, MissingError, UsageError

T = TypeVar("T")

_CREDENTIALS = (
    "Credentials come from the usual places, for S3: AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, AWS_PROFILE, "
    "~/.aws, or the role of the machine"
)
_ANSWERS = "Check the address, the network and, for a server of your own, AWS_ENDPOINT_URL"
# Names of exceptions of botocore and aiohttp, which are not always installed: the place does not answer, or stops.
_TRANSIENT = frozenset(
    {
        "EndpointConnectionError",
        "ConnectTimeoutError",
        "ReadTimeoutError",
        "ConnectionClosedError",
        "HTTPClientError",
        "IncompleteReadError",
        "ResponseStreamingError",
        "ResponseParserError",
        "ClientConnectionError",
        "ClientPayloadError",
        "ServerTimeoutError",
        "FSTimeoutError",
    }
)
_UNSIGNED = frozenset(
    {"NoCredentialsError", "PartialCredentialsError", "TokenRetrievalError", "ProfileNotFound"}
)
_LASTING = _UNSIGNED | {"ClientSSLError", "SSLError"}
_BUSY = (429, 500, 502, 503, 504)
_PASSING = frozenset(
    {
        errno.EIO,
        errno.EBUSY,
        errno.ECONNRESET,
        errno.ECONNREFUSED,
        errno.EPIPE,
        errno.ETIMEDOUT,
        errno.EHOSTUNREACH,
    }
)
# More of what a server says is noise (characters).
_SAID = 200


def asked(action: Callable[[], T], address: str, limits: GatherLimits) -> T:
    """What `action` gives; it is done again, after growing pauses, only where that can help.

    Raises:
        DeclassError: it failed for good, in words for a person.
    """
    pauses = [limits.first_pause_seconds * 2**n for n in range(limits.attempts - 1)]
    for pause in pauses:
        try:
            return _told(action, address)
        except UnreachableError:
            time.sleep(pause)
    return _told(action, address)


def _told(action: Callable[[], T], address: str) -> T:
    try:
        return action()
    except DeclassError:
        raise
    except Exception as error:  # Libraries of places afar raise what they like.
        raise told(error, address) from error


def _is_transient(error: BaseException) -> bool:
    """Whether asking again may help: the place did not answer, stopped in the middle, or was busy."""
    if isinstance(error, (FileNotFoundError, PermissionError)) or _kinds(error) & _LASTING:
        return False
    if _status(error) is not None:
        return _status(error) in _BUSY
    if isinstance(error, (ConnectionError, TimeoutError)) or _kinds(error) & _TRANSIENT:
        return True
    return isinstance(error, OSError) and error.errno in _PASSING


def told(error: Exception, address: str) -> DeclassError:
    """The error for a person. What the place said is quoted only where it cannot hold an address with a secret."""
    cause = error.__cause__
    if isinstance(error, FileNotFoundError) and isinstance(cause, Exception) and _of_web(cause):
        # fsspec says so of every web address that it cannot ask about.
        return told(cause, address)
    if isinstance(error, FileNotFoundError) or _status(error) == 404:
        return AccessError("is not there, or no longer", file=address, hint="Check the address")
    if isinstance(error, ImportError):
        hint = "Install it with pip: 'declass[s3]' for s3://, 'declass[web]' for https://, else the plug-in of fsspec"
        return MissingError("the package for such addresses is not installed", file=address, hint=hint)
    if _kinds(error) & _UNSIGNED:
        return AccessError("no credentials were found", file=address, hint=_CREDENTIALS)
    if isinstance(error, PermissionError) or _status(error) in (401, 403):
        return AccessError(f"access is refused{_said(error)}", file=address, hint=_CREDENTIALS)
    if _is_transient(error):
        return UnreachableError(f"the place does not answer{_said(error)}", file=address, hint=_ANSWERS)
    if _status(error) is not None:
        return AccessError(f"the server answers with status {_status(error)}", file=address)
    if isinstance(error, (ValueError, NotImplementedError)):
        return UsageError(
            f"is no address that can be read{_said(error)}", file=address, hint="See docs/sources.md"
        )
    if isinstance(error, OSError):
        return AccessError(f"cannot be read{_said(error)}", file=address)
    return InputError(f"cannot be read ({type(error).__name__})", file=address)


def _kinds(error: BaseException) -> frozenset[str]:
    return frozenset(kind.__name__ for kind in type(error).__mro__)


def _of_web(error: Exception) -> bool:
    return type(error).__module__.startswith("aiohttp") or isinstance(error, (ConnectionError, TimeoutError))


def _status(error: BaseException) -> int | None:
    """The HTTP status that the error carries."""
    status = getattr(error, "status", None)
    return status if isinstance(status, int) else None


def _said(error: Exception) -> str:
    text = " ".join(str(error).split())
    return (
        f" ({text[:_SAID]})"
        if text and "://" not in text and "?" not in text
        else f" ({type(error).__name__})"
    )
