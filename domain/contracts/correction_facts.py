"""What a correction does to a contract, and who hears of it (R43)."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING, Literal

from domain.contracts.fact import ContractFact, to_both
from domain.contracts.words import RenewalState
from domain.templates import Template

if TYPE_CHECKING:
    from pydantic import JsonValue


class ContractStands(ContractFact):
    """A correction took the renewal of a contract back to where it stood before (R43)."""

    kind: Literal["contract_stands"] = "contract_stands"
    renewal_state: RenewalState
    period: int | None
    terminates_on: date | None
    at: datetime

    def key_part(self) -> str:
        """Where it went back to, and when."""
        return f"{self.kind}/{self.renewal_state}/{self.at.isoformat()}"


class ContractGoesOn(ContractFact):
    """People were told of an end to which the contract does not come any more (R43, R63).

    Args:
        told_on: The last day they were told.
    """

    LETTERS = to_both(Template.CONTRACT_GOES_ON)
    kind: Literal["contract_goes_on"] = "contract_goes_on"
    told_on: date

    def params(self) -> dict[str, JsonValue]:
        """The day that does not hold any more."""
        return {"ends_on": self.told_on.isoformat()}
