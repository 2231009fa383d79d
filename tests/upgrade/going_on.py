"""How a process that was resumed goes on to its end: whoever is asked answers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from activities.store import schema
from tests.workflows.company import ACCEPTANCE, CHECKLIST, DATA_RETURN, GATES
from tests.workflows.house import eventually
from workflows.service_lifecycle import ServiceLifecycle

if TYPE_CHECKING:
    from tests.workflows.company import Data
    from tests.workflows.life import Life

_MEMBERS = ("ayse", "mehmet", "zeynep")
_OF_BODIES = {"committee": "offer", "retirement": "retire", "change_committee": "approve"}
_ANSWERS: dict[str, tuple[str, str, Data | None]] = {
    "committee_chair": ("director", "offer", None),
    "design_acceptance": ("delivery", "accept", ACCEPTANCE),
    "go_live_checklist": ("tech", "ready", CHECKLIST),
    "go_live_acceptance": ("delivery", "accept", None),
    "improvement_cycle": ("owner", "keep", None),
    "retirement_chair": ("director", "retire", None),
    "change_chair": ("director", "approve", None),
    "data_return": ("security", "returned_and_erased", DATA_RETURN),
} | {gate: (by, "complete", data) for gate, (by, data) in GATES.items()}


async def votes(life: Life, question: str, outcome: str) -> None:
    """The members who have not voted yet vote, until it is decided."""
    vote = schema.vote
    cast = life.record.rows(vote, vote.c.task_id == life.task_id(question))
    for member in _MEMBERS:
        if member in {one.seat for one in cast}:
            continue
        receipt = await life.decide(question, outcome, by=member)
        if receipt.decided is not None:
            assert receipt.decided == outcome
            return
    message = f"nobody decided {question}"
    raise AssertionError(message)


async def answers(life: Life) -> None:
    """Whatever is asked now is answered so that the process goes forward."""
    asked = sorted(life.open)
    assert asked, f"{life.id} asks nothing and is still in {life.row.stage}"
    for question in asked:
        name = question.partition("/")[0]
        if name in _OF_BODIES:
            await votes(life, question, _OF_BODIES[name])
        else:
            by, outcome, data = _ANSWERS[name]
            await life.decide(question, outcome, by=by, data=data)


async def goes_live(life: Life) -> None:
    """The version that is being made goes into operation."""
    while life.service.stage != "operation" or life.row.state["draft"]:
        await answers(life)


async def changes_go_live(life: Life) -> None:
    """Whatever is decided on, made or waiting goes into operation, one after the other."""
    while life.row.state["changes"]["open"]:
        await answers(life)
    assert life.service.stage == "operation"


async def retires(life: Life) -> None:
    """A service is led out of operation; what depends on it and its customers' data as well."""
    while life.service.stage == "operation":
        if not any(one.startswith("retirement") for one in life.open):
            await life.demand(ServiceLifecycle.retire)
        await answers(life)
    life_of = schema.dependent
    for one in life.record.rows(life_of, life_of.c.service_id == life.record_id):
        life.record.depends_no_longer(life.record_id, one.kind)
    await life.nudge()
    if not life.open:
        await life.passes(days=91)
    await life.decide("data_return", "returned_and_erased", by="security", data=DATA_RETURN)
    await ends(life)


async def withdraws(life: Life) -> None:
    """A service that is not in operation yet is taken back."""
    await life.demand(ServiceLifecycle.withdraw)
    await life.has_ended()


async def ends(life: Life) -> None:
    """The time in which the last decision can be corrected goes by."""
    await life.passes(days=3)
    await life.has_ended()


async def corrects(
    life: Life, question: str, outcome: str, *, by: str, data: Data | None = None
) -> None:
    """A decision made before the upgrade is corrected: the process goes back to before it."""
    run = life.row.run_id
    await life.decide(question, outcome, by=by, data=data, corrects=True)
    await eventually(lambda: life.row.run_id != run)
    await life.has_settled()


async def is_changed(life: Life, version: int) -> None:
    """All that is open goes live, as this version, and the service ends."""
    await changes_go_live(life)
    assert life.service.version == version
    await retires(life)
