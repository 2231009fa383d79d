"""The policy a process is pinned to (R42)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import select

from activities.store.schema import policy, policy_draft
from domain.errors import NotFoundError
from domain.policy import PinnedPolicy, Policy

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy import Connection


def policy_in_force(
    connection: Connection, at: datetime, *, version: int | None = None
) -> PinnedPolicy:
    """The policy a new process is pinned to: the latest version that is effective on the day.

    Args:
        at: Business time.
        version: That very version instead, for a process that was pinned before.

    Raises:
        NotFoundError: no such version, or none is effective yet.
    """
    wanted = policy.c.version == version if version else policy.c.effective_on <= at.date()
    row = connection.execute(
        select(policy.c.version, policy_draft.c.document)
        .join(policy_draft, policy_draft.c.policy_id == policy.c.policy_id)
        .where(wanted)
        .order_by(policy.c.version.desc())
        .limit(1)
    ).first()
    if row is None:
        message = f"no policy is in force on {at.date()}; run `servicecycle migrate`"
        raise NotFoundError(message, field="policy")
    return PinnedPolicy(version=row.version, document=Policy.model_validate(row.document))
