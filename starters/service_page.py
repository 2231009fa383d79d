"""What `service show` tells a person of a service."""

from __future__ import annotations

from typing import TYPE_CHECKING

from domain.money import shown
from domain.service import drawing
from domain.words import Gate
from starters.inbox import but_nobody, who_may_answer
from starters.output import columns_of, day, heading, instant, named, plain

if TYPE_CHECKING:
    from collections.abc import Container, Iterator

    from activities.store.reading import (
        Decision,
        OfferedService,
        ServiceChange,
        ServiceDetail,
    )


_ORDER = {gate: place for place, gate in enumerate(Gate)}


def lines_of(one: ServiceDetail, waits: str, unanswerable: Container[str]) -> Iterator[str]:
    """Where it stands first, then whom it waits for, then what was decided and what hangs on it.

    Args:
        waits: What it waits for while nobody is asked anything.
        unanswerable: The ids of those of its tasks that nobody in the register can answer.
    """
    yield heading(f"{one.name} ({one.service_id}), version {one.version}")
    yield from ["", drawing(one.stage), ""]
    yield from columns_of(list(_facts(one)))
    if waits and not one.tasks:
        yield from ["", f"waits {waits}"]
    for title, columns, rows in _blocks(one, unanswerable):
        found = list(rows)
        if found:
            yield from ["", heading(title), *columns_of([columns, *found])]


def offered_lines(one: OfferedService) -> Iterator[str]:
    """What a customer is told of a service."""
    yield heading(f"{one.name} ({one.service_id}), version {one.version}")
    yield ""
    levels = (one.service_levels or {}).items()
    yield from columns_of(
        [
            ["what it is", plain(one.description)],
            ["owner", named(one.owner, one.owner_name)],
            ["in the catalogue", f"since {instant(one.published_at)} UTC"],
            *([name.replace("_", " "), plain(value)] for name, value in levels),
            *(["contract", contract] for contract in one.contracts),
        ]
    )


def _blocks(
    one: ServiceDetail, unanswerable: Container[str]
) -> Iterator[tuple[str, list[str], Iterator[list[str]]]]:
    yield "Waits for", ["task", "who may answer", "due (UTC)"], _waiting(one, unanswerable)
    yield "Stages", ["version", "stage", "since (UTC)", "moved by"], _stages(one)
    yield "Versions", ["version", "stage", "what changes"], _versions(one)
    columns = ["change", "state", "size", "takes", "version", "proposed by", "what", "why"]
    yield "Changes", columns, _changes(one)
    yield "Decisions", ["task", "outcome", "who", "at (UTC)", "why"], _decisions(one)
    yield "Design", ["version", "gate", "answered by", "at (UTC)", "evidence"], _gates(one)
    yield "Dependents", ["kind", "id", "name", "state"], _dependents(one)
    yield "Usage and revenue", ["month", "usage", "revenue"], _measures(one)
    yield "Documents", ["sha256", "name", "bytes", "attached to", "by"], _documents(one)


def _facts(one: ServiceDetail) -> Iterator[list[str]]:
    yield ["stage", f"{one.stage} since {instant(one.entered_at)} UTC"]
    if one.deferred_until_on:
        yield ["asked again", day(one.deferred_until_on)]
    if one.ends_at:
        yield ["customers lose it", f"{instant(one.ends_at)} UTC"]
    yield ["what it is", plain(one.description)]
    yield ["owner", one.owner]
    yield ["proposed by", one.proposer]
    yield ["customers need", "; ".join(plain(need) for need in one.customers_needs)]
    yield ["goals it serves", "; ".join(plain(goal) for goal in one.strategic_goals)]
    yield ["policy", f"version {one.policy_version}"]
    yield ["process", one.workflow_id]


def _waiting(one: ServiceDetail, unanswerable: Container[str]) -> Iterator[list[str]]:
    for task in one.tasks:
        late = " overdue" if task.overdue else ""
        who = f"{who_may_answer(task)}{but_nobody(task, unanswerable)}"
        yield [task.task_id, who, f"{instant(task.due_at)}{late}"]


def _stages(one: ServiceDetail) -> Iterator[list[str]]:
    for entry in one.stages:
        yield [str(entry.version), entry.stage, instant(entry.entered_at), entry.moved_by]


def _versions(one: ServiceDetail) -> Iterator[list[str]]:
    for version in one.versions if len(one.versions) > 1 else ():
        yield [str(version.version), version.stage, plain(version.change)]


def _changes(one: ServiceDetail) -> Iterator[list[str]]:
    for change in one.changes:
        until = f" until {day(change.deferred_until_on)}" if change.deferred_until_on else ""
        yield [
            str(change.number),
            f"{change.state}{until}",
            change.size,
            ", ".join(_takes(change)),
            str(change.version or ""),
            change.proposer,
            plain(change.title),
            plain(change.benefit),
        ]


def _takes(change: ServiceChange) -> Iterator[str]:
    if change.person_days is not None:
        yield f"{change.person_days} days"
    if change.cost:
        yield f"{shown(change.cost.minor_units, change.cost.currency)} {change.cost.currency}"


def _decisions(one: ServiceDetail) -> Iterator[list[str]]:
    for decision in one.decisions:
        yield [
            decision.task_id.split("/", 2)[2],
            decision.outcome,
            _who(decision),
            instant(decision.at),
            plain(decision.reason),
        ]
        for vote in decision.votes:
            proxy = f"{vote.voter} for {vote.seat}" if vote.voter != vote.seat else vote.seat
            yield ["", vote.outcome, f"  {proxy}", instant(vote.at), plain(vote.reason)]


def _who(decision: Decision) -> str:
    for_whom = f" for {decision.stands_for}" if decision.stands_for else ""
    return f"{decision.actor}{for_whom}"


def _gates(one: ServiceDetail) -> Iterator[list[str]]:
    for gate in sorted(one.gates, key=lambda answer: (answer.version, _ORDER[answer.gate])):
        yield [
            str(gate.version),
            gate.gate,
            gate.answered_by,
            instant(gate.at),
            plain(gate.data.get("evidence")),
        ]


def _dependents(one: ServiceDetail) -> Iterator[list[str]]:
    for other in one.dependents:
        state = "open" if other.is_open else f"closed {instant(other.closed_at)} UTC"
        yield [other.kind, other.dependent_id, other.name, state]


def _measures(one: ServiceDetail) -> Iterator[list[str]]:
    for month in one.measures:
        earned = f"{shown(month.revenue_minor_units, month.currency)} {month.currency}"
        yield [month.month, str(month.usage), earned]


def _documents(one: ServiceDetail) -> Iterator[list[str]]:
    for file in one.attachments:
        yield [file.sha256, file.name, str(file.size), file.subject, file.attached_by]
