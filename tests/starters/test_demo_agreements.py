"""The demo's customers and contracts fit together, and its people deal with them as written."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, date, datetime, timedelta
from io import BytesIO
from itertools import pairwise
from typing import TYPE_CHECKING, Any, cast

import pytest

from activities.store.reading import Task
from domain.answers import ANSWERS
from domain.calendars import CalendarFile
from domain.checking import checked
from domain.contracts.drafting import Account, drafted
from domain.contracts.index import IndexFigure
from domain.contracts.opening import state_of
from domain.contracts.periods import Period, lay_out
from domain.contracts.pricing import Priced
from domain.contracts.questions import OUTCOMES
from domain.contracts.words import Renewal
from domain.people import PersonFile
from domain.plans.simple import PLAN, plan_of
from domain.policy import Command, QuestionName
from domain.registers import entries
from domain.registers.customers import CUSTOMER, GROUP
from domain.registers.people import CONTACT
from domain.steps import Asked
from domain.words import Language
from starters.demo.agreements import Agreements
from starters.demo.moving_in import KINDS, contract_files
from starters.demo.story import content_of, shipped
from tests.domain.samples import policy
from workers.registers.spreadsheets import lines_of

if TYPE_CHECKING:
    from domain.contracts.terms import ContractFile
    from domain.registers.kind import Kind
    from starters.desk import Desk

EXPECTED = shipped("expected.yaml")
STORY = shipped("agreements.yaml")
PEOPLE = {one["id"]: checked(PersonFile, one) for one in shipped("people.yaml")}
SERVICES = {one["id"] for name in ("catalogue", "running") for one in shipped(f"{name}.yaml")}
CALENDARS = {one["id"]: checked(CalendarFile, one) for one in shipped("company/calendars.yaml")}
CONTRACTS = {one.id: one for one in contract_files()}
RULE = policy().contracts
SETTLED_ON: date = EXPECTED["contracts_settled_on"]
SUMMER = date(2027, 6, 15)
WEEKS = timedelta(days=20)


def lines(kind: Kind) -> dict[str, dict[str, Any]]:
    """What the company's spreadsheet of a kind says, by id."""
    found: dict[str, dict[str, Any]] = {}
    for line in lines_of(kind, BytesIO(content_of(f"company/{kind.plural}.csv"))):
        assert isinstance(line, entries.Line), line
        draft = entries.drafted(kind, line)
        assert draft.wrong == (), draft
        found[str(line.raw["id"])] = dict(draft.values)
    return found


GROUPS, CUSTOMERS, CONTACTS, PLANS = (lines(one) for one in (GROUP, CUSTOMER, CONTACT, PLAN))


def an_agreement() -> Agreements:
    return Agreements(cast("Desk", None), lambda _at, _line: None)


def a_task(question: str, contract_id: str, turn: int = 1) -> Task:
    workflow_id = f"contract/{contract_id}"
    read: dict[str, Any] = {"task_id": f"{workflow_id}/{question}/{turn}", "name": question}
    return Task.model_construct(workflow_id=workflow_id, **read)


def periods_of(file: ContractFile) -> list[Period]:
    """The periods of a contract that are meant to be, laid out; history is none of them."""
    account = Account(
        customer_id=file.customer,
        time_zone=CUSTOMERS[file.customer]["time_zone"],
        account_manager=CUSTOMERS[file.customer]["account_manager"],
    )
    asked = Asked(request_id="r-1", command=Command.CONTRACT_ADD, fingerprint="f")
    run = state_of(drafted(file, account, RULE, asked))
    period = lay_out(run.first_period(RULE), None, None)
    run.begin(period)
    found = [period]
    for _ in range(sum("renewed to" in one for one in EXPECTED["contracts"][file.id]["periods"])):
        run.priced = Priced()
        run.begin(lay_out(run.next_period(RULE), None, None))
        found.append(run.present)
    return found


def instants(file: ContractFile) -> list[datetime]:
    """Everything that falls due in a contract."""
    found = []
    for one in periods_of(file):
        found += [notice.at for notice in one.notices]
        if one.end is not None:
            found += [one.end.ends_at, one.end.closes_at]
            if file.renewal is not Renewal.NEVER:
                found += [one.end.cut_off_at, *([one.end.asks_at] if one.end.asks_at else [])]
    return found


