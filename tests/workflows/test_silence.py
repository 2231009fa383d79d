"""What happens to a question that nobody answers: reminder, ladder, default (R146, R148)."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest

from activities.store import schema
from domain.clock import BusinessClock
from domain.words import Stage
from tests.workflows.company import CHECKLIST, GATES
from tests.workflows.house import eventually
from tests.workflows.life import Refused
from tests.workflows.test_resuming import carried_of, resume_later

if TYPE_CHECKING:
    from sqlalchemy import Row

    from tests.workflows.house import House
    from tests.workflows.life import Life


def course(life: Life, question: str) -> list[tuple[str, str | None, int]]:
    """What befell a task: the kind, whom it reached, and how many days after it was asked."""
    opened_at = life.task(question).opened_at
    mine: list[Row[Any]] = [
        one for one in life.events if one.data.get("task_id") == life.task_id(question)
    ]
    return [
        (one.kind, one.data.get("role"), round((one.at - opened_at) / timedelta(days=1)))
        for one in mine
    ]


async def test_a_task_is_reminded_of_then_climbs_the_ladder_then_is_reminded_of_for_ever(
    house: House,
) -> None:
    life = await house.take_over(Stage.TRANSITION)
    await life.passes(days=46)
    assert course(life, "go_live_checklist") == [
        ("task_opened", None, 0),
        ("task_remind", None, 23),
        ("task_escalate", "operations_director", 30),
        ("task_remind", None, 37),
        ("task_remind", None, 44),
    ]
    assert life.told("task_escalated") == {"director"}
    assert life.told("task_reminder") == {"tech", "delivery", "director"}


async def test_each_rung_of_the_ladder_is_climbed_after_so_many_days(house: House) -> None:
    life = await house.take_over(Stage.DESIGN)
    await life.passes(days=45)
    brief = [(kind, role, day) for kind, role, day in course(life, "brief") if "esc" in kind]
    assert brief == [
        ("task_escalate", "service_delivery_manager", 30),
        ("task_escalate", "operations_director", 44),
    ]
    task = life.task("brief")
    assert task.roles == ["service_owner", "service_delivery_manager", "operations_director"]
    assert task.escalations == 2


async def test_whoever_the_escalation_reached_may_answer(house: House) -> None:
    life = await house.take_over(Stage.TRANSITION)
    with pytest.raises(Refused, match="not_allowed as: director has none"):
        await life.decide("go_live_checklist", "ready", by="director", data=CHECKLIST)
    await life.passes(days=31)
    await life.decide("go_live_checklist", "ready", by="director", data=CHECKLIST)
    assert life.open == {"go_live_acceptance/1"}


async def test_an_answer_in_time_ends_the_reminders(house: House) -> None:
    life = await house.take_over(Stage.TRANSITION)
    await life.decide("go_live_checklist", "ready", by="tech", data=CHECKLIST)
    await life.passes(days=10)
    assert [kind for kind, _, _ in course(life, "go_live_checklist")] == [
        "task_opened",
        "task_decided",
    ]


async def test_an_overdue_task_without_a_ladder_is_said_to_be_overdue_once(house: House) -> None:
    house.record.publish_policy(
        {
            ("questions", "go_live_checklist", "ladder"): [],
            ("questions", "go_live_checklist", "remind_days_before"): 0,
        }
    )
    life = await house.take_over(Stage.TRANSITION)
    await life.passes(days=45)
    assert course(life, "go_live_checklist") == [
        ("task_opened", None, 0),
        ("task_overdue", None, 30),
        ("task_remind", None, 37),
        ("task_remind", None, 44),
    ]


async def test_the_other_gates_go_on_while_one_is_answered_late(house: House) -> None:
    life = await house.take_over(Stage.DESIGN)
    await life.passes(days=31)
    await life.decide("costs", "complete", by="director", data=GATES["costs"][1])
    assert life.decisions("costs") == [("director", "complete")]
    assert life.open == {f"{gate}/1" for gate in GATES} - {"costs/1"}
    notice = schema.notice
    reminders = life.record.rows(notice, notice.c.template == "task_escalated")
    assert len({one.notice_key for one in reminders}) == len(reminders)


async def test_rungs_that_passed_while_nobody_worked_are_all_told(house: House) -> None:
    life = await house.take_over(Stage.DESIGN)
    weeks_later = BusinessClock(epoch=datetime(1970, 2, 20, tzinfo=UTC))
    carried = carried_of(life).model_copy(update={"clock": weeks_later})
    await life.handle.terminate()
    await resume_later(house, life, carried)
    await eventually(lambda: len(course(life, "brief")) == 4)
    assert course(life, "brief")[1:] == [
        ("task_remind", None, 50),
        ("task_escalate", "service_delivery_manager", 50),
        ("task_escalate", "operations_director", 50),
    ]
    assert {"delivery", "director"} <= life.told("task_escalated")
