"""The properties of the domain are tried on the same examples every time, and quickly."""

from __future__ import annotations

from hypothesis import settings

settings.register_profile("domain", max_examples=20, deadline=None, derandomize=True, database=None)
settings.load_profile("domain")
