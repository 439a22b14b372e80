"""Generated sections of a Markdown page, each between two comments; what stands outside them is left alone."""

from __future__ import annotations

from pathlib import Path

from processors.errors import AccessError, InputError


def with_section(page: str, name: str, body: str) -> str:
    """The page with `body` between `<!-- bench:NAME -->` and `<!-- /bench:NAME -->`.

    Where the page has no such section, it is added at the end.

    Raises:
        InputError: one of the two comments is missing.
    """
    begin, end = f"<!-- bench:{name} -->", f"<!-- /bench:{name} -->"
    section = f"{begin}\n{body.strip()}\n{end}"
    if begin not in page and end not in page:
        return f"{page.rstrip()}\n\n{section}\n" if page.strip() else f"{section}\n"
    before, found, rest = page.partition(begin)
    _, closed, after = rest.partition(end)
    if not found or not closed:
        raise InputError(
            f"the section bench:{name} is not whole", hint=f"It stands between {begin} and {end}"
        )
    return before + section + after


def write_section(path: Path, name: str, body: str) -> None:
    """Puts a generated section into the file at `path`, which need not exist.

    Raises:
        InputError: one of the two comments of the section is missing.
        AccessError: the file cannot be written.
    """
    try:
        page = path.read_text(encoding="utf-8") if path.is_file() else ""
        path.write_text(with_section(page, name, body), encoding="utf-8")
    except OSError as error:
        raise AccessError(f"cannot be written: {error.strerror}", file=str(path)) from error
