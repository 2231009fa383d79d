"""Why a contract cannot do what is demanded of it, and what can be done instead (R57, R92)."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

import pytest

from domain.answers import Money
from domain.asking import open_task
from domain.contracts import refusals
from domain.contracts.coming import coming
from domain.contracts.pricing import Priced
from domain.contracts.protocol import EditDemand, RenewalDemand, TerminationDemand
from domain.contracts.questions import contract_question
from domain.contracts.spans import Span
from domain.contracts.terms import Edit, Notices
from domain.contracts.words import ContractMove, RenewalState, Unit
from domain.policy import QuestionName
from domain.steps import Asked
from tests.domain.contract_samples import LAST, at, ending, period, run, running, terms
from tests.domain.samples import policy

if TYPE_CHECKING:
    from domain.contracts.state import ContractRun

REQUEST = Asked(request_id="r-1", command="contract", fingerprint="f")
PRICE = Money(minor_units=900_000, currency="TRY")
ENDLESS: dict[str, Any] = {"first": (date(2027, 1, 1), None)}


def moved(*moves: ContractMove, **said: Any) -> ContractRun:  # noqa: ANN401 - any field of a contract
    one = running(**said)
    for move in moves:
        one.move(move, at(LAST))
    return one


def renewal(term: Span | None = None) -> RenewalDemand:
    return RenewalDemand(reason="why", request=REQUEST, term=term)


def termination(on: date, *, early: bool = False) -> TerminationDemand:
    return TerminationDemand(reason="why", request=REQUEST, on=on, at=at(on), early=early)


@pytest.mark.parametrize(
    ("one", "said"),
    [
        (run(), "it is a draft; `contract activate` lets it begin"),
        (run(signed=True), "it is activated, and begins on 2027-01-01"),
        (running(), "it is in force until 2027-12-31"),
        (running(**ENDLESS), "it is in force, without an end"),
        (moved(ContractMove.SUSPEND), "it is suspended; `contract resume` lets it be in force"),
        (moved(ContractMove.EXPIRE), "it expired on 2027-12-31; `contract renew` lets another"),
        (moved(ContractMove.CANCEL), "it ended on 2027-12-31; `contract add` writes a new one"),
        (run(stage="cancelled"), "it was taken back before it began; `contract add` writes"),
    ],
)
def test_a_refusal_says_where_the_contract_stands_and_the_next_step(
    one: ContractRun, said: str
) -> None:
    assert refusals.where_it_stands(one).startswith(said)


def test_a_draft_is_activated_once_and_nothing_else_is() -> None:
    assert refusals.why_not_activated(run()) == ""
    assert "is activated, and begins" in refusals.why_not_activated(run(signed=True))
    assert "is in force" in refusals.why_not_activated(running())


def test_what_is_in_force_is_suspended_and_what_is_suspended_goes_on() -> None:
    suspended = moved(ContractMove.SUSPEND)
    assert refusals.why_not_suspended(running()) == refusals.why_not_resumed(suspended) == ""
    assert "`contract terminate` takes it back" in refusals.why_not_suspended(run(signed=True))
    assert "`contract resume`" in refusals.why_not_suspended(suspended)
    expected = "it is not suspended: it is in force until 2027-12-31"
    assert refusals.why_not_resumed(running()) == expected


def test_whoever_is_told_is_changed_until_the_contract_has_ended() -> None:
    told = EditDemand(reason="w", request=REQUEST, edit=Edit(notices=Notices(before=(7,))))
    assert refusals.why_not_edited(running(), told) == ""
    assert "count from its last day" in refusals.why_not_edited(running(**ENDLESS), told)
    assert "it ended on" in refusals.why_not_edited(moved(ContractMove.CANCEL), told)


@pytest.mark.parametrize(
    ("one", "said"),
    [
        (running(), ""),
        (moved(ContractMove.EXPIRE), ""),
        (run(), "it is a draft"),
        (moved(ContractMove.CANCEL), "it ended on"),
        (running(**ENDLESS), "it has no end, so there is nothing to renew"),
        (running(terminated=ending(LAST)), "it is terminated to 2027-12-31; `contract add`"),
        (moved(ContractMove.EXPIRE, settled=True), "the time in which it could still be renewed"),
        (running(terms=terms(term=None)), "say which --term is added"),
    ],
)
def test_another_period_follows_unless_something_stands_against_it(
    one: ContractRun, said: str
) -> None:
    assert refusals.why_not_renewed(one, renewal()).startswith(said)
    assert bool(refusals.why_not_renewed(one, renewal())) is bool(said)


def test_a_period_that_is_agreed_is_named_by_its_days() -> None:
    one = running()
    one.advance(RenewalState.RENEWAL_APPROVED)
    said = "its next period, 2028-01-01 to 2028-12-31, is agreed already"
    assert refusals.why_not_renewed(one, renewal()) == said
    one.terms = terms(term=None)
    assert refusals.why_not_renewed(one, renewal()) == "its next period is agreed already"


def test_a_term_that_leaves_no_time_to_terminate_is_refused() -> None:
    short = Span(amount=5, unit=Unit.DAYS)
    one = running(terms=terms(renewal="tacit"))
    assert "a --term of 5 days leaves no time" in refusals.why_not_renewed(one, renewal(short))
    long = Span(amount=6, unit=Unit.MONTHS)
    assert refusals.why_not_renewed(one, renewal(long)) == ""


def test_whoever_terminates_while_an_early_end_is_asked_hears_whom_it_waits_for() -> None:
    one = running()
    one.wanted = ending(date(2027, 6, 30))
    sooner = termination(date(2027, 5, 31), early=True)
    waits = refusals.why_not_terminated(one, sooner, at(date(2027, 3, 1)))
    assert waits == "elif asked that it ends on 2027-06-30, which is not decided yet"
    for name in (QuestionName.RENEWAL, QuestionName.EARLY_TERMINATION):
        question = contract_question(name, one, policy(), requester="elif")
        one.tasks[question.task_id] = open_task(question, now=at(date(2027, 3, 1)), step=1)
    waits = refusals.why_not_terminated(one, sooner, at(date(2027, 3, 1)))
    assert waits == (
        "elif asked that it ends on 2027-06-30, which waits for process_manager or "
        "operations_director until 2027-03-14: "
        "`decide contract/acme-backup/early_termination/1 agree|refuse`"
    )


def test_whoever_waits_for_an_early_end_may_terminate_to_the_regular_one_meanwhile() -> None:
    one = running()
    one.wanted = ending(date(2027, 6, 30))
    assert not refusals.why_not_terminated(one, termination(LAST), at(date(2027, 3, 1)))
    one.terminated = ending(LAST)
    again = refusals.why_not_terminated(one, termination(LAST), at(date(2027, 3, 1)))
    assert again.startswith("elif asked that it ends on 2027-06-30")


@pytest.mark.parametrize(
    ("one", "demand", "now", "said"),
    [
        (run(), termination(LAST), LAST, ""),
        (
            running(terminated=ending(LAST), **ENDLESS),
            termination(date(2027, 6, 30)),
            date(2027, 3, 1),
            "",
        ),
        (
            running(terminated=ending(LAST), **ENDLESS),
            termination(date(2028, 6, 30)),
            date(2027, 3, 1),
            "it is terminated to 2027-12-31 already",
        ),
        (running(), termination(LAST), LAST, ""),
        (running(**ENDLESS), termination(LAST), LAST, ""),
        (running(), termination(date(2027, 6, 30), early=True), LAST, ""),
        (moved(ContractMove.EXPIRE), termination(LAST), LAST, "it expired on 2027-12-31"),
        (
            running(terminated=ending(LAST)),
            termination(LAST),
            LAST,
            "it is terminated to 2027-12-31 already; an earlier day is asked for with --on",
        ),
        (
            running(terms=terms(renewal="tacit")),
            termination(LAST),
            LAST,
            "the next possible date is 2028-12-31",
        ),
    ],
)
def test_a_contract_is_terminated_once_and_in_time(
    one: ContractRun, demand: TerminationDemand, now: date, said: str
) -> None:
    refused = refusals.why_not_terminated(one, demand, at(now))
    assert refused.startswith(said)
    assert bool(refused) is bool(said)


def test_the_coming_period_says_its_days_its_price_and_whether_it_is_agreed() -> None:
    one = running(terms=terms(renewal="express", notices={"before": [7]}))
    one.period = period(price=Money(minor_units=800_000, currency="TRY"))
    following = coming(one)
    assert following is not None
    assert (following.number, following.agreed, following.price_agreed) == (2, False, False)
    assert (following.start_on, following.end_on) == (date(2028, 1, 1), date(2028, 12, 31))
    assert following.price_words == "unchanged: 8,000.00 TRY"
    one.agreed, one.term_agreed = PRICE, Span(amount=6, unit=Unit.MONTHS)
    one.advance(RenewalState.RENEWAL_APPROVED)
    following = coming(one)
    assert following is not None
    assert (following.agreed, following.end_on) == (True, date(2028, 6, 30))
    assert (following.price, following.price_words) == (PRICE, "agreed: 9,000.00 TRY")
    assert following.notices == Notices(before=(7,))


def test_a_price_that_was_found_goes_before_the_rule() -> None:
    one = running(terms=terms(renewal="express", price_rule={"kind": "negotiated"}))
    one.period = period(price=PRICE)
    unknown = coming(one)
    assert unknown is not None
    assert (unknown.price, unknown.price_words) == (None, "negotiated")
    one.priced = Priced(price=PRICE)
    known = coming(one)
    assert known is not None
    assert (unknown.price_agreed, known.price_agreed, known.price) == (False, True, PRICE)


def test_a_suspended_contract_goes_on_by_silence_where_policy_lets_it() -> None:
    suspended = moved(ContractMove.SUSPEND, terms=terms(renewal="tacit"))
    assert coming(suspended) is None
    assert coming(suspended, while_suspended=True) is not None
    suspended.advance(RenewalState.RENEWAL_APPROVED)
    assert coming(suspended) is not None


@pytest.mark.parametrize(
    "one",
    [
        run(),
        running(),
        running(**ENDLESS),
        running(terms=terms(renewal="tacit"), terminated=ending(LAST)),
        moved(ContractMove.CANCEL),
    ],
)
def test_nothing_follows_what_ends(one: ContractRun) -> None:
    assert coming(one) is None


def test_nothing_follows_a_renewal_that_was_refused() -> None:
    one = running(terms=terms(renewal="express"))
    one.advance(RenewalState.RENEWAL_REJECTED)
    assert coming(one) is None
