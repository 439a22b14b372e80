"""Hypothesis strategies for records: any text that a hostile file may hold, places that a page can have.

What holds of every record that `assembly` makes holds here too: pages rise, ids are unique, boxes lie inside their
page, an unsure word names a line of its page. Words may stand anywhere, also in redactions.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from hypothesis import strategies as st

from processors.document_records import (
    Classification,
    ErrorItem,
    Event,
    Evidence,
    Identifier,
    Provenance,
    SourceInfo,
    Tool,
)
from processors.geometry import Box
from processors.records import (
    Code,
    Conflict,
    ConflictReason,
    Decided,
    FindingStatus,
    Interval,
    Line,
    LineKind,
    Marking,
    MarkingKind,
    Page,
    PageStatus,
    Quality,
    Record,
    Redaction,
    RedactionKind,
    Step,
    Strike,
    StrikeStyle,
    StruckWhat,
    Surviving,
    TextSource,
    UnsureWord,
    Word,
)
from processors.stable_ids import events_with_ids, identifiers_with_ids, page_with_ids
from processors.text.render import render_document

# Characters that outputs trip over: markup of XML, HTML, Markdown, CSV and JSON, what XML forbids, signs of direction.
_AWKWARD = (
    "<>&\"'=+-@|~_*[](){}\\`#;,\t\r\n\x00\x0b\x1f\x7f\x85\u00ad\u200b\u202e\u2028\ufeff\ufffe\U0001f600"
)
_PIECES = (
    "SECRET",
    "(b)(3)",
    "committee",
    "co-",
    "operate",
    "]]>",
    "<!--",
    "--",
    "&amp;",
    "[REDACTED]",
    "~~",
    "=1+1",
)

texts = st.one_of(
    st.sampled_from(_PIECES),
    st.text(st.sampled_from(_AWKWARD) | st.characters(exclude_categories=["Cs"]), max_size=12),
)
"""Any text without lone surrogates, which JSON cannot carry."""

tokens = texts.map(lambda t: "".join(t.split())).filter(bool)
"""A text without white space: what a word is."""

confidences = st.integers(0, 1000).map(lambda n: n / 1000)
"""0 to 1, rounded as records are."""

sizes = st.integers(7200, 120_000).map(lambda n: n / 100)
"""Width or height of a page in points: one inch to a large plan."""


@dataclass(frozen=True, slots=True)
class Paper:
    """The page that boxes lie on, in points."""

    number: int
    width: float
    height: float


@st.composite
def boxes(draw: st.DrawFn, paper: Paper) -> Box:
    """A box inside the page, rounded as records are, possibly without area."""
    xs = sorted(draw(st.integers(0, round(paper.width * 100))) / 100 for _ in range(2))
    ys = sorted(draw(st.integers(0, round(paper.height * 100))) / 100 for _ in range(2))
    return Box(xs[0], ys[0], xs[1], ys[1])


def words(paper: Paper) -> st.SearchStrategy[Word]:
    """One word, struck or not."""
    engines = st.sampled_from(["tesseract", "rapidocr", "tesseract+rapidocr", "embedded"])
    return st.builds(Word, tokens, boxes(paper), confidences, engines, st.booleans())


@st.composite
def lines(draw: st.DrawFn, paper: Paper) -> Line:
    """A line with its words, struck ones between `~~` in its text."""
    found = tuple(draw(st.lists(words(paper), min_size=1, max_size=4)))
    text = " ".join(f"~~{w.text}~~" if w.struck else w.text for w in found)
    return Line(text, draw(boxes(paper)), draw(confidences), draw(st.sampled_from(LineKind)), found)


def codes(paper: Paper) -> st.SearchStrategy[Code]:
    """An exemption code, printed on the page or not."""
    schemes = st.sampled_from(["FOIA", "EO13526", "JFK", "other"])
    readings = st.lists(tokens, max_size=2).map(tuple)
    return st.builds(Code, tokens, schemes, texts, readings, st.none() | boxes(paper), confidences)


def redactions(paper: Paper) -> st.SearchStrategy[Redaction]:
    """A redaction that was not rejected; its page names it."""
    return st.builds(
        Redaction,
        st.just(""),
        boxes(paper),
        st.sampled_from(RedactionKind),
        confidences,
        st.lists(codes(paper), max_size=2).map(tuple),
        st.none() | st.builds(Interval, st.integers(0, 9), st.integers(10, 99)),
        st.sampled_from([FindingStatus.FOUND, FindingStatus.UNSURE]),
    )


def strikes(paper: Paper) -> st.SearchStrategy[Strike]:
    """A strike, legible or not; its page names it."""
    return st.builds(
        Strike,
        st.just(""),
        boxes(paper),
        texts,
        st.sampled_from(StrikeStyle),
        st.sampled_from(StruckWhat),
        confidences,
    )


def markings(paper: Paper) -> st.SearchStrategy[Marking]:
    """A marking with a few parsed fields."""
    values = st.none() | st.booleans() | st.integers(-9, 9) | texts | st.lists(texts, max_size=2)
    parsed = st.dictionaries(st.sampled_from(["level", "scheme", "codes", "date"]), values, max_size=2)
    return st.builds(
        Marking, st.sampled_from(MarkingKind), texts, parsed, boxes(paper), st.booleans(), confidences
    )


def events(paper: Paper) -> st.SearchStrategy[Event]:
    """A dated event on the page."""
    dates = st.sampled_from(["", "1993", "2009-08", "2009-08-31"])
    return st.builds(
        Event,
        st.sampled_from(["release", "review", "declassification"]),
        texts,
        dates,
        st.sampled_from(["day", "month", "year", "none"]),
        st.sampled_from(["", "MM-DD-YYYY"]),
        texts,
        st.just(paper.number),
        boxes(paper),
        st.sampled_from(["", "the year is cut"]),
    )


def survivals(paper: Paper) -> st.SearchStrategy[Surviving]:
    """A place where text survives unseen."""
    return st.builds(
        Surviving, st.sampled_from(["box", "ocr_layer", "picture"]), boxes(paper), st.integers(0, 99)
    )


@st.composite
def pages(draw: st.DrawFn, number: int) -> Page:
    """A page with everything on it."""
    paper = Paper(number, draw(sizes), draw(sizes))
    found = tuple(draw(st.lists(lines(paper), max_size=3)))
    # A rejected candidate has a reason.
    rejected = st.builds(
        Redaction,
        st.just(""),
        boxes(paper),
        st.sampled_from(RedactionKind),
        confidences,
        status=st.just(FindingStatus.REJECTED),
        rejected_by=st.just("too small"),
    )
    page = Page(
        number=number,
        width=paper.width,
        height=paper.height,
        dpi=draw(st.sampled_from([72.01, 96.0, 150.0, 300.0, 299.82])),
        rotation=draw(st.sampled_from([0, 90, 180, 270])),
        skew_degrees=draw(st.integers(-50, 50)) / 10,
        text_source=draw(st.sampled_from(TextSource)),
        text_reason=draw(texts),
        status=draw(st.sampled_from([PageStatus.OK, PageStatus.WITHHELD, PageStatus.BLANK])),
        quality=Quality("good", draw(confidences), sum(len(line.words) for line in found), 0, 20.0),
        lines=found,
        redactions=tuple(draw(st.lists(redactions(paper), max_size=2))),
        rejected=tuple(draw(st.lists(rejected, max_size=1))),
        strikes=tuple(draw(st.lists(strikes(paper), max_size=2))),
        markings=tuple(draw(st.lists(markings(paper), max_size=2))),
        unsure=tuple(
            UnsureWord(k, word.text, word.bbox, word.confidence)
            for k, line in enumerate(found)
            for word in line.words
            if word.confidence < 0.6
        ),
        surviving=tuple(draw(st.lists(survivals(paper), max_size=2))),
        steps=(
            Step("open", {"how": draw(texts), "media_type": "application/pdf"}),
            Step("deskew", {"degrees": 0.5}, ((1.0, 0.0, 0.0), (0.0, 1.0, 0.0))),
            Step("ocr", {"languages": ["eng"], "psm": 3, "none": None, "rules": True}),
        ),
    )
    return _decided(draw, page_with_ids(page))


def _decided(draw: st.DrawFn, page: Page) -> Page:
    """The page on which a person decided about the first redaction, strike, marking and line, or about none."""
    if not draw(st.booleans()):
        return page
    said = Decided(
        "person", draw(st.sampled_from(["accept", "change", "draw"])), 7, "Ada", "2026-11-27T10:00:00+00:00"
    )
    return replace(
        page,
        lines=(*(replace(x, decided=said) for x in page.lines[:1]), *page.lines[1:]),
        redactions=(*(replace(x, decided=said) for x in page.redactions[:1]), *page.redactions[1:]),
        strikes=(*(replace(x, decided=said) for x in page.strikes[:1]), *page.strikes[1:]),
        markings=(*(replace(x, decided=said) for x in page.markings[:1]), *page.markings[1:]),
    )


@st.composite
def records(draw: st.DrawFn, max_pages: int = 3) -> Record:
    """A record of up to `max_pages` pages, not all of the file; its text is that of its pages, or any text."""
    numbers = draw(st.lists(st.integers(1, 9), max_size=max_pages, unique=True).map(sorted))
    found = tuple(draw(pages(number)) for number in numbers)
    papers = [Paper(page.number, page.width, page.height) for page in found]
    dated = [draw(events(paper)) for paper in papers if draw(st.booleans())]
    numbered = [
        Identifier("RIF", draw(tokens), draw(texts), (paper.number,), draw(st.booleans()))
        for paper in papers
        if draw(st.booleans())
    ]
    evidence = [
        Evidence(paper.number, draw(boxes(paper)), draw(texts), draw(st.booleans())) for paper in papers
    ]
    return Record(
        source=SourceInfo(draw(tokens), "0123456789abcdef" * 4, 1, "application/pdf", 9),
        pages=found,
        events=events_with_ids(dated),
        identifiers=identifiers_with_ids(numbered),
        classification=Classification("SECRET", "unknown", tuple(evidence)),
        text=render_document(found) if draw(st.booleans()) else draw(texts),
        errors=tuple(draw(st.lists(st.builds(ErrorItem, st.none() | st.just(9), st.just("input"), texts)))),
        provenance=Provenance(
            (Tool("declass", "0.1.0"), Tool("tesseract", "5.3.0"), Tool("eng.traineddata", "", "ab" * 32)),
            "0" * 64,
            {"ocr": {"languages": ["eng"]}},
        ),
        conflicts=tuple(
            Conflict(
                paper.number, "p1-r1x1", 7, "line", draw(st.sampled_from(ConflictReason)),
                draw(boxes(paper)), draw(texts), ("(b)(3)",),
            )
            for paper in papers[:1]
        ),
    )  # fmt: skip
