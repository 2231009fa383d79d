"""How large a change is follows from work and cost, and the size says who decides (R110, R146)."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.answers import Money
from domain.errors import InvalidInputError
from domain.policy import Command, Policy, QuestionName
from domain.sizes import BEFORE_SIZES
from domain.words import ChangeSize, Role
from tests.domain.samples import document, policy

MINOR, NORMAL, MAJOR = ChangeSize
RULE = policy().change
LIRA = 100
costs = st.none() | st.builds(
    Money, minor_units=st.integers(0, 10**9), currency=st.sampled_from(["TRY", "EUR"])
)
works = st.none() | st.integers(0, 200)


def money(units: int, currency: str = "TRY") -> Money:
    return Money(minor_units=units, currency=currency)


@pytest.mark.parametrize(
    ("person_days", "cost", "size"),
    [
        (0, None, MINOR),
        (5, None, MINOR),
        (6, None, NORMAL),
        (30, None, NORMAL),
        (31, None, MAJOR),
        (0, money(50_000 * LIRA), MINOR),
        (0, money(50_000 * LIRA + 1), NORMAL),
        (0, money(500_000 * LIRA), NORMAL),
        (0, money(500_000 * LIRA + 1), MAJOR),
        (31, money(0), MAJOR),
        (5, money(1, "EUR"), MAJOR),
        (None, money(1), MINOR),
        (None, None, NORMAL),
    ],
)
def test_a_change_is_as_large_as_the_larger_of_its_work_and_its_cost(
    person_days: int | None, cost: Money | None, size: ChangeSize
) -> None:
    assert RULE.size_of(person_days, cost) is size


@given(person_days=works, cost=costs, more=st.integers(1, 100))
def test_more_work_never_makes_a_change_smaller(
    person_days: int | None, cost: Money | None, more: int
) -> None:
    order = list(ChangeSize)
    stated = person_days or 0
    less = order.index(RULE.size_of(stated, cost))
    assert order.index(RULE.size_of(stated + more, cost)) >= less


@pytest.mark.parametrize(
    ("above", "asked"),
    [("major", []), ("normal", [MAJOR]), ("minor", [NORMAL, MAJOR]), (None, [*ChangeSize])],
)
def test_the_committee_decides_above_a_size(above: str | None, asked: list[ChangeSize]) -> None:
    rule = policy({("change", "committee_above"): above}).change
    assert [size for size in ChangeSize if rule.needs_committee(size)] == asked


def test_a_company_names_the_currencies_it_pays_in() -> None:
    bounds = {"TRY": 1, "EUR": 500}
    rule = policy(
        {("change", "minor", "cost"): bounds, ("change", "normal", "cost"): bounds}
    ).change
    assert rule.size_of(0, money(500, "EUR")) is MINOR
    assert rule.size_of(0, money(501, "EUR")) is MAJOR


@pytest.mark.parametrize(
    ("path", "value", "match"),
    [
        (("change", "normal", "person_days"), 4, "not be smaller than those of minor, 5"),
        (("change", "normal", "cost"), {"TRY": 1}, "cost in TRY must not be smaller"),
        (("change", "normal", "cost"), {"EUR": 10**9}, "cost in TRY must not be smaller"),
        (("change", "minor", "cost"), {"lira": 1}, "three capital letters"),
        (("change", "minor", "person_days"), -1, "has to be 0 or more"),
        (("change", "minor"), {"person_days": "x", "cost": {}}, "change.minor.person_days"),
        (("change", "unstated"), "huge", "'minor', 'normal' or 'major'"),
    ],
)
def test_bounds_that_make_no_sense_are_refused(
    path: tuple[str, ...], value: object, match: str
) -> None:
    with pytest.raises(InvalidInputError, match=match):
        policy({path: value})


def of_an_earlier_release() -> Policy:
    """The default policy as release 0.1.0 kept it."""
    kept = document()
    del kept["change"]
    for name in (QuestionName.CHANGE_COMMITTEE, QuestionName.CHANGE_CHAIR):
        del kept["questions"][name.value]
    del kept["access"][Command.SERVICE_CHANGE.value]
    return Policy.model_validate(kept)


def test_a_policy_that_knew_no_sizes_has_those_that_ship() -> None:
    assert of_an_earlier_release().change == BEFORE_SIZES == RULE


def test_a_policy_that_knew_no_changes_asks_the_body_and_the_chair_that_it_knew() -> None:
    kept = of_an_earlier_release()
    assert kept.rule(QuestionName.CHANGE_COMMITTEE) == kept.rule(QuestionName.COMMITTEE)
    assert kept.rule(QuestionName.CHANGE_CHAIR) == kept.rule(QuestionName.COMMITTEE_CHAIR)


def test_a_policy_that_knew_no_changes_lets_propose_them_who_may_ask_for_an_end() -> None:
    kept = of_an_earlier_release()
    allowed = {role for role in Role if kept.may((role,), Command.SERVICE_CHANGE)}
    assert allowed == {role for role in Role if kept.may((role,), Command.SERVICE_RETIRE)}
