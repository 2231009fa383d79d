"""An answer says what its outcome needs, before anything is sent or recorded."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

import pytest

from domain.asking import Answer
from domain.checking import checked
from domain.errors import InvalidInputError
from domain.policy import QuestionName
from domain.replies import check_reply, deferral_of
from domain.service_questions import service_question
from domain.words import Gate
from tests.domain.samples import COMPLETE, NOW, answer, policy, service_state

if TYPE_CHECKING:
    from collections.abc import Mapping

    from domain.asking import Question

DEFERRABLE = [
    QuestionName.COMMITTEE,
    QuestionName.COMMITTEE_CHAIR,
    QuestionName.RETIREMENT,
    QuestionName.RETIREMENT_CHAIR,
    QuestionName.CHANGE_COMMITTEE,
    QuestionName.CHANGE_CHAIR,
]
PRODUCT_POLICY = "Checked against chapter 2 of it"


def asked(name: QuestionName) -> Question:
    return service_question(name, service_state(), policy(), version=1, requester=None)


def accept(name: QuestionName, outcome: str, data: Mapping[str, object] | None = None) -> None:
    check_reply(asked(name), answer(outcome, data), now=NOW, policy=policy())


def refuse(
    name: QuestionName, outcome: str, data: Mapping[str, object] | None, *, field: str, match: str
) -> None:
    with pytest.raises(InvalidInputError, match=match) as refused:
        accept(name, outcome, data)
    assert refused.value.field == field


@pytest.mark.parametrize(
    ("name", "outcome", "data"),
    [
        *(
            (QuestionName(gate.value), "complete", COMPLETE[QuestionName(gate.value)])
            for gate in Gate
        ),
        (QuestionName.GO_LIVE_CHECKLIST, "ready", COMPLETE[QuestionName.GO_LIVE_CHECKLIST]),
        (QuestionName.DATA_RETURN, "returned_and_erased", COMPLETE[QuestionName.DATA_RETURN]),
        (QuestionName.DATA_RETURN, "nothing_held", None),
        (QuestionName.DATA_RETURN, "nothing_held", {}),
        (QuestionName.COMMITTEE, "offer", None),
        (QuestionName.COMMITTEE, "offer", {}),
        (QuestionName.COMMITTEE, "offer", {"until": None}),
        (QuestionName.COMMITTEE_CHAIR, "reject", None),
        (QuestionName.RETIREMENT, "retire", None),
        (QuestionName.RETIREMENT_CHAIR, "keep", None),
        (QuestionName.DESIGN_ACCEPTANCE, "accept", {"product_policy": PRODUCT_POLICY}),
        (QuestionName.DESIGN_ACCEPTANCE, "rework", {"again": ["costs", "security"]}),
        (QuestionName.GO_LIVE_ACCEPTANCE, "redesign", None),
        (QuestionName.GO_LIVE_ACCEPTANCE, "accept", {}),
        (QuestionName.IMPROVEMENT_CYCLE, "keep", {"findings": "Used by every customer"}),
        (QuestionName.IMPROVEMENT_CYCLE, "retire", None),
        (QuestionName.IMPROVEMENT_CYCLE, "change", {"change": "Mailboxes of ten gigabytes"}),
    ],
    ids=str,
)
def test_an_answer_that_says_what_its_outcome_needs_is_accepted(
    name: QuestionName, outcome: str, data: Mapping[str, object] | None
) -> None:
    accept(name, outcome, data)


@pytest.mark.parametrize("gate", list(Gate))
def test_no_gate_is_complete_without_its_evidence(gate: Gate) -> None:
    name = QuestionName(gate.value)
    bare = {key: value for key, value in COMPLETE[name].items() if key != "evidence"}
    refuse(name, "complete", bare, field="data.evidence", match=r"^data\.evidence: is required$")
    for nothing in ("x", "n/a", "........", "xxxxxxxxxxxx"):
        said = {**COMPLETE[name], "evidence": [nothing]}
        refuse(name, "complete", said, field="data.evidence.0", match="another person can check")
    refuse(name, "complete", None, field=f"data.{next(iter(COMPLETE[name]))}", match="is required")


@pytest.mark.parametrize(
    "reason",
    ["", "   ", "\n\t", "\u3000", "\u200b", "..."],
    ids=["nothing", "spaces", "breaks", "wide space", "no width", "dots"],
)
def test_every_decision_has_a_reason(reason: str) -> None:
    given = answer("offer", reason=reason)
    with pytest.raises(InvalidInputError, match="a decision needs a reason") as refused:
        check_reply(asked(QuestionName.COMMITTEE), given, now=NOW, policy=policy())
    assert refused.value.field == "reason"


def test_a_reason_that_the_record_cannot_carry_is_refused() -> None:
    typed = answer("offer").model_dump() | {"reason": "It fits\x00our goals"}
    with pytest.raises(InvalidInputError, match=r"^reason: control character U\+0000") as refused:
        checked(Answer, typed)
    assert refused.value.field == "reason"


def test_an_outcome_that_is_not_offered_is_refused() -> None:
    refuse(
        QuestionName.COMMITTEE,
        "keep",
        None,
        field="outcome",
        match="allowed are offer, reject, defer",
    )


def test_a_question_that_takes_no_data_refuses_some() -> None:
    refuse(
        QuestionName.GO_LIVE_ACCEPTANCE,
        "accept",
        {"note": "Done"},
        field="data",
        match="takes no data",
    )


@pytest.mark.parametrize("name", DEFERRABLE)
@pytest.mark.parametrize("days", [1, 100, 730])
def test_a_body_defers_until_a_day_that_policy_allows(name: QuestionName, days: int) -> None:
    until = (NOW.date() + timedelta(days=days)).isoformat()
    accept(name, "defer", {"until": until})


@pytest.mark.parametrize("name", DEFERRABLE)
@pytest.mark.parametrize(
    "until", [None, "2027-02-28", "2027-03-01", "2029-03-01"], ids=["none", "past", "today", "late"]
)
def test_a_deferral_without_a_possible_day_is_refused_and_told_the_days(
    name: QuestionName, until: str | None
) -> None:
    allowed = "after 2027-03-01 and not after 2029-02-28, as YYYY-MM-DD"
    refuse(name, "defer", {"until": until}, field="data.until", match=allowed)
    refuse(name, "defer", None, field="data.until", match=allowed)


@pytest.mark.parametrize("until", [20_280_101, "next spring", "2028-01-01T00:00:00"])
def test_a_deferral_is_dated_by_a_day(until: object) -> None:
    refuse(
        QuestionName.COMMITTEE, "defer", {"until": until}, field="data.until", match="YYYY-MM-DD"
    )


@pytest.mark.parametrize("outcome", ["offer", "reject"])
def test_only_a_deferral_has_a_date(outcome: str) -> None:
    refuse(
        QuestionName.COMMITTEE,
        outcome,
        {"until": "2028-01-01"},
        field="data.until",
        match=f"only defer takes a date, not {outcome}",
    )


def test_a_design_is_accepted_together_with_the_product_management_policy() -> None:
    for nothing in (None, {}, {"product_policy": None}):
        refuse(
            QuestionName.DESIGN_ACCEPTANCE,
            "accept",
            nothing,
            field="data.product_policy",
            match="R35",
        )


def test_rework_names_the_gates_that_are_answered_again() -> None:
    refuse(
        QuestionName.DESIGN_ACCEPTANCE,
        "rework",
        None,
        field="data.again",
        match="allowed are brief, service_levels, customer_needs, costs, security, continuity",
    )
    refuse(
        QuestionName.DESIGN_ACCEPTANCE,
        "rework",
        {"again": ["cost"]},
        field="data.again.0",
        match="'costs', 'security' or 'continuity'",
    )


def test_an_accepted_design_has_no_gate_to_answer_again() -> None:
    refuse(
        QuestionName.DESIGN_ACCEPTANCE,
        "accept",
        {"product_policy": PRODUCT_POLICY, "again": ["costs"]},
        field="data.again",
        match="only rework names gates",
    )


def test_nothing_goes_live_before_every_item_of_the_checklist_is_done() -> None:
    done = {"item": "Backups are switched on", "done": True, "evidence": "Log of the first backup"}
    checklist = {
        "items": [done, {**done, "done": False}, {**done, "done": False}],
        "back_out": "The old servers stay for a month",
    }
    refuse(
        QuestionName.GO_LIVE_CHECKLIST,
        "ready",
        checklist,
        field="data.items.1.done",
        match="item 2 is not done",
    )


def test_a_change_says_what_the_next_version_does_differently() -> None:
    for silent in (None, {"findings": "Mailboxes are too small"}):
        refuse(
            QuestionName.IMPROVEMENT_CYCLE,
            "change",
            silent,
            field="data.change",
            match="change says",
        )


@pytest.mark.parametrize("outcome", ["keep", "retire"])
def test_a_service_that_is_kept_or_retired_has_no_change(outcome: str) -> None:
    refuse(
        QuestionName.IMPROVEMENT_CYCLE,
        outcome,
        {"change": "Mailboxes of ten gigabytes"},
        field="data.change",
        match=f"only change says .*, not {outcome}",
    )


@pytest.mark.parametrize(
    "given", [{"person_days": 4}, {"cost": {"minor_units": 1, "currency": "TRY"}}]
)
def test_only_a_change_says_how_large_it_is(given: dict[str, Any]) -> None:
    [name] = given
    refuse(
        QuestionName.IMPROVEMENT_CYCLE,
        "keep",
        given,
        field=f"data.{name}",
        match="only change says .*, not keep",
    )


def test_the_day_of_a_deferral_that_was_checked_is_read_back() -> None:
    assert deferral_of({"until": "2028-01-01"}) == date(2028, 1, 1)
