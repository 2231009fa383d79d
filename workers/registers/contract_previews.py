"""How the present period of a contract would be laid out, before its process starts (R92, R93)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from activities.store.contract_laying import laid_out
from domain.contracts.opening import state_of
from domain.contracts.protocol import LayoutWanted

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from domain.contracts.periods import Period
    from domain.contracts.protocol import ContractInput
    from domain.contracts.rule import ContractRule


def laid_out_for(connection: Connection, begun: ContractInput, rule: ContractRule) -> Period:
    """The first period of a contract's process, by the code that lays it out when it runs.

    Args:
        begun: How the process would begin.
        rule: What the policy in force says of contracts.
    """
    wanted = state_of(begun).first_period(rule)
    return laid_out(connection, LayoutWanted(contract_id=begun.contract_id, period=wanted))
