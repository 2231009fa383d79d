from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from tests.house.repository import ROOT
from workers.registers.yaml_text import read_yaml

if TYPE_CHECKING:
    from tests.starters.company import Company

OFFICE = (ROOT / "examples" / "calendar.yaml").read_text(encoding="utf-8")
ALWAYS = {
    "id": "always",
    "name": "Never closed",
    "time_zone": "UTC",
    "week_start": "monday",
    "week": {"monday": ["00:00-24:00"]},
}


@pytest.fixture
def office(empty_company: Company) -> Company:
    """A company of nobody yet, with the calendar of the example."""
    empty_company.does("calendar", "add", empty_company.write("office.yaml", OFFICE))
    return empty_company


def test_no_calendar_is_there_until_somebody_adds_one(empty_company: Company) -> None:
    assert empty_company.does("calendar", "list") == []
    assert "`servicecycle calendar add FILE`" in empty_company.run("calendar", "list").out


def test_the_example_is_the_calendar_of_an_office_in_turkey(office: Company) -> None:
    (listed,) = office.does("calendar", "list")
    assert (listed["calendar_id"], listed["version"]) == ("tr-office", 1)
    assert (listed["first_day"], listed["last_day"]) == ("2026-01-01", "2028-12-31")
    said = office.run("calendar", "show", "tr-office", "--year", "2026").out
    assert "Office in Istanbul (tr-office), version 1" in said
    assert "26  27  28/ 29x 30  31" in said
    assert "2026-10-28 Wed  half day  09:00-12:30  Cumhuriyet Bayramı" in said
    assert "2026-10-29 Thu  closed                 Cumhuriyet Bayramı" in said
    shown = office.does("calendar", "show", "tr-office", "--year", "2027")
    assert {day[:4] for day in shown["calendar"]["exceptions"]} == {"2027"}
    whole = office.does("calendar", "show", "tr-office")
    assert {day[:4] for day in whole["calendar"]["exceptions"]} == {"2026", "2027", "2028"}


def test_a_year_that_is_not_frozen_says_so(office: Company) -> None:
    said = office.run("calendar", "show", "tr-office", "--year", "2031").out
    assert "the holidays of 2031 are not frozen" in said


def test_the_same_calendar_again_changes_nothing_and_another_needs_to_be_applied(
    office: Company,
) -> None:
    file = office.write("again.yaml", OFFICE)
    assert office.does("calendar", "add", file)["outcome"] == "unchanged"
    other = office.write("other.yaml", OFFICE.replace("Yaz tatili", "Summer"))
    refused = office.run("calendar", "add", other)
    assert refused.code == 5
    assert "2026-08-10  closed Yaz tatili  becomes  closed Summer" in refused.out
    assert "--apply makes version 2" in refused.out
    assert office.refused(5, "calendar", "add", other)["field"] == "id"
    assert office.does("calendar", "add", other, "--apply")["version"] == 2
    former = office.does("calendar", "show", "tr-office", "--version", "1")
    assert former["calendar"]["exceptions"]["2026-08-10"]["name"] == "Yaz tatili"


def test_freezing_shows_what_differs_and_applies_it_when_told(office: Company) -> None:
    words = ("calendar", "freeze", "tr-office", "--years", "2026..2029")
    said = office.run(*words).out
    assert "2029-10-29  working 09:00-12:30, 13:30-18:00  becomes  closed Cumhuriyet" in said
    assert "nothing is changed yet: --apply makes version 2 of tr-office" in said
    assert office.does("calendar", "list")[0]["version"] == 1
    assert "version 2 of tr-office holds" in office.run(*words, "--apply").out
    assert office.does("calendar", "list")[0]["last_day"] == "2029-12-31"
    assert "nothing is changed" in office.run("calendar", "freeze", "tr-office").out


def test_a_question_of_working_hours_is_answered_line_by_line(office: Company) -> None:
    words = ("calendar", "check", "tr-office", "--from", "2026-10-27T16:00", "--add")
    said = office.run(*words, "8h").out.splitlines()
    assert said[0].split() == [
        "Tue",
        "2026-10-27",
        "16:00",
        "Tue",
        "2026-10-27",
        "18:00",
        "2h",
        "open",
    ]
    assert said[-2] == "8h after 2026-10-27 16:00 is 2026-10-30 11:30 in Europe/Istanbul"
    assert said[-1] == "  that is 2026-10-30 08:30 UTC, by version 1 of tr-office"
    found = office.does(*words, "8h")
    assert found["end"] == "2026-10-30T08:30:00Z"
    assert [one["counted"] for one in found["intervals"] if one["why"] == "open"] == [
        "PT2H",
        "PT3H30M",
        "PT2H30M",
    ]


