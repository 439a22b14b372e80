"""Places afar, by fsspec: `s3://bucket/folder`, `https://host/file.pdf`, and whatever else its plug-ins know.

Listings come page by page and are never held as a whole; nothing is kept in fsspec's own caches.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import IO, TYPE_CHECKING, Any, TypeVar, cast
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from declass.gather.archives import is_hidden, is_wanted
from declass.gather.options import GatherLimits
from declass.gather.origins import Origin
from declass.gather.patterns import Pattern, States, split_pattern
from declass.gather.remote_errors import asked, told
from processors.errors import AccessError, DeclassError, InputError, UsageError, printable

if TYPE_CHECKING:
    from fsspec import AbstractFileSystem

_SCHEME = re.compile(r"([a-z][a-z0-9+.\-]*)://", re.IGNORECASE)
_S3, _HTTP = ("s3", "s3a"), ("http", "https")
# What is asked for at once (bytes): requests cost some 50 ms each.
_BLOCK = 8 << 20
# Attempts of s3fs at each piece; we begin the whole file anew after that.
_PIECE_ATTEMPTS = 2
# Folders below each other that are looked into; more is a loop.
_DEPTH = 100
# What places tell that changes with the content; times only where there is nothing better.
_CHECKS = ("ETag", "etag", "md5Hash", "content_md5", "Content-MD5", "generation", "checksum")
_TIMES = ("LastModified", "last_modified", "Last-Modified", "mtime", "modified", "updated", "created")
# Parts of a web address that grant access to whoever has them.
_SECRET = re.compile(
    r"x-(amz|goog)-.*|sig|signature|.*(token|secret|passw).*|.*key|awsaccesskeyid", re.IGNORECASE
)

T = TypeVar("T")
Info = dict[str, Any]


@dataclass(frozen=True, slots=True)
class RemoteFile(Origin):
    """A file afar, as it was listed."""

    address: str
    label: str
    size: int | None
    stamp: str
    place: Place
    path: str
    checks: tuple[tuple[str, str], ...]

    def chunks(self) -> Iterator[bytes]:
        """The content. One that was changed since it was listed is refused, where the place can tell.

        Raises:
            UnreachableError: the place stopped answering; beginning anew may help.
            DeclassError: it cannot be had.
        """
        try:
            now = dict(_checks(self.place.fs.info(self.path)))
            if any(now.get(name, value) != value for name, value in self.checks):
                raise AccessError("was changed since it was listed", file=self.address, hint="Run again")
            with self.place.opened(self.path) as file:
                while chunk := file.read(_BLOCK):
                    yield chunk
        except DeclassError:
            raise
        except Exception as error:
            raise told(error, self.address) from error


class Place:
    """The file system of one address."""

    def __init__(self, address: str, limits: GatherLimits) -> None:
        """Asks for nothing yet.

        Raises:
            UsageError: no such kind of address is known, or it is a chain of several.
            MissingError: the package for it is not installed.
        """
        self.address, self._limits = shown(address), limits
        self._scheme = scheme_of(address)
        if "::" in address:
            raise UsageError(
                "chains of addresses are not read", file=self.address, hint="Name the place itself"
            )
        self.fs, self.path = asked(lambda: self._connected(address), self.address, limits)

    @property
    def is_web(self) -> bool:
        """Whether this is one file on the web, and no folders."""
        return self._scheme in _HTTP

    def stamp(self, info: Info) -> str:
        """What the place tells of a file that changes with its content, empty where that is nothing."""
        proofs = _checks(info)
        if not any(name in _CHECKS for name, _ in proofs):
            times = next((((name, str(info[name])),) for name in _TIMES if info.get(name)), ())
            proofs = (*proofs, *times) if times else ()
        return "; ".join(f"{name} {value}" for name, value in proofs)

    def opened(self, path: str) -> IO[bytes]:
        """The file at `path`, for reading from its beginning."""
        if self.is_web:
            return cast("IO[bytes]", self.fs.open(path, "rb", block_size=0))
        return cast("IO[bytes]", self.fs.open(path, "rb", block_size=_BLOCK, cache_type="none"))

    def files(self, pattern: Pattern | None) -> Iterator[RemoteFile]:
        """The file that is the place, or all files below it that can be read and match; folder by folder, sorted.

        Raises:
            DeclassError: the place, or a folder in it, cannot be listed.
        """
        info: Info = (
            self._asked(lambda: self.fs.info(self.path)) if pattern is None or self._scheme not in _S3 else {}
        )
        if info.get("type", "directory") == "file":
            yield self._file(self.path, info)
        elif self._scheme in _S3:
            yield from self._keys(pattern)
        else:
            start = pattern.start if pattern else None
            yield from self._walked(self.path, pattern, start, _DEPTH)

    def is_file(self) -> bool:
        """Whether the address names one file.

        Raises:
            DeclassError: the place cannot be asked.
        """
        return bool(self._asked(lambda: self.fs.isfile(self.path)))

    def _connected(self, address: str) -> tuple[AbstractFileSystem, str]:
        import fsspec

        options: dict[str, Any] = {"use_listings_cache": False}
        if self._scheme in _S3:
            # Retries of botocore would multiply with those of s3fs and ours.
            options["config_kwargs"] = {
                "connect_timeout": self._limits.connect_seconds,
                "read_timeout": self._limits.answer_seconds,
                "retries": {"total_max_attempts": 1, "mode": "standard"},
            }
        elif self.is_web:
            from aiohttp import ClientTimeout

            waits = ClientTimeout(
                None, sock_connect=self._limits.connect_seconds, sock_read=self._limits.answer_seconds
            )
            options["client_kwargs"] = {"timeout": waits}
        fs, path = fsspec.url_to_fs(address, **options)
        if self._scheme in _S3:
            fs.retries = _PIECE_ATTEMPTS
        return fs, str(path)

    def _asked(self, action: Callable[[], T]) -> T:
        return asked(action, self.address, self._limits)

    def _file(self, path: str, info: Info) -> RemoteFile:
        size = info.get("size")
        below = path.removeprefix(self.path) if path != self.path else ""
        address = self.address.rstrip("/") + "/" + below.lstrip("/") if below else self.address
        label = printable(urlsplit(address).path if self.is_web else address).rstrip("/").rpartition("/")[2]
        return RemoteFile(
            address,
            label,
            size if isinstance(size, int) else None,
            self.stamp(info),
            self,
            path,
            _checks(info),
        )

    def _keys(self, pattern: Pattern | None) -> Iterator[RemoteFile]:
        """Keys of a bucket as S3 orders them, a thousand at a time; a bucket may have many millions."""
        bucket, _, prefix = self.path.partition("/")
        prefix = f"{prefix.rstrip('/')}/" if prefix else ""
        token: dict[str, str] = {}
        while True:
            page: Info = self._asked(
                lambda: self.fs.call_s3("list_objects_v2", Bucket=bucket, Prefix=prefix, **token)  # noqa: B023 - called now
            )
            for info in page.get("Contents", ()):
                key = str(info["Key"])
                below = key[len(prefix) :]
                if is_wanted(below) and not is_hidden(below) and (pattern is None or pattern.matches(below)):
                    yield self._file(f"{bucket}/{key}", {**info, "size": info.get("Size")})
            after = page.get("NextContinuationToken") if page.get("IsTruncated") else None
            if after is None:
                return
            if token.get("ContinuationToken") == after:
                raise InputError("the server lists the same keys again and again", file=self.address)
            token = {"ContinuationToken": str(after)}

    def _walked(
        self, folder: str, pattern: Pattern | None, states: States | None, depth: int
    ) -> Iterator[RemoteFile]:
        """Files below a folder; `states` is None where all of them match."""
        if depth == 0:
            raise InputError(f"has more than {_DEPTH} folders below each other", file=self.address)
        infos: list[Info] = self._asked(lambda: self.fs.ls(folder, detail=True))
        for info in sorted(infos, key=lambda one: str(one["name"])):
            path = str(info["name"])
            name = path.rstrip("/").rpartition("/")[2]
            if path.rstrip("/") == folder.rstrip("/") or (states is None and name.startswith(".")):
                continue
            after = pattern.step(states, name) if pattern and states is not None else None
            inside = after is None or (pattern is not None and pattern.accepts(after))
            if info.get("type") == "directory" and (inside or after):
                yield from self._walked(path, pattern, None if inside else after, depth - 1)
            elif info.get("type") == "file" and inside and is_wanted(name):
                yield self._file(path, info)


def _checks(info: Info) -> tuple[tuple[str, str], ...]:
    """What is told of a file's content in the same form by a listing and by the file itself; times are not."""
    return tuple((name, str(info[name])) for name in ("size", *_CHECKS) if info.get(name) is not None)


