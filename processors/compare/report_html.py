"""The comparison as one HTML page with both releases beside each other: no script, no network, everything escaped."""

from __future__ import annotations

import html
from collections.abc import Iterator, Sequence

from processors.compare import wording
from processors.compare.report_style import STYLE
from processors.compare.types import Change, ChangeKind, Comparison, PageFate, Release, Result, Row, Run
from processors.text.markdown import clean

FOLDED = 2
"""Paragraphs without a change that are folded together, from this number on."""

_CLASSES = {
    ChangeKind.OPENED: "opened",
    ChangeKind.CLOSED: "closed",
    ChangeKind.CODES: "codes",
    ChangeKind.NUMBERS: "codes",
    ChangeKind.STRUCK: "marks",
    ChangeKind.UNSTRUCK: "marks",
}


def comparison_html(result: Result) -> str:
    """The page; equal results give equal text."""
    return "\n".join(_page(result)) + "\n"


def _page(result: Result) -> Iterator[str]:
    comparison = result.comparison
    title = f"{comparison.a.name} and {comparison.b.name} compared"
    yield "<!DOCTYPE html>"
    yield '<html lang="en">'
    yield '<head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">'
    yield '<meta name="color-scheme" content="light dark"><meta name="referrer" content="no-referrer">'
    yield "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">"
    yield f"<title>{_text(title)}</title>"
    yield f"<style>{STYLE}</style></head>"
    yield '<body><a class="skip" href="#text">To the text of both releases</a>'
    yield from _head(comparison)
    yield "<main>"
    for heading, why, kinds in wording.SECTIONS:
        yield from _section(heading, why, wording.certain(comparison, kinds))
    yield from _section(wording.TO_CHECK, wording.TO_CHECK_WHY, wording.unsure(comparison))
    yield from _pages(comparison)
    yield from _side_by_side(result)
    yield from _additions(comparison)
    yield from _markings(comparison)
    yield "</main>"
    yield "<footer><p>Made by declass. Words were read by a machine: check a passage on the page before you"
    yield "quote it.</p></footer>"
    yield "</body></html>"


def _head(comparison: Comparison) -> Iterator[str]:
    yield "<header><h1>Two releases compared</h1>"
    yield '<dl class="releases">'
    yield from (_release("A", comparison.a), _release("B", comparison.b))
    yield "</dl>"
    yield '<ul class="summary">'
    for number, what in wording.summary(comparison.counts):
        anchor = _anchor(what)
        told = f'<strong>{number}</strong> <span class="what">{_text(what)}</span>'
        yield f'<li class="{anchor}">' + (
            f'<a href="#{anchor}">{told}</a></li>' if number else f"<span>{told}</span></li>"
        )
    yield "</ul>"
    yield f'<p class="common">{_text(wording.common_text(comparison))}</p></header>'


def _anchor(what: str) -> str:
    """The section that a number of the summary leads to."""
    for word, anchor in (("page", "pages"), ("opened", "opened"), ("closed", "closed"), ("codes", "codes")):
        if word in what:
            return anchor
    return "marks" if "mark" in what else "check"


def _release(name: str, release: Release) -> str:
    pages = f"{release.pages} page{'' if release.pages == 1 else 's'}"
    return (
        f'<div><dt>{name}</dt><dd><span class="name">{_text(release.name)}</span> '
        f'<span class="quiet">{pages}, sha256 {_text(release.sha256[:16])}…</span></dd></div>'
    )


def _section(title: str, why: str, changes: Sequence[Change]) -> Iterator[str]:
    if not changes:
        return
    anchor = "check" if title == wording.TO_CHECK else _CLASSES[changes[0].kind]
    yield f'<section id="{anchor}"><h2>{_text(title)} <span class="quiet">{len(changes)}</span></h2>'
    yield f'<p class="why">{_text(why)}</p><ol class="changes">'
    for change in changes:
        yield from _entry(change)
    yield "</ol></section>"


def _entry(change: Change) -> Iterator[str]:
    kind = _CLASSES[change.kind]
    codes = wording.codes_line(change)
    label = _text(wording.LABELS[change.kind])
    yield f'<li class="{kind}" id="{change.id}"><p class="line"><span class="label">{label}</span>'
    yield f' <span class="quiet">{_text(wording.where(change))}</span>'
    if codes:
        yield f' <span class="code">{_text(codes)}</span>'
    if change.text:
        yield "</p>"
        around = [
            _text(change.before),
            f'<mark class="{kind}">{_text(change.text)}</mark>',
            _text(change.after),
        ]
        yield f'<blockquote>{" ".join(part for part in around if part)}</blockquote><p class="note">'
    else:
        yield '</p><p class="note">'
    yield f'{_text(wording.note(change))} <a href="#t-{change.id}">In the text</a></p></li>'


def _pages(comparison: Comparison) -> Iterator[str]:
    odd = wording.odd_pages(comparison)
    if not odd:
        return
    yield '<section id="pages"><h2>Pages</h2>'
    yield "<table><thead><tr><th>A</th><th>B</th><th>What became of it</th></tr></thead><tbody>"
    for match in odd:
        said = wording.FATES[match.fate]
        if match.fate in (PageFate.OPENED, PageFate.CLOSED, PageFate.WITHHELD) and match.withheld_pages > 1:
            said += f" (the sheet stands for {match.withheld_pages} pages)"
        yield f"<tr><td>{match.a or '-'}</td><td>{match.b or '-'}</td><td>{_text(said)}</td></tr>"
    yield "</tbody></table></section>"


