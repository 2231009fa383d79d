from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

import pytest

from domain.errors import ConflictError, InvalidInputError, NotFoundError
from domain.words import Role
from tests.activities.registering import (
    add,
    archive,
    contact,
    edit,
    events,
    listed,
    roles,
    settle,
    shown,
)

if TYPE_CHECKING:
    from tests.activities.house import House


@pytest.fixture
def settled(house: House) -> House:
    return settle(house)


def test_a_customer_is_registered_with_all_that_was_said_of_him(settled: House) -> None:
    found = shown(settled, "customer", "acme").fields
    assert (found["account_manager"], found["groups"]) == ("ayse", ["holding"])
    assert (found["kind"], found["basis"], found["reviews_a_year"]) == (
        "external",
        "agreement",
        None,
    )
    assert events(settled, "customer/acme") == [("customer_registered", {})]


def test_the_same_record_again_changes_nothing_and_another_of_its_id_is_a_conflict(
    settled: House,
) -> None:
    add(settled, "groups", id="holding", name="Acme Holding")
    with pytest.raises(ConflictError, match="`group edit` changes it") as error:
        add(settled, "groups", id="holding", name="Another")
    assert error.value.field == "id"
    assert events(settled, "group/holding") == [("group_registered", {})]


def test_a_change_tells_before_and_after_so_that_the_record_can_be_told_at_any_date(
    settled: House,
) -> None:
    edit(settled, "customers", "acme", name="Acme Ltd.", groups=[])
    assert shown(settled, "customer", "acme").fields["groups"] == []
    assert events(settled, "customer/acme")[-1] == (
        "customer_changed",
        {
            "fields": ["name", "groups"],
            "changes": {"name": ["Acme A.Ş.", "Acme Ltd."], "groups": [["holding"], []]},
        },
    )


def test_what_an_edit_does_not_say_stays_and_an_edit_that_says_the_same_is_none(
    settled: House,
) -> None:
    edit(settled, "customers", "acme", business_profile="Makes anvils; the season drives it.")
    found = edit(settled, "customers", "acme", name="Acme A.Ş.")
    assert found.fields["business_profile"] == "Makes anvils; the season drives it."
    assert [kind for kind, _ in events(settled, "customer/acme")] == [
        "customer_registered",
        "customer_changed",
    ]


def test_a_group_that_a_customer_left_and_joined_again_holds_from_then_on(settled: House) -> None:
    edit(settled, "customers", "acme", groups=[])
    assert listed(settled, "customer", groups="holding") == []
    edit(settled, "customers", "acme", groups=["holding"])
    assert listed(settled, "customer", groups="holding") == ["acme"]


@pytest.mark.parametrize(
    ("said", "field", "why"),
    [
        ({"account_manager": "nobody"}, "account_manager", "there is no person 'nobody'"),
        ({"groups": ["holding", "other"]}, "groups", "there is no group 'other'"),
        ({"services": ["crm"]}, "services", "there is no service 'crm'"),
        ({"calendar": "istanbul"}, "calendar", "there is no calendar 'istanbul'"),
        ({"time_zone": "Istanbul"}, "time_zone", "write it as Europe/Istanbul"),
        ({"kind": "friend"}, "kind", "'external' or 'internal'"),
        ({"reviews_a_year": 2}, "reviews_agreed_by", "say who agreed on reviews_a_year"),
        ({"colour": "red"}, "colour", "is not known; allowed are id, name, kind"),
    ],
)
def test_what_cannot_be_is_refused_by_its_field(
    settled: House, said: dict[str, object], field: str, why: str
) -> None:
    with pytest.raises(InvalidInputError, match=why) as error:
        edit(settled, "customers", "acme", **said)
    assert error.value.field == field
    assert len(events(settled, "customer/acme")) == 1


def test_who_agreed_on_the_frequency_of_reviews_stands_with_it(settled: House) -> None:
    agreed = {"reviews_a_year": 4, "reviews_agreed_by": ["okan", "ayse"]}
    found = edit(settled, "customers", "acme", **agreed, reviews_agreed_on="2026-02-01").fields
    assert (found["reviews_a_year"], found["reviews_agreed_by"], found["reviews_agreed_on"]) == (
        4,
        ["ayse", "okan"],
        "2026-02-01",
    )


def test_a_record_that_is_not_there_is_neither_changed_nor_archived_nor_shown(
    settled: House,
) -> None:
    for act in (edit, archive):
        with pytest.raises(NotFoundError, match="`asset list` lists them") as error:
            act(settled, "assets", "server-1")
        assert error.value.field == "asset"
    with pytest.raises(NotFoundError, match="there is no asset 'server-1'"):
        shown(settled, "asset", "server-1")


def test_an_archived_record_is_not_listed_is_not_changed_and_comes_back_when_it_is_added(
    settled: House,
) -> None:
    add(settled, "assets", id="server-1", customer="acme", name="Server", kind="server")
    first = archive(settled, "assets", "server-1")
    assert archive(settled, "assets", "server-1").archived_at == first.archived_at
    assert listed(settled, "asset") == []
    with pytest.raises(ConflictError, match="`asset add` brings it back"):
        edit(settled, "assets", "server-1", name="Other")
    add(settled, "assets", id="server-1", customer="acme", name="Other", kind="server")
    assert listed(settled, "asset", customer="acme") == ["server-1"]
    assert [kind for kind, _ in events(settled, "asset/server-1")] == [
        "asset_registered",
        "asset_archived",
        "asset_changed",
    ]


