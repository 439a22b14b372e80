"""What a PDF says of itself: title, source, what made it, its standard. No times: equal input, equal bytes."""

from __future__ import annotations

import hashlib
import struct
from collections.abc import Sequence
from typing import TYPE_CHECKING
from xml.sax.saxutils import escape

from processors.outputs.pdf.font import clean
from processors.records import Record

if TYPE_CHECKING:
    import pikepdf

PRODUCER = "declass"
_SRGB = "sRGB IEC61966-2.1"
# Where an ICC profile keeps its date (24 to 36) and the checksum over all (84 to 100): ICC.1, 7.2.
_ICC_DATE, _ICC_ID = slice(24, 36), slice(84, 100)
_ICC_DAY = struct.pack(">6H", 2000, 1, 1, 0, 0, 0)

_PACKET = """<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>
<x:xmpmeta xmlns:x="adobe:ns:meta/">
<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
<rdf:Description rdf:about="" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:pdf="http://ns.adobe.com/pdf/1.3/"\
 xmlns:xmp="http://ns.adobe.com/xap/1.0/" xmlns:xmpMM="http://ns.adobe.com/xap/1.0/mm/"\
 xmlns:pdfaid="http://www.aiim.org/pdfa/ns/id/">
{archival}<dc:format>application/pdf</dc:format>
<dc:title><rdf:Alt><rdf:li xml:lang="x-default">{title}</rdf:li></rdf:Alt></dc:title>
<dc:description><rdf:Alt><rdf:li xml:lang="x-default">{description}</rdf:li></rdf:Alt></dc:description>
<dc:source>{title}</dc:source>
<dc:identifier>{identifier}</dc:identifier>
<xmp:CreatorTool>{producer}</xmp:CreatorTool>
<pdf:Producer>{producer}</pdf:Producer>
<xmpMM:OriginalDocumentID>{identifier}</xmpMM:OriginalDocumentID>
<xmpMM:DocumentID>{identifier}</xmpMM:DocumentID>
</rdf:Description>
</rdf:RDF>
</x:xmpmeta>
<?xpacket end="r"?>"""
_ARCHIVAL = "<pdfaid:part>2</pdfaid:part>\n<pdfaid:conformance>U</pdfaid:conformance>\n"


def add_metadata(pdf: pikepdf.Pdf, record: Record, notices: Sequence[str], *, archival: bool) -> None:
    """Writes XMP, the document information, the output intent and the file's identifier.

    Args:
        pdf: the document.
        record: what was read.
        notices: what is not as in the source, a sentence each.
        archival: whether it keeps to PDF/A-2u.
    """
    import pikepdf

    title = clean(record.source.uri) or "document"
    producer = f"{PRODUCER} {_version(record)}".strip()
    description = " ".join([f"Searchable copy of {title}, sha256 {record.source.sha256}.", *notices])
    packet = _PACKET.format(
        archival=_ARCHIVAL if archival else "",
        title=escape(title),
        description=escape(clean(description)),
        producer=escape(clean(producer)),
        identifier=escape(f"urn:sha256:{clean(record.source.sha256)}"),
    )
    metadata = pikepdf.Stream(pdf, packet.encode())
    metadata.Type, metadata.Subtype = pikepdf.Name.Metadata, pikepdf.Name.XML
    pdf.Root.Metadata = pdf.make_indirect(metadata)
    pdf.Root.OutputIntents = pikepdf.Array([_output_intent(pdf)])
    pdf.Root.ViewerPreferences = pikepdf.Dictionary(DisplayDocTitle=True)
    information = pikepdf.Dictionary()
    information.Title, information.Subject = pikepdf.String(title), pikepdf.String(clean(description))
    information.Creator = information.Producer = pikepdf.String(producer)
    pdf.trailer.Info = pdf.make_indirect(information)
    identity = pikepdf.String(hashlib.sha256(record.source.sha256.encode("utf-8", "replace")).digest()[:16])
    pdf.trailer.ID = pikepdf.Array([identity, identity])


def _version(record: Record) -> str:
    return next((tool.version for tool in record.provenance.tools if tool.name == PRODUCER), "")


def _output_intent(pdf: pikepdf.Pdf) -> pikepdf.Dictionary:
    """What device colours mean; grey and red, green, blue are covered by it, cyan and its like are not."""
    import pikepdf

    profile = pikepdf.Stream(pdf, _srgb_profile())
    profile.N = 3
    return pikepdf.Dictionary(
        Type=pikepdf.Name.OutputIntent,
        S=pikepdf.Name.GTS_PDFA1,
        OutputConditionIdentifier=pikepdf.String(_SRGB),
        Info=pikepdf.String(_SRGB),
        RegistryName=pikepdf.String("http://www.color.org"),
        DestOutputProfile=pdf.make_indirect(profile),
    )


def _srgb_profile() -> bytes:
    """LittleCMS's sRGB profile, without the moment at which it was made."""
    from PIL import ImageCms

    data = bytearray(ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes())
    data[_ICC_DATE] = _ICC_DAY
    data[_ICC_ID] = bytes(16)
    return bytes(data)
