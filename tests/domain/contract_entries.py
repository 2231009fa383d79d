"""What each entry of the policy on contracts changes, as far as the domain decides it."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from domain.contracts.periods import following, lay_out
from domain.contracts.questions import OUTCOMES, contract_question
from domain.contracts.words import Renewal
from tests.domain.contract_samples import CALENDAR, begun, period, run, terms, wanted

if TYPE_CHECKING:
    from collections.abc import Callable

    from domain.asking import Question
    from domain.contracts.periods import PeriodWanted
    from domain.policy import Policy, QuestionName

RENEWAL = "tests/workflows/test_contract_policy.py"
ELSEWHERE: dict[tuple[str, ...], str] = {
    ("contracts", "renewable_days"): f"{RENEWAL}::test_a_longer_time_lets_it_be_renewed_later",
    (
        "contracts",
        "tacit_while_suspended",
    ): f"{RENEWAL}::test_a_suspended_contract_renews_by_silence_where_policy_says_so",
    (
        "contracts",
        "adopt_policy",
    ): f"{RENEWAL}::test_a_new_period_keeps_the_policy_where_policy_says_so",
}
"""The tests that change what only shows while a contract runs."""


def asked_of_a_contract(current: Policy, name: QuestionName) -> Question | None:
    """A question as its contract puts it for a requester, to everybody with the role."""
    if name not in OUTCOMES:
        return None
    question = contract_question(name, run(), current, requester="ada", service="backup")
    return question.model_copy(update={"assignee": None})


def _asks(renewal: Renewal) -> Callable[[Policy, str], object]:
    def asks_at(current: Policy, _name: str) -> object:
        return period(current.contracts, terms=terms(renewal=renewal)).its_end.asks_at

    return asks_at


def _cut_off(current: Policy, _name: str) -> object:
    added = begun(current).added
    return added.terms.cut_off if added else None


def _notices(current: Policy, _name: str) -> object:
    given = wanted(current.contracts, terms=terms(notices={"before": [0]}))
    return lay_out(given, CALENDAR, None).notices


def _next(current: Policy) -> PeriodWanted:
    before = period().model_copy(update={"plan_version": 1, "calendar_version": 2})
    return following(before, date(2028, 12, 31), terms(), current.contracts)


SEEN: dict[str, Callable[[Policy, str], object]] = {
    "express_lead_days": _asks(Renewal.EXPRESS),
    "tacit_lead_days": _asks(Renewal.TACIT),
    "cut_off_days": _cut_off,
    "notice_hour": _notices,
    "notices_on_working_days": _notices,
    "adopt_plan": lambda current, _: _next(current).plan_version,
    "adopt_calendar": lambda current, _: _next(current).calendar_version,
}
"""What shows that an entry was changed."""
