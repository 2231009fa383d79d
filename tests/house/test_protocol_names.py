"""The name of a process or an activity is protocol: it is given once, and typed in one file."""

from __future__ import annotations

import ast
from collections import defaultdict
from collections.abc import Mapping
from typing import TYPE_CHECKING

from domain.words import ProcessKind
from tests.house.repository import ROOMS, python_files, short, tree

if TYPE_CHECKING:
    from collections.abc import Iterator

_DEFINITIONS = frozenset({"workflow.defn", "activity.defn"})

# A process whose name is also a word of our records carries that word.
_KINDS = {f"ProcessKind.{kind.name}": kind.value for kind in ProcessKind}

Modules = Mapping[str, ast.Module]


def definitions(module: ast.Module) -> Iterator[tuple[int, str | None]]:
    """Each definition of a process or an activity: its line, and the name that is typed in it."""
    for node in ast.walk(module):
        if isinstance(node, ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef):
            for decorator in node.decorator_list:
                called = decorator.func if isinstance(decorator, ast.Call) else decorator
                if ast.unparse(called) in _DEFINITIONS:
                    yield node.lineno, _typed_name(decorator)


def _typed_name(decorator: ast.expr) -> str | None:
    keywords = decorator.keywords if isinstance(decorator, ast.Call) else []
    for keyword in keywords:
        if keyword.arg == "name" and isinstance(keyword.value, ast.Constant):
            return str(keyword.value.value)
        if keyword.arg == "name" and ast.unparse(keyword.value) in _KINDS:
            return _KINDS[ast.unparse(keyword.value)]
    return None


def strings(module: ast.Module) -> set[str]:
    """Every text that stands in a file."""
    constants = (node.value for node in ast.walk(module) if isinstance(node, ast.Constant))
    return {value for value in constants if isinstance(value, str)}


def typed_again(modules: Modules) -> list[str]:
    """Each protocol name that stands in more than one file, with the files."""
    names = {name for module in modules.values() for _, name in definitions(module) if name}
    places = defaultdict(list)
    for path, module in modules.items():
        for name in names & strings(module):
            places[name].append(path)
    return [f"{name}: {', '.join(found)}" for name, found in places.items() if len(found) > 1]


def given_twice(modules: Modules) -> list[str]:
    """Each protocol name that two definitions carry."""
    places = defaultdict(list)
    for path, module in modules.items():
        for line, name in definitions(module):
            places[name].append(f"{path}:{line}")
    return [f"{name}: {', '.join(p)}" for name, p in places.items() if name and len(p) > 1]


def ours() -> Modules:
    """The modules of the product."""
    return {short(path): tree(path) for path in python_files(*ROOMS)}


def test_every_process_and_activity_has_a_name_of_its_own_and_not_that_of_its_code() -> None:
    found = [
        (f"{path}:{line}", name) for path, m in ours().items() for line, name in definitions(m)
    ]
    assert found != []
    assert [place for place, name in found if not name] == []
    assert given_twice(ours()) == []


def test_no_protocol_name_is_typed_in_two_files() -> None:
    assert typed_again(ours()) == []


def test_a_missing_a_doubled_and_a_repeated_name_are_found() -> None:
    first = '@workflow.defn(name="Walk")\nclass A: ...\n@activity.defn\ndef f(): ...\n'
    second = 'start("Walk")\n'
    assert list(definitions(ast.parse(first))) == [(2, "Walk"), (4, None)]
    assert typed_again({"a": ast.parse(first), "b": ast.parse(second)}) == ["Walk: a, b"]
    assert given_twice({"a": ast.parse(first), "b": ast.parse(first)}) == ["Walk: a:2, b:2"]
