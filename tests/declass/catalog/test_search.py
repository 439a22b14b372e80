from __future__ import annotations

import string
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from declass.catalog.catalog import Catalog, Filing, open_catalog
from declass.catalog.database import Database, catalog_url, open_database
from declass.catalog.locks import Locks
from declass.catalog.query import Clause, as_fts5, as_tsquery, parse_query
from declass.catalog.rows import asked_code, days
from declass.catalog.search import Filters, Hit, Search, search
from declass.catalog.snippets import snippet
from declass.catalog.words import likeness, vector, words
from processors.document_records import Classification, Event, Provenance, SourceInfo
from processors.errors import UsageError
from processors.geometry import Box
from processors.outputs.record import write_record
from processors.records import (
    Code,
    Line,
    LineKind,
    Page,
    PageStatus,
    Quality,
    Record,
    Redaction,
    RedactionKind,
    TextSource,
    Word,
)

NONE = Filters()
BOX = Box(10, 20, 30, 40)
TEXTS = {
    "cable": "TOP ~~SECRET~~ cable of 17 April 1961 about the landing at the Bay of Pigs",
    "memo": "Memorandum on dirty tricks; the tricks were dirty, 3 March 1963, SECRET",
    "minutes": "Minutes of the 5412 Group: Général de Gaulle's visit, dis-",
    "damaged": "Mernorandum on dirty tr1cks of the c0mmittee, 1972",
}
CODES = {"cable": "(b)(1)", "memo": "b7C", "minutes": "(b)(3)"}
AGENCIES = {"cable": "CIA", "memo": "FBI"}
CONFIDENCE = {"cable": 0.9, "memo": 0.8, "minutes": 0.7, "damaged": 0.3}


def document(name: str, text: str) -> Record:
    code = Code(CODES[name], "FOIA", CODES[name], (), None, 0.9) if name in CODES else None
    redaction = Redaction("p1-r1", BOX, RedactionKind.BLACK_BOX, 0.8, (code,) if code else ())
    quality = Quality("good", CONFIDENCE.get(name, 0.9), 10, 1, 20.0)
    line = Line(text, BOX, 0.9, LineKind.BODY, ())
    page = Page(1, 612, 792, 200, 0, 0.0, TextSource.OCR, "", PageStatus.OK, quality, (line,))
    page = replace(page, redactions=(redaction,))
    event = (
        Event("approved", AGENCIES[name], "", "none", "", "APPROVED", 1, BOX) if name in AGENCIES else None
    )
    source = SourceInfo(f"{name}.pdf", name.encode().hex().ljust(64, "0"), 1, "application/pdf", 1)
    classification, provenance = Classification("unknown", "unknown"), Provenance((), "", {})
    return Record(source, (page,), (event,) if event else (), (), classification, "", (), provenance)


def fill(catalog: Catalog, out: Path, texts: dict[str, str]) -> None:
    for name, text in texts.items():
        made = document(name, text)
        write_record(out / name, made)
        catalog.put(made, Filing(name, name, "digest", str(out / name), "", "", {}))


def opened(url: str, out: Path) -> Iterator[tuple[Database, Catalog]]:
    database = open_database(catalog_url(None, url))
    with Locks(out) as locks:
        yield database, open_catalog(database, out, locks)
    database.close()


@pytest.fixture
def filled(database_url: str, tmp_path: Path) -> Iterator[Database]:
    for database, catalog in opened(database_url, tmp_path):
        fill(catalog, tmp_path, TEXTS)
        yield database


@pytest.fixture
def both(postgres_url: str, tmp_path: Path) -> Iterator[list[tuple[Database, Catalog]]]:
    pair = [opened(f"sqlite:///{tmp_path}/c.sqlite", tmp_path), opened(postgres_url, tmp_path)]
    yield [next(one) for one in pair]
    for one in pair:
        next(one, None)


def found(database: Database, text: str, filters: Filters = NONE, *, tolerant: bool = False) -> list[str]:
    return [Path(hit.document).stem for hit in hits(database, text, filters, tolerant=tolerant)]


