"""From which state of a contract to which another one leads (R57, R60, R64)."""

from __future__ import annotations

from domain.contracts.words import ContractMove, ContractState

TRANSITIONS: dict[tuple[ContractState, ContractMove], ContractState] = {
    (ContractState.DRAFT, ContractMove.BEGIN): ContractState.ACTIVE,
    (ContractState.DRAFT, ContractMove.CANCEL): ContractState.CANCELLED,
    (ContractState.ACTIVE, ContractMove.SUSPEND): ContractState.SUSPENDED,
    (ContractState.ACTIVE, ContractMove.EXPIRE): ContractState.EXPIRED,
    (ContractState.ACTIVE, ContractMove.CANCEL): ContractState.CANCELLED,
    (ContractState.SUSPENDED, ContractMove.LIFT): ContractState.ACTIVE,
    (ContractState.SUSPENDED, ContractMove.EXPIRE): ContractState.EXPIRED,
    (ContractState.SUSPENDED, ContractMove.CANCEL): ContractState.CANCELLED,
    (ContractState.EXPIRED, ContractMove.RENEW): ContractState.ACTIVE,
}
"""The life of a contract; what is not in it is not possible (R57, R60, R64)."""
