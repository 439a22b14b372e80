"""The socket that the server listens on: made before it starts, so that a port that is taken is told at once."""

from __future__ import annotations

import socket

from processors.errors import AccessError, UsageError

# Connections that wait until they are taken: ten reviewers with some each.
_BACKLOG = 128


def listening_socket(host: str, port: int) -> socket.socket:
    """A socket that listens on an address of this machine.

    Args:
        host: its name or address.
        port: 0 for any that is free.

    Raises:
        UsageError: this machine has no such address.
        AccessError: the port is taken, or may not be used.
    """
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)
    except (OSError, UnicodeError) as error:
        raise UsageError(f"{host!r} is no address of this machine", hint="Try 127.0.0.1") from error
    family, kind, protocol, _, address = found[0]
    made = socket.socket(family, kind, protocol)
    try:
        made.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        made.bind(address)
        made.listen(_BACKLOG)
    except OSError as error:
        made.close()
        raise AccessError(
            f"port {port} of {host} cannot be used ({error.strerror})", hint="Choose another one with --port"
        ) from error
    return made
