"""Settings and limits of gathering, each with unit and reason."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path


@dataclass(frozen=True, slots=True)
class GatherLimits:
    """What is refused, and how long is waited.

    Attributes:
        file_bytes: a larger document is not copied out of an archive or from afar (bytes); no larger one can be
            read either (`LimitsConfig.file_bytes`).
        archive_bytes: a larger archive is not fetched from afar (bytes).
        archive_total_bytes: sum of what all documents of one archive unpack to, those of archives inside it
            included (bytes). The largest single releases of an agency have some 100 GB.
        archive_members: entries of one archive, those of archives inside it included; folders and other files
            count, since each costs time.
        directory_bytes: a larger table of contents of a ZIP archive is refused (bytes): it is held in memory, and
            200,000 entries with long names have some 30 MB.
        header_bytes: a longer header of a TAR entry is refused (bytes); it is held in memory. Long names have
            under 10 KB.
        ratio: how much smaller than its content a large document may be packed. PDF and pictures are packed
            already and shrink by less than 10.
        ratio_from_bytes: smaller documents may shrink by any ratio (bytes): a blank page as an uncompressed TIFF
            shrinks a thousandfold and has under 50 MB.
        nesting: archives inside archives that are opened; some agencies send one ZIP of ZIP files a request.
        xz_bytes: memory that unpacking xz may take (bytes); its highest setting needs 65 MiB.
        spool_bytes: copies for reading may take this much together before the next one waits (bytes).
        spool_wait_seconds: how long a copy waits for others to be given back, counted from the last one (seconds).
            Reading the longest documents takes hours on a small machine.
        free_bytes: disk space that is left free (bytes): results must still fit.
        attempts: how often a place that does not answer is asked.
        first_pause_seconds: pause before it is asked again (seconds); each further pause is twice as long.
        connect_seconds: how long a connection may take (seconds).
        answer_seconds: how long an answer may stay away (seconds).
        settle_seconds: a file that was written to less long ago is waited for (seconds). The clock of file
            systems is two seconds coarse at worst.
        settle_wait_seconds: a file that keeps changing for this long is left to the next run (seconds).
        open_seconds: a file that a program has open for writing is waited for only if it was written to less long
            ago (seconds): some programs keep files open for good.
        manifest_bytes: a larger manifest is refused (bytes); it is held in memory.
        manifest_rows: a longer manifest is refused.
        manifest_columns: a wider manifest is refused.
        manifest_value: a longer value is left out (characters); it goes into every record and its formats.
    """

    file_bytes: int = 2_000_000_000
    archive_bytes: int = 200_000_000_000
    archive_total_bytes: int = 500_000_000_000
    archive_members: int = 500_000
    directory_bytes: int = 128 << 20
    header_bytes: int = 1 << 20
    ratio: float = 300.0
    ratio_from_bytes: int = 100_000_000
    nesting: int = 1
    xz_bytes: int = 256 << 20
    spool_bytes: int = 20_000_000_000
    spool_wait_seconds: float = 4 * 3600.0
    free_bytes: int = 1_000_000_000
    attempts: int = 4
    first_pause_seconds: float = 0.5
    connect_seconds: float = 10.0
    answer_seconds: float = 30.0
    settle_seconds: float = 2.0
    settle_wait_seconds: float = 600.0
    open_seconds: float = 300.0
    manifest_bytes: int = 256 << 20
    manifest_rows: int = 2_000_000
    manifest_columns: int = 100
    manifest_value: int = 4_000


@dataclass(frozen=True, slots=True)
class GatherOptions:
    """How a batch is gathered.

    Attributes:
        manifest: a CSV file with what is known of the documents (`declass.gather.manifest`).
        spool: the folder for copies of what is no local file; each gathering makes a folder of its own in it. The
            system's folder for temporary files where left out.
        limits: what is refused, and how long is waited.
    """

    manifest: Path | None = None
    spool: Path | None = None
    limits: GatherLimits = field(default_factory=GatherLimits)
