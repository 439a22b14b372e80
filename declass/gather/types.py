"""What gathering gives: documents to read, what could not be had, and what a person should know."""

from __future__ import annotations

from dataclasses import dataclass, field

from declass.gather.holding import Fetched, Holding
from processors.document_records import Metadatum
from processors.errors import DeclassError, printable


@dataclass(frozen=True, slots=True)
class Gathered:
    """One document, which is not fetched before it is asked for. Safe for several threads.

    Attributes:
        address: in full, as a person would cite it: `/data/a.pdf`, `/data/a.zip!/box 1/a.pdf`, `s3://bucket/a.pdf`.
        label: its own name, without folders.
        name: the result folder it asks for; others may ask for the same.
        size: in bytes, as listed, None where the place does not tell.
        stamp: the same stamp at the same address is the same content; empty where that cannot be told.
        metadata: what the manifest says of it.
        has_manifest: whether there is one; without, nobody says that what was stated before holds no more.
    """

    address: str
    label: str
    name: str
    size: int | None
    stamp: str
    metadata: tuple[Metadatum, ...] = ()
    has_manifest: bool = False
    _holding: Holding = field(repr=False, compare=False, kw_only=True)

    def fetch(self) -> Fetched:
        """The document as a local file, the same at each call; it stays until `release`.

        Waits for a file that is still being written, and for room in the spool.

        Raises:
            AccessError: it is gone, may not be read, cannot be reached, or there is no room for a copy.
            InputError: it is damaged in its archive, or is no file.
            EncryptedError: it wants a password.
            LimitError: it is beyond a limit.
            UnsettledError: it is still being written after the longest wait.
        """
        return self._holding.fetch()

    def sha256(self) -> str:
        """sha256 of its content, read through without leaving a copy.

        Raises:
            DeclassError: as `fetch`.
        """
        return self._holding.sha256()

    def release(self) -> None:
        """Gives the local file back: a copy is deleted. Call it for each document, fetched or not; twice is no harm."""
        self._holding.release()


@dataclass(frozen=True, slots=True)
class GatherError:
    """Something that was asked for and could not be had; everything else goes on."""

    address: str
    error: DeclassError

    def __str__(self) -> str:
        """One line for a person."""
        return str(self.error)


@dataclass(frozen=True, slots=True)
class GatherNote:
    """Something that was passed over on purpose, or that a person should know; nothing failed."""

    address: str
    message: str

    def __str__(self) -> str:
        """One line for a person."""
        return f"{printable(self.address)}: {printable(self.message)}"


Found = Gathered | GatherError | GatherNote
