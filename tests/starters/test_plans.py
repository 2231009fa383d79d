"""Service plans at the command line; the document about them shows what is really printed."""

from __future__ import annotations

import json
import re
import shlex
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pytest

from activities.store import plans
from activities.store.engine import engine_for
from domain.plans.credits import closed, granted
from tests.domain.plan_samples import plan, written
from tests.house.repository import ROOT
from tests.starters.company import REASON

if TYPE_CHECKING:
    from tests.starters.company import Company

DOCUMENT = ROOT / "docs" / "service-plans.md"
# Whom the document names is somebody else in the company of these tests.
CALLED = {"aylin": "account", "ipek": "process"}
USAGE = """kind,start,minutes,role,request,amount
work,2026-03-02 09:00,90,technician,I-1,
request,2026-03-02 09:00,,,I-1,
"""

_BLOCK = re.compile(r"^```console\n(.*?)^```$", re.MULTILINE | re.DOTALL)


def example() -> list[tuple[str, str]]:
    """Each command of the worked example, with what the document says it prints."""
    block = _BLOCK.search(DOCUMENT.read_text(encoding="utf-8"))
    assert block is not None
    parts = re.split(r"^\$ servicecycle ", block[1], flags=re.MULTILINE)[1:]
    return [(line, said) for line, _, said in (one.partition("\n") for one in parts)]


def typed(line: str) -> list[str]:
    words = [CALLED.get(word, word) for word in shlex.split(line)]
    return [str(ROOT / word) if word.startswith("examples/") else word for word in words]


def test_the_worked_example_prints_what_the_document_says(company: Company) -> None:
    shown = 0
    for line, says in example():
        said = company.run(*typed(line))
        assert said.code == 0, said.err
        if says.strip() != "…":
            shown += 1
            assert [one.rstrip() for one in said.out.splitlines()] == says.rstrip().splitlines()
    assert shown == 2


def added(company: Company, plan_id: str, **more: object) -> str:
    file = company.write(f"{plan_id}.json", {"id": plan_id, **written(**more)})
    company.does("plan", "add", file, "--as", "account")
    return plan_id


def test_a_plan_is_added_edited_and_shown_in_each_version(company: Company) -> None:
    silver = added(company, "silver")
    changed = company.write("s.json", written(hourly_rates={"technician": "1250"}))
    done = company.does("plan", "edit", silver, changed, "--as", "account")
    assert (done["version"], done["outcome"]) == (2, "new_version")
    again = company.run("plan", "edit", silver, changed, "--as", "account").out
    assert again == "plan silver version 2: unchanged\n"
    back = company.write("s.json", {"id": silver, **written()})
    assert company.run("plan", "edit", silver, back, "--as", "account").out.splitlines() == [
        "plan silver version 3: new version",
        "  hourly_rates.technician: 1250 becomes 1200",
        "  hourly_rates.second_line: nothing becomes 1800",
    ]
    second = company.does("plan", "show", silver, "--version", "2")
    assert second["document"]["hourly_rates"] == {"technician": "1250"}
    page = company.run("plan", "show", silver).out.splitlines()
    assert page[0] == "Gold support (silver), version 3"
    assert "hourly_rates.technician    1200" in page


def test_a_number_of_a_file_is_refused_as_it_is_spelled_there(company: Company) -> None:
    usual = json.dumps({"id": "spelled", **written()})[:-1]
    as_yaml = "".join(f"{name}: {json.dumps(one)}\n" for name, one in written().items())
    for name, text in (
        ("s.json", f'{usual}, "fixed_invoice": 12.000}}'),
        ("s.yaml", f"id: spelled\n{as_yaml}fixed_invoice: 12.000\n"),
    ):
        error = company.refused(2, "plan", "add", company.write(name, text), "--as", "account")
        assert error["field"] == "fixed_invoice"
        assert "12.000 has more decimals than TRY" in error["message"]
    file = company.write("s.yaml", f"id: spelled\n{as_yaml}fixed_invoice: 12.50\n")
    company.does("plan", "add", file, "--as", "account")
    document = company.does("plan", "show", "spelled")["document"]
    assert document["fixed_invoice"] == "12.5"


def test_what_show_prints_can_be_edited_and_handed_in_again(company: Company) -> None:
    bronze = added(company, "bronze", allowance={"unit": "minutes", "quantity": 60})
    document = company.does("plan", "show", bronze)["document"]
    file = company.write("b.json", document)
    assert company.does("plan", "edit", bronze, file, "--as", "account")["outcome"] == "unchanged"


