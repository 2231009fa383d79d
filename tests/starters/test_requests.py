"""The same request again returns the same; the same id with other content is a conflict."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.starters.company import GATES, service_file

if TYPE_CHECKING:
    from tests.starters.company import Company

WHY = "the market asks for it"


def test_proposal_with_a_request_id_is_made_once(company: Company) -> None:
    file = company.write("named.json", service_file("with-id"))
    words = ["service", "propose", file, "--as", "owner", "--request-id", "order-17"]
    first = company.does(*words)
    assert company.does(*words) == first
    other = company.write("other.json", service_file("with-id", name="Other"))
    words[2] = other
    error = company.refused(5, *words)
    assert (error["code"], error["field"]) == ("conflict", "request_id")


def test_import_with_a_request_id_is_made_once(company: Company) -> None:
    company.in_operation("imported-once")
    file = company.write(
        "twins.json",
        [
            {**service_file(name), "stage": "operation", "since": "2026-01-01", "reason": WHY}
            for name in ("twin-a", "twin-b")
        ],
    )
    words = ["service", "import", file, "--as", "admin", "--request-id", "twins"]
    assert company.does(*words) == company.does(*words)
    changed = company.write(
        "changed.json",
        [{**service_file("triplet"), "stage": "design", "since": "2026-01-01", "reason": WHY}],
    )
    words[2] = changed
    assert company.refused(5, *words)["field"] == "request_id"


def test_answer_with_a_request_id_is_given_once(company: Company) -> None:
    company.propose("answered-once")
    company.offer("answered-once")
    brief = GATES["brief"][1]
    options = ["--request-id", "brief: ürün 1 / 简报"]
    words = company.deciding("answered-once/brief/1", "complete", *options, by="owner", data=brief)
    first = company.does(*words)
    assert company.does(*words) == first
    assert first["decision_id"] == "service/answered-once/brief/1#1"
    other = company.deciding(
        "answered-once/costs/1", "complete", *options, by="delivery", data=GATES["costs"][1]
    )
    assert company.refused(5, *other)["field"] == "request_id"
    events = company.does("service", "history", "answered-once", "--limit", "100")
    decided = [one for one in events if one["data"].get("task_id", "").endswith("brief/1")]
    assert [one["kind"] for one in decided] == ["task_opened", "task_decided"]


def test_same_answer_again_is_the_same_also_after_it_was_decided(company: Company) -> None:
    company.propose("again")
    company.offer("again")
    data = GATES["brief"][1]
    first = company.decide("again/brief/1", "complete", by="owner", data=data)
    assert company.decide("again/brief/1", "complete", by="owner", data=data) == first
    other = company.deciding(
        "again/brief/1", "complete", by="owner", data={**data, "scope": "something different"}
    )
    assert company.refused(5, *other)["field"] == "task"


def test_request_id_of_another_command_is_a_conflict(company: Company) -> None:
    company.propose("other-command")
    company.decide("other-command/committee/1", "offer", "--request-id", "one-id", by="ayse")
    file = company.write("borrowed.json", service_file("borrowed"))
    error = company.refused(
        5, "service", "propose", file, "--as", "owner", "--request-id", "one-id"
    )
    assert error["field"] == "request_id"
    assert "`decide`" in error["message"]


def test_demand_with_a_request_id_is_made_once(company: Company) -> None:
    company.in_operation("demanded")
    words = ["service", "retire", "demanded", "--reason", WHY, "--as", "owner"]
    first = company.does(*words, "--request-id", "retire-1")
    again = company.does(*words, "--request-id", "retire-1")
    assert again["workflow_id"] == first["workflow_id"]
    assert company.open_tasks("demanded") == ["retirement/1"]
    words[4] = "other words"
    assert company.refused(5, *words, "--request-id", "retire-1")["field"] == "request_id"
    assert company.refused(5, *words)["field"] == "service"


def test_hand_over_with_a_request_id_is_made_once(company: Company) -> None:
    company.propose("given-on")
    company.offer("given-on")
    task = "service/given-on/costs/1"
    words = ["task", "assign", task, "--to", "delivery", "--as", "delivery"]
    first = company.does(*words, "--request-id", "hand-1")
    again = company.does(*words, "--request-id", "hand-1")
    assert (again["task_id"], again["outcome"]) == (first["task_id"], first["outcome"])
    events = company.does("service", "history", "given-on", "--limit", "100")
    assert [one["kind"] for one in events].count("task_assigned") == 1


def test_request_id_that_nobody_could_repeat_is_refused(company: Company) -> None:
    company.propose("unrepeatable")
    for odd in ("", " ", "x" * 201, "line\nbreak"):
        words = company.deciding(
            "unrepeatable/committee/1", "offer", "--request-id", odd, by="ayse"
        )
        assert company.refused(2, *words)["field"] == "request_id"
