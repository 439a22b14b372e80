"""The comparison as Markdown (CommonMark), for reading, mailing and printing."""

from __future__ import annotations

from collections.abc import Iterator

from processors.compare import wording
from processors.compare.types import Change, ChangeKind, Comparison, PageMatch, Release
from processors.text.markdown import clean, escape_inline, escape_start

SHORTENED = 600
"""Characters of text on one side alone that are shown; the rest is in `compare.json`."""


def comparison_markdown(comparison: Comparison) -> str:
    """The report; equal comparisons give equal text."""
    return "\n".join(_lines(comparison)) + "\n"


def _lines(comparison: Comparison) -> Iterator[str]:
    yield "# Two releases compared"
    yield ""
    yield from (_release("A", comparison.a), _release("B", comparison.b), "")
    yield ", ".join(f"{number} {what}" for number, what in wording.summary(comparison.counts)) + "."
    yield wording.common_text(comparison)
    for title, why, kinds in wording.SECTIONS:
        changes = wording.certain(comparison, kinds)
        if changes:
            yield from _section(title, why, changes)
    changes = wording.unsure(comparison)
    if changes:
        yield from _section(wording.TO_CHECK, wording.TO_CHECK_WHY, changes)
    yield from _pages(comparison)
    yield from _additions(comparison)
    yield from _markings(comparison)


def _release(name: str, release: Release) -> str:
    pages = f"{release.pages} page{'' if release.pages == 1 else 's'}"
    return f"- **{name}**: {_text(release.name)}, {pages}, sha256 `{release.sha256[:16]}…`"


def _section(title: str, why: str, changes: list[Change]) -> Iterator[str]:
    yield from ("", f"## {title} ({len(changes)})", "", why)
    for change in changes:
        yield from ("", f"### {_heading(change)}", "")
        if change.kind is not ChangeKind.CODES:
            yield f"> {_passage(change)}"
            yield ""
        yield _text(wording.note(change))


def _heading(change: Change) -> str:
    parts = [change.id, wording.LABELS[change.kind], wording.where(change), wording.codes_line(change)]
    return " · ".join(_text(part) for part in parts if part)


def _passage(change: Change) -> str:
    parts = [_text(change.before), f"**{_text(change.text)}**", _text(change.after)]
    return " ".join(part for part in parts if part)


def _pages(comparison: Comparison) -> Iterator[str]:
    odd = wording.odd_pages(comparison)
    if odd:
        yield from ("", "## Pages", "", "| A | B | |", "|---|---|---|")
        yield from (_page(match) for match in odd)


def _page(match: PageMatch) -> str:
    said = wording.FATES[match.fate]
    if match.withheld_pages > 1:
        said += f" (the sheet stands for {match.withheld_pages} pages)"
    return f"| {match.a or '-'} | {match.b or '-'} | {said} |"


def _additions(comparison: Comparison) -> Iterator[str]:
    if not comparison.additions:
        return
    yield from ("", f"## Text on one side only ({len(comparison.additions)})", "")
    yield "Added, lost by the reader, or whited out without a trace: where one release has text, the other has neither"
    yield "text nor a redaction."
    yield ""
    for item in comparison.additions:
        text = item.text if len(item.text) <= SHORTENED else item.text[:SHORTENED] + " …"
        yield f"- {item.release.upper()} page {item.spot.page}: {_text(text)}"


def _markings(comparison: Comparison) -> Iterator[str]:
    if not comparison.markings:
        return
    yield from (
        "",
        "## Stamps, banners and numbers on one side only",
        "",
        "| release | kind | as printed | pages |",
    )
    yield "|---|---|---|---|"
    for m in comparison.markings:
        text = f"~~{_text(m.text)}~~" if m.struck else _text(m.text)
        pages = ", ".join(str(page) for page in m.pages)
        yield f"| {m.release.upper()} | {m.kind.replace('_', ' ')} | {text} | {pages} |"


def _text(text: str) -> str:
    """Text of a page or file name on one line of Markdown, also within a table."""
    return escape_start(escape_inline(" ".join(clean(text).split()))).replace("|", "\\|") if text else ""
