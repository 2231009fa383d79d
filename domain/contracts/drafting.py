"""A contract as it was written down becomes one with all its terms (R59–R66)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from domain.chain import fingerprint
from domain.contracts.facts import ContractAdded
from domain.contracts.protocol import ContractInput
from domain.contracts.spans import Span
from domain.contracts.terms import Terms
from domain.contracts.words import Unit
from domain.errors import InvalidInputError
from domain.model import Value

if TYPE_CHECKING:
    from datetime import datetime

    from domain.contracts.rule import ContractRule
    from domain.contracts.terms import ContractFile
    from domain.steps import Asked


class Account(Value):
    """What the register of customers knows of the account a contract is with."""

    customer_id: str
    time_zone: str
    calendar_id: str | None = None
    account_manager: str | None = None


def drafted(
    file: ContractFile,
    account: Account,
    rule: ContractRule,
    request: Asked,
    *,
    quiet_until: datetime | None = None,
) -> ContractInput:
    """How the process of a contract begins.

    Args:
        account: What is left out is the customer's.
        rule: What is left out beyond that is policy's.
        quiet_until: Nobody is written to before, for the contract comes over from elsewhere.

    Raises:
        InvalidInputError: nobody keeps it.
    """
    manager = file.account_manager or account.account_manager
    if manager is None:
        message = "account_manager: is required, for the customer has none"
        raise InvalidInputError(message, field="account_manager")
    added = ContractAdded(
        contract_id=file.id,
        terms=_terms(file, account, rule, manager),
        name=file.name,
        description=file.description,
        recipients=file.recipients,
        signed_on=file.signed_on,
        end_on=file.end_on,
        earlier=file.earlier,
        imported=quiet_until is not None,
        content=content_of(file),
    )
    return ContractInput(
        contract_id=file.id,
        request=request,
        added=added,
        start_on=file.start_on,
        price=file.price,
        credits_left=file.credits_left,
        quiet_until=quiet_until,
    )


def content_of(file: ContractFile) -> str:
    """What a contract's file comes to, by which the same file is known again.

    Only what a person said beyond what is usual counts: a later release may ask for more, and a
    file that does not speak of it is the same one as before.
    """
    return fingerprint(file.model_dump(mode="json", exclude_defaults=True))


def _terms(file: ContractFile, account: Account, rule: ContractRule, manager: str) -> Terms:
    return Terms(
        customer_id=file.customer,
        type=file.type,
        services=file.services,
        time_zone=file.time_zone or account.time_zone,
        calendar_id=file.calendar or account.calendar_id,
        plan_id=file.plan,
        plan_version=file.plan_version,
        notices=file.notices,
        renewal=file.renewal,
        term=file.term,
        price_rule=file.price_rule,
        cut_off=file.cut_off or Span(amount=rule.cut_off_days, unit=Unit.DAYS),
        closed_day=file.closed_day,
        account_manager=manager,
        answered_by=file.answered_by,
    )
