"""Tell: who hears of what. The wording is in the message catalogues, one for each language."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING

from pydantic import Field, JsonValue

from domain.asking import MilestoneKind
from domain.change_facts import (
    ChangeApproved,
    ChangeCancelled,
    ChangeCorrected,
    ChangeDeferred,
    ChangeFact,
    ChangeLive,
    ChangeProposed,
    ChangeQueued,
    ChangeRejected,
    ChangeWithdrawn,
    VersionOpened,
)
from domain.contracts.fact import ContractFact
from domain.facts import (
    AnyFact,
    CustomersTold,
    DependentsShown,
    PolicyPublished,
    PolicyRejected,
    RetirementRequested,
    ServiceDeferred,
    ServiceStays,
    StageEntered,
)
from domain.model import Value
from domain.service import Move
from domain.templates import Template as Template  # noqa: PLC0414 - who tells names what is told
from domain.words import Role, Stage

if TYPE_CHECKING:
    from collections.abc import Iterator

    from domain.asking import Milestone, Task
    from domain.fact import Fact


class Audience(StrEnum):
    """Groups of people that only the register can name."""

    OWNER = "owner"
    PROPOSER = "proposer"
    CUSTOMERS = "customers"
    AUTHOR = "author"
    CONTRACT_RECIPIENTS = "contract_recipients"
    CONTRACT_MANAGER = "contract_manager"
    CONTRACT_MANAGER_OF_SKIPPED = "contract_manager_of_skipped"


class Telling(Value):
    """One notice to everybody of an audience; who falls into it twice is told once.

    Args:
        groups: Groups that hang on the record it is about.
        roles: Every active holder of these roles.
        persons: People named by id.
        params: What the wording needs beside the record itself.
        otherwise: What is told, and to whom, when this reaches nobody at all.
    """

    template: Template
    groups: tuple[Audience, ...] = ()
    roles: tuple[Role, ...] = ()
    persons: tuple[str, ...] = ()
    params: dict[str, JsonValue] = Field(default_factory=dict)
    otherwise: Telling | None = None


_OWNER_AND_PROPOSER = (Audience.OWNER, Audience.PROPOSER)

_ENDING = Telling(template=Template.SERVICE_ENDING, groups=(Audience.OWNER, Audience.CUSTOMERS))

_OF_STAGE: dict[Stage, Telling] = {
    Stage.DESIGN: Telling(template=Template.SERVICE_OFFERED, groups=_OWNER_AND_PROPOSER),
    Stage.OPERATION: Telling(template=Template.SERVICE_IN_OPERATION, groups=_OWNER_AND_PROPOSER),
    Stage.RETIRED: Telling(
        template=Template.SERVICE_RETIRED, groups=(Audience.OWNER, Audience.CUSTOMERS)
    ),
    Stage.REJECTED: Telling(template=Template.SERVICE_REJECTED, groups=_OWNER_AND_PROPOSER),
    Stage.WITHDRAWN: Telling(template=Template.SERVICE_WITHDRAWN, groups=_OWNER_AND_PROPOSER),
}


_OF_FACT: dict[type[Fact], Telling] = {
    RetirementRequested: Telling(template=Template.RETIREMENT_REQUESTED, groups=(Audience.OWNER,)),
    ServiceStays: Telling(
        template=Template.SERVICE_STAYS, groups=(Audience.OWNER, Audience.CUSTOMERS)
    ),
    DependentsShown: Telling(
        template=Template.DEPENDENTS_OPEN,
        groups=(Audience.OWNER,),
        roles=(Role.ACCOUNT_MANAGER,),
    ),
    PolicyPublished: Telling(template=Template.POLICY_PUBLISHED, groups=(Audience.AUTHOR,)),
    PolicyRejected: Telling(template=Template.POLICY_REJECTED, groups=(Audience.AUTHOR,)),
}


_OWNER, _PROPOSER_ALONE = (Audience.OWNER,), ()

_OF_CHANGE: dict[type[Fact], tuple[Template, tuple[Audience, ...]]] = {
    ChangeProposed: (Template.CHANGE_PROPOSED, _OWNER),
    ChangeQueued: (Template.CHANGE_QUEUED, _PROPOSER_ALONE),
    VersionOpened: (Template.CHANGE_BEGUN, _PROPOSER_ALONE),
    ChangeApproved: (Template.CHANGE_APPROVED, _OWNER),
    ChangeRejected: (Template.CHANGE_REJECTED, _OWNER),
    ChangeDeferred: (Template.CHANGE_DEFERRED, _OWNER),
    ChangeWithdrawn: (Template.CHANGE_WITHDRAWN, _OWNER),
    ChangeCancelled: (Template.CHANGE_CANCELLED, _OWNER),
    ChangeCorrected: (Template.CHANGE_CORRECTED, _OWNER),
    ChangeLive: (Template.SERVICE_IN_OPERATION, _OWNER_AND_PROPOSER),
}


def tellings(fact: AnyFact) -> tuple[Telling, ...]:
    """Who is told of a fact."""
    match fact:
        case ChangeFact() | VersionOpened():
            told = _of_change(fact)
        case StageEntered(move=Move.REDESIGN):
            told = None
        case StageEntered(move=Move.GO_LIVE, version=version) if version > 1:
            # Its change went live with it, and whoever proposed that is told in the same letter.
            told = None
        case StageEntered(stage=stage, leading=True):
            told = _OF_STAGE.get(stage)
        case ServiceDeferred(until=until):
            told = Telling(
                template=Template.SERVICE_DEFERRED,
                groups=_OWNER_AND_PROPOSER,
                params={"until": until.isoformat()},
            )
        case CustomersTold(ends_at=ends_at):
            ends = {"ends_on": ends_at.date().isoformat()}
            told = _ENDING.model_copy(update={"params": ends})
        case ContractFact():
            return tuple(_of_contract(fact))
        case _:
            told = _OF_FACT.get(type(fact))
    return (told,) if told else ()


def _of_change(fact: ChangeFact | VersionOpened) -> Telling | None:
    """The owner hears of the changes of his service, and who proposed one what becomes of it."""
    at_once = isinstance(fact, VersionOpened) and not fact.waited
    if at_once or type(fact) not in _OF_CHANGE:
        return None
    template, groups = _OF_CHANGE[type(fact)]
    params: dict[str, JsonValue] = {"change": fact.title}
    if isinstance(fact, ChangeDeferred):
        params["until"] = fact.until.isoformat()
    persons = () if isinstance(fact, ChangeProposed) else (fact.proposer,)
    return Telling(template=template, groups=groups, persons=persons, params=params)


def _of_contract(fact: ContractFact) -> Iterator[Telling]:
    """Those who were chosen on the contract; where none of them is left, its account manager."""
    for letter in fact.letters():
        groups = tuple(Audience(one) for one in letter.readers)
        told = Telling(template=letter.template, groups=groups, params=fact.params())
        otherwise = told.model_copy(update={"groups": (Audience.CONTRACT_MANAGER,)})
        to_recipients = Audience.CONTRACT_RECIPIENTS in groups
        yield told.model_copy(update={"otherwise": otherwise}) if to_recipients else told


def told_when_opened(task: Task) -> Telling:
    """Everybody who may answer is told of a new task; where that is nobody, who can help is.

    One that is handed to a person from the start is told to him alone.
    """
    params = _params_of(task)
    return Telling(
        template=Template.TASK_OPENED,
        roles=() if task.assignee else task.roles,
        persons=(task.assignee,) if task.assignee else (),
        params=params,
        otherwise=Telling(
            template=Template.TASK_FOR_NOBODY,
            roles=(Role.ADMINISTRATOR, *task.question.rule.ladder),
            params=params,
        ),
    )


def told_when_joining(task_id: str, person: str) -> Telling:
    """Who is given a role hears of the tasks that wait for it."""
    return Telling(template=Template.TASK_OPENED, persons=(person,), params={"task_id": task_id})


def told_when_changed(task: Task, passed: Milestone | None) -> Telling:
    """Who is told when a task that stays open is handed over, reminded of or escalated.

    The one person it was handed to is reminded alone until it is due, afterwards everybody who may
    answer.
    """
    params = _params_of(task)
    if passed is None:
        assignee = (task.assignee,) if task.assignee else ()
        return Telling(template=Template.TASK_ASSIGNED, persons=assignee, params=params)
    if passed.kind is MilestoneKind.ESCALATE and passed.role:
        return Telling(template=Template.TASK_ESCALATED, roles=(passed.role,), params=params)
    if task.assignee and passed.at < task.due_at:
        return Telling(template=Template.TASK_REMINDER, persons=(task.assignee,), params=params)
    return Telling(template=Template.TASK_REMINDER, roles=task.roles, params=params)


def _params_of(task: Task) -> dict[str, JsonValue]:
    """What the wording of a task's question needs."""
    question = task.question
    about: dict[str, JsonValue] = {"change": question.change} if question.change else {}
    return {"task_id": question.task_id, **about}
