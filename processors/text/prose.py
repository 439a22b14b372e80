"""Lines of one paragraph as running text: hyphens undone, struck words marked, redactions as tokens."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from processors.config.text import TextConfig
from processors.records import LineKind, Page, Word
from processors.text.markdown import STRIKE, clean, escape_inline
from processors.text.spacing import letter_groups, separator
from processors.text.weave import Piece, WovenLine

_CLOSING = re.compile(r"[.,;:!?)\]'\"\u201d\u2019%]+|['\u2019]s\b[.,;:)]*")
_OPENING = re.compile(r"[(\[\u201c\u2018\"'$]")
_BROKEN = re.compile(r".*[^\W_][-\u00ad¬]")
_COMPOUND = re.compile(r"[^\W_]+(?:-[^\W_]+)+")


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """The words of a document, in lower case: with a hyphen inside a line, and without."""

    compounds: frozenset[str]
    words: frozenset[str]


@dataclass(frozen=True, slots=True)
class Atom:
    """What is set between two spaces: a word as printed, or a token for a redaction.

    `before` is what stands before it: nothing, a space or a wide gap; `breaks` says that a line of the page ends
    before it.
    """

    text: str
    struck: bool = False
    token: bool = False
    before: str = " "
    breaks: bool = False


def vocabulary(pages: Iterable[Page]) -> Vocabulary:
    """The words of all pages; line ends do not count as hyphens."""
    compounds: set[str] = set()
    words: set[str] = set()
    for text in (word.text.lower() for page in pages for line in page.lines for word in line.words):
        compounds.update(_COMPOUND.findall(text))
        words.update(re.findall(r"[^\W_]+", text))
    return Vocabulary(frozenset(compounds), frozenset(words))


def token(codes: Sequence[str]) -> str:
    """A redaction in the text: `[REDACTED (b)(1) (b)(3)]`."""
    return f"[{' '.join(['REDACTED', *(escape_inline(clean(code)) for code in codes)])}]"


def running_text(
    lines: Sequence[WovenLine], words: Vocabulary, config: TextConfig, *, skip_first: bool = False
) -> str:
    """The lines as one line of Markdown, start of line not yet escaped.

    Args:
        lines: of one paragraph.
        words: of the document, for hyphens at line ends.
        config: the thresholds.
        skip_first: leave out the first word, a bullet.
    """
    atoms: list[Atom] = []
    for number, line in enumerate(lines):
        fresh = _atoms(line, config)
        if number == 0 and skip_first:
            fresh = fresh[1:]
        if fresh and atoms:
            fresh[0] = replace(fresh[0], before=" ", breaks=True)
        if number == 0 and line.kind is LineKind.LIST_ITEM and len(fresh) > 1:
            fresh[1] = replace(fresh[1], before=" ")
        atoms.extend(fresh)
    return _set(_joined(atoms, words, config))


def _atoms(line: WovenLine, config: TextConfig) -> list[Atom]:
    atoms: list[Atom] = []
    run: list[Word] = []
    previous: Piece | None = None
    for piece in line.pieces:
        if piece.word is not None:
            run.append(piece.word)
        else:
            atoms += _word_atoms(run, line, config)
            run = []
            if not piece.silent:
                atoms.append(Atom(token(piece.codes), token=True))
        previous = piece
    return atoms + (_word_atoms(run, line, config) if previous is not None else [])


def _word_atoms(run: Sequence[Word], line: WovenLine, config: TextConfig) -> list[Atom]:
    atoms: list[Atom] = []
    previous: Sequence[Word] | None = None
    for group in letter_groups(run, line.pitch, config):
        text = clean("".join(word.text for word in group)).strip()
        before = " " if previous is None else separator(previous, group, line.pitch, config)
        if text:
            atoms.append(Atom(text, group[0].struck, before=before))
        previous = group
    return atoms


def _joined(atoms: Sequence[Atom], words: Vocabulary, config: TextConfig) -> list[Atom]:
    """The atoms with words put together that a line end had divided."""
    out: list[Atom] = []
    for atom in atoms:
        last = out[-1] if out else None
        whole = _whole(last, atom, words, config) if last is not None and atom.breaks else None
        if last is not None and whole is not None:
            out[-1] = Atom(whole, last.struck, before=last.before)
        else:
            out.append(atom)
    return out


def _whole(left: Atom, right: Atom, words: Vocabulary, config: TextConfig) -> str | None:
    plain = not (left.token or right.token) and left.struck == right.struck
    return undivided(left.text, right.text, words, config) if plain else None


def undivided(left: str, right: str, words: Vocabulary, config: TextConfig) -> str | None:
    """The word that the end of a line divides; the hyphen stays before capitals and digits and in known compounds.

    Args:
        left: what the line ends with.
        right: what the next one begins with, not empty.
        words: of the document.
        config: the thresholds.

    Returns:
        None where these are two words.
    """
    if not _BROKEN.fullmatch(left):
        return None
    if not (right[0].isdigit() if left[-2].isdigit() else right[0].isalpha()):
        return None
    part, hyphen = left[:-1], left[-1]
    if hyphen != "-":
        return part + right
    if not right[0].islower():
        return left + right
    head = re.findall(r"[^\W_]+(?:-[^\W_]+)*$", part.lower())
    tail = re.findall(r"^[^\W_]+", right.lower())
    first, whole = (head or [""])[0], "".join([*head, *tail])
    if f"{first}-{tail[0]}" in words.compounds:
        return left + right
    if first in config.kept_hyphens and whole not in words.words:
        return left + right
    return part + right


def _set(atoms: Sequence[Atom]) -> str:
    """The atoms as text: spaces, strikes, escapes."""
    text = ""
    struck = False
    previous: Atom | None = None
    for atom in atoms:
        if struck and not atom.struck:
            text += STRIKE
        if previous is not None:
            text += _space(previous, atom)
        if atom.struck and not struck:
            text += STRIKE
        text += _escaped(atom, previous)
        struck, previous = atom.struck, atom
    return text + STRIKE if struck else text


def _space(previous: Atom, atom: Atom) -> str:
    if previous.token and not atom.token and not atom.struck and _CLOSING.fullmatch(atom.text):
        return ""
    if atom.token and _OPENING.fullmatch(previous.text) and not previous.struck:
        return ""
    return atom.before


def _escaped(atom: Atom, previous: Atom | None) -> str:
    if atom.token:
        return atom.text
    text = escape_inline(atom.text)
    # `[REDACTED]: x` at the start of a paragraph would be a link definition, and vanish.
    return "\\" + text if text.startswith(":") and previous is not None and previous.token else text
