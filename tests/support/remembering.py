"""How much the workers of tests keep in memory; `make test` runs them once more with nothing."""

from __future__ import annotations

import os

from workers.memory import Memory, memory

_MUCH = "1000"


def remembering() -> Memory:
    """The memory of a worker in a test; SERVICECYCLE_TEST_MAX_CACHED says how many it keeps."""
    return memory(int(os.environ.get("SERVICECYCLE_TEST_MAX_CACHED", _MUCH)))
