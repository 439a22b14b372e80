"""Two releases of one document side by side; and what a reviewer can choose from."""

from __future__ import annotations

import threading
from collections import Counter

import sqlalchemy as sa
from fastapi import APIRouter
from fastapi.responses import Response

from declass.catalog.models import FindingCode
from declass.catalog.reasons import REASON_WORDS
from declass.review.api import SHA256, CodeChoice, Problem, Vocabulary
from declass.review.asking import Reader, TheDesk
from declass.review.decided import record_as_left, said_about
from declass.review.desk import Desk
from declass.review.problems import Refusal
from processors.compare.comparing import compare_records
from processors.compare.report_json import comparison_json
from processors.language.schemes import FOIA, meaning
from processors.records import LineKind, MarkingKind, RedactionKind, StrikeStyle, StruckWhat

router = APIRouter(tags=["documents"])
# A comparison takes a processor for seconds: one at a time.
_COMPARING = threading.Lock()
# Codes of the statute that are offered though no document has them yet.
_USUAL = (
    tuple(f"(b)({k})" for k in (1, 2, 3, 4, 5, 6))
    + tuple(f"(b)(7)({c})" for c in "ABCDEF")
    + ("(b)(8)", "(b)(9)")
)

_MOST_CODES = 200


@router.get(
    "/compare",
    response_class=Response,
    responses={200: {"content": {"application/json": {}}}, 404: {"model": Problem}, 422: {"model": Problem}},
)
def compare(desk: TheDesk, _who: Reader, a: SHA256, b: SHA256) -> Response:
    """What changed between two releases as people left them, as `compare.json` has it."""
    if a == b:
        raise Refusal(422, "same", "Both releases are the same file", "Choose two")
    volumes = (desk.shelf.volume(sha256) for sha256 in (a, b))
    first, second = (record_as_left(volume, said_about(desk.log, volume)) for volume in volumes)
    with _COMPARING:
        result = compare_records(first, second)
    return Response(comparison_json(result.comparison), media_type="application/json")


@router.get("/vocabulary")
def vocabulary(desk: TheDesk, _who: Reader) -> Vocabulary:
    """Kinds and codes to choose from, the codes that are used most first."""
    return Vocabulary(
        codes=_codes(desk),
        redaction_kinds=_words(RedactionKind),
        strike_styles=_words(StrikeStyle),
        struck_what=_words(StruckWhat),
        marking_kinds=_words(MarkingKind),
        line_kinds=_words(LineKind),
        reasons=dict(REASON_WORDS),
    )


def _words(kinds: type[RedactionKind | StrikeStyle | StruckWhat | MarkingKind | LineKind]) -> dict[str, str]:
    return {str(kind): str(kind).replace("_", " ") for kind in kinds}


def _codes(desk: Desk) -> tuple[CodeChoice, ...]:
    used: Counter[tuple[str, str]] = Counter()
    query = (
        sa.select(FindingCode.code, FindingCode.scheme, sa.func.count())
        .group_by(FindingCode.code, FindingCode.scheme)
        .order_by(sa.func.count().desc(), FindingCode.code)
        .limit(_MOST_CODES)
    )
    with desk.database.reading() as connection:
        for code, scheme, count in connection.execute(query):
            used[code, scheme] += count
    known = {code for code, _ in used}
    for code in _USUAL:
        if code not in known:
            used[code, FOIA] = 0
    return tuple(
        CodeChoice(code=code, scheme=scheme, meaning=meaning(code, scheme), used=count)
        for (code, scheme), count in used.most_common()
    )
