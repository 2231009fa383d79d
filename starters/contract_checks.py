"""What a contract may name: people, services, a plan and a calendar that are there (R59–R66)."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, TypeVar
from zoneinfo import ZoneInfo

from domain.contracts.handed import handed_questions
from domain.contracts.questions import REPLACE
from domain.errors import InvalidInputError, NotFoundError
from domain.plans.credits import check_brought
from domain.service import FINAL_STAGES
from domain.words import Stage
from starters.contract_directory import directory_of
from workers.registers.people import time_zones

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator, Mapping
    from datetime import date
    from decimal import Decimal

    from pydantic import JsonValue

    from activities.store.reading import ContractDetail
    from domain.contracts.terms import ContractFile, Recipients
    from domain.contracts.words import Side
    from starters.contract_directory import Directory
    from starters.desk import Desk

Found = TypeVar("Found")


def check_named(directory: Directory, file: ContractFile) -> None:
    """Refuse a contract that names who or what is not there, or that has ended already.

    Raises:
        InvalidInputError: naming the first such field and what is allowed.
    """
    for refused in wrong_in(directory, file):
        raise refused


def wrong_in(directory: Directory, file: ContractFile) -> Iterator[InvalidInputError]:
    """Everything that a contract names and that is not there, or has ended already."""
    for check in _checks(directory, file):
        try:
            check()
        except InvalidInputError as refused:
            yield refused


def _checks(directory: Directory, file: ContractFile) -> Iterator[Callable[[], object]]:
    yield from _of_people(directory, file)
    for position, one in enumerate(file.services):
        yield partial(_check_service, directory, one, f"services.{position}")
    if file.plan is not None:
        yield partial(_check_plan, directory, file.plan, file.plan_version, file.credits_left)
    if file.calendar is not None:
        yield partial(_check_calendar, directory, file.calendar)
    yield partial(_check_zone, file)
    yield partial(_check_end, directory, file)
    yield partial(_check_signed, directory, file)


def strangers_in(directory: Directory, said: Mapping[str, object]) -> Iterator[InvalidInputError]:
    """Whom or what a line names that is not there, where the line is no whole contract.

    Args:
        said: What stands in the columns that can be understood.
    """
    looks: dict[str, Callable[[str], object]] = {
        "customer": directory.account,
        "services": directory.stage,
        "recipients_ours": directory.person,
        "recipients_customer": directory.person,
        "account_manager": directory.person,
        "answered_by": directory.person,
        "plan": directory.plan,
        "calendar": directory.calendar,
    }
    for column, look in looks.items():
        value = said.get(column) or []
        for one in value if isinstance(value, list) else [value]:
            try:
                _is_there(column, partial(look, str(one)))
            except InvalidInputError as stranger:
                yield stranger


def _of_people(directory: Directory, file: ContractFile) -> Iterator[Callable[[], object]]:
    yield partial(_is_there, "customer", lambda: directory.account(file.customer))
    is_known = _knows(directory, file.customer)
    for side, people in file.recipients.by_side().items():
        for one in people:
            # Whether he belongs to a customer whom nobody knows cannot be told.
            if is_known:
                yield partial(_check_recipient, directory, one, side, file.customer)
            else:
                yield partial(check_person, directory, one, f"recipients.{side}")
    if file.account_manager is not None:
        yield partial(check_person, directory, file.account_manager, "account_manager")
    if file.answered_by is not None:
        yield partial(_check_answerer, directory, file.answered_by, file)


def _knows(directory: Directory, customer_id: str) -> bool:
    try:
        directory.account(customer_id)
    except NotFoundError:
        return False
    return True


def check_person(directory: Directory, person_id: str, field: str) -> None:
    """Refuse somebody who is not in the register, or takes no part any more.

    Raises:
        InvalidInputError: naming the field.
    """
    if not _is_there(field, lambda: directory.person(person_id)).is_active:
        message = f"{field}: {person_id} is archived and takes no part any more"
        raise InvalidInputError(message, field=field)


def check_recipients(
    directory: Directory, chosen: Recipients, customer_id: str, *, told: Collection[str] = ()
) -> None:
    """Refuse as a recipient who is of neither side, or would be told nothing (R63, R88).

    Letters tell what a contract costs.

    Args:
        told: Who is told of it already; of them a passive contact may stay until somebody follows
            him.

    Raises:
        InvalidInputError: naming the side.
    """
    for side, people in chosen.by_side().items():
        for one in people:
            _check_recipient(directory, one, side, customer_id, stays=one in told)


def _check_recipient(
    directory: Directory, person_id: str, side: Side, customer_id: str, *, stays: bool = False
) -> None:
    field = f"recipients.{side}"
    check_person(directory, person_id, field)
    companies = directory.companies(person_id)
    if companies and customer_id not in companies:
        message = f"{field}: {person_id} belongs to another customer than {customer_id}"
        raise InvalidInputError(message, field=field)
    if not stays and directory.is_passive(person_id):
        message = f"{field}: {person_id} is a passive contact and is told nothing"
        raise InvalidInputError(message, field=field)


def _check_answerer(directory: Directory, person_id: str, file: ContractFile) -> None:
    check_person(directory, person_id, "answered_by")
    check_answers(directory, person_id, file)


def check_answers(
    directory: Directory, person_id: str, *agreed: ContractFile | ContractDetail
) -> None:
    """Refuse somebody as the one who answers for contracts without the roles that may.

    He needs one for every question that may be handed to him, by the policy in force.

    Args:
        agreed: The contracts; there may be none.

    Raises:
        InvalidInputError: naming the questions that he may not answer, and which roles may.
    """
    asked = (one for each in agreed for one in handed_questions(each.renewal, each.price_rule))
    allowed = {name: directory.policy.rule(name).roles for name in asked}
    lacking = [
        f"{name}: {', '.join(roles)}"
        for name, roles in allowed.items()
        if set(roles).isdisjoint(directory.person(person_id).roles)
    ]
    if lacking:
        may = "; ".join(lacking)
        message = f"answered_by: {person_id} has none of the roles that may answer {may}"
        raise InvalidInputError(message, field="answered_by")


def _check_service(directory: Directory, service_id: str, field: str) -> Stage:
    stage = _is_there(field, lambda: directory.stage(service_id))
    if stage in FINAL_STAGES:
        message = f"{field}: {service_id} is {stage}; no contract can cover it any more"
        raise InvalidInputError(message, field=field)
    return stage


def check_replacement(desk: Desk, outcome: str, data: Mapping[str, JsonValue]) -> None:
    """Refuse a service that cannot take the place of one that leaves a contract.

    Args:
        outcome: What is answered.
        data: What is said with it.

    Raises:
        InvalidInputError: it is not there, or is being retired itself.
    """
    service_id = data.get("service")
    if outcome != REPLACE or not isinstance(service_id, str):
        return
    if _check_service(directory_of(desk), service_id, "data.service") == Stage.RETIREMENT:
        message = f"data.service: {service_id} is being retired itself; name another one"
        raise InvalidInputError(message, field="data.service")


def _check_plan(
    directory: Directory, plan_id: str, version: int | None, brought: Decimal | None
) -> None:
    field = "plan" if version is None else "plan_version"
    found = _is_there(field, lambda: directory.plan(plan_id, version))
    if found.archived_at is not None:
        message = f"plan: {plan_id} is archived and takes no new contracts"
        raise InvalidInputError(message, field="plan")
    if brought is not None:
        check_brought(found.document, brought)


def _check_calendar(directory: Directory, calendar_id: str) -> None:
    found = _is_there("calendar", lambda: directory.calendar(calendar_id))
    if found.archived_at is not None:
        message = f"calendar: {calendar_id} is archived and takes no new contracts"
        raise InvalidInputError(message, field="calendar")


def _check_zone(file: ContractFile) -> None:
    if file.time_zone is not None and file.time_zone not in time_zones():
        message = f"time_zone: {file.time_zone!r} is no time zone, such as Europe/Istanbul"
        raise InvalidInputError(message, field="time_zone")


def _check_end(directory: Directory, file: ContractFile) -> None:
    """A contract that has ended is history; what is written down is its present period."""
    if file.end_on is not None and file.end_on < _today(directory, file):
        message = (
            f"end_on: {file.end_on} is past; write down the present period, and the ones before "
            "it under earlier"
        )
        raise InvalidInputError(message, field="end_on")


def _check_signed(directory: Directory, file: ContractFile) -> None:
    if file.signed_on is not None and file.signed_on > _today(directory, file):
        message = f"signed_on: {file.signed_on} has not come yet"
        raise InvalidInputError(message, field="signed_on")


def _today(directory: Directory, file: ContractFile) -> date:
    """The day it is on the contract's own clock, which is the customer's where it names none."""
    zone = file.time_zone if file.time_zone in time_zones() else None
    if zone is None and _knows(directory, file.customer):
        zone = directory.account(file.customer).time_zone
    return directory.now.astimezone(ZoneInfo(zone or "UTC")).date()


def _is_there(field: str, look: Callable[[], Found]) -> Found:
    try:
        return look()
    except NotFoundError as unknown:
        message = unknown.message.removeprefix(f"{field}: ")
        raise InvalidInputError(f"{field}: {message}", field=field) from None
