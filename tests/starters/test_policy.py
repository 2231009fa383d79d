from __future__ import annotations

from importlib.resources import files
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.starters.company import Company

SHIPPED = files("domain").joinpath("default_policy.yaml").read_text(encoding="utf-8")
# What is published here is obeyed by the other tests' services as well, so it has to be harmless.
PATIENT = SHIPPED.replace("attempts: 12 ", "attempts: 13 ")
SLOWER = PATIENT.replace("retry_minutes: 5 ", "retry_minutes: 6 ")


def test_policy_is_shown_as_its_author_wrote_it(company: Company) -> None:
    assert company.run("policy", "show", "--version", "1").out.rstrip() == SHIPPED.rstrip()
    shown = company.does("policy", "show", "--version", "1")
    assert (shown["version"], shown["document"]["committee"]["quorum_percent"]) == (1, 50)
    assert company.refused(3, "policy", "show", "--version", "99")["field"] == "version"
    assert company.refused(2, "policy", "show", "--version", "0")["field"] == "version"


def test_policy_is_checked_before_anybody_is_asked(company: Company) -> None:
    good = company.write("good.yaml", PATIENT)
    assert company.does("policy", "check", good)["notices"]["attempts"] == 13
    assert "is a policy that can be published" in company.run("policy", "check", good).out
    bad = company.write("bad.yaml", SHIPPED.replace("quorum_percent: 50", "quorum_percent: 0"))
    assert company.refused(2, "policy", "check", bad)["field"] == "committee.quorum_percent"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("title: a\ntitle: b\n", "line 2"),
        ("title: [", "line 1"),
        ("- 1\n", "has to be a mapping"),
    ],
)
def test_document_that_is_no_policy_names_the_line(company: Company, text: str, said: str) -> None:
    error = company.refused(2, "policy", "check", company.write("none.yaml", text))
    assert said in error["message"]


def test_two_policies_are_compared_entry_by_entry(company: Company) -> None:
    file = company.write("slower.yaml", SLOWER)
    found = company.does("policy", "diff", "1", file)
    assert found == [
        {"entry": "notices.attempts", "before": 12, "after": 13},
        {"entry": "notices.retry_minutes", "before": 5, "after": 6},
    ]
    said = company.run("policy", "diff", "1", file).out
    assert "notices.retry_minutes" in said
    assert "they say the same" in company.run("policy", "diff", "1", "1").out
    assert company.refused(3, "policy", "diff", "1", "99")["field"] == "version"
    assert company.refused(2, "policy", "diff", "1", "no-such-file")["field"] == "file"


def test_policy_comes_into_force_when_another_person_approves_it(company: Company) -> None:
    file = company.write("patient.yaml", PATIENT)
    words = ["policy", "publish", file, "--as", "process"]
    draft = company.does(*words)
    assert draft["stage"] == "approval"
    assert company.does(*words) == draft
    task = f"{draft['workflow_id']}/policy_approval/1"
    answer = ["decide", task, "approve", "--reason", "we grew", "--as", "boss"]
    assert company.does(*answer)["state"] == "completed"
    latest = company.does("policy", "list")[-1]
    assert (latest["policy_id"], latest["state"]) == (draft["policy_id"], "published")
    assert (latest["author"], latest["approved_by"]) == ("process", "boss")
    assert "published" in company.run("policy", "list").out
    assert company.does("policy", "diff", "1", str(latest["version"])) != []


def test_author_does_not_approve_his_own_policy(company: Company) -> None:
    file = company.write("own.yaml", SHIPPED.replace("notice_days: 90", "notice_days: 91"))
    draft = company.does("policy", "publish", file, "--as", "boss")
    task = f"{draft['workflow_id']}/policy_approval/1"
    answer = ["decide", task, "approve", "--reason", "it is mine", "--as", "boss"]
    error = company.refused(4, *answer)
    assert "four eyes" in error["message"]
    company.does("decide", task, "reject", "--reason", "too long", "--as", "director")
    latest = company.does("policy", "list")[-1]
    assert (latest["state"], latest["version"]) == ("rejected", None)


def test_publication_with_a_request_id_is_asked_for_once(company: Company) -> None:
    file = company.write("named.yaml", SHIPPED.replace("notice_days: 90", "notice_days: 92"))
    words = ["policy", "publish", file, "--as", "process", "--request-id", "policy-92"]
    assert company.does(*words) == company.does(*words)
    company.write("named.yaml", SHIPPED.replace("notice_days: 90", "notice_days: 93"))
    assert company.refused(5, *words)["field"] == "request_id"


def test_not_everybody_puts_up_a_policy(company: Company) -> None:
    file = company.write("theirs.yaml", PATIENT)
    assert company.refused(4, "policy", "publish", file, "--as", "tech")["field"] == "as"


def test_lost_publication_is_resumed_by_its_workflow_id(company: Company) -> None:
    file = company.write("lost.yaml", SHIPPED.replace("notice_days: 90", "notice_days: 94"))
    draft = company.does("policy", "publish", file, "--as", "process")
    company.servers.terminate(draft["workflow_id"])
    found = company.does("service", "resume", draft["workflow_id"], "--as", "admin")
    assert (found["kind"], found["stage"]) == ("PolicyPublication", "approval")
