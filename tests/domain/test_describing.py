"""An operator sees where a process stands, whom it waits for, and the command that answers."""

from __future__ import annotations

from datetime import timedelta

import pytest

from domain.describing import Picture, describe
from domain.policy import PinnedPolicy
from domain.process_state import ProcessState
from tests.domain.samples import NOW, policy, task
from tests.domain.test_ballot import votes

TITLE = "E-mail, version 1"
IMPROVEMENT = "service/e-mail/improvement_cycle/1"
PICTURE = Picture(title=TITLE, stage="operation", waits="for a year")


def waiting(**changes: object) -> ProcessState:
    standing = task(**changes)
    return ProcessState(tasks={standing.question.task_id: standing})


def test_a_process_without_tasks_says_where_it_stands_and_what_it_waits_for() -> None:
    picture = PICTURE.model_copy(update={"drawing": "[operation] → retired", "since": NOW})
    shown = describe(picture, ProcessState(), None, NOW).splitlines()
    assert shown[0] == f"### {TITLE}"
    assert "**operation** since 2027-03-01 09:30 UTC" in shown
    assert "[operation] → retired" in shown
    assert shown[-1] == "Waits for a year."


def test_a_process_that_waits_for_nothing_says_no_more_than_where_it_stands() -> None:
    shown = describe(Picture(title=TITLE, stage="retired"), ProcessState(), None, NOW)
    assert shown == f"### {TITLE}\n\n**retired**"


@pytest.mark.parametrize(
    "said",
    [
        "Do we keep, change or retire E-mail?",
        "service_owner",
        "2027-03-01 09:30 UTC",
        "2027-03-11 09:30 UTC",
        f"servicecycle decide {IMPROVEMENT} keep|change|retire --reason",
    ],
)
def test_a_task_is_shown_with_who_may_answer_until_when_and_how(said: str) -> None:
    shown = describe(PICTURE, waiting(), None, NOW)
    assert said in shown
    assert "Waits" not in shown


def test_what_goes_on_beside_a_question_is_waited_for_meanwhile() -> None:
    runs_on = PICTURE.model_copy(update={"waits_beside_tasks": True})
    assert "Meanwhile it waits for a year." in describe(runs_on, waiting(), None, NOW)
    assert "Meanwhile" not in describe(runs_on, ProcessState(), None, NOW)
    silent = runs_on.model_copy(update={"waits": ""})
    assert "Meanwhile" not in describe(silent, waiting(), None, NOW)


def test_a_task_is_overdue_after_its_due_date_and_not_at_it() -> None:
    due = NOW + timedelta(days=10)
    assert "overdue" not in describe(PICTURE, waiting(), None, due)
    assert "**overdue**" in describe(PICTURE, waiting(), None, due + timedelta(microseconds=1))


def test_a_task_that_was_handed_over_is_shown_with_its_person() -> None:
    state = waiting()
    state.tasks[IMPROVEMENT] = state.tasks[IMPROVEMENT].model_copy(update={"assignee": "bo"})
    shown = describe(PICTURE, state, None, NOW)
    assert "may answer: bo" in shown
    assert "service_owner" not in shown


def test_a_ballot_is_shown_with_how_many_have_voted() -> None:
    state = waiting(ballot=True)
    assert "0 of 0 votes" in describe(PICTURE, state, None, NOW)
    state.votes[IMPROVEMENT], state.seats[IMPROVEMENT] = votes("keep"), ("ada", "bo", "cem")
    assert "1 of 3 votes" in describe(PICTURE, state, None, NOW)


def test_what_a_person_wrote_is_never_taken_for_markup() -> None:
    shown = describe(PICTURE, waiting(text="Keep <b>|</b>\nor *stop* it?"), None, NOW)
    assert r"Keep \<b\>\|\</b\> or \*stop\* it?" in shown


def test_what_goes_on_beside_is_shown_as_it_was_written() -> None:
    picture = PICTURE.model_copy(update={"beside": "Change 1, <b>Larger</b> mailboxes: waits."})
    assert r"Change 1, \<b\>Larger\</b\> mailboxes: waits." in describe(
        picture, ProcessState(), None, NOW
    )


def test_the_policy_that_is_obeyed_is_named_with_the_business_time() -> None:
    pinned = PinnedPolicy(version=3, document=policy())
    last = describe(PICTURE, ProcessState(), pinned, NOW).splitlines()[-1]
    assert "Policy version 3" in last
    assert "2027-03-01 09:30 UTC" in last