def test_nothing_refers_to_what_is_archived(settled: House) -> None:
    edit(settled, "customers", "acme", groups=[])
    archive(settled, "groups", "holding")
    with pytest.raises(InvalidInputError, match="there is no group 'holding'"):
        edit(settled, "customers", "acme", groups=["holding"])


def test_a_customer_with_contacts_and_a_group_with_customers_are_not_archived(
    settled: House,
) -> None:
    contact(settled)
    with pytest.raises(ConflictError, match="contacts act for him: elif") as error:
        archive(settled, "customers", "acme")
    assert error.value.field == "customer"
    with pytest.raises(ConflictError, match="customers belong to it: acme"):
        archive(settled, "groups", "holding")


def test_a_contact_who_is_nobody_yet_comes_in_as_a_person_with_that_role(settled: House) -> None:
    contact(settled, preferred_terms={"incident": "arıza"}, form_of_address="Sayın Elif Şahin")
    assert roles(settled, "elif") == (Role.CONTACT,)
    assert shown(settled, "contact", "elif").fields["preferred_terms"] == {"incident": "arıza"}
    found = events(settled, "person/elif")
    assert found == [("person_registered", {}), ("contact_registered", {})]


def test_a_contact_who_is_a_person_already_needs_no_name_and_keeps_his_roles(
    settled: House,
) -> None:
    add(settled, "contacts", id="mehmet", customer="acme", job="Head of IT")
    assert roles(settled, "mehmet") == (Role.AGENT, Role.CONTACT)
    assert shown(settled, "contact", "mehmet").fields["name"] == "Mehmet"


def test_a_contact_who_is_nobody_yet_and_has_no_name_is_refused(settled: House) -> None:
    with pytest.raises(InvalidInputError, match="nobody is called zoe yet") as error:
        add(settled, "contacts", id="zoe", customer="acme")
    assert error.value.field == "name"


def test_what_changes_of_a_person_is_named_and_not_told(settled: House) -> None:
    contact(settled)
    edit(
        settled,
        "contacts",
        "elif",
        email="elif@new.example.com",
        phone="+90 555 1",
        customer="acme",
    )
    assert events(settled, "person/elif")[-2:] == [
        ("person_changed", {"fields": ["email"]}),
        ("contact_changed", {"fields": ["email", "phone"]}),
    ]


def test_a_user_is_converted_to_a_technician_and_authorised_for_customers(settled: House) -> None:
    add(settled, "technicians", id="mehmet")
    edit(settled, "technicians", "mehmet", customers=["acme"])
    assert listed(settled, "technician", customers="acme") == ["mehmet"]
    assert roles(settled, "mehmet") == (Role.AGENT, Role.TECHNICIAN)
    archive(settled, "technicians", "mehmet")
    assert roles(settled, "mehmet") == (Role.AGENT,)
    with pytest.raises(InvalidInputError, match="there is no person 'zoe'"):
        add(settled, "technicians", id="zoe")


def test_whoever_is_put_in_a_role_holds_what_it_permits_until_he_leaves_it(settled: House) -> None:
    permits = ["second_line", "technician"]
    add(settled, "roles", id="network", name="Network", permissions=permits, members=["mehmet"])
    assert roles(settled, "mehmet") == (Role.AGENT, Role.SECOND_LINE, Role.TECHNICIAN)
    edit(settled, "roles", "network", permissions=["technician"])
    assert roles(settled, "mehmet") == (Role.AGENT, Role.TECHNICIAN)
    with pytest.raises(ConflictError, match="people are in it: mehmet"):
        archive(settled, "roles", "network")
    edit(settled, "roles", "network", members=[])
    assert roles(settled, "mehmet") == (Role.AGENT,)
    archive(settled, "roles", "network")


def test_what_two_roles_permit_stays_when_one_is_left(settled: House) -> None:
    for role_id in ("network", "storage"):
        permits = ["second_line"]
        add(settled, "roles", id=role_id, name=role_id, permissions=permits, members=["mehmet"])
    edit(settled, "roles", "network", members=[])
    assert Role.SECOND_LINE in roles(settled, "mehmet")


def test_the_hourly_cost_of_a_role_has_a_currency(settled: House) -> None:
    with pytest.raises(InvalidInputError, match="stand together") as error:
        add(settled, "roles", id="network", name="Network", hourly_cost_minor_units=75_000)
    assert error.value.field == "currency"
    cost = {"hourly_cost_minor_units": 75_000, "currency": "TRY"}
    flag = add(settled, "roles", id="network", name="N", only_authorised_customers=True, **cost)
    assert (flag.fields["only_authorised_customers"], flag.fields["currency"]) == (True, "TRY")


def test_two_writers_at_once_leave_one_record(settled: House) -> None:
    def run(number: int) -> str:
        try:
            add(settled, "parties", id="supplier", name=f"Supplier {number}", delivers="cables")
        except ConflictError:
            return "conflict"
        return "done"

    with ThreadPoolExecutor(4) as pool:
        assert sorted(pool.map(run, range(4))) == ["conflict"] * 3 + ["done"]
    assert [kind for kind, _ in events(settled, "party/supplier")] == ["party_registered"]
