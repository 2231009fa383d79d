"""A contract's file is known again by what a person said in it, whichever release reads it."""

from __future__ import annotations

from typing import Annotated, Any

import pytest
from pydantic import Field

from domain.checking import checked
from domain.contracts.drafting import content_of
from domain.contracts.terms import ContractFile, Notices, Recipients

SAID: dict[str, Any] = {
    "id": "acme-backup",
    "customer": "acme",
    "type": "paid",
    "name": "Backup",
    "services": ["backup"],
    "start_on": "2026-01-01",
    "end_on": "2026-12-31",
    "recipients": {"customer": ["zehra"]},
    "notices": {"before": [30]},
    "price": {"minor_units": 100, "currency": "TRY"},
}


class LaterRecipients(Recipients):
    """A later release knows a third side."""

    partner: tuple[str, ...] = ()


class LaterNotices(Notices):
    """A later release asks for more of the notices."""

    by_letter: bool = False


class LaterFile(ContractFile):
    """A contract as a later release reads it: it asks for more, here and further in."""

    deposit: Annotated[int, Field(ge=0)] | None = None
    recipients: LaterRecipients = LaterRecipients()
    notices: LaterNotices = LaterNotices()


def test_what_a_later_release_may_ask_for_does_not_change_a_file_that_is_silent_about_it() -> None:
    assert content_of(checked(LaterFile, SAID)) == content_of(checked(ContractFile, SAID))
    bare = {name: SAID[name] for name in ("id", "customer", "type", "name", "services", "start_on")}
    assert content_of(checked(LaterFile, bare)) == content_of(checked(ContractFile, bare))


def test_a_file_that_says_what_is_usual_anyway_is_the_same_file() -> None:
    usual = {"description": "-", "renewal": "never", "closed_day": "stay", "earlier": []}
    said = {**SAID, **usual, "price_rule": {"kind": "unchanged"}}
    assert content_of(checked(ContractFile, said)) == content_of(checked(ContractFile, SAID))


@pytest.mark.parametrize(
    "other",
    [
        {"name": "Backups"},
        {"description": "Every night"},
        {"services": ["mail"]},
        {"end_on": "2027-12-31"},
        {"signed_on": "2025-12-01"},
        {"recipients": {"ours": ["zehra"]}},
        {"recipients": {"customer": []}},
        {"notices": {"after": [30]}},
        {"price": {"minor_units": 101, "currency": "TRY"}},
        {"price_rule": {"kind": "negotiated"}},
        {"price_rule": {"kind": "percent", "percent": 10}},
        {"price_rule": {"kind": "index", "index": "TUFE", "month": 1}},
        {"renewal": "tacit", "term": {"amount": 12, "unit": "months"}},
        {"earlier": [{"start_on": "2025-01-01", "end_on": "2025-12-31"}]},
        {"deposit": 5},
    ],
)
def test_whatever_a_person_says_otherwise_makes_it_another_file(other: dict[str, Any]) -> None:
    kind = LaterFile if "deposit" in other else ContractFile
    assert content_of(checked(kind, {**SAID, **other})) != content_of(checked(kind, SAID))
