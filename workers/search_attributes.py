"""Makes the search attributes of our processes known to Temporal, before any worker uses them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from temporalio.api.enums.v1 import IndexedValueType
from temporalio.api.operatorservice.v1 import (
    AddSearchAttributesRequest,
    ListSearchAttributesRequest,
)
from temporalio.service import RPCError, RPCStatusCode

from domain.errors import ConflictError, UnreachableError
from workers.connection import connect
from workflows.search import SEARCH_ATTRIBUTES

if TYPE_CHECKING:
    from temporalio.client import Client

    from workers.settings import Settings


async def register_search_attributes(settings: Settings) -> list[str]:
    """Register what is missing.

    Idempotent by the name of the attribute.

    Returns:
        The names that were new.

    Raises:
        ConflictError: when Temporal knows one of the names with another type.
        UnreachableError: when Temporal does not answer, or does not let us register.
    """
    client = await connect(settings)
    try:
        known = await _known(client)
        missing = {
            name: kind
            for name, kind in _wanted().items()
            if not _is_known(name, kind, known.get(name))
        }
        if missing:
            await client.operator_service.add_search_attributes(
                AddSearchAttributesRequest(namespace=client.namespace, search_attributes=missing)
            )
    except RPCError as refusal:
        if refusal.status is RPCStatusCode.ALREADY_EXISTS:
            return []
        raise UnreachableError(
            f"Temporal did not register the search attributes: {refusal.message}"
        ) from refusal
    return sorted(missing)


def _wanted() -> dict[str, IndexedValueType.ValueType]:
    return {
        name: IndexedValueType.Value(f"INDEXED_VALUE_TYPE_{kind}")
        for name, kind in SEARCH_ATTRIBUTES.items()
    }


async def _known(client: Client) -> dict[str, IndexedValueType.ValueType]:
    answer = await client.operator_service.list_search_attributes(
        ListSearchAttributesRequest(namespace=client.namespace)
    )
    return dict(answer.custom_attributes)


def _is_known(
    name: str, wanted: IndexedValueType.ValueType, known: IndexedValueType.ValueType | None
) -> bool:
    if known is None:
        return False
    if known != wanted:
        raise ConflictError(
            f"Temporal knows the search attribute {name} as {IndexedValueType.Name(known)}, "
            f"and it must be {IndexedValueType.Name(wanted)}: remove it there first",
            field=name,
        )
    return True
