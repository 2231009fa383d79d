"""A contract as a line of a spreadsheet, and what a cut-over means for it."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from domain.answers import Money
from domain.contracts.coming_over import check_cut_over, comes_over, quiet_until, words_of
from domain.contracts.drafting import Account, content_of, drafted
from domain.contracts.line import CONTRACT, contract_in, contract_of, in_columns
from domain.contracts.opening import state_of
from domain.contracts.periods import lay_out
from domain.contracts.pricing import ByIndex, ByPercent, amount
from domain.contracts.rule import BEFORE_CONTRACTS
from domain.contracts.spans import Span
from domain.contracts.terms import EarlierPeriod
from domain.contracts.words import Unit
from domain.errors import InvalidInputError
from domain.registers.labels import folded
from domain.steps import Asked

NOW = datetime(2026, 6, 1, 10, tzinfo=UTC)
LINE: dict[str, object] = {
    "id": "acme-backup",
    "customer": "acme",
    "type": "paid",
    "name": "Backup",
    "services": ["backup"],
    "start_on": "2026-01-01",
    "end_on": "2026-12-31",
    "signed_on": "2025-12-01",
    "currency": "TRY",
    "price": "۱۲۰۰۰۰.50",
    "notices_before": ["200", "۳۰"],
    "notices_after": ["14"],
}


def over(cut_over: date = date(2026, 6, 1), **more: object) -> list[str]:
    file = contract_of({**LINE, **more})
    account = Account(customer_id="acme", time_zone="Europe/Istanbul", account_manager="aylin")
    asked = Asked(request_id="r", command="contract add", fingerprint="f")
    begun = drafted(
        file, account, BEFORE_CONTRACTS, asked, quiet_until=quiet_until(cut_over, account.time_zone)
    )
    period = lay_out(state_of(begun).first_period(BEFORE_CONTRACTS), None, None)
    return list(words_of(comes_over(2, begun, period, NOW)))


def test_a_line_says_what_a_written_contract_says() -> None:
    found = contract_of(
        {
            **LINE,
            "recipients_ours": ["aylin"],
            "recipients_customer": ["ece"],
            "renewal": "tacit",
            "term_months": 12,
            "cut_off": "2 ay",
            "price_rule": "index",
            "price_index": "TUFE",
            "price_index_month": 10,
            "price_index_cap": "40.0",
            "earlier": ["2024-01-01..2024-12-31", "۲۰۲۵-01-01 .. 2025-12-31 = 100000"],
        }
    )
    assert found.price is not None
    assert (found.price.minor_units, found.price.currency) == (12_000_050, "TRY")
    assert (found.recipients.ours, found.recipients.customer) == (("aylin",), ("ece",))
    assert (found.notices.before, found.notices.after) == ((200, 30), (14,))
    assert found.term == Span(amount=12, unit=Unit.MONTHS)
    assert found.cut_off == Span(amount=2, unit=Unit.MONTHS)
    assert found.price_rule == ByIndex(
        kind="index", index="TUFE", month=10, cap_percent=Decimal(40)
    )
    assert [one.price and one.price.minor_units for one in found.earlier] == [None, 10_000_000]
    assert found.description == "-"


@pytest.mark.parametrize(
    ("price", "currency"),
    [("120000.50", "TRY"), ("120000.50 TRY", None), ("120000.5 try", "TRY")],
)
def test_a_price_is_the_same_with_its_currency_beside_it_or_in_its_column(
    price: str, currency: str | None
) -> None:
    found = contract_of({**LINE, "price": price, "currency": currency})
    assert content_of(found) == content_of(contract_of(LINE))


def test_a_price_has_as_many_decimals_as_its_currency() -> None:
    price = contract_of({**LINE, "price": "1.200", "currency": "KWD"}).price
    assert price is not None
    assert price.minor_units == 1_200
    assert amount(price) == "1.200 KWD"
    assert amount(Money(minor_units=1_200, currency="JPY")) == "1,200 JPY"
    assert amount(Money(minor_units=120_050, currency="TRY")) == "1,200.50 TRY"


def test_what_does_not_fit_together_names_its_column_once() -> None:
    found = contract_in({**LINE, "earlier": ["2024-01-01..2024-12-31"]})
    assert isinstance(found, tuple)
    assert [one.message for one in found] == [
        "earlier: a period has to begin on the day after 2024-12-31"
    ]


def test_a_contract_that_nobody_pays_for_has_no_price() -> None:
    assert contract_of({**LINE, "price": None}).price is None


def test_a_percentage_is_the_same_contract_however_a_spreadsheet_saves_it() -> None:
    rule = {"renewal": "tacit", "term": "1 yıl", "price_rule": "percent"}
    saved = [contract_of({**LINE, **rule, "price_percent": one}) for one in ("10", "10.00", "۱۰")]
    assert saved[0].price_rule == ByPercent(kind="percent", percent=Decimal(10))
    assert len({content_of(one) for one in saved}) == 1
    assert saved[0].term == Span(amount=12, unit=Unit.MONTHS)


@pytest.mark.parametrize(
    ("more", "column", "why"),
    [
        ({"customer": ""}, "customer", "has to be an id such as"),
        ({"price": "1.250,00"}, "price", "is no amount such as 12500.00"),
        ({"price": "1.005"}, "price", "1.005 has more decimals than TRY"),
        ({"price": "120.000"}, "price", "120.000 has more decimals than TRY, which has 2"),
        ({"price": "120.000 TRY"}, "price", "write it as 1200.00 TRY"),
        (
            {"earlier": ["2025-01-01..2025-12-31=120.000"]},
            "earlier",
            "120.000 has more decimals than TRY",
        ),
        ({"credits_left": "1.500"}, "credits_left", "write 1500 or 1.5; separators of"),
        ({"currency": None}, "price", "needs a currency"),
        ({"price": "1.00 EUR"}, "price", "1.00 EUR is not in TRY"),
        ({"notices_before": ["soon"]}, "notices_before.0", "has to be a whole number"),
        ({"notices_before": ["30", "30"]}, "notices_before", "names a day twice"),
        ({"end_on": None}, "notices_before", "count from end_on"),
        ({"end_on": "2025-01-01"}, "end_on", "must not come before start_on"),
        ({"term": "a while"}, "term", "12 months, 1 year or 30 days"),
        ({"term": "3 moons"}, "term", "12 months, 1 year or 30 days"),
        ({"term": "400 years"}, "term", "4800 months are more than 3650"),
        ({"credits_left": "1.000,5"}, "credits_left", "is no amount such as 12500.00"),
        ({"term": "1 year", "term_months": 12}, "term_months", "term says it already"),
        ({"term": "12 months"}, "term", "only for a contract that is renewed"),
        ({"renewal": "tacit"}, "term", "is required where renewal is tacit"),
        ({"price_percent": "ten"}, "price_percent", "no percentage"),
        ({"price_percent": "10"}, "price_percent", "is not known"),
        ({"price_rule": "percent"}, "price_percent", "is required"),
        ({"price_rule": "index", "price_index": "T"}, "price_index_month", "is required"),
        ({"recipients_ours": ["a"], "recipients_customer": ["a"]}, "recipients_ours", "twice"),
        ({"services": ["a", "a"]}, "services", "names one of them twice"),
        ({"recipients_ours": ["-a"]}, "recipients_ours.0", "has to be an id such as"),
        (
            {"price_rule": "index", "price_index": "T", "price_index_month": 13},
            "price_index_month",
            "12",
        ),
        ({"notices_after": ["5", "5"]}, "notices_after", "names a day twice"),
        (
            {"notices_before": [str(one) for one in range(51)]},
            "notices_before",
            "more than 50 entries",
        ),
        (
            {"recipients_ours": [f"p{one}" for one in range(101)]},
            "recipients_ours",
            "more than 100 entries",
        ),
        ({"earlier": ["2025"]}, "earlier", "2024-01-01..2024-12-31=100000.00"),
        ({"earlier": ["2025-02-01..2025-01-01"]}, "earlier.0", "must not come before"),
        ({"earlier": ["2024-01-01..2024-12-31"]}, "earlier", "the day after 2024-12-31"),
        (
            {"end_on": None, "notices_before": [], "notices_after": [], "renewal": "tacit"},
            "renewal",
            "a contract without end_on",
        ),
    ],
)
def test_what_is_wrong_is_said_of_its_column(
    more: dict[str, object], column: str, why: str
) -> None:
    with pytest.raises(InvalidInputError) as error:
        contract_of({**LINE, **more})
    assert (error.value.field, error.value.message.startswith(column)) == (column, True)
    assert why in error.value.message


@pytest.mark.parametrize(
    ("field", "column"),
    [
        ("services.0", "services"),
        ("recipients.customer", "recipients_customer"),
        ("account_manager", "account_manager"),
    ],
)
def test_what_a_contract_names_wrongly_is_said_of_its_column(field: str, column: str) -> None:
    said = in_columns(InvalidInputError(f"{field}: there is no such", field=field))
    assert (said.field, said.message) == (column, f"{column}: there is no such")


def test_credits_are_brought_along_in_whatever_digits_they_are_written() -> None:
    found = contract_of({**LINE, "plan": "gold", "credits_left": "۷۵.۵"})
    assert found.credits_left == Decimal("75.5")


def test_a_term_is_written_with_a_blank_or_a_dash_and_is_the_same_contract() -> None:
    rule = {"renewal": "tacit"}
    written = ("1 year", "1-year", "12 months", "12-months", "1 yıl", "۱ year", "1year")
    found = {content_of(contract_of({**LINE, **rule, "term": one})) for one in written}
    assert len(found) == 1


def test_everything_that_is_wrong_with_a_contract_is_said_of_its_columns() -> None:
    wrong = contract_in({**LINE, "customer": "-", "type": "lease", "start_on": "soon"})
    assert isinstance(wrong, tuple)
    assert [one.field for one in wrong] == ["customer", "type", "start_on"]
    nested = contract_in({**LINE, "price_rule": "index", "notices_before": ["5", "5"]})
    assert isinstance(nested, tuple)
    assert [one.field for one in nested] == ["notices_before", "price_index", "price_index_month"]
    assert all(one.message.startswith(f"{one.field}: ") for one in nested)


def test_an_earlier_period_may_be_handed_over_as_one() -> None:
    before = EarlierPeriod(start_on=date(2025, 1, 1), end_on=date(2025, 12, 31))
    assert contract_of({**LINE, "earlier": [before]}).earlier == (before,)


def test_no_header_stands_for_two_columns() -> None:
    words = [folded(word) for one in CONTRACT.columns.values() for word in {one.name, *one.labels}]
    assert len(words) == len(set(words))
    assert CONTRACT.headers[folded("SÖZLEŞME NO")] == "id"


@pytest.mark.parametrize("day", [date(2026, 5, 1), date(2026, 6, 1), date(2027, 6, 2)])
def test_a_cut_over_lies_within_a_month_behind_and_a_year_ahead(day: date) -> None:
    check_cut_over(day, NOW.date())


@pytest.mark.parametrize("day", [date(2026, 4, 30), date(2027, 6, 3), date(2020, 1, 1)])
def test_a_cut_over_that_can_only_be_a_slip_is_refused(day: date) -> None:
    with pytest.raises(InvalidInputError, match="2026-05-01 to 2027-06-02") as error:
        check_cut_over(day, NOW.date())
    assert error.value.field == "cut_over"


def test_notices_before_the_cut_over_are_history_and_the_others_come() -> None:
    assert over() == [
        "period 1, 2026-01-01 to 2026-12-31; comes in active",
        "to come: -200 days on 2026-06-14, -30 days on 2026-12-01, +14 days on 2027-01-14",
    ]
    assert over(date(2026, 6, 15))[1:] == [
        "history, nobody is told: -200 days on 2026-06-14",
        "to come: -30 days on 2026-12-01, +14 days on 2027-01-14",
    ]
    # A day that has passed gives back none of what fell due since.
    assert over(date(2026, 5, 2), notices_before=["225"], notices_after=[])[1:] == [
        "history, nobody is told: -225 days on 2026-05-20"
    ]


def test_a_draft_is_told_as_one_and_what_has_no_end_has_no_notices() -> None:
    assert over(signed_on=None) == ["period 1, 2026-01-01 to 2026-12-31; comes in draft"]
    assert over(end_on=None, notices_before=[], notices_after=[]) == [
        "period 1, 2026-01-01 without an end; comes in active"
    ]
    assert over(start_on="2026-07-01")[0].endswith("comes in draft")


def test_whoever_cannot_be_asked_in_time_is_named() -> None:
    said = over(renewal="express", term="12 months", earlier=["2025-01-01..2025-12-31"])
    assert said[0] == (
        "period 2, 2026-01-01 to 2026-12-31, 1 before it are history; comes in active"
    )
    assert said[-1] == "asked on 2026-11-02 (Europe/Istanbul) whether it goes on"
    said = over(renewal="tacit", term="12 months", cut_off="8 months")
    assert said[-1].startswith("its cut-off is over by then: it renews by itself")
    assert over(date(2027, 2, 1))[-1] == "its period is over by then: nobody is told how it ended"
