"""A process reads like its policy, and every process loads where Temporal runs it."""

from __future__ import annotations

import ast
import importlib
import pkgutil
from typing import TYPE_CHECKING

import pytest
from temporalio import workflow
from temporalio.worker import Replayer
from temporalio.worker.workflow_sandbox import RestrictedWorkflowAccessError

import workflows
from tests.house.looks_at_the_clock import LooksAtTheClock
from tests.house.repository import python_files, short, tree

if TYPE_CHECKING:
    from collections.abc import Iterator

    from temporalio.worker import Plugin

_MARK = "__temporal_workflow_definition"
_PLUMBING = frozenset({"timedelta", "RetryPolicy"})


def processes() -> list[type]:
    """Every class of the package `workflows` that is a process."""
    found: list[type] = []
    for module_info in pkgutil.walk_packages(workflows.__path__, "workflows."):
        module = importlib.import_module(module_info.name)
        for member in vars(module).values():
            if isinstance(member, type) and _MARK in vars(member):
                found += [member] if member.__module__ == module.__name__ else []
    return found


def load_in_sandbox(processes: list[type], *plugins: Plugin) -> None:
    """Load processes as a worker does, with the sandbox that plugins set up.

    Raises:
        Exception: whatever a process raises while it is loaded.
    """
    replayer = Replayer(workflows=processes, plugins=plugins)
    runner = replayer.config(active_config=True).get("workflow_runner")
    assert runner is not None
    for process in processes:
        definition = workflow._Definition.must_from_class(process)  # noqa: SLF001 - no public way.
        assert definition.sandboxed, process
        runner.prepare_workflow(definition)


def plumbing(module: ast.Module) -> Iterator[str]:
    """Each time span or retry policy that is spelt out in a `run`."""
    for node in ast.walk(module):
        if isinstance(node, ast.AsyncFunctionDef) and node.name == "run":
            for call in ast.walk(node):
                if isinstance(call, ast.Call):
                    name = ast.unparse(call.func).split(".")[-1]
                    yield from (f"{call.lineno} {name}" for _ in _PLUMBING & {name})


async def test_every_process_loads_in_the_sandbox() -> None:
    from workers.plugin import servicecycle_plugin  # noqa: PLC0415 - only this test needs it.

    found = processes()
    assert found != []
    load_in_sandbox(found, servicecycle_plugin())


def test_a_run_speaks_of_business_and_not_of_plumbing() -> None:
    offenders = [
        f"{short(path)}:{finding}"
        for path in python_files("workflows")
        for finding in plumbing(tree(path))
    ]
    assert offenders == []


def test_plumbing_in_a_run_is_found() -> None:
    module = ast.parse("async def run(self):\n    await wait(datetime.timedelta(days=1))\n")
    assert list(plumbing(module)) == ["2 timedelta"]


def test_a_process_that_cannot_be_loaded_is_found() -> None:
    with pytest.raises(RestrictedWorkflowAccessError, match="datetime"):
        load_in_sandbox([LooksAtTheClock])
