"""The words of the records are those of the vocabulary, and machines may rely on them."""

from __future__ import annotations

import inspect
from enum import StrEnum

import pytest

from domain import words
from domain.policy import QuestionName
from domain.words import CUSTOMER_ROLES, OPEN_TASK_STATES, Gate, Role, Stage, TaskState

ENUMERATIONS = [
    kind
    for _, kind in inspect.getmembers(words, inspect.isclass)
    if issubclass(kind, StrEnum) and kind is not StrEnum
]


@pytest.mark.parametrize("kind", ENUMERATIONS)
def test_a_word_is_written_as_it_is_named(kind: type[StrEnum]) -> None:
    names_of_types = {"ProcessKind", "Language"}
    if kind.__name__ not in names_of_types:
        assert [word.value for word in kind] == [word.name.lower() for word in kind]
    assert kind.__doc__


def test_the_stages_are_those_of_the_policy() -> None:
    living = ["strategy", "design", "transition", "operation", "retirement"]
    assert list(Stage) == [*living, "retired", "rejected", "withdrawn"]


def test_the_roles_are_those_of_the_sources() -> None:
    assert len(Role) == 23
    assert {role.value for role in CUSTOMER_ROLES} == {
        "contact",
        "authorised_user",
        "group_authority",
        "customer_representative",
    }


def test_every_gate_is_a_question() -> None:
    assert {gate.value for gate in Gate} <= {name.value for name in QuestionName}


def test_a_task_is_open_until_it_is_answered_or_closed() -> None:
    assert set(OPEN_TASK_STATES) == {TaskState.CREATED, TaskState.CLAIMED}