def test_the_company_has_as_many_of_each_as_was_written_down() -> None:
    counted = {"groups": GROUPS, "customers": CUSTOMERS, "contacts": CONTACTS, "plans": PLANS}
    assert set(KINDS) == counted.keys()
    held = {name: len(one) for name, one in counted.items()} | {"calendars": len(CALENDARS)}
    assert EXPECTED["registers"] == held
    assert (held["customers"], held["contacts"], held["plans"]) == (20, 60, 5)


def test_customers_speak_all_four_languages_and_every_one_has_contacts_who_do() -> None:
    assert {one["language"] for one in CUSTOMERS.values()} == {*Language}
    of = Counter(one["customer"] for one in CONTACTS.values())
    assert of == dict.fromkeys(CUSTOMERS, 3)
    for one in CONTACTS.values():
        customer = CUSTOMERS[one["customer"]]
        assert (one["language"], one["time_zone"]) == (customer["language"], customer["time_zone"])


def test_a_contact_who_is_a_person_already_stays_as_he_is() -> None:
    known = CONTACTS.keys() & PEOPLE.keys()
    assert known == {"acme-it", "tekstil-bt"}
    for one in known:
        names = ("name", "email", "language", "time_zone")
        person = PEOPLE[one].model_dump(mode="json")
        assert {name: CONTACTS[one][name] for name in names} == {
            name: person[name] for name in names
        }


def test_the_spreadsheets_are_as_companies_have_them() -> None:
    contacts = content_of("company/contacts.csv").decode()
    assert contacts.startswith("\N{BYTE ORDER MARK}id;customer;")
    assert {"ğ", "ş", "گ", "王"} <= set(contacts + content_of("company/contracts.csv").decode())


def test_every_plan_is_one_by_which_an_invoice_could_be_written() -> None:
    currencies = {name: plan_of(line, None).currency for name, line in PLANS.items()}
    for one in CONTRACTS.values():
        if one.plan and one.price:
            assert currencies[one.plan] == one.price.currency, one.id


def test_twenty_five_contracts_are_written_down_with_what_is_meant_to_become_of_them() -> None:
    assert len(CONTRACTS) == 25
    assert EXPECTED["contracts"].keys() == CONTRACTS.keys()
    assert len({frozenset(one) for one in EXPECTED["contracts"].values()}) == 1
    for contract_id, meant in EXPECTED["contracts"].items():
        assert meant["customer"] == CONTRACTS[contract_id].customer


def test_customers_have_contracts_but_those_who_come_now_and_then() -> None:
    agreed = {name for name, one in CUSTOMERS.items() if one["basis"] == "agreement"}
    assert {one.customer for one in CONTRACTS.values()} == agreed


def test_contracts_name_what_is_there() -> None:
    for one in CONTRACTS.values():
        assert set(one.services) <= SERVICES, one.id
        assert one.plan is None or one.plan in PLANS
        assert set(one.recipients.ours) <= PEOPLE.keys()
        theirs = {CONTACTS[person]["customer"] for person in one.recipients.customer}
        assert theirs == {one.customer}, one.id
    managers = {one["account_manager"] for one in CUSTOMERS.values()}
    assert managers <= PEOPLE.keys()
    assert {one["calendar"] for one in CUSTOMERS.values()} - {None} == CALENDARS.keys()


def test_the_contracts_show_every_way_a_contract_may_go() -> None:
    meant = EXPECTED["contracts"].values()
    assert {one["state"] for one in meant} == {"active", "expired", "cancelled"}
    told = {line for one in meant for line in one["periods"]}
    ended = {(line.split()[0], line.split()[-1]) for line in told}
    assert {("history", "renewed"), ("agreed", "expired"), ("agreed", "cancelled")} <= ended
    assert {one.renewal for one in CONTRACTS.values()} == {*Renewal}
    assert {one.price_rule.kind for one in CONTRACTS.values()} == {
        *("unchanged", "percent", "index", "negotiated")
    }
    assert {line["what"] for line in STORY["unasked"]} == {
        *("activate", "renew", "resume", "suspend", "terminate")
    }
    assert [line["contract"] for line in STORY["unasked"] if line.get("refused")] == [
        "golden-horn-access"
    ]


def test_the_last_periods_end_on_the_days_that_were_written_down() -> None:
    for one in CONTRACTS.values():
        *_, last = EXPECTED["contracts"][one.id]["periods"] or [None]
        if last is None or one.closed_day == "next":
            continue
        assert f" to {periods_of(one)[-1].end_on or 'no end'} " in last


