"""A question is put to the right people, and something happens when nobody answers (R148)."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.asking import (
    Milestone,
    MilestoneKind,
    Task,
    check_actor,
    check_outcome,
    hand_over,
    milestone,
    open_task,
)
from domain.errors import ConflictError, InvalidInputError, NotAllowedError
from domain.policy import QuestionName, QuestionRule
from domain.words import Role
from tests.domain.samples import NOW, actor, climbed, course, question, rule, task

if TYPE_CHECKING:
    from domain.identity import Actor

OWNER, MANAGER, DIRECTOR = (
    Role.SERVICE_OWNER,
    Role.SERVICE_DELIVERY_MANAGER,
    Role.OPERATIONS_DIRECTOR,
)
rules = st.builds(
    QuestionRule,
    roles=st.just((OWNER,)),
    due_days=st.integers(11, 60),
    remind_days_before=st.integers(0, 10),
    ladder=st.lists(st.sampled_from(Role), max_size=4).map(tuple),
    escalate_every_days=st.integers(1, 30),
    default=st.none() | st.just("keep"),
    four_eyes=st.booleans(),
)


def test_a_task_is_due_so_many_days_after_it_was_asked() -> None:
    opened = open_task(question(rule=rule(due_days=14)), now=NOW, step=7)
    assert opened.due_at == NOW + timedelta(days=14)
    assert (opened.opened_at, opened.roles, opened.opened_in) == (NOW, (OWNER,), 7)


@pytest.mark.parametrize(
    ("silent_after", "due_after", "first"),
    [
        (None, 14, "remind"),
        (20, 14, "remind"),
        (9, 9, "remind"),
        (2, 2, "overdue"),
        (-1, 0, "overdue"),
    ],
)
def test_a_task_is_due_at_the_latest_when_silence_decides_it(
    silent_after: int | None, due_after: int, first: str
) -> None:
    silent_at = NOW + timedelta(days=silent_after) if silent_after is not None else None
    asked = question(rule=rule(due_days=14, remind_days_before=2), silent_at=silent_at)
    opened = open_task(asked, now=NOW, step=7)
    assert opened.due_at == NOW + timedelta(days=due_after)
    assert milestone(opened).kind == first
    unreminded = open_task(
        question(rule=rule(remind_days_before=0), silent_at=NOW), now=NOW, step=7
    )
    assert (unreminded.due_at, unreminded.climbed) == (NOW, 0)


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        (
            {"ladder": (MANAGER, DIRECTOR), "default": "keep"},
            [
                (8, "remind", None),
                (10, "escalate", MANAGER),
                (17, "escalate", DIRECTOR),
                (24, "default", "keep"),
            ],
        ),
        (
            {"ladder": (MANAGER,)},
            [
                (8, "remind", None),
                (10, "escalate", MANAGER),
                (17, "remind", None),
                (24, "remind", None),
            ],
        ),
        ({"default": "keep"}, [(8, "remind", None), (10, "default", "keep")]),
        (
            {},
            [
                (8, "remind", None),
                (10, "overdue", None),
                (17, "remind", None),
                (24, "remind", None),
            ],
        ),
        (
            {"remind_days_before": 0, "ladder": (MANAGER,), "escalate_every_days": 1},
            [(10, "escalate", MANAGER), (11, "remind", None), (12, "remind", None)],
        ),
        ({"remind_days_before": 0, "default": "keep"}, [(10, "default", "keep")]),
        (
            {"remind_days_before": 0},
            [(10, "overdue", None), (17, "remind", None), (24, "remind", None)],
        ),
        ({"remind_days_before": 9}, [(1, "remind", None), (10, "overdue", None)]),
    ],
    ids=[
        "ladder and default",
        "ladder",
        "default",
        "neither",
        "ladder, no reminder",
        "default, no reminder",
        "neither, no reminder",
        "early reminder",
    ],
)
def test_what_happens_to_a_task_that_nobody_answers(
    changes: dict[str, object], expected: list[tuple[float, str, str | None]]
) -> None:
    assert course(task(rule=rule(**changes)), len(expected)) == expected


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({}, [(8, "remind", None), (10, "overdue", None)]),
        (
            {"ladder": (DIRECTOR, MANAGER)},
            [
                (8, "remind", None),
                (10, "escalate", DIRECTOR),
                (17, "escalate", MANAGER),
                (24, "overdue", None),
                (31, "remind", None),
            ],
        ),
        (
            {"remind_days_before": 0, "ladder": (DIRECTOR,)},
            [(10, "escalate", DIRECTOR), (17, "overdue", None)],
        ),
        (
            {"ladder": (DIRECTOR,), "default": "reject"},
            [(8, "remind", None), (10, "escalate", DIRECTOR), (17, "default", "reject")],
        ),
    ],
    ids=["no ladder", "ladder", "ladder, no reminder", "ladder and default"],
)
def test_a_body_is_overdue_once_its_ladder_is_used_up_so_that_its_chair_is_asked(
    changes: dict[str, object], expected: list[tuple[float, str, str | None]]
) -> None:
    assert course(task(rule=rule(**changes), ballot=True), len(expected)) == expected


@given(governing=rules, ballot=st.booleans())
def test_a_course_goes_forward_climbs_each_rung_once_and_decides_at_most_once(
    governing: QuestionRule, *, ballot: bool
) -> None:
    steps = course(task(rule=governing, ballot=ballot), 12)
    days = [day for day, _, _ in steps]
    assert days == sorted(set(days))
    assert [who for _, kind, who in steps if kind == "escalate"] == list(governing.ladder)
    assert ("default" in {kind for _, kind, _ in steps}) is (governing.default is not None)
    assert min(days) == governing.due_days - governing.remind_days_before
    assert sum(kind == "overdue" for _, kind, _ in steps) <= 1
    before_due = [kind for day, kind, _ in steps if day < governing.due_days]
    assert before_due == (["remind"] if governing.remind_days_before else [])


@given(governing=rules, passed=st.integers(0, 8))
def test_whoever_an_escalation_reached_may_answer_as_well(
    governing: QuestionRule, passed: int
) -> None:
    standing = climbed(task(rule=governing), passed)
    assert set(standing.roles) == {OWNER, *standing.reached}
    assert len(standing.roles) == len(set(standing.roles))
    for role in standing.roles:
        check_actor(standing, actor("someone", role))


def test_an_escalation_adds_no_seat_to_a_body() -> None:
    standing = climbed(task(rule=rule(ladder=(DIRECTOR,)), ballot=True), 2)
    assert standing.reached == (DIRECTOR,)
    assert standing.roles == (OWNER,)


def test_a_milestone_names_its_instant_and_whom_it_reaches() -> None:
    standing = climbed(task(rule=rule(ladder=(MANAGER,))), 1)
    expected = Milestone(at=standing.due_at, kind=MilestoneKind.ESCALATE, role=MANAGER)
    assert milestone(standing) == expected


def test_an_outcome_that_is_not_offered_is_refused_with_those_that_are() -> None:
    for outcome in ("keep", "change", "retire"):
        check_outcome(question(), outcome)
    with pytest.raises(
        InvalidInputError, match="'offer' is not offered; allowed are keep, change, retire"
    ) as refused:
        check_outcome(question(), "offer")
    assert refused.value.field == "outcome"


def test_who_has_none_of_the_roles_may_not_answer_and_is_told_who_may() -> None:
    standing = task(rule=rule(roles=(OWNER, MANAGER)))
    check_actor(standing, actor("ada", MANAGER, Role.AGENT))
    with pytest.raises(
        NotAllowedError,
        match="bo has none of the roles that may answer: service_owner, service_delivery_manager",
    ) as refused:
        check_actor(standing, actor("bo", DIRECTOR))
    assert refused.value.field == "as"


@pytest.mark.parametrize(
    "who",
    [
        actor("ada", OWNER),
        actor("bo", OWNER, stands_for="ada"),
        actor("ada", OWNER, stands_for="bo"),
    ],
    ids=["himself", "through a substitute", "as a substitute"],
)
def test_under_four_eyes_nobody_answers_his_own_request(who: Actor) -> None:
    own = task(requester="ada", rule=rule(four_eyes=True))
    with pytest.raises(NotAllowedError, match=r"^ada asked for this himself.*four eyes"):
        check_actor(own, who)
    check_actor(own, actor("cem", OWNER))
    check_actor(task(requester="ada"), who)


def test_four_eyes_bar_nobody_where_nobody_asked() -> None:
    assert task(rule=rule(four_eyes=True)).barred == frozenset()


def handed(**changes: object) -> Task:
    return hand_over(task(rule=rule(**changes)), to="bo", roles=(OWNER,))


def test_a_task_that_was_handed_over_is_answered_by_that_person() -> None:
    check_actor(handed(), actor("bo", OWNER))
    check_actor(handed(), actor("cem", OWNER, stands_for="bo"))
    with pytest.raises(NotAllowedError, match="handed to bo") as refused:
        check_actor(handed(), actor("ada", OWNER))
    assert refused.value.field == "as"


@pytest.mark.parametrize("rung", [MANAGER, OWNER], ids=["a further role", "a role that asked"])
def test_a_hand_over_does_not_stop_the_escalation(rung: Role) -> None:
    before = climbed(handed(roles=(OWNER, DIRECTOR), ladder=(rung,)), 1)
    with pytest.raises(NotAllowedError):
        check_actor(before, actor("ada", rung))
    check_actor(climbed(before, 1), actor("ada", rung))


def test_a_task_may_be_handed_on() -> None:
    assert hand_over(handed(), to="cem", roles=(OWNER,)).assignee == "cem"


def test_a_task_is_handed_only_to_who_may_answer_it() -> None:
    with pytest.raises(NotAllowedError, match="bo has none of the roles") as refused:
        hand_over(task(), to="bo", roles=(DIRECTOR,))
    assert refused.value.field == "to"


def test_a_task_is_not_handed_back_to_who_asked_for_it() -> None:
    own = task(requester="bo", rule=rule(four_eyes=True))
    with pytest.raises(NotAllowedError, match="four eyes") as refused:
        hand_over(own, to="bo", roles=(OWNER,))
    assert refused.value.field == "to"


def test_the_vote_of_a_body_is_not_handed_over() -> None:
    ballot = task(name=QuestionName.COMMITTEE, ballot=True)
    with pytest.raises(ConflictError, match="substitute") as refused:
        hand_over(ballot, to="bo", roles=(OWNER,))
    assert refused.value.field == "to"


def test_a_task_is_carried_to_the_next_run_as_it_stands() -> None:
    standing = climbed(handed(ladder=(MANAGER,)), 2)
    assert Task.model_validate_json(standing.model_dump_json()) == standing
