"""A generator of synthetic releases with exact truth; nothing in them is copied from real documents.

`generate(out, seed, count)` writes documents and `truth.jsonl`; `python -m samples OUT` does it from the command line.
"""

from __future__ import annotations

from samples.generate import demo, generate

__all__ = ["demo", "generate"]
