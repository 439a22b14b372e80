"""Printed characters as CommonMark shows them: what would be markup is escaped, nothing can inject HTML."""

from __future__ import annotations

import re
import unicodedata

STRIKE = "~~"

_REPLACED = {"\\": "\\\\", "`": "\\`", "~": "\\~"}
_EMPHASIS = re.compile(r"\*(?=\S)|(?<=\S)\*")
_UNDERSCORES = re.compile(r"(?<![^\W_])(_+)(?=[^\s_])")
_TAG = re.compile(r"<(?=[A-Za-z/!?])")
_ENTITY = re.compile(r"&(?=#?\w+;)")
_LINK = re.compile(r"\](?=[(\[:])")
_TOKEN_LIKE = re.compile(r"\[(?=(?:REDACTED|PAGE )|\^)")
_LEADING_MARK = re.compile(r"(#{1,6}|[>+*-])(?=\s|$)|[>|](?=\S)")
_LEADING_NUMBER = re.compile(r"(\d{1,9})([.)])(?=\s|$)")
_ONLY_RULE = re.compile(r"[-_*=+](?:\s*[-_*=+])*\s*")


def clean(text: str) -> str:
    """The text without control and direction-changing characters, with plain spaces."""
    spaced = re.sub(r"\s", " ", text)
    return "".join(
        c for c in spaced if unicodedata.category(c) not in ("Cc", "Cf", "Cs", "Co") or c == "\u00ad"
    )


def escape_inline(text: str) -> str:
    """Escapes what has a meaning anywhere in a line."""
    text = re.sub(r"[\\`~]", lambda m: _REPLACED[m.group()], text)
    text = _EMPHASIS.sub(lambda m: "\\" + m.group(), text)
    text = _UNDERSCORES.sub(lambda m: "".join("\\_" for _ in m.group(1)), text)
    text = _TAG.sub(r"\\<", text)
    text = _ENTITY.sub(r"\\&", text)
    text = _LINK.sub(r"\\]", text)
    return _TOKEN_LIKE.sub(r"\\[", text)


def escape_start(text: str, *, keep_number: bool = False) -> str:
    """Escapes what has a meaning at the start of a line only; the rest must be escaped already.

    Args:
        text: a line of Markdown.
        keep_number: leave `1.` as the number of a list item.
    """
    if _ONLY_RULE.fullmatch(text):
        return "\\" + text
    if _LEADING_MARK.match(text):
        return "\\" + text
    if not keep_number:
        return _LEADING_NUMBER.sub(r"\1\\\2", text, count=1) if _LEADING_NUMBER.match(text) else text
    return text
