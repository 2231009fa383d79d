"""The append-only record: each event follows the one before it on the same subject."""

from __future__ import annotations

from datetime import UTC, datetime
from itertools import groupby
from operator import attrgetter
from typing import TYPE_CHECKING

from pydantic import JsonValue
from sqlalchemy import Text, cast, func, insert, select

from activities.store.schema import event, event_text
from domain.chain import GENESIS, digest_of_words, link
from domain.model import Value

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from sqlalchemy import Connection


class NewEvent(Value):
    """An event to write.

    Args:
        subject: The record it is about, as `<kind>/<id>`.
        key: Its business key; an event of the same key is written once.
        data: Ids and small facts, never personal data.
        reason: A person's own words; kept apart so that they can be erased.
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


def append(connection: Connection, events: Sequence[NewEvent]) -> list[str]:
    """Write the events that are not there yet, in their order.

    Returns:
        The keys that were written.

    Idempotent by: the event's key.
    Source: R36, R37, R43.
    """
    if not events:
        return []
    keys = [one.key for one in events]
    for subject in sorted({one.subject for one in events}):
        connection.execute(select(func.pg_advisory_xact_lock(func.hashtextextended(subject, 0))))
    there = set(connection.scalars(select(event.c.event_key).where(event.c.event_key.in_(keys))))
    fresh = [one for one in _once(events) if one.key not in there]
    rows: list[dict[str, object]] = []
    texts: list[dict[str, object]] = []
    by_subject = sorted(fresh, key=attrgetter("subject"))
    for subject, group in groupby(by_subject, key=attrgetter("subject")):
        _chain(connection, subject, group, rows, texts)
    if rows:
        connection.execute(insert(event), rows)
    if texts:
        connection.execute(insert(event_text), texts)
    return [one.key for one in fresh]


def content_of(row: dict[str, object]) -> dict[str, JsonValue]:
    """What the hash of an event covers: everything but the hash itself."""
    covered: dict[str, JsonValue] = {}
    for name, value in row.items():
        if name in {"hash", "previous_hash"}:
            continue
        covered[name] = (
            value.astimezone(UTC).isoformat() if isinstance(value, datetime) else _plain(value)
        )
    return covered


def _plain(value: object) -> JsonValue:
    return list(value) if isinstance(value, list | tuple) else value  # type: ignore[return-value]  # rows hold JSON


def _once(events: Iterable[NewEvent]) -> list[NewEvent]:
    return list({one.key: one for one in reversed(list(events))}.values())[::-1]


def _chain(
    connection: Connection,
    subject: str,
    events: Iterable[NewEvent],
    rows: list[dict[str, object]],
    texts: list[dict[str, object]],
) -> None:
    last = connection.execute(
        select(event.c.position, event.c.hash)
        .where(event.c.subject == subject)
        .order_by(event.c.position.desc())
        .limit(1)
    ).first()
    position, previous = (last.position, last.hash) if last else (0, GENESIS)
    recorded_at, salt = connection.execute(
        select(func.clock_timestamp(), cast(func.gen_random_uuid(), Text))
    ).one()
    for one in events:
        position += 1
        row = _row(one, position, recorded_at)
        if one.reason:
            grain = f"{salt}-{position}"
            row["reason_digest"] = digest_of_words(grain, one.reason)
            texts.append(
                {"subject": subject, "position": position, "salt": grain, "reason": one.reason}
            )
        row["previous_hash"] = previous
        row["hash"] = previous = link(previous, content_of(row))
        rows.append(row)


def _row(one: NewEvent, position: int, recorded_at: datetime | None) -> dict[str, object]:
    return {
        "subject": one.subject,
        "position": position,
        "event_key": one.key,
        "kind": one.kind,
        "actor": one.actor,
        "stands_for": one.stands_for,
        "data": one.data,
        "at": one.at,
        "recorded_at": recorded_at,
        "workflow_id": one.workflow_id,
        "run_id": one.run_id,
        "policy_version": one.policy_version,
        "clauses": list(one.clauses),
        "reason_digest": None,
    }
