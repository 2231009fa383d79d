"""What a person is told when a server is away, or nobody takes the work."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from temporalio.client import WorkflowUpdateFailedError
from temporalio.exceptions import ApplicationError
from temporalio.service import RPCError, RPCStatusCode

from domain.errors import (
    ConflictError,
    InvalidInputError,
    NotAllowedError,
    OutcomeUnknownError,
    ServicecycleError,
    UnreachableError,
)
from starters.deciding import Given, decide
from starters.desk import Desk
from starters.door import Door, shortened, update_id
from starters.understanding import NotRunningError, refusal, silence
from tests.starters.company import REASON, Company, service_file
from workers.connection import connect
from workers.embedded.ports import free_port
from workers.leaving import run_settled
from workers.settings import Settings

if TYPE_CHECKING:
    from collections.abc import Mapping

UNKNOWN = OutcomeUnknownError("unknown", field="request_id")


class HastyDesk(Desk):
    """A desk at which nobody waits for long."""

    async def door(self) -> Door:
        return Door(await connect(self.settings), patience=0.5)


def elsewhere(company: Company, **changes: str) -> Mapping[str, str | None]:
    return {**company.environment, **changes}


def test_answer_that_nobody_took_yet_is_unknown_and_repeated_by_its_id(company: Company) -> None:
    company.propose("unanswered")
    settings = Settings.resolve(
        environ={name: value for name, value in company.environment.items() if value}
    )
    given = Given(outcome="offer", reason=REASON, request_id="vote-of-ayse")
    task = "service/unanswered/committee/1"
    with (
        company.servers.without_worker(),
        HastyDesk(settings) as desk,
        pytest.raises(OutcomeUnknownError, match="repeat it with --request-id vote-of-ayse"),
    ):
        run_settled(decide(desk, "ayse", task, given))
    words = company.deciding("unanswered/committee/1", "offer", by="ayse")
    receipt = company.does(*words, "--request-id", "vote-of-ayse")
    assert (receipt["by"], receipt["state"]) == ("ayse", "voted")
    events = company.does("service", "history", "unanswered")
    assert [one["kind"] for one in events].count("vote_cast") == 1


def test_temporal_that_is_away_is_unreachable_and_nothing_was_sent(company: Company) -> None:
    away = replace(
        company, environment=elsewhere(company, TEMPORAL_ADDRESS=f"127.0.0.1:{free_port()}")
    )
    file = company.write("away.json", service_file("away"))
    error = away.refused(6, "service", "propose", file, "--as", "owner")
    assert error["code"] == "unreachable"
    company.refused(3, "service", "show", "away")
    assert away.does("inbox", "--limit", "1") != []


def test_database_that_is_away_is_unreachable(company: Company) -> None:
    url = f"postgresql://nobody@127.0.0.1:{free_port()}/nowhere"
    away = replace(company, environment=elsewhere(company, SERVICECYCLE_DATABASE_URL=url))
    file = company.write("away.json", service_file("away"))
    for words in (["inbox"], ["service", "list"], ["service", "propose", file, "--as", "owner"]):
        error = away.refused(6, *words)
        assert (error["code"], error["field"]) == ("unreachable", None)
        assert "database does not answer" in error["message"]


def test_house_that_does_not_run_says_how_to_start_it(company: Company) -> None:
    stopped = replace(
        company,
        environment={
            **company.environment,
            "TEMPORAL_ADDRESS": None,
            "SERVICECYCLE_DATABASE_URL": None,
        },
    )
    error = stopped.refused(6, "inbox")
    assert "servicecycle up" in error["message"]


def test_nudge_of_a_process_that_does_not_run_is_no_matter(company: Company) -> None:
    settings = Settings.resolve(
        environ={name: value for name, value in company.environment.items() if value}
    )

    async def nudged() -> None:
        await Door(await connect(settings)).nudge("service/nowhere")

    run_settled(nudged())


@pytest.mark.parametrize(
    ("status", "message", "kind"),
    [
        (RPCStatusCode.NOT_FOUND, "workflow execution already completed", NotRunningError),
        (RPCStatusCode.INVALID_ARGUMENT, "too large", InvalidInputError),
        (RPCStatusCode.UNAVAILABLE, "tcp connect error: Connection refused", UnreachableError),
        (RPCStatusCode.UNAVAILABLE, "connection reset", OutcomeUnknownError),
        (RPCStatusCode.RESOURCE_EXHAUSTED, "too many updates", UnreachableError),
        (RPCStatusCode.PERMISSION_DENIED, "no", UnreachableError),
        (RPCStatusCode.INTERNAL, "oops", OutcomeUnknownError),
        (RPCStatusCode.DEADLINE_EXCEEDED, "late", OutcomeUnknownError),
    ],
)
def test_what_temporal_says_becomes_one_of_our_errors(
    status: RPCStatusCode, message: str, kind: type[ServicecycleError]
) -> None:
    error = silence(RPCError(message, status, b""), "service/backup", UNKNOWN)
    assert type(error) is kind
    if kind is NotRunningError:
        assert "servicecycle service resume backup" in error.message


@pytest.mark.parametrize(
    ("cause", "kind", "field"),
    [
        (ApplicationError("no", "as", type="not_allowed"), NotAllowedError, "as"),
        (ApplicationError("no", type="conflict"), ConflictError, None),
        (ApplicationError("no", type="something_new"), OutcomeUnknownError, "request_id"),
        (RuntimeError("no"), OutcomeUnknownError, "request_id"),
    ],
)
def test_refusal_of_a_process_keeps_its_kind_and_field(
    cause: BaseException, kind: type[ServicecycleError], field: str | None
) -> None:
    error = refusal(WorkflowUpdateFailedError(cause), UNKNOWN)
    assert (type(error), error.field) == (kind, field)


def test_refusal_of_the_store_behind_a_process_is_found_below() -> None:
    outer = ApplicationError("activity failed", type="ActivityError")
    outer.__cause__ = ApplicationError("taken", "id", type="conflict")
    error = refusal(WorkflowUpdateFailedError(outer), UNKNOWN)
    assert (type(error), error.field, error.message) == (ConflictError, "id", "taken")


def test_long_or_odd_request_ids_go_by_their_hash() -> None:
    assert update_id("order-17:2") == "order-17:2"
    for odd in ("ürün 1", "x" * 101, "two words"):
        assert len(update_id(odd)) == 64
        assert update_id(odd) == update_id(odd)


def test_summary_is_as_long_as_temporal_takes_it_in_bytes() -> None:
    assert shortened("Managed backup") == "Managed backup"
    long = shortened("服" * 300)
    assert len(long.encode()) <= 400
    assert long.endswith("…")
