"""What the tests about the repository look at: its files, its Python and its comments."""

from __future__ import annotations

import ast
import gc
import io
import subprocess
import tokenize
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).parents[2]
ROOMS = ("domain", "activities", "workflows", "workers", "starters")
MIGRATIONS = ROOT / "activities" / "store" / "migrations"

_TYPES_ONLY = frozenset({"TYPE_CHECKING", "typing.TYPE_CHECKING"})


@cache
def files() -> tuple[Path, ...]:
    """Every file that is, or would be, committed."""
    listed = subprocess.run(
        # A clone that another user owns, as in a container, is read like any other.
        ["git", "-c", "safe.directory=*", "ls-files", "-z", "-co", "--exclude-standard"],
        cwd=ROOT,
        check=True,
        capture_output=True,
        text=True,
    ).stdout
    found = (ROOT / name for name in listed.split("\0") if name)
    return tuple(sorted(path for path in found if path.is_file()))


def python_files(*rooms: str) -> tuple[Path, ...]:
    """The Python files of some top-level folders, all of ours when none is named."""
    wanted = rooms or (*ROOMS, "docs", "tests")
    return tuple(p for p in files() if p.suffix == ".py" and p.relative_to(ROOT).parts[0] in wanted)


def short(path: Path) -> str:
    """The path as a person writes it, from the root of the repository."""
    return path.relative_to(ROOT).as_posix()


@cache
def tree(path: Path) -> ast.Module:
    """The parsed module."""
    source = path.read_text(encoding="utf-8")
    with nothing_collected():
        return ast.parse(source, filename=str(path))


@contextmanager
def nothing_collected() -> Iterator[None]:
    """Put off the collection of garbage.

    CPython 3.11 counts the depth of a tree it makes in one place for all (gh-106905). A finalizer
    that the collector runs meanwhile may print a traceback, which parses as well, and then the
    outer parse ends in "recursion depth mismatch".
    """
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def comments(source: str) -> Iterator[tuple[int, str]]:
    """Each comment with its line; a comment sign inside a string is none."""
    for token in tokenize.generate_tokens(io.StringIO(source).readline):
        if token.type == tokenize.COMMENT:
            yield token.start[0], token.string


def imported_at_run_time(module: ast.Module) -> Iterator[tuple[int, str]]:
    """Each module a file imports when it runs, with its line; imports for types do not count.

    `from a.b import c` counts as `a.b.c`, for `c` may be a module.
    """
    for node in _walk_run_time(module):
        if isinstance(node, ast.Import):
            yield from ((node.lineno, alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield from ((node.lineno, f"{node.module}.{alias.name}") for alias in node.names)


def _walk_run_time(node: ast.AST) -> Iterator[ast.AST]:
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.If) and ast.unparse(child.test) in _TYPES_ONLY:
            continue
        yield child
        yield from _walk_run_time(child)
