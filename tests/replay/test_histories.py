"""Whatever a process once did, it does again when it is replayed, in this release and in each.

A history is only ever added. One that no longer replays says that a process which runs since
before the change would wedge: gate the change with `workflow.patched`, leave the history alone.
"""

from __future__ import annotations

import re
import subprocess
from base64 import b64decode
from typing import TYPE_CHECKING

import pytest
from temporalio import workflow
from temporalio.client import WorkflowHistory
from temporalio.worker import Replayer
from temporalio.workflow import NondeterminismError

from tests.house.repository import ROOT
from tests.house.test_workflow_files import processes
from tests.replay.impatient import Impatient
from tests.replay.lives import LIVES
from tests.replay.memory import HISTORIES
from workers.plugin import servicecycle_plugin

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

KEPT = sorted(HISTORIES.glob("*/*.json"))
_FOLDER = HISTORIES.relative_to(ROOT).as_posix()
_PERSONAL = re.compile(r"[A-Za-z0-9._-]+@[A-Za-z0-9-]+")
_PAYLOAD = re.compile(r'"data":"([^"]*)"')


def name_of(path: Path) -> str:
    return f"{path.parent.name}/{path.stem}"


def history(path: Path) -> WorkflowHistory:
    return WorkflowHistory.from_json(name_of(path), path.read_text(encoding="utf-8"))


def replayer(*kinds: type) -> Replayer:
    return Replayer(workflows=list(kinds) or processes(), plugins=[servicecycle_plugin()])


def git(root: Path, *arguments: str) -> str | None:
    """What git says; None where there is no repository, or not enough of it."""
    asked = subprocess.run(
        ["git", "-c", "safe.directory=*", *arguments],
        cwd=root,
        check=False,
        capture_output=True,
        text=True,
    )
    return asked.stdout.strip() if asked.returncode == 0 else None


def released() -> Iterator[str]:
    """The states whose histories have to be there still: the last release, and what main has."""
    yield from filter(None, [git(ROOT, "describe", "--tags", "--abbrev=0", "--match", "v*")])
    for branch in ("origin/HEAD", "origin/main", "main"):
        yield from filter(None, [git(ROOT, "merge-base", "HEAD", branch)])


def changed_since(state: str, root: Path = ROOT) -> list[str]:
    """The histories that were there in an earlier state and are gone or others now."""
    only = ("--name-only", "--no-renames", "--diff-filter=DMT")
    return (git(root, "diff", *only, state, "--", _FOLDER) or "").splitlines()


@pytest.mark.parametrize("path", KEPT, ids=name_of)
async def test_a_history_replays(path: Path) -> None:
    await replayer().replay_workflow(history(path))


def test_every_process_and_every_life_has_a_history() -> None:
    names = {workflow._Definition.must_from_class(kind).name for kind in processes()}  # noqa: SLF001 - no public way
    assert set(LIVES) == names
    wanted = {(kind, life) for kind, lives in LIVES.items() for life in lives}
    assert {(path.parent.name, path.name.split(".")[0]) for path in KEPT} == wanted


@pytest.mark.parametrize("path", KEPT, ids=name_of)
def test_a_history_keeps_nothing_of_a_person_or_a_machine(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    payloads = [b64decode(data).decode() for data in _PAYLOAD.findall(text)]
    assert [found for one in (text, *payloads) for found in _PERSONAL.findall(one)] == []


def test_no_history_that_was_committed_is_gone_or_another_one() -> None:
    for state in released():
        assert changed_since(state) == [], f"changed since {state}; histories are only ever added"


def test_a_history_that_is_gone_or_another_one_is_found_and_a_new_one_is_fine(
    tmp_path: Path,
) -> None:
    folder = tmp_path / _FOLDER
    folder.mkdir(parents=True)
    for name in ("left-alone", "changed", "removed"):
        (folder / f"{name}.json").write_text("{}", encoding="utf-8")
    author = ("-c", "user.name=Test", "-c", "user.email=test@example.com")
    for arguments in (("init", "--quiet"), ("add", "."), (*author, "commit", "-qm", "Keep.")):
        assert git(tmp_path, *arguments) is not None
    (folder / "changed.json").write_text("[]", encoding="utf-8")
    (folder / "removed.json").unlink()
    (folder / "new.json").write_text("{}", encoding="utf-8")
    gone = [f"{_FOLDER}/{name}.json" for name in ("changed", "removed")]
    assert changed_since("HEAD", tmp_path) == gone
    assert changed_since("no-such-state", tmp_path) == []


async def test_a_process_that_does_something_else_does_not_replay() -> None:
    path = next(path for path in KEPT if path.parent.name == "ServiceLifecycle")
    with pytest.raises(NondeterminismError):
        await replayer(Impatient).replay_workflow(history(path))
