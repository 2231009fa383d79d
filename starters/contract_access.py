"""Whoever demands something of a contract is let in before anything of it is looked at (R89).

What he may not see is not there for him, in the same words; what he sees and may not do is refused
as such. Only then is it read what the contract says, and who its people are.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from activities.store import reading
from domain.errors import NotFoundError
from domain.ids import contract_workflow_id

if TYPE_CHECKING:
    from activities.store.reading import Process
    from domain.identity import Actor
    from domain.policy import Command
    from starters.desk import Desk


class LetIn(NamedTuple):
    """Somebody who may do what he wants with a contract that he sees.

    Args:
        command: What he may do.
    """

    contract_id: str
    command: Command
    actor: Actor
    process: Process


def let_in(
    desk: Desk,
    person: str | None,
    command: Command,
    contract_id: str,
    *,
    right: Command | None = None,
) -> LetIn:
    """Let somebody do something with a contract.

    Args:
        right: What he has to be let in for, where that follows from something else he does; then
            the house looks for the contract, for his right may reach further than his sight.

    Raises:
        NotFoundError: there is no such contract, or he does not see it.
        NotAllowedError: he may not do it.
    """
    sight = desk.reader if right in {None, command} else desk.house
    try:
        process = reading.process(sight, contract_workflow_id(contract_id))
    except NotFoundError:
        message = f"there is no contract {contract_id[:80]!r}; `contract list` lists them"
        raise NotFoundError(message, field="contract") from None
    return LetIn(contract_id, command, desk.admit(person, right or command), process)
