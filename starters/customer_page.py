"""What `customer show` tells a person of a customer (R47)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from starters.output import columns_of, day, heading, instant, plain
from starters.registering import card

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from activities.store.reading.customers import (
        CustomerDetail,
        CustomersContract,
        CustomersRecord,
        CustomersTask,
    )
    from domain.registers.needs import Need
    from domain.registers.record import Entry


def lines_of(one: CustomerDetail) -> Iterator[str]:
    """What he is first, then his people and ours, then what hangs on him."""
    yield from card(one.customer)
    for title, columns, found in _blocks(one):
        rows = list(found)
        if rows:
            yield from ["", heading(title), *columns_of([columns, *rows])]


def _blocks(one: CustomerDetail) -> Iterator[tuple[str, list[str], Iterable[list[str]]]]:
    yield "Waits for", ["task", "who", "due (UTC)", "question"], map(_task, one.tasks)
    people = _of(one.contacts, "name", "state", "job", "phone")
    yield "Contacts", ["contact", "name", "state", "job", "phone"], people
    yield "Authorised technicians", ["technician", "team"], _of(one.technicians, "team")
    yield "Contracts", ["contract", "name", "type", "state", "ends"], map(_contract, one.contracts)
    services = ([each.service_id, plain(each.name), each.stage] for each in one.services)
    yield "Services", ["service", "name", "stage"], services
    things = _of(one.assets, "name", "kind", "serial_number")
    yield "Assets", ["asset", "name", "kind", "serial number"], things
    yield "Needs", ["number", "need", "outcome", "answer"], map(need_row, one.needs)
    yield "Records", ["record", "standing", "opened by", "at (UTC)"], map(_record, one.records)


def need_row(one: Need) -> list[str]:
    """A need on one line."""
    return [str(one.number), plain(one.need), plain(one.outcome), plain(one.answer)]


def _task(one: CustomersTask) -> list[str]:
    return [one.task_id, plain(one.assignee), instant(one.due_at), plain(one.question)]


def _contract(one: CustomersContract) -> list[str]:
    return [one.contract_id, plain(one.name), one.type, one.state, day(one.ends_on)]


def _record(one: CustomersRecord) -> list[str]:
    return [one.subject, one.standing, one.opened_by, instant(one.at)]


def _of(entries: Iterable[Entry], *names: str) -> Iterator[list[str]]:
    for one in entries:
        yield [one.id, *(plain(one.fields.get(name)) for name in names)]
