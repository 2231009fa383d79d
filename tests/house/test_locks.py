"""What is installed is what was locked: by hash, from wherever the machine gets its packages."""

from __future__ import annotations

import re
import tomllib
from functools import cache

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from packaging.version import Version

from tests.house.repository import ROOT

LOCKS = ("requirements.lock", "requirements-dev.lock")

_PINNED = re.compile(r"^(?P<name>[a-z0-9-]+)==(?P<version>[^ ;]+)", re.MULTILINE)


@cache
def pins(lock: str) -> dict[str, Version]:
    """Each locked package and its version."""
    text = (ROOT / lock).read_text(encoding="utf-8")
    return {found["name"]: Version(found["version"]) for found in _PINNED.finditer(text)}


def entries(text: str) -> list[str]:
    """Each requirement of a lock on one line, with its options, without comments."""
    bare = re.sub(r"^\s*#.*\n", "", text, flags=re.MULTILINE)
    return [line for line in bare.replace("\\\n", " ").splitlines() if line.strip()]


def wanted() -> dict[str, list[str]]:
    """What each lock has to satisfy, as pyproject.toml says it."""
    declared = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    extras: dict[str, list[str]] = declared["project"]["optional-dependencies"]
    optional = [one for extra in extras.values() for one in extra]
    running: list[str] = [*declared["project"]["dependencies"], *optional]
    building: list[str] = declared["build-system"]["requires"]
    developing: list[str] = declared["dependency-groups"]["dev"]
    return {LOCKS[0]: running, LOCKS[1]: [*running, *building, *developing]}


@pytest.mark.parametrize("lock", LOCKS)
def test_every_locked_package_has_its_hashes_and_no_address(lock: str) -> None:
    offenders = [
        entry
        for entry in entries((ROOT / lock).read_text(encoding="utf-8"))
        if "--hash=sha256:" not in entry or entry.startswith("-") or "://" in entry
    ]
    assert offenders == []
    assert len(pins(lock)) > 0


@pytest.mark.parametrize("lock", LOCKS)
def test_the_lock_satisfies_what_the_project_declares(lock: str) -> None:
    declared = [Requirement(text) for text in wanted()[lock]]
    offenders = [
        str(one)
        for one in declared
        if (pin := pins(lock).get(canonicalize_name(one.name))) is None or pin not in one.specifier
    ]
    assert offenders == []


def test_developers_run_the_versions_that_users_run() -> None:
    running, developing = pins(LOCKS[0]), pins(LOCKS[1])
    assert {name: developing.get(name) for name in running} == running


def test_an_entry_without_hash_is_found() -> None:
    lock = "# via nobody\na==1 \\\n    --hash=sha256:00\nb==2\n"
    assert [e for e in entries(lock) if "--hash" not in e] == ["b==2"]
