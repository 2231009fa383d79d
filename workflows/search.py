"""The search attributes: what operators filter processes by in the Temporal UI."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from temporalio.common import SearchAttributeKey

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from temporalio.common import SearchAttributeUpdate

SERVICE_ID = SearchAttributeKey.for_keyword("ServiceId")
CUSTOMER_ID = SearchAttributeKey.for_keyword("CustomerId")
STAGE = SearchAttributeKey.for_keyword("Stage")
OUTCOME = SearchAttributeKey.for_keyword("Outcome")
POLICY_VERSION = SearchAttributeKey.for_keyword("PolicyVersion")
OWNER = SearchAttributeKey.for_keyword("Owner")
AWAITING_ROLE = SearchAttributeKey.for_keyword_list("AwaitingRole")
DUE_AT = SearchAttributeKey.for_datetime("DueAt")
OVERDUE = SearchAttributeKey.for_bool("Overdue")
ESCALATED = SearchAttributeKey.for_bool("Escalated")

SEARCH_ATTRIBUTES = {
    key.name: key.indexed_value_type.name
    for key in (
        SERVICE_ID,
        CUSTOMER_ID,
        STAGE,
        OUTCOME,
        POLICY_VERSION,
        OWNER,
        AWAITING_ROLE,
        DUE_AT,
        OVERDUE,
        ESCALATED,
    )
}

_LONGEST_KEYWORD = 255


def keyword(key: SearchAttributeKey[str], text: str) -> SearchAttributeUpdate[Any]:
    """Set a keyword, or unset it; a longer text would lose the whole row on PostgreSQL."""
    return key.value_set(text[:_LONGEST_KEYWORD]) if text else key.value_unset()


def keywords(
    key: SearchAttributeKey[Sequence[str]], texts: Sequence[str]
) -> SearchAttributeUpdate[Any]:
    """Set a list of keywords; an empty one is unset."""
    return (
        key.value_set([text[:_LONGEST_KEYWORD] for text in texts]) if texts else key.value_unset()
    )


def instant(key: SearchAttributeKey[datetime], at: datetime | None) -> SearchAttributeUpdate[Any]:
    """Set an instant, or unset it."""
    return key.value_set(at) if at else key.value_unset()


BY_NAME = {key.name: key for key in (SERVICE_ID, CUSTOMER_ID, OUTCOME, OWNER)}
"""The keywords a process sets of its own."""
