"""Pages of a PDF, taken over one by one into the copy."""

from __future__ import annotations

import io
import warnings
from contextlib import suppress
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any

from processors.config.limits import LimitsConfig
from processors.decisions.redactions import SPOKEN
from processors.errors import DeclassError, EncryptedError, InputError
from processors.geometry import Affine, Box
from processors.outputs.pdf.appearances import asked_boxes, flatten, needs_a_viewer, shown_notes
from processors.outputs.pdf.content import TangledError, modes, shows_elsewhere, strip_invisible
from processors.outputs.pdf.foreign import damage, dictionary, numbers, whole
from processors.outputs.pdf.hidden import PDFIUM, Withheld, take_out
from processors.outputs.pdf.picture_pages import add_picture_page, add_sheet
from processors.outputs.pdf.picture_streams import raster_image
from processors.outputs.pdf.sanitize import Sanitizer, copy_layers, name_layers
from processors.outputs.pdf.space import Frame, frame, measured_box, visible_box
from processors.records import Page, RedactionKind, TextSource

if TYPE_CHECKING:
    import pikepdf

    from processors.scan import Raster

# Levels of the page tree above a page, all of which may give its boxes: hostile trees end there.
_PARENTS = 32
# Redactions that leave the text below them to be seen.
_SEEN_THROUGH = (RedactionKind.DIGITAL, RedactionKind.HATCHED_BOX)
_LETTER = (0.0, 0.0, 612.0, 792.0)
# Points per inch, and the coarsest and finest that a page is drawn at where it has to become a picture.
_INCH, _LOW_DPI, _HIGH_DPI = 72.0, 150.0, 300.0
# Levels of grey or colour by which a page drawn twice from the same operators may differ: none but rounding.
_SAME_LEVELS = 2


@dataclass(frozen=True, slots=True)
class Taken:
    """A page of the copy.

    Attributes:
        sheet: the page.
        frame: where points of the record lie on it.
        keeps_text: whether its own text can be selected, so that no layer is wanted.
        shows_text: whether it shows text of the source's in fonts of the source's.
        notices: what is not as in the source.
    """

    sheet: pikepdf.Page
    frame: Frame
    keeps_text: bool = False
    shows_text: bool = False
    notices: tuple[str, ...] = ()


