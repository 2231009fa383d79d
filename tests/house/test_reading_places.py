"""What starters may read: the names that mypy is shown are those that are found, each where it is.

`activities/store/reading.py` loads a reader when one of its names is first asked for, so it says
where each name stands twice: for types and for the running program.
"""

from __future__ import annotations

import ast
import subprocess
import sys
from importlib import import_module

import pytest

from activities.store import reading
from tests.house.repository import ROOT, tree

PASSED_ON = ROOT / "activities" / "store" / "reading.py"


def shown_to_mypy(module: ast.Module) -> dict[str, str]:
    """Each name that a module imports under another or the same name, with where it stands."""
    return {
        alias.asname: str(node.module)
        for node in ast.walk(module)
        if isinstance(node, ast.ImportFrom)
        for alias in node.names
        if alias.asname is not None
    }


NAMES = shown_to_mypy(tree(PASSED_ON))


def loaded_by(code: str) -> set[str]:
    """The readers that a program has loaded at its end."""
    program = f"import sys\n{code}\nprint(*sys.modules)"
    done = subprocess.run(
        [sys.executable, "-c", program], cwd=ROOT, check=True, capture_output=True, text=True
    )
    return {one for one in done.stdout.split() if one.startswith("activities.store.readers")}


@pytest.mark.parametrize("name", NAMES)
def test_a_name_is_found_where_mypy_is_told_that_it_stands(name: str) -> None:
    assert getattr(reading, name) is getattr(import_module(NAMES[name]), name)


def test_nothing_is_found_that_mypy_is_not_shown() -> None:
    assert set(reading.PLACES) == set(NAMES)
    with pytest.raises(AttributeError, match="has no attribute 'nobody'"):
        reading.nobody  # type: ignore[attr-defined]  # noqa: B018 - mypy refuses it as well.


def test_reading_loads_no_reader_before_one_is_asked_for() -> None:
    assert loaded_by("from activities.store import reading") == set()


def test_a_name_loads_the_reader_it_stands_in_and_no_other() -> None:
    assert loaded_by("from activities.store.reading import clock") == {
        "activities.store.readers",
        "activities.store.readers.clock",
        "activities.store.readers.paging",
    }


def test_an_import_for_types_is_read_with_the_place_it_names() -> None:
    module = ast.parse("if True:\n    from a.b import c as c\n    from d import e\nimport f as g\n")
    assert shown_to_mypy(module) == {"c": "a.b"}
