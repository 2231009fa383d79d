"""What a person is told once a contract was moved: what became of it, in plain words (R57, R92)."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING

from activities.store import reading
from domain.contracts.coming import NO_PRICE, ComingPeriod, coming
from domain.contracts.pricing import amount
from domain.contracts.refusals import where_it_stands
from domain.contracts.state import ContractRun
from domain.ids import contract_workflow_id
from domain.model import Value
from starters.contract_page import days_of
from starters.following import next_lines

if TYPE_CHECKING:
    from collections.abc import Iterator

    from activities.store.reading import ContractDetail
    from domain.contracts.terms import Edit
    from domain.protocol import Done
    from starters.desk import Desk


class ContractReceipt(Value):
    """What a demand led to.

    Args:
        last_day: The last day of the contract as it stands now; None where it has no end.
        wanted_on: The day on which it is asked to end early, until that is decided.
        coming: The period that follows as things stand.
    """

    workflow_id: str
    contract_id: str
    stage: str
    at: datetime
    last_day: date | None
    wanted_on: date | None
    coming: ComingPeriod | None


class Told:
    """What is told of a contract that was just moved.

    Whoever moved it is told what it led to, whatever else he may see.

    Args:
        done: What its process answered.
    """

    def __init__(self, desk: Desk, done: Done) -> None:
        self._desk = desk
        self._run = run = run_of(desk, done.workflow_id)
        self.receipt = ContractReceipt(
            **done.model_dump(),
            contract_id=run.contract_id,
            last_day=run.last_day(),
            wanted_on=run.wanted.on if run.wanted else None,
            coming=coming(run),
        )

    def activated(self) -> Iterator[str]:
        """A draft begins by itself on its first day."""
        first_on, last = self._run.first
        until = f" to {last}" if last else ""
        yield from self._with_next(f"is activated; it is in force from {first_on}{until}")

    def suspended(self) -> Iterator[str]:
        """It stands still, and its days do not."""
        yield from self._with_next("is suspended; its days run on")

    def resumed(self) -> Iterator[str]:
        """It goes on."""
        last = self.receipt.last_day
        until = f", until {last}" if last else ""
        yield from self._with_next(f"is in force again{until}")

    def edited(self, edit: Edit) -> Iterator[str]:
        """Who is told from now on, and from when other notices hold."""
        changed = ", ".join(sorted(edit.model_fields_set)).replace("_", " ")
        yield from self._with_next(f"has other terms: {changed}", *self._edited(edit))

    def renewed(self) -> Iterator[str]:
        """The period that was agreed, also where it has begun already."""
        following, present = self.receipt.coming, self._run.period
        if following is not None:
            price = _at(following.price_words)
            days = f"{following.start_on} to {following.end_on}"
            yield from self._with_next(f"goes on with period {following.number}: {days}{price}")
        elif present is not None:
            price = _at(amount(present.price))
            days = f"{present.start_on} to {present.end_on}"
            yield from self._with_next(f"goes on with period {present.number}: {days}{price}")

    def terminated(self) -> Iterator[str]:
        """The last day it has now, or the one that is asked for."""
        if self._run.period is None:
            yield from self._with_next("is taken back; it never was in force")
        elif self.receipt.wanted_on is None:
            yield from self._with_next(f"is terminated; its last day is {self.receipt.last_day}")
        else:
            asked = f"is asked to end on {self.receipt.wanted_on}, sooner than it can be terminated"
            last = f"its last day is {self.receipt.last_day}"
            stays = last if self._run.terminated else "it stays as it is"
            yield from self._with_next(f"{asked}; until that is agreed {stays}")

    def _edited(self, edit: Edit) -> Iterator[str]:
        if edit.recipients is not None:
            told = ", ".join((*edit.recipients.ours, *edit.recipients.customer))
            yield f"told from now on: {told or 'nobody'}"
        if edit.notices is not None:
            yield f"notices: {days_of(edit.notices)}, {self._since()}"

    def _since(self) -> str:
        """From when other notices hold, for those of the present period are laid out."""
        following = self.receipt.coming
        if self._run.period is None:
            return f"from its first day, {self._run.first[0]}"
        if following is None:
            return "in a period that follows; as things stand none does"
        return f"from {following.start_on} on; those of the present period stay"

    def _with_next(self, what: str, *more: str) -> Iterator[str]:
        yield f"{self.receipt.contract_id} {what}"
        yield from (f"  {line}" for line in more)
        yield from next_lines(self._desk, self.receipt.workflow_id)


def added(desk: Desk, found: ContractDetail) -> Iterator[str]:
    """Where a contract stands that was written down."""
    standing = where_it_stands(run_of(desk, contract_workflow_id(found.contract_id)))
    yield f"{found.contract_id} ({found.name}) is written down; {standing}"


def run_of(desk: Desk, workflow_id: str) -> ContractRun:
    """A contract as its process carries it."""
    return ContractRun.model_validate(reading.process_state(desk.house, workflow_id))


def _at(price: str) -> str:
    return "" if price == NO_PRICE else f", price {price}"
