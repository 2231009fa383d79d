"""How what a release left open is finished: its own lives, and those of every release before it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.upgrade.endings import ENDINGS
from tests.upgrade.endings_of_changes import CHANGES
from tests.upgrade.endings_of_versions import VERSIONS
from tests.upgrade.kept import order, releases

if TYPE_CHECKING:
    from tests.upgrade.endings import Ending
    from tests.upgrade.restored import Restored

_SINCE = {"0.1.0": ENDINGS, "0.2.0": CHANGES | VERSIONS}


def endings_of(version: str) -> dict[str, tuple[Ending, str]]:
    """How each process that a release left open comes to its end, and what that is."""
    found: dict[str, tuple[Ending, str]] = {}
    for since, endings in _SINCE.items():
        if order(since) <= order(version):
            found |= endings
    return found


async def come_to_its_end(house: Restored, workflow_id: str) -> None:
    """A process is resumed, which tells nobody anything, and led to its end."""
    told = house.told(workflow_id)
    life = await house.resume(workflow_id)
    await life.has_settled()
    stood_open = house.was[workflow_id].closed_at is None
    assert (house.told(workflow_id) == told) is stood_open, "an upgrade tells nobody anything"
    finish, stage = endings_of(house.release.version)[workflow_id]
    await finish(life)
    assert life.row.stage == stage
    assert life.row.closed_reason == stage
    assert life.open == set()


OPEN = [(kept, workflow_id) for kept in releases() for workflow_id in endings_of(kept.version)]
"""Every process that any release left open."""
