"""Limits against bad input, and settings of how pages are opened, each with unit and reason."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class LimitsConfig:
    """What is refused, and at which resolution pages are read.

    Attributes:
        file_bytes: larger files are refused (bytes). The largest single releases seen are some 700 MB.
        pages: files with more pages are refused. The longest releases seen have some 4,000 pages.
        page_pixels: larger rasters are refused (pixels): an A0 sheet at 300 dpi has 139 million.
        page_points: a page side longer than this is refused (points); PDF's own limit is 14,400.
        page_seconds: a page that takes longer is ended (seconds). Slow real pages take 20 to 40 s.
        format_seconds: a format that opens the file again, as the searchable PDF does, is given up after so long
            (seconds) ...
        format_page_seconds: ... and so long for each page on top; real pages take 0.02 to 0.2 s.
        pages_per_worker: a worker process is replaced after so many pages, so that no leak can grow.
        worker_bytes: address space of a worker (bytes): a page that needs more fails alone. Libraries reserve
            far more than they use; a page at the pixel limit was seen to need under 3 GB.
        render_dpi: resolution for pages without a scan of their own (dots per inch); Tesseract's best is 300.
        max_dpi: scans finer than this are rendered at it (dots per inch): finer ones gain nothing in OCR.
        min_dpi: scans coarser than this are enlarged to it only by OCR's own cleaning (dots per inch). An
            image in a PDF that is coarser still is a background or a plain fill, not a scan.
        least_dpi: a PDF page whose `page_pixels` leave less than this is refused (dots per inch): typed text
            is illegible below it.
        visible_share: share of a PDF page's MediaBox (0..1) that its CropBox must show for places to be told in the
            MediaBox, since pictures of the page are as large as that. A page of a spread shows half of it, an
            index card on letter paper a sixth.
        least_points: a page side shorter than this counts as having no size (points).
        page_objects: objects of a PDF page that are looked at in search of images; the densest real pages
            seen have some 4,000. Everything is rendered regardless.
        form_depth: nested form objects that are looked into; scanners nest one or two.
        scan_coverage: share of the page that its images cover from which on it is a scan (0..1). Scans placed
            on a page with a release line added above or below still cover 0.97.
        layer_coverage: share of the page (0..1) that images of one resolution cover from which on they decide
            the resolution: a small, fine logo or signature on a coarse scan must not.
        same_dpi: resolutions that differ by no more than this share are the same; strips of one scan differ
            by the rounding of their size, and nothing is resampled for such a difference.
        on_grid_pixels: an image whose edges are no further than this from whole pixels of the raster is moved
            onto them, and its pixels come out unchanged (pixels); page sizes are rounded to 0.01 points.
        live_characters: visible characters of text over an image from which on the page is rendered at no
            less than `render_dpi`: a release line has some 20, a filled form or a page over a backdrop
            hundreds.
        upright_degrees: lines that run within this angle of the page's sides count as parallel (degrees).
        ascent_ems: the most that letters reach above their baseline (em). Fonts state the height of their
            lines (Times 0.89, Arial 0.91 em), letters of text faces reach 0.63 to 0.75.
        descent_ems: the most that they reach below it (em); those of text faces reach 0.16 to 0.25.
        colour_levels: channels that differ by more than this make a coloured pixel (levels of 255). Chroma
            noise of grey pages that were stored as colour JPEG stays below.
        colour_share: share of coloured pixels from which on a page is kept in colour (0..1): a stamp of one
            square centimetre on a letter page is 0.0017.
        covered_share: share of a character's box (0..1) that must lie under a cover for it to be hidden; boxes
            that just touch the neighbouring line or word cover less.
        covered_marks: share of pixels (0..1) that may differ from the cover's colour where text is hidden: a
            label or code printed on the cover is thinner than this, text that shows through is not.
        hatch_degrees: strokes of a hatching lean at least this much from level and upright (degrees).
        hatch_heights: strokes of a hatching are at most so many letters apart (heights of a letter); a cross over half
            a page cancels it and hides no passage.
        hatch_strokes: a page with more leaning strokes than this is a drawing or a map.
        hatch_share: both directions of a hatching fill the same box, to this share of its sides (0..1).
        image_dpi_ceiling: an image's resolution tag above this is not believed (dots per inch).
        image_dpi_ratio: a tag whose two directions differ by more than this factor is not believed; a fax of
            standard resolution has 204 x 98.
        image_min_inches: an image's tag that makes a side shorter than this is not believed (inches).
        image_max_inches: an image's tag that makes a side longer than this is not believed (inches): phones
            and screen captures write 72 or 96 whatever they hold.
        assumed_portrait_inches: width assumed for an upright image without a believable tag (letter paper).
        assumed_landscape_inches: width assumed for a lying one (letter paper).
    """

    file_bytes: int = 2_000_000_000
    pages: int = 20_000
    page_pixels: int = 150_000_000
    page_points: float = 14_400.0
    page_seconds: float = 180.0
    format_seconds: float = 120.0
    format_page_seconds: float = 1.0
    pages_per_worker: int = 300
    worker_bytes: int = 6_000_000_000
    render_dpi: float = 300.0
    max_dpi: float = 400.0
    min_dpi: float = 70.0
    least_dpi: float = 72.0
    least_points: float = 1.0
    visible_share: float = 0.1
    page_objects: int = 100_000
    form_depth: int = 4
    scan_coverage: float = 0.85
    layer_coverage: float = 0.2
    same_dpi: float = 0.02
    on_grid_pixels: float = 0.1
    live_characters: int = 200
    upright_degrees: float = 5.0
    ascent_ems: float = 0.75
    descent_ems: float = 0.25
    colour_levels: int = 24
    colour_share: float = 0.0001
    covered_share: float = 0.6
    covered_marks: float = 0.04
    hatch_degrees: float = 8.0
    hatch_heights: float = 4.0
    hatch_strokes: int = 1500
    hatch_share: float = 0.7
    image_dpi_ceiling: float = 1_200.0
    image_dpi_ratio: float = 2.5
    image_min_inches: float = 3.0
    image_max_inches: float = 20.0
    assumed_portrait_inches: float = 8.5
    assumed_landscape_inches: float = 11.0
