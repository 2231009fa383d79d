"""What becomes of the credits of a contract, one billing period after the other (R76, R90)."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Literal

from domain.contracts.fact import ContractFact


class CreditsGranted(ContractFact):
    """A billing period began: what was left went on or expired, and its allowance was granted.

    Args:
        number: Of the billing period, counted over the whole contract.
        first_on: The day from which its credits count.
        plan_version: The version of the plan that grants them.
        closes: The version by which those of the billing period before end; None for the first.
        brought: The credits the contract brings along from elsewhere, which take the place of the
            allowance; in the unit of the allowance.
    """

    kind: Literal["contract_credits_granted"] = "contract_credits_granted"
    number: int
    first_on: date
    plan_id: str
    plan_version: int
    closes: int | None = None
    brought: Decimal | None = None

    def key_part(self) -> str:
        """The number of the billing period."""
        return f"{self.kind}/{self.number}"

    def words(self) -> str:
        """Which billing period."""
        return f"billing period {self.number} begins on {self.first_on}"

    def own_key(self) -> str:
        """A billing period begins once, whichever run of the process begins it."""
        return f"contract/{self.contract_id}/billing/{self.number}"


class CreditsEnded(ContractFact):
    """No billing period follows: whatever credits are left have expired.

    Args:
        number: Of the billing period that ended.
        on: The first day on which they are gone.
    """

    kind: Literal["contract_credits_ended"] = "contract_credits_ended"
    number: int
    on: date
    plan_id: str
    plan_version: int

    def words(self) -> str:
        """Which billing period."""
        return f"the credits end with billing period {self.number}"

    def own_key(self) -> str:
        """Credits end once after a billing period."""
        return f"contract/{self.contract_id}/billing/{self.number}/ended"
