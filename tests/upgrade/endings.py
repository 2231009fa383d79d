"""How this release finishes what an earlier one left open, life by life.

Each ending first does what only works when nothing was lost: a vote cast before the upgrade counts,
a gate answered before it is not asked again, a decision made before it can be corrected.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING

from tests.upgrade.going_on import answers, ends, goes_live, retires, votes, withdraws
from tests.workflows.company import ACCEPTANCE, CHECKLIST, DATA_RETURN, GATES
from tests.workflows.house import eventually

if TYPE_CHECKING:
    from tests.workflows.company import Data
    from tests.workflows.life import Life

Ending = Callable[["Life"], Awaitable[None]]


async def lives_on(life: Life) -> None:
    """The whole way, in operation for a while, and out of it."""
    await goes_live(life)
    await retires(life)


async def offered_by_the_second_vote(life: Life) -> None:
    [ballot] = life.open
    receipt = await life.decide(ballot, "offer", by="mehmet" if "voted" in life.id else "ayse")
    assert receipt.decided == "offer"
    await withdraws(life)


async def rejected_by_the_second_vote(life: Life) -> None:
    receipt = await life.decide("committee", "reject", by="mehmet")
    assert receipt.decided == "reject"
    await ends(life)


async def rejected_by_the_chair(life: Life) -> None:
    await life.decide("committee_chair", "reject", by="director")
    await ends(life)


async def decided_by_the_rung_above(life: Life) -> None:
    await life.decide("committee_chair", "offer", by="boss")
    await withdraws(life)


async def asked_again_on_the_day(life: Life) -> None:
    await life.passes(days=31)
    await votes(life, "committee/2", "reject")
    await ends(life)


async def decided_after_the_correction(life: Life) -> None:
    receipt = await life.decide("committee", "offer", by="zeynep")
    assert receipt.decision_id == life.task_id("committee") + "#2"
    await withdraws(life)


async def the_offer_is_corrected(life: Life) -> None:
    run = life.row.run_id
    await life.decide("committee", "reject", by="mehmet", corrects=True)
    await eventually(lambda: life.row.run_id != run and life.open == {"committee/1"})
    await life.decide("committee", "reject", by="zeynep")
    await ends(life)


async def only_the_other_gates(life: Life) -> None:
    assert life.open == {"service_levels/1", "customer_needs/1", "continuity/1"}
    await lives_on(life)


async def answered_by_the_rung_above(life: Life) -> None:
    await life.decide("security", "complete", by="director", data=GATES["security"][1])
    await withdraws(life)


async def a_gate_is_corrected(life: Life) -> None:
    by, data = GATES["costs"]
    run = life.row.run_id
    await life.decide("costs", "complete", by=by, data=data, corrects=True)
    await eventually(lambda: life.row.run_id != run and life.open == {"design_acceptance/1"})
    await life.has_settled()
    assert len(life.decisions("costs")) == 2
    await life.decide("design_acceptance", "accept", by="delivery", data=ACCEPTANCE)
    await withdraws(life)


async def only_what_was_sent_back(life: Life) -> None:
    assert life.open == {"security/2", "costs/2"}
    await answers(life)
    assert life.open == {"design_acceptance/2"}
    await withdraws(life)


async def the_acceptance_is_corrected(life: Life) -> None:
    again: Data = {"again": ["brief"]}
    await life.decide("design_acceptance", "rework", by="delivery", data=again, corrects=True)
    await eventually(lambda: life.open == {"brief/2"})
    await life.has_settled()
    await withdraws(life)


async def asked_once_more(life: Life) -> None:
    [question] = life.open
    assert question in {"go_live_checklist/2", "design_acceptance/2"}
    await answers(life)
    await withdraws(life)


async def taken_out_of_operation_again(life: Life) -> None:
    await life.decide("go_live_acceptance", "rework", by="delivery", corrects=True)
    await eventually(lambda: life.open == {"go_live_checklist/2"})
    await life.has_settled()
    await life.decide("go_live_checklist/2", "ready", by="tech", data=CHECKLIST)
    await lives_on(life)


async def asked_again_in_a_year(life: Life) -> None:
    await answers(life)
    await life.passes(days=366)
    assert life.open == {"improvement_cycle/2"}
    await life.decide("improvement_cycle/2", "retire", by="owner")
    await retires(life)


async def kept_by_silence(life: Life) -> None:
    await life.passes(days=30)
    assert life.decisions("improvement_cycle") == [("policy", "keep")]
    await retires(life)


async def the_finding_is_corrected(life: Life) -> None:
    await life.decide("improvement_cycle", "retire", by="owner", corrects=True)
    await eventually(lambda: life.open == {"retirement/1"})
    await life.has_settled()
    await retires(life)


async def changed(life: Life) -> None:
    await goes_live(life)
    assert life.service.version == 2
    await retires(life)


async def retired_by_the_second_vote(life: Life) -> None:
    receipt = await life.decide("retirement", "retire", by="mehmet")
    assert receipt.decided == "retire"
    await retires(life)


async def not_retired_on_the_day(life: Life) -> None:
    await life.passes(days=26)
    await votes(life, "retirement/2", "keep")
    assert life.service.stage == "operation"
    await retires(life)


async def changed_instead(life: Life) -> None:
    await votes(life, "retirement", "keep")
    assert "costs/1" not in life.open
    await changed(life)


async def retired_while_it_changes(life: Life) -> None:
    await life.passes(days=26)
    await votes(life, "retirement/2", "retire")
    assert life.row.state["draft"] is None
    await retires(life)


async def customers_keep_it(life: Life) -> None:
    await life.decide("retirement", "keep", by="mehmet", corrects=True)
    await eventually(lambda: life.open == {"retirement/1"})
    await life.has_settled()
    await life.decide("retirement", "keep", by="zeynep")
    assert life.service.stage == "operation"
    await retires(life)


async def not_rejected_after_all(life: Life) -> None:
    await life.decide("committee", "offer", by="mehmet", corrects=True)
    await eventually(lambda: life.open == {"committee/1"})
    await life.has_settled()
    await life.decide("committee", "offer", by="zeynep")
    await withdraws(life)


async def returned_otherwise(life: Life) -> None:
    await life.decide("data_return", "nothing_held", by="security", data=DATA_RETURN, corrects=True)
    await eventually(lambda: life.story.count("data_returned") == 2)
    await life.has_settled()
    await ends(life)


async def approved(life: Life) -> None:
    await life.decide("policy_approval", "approve", by="boss")
    await life.has_ended()


async def approved_after_all(life: Life) -> None:
    await life.decide("policy_approval", "approve", by="boss", corrects=True)
    await life.has_ended()


ENDINGS: dict[str, tuple[Ending, str]] = {
    "service/asked": (lives_on, "retired"),
    "service/voted-once": (offered_by_the_second_vote, "withdrawn"),
    "service/voted-by-a-substitute": (rejected_by_the_second_vote, "rejected"),
    "service/committee-reminded": (offered_by_the_second_vote, "withdrawn"),
    "service/chair-asked-after-the-due-date": (rejected_by_the_chair, "rejected"),
    "service/chair-asked-after-a-tie": (rejected_by_the_chair, "rejected"),
    "service/chair-escalated": (decided_by_the_rung_above, "withdrawn"),
    "service/put-off": (asked_again_on_the_day, "rejected"),
    "service/asked-again": (offered_by_the_second_vote, "withdrawn"),
    "service/vote-corrected": (decided_after_the_correction, "withdrawn"),
    "service/offered": (the_offer_is_corrected, "rejected"),
    "service/some-gates-answered": (only_the_other_gates, "retired"),
    "service/gates-overdue": (answered_by_the_rung_above, "withdrawn"),
    "service/designed": (a_gate_is_corrected, "withdrawn"),
    "service/sent-back": (only_what_was_sent_back, "withdrawn"),
    "service/accepted": (the_acceptance_is_corrected, "withdrawn"),
    "service/ready": (lives_on, "retired"),
    "service/not-good-enough": (asked_once_more, "withdrawn"),
    "service/back-in-design": (asked_once_more, "withdrawn"),
    "service/live": (taken_out_of_operation_again, "retired"),
    "service/cycle-asked": (asked_again_in_a_year, "retired"),
    "service/cycle-escalated": (kept_by_silence, "retired"),
    "service/kept": (the_finding_is_corrected, "retired"),
    "service/changing": (changed, "retired"),
    "service/changed-and-designed": (changed, "retired"),
    "service/change-accepted": (changed, "retired"),
    "service/change-ready": (changed, "retired"),
    "service/retirement-asked": (retires, "retired"),
    "service/retirement-voted-once": (retired_by_the_second_vote, "retired"),
    "service/retirement-before-the-chair": (retires, "retired"),
    "service/retirement-put-off": (not_retired_on_the_day, "retired"),
    "service/retirement-asked-again": (retires, "retired"),
    "service/retirement-asked-beside-a-change": (changed_instead, "retired"),
    "service/retirement-put-off-beside-a-change": (retired_while_it_changes, "retired"),
    "service/customers-told": (customers_keep_it, "retired"),
    "service/dependents-open": (retires, "retired"),
    "service/data-to-return": (retires, "retired"),
    "service/rejected": (not_rejected_after_all, "withdrawn"),
    "service/retired": (returned_otherwise, "retired"),
    "service/cancelled": (withdraws, "withdrawn"),
    "service/over-many-runs": (only_the_other_gates, "retired"),
    "service/taken-over-in-strategy": (withdraws, "withdrawn"),
    "service/taken-over-in-design": (withdraws, "withdrawn"),
    "service/taken-over-in-transition": (lives_on, "retired"),
    "service/taken-over-in-operation": (retires, "retired"),
    "service/taken-over-in-retirement": (retires, "retired"),
    "policy/policy-asked": (approved, "published"),
    "policy/policy-reminded": (approved, "published"),
    "policy/policy-escalated": (approved, "published"),
    "policy/policy-rejected": (approved_after_all, "published"),
}
"""How each process that was left open comes to its end, and what that is."""
