"""What happened to a record, as `service history` and `records history` list it (R37, R43, R51)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from activities.store import reading
from starters.output import instant, named, show_list

if TYPE_CHECKING:
    from collections.abc import Iterator

    from activities.store.reading import Event
    from starters.desk import Desk


def show_history(desk: Desk, subject: str, *, limit: int, after: str | None, as_json: bool) -> None:
    """List what happened to a record as far as it is for the reader, the first at the top.

    Args:
        subject: The record, as `service/<id>` or `contract/<id>`.
        after: The id of the event after which the page begins.
    """
    show_list(
        reading.history(desk.reader, subject, page=reading.Page(limit, after)),
        {
            "event": lambda one: one.event_id,
            "at (UTC)": lambda one: instant(one.at),
            "what": what_happened,
            "who": who_did,
            "why": lambda one: one.reason,
        },
        as_json=as_json,
        empty="nothing more",
        limit=limit,
        key="event_id",
    )


def what_happened(event: Event) -> str:
    """What happened, with what it was about."""
    names = ("task_id", "stage", "gate", "outcome", "title", "until")
    about = (event.data.get(name) for name in names)
    said = (str(one).removeprefix(f"{event.workflow_id}/") for one in about if one)
    return " ".join([event.kind.replace("_", " "), *said, *_of_contract(event)])


def _of_contract(event: Event) -> Iterator[str]:
    """Which period, notice, service or day of a contract it was about."""
    if not event.subject.startswith("contract/"):
        return
    match event.data:
        case {"period": {"number": number}} | {"period": int(number)}:
            yield f"period {number}"
        case _:
            pass
    match event.data:
        case {"notice": {"offset": int(offset)}}:
            yield f"{offset:+} days"
        case {"service_id": str(said)} | {"last_day": str(said)} | {"on": str(said)}:
            yield said
        case _:
            pass


def who_did(event: Event) -> str:
    """Who did it, by name where that may be told, and for whom."""
    who = named(event.actor, event.actor_name)
    return f"{who} for {event.stands_for}" if event.stands_for else who
