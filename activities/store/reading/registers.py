"""People, policies, the clock and requests."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import Column, Date, Select, cast, func, select, tuple_

from activities.store import people as people_register
from activities.store import requests
from activities.store.pinning import policy_in_force as in_force
from activities.store.processes import business_clock
from activities.store.reading.paging import FIRST_PAGE, Page, Source, connected
from activities.store.reading.records import PolicyText, PolicyVersion
from activities.store.schema import person as person_table
from activities.store.schema import policy, policy_draft
from domain.errors import NotFoundError
from domain.people import Person

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy import ColumnElement

    from domain.clock import BusinessClock
    from domain.policy import PinnedPolicy
    from domain.requests import Request


def people(
    source: Source, *, include_archived: bool = False, page: Page = FIRST_PAGE
) -> list[Person]:
    """The people of the register in the order of their ids."""
    wanted = select(person_table)
    if not include_archived:
        wanted = wanted.where(person_table.c.archived_at.is_(None))
    with connected(source) as connection:
        part = page.of(wanted, person_table.c.person_id)
        return [Person.model_validate(row) for row in connection.execute(part).mappings()]


def person(source: Source, person_id: str) -> Person:
    """One person, archived or not.

    Raises:
        NotFoundError: nobody has this id.
    """
    with connected(source) as connection:
        found = people_register.by_id(connection, person_id)
    if found is None:
        message = f"nobody is called {person_id[:80]!r}; `people list` lists everybody"
        raise NotFoundError(message, field="person")
    return found


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


def clock(source: Source) -> BusinessClock:
    """The clock of the house; the time of day unless a demo or a rehearsal set it otherwise."""
    with connected(source) as connection:
        return business_clock(connection)


def request(source: Source, request_id: str) -> Request | None:
    """What is known of a request; None when its id was never used."""
    with connected(source) as connection:
        return requests.by_id(connection, request_id)


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
