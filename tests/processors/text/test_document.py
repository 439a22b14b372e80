from __future__ import annotations

from dataclasses import replace

from processors.records import Line, LineKind, Marking, MarkingKind, Page
from processors.text.document import running_lines
from tests.processors.text.typed import line, page, typed

BODY = ["The harbour board met on Monday.", "It heard the clerk."]


def kinds(pages: tuple[Page, ...]) -> list[list[LineKind]]:
    return [[item.kind for item in p.lines] for p in pages]


def test_repeated_lines_at_the_edges_are_header_and_footer() -> None:
    heads = [
        "Approved For Release 2004/06/23 : CIA-RDP65B00383R000200240010-5",
        "Approved For Release 2004/06/23 : CIA-RDP65B00383R000200240010-5",
        "Approved F0r Releese 2004/06/23 ; CIA-RDP65B00383R00020O240010-5",
    ]
    pages = [
        page([line(head, y=25), *typed(BODY), line(f"- {n} -", x=280, y=760)], number=n)
        for n, head in enumerate(heads, 1)
    ]
    header, body, footer = LineKind.HEADER, LineKind.BODY, LineKind.FOOTER
    assert kinds(running_lines(pages)) == [[header, body, body, footer]] * 3


RELEASED = "Approved for Release: 2020/08/11 C02000176"


def stamped(number: int, *below: Line) -> Page:
    """A page with a release line at its top, and lines below it."""
    top = line(RELEASED, y=25)
    mark = Marking(MarkingKind.RELEASE_STAMP, RELEASED, {}, top.bbox, True, 0.9)
    return replace(page([top, *below, *typed(BODY)], number=number), markings=(mark,))


def test_what_is_left_of_a_release_line_goes_with_it() -> None:
    whole = [stamped(n) for n in (1, 2, 3)]
    torn = [
        page([line(top, y=25), *typed(BODY)], number=n)
        for n, top in ((4, "fr Release,"), (5, "of the harbour"))
    ]
    header, body = LineKind.HEADER, LineKind.BODY
    assert [found[0] for found in kinds(running_lines([*whole, *torn]))] == [header] * 4 + [body]
    # Beside a whole one it is a line of its own, and elsewhere on the line, too.
    beside = [stamped(1, line("for release", y=40)), *whole[1:]]
    assert kinds(running_lines(beside))[0][:2] == [header, body]
    away = page([line("for release", x=450, y=25), *typed(BODY)], number=4)
    assert kinds(running_lines([*whole, away]))[3][0] is body


def test_a_title_in_words_of_its_running_head_stays() -> None:
    tops = ["HEARINGS BEFORE THE SELECT COMMITTEE"] * 2 + ["SELECT COMMITTEE"]
    titled = [page([line(top, y=25), *typed(BODY)], number=n) for n, top in enumerate(tops, 1)]
    assert [found[0] for found in kinds(running_lines(titled))][1:] == [LineKind.HEADER, LineKind.BODY]


def test_text_that_repeats_inside_the_page_is_kept() -> None:
    pages = [page([line("SUMMARY", y=300), *typed(BODY)], number=n) for n in (1, 2, 3)]
    assert all(LineKind.HEADER not in found for found in kinds(running_lines(pages)))


def test_body_lines_that_differ_in_their_numbers_are_kept_and_page_numbers_go() -> None:
    pages = [
        page(
            [
                line(f"Report 51 of 9 May, page {n}", y=25),
                line(f"Crate {n * 7} held {n * 31} tins of {n} lb", y=60),
            ],
            number=n,
        )
        for n in (1, 2, 3, 4)
    ]
    assert kinds(running_lines(pages)) == [[LineKind.HEADER, LineKind.BODY]] * 4


def test_a_line_on_one_page_of_many_is_kept() -> None:
    pages = [
        page([line(f"{word} harbour", y=25)], number=n) for n, word in enumerate(["One", "Tidal", "Quiet"])
    ]
    assert kinds(running_lines(pages)) == [[LineKind.BODY]] * 3


def test_a_single_release_line_at_the_edge_is_a_header() -> None:
    single = page([line("Approved for Release: 2020/08/11 C02000176", y=12), *typed(BODY)])
    assert kinds(running_lines([single]))[0][0] is LineKind.HEADER


def test_a_stamp_of_two_lines_and_a_banner_on_one_page_are_kept() -> None:
    stamp = typed(["APPROVED FOR RELEASE", "DATE: 08-31-2009"], y=700)
    single = page([*typed(BODY), *stamp, line("SECRET", x=280, y=765)])
    assert set(kinds(running_lines([single]))[0]) == {LineKind.BODY}


def test_running_lines_are_found_once_and_for_all() -> None:
    pages = [page([line("NW 50953 Page 2", y=770), *typed(BODY)], number=n) for n in (1, 2)]
    once = running_lines(pages)
    assert running_lines(once) == once
    assert [replace(p, lines=()) for p in once] == [replace(p, lines=()) for p in pages]


def marked(number: int, text: str, kind: MarkingKind) -> Page:
    banner = line(text, x=270, y=40)
    mark = Marking(kind, text, {}, banner.bbox, True, 0.9)
    return replace(page([banner, *typed(BODY)], number=number), markings=(mark,))


def test_banners_are_compared_as_markings_not_by_their_letters() -> None:
    pages = [
        marked(1, "TOP SECRET", MarkingKind.CLASSIFICATION),
        marked(2, "FGP JEUREI", MarkingKind.CLASSIFICATION),
    ]
    assert [found[0] for found in kinds(running_lines(pages))] == [LineKind.HEADER, LineKind.HEADER]
    assert kinds(running_lines(pages[:1]))[0][0] is LineKind.BODY


def test_a_document_number_at_the_edge_is_a_header() -> None:
    assert kinds(running_lines([marked(1, "C05973609", MarkingKind.DOCUMENT_ID)]))[0][0] is LineKind.HEADER


def test_no_pages() -> None:
    assert running_lines([]) == ()
