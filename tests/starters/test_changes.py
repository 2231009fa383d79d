"""A service in operation is changed from the command line, and a change is taken back (R27)."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import uuid4

import pytest

from tests.house.repository import ROOT
from tests.starters.company import GATES

if TYPE_CHECKING:
    from tests.starters.company import Company, Json

WHY = "nobody needs it any more"
CHANGE = {
    "title": "Self-service restores",
    "change": "customers restore their files themselves",
    "benefit": "fewer requests reach the service desk",
    "person_days": 3,
}


def changing(company: Company, service_id: str, *options: str, **more: object) -> list[str]:
    """The words with which a change is proposed."""
    file = company.write("change.json", CHANGE | more)
    return ["service", "change", service_id, file, "--as", "owner", *options]


def changed(company: Company, service_id: str, **more: object) -> Json:
    return company.does(*changing(company, service_id, **more))


def test_a_small_change_is_made_at_once(company: Company) -> None:
    company.in_operation("small-change")
    said = company.run(*changing(company, "small-change")).out.splitlines()
    assert said[0] == (
        "change 1 of small-change is being made as version 2  (minor: Self-service restores)"
    )
    assert said[1] == "Next"
    assert "  service/small-change/brief/1  service_owner" in said
    [shown] = company.service("small-change")["changes"]
    assert (shown["state"], shown["version"], shown["person_days"]) == ("making", 2, 3)
    page = company.run("service", "show", "small-change").out
    assert "Changes" in page.splitlines()
    assert "Self-service restores" in page


def test_a_large_change_stands_before_the_committee(company: Company) -> None:
    company.in_operation("large-change")
    found = changed(company, "large-change", cost={"minor_units": 60_000_000, "currency": "TRY"})
    assert (found["state"], found["size"], found["version"]) == ("deciding", "major", None)
    assert company.open_tasks("large-change") == ["change_committee/1"]
    until = ["--set", "until=2028-01-01"]
    for member in ("ayse", "mehmet"):
        company.decide("large-change/change_committee/1", "defer", *until, by=member)
    page = company.run("service", "show", "large-change").out
    assert "3 days, 600000.00 TRY" in page
    assert "fewer requests reach the service desk" in page
    assert "deferred until 2028-01-01" in page
    assert "waits until 2028-01-01, when a change comes back, or for the next improvement" in page


def test_a_second_change_waits_and_the_same_request_is_one_change(company: Company) -> None:
    company.in_operation("queued-change")
    changed(company, "queued-change")
    request = ["--request-id", uuid4().hex]
    first = company.does(*changing(company, "queued-change", *request, title="Second"))
    again = company.does(*changing(company, "queued-change", *request, title="Second"))
    assert first == again
    assert (first["number"], first["state"]) == (2, "queued")
    error = company.refused(5, *changing(company, "queued-change", *request, title="Other"))
    assert error["field"] == "request_id"


def test_gates_that_are_known_come_with_the_change(company: Company) -> None:
    company.in_operation("known-change")
    known = {gate: data for gate, (_, data) in GATES.items() if gate != "costs"}
    changed(company, "known-change", design=known)
    assert company.open_tasks("known-change") == ["costs/1"]


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"person_days": -3}, "person_days"),
        ({"person_days": "three"}, "person_days"),
        ({"benefit": "x"}, "benefit"),
        ({"title": "a" * 301}, "title"),
        ({"cost": {"minor_units": 1}}, "cost.currency"),
        ({"version": 2}, "version"),
    ],
)
def test_a_change_that_is_written_wrongly_is_refused(
    company: Company, wrong: dict[str, object], field: str
) -> None:
    error = company.refused(2, *changing(company, "wherever", **wrong))
    assert (error["code"], error["field"]) == ("invalid_input", field)


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"benefit": "because " * 2_000}, "benefit"),
        ({"change": "x y z w " * 2_000, "benefit": "ğ" * 20_000}, "benefit"),
        (
            {"design": {"costs": {**GATES["costs"][1], "evidence": ["sha256:" + "0" * 64]}}},
            "design.costs.evidence.0",
        ),
    ],
)
def test_a_change_that_could_not_be_kept_is_refused(
    company: Company, wrong: dict[str, object], field: str
) -> None:
    company.in_operation("kept-change")
    error = company.refused(2, *changing(company, "kept-change", **wrong))
    assert error["field"] == field


def test_a_change_needs_a_service_in_operation_and_the_right_to_propose_it(
    company: Company,
) -> None:
    company.propose("young-change")
    assert company.refused(5, *changing(company, "young-change"))["field"] == "service"
    assert company.refused(3, *changing(company, "no-such-service"))["field"] == "service"
    words = changing(company, "young-change")
    words[words.index("owner")] = "tech"
    assert company.refused(4, *words)["field"] == "as"
    assert (
        company.refused(2, "service", "change", "young-change", "no-such.yaml")["field"] == "file"
    )


def test_a_change_is_withdrawn_with_its_version(company: Company) -> None:
    company.in_operation("no-change")
    changed(company, "no-change")
    words = ["service", "withdraw", "no-change", "--change", "1", "--as", "owner"]
    assert company.refused(2, *words)["field"] == "reason"
    said = company.run(*words, "--reason", WHY).out
    assert said.splitlines() == [
        "change 1 of no-change was withdrawn  (minor: Self-service restores)"
    ]
    found = company.service("no-change")
    assert (found["stage"], found["tasks"]) == ("operation", [])
    assert [one["stage"] for one in found["versions"]] == ["operation", "withdrawn"]
    assert company.refused(5, *words, "--reason", WHY)["field"] == "change"
    words[4] = "9"
    assert company.refused(3, *words, "--reason", WHY)["field"] == "change"


def test_who_proposed_a_change_may_withdraw_it_and_others_need_the_right_to(
    company: Company,
) -> None:
    company.in_operation("own-change")
    words = changing(company, "own-change")
    words[words.index("owner")] = "account"
    company.does(*words)
    company.does(*changing(company, "own-change", title="Of the owner"))
    taking = ["service", "withdraw", "own-change", "--reason", WHY, "--as", "account", "--change"]
    assert company.refused(4, *taking, "2")["field"] == "as"
    assert company.does(*taking, "1")["state"] == "withdrawn"
    assert [one["state"] for one in company.service("own-change")["changes"]] == [
        "withdrawn",
        "making",
    ]


def test_the_same_withdrawal_again_returns_the_same(company: Company) -> None:
    company.in_operation("twice-withdrawn")
    changed(company, "twice-withdrawn")
    words = ["service", "withdraw", "twice-withdrawn", "--change", "1", "--reason", WHY]
    words += ["--as", "owner", "--request-id", uuid4().hex]
    assert company.does(*words) == company.does(*words)


def test_a_change_in_the_examples_is_one(company: Company) -> None:
    company.in_operation("managed-backup")
    file = str(ROOT / "examples" / "change.yaml")
    found = company.does("service", "change", "managed-backup", file, "--as", "owner")
    assert (found["state"], found["size"]) == ("deciding", "major")
