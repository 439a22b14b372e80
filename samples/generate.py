"""Whole sets of documents: which kind, which damage, which format; and their truth."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from processors.errors import AccessError, UsageError
from samples.chance import Rng, chance, pick, stream
from samples.damage import NAMES, apply
from samples.formats import FORMATS, PageImage, write
from samples.kinds import BUILDERS, KINDS
from samples.sheet import Sheet

RECIPES: tuple[tuple[str, ...], ...] = (
    (),
    (),
    ("otsu",),
    ("jpeg",),
    ("skew", "speckle", "otsu"),
    ("photocopy",),
    ("photocopy", "holes", "skew", "threshold"),
    ("holes", "border", "jpeg"),
    ("mottle", "otsu"),
    ("fade", "jpeg"),
    ("bleed", "jpeg"),
    ("bleed", "photocopy", "border"),
    ("speckle", "turn90", "otsu"),
    ("skew", "turn180"),
    ("turn270", "jpeg"),
    ("fax",),
    ("skew", "fax_fine"),
    ("photocopy", "mottle", "border", "threshold"),
)
"""Damages that occur together, in the order in which they happen to paper."""

TRUTH = "truth.jsonl"
EXPECTED = "expected"
"""Folder of the reading texts: `expected/<stem>.md`, for the documents whose text is beyond doubt."""


@dataclass(frozen=True, slots=True)
class Plan:
    """One document to make: `suffix` is one of `samples.formats.FORMATS`, `number` counts within its set."""

    kind: str
    damage: tuple[str, ...]
    suffix: str
    number: int

    @property
    def stem(self) -> str:
        """The name of its file without the suffix."""
        return f"{self.kind}_{self.number:03d}"


DEMO = (
    Plan("memo", (), ".pdf", 1),
    Plan("typed", ("skew", "holes", "otsu"), ".tif", 2),
    Plan("cable", ("speckle", "jpeg"), ".jpg", 3),
    Plan("form", ("turn90", "otsu"), ".png", 4),
    Plan("report", ("photocopy",), ".pdf", 5),
    Plan("title", ("holes",), ".pdf", 6),
    Plan("filing", (), ".pdf", 7),
    Plan("withheld", ("otsu",), ".tif", 8),
)
"""The set that the demo shows; with `DEMO_SEED` 14 pages."""

DEMO_SEED = 57


def generate(
    out: Path,
    seed: int,
    count: int,
    *,
    kinds: Sequence[str] = KINDS,
    damages: Sequence[Sequence[str]] = RECIPES,
) -> list[Path]:
    """Writes `count` documents into `out`, kind after kind, each with a damage and format drawn by chance.

    Args:
        out: the folder, made where it does not exist; files of the same names are replaced.
        seed: the same seed gives the same bytes, whatever `count` is.
        count: number of documents, at least 1.
        kinds: which of `samples.kinds.KINDS`, taken in turn.
        damages: the sets of damages to draw from, each of names in `samples.damage.NAMES`.

    Returns:
        The paths of the documents; beside them lie `truth.jsonl` and `expected/`.

    Raises:
        UsageError: an unknown kind or damage, or a count below 1.
        MissingError: a font is not installed.
        AccessError: the folder cannot be written.
    """
    _check(kinds, damages, count)
    plans = []
    for number in range(1, count + 1):
        rng = stream(seed, number, 0)
        kind = kinds[(number - 1) % len(kinds)]
        plans.append(Plan(kind, tuple(pick(rng, damages)), pick(rng, FORMATS), number))
    return _write_all(out, seed, plans)


def demo(out: Path, seed: int = DEMO_SEED) -> list[Path]:
    """Writes the small set of the demo: eight documents in PDF, TIFF, PNG and JPEG.

    Raises:
        MissingError: a font is not installed.
        AccessError: the folder cannot be written.
    """
    return _write_all(out, seed, DEMO)


def _check(kinds: Sequence[str], damages: Sequence[Sequence[str]], count: int) -> None:
    for given, known, what in ((kinds, KINDS, "kind"), ([n for d in damages for n in d], NAMES, "damage")):
        for name in given:
            if name not in known:
                raise UsageError(f"there is no {what} called {name!r}", hint=f"Known are: {', '.join(known)}")
    if not kinds or not damages or count < 1:
        raise UsageError(
            "nothing to generate", hint="Give at least one kind, one damage set and a count of 1."
        )


def _write_all(out: Path, seed: int, plans: Sequence[Plan]) -> list[Path]:
    try:
        (out / EXPECTED).mkdir(parents=True, exist_ok=True)
        files, rows = [], []
        for plan in plans:
            names, found = _write_document(out, seed, plan)
            files += names
            rows += found
        (out / TRUTH).write_text(
            "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows), encoding="utf-8"
        )
    except OSError as error:
        raise AccessError(f"cannot write the samples: {error.strerror}", file=str(out)) from error
    return files


def _write_document(out: Path, seed: int, plan: Plan) -> tuple[list[Path], list[dict[str, object]]]:
    """Makes and writes one document; formats of one page get a file a page."""
    sheets = BUILDERS[plan.kind](stream(seed, plan.number, 1))
    rng = stream(seed, plan.number, 2)
    turned = chance(rng, 0.2)
    pages, truths = [], []
    for sheet in sheets:
        hurt = apply(sheet.raster(), plan.damage, rng, dpi=sheet.dpi)
        height, width = hurt.image.shape[:2]
        pages.append(PageImage(hurt.image, sheet.dpi, _turn(rng) if turned else 0))
        truths.append(sheet.truth().mapped(hurt.affine, width, height, hurt.traps))
    files = write(out, plan.stem, plan.suffix, pages)
    places = [(files[0], i + 1) for i in range(len(pages))] if len(files) == 1 else [(f, 1) for f in files]
    rows = [t.row(f.name, n, plan.kind, plan.damage) for (f, n), t in zip(places, truths, strict=True)]
    _write_text(out, files, sheets)
    return files, rows


def _turn(rng: Rng) -> int:
    return pick(rng, (90, 180, 270))


def _write_text(out: Path, files: Sequence[Path], sheets: Sequence[Sheet]) -> None:
    """The expected text, where the document is one page whose reading is exact."""
    target = out / EXPECTED / f"{files[0].stem}.md"
    if len(sheets) == 1 and sheets[0].exact:
        target.write_text("\n\n".join(sheets[0].blocks) + "\n", encoding="utf-8")
    else:
        target.unlink(missing_ok=True)
