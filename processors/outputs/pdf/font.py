"""A font without shapes, built in code: what the invisible text is set in.

Every character of a document gets a number of its own, so that any Unicode text can be found and copied, and so does
every word that is set as a whole; all of them share one empty glyph, half an em wide. The font program is a TrueType
file with nothing but the tables that readers insist on.
"""

from __future__ import annotations

import struct
import unicodedata
import zlib
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pikepdf

NAME = "Glyphless"
# Shares of an em: each glyph is so wide, and the type reaches so far above and below its baseline. Together the last
# two are one em, so that the size of the type is the height of its box.
ADVANCE, ASCENT, DESCENT = 0.5, 0.8, 0.2
_EM = 1000
# A CMap may hold so many entries a block (Adobe technical note 5411).
_BLOCK = 100
# What ISO 19005-2, 6.2.11.7.2 forbids as the meaning of a glyph, beside U+0000, which is a control character.
_NO_TEXT = frozenset("\ufeff\ufffe\uffff")


def clean(text: str) -> str:
    """The text without what is no character: controls, halves of surrogate pairs, byte order marks."""
    return "".join(c for c in text if unicodedata.category(c) not in ("Cc", "Cs") and c not in _NO_TEXT)


@dataclass(frozen=True, slots=True)
class Font:
    """The numbers of the characters, and of the words set as a whole, of a document."""

    numbers: dict[str, int]

    @classmethod
    def of(cls, units: Iterable[str]) -> Font:
        """The font for `units`, characters or words without what `clean` takes out; equal units give equal fonts."""
        return cls({unit: number for number, unit in enumerate(sorted({" ", *units}), 1)})

    def code(self, units: Iterable[str]) -> bytes:
        """The units as a hexadecimal string of a content stream."""
        return b"<" + b"".join(b"%04X" % self.numbers[unit] for unit in units) + b">"

    def embed(self, pdf: pikepdf.Pdf) -> pikepdf.Object:
        """The font as an object of `pdf`."""
        import pikepdf

        name = pikepdf.Name("/" + NAME)
        program = _stream(pdf, _truetype(), Length1=len(_truetype()))
        descriptor = pikepdf.Dictionary(
            Type=pikepdf.Name.FontDescriptor,
            FontName=name,
            Flags=4,
            FontBBox=[0, -round(DESCENT * _EM), round(ADVANCE * _EM), round(ASCENT * _EM)],
            ItalicAngle=0,
            Ascent=round(ASCENT * _EM),
            Descent=-round(DESCENT * _EM),
            CapHeight=round(ASCENT * _EM),
            StemV=80,
            FontFile2=program,
        )
        descendant = pikepdf.Dictionary(
            Type=pikepdf.Name.Font,
            Subtype=pikepdf.Name.CIDFontType2,
            BaseFont=name,
            CIDSystemInfo=pikepdf.Dictionary(Registry=b"Adobe", Ordering=b"Identity", Supplement=0),
            FontDescriptor=pdf.make_indirect(descriptor),
            DW=round(ADVANCE * _EM),
            CIDToGIDMap=_stream(pdf, b"\0\0" + b"\0\1" * len(self.numbers)),
        )
        whole = pikepdf.Dictionary(
            Type=pikepdf.Name.Font,
            Subtype=pikepdf.Name.Type0,
            BaseFont=name,
            Encoding=pikepdf.Name("/Identity-H"),
            DescendantFonts=[pdf.make_indirect(descendant)],
            ToUnicode=_stream(pdf, self._to_unicode()),
        )
        return pdf.make_indirect(whole)

    def _to_unicode(self) -> bytes:
        rows = [
            b"<%04X> <%s>" % (number, unit.encode("utf-16-be").hex().upper().encode())
            for unit, number in self.numbers.items()
        ]
        blocks = [
            b"%d beginbfchar\n%s\nendbfchar\n" % (len(block), b"\n".join(block))
            for block in (rows[i : i + _BLOCK] for i in range(0, len(rows), _BLOCK))
        ]
        return _CMAP_HEAD + b"".join(blocks) + _CMAP_END


_CMAP_HEAD = b"""/CIDInit /ProcSet findresource begin
12 dict begin
begincmap
/CIDSystemInfo << /Registry (Adobe) /Ordering (UCS) /Supplement 0 >> def
/CMapName /Adobe-Identity-UCS def
/CMapType 2 def
1 begincodespacerange
<0000> <FFFF>
endcodespacerange
"""
_CMAP_END = b"""endcmap
CMapName currentdict /CMap defineresource pop
end
end
"""


def _stream(pdf: pikepdf.Pdf, data: bytes, **entries: int) -> pikepdf.Object:
    import pikepdf

    made = pikepdf.Stream(pdf, zlib.compress(data, 9), Filter=pikepdf.Name.FlateDecode)
    for key, value in entries.items():
        made[f"/{key}"] = value
    return made


def _truetype() -> bytes:
    """A TrueType font program with two glyphs: an empty one for what is missing, and that of all characters.

    The latter is a line from corner to corner of its box, which no mode of painting would fill: pdfium measures text by
    what its glyphs cover, and takes turned text without any extent for none.
    """
    rise, fall, wide = round(ASCENT * _EM), -round(DESCENT * _EM), round(ADVANCE * _EM)
    glyph = struct.pack(">hhhhhHHBBhhhh", 1, 0, fall, wide, rise, 1, 0, 1, 1, 0, wide, fall, rise - fall)
    tables = {
        b"glyf": glyph,
        b"head": struct.pack(
            ">IIIIHHQQhhhhHHhhh",
            0x10000,
            0x10000,
            0,
            0x5F0F3CF5,
            0,
            _EM,
            0,
            0,
            0,
            fall,
            wide,
            rise,
            0,
            8,
            2,
            0,
            0,
        ),
        b"hhea": struct.pack(">IhhhHhhhhhhhhhhhH", 0x10000, rise, fall, 0, wide, *(0,) * 3, 1, *(0,) * 7, 2),
        b"hmtx": struct.pack(">HhHh", wide, 0, wide, 0),
        b"loca": struct.pack(">HHH", 0, 0, len(glyph) // 2),
        b"maxp": struct.pack(">IHHHHHHHHHHHHHH", 0x10000, 2, 2, 1, 0, 0, 1, *(0,) * 8),
    }
    program = _assembled(tables)
    # The whole file's sum, which the head table keeps (OpenType, head: checksumAdjustment).
    place = program.index(tables[b"head"]) + 8
    adjustment = (0xB1B0AFBA - _sum(program)) & 0xFFFFFFFF
    return program[:place] + struct.pack(">I", adjustment) + program[place + 4 :]


def _assembled(tables: dict[bytes, bytes]) -> bytes:
    count = len(tables)
    power = count.bit_length() - 1
    directory = struct.pack(">IHHHH", 0x10000, count, 16 << power, power, 16 * count - (16 << power))
    offset, body = 12 + 16 * count, b""
    for tag, data in sorted(tables.items()):
        directory += struct.pack(">4sIII", tag, _sum(data), offset + len(body), len(data))
        body += data + bytes(-len(data) % 4)
    return directory + body


def _sum(data: bytes) -> int:
    padded = data + bytes(-len(data) % 4)
    words: tuple[int, ...] = struct.unpack(f">{len(padded) // 4}I", padded)
    return sum(words) & 0xFFFFFFFF
