"""The page of a contract: where it stands, its time line, its periods and its notices (R57–R66)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from domain.answers import Money
from domain.contracts.coming import NO_PRICE
from domain.contracts.opening import drawing
from domain.contracts.pricing import amount
from domain.contracts.words import Renewal
from domain.plans.paying import in_words
from domain.plans.words import CreditUnit
from starters.happenings import what_happened, who_did
from starters.inbox import but_nobody
from starters.output import columns_of, day, heading, instant, named, plain

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator
    from decimal import Decimal

    from activities.store.reading import (
        Attachment,
        ContractDetail,
        ContractNotice,
        ContractPeriod,
        Decision,
        Event,
    )
    from domain.contracts.coming import ComingPeriod
    from domain.contracts.terms import Notices

_DASH = "–"
_GONE = "takes no part any more"


def lines_of(one: ContractDetail, unanswerable: Collection[str]) -> Iterator[str]:
    """Everything that is known of a contract, for a person."""
    yield heading(f"{one.name} ({one.contract_id})")
    yield f"  {drawing(one.state).replace('**', '')}"
    yield from _facts(one)
    yield from _time_line(one)
    yield from _part("Periods", _PERIOD, [_period(period) for period in one.periods])
    if one.coming is not None:
        yield from ["", heading("Coming period"), *(f"  {row}" for row in _coming(one.coming))]
    yield from _part("Notices", _NOTICE, [_notice(notice) for notice in one.notices])
    yield from _part("Recipients", ("person", "side", ""), _recipients(one))
    for task in one.tasks:
        who = _named(one, task.assignee) if task.assignee else ", ".join(task.roles)
        yield ""
        yield heading("Next")
        yield f"  {task.task_id}  {who}{but_nobody(task, unanswerable)}"
        yield f"  {task.question}"
    yield from _part("Decisions", _DECISION, [_decision(made, one) for made in one.decisions])
    yield from _part("What happened", _HAPPENED, [_happened(event) for event in one.happened])
    yield from _part("Documents", _PAPER, [_paper(paper, one) for paper in one.attachments])


_PERIOD = ("period", "first day", "last day", "price", "plan", "calendar", "policy", "renewal", "")
_NOTICE = ("period", "days", "planned", "goes", "what became of it")
_DECISION = ("question", "outcome", "who", "at (UTC)", "why")
_HAPPENED = ("at (UTC)", "what", "who")
_PAPER = ("sha256", "name", "attached by", "at (UTC)")


def _facts(one: ContractDetail) -> Iterator[str]:
    price = _money(one.price_minor_units, one.price_currency)
    then = f"; in a new period {one.price_rule.words()}" if _may_follow(one) else ""
    facts = [
        ["customer", one.customer_id],
        ["type", one.type.value],
        ["services", ", ".join(one.services)],
        ["account manager", _named(one, one.account_manager)],
        ["questions go to", _named(one, one.answered_by or one.account_manager)],
        ["price", price if one.price_currency is None else f"{price}{then}"],
        ["renewal", _renewal(one)],
        ["time zone", one.time_zone],
        ["description", plain(one.description)],
    ]
    facts += [["credits", _credits(one, left, unit)] for unit, left in one.credits_left.items()]
    if one.next_billing_on:
        facts.append(["next billing period", day(one.next_billing_on)])
    if one.terminated_on:
        facts.append(["terminated to", day(one.terminated_on)])
    if one.waits:
        facts.append(["waits", one.waits])
    yield from (f"  {line}" for line in columns_of(facts))


def _renewal(one: ContractDetail) -> str:
    term = f" by {one.term}" if one.term else ""
    state = f", {one.renewal_state.replace('_', ' ')}" if one.renewal_state else ""
    is_open = one.cut_off_on and _may_follow(one) and one.terminated_on is None
    cut_off = f", to be terminated until {day(one.cut_off_on)}" if is_open else ""
    return f"{one.renewal}{term}{state}{cut_off}"


def _may_follow(one: ContractDetail) -> bool:
    """Whether another period may follow: it renews, or somebody renewed it after all."""
    return one.renewal is not Renewal.NEVER or one.coming is not None


def _time_line(one: ContractDetail) -> Iterator[str]:
    """The days of the present period, in their order."""
    present = [period for period in one.periods if period.number == one.period]
    marks = []
    for period in present:
        marks.append((period.start_on, "begins"))
        if period.end_on:
            if period.cut_off_on and _may_follow(one):
                marks.append((period.cut_off_on, "can be terminated until"))
            shifted = period.holds_until_on != period.end_on
            held = f", a day off: holds until {day(period.holds_until_on)}" if shifted else ""
            marks.append((period.end_on, f"last day{held}"))
    marks += [
        (notice.due_on, f"notice {notice.offset_days:+}")
        for notice in one.notices
        if notice.period == one.period
    ]
    if one.terminated_on:
        marks.append((one.terminated_on, "terminated to"))
    if marks:
        yield ""
        yield heading("Time line")
        for on, what in sorted(marks):
            yield f"  {day(on)}  ●  {what}"
        if present and present[0].end_on is None:
            yield "              …  without an end date"


def _coming(period: ComingPeriod) -> list[str]:
    standing = "agreed" if period.agreed else "follows as things stand"
    term = f" ({period.term})" if period.term else ""
    facts = [
        ["period", f"{period.number}, {standing}"],
        ["days", f"{day(period.start_on)} to {day(period.end_on)}{term}"],
        ["price", _DASH if period.price_words == NO_PRICE else period.price_words],
        ["notices", days_of(period.notices)],
    ]
    return columns_of(facts)


def days_of(notices: Notices) -> str:
    """On which days before and after the end people are told."""
    before = ", ".join(str(one) for one in sorted(notices.before, reverse=True))
    after = ", ".join(str(one) for one in sorted(notices.after))
    told = [f"{days} days {side}" for days, side in ((before, "before"), (after, "after")) if days]
    return f"{' and '.join(told)} the end" if told else "none"


def _named(one: ContractDetail, person_id: str) -> str:
    return named(person_id, one.names.get(person_id))


def _recipients(one: ContractDetail) -> list[list[str]]:
    return [
        [_named(one, who.person_id), who.side.value, _GONE if who.is_skipped else ""]
        for who in one.recipients
    ]


def _decision(made: Decision, one: ContractDetail) -> list[str]:
    question = made.task_id.split("/", 2)[2]
    who = _named(one, made.actor)
    return [question, made.outcome, who, instant(made.at), plain(made.reason)]


def _happened(one: Event) -> list[str]:
    return [instant(one.at), what_happened(one), who_did(one)]


def _paper(paper: Attachment, one: ContractDetail) -> list[str]:
    who = _named(one, paper.attached_by)
    return [paper.sha256, plain(paper.name), who, instant(paper.at)]


def _period(one: ContractPeriod) -> list[str]:
    return [
        str(one.number),
        day(one.start_on),
        day(one.end_on) or "without an end",
        _money(one.price_minor_units, one.price_currency),
        _pinned(one.plan_id, one.plan_version),
        _pinned(one.calendar_id, one.calendar_version),
        str(one.policy_version or _DASH),
        one.renewal_state.replace("_", " "),
        one.closed_as or one.origin,
    ]


def _notice(one: ContractNotice) -> list[str]:
    shifted = "" if one.due_on == one.planned_on else " (a day off)"
    if one.state:
        became = f"{one.state.replace('_', ' ')} {instant(one.at)}"
    else:
        became = "to come" if one.to_come else "not needed"
    planned = f"{day(one.planned_on)}{shifted}"
    return [str(one.period), f"{one.offset_days:+}", planned, day(one.due_on), became]


def _pinned(what: str | None, version: int | None) -> str:
    return f"{what} {version}" if what and version else _DASH


def _money(minor_units: int | None, currency: str | None) -> str:
    if minor_units is None or currency is None:
        return _DASH
    return amount(Money(minor_units=minor_units, currency=currency))


def _credits(one: ContractDetail, left: Decimal, unit: CreditUnit) -> str:
    currency = one.credits_currency or one.price_currency
    if unit is CreditUnit.MONEY and currency is None:
        return f"{left.normalize():f} minor units"
    return in_words(left, unit, currency or "")


def _part(title: str, heads: tuple[str, ...], rows: list[list[str]]) -> Iterator[str]:
    if rows:
        yield ""
        yield heading(title)
        yield from (f"  {line}" for line in columns_of([list(heads), *rows]))
