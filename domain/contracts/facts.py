"""What happens to a contract: each fact becomes one event, the rows and the letters that follow."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any, Literal

from pydantic import Field, JsonValue

from domain.answers import Money
from domain.contracts.correction_facts import ContractGoesOn, ContractStands
from domain.contracts.credit_facts import CreditsEnded, CreditsGranted
from domain.contracts.fact import ContractFact, Letter, to_both
from domain.contracts.notice_facts import NoticeGiven, NoticesPassed
from domain.contracts.periods import Period
from domain.contracts.spans import Span
from domain.contracts.terms import EarlierPeriod, Edit, Recipients, Terms
from domain.contracts.words import ClosedAs, Reader, RenewalState
from domain.model import LongText, ShortText
from domain.templates import Template


class ContractAdded(ContractFact):
    """A contract was written down, as a draft (R57–R66)."""

    kind: Literal["contract_added"] = "contract_added"
    terms: Terms
    name: ShortText
    description: LongText
    recipients: Recipients
    signed_on: date | None = None
    end_on: date | None = None
    earlier: tuple[EarlierPeriod, ...] = ()
    imported: bool = False
    content: str = ""


class ContractSigned(ContractFact):
    """A draft was activated: it begins on its first day (R60)."""

    kind: Literal["contract_signed"] = "contract_signed"
    on: date


class ContractBegun(ContractFact):
    """A contract is in force from its first day; its services have a dependent (R38, R60)."""

    LETTERS = to_both(Template.CONTRACT_BEGUN)
    kind: Literal["contract_begun"] = "contract_begun"
    services: tuple[str, ...]


class PeriodOpened(ContractFact):
    """A period of a contract was opened, with the versions it is pinned to (R92)."""

    kind: Literal["contract_period_opened"] = "contract_period_opened"
    period: Period
    policy_version: int | None = None
    plan_id: str | None = None
    calendar_id: str | None = None

    def key_part(self) -> str:
        """The number of the period."""
        return f"{self.kind}/{self.period.number}"

    def words(self) -> str:
        """Which period."""
        return f"period {self.period.number} opens"

    def own_key(self) -> str:
        """A period opens once, whichever run of the process opens it."""
        return f"contract/{self.contract_id}/period/{self.period.number}"


class RenewalMoved(ContractFact):
    """The renewal of a period went a step (R64).

    Args:
        term: What is added, where another term was agreed with it than the contract names.
        price: What was agreed for the coming period, where its rule does not say it.
    """

    kind: Literal["contract_renewal_moved"] = "contract_renewal_moved"
    period: int
    to: RenewalState
    term: Span | None = None
    price: Money | None = None

    def told(self) -> dict[str, JsonValue]:
        """How far it came, and what was agreed with it where anything was."""
        return self.model_dump(mode="json", exclude={"kind"}, exclude_none=True)

    def key_part(self) -> str:
        """Which period, and how far it came."""
        return f"{self.kind}/{self.period}/{self.to}"

    def words(self) -> str:
        """How far the renewal came."""
        return self.to.replace("_", " ")


class NotRenewed(ContractFact):
    """It was decided that no period follows (R64, R92)."""

    LETTERS = to_both(Template.CONTRACT_NOT_RENEWED)
    kind: Literal["contract_not_renewed"] = "contract_not_renewed"
    ends_on: date

    def last_day(self) -> date:
        """The last day people are told."""
        return self.ends_on

    def params(self) -> dict[str, JsonValue]:
        """The last day."""
        return {"ends_on": self.ends_on.isoformat()}


class ContractPriced(ContractFact):
    """The price of the coming period was found, with its proof (R65).

    Args:
        period: The number of the coming period.
    """

    kind: Literal["contract_priced"] = "contract_priced"
    period: int
    price: Money | None = None
    proof: dict[str, JsonValue] = {}

    def key_part(self) -> str:
        """The period it is the price of."""
        return f"{self.kind}/{self.period}"


class ContractRenewed(ContractFact):
    """A period was followed by another one (R64, R65, R92)."""

    LETTERS = to_both(Template.CONTRACT_RENEWED)
    kind: Literal["contract_renewed"] = "contract_renewed"
    period: int
    start_on: date
    end_on: date
    late: bool = False

    def params(self) -> dict[str, JsonValue]:
        """The days of the new period."""
        return {"starts_on": self.start_on.isoformat(), "ends_on": self.end_on.isoformat()}

    def own_key(self) -> str:
        """Each period is renewed once."""
        return f"contract/{self.contract_id}/renewed/{self.period}"


class TerminationNoted(ContractFact):
    """A contract was terminated: its last day is settled (R92)."""

    LETTERS = to_both(Template.CONTRACT_TERMINATED)
    kind: Literal["contract_terminated"] = "contract_terminated"
    on: date
    early: bool = False

    def last_day(self) -> date:
        """The last day people are told."""
        return self.on

    def params(self) -> dict[str, JsonValue]:
        """The last day."""
        return {"ends_on": self.on.isoformat()}


class EarlyTerminationWanted(ContractFact):
    """Somebody wants a contract to end sooner than it could be terminated (R92)."""

    kind: Literal["contract_early_termination_wanted"] = "contract_early_termination_wanted"
    on: date


class EarlyTerminationRefused(ContractFact):
    """A contract was not ended sooner (R92)."""

    kind: Literal["contract_early_termination_refused"] = "contract_early_termination_refused"
    on: date


class ContractSuspended(ContractFact):
    """A contract was suspended; its days run on (R57)."""

    LETTERS = to_both(Template.CONTRACT_SUSPENDED)
    kind: Literal["contract_suspended"] = "contract_suspended"


class SuspensionLifted(ContractFact):
    """A suspended contract is in force again (R57)."""

    LETTERS = to_both(Template.CONTRACT_RESUMED)
    kind: Literal["contract_suspension_lifted"] = "contract_suspension_lifted"


class ContractEdited(ContractFact):
    """Who is told of a contract, or when, was changed; its agreed terms stay (R61–R63)."""

    kind: Literal["contract_edited"] = "contract_edited"
    edit: Edit

    def told(self) -> dict[str, JsonValue]:
        """What was changed, and nothing of what stayed."""
        edit: dict[str, Any] = self.edit.model_dump(mode="json", exclude_unset=True)
        return {"contract_id": self.contract_id, "edit": edit}


class ServiceLeft(ContractFact):
    """A contract goes on without one of its services, perhaps with another one (R38).

    Args:
        instead: The service that takes its place.
    """

    CLAUSES = ("8.2.2", "8.3.2")
    kind: Literal["contract_service_left"] = "contract_service_left"
    service_id: str
    instead: str | None = None

    def key_part(self) -> str:
        """The service."""
        return f"{self.kind}/{self.service_id}"


class ContractEnded(ContractFact):
    """A contract has come to its end; nothing of it depends on a service any more (R38, R60)."""

    kind: Literal["contract_ended"] = "contract_ended"
    closed_as: ClosedAs
    last_day: date

    def letters(self) -> tuple[Letter, ...]:
        """The account manager; the others have their notices."""
        letter = Letter(template=Template.CONTRACT_ENDED, readers=(Reader.MANAGER,))
        return () if self.quietly else (letter,)

    def params(self) -> dict[str, JsonValue]:
        """The last day."""
        return {"ends_on": self.last_day.isoformat()}


AnyContractFact = Annotated[
    ContractAdded
    | ContractSigned
    | ContractBegun
    | PeriodOpened
    | RenewalMoved
    | NotRenewed
    | ContractPriced
    | ContractRenewed
    | NoticeGiven
    | NoticesPassed
    | TerminationNoted
    | EarlyTerminationWanted
    | EarlyTerminationRefused
    | ContractGoesOn
    | ContractSuspended
    | SuspensionLifted
    | ContractEdited
    | ServiceLeft
    | ContractEnded
    | ContractStands
    | CreditsGranted
    | CreditsEnded,
    Field(discriminator="kind"),
]
