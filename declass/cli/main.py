"""The `declass` command: arguments in, exit codes out. Everything heavy is imported by the command that needs it."""

from __future__ import annotations

import os
import sys
import traceback
from contextlib import nullcontext
from pathlib import Path
from typing import Annotated

import typer

from declass import interrupts
from declass.cli import results_commands
from declass.cli.options import (
    FREE_GB,
    CatalogUrl,
    Checksum,
    Device,
    ManifestFile,
    MaxFailures,
    MinFree,
    OnError,
    QuarantineFolder,
    Store,
    WhenItFails,
    Workers,
    use_device,
    use_places,
)
from declass.cli.options import processors as _processors
from declass.cli.publish import approve, publish
from declass.cli.review import review
from declass.cli.serve import Dask, Metrics, serve
from declass.cli.sources import sources
from declass.logs import LogChoice, problem, set_up
from declass.metrics import serve_metrics
from processors.errors import DeclassError, ExitCode
from processors.garbage import look_seldom

app = typer.Typer(
    name="declass",
    help="Reads declassified documents: text, redactions, exemption codes, strikes and markings, with provenance.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    add_completion=False,
    rich_markup_mode=None,
)

# Of the callback below, which all commands have in common.
_LOG_OPTIONS = frozenset({"--quiet", "-q", "--verbose", "-v", "--log-json"})

Out = Annotated[
    Path | None, typer.Option("--out", "-o", help="Folder for results; without it, text is printed.")
]
Formats = Annotated[
    list[str] | None,
    typer.Option(
        "--format", "-f", help="Also write pdf, alto, hocr, txt, annotations, or all; several with commas."
    ),
]


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
    device: Device = "",
) -> None:
    """Read one file now; prints its text, or writes text.md and record.json under --out."""
    from flows.ahead import begun_ahead, is_one_page, is_there
    from processors.config import Config
    from processors.outputs.formats import parse_formats

    use_device(device)
    wanted, number = parse_formats(formats or ()), workers or _processors()
    # They load their models while this process loads what it needs.
    there = is_there(file)
    # Of what is not there one worker tells; a second one would still be starting when it does.
    processes = 1 if is_one_page(file, pages) or not there else number
    config = Config.from_environment()
    with begun_ahead(processes, config, processors=number) if there else nullcontext():
        from rich.console import Console

        from declass.cli.read import Target, read_file

        raise typer.Exit(read_file(file, pages, Target(out, wanted), processes, Console(stderr=True)))


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
    manifest: ManifestFile = "",
    formats: Formats = None,
    workers: Workers = None,
    catalog: CatalogUrl = None,
    store: Store = None,
    on_error: WhenItFails = OnError.SKIP,
    max_failures: MaxFailures = None,
    quarantine: QuarantineFolder = None,
    min_free: MinFree = FREE_GB,
    checksum: Checksum = False,
    dask: Dask = "",
    metrics: Metrics = None,
    device: Device = "",
) -> None:
    """Read files, folders, archives and places afar as one Prefect run; what was read before is not read again."""
    from flows.ahead import begun_ahead, is_new
    from flows.policy import Policy
    from processors.config import Config
    from processors.outputs.formats import parse_formats

    wanted = parse_formats(formats or ())
    policy = Policy.of(on_error, max_failures, str(quarantine or ""), min_free)
    use_places(catalog, store)
    use_device(device)
    if metrics is not None:
        serve_metrics(metrics)
    number = workers or _processors()
    config = Config.from_environment()
    # Beside a server that others use, other batches may begin on the same documents: who reads them is told by it.
    first = () if os.environ.get("PREFECT_API_URL") else sources
    # On a cluster others read.
    ahead = begun_ahead(number, config, first) if not dask and is_new(out) else nullcontext()
    with ahead:
        # Takes half a second, in which the workers start.
        from declass.cli.ingest import ingest_sources
        from flows.requests import Request

        request = Request(tuple(sources), out, number, wanted, checksum, dask, manifest, policy)
        raise typer.Exit(ingest_sources(request))


app.command()(serve)
app.command()(sources)
app.command()(results_commands.status)
app.command()(results_commands.peek)
app.command()(results_commands.search)
app.command()(review)
app.command()(publish)
app.command()(approve)


@app.command()
def retry(
    out: Annotated[Path, typer.Argument(help="The folder for results.")],
    formats: Formats = None,
    manifest: ManifestFile = "",
    workers: Workers = None,
    catalog: CatalogUrl = None,
    store: Store = None,
    quarantine: QuarantineFolder = None,
    min_free: MinFree = FREE_GB,
    device: Device = "",
) -> None:
    """Read again what failed in earlier runs; give the formats, the manifest and the quarantine that they had."""
    from declass.cli.retry import retry_failed
    from flows.policy import Policy
    from flows.requests import Request
    from processors.outputs.formats import parse_formats

    use_places(catalog, store)
    use_device(device)
    # That much fails again is no surprise here.
    policy = Policy.of(OnError.SKIP, 1.0, str(quarantine or ""), min_free)
    wanted = parse_formats(formats or ())
    request = Request((), out, workers or _processors(), wanted, manifest=manifest, policy=policy)
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


for command in (
    results_commands.compare,
    results_commands.export,
    results_commands.verify,
    results_commands.manifest,
    results_commands.cite,
    results_commands.report,
):
    app.command()(command)


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
    interrupts.follow()
    look_seldom()
    sys.exit(_run())


def _tell(error: DeclassError) -> None:
    choice = LogChoice.from_environment()
    if choice.as_json:
        set_up(choice)
        problem(error)
    else:
        sys.stderr.write(f"declass: {error}\n")


def _advice(error: typer.TyperException) -> str:
    """What to try after a command line that is not understood; options of the log belong to all commands."""
    name = getattr(error, "option_name", "")
    if name in _LOG_OPTIONS:
        return f"It comes before the command: declass {name} {' '.join(sys.argv[1:2])} …"
    return "Try: declass --help"


def _run() -> int:
    try:
        code = app(standalone_mode=False)
    except DeclassError as error:
        _tell(error)
        return int(error.exit_code)
    except typer.TyperException as error:
        sys.stderr.write(f"declass: {error.format_message()}\n{_advice(error)}\n")
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
