"""What a process does for the same life is what it did when its fingerprint was taken."""

from __future__ import annotations

from difflib import unified_diff
from typing import TYPE_CHECKING

import pytest

from tests.replay.capture import known_fingerprints
from tests.replay.lives import LIVES
from tests.replay.memory import fingerprint, remembered

if TYPE_CHECKING:
    from tests.replay.lives import Play
    from tests.workflows.house import House

PLAYED = [(kind, life, play) for kind, lives in LIVES.items() for life, play in lives.items()]

EXPLAINED = """
{kind} does something else in the life "{life}" than when its fingerprint was taken:

{difference}

Processes that were started before this change are still running, some of them for years. When
they replay what they did, they must do the same again, or they wedge. So:

  1. Gate the change: `if workflow.patched("<what changed>"): … else: <as before>`.
     The committed histories then still replay; they are never changed.
  2. Keep the new history and its fingerprint: `python -m tests.replay.capture`.
  3. Commit both with the change.

If nothing was released since the fingerprint was taken, and no process runs, take it anew: remove
what `git log` shows as unreleased below tests/replay/histories, and capture again.
"""


@pytest.mark.parametrize(("kind", "life", "play"), PLAYED, ids=[f"{k}/{n}" for k, n, _ in PLAYED])
async def test_a_process_does_what_its_fingerprint_says(
    house: House, kind: str, life: str, play: Play
) -> None:
    was = known_fingerprints()[kind][life]
    now = fingerprint(life, await remembered(house.env.client, await play(house)))
    difference = "\n".join(unified_diff(was, now, "as it was", "as it is", lineterm=""))
    assert now == was, EXPLAINED.format(kind=kind, life=life, difference=difference)
