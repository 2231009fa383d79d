"""What the plan says of each part of the usage: agreed, extra, flagged or refused (R73–R78)."""

from __future__ import annotations

from decimal import Decimal
from itertools import groupby
from typing import TYPE_CHECKING, NamedTuple

from domain.plans.hours import full_at, hours_at, pieces_of, split_at
from domain.plans.priced import Interval, Refused
from domain.plans.rules import Meter, is_extra, meter_of
from domain.plans.words import OvertimeBehaviour, RefusedBecause, Together, UsageKind
from domain.worktime.timetable import MINUTE, day_of, instant, number_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from domain.plans.hours import Hours, Piece
    from domain.plans.plan import OvertimeRule, Plan
    from domain.plans.usage import Period, Usage
    from domain.worktime.calendar import WorkCalendar

_HOUR = 60
_WHY = {
    RefusedBecause.BEYOND_CAP: "beyond {cap} hours a week, which the plan blocks",
    RefusedBecause.OUTSIDE_HOURS: "outside service hours, which the plan blocks",
    RefusedBecause.NO_EXTRA_TIME: "the plan lets no technician add to the time spent",
    RefusedBecause.NO_EXTRA_COST: "the plan lets no technician enter an extra cost",
}


class Treatment(NamedTuple):
    """What the plan says of a part of the usage; parts of one treatment are one line.

    Args:
        is_extra: Whether it is charged extra.
        flagged: Whether it is allowed though it was not agreed.
        reasons: The rules that apply, in words.
    """

    is_extra: bool
    multiplier: Decimal
    flagged: bool
    reasons: tuple[str, ...]


class Treated(NamedTuple):
    """A part of an entry with its treatment."""

    piece: Piece
    treatment: Treatment


class Timeless(NamedTuple):
    """A request or an extra cost: the day and the hours it lies in, and why it is refused."""

    usage: Usage
    day: int
    hours: Hours
    because: RefusedBecause | None


class Sorted(NamedTuple):
    """The usage of a period, sorted out."""

    work: list[Treated]
    requests: list[tuple[Usage, Treatment]]
    extra_costs: list[Usage]
    refused: list[Refused]
    elsewhere: list[Interval]


def sorted_out(
    plan: Plan, usage: Iterable[Usage], calendar: WorkCalendar, period: Period
) -> Sorted:
    """Sort out what was used; the order in which it is handed in does not matter."""
    entries = sorted(usage, key=lambda one: (one.started_at, one.usage_id))
    found = Sorted([], [], [], [], [])
    work = [one for one in entries if one.kind is UsageKind.WORK]
    pieces = [
        piece for one in work for piece in pieces_of(one, calendar, plan.overtime.outside_hours)
    ]
    shut_out: list[tuple[Piece, RefusedBecause]] = []
    found.work.extend(_work(plan, pieces, calendar, period, shut_out))
    found.refused.extend(_refusals(plan, shut_out))
    elsewhere = [*intervals(one for one in pieces if not _within(period, one.day))]
    for one in _each_request_once(_timeless(plan, calendar, entries)):
        if _within(period, one.day):
            _sort(plan, one, found)
        else:
            elsewhere.append(_at_once(one.usage))
    found.elsewhere.extend(sorted(elsewhere, key=lambda one: (one.started_at, one.usage_id)))
    return found


def intervals(pieces: Iterable[Piece]) -> tuple[Interval, ...]:
    """The pieces as intervals; those of an entry that follow each other are one."""
    joined: list[Piece] = []
    latest: dict[str, int] = {}
    for one in sorted(pieces, key=lambda each: (each.start, each.usage.usage_id)):
        name = one.usage.usage_id
        at = latest.get(name, -1)
        if at >= 0 and joined[at].end == one.start:
            joined[at] = joined[at]._replace(end=one.end)
        else:
            latest[name] = len(joined)
            joined.append(one)
    return tuple(
        Interval(
            usage_id=one.usage.usage_id, started_at=instant(one.start), ended_at=instant(one.end)
        )
        for one in joined
    )


def _timeless(plan: Plan, calendar: WorkCalendar, entries: Iterable[Usage]) -> Iterator[Timeless]:
    """What takes no time; only where requests are charged do the hours of one matter."""
    metered = meter_of(plan) is Meter.REQUESTS
    for one in entries:
        if one.kind is UsageKind.WORK:
            continue
        outside = plan.overtime.outside_hours if metered else None
        _, _, day, hours = hours_at(calendar, outside, one.started_at)
        because = None
        if one.kind is UsageKind.EXTRA_COST:
            because = None if plan.technician_may.extra_cost else RefusedBecause.NO_EXTRA_COST
        elif not hours.is_open and _blocks(outside):
            because = RefusedBecause.OUTSIDE_HOURS
        yield Timeless(one, day, hours if metered else hours._replace(is_open=True), because)


def _each_request_once(entries: Iterable[Timeless]) -> Iterator[Timeless]:
    """The entries without those that name a request again; the first that is not refused counts."""
    seen: set[str] = set()
    for one in entries:
        if one.usage.kind is UsageKind.REQUEST and one.because is None:
            if one.usage.request_id in seen:
                continue
            seen.add(one.usage.request_id or one.usage.usage_id)
        yield one


