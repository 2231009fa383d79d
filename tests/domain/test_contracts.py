"""A contract in its period: its states, what falls due, and when it is over (R60, R92, R93)."""

from __future__ import annotations

from datetime import date, datetime

import pytest

from domain.asking import open_task
from domain.contracts.due import asked_until, last_day_told, over_at, prospect, silence_at
from domain.contracts.moves import TRANSITIONS
from domain.contracts.periods import following, lay_out
from domain.contracts.pricing import Priced
from domain.contracts.questions import contract_question
from domain.contracts.rule import BEFORE_CONTRACTS
from domain.contracts.words import (
    ContractMove,
    ContractState,
    Prospect,
    Renewal,
    RenewalState,
)
from domain.errors import ConflictError
from domain.policy import QuestionName
from tests.domain.contract_samples import (
    CALENDAR,
    LAST,
    at,
    ending,
    period,
    run,
    running,
    terms,
    wanted,
)
from tests.domain.samples import policy

PRICE = {"minor_units": 5, "currency": "TRY"}


@pytest.mark.parametrize("state", ContractState)
@pytest.mark.parametrize("move", ContractMove)
def test_a_contract_moves_as_the_table_says_and_not_otherwise(
    state: ContractState, move: ContractMove
) -> None:
    one = run(stage=state)
    to = TRANSITIONS.get((state, move))
    assert one.may(move) is (to is not None)
    if to is None:
        with pytest.raises(ConflictError, match=f"a contract that is {state} cannot {move}"):
            one.move(move, at(LAST))
    else:
        one.move(move, at(LAST))
        assert (one.stage, one.entered_at) == (to, at(LAST))


def test_a_notice_before_the_end_goes_earlier_and_one_after_it_later_on_a_day_off() -> None:
    told = terms(notices={"before": [0], "after": [2]}, closed_day="stay")
    laid_out = lay_out(wanted(terms=told), CALENDAR, 4)
    before, after = laid_out.notices
    assert (before.planned_on, before.due_on) == (LAST, date(2027, 12, 30))
    assert before.at == datetime.fromisoformat("2027-12-30T06:00:00+00:00")
    assert (after.planned_on, after.due_on) == (date(2028, 1, 2), date(2028, 1, 3))
    assert (laid_out.plan_version, laid_out.calendar_version) == (4, 3)


def test_the_days_after_the_end_count_from_the_day_until_which_it_holds() -> None:
    told = terms(notices={"before": [1], "after": [1]}, closed_day="next")
    before, after = lay_out(wanted(terms=told), CALENDAR, None).notices
    assert (before.planned_on, after.planned_on) == (date(2027, 12, 30), date(2028, 1, 4))


def test_an_end_on_a_day_off_holds_until_the_next_working_day_where_the_contract_says_so() -> None:
    shifted = lay_out(wanted(terms=terms(closed_day="next")), CALENDAR, None).its_end
    assert (shifted.end_on, shifted.holds_until_on) == (LAST, date(2028, 1, 3))
    assert (shifted.ends_at, shifted.closes_at) == (at(date(2028, 1, 1)), at(date(2028, 1, 4)))
    stays = lay_out(wanted(), CALENDAR, None).its_end
    assert stays.holds_until_on == LAST


def test_without_a_calendar_every_day_is_a_working_day() -> None:
    laid_out = period(terms=terms(notices={"before": [0]}, closed_day="next"))
    assert laid_out.notices[0].due_on == laid_out.its_end.holds_until_on == LAST


def test_a_question_is_never_asked_before_the_period_or_before_the_cut_over() -> None:
    express = terms(renewal="express")
    short = period(terms=express, start_on=date(2027, 12, 20))
    assert short.its_end.asks_at == at(date(2027, 12, 20))
    quiet = period(terms=express, quiet_until=at(date(2027, 12, 1)))
    assert quiet.its_end.asks_at == at(date(2027, 12, 1))
    assert period().its_end.asks_at is None


def test_a_period_without_an_end_has_no_such_days() -> None:
    endless = period(end_on=None)
    assert (endless.end_on, endless.notices) == (None, ())
    with pytest.raises(ConflictError, match="period 1 has no end"):
        _ = endless.its_end


def test_a_new_period_keeps_the_version_that_the_contract_names() -> None:
    named = terms(plan_id="gold", plan_version=7)
    assert following(period(), LAST, named, BEFORE_CONTRACTS).plan_version == 7


def test_a_draft_has_no_period_and_nothing_falls_due() -> None:
    draft = run()
    assert (draft.notices_ahead(), over_at(draft), silence_at(draft)) == ((), None, None)
    assert (draft.next_end_on(), draft.last_day()) == (None, LAST)
    with pytest.raises(ConflictError, match="has not begun"):
        _ = draft.present
    with pytest.raises(ConflictError, match="no period can follow yet"):
        draft.next_period(BEFORE_CONTRACTS)


def test_the_next_period_begins_on_the_day_after_at_the_price_that_was_found() -> None:
    one = running()
    one.priced = Priced(proof={"rule": "unchanged"})
    following_one = one.next_period(BEFORE_CONTRACTS)
    assert (following_one.number, following_one.start_on, following_one.end_on) == (
        2,
        date(2028, 1, 1),
        date(2028, 12, 31),
    )


def test_what_is_handled_is_not_ahead_and_what_comes_after_counts_once_it_is_over() -> None:
    one = running(terms=terms(notices={"before": [30, 7], "after": [1]}))
    first, *_ = one.notices_ahead()
    one.handle((first,))
    assert [notice.offset for notice in one.notices_ahead()] == [-7]
    one.move(ContractMove.EXPIRE, at(LAST))
    assert [notice.offset for notice in one.notices_ahead()] == [1]
    assert over_at(one) is None


