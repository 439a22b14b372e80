"""The Markdown reading text of a document."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from processors.config.text import TextConfig
from processors.geometry import overlap_1d
from processors.records import LineKind, MarkingKind, Page, PageStatus
from processors.text.breaks import Column, Joint, breaks, column_of, flows_over_page
from processors.text.kinds import bullet
from processors.text.markdown import clean, escape_inline, escape_start
from processors.text.metrics import vertical_overlap
from processors.text.prose import Vocabulary, running_text, vocabulary
from processors.text.transcript import numbered_lines
from processors.text.weave import WovenLine, woven_lines

_NUMBERED = re.compile(r"(\d{1,9})([.)])\s+(?=\S)")


@dataclass(slots=True)
class Block:
    """A paragraph, list item, heading or kept line in the making.

    Attributes:
        lines: of the page or pages, in reading order; empty where `literal` stands for a page.
        column: the type area of the last line.
        heading: whether the block is set as a heading.
        literal: finished Markdown that takes the place of lines.
    """

    lines: list[WovenLine] = field(default_factory=list)
    column: Column = field(default_factory=lambda: Column(0.0, 1.0, 1.0))
    heading: bool = False
    literal: str = ""

    @property
    def words(self) -> int:
        """Number of words."""
        return sum(len(line.words) for line in self.lines)


def render_document(pages: Sequence[Page], config: TextConfig | None = None) -> str:
    """The reading text of a document: one paragraph a line, blocks apart by an empty line, CommonMark.

    Args:
        pages: in order, with lines in reading order (`layout.arrange`) and running lines marked
            (`document.running_lines`).
        config: the thresholds, by default those of the package.

    Returns:
        Markdown that ends with a line feed; empty where the document has no text.
    """
    settings = config or TextConfig()
    known = vocabulary(pages)
    blocks: list[Block] = []
    for page in pages:
        fresh = _page_blocks(page, settings)
        if blocks and fresh and _goes_on(blocks[-1], fresh[0], settings):
            blocks[-1].lines.extend(fresh[0].lines)
            blocks[-1].column = fresh[0].column
            fresh = fresh[1:]
        blocks.extend(fresh)
    return _assembled(blocks, known, settings)


def _goes_on(last: Block, first: Block, config: TextConfig) -> bool:
    if not last.lines or not first.lines:
        return False
    return flows_over_page(last.lines[-1], first.lines[0], last.column, config)


def _page_blocks(page: Page, config: TextConfig) -> list[Block]:
    if page.status is PageStatus.FAILED:
        return [Block(literal=f"[PAGE {page.number} COULD NOT BE READ]")]
    if page.status is PageStatus.WITHHELD:
        return [Block(literal=withheld_token(page)), *_text_blocks(_without_denial(page), config)]
    return _text_blocks(page, config)


def withheld_token(page: Page) -> str:
    """What stands for a withheld page: its codes and the note printed on it, as far as there are any."""
    codes = [code.code for redaction in page.redactions for code in redaction.codes]
    codes = codes or [m.text for m in page.markings if m.kind is MarkingKind.EXEMPTION]
    notes = [m.text for m in page.markings if m.kind is MarkingKind.DENIED_PAGE]
    head = " ".join(["PAGE WITHHELD", *(escape_inline(clean(code)) for code in dict.fromkeys(codes))])
    note = " ".join(escape_inline(clean(text)).strip() for text in dict.fromkeys(notes))
    return f"[{head}: {note}]" if note else f"[{head}]"


def _without_denial(page: Page) -> Page:
    """A withheld page with its further lines only: neither its note nor its codes, which the token says."""
    said = [m.bbox for m in page.markings if m.kind in (MarkingKind.DENIED_PAGE, MarkingKind.EXEMPTION)]
    kept = tuple(
        line
        for line in page.lines
        if line.kind is not LineKind.CODE and not any(line.bbox.covered_by(box) >= 0.5 for box in said)
    )
    return replace(page, lines=kept, redactions=())


def _text_blocks(page: Page, config: TextConfig) -> list[Block]:
    """The page's paragraphs, list items, headings and kept lines."""
    woven = woven_lines(page, config)
    margin = _margin_codes(woven, config)
    lines = [line for index, line in enumerate(woven) if index not in margin]
    apart = numbered_lines(lines, config)
    blocks: list[Block] = []
    for index, line in enumerate(lines):
        column = column_of(index, lines, config)
        last = blocks[-1] if blocks else None
        if last is None or index in apart or _ends(last, line, config):
            blocks.append(Block([line], column))
        else:
            last.lines.append(line)
            last.column = column
    _mark_headings(blocks, page)
    return _with_margin(blocks, [woven[index] for index in sorted(margin)], config)


