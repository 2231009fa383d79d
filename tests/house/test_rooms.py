"""Who may import whom, where import-linter cannot tell: by submodule, or by all that is allowed."""

from __future__ import annotations

import ast
import sys
from typing import TYPE_CHECKING

from tests.house.repository import ROOT, imported_at_run_time, python_files, short, tree

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_STORE = ROOT / "activities" / "store"

_DATABASE = ("alembic", "psycopg", "sqlalchemy")


def lies_in(name: str, *packages: str) -> bool:
    """Whether a module is one of some packages or lies below one."""
    return any(name == package or name.startswith(f"{package}.") for package in packages)


def allowed_in_domain(name: str) -> bool:
    """Python, pydantic, and the domain itself."""
    return name.split(".", maxsplit=1)[0] in {*sys.stdlib_module_names, "domain", "pydantic"}


def allowed_in_activities(name: str) -> bool:
    """Of Temporal what makes an activity one, and no database: the store is handed in."""
    if lies_in(name, "temporalio"):
        return lies_in(name, "temporalio.activity")
    return not lies_in(name, *_DATABASE)


def places(path: Path, module: ast.Module) -> Iterator[tuple[str, str]]:
    """Each import of a file when it runs, with its place."""
    for line, name in imported_at_run_time(module):
        yield f"{short(path)}:{line} {name}", name


def test_the_domain_imports_python_and_pydantic_only() -> None:
    imports = [one for path in python_files("domain") for one in places(path, tree(path))]
    assert imports != []
    assert [place for place, name in imports if not allowed_in_domain(name)] == []


def test_an_activity_knows_of_temporal_that_it_is_an_activity_and_no_more() -> None:
    areas = [path for path in python_files("activities") if _STORE not in path.parents]
    imports = [one for path in areas for one in places(path, tree(path))]
    assert [place for place, name in imports if not allowed_in_activities(name)] == []


def test_a_stranger_is_found_and_an_import_for_types_is_none() -> None:
    module = ast.parse(
        "from typing import TYPE_CHECKING\n"
        "from temporalio import activity, client\n"
        "if TYPE_CHECKING:\n    import sqlalchemy\n"
        "def late():\n    import psycopg.rows\n"
    )
    names = [name for _, name in imported_at_run_time(module)]
    strangers = [name for name in names if not allowed_in_activities(name)]
    assert strangers == ["temporalio.client", "psycopg.rows"]
    assert [n for n in names if not allowed_in_domain(n)] == ["temporalio.activity", *strangers]
