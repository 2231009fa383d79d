"""The words in which the rules of visibility are told."""

from __future__ import annotations

import pytest
from pydantic import ValidationError

from domain.visibility import (
    WHY,
    WHY_NOT,
    CustomerRecord,
    Reader,
    Rule,
    Scope,
    Standing,
    VisibilityGrant,
    sight,
)


def test_every_rule_is_told_in_words_of_its_own() -> None:
    assert WHY.keys() == set(Rule)
    assert len(set(WHY.values())) == len(Rule)


def test_it_is_told_of_everybody_but_staff_and_the_house_why_he_sees_nothing() -> None:
    assert set(Reader) - WHY_NOT.keys() == {Reader.SYSTEM, Reader.STAFF}
    assert len(set(WHY_NOT.values())) == len(WHY_NOT)


def test_who_sees_a_record_is_told_by_which_rule() -> None:
    found = sight("elif", "contact", "own")
    assert (found.reader, found.rule) == (Reader.CONTACT, Rule.OWN)
    what = "what customers are told, what his own side did, and what is attached to it"
    assert found.why == f"he opened it; of it he sees {what}"


@pytest.mark.parametrize("reader", WHY_NOT)
def test_who_does_not_see_a_record_is_told_why(reader: Reader) -> None:
    found = sight("elif", reader.value, None)
    assert found.rule is None
    assert found.why == WHY_NOT[reader]


def test_a_record_is_open_until_it_is_said_otherwise() -> None:
    one = CustomerRecord(
        subject="contract/c-17", kind="contract", customer_id="acme", opened_by="okan"
    )
    assert one.standing is Standing.OPENED


@pytest.mark.parametrize(
    ("subject", "kind"),
    [
        ("c-17", "contract"),
        ("contract/", "contract"),
        ("contract/a/b", "contract"),
        ("contract/-a", "contract"),
        ("request/c-17", "contract"),
        ("Contract/c-17", "Contract"),
        ("/c-17", ""),
    ],
)
def test_a_record_is_named_by_its_kind_and_an_id(subject: str, kind: str) -> None:
    with pytest.raises(ValidationError):
        CustomerRecord(subject=subject, kind=kind, customer_id="acme", opened_by="okan")


def test_a_grant_names_a_company_or_a_group() -> None:
    assert {scope.value for scope in Scope} == {"company", "group"}
    with pytest.raises(ValidationError, match="target"):
        VisibilityGrant(person_id="elif", scope=Scope.GROUP, target="no id")
