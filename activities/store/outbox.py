"""Put notices into the outbox, one row for each person who is told."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from sqlalchemy import ARRAY, Text, bindparam, func, or_, select

from activities.store.ready import put
from activities.store.registers.taking_part import passive
from activities.store.schema import (
    contract,
    contract_recipient,
    dependent,
    notice,
    person,
    policy_draft,
    service,
)
from domain.telling import Audience
from domain.words import NoticeState

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from sqlalchemy import Column, ColumnElement, Connection, Select
    from sqlalchemy.dialects.postgresql import Insert

    from domain.telling import Telling

CHANNEL = "servicecycle_notice"

_RING = select(func.pg_notify(CHANNEL, ""))


class Outbox:
    """The notices of one transaction about one record; who is reached is looked up once.

    Args:
        subject: The record they are about, as `<kind>/<id>`.
    """

    def __init__(
        self, connection: Connection, subject: str, *, workflow_id: str | None = None
    ) -> None:
        self._connection = connection
        self._subject = subject
        self._workflow_id = workflow_id
        self._rows: list[dict[str, object]] = []
        self._known: dict[object, frozenset[str]] = {}

    def add(
        self, telling: Telling, *, key: str, at: datetime, barred: frozenset[str] = frozenset()
    ) -> None:
        """Queue a notice for everybody the telling reaches.

        Args:
            key: The business key of what happened; with template and person it names the notice.
            barred: Who is not told, because he may not act on it.
        """
        people = self._reached(telling) - barred
        if not people and telling.otherwise is not None:
            telling = telling.otherwise
            people = self._reached(telling)
        self._rows += [
            {
                "notice_key": f"{key}/{telling.template}/{one}",
                "person_id": one,
                "template": telling.template,
                "params": telling.params,
                "subject": self._subject,
                "workflow_id": self._workflow_id,
                "state": NoticeState.QUEUED,
                "at": at,
            }
            for one in sorted(people)
        ]

    def put(self) -> int:
        """Write what was queued, and wake the mailroom.

        Returns:
            How many notices are new.

        Idempotent by: key, template and person.
        """
        written = put(self._connection, notice, self._rows, _unless_told)
        if written:
            self._connection.execute(_RING)
        self._rows = []
        return written

    def _reached(self, telling: Telling) -> frozenset[str]:
        audience = (telling.roles, telling.persons, telling.groups)
        if audience not in self._known:
            self._known[audience] = _reached(self._connection, telling, self._subject)
        return self._known[audience]


def _unless_told(statement: Insert) -> Insert:
    return statement.on_conflict_do_nothing(index_elements=["notice_key"])


def tell(  # noqa: PLR0913 - a notice is named by its record, its cause and its instant
    connection: Connection,
    telling: Telling,
    *,
    subject: str,
    key: str,
    at: datetime,
    workflow_id: str | None = None,
    barred: frozenset[str] = frozenset(),
) -> int:
    """Queue one notice for everybody the telling reaches, and wake the mailroom.

    Returns:
        How many notices are new.

    Idempotent by: key, template and person.
    """
    outbox = Outbox(connection, subject, workflow_id=workflow_id)
    outbox.add(telling, key=key, at=at, barred=barred)
    return outbox.put()


def _reached(connection: Connection, telling: Telling, subject: str) -> frozenset[str]:
    named = [*telling.persons, *_groups(connection, telling.groups, subject)]
    wanted = {"roles": list(telling.roles), "persons": named}
    by = tuple(name for name, values in wanted.items() if values)
    return frozenset(connection.scalars(_active(by), wanted)) if by else frozenset()


@cache
def _active(by: tuple[str, ...]) -> Select[tuple[str]]:
    """Who takes part and holds one of some roles, or is one of some persons."""
    are: dict[str, ColumnElement[bool]] = {
        "roles": person.c.roles.overlap(bindparam("roles", type_=ARRAY(Text))),
        "persons": person.c.person_id == func.any(bindparam("persons", type_=ARRAY(Text))),
    }
    wanted = or_(*(are[one] for one in by))
    return select(person.c.person_id).where(
        person.c.archived_at.is_(None), ~passive(person.c.person_id), wanted
    )


def _groups(connection: Connection, groups: Iterable[Audience], subject: str) -> list[str]:
    record_id = subject.partition("/")[2]
    found: list[str] = []
    for group in groups:
        found.extend(connection.scalars(_in_group(group), {"record": record_id}))
    return found


@cache
def _in_group(group: Audience) -> Select[tuple[str]]:
    return _WHO[group].where(_OF[group] == bindparam("record"))


# Archived, or a contact who is passive (R88).
_TAKES_NO_PART = contract_recipient.c.person_id.in_(
    select(person.c.person_id).where(
        or_(person.c.archived_at.is_not(None), passive(person.c.person_id))
    )
)
_CHOSEN = select(contract_recipient.c.person_id).where(contract_recipient.c.until_at.is_(None))
_WHO: dict[Audience, Select[tuple[str]]] = {
    Audience.OWNER: select(service.c.owner),
    Audience.PROPOSER: select(service.c.proposer),
    Audience.CUSTOMERS: select(dependent.c.contact).where(dependent.c.contact.is_not(None)),
    Audience.AUTHOR: select(policy_draft.c.author),
    Audience.CONTRACT_RECIPIENTS: _CHOSEN.where(~_TAKES_NO_PART),
    Audience.CONTRACT_MANAGER: select(contract.c.account_manager),
    Audience.CONTRACT_MANAGER_OF_SKIPPED: select(contract.c.account_manager).where(
        contract.c.contract_id.in_(
            select(contract_recipient.c.contract_id)
            .where(contract_recipient.c.until_at.is_(None))
            .where(_TAKES_NO_PART)
        )
    ),
}
_OF: dict[Audience, Column[str]] = {
    Audience.OWNER: service.c.service_id,
    Audience.PROPOSER: service.c.service_id,
    Audience.CUSTOMERS: dependent.c.service_id,
    Audience.AUTHOR: policy_draft.c.policy_id,
    Audience.CONTRACT_RECIPIENTS: contract_recipient.c.contract_id,
    Audience.CONTRACT_MANAGER: contract.c.contract_id,
    Audience.CONTRACT_MANAGER_OF_SKIPPED: contract.c.contract_id,
}
