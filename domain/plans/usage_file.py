"""A file of usage: each row is checked, and every error names its line and its column (R73–R78)."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Annotated
from zoneinfo import ZoneInfo

from pydantic import Field

from domain.checking import checked
from domain.errors import InvalidInputError
from domain.model import Edge, Identifier, ShortText
from domain.money import minor_units
from domain.plans.exact import Exact, without_currency
from domain.plans.pricing import check_entry
from domain.plans.usage import Usage
from domain.plans.words import UsageKind

if TYPE_CHECKING:
    from collections.abc import Container, Iterable

    from domain.people_import import Row
    from domain.plans.plan import Plan

_INSTANT = re.compile(
    r"[0-9]{4}-[0-9]{2}-[0-9]{2}[ T][0-9]{2}:[0-9]{2}(:[0-9]{2})?"
    r"(?P<offset>Z|[+-][0-9]{2}:[0-9]{2})?",
    re.ASCII,
)
_FIRST_YEAR, _LAST_YEAR = 1900, 2998
_MINUTES = Field(ge=0, le=10_000)
_LONGEST = timedelta(days=7)

_FIELDS_OF = {
    UsageKind.WORK: frozenset({"end", "minutes", "role", "added_minutes"}),
    UsageKind.REQUEST: frozenset({"request"}),
    UsageKind.EXTRA_COST: frozenset({"amount"}),
}


class UsageRow(Edge):
    """One row of the file.

    Args:
        id: A name of its own; without one it is called by its line.
        start: As 2026-03-02 09:00 on the calendar's clock, or with an offset from UTC.
        end: For work; or `minutes` instead.
        amount: For an extra cost, in the currency of the plan, which may stand beside it.
    """

    id: Identifier | None = None
    kind: UsageKind = UsageKind.WORK
    start: ShortText
    end: ShortText | None = None
    minutes: Annotated[int, Field(ge=1, le=10_000)] | None = None
    technician: Identifier | None = None
    role: Identifier | None = None
    request: Identifier | None = None
    added_minutes: Annotated[int, _MINUTES] | None = None
    amount: Exact | None = None


def usage_of(rows: Iterable[Row], plan: Plan, time_zone: str) -> list[Usage]:
    """The usage a file holds, checked against the plan it is priced by.

    Args:
        time_zone: Whose clock instants without an offset are read from.

    Raises:
        InvalidInputError: naming the line and the column of the first error, and how many rows
            are wrong in all.
    """
    found: dict[str, Usage] = {}
    wrong: list[InvalidInputError] = []
    zone = ZoneInfo(time_zone)
    for line, raw in rows:
        try:
            one = _usage(line, checked(UsageRow, _in_currency(raw, plan)), plan, zone)
            _check_new(one, found)
        except InvalidInputError as error:
            message = f"line {line}, column {error.message}"
            wrong.append(InvalidInputError(message, field=error.field))
        else:
            found[one.usage_id] = one
    if wrong:
        more = f" (and {len(wrong) - 1} more rows are wrong)" if len(wrong) > 1 else ""
        raise InvalidInputError(wrong[0].message + more, field=wrong[0].field)
    return list(found.values())


def _in_currency(raw: object, plan: Plan) -> object:
    """A row whose amount is a number; the currency of the plan may stand beside it."""
    if not (isinstance(raw, dict) and "amount" in raw):
        return raw
    try:
        return {**raw, "amount": without_currency(raw["amount"], plan.currency)}
    except ValueError as wrong:
        raise InvalidInputError(f"amount: {wrong}", field="amount") from None


def _usage(line: int, row: UsageRow, plan: Plan, zone: ZoneInfo) -> Usage:
    _check_kind(row)
    start = _instant("start", row.start, zone)
    usage = Usage(
        usage_id=row.id or f"line-{line}",
        kind=row.kind,
        started_at=start,
        ended_at=_end(row, start, zone),
        added_minutes=row.added_minutes or 0,
        technician=row.technician or "",
        role=row.role or "",
        request_id=row.request or "",
        amount_minor_units=_amount(row, plan),
    )
    check_entry(plan, usage)
    return usage


def _check_new(one: Usage, found: Container[str]) -> None:
    if one.usage_id in found:
        raise InvalidInputError(f"id: {one.usage_id} stands there twice", field="id")


def _check_kind(row: UsageRow) -> None:
    """Refuse a column that is for another kind of entry, and ask for those that are needed."""
    given = {name for name in row.model_fields_set if getattr(row, name) is not None}
    for kind, fields in _FIELDS_OF.items():
        foreign = sorted(given & fields)
        # Work and extra costs may belong to a request.
        if kind is not row.kind and kind is not UsageKind.REQUEST and foreign:
            message = f"{foreign[0]}: is for {kind} only, not for {row.kind}"
            raise InvalidInputError(message, field=foreign[0])
    needed = {
        UsageKind.WORK: "role",
        UsageKind.REQUEST: "request",
        UsageKind.EXTRA_COST: "amount",
    }[row.kind]
    if needed not in given:
        raise InvalidInputError(f"{needed}: is required for {row.kind}", field=needed)
    if row.kind is UsageKind.WORK and ("end" in given) == ("minutes" in given):
        raise InvalidInputError("end: write either end or minutes", field="end")


def _end(row: UsageRow, start: datetime, zone: ZoneInfo) -> datetime | None:
    if row.minutes is not None:
        return start + timedelta(minutes=row.minutes)
    if row.end is None:
        return None
    end = _instant("end", row.end, zone)
    if not start < end <= start + _LONGEST:
        raise InvalidInputError("end: is after start, by 7 days at most", field="end")
    return end


def _amount(row: UsageRow, plan: Plan) -> int:
    if row.amount is None:
        return 0
    return minor_units(row.amount, plan.currency)


def _instant(field: str, text: str, zone: ZoneInfo) -> datetime:
    """An instant as it is written; what the clock on the wall shows never or twice is refused."""
    found = _INSTANT.fullmatch(text)
    try:
        given = datetime.fromisoformat(text) if found else None
    except ValueError:
        given = None
    if found is None or given is None or not _FIRST_YEAR <= given.year <= _LAST_YEAR:
        message = f"{field}: write it as 2026-03-02 09:00 or 2026-03-02T09:00+03:00"
        raise InvalidInputError(message, field=field)
    if given.tzinfo is not None:
        return given.astimezone(UTC)
    both = {given.replace(tzinfo=zone, fold=fold).astimezone(UTC) for fold in (0, 1)}
    if len(both) > 1:
        message = (
            f"{field}: clocks in {zone.key} change, and show {text} twice or never; write the "
            "offset from UTC, as 2026-03-29T02:30+01:00"
        )
        raise InvalidInputError(message, field=field)
    return both.pop()