def hits(database: Database, text: str, filters: Filters = NONE, *, tolerant: bool = False) -> list[Hit]:
    return search(database, Search(parse_query(text), filters, tolerant=tolerant))


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("dirty", {"memo", "damaged"}),
        ("DIRTY tricks", {"memo"}),
        ('"dirty tricks"', {"memo"}),
        ('"tricks dirty"', set()),
        ("secret -memorandum", {"cable"}),
        ("secret -“dirty tricks”", {"cable"}),
        ("general", {"minutes"}),
        ("GÉNÉRAL", {"minutes"}),
        ("m*", {"memo", "minutes", "damaged"}),
        ('"bay of p"*', {"cable"}),
        ("5412", {"minutes"}),
        ("de-gaulle's", {"minutes"}),
        ("secret OR pigs", set()),
        ("body:secret", set()),
        ("NEAR(dirty tricks)", set()),
    ],
)
def test_words_phrases_exclusions_and_beginnings(filled: Database, text: str, names: set[str]) -> None:
    assert set(found(filled, text)) == names


def test_more_about_it_comes_first(filled: Database) -> None:
    # Said twice in a page of equal length.
    assert found(filled, "dirty")[0] == "memo"


def test_filters(filled: Database) -> None:
    assert found(filled, "secret", Filters(struck=True)) == ["cable"]
    assert found(filled, "cable", Filters(struck=True)) == []
    assert found(filled, "", Filters(code=asked_code("b1"))) == ["cable"]
    assert found(filled, "", Filters(code=asked_code("(b)(7)"))) == ["memo"]
    assert found(filled, "", Filters(code=asked_code("b7c"))) == ["memo"]
    assert found(filled, "", Filters(code="(b)(_)")) == []
    assert set(found(filled, "secret", Filters(agency="cia"))) == {"cable"}
    assert found(filled, "", Filters(first=days("1961")[0], last=days("1961")[1])) == ["cable"]
    assert set(found(filled, "", Filters(first=days("1963")[0]))) == {"memo", "damaged"}
    assert found(filled, "", Filters(last=days("1961-04-16")[1])) == []
    assert set(found(filled, "dirty", Filters(confidence=0.8))) == {"memo"}
    assert found(filled, "dirty", Filters(agency="' OR 1=1 --")) == []


def test_misread_letters_are_forgiven_on_demand(filled: Database) -> None:
    assert found(filled, "memorandum committee") == []
    assert found(filled, "memorandum committee", tolerant=True) == ["damaged"]
    assert set(found(filled, '"dirty tricks"', tolerant=True)) == {"memo", "damaged"}
    assert set(found(filled, "memorandun", tolerant=True)) == {"memo", "damaged"}
    assert found(filled, "landings", tolerant=True) == ["cable"]
    assert found(filled, "tricks -dirty", tolerant=True) == []
    assert found(filled, "xyzzyx", tolerant=True) == []


def test_hits_say_where_they_are_and_which_are_struck(filled: Database) -> None:
    (hit,) = hits(filled, "secret cable")
    assert hit.struck
    assert hit.citation == "6361626c6500:p1"
    assert Path(hit.folder).name == "cable"
    marked = [(part.text, part.struck) for part in hit.snippet if part.hit]
    assert marked == [("SECRET", True), ("cable", False)]
    assert "".join(part.text for part in hit.snippet).startswith(
        "[REDACTED] TOP SECRET cable of 17 April 1961"
    )
    assert not hits(filled, "memorandum secret")[0].struck


def test_only_one_output_is_searched_where_one_is_named(filled: Database, tmp_path: Path) -> None:
    assert len(search(filled, Search(parse_query("secret"), out=tmp_path))) == 2
    with pytest.raises(UsageError, match="knows nothing"):
        search(filled, Search(parse_query("secret"), out=tmp_path / "other"))


ODD = st.text(st.sampled_from(string.printable + "äÉß*\"'-():&|!<>^{}+~\\\0\u0301\u2028"), max_size=60)


@settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=ODD)
@example(text="a" * 300)
@example(text='"secret" NOT')
@example(text="'; DROP TABLE search; --")
def test_no_text_is_ever_taken_for_syntax(filled: Database, text: str) -> None:
    try:
        query = parse_query(text)
    except UsageError:
        return
    if query.wanted:
        for tolerant in (False, True):
            search(filled, Search(query, tolerant=tolerant))


