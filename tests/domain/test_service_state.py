"""Where a service stands, how it moves on, and when it is asked about again (R25-R27, R37, R41)."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.changes import Changes
from domain.errors import ConflictError
from domain.facts import CataloguePublished, StageEntered
from domain.service import TRANSITIONS, Move
from domain.service_state import ServiceState, add_months, start_of
from domain.words import ChangeState, Gate, Stage
from tests.domain.samples import NOW, change, service_state

LATER = NOW + timedelta(days=400)
instants = st.datetimes(datetime(2020, 1, 1), datetime(2060, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001 - the strategy adds the zone.


def entered(version: int, stage: Stage, move: Move | None, *, leading: bool) -> StageEntered:
    return StageEntered(
        service_id="e-mail", version=version, stage=stage, leading=leading, move=move
    )


def in_operation(**changes: object) -> ServiceState:
    usual = {"stage": Stage.OPERATION, "entered_at": NOW, "cycle_from": NOW}
    return service_state(**(usual | changes))


def with_draft(stage: Stage) -> ServiceState:
    return in_operation(draft=2, draft_stage=stage)


@pytest.mark.parametrize(("before", "move"), list(TRANSITIONS))
def test_a_service_moves_with_its_only_version(before: Stage, move: Move) -> None:
    state = service_state(stage=before)
    after = TRANSITIONS[before, move]
    assert state.move(move, LATER) == [entered(1, after, move, leading=True)]
    assert (state.stage, state.entered_at, state.version) == (after, LATER, 1)


def test_a_move_that_leads_nowhere_leaves_the_service_where_it_stands() -> None:
    state = service_state()
    with pytest.raises(ConflictError):
        state.move(Move.GO_LIVE, LATER)
    assert state == service_state()


def test_a_new_version_is_made_while_the_old_one_stays_in_operation() -> None:
    state = in_operation(gates=tuple(Gate), given={Gate.COSTS: {}}, checklist_done=True)
    assert state.open_draft() == 2
    assert (state.version, state.stage) == (1, Stage.OPERATION)
    assert (state.making, state.making_stage) == (2, Stage.DESIGN)
    assert (state.gates, state.given, state.checklist_done) == ((), {}, False)
    assert state.move(Move.ACCEPT, LATER) == [
        entered(2, Stage.TRANSITION, Move.ACCEPT, leading=False)
    ]
    assert (state.stage, state.entered_at) == (Stage.OPERATION, NOW)


def test_a_new_version_that_goes_live_replaces_the_old_one() -> None:
    state = with_draft(Stage.TRANSITION)
    assert state.move(Move.GO_LIVE, LATER) == [
        entered(1, Stage.RETIRED, None, leading=False),
        entered(2, Stage.OPERATION, Move.GO_LIVE, leading=True),
    ]
    assert (state.version, state.draft, state.draft_stage) == (2, None, None)
    assert (state.stage, state.entered_at, state.cycle_from) == (Stage.OPERATION, LATER, NOW)


def test_a_new_version_that_goes_back_to_design_leaves_the_old_one_alone() -> None:
    state = with_draft(Stage.TRANSITION)
    assert state.move(Move.REDESIGN, LATER) == [
        entered(2, Stage.DESIGN, Move.REDESIGN, leading=False)
    ]
    assert (state.version, state.draft, state.draft_stage) == (1, 2, Stage.DESIGN)


def test_a_version_that_is_given_up_is_withdrawn() -> None:
    state = with_draft(Stage.DESIGN)
    assert state.drop_draft() == [entered(2, Stage.WITHDRAWN, None, leading=False)]
    assert (state.draft, state.draft_stage, state.stage) == (None, None, Stage.OPERATION)
    assert state.drop_draft() == []
    assert state.open_draft() == 3


def test_gates_that_are_answered_already_are_passed_in_a_new_version() -> None:
    state = in_operation()
    state.open_draft((Gate.COSTS,))
    assert state.gates == (Gate.COSTS,)


def test_a_version_that_an_earlier_release_began_counts_as_a_change() -> None:
    state = with_draft(Stage.DESIGN)
    [made] = state.changes.open
    assert (made.number, made.state, made.stated) == (1, ChangeState.MAKING, False)
    assert (state.changes.count, made.proposer, made.title) == (1, "ayse", "Version 2")
    assert in_operation(version=4).changes == Changes(count=3)
    assert in_operation().changes == Changes()


def test_what_is_made_in_this_release_is_read_back_as_it_was() -> None:
    state = in_operation()
    state.changes.put(state.changes.propose(change(title="Larger")), ChangeState.MAKING)
    state.open_draft()
    again = ServiceState.model_validate(state.snapshot())
    assert again == state
    assert [one.title for one in again.changes.open] == ["Larger"]


def test_states_do_not_share_their_changes() -> None:
    one, other = in_operation(), in_operation()
    one.changes.propose(change())
    assert other.changes.count == 0


def test_a_retirement_cancels_every_change_that_is_not_live() -> None:
    state = in_operation()
    for title in ("First", "Second"):
        state.changes.propose(change(title=title))
    assert [(one.number, one.title) for one in state.cancel_changes()] == [
        (1, "First"),
        (2, "Second"),
    ]
    assert state.cancel_changes() == []


def test_a_change_is_live_with_its_version() -> None:
    state = in_operation()
    assert state.change_is_live() == []
    state.changes.put(state.changes.propose(change()), ChangeState.MAKING)
    state.open_draft()
    state.draft_stage = Stage.TRANSITION
    state.move(Move.GO_LIVE, LATER)
    [live] = state.change_is_live()
    assert (live.number, live.version, live.proposer) == (1, 2, "mehmet")
    assert state.changes == Changes(count=1)


def test_the_first_day_of_operation_begins_the_first_cycle() -> None:
    state = service_state(stage=Stage.TRANSITION)
    state.move(Move.GO_LIVE, LATER)
    assert state.cycle_from == LATER


@pytest.mark.parametrize(
    ("start", "months", "expected"),
    [
        ("2027-01-31", 1, "2027-02-28"),
        ("2028-01-31", 1, "2028-02-29"),
        ("2027-12-15", 1, "2028-01-15"),
        ("2028-02-29", 12, "2029-02-28"),
        ("2027-03-01", 120, "2037-03-01"),
        ("2027-11-30", 13, "2028-12-30"),
    ],
)
def test_a_month_later_is_the_same_day_or_the_last_one(
    start: str, months: int, expected: str
) -> None:
    instant = datetime.fromisoformat(f"{start}T09:30:00+00:00")
    assert add_months(instant, months) == datetime.fromisoformat(f"{expected}T09:30:00+00:00")


def test_an_answer_that_comes_late_does_not_move_the_next_cycle() -> None:
    state = in_operation()
    assert state.cycle_due(12) == datetime(2028, 3, 1, 9, 30, tzinfo=UTC)
    state.close_cycle(12, state.cycle_due(12) + timedelta(days=100))
    assert state.cycle == 1
    assert state.cycle_due(12) == datetime(2029, 3, 1, 9, 30, tzinfo=UTC)


@given(start=instants, months=st.integers(1, 120), late=st.integers(0, 3_000))
def test_the_next_cycle_is_always_still_to_come(start: datetime, months: int, late: int) -> None:
    state = in_operation(cycle_from=start)
    answered = state.cycle_due(months) + timedelta(days=late)
    state.close_cycle(months, answered)
    assert state.cycle_due(months) > answered
    assert state.cycle_from is not None
    assert start < state.cycle_from <= answered


def test_a_cycle_of_an_imported_service_counts_from_when_it_came_into_operation() -> None:
    assert in_operation(cycle_from=None).cycle_due(1) == add_months(NOW, 1)


def test_a_service_is_what_its_only_version_is() -> None:
    state = service_state(stage=Stage.DESIGN)
    assert (state.making, state.making_stage) == (1, Stage.DESIGN)


@pytest.mark.parametrize(
    ("changes", "due"),
    [
        ({}, False),
        ({"retirement_by": "ada"}, True),
        ({"retirement_by": "ada", "retirement_deferred_until": date(2027, 3, 1)}, True),
        ({"retirement_by": "ada", "retirement_deferred_until": date(2027, 3, 2)}, False),
    ],
    ids=["nobody asked", "somebody asked", "put off to today", "put off to tomorrow"],
)
def test_the_committee_is_asked_about_a_retirement_when_it_is_due(
    changes: dict[str, object], *, due: bool
) -> None:
    assert in_operation(**changes).retirement_is_due(NOW) is due
    drafted = in_operation(draft=2, draft_stage=Stage.DESIGN, **changes)
    assert drafted.attends(NOW) is (Stage.OPERATION if due else Stage.DESIGN)


def test_a_retirement_that_was_put_off_is_due_from_the_first_instant_of_its_day() -> None:
    day = date(2027, 3, 2)
    state = in_operation(retirement_by="ada", retirement_deferred_until=day)
    assert state.retirement_is_due(start_of(day))
    assert not state.retirement_is_due(start_of(day) - timedelta(microseconds=1))


def test_a_service_attends_to_its_stage() -> None:
    for stage in Stage:
        assert service_state(stage=stage).attends(NOW) is stage


def test_a_day_begins_at_midnight_utc() -> None:
    assert start_of(date(2027, 3, 2)) == datetime(2027, 3, 2, tzinfo=UTC)


def test_the_catalogue_shows_the_version_in_operation() -> None:
    assert with_draft(Stage.DESIGN).published() == CataloguePublished(
        service_id="e-mail", version=1
    )


def test_the_state_is_read_back_as_it_was_carried() -> None:
    state = with_draft(Stage.TRANSITION)
    state.given = {Gate.COSTS: {"build": 1}}
    assert ServiceState.model_validate(state.snapshot()) == state
