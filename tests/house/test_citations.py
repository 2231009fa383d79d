"""A requirement that is cited exists, so that a reader finds out why a rule is there."""

from __future__ import annotations

import re

from tests.house.repository import ROOMS, ROOT, files, short

LAST_REQUIREMENT = 149

_CITED = re.compile(r"(?<![A-Za-z0-9_])R(\d{1,4})(?![A-Za-z0-9_])")
_TEXTS = frozenset({".md", ".po", ".py", ".toml", ".yaml", ".yml"})


def cited(text: str) -> list[int]:
    """The numbers of the requirements a text cites; both ends of a range count."""
    return [int(number) for number in _CITED.findall(text)]


def test_every_requirement_cited_exists() -> None:
    here = ROOT / "tests" / "house"
    offenders = [
        f"{short(path)}: R{number}"
        for path in files()
        if path.suffix in _TEXTS and here not in path.parents
        for number in cited(path.read_text(encoding="utf-8"))
        if not 1 <= number <= LAST_REQUIREMENT
    ]
    assert offenders == []


def test_the_policy_that_ships_cites_requirements() -> None:
    policies = [p for p in files() if p.suffix == ".yaml" and p.relative_to(ROOT).parts[0] in ROOMS]
    assert sum(len(cited(path.read_text(encoding="utf-8"))) for path in policies) > 0


def test_every_way_to_cite_is_seen() -> None:
    assert cited("R0, R36: (R33-R34), R5–R8; R150.") == [0, 36, 33, 34, 5, 8, 150]
    assert cited("PR12 and R2D2 and ERROR1 are no requirements") == []
