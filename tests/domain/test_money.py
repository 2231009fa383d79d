from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.money import (
    Amount,
    Rounding,
    decimals_of,
    is_payable,
    minor_units,
    rounded,
    shown,
    written,
)

AMOUNTS = st.fractions(min_value=0, max_value=10**9)


@pytest.mark.parametrize(
    ("exact", "how", "whole"),
    [
        ("5/2", Rounding.HALF_UP, 3),
        ("5/2", Rounding.HALF_EVEN, 2),
        ("7/2", Rounding.HALF_EVEN, 4),
        ("5/2", Rounding.UP, 3),
        ("5/2", Rounding.DOWN, 2),
        ("21/10", Rounding.UP, 3),
        ("29/10", Rounding.DOWN, 2),
        ("24/10", Rounding.HALF_UP, 2),
    ],
)
def test_an_amount_is_rounded_as_it_is_named(exact: str, how: Rounding, whole: int) -> None:
    assert rounded(Fraction(exact), how) == whole


@given(exact=AMOUNTS, how=st.sampled_from(Rounding))
def test_rounding_moves_an_amount_by_less_than_one_unit_and_a_whole_one_not_at_all(
    exact: Fraction, how: Rounding
) -> None:
    assert abs(rounded(exact, how) - exact) < 1
    assert rounded(Fraction(int(exact)), how) == int(exact)


@pytest.mark.parametrize(
    ("amount", "currency", "units", "said"),
    [
        ("1500", "TRY", 150_000, "1500.00"),
        ("1500.5", "EUR", 150_050, "1500.50"),
        ("0.05", "EUR", 5, "0.05"),
        ("1500", "JPY", 1500, "1500"),
        ("1.234", "KWD", 1234, "1.234"),
    ],
)
def test_an_amount_is_whole_minor_units_of_its_currency(
    amount: str, currency: str, units: int, said: str
) -> None:
    assert minor_units(Decimal(amount), currency) == units
    assert shown(units, currency) == said


def test_an_amount_below_zero_shows_its_sign() -> None:
    assert (shown(-5, "TRY"), shown(-150_050, "EUR"), shown(-3, "JPY")) == (
        "-0.05",
        "-1500.50",
        "-3",
    )


def test_an_amount_that_no_coin_can_pay_is_refused() -> None:
    assert not is_payable(Decimal("1.005"), "TRY")
    assert is_payable(Decimal("1.005"), "KWD")
    with pytest.raises(ValueError, match="JPY has 0 decimals"):
        minor_units(Decimal("1.5"), "JPY")


@given(
    units=st.integers(min_value=0, max_value=10**15),
    currency=st.sampled_from(["TRY", "JPY", "KWD"]),
)
def test_what_is_shown_can_be_written_again(units: int, currency: str) -> None:
    assert minor_units(Decimal(shown(units, currency)), currency) == units
    assert shown(units, currency).partition(".")[2] == "" or decimals_of(currency) > 0


@pytest.mark.parametrize(
    ("text", "usual", "amount"),
    [
        ("1200.00 TRY", None, (120_000, "TRY")),
        (" 1200 try ", None, (120_000, "TRY")),
        ("1200.5EUR", None, (120_050, "EUR")),
        ("۱۲۰۰.50 TRY", None, (120_050, "TRY")),
        ("1200.00", "TRY", (120_000, "TRY")),
        ("1200.00 TRY", "TRY", (120_000, "TRY")),
        ("1200 JPY", None, (1_200, "JPY")),
        ("1.234 KWD", None, (1_234, "KWD")),
        ("1.200 BHD", None, (1_200, "BHD")),
    ],
)
def test_an_amount_is_written_with_its_currency_or_beside_it(
    text: str, usual: str | None, amount: tuple[int, str]
) -> None:
    assert written(text, usual) == Amount(*amount)


@pytest.mark.parametrize(
    ("text", "usual", "why"),
    [
        ("1.200,00 TRY", None, "without separators of thousands"),
        ("1,200.00 TRY", None, "without separators of thousands"),
        ("TRY 1200", None, "is no amount such as 12500.00 TRY"),
        ("-5 TRY", None, "is no amount"),
        ("", "TRY", "is no amount"),
        ("1200.00", None, "needs a currency beside it, such as 1200.00 TRY"),
        ("1200.00 EUR", "TRY", "1200.00 EUR is not in TRY"),
        ("1200.005 TRY", None, "more decimals than TRY, which has 2"),
        (
            "1.200 TRY",
            None,
            "1.200 has more decimals than TRY, which has 2: write it as 1200.00 TRY",
        ),
        ("1.200 TRY", None, "separators of thousands are not taken"),
        ("۱.۲۰۰ TRY", None, "write it as 1200.00 TRY"),
        ("120.000", "TRY", "120.000 has more decimals than TRY"),
        ("1.2000 KWD", None, "which has 3: write it as 1200.000 KWD"),
        ("1.200 IRR", None, "which has 2: write it as 1200.00 IRR"),
        ("1.200 JPY", None, "which has none: write it as 1200 JPY"),
        ("1200.5 JPY", None, "more decimals than JPY, which has none"),
    ],
)
def test_what_is_no_amount_is_refused_with_what_is_one(
    text: str, usual: str | None, why: str
) -> None:
    with pytest.raises(ValueError, match=why):
        written(text, usual)


@given(units=st.integers(0, 10**13), currency=st.sampled_from(["TRY", "JPY", "KWD"]))
def test_an_amount_that_is_shown_can_be_typed(units: int, currency: str) -> None:
    assert written(f"{shown(units, currency)} {currency}") == Amount(units, currency)
