"""The files that results were read from, as `--source` names them: one file, or a folder with them somewhere below."""

from __future__ import annotations

from pathlib import Path

from processors.document_records import SourceInfo
from processors.errors import InputError, printable
from processors.sources.checksum import file_sha256


class Originals:
    """Files by their name and checksum."""

    def __init__(self, source: Path) -> None:
        """Looks for files in and below `source`, or takes it as the one file.

        Raises:
            InputError: there is no such file or folder.
        """
        if not source.exists():
            raise InputError("there is no such file or folder", file=str(source), hint="Check the name")
        self._source = source
        self._by_name: dict[str, list[Path]] = {}
        if source.is_dir():
            for path in sorted(p for p in source.rglob("*") if p.is_file()):
                self._by_name.setdefault(printable(path.name), []).append(path)

    def find(self, name: str, sha256: str) -> Path | None:
        """The file of that name and checksum, None where there is none.

        Raises:
            AccessError: one of that name may not be read.
        """
        return next((path for path in self._candidates(name) if file_sha256(path) == sha256), None)

    def of(self, read: SourceInfo) -> Path:
        """The file that was read.

        Raises:
            InputError: it is not there, or another file has its name.
            AccessError: one of its name may not be read.
        """
        found = self.find(read.uri, read.sha256)
        if found is None:
            raise InputError("is not the file that this record was read from", file=self.named(read.uri))
        return found

    def named(self, name: str) -> str:
        """What was compared, for a person."""
        found = self._candidates(name)
        return str(found[0]) if found else f"a file called {printable(name)} in {self._source}"

    def _candidates(self, name: str) -> list[Path]:
        if not self._source.is_dir():
            return [self._source]
        return self._by_name.get(printable(name), [])