def test_an_archived_plan_is_listed_on_request_only(company: Company) -> None:
    old = added(company, "old")
    company.does("plan", "archive", old, "--reason", REASON, "--as", "account")
    listed = {one["plan_id"] for one in company.does("plan", "list")}
    assert old not in listed
    everything = {one["plan_id"]: one for one in company.does("plan", "list", "--archived")}
    assert everything[old]["archived_at"] is not None
    file = company.write("old.json", written())
    assert company.refused(5, "plan", "edit", old, file, "--as", "account")["field"] == "plan"
    assert "archived since" in company.run("plan", "show", old).out


@pytest.mark.parametrize(
    ("code", "words", "field"),
    [
        (2, ["add", "wrong", "--as", "account"], "pricing_method"),
        (5, ["add", "other", "--as", "account"], "id"),
        (4, ["add", "right", "--as", "tech"], "as"),
        (4, ["edit", "taken", "other", "--as", "tech"], "as"),
        (4, ["archive", "taken", "--reason", REASON, "--as", "tech"], "as"),
        (2, ["archive", "taken", "--reason", "-", "--as", "account"], "reason"),
        (3, ["edit", "nothing", "nameless", "--as", "account"], "plan"),
        (2, ["edit", "nothing", "right", "--as", "account"], "id"),
        (3, ["show", "nothing"], "plan"),
        (3, ["show", "taken", "--version", "7"], "version"),
        (3, ["archive", "nothing", "--reason", REASON, "--as", "account"], "plan"),
        (3, ["price", "nothing", "usage"], "plan"),
        (2, ["price", "taken", "usage", "--period", "2026-Q1"], "period"),
        (2, ["price", "taken", "usage", "--credits", "many"], "credits"),
        (2, ["price", "taken", "usage", "--credits", "5"], "credits"),
        (3, ["price", "taken", "usage", "--calendar", "moon"], "calendar"),
        (2, ["price", "taken", "columns"], "file"),
        (2, ["price", "taken", "rows"], "role"),
        (2, ["price", "taken", "surplus"], "file"),
        (2, ["price", "taken", "quoted"], "file"),
        (2, ["price", "taken", "header"], "period"),
        (2, ["price", "taken", "many"], "file"),
    ],
)
def test_a_command_about_a_plan_is_refused_by_its_field(
    company: Company, code: int, words: list[str], field: str
) -> None:
    if "taken" not in {one["plan_id"] for one in company.does("plan", "list")}:
        added(company, "taken")
    files: dict[str, Any] = {
        "wrong": {"id": "wrong", **written(pricing_method="by_mood")},
        "other": {"id": "taken", **written(title="Another")},
        "right": {"id": "right", **written()},
        "nameless": written(),
        "usage": USAGE,
        "columns": "when,minutes\n",
        "rows": USAGE + "work,2026-03-02 09:00,90,agent,,\n",
        "surplus": USAGE + "work,2026-03-02 09:00,90,technician,,,,7\n",
        "quoted": USAGE + '"work,2026-03-02 09:00\n',
        "header": USAGE.splitlines()[0],
        "many": USAGE.splitlines()[0] + 20_001 * "\nwork,2026-03-02 09:00,5,technician,,",
    }
    before = ("taken", "price") if words[0] == "price" else ()
    typed_words = [
        company.write(f"{word}.txt", files[word])
        if word in files
        and word not in before
        and at == (2 if words[0] in {"edit", "price"} else 1)
        else word
        for at, word in enumerate(words)
    ]
    assert company.refused(code, "plan", *typed_words)["field"] == field


def test_a_wrong_row_is_named_by_line_and_column(company: Company) -> None:
    taken = added(company, "lines")
    file = company.write("u.csv", USAGE + "work,2026-03-02 09:00,90,agent,,\n")
    message = company.refused(2, "plan", "price", taken, file)["message"]
    assert message.startswith("line 4, column role: line-4: the plan names an hourly rate for")


def test_a_price_says_line_by_line_what_and_why(company: Company) -> None:
    hourly = added(company, "hourly")
    for text in (USAGE, USAGE.replace(",", ";"), "\ufeff" + USAGE.replace(",", "\t")):
        file = company.write("usage.csv", text)
        found = company.does("plan", "price", hourly, file)
        assert (found["total_minor_units"], found["first_on"]) == (1800_00, "2026-03-01")
        requests, work = found["lines"]
        assert (requests["amount_minor_units"], work["amount_minor_units"]) == (0, 1800_00)
        assert work["usage"] == [
            {
                "usage_id": "line-2",
                "started_at": "2026-03-02T09:00:00Z",
                "ended_at": "2026-03-02T10:30:00Z",
            }
        ]


