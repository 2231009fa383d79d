"""Everything that is wrong with a plan in a spreadsheet, cell by cell (R67-R81, R44).

A plan is judged as far as it can be understood: a cell that is wrong by itself is left out, and of
what depends on it nothing is said before it is mended.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

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
    "currency": (*_AMOUNTS, "allowance_quantity", "rollover_cap"),
    "allowance_unit": ("allowance_quantity", "rollover_cap"),
    "allowance_quantity": ("allowance_unit",),
    "beyond_cap": ("beyond_cap_multiplier",),
    "outside_hours": ("outside_hours_multiplier",),
    "rollover": ("rollover_cap", "rollover_periods"),
}
"""The cells that mean nothing without another one."""


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
            one for one in found if {column_of(one.field), one.message}.isdisjoint(left_out | said)
        ]
        said |= {one.message for one in told}
        yield from (_by_column(one.field, one.message) for one in told)
        columns = {column for one in told if (column := column_of(one.field))}
        if not columns:
            return
        left_out = _with_what_hangs_on(line, left_out | columns)
    for broken in broken_rules(found):
        looked_at = {column for path in broken.reads for column in columns_of(path)}
        if left_out.isdisjoint(looked_at | columns_of(broken.field)):
            yield _by_column(broken.field, f"{broken.field}: {broken.why}")


def _with_what_hangs_on(line: Mapping[str, object], wrong: Collection[str]) -> frozenset[str]:
    """Columns, and those that say something and mean nothing without them."""
    hanging = {other for one in wrong for other in _JUDGED_BY.get(one, ()) if line[other]}
    return frozenset(wrong) | hanging


def _document(
    line: Mapping[str, object], before: Plan | None, left_out: Collection[str]
) -> dict[str, object]:
    nothing = {name: _STAND_INS.get(name, one.default) for name, one in _FIELDS if name in left_out}
    return document_of({**line, **nothing}, before)


def _by_column(field: str, message: str) -> Problem:
    return Problem(column_of(field) or field, in_columns(field, message))


_FIELDS = tuple(PlanLine.model_fields.items())
