"""What somebody may not see is for him not there: the same end and the same words (R89)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.door.words import called, every_command
from tests.starters.test_contracts import WHY, added, agreed, day
from tests.starters.test_rights_beyond_sight import published

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from tests.starters.company import Company, Said

STRANGER = "sg-omid"
DRAFT, IN_FORCE, NOTHING = "sg-drafted", "sg-agreed", "sg-nowhere"
UNSEEN, NO_SERVICE = "sg-proposed", "sg-neverwas"
OURS = ("--reason", WHY)

FILES: Mapping[str, object] = {
    "himself.json": {"recipients": {"customer": [STRANGER]}},
    "nobody.json": {"recipients": {"ours": ["sg-nixx"]}},
    "answers.json": {"answered_by": "admin"},
    "keeps.json": {"account_manager": "sg-nixx"},
    "described.json": {"description": "other words"},
    "change.json": {
        "title": "Immutable copies",
        "change": "Copies that nobody can rewrite",
        "benefit": "restored after an attack",
        "person_days": 10,
        "design": {
            "brief": {
                "purpose": "restore after an attack",
                "scope": "all copies of customers",
                "strategic_goals": ["grow recurring revenue"],
                "evidence": ["sha256:0123456789"],
            }
        },
    },
}
CONTRACTS: Mapping[str, list[list[str]]] = {
    "show": [[], ["--json"]],
    "activate": [[*OURS], [*OURS, "--signed-on", day(5)], [*OURS, "--request-id", "sg-1"]],
    "edit": [[one, *OURS] for one in FILES if one != "change.json"],
    "renew": [
        [*OURS],
        *([*OURS, "--price", one] for one in ("1.00 USD", "5.00", "5.001", "much")),
        [*OURS, "--price", "5.00", "--currency", "USD"],
        [*OURS, "--term", "3-months"],
    ],
    "terminate": [[*OURS], [*OURS, "--on", day(1)], [*OURS, "--on", "2001-01-01"]],
    "suspend": [[*OURS], ["--reason", "?"]],
    "resume": [[*OURS], ["--reason", "?"]],
    "archive": [[*OURS], ["--reason", "?"]],
}
SERVICES: Mapping[str, list[list[str]]] = {
    "show": [[]],
    "history": [[]],
    "measure": [["--month", "2026-01", "--usage", "1", *one] for one in ([], ["--revenue", "?"])],
    "change": [["change.json"]],
    "retire": [[*OURS], ["--reason", "?"]],
    "withdraw": [[*OURS], [*OURS, "--change", "1"]],
    "resume": [[]],
}
ELSEWHERE = [
    ("records", "history", "contract/{}"),
    ("visible", "contract/{}"),
    ("visible", "contract/{}", "--to", "account"),
    ("attach", "described.json", "--to", "contract/{}"),
    ("task", "show", "contract/{}/service_leaving/1"),
    ("task", "assign", "contract/{}/service_leaving/1", "--to", "account"),
    ("decide", "contract/{}/service_leaving/1", "go_on", *OURS),
    ("service", "resume", "contract/{}"),
    ("policy", "adopt", "contract/{}", *OURS),
]


def ways(group: str, variants: Mapping[str, list[list[str]]]) -> list[tuple[str, ...]]:
    return [(group, one, "{}", *more) for one, many in variants.items() for more in many]


OF_CONTRACTS = [*ways("contract", CONTRACTS), *ELSEWHERE]
OF_SERVICES = ways("service", SERVICES)


@pytest.fixture(scope="module")
def house(company: Company) -> Company:
    """A house with a contract and a service of which a contact of another customer knows nothing.

    There are two contracts in euros, one of them in force, so that every command would have
    something to say of one of them.
    """
    company.customer()
    far = {"id": "sg-far", "name": "Far", "kind": "external", "basis": "agreement"}
    more = {"account_manager": "account", "language": "en", "time_zone": "Europe/Istanbul"}
    company.does("customer", "add", company.write("sg-far.json", far | more), "--as", "account")
    him = {"id": STRANGER, "customer": "sg-far", "name": "Omid", "email": "omid@far.example.com"}
    himself = him | {"language": "en", "time_zone": "Europe/Istanbul"}
    company.does("contact", "add", company.write("sg-him.json", himself), "--as", "account")
    company.does("contact", "grant", STRANGER, "--company", "sg-far", "--as", "account")
    added(company, DRAFT, price="9000.00 EUR", signed_on=None)
    added(company, IN_FORCE, price="9000.00 EUR")
    company.propose(UNSEEN)
    return company


@pytest.fixture(scope="module")
def generous(house: Company) -> Iterator[Company]:
    """The same house where contacts may do with contracts whatever staff may."""
    now = house.does("policy", "show")["source"]
    rights = [f"  contract {one}: [" for one in CONTRACTS if one != "show"]
    text = now
    for right in (*rights, "  task assign: ["):
        assert right in text
        text = text.replace(right, f"{right}contact, ")
    published(house, text)
    yield house
    published(house, now)


def said_of(house: Company, way: tuple[str, ...], record: str) -> Said:
    """What the stranger is told of a record, with its id left out."""
    words = [house.write(one, FILES[one]) if one in FILES else one.format(record) for one in way]
    said = house.run(*words, "--as", STRANGER)
    return type(said)(
        said.code, said.out.replace(record, "RECORD"), said.err.replace(record, "RECORD")
    )


def test_every_command_that_names_a_contract_or_a_service_is_tried_here() -> None:
    for group, metavar, tried in (
        ("contract", "CONTRACT", CONTRACTS),
        ("service", "SERVICE", SERVICES),
    ):
        naming = {
            path.removeprefix(f"{group} ")
            for path, one in every_command().items()
            if path.startswith(f"{group} ") and metavar in {called(each) for each in one.params}
        }
        assert naming == set(tried)


@pytest.mark.parametrize("way", OF_CONTRACTS, ids=" ".join)
def test_a_contract_of_others_is_not_there_for_a_stranger(
    house: Company, way: tuple[str, ...]
) -> None:
    nowhere = said_of(house, way, NOTHING)
    assert [said_of(house, way, one) for one in (DRAFT, IN_FORCE)] == [nowhere, nowhere]
    assert (nowhere.code in {3, 4}, nowhere.out) == (True, "")


@pytest.mark.parametrize("way", OF_SERVICES, ids=" ".join)
def test_a_service_that_is_not_offered_is_not_there_for_a_stranger(
    house: Company, way: tuple[str, ...]
) -> None:
    there, nowhere = said_of(house, way, UNSEEN), said_of(house, way, NO_SERVICE)
    assert there == nowhere
    assert (there.code in {3, 4}, there.out) == (True, "")


@pytest.mark.parametrize("way", [one for one in OF_CONTRACTS if one[0] != "attach"], ids=" ".join)
def test_a_right_without_the_sight_of_a_contract_reaches_no_contract(
    generous: Company, way: tuple[str, ...]
) -> None:
    nowhere = said_of(generous, way, NOTHING)
    assert [said_of(generous, way, one) for one in (DRAFT, IN_FORCE)] == [nowhere, nowhere]
    assert (nowhere.code in {3, 4}, nowhere.out) == (True, "")
    assert nowhere.code == 3 or way[0] != "contract"


def test_a_contract_that_is_over_is_put_away_only_by_whoever_sees_it(generous: Company) -> None:
    generous.does(*agreed(generous, "sg-over", signed_on=None))
    generous.does("contract", "terminate", "sg-over", *OURS, "--as", "account")
    way = ("contract", "archive", "{}", *OURS)
    assert said_of(generous, way, "sg-over") == said_of(generous, way, NOTHING)
    assert "sg-over" in {
        one["contract_id"] for one in generous.does("contract", "list", "--limit", "1000")
    }


def test_who_sees_a_contract_and_may_not_touch_it_is_told_of_the_right_and_of_nothing_else(
    house: Company,
) -> None:
    added(house, "sg-ending", cut_off={"amount": 230, "unit": "days"}, start_on=day(-200))
    file = house.write("sg-nobody.json", FILES["nobody.json"])
    for way, more in {"terminate": [], "renew": ["--price", "1.00 USD"], "edit": [file]}.items():
        refused = house.refused(4, "contract", way, "sg-ending", *more, *OURS, "--as", "owner")
        assert f"may not `contract {way}`" in refused["message"]
