"""From what a person named to the documents to read, one by one, in a fixed order."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import PurePosixPath

from declass.catalog.gone import INSIDE
from declass.gather.archives import (
    Budget,
    Entry,
    Member,
    Packing,
    Passed,
    packing,
    suffix_of,
)
from declass.gather.duplicates import Addresses
from declass.gather.holding import Holding
from declass.gather.local import local_files, local_path
from declass.gather.manifest import Manifest
from declass.gather.options import GatherOptions
from declass.gather.origins import Origin
from declass.gather.remote import remote_files, scheme_of
from declass.gather.spool import Spool
from declass.gather.tar_entries import Unpacked, tar_entries
from declass.gather.types import Found, Gathered, GatherError, GatherNote
from declass.gather.zip_entries import zip_entries
from processors.errors import DeclassError, InputError, LimitError
from processors.outputs.files import safe_name


@dataclass(frozen=True, slots=True)
class _Inside:
    """Where in nested archives we are: what is left of the limits, and the part that was asked for, empty for all."""

    budget: Budget
    left: int
    wanted: str

    def takes(self, address: str) -> bool:
        """Whether the entry is, or lies in, what was asked for."""
        return not self.wanted or f"{address}/".startswith(
            (f"{self.wanted.rstrip('/')}/", f"{self.wanted}{INSIDE}")
        )

    def enters(self, address: str) -> bool:
        """Whether what was asked for may lie in the inner archive."""
        return self.takes(address) or self.wanted.startswith(f"{address}{INSIDE}")


class Gathering:
    """The documents of some sources, found while one asks for them. Asked for once, by one thread at a time."""

    def __init__(self, sources: Sequence[str], options: GatherOptions) -> None:
        """Reads the manifest; nothing else is looked at yet.

        Raises:
            AccessError, LimitError, UsageError: the manifest cannot be used.
        """
        self._sources, self._options, self._limits = tuple(sources), options, options.limits
        self._manifest = Manifest(options.manifest, options.limits) if options.manifest else None
        self._spool = Spool(options.spool, options.limits)
        self._addresses = Addresses()

    def __iter__(self) -> Iterator[Found]:
        """Documents, errors and notes, source by source, as they are found."""
        if self._manifest:
            yield from self._manifest.notes()
        for source in self._sources:
            yield from self._from_source(source)
        if self._manifest:
            yield from self._manifest.endings()

    def close(self) -> None:
        """Deletes all copies."""
        self._spool.close()
        self._addresses.close()
        if self._manifest:
            self._manifest.close()

    def _from_source(self, source: str) -> Iterator[Found]:
        """What one source holds; whatever is wrong with it loses nothing of the others."""
        try:
            if scheme_of(source) in ("file", "local"):
                source = local_path(source)
            outer, inner = _split_inside(source)
            found = False
            files = (
                remote_files(outer, self._limits) if _is_remote(outer) else local_files(outer, self._limits)
            )
            for file in files:
                if isinstance(file, (GatherError, GatherNote)):
                    yield file
                    continue
                wanted = f"{file.address}{INSIDE}{inner}" if inner else ""
                for item in self._from_file(file, wanted):
                    found = True
                    yield item
            if inner and not found:
                raise InputError("holds nothing of that name", file=source, hint="Check the part behind '!/'")
        except DeclassError as error:
            yield GatherError(source, error)

    def _from_file(self, origin: Origin, wanted: str) -> Iterator[Found]:
        kind = packing(origin.label)
        if kind is None:
            holding = Holding(origin, self._spool, suffix_of(origin.label), self._limits.file_bytes)
            yield from self._document(origin, holding)
        else:
            holding = Holding(origin, self._spool, ".archive", self._limits.archive_bytes, waits=False)
            yield from self._from_archive(
                origin, holding, kind, _Inside(Budget(self._limits), self._limits.nesting, wanted)
            )

    def _document(self, origin: Origin, holding: Holding) -> Iterator[Found]:
        if not self._addresses.is_new(origin.address):
            holding.release()
            return
        metadata = self._manifest.metadata(origin.address) if self._manifest else ()
        name = safe_name(PurePosixPath(origin.label).stem)
        yield Gathered(
            origin.address,
            origin.label,
            name,
            origin.size,
            origin.stamp,
            metadata,
            self._manifest is not None,
            _holding=holding,
        )

    def _from_archive(
        self, origin: Origin, holding: Holding, kind: Packing, inside: _Inside
    ) -> Iterator[Found]:
        """What an archive holds. Lets go of it at the end; its documents hold it until they are released."""
        held = [holding]
        try:
            for entry in self._entries(origin, held, kind, inside.budget):
                if isinstance(entry, GatherError):
                    yield entry
                elif isinstance(entry, Passed):
                    yield GatherNote(f"{origin.address}{INSIDE}{entry.name}", entry.reason)
                else:
                    yield from self._from_entry(origin, held[-1], entry, inside)
        except DeclassError as error:
            yield GatherError(origin.address, _about(error, origin.address))
        except (
            Exception
        ) as error:  # Hostile archives make libraries raise what they like; others must not suffer.
            message = f"the archive cannot be read ({type(error).__name__})"
            yield GatherError(origin.address, InputError(message, file=origin.address))
        finally:
            for one in reversed(held):
                one.release()

    def _entries(
        self, origin: Origin, held: list[Holding], kind: Packing, budget: Budget
    ) -> Iterator[Entry | Passed | GatherError]:
        """Entries of the archive; `held` gets the unpacked archive of a compressed one."""
        names: dict[str, int] = {}
        for entry in self._unnumbered(origin, held, kind, budget):
            if isinstance(entry, Entry):
                names[entry.name] = names.get(entry.name, 0) + 1
                yield replace(entry, number=names[entry.name])
            else:
                yield entry

    def _unnumbered(
        self, origin: Origin, held: list[Holding], kind: Packing, budget: Budget
    ) -> Iterator[Entry | Passed | GatherError]:
        path = held[0].fetch().path
        if kind is Packing.ZIP:
            yield from zip_entries(path, self._limits, budget)
        elif kind is Packing.TAR:
            yield from tar_entries(path, self._limits, budget)
        else:
            unpacked = Unpacked(origin.address, origin.label, lambda: path, kind, self._limits)
            most = self._limits.archive_total_bytes
            held.append(Holding(unpacked, self._spool, ".tar", most, held[0], waits=False))
            tar = held[-1].fetch().path
            try:
                yield from tar_entries(tar, self._limits, budget)
            except InputError:
                # That the archive has no end says less than why.
                if unpacked.damage is None:
                    raise
            if unpacked.damage is not None:
                yield GatherError(origin.address, unpacked.damage)

    def _from_entry(self, outer: Origin, holding: Holding, entry: Entry, inside: _Inside) -> Iterator[Found]:
        address = f"{outer.address}{INSIDE}{entry.path}"
        stamp = f"{outer.stamp}, {entry.mark}" if outer.stamp else ""
        label = entry.name.rpartition("/")[2]
        origin = Member(address, label, entry.size, stamp, entry)
        kind = packing(label)
        if kind is None:
            if inside.takes(address):
                inner = Holding(origin, self._spool, suffix_of(label), self._limits.file_bytes, holding)
                yield from self._document(origin, inner)
        elif inside.enters(address):
            if inside.left == 0:
                text = f"lies in too many archives; {self._limits.nesting} inside another is opened"
                yield GatherError(
                    address, LimitError(text, file=address, hint="Unpack the outer archive first")
                )
                return
            inner = Holding(origin, self._spool, ".archive", self._limits.archive_bytes, holding, waits=False)
            yield from self._from_archive(origin, inner, kind, replace(inside, left=inside.left - 1))


def _split_inside(source: str) -> tuple[str, str]:
    """An archive and the part of it that is meant: `a.zip` and `box 1/a.pdf` of `a.zip!/box 1/a.pdf`."""
    outer, mark, inner = source.partition(INSIDE)
    return (source, "") if not mark or os.path.lexists(source) else (outer, inner)


def _is_remote(source: str) -> bool:
    return bool(scheme_of(source)) and not os.path.lexists(source)


def _about(error: DeclassError, address: str) -> DeclassError:
    """The error with the archive's address, where it says none."""
    return error if error.file else type(error)(error.message, file=address, hint=error.hint)
