"""How this release finishes changes that an earlier one left open, life by life.

As in `endings.py` each ending first does what only works when nothing was lost: a vote on a change
counts, a change in the queue comes when its turn is, an approval can be corrected.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from activities.store import schema
from tests.upgrade.going_on import answers, corrects, is_changed, retires, votes
from tests.workflows.changing import change, decided, proposed, standing, withdrawn
from tests.workflows.company import GATES, JOINS_LATER
from tests.workflows.test_improvement import versions

if TYPE_CHECKING:
    from tests.upgrade.endings import Ending
    from tests.workflows.life import Life


# The committee decides.


async def approved_by_the_committee(life: Life) -> None:
    await decided(life, "approve")
    assert versions(life) == {1: "operation", 2: "design"}
    await is_changed(life, 2)


async def approved_by_the_second_vote(life: Life) -> None:
    receipt = await life.decide("change_committee", "approve", by="mehmet")
    assert receipt.decided == "approve"
    await is_changed(life, 2)


async def refused_by_the_second_vote(life: Life) -> None:
    receipt = await life.decide("change_committee", "reject", by="mehmet")
    assert (receipt.decided, standing(life)) == ("reject", {1: "rejected"})
    await retires(life)


async def approved_by_the_chair(life: Life) -> None:
    assert life.open == {"change_chair/1"}
    await is_changed(life, 2)


async def refused_by_the_chair(life: Life) -> None:
    await life.decide("change_chair", "reject", by="director")
    assert standing(life) == {1: "rejected"}
    await retires(life)


async def approved_by_the_rung_above(life: Life) -> None:
    await life.decide("change_chair", "approve", by="boss")
    assert standing(life) == {1: "making"}
    await retires(life)


async def the_refusal_is_corrected(life: Life) -> None:
    await corrects(life, "change_committee", "approve", by="mehmet")
    assert (life.open, standing(life)) == ({"change_committee/1"}, {1: "deciding"})
    await life.decide("change_committee", "approve", by="zeynep")
    await is_changed(life, 2)


async def the_approval_is_corrected(life: Life) -> None:
    await corrects(life, "change_committee", "reject", by="mehmet")
    assert versions(life) == {1: "operation", 2: "withdrawn"}
    await life.decide("change_committee", "reject", by="zeynep")
    assert standing(life) == {1: "rejected"}
    await retires(life)


async def approved_after_the_correction(life: Life) -> None:
    receipt = await life.decide("change_committee", "approve", by="zeynep")
    assert receipt.decision_id == life.task_id("change_committee") + "#2"
    assert life.open == {f"{gate}/1" for gate in GATES}
    await is_changed(life, 2)


# Put off.


async def refused_on_the_day(life: Life) -> None:
    await life.passes(days=41)
    await votes(life, "change_committee/2", "reject")
    assert standing(life) == {1: "rejected"}
    await retires(life)


async def approved_the_second_time(life: Life) -> None:
    receipt = await life.decide("change_committee/2", "approve", by="mehmet")
    assert receipt.decided == "approve"
    await is_changed(life, 2)


async def the_other_first(life: Life) -> None:
    assert "costs/1" not in life.open
    await life.passes(days=41)
    assert standing(life) == {1: "deferred", 2: "making"}
    while life.row.state["draft"]:
        await answers(life)
    assert (life.open, standing(life)) == ({"change_committee/2"}, {1: "deciding", 2: "live"})
    await is_changed(life, 3)


# The queue.


async def one_after_the_other(life: Life) -> None:
    assert standing(life) == {1: "making", 2: "queued", 3: "queued"}
    await life.designed()
    await life.gone_live()
    assert life.open == {"change_committee/1"}
    await decided(life, "approve")
    await life.designed(2)
    await life.gone_live(2)
    assert life.open == {f"{gate}/3" for gate in GATES} - {"costs/3"}
    await is_changed(life, 4)


async def taken_out_of_the_queue(life: Life) -> None:
    await withdrawn(life, 2)
    for member in ("mehmet", "zeynep"):
        await life.decide("change_committee", "reject", by=member)
    assert standing(life) == {1: "rejected", 2: "withdrawn", 3: "making"}
    assert change(life, 3).version == 2
    await is_changed(life, 2)


async def no_number_comes_again(life: Life) -> None:
    assert versions(life) == {1: "operation", 2: "withdrawn", 3: "design"}
    assert "costs/2" in life.open
    await is_changed(life, 3)


async def the_next_has_another_number(life: Life) -> None:
    assert (life.open, standing(life)) == (set(), {1: "withdrawn"})
    await proposed(life)
    assert versions(life) == {1: "operation", 2: "withdrawn", 3: "design"}
    assert change(life, 2).version == 3
    await is_changed(life, 3)


async def begun_by_the_owners_answer(life: Life) -> None:
    assert life.open == {"improvement_cycle/1"}
    await life.decide("improvement_cycle", "keep", by="owner")
    assert standing(life) == {1: "making"}
    await is_changed(life, 2)


async def the_cycle_changed_nothing(life: Life) -> None:
    await corrects(life, "improvement_cycle", "keep", by="owner")
    assert (life.open, standing(life)) == (set(), {1: "cancelled"})
    await retires(life)


# Something else is decided beside it.


async def retired_with_its_changes(life: Life) -> None:
    await votes(life, "retirement", "retire")
    assert standing(life) == {1: "cancelled", 2: "cancelled"}
    assert versions(life) == {1: "retirement", 2: "withdrawn"}
    await retires(life)


async def changed_instead(life: Life) -> None:
    """The end is refused; the committee votes anew on the change."""
    await votes(life, "retirement", "keep")
    assert life.story.count("retirement_refused") == 1
    assert life.open == {"change_committee/2"}
    await decided(life, "approve", 2)
    await is_changed(life, 2)


async def retired_on_the_day_with_its_changes(life: Life) -> None:
    await life.passes(days=26)
    await votes(life, "retirement/2", "retire")
    assert standing(life) == {1: "cancelled", 2: "cancelled"}
    await retires(life)


async def retired_after_all(life: Life) -> None:
    """The refusal is corrected, which the changes survive no more."""
    await corrects(life, "retirement", "retire", by="mehmet")
    await life.decide("retirement", "retire", by="zeynep")
    assert set(standing(life).values()) <= {"cancelled"}
    await retires(life)


async def the_refusal_took_the_day_away(life: Life) -> None:
    assert life.row.state["retirement_deferred_until"] is None
    await proposed(life)
    await life.passes(days=5)
    await is_changed(life, 2)


async def asked_at_once(life: Life) -> None:
    assert life.open == {"retirement/2"}
    await retires(life)


async def the_changes_come_back(life: Life) -> None:
    await corrects(life, "retirement", "keep", by="mehmet")
    assert standing(life) == {1: "making", 2: "queued"}
    await life.decide("retirement", "keep", by="zeynep")
    assert "costs/1" not in life.open
    await is_changed(life, 3)


async def the_erased_stays_the_proposer(life: Life) -> None:
    """His words are gone, here as there; what he did and proposed goes on."""
    words = schema.event_text
    erased = life.record.rows(words, words.c.subject == life.id, words.c.erased_by.is_not(None))
    his = {one.position for one in life.events if one.actor == JOINS_LATER}
    assert his <= {one.position for one in erased}
    assert {(one.reason, one.data) for one in erased} == {(None, None)}
    assert (change(life, 2).proposer, standing(life)[2]) == (JOINS_LATER, "queued")
    await is_changed(life, 3)


CHANGES: dict[str, tuple[Ending, str]] = {
    f"service/{name}": (ending, "retired")
    for name, ending in (
        ("change-before-the-committee", approved_by_the_committee),
        ("change-voted-once", approved_by_the_second_vote),
        ("change-committee-reminded", refused_by_the_second_vote),
        ("change-chair-asked-after-a-tie", approved_by_the_chair),
        ("change-chair-asked-after-the-due-date", refused_by_the_chair),
        ("change-chair-escalated", approved_by_the_rung_above),
        ("change-refused", the_refusal_is_corrected),
        ("change-approved", the_approval_is_corrected),
        ("change-vote-corrected", approved_after_the_correction),
        ("change-put-off", refused_on_the_day),
        ("change-asked-again", approved_the_second_time),
        ("change-put-off-while-another-is-made", the_other_first),
        ("changes-queued", one_after_the_other),
        ("changes-queued-behind-the-committee", taken_out_of_the_queue),
        ("change-withdrawn", no_number_comes_again),
        ("change-given-up", the_next_has_another_number),
        ("change-behind-the-owners-answer", begun_by_the_owners_answer),
        ("large-change-of-the-cycle", the_cycle_changed_nothing),
        ("retirement-asked-beside-changes", retired_with_its_changes),
        ("retirement-asked-before-the-committee-decided", changed_instead),
        ("retirement-asked-before-the-chair-decided", changed_instead),
        ("retirement-put-off-beside-changes", retired_on_the_day_with_its_changes),
        ("retirement-refused-beside-changes", retired_after_all),
        ("retirement-refused-on-its-day", the_refusal_took_the_day_away),
        ("retirement-asked-anew-by-the-cycle", asked_at_once),
        ("changes-cancelled", the_changes_come_back),
        ("proposer-erased", the_erased_stays_the_proposer),
    )
}
"""How each service whose change waited comes to its end, and what that is."""
