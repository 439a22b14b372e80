"""Hostile things in a folder that are no PDF and no picture: other contents, odd names, links, pipes, archives."""

from __future__ import annotations

import gzip
import io
import os
import random
import socket
import tarfile
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path

from bench.hostile.kinds import End, Hostile, of_bytes
from bench.hostile.pdfs import plain_pdf

_SPARSE_BYTES = 3_000_000_000
_CLIMBED = plain_pdf(1).replace(b"plain file", b"climbed 99")


def places() -> Iterator[Hostile]:
    """All of them."""
    yield from _other_contents()
    yield from _odd_names()
    yield from _no_files()
    yield from _archives()


def _other_contents() -> Iterator[Hostile]:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("word/document.xml", "<a/>")
    contents = {
        "page": b"<!DOCTYPE html><html>not found</html>",
        "program": b"\x7fELF" + bytes(range(256)) * 9,
        "script": b"#!/bin/sh\nrm -rf ~\n",
        "words": b"just words\n" * 99,
        "office": packed.getvalue(),
        "packed": gzip.compress(plain_pdf()),
        "postscript": b"%!PS-Adobe-3.0\n{} loop\n",
        "drawing": b"<?xml version='1.0'?><!DOCTYPE a [<!ENTITY b SYSTEM 'file:///etc/passwd'>]><svg>&b;</svg>",
    }
    for name, data in contents.items():
        yield of_bytes(f"no-pdf-{name}.pdf", data, End.REFUSED)
    for seed in range(6):
        data = random.Random(seed).randbytes(4000)  # noqa: S311 - no secret
        yield of_bytes(f"no-pdf-chance-{seed}.pdf", data, End.REFUSED)
        yield of_bytes(f"no-pdf-begun-{seed}.pdf", b"%PDF-1.4\n" + data, End.REFUSED)
    yield of_bytes("named-wrongly.tif", plain_pdf(2), End.READ)
    yield of_bytes("named-wrongly-too.png", plain_pdf(1) + b"\n%%EOF\n", End.READ)


def _odd_names() -> Iterator[Hostile]:
    names = [
        b"line\nbreak.pdf", b"-rf.pdf", b"--help.pdf", b"not-text-\xff\xfe.pdf", b"tab\t;$(touch x)`id`.pdf",
        b"\xe2\x80\xaegnp.pdf", b"\x1b[2J\x1b[31mred.pdf", "caf\u00e9.pdf".encode(), "cafe\u0301.pdf".encode(),
        b"CON.pdf", b"%00%2e%2e%2f.pdf", b"<script>alert(1)<_script>.pdf", b"=1+1.pdf",
        b"a" * 251 + b".pdf", b"'\"\\.pdf", b"*?[a].pdf", b"{0}%s%n.pdf", b" .pdf", b"x.pdf!.pdf",
    ]  # fmt: skip
    for number, name in enumerate(names):
        # Each is another file: contents that were read already are not read again.
        data = plain_pdf(1).replace(b"plain file", b"strange %02d" % number)
        yield Hostile(name, lambda path, data=data: path.write_bytes(data), End.READ)  # type: ignore[misc]


def _no_files() -> Iterator[Hostile]:
    def made(name: str, make: Callable[[Path], object], end: End = End.TOLD) -> Hostile:
        return Hostile(name.encode(), make, end)

    yield made("pipe.pdf", os.mkfifo)
    yield made("socket.pdf", _socket)
    yield made("link-nowhere.pdf", lambda path: path.symlink_to("gone.pdf"))
    yield made("link-itself.pdf", lambda path: path.symlink_to(path.name))
    yield made("link-outside.pdf", lambda path: path.symlink_to("/etc/passwd"))
    yield made("link-zero.pdf", lambda path: path.symlink_to("/dev/zero"))
    yield made("link-up", lambda path: path.symlink_to("..", target_is_directory=True))
    yield made("folder.pdf", lambda path: path.mkdir())
    yield made(".hidden.pdf", lambda path: path.write_bytes(b"%PDF"))
    yield made("..pdf.pdf", lambda path: path.write_bytes(b"%PDF"))
    yield made("sparse.pdf", _sparse, End.REFUSED)
    yield made("deep", _deep)


def _socket(path: Path) -> None:
    here = Path.cwd()
    # Addresses of sockets are short; the socket stays when its program has let go of it.
    os.chdir(path.parent)
    with socket.socket(socket.AF_UNIX) as made:
        made.bind(path.name)
    os.chdir(here)


def _sparse(path: Path) -> None:
    with path.open("wb") as file:
        file.write(plain_pdf(1))
        file.truncate(_SPARSE_BYTES)


def _deep(path: Path) -> None:
    for _ in range(60):
        path = path / "deeper"
    path.mkdir(parents=True)


def _archives() -> Iterator[Hostile]:
    yield Hostile(b"bomb.zip", _zip_bomb, End.TOLD)
    yield Hostile(b"climbs.zip", _climbing, End.READ, _CLIMBED)
    yield Hostile(b"cut.zip", _cut_zip, End.TOLD)
    yield Hostile(b"links.tar", _links, End.TOLD)
    yield of_bytes("no-archive.zip", b"PK\x03\x04 and no more", End.TOLD)
    yield of_bytes("no-archive.tar.gz", b"\x1f\x8b" + bytes(99), End.TOLD)


def _zip_bomb(path: Path) -> None:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive, archive.open("bomb.pdf", "w") as member:
        for _ in range(300):
            member.write(bytes(1 << 20))


def _climbing(path: Path) -> None:
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("../../../climbed.pdf", _CLIMBED)


def _cut_zip(path: Path) -> None:
    _climbing(path)
    path.write_bytes(path.read_bytes()[:200])


def _links(path: Path) -> None:
    with tarfile.open(path, "w") as archive:
        for name, target in (("a.pdf", "/etc/passwd"), ("b.pdf", "../../x"), ("c.pdf", "c.pdf")):
            member = tarfile.TarInfo(name)
            member.type, member.linkname = tarfile.SYMTYPE, target
            archive.addfile(member)
