"""A contract as it was written down becomes one with all its terms (R59–R66)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from domain.chain import fingerprint
from domain.contracts.facts import ContractAdded
from domain.contracts.protocol import ContractInput
from domain.contracts.spans import Span
from domain.contracts.terms import Terms, leaves_time
from domain.contracts.words import Renewal, Unit
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
        InvalidInputError: nobody keeps it, or the cut-off of policy leaves no time to terminate it.
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


def _check_cut_off(file: ContractFile, rule: ContractRule) -> None:
    """What is renewed by silence can be terminated before, with the cut-off that will hold."""
    if file.cut_off or file.renewal is not Renewal.TACIT or not (file.end_on and file.term):
        return
    if not leaves_time(file.start_on, file.end_on, _policy_cut_off(rule), file.term):
        message = (
            f"cut_off: is required here, for that of policy, {rule.cut_off_days} days, is as long "
            "as the contract runs; it could never be terminated in time"
        )
        raise InvalidInputError(message, field="cut_off")


def _policy_cut_off(rule: ContractRule) -> Span:
    return Span(amount=rule.cut_off_days, unit=Unit.DAYS)


def _terms(file: ContractFile, account: Account, rule: ContractRule, manager: str) -> Terms:
    _check_cut_off(file, rule)
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
        cut_off=file.cut_off or _policy_cut_off(rule),
        closed_day=file.closed_day,
        account_manager=manager,
        answered_by=file.answered_by,
    )
