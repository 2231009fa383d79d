"""A service goes round for years in one workflow id, and nothing on its way is lost (R27, 8.1)."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from activities.store import schema
from domain.words import Stage
from tests.workflows.changing import LARGE, change, proposed, standing
from tests.workflows.company import ACCEPTANCE, CHECKLIST, GATES
from tests.workflows.house import eventually, today
from tests.workflows.test_improvement import versions
from tests.workflows.test_page_turning import SHORT
from tests.workflows.test_same_moment import at_once, refusals
from tests.workflows.test_transition import catalogue

if TYPE_CHECKING:
    from tests.workflows.house import House
    from tests.workflows.life import Life

YEARS = 4


@pytest.fixture
def short_pages(house: House) -> House:
    """A house in which a run is full after twenty events."""
    house.record.publish_policy(SHORT)
    return house


def runs_of(life: Life) -> int:
    """How many runs have written anything by now."""
    return len({one.run_id for one in life.events})


async def gone_round(life: Life, year: int, house: House) -> None:
    """A change that the committee approves, made and live, and the question of the year."""
    await proposed(life, by="account", title=f"Change of year {year}", person_days=LARGE)
    await life.decide(f"change_committee/{year}", "reject", by="ayse")
    # The page is full meanwhile: the ballot goes on in another run, with the vote that was cast.
    await life.passes(days=12)
    votes = (
        life.decide(f"change_committee/{year}", "approve", by=one) for one in ("mehmet", "zeynep")
    )
    assert refusals(await at_once(house, life, *votes)) == []
    await designed(life, year, house)
    await life.decide(f"go_live_checklist/{year}", "ready", by="tech", data=CHECKLIST)
    await life.decide(f"go_live_acceptance/{year}", "accept", by="delivery")
    await until_asked(life, year)
    await life.decide(f"improvement_cycle/{year}", "keep", by="owner")


async def designed(life: Life, year: int, house: House) -> None:
    """Half of the gates are answered, time passes, and the others come while nobody works."""
    gates = list(GATES.items())
    for gate, (by, data) in gates[:3]:
        await life.decide(f"{gate}/{year}", "complete", by=by, data=data)
    await life.passes(days=25)
    answers = (
        life.decide(f"{gate}/{year}", "complete", by=by, data=data)
        for gate, (by, data) in gates[3:]
    )
    assert refusals(await at_once(house, life, *answers)) == []
    await life.decide(f"design_acceptance/{year}", "accept", by="delivery", data=ACCEPTANCE)


async def until_asked(life: Life, year: int) -> None:
    """Wait for the day of the cycle, which is that of the calendar."""
    due = (today() - timedelta(days=10)).replace(year=today().year + year)
    shown = life.events[-1].at.date()
    await life.passes(days=(due - shown).days + 2)
    await eventually(lambda: f"improvement_cycle/{year}" in life.open)


async def test_years_of_changes_leave_every_task_vote_and_answer_once(short_pages: House) -> None:
    life = await short_pages.take_over(Stage.OPERATION, days_ago=10)
    for year in range(1, YEARS + 1):
        await gone_round(life, year, short_pages)
    assert standing(life) == dict.fromkeys(range(1, YEARS + 1), "live")
    assert (life.service.stage, life.service.version) == ("operation", YEARS + 1)
    assert versions(life)[YEARS] == "retired"
    told = Counter(life.story)
    assert told["vote_cast"] == 3 * YEARS == len(life.record.rows(schema.vote))
    assert told["task_opened"] == told["task_decided"] == 11 * YEARS
    assert told["gate_answered"] == 6 * YEARS
    assert told["change_live"] == told["improvement_cycle_closed"] == YEARS
    shown = sorted(catalogue(life), key=lambda one: int(one.version))
    assert [one.version for one in shown] == list(range(1, YEARS + 2))
    assert [one.withdrawn_at is None for one in shown] == [*[False] * YEARS, True]
    assert runs_of(life) > 3 * YEARS
    life.record.check_chain(life.id)


async def test_a_queue_outlives_the_run(short_pages: House) -> None:
    life = await short_pages.take_over(Stage.OPERATION, days_ago=10)
    for title in ("First", "Second", "Third"):
        await proposed(life, title=title)
    await life.designed()
    await life.gone_live()
    await life.designed(2)
    await life.gone_live(2)
    await eventually(lambda: standing(life) == {1: "live", 2: "live", 3: "making"})
    assert change(life, 3).title == "Third"
    assert runs_of(life) > 3
