"""Ask: a question in business words, who may answer it, by when, and what happens if nobody does.

A task is a question put to people. Its key is `<workflow id>/<question>/<ordinal>` and never the
run, so asking again after a crash finds the same task (R148, 8.1).
"""

from __future__ import annotations

from datetime import datetime, timedelta
from enum import StrEnum

from pydantic import JsonValue

from domain.errors import ConflictError, InvalidInputError, NotAllowedError
from domain.identity import Actor
from domain.model import Confidential, Value
from domain.policy import QuestionName, QuestionRule
from domain.words import Role


class Question(Value):
    """What a process asks of people.

    Args:
        task_id: `<workflow id>/<question>/<ordinal>`.
        name: Which question of the policy it is.
        text: The question in business words, for the inbox.
        outcomes: The allowed answers, in the order a person reads them.
        rule: The entry of the pinned policy that governs it.
        requester: The person whose own request it decides; barred under four eyes.
        subject: The record it is about, as `<kind>/<id>`.
        ballot: Whether a body votes on it, one row a seat.
        evidence: Whether the record's own facts (usage, revenue, dependents) are shown with it.
        change: The title of the change it is about, for its wording in other languages.
        assignee: The person it is handed to from the start; None while every holder of a role may
            answer.
        silent_at: When silence decides it, whatever policy says; it is due then at the latest.
    """

    task_id: str
    name: QuestionName
    text: str
    outcomes: tuple[str, ...]
    rule: QuestionRule
    requester: str | None = None
    subject: str = ""
    ballot: bool = False
    evidence: bool = False
    change: str = ""
    assignee: str | None = None
    silent_at: datetime | None = None


class Task(Value):
    """A question that stands open, as its process carries it.

    Args:
        opened_at: When it was asked.
        due_at: When it is overdue; the instant itself is still in time.
        roles: Who may answer by now: the rule's roles and the rungs climbed so far.
        assignee: The one person it was handed to; None while every holder of a role may answer.
        climbed: How many milestones of its course have passed.
        opened_in: The step that opened it.
    """

    question: Question
    opened_at: datetime
    due_at: datetime
    roles: tuple[Role, ...]
    assignee: str | None = None
    climbed: int = 0
    opened_in: int = 0

    @property
    def barred(self) -> frozenset[str]:
        """Who may not answer because it is his own request."""
        asked_by = self.question.requester
        return frozenset({asked_by}) if asked_by and self.question.rule.four_eyes else frozenset()

    @property
    def rung(self) -> int:
        """How many rungs of the ladder have been climbed; -1 until the reminder is out."""
        return self.climbed - 1 if self.question.rule.remind_days_before else self.climbed

    @property
    def reached(self) -> tuple[Role, ...]:
        """The roles that the escalation has reached by now."""
        return self.question.rule.ladder[: max(self.rung, 0)]


class Answer(Value):
    """One answer to a task, as a starter sends it.

    Args:
        request_id: Names this answer; the same id again is the same answer.
        corrects: Whether it replaces an answer that was already recorded.
    """

    task_id: str
    outcome: str
    reason: Confidential = ""
    data: dict[str, JsonValue] | None = None
    request_id: str
    fingerprint: str = ""
    corrects: bool = False


class Verdict(Value):
    """What came out of a question.

    Args:
        decision_id: `<task id>#<n>`; a correction counts on.
        by: The person, or `policy` where the policy decided by default.
        stands_for: The person whose seat was filled.
    """

    task_id: str
    decision_id: str
    outcome: str
    reason: Confidential = ""
    data: dict[str, JsonValue] | None = None
    by: str
    stands_for: str | None = None
    at: datetime


class MilestoneKind(StrEnum):
    """What happens to a task that nobody answers."""

    REMIND = "remind"
    OVERDUE = "overdue"
    ESCALATE = "escalate"
    DEFAULT = "default"


class Milestone(Value):
    """One thing that happens at one instant while a task stays open."""

    at: datetime
    kind: MilestoneKind
    role: Role | None = None
    outcome: str | None = None


