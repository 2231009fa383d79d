"""What depends on a service holds its retirement until it is closed (R38; 8.2.2)."""

from __future__ import annotations

import pytest

from domain.checking import checked
from domain.dependents import Dependent, DependentClosing, DependentFile
from domain.errors import InvalidInputError
from tests.domain.samples import NOW

CONTRACT = {"service": "e-mail", "kind": "contract", "id": "C-17", "name": "Mail for Ada Ltd"}


def test_a_dependent_is_open_from_when_it_was_entered() -> None:
    entry = checked(DependentFile, CONTRACT | {"contact": "ada"}).entry(NOW)
    assert entry == Dependent(
        service_id="e-mail",
        kind="contract",
        dependent_id="C-17",
        name="Mail for Ada Ltd",
        contact="ada",
        opened_at=NOW,
    )
    assert entry.is_open


def test_a_dependent_that_was_closed_holds_nothing() -> None:
    entry = checked(DependentFile, CONTRACT).entry(NOW)
    assert not entry.model_copy(update={"closed_at": NOW}).is_open


@pytest.mark.parametrize("kind", ["contract", "support_request", "a-kind-of-tomorrow"])
def test_a_dependent_of_any_kind_is_entered(kind: str) -> None:
    assert checked(DependentFile, CONTRACT | {"kind": kind}).kind == kind


@pytest.mark.parametrize("field", ["service", "kind", "id"])
def test_a_dependent_is_named_by_ids(field: str) -> None:
    with pytest.raises(InvalidInputError) as refused:
        checked(DependentFile, CONTRACT | {field: "two words"})
    assert refused.value.field == field


def test_who_closes_a_dependent_says_why() -> None:
    closing = {"service": "e-mail", "kind": "contract", "id": "C-17"}
    assert checked(DependentClosing, closing | {"reason": "Moved to web mail"}).id == "C-17"
    with pytest.raises(InvalidInputError, match="reason: is required"):
        checked(DependentClosing, closing)
