"""The `declass` command: arguments in, exit codes out. Everything heavy is imported by the command that needs it."""

from __future__ import annotations

import os
import sys
import traceback
from pathlib import Path
from typing import Annotated

import typer

from declass.cli.serve import Dask, Metrics, serve
from declass.cli.sources import sources
from declass.logs import LogChoice, problem, set_up
from declass.metrics import serve_metrics
from processors.errors import DeclassError, ExitCode

app = typer.Typer(
    name="declass",
    help="Reads declassified documents: text, redactions, exemption codes, strikes and markings, with provenance.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    add_completion=False,
    rich_markup_mode=None,
)

Workers = Annotated[
    int | None,
    typer.Option("--workers", "-j", min=1, help="Pages read at the same time (default: one a processor)."),
]
Out = Annotated[
    Path | None, typer.Option("--out", "-o", help="Folder for results; without it, text is printed.")
]
Manifest = Annotated[
    str, typer.Option("--manifest", help="A CSV file with what is known of the files (docs/sources.md).")
]
Formats = Annotated[
    list[str] | None,
    typer.Option(
        "--format", "-f", help="Also write pdf, alto, hocr, txt, annotations, or all; several with commas."
    ),
]
CatalogUrl = Annotated[
    str | None,
    typer.Option(
        "--catalog",
        help="SQLite file or postgresql:// URL of the catalog (default: DECLASS_CATALOG, or under --out).",
    ),
]


def _use_catalog(catalog: str | None) -> None:
    """The environment says which catalog is used: a URL with a password is no parameter of a flow for all to see."""
    if catalog:
        os.environ["DECLASS_CATALOG"] = catalog


def _processors() -> int:
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


@app.callback()
def log(
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="Tell errors only.")] = False,
    verbose: Annotated[bool, typer.Option("--verbose", "-v", help="Tell of each page that is read.")] = False,
    log_json: Annotated[
        bool, typer.Option("--log-json", help="Write the log as JSON, one object a line.")
    ] = False,
) -> None:
    """Keeps for the command, and for processes that it starts, how to tell what it does."""
    if quiet or verbose or log_json:
        LogChoice.of(quiet=quiet, verbose=verbose, as_json=log_json).keep()


@app.command()
def read(
    file: Annotated[Path, typer.Argument(help="A PDF, TIFF, PNG or JPEG file.")],
    pages: Annotated[str | None, typer.Option("--pages", help="Pages to read, such as 1,3-5.")] = None,
    out: Out = None,
    formats: Formats = None,
    workers: Workers = None,
) -> None:
    """Read one file now; prints its text, or writes text.md and record.json under --out."""
    from rich.console import Console

    from declass.cli.read import Target, read_file
    from processors.outputs.formats import parse_formats

    target = Target(out, parse_formats(formats or ()))
    raise typer.Exit(read_file(file, pages, target, workers or _processors(), Console(stderr=True)))


@app.command()
def ingest(
    sources: Annotated[
        list[str],
        typer.Argument(
            metavar="SOURCE...",
            help="Files, folders, patterns in quotes, ZIP and TAR archives, s3:// and https:// addresses.",
        ),
    ],
    out: Annotated[Path, typer.Option("--out", "-o", help="Folder for results.")],
    manifest: Manifest = "",
    formats: Formats = None,
    workers: Workers = None,
    catalog: CatalogUrl = None,
    checksum: Annotated[
        bool,
        typer.Option(
            "--checksum", help="Read every file to see whether it changed, not only its size and time."
        ),
    ] = False,
    dask: Dask = "",
    metrics: Metrics = None,
) -> None:
    """Read files, folders, archives and places afar as one Prefect run; what was read before is not read again."""
    from declass.cli.ingest import ingest_sources
    from flows.requests import Request
    from processors.outputs.formats import parse_formats

    wanted = parse_formats(formats or ())
    _use_catalog(catalog)
    if metrics is not None:
        serve_metrics(metrics)
    request = Request(tuple(sources), out, workers or _processors(), wanted, checksum, dask, manifest)
    raise typer.Exit(ingest_sources(request))


app.command()(serve)
app.command()(sources)


