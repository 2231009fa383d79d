"""What takes longest begins first, so that nobody is left alone with it at the end."""

from __future__ import annotations

import gc
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    import pytest

LONGEST = (
    "e2e/test_demo.py",
    "upgrade/test_upgrade.py",
    "fuzz/test_fuzz.py",
    "chaos/test_chaos.py",
    "e2e/test_survival.py",
    "visibility/test_commands.py",
    "door/test_away.py",
    "door/test_words.py",
    "door/test_waiting.py",
    "door/test_wedged.py",
    "production/test_started_as_composed.py",
    "workers/test_two_workers.py",
    "starters/test_importing_contracts.py",
    "starters/test_verifying.py",
    "workflows/test_mailroom.py",
    "workflows/test_changes.py",
    "workflows/test_contract_renewal.py",
    "workflows/test_corrections.py",
    "workflows/test_retirement.py",
    "workflows/test_resuming.py",
    "workflows/test_same_moment.py",
)
"""Files that take a quarter of a minute and more; one process runs all of a file."""

_TESTS = Path(__file__).parent


def pytest_collection_finish() -> None:
    """What is loaded by now stays to the end; the collector need not walk over it each time."""
    gc.collect()
    gc.freeze()


def rank(file: Path, longest: Iterable[str] = LONGEST) -> int:
    """Before how many a file is run; all that are not named come after those that are."""
    names = tuple(longest)
    name = file.relative_to(_TESTS).as_posix()
    return names.index(name) if name in names else len(names)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The longest files first; the tests of one file stay as they are."""
    items.sort(key=lambda one: rank(one.path))
