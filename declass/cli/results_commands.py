"""The commands about results that lie there: what is known of them, whether they are whole, what is made of them."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from declass.cli.options import CatalogUrl, Results, Store, Workers, processors, use_places


def status(
    out: Results = None,
    catalog: CatalogUrl = None,
    failed: Annotated[bool, typer.Option("--failed", help="List what could not be read, and why.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
    rebuild: Annotated[
        bool, typer.Option("--rebuild", help="First make the catalog anew from the results under --out.")
    ] = False,
) -> None:
    """Tell what was read, with which outcome."""
    from declass.cli.status import Question, print_status

    raise typer.Exit(print_status(Question(out, catalog, failed, as_json, rebuild)))


def peek(
    file: Annotated[Path, typer.Argument(help="A file that a batch is reading.")],
    out: Annotated[Path, typer.Option("--out", "-o", help="The batch's folder for results.")],
    pages: Annotated[str | None, typer.Option("--pages", help="Pages to print, such as 1,3-5.")] = None,
    catalog: CatalogUrl = None,
    store: Store = None,
) -> None:
    """Print the pages of a file that a batch has read so far, while it reads the others."""
    from declass.cli.peek import print_read_so_far

    use_places(catalog, store)
    raise typer.Exit(print_read_so_far(file, out, pages))


def search(
    words: Annotated[
        str,
        typer.Argument(help='Words, "a phrase", -without, begin*; may be left out where a filter is given.'),
    ] = "",
    out: Results = None,
    catalog: CatalogUrl = None,
    code: Annotated[
        str | None, typer.Option("--code", help="Pages with this exemption code: (b)(1), b7C.")
    ] = None,
    agency: Annotated[str | None, typer.Option("--agency", help="Released by this agency: CIA.")] = None,
    first: Annotated[
        str | None, typer.Option("--from", help="Dated then or later: 1961, 1961-04-17.")
    ] = None,
    last: Annotated[str | None, typer.Option("--to", help="Dated then or earlier.")] = None,
    struck: Annotated[bool, typer.Option("--struck", help="Where the words are struck out.")] = False,
    min_confidence: Annotated[
        float, typer.Option("--min-confidence", min=0, max=1, help="Pages read at least this surely.")
    ] = 0.0,
    fuzzy: Annotated[bool, typer.Option("--fuzzy", help="Forgive misread letters.")] = False,
    limit: Annotated[
        int, typer.Option("--limit", "-n", min=1, max=10_000, help="The most pages shown.")
    ] = 20,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """Search the pages that were read; best first, with the id by which a page is cited."""
    from declass.cli.search import Request, print_hits

    dates = (first, last)
    asked = Request(words, out, catalog, code, agency, *dates, struck, min_confidence, fuzzy, limit, as_json)
    raise typer.Exit(print_hits(asked))


def compare(
    releases: Annotated[
        list[Path] | None,
        typer.Argument(
            metavar="A B",
            help="Result folders, records, or files to read; with --propose, a folder of results.",
        ),
    ] = None,
    report: Annotated[
        str | None, typer.Option("--format", "-f", help="md, json or html; printed, or written under --out.")
    ] = None,
    out: Annotated[
        Path | None, typer.Option("--out", "-o", help="Folder for the reports; all three without --format.")
    ] = None,
    propose: Annotated[
        bool,
        typer.Option(
            "--propose", help="List likely pairs of releases in a folder of results, or in the whole catalog."
        ),
    ] = False,
    catalog: CatalogUrl = None,
    workers: Workers = None,
) -> None:
    """Tell what was opened, closed and recoded between two releases of one document."""
    from declass.cli.compare import compare_releases
    from declass.cli.propose import parse_question, print_pairs

    if propose:
        raise typer.Exit(print_pairs(parse_question(releases or [], report, out, catalog)))
    raise typer.Exit(compare_releases(releases or [], report, out, workers or processors()))


def export(
    results: Annotated[list[Path], typer.Argument(help="Result folders (with record.json).")],
    source: Annotated[
        Path,
        typer.Option("--source", "-s", help="The file that was read, or a folder with it somewhere below."),
    ],
    formats: Annotated[
        list[str] | None,
        typer.Option(
            "--format",
            "-f",
            help="pdf, alto, hocr, txt, annotations, or all; several with commas (default: all).",
        ),
    ] = None,
) -> None:
    """Write results that were read before in further formats, from their records."""
    from declass.cli.export import export_results
    from processors.outputs.formats import parse_formats

    raise typer.Exit(export_results(results, source, parse_formats(formats or ("all",))))


def verify(
    path: Annotated[Path, typer.Argument(help="The result of a document, or a folder of results.")],
    source: Annotated[
        Path | None,
        typer.Option("--source", "-s", help="The file that was read, or a folder with it somewhere below."),
    ] = None,
    reread: Annotated[
        int,
        typer.Option("--reread", min=0, help="Read so many pages of each document again and compare them."),
    ] = 0,
    seed: Annotated[int, typer.Option("--seed", help="Chooses which pages are read again.")] = 0,
    workers: Workers = None,
) -> None:
    """Prove that results are as they were written, from which file, and that reading gives the same again."""
    from declass.cli.verify import Request
    from declass.cli.verify import verify as verify_results

    raise typer.Exit(verify_results(Request(path, source, reread, seed, workers or processors())))


def manifest(
    result: Annotated[Path, typer.Argument(help="A result folder (with record.json).")],
    base_url: Annotated[str, typer.Option("--base-url", help="Where that folder will be served on the web.")],
    source: Annotated[
        Path | None,
        typer.Option("--source", "-s", help="The file that was read, or a folder with it somewhere below."),
    ] = None,
    images: Annotated[
        bool, typer.Option("--images", help="Also write pictures of the pages; needs --source.")
    ] = False,
) -> None:
    """Write a IIIF manifest of a result, with its findings as annotations on the pages."""
    from declass.cli.manifest import make_manifest
    from processors.errors import UsageError

    if images and source is None:
        raise UsageError("--images needs the file that was read", hint="Name it with --source")
    make_manifest(result, base_url, source if images else None)


def cite(
    name: Annotated[
        str, typer.Argument(metavar="ID", help="Such as 0123456789ab:p3-r214x530, :p3 or :p3-l12.")
    ],
    out: Annotated[
        Path, typer.Option("--out", "-o", help="The folder for results, or one of them (default: this one).")
    ] = Path(),
    style: Annotated[
        str, typer.Option("--format", "-f", help="footnote, or csl for reference managers.")
    ] = "footnote",
) -> None:
    """Print a citation of a document, page, line or finding: source, place, quote, checksum, version."""
    from declass.cli.cite import print_citation

    print_citation(name, out, style)


def report(
    out: Annotated[Path, typer.Argument(help="The folder for results.")],
    source: Annotated[
        Path | None,
        typer.Option(
            "--source", "-s", help="A file that was read or a folder of them, for pictures of pages."
        ),
    ] = None,
) -> None:
    """Make the report of a folder for results: report.html to look at, report.json with the same figures."""
    from declass.cli.report import make_report

    make_report(out, source)
