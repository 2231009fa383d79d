"""Keeps what a release leaves open: `python -m tests.upgrade.capture COMMIT`.

It takes the release out of the repository, lays the lives of this folder into it that it can lead,
and lets the release itself lead them on a real Temporal server and a real PostgreSQL. What both
know then is kept below `tests/upgrade/<version>`; what a release left open is never written again.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tarfile
import tempfile
import tomllib
from io import BytesIO
from pathlib import Path

from tests.upgrade.kept import order

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
LAID_IN = {
    "0.1.0": ("__init__", "before_operation", "in_operation", "lives", "playing"),
    "0.2.0": ("before_a_change", "beside_a_change", "in_change", "lives_of_changes"),
}
"""The files with lives, and what plays them, by the first release that can lead them."""


def laid_into(version: str) -> list[str]:
    """The files that a release can lead: its own, and those of every release before it."""
    return [one for since in LAID_IN if order(since) <= order(version) for one in LAID_IN[since]]


def taken_out(commit: str, folder: Path) -> str:
    """The files of a commit in a folder, with the lives in them; the version it calls itself."""
    packed = subprocess.run(
        ["git", "-c", "safe.directory=*", "archive", commit],
        cwd=ROOT,
        check=True,
        capture_output=True,
    ).stdout
    with tarfile.open(fileobj=BytesIO(packed)) as archive:
        archive.extractall(folder, filter="data")
    project = tomllib.loads((folder / "pyproject.toml").read_text(encoding="utf-8"))
    version = str(project["project"]["version"])
    laid = folder / "tests" / "upgrade"
    laid.mkdir(exist_ok=True)
    for name in laid_into(version):
        shutil.copy(HERE / f"{name}.py", laid / f"{name}.py")
    return version


def play(release: Path, kept: Path) -> None:
    """Let a release lead the lives with its own code."""
    environment = {**os.environ, "PYTHONPATH": str(release), "PYTHONDONTWRITEBYTECODE": "1"}
    words = [sys.executable, "-m", "tests.upgrade.playing", str(kept)]
    subprocess.run(words, cwd=release, env=environment, check=True)


def capture(commit: str) -> Path:
    """Keep what a release leaves open.

    Raises:
        FileExistsError: it is kept already.
    """
    with tempfile.TemporaryDirectory() as below:
        release, kept = Path(below) / "release", Path(below) / "kept"
        version = taken_out(commit, release)
        kept.mkdir()
        target = HERE / version
        if target.exists():
            raise FileExistsError(target)
        play(release, kept)
        return Path(shutil.copytree(kept, target))


if __name__ == "__main__":
    sys.stdout.write(f"kept {capture(sys.argv[1]).relative_to(ROOT)}\n")
