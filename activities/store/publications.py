"""The rows that follow from what happened to a policy document (R42)."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from sqlalchemy import func, literal, select, update
from sqlalchemy.dialects.postgresql import insert

from activities.store.applying import apply
from activities.store.schema import policy, policy_draft
from domain import facts
from domain.words import PolicyState

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from domain.steps import Noted


@apply.register(facts.PolicyPublished)
def _policy_published(fact: facts.PolicyPublished, noted: Noted, connection: Connection) -> None:
    """Give out the next version; the lock makes two approvals wait for each other."""
    connection.execute(select(func.pg_advisory_xact_lock(func.hashtextextended("policy", 0))))
    effective = connection.scalar(
        select(policy_draft.c.document["effective_on"].astext).where(
            policy_draft.c.policy_id == fact.policy_id
        )
    )
    following = select(
        func.coalesce(func.max(policy.c.version), 0) + 1,
        literal(fact.policy_id),
        literal(noted.at),
        literal(date.fromisoformat(str(effective))),
        literal(noted.by),
    )
    columns = ["version", "policy_id", "published_at", "effective_on", "approved_by"]
    connection.execute(
        insert(policy)
        .from_select(columns, following)
        .on_conflict_do_nothing(index_elements=["policy_id"])
    )
    _settle(connection, fact.policy_id, PolicyState.PUBLISHED)


@apply.register(facts.PolicyRejected)
def _policy_rejected(fact: facts.PolicyRejected, _noted: Noted, connection: Connection) -> None:
    _settle(connection, fact.policy_id, PolicyState.REJECTED)


def _settle(connection: Connection, policy_id: str, state: PolicyState) -> None:
    connection.execute(
        update(policy_draft).where(policy_draft.c.policy_id == policy_id).values(state=state)
    )