def _side_by_side(result: Result) -> Iterator[str]:
    shown = _Text(result.comparison)
    yield '<section id="text" class="text"><h2>Both releases</h2>'
    yield '<p class="why">Paragraphs stand beside each other. <span class="gone">withheld</span> is a redaction,'
    yield " with its codes. Paragraphs that are the same in both are folded.</p>"
    yield '<div class="row columns" aria-hidden="true"><div>Release A</div><div>Release B</div></div>'
    same: list[Row] = []
    for row in result.rows:
        if any(run.change for run in (*row.a, *row.b)):
            yield from shown.folded(same)
            same = []
            yield shown.row(row)
        else:
            same.append(row)
    yield from shown.folded(same)
    yield from shown.unplaced()
    yield "</section>"


class _Text:
    """Writes rows of both sides, and gives the first mark of each change its anchor."""

    def __init__(self, comparison: Comparison) -> None:
        self._changes = {change.id: change for change in comparison.changes}
        self._placed: set[str] = set()
        self._pages = [0, 0]

    def folded(self, rows: Sequence[Row]) -> Iterator[str]:
        """Rows without a change, behind one line where there are several."""
        if len(rows) < FOLDED:
            yield from (self.row(row) for row in rows)
            return
        yield f"<details><summary>{len(rows)} paragraphs without a change</summary>"
        yield from (self.row(row) for row in rows)
        yield "</details>"

    def row(self, row: Row) -> str:
        """One paragraph of each side."""
        a, b = self._side("A", row.a, row.page_a, 0), self._side("B", row.b, row.page_b, 1)
        return f'<div class="row">{a}{b}</div>'

    def unplaced(self) -> Iterator[str]:
        """Anchors of changes that stand in no paragraph, such as struck banners."""
        for name in self._changes:
            if name not in self._placed:
                yield f'<span id="t-{name}"></span>'

    def _side(self, name: str, runs: Sequence[Run], page: int, column: int) -> str:
        if not runs:
            nothing = f'<span class="release">{name}</span><span class="quiet">nothing here</span>'
            return f'<div class="side none"><p>{nothing}</p></div>'
        fresh = page != self._pages[column]
        self._pages[column] = page
        at = f'<span class="page">page {page}</span>' if fresh else ""
        body = " ".join(self._run(run, column) for run in runs)
        return f'<div class="side"><p><span class="release">{name}</span>{at}{body}</p></div>'

    def _run(self, run: Run, column: int) -> str:
        change = self._changes.get(run.change)
        if run.redaction:
            said = f"withheld {run.text}".strip() if run.text != "page withheld" else run.text
            inner = f'<span class="gone">{_text(said)}</span>'
            return (
                inner
                if change is None
                else f'<a class="to" href="#{change.id}"{self._anchor(change)}>{inner}</a>'
            )
        text = f"<s>{_text(run.text)}</s>" if run.struck else _text(run.text)
        if change is None:
            return text
        kind = _CLASSES[change.kind]
        label = wording.LABELS[change.kind] + ("" if change.status == "found" else ", to check")
        return (
            f'<mark class="{kind}"{self._anchor(change, own=self._shows(change, column))}>{text}'
            f'<a class="tag" href="#{change.id}">{_text(label)}</a></mark>'
        )

    def _shows(self, change: Change, column: int) -> bool:
        return column == (1 if change.kind is ChangeKind.OPENED else 0)

    def _anchor(self, change: Change, *, own: bool = True) -> str:
        if change.id in self._placed or not own:
            return ""
        self._placed.add(change.id)
        return f' id="t-{change.id}"'


def _additions(comparison: Comparison) -> Iterator[str]:
    if not comparison.additions:
        return
    count = len(comparison.additions)
    yield f'<section id="alone"><h2>Text on one side only <span class="quiet">{count}</span></h2>'
    yield '<p class="why">Added, lost by the reader, or whited out without a trace: the other release has neither text'
    yield " nor a redaction there.</p><ul>"
    for item in comparison.additions:
        yield f'<li><span class="quiet">{item.release.upper()} page {item.spot.page}</span> {_text(item.text)}</li>'
    yield "</ul></section>"


def _markings(comparison: Comparison) -> Iterator[str]:
    if not comparison.markings:
        return
    yield '<section id="markings"><h2>Stamps, banners and numbers on one side only</h2>'
    yield "<table><thead><tr><th>Release</th><th>Kind</th><th>As printed</th><th>Pages</th></tr></thead><tbody>"
    for m in comparison.markings:
        text = f"<s>{_text(m.text)}</s>" if m.struck else _text(m.text)
        pages = ", ".join(str(page) for page in m.pages)
        kind = _text(m.kind.replace("_", " "))
        yield f"<tr><td>{m.release.upper()}</td><td>{kind}</td><td>{text}</td><td>{pages}</td></tr>"
    yield "</tbody></table></section>"


def _text(text: str) -> str:
    """Text of a page or file name as HTML shows it: no markup, no control or direction-changing characters."""
    return html.escape(clean(text), quote=True)
