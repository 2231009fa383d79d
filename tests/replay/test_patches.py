"""What a released process did stays so in its history, whatever the code would do by now (8.1).

Without its mark of `workflow.patched` none of these would replay: what 0.1.0 made of a change
(below), `corrected-after-silence.1` and `retired-by-the-cycle-meanwhile.1`, and, without the mark
of how a step is stored, every history of 0.1.0 (test_histories.py). Without the mark of contracts
that are nudged, `from-proposal-to-retirement.1` and `.2` would not.
"""

from __future__ import annotations

import json
from base64 import b64decode, b64encode
from typing import TYPE_CHECKING, Any

import pytest
from temporalio.client import WorkflowHistory
from temporalio.workflow import NondeterminismError

from domain.policy import Policy
from tests.replay.memory import HISTORIES
from tests.replay.test_histories import replayer
from workflows.marks import UNSTATED_CHANGES_ARE_MEASURED

if TYPE_CHECKING:
    from collections.abc import Callable

TAKES = sorted((HISTORIES / "ServiceLifecycle").glob("from-proposal-to-retirement.*.1.json"))
BEFORE_CHANGES, *SINCE = TAKES
"""A life that its improvement cycle changed, as release 0.1.0 led it and as it was led since."""

STRICT = {
    "minor": {"person_days": 0, "cost": {}},
    "normal": {"person_days": 0, "cost": {}},
    "unstated": "major",
    "committee_above": None,
}
"""Every change goes before the committee."""


def rewritten(text: str, change: Callable[[Any], Any]) -> str:
    """A history in whose payloads something is other than it was."""

    def walk(value: Any) -> Any:  # noqa: ANN401 - JSON of any shape
        match value:
            case {"metadata": _, "data": str(data)}:
                said = json.loads(b64decode(data))
                return {**value, "data": b64encode(json.dumps(change(said)).encode()).decode()}
            case dict():
                return {key: walk(inner) for key, inner in value.items()}
            case list():
                return [walk(inner) for inner in value]
            case _:
                return value

    return json.dumps(walk(json.loads(text)))


def strict(value: Any) -> Any:  # noqa: ANN401 - JSON of any shape
    """The same with every policy in it as strict about changes as can be."""
    match value:
        case {"questions": _, "committee": _, "improvement": _}:
            return {**value, "change": STRICT}
        case dict():
            return {key: strict(inner) for key, inner in value.items()}
        case _:
            return value


async def replay(text: str) -> None:
    await replayer().replay_workflow(WorkflowHistory.from_json("service/whole-life", text))


async def test_a_version_that_began_without_the_committee_begins_so_again() -> None:
    """Mark `unstated-changes-are-measured`: a stricter number cannot change what has been."""
    text = BEFORE_CHANGES.read_text(encoding="utf-8")
    stricter = rewritten(text, strict)
    assert stricter.count(UNSTATED_CHANGES_ARE_MEASURED) == 0
    assert Policy.model_validate(strict(_policy_in(text))).change.committee_above is None
    await replay(stricter)


async def test_what_happened_since_the_mark_obeys_the_policy_it_was_pinned_to() -> None:
    text = SINCE[-1].read_text(encoding="utf-8")
    await replay(text)
    with pytest.raises(NondeterminismError):
        await replay(rewritten(text, strict))


def _policy_in(text: str) -> Any:  # noqa: ANN401 - JSON of any shape
    found: list[Any] = []

    def look(value: Any) -> Any:  # noqa: ANN401 - JSON of any shape
        match value:
            case {"questions": _, "committee": _, "improvement": _}:
                found.append(value)
            case dict():
                for inner in value.values():
                    look(inner)
            case _:
                # Nothing else holds a policy.
                pass
        return value

    rewritten(text, look)
    return found[0]
