"""What a correction undoes is recorded beside what it corrects (R37, R43)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from domain.facts import CataloguePublished, ServiceStays, StageEntered
from domain.service import Move
from domain.undoing import undone
from domain.words import Stage
from tests.domain.samples import NOW, service_state

if TYPE_CHECKING:
    from domain.service_state import ServiceState


def entered(version: int, stage: Stage, *, leading: bool, move: Move | None = None) -> StageEntered:
    return StageEntered(
        service_id="e-mail", version=version, stage=stage, leading=leading, move=move
    )


def published(version: int) -> CataloguePublished:
    return CataloguePublished(service_id="e-mail", version=version)


def at(stage: Stage, version: int = 1, draft: Stage | None = None) -> ServiceState:
    return service_state(
        stage=stage, version=version, draft=version + 1 if draft else None, draft_stage=draft
    )


def test_a_correction_that_leaves_everything_where_it_stands_undoes_nothing() -> None:
    for state in (at(Stage.STRATEGY), at(Stage.OPERATION, 2, Stage.DESIGN), at(Stage.RETIREMENT)):
        assert undone(state, state) == []


@pytest.mark.parametrize(
    ("now", "back"),
    [
        (Stage.REJECTED, Stage.STRATEGY),
        (Stage.DESIGN, Stage.STRATEGY),
        (Stage.OPERATION, Stage.TRANSITION),
    ],
)
def test_a_service_stands_where_it_stood_before(now: Stage, back: Stage) -> None:
    assert undone(at(now), at(back)) == [entered(1, back, leading=True)]


def test_a_service_that_stands_in_design_again_was_not_offered_again() -> None:
    again = entered(1, Stage.DESIGN, leading=True, move=Move.REDESIGN)
    assert undone(at(Stage.TRANSITION), at(Stage.DESIGN)) == [again]


def test_a_version_that_was_begun_by_mistake_is_withdrawn() -> None:
    now, back = at(Stage.OPERATION, 1, Stage.DESIGN), at(Stage.OPERATION)
    assert undone(now, back) == [entered(2, Stage.WITHDRAWN, leading=False)]


def test_the_version_before_the_one_that_went_live_by_mistake_is_in_the_catalogue_again() -> None:
    now, back = at(Stage.OPERATION, 2), at(Stage.OPERATION, 1, Stage.TRANSITION)
    assert undone(now, back) == [
        entered(1, Stage.OPERATION, leading=True),
        entered(2, Stage.TRANSITION, leading=False),
        published(1),
    ]


def test_a_service_that_was_retired_by_mistake_is_in_the_catalogue_again() -> None:
    assert undone(at(Stage.RETIRED), at(Stage.RETIREMENT)) == [
        entered(1, Stage.RETIREMENT, leading=True),
        published(1),
    ]


def test_a_service_that_never_left_the_catalogue_is_not_published_again() -> None:
    assert undone(at(Stage.RETIREMENT), at(Stage.OPERATION)) == [
        entered(1, Stage.OPERATION, leading=True)
    ]


def test_a_version_that_was_given_up_with_a_retirement_is_being_made_again() -> None:
    now, back = at(Stage.RETIREMENT), at(Stage.OPERATION, 1, Stage.TRANSITION)
    assert undone(now, back) == [
        entered(1, Stage.OPERATION, leading=True),
        entered(2, Stage.TRANSITION, leading=False),
    ]


def test_customers_who_were_told_of_the_end_hear_that_the_service_stays() -> None:
    told = at(Stage.RETIREMENT).model_copy(update={"told_until": NOW})
    stays = ServiceStays(service_id="e-mail")
    assert undone(told, at(Stage.OPERATION))[-1] == stays
    assert stays not in undone(told, told)
    assert stays not in undone(at(Stage.RETIREMENT), at(Stage.OPERATION))
