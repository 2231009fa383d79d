"""A contract as one line of a spreadsheet, for the import of those that already run (R44, R57–R66).

What lies nested in a contract has columns of its own here: the recipients of each side, the days of
its notices, the term, the price as on an invoice, and the periods that ran before.
"""

from __future__ import annotations

import re
from decimal import Decimal
from typing import TYPE_CHECKING, Annotated, Any
from unicodedata import decimal

from pydantic import BeforeValidator, Field, ValidationInfo, field_validator

from domain.checking import checked
from domain.contracts.spans import Span
from domain.contracts.terms import ContractFile, DaysAfter, EarlierPeriod, Offset
from domain.contracts.words import ClosedDay, ContractType, PriceRuleKind, Renewal, Unit
from domain.errors import InvalidInputError
from domain.model import Currency, Day, Edge, Identifier, LongText, ShortText
from domain.money import is_payable, minor_units
from domain.policy import Command
from domain.registers.kind import Kind, Labels

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

_AMOUNT = re.compile(r"[0-9]{1,13}(\.[0-9]{1,3})?")
_PERCENT = re.compile(r"[+-]?[0-9]{1,4}(\.[0-9]{1,2})?")
_SPAN = re.compile(r"([0-9]{1,4})\s*([^\W\d]+)")
_EARLIER = re.compile(r"([0-9-]{10})\s*\.\.\s*([0-9-]{10})(?:\s*=\s*(.+))?")
_YEAR = 12
_UNITS = {
    **dict.fromkeys(("day", "days", "gün", "gun"), (1, Unit.DAYS)),
    **dict.fromkeys(("month", "months", "ay"), (1, Unit.MONTHS)),
    **dict.fromkeys(("year", "years", "yıl", "yil"), (_YEAR, Unit.MONTHS)),
}


def _in_our_digits(said: object) -> str:
    """Persian and Arabic digits are read as ours."""
    return "".join(str(decimal(one)) if one.isdecimal() else one for one in str(said).strip())


def _span(said: object) -> object:
    found = _SPAN.fullmatch(_in_our_digits(said))
    times, unit = _UNITS.get(found[2].casefold(), (0, None)) if found else (0, None)
    if found is None or unit is None:
        message = "a span is written as 12 months, 1 year or 30 days"
        raise ValueError(message)
    return Span(amount=int(found[1]) * times, unit=unit)


def _percent(said: object) -> object:
    text = _in_our_digits(said)
    if not _PERCENT.fullmatch(text):
        message = f"{text[:80]!r} is no percentage such as 12.5"
        raise ValueError(message)
    # A spreadsheet saves 10 as 10.0 or as 10.00, and it is the same contract.
    return f"{Decimal(text).normalize():f}"


def _amount(said: object) -> object:
    text = _in_our_digits(said)
    if not _AMOUNT.fullmatch(text):
        message = f"{text[:80]!r} is no amount such as 12500.00, without separators of thousands"
        raise ValueError(message)
    return text


InDigits = BeforeValidator(_in_our_digits)
SpanText = Annotated[Span, BeforeValidator(_span)]
Percentage = Annotated[str, BeforeValidator(_percent)]
Amount = Annotated[str, BeforeValidator(_amount)]
People = Annotated[tuple[Identifier, ...], Field(max_length=100)]


