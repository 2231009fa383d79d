"""`service change`: a new version of a service in operation (R27; 8.5.1)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from domain.words import ChangeState
from starters.options import actor_option, at_desk, data_option, json_option, request_option
from starters.output import show_record

if TYPE_CHECKING:
    from collections.abc import Iterator

    from activities.store.reading import ServiceChange
    from starters.desk import Desk

_STANDS = {
    ChangeState.QUEUED: "waits for its turn",
    ChangeState.DECIDING: "stands before the committee",
    ChangeState.DEFERRED: "was put off",
    ChangeState.MAKING: "is being made",
    ChangeState.LIVE: "is live",
    ChangeState.REJECTED: "was refused",
    ChangeState.WITHDRAWN: "was withdrawn",
    ChangeState.CANCELLED: "was cancelled",
}


@click.command()
@click.argument("service_id", metavar="SERVICE")
@click.argument("file", metavar="FILE")
@request_option
@actor_option
@json_option
@data_option
@at_desk
def change(
    desk: Desk,
    *,
    service_id: str,
    file: str,
    request_id: str | None,
    person: str | None,
    as_json: bool,
) -> None:
    """Propose a change of a service in operation.

    FILE is YAML or JSON, or - for standard input: title, change, benefit and person_days; a cost
    and the answers of design may be given. Above the size of the policy the committee decides
    first. It is made as a new version while the old one stays in operation; a service makes one
    change at a time, later ones wait.

    servicecycle service change managed-backup examples/change.yaml --as deniz
    """
    from domain.changes import ChangeFile
    from domain.checking import checked
    from starters.changing import change_service
    from starters.reading_files import document_of
    from workers.leaving import run_settled

    wanted = checked(ChangeFile, document_of(file))
    found = run_settled(change_service(desk, person, service_id, wanted, request_id=request_id))
    show_record(found, led_to(desk, service_id, found), as_json=as_json)


def led_to(desk: Desk, service_id: str, one: ServiceChange) -> Iterator[str]:
    """Where a change stands by now, and what its service asks next."""
    from starters.following import next_lines

    made = f" as version {one.version}" if one.version and one.ended_at is None else ""
    stands = _STANDS[one.state]
    yield f"change {one.number} of {service_id} {stands}{made}  ({one.size}: {one.title})"
    yield from next_lines(desk, f"service/{service_id}")
