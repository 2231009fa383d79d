"""What a contract may name: people, services, a plan and a calendar that are there (R59–R66)."""

from __future__ import annotations

from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from activities.store import reading
from domain.contracts.questions import REPLACE
from domain.errors import InvalidInputError, NotFoundError
from domain.policy import QuestionName
from domain.service import FINAL_STAGES
from domain.words import Stage
from workers.registers.people import time_zones

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from pydantic import JsonValue

    from domain.contracts.terms import ContractFile
    from starters.desk import Desk


def check_named(desk: Desk, file: ContractFile) -> None:
    """Refuse a contract that names who or what is not there, or that has ended already.

    Raises:
        InvalidInputError: naming the field and what is allowed.
    """
    _check_people(desk, file)
    for position, one in enumerate(file.services):
        _check_service(desk, one, f"services.{position}")
    if file.plan is not None:
        _check_plan(desk, file.plan, file.plan_version)
    if calendar := file.calendar:
        _is_there("calendar", lambda: reading.calendar(desk.house, calendar))
    _check_days(desk, file)


def check_person(desk: Desk, person_id: str, field: str) -> None:
    """Refuse somebody who is not in the register, or takes no part any more.

    Raises:
        InvalidInputError: naming the field.
    """
    _is_there(field, lambda: reading.person(desk.house, person_id))
    if not reading.person(desk.house, person_id).is_active:
        message = f"{field}: {person_id} is archived and takes no part any more"
        raise InvalidInputError(message, field=field)


def _check_people(desk: Desk, file: ContractFile) -> None:
    for side, people in file.recipients.by_side().items():
        for one in people:
            check_person(desk, one, f"recipients.{side}")
    if file.account_manager is not None:
        check_person(desk, file.account_manager, "account_manager")
    if file.answered_by is not None:
        check_person(desk, file.answered_by, "answered_by")
        check_answers(desk, file.answered_by)


def check_answers(desk: Desk, person_id: str) -> None:
    """Refuse somebody as the one who answers the questions of a contract without a role that may.

    Raises:
        InvalidInputError: saying which roles may.
    """
    policy = reading.policy_in_force(desk.house, desk.now()).document
    allowed = policy.rule(QuestionName.RENEWAL).roles
    if set(allowed).isdisjoint(reading.person(desk.house, person_id).roles):
        message = f"answered_by: {person_id} has none of the roles that may: {', '.join(allowed)}"
        raise InvalidInputError(message, field="answered_by")


def _check_service(desk: Desk, service_id: str, field: str) -> None:
    _is_there(field, lambda: reading.service(desk.house, service_id, desk.now()))
    stage = reading.service(desk.house, service_id, desk.now()).stage
    if stage in FINAL_STAGES:
        message = f"{field}: {service_id} is {stage}; no contract can cover it any more"
        raise InvalidInputError(message, field=field)


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
    _check_service(desk, service_id, "data.service")
    if reading.service(desk.house, service_id, desk.now()).stage == Stage.RETIREMENT:
        message = f"data.service: {service_id} is being retired itself; name another one"
        raise InvalidInputError(message, field="data.service")


def _check_plan(desk: Desk, plan_id: str, version: int | None) -> None:
    field = "plan" if version is None else "plan_version"
    _is_there(field, lambda: reading.plan(desk.house, plan_id, version))
    if reading.plan(desk.house, plan_id, version).archived_at is not None:
        message = f"plan: {plan_id} is archived and takes no new contracts"
        raise InvalidInputError(message, field="plan")


def _check_days(desk: Desk, file: ContractFile) -> None:
    """A contract that has ended is history; what is written down is its present period."""
    if file.time_zone is not None and file.time_zone not in time_zones():
        message = f"time_zone: {file.time_zone!r} is no time zone, such as Europe/Istanbul"
        raise InvalidInputError(message, field="time_zone")
    today = desk.now().astimezone(ZoneInfo(file.time_zone or "UTC")).date()
    if file.end_on is not None and file.end_on < today:
        message = (
            f"end_on: {file.end_on} is past; write down the present period, and the ones before "
            "it under earlier"
        )
        raise InvalidInputError(message, field="end_on")
    if file.signed_on is not None and file.signed_on > today:
        message = f"signed_on: {file.signed_on} has not come yet"
        raise InvalidInputError(message, field="signed_on")


def _is_there(field: str, look: Callable[[], object]) -> None:
    try:
        look()
    except NotFoundError as unknown:
        raise InvalidInputError(f"{field}: {unknown.message}", field=field) from None
