from __future__ import annotations

import pytest

from workers.memory import memory


@pytest.mark.parametrize(
    ("kept", "at_once"), [(None, 20), (400, 20), (100, 20), (40, 10), (4, 2), (1, 2), (0, 1)]
)
def test_a_quarter_of_what_is_kept_works_at_once_and_never_many(
    kept: int | None, at_once: int
) -> None:
    assert memory(kept)["max_concurrent_workflow_tasks"] == at_once


def test_four_hundred_are_kept_unless_somebody_says_otherwise() -> None:
    assert memory()["max_cached_workflows"] == 400
    assert memory(0)["max_cached_workflows"] == 0