def open_task(question: Question, *, now: datetime, step: int) -> Task:
    """Put a question to people; it is due `due_days` from now, or when silence decides it.

    Who is asked so late that the day of the reminder is past is not reminded at the same moment.
    """
    rule = question.rule
    usual = now + timedelta(days=rule.due_days)
    due_at = min(usual, max(question.silent_at or usual, now))
    remind_at = due_at - timedelta(days=rule.remind_days_before)
    return Task(
        question=question,
        opened_at=now,
        due_at=due_at,
        roles=rule.roles,
        assignee=question.assignee,
        climbed=int(remind_at <= now and rule.remind_days_before > 0),
        opened_in=step,
    )


def milestone(task: Task) -> Milestone:
    """The next thing that happens while the task stays open.

    First the reminder, then at the due date the first rung of the ladder, then a rung every
    `escalate_every_days`, at last the default outcome; without one everybody who may answer is
    reminded for as long as it takes. Where a body votes, it is overdue once its ladder is used up,
    which an empty one is at the due date: then its chair is asked.

    Source: R148, R36.
    """
    rule, rung = task.question.rule, task.rung
    if rung < 0:
        early = task.due_at - timedelta(days=rule.remind_days_before)
        return Milestone(at=early, kind=MilestoneKind.REMIND)
    at = task.due_at + timedelta(days=rung * rule.escalate_every_days)
    if rung < len(rule.ladder):
        return Milestone(at=at, kind=MilestoneKind.ESCALATE, role=rule.ladder[rung])
    if rule.default is not None:
        return Milestone(at=at, kind=MilestoneKind.DEFAULT, outcome=rule.default)
    first_without_a_rung = rung == len(rule.ladder) and (rung == 0 or task.question.ballot)
    return Milestone(
        at=at, kind=MilestoneKind.OVERDUE if first_without_a_rung else MilestoneKind.REMIND
    )


def climb(task: Task, passed: Milestone) -> Task:
    """The task after a milestone: whoever an escalation reached may answer as well.

    Where a body votes he is told only: an escalation adds no seat.
    """
    roles = task.roles
    if passed.role and passed.role not in roles and not task.question.ballot:
        roles = (*roles, passed.role)
    return task.model_copy(update={"climbed": task.climbed + 1, "roles": roles})


def check_outcome(question: Question, outcome: str) -> None:
    """Refuse an outcome that is not offered.

    Raises:
        InvalidInputError: naming the outcomes that are.
    """
    if outcome not in question.outcomes:
        offered = ", ".join(question.outcomes)
        message = f"outcome {outcome!r} is not offered; allowed are {offered}"
        raise InvalidInputError(message, field="outcome")


def check_actor(task: Task, actor: Actor) -> None:
    """Refuse an actor who may not answer: without the role, not the assignee, or his own request.

    A rung of the ladder may answer a task that was handed to one person, otherwise a hand-over
    would stop the escalation.

    Raises:
        NotAllowedError: saying who may.
    """
    check_may_answer(actor, task.roles, task.barred, field="as")
    if task.assignee and actor.seat != task.assignee and not actor.holds(task.reached):
        message = f"the task was handed to {task.assignee}"
        raise NotAllowedError(message, field="as")


def hand_over(task: Task, *, to: str, roles: tuple[Role, ...]) -> Task:
    """Hand a task to another person who holds one of its roles.

    Raises:
        ConflictError: a body votes on it; an absent member names a substitute instead.
        NotAllowedError: the other person may not answer it either.
    """
    if task.question.ballot:
        message = "a body votes on this task; a member's substitute votes for him instead"
        raise ConflictError(message, field="to")
    check_may_answer(Actor(person=to, roles=roles), task.roles, task.barred, field="to")
    return task.model_copy(update={"assignee": to})


def check_may_answer(
    actor: Actor, roles: tuple[Role, ...], barred: frozenset[str], *, field: str
) -> None:
    """Refuse whoever may not answer a task, to whomever it was handed.

    Args:
        roles: Who may answer it by now.
        barred: Who asked for it himself.
        field: What was said of him.

    Raises:
        NotAllowedError: he asked for it himself, or has none of the roles.
    """
    if himself := actor.faces & barred:
        asked = ", ".join(himself)
        message = f"{asked} asked for this himself; another person has to answer (four eyes)"
        raise NotAllowedError(message, field=field)
    if not actor.holds(roles):
        wanted = ", ".join(roles)
        message = f"{actor.person} has none of the roles that may answer: {wanted}"
        raise NotAllowedError(message, field=field)
