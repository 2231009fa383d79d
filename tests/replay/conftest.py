"""The lives of processes are played in the house of the tests of processes."""

from __future__ import annotations

from tests.workflows.conftest import (
    copy,
    database,
    house,
    postgres,
    temporal_env,
)

__all__ = ["copy", "database", "house", "postgres", "temporal_env"]
