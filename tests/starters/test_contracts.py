"""Contracts on the command line: written down, shown, paused, ended, put away (R57–R66)."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from tests.domain.plan_samples import written
from tests.starters.company import eventually

if TYPE_CHECKING:
    from tests.starters.company import Company, Json

WHY = "both sides agreed on it"


def day(days: int) -> str:
    return (datetime.now(UTC).date() + timedelta(days=days)).isoformat()


def agreed(company: Company, contract_id: str, **more: object) -> list[str]:
    """The words with which a contract is written down, with a customer and a service for it."""
    service_id = f"{contract_id}-service"
    company.in_operation(service_id)
    company.customer()
    usual: dict[str, object] = {
        "id": contract_id,
        "customer": "acme",
        "type": "paid",
        "name": "Backup for Acme",
        "services": [service_id],
        "start_on": day(-10),
        "end_on": day(200),
        "signed_on": day(-20),
        "recipients": {"ours": ["account"]},
        "notices": {"before": [30], "after": [5]},
        "renewal": "tacit",
        "term": {"amount": 12, "unit": "months"},
        "price": {"minor_units": 12_000_000, "currency": "TRY"},
    }
    file = company.write(f"{contract_id}.json", usual | more)
    return ["contract", "add", file, "--as", "account"]


def added(company: Company, contract_id: str, **more: object) -> Json:
    return company.does(*agreed(company, contract_id, **more))


def test_a_signed_contract_is_in_force_and_the_same_file_again_is_the_same_contract(
    company: Company,
) -> None:
    words = agreed(company, "c-signed")
    first = company.does(*words)
    assert (first["state"], first["period"], first["customer_id"]) == ("active", 1, "acme")
    assert company.does(*words)["added_at"] == first["added_at"]
    page = company.run("contract", "show", "c-signed").out
    assert "Time line" in page
    assert "can be terminated until" in page
    assert "to come" in page
    listed = company.does("contract", "list", "--customer", "acme", "--expiring-within", "210")
    assert "c-signed" in [one["contract_id"] for one in listed]
    assert company.does("contract", "list", "--expiring-within", "5") == []


def test_a_contract_of_another_content_needs_another_id(company: Company) -> None:
    added(company, "c-twice")
    said = company.run(*agreed(company, "c-twice", name="Something else"))
    assert said.code == 5
    assert "is known otherwise" in said.err


def test_what_a_contract_names_has_to_be_there(company: Company) -> None:
    said = company.run(*agreed(company, "c-odd", recipients={"ours": ["nobody"]}))
    assert (said.code, "recipients.ours" in said.err) == (2, True)
    said = company.run(*agreed(company, "c-odd", services=["nothing"]))
    assert (said.code, "services.0" in said.err) == (2, True)
    said = company.run(*agreed(company, "c-odd", end_on=day(-1), start_on=day(-9)))
    assert (said.code, "end_on" in said.err) == (2, True)


def test_people_of_another_customer_are_told_of_no_contract(company: Company) -> None:
    company.customer()
    globex = {
        "id": "globex",
        "name": "Globex",
        "kind": "external",
        "basis": "agreement",
        "account_manager": "account",
        "language": "en",
        "time_zone": "Europe/Istanbul",
    }
    company.does("customer", "add", company.write("globex.json", globex), "--as", "account")
    gina = {
        "id": "gina",
        "customer": "globex",
        "name": "Gina",
        "email": "gina@globex.example",
        "language": "en",
        "time_zone": "Europe/Istanbul",
    }
    company.does("contact", "add", company.write("gina.json", gina), "--as", "account")
    for side in ("ours", "customer"):
        said = company.run(*agreed(company, "c-told", recipients={side: ["gina"]}))
        assert (said.code, "gina belongs to another customer than acme" in said.err) == (2, True)
    added(company, "c-told")
    file = company.write("edit.json", {"recipients": {"ours": ["account"], "customer": ["gina"]}})
    said = company.run("contract", "edit", "c-told", file, "--reason", WHY, "--as", "account")
    assert (said.code, "recipients.customer" in said.err) == (2, True)


def test_whoever_keeps_customers_and_contracts_is_not_archived(company: Company) -> None:
    keeper = {
        "id": "c-keeper",
        "name": "Kemal",
        "email": "kemal@example.com",
        "language": "tr",
        "time_zone": "Europe/Istanbul",
        "roles": ["account_manager"],
    }
    company.does("people", "import", company.write("k.json", [keeper]), "--apply", "--as", "admin")
    looked_after = ("--id", "c-firm", "--name", "Firm", "--account-manager", "c-keeper")
    company.does("customer", "add", *looked_after, "--as", "account")
    added(company, "c-kept", account_manager="c-keeper")
    said = company.run("people", "archive", "c-keeper", "--reason", WHY, "--as", "admin")
    assert said.code == 5
    assert "c-keeper keeps customer c-firm, contract c-kept; name somebody else first" in said.err


def test_a_price_that_is_agreed_is_in_the_currency_of_the_contract(company: Company) -> None:
    added(company, "c-priced", end_on=day(300))
    renew = ["contract", "renew", "c-priced", "--reason", WHY, "--as", "account"]
    for price in (["9000.00", "--currency", "EUR"], ["9000.00 EUR"]):
        said = company.run(*renew, "--price", *price)
        assert (said.code, "is paid in TRY, not in EUR" in said.err) == (2, True)
    said = company.run(*renew, "--price", "9.000,00")
    assert (said.code, "is no amount such as 12500.00 TRY" in said.err) == (2, True)
    said = company.run(*renew, "--price", "1.200 TRY")
    assert (said.code, "write it as 1200.00 TRY" in said.err) == (2, True)
    company.does(*renew, "--price", "9000.50")


def test_credits_in_money_are_shown_as_on_an_invoice_in_the_currency_of_the_plan(
    company: Company,
) -> None:
    allowance = {"unit": "money", "quantity": "12500.00"}
    file = company.write("p.json", {"id": "in-money", **written(allowance=allowance)})
    company.does("plan", "add", file, "--as", "account")
    added(company, "c-money", plan="in-money", price="500.00 EUR")
    eventually(lambda: company.does("contract", "show", "c-money")["credits_left"])
    page = company.run("contract", "show", "c-money").out
    assert "12500.00 TRY" in page
    assert "1250000" not in page


def test_a_bare_whole_price_is_refused_because_it_meant_minor_units_before(
    company: Company,
) -> None:
    added(company, "c-bare", end_on=day(300))
    renew = ["contract", "renew", "c-bare", "--reason", WHY, "--as", "account"]
    for price in (["12000000"], ["۱۲۰۰۰۰۰۰"], ["12000000", "--currency", "TRY"]):
        said = company.run(*renew, "--price", *price)
        assert (said.code, "alone could be minor units" in said.err) == (2, True)
        assert "such as '12000.00 TRY'" in said.err
    company.does(*renew, "--price", "12000 TRY")


def test_a_draft_is_activated_suspended_resumed_and_terminated(company: Company) -> None:
    assert added(company, "c-draft", signed_on=None)["state"] == "draft"
    who = ("--reason", WHY, "--as", "account")
    company.does("contract", "activate", "c-draft", *who)
    company.does("contract", "suspend", "c-draft", *who)
    assert company.does("contract", "show", "c-draft")["state"] == "suspended"
    company.does("contract", "resume", "c-draft", *who)
    assert company.run("contract", "resume", "c-draft", *who).code == 5
    company.does("contract", "terminate", "c-draft", "--on", day(50), *who)
    shown = company.does("contract", "show", "c-draft")
    assert [one["task_id"] for one in shown["tasks"]] == ["contract/c-draft/early_termination/1"]
    assert company.run("contract", "archive", "c-draft", *who).code == 5
    assert company.run("contract", "show", "c-nothing").code == 3


def zone_of_another_day() -> tuple[str, date]:
    """A clock on which it is another day than in Greenwich, for an hour at least, and that day."""
    now = datetime.now(UTC)
    zone = "Pacific/Kiritimati" if now.hour in range(11, 23) else "Pacific/Pago_Pago"
    # Where neither is sure for an hour it is the same day there, and the test as right.
    return zone, now.astimezone(ZoneInfo(zone)).date()


def test_today_is_the_day_it_is_on_the_clock_of_the_contract(company: Company) -> None:
    zone, today = zone_of_another_day()
    later = (today + timedelta(days=2)).isoformat()
    words = agreed(company, "c-zone-late", signed_on=later, time_zone=zone)
    assert company.refused(2, *words)["message"] == f"signed_on: {later} has not come yet"
    added(company, "c-zone", signed_on=today.isoformat(), time_zone=zone)
    company.does(
        *("customer", "add", "--id", "cust-zone", "--name", "Zone", "--kind", "external"),
        *("--basis", "agreement", "--account-manager", "account", "--language", "en"),
        *("--time-zone", zone, "--as", "account"),
    )
    his = {"customer": "cust-zone", "recipients": {"ours": ["account"]}}
    added(company, "c-zone-his", signed_on=today.isoformat(), **his)
    words = agreed(company, "c-zone-his-late", signed_on=later, **his)
    assert company.refused(2, *words)["message"] == f"signed_on: {later} has not come yet"
    added(company, "c-zone-draft", signed_on=None, **his)
    activate = ("contract", "activate", "c-zone-draft", "--reason", WHY, "--as", "account")
    assert company.refused(2, *activate, "--signed-on", later)["field"] == "signed_on"
    company.does(*activate)
    now_there = datetime.now(ZoneInfo(zone)).date()
    shown = company.does("contract", "show", "c-zone-draft")
    assert shown["signed_on"] in {today.isoformat(), now_there.isoformat()}


def test_an_index_has_one_figure_a_month(company: Company) -> None:
    words = ["contract", "index", "TUFE", "--month", "2026-01", "--source", "the office"]
    assert company.does(*words, "--figure", "3240.5", "--as", "account")["month"] == "2026-01"
    said = company.run(*words, "--figure", "3241", "--as", "account")
    assert (said.code, "is recorded for TUFE" in said.err) == (5, True)


def test_a_contract_takes_no_plan_that_is_archived(company: Company) -> None:
    plan = {
        "id": "put-away",
        "title": "Put away",
        "description": "No new contracts",
        "currency": "TRY",
        "pricing_method": "hourly",
        "billing_method": "postpaid",
        "billing_period": "monthly",
        "hourly_rates": {"technician": "1500.00"},
    }
    who = ("--as", "account")
    company.does("plan", "add", company.write("plan.json", plan), *who)
    words = agreed(company, "c-planned", plan="put-away")
    company.does("plan", "archive", "put-away", "--reason", WHY, *who)
    error = company.refused(2, *words)
    assert error["field"] == "plan"
    assert "takes no new contracts" in error["message"]


def test_the_service_that_takes_a_place_has_to_be_there(company: Company) -> None:
    added(company, "c-leaving")
    service_id = "c-leaving-service"
    company.does("service", "retire", service_id, "--reason", WHY, "--as", "owner")
    for member in ("ayse", "mehmet"):
        company.decide(f"{service_id}/retirement/1", "retire", by=member)
    task = "contract/c-leaving/service_leaving/1"
    everything = ("inbox", "--limit", "10000")
    eventually(lambda: task in {one["task_id"] for one in company.does(*everything)})
    for instead in ("nothing", service_id):
        words = ("--set", f"service={instead}", "--reason", WHY, "--as", "account")
        error = company.refused(2, "decide", task, "replace", *words)
        assert error["field"] == "data.service"
