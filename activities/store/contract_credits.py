"""The ledger follows the billing periods of a contract (R76, R90).

The entries come from the plan's rules and from what is in the ledger by then; each is written once,
under the business key it has there.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from activities.store import plans
from activities.store.applying import apply
from domain.contracts.credit_facts import CreditsEnded, CreditsGranted
from domain.errors import NotFoundError
from domain.plans.credits import closed, granted, in_credits, opened
from domain.plans.plan import Rollover

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy import Connection

    from domain.plans.credits import CreditEntry
    from domain.plans.plan import Plan
    from domain.steps import Noted

_NOTHING_GOES_ON = {"rollover": Rollover(allowed=False)}


@apply.register(CreditsGranted)
def _granted(fact: CreditsGranted, noted: Noted, connection: Connection) -> None:
    """End the billing period before by its plan, and grant by the plan of this one."""
    plans.hold_ledger(connection, fact.contract_id)
    there = plans.credits_of(connection, fact.contract_id)
    ends: Sequence[CreditEntry] = ()
    if fact.closes is not None:
        by = _plan(connection, fact.plan_id, fact.closes)
        ends = closed(there, by, fact.contract_id, fact.number - 1, fact.first_on)
    begins = _begins(fact, _plan(connection, fact.plan_id, fact.plan_version))
    plans.book(connection, (*ends, *begins), noted.at)


@apply.register(CreditsEnded)
def _ended(fact: CreditsEnded, noted: Noted, connection: Connection) -> None:
    """What is left expires, whatever would go on into a billing period that followed."""
    plans.hold_ledger(connection, fact.contract_id)
    there = plans.credits_of(connection, fact.contract_id)
    last = _plan(connection, fact.plan_id, fact.plan_version).model_copy(update=_NOTHING_GOES_ON)
    ends = closed(there, last, fact.contract_id, fact.number, fact.on)
    plans.book(connection, ends, noted.at)


def _begins(fact: CreditsGranted, plan: Plan) -> Sequence[CreditEntry]:
    if fact.brought is None or plan.allowance is None:
        return granted(plan, fact.contract_id, fact.number, fact.first_on)
    unit = plan.allowance.unit
    left = in_credits(fact.brought, unit, plan.currency)
    return opened(fact.contract_id, fact.number, left, unit, fact.first_on)


def _plan(connection: Connection, plan_id: str, version: int) -> Plan:
    found = plans.at_version(connection, plan_id, version)
    if found is None:
        message = f"version {version} of plan {plan_id[:80]!r} is not on record"
        raise NotFoundError(message, field="plan")
    return found.document
