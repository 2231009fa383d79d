"""Name somebody else on the contracts that name a contact who becomes passive (R63, R88)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from activities.store import reading
from domain.contracts.passing_on import passed_on
from domain.contracts.words import Side
from domain.errors import InvalidInputError, NotFoundError
from domain.policy import Command
from domain.words import CUSTOMER_ROLES
from starters.contract_checks import check_answers, check_recipients
from starters.contract_demands import edit_contract
from starters.contract_directory import directory_of

if TYPE_CHECKING:
    from domain.contracts.passing_on import Named
    from domain.contracts.terms import Edit
    from starters.contract_directory import Directory
    from starters.desk import Desk


def why_passed_on(contact: str, to: str) -> str:
    """The reason that stands in records of others; why he is passive stands in his own alone.

    There it can be erased with him (R43).
    """
    return f"{contact} is a passive contact, and {to} takes over"


async def check_passing_on(desk: Desk, person: str | None, contact: str, to: str) -> None:
    """Refuse, before anything changes, what would be refused of the contracts afterwards.

    Raises:
        InvalidInputError: whoever takes over is of another customer than one of the contracts, or
            may not answer what the contact did.
        NotAllowedError: the person may not edit contacts.
        UnreachableError: Temporal is away.
    """
    named = reading.naming(desk.house, contact)
    if not named:
        return
    desk.admit(person, Command.CONTACT_EDIT)
    directory, side = directory_of(desk), _side_of(desk, to)
    try:
        answers = [one.contract_id for one in named if one.answers]
        agreed = (reading.contract(desk.house, one, directory.now) for one in answers)
        check_answers(directory, to, *agreed)
        for one in named:
            _check_told(directory, one, passed_on(one, contact, to, side))
    except (InvalidInputError, NotFoundError) as refused:
        raise InvalidInputError(f"to: {refused.message}", field="to") from None
    await desk.door()


async def pass_on_contracts(desk: Desk, person: str | None, contact: str, to: str) -> list[str]:
    """Let contracts name somebody else in the place of a contact, one after the other.

    Whoever may turn a contact passive may do that, and change nothing else of the contracts.

    Returns:
        The contracts that were changed.

    Idempotent by: what they say; broken off, the same again changes those that are left.
    Source: R63, R88.
    """
    side, changed = _side_of(desk, to), []
    for one in reading.naming(desk.house, contact):
        edit = passed_on(one, contact, to, side)
        why = why_passed_on(contact, to)
        await edit_contract(desk, person, one.contract_id, why, edit, right=Command.CONTACT_EDIT)
        changed.append(one.contract_id)
    return changed


def _side_of(desk: Desk, to: str) -> Side | None:
    """On which side of a contract somebody is told; None for the side of whom he follows."""
    heir = reading.person(desk.house, to)
    return None if CUSTOMER_ROLES.issuperset(heir.roles) else Side.OURS


def _check_told(directory: Directory, named: Named, edit: Edit) -> None:
    """Refuse what the edit of a contract would refuse of those who are told of it."""
    if edit.recipients is None:
        return
    told = [one for people in named.recipients.by_side().values() for one in people]
    try:
        check_recipients(directory, edit.recipients, named.customer_id, told=told)
    except InvalidInputError as refused:
        message = f"contract {named.contract_id}: {refused.message}"
        raise InvalidInputError(message, field=refused.field) from None