def test_nothing_falls_due_between_the_day_all_is_settled_and_the_summer_after_it() -> None:
    for one in CONTRACTS.values():
        due = [at.date() for at in instants(one)]
        assert not [day for day in due if SETTLED_ON - WEEKS < day < SUMMER], one.id


def test_days_on_which_something_is_told_lie_weeks_apart_for_the_pace_of_the_machine_varies() -> (
    None
):
    for one in CONTRACTS.values():
        for period in periods_of(one):
            ends = [period.end.ends_at] if period.end else []
            days = sorted([*(notice.at for notice in period.notices), *ends])
            assert all(after - before >= WEEKS - timedelta(1) for before, after in pairwise(days))


def test_every_answer_is_one_of_the_question_and_of_a_person_who_may_give_it() -> None:
    for question, contracts in STORY["answers"].items():
        rule = policy().rule(QuestionName(question))
        assert contracts.keys() <= CONTRACTS.keys()
        for contract_id, answers in contracts.items():
            assert len(answers) <= 1
            for person, outcome in answers.items():
                assert outcome in OUTCOMES[QuestionName(question)], contract_id
                assert set(PEOPLE[person].roles) & set(rule.roles), contract_id


def test_questions_of_a_contract_are_answered_by_the_person_it_names() -> None:
    for question, contracts in STORY["answers"].items():
        for contract_id, answers in contracts.items():
            file = CONTRACTS[contract_id]
            manager = file.account_manager or CUSTOMERS[file.customer]["account_manager"]
            if question != QuestionName.EARLY_TERMINATION:
                assert set(answers) <= {file.answered_by or manager}, contract_id


def test_nobody_agrees_to_an_early_end_that_he_wants_himself() -> None:
    wanted = {one["contract"]: one["by"] for one in STORY["unasked"] if one["what"] == "terminate"}
    early = STORY["answers"]["early_termination"]
    assert {one for answers in early.values() for one in answers.values()} == {"agree", "refuse"}
    assert all(wanted[name] not in answers for name, answers in early.items())


def test_what_an_answer_says_beside_its_outcome_would_stand_in_the_record() -> None:
    for question, contracts in STORY["data"].items():
        for contract_id, data in contracts.items():
            assert STORY["answers"][question][contract_id]
            said = checked(ANSWERS[QuestionName(question)], data)
            assert said.model_dump(mode="json") == data


def test_what_happens_unasked_is_done_in_turn_by_people_who_may() -> None:
    days = [line["from"] for line in STORY["unasked"]]
    assert days == sorted(days)
    for line in STORY["unasked"]:
        assert line["contract"] in CONTRACTS
        assert policy().may(PEOPLE[line["by"]].roles, Command(f"contract {line['what']}"))
    for line in STORY["figures"]:
        figure = checked(IndexFigure, {name: line[name] for name in IndexFigure.model_fields})
        assert figure.month_on < line["from"]
        assert policy().may(PEOPLE[line["by"]].roles, Command.CONTRACT_INDEX)


def test_a_question_is_answered_by_its_person_with_what_he_says_beside_it() -> None:
    [reply] = an_agreement().replies(a_task("renewal_price", "anadolu-gida-desk"))
    assert (reply.person, reply.outcome) == ("aylin", "price")
    assert reply.data == {"price": {"minor_units": 38500000, "currency": "TRY"}}
    assert reply.reason == "anadolu-gida-desk: price, as the customer was told"
    assert an_agreement().replies(a_task("renewal", "zagros-desk")) == []


@pytest.mark.parametrize(
    ("question", "contract_id", "turn", "foreseen"),
    [
        ("renewal", "alborz-mail", 1, True),
        ("renewal", "alborz-mail", 2, False),
        ("renewal_price", "anadolu-tekstil-mail", 1, False),
        ("committee", "alborz-mail", 1, False),
    ],
)
def test_a_question_that_the_story_does_not_know_says_that_people_were_too_slow(
    question: str, contract_id: str, turn: int, *, foreseen: bool
) -> None:
    assert an_agreement().foresees(a_task(question, contract_id, turn)) is foreseen


def test_the_demo_begins_before_anything_of_its_contracts_falls_due() -> None:
    begins = datetime(2026, 6, 1, tzinfo=UTC)
    for one in CONTRACTS.values():
        due = [at for at in instants(one) if at < begins]
        assert [at.date() for at in due] == (
            [date(2026, 1, 8)] if one.id == "golden-horn-summer" else []
        )
