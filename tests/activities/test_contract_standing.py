"""Which notices of a contract are to come is told by where it stands (R61, R62, R93)."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from activities.store.readers.contract_standing import Standing
from domain.contracts.periods import PlannedNotice
from domain.contracts.words import ContractState, RenewalState

LAST = date(2027, 12, 31)


def planned(offset: int) -> PlannedNotice:
    on = LAST + timedelta(days=offset)
    at = datetime(on.year, on.month, on.day, 9, tzinfo=UTC)
    return PlannedNotice(offset=offset, planned_on=on, due_on=on, at=at)


@pytest.mark.parametrize(
    ("offset", "stands", "is_to_come"),
    [
        (-30, {}, True),
        (-30, {"state": ContractState.SUSPENDED}, True),
        (-30, {"state": ContractState.DRAFT}, False),
        (-30, {"state": ContractState.EXPIRED}, False),
        (-30, {"state": ContractState.CANCELLED}, False),
        (-30, {"period": 2}, False),
        (-30, {"terminated_on": date(2027, 12, 1)}, True),
        (-30, {"terminated_on": date(2027, 11, 30)}, False),
        # A worker that was away gives it late, but never after the end of its period.
        (-30, {"today": LAST}, True),
        (-30, {"today": LAST + timedelta(days=1)}, False),
        (5, {}, True),
        (5, {"terminated_on": LAST}, False),
        (5, {"renewal": RenewalState.RENEWAL_APPROVED}, False),
        (5, {"state": ContractState.EXPIRED}, True),
        (5, {"state": ContractState.CANCELLED}, False),
        (5, {"state": ContractState.EXPIRED, "period": 2}, False),
    ],
)
def test_a_notice_is_to_come_as_long_as_it_goes_yet(
    offset: int, stands: dict[str, Any], *, is_to_come: bool
) -> None:
    usual: dict[str, Any] = {
        "today": date(2027, 6, 1),
        "state": ContractState.ACTIVE,
        "period": 1,
        "terminated_on": None,
        "renewal": RenewalState.NONE,
    }
    assert Standing(**{**usual, **stands}).is_to_come(1, planned(offset)) is is_to_come
