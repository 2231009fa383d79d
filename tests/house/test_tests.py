"""A test waits for what it expects, never for time to pass."""

from __future__ import annotations

import ast
import re
from typing import TYPE_CHECKING

import pytest

from tests.conftest import LONGEST
from tests.house.repository import ROOT, python_files, short, tree

if TYPE_CHECKING:
    from collections.abc import Iterator


_SLEEP = re.compile(r"([a-z.]+\.)?sleep\(")


def sleeps(module: ast.Module) -> Iterator[str]:
    """Each call that only lets time pass; `asyncio.sleep(0)` lets others run and is none."""
    for node in ast.walk(module):
        if isinstance(node, ast.Call):
            call = ast.unparse(node)
            if _SLEEP.match(call) and call != "asyncio.sleep(0)":
                yield f"{node.lineno} {call}"


def test_no_test_sleeps() -> None:
    offenders = [f"{short(p)}:{found}" for p in python_files("tests") for found in sleeps(tree(p))]
    assert offenders == []


@pytest.mark.parametrize("call", ["time.sleep(1)", "asyncio.sleep(0.1)", "sleep(2)"])
def test_a_sleep_is_found(call: str) -> None:
    assert list(sleeps(ast.parse(call))) == [f"1 {call}"]
    assert list(sleeps(ast.parse("asyncio.sleep(0)"))) == []


def test_every_room_of_tests_is_a_package_so_that_two_files_may_have_one_name() -> None:
    folders = {path.parent for path in python_files("tests")}
    assert [short(folder) for folder in folders if not (folder / "__init__.py").is_file()] == []


def test_every_file_that_is_to_begin_first_is_there() -> None:
    assert [name for name in LONGEST if not (ROOT / "tests" / name).is_file()] == []
