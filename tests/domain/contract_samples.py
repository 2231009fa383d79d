"""Contracts for the tests of the domain: one that runs, one fact of every kind, its calendar."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING, Any

from domain.answers import Money
from domain.contracts import facts
from domain.contracts.billing import Billing
from domain.contracts.correction_facts import ContractGoesOn, ContractStands
from domain.contracts.credit_facts import CreditsEnded, CreditsGranted
from domain.contracts.drafting import Account, drafted
from domain.contracts.ending import Ending
from domain.contracts.notice_facts import NoticeGiven, NoticesPassed
from domain.contracts.periods import PeriodWanted, lay_out
from domain.contracts.pricing import Unchanged
from domain.contracts.rule import BEFORE_CONTRACTS
from domain.contracts.spans import Span, start_of
from domain.contracts.state import ContractRun
from domain.contracts.terms import ContractFile, Edit, Recipients, Terms
from domain.contracts.words import (
    ClosedAs,
    ContractType,
    NoticeStanding,
    Origin,
    Prospect,
    RenewalState,
    Unit,
)
from domain.plans.words import BillingPeriod
from domain.steps import Asked
from domain.worktime.calendar import SpecialDay, Week, WorkCalendar

if TYPE_CHECKING:
    from domain.contracts.facts import AnyContractFact
    from domain.contracts.periods import Period
    from domain.contracts.protocol import ContractInput
    from domain.contracts.rule import ContractRule
    from domain.policy import Policy

ZONE = "Europe/Istanbul"
HOURS = ("09:00-17:00",)
CALENDAR = WorkCalendar.model_validate(
    {
        "calendar_id": "tr",
        "version": 3,
        "time_zone": ZONE,
        "week": Week.model_validate(
            dict.fromkeys(("monday", "tuesday", "wednesday", "thursday", "friday"), HOURS)
        ),
        "exceptions": {date(2027, 12, 31): SpecialDay(name="the last of the year")},
    }
)
"""Nobody works at the weekend and on 31 December 2027, which is a Friday."""


def terms(**said: Any) -> Terms:  # noqa: ANN401 - any of its fields
    usual: dict[str, Any] = {
        "customer_id": "acme",
        "type": ContractType.PAID,
        "services": ("backup", "mail"),
        "time_zone": ZONE,
        "term": Span(amount=12, unit=Unit.MONTHS),
        "cut_off": Span(amount=30, unit=Unit.DAYS),
        "price_rule": Unchanged(kind="unchanged"),
        "account_manager": "elif",
    }
    return Terms.model_validate({**usual, **said})


def wanted(rule: ContractRule = BEFORE_CONTRACTS, **said: Any) -> PeriodWanted:  # noqa: ANN401 - whatever a person writes into it
    usual: dict[str, Any] = {
        "number": 1,
        "origin": Origin.AGREED,
        "start_on": date(2027, 1, 1),
        "end_on": date(2027, 12, 31),
        "terms": terms(),
        "rule": rule,
    }
    return PeriodWanted.model_validate({**usual, **said})


def period(rule: ContractRule = BEFORE_CONTRACTS, **said: Any) -> Period:  # noqa: ANN401 - whatever a person writes into it
    return lay_out(wanted(rule, **said), None, None)


def credited(every: str, **said: Any) -> ContractRun:  # noqa: ANN401 - whatever a person writes into it
    """A contract in force with a plan that has credits, kept in this house from the first day."""
    one = run(since_at=at(date(2026, 12, 1)), stage="active", **said)
    start_on, end_on = one.first
    billing = Billing(plan_id="gold", plan_version=3, every=BillingPeriod(every))
    laid = lay_out(wanted(terms=one.terms, start_on=start_on, end_on=end_on), None, 3, billing)
    one.begin(laid)
    return one


def run(**said: Any) -> ContractRun:  # noqa: ANN401 - whatever a person writes into it
    """A contract in its first period."""
    usual: dict[str, Any] = {
        "contract_id": "acme-backup",
        "name": "Backup for Acme",
        "terms": terms(),
        "first": (date(2027, 1, 1), date(2027, 12, 31)),
    }
    return ContractRun.model_validate({**usual, **said})


def running(**said: Any) -> ContractRun:  # noqa: ANN401 - whatever a person writes into it
    """A contract in force."""
    one = run(**{"stage": "active", **said})
    one.begin(period(terms=one.terms, end_on=one.first[1]))
    return one


def begun(policy: Policy, **said: Any) -> ContractInput:  # noqa: ANN401 - whatever a person writes into it
    """A contract as it was written down, on its way into the record."""
    usual: dict[str, Any] = {
        "id": "acme-backup",
        "customer": "acme",
        "type": "paid",
        "name": "Backup for Acme",
        "services": ["backup"],
        "start_on": "2027-01-01",
        "end_on": "2027-12-31",
    }
    account = Account(customer_id="acme", time_zone=ZONE, account_manager="elif")
    asked = Asked(request_id="r-1", command="contract add", fingerprint="f")
    file = ContractFile.model_validate({**usual, **said})
    return drafted(file, account, policy.contracts, asked)


def every_fact_of_a_contract() -> list[AnyContractFact]:
    """One fact of every kind."""
    of: dict[str, Any] = {"contract_id": "acme-backup"}
    day, price = date(2027, 12, 31), Money(minor_units=5, currency="TRY")
    notice, _ = period(terms=terms(notices={"before": [7], "after": [1]})).notices
    return [
        facts.ContractAdded(
            **of, terms=terms(), name="Backup", description="-", recipients=Recipients()
        ),
        facts.ContractSigned(**of, on=day),
        facts.ContractBegun(**of, services=("backup",)),
        facts.PeriodOpened(**of, period=period()),
        facts.RenewalMoved(**of, period=1, to=RenewalState.UNDER_REVIEW),
        facts.NotRenewed(**of, ends_on=day),
        facts.ContractPriced(**of, period=2, price=price, proof={"rule": "unchanged"}),
        facts.ContractRenewed(**of, period=1, start_on=day, end_on=day),
        NoticeGiven(
            **of, period=1, notice=notice, prospect=Prospect.ENDS, last_day=day, cut_off_on=day
        ),
        NoticesPassed(
            **of, period=1, notices=(notice,), standing=NoticeStanding.HISTORY, why="past"
        ),
        facts.TerminationNoted(**of, on=day),
        facts.EarlyTerminationWanted(**of, on=day),
        facts.EarlyTerminationRefused(**of, on=day),
        facts.ContractSuspended(**of),
        facts.SuspensionLifted(**of),
        facts.ContractEdited(**of, edit=Edit(answered_by="elif")),
        facts.ServiceLeft(**of, service_id="backup"),
        facts.ContractEnded(**of, closed_as=ClosedAs.EXPIRED, last_day=day),
        CreditsGranted(**of, number=2, first_on=day, plan_id="gold", plan_version=2, closes=1),
        CreditsEnded(**of, number=2, on=day, plan_id="gold", plan_version=2),
        ContractGoesOn(**of, told_on=day),
        ContractStands(
            **of,
            renewal_state=RenewalState.NONE,
            period=1,
            terminates_on=None,
            at=datetime(2027, 1, 1, tzinfo=UTC),
        ),
    ]


def every_notice_of_a_contract() -> list[AnyContractFact]:
    """A notice of every prospect, and one after the end."""
    day = date(2027, 12, 31)
    before, after = period(terms=terms(notices={"before": [7], "after": [1]})).notices
    cases = [(before, one) for one in Prospect] + [(after, Prospect.ENDS)]
    return [
        NoticeGiven(
            contract_id="acme-backup", period=1, notice=one, prospect=prospect, last_day=day
        )
        for one, prospect in cases
    ]


LAST = date(2027, 12, 31)
"""The last day of the first period."""


def at(day: date) -> datetime:
    """The instant a day begins on the contract's clock."""
    return start_of(day, ZONE)


def ending(on: date) -> Ending:
    """An end that somebody wants."""
    return Ending(on=on, at=at(on + timedelta(days=1)), by="elif")