def _work(
    plan: Plan,
    pieces: Sequence[Piece],
    calendar: WorkCalendar,
    period: Period,
    shut_out: list[tuple[Piece, RefusedBecause]],
) -> Iterator[Treated]:
    """The work that is allowed; a week that reaches beyond the period counts as a whole."""
    allowed: list[Piece] = []
    for one in pieces:
        why = _refused_because(plan, one)
        if why is None:
            allowed.append(one)
        elif _within(period, one.day):
            shut_out.append((one, why))
    blocks_beyond = _blocks(plan.overtime.beyond_cap)
    # Where requests are charged, the request bears what its hour costs extra.
    in_request = meter_of(plan) is Meter.REQUESTS and is_extra(plan.overtime.outside_hours)
    for piece, is_beyond in _capped(plan, allowed, calendar):
        if not _within(period, piece.day):
            continue
        if is_beyond and blocks_beyond:
            shut_out.append((piece, RefusedBecause.BEYOND_CAP))
        else:
            hours = piece.hours._replace(is_open=True) if in_request else piece.hours
            yield Treated(piece, _treatment(plan, hours, is_beyond=is_beyond))


def _capped(
    plan: Plan, pieces: list[Piece], calendar: WorkCalendar
) -> Iterator[tuple[Piece, bool]]:
    """The pieces, each with whether it is beyond the cap of its week (R74, R91)."""
    if plan.weekly_cap_hours is None:
        yield from ((one, False) for one in pieces)
        return
    cap = int(plan.weekly_cap_hours * _HOUR) * MINUTE
    by_day = sorted(pieces, key=lambda one: one.day)
    for _, week in groupby(by_day, key=lambda one: calendar.week_of(day_of(one.day))):
        of_week = list(week)
        at = full_at(of_week, cap)
        for one in of_week:
            before, after = split_at(one, at)
            if before is not None:
                yield before, False
            if after is not None:
                yield after, True


def _refused_because(plan: Plan, piece: Piece) -> RefusedBecause | None:
    if piece.is_added and not plan.technician_may.extra_time:
        return RefusedBecause.NO_EXTRA_TIME
    if not piece.hours.is_open and _blocks(plan.overtime.outside_hours):
        return RefusedBecause.OUTSIDE_HOURS
    return None


def _sort(plan: Plan, one: Timeless, found: Sorted) -> None:
    """Sort out what takes no time: a request, or an extra cost."""
    if one.because is not None:
        at_once = dict(_at_once(one.usage))
        why = _in_words(plan, one.because)
        found.refused.append(Refused(because=one.because, why=why, **at_once))
    elif one.usage.kind is UsageKind.EXTRA_COST:
        found.extra_costs.append(one.usage)
    else:
        found.requests.append((one.usage, _treatment(plan, one.hours, is_beyond=False)))


def _treatment(plan: Plan, hours: Hours, *, is_beyond: bool) -> Treatment:
    overtime = plan.overtime
    rules: list[tuple[OvertimeRule, Decimal | None]] = []
    reasons: list[str] = []
    if not hours.is_open and overtime.outside_hours is not None:
        rules.append((overtime.outside_hours, hours.multiplier))
        reasons.append(f"outside service hours{f', {hours.band}' if hours.band else ''}")
    if is_beyond and overtime.beyond_cap is not None:
        rules.append((overtime.beyond_cap, overtime.beyond_cap.multiplier))
        reasons.append(f"beyond {plan.weekly_cap_hours} hours a week")
    extra = [multiplier or Decimal(0) for rule, multiplier in rules if is_extra(rule)]
    flagged = len(extra) < len(rules)
    return Treatment(
        is_extra=bool(extra),
        multiplier=_together(overtime.together, extra),
        flagged=flagged,
        reasons=(*(reasons or ["as agreed"]), *(["allowed and flagged"] if flagged else [])),
    )


def _together(how: Together, multipliers: list[Decimal]) -> Decimal:
    if how is Together.GREATER:
        return max(multipliers, default=Decimal(1))
    product = Decimal(1)
    for one in multipliers:
        product *= one
    return product


def _refusals(plan: Plan, pieces: list[tuple[Piece, RefusedBecause]]) -> Iterator[Refused]:
    for why in RefusedBecause:
        for one in intervals(piece for piece, because in pieces if because is why):
            yield Refused(because=why, why=_in_words(plan, why), **dict(one))


def _at_once(one: Usage) -> Interval:
    """When something was that takes no time."""
    return Interval(usage_id=one.usage_id, started_at=one.started_at, ended_at=one.started_at)


def _in_words(plan: Plan, why: RefusedBecause) -> str:
    return _WHY[why].format(cap=plan.weekly_cap_hours)


def _blocks(rule: OvertimeRule | None) -> bool:
    return rule is not None and rule.behaviour is OvertimeBehaviour.BLOCK


def _within(period: Period, day: int) -> bool:
    return number_of(period.first_on) <= day < number_of(period.end_on)
