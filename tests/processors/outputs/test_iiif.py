from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import jsonschema
import numpy as np
import pytest
from hypothesis import given, settings
from PIL import Image

from processors.assembly import failed_page
from processors.errors import InputError, UsageError
from processors.geometry import Affine
from processors.outputs.alto import write_alto
from processors.outputs.findings import findings
from processors.outputs.iiif import PageImage, checked_base, write_manifest
from processors.outputs.iiif_images import write_page_image
from processors.outputs.record import write_record
from processors.records import Record
from processors.scan import Raster, Scan
from tests.processors.outputs.made import numbered, record_of
from tests.processors.text.typed import line, page, redaction
from tests.strategies import records

BASE = "https://example.org/releases/memo"
# What the presentation API demands of the parts that we write (its chapter 5 and its summary of requirements).
URI = {"type": "string", "pattern": "^https?://[^ ]+$"}
TEXTS = {
    "type": "object",
    "minProperties": 1,
    "patternProperties": {"^(none|[a-z]{2})$": {"type": "array", "minItems": 1, "items": {"type": "string"}}},
    "additionalProperties": False,
}
LINKS = {
    "type": "array",
    "minItems": 1,
    "items": {
        "type": "object",
        "properties": {
            "id": URI,
            "type": {"enum": ["Dataset", "Text"]},
            "format": {"type": "string"},
            "label": TEXTS,
        },
        "required": ["id", "type", "format"],
    },
}
IMAGE = {
    "properties": {
        "id": URI, "type": {"const": "Image"}, "format": {"enum": ["image/png", "image/jpeg"]},
        "height": {"type": "integer", "minimum": 1}, "width": {"type": "integer", "minimum": 1},
    },
    "required": ["id", "type", "format", "height", "width"],
}  # fmt: skip
ANNOTATION = {
    "properties": {
        "id": URI,
        "type": {"const": "Annotation"},
        "motivation": {"enum": ["painting", "tagging", "questioning"]},
        "target": URI,
    },
    "required": ["id", "type", "motivation", "target", "body"],
    "if": {"properties": {"motivation": {"const": "painting"}}},
    "then": {"properties": {"body": IMAGE}},
    "else": {"properties": {"body": {"type": "array", "minItems": 2}}},
}
PAGE = {
    "properties": {
        "id": URI,
        "type": {"const": "AnnotationPage"},
        "items": {"type": "array", "items": ANNOTATION},
    },
    "required": ["id", "type", "items"],
}
CANVAS = {
    "properties": {
        "id": {**URI, "pattern": "^[^#]+$"},
        "type": {"const": "Canvas"},
        "label": TEXTS,
        "height": {"type": "integer", "minimum": 1},
        "width": {"type": "integer", "minimum": 1},
        "items": {"type": "array", "items": PAGE},
        "annotations": {
            "type": "array",
            "items": {"required": ["id", "type"], "not": {"required": ["items"]}},
        },
        "seeAlso": LINKS,
    },
    "required": ["id", "type", "label", "height", "width", "items", "annotations"],
}
MANIFEST = {
    "properties": {
        "@context": {"const": "http://iiif.io/api/presentation/3/context.json"},
        "id": URI,
        "type": {"const": "Manifest"},
        "label": TEXTS,
        "metadata": {
            "type": "array",
            "items": {"properties": {"label": TEXTS, "value": TEXTS}, "required": ["label", "value"]},
        },
        "items": {"type": "array", "minItems": 1, "items": CANVAS},
        "rendering": LINKS,
        "seeAlso": LINKS,
    },
    "required": ["@context", "id", "type", "label", "items"],
}


def read(folder: Path, name: str = "manifest.json") -> dict[str, Any]:
    body: dict[str, Any] = json.loads((folder / name).read_bytes())
    return body


@settings(max_examples=30)
@given(records())
def test_manifests_are_well_formed_and_have_every_finding(
    tmp_path_factory: pytest.TempPathFactory, made: Record
) -> None:
    if not made.pages:
        return
    folder = tmp_path_factory.mktemp("iiif")
    images = {p.number: PageImage(f"{p.number:04d}.jpg", "image/jpeg", 10, 20) for p in made.pages}
    write_manifest(folder, made, BASE, images)
    body = read(folder)
    jsonschema.validate(body, MANIFEST)
    for canvas, found in zip(body["items"], made.pages, strict=True):
        (linked,) = canvas["annotations"]
        told = read(folder, linked["id"].removeprefix(f"{BASE}/"))
        jsonschema.validate(told, PAGE)
        assert told["id"] == linked["id"]
        assert len(told["items"]) == sum(found.number in f.pages for f in findings(made))
        for item in told["items"]:
            name, _, region = item["target"].partition("#xywh=")
            assert name == canvas["id"]
            if region:
                x, y, w, h = map(int, region.split(","))
                assert x >= 0 and y >= 0 and x + w <= canvas["width"] and y + h <= canvas["height"]


