"""What `task show` tells a person of a task."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from activities.store import reading
from domain.ids import policy_id_of
from domain.money import shown
from domain.words import ProcessKind
from starters.answer_money import AS_AN_AMOUNT, is_amount, resolved
from starters.inbox import but_nobody, who_may_answer
from starters.output import columns_of, heading, instant, plain
from starters.waiting import waits_beside

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from activities.store.reading import Task
    from starters.desk import Desk

_EARNED = "revenue"


def lines_of(desk: Desk, task: Task) -> Iterator[str]:
    """The question, who answers it until when, and what an answer needs or what came of it."""
    votes = reading.votes(desk.reader, task.task_id) if task.ballot else []
    yield from [heading(task.question), "", *columns_of(list(_facts(desk, task)))]
    if task.context:
        yield from ["", heading("What the records say")]
        yield from columns_of([[name, _said(name, value)] for name, value in task.context.items()])
    if votes:
        yield from ["", heading("Votes")]
        yield from columns_of([[one.seat, one.outcome, one.voter, one.reason] for one in votes])
    if task.closed_at is None:
        yield from _how_to_answer(desk, task)


def fields_of(schema: Mapping[str, Any]) -> Iterator[list[str]]:
    """Each field an answer may have: its path, what goes there, and what it is for."""
    yield from _fields(schema, schema, "")


def _how_to_answer(desk: Desk, task: Task) -> Iterator[str]:
    if task.process is ProcessKind.POLICY:
        from starters.policy_differences import what_approval_changes

        yield from ["", *what_approval_changes(desk, policy_id_of(task.workflow_id))]
    needs = ""
    if task.data_schema:
        needs = " --data FILE" if task.data_schema.get("required") else ""
        yield from ["", heading("Data for the answer, with --data FILE or --set FIELD=VALUE")]
        yield from columns_of(list(fields_of(task.data_schema)))
    outcomes = "|".join(task.outcomes)
    yield from ["", f"servicecycle decide {task.task_id} {outcomes} --reason …{needs} --as …"]


def _facts(desk: Desk, task: Task) -> Iterator[list[str]]:
    late = " overdue" if task.overdue else ""
    yield ["task", task.task_id]
    yield ["about", task.subject]
    yield ["state", task.state if task.closed_at else "open"]
    yield ["who may answer", _who(desk, task)]
    if task.barred:
        yield ["may not answer", f"{', '.join(task.barred)} (four eyes)"]
    yield ["asked", f"{instant(task.opened_at)} UTC"]
    yield ["due", f"{instant(task.due_at)} UTC{late}"]
    yield ["outcomes", ", ".join(task.outcomes)]
    if meanwhile := waits_beside(desk, task):
        yield ["meanwhile", f"it waits {meanwhile}"]
    if task.outcome and task.closed_at:
        yield ["decided", f"{task.outcome}, by {task.decided_by} on {instant(task.decided_at)} UTC"]
        yield ["reason", plain(task.reason)]
    elif task.closed_at:
        yield ["closed", f"{instant(task.closed_at)} UTC: {task.closed_reason}"]


def _who(desk: Desk, task: Task) -> str:
    asked = [task] if task.closed_at is None else []
    return f"{who_may_answer(task)}{but_nobody(task, reading.unanswerable(desk.reader, asked))}"


def _fields(part: Mapping[str, Any], schema: Mapping[str, Any], path: str) -> Iterator[list[str]]:
    required = part.get("required", ())
    for name, field in part.get("properties", {}).items():
        inner = resolved(field, schema)
        below = f"{path}{name}"
        needed = "required" if name in required else ""
        if is_amount(inner):
            told = (field.get("description"), AS_AN_AMOUNT)
            yield [below, "amount", needed, ", ".join(one for one in told if one)]
            continue
        if inner.get("type") == "array":
            inner, below = resolved(inner.get("items", {}), schema), f"{below}.0"
        if "properties" in inner:
            yield from _fields(inner, schema, f"{below}.")
            continue
        kind = (
            ", ".join(inner["enum"]) if "enum" in inner else inner.get("format", inner.get("type"))
        )
        yield [below, plain(kind), needed, field.get("description", "")]


def _said(name: str, value: object) -> str:
    if name == _EARNED and isinstance(value, dict) and value:
        return ", ".join(f"{shown(one, currency)} {currency}" for currency, one in value.items())
    if isinstance(value, dict):
        return ", ".join(f"{name} {one}" for name, one in value.items()) or "none"
    return plain(value)
