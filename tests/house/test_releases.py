"""What a release left open is kept before the next one is cut, and is never changed again."""

from __future__ import annotations

import re
import tomllib

from tests.house.repository import ROOT
from tests.replay.test_histories import git, released
from tests.upgrade.kept import HERE, order, releases
from tests.upgrade.places import WAITING_POINTS

_HEADING = re.compile(r"^## (\d+\.\d+\.\d+)", re.MULTILINE)
KEPT = ("database.sql.gz", "histories.jsonl.gz")


def earlier(changelog: str, version: str) -> list[str]:
    """The releases a changelog names that came before a version."""
    return [one for one in _HEADING.findall(changelog) if order(one) < order(version)]


def test_every_earlier_release_was_captured() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    changelog = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    before = earlier(changelog, project["project"]["version"])
    there = {one.version for one in releases()}
    missing = sorted(set(before) - there)
    assert missing == [], "capture them: `python -m tests.upgrade.capture v<version>`"
    assert sorted(WAITING_POINTS) == sorted(there), "each has its row in tests/upgrade/places.py"


def test_of_each_release_its_database_and_its_histories_are_kept() -> None:
    assert releases() != ()
    for one in releases():
        assert sorted(path.name for path in (HERE / one.version).iterdir()) == sorted(KEPT)


def test_what_was_kept_of_a_release_is_never_changed() -> None:
    kept = (HERE.relative_to(ROOT) / "*" / "*.gz").as_posix()
    for state in released():
        changed = git(ROOT, "diff", "--name-only", "--diff-filter=DMT", state, "--", kept)
        assert changed == "", f"changed since {state}"


def test_a_release_before_the_present_one_is_found_in_the_changelog() -> None:
    changelog = "# Changelog\n\n## 0.10.0: c\n\n## 0.9.0: b\n\n## 0.1.0\n"
    assert earlier(changelog, "0.10.0") == ["0.9.0", "0.1.0"]
    assert earlier(changelog, "0.1.0") == []
