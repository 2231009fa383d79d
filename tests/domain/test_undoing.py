"""What a correction undoes is recorded beside what it corrects (R37, R43)."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from domain.change_facts import ChangeCorrected
from domain.changes import Changes, OpenChange
from domain.facts import CataloguePublished, ServiceDeferred, ServiceStays, StageEntered
from domain.service import Move
from domain.undoing import put_off_again, undone
from domain.words import ChangeState, Stage
from tests.domain.samples import NOW, change, service_state

if TYPE_CHECKING:
    from domain.service_state import ServiceState


def entered(version: int, stage: Stage, *, leading: bool, move: Move | None = None) -> StageEntered:
    return StageEntered(
        service_id="e-mail", version=version, stage=stage, leading=leading, move=move
    )


def published(version: int) -> CataloguePublished:
    return CataloguePublished(service_id="e-mail", version=version)


def corrected(number: int, state: ChangeState, version: int | None = None) -> ChangeCorrected:
    return ChangeCorrected(
        service_id="e-mail",
        number=number,
        title=f"Change {number}",
        proposer="mehmet",
        state=state,
        version=version,
    )


def a_change(number: int, state: ChangeState = ChangeState.QUEUED) -> OpenChange:
    return change(number=number, title=f"Change {number}", state=state)


def at(
    stage: Stage,
    version: int = 1,
    draft: Stage | None = None,
    *,
    waiting: tuple[OpenChange, ...] = (),
) -> ServiceState:
    """A service whose drafts are its changes: the first version that follows is change 1."""
    made = (a_change(version, ChangeState.MAKING),) if draft else ()
    changes = Changes(count=version + len(waiting), open=(*made, *waiting))
    return service_state(
        stage=stage,
        version=version,
        draft=version + 1 if draft else None,
        draft_stage=draft,
        changes=changes,
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
    assert undone(now, back) == [
        entered(2, Stage.WITHDRAWN, leading=False),
        corrected(1, ChangeState.CANCELLED),
    ]


def test_the_version_before_the_one_that_went_live_by_mistake_is_in_the_catalogue_again() -> None:
    now, back = at(Stage.OPERATION, 2), at(Stage.OPERATION, 1, Stage.TRANSITION)
    assert undone(now, back) == [
        entered(1, Stage.OPERATION, leading=True),
        entered(2, Stage.TRANSITION, leading=False),
        published(1),
        corrected(1, ChangeState.MAKING, version=2),
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
        corrected(1, ChangeState.MAKING, version=2),
    ]


def test_customers_who_were_told_of_the_end_hear_that_the_service_stays() -> None:
    told = at(Stage.RETIREMENT).model_copy(update={"told_until": NOW})
    stays = ServiceStays(service_id="e-mail")
    assert undone(told, at(Stage.OPERATION))[-1] == stays
    assert stays not in undone(told, told)
    assert stays not in undone(at(Stage.RETIREMENT), at(Stage.OPERATION))


def test_the_change_that_stands_there_now_makes_room_before_another_comes_back() -> None:
    back = at(Stage.OPERATION, 1, Stage.TRANSITION, waiting=(a_change(2),))
    now = at(Stage.OPERATION, 2, Stage.DESIGN)
    assert undone(now, back)[-2:] == [
        corrected(2, ChangeState.QUEUED),
        corrected(1, ChangeState.MAKING, version=2),
    ]


def test_a_change_that_was_put_off_comes_back_with_its_day() -> None:
    until = NOW.date()
    put_off = a_change(1).model_copy(
        update={"state": ChangeState.DEFERRED, "deferred_until": until}
    )
    now, back = at(Stage.OPERATION), at(Stage.OPERATION, waiting=(put_off,))
    [again] = undone(now, back)
    assert again == corrected(1, ChangeState.DEFERRED).model_copy(update={"until": until})


def test_a_retirement_that_was_asked_for_anew_waits_for_its_day_again() -> None:
    day = (NOW + timedelta(days=9)).date()
    now = at(Stage.OPERATION).model_copy(update={"retirement_by": "owner"})
    back = now.model_copy(update={"retirement_deferred_until": day})
    assert put_off_again(now, back, NOW) == [ServiceDeferred(service_id="e-mail", until=day)]
    assert put_off_again(back, back, NOW) == []
    assert put_off_again(back, now, NOW) == []
    assert put_off_again(now, back, NOW + timedelta(days=9)) == []


def test_a_version_that_was_withdrawn_long_ago_stays_withdrawn() -> None:
    gaps = {"given_up": (2,)}
    now, back = at(Stage.OPERATION, 3), at(Stage.OPERATION, 1, Stage.TRANSITION)
    now = now.model_copy(update=gaps)
    back = back.model_copy(update={**gaps, "draft": 3})
    assert [one for one in undone(now, back) if getattr(one, "version", 0) == 2] == []