LETTERS = "abAB12éßñØ -'_.~\u2019\n"
PIECES = st.lists(st.text(st.sampled_from(LETTERS), min_size=1, max_size=12), min_size=1, max_size=4)


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(texts=PIECES, asked=st.lists(st.text(st.sampled_from('abAB12éØ -"*'), max_size=8), max_size=8))
def test_both_databases_find_the_same_pages(
    both: list[tuple[Database, Catalog]], tmp_path: Path, texts: list[str], asked: list[str]
) -> None:
    for _, catalog in both:
        fill(catalog, tmp_path, {f"d{k}": text for k, text in enumerate(texts)})
    for text in [*texts, *asked]:
        try:
            query = parse_query(text)
        except UsageError:
            continue
        for tolerant in (False, True):
            one, other = (
                {h.document for h in search(database, Search(query, tolerant=tolerant, limit=99))}
                for database, _ in both
            )
            if query.wanted:
                assert one == other, query


@settings(max_examples=200)
@given(text=st.text(st.characters(max_codepoint=0x17F), max_size=40))
@example(text="Ünïcödé naïve cafe\u0301 1½ x²")
def test_words_are_those_of_sqlite(text: str) -> None:
    text = text.replace("\0", " ")
    engine = sa.create_engine("sqlite://")
    with engine.begin() as connection:
        connection.exec_driver_sql(
            "CREATE VIRTUAL TABLE t USING fts5(x, tokenize='unicode61 remove_diacritics 2')"
        )
        connection.exec_driver_sql("CREATE VIRTUAL TABLE v USING fts5vocab(t, 'instance')")
        connection.exec_driver_sql("INSERT INTO t VALUES (?)", (text,))
        rows = connection.exec_driver_sql("SELECT term FROM v ORDER BY offset").scalars().all()
    assert [word.text for word in words(text)] == rows


def test_words_that_look_alike_on_a_bad_copy_are_alike() -> None:
    for one, other in [("committee", "c0mmittee"), ("memorandum", "mernorandum"), ("1951", "i95l")]:
        assert likeness(one) == likeness(other)
    assert likeness("cuba") != likeness("laos")


def test_snippets_show_the_stretch_with_most_hits() -> None:
    body = "alpha " + "filler " * 60 + "beta alpha gamma " + "filler " * 60
    parts = snippet(body, parse_query("alpha beta gam*").wanted)
    assert [p.text for p in parts if p.hit] == ["beta", "alpha", "gamma"]
    assert parts[0].text == "… "
    assert parts[-1].text.endswith("…")
    assert snippet("", parse_query("x").wanted) == ()
    assert [p.text for p in snippet("a b", ())] == ["a b"]


def test_queries_are_written_as_each_database_wants_them() -> None:
    query = parse_query('a "b c"* -d')
    assert as_fts5(query, "body") == '({body} : (("a") AND ("b c"*))) NOT ({body} : (("d")))'
    assert as_tsquery(query.wanted, "&") == "(('a')) & (('b' <-> 'c':*))"
    assert query.wanted[1] == Clause((("b", "c"),), prefix=True)
    assert vector("A b a") == "'a':1,3 'b':2"
    for bad in ("-only", "x" * 2000, "w " * 100):
        with pytest.raises(UsageError):
            parse_query(bad)


def test_no_phrase_runs_over_a_redaction(database_url: str, tmp_path: Path) -> None:
    words = (Word("Source", Box(10, 20, 46, 30), 0.9, "t"), Word("wa", Box(52, 20, 64, 30), 0.9, "t"))
    after = Word("Berlin", Box(150, 20, 186, 30), 0.9, "t")
    line = Line("Source wa Berlin", Box(10, 20, 186, 30), 0.9, LineKind.BODY, (*words, after))
    made = document("memo", "")
    hidden = Redaction("p1-r1", Box(68, 19, 145, 31), RedactionKind.BLACK_BOX, 0.9, ())
    made = replace(made, pages=(replace(made.pages[0], lines=(line,), redactions=(hidden,)),))
    write_record(tmp_path / "memo", made)
    for database, catalog in opened(database_url, tmp_path):
        catalog.put(made, Filing("memo", "memo", "digest", str(tmp_path / "memo"), "", "", {}))
        assert hits(database, '"wa berlin"') == []
        (hit,) = hits(database, "source berlin")
        assert "".join(part.text for part in hit.snippet) == "Source wa [REDACTED] Berlin"