def _margin_codes(lines: Sequence[WovenLine], config: TextConfig) -> set[int]:
    """Indices of the codes that stand beside the text, or in one stack with such a code."""
    codes = [i for i, line in enumerate(lines) if line.kind is LineKind.CODE]
    text = [line for line in lines if line.kind is not LineKind.CODE]
    found = {i for i in codes if any(_beside(lines[i], line) for line in text)}
    for _ in codes:
        more = {i for i in codes if any(_stacked(lines[i], lines[k], config) for k in found)}
        if more <= found:
            break
        found |= more
    return found


def _beside(code: WovenLine, line: WovenLine) -> bool:
    apart = overlap_1d(line.box.x0, line.box.x1, code.box.x0, code.box.x1) == 0
    return apart and vertical_overlap(line.box, code.box) >= 0.5


def _stacked(a: WovenLine, b: WovenLine, config: TextConfig) -> bool:
    gap = max(a.box.y0 - b.box.y1, b.box.y0 - a.box.y1)
    return overlap_1d(a.box.x0, a.box.x1, b.box.x0, b.box.x1) > 0 and gap <= config.merge_down * a.height


def _with_margin(blocks: Sequence[Block], codes: Sequence[WovenLine], config: TextConfig) -> list[Block]:
    """The blocks, each followed by the stacks of codes beside it, so that these do not cut its sentences."""
    stacks: list[list[WovenLine]] = []
    for code in sorted(codes, key=lambda line: line.box.y0):
        stack = next((stack for stack in stacks if _stacked(stack[-1], code, config)), None)
        if stack is None:
            stacks.append([code])
        else:
            stack.append(code)
    out: list[Block] = []
    for block in blocks:
        out.append(block)
        out.extend(Block(stack, block.column) for stack in stacks if _nearest(stack[0], blocks) is block)
    return out


def _nearest(code: WovenLine, blocks: Sequence[Block]) -> Block:
    """The block that a line beside the code belongs to."""
    middle = code.box.centre[1]
    return min(blocks, key=lambda b: min(abs(line.box.centre[1] - middle) for line in b.lines))


def _ends(block: Block, line: WovenLine, config: TextConfig) -> bool:
    leading = block.lines[-1].box.y0 - block.lines[-2].box.y1 if len(block.lines) > 1 else 0.0
    return breaks(Joint(block.lines[-1], line, block.column, len(block.lines), leading, config))


def _mark_headings(blocks: Sequence[Block], page: Page) -> None:
    """Marks what is clearly a heading: larger type, or capitals alone between paragraphs; never a marking.

    The title lines of a typed memorandum are neither, and stay lines.
    """
    for index, block in enumerate(blocks):
        line = block.lines[0]
        if line.kind is not LineKind.HEADING or len(line.pieces) != len(line.words):
            continue
        if any(word.struck for word in line.words) or _is_marking(block, page):
            continue
        between = 0 < index < len(blocks) - 1 and all(
            map(_is_paragraph, (blocks[index - 1], blocks[index + 1]))
        )
        block.heading = between or line.larger


def _is_paragraph(block: Block) -> bool:
    return len(block.lines) >= 2 and block.lines[0].kind in (LineKind.BODY, LineKind.LIST_ITEM)


def _is_marking(block: Block, page: Page) -> bool:
    words = [word for line in block.lines for word in line.words]
    return any(word.bbox.covered_by(marking.bbox) >= 0.5 for word in words for marking in page.markings)


def _assembled(blocks: Sequence[Block], known: Vocabulary, config: TextConfig) -> str:
    parts: list[str] = []
    previous = ""
    for block in blocks:
        text = _block_text(block, previous, known, config)
        if not text:
            continue
        if parts:
            tight = text.startswith("- ") and previous.startswith("- ")
            parts.append("\n" if tight else "\n\n")
        parts.append(text)
        previous = text
    return "".join(parts) + "\n" if parts else ""


def _block_text(block: Block, previous: str, known: Vocabulary, config: TextConfig) -> str:
    """A block as Markdown; `previous` is the block before it, which a number may follow."""
    if block.literal:
        return block.literal
    first = block.lines[0]
    if first.kind is LineKind.LIST_ITEM and bullet(first.words) and first.pieces[0].word is not None:
        text = running_text(block.lines, known, config, skip_first=True).strip()
        return "- " + escape_start(text) if text else ""
    text = running_text(block.lines, known, config).strip()
    if block.heading:
        return "## " + re.sub(r"#+$", lambda m: "\\#" * len(m.group()), escape_start(text))
    number = _NUMBERED.match(text)
    if number and first.kind is LineKind.LIST_ITEM and _follows(number, previous):
        return number.group() + escape_start(text[number.end() :])
    return escape_start(text)


def _follows(number: re.Match[str], previous: str) -> bool:
    """Whether CommonMark would show this number: it counts on by itself from the item before."""
    before = _NUMBERED.match(previous)
    if before is None or before.group(2) != number.group(2):
        return True
    return int(number.group(1)) == int(before.group(1)) + 1
