"""Lives that processes have led: each is played, and what Temporal remembers of it is kept.

A life is never changed once its history is committed; a new behaviour gets a life of its own.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import TYPE_CHECKING

from domain.words import Stage
from tests.replay.change_lives import CHANGES
from tests.replay.contract_lives import CONTRACTS, stays_with_a_contract
from tests.support.mail_server import Sink, mail_server
from tests.support.outbox import outbox
from tests.workflows.company import ACCEPTANCE, CHANGE, CHECKLIST, DATA_RETURN, GATES
from tests.workflows.house import eventually, in_days
from tests.workflows.test_housekeeping import Rounds, another_round
from tests.workflows.test_mailroom import mailroom, shows, until, workers
from workers.settings import Settings
from workflows.mailroom import Mailroom
from workflows.service_lifecycle import ServiceLifecycle

if TYPE_CHECKING:
    from tests.workflows.house import House
    from tests.workflows.life import Life

Play = Callable[["House"], Awaitable[str]]


async def from_proposal_to_retirement(house: House) -> str:
    """Offered, designed with one rework, live, kept by silence, changed, retired in order."""
    life = await house.propose(service_id="whole-life", design={"costs": GATES["costs"][1]})
    await life.offered()
    for gate in ("brief", "service_levels", "customer_needs", "security", "continuity"):
        by, data = GATES[gate]
        await life.decide(gate, "complete", by=by, data=data)
    await life.decide("design_acceptance", "rework", by="delivery", data={"again": ["security"]})
    await life.decide("security/2", "complete", by="security", data=GATES["security"][1])
    await life.decide("design_acceptance/2", "accept", by="delivery", data=ACCEPTANCE)
    await life.gone_live()
    await life.passes(days=420)
    await life.passes(days=320)
    await life.decide("improvement_cycle/2", "change", by="owner", data=CHANGE)
    for gate, (by, data) in GATES.items():
        ordinal = {"security": 3, "costs": 1}.get(gate, 2)
        await life.decide(f"{gate}/{ordinal}", "complete", by=by, data=data)
    await life.decide("design_acceptance/3", "accept", by="delivery", data=ACCEPTANCE)
    await life.gone_live(2)
    await retired_in_order(life)
    return life.id


async def retired_in_order(life: Life) -> None:
    life.record.depends(life.record_id, "quantum_lease")
    await life.demand(ServiceLifecycle.retire)
    await life.retirement_decided()
    await life.passes(days=20)
    life.record.depends_no_longer(life.record_id, "quantum_lease")
    await life.nudge()
    await life.passes(days=71)
    await life.decide("data_return", "returned_and_erased", by="security", data=DATA_RETURN)
    await life.passes(days=3)
    await life.has_ended()


async def rejected_after_a_tie(house: House) -> str:
    """Deferred, asked again, tied, decided by the chair, corrected, and over."""
    house.record.publish_policy({("committee", "quorum_percent"): 100})
    life = await house.propose(service_id="rejected", by="zeynep")
    for member in ("ayse", "mehmet"):
        await life.decide("committee", "defer", by=member, data={"until": in_days(30)})
    await life.passes(days=31)
    await life.decide("committee/2", "offer", by="ayse")
    await life.decide("committee/2", "reject", by="boss", stands_for="mehmet")
    await life.decide("committee_chair", "offer", by="director")
    await life.decide("committee_chair", "reject", by="director", corrects=True)
    await eventually(lambda: life.service.stage == "rejected")
    await life.has_settled()
    await life.passes(days=3)
    await life.has_ended()
    return life.id


async def withdrawn_from_the_chair(house: House) -> str:
    """Nobody votes, the chair is asked and reminded, and the proposer takes it back."""
    life = await house.propose(service_id="withdrawn")
    await life.passes(days=24)
    await life.demand(ServiceLifecycle.withdraw)
    await life.has_ended()
    return life.id


async def corrected_twice(house: House) -> str:
    """A vote, a gate and an acceptance are corrected while nothing rests on them."""
    life = await house.propose(service_id="corrected")
    await life.offered()
    await life.decide("committee", "reject", by="mehmet", corrects=True)
    voted = life.row.run_id
    await eventually(lambda: life.row.run_id != voted)
    await life.has_settled()
    await life.decide("committee", "offer", by="zeynep")
    await life.decide("costs", "complete", by="delivery", data=GATES["costs"][1])
    await life.decide(
        "costs", "complete", by="delivery", data=GATES["costs"][1], corrects=True, reason="a slip"
    )
    await eventually(lambda: life.story.count("gate_answered") == 2)
    await life.has_settled()
    for gate, (by, data) in GATES.items():
        if gate != "costs":
            await life.decide(gate, "complete", by=by, data=data)
    await life.decide("design_acceptance", "accept", by="delivery", data=ACCEPTANCE)
    await life.decide(
        "design_acceptance", "rework", by="delivery", data={"again": ["brief"]}, corrects=True
    )
    await eventually(lambda: life.open == {"brief/2"})
    await life.has_settled()
    await life.demand(ServiceLifecycle.withdraw)
    await life.has_ended()
    return life.id


async def taken_over_and_kept(house: House) -> str:
    """Imported in operation, retirement put off, kept, handed over, adopted and cancelled."""
    life = await house.take_over(Stage.OPERATION, days_ago=350, service_id="taken-over")
    house.record.publish_policy({("questions", "improvement_cycle", "due_days"): 20})
    await life.demand(ServiceLifecycle.adopt, by="process")
    await life.demand(ServiceLifecycle.retire)
    for member in ("ayse", "mehmet"):
        await life.decide("retirement", "defer", by=member, data={"until": in_days(25)})
    await life.passes(days=20)
    await life.passes(days=6)
    await life.retirement_decided("keep", ordinal=2)
    await eventually(lambda: life.open == {"improvement_cycle/1"})
    await life.has_settled()
    await life.assign("improvement_cycle", "owner")
    await life.decide("improvement_cycle", "retire", by="owner")
    await life.handle.cancel()
    await life.has_ended()
    return life.id


async def retired_by_the_cycle_meanwhile(house: House) -> str:
    """The committee puts a retirement off; its owner retires the service before that day."""
    life = await house.take_over(Stage.OPERATION, days_ago=350, service_id="put-off")
    await life.demand(ServiceLifecycle.retire)
    for member in ("ayse", "mehmet"):
        await life.decide("retirement", "defer", by=member, data={"until": in_days(22)})
    await life.passes(days=20)
    await life.decide("improvement_cycle", "retire", by="owner")
    await life.has_settled()
    await life.passes(days=3)
    await life.retirement_decided("keep", ordinal=2)
    await life.has_settled()
    await life.handle.cancel()
    await life.has_ended()
    return life.id


async def corrected_after_silence(house: House) -> str:
    """Silence keeps the service; its owner has it changed instead, after the due date."""
    life = await house.take_over(Stage.OPERATION, days_ago=350, service_id="silent")
    await life.passes(days=20)
    await life.passes(days=46)
    await life.decide("improvement_cycle", "change", by="owner", data=CHANGE, corrects=True)
    await life.has_settled()
    await life.handle.cancel()
    await life.has_ended()
    return life.id


async def over_many_runs(house: House) -> str:
    """A page that is full after twenty events, with ballots and gates half answered."""
    house.record.publish_policy({("processes", "turn_page_after_events"): 20})
    life = await house.propose(service_id="many-runs")
    await life.offered()
    await life.designed()
    await life.decide("go_live_checklist", "ready", by="tech", data=CHECKLIST)
    await life.decide("go_live_acceptance", "redesign", by="delivery")
    await life.demand(ServiceLifecycle.withdraw)
    await life.has_ended()
    return life.id


async def policy_approved(house: House) -> str:
    """A policy that nobody answers for a while, and that comes into force."""
    life = await house.publish_policy(house.record.draft_policy({}, "approved-policy"))
    await life.passes(days=15)
    await life.decide("policy_approval", "approve", by="boss")
    await life.has_ended()
    return life.id


async def policy_rejected(house: House) -> str:
    """A policy that was rejected by mistake."""
    life = await house.publish_policy(house.record.draft_policy({}, "rejected-policy"))
    await life.decide("policy_approval", "reject", by="boss")
    await life.decide("policy_approval", "approve", by="boss", corrects=True)
    await life.has_ended()
    return life.id


async def mailroom_at_work(house: House) -> str:
    """Letters leave as they come, the house is nudged and closed."""
    box = outbox(house.engine)
    box.tell(key="first")
    with mail_server(Sink()) as sink:
        async with (
            workers(house.env, box, sink) as queue,
            mailroom(house.env, queue) as handle,
        ):
            await shows(handle, "| 0 | 0 | 0 | 1 |")
            await handle.signal(Mailroom.nudge)
            later = box.tell(key="later")
            await until(lambda: box.row(later)["state"] == "sent")
            await shows(handle, "| 0 | 0 | 0 | 2 |")
    return handle.id


async def housekeeping_at_work(house: House) -> str:
    """Two rounds, the second one sooner because of a nudge."""
    address = house.env.client.service_client.config.target_host
    database = house.engine.url.render_as_string(hide_password=False)
    names = {"TEMPORAL_ADDRESS": address, "SERVICECYCLE_DATABASE_URL": database}
    rounds = Rounds(house, Settings.resolve(Path("no-folder"), names))
    async with rounds.going() as handle:
        await another_round(handle)
    return handle.id


LIVES: dict[str, dict[str, Play]] = {
    "ServiceLifecycle": {
        "from-proposal-to-retirement": from_proposal_to_retirement,
        "rejected-after-a-tie": rejected_after_a_tie,
        "withdrawn-from-the-chair": withdrawn_from_the_chair,
        "corrected-twice": corrected_twice,
        "taken-over-and-kept": taken_over_and_kept,
        "over-many-runs": over_many_runs,
        "retired-by-the-cycle-meanwhile": retired_by_the_cycle_meanwhile,
        "corrected-after-silence": corrected_after_silence,
        "stays-with-a-contract": stays_with_a_contract,
        **CHANGES,
    },
    "PolicyPublication": {
        "approved": policy_approved,
        "rejected-by-mistake": policy_rejected,
    },
    "Contract": {**CONTRACTS},
    "Mailroom": {"at-work": mailroom_at_work},
    "Housekeeping": {"at-work": housekeeping_at_work},
}
"""Every life there is, by the process that leads it."""
