"""`python -m bench.outputs.pdf_archival FOLDER`: searchable PDFs before a validator of PDF/A, PDFBox's Preflight.

No validator of PDF/A-2u can be had from Debian, PyPI or npm; Preflight (Debian: `apt-get install libpdfbox2-java
libactivation-java libjaxb-api-java default-jre-headless`) knows PDF/A-1b, whose rules for fonts, annotations, metadata,
output intent, actions and file structure are those of PDF/A-2b or stricter. So each file that says it is PDF/A-2u is
written once more as 1b would have it (part and conformance in its metadata, no object streams), and what Preflight says
of that copy is printed. One remark is left out: PDF/A-1 wants ICC profiles of version 2, PDF/A-2 allows version 4.
"""

from __future__ import annotations

import argparse
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pikepdf

from processors.outputs.pdf import PDF_NAME

_JARS = (
    *("preflight", "pdfbox2", "fontbox2", "xmpbox", "commons-logging", "commons-io"),
    *("javax.activation", "jaxb-api"),
)
_CLASS_PATH = ":".join(f"/usr/share/java/{jar}.jar" for jar in _JARS)
_CLAIMS = ((b"<pdfaid:part>2", b"<pdfaid:part>1"), (b"<pdfaid:conformance>U", b"<pdfaid:conformance>B"))
_ALLOWED_SINCE = "Invalid version of the ICCProfile"


def as_archival_1b(source: Path, target: Path) -> bool:
    """Writes a copy as PDF/A-1b; False if the file makes no claim."""
    with pikepdf.open(source) as pdf:
        metadata = pdf.Root.Metadata.read_bytes()
        if _CLAIMS[0][0] not in metadata:
            return False
        for new, old in _CLAIMS:
            metadata = metadata.replace(new, old)
        pdf.Root.Metadata.write(metadata)
        pdf.save(
            target,
            object_stream_mode=pikepdf.ObjectStreamMode.disable,
            force_version="1.4",
            fix_metadata_version=False,
            static_id=True,
        )
    return True


def remarks(path: Path) -> Iterator[str]:
    """What Preflight has to say of a PDF/A-1b file."""
    command = [shutil.which("java") or "java", "-cp", _CLASS_PATH]
    command += ["org.apache.pdfbox.preflight.Validator_A1b", str(path)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=300, check=False)
    said = [line for line in (done.stdout + done.stderr).splitlines() if line.strip()]
    yield from (line for line in said[1:] if _ALLOWED_SINCE not in line)
    if not said or "PDF/A-1b file" not in said[0]:
        yield "the validator did not run: " + (said[0] if said else "no output")


def main(arguments: list[str] | None = None) -> int:
    """Prints what the validator says; returns 1 if it says anything."""
    parser = argparse.ArgumentParser(prog="bench.outputs.pdf_archival", description=__doc__.splitlines()[0])
    parser.add_argument("folder", type=Path, help=f"folder with {PDF_NAME} in folders of it")
    given = parser.parse_args(arguments)
    checked = bad = silent = 0
    with tempfile.TemporaryDirectory() as scratch:
        for path in sorted(given.folder.glob(f"*/{PDF_NAME}")):
            copy = Path(scratch) / "copy.pdf"
            if not as_archival_1b(path, copy):
                silent += 1
                continue
            found = list(remarks(copy))
            checked, bad = checked + 1, bad + bool(found)
            for line in found:
                sys.stdout.write(f"{path.parent.name}: {line}\n")
    sys.stdout.write(f"{checked} files checked, {bad} with remarks; {silent} make no claim\n")
    return 1 if bad or not checked else 0


if __name__ == "__main__":
    sys.exit(main())
