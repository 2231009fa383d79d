"""The lines of `status`: for whoever looks whether the house is well."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from workers.embedded.record import Part
    from workers.status import StackStatus

_LABEL = 21
_LONGEST_FAILURE = 100
_WHAT_TO_DO = (
    "nothing of it is lost, and nobody has to be asked again: it goes on by itself as soon",
    "as workers run that can take it up; start the release that ran before, or a mended one",
)


def lines(found: StackStatus) -> list[str]:
    """Say how the house stands, the parts first and what needs a hand last."""
    where = found.data or "your own servers"
    head = [f"servicecycle {found.versions.servicecycle} on {where}", ""]
    parts = [_part(part) for part in found.parts]
    if found.is_stopped:
        return [*head, *parts, "", "nothing runs: start it with `servicecycle up`"]
    return [*head, *parts, *_about(found), "", *_state(found)]


def _part(part: Part) -> str:
    pid = f"process {part.pid}" if part.pid else ""
    return f"{part.name:<{_LABEL}}{part.state:<12}{pid:<16}{part.address or ''}".rstrip()


def _about(found: StackStatus) -> Iterator[str]:
    if found.ui:
        yield f"{'web UI':<{_LABEL}}{found.ui}"
    releases = found.versions.model_dump(exclude={"servicecycle"}, exclude_none=True)
    yield f"{'versions':<{_LABEL}}{', '.join(f'{name} {what}' for name, what in releases.items())}"


def _state(found: StackStatus) -> Iterator[str]:
    yield from _block(
        "open processes",
        [f"{one.count:>5}  {one.kind}, {one.stage}" for one in found.open_processes],
    )
    yield f"{'overdue tasks':<{_LABEL}}{found.overdue_tasks}"
    notices = [f"{number} {state}" for state, number in found.undelivered_notices.items()]
    yield f"{'undelivered notices':<{_LABEL}}{', '.join(notices) or 'none'}"
    yield from _block("failing activities", list(_failing(found)))
    yield from _block("wedged processes", list(_wedged(found)))
    yield from _block("lost processes", found.lost)


def _failing(found: StackStatus) -> Iterator[str]:
    for one in found.failing_activities:
        failure = one.failure[:_LONGEST_FAILURE]
        yield f"{one.activity} of {one.workflow_id}, tried {one.attempts} times: {failure}"
    if found.processes_looked_at < found.processes_running:
        more = "no more" if found.failing_activities else "none"
        yield f"{more} in {found.processes_looked_at} of {found.processes_running} processes"


def _wedged(found: StackStatus) -> Iterator[str]:
    for one in found.wedged:
        yield f"{one}: {found.problems.get(one, '')}"
    yield from _WHAT_TO_DO if found.wedged else ()


def _block(label: str, entries: list[str]) -> Iterator[str]:
    first, *more = entries or ["none"]
    yield f"{label:<{_LABEL}}{first}"
    for entry in more:
        yield f"{'':<{_LABEL}}{entry}"
