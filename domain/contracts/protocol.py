"""What starters and the process of a contract say to each other."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

from domain.answers import Money
from domain.contracts.ending import Leaving
from domain.contracts.facts import ContractAdded
from domain.contracts.periods import PeriodWanted
from domain.contracts.spans import Span
from domain.contracts.terms import Edit
from domain.model import Value
from domain.protocol import Demand, ProcessInput


class ContractInput(ProcessInput):
    """How a contract starts: as a draft, or taken over with its history.

    Args:
        added: What was written down, with everything that was left to customer and policy.
        start_on: The first day of its present period.
        price: That of the present period.
        credits_left: The credits it brings along from elsewhere, in the unit of its plan.
        quiet_until: Nobody is written to before this instant.
    """

    contract_id: str
    added: ContractAdded | None = None
    start_on: date | None = None
    price: Money | None = None
    credits_left: Decimal | None = None
    quiet_until: datetime | None = None


class ActivationDemand(Demand):
    """A draft is agreed: it was signed on a day."""

    signed_on: date


class TerminationDemand(Demand):
    """A contract is to end.

    Args:
        on: Its last day.
        at: When that day is over on the contract's own clock.
        early: Whether it is sooner than it can be terminated, so that somebody has to agree.
    """

    on: date
    at: datetime
    early: bool = False


class RenewalDemand(Demand):
    """A contract is renewed although nobody was asked, perhaps after it had expired.

    Args:
        price: What was agreed; without it the contract's rule holds.
        term: What is added, where it is another term than the contract names.
    """

    price: Money | None = None
    term: Span | None = None


class EditDemand(Demand):
    """Who is told of a contract, or when, is changed."""

    edit: Edit


class IndexWanted(Value):
    """The figures of an index for a month and a year before it."""

    index: str
    month_on: date


class ServicesLeaving(Value):
    """The services of a contract that are being retired."""

    services: tuple[Leaving, ...] = ()


class LayoutWanted(Value):
    """A period of a contract to lay out by what lies in the records."""

    contract_id: str
    period: PeriodWanted
