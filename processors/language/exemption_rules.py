# ruff: noqa: E501 - one table entry a line reads best
"""Grammars of exemption codes, one entry each, strict and tolerant tiers apart, with the source of each form.

Every quantifier is bounded, so that each grammar takes time linear in the text.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from processors.language import schemes as s

Reading = tuple[str, str, tuple[str, ...], float]
"""Code, scheme, other readings, confidence."""
Read = Callable[[re.Match[str], str], Reading | None]
"""From a match and the agency (may be empty) to what was read, or None where it is no code after all."""


@dataclass(frozen=True, slots=True)
class CodeRule:
    """One form of code.

    Attributes:
        grammar: the form.
        read: how a match becomes a code.
        tolerant: whether it accepts damaged type.
        alone: whether it counts only where a string holds nothing but codes (`B6` occurs in prose, `(b)(6)` hardly).
        source: tag or section of the reference.
    """

    grammar: re.Pattern[str]
    read: Read
    tolerant: bool
    alone: bool
    source: str


_I = re.IGNORECASE
SCOPE_LABELS = {
    r"RESPONSIVE": "NON-RESPONSIVE", r"BUITEN .*VERZOEK": "BUITEN VERZOEK",
    r"BUITEN .*(?:REIKWIJDTE|SCOPE)": "BUITEN REIKWIJDTE", r"SCOPE": "OUT OF SCOPE",
}  # fmt: skip
"""Labels of what the request does not ask for, told by these words in this order; they name no exemption (reference A0 4)."""
PRIOR_B3 = frozenset({"CIA", "NSA", "FBI", "State"})
"""Agencies that supervise no banks: a printed `(b)(8)` beside their boxes is most likely `(b)(3)` (reference A1)."""
_DIGITS = {
    **{d: (d,) for d in "12345679"}, "8": ("8", "3"),
    **dict.fromkeys("lI|i!", ("1",)), **dict.fromkeys("Ss", ("5", "3", "6")), "$": ("5",), "B": ("3", "8"),
    "J": ("3",), "Z": ("2",), **dict.fromkeys("bG", ("6",)), **dict.fromkeys("?/T", ("7",)),
}  # fmt: skip
_LETTERS = {
    **{c: (c.upper(),) for c in "ABCDEabcde"}, "F": ("F", "E"), "f": ("C", "F"), **dict.fromkeys("Gg(€", ("C",)),
    **dict.fromkeys("Oo0Q", ("D",)), "P": ("F",), "4": ("A",), "8": ("B",),
}  # fmt: skip
_INDEX = r"(?: ?[-~] ?(?P<i>\d{1,2}(?: ?[,&] ?\d{1,2}(?![\d(])){0,12}))?"
_STATUTE = rf"(?:[ :;,-]{{1,3}}(?P<st>{s.STATUTE_GRAMMAR}))?"


def _digit(char: str, agency: str) -> tuple[str, ...]:
    readings = _DIGITS[char]
    return ("3", "8") if char == "8" and agency in PRIOR_B3 else readings


def _paren(match: re.Match[str], agency: str) -> Reading | None:
    digits = _digit(match["d"], agency)
    letter = (match["l"] or "").strip()
    readings = (
        _LETTERS.get(letter, ("",)) if digits[0] == "7" else (letter.upper(),) if letter.isalpha() else ("",)
    )
    codes = tuple(f"(b)({d})" + (f"({x})" if x else "") for d in digits for x in readings)
    confidence = 0.98 if len(codes) == 1 else 0.7
    return codes[0], s.FOIA, codes[1:], confidence


def _damaged_paren(match: re.Match[str], agency: str) -> Reading | None:
    if not re.search(r"[(){}\[\]<>X]", match.group()):
        return None
    if match["b"] not in "bB" and not re.search(r"[)}\]X]", match.group()):
        return None
    if match["b"] in "hH" and match["d"] == "2":
        # What is left of 3.3(h)(2), of which a redaction or the edge of the page took the number.
        return None
    reading = _paren(match, agency)
    return reading and (*reading[:3], reading[3] * 0.8)


def _fbi(match: re.Match[str], agency: str) -> Reading | None:
    digits = _digit(match["d"], agency)
    letter = match["l"] or ""
    if letter and digits[0] != "7":
        return None
    readings = _LETTERS.get(letter, ("",)) if letter else ("",)
    index = re.sub(r" ?, ?", ", ", match["i"] or "").strip(" ,")
    tail = f"-{index}" if index else ""
    codes = tuple(f"b{d}{x}{tail}" for d in digits for x in readings)
    damaged = match["b"] != "b" or match["d"] != digits[0] or letter.upper() not in readings[:1]
    return codes[0], s.FOIA, codes[1:], 0.75 if damaged and letter else 0.8 if damaged else 0.95


def _damaged_fbi(match: re.Match[str], agency: str) -> Reading | None:
    if re.match(r"bl[a-f]", match.group()):
        # `ble` is the end of many a word.
        return None
    text = match.group().translate(str.maketrans("lI|i].", "11111,", "'")).rstrip(" ,")
    # No paragraph but the seventh has letters, and a written 7 often reads as a stroke.
    text = re.sub(r"^(b-?)[1T?](?= ?[A-Fa-f])", r"\g<1>7", text)
    again = re.fullmatch(rf"(?P<b>\w)-?(?P<d>[1-9]) ?(?P<l>[^\W\d]|[(€04])?{_INDEX}[.,;:]?", text)
    if again is None or (again["b"] != "b" and not (again["l"] or "").isalpha()):
        # `65` and `670` are numbers; only `67C` is a damaged code.
        return None
    reading = _fbi(again, agency)
    return reading and (*reading[:3], min(reading[3], 0.7))


def _state(match: re.Match[str], _agency: str) -> Reading | None:
    return f"B{match['d']}", s.FOIA, (), 0.9


def _fixed(scheme: str, confidence: float = 0.97) -> Read:
    def read(match: re.Match[str], _agency: str) -> Reading | None:
        return re.sub(r"\s", "", match["v"]).upper(), scheme, (), confidence

    return read


def _privacy(match: re.Match[str], _agency: str) -> Reading | None:
    code = f"({match['x'].lower()})({match['n']})"
    return (code, s.PRIVACY, (), 0.97) if s.is_known(code, s.PRIVACY) else None


def _auto(match: re.Match[str], _agency: str) -> Reading | None:
    years = match["y"].upper().translate(str.maketrans("ZSOI", "2501"))
    digit = (match["n"] or "").translate(str.maketrans("lI|!", "1111"))
    tail = re.sub(r"\s", "", match["t"] or "")
    raw = match.group()
    code = f"{years}X{digit}{tail[:1].upper()}{tail[1:]}"
    if match["k"]:
        code += f"-{match['k'].upper().replace('HUMAN', 'HUM')}"
    clean = re.sub(r"\s", "", raw) == re.sub(r"\s", "", code) or bool(match["k"])
    if years == "25" and digit in ("", "1"):
        scheme = s.CREST if tail or (clean and digit) else "CREST/EO"
    else:
        scheme = "EO 13526"
    return code, scheme, (), 0.97 if clean else 0.75


def _eo(match: re.Match[str], _agency: str) -> Reading | None:
    section = _section(match["v"])
    order, what = s.eo_scheme(section)
    return (section, order, (), 0.96) if what else None


def _section(printed: str) -> str:
    section = re.sub(r"\s", "", printed.translate(str.maketrans("{}[]", "()()"))).replace(",", ".")
    return section if section.startswith("5(") else section.lower()


def _damaged_eo(match: re.Match[str], _agency: str) -> Reading | None:
    minor, letter = match["m"], match["x"].lower().translate(str.maketrans("€6", "cb"))
    # Where the first digit was lost at the edge of the page, the rest tells it: only the third part has 3(h) and 5(c).
    major = (match["a"] or ("1" if minor == "4" else "3")).translate(str.maketrans("lI|", "111"))
    tail = (match["n"] or "").translate(str.maketrans("lI|ZSs", "111255"))
    letter = "h" if (major, minor) == ("3", "3") and letter in "hn" else letter
    section = f"{major}.{minor}({letter})" + (f"({tail})" if tail else "")
    order, what = s.eo_scheme(section)
    return (section, order, (), 0.7) if what else None


def _old_eo(match: re.Match[str], _agency: str) -> Reading | None:
    if match.group().strip(". ").isdigit():
        return None
    return f"5(B)({match['n'].translate(str.maketrans('lIZ', '112'))})", "EO 11652", (), 0.9


def _jfk(match: re.Match[str], _agency: str) -> Reading | None:
    section, *parts = re.findall(r"\w+", match["v"])
    whole = all(match.group().count(bracket) == len(parts) for bracket in "()")
    cased = parts if section != "6" else [part.upper() for part in parts]
    # The fifth section has one provision that is printed beside redactions.
    code = "5(g)(2)(D)" if section == "5" else section + "".join(f"({part})" for part in cased)
    return code, s.JFK, (), 0.97 if whole else 0.9


def _nwcda(match: re.Match[str], _agency: str) -> Reading | None:
    return "3B2" + match["v"].upper().replace("8", "B"), s.NWCDA, (), 0.9


def _dutch(match: re.Match[str], _agency: str) -> Reading | None:
    article, paragraph = match["a"].replace(",", ".").replace(" ", ""), match["p"] or ""
    letter = (match["x"] or "").lower().translate(str.maketrans("¢©€@", "ccee"))
    code = ".".join(part for part in (article, paragraph, letter) if part)
    return code, s.DUTCH, (), 0.95 if "." in match.group() else 0.8


def _scope(match: re.Match[str], _agency: str) -> Reading | None:
    printed = match["v"].upper()
    return next(code for ending, code in SCOPE_LABELS.items() if re.search(ending, printed)), s.NOTE, (), 0.9


def _statute(match: re.Match[str], _agency: str) -> Reading | None:
    return s.statute_of(match.group()) or match.group(), s.STATUTE, (), 0.9


_DIGIT = r"\d"
_P, _Q = r"[(\[{<|]", r"[)\]}>|]"
# Between two parts of a section, and behind the last one: brackets, some of which may be damaged or lost.
_NEXT, _END = rf" ?(?:{_Q} ?{_P}?|{_P}) ?", rf"(?: ?{_Q})?(?!\w)"


def _last(part: str) -> str:
    """The last part of a section, with one bracket of its own at least: a word that follows is no part."""
    return rf"(?: ?{_Q}? ?{_P} ?{part}|{_NEXT}{part}(?= ?{_Q}))"


_B6 = r"(?<![\w(/.-])"
RULES: tuple[CodeRule, ...] = (
    CodeRule(re.compile(rf"(?<!\w)\( ?[bB] ?\) ?\( ?(?P<d>[1-9]) ?\)(?! ?\(\d\) ?B)(?: ?\( ?(?P<l>[A-Ga-g]) ?\)(?! ?{_P} ?\d))?{_STATUTE}", _I), _paren, False, False, "A1 [V]"),
    CodeRule(re.compile(r"(?<!\w)\( ?[bB] ?\) ?\( ?(?P<d>[1-9]) ?\)(?=\(\d\) ?B)(?P<l>)"), _paren, False, False, "A1 [V]"),
    CodeRule(re.compile(r"(?<!\w)b ?\( ?(?P<d>[1-9]) ?\)(?: ?\( ?(?P<l>[A-Fa-f]) ?\))?"), _paren, False, True, "A1 [V]"),
    CodeRule(re.compile(rf"(?<![\w(.-])(?P<b>b)-?(?P<d>[1-9])(?P<l>[A-Fa-f])?(?!\w){_INDEX}(?![\w(]| ?-\w)"), _fbi, False, True, "A1 [V]"),
    CodeRule(re.compile(rf"{_B6}B(?P<d>[1-9])(?![\w(])"), _state, False, True, "A4 [V]"),
    CodeRule(re.compile(r"(?<![\w)])\( ?(?P<x>[jkd]) ?\) ?\( ?(?P<n>[1-7]) ?\)"), _privacy, False, False, "A3 [V]"),
    CodeRule(re.compile(r"(?<!\w)(?P<y>[257][05])X ?\(?(?P<n>[1-9])\)?(?: ?[-] ?(?P<k>HUM(?:AN)?|WMD)| ?(?P<t>[A-DX](?:\d[a-z])?))?(?!\w)", _I), _auto, False, False, "A4 [V]"),
    CodeRule(re.compile(r"(?<!\w)(?P<v>STAT(?:INTL|SPEC|OTHR)?|ILLEGIB|ILLEG)(?!\w)"), _fixed(s.CREST), False, True, "A5 [V]"),
    CodeRule(re.compile(r"(?<![\w.])(?P<v>1\.[45] ?[({\[] ?[a-hA-H] ?[)}\]]|1\.3 ?\(a\) ?\(\d{1,2}\)|1-301 ?\([a-g]\)|3\.[34] ?\( ?[bh] ?\)(?: ?\( ?\d ?\))?|1\.6 ?\(d\)(?: ?\(\d\))?|3\.5 ?\( ?[cC] ?\)|6\.2 ?\(a\))(?!\w)"), _eo, False, False, "A4 [V]"),
    CodeRule(re.compile(r"(?<![\w.])\(?5\)? ?\(?B\)? ?\((?P<n>[1-4])\)"), _old_eo, False, False, "A4 [V]"),
    CodeRule(re.compile(rf"\bJFK (?:Act|Law)(?: Sec(?:tion|\.)?)? {{0,2}}(?P<v>6{_NEXT}1{_last('[ABC]')}|6{_NEXT}1(?! ?{_Q}? ?{_P} ?\w)|6{_last('[2-5]')}|5{_NEXT}g{_NEXT}2{_last('D')}|1[01]{_NEXT}a(?:{_last(_DIGIT)}|{_Q}\d)?){_END}", _I), _jfk, False, False, "A5 [V]"),
    CodeRule(re.compile(r"(?<!\w)3 ?[B8] ?2 ?(?P<v>[A-J8])(?!\w)"), _nwcda, False, True, "A5 [M]"),
    CodeRule(re.compile(r"(?<!\w)CRCCRCA {0,2}(?P<v>4 ?\([1-6]\)(?: ?\([AB]\))?)"), _fixed(s.COLD_CASE), False, False, "A5 [V]"),
    CodeRule(re.compile(r"(?<!\w)(?P<v>P[1-6])(?!\w)"), _fixed(s.PRA, 0.85), False, True, "A5 [V]"),
    CodeRule(re.compile(r"(?<!\w)(?P<v>PRM|RR)(?!\w)"), _fixed(s.PRA, 0.85), False, True, "A5 [V]"),
    CodeRule(re.compile(r"(?i:\bRestriction code) {0,2}(?P<v>[A-H])(?!\w)"), _fixed(s.NIXON), False, False, "A5 [V]"),
    CodeRule(re.compile(r"(?<!\w)(?P<v>NR|NON-RESPONSIVE|FGJ|SEALED|DPP)(?!\w)"), _fixed(s.NOTE, 0.85), False, True, "A0 [P]"),
    CodeRule(re.compile(r"(?<!\w)(?P<v>NO[NT][ -]{0,2}RESPONSIVE(?: RECORDS?)?|OUT(?:SIDE)?(?: OF)?(?: THE)? SCOPE|BUITEN (?:HET |DE )?(?:VERZOEK|REIKWIJDTE|SCOPE))(?!\w)", _I), _scope, True, True, "A0, A5 State FOIA [V]; Woo [M]"),
    CodeRule(re.compile(r"(?<![\w.,-])(?:art(?:ikel|\.)? {0,2})?(?P<a>5[.,] ?1)[., ]{0,2}(?:lid )?(?P<p>[1-7])[., ]{0,2}(?:onder |sub )?(?P<x>[a-i])?(?![\w-])", _I), _dutch, False, True, "Woo [M]"),
    CodeRule(re.compile(r"(?<![\w.,-])(?:art(?:ikel|\.)? {0,2})?(?P<a>10)[., ]{1,2}(?:lid )?(?P<p>[12])[., ]{0,2}(?:onder |sub )?(?P<x>[a-g])(?![\w-])", _I), _dutch, False, True, "Wob [M]"),
    CodeRule(re.compile(r"(?<![\w.,-])\(?(?P<a>10)\)? {0,1}\((?P<p>[12])(?P<x>[a-g])\)", _I), _dutch, False, True, "Wob [M]"),
    CodeRule(re.compile(r"(?<![\w.,-])(?:art(?:ikel|\.)? {0,2})?(?P<a>5[.,]2|11)[.,](?:lid )?(?P<p>1)(?P<x>)(?![\w.-])", _I), _dutch, False, True, "Woo, Wob [M]"),
    CodeRule(re.compile(rf"(?<![\w.])(?:{s.STATUTE_GRAMMAR})(?!\w)", _I), _statute, False, True, "A2 [V]"),
    # Damaged type: only beside a redaction, in the outer margin, or within a list that is known to hold codes.
    CodeRule(re.compile(rf"(?<![\w.(]){_P}? ?(?P<b>[b6hG8B]) ?(?:{_Q} ?{_P}?|X|J\(|{_P}) ?(?P<d>[1-9lI|i!SsBJ$?/TZ]) ?{_Q}(?: ?{_P} ?(?P<l>[A-Ga-gOoP04€]) ?{_Q}?(?! ?{_Q}? ?{_P} ?\d))?{_STATUTE}"), _damaged_paren, True, True, "A7"),
    CodeRule(re.compile(r"(?<!\w)\( ?(?P<b>[bB]) ?(?P<d>[1-9])(?P<l>[A-Fa-f]?) ?\)(?!\w| ?\()"), _damaged_paren, True, True, "A7"),
    CodeRule(re.compile(r"(?<![\w(/])(?P<b>[bh6])-?(?P<d>[1-9lI|iT?]) ?(?P<l>[A-Ga-gOo€(0](?![a-z]))?(?: ?[-~] ?'?(?P<i>[\dlI|]{1,2}(?: ?[,.] ?[\dlI|]{1,2}){0,12}))?(?!\w)"), _damaged_fbi, True, True, "A7"),
    CodeRule(re.compile(r"(?<!\w)(?P<y>[2Z][5S]|[57S][0O5S])[ ]?[xX] ?\(?(?P<n>[1-9lI|!])?\)?(?: ?[-] ?(?P<k>HUM(?:AN)?|WMD)| ?(?P<t>[A-DX](?:\d[a-z])?))?(?!\w)"), _auto, True, True, "A7"),
    CodeRule(re.compile(r"(?<![\w(])(?:(?P<a>[13lI|])[., ]{1,2}|[.,]{0,2})(?P<m>[345]) ?[({\[|f] ?(?P<x>[a-hA-Hn€6]) ?[)}\]|](?: ?[({\[|] ?(?P<n>[1-9lI|ZSs]) ?[)}\]|]?)?"), _damaged_eo, True, True, "A7"),
    CodeRule(re.compile(r"(?<![\w.,-])(?:art(?:ikel|\.)? {0,2})?(?P<a>5[.,] ?1)[., ]{0,2}(?:lid )?(?P<p>[1-7])[., ]{0,2}(?:onder |sub )?(?P<x>[¢©€@])(?!\w)", _I), _dutch, True, True, "A7"),
    CodeRule(re.compile(r"(?<![\w.])5 ?\(?[B8]\)? ?[({]? ?(?P<n>[1-4lIZ])(?!\w)[)}]?"), _old_eo, True, True, "A7"),
)  # fmt: skip
"""In order: where matches overlap, the earlier rule wins."""
LEXICON = {
    **{word: (word, s.CREST) for word in ("STATINTL", "STATSPEC", "STATOTHR", "ILLEGIB")},
    **dict.fromkeys(("NONRESPONSIVE", "NOTRESPONSIVE"), ("NON-RESPONSIVE", s.NOTE)),
    **dict.fromkeys(("OUTOFSCOPE", "OUTSIDETHESCOPE", "OUTSIDESCOPE"), ("OUT OF SCOPE", s.NOTE)),
    "BUITENVERZOEK": ("BUITEN VERZOEK", s.NOTE), "BUITENREIKWIJDTE": ("BUITEN REIKWIJDTE", s.NOTE),
}  # fmt: skip
"""Codes that are words, read by likeness where type is damaged (reference A7): letters, then code and scheme."""
DAMAGED_STAT = re.compile(r"[S5][T7][A4][T7]")
WITHHELD = re.compile(r"(?<!\w)(?:REDACTED|WITHHELD|DELETED|SANITIZED|GELAKT|WEGGELAKT)(?!\w)", _I)
"""Labels that say of a box that it is a redaction, but name no provision [M]."""
PROSE_BEFORE = re.compile(
    r"(?:\b(?:sub)?(?:paragraphs?|sections?|clauses?|sec\.|subsections?|exemptions?|under|of|see|U\.?S\.?C\.?)|§|\d{2,4}[a-z]?)"
    r"[ ,]{0,2}(?:\(?[a-z0-9.]{1,5}\)?,? ?(?:and|or|,)? ?){0,2}$",
    _I,
)
"""Words before a code that make it a citation in prose (`paragraph (b)(1) of section 3`), not a code on a page."""
PROSE_AFTER = re.compile(
    r"^ {0,2}(?:of (?:the|this|section|title|5 U)|above|below|hereof|which|shall|applies|requires)\b", _I
)
SEPARATORS = re.compile(
    r"\b(?:RELEASED? IN (?:PART|FULL)|DENIED IN FULL|DECAPTIONED|EXCISED?|FBI|CIA|NSA|DOJ|ODNI|STATE|[Pp]er|PER|OIP|AC|AWP|DP|OSD|DIA|JS|and|AND|Sec(?:tion|\.)?|SEC|E\.?O\.? ?\d{5}|EO|FOIA|Exempt(?:ion)?s?|Reason|REASON|RESTRICTIONS?|art(?:ikel)?)\b|[\W_]"
)
"""What may stand between codes in a string that holds nothing but codes."""
CONTINUED = (
    (re.compile(r"(?P<head>(?:25|50|75)X)[1-9]"), re.compile(r" ?[/,&] ?(?P<v>[1-9])(?![\w/.])")),
    (
        re.compile(r"(?P<head>1\.[45])\([a-h]\)"),
        re.compile(r" ?(?:[,&]|and|AND)? ?[({\[] ?(?P<v>[a-hA-H]) ?[)}\]](?! ?\()"),
    ),
)
"""Lists that name their head once: `50X5/8`, `1.4(b) and (d)`; grammar of the code, grammar of what follows."""
