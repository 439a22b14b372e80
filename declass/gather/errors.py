"""What can go wrong only while gathering."""

from __future__ import annotations

from processors.errors import AccessError, InputError


class AbsentError(InputError):
    """There is nothing where something was named; it may be there another time, as a folder on a file server."""

    category = "absent"


class UnsettledError(AccessError):
    """A file is still being written; the next run takes it."""

    category = "unsettled"


class UnreachableError(AccessError):
    """A place afar does not answer, or stopped in the middle; asking again may help."""

    category = "unreachable"
