"""What a contact was granted to see beside his own records (R50, R54, R55)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import select, update
from sqlalchemy.dialects.postgresql import insert

from activities.store.schema import visibility_grant
from domain.visibility import Scope, VisibilityGrant

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy import Connection


def grant(connection: Connection, one: VisibilityGrant, *, by: str, at: datetime) -> bool:
    """Let a contact see the records of his company or of a group of companies.

    Args:
        by: The person who grants it.
        at: Since when, in business time.

    Returns:
        Whether it is new; False where it holds already.

    Idempotent by: person, scope and target, as long as it is not revoked.
    """
    new = insert(visibility_grant).values(**one.model_dump(mode="json"), granted_by=by, at=at)
    return connection.execute(new.on_conflict_do_nothing()).rowcount > 0


def revoke(
    connection: Connection, person_id: str, scope: Scope, target: str, *, at: datetime
) -> bool:
    """Take a grant back; its row stays, with the instant since which it holds no more.

    Returns:
        Whether there was one.
    """
    granted = visibility_grant.c
    taken = (
        update(visibility_grant)
        .where(
            granted.person_id == person_id,
            granted.scope == scope,
            granted.target == target,
            granted.revoked_at.is_(None),
        )
        .values(revoked_at=at)
    )
    return connection.execute(taken).rowcount > 0


def held_by(connection: Connection, person_id: str) -> list[VisibilityGrant]:
    """What a person was granted and still holds, companies before groups."""
    granted = visibility_grant.c
    wanted = (
        select(visibility_grant)
        .where(granted.person_id == person_id, granted.revoked_at.is_(None))
        .order_by(granted.scope, granted.target)
    )
    return [VisibilityGrant.model_validate(row) for row in connection.execute(wanted).mappings()]
