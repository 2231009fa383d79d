"""A check is silenced at one place, by its code and with a reason, or not at all."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from tests.house.repository import comments, python_files, short

if TYPE_CHECKING:
    from collections.abc import Iterator

_NOQA = re.compile(r"#\s*noqa\b", re.IGNORECASE)
_NOQA_SAID_WELL = re.compile(r"# noqa: [A-Z]+\d+(, ?[A-Z]+\d+)*( - |  # )\w.{9,}")
_IGNORE = re.compile(r"#\s*type:\s*ignore\b")
_IGNORE_SAID_WELL = re.compile(r"# type: ignore\[[a-z-]+(, ?[a-z-]+)*\]  # \w.{9,}")
_WHOLE_FILE = re.compile(r"#\s*(ruff|flake8|mypy):")
_UNCOVERED = re.compile(r"pragma:?\s*no\s*(cover|branch)")


def silenced_badly(source: str) -> Iterator[str]:
    """Each comment that silences a check without its code and a reason of ten letters or more."""
    for line, comment in comments(source):
        nameless = _NOQA.search(comment) and not _NOQA_SAID_WELL.search(comment)
        untyped = _IGNORE.search(comment) and not _IGNORE_SAID_WELL.search(comment)
        if nameless or untyped or _WHOLE_FILE.match(comment):
            yield f"{line} {comment}"


def left_uncovered(source: str) -> Iterator[str]:
    """Each comment that takes code out of the measured coverage."""
    yield from (f"{at} {said}" for at, said in comments(source) if _UNCOVERED.search(said))


def test_every_silenced_check_names_its_code_and_its_reason() -> None:
    offenders = [
        f"{short(path)}:{finding}"
        for path in python_files()
        for finding in silenced_badly(path.read_text(encoding="utf-8"))
    ]
    assert offenders == []


def test_no_line_of_domain_and_workflows_is_taken_out_of_coverage() -> None:
    offenders = [
        f"{short(path)}:{finding}"
        for path in python_files("domain", "workflows")
        for finding in left_uncovered(path.read_text(encoding="utf-8"))
    ]
    assert offenders == []


@pytest.mark.parametrize(
    "comment",
    [
        "# noqa",
        "# noqa: BLE001",
        "# noqa: BLE001 - no",
        "# type: ignore",
        "# type: ignore[arg-type]",
        "# ruff: noqa",
        "# mypy: ignore-errors",
    ],
)
def test_a_check_silenced_without_code_or_reason_is_found(comment: str) -> None:
    assert list(silenced_badly(f"x = 1  {comment}\n")) == [f"1 {comment}"]


@pytest.mark.parametrize(
    "comment",
    [
        "# noqa: BLE001 - the interceptor turns every error into a failure.",
        "# type: ignore[arg-type]  # The stubs know one argument only.",
        "# noqa: BLE001  # The interceptor turns every error into a failure.",
        "# A word about noqa in a sentence.",
    ],
)
def test_a_check_silenced_with_code_and_reason_is_fine(comment: str) -> None:
    assert list(silenced_badly(f"x = 1  {comment}\n")) == []


def test_a_line_taken_out_of_coverage_is_found() -> None:
    assert list(left_uncovered("x = 1  # pragma: no cover\n")) == ["1 # pragma: no cover"]
    assert list(left_uncovered('x = "# pragma: no cover"\n')) == []
