"""A name leads to its process and back, in every run the same (R148, 8.1)."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.errors import InvalidInputError
from domain.ids import (
    HOUSEKEEPING,
    MAILROOM,
    check_id,
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
    workflow_of,
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
def test_a_task_leads_back_to_its_process(name: str, question: QuestionName, ordinal: int) -> None:
    for workflow in (service_workflow_id(name), policy_workflow_id(name)):
        assert workflow_of(task_id(workflow, question, ordinal)) == workflow


@given(name=names, question=st.sampled_from(QuestionName), number=st.integers(1, 10**6))
def test_a_decision_leads_back_to_its_number(
    name: str, question: QuestionName, number: int
) -> None:
    task = task_id(service_workflow_id(name), question, 1)
    assert count_of(decision_id(task, number)) == number


@pytest.mark.parametrize(
    "text",
    [
        "",
        "service/e-mail",
        "service/e-mail/committee",
        "service/e-mail/committee/one",
        "service/e-mail/committee/0",
        "service/e-mail/committee/١",
        "service/e-mail/committee/²",
        "service/e-mail/committee/1/2",
        "service/e-mail/committee/1#1",
        "service/e-mail/committee/1\n",
        "service//committee/1",
        "///1",
        "/e-mail/committee/1",
    ],
)
def test_what_is_no_task_is_refused_with_a_way_to_find_one(text: str) -> None:
    with pytest.raises(InvalidInputError, match="`servicecycle inbox` lists them") as refused:
        workflow_of(text)
    assert refused.value.field == "task"


@given(name=names)
def test_an_id_is_taken_as_it_is(name: str) -> None:
    assert check_id(name, field="id") == name


@pytest.mark.parametrize(
    "given_id",
    ["", " ", "-a", "_a", ".a", "a/b", "a b", "a\n", "ä", "服务", "a#1", "a" * 65, "e-mail\x00"],
)
def test_an_id_that_no_process_could_carry_is_refused_with_the_letters_allowed(
    given_id: str,
) -> None:
    with pytest.raises(
        InvalidInputError, match=r"^owner: .* allowed are 1 to 64 of A-Z"
    ) as refused:
        check_id(given_id, field="owner")
    assert refused.value.field == "owner"


def test_an_id_that_is_far_too_long_is_not_repeated_in_full() -> None:
    with pytest.raises(InvalidInputError) as refused:
        check_id("a" * 10_000, field="id")
    assert len(refused.value.message) < 300


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
