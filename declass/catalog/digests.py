"""What a stored result depends on: a page on how it is read, a document also on how it is put together and written."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import replace

from processors.config import Config
from processors.config.limits import LimitsConfig
from processors.config.text import TextConfig
from processors.document_records import Tool
from processors.outputs.formats import Format
from processors.outputs.provenance import output_digest, reading_digest

# Settings of the text that act when the pages of a document are put together, and on no page that is stored.
LATE_TEXT = (
    "block_height",
    "carry_gap",
    "carry_slack",
    "cell_letters",
    "code_overlap",
    "edge_band",
    "hidden_overlap",
    "indent",
    "indent_limit",
    "inline_overlap",
    "kept_hyphens",
    "margin_width",
    "marking_overlap",
    "merge_across",
    "merge_down",
    "numbered_lines",
    "open_slack",
    "paragraph_gap",
    "release_band",
    "running_likeness",
    "running_numbers",
    "running_share",
    "running_shift",
    "short_slack",
)
# Limits that decide whether there is a result, never what it says.
LATE_LIMITS = ("file_bytes", "pages", "format_seconds", "format_page_seconds", "pages_per_worker")


def page_digest(config: Config, tools: tuple[Tool, ...]) -> str:
    """sha256 of all that a page's result depends on, beside the file: equal digests give equal results.

    Settings that act later count as if they had their defaults.
    """
    text, limits = TextConfig(), LimitsConfig()
    early = replace(
        config,
        text=replace(config.text, **{name: getattr(text, name) for name in LATE_TEXT}),
        limits=replace(config.limits, **{name: getattr(limits, name) for name in LATE_LIMITS}),
    )
    return reading_digest(early, tools)


def document_digest(config: Config, tools: tuple[Tool, ...], formats: Sequence[Format]) -> str:
    """sha256 of all that the files of a document depend on, beside its source."""
    parts = (page_digest(config, tools), config.digest(), output_digest(formats))
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()