def scheme_of(address: str) -> str:
    """`s3` of `s3://bucket/key`, empty for a path."""
    match = _SCHEME.match(address)
    return match[1].lower() if match else ""


def shown(address: str) -> str:
    """The address without user, password and signatures: it goes into records, logs and the catalog."""
    parts = urlsplit(address)
    host = parts.netloc.rpartition("@")[2]
    if parts.scheme.lower() not in _HTTP:
        return address.replace(f"//{parts.netloc}", f"//{host}", 1)
    query = [
        (name, "***" if _SECRET.fullmatch(name) else value) for name, value in parse_qsl(parts.query, True)
    ]
    plain = parts.query if all(value != "***" for _, value in query) else urlencode(query, safe="*")
    return urlunsplit((parts.scheme, host, parts.path, plain, ""))


def remote_files(address: str, limits: GatherLimits) -> Iterator[RemoteFile]:
    """All files that `address` names: a file, a folder or bucket, or a pattern.

    Raises:
        DeclassError: the place cannot be listed, or nothing there matches.
    """
    place = Place(address, limits)
    base, pattern = split_pattern(place.path)
    if place.is_web or pattern is None or place.is_file():
        pattern = None
    elif not base:
        raise UsageError("names no bucket or folder", file=place.address, hint="A pattern begins below one")
    else:
        names = len(place.path.split("/")) - len(base.split("/"))
        place = Place(address.rstrip("/").rsplit("/", names)[0], limits)
    found = False
    for file in place.files(pattern):
        found = True
        yield file
    if not found:
        raise InputError("holds no file that can be read", file=shown(address), hint="Check the address")
