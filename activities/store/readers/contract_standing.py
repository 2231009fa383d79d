"""How a contract stands: the notices of its periods, and what its process carries (R92, R93)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from sqlalchemy import select

from activities.store.readers.contract_records import ContractNotice
from activities.store.readers.policies import policy_document
from activities.store.schema import contract_notice, contract_period, process
from domain.contracts.coming import coming
from domain.contracts.opening import waits_for
from domain.contracts.periods import PlannedNotice
from domain.contracts.state import ContractRun
from domain.contracts.words import RUNNING, ContractState, RenewalState
from domain.words import ProcessKind

if TYPE_CHECKING:
    from datetime import date, datetime

    from sqlalchemy import Connection, Row, RowMapping


@dataclass(frozen=True)
class Standing:
    """Where a contract stands on a day, as far as its notices depend on it.

    Args:
        today: The day it is on the contract's own clock.
    """

    today: date
    state: ContractState
    period: int | None
    terminated_on: date | None
    renewal: RenewalState | None

    def is_to_come(self, number: int, one: PlannedNotice) -> bool:
        """Whether a notice that nothing became of goes yet, as things stand.

        Those before the end go while the contract runs, up to its last day; those after it once
        it has expired, or where nothing says yet that another period follows.
        """
        if number != self.period:
            return False
        if one.offset <= 0:
            last = one.planned_on - timedelta(days=one.offset)
            over_on = min(self.terminated_on or last, last)
            is_in_time = self.today <= last and one.due_on <= over_on
            return self.state in RUNNING and is_in_time
        follows = self.renewal is RenewalState.RENEWAL_APPROVED or self.terminated_on is not None
        return self.state is ContractState.EXPIRED or (self.state in RUNNING and not follows)


def standing_of(row: RowMapping, now: datetime) -> Standing:
    """Where a contract of the list stands at an instant."""
    return Standing(
        today=now.astimezone(ZoneInfo(row["time_zone"])).date(),
        state=ContractState(row["state"]),
        period=row["period"],
        terminated_on=row["terminated_on"],
        renewal=RenewalState(row["renewal_state"]) if row["renewal_state"] else None,
    )


def periods_of(connection: Connection, contract_id: str) -> list[Row[Any]]:
    """The periods of a contract, the first one first."""
    of = contract_period.c
    wanted = select(contract_period).where(of.contract_id == contract_id).order_by(of.number)
    return list(connection.execute(wanted))


def notices_of(
    connection: Connection, contract_id: str, periods: list[Row[Any]], standing: Standing
) -> list[ContractNotice]:
    """Every notice of every period: what became of it, or whether it is to come."""
    of = contract_notice.c
    found = connection.execute(select(contract_notice).where(of.contract_id == contract_id))
    became = {(one.period, one.offset_days): one for one in found}
    planned = [
        (period.number, PlannedNotice.model_validate(one))
        for period in periods
        for one in period.notices
    ]
    return [
        _notice(number, one, became.get((number, one.offset)), standing) for number, one in planned
    ]


def carried(connection: Connection, workflow_id: str, version: int | None) -> dict[str, Any]:
    """What only the process of a contract knows, for whoever may see it: our own people.

    Args:
        version: The policy the contract obeys; None for whom it is not told.
    """
    kept = select(process.c.state).where(
        process.c.workflow_id == workflow_id, process.c.kind == ProcessKind.CONTRACT
    )
    state = connection.scalar(kept)
    if state is None or version is None:
        return {}
    run = ContractRun.model_validate(state)
    rule = policy_document(connection, version).document.contracts
    return {
        "waits": waits_for(run, rule) if run.ended is None else "",
        "coming": coming(run, while_suspended=rule.tacit_while_suspended),
        "next_billing_on": run.billing.next_on if run.billing and run.runs else None,
    }


def _notice(
    number: int, one: PlannedNotice, became: Row[Any] | None, standing: Standing
) -> ContractNotice:
    return ContractNotice(
        period=number,
        offset_days=one.offset,
        planned_on=one.planned_on,
        due_on=one.due_on,
        state=became.state if became else None,
        at=became.at if became else None,
        to_come=became is None and standing.is_to_come(number, one),
    )
