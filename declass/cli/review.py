"""`declass review`: the server of the review, and the browser on its queue."""

from __future__ import annotations

import ipaddress
import os
import secrets
import socket
import sys
import threading
import webbrowser
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Annotated

import typer

from declass.cli.exchange import Exchange, Form, exchange
from declass.cli.options import CatalogUrl, Results
from declass.review.settings import DEFAULT_PORT, LOOPBACK, ReviewSettings, is_loopback, usual_cache
from processors.errors import AccessError, UsageError

TOKEN = "DECLASS_REVIEW_TOKEN"  # noqa: S105 - the name of a variable
# Seconds after which the browser is opened: by then the server answers.
_OPEN_AFTER = 0.5
# Bytes of a generated token.
_TOKEN_BYTES = 24


@dataclass(frozen=True, slots=True)
class Place:
    """Where the server listens and who may come.

    Attributes:
        host: an address of this machine.
        port: 0 for any that is free.
        hosts: names that browsers know the server by.
        user_header: header in which a proxy names the user.
        proxies: addresses of such proxies.
        certificate: file with a TLS certificate.
        key: file with its key.
    """

    host: str
    port: int
    hosts: tuple[str, ...] = ()
    user_header: str = ""
    proxies: tuple[str, ...] = ()
    certificate: Path | None = None
    key: Path | None = None


def review(
    catalog: CatalogUrl = None,
    out: Results = None,
    port: Annotated[
        int, typer.Option("--port", min=0, max=65535, help="Port; 0 for any that is free.")
    ] = DEFAULT_PORT,
    host: Annotated[
        str, typer.Option("--host", help="Address to listen on; another than loopback asks for a token.")
    ] = LOOPBACK,
    no_browser: Annotated[bool, typer.Option("--no-browser", help="Do not open a browser.")] = False,
    reviewer: Annotated[str, typer.Option("--reviewer", help="Your name in the log of decisions.")] = "",
    second_review: Annotated[
        bool | None,
        typer.Option(
            "--second-review/--no-second-review",
            help="What one reviewer rejects comes to another one, and is published when that one rejects it too.",
            show_default="as it was said last",
        ),
    ] = None,
    name: Annotated[
        list[str] | None, typer.Option("--name", help="A name that browsers know this server by; several.")
    ] = None,
    user_header: Annotated[
        str, typer.Option("--user-header", help="Header in which a reverse proxy names the user.")
    ] = "",
    proxy: Annotated[
        list[str] | None, typer.Option("--proxy", help="Address or network of that proxy; several.")
    ] = None,
    tls_certificate: Annotated[
        Path | None,
        typer.Option("--tls-certificate", help="File with the certificate, to answer through TLS."),
    ] = None,
    tls_key: Annotated[Path | None, typer.Option("--tls-key", help="File with its key.")] = None,
    export: Annotated[
        Form | None, typer.Option("--export", help="Hand findings out to another program; see --to.")
    ] = None,
    to: Annotated[
        Path | None, typer.Option("--to", help="File for them, or folder for Label Studio.")
    ] = None,
    bring: Annotated[
        Path | None,
        typer.Option("--import", help="Take corrected findings from a file, of any of the forms."),
    ] = None,
    export_truth: Annotated[
        Path | None,
        typer.Option("--export-truth", help="Write reviewed pages as truth for benchmarks into a folder."),
    ] = None,
    document: Annotated[
        list[str] | None,
        typer.Option("--document", help="Only of this document: its folder, or the beginning of its sha256."),
    ] = None,
    images: Annotated[
        str, typer.Option("--images", help="Address under which Label Studio will find the pictures.")
    ] = "",
) -> None:
    """Review what was found in the browser: a queue of what needs a person. With --export and --import, elsewhere."""
    wanted = Exchange(export, to, bring, export_truth, tuple(document or ()), images)
    if wanted.is_wanted:
        raise typer.Exit(exchange(wanted, catalog, out, reviewer))
    place = Place(host, port, tuple(name or ()), user_header, tuple(proxy or ()), tls_certificate, tls_key)
    serve_review(place, catalog, out, reviewer, browser=not no_browser, second_review=second_review)