class PdfPages:
    """The pages of a PDF file; close it only when the copy is written, which takes its streams from here."""

    def __init__(self, path: Path, target: pikepdf.Pdf) -> None:
        """Opens the file, with the empty password if it is encrypted.

        Raises:
            EncryptedError: it wants another password.
            InputError: it is damaged.
        """
        self._path, self._target = path, target
        self._source = _opened(path)
        # Pages are changed in memory before they are taken over; here they stay as they are.
        self._pristine: pikepdf.Pdf | None = None
        self._clean = Sanitizer()
        self._count = len(self._source.pages)
        name_layers(self._source)
        with suppress(Exception):
            # Draws filled fields where the file leaves that to the viewer; others are left alone.
            self._source.generate_appearance_streams()

    def close(self) -> None:
        """Closes the file."""
        self._source.close()
        if self._pristine is not None:
            self._pristine.close()

    def finish(self) -> tuple[str, ...]:
        """Takes over what pages share, and says what of the document was left behind."""
        copy_layers(self._source, self._target)
        return tuple(_left_behind(self._source))

    def take(self, page: Page) -> Taken:
        """Adds a page to the copy: its content and pictures, without hidden text and without anything that acts.

        A page whose content cannot be made safe comes as a picture of itself; one that cannot even be drawn is left
        blank. Both have a notice.
        """
        if not 1 <= page.number <= self._count:
            return self._blank(page, "it is not in the file")
        try:
            return self._vector(self._source.pages[page.number - 1], page)
        except TangledError as error:
            reason = error.message
        except damage() as error:
            reason = f"its objects are damaged ({type(error).__name__})"
        try:
            return self._picture(page, reason)
        except (DeclassError, MemoryError):
            return self._blank(page, reason)
        except damage():
            return self._blank(page, reason)

    def _vector(self, found: pikepdf.Page, page: Page) -> Taken:
        import pikepdf

        notes = shown_notes(found)
        if needs_a_viewer(notes):
            raise TangledError("it has annotations that each viewer draws in its own way")
        found.obj["/Resources"] = found.resources
        self._clean.page(self._source, found)
        if self._clean.rewrote:
            self._check_look(found, page)
        walk = modes(self._source, found)
        if notes:
            flatten(found, notes, walk.unclosed)
            walk = modes(self._source, found)
        where = _frame(found, page)[0]
        shows = strip_invisible(self._source, found, walk)
        if shows_elsewhere(found.obj.get("/Resources", pikepdf.Dictionary())):
            raise TangledError("it shows text in patterns or in the shapes of a font")
        born_digital = page.text_source is TextSource.EMBEDDED
        removed = 0
        if shows:
            removed = take_out(
                self._source,
                found,
                lambda: _alone(self._source, found),
                Withheld(
                    (*asked_boxes(found), *_asked_in_record(page, where)), _printed_on_boxes(page, where)
                ),
                keep_extractable=page.text_source is not TextSource.OCR,
            )
        sheet = _copied(self._target, self._source, found)
        notices = (f"Page {page.number}: {removed} hidden characters were left out.",) if removed else ()
        return Taken(sheet, where, keeps_text=shows and born_digital, shows_text=shows, notices=notices)

    def _check_look(self, found: pikepdf.Page, page: Page) -> None:
        """Streams written anew must look as before; pages share them, so all that follow are looked at too."""
        import numpy as np

        levels = [
            _drawn(data, _LOW_DPI).astype(np.int16)
            for data in (_alone(*self._as_it_was(page)), _alone(self._source, found))
        ]
        if levels[0].shape != levels[1].shape or np.abs(levels[0] - levels[1]).max(initial=0) > _SAME_LEVELS:
            raise TangledError("it looks different without text that is not drawn")

    def _as_it_was(self, page: Page) -> tuple[pikepdf.Pdf, pikepdf.Page]:
        if self._pristine is None:
            self._pristine = _opened(self._path)
        return self._pristine, self._pristine.pages[page.number - 1]

    def _picture(self, page: Page, reason: str) -> Taken:
        raster = _drawn(_alone(*self._as_it_was(page), with_notes=True), page.dpi)
        placed = _part_shown(*_frame(self._as_it_was(page)[1], page), page)
        sheet = add_picture_page(
            self._target, raster_image(self._target, raster), page.width, page.height, placed
        )
        where = frame(Box(0.0, 0.0, page.width, page.height), 0, page)
        notice = f"Page {page.number} is a picture of the source's page because {reason}."
        return Taken(sheet, where, notices=(notice,))

    def _blank(self, page: Page, reason: str) -> Taken:
        width, height = (page.width, page.height) if min(page.width, page.height) > 0 else _LETTER[2:]
        where = frame(Box(0.0, 0.0, width, height), 0, page)
        notice = f"Page {page.number} is blank because {reason}."
        return Taken(add_sheet(self._target, width, height), where, notices=(notice,))


def _opened(path: Path) -> pikepdf.Pdf:
    import pikepdf

    try:
        return pikepdf.open(path)
    except pikepdf.PasswordError as error:
        raise EncryptedError(
            "the PDF wants a password",
            file=str(path),
            hint="Decrypt it first, for example with qpdf --decrypt",
        ) from error
    except (pikepdf.PdfError, OSError, ValueError) as error:
        raise InputError("the PDF is damaged and cannot be copied", file=str(path)) from error


def _asked_in_record(page: Page, where: Frame) -> list[Box]:
    """Where text was to be hidden and can be seen: hatchings, redactions never applied, and what a person drew."""
    said = [r for r in page.redactions if r.kind in _SEEN_THROUGH or (r.decided and r.kind not in SPOKEN)]
    return [where.to_user.box(found.bbox) for found in said]


def _printed_on_boxes(page: Page, where: Frame) -> tuple[Box, ...]:
    """Words that the record has, and codes: they may stand on a redaction."""
    codes = [code.bbox for found in page.redactions for code in found.codes if code.bbox is not None]
    words = [word.bbox for line in page.lines for word in line.words]
    return tuple(where.to_user.box(box) for box in (*codes, *words))


def _frame(found: pikepdf.Page, page: Page) -> tuple[Frame, Box]:
    """Where the record's points lie on a page, and its visible part in its own space."""
    media = numbers(_inherited(found.obj, "/MediaBox"), 4) or _LETTER
    shown = visible_box(media, numbers(_inherited(found.obj, "/CropBox"), 4))
    rotate = whole(_inherited(found.obj, "/Rotate"))
    return frame(measured_box(media, shown, rotate, page), rotate, page), shown


