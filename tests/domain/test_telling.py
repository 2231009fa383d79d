"""Who hears of what: everybody whom it concerns, and nobody whom it does not."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from domain import facts
from domain.asking import Task, climb, hand_over, milestone
from domain.change_facts import VersionOpened
from domain.facts import AnyFact, StageEntered
from domain.service import Move
from domain.telling import (
    Audience,
    Telling,
    Template,
    tellings,
    told_when_changed,
    told_when_joining,
    told_when_opened,
)
from domain.words import Role, Stage
from tests.domain.contract_samples import every_notice_of_a_contract
from tests.domain.samples import NOW, climbed, every_fact, rule, task

OWNER, PROPOSER, CUSTOMERS, AUTHOR = (
    Audience.OWNER,
    Audience.PROPOSER,
    Audience.CUSTOMERS,
    Audience.AUTHOR,
)
IMPROVEMENT = "service/e-mail/improvement_cycle/1"


def entered(stage: Stage, **changes: object) -> StageEntered:
    usual = {"service_id": "e-mail", "version": 1, "stage": stage}
    return StageEntered.model_validate(usual | changes)


@pytest.mark.parametrize(
    ("fact", "template", "groups", "roles"),
    [
        (entered(Stage.DESIGN), Template.SERVICE_OFFERED, (OWNER, PROPOSER), ()),
        (
            entered(Stage.OPERATION, move=Move.GO_LIVE),
            Template.SERVICE_IN_OPERATION,
            (OWNER, PROPOSER),
            (),
        ),
        (entered(Stage.REJECTED), Template.SERVICE_REJECTED, (OWNER, PROPOSER), ()),
        (entered(Stage.WITHDRAWN), Template.SERVICE_WITHDRAWN, (OWNER, PROPOSER), ()),
        (entered(Stage.RETIRED), Template.SERVICE_RETIRED, (OWNER, CUSTOMERS), ()),
        (
            facts.RetirementRequested(service_id="e-mail"),
            Template.RETIREMENT_REQUESTED,
            (OWNER,),
            (),
        ),
        (
            facts.DependentsShown(service_id="e-mail"),
            Template.DEPENDENTS_OPEN,
            (OWNER,),
            (Role.ACCOUNT_MANAGER,),
        ),
        (facts.PolicyPublished(policy_id="p-2"), Template.POLICY_PUBLISHED, (AUTHOR,), ()),
        (facts.PolicyRejected(policy_id="p-2"), Template.POLICY_REJECTED, (AUTHOR,), ()),
    ],
    ids=lambda value: value.value if isinstance(value, Template) else "",
)
def test_whom_a_fact_concerns_is_told(
    fact: AnyFact, template: Template, groups: tuple[Audience, ...], roles: tuple[Role, ...]
) -> None:
    assert tellings(fact) == (Telling(template=template, groups=groups, roles=roles),)


def test_who_is_told_of_a_deferral_is_told_the_day() -> None:
    fact = facts.ServiceDeferred(service_id="e-mail", until=date(2028, 1, 1))
    assert tellings(fact) == (
        Telling(
            template=Template.SERVICE_DEFERRED,
            groups=(OWNER, PROPOSER),
            params={"until": "2028-01-01"},
        ),
    )


def test_customers_are_told_on_which_day_their_service_ends() -> None:
    fact = facts.CustomersTold(service_id="e-mail", ends_at=NOW + timedelta(days=90))
    assert tellings(fact) == (
        Telling(
            template=Template.SERVICE_ENDING,
            groups=(OWNER, CUSTOMERS),
            params={"ends_on": "2027-05-30"},
        ),
    )


@pytest.mark.parametrize("stage", [Stage.STRATEGY, Stage.TRANSITION, Stage.RETIREMENT])
def test_a_stage_between_is_not_told(stage: Stage) -> None:
    assert tellings(entered(stage)) == ()


@pytest.mark.parametrize("stage", list(Stage))
def test_a_version_beside_the_one_in_operation_is_not_told(stage: Stage) -> None:
    assert tellings(entered(stage, version=2, leading=False)) == ()


def test_a_service_that_goes_back_to_design_is_not_told_as_offered_again() -> None:
    assert tellings(entered(Stage.DESIGN, move=Move.OFFER)) != ()
    assert tellings(entered(Stage.DESIGN, move=Move.REDESIGN)) == ()


def test_what_stays_inside_the_process_is_not_told() -> None:
    assert tellings(facts.DataReturned(service_id="e-mail", outcome="nothing_held")) == ()
    assert tellings(facts.PolicyAdopted()) == ()


def test_whoever_may_answer_a_new_task_is_told_of_it() -> None:
    opened = task(rule=rule(roles=(Role.SERVICE_OWNER, Role.TECHNICIAN)))
    assert told_when_opened(opened) == Telling(
        template=Template.TASK_OPENED,
        roles=(Role.SERVICE_OWNER, Role.TECHNICIAN),
        params={"task_id": IMPROVEMENT},
        otherwise=told_when_opened(opened).otherwise,
    )


def test_of_a_task_for_nobody_the_administrators_and_the_ladder_are_told() -> None:
    opened = task(rule=rule(ladder=(Role.SUPERVISOR,)))
    assert told_when_opened(opened).otherwise == Telling(
        template=Template.TASK_FOR_NOBODY,
        roles=(Role.ADMINISTRATOR, Role.SUPERVISOR),
        params={"task_id": IMPROVEMENT},
    )


def test_who_joins_a_role_is_told_of_the_tasks_that_wait_for_it() -> None:
    assert told_when_joining(IMPROVEMENT, "bo") == Telling(
        template=Template.TASK_OPENED, persons=("bo",), params={"task_id": IMPROVEMENT}
    )


def test_customers_who_were_told_of_an_end_are_told_that_the_service_stays() -> None:
    (told,) = tellings(facts.ServiceStays(service_id="e-mail"))
    assert (told.template, told.groups) == (
        Template.SERVICE_STAYS,
        (Audience.OWNER, Audience.CUSTOMERS),
    )


def told_of_milestone(standing: Task) -> Telling:
    """Who is told of the next thing that happens to a task."""
    passed = milestone(standing)
    return told_when_changed(climb(standing, passed), passed)


def test_a_reminder_goes_to_whoever_may_answer() -> None:
    assert told_of_milestone(task()) == Telling(
        template=Template.TASK_REMINDER,
        roles=(Role.SERVICE_OWNER,),
        params={"task_id": IMPROVEMENT},
    )


def test_an_escalation_goes_to_the_rung_that_was_reached() -> None:
    standing = climbed(task(rule=rule(ladder=(Role.SUPERVISOR,))), 1)
    assert told_of_milestone(standing) == Telling(
        template=Template.TASK_ESCALATED,
        roles=(Role.SUPERVISOR,),
        params={"task_id": IMPROVEMENT},
    )


def handed() -> Task:
    ladder = (Role.SUPERVISOR,)
    return hand_over(task(rule=rule(ladder=ladder)), to="bo", roles=(Role.SERVICE_OWNER,))


def test_who_is_handed_a_task_is_told_of_it() -> None:
    assert told_when_changed(handed(), None) == Telling(
        template=Template.TASK_ASSIGNED, persons=("bo",), params={"task_id": IMPROVEMENT}
    )


def test_a_task_that_nobody_was_handed_is_told_to_nobody() -> None:
    assert told_when_changed(task(), None).persons == ()


def test_until_it_is_due_only_the_person_it_was_handed_to_is_reminded() -> None:
    reminded = told_of_milestone(handed())
    assert (reminded.template, reminded.persons, reminded.roles) == (
        Template.TASK_REMINDER,
        ("bo",),
        (),
    )


def test_once_it_is_overdue_everybody_who_may_answer_is_reminded() -> None:
    reminded = told_of_milestone(climbed(handed(), 2))
    assert (reminded.template, reminded.persons, reminded.roles) == (
        Template.TASK_REMINDER,
        (),
        (Role.SERVICE_OWNER, Role.SUPERVISOR),
    )


def test_at_its_due_date_a_task_that_was_handed_over_is_told_to_everybody() -> None:
    due = climbed(hand_over(task(), to="bo", roles=(Role.SERVICE_OWNER,)), 1)
    assert milestone(due).at == due.due_at
    assert told_of_milestone(due).roles == (Role.SERVICE_OWNER,)


def opened(*, waited: bool) -> VersionOpened:
    return VersionOpened(
        service_id="e-mail",
        version=2,
        number=1,
        title="Larger mailboxes",
        proposer="mehmet",
        waited=waited,
    )


@pytest.mark.parametrize(
    ("kind", "groups", "persons"),
    [
        ("change_proposed", (OWNER,), ()),
        ("change_queued", (), ("mehmet",)),
        ("change_approved", (OWNER,), ("mehmet",)),
        ("change_rejected", (OWNER,), ("mehmet",)),
        ("change_deferred", (OWNER,), ("mehmet",)),
        ("change_withdrawn", (OWNER,), ("mehmet",)),
        ("change_cancelled", (OWNER,), ("mehmet",)),
        ("change_corrected", (OWNER,), ("mehmet",)),
    ],
)
def test_the_owner_hears_of_a_change_and_who_proposed_it_what_becomes_of_it(
    kind: str, groups: tuple[Audience, ...], persons: tuple[str, ...]
) -> None:
    [told] = tellings(next(one for one in every_fact() if one.kind == kind))
    assert (told.template, told.groups, told.persons) == (Template(kind), groups, persons)
    assert told.params["change"] == "Larger mailboxes"
    assert told.params.get("until") == ("2027-03-01" if kind == "change_deferred" else None)


def test_a_change_that_waited_is_told_to_who_proposed_it_when_it_begins() -> None:
    [told] = tellings(opened(waited=True))
    assert (told.template, told.persons) == (Template.CHANGE_BEGUN, ("mehmet",))
    assert tellings(opened(waited=False)) == ()


def test_one_letter_says_that_a_version_and_its_change_are_live() -> None:
    live = next(one for one in every_fact() if one.kind == "change_live")
    [told] = tellings(live)
    assert told.template is Template.SERVICE_IN_OPERATION
    assert (told.groups, told.persons) == ((OWNER, PROPOSER), ("mehmet",))
    assert tellings(entered(Stage.OPERATION, version=2, move=Move.GO_LIVE)) == ()
    assert tellings(entered(Stage.OPERATION, version=2)) != ()


def test_the_committee_is_told_which_change_it_decides_on() -> None:
    put = task(change="Larger mailboxes")
    assert told_when_opened(put).params == {"task_id": IMPROVEMENT, "change": "Larger mailboxes"}


def test_every_notice_there_is_is_sent_for_something() -> None:
    happened = (*every_fact(), *every_notice_of_a_contract(), opened(waited=True))
    of_facts = [one for fact in happened for one in tellings(fact)]
    of_stages = [one for stage in Stage for one in tellings(entered(stage))]
    of_tasks = [
        told_when_opened(task()),
        told_of_milestone(task()),
        told_of_milestone(climbed(handed(), 1)),
        told_when_changed(handed(), None),
    ]
    of_tasks += [one.otherwise for one in of_tasks if one.otherwise]
    assert {one.template for one in (*of_facts, *of_stages, *of_tasks)} == set(Template)
