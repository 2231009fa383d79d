"""The append-only record: each event follows the one before it on the same subject."""

from __future__ import annotations

from datetime import UTC, datetime
from itertools import groupby
from operator import attrgetter
from typing import TYPE_CHECKING, NamedTuple

from pydantic import JsonValue
from sqlalchemy import Text, cast, func, insert, select

from activities.store.copying import put_rows
from activities.store.schema import chain, event, event_text
from domain.chain import (
    FIRST_FORM,
    GENESIS,
    PRESENT_FORM,
    digest_of_data,
    digest_of_words,
    link,
    normal,
)
from domain.model import Value

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from sqlalchemy import Connection, Row

SMALL_FACTS = frozenset(
    {
        *("assignee", "currency", "cycle", "dependent_id", "due_at", "ends_at", "fields"),
        *("finding", "gate", "kind", "leading", "month", "move", "outcome", "policy_id"),
        *("revenue_minor_units", "role", "run_step", "sealed", "service_id", "sha256", "since"),
        *("size", "stage", "stored_step", "task_id", "texts", "until", "usage", "version", "why"),
        *("scope", "target", "gates", "number", "person_days", "state", "waited", "with_proposal"),
        *("closed_as", "content", "contract_id", "cut_off_on", "early", "end_on", "imported"),
        *("instead", "last_day", "late", "notice", "notices", "on", "period", "price", "proof"),
        *("quietly", "renewal", "renewal_state", "services", "signed_on", "standing", "start_on"),
        *("terminates_on", "terms", "to", "plan_id", "calendar_id", "policy_version", "earlier"),
        *("brought", "closes", "first_on", "plan_version"),
    }
)
"""What an event says in ids, instants, outcomes and numbers; these stay for ever.

Anything else in an event's data may be people's own words and lies beside it, to be erased.
"""

_NOT_COVERED = frozenset({"hash", "previous_hash"})
_NOT_IN_THE_FIRST_FORM = frozenset({"form", "data_digest"})


class NewEvent(Value):
    """An event to write.

    Args:
        subject: The record it is about, as `<kind>/<id>`.
        key: Its business key; an event of the same key is written once.
        data: What happened; whatever is no small fact is kept apart, so that it can be erased.
        reason: A person's own words; kept apart as well.
        at: Business time.
    """

    subject: str
    key: str
    kind: str
    actor: str
    stands_for: str | None = None
    data: dict[str, JsonValue] = {}
    at: datetime
    workflow_id: str | None = None
    run_id: str | None = None
    policy_version: int | None = None
    clauses: tuple[str, ...] = ()
    reason: str = ""


class _Written(NamedTuple):
    """The rows of the events and, beside them, of the words in them."""

    events: list[dict[str, object]]
    texts: list[dict[str, object]]


def append(connection: Connection, events: Sequence[NewEvent]) -> list[str]:
    """Write the events that are not there yet, in their order.

    Returns:
        The keys that were written.

    Raises:
        InvalidInputError: a number in an event's data could not be read back as it was written.

    Idempotent by: the event's key.
    Source: R36, R37, R43.
    """
    if not events:
        return []
    keys = [one.key for one in events]
    for subject in sorted({one.subject for one in events}):
        connection.execute(select(func.pg_advisory_xact_lock(func.hashtextextended(subject, 0))))
    there = set(
        connection.scalars(select(event.c.event_key).where(event.c.event_key == func.any(keys)))
    )
    fresh = [one for one in _once(events) if one.key not in there]
    rows = _rows(connection, sorted(fresh, key=attrgetter("subject")))
    if rows.events:
        connection.execute(insert(event), rows.events)
    if rows.texts:
        connection.execute(insert(event_text), rows.texts)
    return [one.key for one in fresh]


def append_held(connection: Connection, events: Sequence[NewEvent]) -> None:
    """Write many events of records that the caller holds, so that nobody else writes of them.

    Raises:
        IntegrityError: somebody did all the same, or one of the keys is not new.
    """
    rows = _rows(connection, sorted(events, key=attrgetter("subject")))
    put_rows(connection, event, rows.events)
    put_rows(connection, event_text, rows.texts)


def content_of(row: Mapping[str, object]) -> dict[str, JsonValue]:
    """What the hash of an event covers: everything but the hash itself."""
    is_first = row.get("form", FIRST_FORM) == FIRST_FORM
    left_out = _NOT_COVERED | _NOT_IN_THE_FIRST_FORM if is_first else _NOT_COVERED
    return {name: _plain(value) for name, value in row.items() if name not in left_out}


def _plain(value: object) -> JsonValue:
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat()
    return list(value) if isinstance(value, list | tuple) else value  # type: ignore[return-value]  # rows hold JSON


def _once(events: Iterable[NewEvent]) -> list[NewEvent]:
    return list({one.key: one for one in reversed(list(events))}.values())[::-1]


def _rows(connection: Connection, events: Sequence[NewEvent]) -> _Written:
    written = _Written([], [])
    if not events:
        return written
    subjects = sorted({one.subject for one in events})
    found = connection.execute(select(chain).where(chain.c.subject == func.any(subjects)))
    ends = {row.subject: row for row in found}
    recorded_at, salt = connection.execute(
        select(func.clock_timestamp(), cast(func.gen_random_uuid(), Text))
    ).one()
    for subject, group in groupby(events, key=attrgetter("subject")):
        _chained(ends.get(subject), group, recorded_at, salt, written)
    return written


def _chained(
    last: Row[tuple[str, int, str]] | None,
    events: Iterable[NewEvent],
    recorded_at: datetime | None,
    salt: str,
    written: _Written,
) -> None:
    """Let each event follow the one before it, in the present form."""
    position, previous = (last.position, last.hash) if last else (0, GENESIS)
    for one in events:
        position += 1
        row = _row(one, position, recorded_at)
        text = _words_of(one, f"{salt}-{position}", row)
        if text:
            written.texts.append({"subject": one.subject, "position": position, **text})
        row["previous_hash"] = previous
        row["hash"] = previous = link(previous, content_of(row))
        written.events.append(row)


def _words_of(one: NewEvent, salt: str, row: dict[str, object]) -> dict[str, object]:
    """Set the digests of a person's words in an event, and return the row that keeps the words."""
    data = {name: normal(said) for name, said in one.data.items()}
    words = {name: said for name, said in data.items() if said and name not in SMALL_FACTS}
    row["data"] = {name: said for name, said in data.items() if name not in words}
    if words:
        row["data_digest"] = digest_of_data(salt, words)
    if one.reason:
        row["reason_digest"] = digest_of_words(salt, one.reason)
    if not words and not one.reason:
        return {}
    return {"salt": salt, "reason": one.reason or None, "data": words or None}


def _row(one: NewEvent, position: int, recorded_at: datetime | None) -> dict[str, object]:
    return {
        "subject": one.subject,
        "position": position,
        "event_key": one.key,
        "kind": one.kind,
        "actor": one.actor,
        "stands_for": one.stands_for,
        "data": {},
        "at": one.at,
        "recorded_at": recorded_at,
        "workflow_id": one.workflow_id,
        "run_id": one.run_id,
        "policy_version": one.policy_version,
        "clauses": list(one.clauses),
        "reason_digest": None,
        "data_digest": None,
        "form": PRESENT_FORM,
    }
