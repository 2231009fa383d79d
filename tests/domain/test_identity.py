"""Who acts: the person, his roles, and for whom he stands in."""

from __future__ import annotations

import contextvars

import pytest

from domain.errors import NotAllowedError
from domain.identity import THE_SYSTEM, acting, who
from domain.words import SYSTEM, Role
from tests.domain.samples import actor


def test_a_person_fills_his_own_seat() -> None:
    assert actor("ada").seat == "ada"
    assert actor("ada").faces == {"ada"}


def test_a_substitute_fills_the_seat_of_another_and_counts_as_both() -> None:
    substitute = actor("bo", stands_for="ada")
    assert substitute.seat == "ada"
    assert substitute.faces == {"ada", "bo"}


def test_one_of_the_roles_is_enough() -> None:
    agent = actor("ada", Role.AGENT, Role.CONTACT)
    assert agent.holds((Role.SUPERVISOR, Role.AGENT))
    assert not agent.holds((Role.SUPERVISOR,))
    assert not agent.holds(())


def test_the_system_has_no_role() -> None:
    assert THE_SYSTEM.person == SYSTEM
    assert not THE_SYSTEM.holds(tuple(Role))


def test_nobody_acts_until_somebody_is_let_in() -> None:
    def let_in() -> str:
        acting.set(actor("ada"))
        return who().person

    assert contextvars.copy_context().run(let_in) == "ada"
    with pytest.raises(NotAllowedError, match="nobody is named as the actor") as refused:
        who()
    assert refused.value.field == "as"
