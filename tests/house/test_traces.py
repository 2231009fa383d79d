"""Nothing in the repository tells where it was written or which package registry was near."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from tests.house.repository import files, short

if TYPE_CHECKING:
    from collections.abc import Iterator

_TRACES = {
    "a path of one machine": re.compile(
        r"(?<![A-Za-z0-9_.-])/((work|farm|root)/|(home|Users)/[a-z])"
    ),
    "a package registry": re.compile(
        r"://[a-z0-9.-]*(py(pi|thonhosted)|npm|debian)[a-z0-9.-]*(/|\b)"
    ),
}


def traces(text: str) -> Iterator[str]:
    """Each line that gives a machine or a registry away."""
    for number, line in enumerate(text.splitlines(), start=1):
        for name, pattern in _TRACES.items():
            if found := pattern.search(line):
                yield f"{number} {name}: {found.group()}"


def test_no_committed_file_names_a_machine_or_a_registry() -> None:
    offenders = []
    for path in files():
        try:
            text = path.read_text(encoding="utf-8")
        except UnicodeDecodeError:
            continue
        offenders += [f"{short(path)}:{finding}" for finding in traces(text)]
    assert offenders == []


@pytest.mark.parametrize(
    "folders",
    [("", "work", "main"), ("", "home", "ada", "x"), ("", "root", ".cache"), ("", "Users", "ada")],
)
def test_a_path_of_one_machine_is_found(folders: tuple[str, ...]) -> None:
    path = "/".join(folders)
    assert len(list(traces(f"see {path}"))) == 1
    assert list(traces(f"see docs{path}")) == []


@pytest.mark.parametrize("host", ["pypi.org", "files.pythonhosted.org", "registry.npmjs.org"])
def test_an_address_of_a_registry_is_found(host: str) -> None:
    assert len(list(traces(f"--index-url https:{'//'}{host}/simple"))) == 1
