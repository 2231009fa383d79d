"""A contract as one line of a spreadsheet, for the import of those that already run (R44, R57–R66).

What lies nested in a contract has columns of its own here: the recipients of each side, the days of
its notices, the term, the price as on an invoice, and the periods that ran before.
"""

from __future__ import annotations

import re
from decimal import Decimal
from typing import TYPE_CHECKING, Annotated, Any

from pydantic import BeforeValidator, Field, ValidationInfo, field_validator

from domain.checking import Problem, examined, first_of
from domain.contracts.spans import Span, in_our_digits, span_of
from domain.contracts.terms import ContractFile, DaysAfter, EarlierPeriod, Offset
from domain.contracts.words import ClosedDay, ContractType, PriceRuleKind, Renewal, Unit
from domain.errors import InvalidInputError
from domain.model import Currency, Day, Edge, Identifier, LongText, ShortText
from domain.money import written
from domain.plans.exact import unambiguous
from domain.policy import Command
from domain.registers.kind import Kind, Labels

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

_AMOUNT = re.compile(r"[0-9]{1,12}(\.[0-9]{1,4})?")
_PERCENT = re.compile(r"[+-]?[0-9]{1,4}(\.[0-9]{1,2})?")
_EARLIER = re.compile(r"([0-9-]{10})\s*\.\.\s*([0-9-]{10})(?:\s*=\s*(.+))?")


def _percent(said: object) -> object:
    text = in_our_digits(said)
    if not _PERCENT.fullmatch(text):
        message = f"{text[:80]!r} is no percentage such as 12.5"
        raise ValueError(message)
    # A spreadsheet saves 10 as 10.0 or as 10.00, and it is the same contract.
    return f"{Decimal(text).normalize():f}"


def _amount(said: object) -> object:
    text = in_our_digits(said)
    if not _AMOUNT.fullmatch(text):
        message = f"{text[:80]!r} is no amount such as 12500.00, without separators of thousands"
        raise ValueError(message)
    unambiguous(text)
    return text


InDigits = BeforeValidator(in_our_digits)
SpanText = Annotated[Span, BeforeValidator(span_of)]
Percentage = Annotated[str, BeforeValidator(_percent)]
Amount = Annotated[str, BeforeValidator(_amount)]
Price = Annotated[ShortText, InDigits]
People = Annotated[tuple[Identifier, ...], Field(max_length=100)]


class ContractLine(Edge):
    """A contract as a line of a spreadsheet; `domain.contracts.terms.ContractFile` says the rest.

    Args:
        start_on: The first day of the present period.
        end_on: The last day of the present period; empty for a contract without an end.
        signed_on: When it was signed; without it the contract stays a draft.
        time_zone: Whose midnight begins and ends it; the customer's where it is empty.
        calendar: The customer's where it is empty.
        plan: Its service plan.
        plan_version: Where later periods keep that version, too.
        price: For the whole period, as on an invoice.
        currency: That of `price` and of the prices of earlier periods, where none stands there.
        credits_left: What is left on the day of the cut-over, in the unit of the plan's allowance.
        recipients_ours: Who of ours is told.
        recipients_customer: Who of the customer is told.
        notices_before: Days before the last day, such as `60; 30; 7`.
        notices_after: Days after it, told where no period follows.
        term: What a renewal adds; `term_months` says it as a number.
        price_rule: How a new period's price follows from the one before.
        price_percent: Of the rule percent.
        price_index: Of the rule index: its name.
        price_index_month: Of the rule index: whose figure counts.
        price_index_cap: Of the rule index: the most a price rises, in percent.
        cut_off: How long before its end it has to be terminated.
        closed_day: Whether an end on a day off stays there, or holds until the next working day.
        account_manager: The customer's where it is empty.
        answered_by: To whom its questions go; the account manager where it is empty.
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
    price: Annotated[Price | None, Labels("bedel", "tutar", "fiyat", "amount")] = None
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
    found = contract_in(raw)
    if isinstance(found, tuple):
        raise first_of(found)
    return found


def contract_in(raw: Mapping[str, object]) -> ContractFile | tuple[Problem, ...]:
    """The contract that a line writes down, or everything that is wrong with it, by column."""
    line = examined(ContractLine, raw)
    if isinstance(line, tuple):
        return line
    found = examined(ContractFile, _nested(line))
    if isinstance(found, tuple):
        return tuple(Problem(*_in_columns(one.field, one.message)) for one in found)
    return found


def in_columns(wrong: InvalidInputError) -> InvalidInputError:
    """What is wrong with a contract, said of the column of its line."""
    column, message = _in_columns(str(wrong.field), wrong.message)
    return InvalidInputError(message, field=column)


def _in_columns(field: str, message: str) -> tuple[str, str]:
    said = message.removeprefix(f"{field}: ")
    column = _column(field, said)
    # What does not fit together may begin with the name of its column already.
    return column, f"{column}: {said.removeprefix(f'{column}: ')}"


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
    found = _EARLIER.fullmatch(in_our_digits(said))
    if found is None:
        message = f"{said[:80]!r} is not written as 2024-01-01..2024-12-31=100000.00"
        raise ValueError(message)
    price = _money(found[3], currency) if found[3] else None
    return {"start_on": found[1], "end_on": found[2], "price": price}


def _money(amount: str, currency: str | None) -> dict[str, object]:
    return written(amount, currency)._asdict()
