"""Which questions of a contract go to the person it names for them (R64, R65, R38)."""

from __future__ import annotations

from itertools import product
from typing import TYPE_CHECKING

import pytest
from pydantic import TypeAdapter

from domain.contracts.handed import handed_questions
from domain.contracts.pricing import PriceRule
from domain.contracts.questions import OUTCOMES, contract_question
from domain.contracts.words import Renewal
from domain.policy import QuestionName
from tests.domain.contract_samples import running, terms
from tests.domain.samples import policy

if TYPE_CHECKING:
    from collections.abc import Mapping

RULES: Mapping[str, Mapping[str, object]] = {
    "unchanged": {"kind": "unchanged"},
    "percent": {"kind": "percent", "percent": 10},
    "index": {"kind": "index", "index": "TUFE", "month": 10},
    "negotiated": {"kind": "negotiated"},
}
OF_THE_RENEWAL = {
    "never": set[str](),
    "tacit": {"tacit_renewal"},
    "express": {"renewal"},
}


def handed(renewal: str, kind: str) -> set[str]:
    rule: PriceRule = TypeAdapter(PriceRule).validate_python(RULES[kind])
    return set(handed_questions(Renewal(renewal), rule))


@pytest.mark.parametrize(("renewal", "kind"), list(product(OF_THE_RENEWAL, RULES)))
def test_what_is_handed_follows_from_how_it_renews_and_who_says_its_price(
    renewal: str, kind: str
) -> None:
    price = {"renewal_price"} if kind in {"index", "negotiated"} else set()
    assert handed(renewal, kind) == {"service_leaving", *OF_THE_RENEWAL[renewal], *price}


def test_whatever_is_asked_of_him_is_handed_to_him() -> None:
    one = running(terms=terms(answered_by="okan"))
    asked = {
        name
        for name in OUTCOMES
        if contract_question(name, one, policy(), service="mail").assignee == "okan"
    }
    may_be_handed = {
        QuestionName(name) for each in product(OF_THE_RENEWAL, RULES) for name in handed(*each)
    }
    assert may_be_handed == asked
