"""What machines may rely on in `--json`: these names never change and never go."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

import pytest

from domain.errors import BY_CODE
from tests.starters.company import GATES

if TYPE_CHECKING:
    from tests.starters.company import Company

SERVICE = {"service_id", "name", "stage", "version", "workflow_id"}
TASK = {
    *("task_id", "process", "workflow_id", "subject", "question", "outcomes", "roles"),
    *("opened_at", "due_at", "data_schema"),
}
EVENT = {
    *("event_id", "at", "recorded_at", "kind", "actor", "reason", "subject", "workflow_id"),
    *("run_id", "policy_version", "clauses"),
}


def test_service_has_its_names_wherever_it_is_said(company: Company) -> None:
    proposed = company.propose("contract-a")
    (listed,) = company.does("service", "list", "--limit", "1", "--after", "contract-")
    for one in (proposed, listed, company.service("contract-a")):
        assert set(one) >= SERVICE
        assert (one["service_id"], one["name"]) == ("contract-a", "Managed backup")
        assert (one["stage"], one["version"]) == ("strategy", 1)
        assert one["workflow_id"] == "service/contract-a"


def test_task_has_its_names_wherever_it_is_said(company: Company) -> None:
    company.propose("contract-b")
    company.offer("contract-b")
    company.decide("contract-b/brief/1", "complete", by="owner", data=GATES["brief"][1])
    shown = company.does("task", "show", "service/contract-b/costs/1")
    inbox = company.does("inbox", "--limit", "10000")
    (listed,) = [one for one in inbox if one["task_id"] == shown["task_id"]]
    assert listed == {name: listed[name] for name in shown if name in listed}
    for one in (shown, listed):
        assert set(one) >= TASK
        assert (one["process"], one["workflow_id"]) == ("ServiceLifecycle", "service/contract-b")
        assert (one["subject"], one["outcomes"]) == ("service/contract-b", ["complete"])
        assert one["roles"] == ["service_delivery_manager", "service_desk_manager"]
        assert one["data_schema"]["properties"].keys() == {
            *("build", "yearly", "funded_by", "evidence")
        }
        assert _is_aware(one["opened_at"])
        assert _is_aware(one["due_at"])


def test_question_that_takes_no_data_has_no_schema(company: Company) -> None:
    company.in_operation("contract-c", stage="transition")
    company.decide(
        "contract-c/go_live_checklist/1",
        "ready",
        by="tech",
        data={
            "items": [{"item": "monitoring is set up", "done": True, "evidence": "dashboard 17"}],
            "back_out": "switch customers back to the old system",
        },
    )
    shown = company.does("task", "show", "service/contract-c/go_live_acceptance/1")
    assert shown["data_schema"] is None
    given = ["--set", "until=2027-01-01"]
    words = company.deciding("contract-c/go_live_acceptance/1", "accept", *given, by="delivery")
    assert company.refused(2, *words)["field"] == "data"


def test_event_has_its_names(company: Company) -> None:
    company.propose("contract-d")
    company.decide("contract-d/committee/1", "offer", by="ayse")
    events = company.does("service", "history", "contract-d")
    for one in events:
        assert set(one) >= EVENT
        assert (one["subject"], one["policy_version"]) == (
            "service/contract-d",
            events[0]["policy_version"],
        )
        assert one["workflow_id"] == "service/contract-d"
        assert isinstance(one["clauses"], list)
        assert _is_aware(one["at"])
        assert _is_aware(one["recorded_at"])
    vote = events[-1]
    assert (vote["kind"], vote["actor"], vote["clauses"]) == ("vote_cast", "ayse", ["8.2.2"])
    assert vote["reason"] == "because the records say so"


@pytest.mark.parametrize(
    "words",
    [
        ["inbox"],
        ["service", "list"],
        ["people", "list"],
        ["policy", "list"],
        ["notices", "list"],
        ["catalogue"],
    ],
)
def test_lists_are_arrays_also_when_they_are_empty(
    empty_company: Company, words: list[str]
) -> None:
    found = empty_company.does(*words)
    assert isinstance(found, list)
    assert empty_company.run(*words).out.strip() != ""


def test_error_is_an_object_on_standard_error_with_its_exit_code(company: Company) -> None:
    said = company.run("service", "show", "no-such", "--json")
    assert (said.code, said.out) == (BY_CODE["not_found"].exit_code, "")
    assert set(said.error) == {"code", "message", "field"}


def _is_aware(text: str) -> bool:
    return datetime.fromisoformat(text).utcoffset() is not None