def _part_shown(where: Frame, shown: Box, page: Page) -> Affine:
    """From the unit square of a picture of what is shown to that of the page that the record measures."""
    part = where.to_user.inverse().box(shown)
    size = Affine.scale(part.width / page.width, part.height / page.height)
    return size.then(Affine.translation(part.x0 / page.width, 1 - part.y1 / page.height))


def _inherited(page: pikepdf.Object, key: str) -> Any:
    node = page
    for _ in range(_PARENTS):
        if key in node:
            return node[key]
        node = dictionary(node.get("/Parent"))
    return None


def _copied(
    target: pikepdf.Pdf, source: pikepdf.Pdf, found: pikepdf.Page, *, with_notes: bool = False
) -> pikepdf.Page:
    """A page of `target` with the boxes, the content and the resources of a page, and nothing else."""
    import pikepdf

    sheet = pikepdf.Dictionary(Type=pikepdf.Name.Page)
    for key in ("/MediaBox", "/CropBox"):
        box = numbers(_inherited(found.obj, key), 4)
        if box is not None:
            sheet[key] = _foreign(target, source, _inherited(found.obj, key))
    if "/MediaBox" not in sheet:
        sheet["/MediaBox"] = pikepdf.Array(_LETTER)
    for key in ("/Rotate", "/UserUnit"):
        value = _inherited(found.obj, key) if key == "/Rotate" else found.obj.get(key)
        if isinstance(value, int | Decimal):
            sheet[key] = value
    resources = _inherited(found.obj, "/Resources")
    sheet["/Resources"] = _foreign(target, source, dictionary(resources))
    if isinstance(found.obj.get("/Group"), pikepdf.Dictionary):
        sheet["/Group"] = _foreign(target, source, found.obj["/Group"])
    for key in ("/Contents", *(("/Annots",) if with_notes else ())):
        if isinstance(found.obj.get(key), pikepdf.Array | pikepdf.Stream):
            sheet[key] = _foreign(target, source, found.obj[key])
    target.pages.append(pikepdf.Page(target.make_indirect(sheet)))
    return target.pages[-1]


def _foreign(target: pikepdf.Pdf, source: pikepdf.Pdf, value: pikepdf.Object) -> pikepdf.Object:
    """An object of one document in another; what is shared in the one is shared in the other."""
    return target.copy_foreign(value if value.is_indirect else source.make_indirect(value))


def _alone(source: pikepdf.Pdf, found: pikepdf.Page, *, with_notes: bool = False) -> bytes:
    """The page as a file of its own, in memory."""
    import pikepdf

    with pikepdf.new() as alone:
        _copied(alone, source, found, with_notes=with_notes)
        copy_layers(source, alone)
        buffer = io.BytesIO()
        with warnings.catch_warnings():
            # Fields without their form are drawn all the same, which is all that is wanted here.
            warnings.simplefilter("ignore")
            alone.save(buffer, static_id=True)
    return buffer.getvalue()


def _drawn(data: bytes, dpi: float) -> Raster:
    """The only page of a file as pixels, as pdfium draws it with its annotations."""
    import numpy as np
    import pypdfium2

    from processors.sources.colour import without_needless_colour

    with PDFIUM:
        document = pypdfium2.PdfDocument(data)
        try:
            document.init_forms()
            scale = min(max(dpi, _LOW_DPI), _HIGH_DPI) / _INCH
            page = document[0]
            most = LimitsConfig().page_pixels
            scale = min(scale, (most / max(1.0, page.get_width() * page.get_height())) ** 0.5)
            pixels = page.render(scale=scale, may_draw_forms=True, rev_byteorder=True).to_numpy()
            raster = np.ascontiguousarray(pixels)
        finally:
            document.close()
    return raster if raster.ndim == 2 else without_needless_colour(raster, LimitsConfig())


def _left_behind(source: pikepdf.Pdf) -> list[str]:
    """What the document had beside its pages, in plain words."""
    root, said = source.Root, []
    form, names = dictionary(root.get("/AcroForm")), dictionary(root.get("/Names"))
    if whole(form.get("/SigFlags")) & 1:
        said.append("The signatures of the source hold for the source only and are not in this copy.")
    if "/XFA" in form:
        said.append("An XFA form was left out.")
    if "/OpenAction" in root or "/AA" in root or "/JavaScript" in names:
        said.append("Actions and scripts were left out.")
    if "/EmbeddedFiles" in names or "/AF" in root:
        said.append("Embedded files were left out.")
    return said