def serve_review(
    place: Place,
    catalog: str | None,
    out: Path | None,
    reviewer: str,
    *,
    browser: bool,
    second_review: bool | None,
) -> None:
    """Serves until it is told to stop.

    Raises:
        UsageError: the place makes no sense, or there is no catalog.
        AccessError: the catalog cannot be opened, or the port is taken.
    """
    from declass.logs import LogChoice, set_up
    from declass.review.server import listening_socket

    set_up(LogChoice.from_environment())
    _check(place)
    folder = out if out is not None or catalog or os.environ.get("DECLASS_CATALOG") else Path.cwd()
    settings = ReviewSettings(
        catalog=catalog or "",
        out=folder,
        cache=usual_cache(),
        host=place.host,
        port=place.port,
        reviewer=reviewer.strip(),
        second_review=second_review,
        token=_token(place),
        user_header=place.user_header,
        proxies=place.proxies,
        hosts=place.hosts,
        secure=place.certificate is not None,
    )
    with listening_socket(place.host, place.port) as listening:
        import uvicorn

        from declass.review.app import create_app

        settings = replace(settings, port=listening.getsockname()[1])
        app = create_app(settings)
        url = _tell(settings, generated=not os.environ.get(TOKEN))
        if app.state.desk.second_review:
            sys.stderr.write(
                "What one reviewer rejects waits for another one (--no-second-review ends that)\n"
            )
        if browser:
            opener = threading.Timer(_OPEN_AFTER, webbrowser.open, [url])
            opener.daemon = True
            opener.start()
        config = uvicorn.Config(
            app,
            log_level="warning",
            access_log=False,
            server_header=False,
            proxy_headers=False,
            ssl_certfile=place.certificate,
            ssl_keyfile=place.key,
            timeout_graceful_shutdown=2,
        )
        server = uvicorn.Server(config)
        app.state.desk.live.leaving = lambda: server.should_exit
        server.run(sockets=[listening])


def _check(place: Place) -> None:
    if bool(place.user_header) is not bool(place.proxies):
        raise UsageError(
            "a user header is believed from stated proxies only",
            hint="Give --user-header and --proxy together",
        )
    if (place.certificate is None) is not (place.key is None):
        raise UsageError(
            "TLS needs a certificate and its key", hint="Give --tls-certificate and --tls-key together"
        )
    for proxy in place.proxies:
        try:
            ipaddress.ip_network(proxy, strict=False)
        except ValueError as error:
            raise UsageError(
                f"{proxy!r} is no address or network", hint="Give one such as 10.0.0.2 or 10.0.0.0/24"
            ) from error
    for file in (place.certificate, place.key):
        if file is not None and not file.is_file():
            raise AccessError("there is no such file", file=str(file))


def _token(place: Place) -> str:
    """The secret that a log-in asks for: as the environment says, else made up where others reach the server."""
    stated = os.environ.get(TOKEN, "")
    if stated or place.user_header or is_loopback(place.host):
        return stated
    return secrets.token_urlsafe(_TOKEN_BYTES)


def _tell(settings: ReviewSettings, *, generated: bool) -> str:
    """Says where the server is, and what those have to know who let others reach it; gives the address here."""
    everywhere = settings.host in ("0.0.0.0", "::")  # noqa: S104
    url = _url(settings, "localhost" if everywhere else settings.host)
    sys.stderr.write(f"The review is at {url} (Ctrl-C ends it)\n")
    if settings.token and generated:
        sys.stderr.write(f"Token for logging in: {settings.token}\n")
    if everywhere:
        names = settings.hosts or (socket.gethostname(),)
        sys.stderr.write("".join(f"Others reach it at {_url(settings, name)}\n" for name in names))
    # What stands behind a proxy that names users has TLS there.
    if not (settings.secure or settings.user_header or is_loopback(settings.host)):
        sys.stderr.write(
            "Warning: token and documents travel in the clear; give --tls-certificate and --tls-key, "
            "or let only a proxy with TLS or a tunnel reach it\n"
        )
    return url


def _url(settings: ReviewSettings, name: str) -> str:
    scheme = "https" if settings.secure else "http"
    return f"{scheme}://{f'[{name}]' if ':' in name else name}:{settings.port}/queue"
