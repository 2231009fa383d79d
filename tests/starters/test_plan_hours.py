"""Whose hours a price counts with is said, and what it means that no calendar is named."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.house.repository import ROOT

if TYPE_CHECKING:
    from tests.starters.company import Company

EXAMPLES = ROOT / "examples"
USAGE = str(EXAMPLES / "usage.csv")
MIND = "mind: this plan says what becomes of work outside service hours"


@pytest.fixture
def priced(empty_company: Company) -> Company:
    """A company with the plan and the calendar of the examples."""
    empty_company.does("calendar", "add", str(EXAMPLES / "calendar.yaml"))
    empty_company.does("plan", "add", str(EXAMPLES / "plan.yaml"))
    return empty_company


def test_without_a_calendar_every_hour_is_a_service_hour_and_it_is_said_so(priced: Company) -> None:
    said = priced.run("plan", "price", "gold-support", USAGE, "--period", "2026-03").out
    assert "without --calendar every hour is a service hour, by the clock of UTC" in said
    assert MIND in said
    assert "always-open" not in said
    assert "holidays" not in said


def test_a_plan_without_hours_of_its_own_is_priced_without_a_warning(priced: Company) -> None:
    plan = {
        "id": "plain",
        "title": "By the hour",
        "description": "Whatever it takes",
        "currency": "TRY",
        "pricing_method": "hourly",
        "billing_method": "postpaid",
        "billing_period": "monthly",
        "hourly_rates": {"technician": "1500.00 TRY", "second_line": "2200.00 TRY"},
        "technician_may": {"extra_cost": True, "extra_time": True},
    }
    priced.does("plan", "add", priced.write("plain.json", plan))
    said = priced.run("plan", "price", "plain", USAGE, "--period", "2026-03").out
    assert "every hour is a service hour" in said
    assert "mind:" not in said


def test_the_hours_of_a_calendar_are_named_and_holidays_beyond_it_are_minded(
    priced: Company,
) -> None:
    words = ("plan", "price", "gold-support", USAGE, "--calendar", "tr-office")
    said = priced.run(*words, "--period", "2026-03").out
    assert "2026-03-01 to 2026-03-31; calendar tr-office version 1, Europe/Istanbul" in said
    assert "mind:" not in said
    beyond = priced.run(*words, "--period", "2031-03").out
    assert "mind: the calendar does not know the holidays of all these days" in beyond
