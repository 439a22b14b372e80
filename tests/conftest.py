"""Property tests are repeatable by default; `--hypothesis-profile fuzz` looks for new failures at random."""

from __future__ import annotations

from hypothesis import settings

settings.register_profile("repeatable", derandomize=True, deadline=None)
settings.register_profile("fuzz", derandomize=False, deadline=None, max_examples=1000)
settings.load_profile("repeatable")
