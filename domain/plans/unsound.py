"""Everything that is wrong with a plan in a spreadsheet, cell by cell (R67-R81, R44).

A plan is judged as far as it can be understood: a cell that is wrong by itself is left out, and of
what depends on it nothing is said before it is mended.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from domain.checking import Problem, examined
from domain.plans.plan import Plan
from domain.plans.rules import broken_rules
from domain.plans.simple import PlanLine, column_of, columns_of, document_of, in_columns

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping

_STAND_INS = {
    "title": "-",
    "description": "-",
    "currency": "TRY",
    "pricing_method": "hourly",
    "billing_method": "postpaid",
    "billing_period": "monthly",
}
"""What is taken for a required cell that is wrong; nothing that depends on it is told."""

_AMOUNTS = ("fixed_invoice", "hourly_rates", "hourly_costs", "request_rate")
_JUDGED_BY = {
    "currency": (*_AMOUNTS, "allowance_quantity", "rollover_cap", "cost.amount", "cost.planned"),
    "allowance_unit": ("allowance_quantity", "rollover_cap"),
    "allowance_quantity": ("allowance_unit",),
    "beyond_cap": ("beyond_cap_multiplier",),
    "outside_hours": ("outside_hours_multiplier",),
    "rollover": ("rollover_cap", "rollover_periods"),
}
"""The cells that mean nothing without another one, and the same of what no column holds."""


def wrong_in(
    line: Mapping[str, object], before: Plan | None, wrong: Collection[str] = ()
) -> Iterator[Problem]:
    """Everything that is wrong with the plan a line means, each by its column.

    Args:
        line: Plain values of all columns.
        before: The plan as it was; what no column says stays.
        wrong: The columns in which something is wrong already; of them no more is said, nor of
            what may be wrong for them alone.

    Source: R44, R67-R81.
    """
    left_out, said = _with_what_hangs_on(line, wrong), set[str]()
    while isinstance(found := examined(Plan, _document(line, before, left_out)), tuple):
        told = [
            one for one in found if {_place(one.field), one.message}.isdisjoint(left_out | said)
        ]
        if not told:
            return
        said |= {one.message for one in told}
        yield from (_by_column(one.field, one.message) for one in told)
        left_out = _with_what_hangs_on(line, left_out | {_place(one.field) for one in told})
    for broken in broken_rules(found):
        looked_at = {broken.field, *broken.reads}
        if left_out.isdisjoint(looked_at.union(*map(columns_of, looked_at))):
            yield _by_column(broken.field, f"{broken.field}: {broken.why}")


def _with_what_hangs_on(line: Mapping[str, object], wrong: Collection[str]) -> frozenset[str]:
    """Places, and those that say something and mean nothing without one of them.

    They are followed to the end: without its currency an amount of credits means nothing, and
    without that amount their unit.
    """
    found: set[str] = set()
    new = set(wrong)
    while new:
        found |= new
        hanging = {other for one in new for other in _JUDGED_BY.get(one, ())}
        new = {one for one in hanging - found if line.get(one, _AS_BEFORE)}
    return frozenset(found)


def _document(
    line: Mapping[str, object], before: Plan | None, left_out: Collection[str]
) -> dict[str, object]:
    nothing = {name: _STAND_INS.get(name, one.default) for name, one in _FIELDS if name in left_out}
    document = document_of({**line, **nothing}, before)
    for place in left_out:
        if place not in PlanLine.model_fields:
            _take_out(document, place)
    return document


def _take_out(document: dict[str, Any], place: str) -> None:
    """Leave a place out that no column holds; of a list, the list."""
    *way, last = place.split(".")
    for one in way:
        within = document.get(one)
        if not isinstance(within, dict):
            last = one
            break
        document = within
    document.pop(last, None)


def _place(field: str) -> str:
    """The column that holds a field of a plan; its own path where none does."""
    return column_of(field) or field


def _by_column(field: str, message: str) -> Problem:
    return Problem(_place(field), in_columns(field, message))


_AS_BEFORE = True
"""What no column holds says what it said in the plan as it was."""

_FIELDS = tuple(PlanLine.model_fields.items())
