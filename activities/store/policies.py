"""The versions of the policy and the documents they are made of (R42; 5.2, 7.5)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import func, select
from sqlalchemy.dialects.postgresql import insert

from activities.store.schema import policy, policy_draft
from domain.policy_draft import PolicyDraft
from domain.words import PolicyState

if TYPE_CHECKING:
    from sqlalchemy import Connection


def hold_versions(connection: Connection) -> None:
    """Let nobody else draft or publish a policy until the transaction ends."""
    connection.execute(select(func.pg_advisory_xact_lock(func.hashtextextended("policy", 0))))


def put_draft(connection: Connection, draft: PolicyDraft) -> bool:
    """Keep a policy document that a person wrote.

    Returns:
        Whether it is new.

    Idempotent by: the policy's id.
    """
    statement = insert(policy_draft).values(
        {**draft.model_dump(), "document": draft.document.model_dump(mode="json")}
    )
    return bool(connection.execute(statement.on_conflict_do_nothing()).rowcount)


def waiting(connection: Connection, source: str, author: str) -> PolicyDraft | None:
    """The same document of the same author, if it waits for its approval already."""
    found = connection.execute(
        select(policy_draft).where(
            policy_draft.c.source == source,
            policy_draft.c.author == author,
            policy_draft.c.state == PolicyState.DRAFT,
        )
    )
    row = found.mappings().first()
    return PolicyDraft.model_validate(row) if row else None


def how_many_drafts(connection: Connection) -> int:
    """How many documents were ever written, whatever became of them."""
    return connection.scalar(select(func.count()).select_from(policy_draft)) or 0


def published(connection: Connection) -> int | None:
    """The newest version; None before the first was published."""
    newest: int | None = connection.scalar(select(func.max(policy.c.version)))
    return newest


def publish_first(connection: Connection, draft: PolicyDraft, *, by: str) -> None:
    """Publish the policy a house begins with; it holds from now on at the latest."""
    put_draft(connection, draft)
    begins = min(draft.document.effective_on, draft.drafted_at.date())
    connection.execute(
        insert(policy).values(
            version=1,
            policy_id=draft.policy_id,
            published_at=draft.drafted_at,
            effective_on=begins,
            approved_by=by,
        )
    )
