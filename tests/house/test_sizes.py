"""A file fits in the head of its reader, and so does a function."""

from __future__ import annotations

import ast
import textwrap
from functools import cache
from typing import TYPE_CHECKING

from tests.house.repository import MIGRATIONS, ROOMS, comments, python_files, short, tree

if TYPE_CHECKING:
    from collections.abc import Iterator

FILE_LINES = 300
FUNCTION_LINES = 25
RUN_LINES = 40


def code_lines(function: ast.FunctionDef | ast.AsyncFunctionDef, source: str) -> int:
    """The lines of a body that are code: no docstring, no blank line, no line of comment only."""
    body = function.body[1:] if ast.get_docstring(function) is not None else function.body
    if not body:
        return 0
    inside = range(body[0].lineno, (function.end_lineno or 0) + 1)
    return sum(1 for line in inside if line in lines_of_code(source))


@cache
def lines_of_code(source: str) -> frozenset[int]:
    """The lines of a file that are neither blank nor a comment only."""
    lines = source.splitlines()
    commented = {line for line, text in comments(source) if lines[line - 1].strip() == text}
    written = {line for line, text in enumerate(lines, 1) if text.strip()}
    return frozenset(written - commented)


def too_long(source: str, module: ast.Module) -> Iterator[str]:
    """Each function over its limit, with its size; a process may use more for its `run`."""
    for node in ast.walk(module):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            limit = RUN_LINES if node.name == "run" else FUNCTION_LINES
            if (size := code_lines(node, source)) > limit:
                yield f"{node.lineno} {node.name}: {size} lines, at most {limit}"


def test_no_file_is_longer_than_three_hundred_lines() -> None:
    sizes = {p: len(p.read_text(encoding="utf-8").splitlines()) for p in python_files()}
    assert [f"{short(p)}: {size}" for p, size in sizes.items() if size > FILE_LINES] == []


def test_no_function_of_the_product_is_longer_than_it_may_be() -> None:
    offenders = [
        f"{short(path)}:{finding}"
        for path in python_files(*ROOMS)
        # A migration is a list of what changed that day, and nobody edits it again.
        if MIGRATIONS not in path.parents
        for finding in too_long(path.read_text(encoding="utf-8"), tree(path))
    ]
    assert offenders == []


def test_a_long_function_is_found_and_a_long_docstring_is_not() -> None:
    long = "def long():\n" + "    act()\n" * (FUNCTION_LINES + 1)
    wordy = 'def wordy():\n    """Say."""\n' + "    # why\n\n" * FUNCTION_LINES + "    act()\n"
    run = textwrap.dedent("async def run():\n") + "    act()\n" * RUN_LINES
    source = long + wordy + run
    assert list(too_long(source, ast.parse(source))) == ["1 long: 26 lines, at most 25"]
