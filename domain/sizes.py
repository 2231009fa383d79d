"""How large a change of a service is, and from which size the committee decides (R110, R146)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

from pydantic import Field, ValidationInfo, field_validator

from domain.model import Currency, Edge
from domain.words import ChangeSize

if TYPE_CHECKING:
    from domain.answers import Money

_RANK = {size: rank for rank, size in enumerate(ChangeSize)}


class SizeBounds(Edge):
    """What a change of one size takes at most; the bounds belong to the size.

    Args:
        person_days: The most work.
        cost: The most money, in minor units by currency; a cost in another currency is not within.
    """

    person_days: Annotated[int, Field(ge=0, le=100_000)]
    cost: dict[Currency, Annotated[int, Field(ge=0, le=10**15)]]

    def hold(self, person_days: int, cost: Money | None) -> bool:
        """Whether work and cost are both within the bounds."""
        dear = cost is not None and cost.minor_units > self.cost.get(cost.currency, -1)
        return person_days <= self.person_days and not dear


class ChangeRule(Edge):
    """How large a change is, and who decides on it (8.5.1).

    Args:
        minor: The bounds of a minor change.
        normal: The bounds of a normal change; whatever is larger is major.
        unstated: What a change counts as that came without work and cost.
        committee_above: The committee decides on every larger change first; null on every one.
    """

    minor: SizeBounds
    normal: SizeBounds
    unstated: ChangeSize
    committee_above: ChangeSize | None

    @field_validator("normal")
    @classmethod
    def _normal_is_not_smaller_than_minor(
        cls, bounds: SizeBounds, info: ValidationInfo
    ) -> SizeBounds:
        minor: SizeBounds = info.data.get("minor", bounds)
        if bounds.person_days < minor.person_days:
            message = f"person_days must not be smaller than those of minor, {minor.person_days}"
            raise ValueError(message)
        for currency, most in minor.cost.items():
            if bounds.cost.get(currency, -1) < most:
                message = f"cost in {currency} must not be smaller than that of minor, {most}"
                raise ValueError(message)
        return bounds

    def size_of(self, person_days: int | None, cost: Money | None) -> ChangeSize:
        """The smallest size that holds the work and the cost; work that is not stated is none."""
        if person_days is None and cost is None:
            return self.unstated
        if self.minor.hold(person_days or 0, cost):
            return ChangeSize.MINOR
        return ChangeSize.NORMAL if self.normal.hold(person_days or 0, cost) else ChangeSize.MAJOR

    def needs_committee(self, size: ChangeSize) -> bool:
        """Whether the committee decides before a change of this size is made."""
        return self.committee_above is None or _RANK[size] > _RANK[self.committee_above]


# What holds for a policy that an earlier release published, which knew no sizes.
BEFORE_SIZES = ChangeRule(
    minor=SizeBounds(person_days=5, cost={"TRY": 5_000_000}),
    normal=SizeBounds(person_days=30, cost={"TRY": 50_000_000}),
    unstated=ChangeSize.NORMAL,
    committee_above=ChangeSize.NORMAL,
)