@app.command()
def status(
    out: Annotated[Path | None, typer.Option("--out", "-o", help="The folder for results.")] = None,
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


@app.command()
def search(
    words: Annotated[
        str,
        typer.Argument(help='Words, "a phrase", -without, begin*; may be left out where a filter is given.'),
    ] = "",
    out: Annotated[
        Path | None, typer.Option("--out", "-o", help="Search the results in this folder.")
    ] = None,
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


@app.command()
def retry(
    out: Annotated[Path, typer.Argument(help="The folder for results.")],
    formats: Formats = None,
    manifest: Manifest = "",
    workers: Workers = None,
    catalog: CatalogUrl = None,
) -> None:
    """Read again what failed in earlier runs; give the formats and the manifest that they had."""
    from declass.cli.retry import retry_failed
    from flows.requests import Request
    from processors.outputs.formats import parse_formats

    _use_catalog(catalog)
    request = Request((), out, workers or _processors(), parse_formats(formats or ()), manifest=manifest)
    raise typer.Exit(retry_failed(request))


@app.command()
def overlay(
    file: Annotated[Path, typer.Argument(help="A PDF, TIFF, PNG or JPEG file.")],
    out: Annotated[Path, typer.Option("--out", "-o", help="The PNG file to write.")],
    page: Annotated[int, typer.Option("--page", "-p", min=1, help="The page to draw.")] = 1,
) -> None:
    """Draw what was found on a page, as a picture to look at."""
    from declass.cli.overlay import overlay_page

    overlay_page(file, page, out)


@app.command()
def leaks(
    files: Annotated[list[Path], typer.Argument(help="PDF files.")],
    as_json: Annotated[
        bool, typer.Option("--json", help="Print JSON, with what was dismissed and why.")
    ] = False,
    everything: Annotated[bool, typer.Option("--all", help="List what was dismissed too, and why.")] = False,
    show: Annotated[
        bool,
        typer.Option("--show", help="Print the surviving text to this terminal, and log that it was shown."),
    ] = False,
    log: Annotated[
        Path | None,
        typer.Option(
            "--log", help="Where --show is logged (default: declass/shown.jsonl in ~/.local/state)."
        ),
    ] = None,
    workers: Workers = None,
) -> None:
    """Tell where text survives under redactions in PDF files: the place and how much, never the text."""
    from declass.cli.leaks import Request, report_leaks

    request = Request(tuple(files), as_json, everything, show, log)
    raise typer.Exit(report_leaks(request, workers or _processors()))


@app.command()
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
    raise typer.Exit(compare_releases(releases or [], report, out, workers or _processors()))


@app.command()
def export(
    results: Annotated[list[Path], typer.Argument(help="Result folders (with record.json).")],
    source: Annotated[Path, typer.Option("--source", "-s", help="The file that was read, or its folder.")],
    formats: Formats = None,
) -> None:
    """Write results that were read before in further formats, from their records."""
    from declass.cli.export import export_results
    from processors.outputs.formats import parse_formats

    export_results(results, source, parse_formats(formats or ("all",)))


@app.command()
def verify(
    path: Annotated[Path, typer.Argument(help="The result of a document, or a folder of results.")],
    source: Annotated[
        Path | None,
        typer.Option("--source", "-s", help="The file that was read, or a folder with the files."),
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

    raise typer.Exit(verify_results(Request(path, source, reread, seed, workers or _processors())))


@app.command()
def manifest(
    result: Annotated[Path, typer.Argument(help="A result folder (with record.json).")],
    base_url: Annotated[str, typer.Option("--base-url", help="Where that folder will be served on the web.")],
    source: Annotated[
        Path | None, typer.Option("--source", "-s", help="The file that was read, or its folder.")
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


@app.command()
def cite(
    name: Annotated[
        str, typer.Argument(metavar="ID", help="Such as 0123456789ab:p3-r214x530, :p3 or :p3-l12.")
    ],
    results: Annotated[
        Path, typer.Option("--results", "-r", help="The folder of results, or one of them.")
    ] = Path(),
    style: Annotated[
        str, typer.Option("--format", "-f", help="footnote, or csl for reference managers.")
    ] = "footnote",
) -> None:
    """Print a citation of a document, page, line or finding: source, place, quote, checksum, version."""
    from declass.cli.cite import print_citation

    print_citation(name, results, style)


@app.command()
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


@app.command()
def schema() -> None:
    """Print the JSON Schema of record.json."""
    import json

    from declass.cli.output import print_text
    from processors.outputs.record import record_schema

    print_text(json.dumps(record_schema(), indent=1) + "\n")


@app.command()
def version() -> None:
    """Print the version."""
    from importlib.metadata import version as installed

    sys.stdout.write(f"declass {installed('declass')}\n")


def main() -> None:
    """Runs the command and exits with a documented code (see `processors.errors`)."""
    sys.exit(_run())


def _tell(error: DeclassError) -> None:
    choice = LogChoice.from_environment()
    if choice.as_json:
        set_up(choice)
        problem(error)
    else:
        sys.stderr.write(f"declass: {error}\n")


def _run() -> int:
    try:
        code = app(standalone_mode=False)
    except DeclassError as error:
        _tell(error)
        return int(error.exit_code)
    except typer.TyperException as error:
        sys.stderr.write(f"declass: {error.format_message()}\nTry: declass --help\n")
        return int(ExitCode.USAGE)
    except (KeyboardInterrupt, typer.Abort):
        sys.stderr.write("declass: stopped\n")
        return int(ExitCode.INTERRUPTED)
    except Exception:
        # A bug of ours: the trace is what a report needs, and the exit code is documented like all others.
        traceback.print_exc()
        sys.stderr.write(
            "declass: this is an error in declass itself. Please report it with the lines above\n"
        )
        return int(ExitCode.OTHER)
    return int(code or 0)
