"""What a contract asks, what is answered, and how it shows itself (R64, R65)."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from domain.checking import checked
from domain.clock import BusinessClock
from domain.contracts.drafting import Account, drafted
from domain.contracts.due import asked_until
from domain.contracts.ending import Leaving
from domain.contracts.index import IndexFigure
from domain.contracts.opening import (
    first_facts,
    state_of,
)
from domain.contracts.protocol import ContractInput
from domain.contracts.questions import contract_question
from domain.contracts.rule import BEFORE_CONTRACTS
from domain.contracts.terms import ContractFile, Recipients
from domain.contracts.words import (
    Side,
)
from domain.errors import InvalidInputError
from domain.policy import PinnedPolicy, QuestionName
from domain.protocol import Carried
from domain.replies import check_reply
from domain.steps import Asked
from tests.domain.contract_samples import (
    LAST,
    ZONE,
    at,
    begun,
    ending,
    every_fact_of_a_contract,
    period,
    run,
    running,
    terms,
)
from tests.domain.samples import NOW, answer, policy

PRICE = {"minor_units": 5, "currency": "TRY"}


def asked(name: QuestionName, **said: Any) -> str:  # noqa: ANN401 - any field of a contract
    one = running(**said)
    one.wanted = ending(date(2027, 6, 30))
    return contract_question(name, one, policy(), service="mail").text


def test_a_question_says_the_days_and_the_price_by_its_rule() -> None:
    price = {"minor_units": 100_000, "currency": "TRY"}
    one = running(terms=terms(price_rule={"kind": "percent", "percent": 10}))
    one.period = period(price=price)
    text = contract_question(QuestionName.RENEWAL, one, policy()).text
    assert text == (
        "Is Backup for Acme (acme-backup) renewed from 2028-01-01 to 2028-12-31, "
        "price +10 %: 1,100.00 TRY? Without an answer it ends on 2027-12-31."
    )
    one.terms = terms(price_rule={"kind": "negotiated"})
    assert "price negotiated?" in contract_question(QuestionName.RENEWAL, one, policy()).text
    assert "on 2027-06-30 instead of 2027-12-31" in asked(QuestionName.EARLY_TERMINATION)
    assert "which is possible until 2027-12-01" in asked(QuestionName.TACIT_RENEWAL)
    assert "until now: none" in asked(QuestionName.RENEWAL_PRICE)
    assert "The service mail is being retired" in asked(QuestionName.SERVICE_LEAVING)


def test_of_a_renewal_that_policy_grants_nothing_is_said_of_silence() -> None:
    rule = policy()
    asked = rule.questions[QuestionName.RENEWAL].model_copy(update={"default": "renew"})
    lenient = rule.model_copy(update={"questions": {**rule.questions, QuestionName.RENEWAL: asked}})
    text = contract_question(QuestionName.RENEWAL, running(), lenient).text
    assert text.endswith("?")


def test_a_question_goes_to_whom_the_contract_names_but_an_early_end_to_others() -> None:
    one = running(terms=terms(answered_by="okan"))
    renewal = contract_question(QuestionName.RENEWAL, one, policy())
    early = contract_question(QuestionName.EARLY_TERMINATION, one, policy(), requester="elif")
    assert (renewal.assignee, early.assignee, early.requester) == ("okan", None, "elif")
    assert contract_question(QuestionName.RENEWAL, running(), policy()).assignee == "elif"


def test_without_its_last_service_no_contract_goes_on() -> None:
    two, one = running(), running(terms=terms(services=("backup",)))
    outcomes = [
        contract_question(QuestionName.SERVICE_LEAVING, each, policy()).outcomes
        for each in (two, one)
    ]
    assert outcomes == [("go_on", "replace", "terminate"), ("replace", "terminate")]


def test_a_contract_begins_with_what_was_written_down() -> None:
    given = begun(policy(), signed_on="2026-12-01")
    state = state_of(given)
    assert (state.signed, state.first, state.first_number) == (
        True,
        (date(2027, 1, 1), LAST),
        1,
    )
    assert [fact.kind for fact in first_facts(given)] == ["contract_added"]
    assert first_facts(ContractInput(contract_id="x")) == ()
    with pytest.raises(InvalidInputError, match="begins with what was written down"):
        state_of(ContractInput(contract_id="x"))


def test_somebody_has_to_keep_a_contract() -> None:
    file = ContractFile.model_validate(
        {
            "id": "c",
            "customer": "acme",
            "type": "sla",
            "name": "Mail",
            "services": ["mail"],
            "start_on": "2027-01-01",
        }
    )
    request = Asked(request_id="r", command="contract add", fingerprint="f")
    with pytest.raises(InvalidInputError, match="account_manager: is required"):
        drafted(file, Account(customer_id="acme", time_zone=ZONE), policy().contracts, request)


MONTHLY, YEARLY = {"amount": 1, "unit": "months"}, {"amount": 12, "unit": "months"}
FIVE_DAYS = {"amount": 5, "unit": "days"}


@pytest.mark.parametrize(
    ("said", "why"),
    [
        ({"term": MONTHLY, "end_on": "2027-01-31"}, "that of policy, 30 days"),
        ({"term": {"amount": 30, "unit": "days"}}, "could never be terminated in time"),
        ({"term": YEARLY, "end_on": "2027-01-20"}, "cut_off: is required"),
    ],
)
def test_a_cut_off_of_policy_has_to_leave_time_to_terminate_what_renews_itself(
    said: dict[str, object], why: str
) -> None:
    with pytest.raises(InvalidInputError, match=why):
        begun(policy(), renewal="tacit", **said)
    for may in ({"renewal": "express"}, {"renewal": "tacit", "cut_off": FIVE_DAYS}):
        added = begun(policy(), **said, **may).added
        assert added is not None
        assert added.terms.renewal == may["renewal"]


def test_a_tacit_renewal_says_that_what_is_suspended_then_is_not_renewed() -> None:
    one = running(terms=terms(renewal="tacit"))
    text = contract_question(QuestionName.TACIT_RENEWAL, one, policy()).text
    assert ", unless it is suspended on 2027-12-01; is it to be terminated" in text
    lets = policy()
    lets = lets.model_copy(
        update={"contracts": lets.contracts.model_copy(update={"tacit_while_suspended": True})}
    )
    assert "suspended" not in contract_question(QuestionName.TACIT_RENEWAL, one, lets).text


def test_what_nobody_pays_for_is_asked_about_without_a_price() -> None:
    one = running(terms=terms(renewal="tacit"))
    for name in (QuestionName.RENEWAL, QuestionName.TACIT_RENEWAL):
        assert "price" not in contract_question(name, one, policy()).text


def test_a_service_that_leaves_is_named_with_its_last_day() -> None:
    one = running()
    one.leaving = (Leaving(service_id="mail", on=LAST, at=at(LAST)),)
    text = contract_question(QuestionName.SERVICE_LEAVING, one, policy(), service="mail").text
    assert text.startswith("The service mail is being retired and ends on 2027-12-31: does ")


@pytest.mark.parametrize(
    ("renewal", "name", "silent_on"),
    [
        ("tacit", QuestionName.TACIT_RENEWAL, date(2027, 12, 2)),
        ("express", QuestionName.RENEWAL, date(2028, 1, 1)),
        ("express", QuestionName.RENEWAL_PRICE, None),
        ("express", QuestionName.EARLY_TERMINATION, None),
    ],
)
def test_a_renewal_is_due_before_silence_decides_it(
    renewal: str, name: QuestionName, silent_on: date | None
) -> None:
    one = running(terms=terms(renewal=renewal))
    found = contract_question(name, one, policy()).silent_at
    assert found == (at(silent_on) if silent_on else None)


def test_a_contract_without_an_end_is_decided_by_no_silence() -> None:
    assert asked_until(running(first=(date(2027, 1, 1), None))) is None
    assert asked_until(run()) is None


def test_a_contract_that_comes_over_tells_nobody_of_anything() -> None:
    loud = [one for one in every_fact_of_a_contract() if one.letters()]
    quiet = [one.model_copy(update={"quietly": True}) for one in loud]
    assert [one.kind for one in quiet if one.letters()] == ["contract_notice_given"]


def test_what_happens_once_for_ever_has_a_key_of_its_own() -> None:
    keys = [one.own_key() for one in every_fact_of_a_contract() if one.own_key()]
    assert keys == [
        "contract/acme-backup/period/1",
        "contract/acme-backup/renewed/1",
        "contract/acme-backup/notice/1/-7",
        "contract/acme-backup/billing/2",
        "contract/acme-backup/billing/2/ended",
    ]


def test_each_fact_says_itself_in_a_few_words_and_has_its_own_key() -> None:
    said = {one.kind: (one.words(), one.key_part()) for one in every_fact_of_a_contract()}
    assert said["contract_period_opened"] == ("period 1 opens", "contract_period_opened/1")
    assert said["contract_renewal_moved"][0] == "under review"
    assert said["contract_notice_given"][0] == "notice -7 days of period 1"
    assert len({key for _, key in said.values()}) == len(said)


def test_an_edit_in_the_record_says_what_was_changed_and_nothing_else() -> None:
    [edited] = [one for one in every_fact_of_a_contract() if one.kind == "contract_edited"]
    assert edited.told() == {"contract_id": "acme-backup", "edit": {"answered_by": "elif"}}


def test_a_figure_of_an_index_belongs_to_a_month() -> None:
    said = {"index": "TUFE", "month": "2026-10", "figure": "3240.5", "source": "the office"}
    assert checked(IndexFigure, said).month_on == date(2026, 10, 1)
    with pytest.raises(InvalidInputError, match="month"):
        checked(IndexFigure, {**said, "month": "2026-13"})


def test_the_recipients_of_each_side_are_known() -> None:
    chosen = Recipients(ours=("elif",), customer=("zehra",))
    assert chosen.by_side() == {Side.OURS: ("elif",), Side.CUSTOMER: ("zehra",)}


def test_a_contract_that_ran_before_goes_on_from_what_was_carried() -> None:
    clock, document = BusinessClock(), PinnedPolicy(version=1, document=policy())
    carried = Carried(state=running().snapshot(), policy=document, clock=clock)
    assert state_of(ContractInput(contract_id="x", carried=carried)).present.number == 1


def test_the_first_period_is_that_of_the_draft() -> None:
    assert run().first_period(BEFORE_CONTRACTS).end_on == LAST


@pytest.mark.parametrize(
    ("name", "outcome", "data", "why"),
    [
        ("renewal", "end", {"price": PRICE}, "only renew takes a price, not end"),
        ("renewal_price", "price", {}, "price says which price"),
        ("renewal_price", "unchanged", {"price": PRICE}, "only price takes a price"),
        ("service_leaving", "replace", {}, "replace says which service"),
        ("service_leaving", "go_on", {"service": "mail"}, "only replace takes a service"),
    ],
)
def test_an_answer_says_what_its_outcome_needs_and_no_more(
    name: str, outcome: str, data: dict[str, Any], why: str
) -> None:
    question = contract_question(QuestionName(name), running(), policy())
    with pytest.raises(InvalidInputError, match=why):
        check_reply(question, answer(outcome, data), now=NOW, policy=policy())


@pytest.mark.parametrize(
    ("name", "outcome", "data"),
    [
        ("renewal", "renew", {"price": PRICE}),
        ("renewal_price", "price", {"price": PRICE}),
        ("renewal_price", "unchanged", {"price": None}),
        ("service_leaving", "replace", {"service": "mail"}),
    ],
)
def test_an_answer_with_all_it_needs_is_taken(
    name: str, outcome: str, data: dict[str, Any]
) -> None:
    question = contract_question(QuestionName(name), running(), policy())
    check_reply(question, answer(outcome, data), now=NOW, policy=policy())
    assert outcome in question.outcomes
