"""What passes to somebody else on the contracts that name a person who takes no part (R63, R88)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from domain.contracts.terms import Edit, Recipients
from domain.model import Identifier, Value

if TYPE_CHECKING:
    from domain.contracts.words import Side


class Named(Value):
    """A contract that is not over and names a person.

    Args:
        customer_id: Whose contract it is.
        recipients: Everybody who is told of it.
        is_told: Whether he is among them.
        manages: Whether he is its account manager.
        answers: Whether its questions are handed to him.
    """

    contract_id: Identifier
    customer_id: Identifier
    recipients: Recipients
    is_told: bool = False
    manages: bool = False
    answers: bool = False


def passed_on(named: Named, person_id: str, to: str, side: Side | None) -> Edit:
    """The change of a contract by which somebody else stands where a person stood.

    Args:
        to: Who takes his place; he is named once, also where he was among the recipients already.
        side: On which side he is told; None for the side of whom he follows.

    Source: R63, R88.
    """
    changed: dict[str, object] = {}
    if named.is_told:
        changed["recipients"] = _recipients(named.recipients, person_id, to, side)
    if named.manages:
        changed["account_manager"] = to
    if named.answers:
        changed["answered_by"] = to
    return Edit.model_validate(changed)


def _recipients(told: Recipients, person_id: str, to: str, side: Side | None) -> Recipients:
    sides = told.by_side()
    place = side or next(one for one, people in sides.items() if person_id in people)
    found = {one: [each for each in people if each != person_id] for one, people in sides.items()}
    if not any(to in people for people in found.values()):
        found[place].append(to)
    return Recipients.model_validate(found)
