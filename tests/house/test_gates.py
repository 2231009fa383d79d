"""The gate is one command, the same for a developer and for CI."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

from tests.house.repository import ROOT

CHECKS = ("ruff format --check", "ruff check", "mypy", "lint-imports", "coverage report")


def steps_of(target: str) -> str:
    """What make would run for a target, nothing of it done."""
    return subprocess.run(
        ["make", "--dry-run", "--no-print-directory", target],
        cwd=ROOT,
        check=True,
        capture_output=True,
        text=True,
    ).stdout


def test_ci_runs_make_test_and_nothing_else() -> None:
    script = ROOT / ".ci" / "run"
    commands = [
        line
        for line in script.read_text(encoding="utf-8").splitlines()
        if line and not line.startswith(("#", "set ", "cd "))
    ]
    assert commands == ["exec make test"]
    assert os.access(script, os.X_OK)


def test_make_test_runs_every_check() -> None:
    steps = steps_of("test")
    assert [check for check in CHECKS if check not in steps] == []


def test_domain_and_workflows_are_covered_to_the_last_branch() -> None:
    assert "--include='domain/*,workflows/*' --fail-under=100" in steps_of("test")


def test_the_workflow_tests_run_once_more_without_a_cache() -> None:
    last = steps_of("test").split("SERVICECYCLE_TEST_MAX_CACHED=0")[-1]
    assert "tests/workflows" in last.splitlines()[0]


def test_the_runner_hands_the_verdict_of_pytest_on() -> None:
    run = [sys.executable, "-m", "tests.run", "--numprocesses", "0", "tests/no_such_test.py"]
    finished = subprocess.run(run, cwd=ROOT, check=False, capture_output=True, text=True)
    assert finished.returncode == pytest.ExitCode.USAGE_ERROR
    assert "no_such_test.py" in finished.stderr
