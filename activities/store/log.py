"""The append-only record: each event follows the one before it on the same subject."""

from __future__ import annotations

from datetime import UTC, datetime
from itertools import groupby
from operator import attrgetter
from typing import TYPE_CHECKING, NamedTuple

from pydantic import JsonValue
from sqlalchemy import ARRAY, Text, bindparam, cast, func, select

from activities.store.copying import put_rows
from activities.store.ready import as_it_is, put
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

    from sqlalchemy import Connection

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
        *(
            "term",
            "terminates_on",
            "terms",
            "to",
            "plan_id",
            "calendar_id",
            "policy_version",
            "earlier",
        ),
        *("brought", "closes", "first_on", "plan_version"),
    }
)
"""What an event says in ids, instants, outcomes and numbers; these stay for ever.

Anything else in an event's data may be people's own words and lies beside it, to be erased.
"""

_HELD = select(func.pg_advisory_xact_lock(func.hashtextextended(bindparam("subject"), 0)))
_WANTED = (
    func.unnest(bindparam("subjects", type_=ARRAY(Text))).table_valued("subject").render_derived()
)
_THERE = select(event.c.event_key).where(
    event.c.event_key == func.any(bindparam("keys", type_=ARRAY(Text)))
)
# One look at all that an event follows from; it has to come after its record is held.
_LOOK = select(
    _WANTED.c.subject,
    func.coalesce(chain.c.position, 0).label("position"),
    func.coalesce(chain.c.hash, GENESIS).label("hash"),
    func.array(_THERE.scalar_subquery(), type_=ARRAY(Text)).label("there"),
    func.clock_timestamp().label("recorded_at"),
    cast(func.gen_random_uuid(), Text).label("salt"),
).select_from(_WANTED.outerjoin(chain, chain.c.subject == _WANTED.c.subject))

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


class _Ends(NamedTuple):
    """What the next events of some subjects follow."""

    of: dict[str, tuple[int, str]]
    there: frozenset[str]
    recorded_at: datetime
    salt: str


def append(
    connection: Connection, events: Sequence[NewEvent], *, held: frozenset[str] = frozenset()
) -> list[str]:
    """Write the events that are not there yet, in their order.

    Args:
        connection: Within whose transaction.
        events: What happened.
        held: The records that the caller holds already, as who holds the row of a process does.

    Returns:
        The keys that were written.

    Raises:
        InvalidInputError: a number in an event's data could not be read back as it was written.

    Idempotent by: the event's key.
    Source: R36, R37, R43.
    """
    if not events:
        return []
    for subject in sorted({one.subject for one in events} - held):
        connection.execute(_HELD, {"subject": subject})
    ends = _ends(connection, events)
    fresh = [one for one in _once(events) if one.key not in ends.there]
    rows = _rows(ends, sorted(fresh, key=attrgetter("subject")))
    put(connection, event, rows.events, as_it_is)
    put(connection, event_text, rows.texts, as_it_is)
    return [one.key for one in fresh]


def append_held(connection: Connection, events: Sequence[NewEvent]) -> None:
    """Write many events of records that the caller holds, so that nobody else writes of them.

    Raises:
        IntegrityError: somebody did all the same, or one of the keys is not new.
    """
    if not events:
        return
    rows = _rows(_ends(connection, events), sorted(events, key=attrgetter("subject")))
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


def _ends(connection: Connection, events: Sequence[NewEvent]) -> _Ends:
    """Look what the events follow and which of them are there; there is at least one."""
    wanted = {
        "subjects": sorted({one.subject for one in events}),
        "keys": [one.key for one in events],
    }
    rows = connection.execute(_LOOK, wanted).all()
    return _Ends(
        of={row.subject: (row.position, row.hash) for row in rows},
        there=frozenset(rows[0].there),
        recorded_at=rows[0].recorded_at,
        salt=rows[0].salt,
    )


def _rows(ends: _Ends, events: Sequence[NewEvent]) -> _Written:
    written = _Written([], [])
    for subject, group in groupby(events, key=attrgetter("subject")):
        _chained(ends.of[subject], group, ends, written)
    return written


def _chained(
    last: tuple[int, str], events: Iterable[NewEvent], ends: _Ends, written: _Written
) -> None:
    """Let each event follow the one before it, in the present form."""
    position, previous = last
    for one in events:
        position += 1
        row = _row(one, position, ends.recorded_at)
        text = _words_of(one, f"{ends.salt}-{position}", row)
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


def _row(one: NewEvent, position: int, recorded_at: datetime) -> dict[str, object]:
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
