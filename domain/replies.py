"""What each outcome needs beside its name, checked before anything is sent or recorded."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from domain.answers import (
    ANSWERS,
    CycleFindings,
    Deferral,
    Deferred,
    DesignAcceptance,
    GoLiveChecklist,
    RenewalPrice,
    RenewalTerms,
    Replacement,
)
from domain.asking import check_outcome
from domain.checking import checked
from domain.errors import InvalidInputError
from domain.words import Gate

if TYPE_CHECKING:
    from datetime import date, datetime

    from domain.asking import Answer, Question
    from domain.policy import CommitteeRule, Policy

_SPEAKS_FOR_ITSELF = frozenset(
    {
        *("offer", "approve", "reject", "keep", "retire", "nothing_held"),
        *("renew", "end", "terminate", "unchanged", "go_on"),
    }
)


def check_reply(question: Question, answer: Answer, *, now: datetime, policy: Policy) -> None:
    """Refuse an answer whose outcome, reason or data would not stand in the record.

    Raises:
        InvalidInputError: naming the field and what is allowed.
    """
    check_outcome(question, answer.outcome)
    _check_reason(answer.reason)
    model = ANSWERS.get(question.name)
    if model is None:
        if answer.data:
            message = "this question takes no data"
            raise InvalidInputError(message, field="data")
    elif answer.data or answer.outcome not in _SPEAKS_FOR_ITSELF:
        match checked(model, answer.data or {}, field="data"):
            case Deferral(until=until):
                _check_deferral(answer.outcome, until, now.date(), policy.committee)
            case DesignAcceptance() as given:
                _check_acceptance(answer.outcome, given)
            case GoLiveChecklist(undone=undone):
                _check_checklist(undone)
            case CycleFindings() as found:
                _check_change(answer.outcome, found)
            case given:
                _check_of_contract(answer.outcome, given)


def deferral_of(data: object) -> date:
    """The day a deferred question is asked again, from an answer that was checked."""
    return Deferred.model_validate(data).until


def _check_reason(reason: str) -> None:
    if not any(letter.isalnum() for letter in reason):
        message = "a decision needs a reason"
        raise InvalidInputError(message, field="reason")


def _check_deferral(outcome: str, until: date | None, today: date, rule: CommitteeRule) -> None:
    if outcome != "defer":
        if until is not None:
            message = f"only defer takes a date, not {outcome}"
            raise InvalidInputError(message, field="data.until")
        return
    latest = today + timedelta(days=rule.longest_deferral_days)
    if until is None or not today < until <= latest:
        message = f"defer needs a day after {today} and not after {latest}, as YYYY-MM-DD"
        raise InvalidInputError(message, field="data.until")


def _check_acceptance(outcome: str, given: DesignAcceptance) -> None:
    if outcome == "accept" and given.product_policy is None:
        message = "accept says how the Product Management Policy was applied (R35)"
        raise InvalidInputError(message, field="data.product_policy")
    if outcome == "accept" and given.again:
        message = "only rework names gates to answer again, not accept"
        raise InvalidInputError(message, field="data.again")
    if outcome == "rework" and not given.again:
        message = f"rework names the gates to answer again; allowed are {', '.join(Gate)}"
        raise InvalidInputError(message, field="data.again")


def _check_checklist(undone: tuple[int, ...]) -> None:
    if undone:
        message = f"item {undone[0] + 1} is not done; nothing goes live before every item is"
        raise InvalidInputError(message, field=f"data.items.{undone[0]}.done")


def _check_of_contract(outcome: str, given: object) -> None:
    """Check what is said of a contract."""
    match given:
        case RenewalTerms(price=price) if price is not None:
            _check_goes_with(outcome, "renew", "price")
        case RenewalPrice(price=price):
            _check_named(outcome, "price", "price", price)
        case Replacement(service=service):
            _check_named(outcome, "replace", "service", service)
        case _:
            # The other answers are complete in their right shape.
            pass


def _check_named(outcome: str, wanting: str, field: str, given: object) -> None:
    """One outcome names something, and the others do not."""
    if outcome == wanting and given is None:
        message = f"{wanting} says which {field}"
        raise InvalidInputError(message, field=f"data.{field}")
    if given is not None:
        _check_goes_with(outcome, wanting, field)


def _check_goes_with(outcome: str, wanting: str, field: str) -> None:
    if outcome != wanting:
        message = f"only {wanting} takes a {field}, not {outcome}"
        raise InvalidInputError(message, field=f"data.{field}")


def _check_change(outcome: str, found: CycleFindings) -> None:
    if outcome == "change" and found.change is None:
        message = "change says what the next version does differently"
        raise InvalidInputError(message, field="data.change")
    for name in () if outcome == "change" else ("change", "person_days", "cost"):
        if getattr(found, name) is not None:
            message = f"only change says what the next version does differently, not {outcome}"
            raise InvalidInputError(message, field=f"data.{name}")
