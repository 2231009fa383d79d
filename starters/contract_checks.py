"""What a contract may name: people, services, a plan and a calendar that are there (R59–R66)."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar
from zoneinfo import ZoneInfo

from domain.contracts.questions import REPLACE
from domain.errors import InvalidInputError, NotFoundError
from domain.plans.credits import check_brought
from domain.policy import QuestionName
from domain.service import FINAL_STAGES
from domain.words import Stage
from starters.contract_directory import directory_of
from workers.registers.people import time_zones

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from decimal import Decimal

    from pydantic import JsonValue

    from domain.contracts.terms import ContractFile, Recipients
    from starters.contract_directory import Directory
    from starters.desk import Desk

Found = TypeVar("Found")


def check_named(directory: Directory, file: ContractFile) -> None:
    """Refuse a contract that names who or what is not there, or that has ended already.

    Raises:
        InvalidInputError: naming the field and what is allowed.
    """
    _check_people(directory, file)
    for position, one in enumerate(file.services):
        _check_service(directory, one, f"services.{position}")
    if file.plan is not None:
        _check_plan(directory, file.plan, file.plan_version, file.credits_left)
    if calendar := file.calendar:
        _check_calendar(directory, calendar)
    _check_days(directory, file)


def check_person(directory: Directory, person_id: str, field: str) -> None:
    """Refuse somebody who is not in the register, or takes no part any more.

    Raises:
        InvalidInputError: naming the field.
    """
    if not _is_there(field, lambda: directory.person(person_id)).is_active:
        message = f"{field}: {person_id} is archived and takes no part any more"
        raise InvalidInputError(message, field=field)


def check_recipients(directory: Directory, chosen: Recipients, customer_id: str) -> None:
    """Refuse as a recipient who is of neither side: letters tell what a contract costs (R63).

    Raises:
        InvalidInputError: naming the side.
    """
    for side, people in chosen.by_side().items():
        for one in people:
            field = f"recipients.{side}"
            check_person(directory, one, field)
            companies = directory.companies(one)
            if companies and customer_id not in companies:
                message = f"{field}: {one} belongs to another customer than {customer_id}"
                raise InvalidInputError(message, field=field)


def _check_people(directory: Directory, file: ContractFile) -> None:
    _is_there("customer", lambda: directory.account(file.customer))
    check_recipients(directory, file.recipients, file.customer)
    if file.account_manager is not None:
        check_person(directory, file.account_manager, "account_manager")
    if file.answered_by is not None:
        check_person(directory, file.answered_by, "answered_by")
        check_answers(directory, file.answered_by)


def check_answers(directory: Directory, person_id: str) -> None:
    """Refuse somebody as the one who answers the questions of a contract without a role that may.

    Raises:
        InvalidInputError: saying which roles may.
    """
    allowed = directory.policy.rule(QuestionName.RENEWAL).roles
    if set(allowed).isdisjoint(directory.person(person_id).roles):
        message = f"answered_by: {person_id} has none of the roles that may: {', '.join(allowed)}"
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


def _check_days(directory: Directory, file: ContractFile) -> None:
    """A contract that has ended is history; what is written down is its present period."""
    if file.time_zone is not None and file.time_zone not in time_zones():
        message = f"time_zone: {file.time_zone!r} is no time zone, such as Europe/Istanbul"
        raise InvalidInputError(message, field="time_zone")
    today = directory.now.astimezone(ZoneInfo(file.time_zone or "UTC")).date()
    if file.end_on is not None and file.end_on < today:
        message = (
            f"end_on: {file.end_on} is past; write down the present period, and the ones before "
            "it under earlier"
        )
        raise InvalidInputError(message, field="end_on")
    if file.signed_on is not None and file.signed_on > today:
        message = f"signed_on: {file.signed_on} has not come yet"
        raise InvalidInputError(message, field="signed_on")


def _is_there(field: str, look: Callable[[], Found]) -> Found:
    try:
        return look()
    except NotFoundError as unknown:
        raise InvalidInputError(f"{field}: {unknown.message}", field=field) from None
