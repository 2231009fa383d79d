"""The policy documents, published or not (R42)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import Column, Date, Select, cast, func, select, tuple_

from activities.store.pinning import policy_in_force as in_force
from activities.store.readers.paging import FIRST_PAGE, Page, Source, connected
from activities.store.readers.policy_records import PolicyText, PolicyVersion
from activities.store.schema import policy, policy_draft
from domain.errors import NotFoundError

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy import ColumnElement

    from domain.policy import PinnedPolicy


def policies(source: Source, *, page: Page = FIRST_PAGE) -> list[PolicyVersion]:
    """The policy documents in the order they were written, whatever became of them (R42)."""
    order = (policy_draft.c.drafted_at, policy_draft.c.policy_id)
    wanted = _policies().order_by(*order).limit(page.limit)
    if page.after is not None:
        seen = select(*order).where(policy_draft.c.policy_id == page.after).cte()
        wanted = wanted.join(seen, tuple_(*order) > tuple_(*seen.c))
    with connected(source) as connection:
        return [PolicyVersion.model_validate(row) for row in connection.execute(wanted).mappings()]


def policy_in_force(source: Source, now: datetime) -> PinnedPolicy:
    """The policy that holds at an instant of business time.

    Raises:
        NotFoundError: none was published yet.
    """
    with connected(source) as connection:
        return in_force(connection, now)


def policy_document(source: Source, version: int) -> PolicyText:
    """What a version of the policy says.

    Raises:
        NotFoundError: there is no such version.
    """
    found = _policy_text(source, policy.c.version == version)
    if found is None:
        message = f"there is no policy version {version}"
        raise NotFoundError(message, field="version")
    return found


def policy_by_id(source: Source, policy_id: str) -> PolicyText:
    """What a policy document says, whether it was published or not.

    Raises:
        NotFoundError: there is no such document.
    """
    found = _policy_text(source, policy_draft.c.policy_id == policy_id)
    if found is None:
        message = f"there is no policy {policy_id[:80]!r}; `policy list` lists them"
        raise NotFoundError(message, field="policy")
    return found


def _policy_text(source: Source, which: ColumnElement[bool]) -> PolicyText | None:
    wanted = _policies(policy_draft.c.document, policy_draft.c.source).where(which)
    with connected(source) as connection:
        row = connection.execute(wanted).mappings().first()
    return PolicyText.model_validate(row) if row else None


def _policies(*more: Column[Any]) -> Select[Any]:
    draft = policy_draft.c
    return select(
        draft.policy_id,
        policy.c.version,
        draft.state,
        draft.document["title"].astext.label("title"),
        func.coalesce(
            policy.c.effective_on, cast(draft.document["effective_on"].astext, Date)
        ).label("effective_on"),
        draft.author,
        draft.drafted_at,
        policy.c.approved_by,
        policy.c.published_at,
        *more,
    ).outerjoin(policy, policy.c.policy_id == draft.policy_id)
