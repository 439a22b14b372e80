"""Valid PDF files, and what chance makes of them."""

from __future__ import annotations

import io
import random
import re
from collections.abc import Callable, Sequence

import pikepdf

from bench.hostile.pdfs import plain_pdf
from bench.scale.sheets import scan_pdf

# Numbers that programs trip over.
_NUMBERS = (
    b"0",
    b"-1",
    b"65536",
    b"2147483648",
    b"-2147483649",
    b"99999999999999999999",
    b"1e38",
    b"0.00001",
)
_NUMBER = re.compile(rb"\b\d+\b")
_NAME = re.compile(rb"/[A-Za-z]{2,}")
# Points of a page: small ones are read quickly.
_SIZE = (250, 200)
# Most changes of one kind in a file.
_MOST = 12


def bases() -> tuple[bytes, ...]:
    """Valid files of different makes: plain, packed, with tables of objects in streams, scanned, encrypted."""
    plain = plain_pdf(3, _SIZE)
    with pikepdf.open(io.BytesIO(plain)) as pdf:
        packed, streamed, locked = io.BytesIO(), io.BytesIO(), io.BytesIO()
        pdf.save(packed, linearize=True)
        pdf.save(streamed, object_stream_mode=pikepdf.ObjectStreamMode.generate)
        pdf.save(locked, encryption=pikepdf.Encryption(user="", owner="more"))
    return plain, packed.getvalue(), streamed.getvalue(), scan_pdf(0, 2), locked.getvalue()


def mutated(number: int, files: Sequence[bytes]) -> bytes:
    """The mutation of that number: the same number gives the same file."""
    chance = random.Random(number)  # noqa: S311 - no secret
    data = bytearray(files[number % len(files)])
    for _ in range(chance.randint(1, 3)):
        chance.choice(_CHANGES)(data, chance)
    return bytes(data)


def _flip_bits(data: bytearray, chance: random.Random) -> None:
    for _ in range(chance.randint(1, _MOST)):
        data[chance.randrange(len(data))] ^= 1 << chance.randrange(8)


def _overwrite(data: bytearray, chance: random.Random) -> None:
    start, length = chance.randrange(len(data)), chance.randint(1, 200)
    data[start : start + length] = chance.randbytes(length)


def _cut(data: bytearray, chance: random.Random) -> None:
    del data[max(20, int(len(data) * chance.uniform(0.2, 1.0))) :]


def _remove(data: bytearray, chance: random.Random) -> None:
    start = chance.randrange(len(data))
    del data[start : start + chance.randint(1, min(400, max(1, len(data) // 2)))]


def _repeat(data: bytearray, chance: random.Random) -> None:
    start, length = chance.randrange(len(data)), chance.randint(1, 600)
    at = chance.randrange(len(data))
    data[at:at] = data[start : start + length] * chance.randint(1, 20)


def _number(data: bytearray, chance: random.Random) -> None:
    for _ in range(chance.randint(1, _MOST)):
        found = list(_NUMBER.finditer(data))
        if found:
            match = chance.choice(found)
            data[match.start() : match.end()] = chance.choice(_NUMBERS)


def _swap_names(data: bytearray, chance: random.Random) -> None:
    found = list(_NAME.finditer(data))
    if len(found) > 1:
        first, second = chance.sample(found, 2)
        data[first.start() : first.end()] = second.group()


def _swap_references(data: bytearray, chance: random.Random) -> None:
    found = list(re.finditer(rb"\d+ 0 R", data))
    if len(found) > 1:
        first, second = chance.sample(found, 2)
        data[first.start() : first.end()] = second.group()


_CHANGES: tuple[Callable[[bytearray, random.Random], None], ...] = (
    _flip_bits,
    _overwrite,
    _cut,
    _remove,
    _repeat,
    _number,
    _swap_names,
    _swap_references,
)