def test_a_period_is_over_at_its_end_or_where_it_was_terminated_to() -> None:
    one = running()
    assert over_at(one) == at(date(2028, 1, 1))
    one.terminated = ending(date(2027, 6, 30))
    assert (over_at(one), one.last_day()) == (at(date(2027, 7, 1)), date(2027, 6, 30))
    endless = running(first=(date(2027, 1, 1), None))
    assert over_at(endless) is None
    endless.terminated = ending(LAST)
    assert over_at(endless) == at(date(2028, 1, 1))


def test_where_another_period_follows_the_end_does_not_wait_for_a_working_day() -> None:
    one = run(stage="active")
    one.begin(lay_out(wanted(terms=terms(closed_day="next")), CALENDAR, None))
    assert over_at(one) == at(date(2028, 1, 4))
    one.advance(RenewalState.RENEWAL_APPROVED)
    assert over_at(one) is None
    one.priced = Priced(price=None)
    assert over_at(one) == at(date(2028, 1, 1))


def test_an_express_renewal_is_asked_until_the_close_of_a_period_that_ends_on_a_day_off() -> None:
    one = run(stage="active", terms=terms(renewal="express", closed_day="next"))
    one.begin(lay_out(wanted(terms=one.terms), CALENDAR, None))
    assert asked_until(one) == over_at(one) == at(date(2028, 1, 4))
    one.terminated = ending(date(2027, 6, 30))
    assert asked_until(one) == at(date(2027, 7, 1))


def test_silence_renews_a_tacit_contract_once_its_cut_off_is_over() -> None:
    one = running(terms=terms(renewal="tacit"))
    assert silence_at(one) == at(date(2027, 12, 2))
    one.advance(RenewalState.RENEWAL_APPROVED)
    assert silence_at(one) is None
    assert silence_at(running()) is None


@pytest.mark.parametrize(
    ("renewal", "state", "follows"),
    [
        (Renewal.NEVER, RenewalState.NONE, Prospect.ENDS),
        (Renewal.TACIT, RenewalState.NONE, Prospect.RENEWS_ITSELF),
        (Renewal.EXPRESS, RenewalState.UNDER_REVIEW, Prospect.IS_ASKED),
        (Renewal.EXPRESS, RenewalState.RENEWAL_APPROVED, Prospect.GOES_ON),
        (Renewal.TACIT, RenewalState.RENEWAL_REJECTED, Prospect.ENDS),
    ],
)
def test_what_a_notice_says_of_the_end(
    renewal: Renewal, state: RenewalState, follows: Prospect
) -> None:
    one = running(terms=terms(renewal=renewal))
    one.advance(state)
    assert prospect(one) is follows


def test_what_is_suspended_is_not_said_to_renew_by_itself_unless_policy_lets_it() -> None:
    one = running(terms=terms(renewal="tacit"), stage=ContractState.SUSPENDED)
    assert prospect(one) is Prospect.ENDS
    assert prospect(one, while_suspended=True) is Prospect.RENEWS_ITSELF
    one.advance(RenewalState.RENEWAL_APPROVED)
    assert prospect(one) is Prospect.GOES_ON


@pytest.mark.parametrize(
    ("follows", "told"),
    [
        (Prospect.ENDS, date(2028, 1, 3)),
        (Prospect.IS_ASKED, date(2028, 1, 3)),
        (Prospect.RENEWS_ITSELF, LAST),
        (Prospect.GOES_ON, LAST),
    ],
)
def test_people_are_told_the_day_until_which_it_holds_unless_a_period_follows(
    follows: Prospect, told: date
) -> None:
    shifted = lay_out(wanted(terms=terms(closed_day="next")), CALENDAR, None)
    one = running()
    one.period = shifted
    assert last_day_told(one, follows) == told
    one.terminated = ending(date(2027, 6, 30))
    assert last_day_told(one, Prospect.ENDS) == date(2027, 6, 30)
    one.terminated = ending(date(2028, 6, 30))
    assert last_day_told(one, Prospect.GOES_ON) == LAST


def test_a_contract_that_was_terminated_to_the_next_period_goes_on_until_then() -> None:
    one = running(terms=terms(renewal="tacit"))
    one.advance(RenewalState.RENEWAL_APPROVED)
    one.terminated = ending(date(2028, 12, 31))
    assert prospect(one) is Prospect.GOES_ON
    one.terminated = ending(LAST)
    assert prospect(one) is Prospect.ENDS


def test_what_a_correction_takes_back_leaves_closed_what_was_closed_since() -> None:
    before, now = running(), running()
    asked = {
        name: open_task(contract_question(name, before, policy()), now=at(LAST), step=1)
        for name in (QuestionName.RENEWAL, QuestionName.SERVICE_LEAVING)
    }
    before.tasks = {one.question.task_id: one for one in asked.values()}
    before.counts = {QuestionName.EARLY_TERMINATION: 1}
    now.tasks = {"contract/acme-backup/renewal/1": asked[QuestionName.RENEWAL]}
    now.counts = {QuestionName.SERVICE_LEAVING: 1, QuestionName.EARLY_TERMINATION: 2}
    before.keep_what_happened_since(now)
    assert list(before.tasks) == ["contract/acme-backup/renewal/1"]
    assert [before.next_ordinal(name) for name in (*asked, QuestionName.EARLY_TERMINATION)] == [
        1,
        2,
        3,
    ]
