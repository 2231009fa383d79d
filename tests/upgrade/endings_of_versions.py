"""How this release finishes versions that an earlier one left half made, life by life.

As in `endings.py` each ending first does what only works when nothing was lost: a gate that was
answered is not asked again, what was accepted can be corrected, the next change waits its turn.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.upgrade.going_on import answers, changes_go_live, corrects, is_changed, retires, votes
from tests.workflows.changing import change, standing, withdrawn
from tests.workflows.company import CHECKLIST, GATES
from tests.workflows.test_improvement import versions

if TYPE_CHECKING:
    from tests.upgrade.endings import Ending
    from tests.workflows.company import Data
    from tests.workflows.life import Life


async def only_the_gates_that_are_left(life: Life) -> None:
    left = {f"{gate}/1" for gate in GATES} - {"costs/1", "security/1"}
    assert life.open == left
    await is_changed(life, 2)


async def answered_by_the_rung_above(life: Life) -> None:
    await life.decide("brief", "complete", by="delivery", data=GATES["brief"][1])
    await withdrawn(life, 1)
    assert versions(life) == {1: "operation", 2: "withdrawn"}
    await retires(life)


async def a_gate_of_it_is_corrected(life: Life) -> None:
    by, data = GATES["costs"]
    await corrects(life, "costs", "complete", by=by, data=data)
    assert (life.open, len(life.decisions("costs"))) == ({"design_acceptance/1"}, 2)
    await is_changed(life, 2)


async def only_what_was_sent_back(life: Life) -> None:
    assert life.open == {"security/2", "costs/2"}
    await is_changed(life, 2)


async def the_acceptance_of_it_is_corrected(life: Life) -> None:
    again: Data = {"again": ["brief"]}
    await corrects(life, "design_acceptance", "rework", by="delivery", data=again)
    assert life.open == {"brief/2"}
    await is_changed(life, 2)


async def asked_once_more(life: Life) -> None:
    [question] = life.open
    assert question in {"go_live_checklist/2", "design_acceptance/2"}
    await is_changed(life, 2)


async def it_goes_live(life: Life) -> None:
    assert life.open == {"go_live_acceptance/1"}
    await is_changed(life, 2)


async def it_goes_live_and_the_next_begins(life: Life) -> None:
    await life.decide("go_live_acceptance", "accept", by="delivery")
    assert standing(life) == {1: "deferred", 2: "live", 3: "making"}
    assert change(life, 3).version == 3
    while life.row.state["draft"]:
        await answers(life)
    await life.passes(days=91)
    await votes(life, "change_committee/3", "approve")
    await is_changed(life, 4)


async def the_version_before_comes_back(life: Life) -> None:
    await corrects(life, "go_live_acceptance", "rework", by="delivery")
    assert versions(life)[1] == "operation"
    assert "go_live_checklist/2" in life.open
    await life.decide("go_live_checklist/2", "ready", by="tech", data=CHECKLIST)
    await changes_go_live(life)
    assert life.service.version == len(standing(life)) + 1
    await retires(life)


async def the_next_waits_for_it(life: Life) -> None:
    assert standing(life) == {1: "making", 2: "queued"}
    assert versions(life) == {1: "operation", 2: "transition", 3: "withdrawn"}
    await is_changed(life, 3)


async def the_owner_is_asked_once_it_is_live(life: Life) -> None:
    await changes_go_live(life)
    assert life.open == {"improvement_cycle/1"}
    await life.decide("improvement_cycle", "keep", by="owner")
    await retires(life)


async def round_once_more(life: Life) -> None:
    assert versions(life) == {1: "retired", 2: "retired", 3: "operation", 4: "design"}
    assert "brief/3" not in life.open
    await is_changed(life, 4)


async def approved_in_a_later_run(life: Life) -> None:
    for member in ("mehmet", "zeynep"):
        await life.decide("change_committee", "approve", by=member)
    assert standing(life) == {1: "making", 2: "queued"}
    await is_changed(life, 3)


async def made_in_a_later_run(life: Life) -> None:
    await is_changed(life, len(standing(life)) + 1)


VERSIONS: dict[str, tuple[Ending, str]] = {
    f"service/{name}": (ending, "retired")
    for name, ending in (
        ("version-in-design", only_the_gates_that_are_left),
        ("version-overdue", answered_by_the_rung_above),
        ("version-designed", a_gate_of_it_is_corrected),
        ("version-sent-back", only_what_was_sent_back),
        ("version-accepted", the_acceptance_of_it_is_corrected),
        ("version-ready", it_goes_live),
        ("version-not-good-enough", asked_once_more),
        ("version-back-in-design", asked_once_more),
        ("version-ready-with-others-waiting", it_goes_live_and_the_next_begins),
        ("version-live", the_version_before_comes_back),
        ("version-live-and-the-next-begun", the_version_before_comes_back),
        ("going-live-corrected", the_next_waits_for_it),
        ("cycle-due-while-a-version-is-made", the_owner_is_asked_once_it_is_live),
        ("round-for-the-third-time", round_once_more),
        ("change-voted-over-many-runs", approved_in_a_later_run),
        ("version-in-design-over-many-runs", made_in_a_later_run),
        ("version-in-transition-over-many-runs", made_in_a_later_run),
    )
}
"""How each service with a version half made comes to its end, and what that is."""
