"""Writing results to standard output."""

from __future__ import annotations

import os
import sys

from processors.errors import AccessError


def print_text(text: str) -> bool:
    """Writes `text` as UTF-8, whatever encoding the terminal claims.

    Where the reader has gone away (`declass read … | head`) nothing is wrong, and the rest is dropped.

    Returns:
        Whether somebody still reads.

    Raises:
        AccessError: it cannot be written, for example because the disk is full.
    """
    try:
        sys.stdout.buffer.write(text.encode("utf-8", "replace"))
        sys.stdout.buffer.flush()
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return False
    except OSError as error:
        # Python would try once more at its end, and print a trace.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        raise AccessError(f"standard output cannot be written ({error.strerror})") from error
    return True
