"""Whoever was told of an end hears when a correction takes it back (R43, R63, R92)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.workflows.contracting import (
    YEARLY,
    agreed,
    contract,
    day,
    letters,
    renewed,
    terminated,
)
from tests.workflows.life import Refused

if TYPE_CHECKING:
    from tests.workflows.house import House
    from tests.workflows.life import Life

BOTH = ["account", "customer"]


async def early(life: Life, outcome: str, *, corrects: bool = False) -> None:
    await life.decide("early_termination", outcome, by="process", corrects=corrects)
    await life.has_settled()


async def test_an_early_end_that_is_taken_back_is_told_to_whoever_had_heard_of_it(
    house: House,
) -> None:
    life = await agreed(house, end_on=day(99))
    await terminated(life, day(60), early=True)
    await early(life, "agree")
    assert letters(life, "contract_terminated") == BOTH
    assert letters(life, "contract_goes_on") == []
    await early(life, "refuse", corrects=True)
    assert (letters(life, "contract_goes_on"), contract(life).terminated_on) == (BOTH, None)
    await early(life, "agree", corrects=True)
    assert letters(life, "contract_terminated") == sorted(2 * BOTH)
    assert letters(life, "contract_goes_on") == BOTH
    life.record.check_chain(life.id)


async def test_an_end_that_was_never_told_is_not_taken_back_by_letter(house: House) -> None:
    life = await agreed(house, end_on=day(99))
    await terminated(life, day(60), early=True)
    await early(life, "refuse")
    assert letters(life, "contract_goes_on") == []


async def test_what_ends_later_than_people_were_told_is_told_with_its_day(house: House) -> None:
    life = await agreed(house, end_on=day(99))
    await terminated(life, day(99))
    await terminated(life, day(30), early=True)
    await early(life, "agree")
    await early(life, "refuse", corrects=True)
    assert contract(life).terminated_on == day(99)
    assert letters(life, "contract_terminated") == sorted(3 * BOTH)
    assert letters(life, "contract_goes_on") == []


async def test_nobody_hears_that_what_is_not_renewed_goes_on(house: House) -> None:
    life = await agreed(house, end_on=day(99), renewal="express", term=YEARLY)
    await life.passes(days=45)
    await life.decide("renewal", "end", by="account")
    await terminated(life, day(80), early=True)
    await early(life, "refuse")
    assert letters(life, "contract_goes_on") == []
    assert letters(life, "contract_not_renewed") == BOTH
    await terminated(life, day(70), early=True)
    await life.decide("early_termination/2", "agree", by="process")
    await life.decide("early_termination/2", "refuse", by="process", corrects=True)
    await life.has_settled()
    assert letters(life, "contract_terminated") == BOTH
    assert letters(life, "contract_not_renewed") == sorted(2 * BOTH)
    assert letters(life, "contract_goes_on") == []


async def test_a_renewal_that_was_refused_first_is_told(house: House) -> None:
    life = await agreed(house, end_on=day(99), renewal="express", term=YEARLY)
    await life.passes(days=45)
    await life.decide("renewal", "end", by="account")
    await life.decide("renewal", "renew", by="account", corrects=True)
    await life.has_settled()
    assert letters(life, "contract_not_renewed") == BOTH
    assert letters(life, "contract_goes_on") == BOTH


async def test_what_is_renewed_by_a_person_after_all_is_told_once(house: House) -> None:
    life = await agreed(house, end_on=day(99), renewal="express", term=YEARLY)
    await life.passes(days=45)
    await life.decide("renewal", "end", by="account")
    await renewed(life)
    await life.has_settled()
    assert letters(life, "contract_goes_on") == BOTH
    await life.passes(days=60)
    assert letters(life, "contract_renewed") == BOTH
    assert letters(life, "contract_goes_on") == BOTH


async def test_what_is_renewed_after_its_expiry_is_told_as_renewed(house: House) -> None:
    life = await agreed(house, end_on=day(20), renewal="express", term=YEARLY)
    await life.decide("renewal", "end", by="account")
    await life.passes(days=25)
    await renewed(life)
    await life.has_settled()
    assert letters(life, "contract_renewed") == BOTH
    assert letters(life, "contract_goes_on") == []


async def test_the_regular_end_is_kept_while_an_early_one_is_asked(house: House) -> None:
    life = await agreed(house, end_on=day(99), renewal="tacit", term=YEARLY)
    await terminated(life, day(30), early=True)
    await terminated(life, day(99))
    with pytest.raises(Refused, match=r"which waits for .*early_termination/1 agree\|refuse"):
        await terminated(life, day(99))
    assert life.open == {"early_termination/1"}
    await early(life, "refuse")
    await life.passes(days=110)
    assert (contract(life).state, contract(life).terminated_on) == ("cancelled", day(99))


async def test_what_has_no_end_is_terminated_to_an_earlier_day_without_consent(
    house: House,
) -> None:
    life = await agreed(house, end_on=None)
    await terminated(life, day(300))
    await terminated(life, day(90))
    assert contract(life).terminated_on == day(90)
    with pytest.raises(Refused, match=f"it is terminated to {day(90)} already"):
        await terminated(life, day(200))
    assert life.open == set()
