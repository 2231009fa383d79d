"""Whoever stands in for an absent contact sees what he was asked, and is one of his own (R148)."""

from __future__ import annotations

import re
from contextlib import contextmanager
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import text

from activities.store.engine import engine_for
from tests.starters.company import GATES, REASON
from tests.starters.test_between_customers import contact, customer
from tests.starters.test_contracts import WHY, day
from tests.starters.test_customers_sight import holds
from tests.starters.test_handing_on import MANAGER, costs_asked_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.starters.company import Company, Said


@pytest.fixture(scope="module")
def house(company: Company) -> Company:
    """A house with two customers who have nothing in common."""
    for one in ("si-acme", "si-sepehr"):
        customer(company, one)
    for each in ("si-ece", "si-can"):
        contact(company, each, "si-acme")
    for each in ("si-omid", "si-nasrin"):
        contact(company, each, "si-sepehr")
    return company


def away(
    company: Company, absence_id: str, absent: str, substitute: str, by: str, *, until: str = ""
) -> Said:
    """Type that somebody is away from yesterday on, for a week or until a day."""
    days = ("--from-on", day(-1), "--back-on", until or day(7))
    who = ("--id", absence_id, "--absent", absent, "--substitute", substitute, "--as", by)
    return company.run("absence", "add", *who, *days, "--json")


def test_a_contacts_stand_in_sees_what_was_handed_to_him_while_he_is_away(house: Company) -> None:
    contact(house, "si-asli", "si-acme", ["contact", MANAGER])
    contact(house, "si-arda", "si-acme")
    task = costs_asked_of(house, "si-asli", "si-fifth")
    holds(house, "si-asli", "contact")
    as_arda = ("--as", "si-arda")
    assert house.refused(3, "task", "show", task, *as_arda)["field"] == "task"
    until = day(7)
    assert away(house, "si-summer", "si-asli", "si-arda", "si-asli", until=until).code == 0
    assert house.does("task", "show", task, *as_arda)["assignee"] == "si-asli"
    assert [one["task_id"] for one in house.does("inbox", "--all", *as_arda)] == [task]
    told = house.run("inbox", *as_arda).out
    assert f"si-asli is away until {until}; answer for him with `decide --for si-asli`" in told
    assert house.refused(3, "task", "show", task, "--as", "si-can")["field"] == "task"
    house.does("absence", "archive", "si-summer", "--reason", WHY, "--as", "boss")
    assert house.refused(3, "task", "show", task, *as_arda)["field"] == "task"
    assert "si-asli is away" not in house.run("inbox", *as_arda).out


def test_a_stand_in_answers_for_a_contact_who_is_away(house: Company) -> None:
    contact(house, "si-tuna", "si-acme", ["contact", MANAGER])
    contact(house, "si-toprak", "si-acme")
    task = costs_asked_of(house, "si-tuna", "si-sixth")
    assert away(house, "si-spring", "si-tuna", "si-toprak", "boss").code == 0
    _, costs = GATES["costs"]
    words = house.deciding("si-sixth/costs/1", "complete", by="si-toprak", data=costs)
    assert house.does(*words, "--for", "si-tuna")["outcome"] == "complete"
    shown = house.does("task", "show", task)
    assert (shown["decided_by"], shown["stands_for"]) == ("si-toprak", "si-tuna")
    holds(house, "si-tuna", "contact")
    for his_side in ("si-tuna", "si-toprak"):
        assert house.does("task", "show", task, "--as", his_side)["reason"] == REASON


def test_a_contact_names_one_of_his_own_as_stand_in_and_learns_of_nobody(house: Company) -> None:
    nobody = away(house, "si-a", "si-can", "si-nixda", "si-can")
    for stranger in ("si-omid", "boss"):
        said = away(house, "si-a", "si-can", stranger, "si-can")
        assert (said.code, said.error["field"]) == (2, "substitute")
        assert said.error["message"].replace(stranger, "si-nixda") == nobody.error["message"]
    for known in ("account", "si-ece"):
        assert away(house, f"si-a-{known}", "si-can", known, "si-can").code == 0
        shown = house.does("absence", "show", f"si-a-{known}", "--as", "si-can")
        assert shown["substitute"] == known
        house.does("absence", "archive", f"si-a-{known}", "--reason", WHY, "--as", "boss")


