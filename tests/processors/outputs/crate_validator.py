"""Validates crates with roc-validator, without a network: `python crate_validator.py CONTEXT FOLDER…`.

Run by the Python of the validators' environment. The JSON-LD context, which the validator would fetch, is taken from a
file (the one that the rocrate library brings) and laid into its cache under the addresses it asks for.
"""

from __future__ import annotations

import io
import json
import sys
import tempfile
from pathlib import Path

from requests import PreparedRequest, Response
from requests.adapters import BaseAdapter
from requests_cache import CachedSession
from rocrate_validator import services
from rocrate_validator.models import Severity, ValidationSettings
from urllib3 import HTTPResponse

ADDRESS = "https://w3id.org/ro/crate/1.1/context"
PROFILE = "process-run-crate-0.5"


class _FromFile(BaseAdapter):
    def __init__(self, body: bytes) -> None:
        super().__init__()
        self._body = body

    def send(self, request: PreparedRequest, **_: object) -> Response:  # type: ignore[override]
        response = Response()
        response.status_code, response.url, response.request = 200, str(request.url), request
        response.headers["Content-Type"] = "application/ld+json"
        raw = HTTPResponse(io.BytesIO(self._body), response.headers, 200, preload_content=False)
        response.raw = raw
        return response

    def close(self) -> None:
        pass


def main(context: Path, folders: list[str]) -> None:
    with tempfile.TemporaryDirectory() as scratch:
        cache = str(Path(scratch) / "cache")
        session = CachedSession(cache, backend="sqlite", expire_after=-1, allowable_methods=("GET",))
        session.mount("https://", _FromFile(context.read_bytes()))
        session.get(ADDRESS)
        session.close()
        for folder in folders:
            wanted = ValidationSettings(
                rocrate_uri=folder,
                profile_identifier=PROFILE,
                requirement_severity=Severity.REQUIRED,
                offline=True,
                cache_path=cache,
            )
            issues = services.validate(wanted).get_issues()
            print(json.dumps({"crate": folder, "issues": [str(issue.message) for issue in issues]}))  # noqa: T201


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2:])
