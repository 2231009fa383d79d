"""Where a process waits, as its row says it, and every waiting point that a release has."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from domain.words import ProcessKind

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from sqlalchemy import Row

Waits = dict[ProcessKind, dict[str, set[str]]]


def joined(*since: Waits) -> Waits:
    """The waiting points of several releases, each of which keeps those before it."""
    found: Waits = {}
    for waits_of in since:
        for kind, stages in waits_of.items():
            for stage, points in stages.items():
                found.setdefault(kind, {}).setdefault(stage, set()).update(points)
    return found


_CORRECTION = "open to a correction"
_CHANGES = {"deciding": "being decided on", "making": "being made"}
_GATES = {"brief", "service_levels", "customer_needs", "costs", "security", "continuity"}
_SINCE_0_1_0: Waits = {
    ProcessKind.SERVICE: {
        "strategy": {
            "committee",
            "committee, after votes",
            "committee, reminded",
            "committee, again",
            "committee, reopened by a correction",
            "committee_chair",
            "committee_chair, escalated",
            "put off",
        },
        "design": {
            *_GATES,
            "security, again",
            "continuity, handed over",
            "security, escalated",
            "design_acceptance",
            "design_acceptance, again",
        },
        "transition": {
            "go_live_checklist",
            "go_live_checklist, again",
            "go_live_acceptance",
        },
        "operation": {
            "until the cycle is due",
            "until the next cycle is due",
            "improvement_cycle",
            "improvement_cycle, escalated",
            "retirement",
            "retirement, after votes",
            "retirement, again",
            "retirement_chair",
            "until the cycle is due, retirement put off",
        },
        "operation, a draft in design": {
            *(_GATES - {"costs"}),
            "design_acceptance",
            "retirement",
        },
        "operation, a draft in transition": {
            "go_live_checklist",
            "go_live_checklist, retirement put off",
            "go_live_acceptance",
        },
        "retirement": {
            "until the notice time is over",
            "until dependents are closed",
            "data_return",
        },
        "retired": {_CORRECTION},
        "rejected": {_CORRECTION},
    },
    ProcessKind.POLICY: {
        "approval": {"policy_approval", "policy_approval, reminded", "policy_approval, escalated"},
        "rejected": {_CORRECTION},
    },
}

_SINCE_0_2_0: Waits = {
    ProcessKind.SERVICE: {
        "operation": {
            "change_committee",
            "change_committee, after votes",
            "change_committee, reminded",
            "change_committee, again",
            "change_committee, reopened by a correction",
            "change_committee, decided and open to a correction",
            "change_chair",
            "change_chair, escalated",
            "a change queued",
            "a change deferred",
            "a change being decided on",
            "retirement, decided and open to a correction",
            "go_live_acceptance, decided and open to a correction",
            "a version given up",
        },
        "operation, a draft in design": {
            *_GATES,
            "security, again",
            "brief, escalated",
            "design_acceptance, again",
            "change_committee, decided and open to a correction",
            "go_live_acceptance, decided and open to a correction",
            "retirement, decided and open to a correction",
            "security, retirement put off",
            "a change queued",
            "a change deferred",
            "a version given up",
        },
        "operation, a draft in transition": {
            "go_live_checklist, again",
            "a change queued",
            "a change deferred",
        },
        "retirement": {
            "retirement, decided and open to a correction",
            "a version given up",
        },
    },
}

WAITING_POINTS: dict[str, Waits] = {
    "0.1.0": _SINCE_0_1_0,
    "0.2.0": joined(_SINCE_0_1_0, _SINCE_0_2_0),
}
"""For what a process of a release can wait for long, by its kind and stage.

Who captures a release adds its row here, with what the release has added.
"""

ONE_IN_A_HOUSE = {"Mailroom", "Housekeeping"}
"""Processes without a record of their own: what is kept of them is their history."""

NEVER_WAIT = {"withdrawn", "published"}
"""Stages in which a process has ended at once: nothing is asked, nothing can be corrected."""


def stage_of(row: Row[Any]) -> str:
    """The stage of a process, and that of the draft it has beside it."""
    draft = row.state.get("draft_stage")
    return f"{row.stage}, a draft in {draft}" if draft else str(row.stage)


def waits(row: Row[Any]) -> set[str]:
    """For what a process waits, in the words of the table above."""
    state = row.state
    if state["ended_at"] is not None:
        return {_CORRECTION}
    put_off = ", retirement put off" if state.get("retirement_deferred_until") else ""
    asked = {f"{one}{put_off}" for one in _questions(state) or {_rest(row.stage, state)}}
    return {*asked, *_beside(state)}


def _questions(state: Mapping[str, Any]) -> set[str]:
    found: set[str] = set()
    for task_id in state["tasks"]:
        name = task_id.split("/")[2]
        found |= {name, *(f"{name}, {one}" for one in _course(state, task_id))}
    return found


def _beside(state: Mapping[str, Any]) -> Iterator[str]:
    """What a process keeps while it waits: its changes, and what can still be corrected."""
    for change in state.get("changes", {}).get("open", ()):
        yield f"a change {_CHANGES.get(change['state'], change['state'])}"
    for task_id in state["taken"]:
        yield f"{task_id.split('/')[2]}, decided and open to a correction"
    if state.get("given_up"):
        yield "a version given up"


def _course(state: Mapping[str, Any], task_id: str) -> Iterator[str]:
    """What has happened to a task so far."""
    task = state["tasks"][task_id]
    if not task_id.endswith("/1"):
        yield "again"
    if state["votes"].get(task_id):
        yield "after votes"
    if task_id in state["decided"]:
        yield "reopened by a correction"
    if task["assignee"]:
        yield "handed over"
    if task["climbed"]:
        yield "reminded" if task["climbed"] == 1 else "escalated"


def _rest(stage: str, state: Mapping[str, Any]) -> str:
    """For what a process waits while nobody is asked."""
    if stage == "strategy":
        return "put off"
    if stage == "operation":
        return f"until the {'next ' if state['cycle'] else ''}cycle is due"
    if state["shown_again_at"]:
        return "until dependents are closed"
    return "until the notice time is over"