def test_what_lies_in_the_folder_is_linked(tmp_path: Path) -> None:
    made = record_of([page([line("The text")])])
    write_record(tmp_path, made)
    write_manifest(tmp_path, made, BASE, {})
    assert [r["id"] for r in read(tmp_path)["rendering"]] == [f"{BASE}/text.md"]
    assert "seeAlso" not in read(tmp_path)["items"][0]
    write_alto(tmp_path, made, tmp_path)
    write_manifest(tmp_path, made, BASE, {})
    (link,) = read(tmp_path)["items"][0]["seeAlso"]
    assert (tmp_path / link["id"].removeprefix(f"{BASE}/")).is_file()


def test_a_finding_is_on_its_canvas(tmp_path: Path) -> None:
    made = record_of(numbered([page([]), page([], redactions=[redaction((72, 100, 144, 110), "(b)(1)")])]))
    write_manifest(tmp_path, made, BASE, {})
    assert read(tmp_path, "iiif/0001.json")["items"] == []
    (item,) = read(tmp_path, "iiif/0002.json")["items"]
    assert item["target"] == f"{BASE}/canvas/2#xywh=300,416,300,43"
    assert (read(tmp_path)["items"][1]["width"], read(tmp_path)["items"][1]["height"]) == (2550, 3300)


def test_a_page_that_failed_is_a_canvas_too(tmp_path: Path) -> None:
    write_manifest(tmp_path, record_of([failed_page(1)]), BASE, {})
    jsonschema.validate(read(tmp_path), MANIFEST)


def test_a_record_without_pages_gives_none(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="needs pages"):
        write_manifest(tmp_path, record_of([]), BASE, {})


def test_written_twice_it_is_the_same(tmp_path: Path) -> None:
    made = record_of([page([line("The text")], redactions=[redaction((72, 300, 90, 310))])])
    write_manifest(tmp_path, made, BASE, {})
    before = {p: p.read_bytes() for p in tmp_path.rglob("*.json")}
    write_manifest(tmp_path, made, BASE, {})
    assert before == {p: p.read_bytes() for p in tmp_path.rglob("*.json")}


@pytest.mark.parametrize(
    "url",
    [
        "",
        "memo",
        "ftp://example.org/x",
        "https://",
        "https://a/?q=1",
        "https://a/#b",
        "https://a b",
        "https://[",
        "file:///x",
    ],
)
def test_what_is_no_address_is_refused(url: str) -> None:
    with pytest.raises(UsageError, match="no address"):
        checked_base(url)


def test_an_address_may_end_in_a_slash() -> None:
    assert checked_base(f"{BASE}/") == BASE


def scan(raster: Raster) -> Scan:
    return Scan(3, 72.0, 72.0, 20.0, 0, raster, Affine.scale(3.6), (), True, "test")


@pytest.mark.parametrize(
    ("levels", "shape", "name", "mode"),
    [
        ((0, 255), (20, 30), "0003.png", "1"),
        ((0, 128, 255), (20, 30), "0003.jpg", "L"),
        ((0, 128, 255), (20, 30, 3), "0003.jpg", "RGB"),
    ],
)
def test_pictures_are_of_the_kind_that_keeps_them_small(
    tmp_path: Path, levels: tuple[int, ...], shape: tuple[int, ...], name: str, mode: str
) -> None:
    raster = np.random.default_rng(1).choice(np.array(levels, np.uint8), shape)
    told = write_page_image(tmp_path, scan(raster))
    assert (told.name, told.width, told.height) == (name, 30, 20)
    with Image.open(tmp_path / "iiif" / name) as picture:
        assert (picture.size, picture.mode) == ((30, 20), mode)
        assert Image.MIME[picture.format or ""] == told.media_type
        if mode == "1":
            assert (np.asarray(picture.convert("L")) == raster).all()