def test_a_question_of_business_days_is_answered_day_by_day(office: Company) -> None:
    words = ("calendar", "check", "tr-office", "--from", "2026-10-27 16:00", "--add", "2bd")
    said = office.run(*words).out
    assert "Wed 2026-10-28  day 1  half day" in said
    assert "2 business days after 2026-10-27 16:00 is 2026-10-30 18:00" in said


def test_an_answer_beyond_the_frozen_years_warns(office: Company) -> None:
    words = ("calendar", "check", "tr-office", "--from", "2031-10-27T16:00+03:00", "--add", "1h")
    assert "holidays are known from 2026-01-01 to 2028-12-31 only" in office.run(*words).out
    assert office.does(*words)["covered"] is False


def test_a_question_without_a_beginning_begins_now(office: Company) -> None:
    office.does("calendar", "add", office.write("always.json", ALWAYS))
    found = office.does("calendar", "check", "always", "--add", "1m")
    assert found["covered"] is True
    said = office.run("calendar", "show", "always").out
    assert "monday       00:00-24:00" in said
    assert "holidays " not in said


@pytest.mark.parametrize(
    ("words", "code", "field"),
    [
        (("show", "nowhere"), 3, "calendar"),
        (("show", "tr-office", "--version", "7"), 3, "version"),
        (("freeze", "nowhere"), 3, "calendar"),
        (("freeze", "tr-office", "--years", "soon"), 2, "years"),
        (("check", "tr-office", "--add", "8"), 2, "add"),
        (("check", "tr-office", "--add", "1h", "--from", "now"), 2, "from"),
        (("check", "tr-office", "--add", "1h", "--from", "1066-10-14"), 2, "from"),
        (("check", "tr-office", "--add", "999999h"), 5, "calendar"),
        (("add", "/nowhere.yaml"), 2, "file"),
    ],
)
def test_what_is_wrong_is_named(
    office: Company, words: tuple[str, ...], code: int, field: str
) -> None:
    assert office.refused(code, "calendar", *words)["field"] == field


def test_only_those_whom_policy_names_may_add_and_freeze(company: Company) -> None:
    file = company.write("always.json", ALWAYS)
    assert company.refused(4, "calendar", "add", file, "--as", "owner")["field"] == "as"
    company.does("calendar", "add", file, "--as", "process")
    years = ("calendar", "freeze", "always", "--apply", "--as")
    assert company.refused(4, *years, "owner")["field"] == "as"
    assert company.refused(5, *years, "admin")["field"] == "calendar"


def test_a_list_of_calendars_comes_in_as_a_whole_or_not_at_all(empty_company: Company) -> None:
    demo = ROOT / "starters" / "demo" / "company" / "calendars.yaml"
    said = empty_company.run("calendar", "add", str(demo))
    assert said.code == 0, said.err
    assert [line.partition(" is added")[0] for line in said.out.splitlines()] == [
        *("tr-office", "cn-office", "ir-office")
    ]
    again = empty_company.does("calendar", "add", str(demo))
    assert [one["outcome"] for one in again] == ["unchanged"] * 3
    other = [{**ALWAYS, "id": "fresh"}, {**ALWAYS, "id": "odd", "time_zone": "Moon/Dark"}]
    refused = empty_company.refused(2, "calendar", "add", empty_company.write("l.json", other))
    assert (refused["field"], "Moon/Dark" in refused["message"]) == ("1.time_zone", True)
    twice = [{**ALWAYS, "id": "fresh"}, {**ALWAYS, "id": "fresh"}]
    for wrong, field in (
        (twice, "1.id"),
        ([{**ALWAYS, "id": "fresh"}, {}], "1.id"),
        ([], "file"),
    ):
        file = empty_company.write("l.json", wrong)
        assert empty_company.refused(2, "calendar", "add", file)["field"] == field
    listed = [one["calendar_id"] for one in empty_company.does("calendar", "list")]
    assert sorted(listed) == ["cn-office", "ir-office", "tr-office"]


def test_of_a_list_it_is_said_which_calendars_are_there_and_say_otherwise(office: Company) -> None:
    changed = read_yaml(OFFICE.replace("Yaz tatili", "Summer"))
    file = office.write("both.json", json.dumps([changed, {**ALWAYS, "id": "beside"}], default=str))
    refused = office.run("calendar", "add", file)
    assert (refused.code, "tr-office is there already and says otherwise" in refused.err) == (
        5,
        True,
    )
    assert "--apply makes version 1 of beside" in refused.out
    assert [one["calendar_id"] for one in office.does("calendar", "list")] == ["tr-office"]
    applied = office.does("calendar", "add", file, "--apply")
    assert [one["outcome"] for one in applied] == ["new_version", "added"]