def test_nobody_of_another_customer_stands_in_for_a_contact_by_a_file_either(
    house: Company,
) -> None:
    lines = "id,absent,substitute,from_on,back_on\n"
    lines += f"si-f1,si-omid,si-ece,{day(1)},{day(3)}\nsi-f2,si-omid,boss,{day(4)},{day(5)}\n"
    file = house.write("absences.csv", lines)
    said = house.run("import", file, "--kind", "absences", "--apply", "--json", "--as", "boss")
    assert said.code == 2
    (report,) = said.json
    assert [(one["line"], one["field"]) for one in report["refusals"]] == [(2, "substitute")]
    assert report["refusals"][0]["reason"] == (
        "substitute: si-ece is neither of si-sepehr, as si-omid is, nor one of ours"
    )


def test_an_archived_absence_comes_back_by_nobody_but_whose_it_is_or_who_may(
    house: Company,
) -> None:
    assert away(house, "si-gone", "si-ece", "si-can", "si-ece").code == 0
    live = away(house, "si-gone", "si-nasrin", "si-omid", "si-nasrin")
    house.does("absence", "archive", "si-gone", "--reason", WHY, "--as", "boss")
    archived = away(house, "si-gone", "si-nasrin", "si-omid", "si-nasrin")
    assert (archived.code, archived.error) == (5, live.error)
    assert house.does("absence", "show", "si-gone")["absent"] == "si-ece"
    assert away(house, "si-gone", "si-ece", "si-can", "si-ece").code == 0
    house.does("absence", "archive", "si-gone", "--reason", WHY, "--as", "boss")
    assert away(house, "si-gone", "si-nasrin", "si-omid", "boss").code == 0
    assert house.does("absence", "show", "si-gone")["absent"] == "si-nasrin"


@contextmanager
def answered_by(
    house: Company, task_id: str, person: str, absent: str | None = None
) -> Iterator[None]:
    """Let a task be answered by one of ours, as where it went up the ladder; then as it was.

    Args:
        absent: For whom he answered; None where he did so in his own name.
    """
    engine = engine_for(house.database.owner_url)
    was = text("SELECT actor, stands_for FROM decision WHERE task_id = :task")
    becomes = text("UPDATE decision SET actor = :actor, stands_for = :absent WHERE task_id = :task")
    with engine.begin() as connection:
        actor, stood_for = connection.execute(was, {"task": task_id}).one()
        connection.execute(becomes, {"task": task_id, "actor": person, "absent": absent})
    yield
    with engine.begin() as connection:
        connection.execute(becomes, {"task": task_id, "actor": actor, "absent": stood_for})
    engine.dispose()


def test_what_one_of_ours_answered_in_his_own_name_is_not_the_contacts_to_read(
    house: Company,
) -> None:
    contact(house, "si-silent", "si-acme", ["contact", MANAGER])
    task = costs_asked_of(house, "si-silent", "si-seventh")
    _, costs = GATES["costs"]
    house.decide("si-seventh/costs/1", "complete", by="si-silent", data=costs)
    holds(house, "si-silent", "contact")
    show = ("task", "show", task, "--as", "si-silent")
    assert house.does(*show)["reason"] == REASON
    with answered_by(house, task, "delivery"):
        found = house.does(*show)
        page = house.run(*show).out
        assert REASON in house.run("task", "show", task).out
    with answered_by(house, task, "delivery", "si-silent"):
        assert house.does(*show)["reason"] == REASON
    assert (found["state"], found["outcome"], found["reason"]) == ("completed", None, None)
    assert re.search(r"closed +[-0-9]+ [:0-9]+ UTC: complete", page)
    assert REASON not in page
