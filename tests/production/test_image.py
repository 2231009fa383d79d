"""The image is made of what was locked and of our own code, and runs as nobody in particular."""

from __future__ import annotations

import fnmatch
import json
import re
import shutil
import subprocess
import sys
import tomllib
import zipfile
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pytest

from tests.house.repository import ROOMS, ROOT, files, short

if TYPE_CHECKING:
    from pathlib import Path

TEXT = (ROOT / "Dockerfile").read_text(encoding="utf-8")
IGNORED = (ROOT / ".dockerignore").read_text(encoding="utf-8")


@dataclass(frozen=True)
class Instruction:
    """One instruction, on one line."""

    stage: int
    word: str
    rest: str


def instructions(text: str) -> list[Instruction]:
    """The instructions of a Dockerfile, in order, with the stage each belongs to."""
    bare = re.sub(r"^\s*#.*\n", "", text, flags=re.MULTILINE).replace("\\\n", " ")
    found: list[Instruction] = []
    stage = 0
    for line in filter(str.strip, bare.splitlines()):
        word, _, rest = line.partition(" ")
        stage += word == "FROM"
        found.append(Instruction(stage, word, " ".join(rest.split())))
    return found


ALL = instructions(TEXT)
LAST = max(one.stage for one in ALL)


def is_sent(path: str) -> bool:
    """Whether a file of the repository reaches the builder, by the last pattern that matches."""
    sent = True
    for pattern in IGNORED.splitlines():
        if not pattern or pattern.startswith("#"):
            continue
        name = pattern.removeprefix("!")
        parts = [path, path.split("/", maxsplit=1)[0]]
        if any(fnmatch.fnmatch(part, name.removeprefix("**/")) for part in parts):
            sent = pattern.startswith("!")
    return sent


def sources() -> list[str]:
    """What is copied from the repository."""
    return [
        source
        for one in ALL
        if one.word == "COPY" and not one.rest.startswith("--from=")
        for source in one.rest.split()[:-1]
    ]


def only(word: str) -> str:
    """What the one instruction of a kind in the last stage says."""
    (found,) = [one.rest for one in ALL if one.word == word and one.stage == LAST]
    return found


def test_everything_that_is_copied_exists_and_is_sent() -> None:
    assert [source for source in sources() if not (ROOT / source).exists()] == []
    assert [source for source in sources() if not is_sent(source)] == []


def test_every_room_of_the_wheel_is_copied() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    rooms = project["tool"]["hatch"]["build"]["targets"]["wheel"]["packages"]
    copied = set(sources())
    assert set(rooms) < copied
    assert set(project["project"]["license-files"]) < copied


def test_the_wheel_is_built_from_what_is_copied_alone_and_is_complete(tmp_path: Path) -> None:
    for source in sources():
        if (ROOT / source).is_dir():
            shutil.copytree(ROOT / source, tmp_path / source)
        else:
            shutil.copy(ROOT / source, tmp_path / source)
    (build,) = [one.rest for one in ALL if "pip wheel" in one.rest]
    options = build.removeprefix("/tools/bin/pip ").replace("/wheels", str(tmp_path / "wheels"))
    pip = [sys.executable, "-m", "pip", "--disable-pip-version-check", "--quiet", "--no-cache-dir"]
    subprocess.run([*pip, *options.split()], cwd=tmp_path, check=True)
    (wheel,) = (tmp_path / "wheels").iterdir()
    packed = set(zipfile.ZipFile(wheel).namelist())
    ours = {short(path) for path in files() if short(path).partition("/")[0] in ROOMS}
    assert ours - packed == set()


@pytest.mark.parametrize(
    "path", [".env", ".git", ".venv", ".servicecycle", "tests", "bench", "workers/__pycache__"]
)
def test_what_is_nobodys_business_is_not_sent(path: str) -> None:
    last = path.rsplit("/", maxsplit=1)[-1]
    assert not is_sent(last)


def test_nothing_is_installed_but_what_was_locked_by_hash() -> None:
    installs = [
        part
        for one in ALL
        if one.word == "RUN"
        for part in one.rest.split("&&")
        if "pip install" in part
    ]
    assert len(installs) == 3
    locked = [one for one in installs if "--no-deps --require-hashes --requirement" in one]
    assert [one.split()[-1] for one in locked] == ["requirements-dev.lock", "requirements.lock"]
    (ours,) = [one for one in installs if one not in locked]
    assert "--no-deps --no-index --find-links /wheels servicecycle" in ours


def test_no_address_and_no_secret_is_in_it() -> None:
    assert "://" not in TEXT
    assert not re.search(r"(PASSWORD|SECRET|TOKEN|_URL)\b", TEXT)
    assert [one.word for one in ALL if one.word == "ARG"] == ["ARG"]


def test_the_image_has_neither_tools_nor_sources() -> None:
    copied = [one.rest for one in ALL if one.word == "COPY" and one.stage == LAST]
    assert copied == ["--from=runtime /opt/servicecycle /opt/servicecycle"]
    assert LAST == 3


def test_the_image_runs_our_command_as_nobody_in_particular() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    (entry,) = json.loads(only("ENTRYPOINT"))
    assert entry in project["project"]["scripts"]
    assert json.loads(only("CMD")) == ["worker"]
    assert int(only("USER").partition(":")[0]) >= 10_000
    assert only("STOPSIGNAL") == "SIGTERM"


def test_the_python_of_the_image_is_pinned_and_one_we_run_on() -> None:
    bases = {one.rest.split()[0] for one in ALL if one.word == "FROM"}
    assert bases == {"python:${PYTHON}"}
    found = re.search(r"^ARG PYTHON=3\.(\d+)\.\d+-slim-\w+$", TEXT, re.MULTILINE)
    assert found is not None
    assert 11 <= int(found[1]) < 15


def test_an_instruction_over_several_lines_is_one() -> None:
    text = "# no\nFROM a AS b\nRUN x && \\\n    y\nFROM c\n"
    assert instructions(text) == [
        Instruction(1, "FROM", "a AS b"),
        Instruction(1, "RUN", "x && y"),
        Instruction(2, "FROM", "c"),
    ]