def test_a_price_takes_the_credits_of_earlier_periods(company: Company) -> None:
    given = added(company, "credits", allowance={"unit": "minutes", "quantity": 30})
    file = company.write("usage.csv", USAGE)
    found = company.does("plan", "price", given, file, "--credits", "20", "--version", "1")
    assert found["credits"]["consumed"] == "50"
    assert found["total_minor_units"] == 40 * 20_00
    said = company.run("plan", "price", given, file, "--credits", "20").out
    assert "credits  opening 20 minutes, granted 30 minutes, consumed 50 minutes" in said


def test_a_price_names_what_is_refused_and_what_lies_elsewhere(company: Company) -> None:
    given = added(company, "strict")
    more = "extra_cost,2026-03-03 09:00,,,,5\nwork,2026-04-02 09:00,5,technician,,\n"
    said = company.run("plan", "price", given, company.write("usage.csv", USAGE + more)).out
    assert "of other periods, and not priced here  line-5" in said
    assert "line-4  2026-03-03 09:00  2026-03-03 09:00  the plan lets no technician enter" in said


def test_of_work_across_the_end_of_the_period_only_the_rest_is_said_to_be_of_another(
    company: Company,
) -> None:
    given = added(company, "crossing")
    more = "work,2026-03-31 20:00,300,technician,,\nwork,2026-04-02 09:00,5,technician,,\n"
    file = company.write("usage.csv", USAGE + more)
    said = company.run("plan", "price", given, file, "--period", "2026-03").out
    outside = "line-4 from 2026-04-01 00:00 to 2026-04-01 01:00, line-5"
    assert f"of other periods, and not priced here  {outside}\n" in said
    rest, _ = company.does("plan", "price", given, file, "--period", "2026-03")["elsewhere"]
    assert rest == {
        "usage_id": "line-4",
        "started_at": "2026-04-01T00:00:00Z",
        "ended_at": "2026-04-01T01:00:00Z",
    }


def test_a_named_week_begins_as_the_calendar_does(company: Company) -> None:
    """Thursday 5 March lies in week 10, and the week of this calendar begins on Saturday."""
    given = added(company, "by-the-week", billing_period="weekly")
    hours = {"monday": ["09:00-18:00"]}
    saturdays = {"id": "saturdays", "name": "S", "time_zone": "UTC", "week_start": "saturday"}
    company.does(
        *("calendar", "add", company.write("s.json", {**saturdays, "week": hours})),
        *("--as", "process"),
    )
    words = ("plan", "price", given, company.write("usage.csv", USAGE), "--calendar", "saturdays")
    named, unnamed = company.does(*words, "--period", "2026-W10"), company.does(*words)
    assert (named["first_on"], named["last_on"]) == ("2026-02-28", "2026-03-06")
    assert named == unnamed


def test_a_ledger_lists_its_entries_with_the_balance(company: Company) -> None:
    given = plan(
        allowance={"unit": "minutes", "quantity": 600},
        rollover={"allowed": True, "unit": "minutes", "cap": 300, "expires_after_periods": 2},
    )
    entries = [*granted(given, "acme-2026", 1, date(2026, 1, 1))]
    entries += closed(entries, given, "acme-2026", 1, date(2026, 2, 1))
    entries += granted(given, "acme-2026", 2, date(2026, 2, 1))
    engine = engine_for(company.database.owner_url)
    with engine.begin() as connection:
        at = connection.exec_driver_sql("SELECT now()").scalar_one()
        plans.book(connection, entries, at)
    engine.dispose()
    assert company.run("plan", "ledger", "acme-2026").out.splitlines() == [
        "on          period  what         credits  unit     of period  balance",
        "2026-01-01  1       granted      600      minutes  1          600",
        "2026-02-01  2       expired      300      minutes  1          300",
        "2026-02-01  2       rolled over  300      minutes  1          300",
        "2026-02-01  2       granted      600      minutes  2          900",
    ]
    (first,) = company.does("plan", "ledger", "acme-2026", "--on", "2026-01-31")
    assert Decimal(first["balance"]) == 600
    said = company.run("plan", "ledger", "acme-2026", "--on", "2025-12-31").out
    assert said == "no credits of acme-2026 are on record until then\n"
    assert company.refused(3, "plan", "ledger", "nobody")["field"] == "contract"
