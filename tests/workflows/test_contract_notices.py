"""Notices of a contract: on their days, to the people chosen, each once a period (R61–R63, R93)."""

from __future__ import annotations

from datetime import UTC, datetime, time
from typing import TYPE_CHECKING

from sqlalchemy import update

from activities.store import schema
from tests.workflows.contracting import (
    YEARLY,
    activated,
    agreed,
    comes_back,
    contract,
    day,
    edited,
    letters,
    made_passive,
    notices,
    periods,
    resumed,
    suspended,
)
from workflows.contract import contract_id, workflow_id

if TYPE_CHECKING:
    from tests.workflows.house import House

MANY = {"before": [60, 30, 7], "after": [1, 14]}


def test_the_id_of_a_contract_leads_back_to_it() -> None:
    assert contract_id(workflow_id("acme-backup")) == "acme-backup"


async def test_a_draft_waits_until_it_is_activated_and_then_for_its_first_day(
    house: House,
) -> None:
    life = await agreed(house, signed_on=None, start_on=day(20), end_on=day(384))
    await life.passes(days=5)
    assert contract(life).state == "draft"
    await activated(life)
    assert contract(life).signed_on == day(0)
    await life.passes(days=10)
    assert (contract(life).state, periods(life)) == ("draft", [])
    await life.passes(days=7)
    assert contract(life).state == "active"
    assert [one.number for one in periods(life)] == [1]
    assert letters(life, "contract_begun") == ["account", "customer"]
    life.record.check_chain(life.id)


async def test_each_notice_goes_once_to_both_sides_and_the_ones_after_only_when_it_is_over(
    house: House,
) -> None:
    life = await agreed(house, end_on=day(99), notices=MANY)
    await life.passes(days=45)
    assert notices(life) == {(1, -60): "sent"}
    assert letters(life, "contract_ending") == ["account", "customer"]
    await life.passes(days=60)
    assert notices(life) == {
        (1, -60): "sent",
        (1, -30): "sent",
        (1, -7): "sent",
        (1, 1): "sent",
    }
    assert letters(life, "contract_ending") == ["account"] * 3 + ["customer"] * 3
    await life.passes(days=15)
    assert notices(life)[1, 14] == "sent"
    assert letters(life, "contract_over") == ["account", "account", "customer", "customer"]
    assert contract(life).state == "expired"


async def test_of_notices_that_are_overdue_at_once_only_the_last_one_is_given(
    house: House,
) -> None:
    life = await agreed(house, end_on=day(99), notices=MANY)
    await comes_back(house, life, days=80)
    assert notices(life) == {(1, -60): "passed_over", (1, -30): "sent"}
    assert letters(life, "contract_ending") == ["account", "customer"]


async def test_what_is_past_when_a_contract_comes_in_is_history(house: House) -> None:
    life = await agreed(house, start_on=day(-340), end_on=day(20), notices=MANY)
    assert notices(life) == {(1, -60): "history", (1, -30): "history"}
    assert letters(life, "contract_ending") == []
    await life.passes(days=14)
    assert notices(life)[1, -7] == "sent"


async def test_a_contract_that_comes_over_writes_to_nobody_before_the_cut_over(
    house: House,
) -> None:
    cut_over = datetime.combine(day(30), time(), UTC)
    earlier = [{"start_on": day(-700), "end_on": day(-341)}]
    life = await agreed(
        house,
        quiet_until=cut_over,
        start_on=day(-340),
        end_on=day(75),
        earlier=earlier,
        notices={"before": [60, 30]},
        renewal="express",
        term=YEARLY,
    )
    assert [(one.number, one.origin) for one in periods(life)] == [(1, "history"), (2, "agreed")]
    await life.passes(days=29)
    assert notices(life) == {(2, -60): "history"}
    assert life.record.rows(schema.notice, schema.notice.c.workflow_id == life.id) == []
    await life.passes(days=3)
    assert life.open == {"renewal/1"}
    assert letters(life, "task_opened") == ["account"]
    await life.passes(days=15)
    assert notices(life)[2, -30] == "sent"
    assert letters(life, "contract_to_be_renewed") == ["account", "customer"]


async def test_a_contract_that_comes_over_on_the_day_itself_begins_without_a_letter(
    house: House,
) -> None:
    now = datetime.now(UTC)
    life = await agreed(house, quiet_until=now, start_on=day(-10), end_on=day(40))
    assert contract(life).state == "active"
    assert letters(life, "contract_begun") == []


async def test_whoever_takes_no_part_any_more_is_skipped_and_the_manager_is_told(
    house: House,
) -> None:
    life = await agreed(
        house,
        end_on=day(20),
        recipients={"ours": ["process", "boss"], "customer": ["customer"]},
        notices={"before": [7]},
    )
    made_passive(house, "customer")
    with house.engine.begin() as connection:
        boss = schema.person.c.person_id == "boss"
        connection.execute(update(schema.person).where(boss).values(archived_at=datetime.now(UTC)))
    await life.passes(days=15)
    assert letters(life, "contract_ending") == ["process"]
    assert letters(life, "contract_recipient_gone") == ["account"]


async def test_where_nobody_is_left_the_account_manager_has_the_notice(house: House) -> None:
    life = await agreed(
        house, end_on=day(20), recipients={"customer": ["customer"]}, notices={"before": [7]}
    )
    made_passive(house, "customer")
    await life.passes(days=15)
    assert letters(life, "contract_ending") == ["account"]


async def test_other_people_are_told_at_once_and_on_other_days_from_the_coming_period(
    house: House,
) -> None:
    life = await agreed(
        house,
        end_on=day(20),
        renewal="tacit",
        term=YEARLY,
        cut_off={"amount": 5, "unit": "days"},
        notices={"before": [7]},
    )
    done = await edited(
        life,
        recipients={"ours": ["process"]},
        notices={"before": [3]},
        account_manager="process",
        answered_by="account",
        description="who buys has changed",
    )
    assert done.stage == "active"
    row = contract(life)
    assert (row.account_manager, row.answered_by, row.notice_days) == ("process", "account", [-3])
    await life.passes(days=15)
    assert letters(life, "contract_renewing") == ["process"]
    assert notices(life) == {(1, -7): "sent"}
    await life.passes(days=10)
    assert [one["offset"] for one in periods(life)[1].notices] == [-3]


async def test_a_suspended_contract_still_gives_its_notices_and_is_in_force_again(
    house: House,
) -> None:
    life = await agreed(house, end_on=day(40), notices={"before": [7]})
    await suspended(life)
    assert (contract(life).state, contract(life).suspended_at is not None) == ("suspended", True)
    await life.passes(days=35)
    assert notices(life) == {(1, -7): "sent"}
    await resumed(life)
    assert contract(life).state == "active"
    assert letters(life, "contract_suspended") == ["account", "customer"]
    assert letters(life, "contract_resumed") == ["account", "customer"]
