"""A name leads to its process and back, in every run the same (R148, 8.1)."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.ids import (
    HOUSEKEEPING,
    MAILROOM,
    count_of,
    decision_id,
    event_id,
    policy_id_of,
    policy_workflow_id,
    service_id_of,
    service_workflow_id,
    slug,
    subject_of,
    task_id,
)
from domain.model import ID_PATTERN
from domain.policy import QuestionName
from tests.domain.samples import LETTERS, names


@given(name=names)
def test_the_process_of_a_service_leads_back_to_the_service(name: str) -> None:
    assert service_id_of(service_workflow_id(name)) == name


@given(name=names)
def test_the_process_of_a_policy_leads_back_to_the_policy(name: str) -> None:
    assert policy_id_of(policy_workflow_id(name)) == name


@given(name=names, question=st.sampled_from(QuestionName), ordinal=st.integers(1, 10**6))
def test_a_task_is_named_by_its_process_and_question(
    name: str, question: QuestionName, ordinal: int
) -> None:
    for workflow in (service_workflow_id(name), policy_workflow_id(name)):
        assert task_id(workflow, question, ordinal) == f"{workflow}/{question.value}/{ordinal}"


@given(name=names, question=st.sampled_from(QuestionName), number=st.integers(1, 10**6))
def test_a_decision_leads_back_to_its_number(
    name: str, question: QuestionName, number: int
) -> None:
    task = task_id(service_workflow_id(name), question, 1)
    assert count_of(decision_id(task, number)) == number


@given(name=st.text(LETTERS, max_size=200))
def test_the_id_made_of_a_name_is_an_id_or_nothing(name: str) -> None:
    made = slug(name)
    assert made == "" or (re.fullmatch(ID_PATTERN, made) and made == made.lower())


@pytest.mark.parametrize(
    ("name", "made"),
    [
        ("E-mail for customers", "e-mail-for-customers"),
        ("  24/7 Support!  ", "24-7-support"),
        ("Web_Hosting 2.0", "web-hosting-2-0"),
        ("服务", ""),
        ("a" * 63 + " bcd", "a" * 63),
    ],
    ids=["words", "signs", "digits", "nothing Latin", "too long"],
)
def test_an_id_is_made_of_the_words_of_a_name(name: str, made: str) -> None:
    assert slug(name) == made


def test_records_decisions_and_events_are_named_after_what_they_belong_to() -> None:
    assert subject_of("service", "e-mail") == "service/e-mail"
    task = task_id("service/e-mail", QuestionName.COMMITTEE, 2)
    assert task == "service/e-mail/committee/2"
    assert decision_id(task, 1) == "service/e-mail/committee/2#1"
    assert event_id("service/e-mail", 17) == "service/e-mail#17"


def test_the_processes_there_is_one_of_have_names_that_no_record_has() -> None:
    assert len({MAILROOM, HOUSEKEEPING, service_workflow_id("mailroom")}) == 3