class ContractLine(Edge):
    """A contract as a line of a spreadsheet; `domain.contracts.terms.ContractFile` says the rest.

    Args:
        currency: That of `price` and of the prices of earlier periods.
        notices_before: Days before the last day, such as `60; 30; 7`.
        term: Such as `12 months`; `term_months` says it as a number.
        cut_off: Such as `2 months`.
        earlier: Such as `2024-01-01..2024-12-31=100000.00; 2025-01-01..2025-12-31`, oldest first.
    """

    id: Annotated[Identifier, Labels("sözleşme", "sözleşme no", "sözleşme kodu", "contract")]
    customer: Annotated[Identifier, Labels("müşteri", "müşteri kodu", "account")]
    type: Annotated[ContractType, Labels("tür", "sözleşme türü")]
    name: Annotated[ShortText, Labels("sözleşme adı", "ad", "contract name")]
    description: Annotated[LongText | None, Labels("açıklama")] = None
    services: Annotated[People, Labels("hizmetler", "hizmet", "service")]
    start_on: Annotated[Day, Labels("başlangıç", "başlangıç tarihi", "start", "start date")]
    end_on: Annotated[Day | None, Labels("bitiş", "bitiş tarihi", "end", "end date")] = None
    signed_on: Annotated[Day | None, Labels("imza tarihi", "signed")] = None
    time_zone: Annotated[ShortText | None, Labels("saat dilimi")] = None
    calendar: Annotated[Identifier | None, Labels("takvim")] = None
    plan: Annotated[Identifier | None, Labels("hizmet planı", "plan kodu", "service plan")] = None
    plan_version: Annotated[int | None, Labels("plan sürümü")] = None
    currency: Annotated[Currency | None, Labels("para birimi")] = None
    price: Annotated[Amount | None, Labels("bedel", "tutar", "fiyat", "amount")] = None
    credits_left: Annotated[Amount | None, Labels("kalan kredi", "devreden kredi", "credits")] = (
        None
    )
    recipients_ours: Annotated[
        People, Labels("bizden bilgilendirilecekler", "our recipients", "recipients (ours)")
    ] = ()
    recipients_customer: Annotated[
        People,
        Labels("müşteriden bilgilendirilecekler", "customer recipients", "recipients (customer)"),
    ] = ()
    notices_before: Annotated[
        tuple[Annotated[Offset, InDigits], ...],
        Labels("bitişten önce bildirim", "bitişten önce bildirim (gün)", "days before"),
    ] = ()
    notices_after: Annotated[
        tuple[Annotated[DaysAfter, InDigits], ...],
        Labels("bitişten sonra bildirim", "bitişten sonra bildirim (gün)", "days after"),
    ] = ()
    renewal: Annotated[Renewal, Labels("yenileme", "yenileme türü")] = Renewal.NEVER
    term: Annotated[SpanText | None, Labels("yenileme süresi", "süre")] = None
    term_months: Annotated[
        Annotated[int, Field(ge=1, le=1_200)] | None, Labels("süre (ay)", "yenileme süresi (ay)")
    ] = None
    price_rule: Annotated[PriceRuleKind, Labels("fiyat kuralı")] = PriceRuleKind.UNCHANGED
    price_percent: Annotated[Percentage | None, Labels("artış yüzdesi", "percent")] = None
    price_index: Annotated[ShortText | None, Labels("endeks", "index")] = None
    price_index_month: Annotated[int | None, Labels("endeks ayı", "index month")] = None
    price_index_cap: Annotated[Percentage | None, Labels("azami artış", "cap percent")] = None
    cut_off: Annotated[SpanText | None, Labels("fesih süresi", "notice period")] = None
    closed_day: Annotated[ClosedDay, Labels("tatil günü")] = ClosedDay.STAY
    account_manager: Annotated[
        Identifier | None, Labels("müşteri yöneticisi", "müşteri temsilcisi")
    ] = None
    answered_by: Annotated[Identifier | None, Labels("yanıtlayan")] = None
    earlier: Annotated[tuple[EarlierPeriod, ...], Labels("önceki dönemler", "earlier periods")] = ()

    @field_validator("price")
    @classmethod
    def _is_payable(cls, price: str | None, info: ValidationInfo) -> str | None:
        if price is not None:
            _money(price, info.data.get("currency"))
        return price

    @field_validator("term_months")
    @classmethod
    def _one_term(cls, months: int | None, info: ValidationInfo) -> int | None:
        if months is not None and info.data.get("term") is not None:
            message = "term says it already"
            raise ValueError(message)
        return months

    @field_validator("earlier", mode="before")
    @classmethod
    def _periods(cls, said: Sequence[object], info: ValidationInfo) -> list[object]:
        return [_earlier(one, info.data.get("currency")) for one in said]


