"""What passes to somebody else on a contract that names a person who takes no part (R63, R88)."""

from __future__ import annotations

import pytest

from domain.contracts.passing_on import Named, passed_on
from domain.contracts.terms import Recipients
from domain.contracts.words import Side

ELIF, DENIZ = "elif", "deniz"


@pytest.mark.parametrize(
    ("ours", "customer", "side", "then_ours", "then_customer"),
    [
        (("okan",), (ELIF,), None, ("okan",), (DENIZ,)),
        (("okan",), (ELIF, "murat"), None, ("okan",), ("murat", DENIZ)),
        (("okan", ELIF), ("murat",), None, ("okan", DENIZ), ("murat",)),
        (("okan",), (ELIF,), Side.OURS, ("okan", DENIZ), ()),
        (("okan",), (ELIF, DENIZ), None, ("okan",), (DENIZ,)),
        ((DENIZ,), (ELIF,), None, (DENIZ,), ()),
        (("okan",), (ELIF, DENIZ), Side.OURS, ("okan",), (DENIZ,)),
    ],
)
def test_whoever_follows_is_told_once_and_on_his_own_side(
    ours: tuple[str, ...],
    customer: tuple[str, ...],
    side: Side | None,
    then_ours: tuple[str, ...],
    then_customer: tuple[str, ...],
) -> None:
    told = Recipients(ours=ours, customer=customer)
    named = Named(contract_id="k-1", customer_id="acme", recipients=told, is_told=True)
    edit = passed_on(named, ELIF, DENIZ, side)
    assert edit.recipients == Recipients(ours=then_ours, customer=then_customer)
    assert edit.model_fields_set == {"recipients"}


def test_who_keeps_a_contract_or_answers_for_it_is_followed_in_that_alone() -> None:
    told = Recipients(ours=("okan",))
    kept = Named(contract_id="k-1", customer_id="acme", recipients=told, manages=True)
    assert passed_on(kept, ELIF, DENIZ, None).model_dump(exclude_unset=True) == {
        "account_manager": DENIZ
    }
    asked = Named(contract_id="k-1", customer_id="acme", recipients=told, answers=True)
    assert passed_on(asked, ELIF, DENIZ, None).model_dump(exclude_unset=True) == {
        "answered_by": DENIZ
    }