CONTRACT = Kind(
    "contract", "contracts", ContractLine, Command.CONTRACT_ADD, clauses=("8.3.2", "8.3.3")
)
"""Its columns; contracts are processes and no register, so that an import starts them."""

_PRICE_COLUMNS = {
    "percent": "price_percent",
    "index": "price_index",
    "month": "price_index_month",
    "cap_percent": "price_index_cap",
}
_SAYS_SO = {
    "notices": "notices_before",
    "before": "notices_before",
    "after": "notices_after",
    "earlier:": "earlier",
    "a": "renewal",
}
"""How what does not fit together begins, where it does not begin with the name of a column."""


def contract_of(raw: Mapping[str, object]) -> ContractFile:
    """The contract that a line writes down.

    Args:
        raw: What its cells say, by column.

    Raises:
        InvalidInputError: naming the column and what is allowed there.
    """
    line = checked(ContractLine, raw)
    try:
        return checked(ContractFile, _nested(line))
    except InvalidInputError as wrong:
        raise in_columns(wrong) from None


def in_columns(wrong: InvalidInputError) -> InvalidInputError:
    """What is wrong with a contract, said of the column of its line."""
    field = str(wrong.field)
    said = wrong.message.removeprefix(f"{field}: ")
    column = _column(field, said)
    return InvalidInputError(f"{column}: {said}", field=column)


def _column(field: str, said: str) -> str:
    first, *rest = field.split(".")
    if first == "price_rule":
        return _PRICE_COLUMNS.get(rest[-1], first)
    if first == "recipients":
        return f"{first}_{rest[0] if rest else 'ours'}"
    if rest and first == "notices":
        return f"{first}_{rest[0]}"
    if first in CONTRACT.columns:
        return first
    # What does not fit together says first what it is about.
    word = said.split(" ", 1)[0]
    return _SAYS_SO.get(word, word)


def _nested(line: ContractLine) -> dict[str, Any]:
    """The line as a contract is written down; a cell that says nothing is left to its default."""
    own = ContractFile.model_fields.keys() - {"price", "recipients", "notices", "term"}
    said: dict[str, Any] = {
        **{name: value for name, value in line if name in own},
        "price": line.price and _money(line.price, line.currency),
        "recipients": {"ours": line.recipients_ours, "customer": line.recipients_customer},
        "notices": {"before": line.notices_before, "after": line.notices_after},
        "term": line.term,
        "price_rule": _price_rule(line),
    }
    if line.term_months is not None:
        said["term"] = Span(amount=line.term_months, unit=Unit.MONTHS)
    return {name: value for name, value in said.items() if value is not None}


def _price_rule(line: ContractLine) -> dict[str, object]:
    columns = {name: getattr(line, column) for name, column in _PRICE_COLUMNS.items()}
    given = {name: value for name, value in columns.items() if value is not None}
    return {"kind": line.price_rule.value, **given}


def _earlier(said: object, currency: str | None) -> object:
    if not isinstance(said, str):
        return said
    found = _EARLIER.fullmatch(_in_our_digits(said))
    if found is None:
        message = f"{said[:80]!r} is not written as 2024-01-01..2024-12-31=100000.00"
        raise ValueError(message)
    price = _money(str(_amount(found[3])), currency) if found[3] else None
    return {"start_on": found[1], "end_on": found[2], "price": price}


def _money(amount: str, currency: str | None) -> dict[str, object]:
    if currency is None:
        message = "an amount needs a currency beside it"
        raise ValueError(message)
    if not is_payable(Decimal(amount), currency):
        message = f"{amount} has more decimals than {currency}"
        raise ValueError(message)
    return {"minor_units": minor_units(Decimal(amount), currency), "currency": currency}
