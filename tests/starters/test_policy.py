from __future__ import annotations

from importlib.resources import files
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from pathlib import Path

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


def test_the_calendar_a_policy_names_is_looked_up(company: Company) -> None:
    named = SHIPPED.replace("  calendar: null", "  calendar: policy-hours")
    assert named != SHIPPED
    file = company.write("named.yaml", named)
    refused = company.refused(2, "policy", "check", file)
    assert refused["field"] == "notices.calendar"
    assert "there is no calendar 'policy-hours' to be taken; allowed are " in refused["message"]
    week = {"monday": ["00:00-24:00"]}
    hours = {"id": "policy-hours", "name": "Always", "time_zone": "UTC", "week_start": "monday"}
    company.does(
        "calendar", "add", company.write("hours.json", {**hours, "week": week}), "--as", "process"
    )
    said = company.run("policy", "check", file)
    assert (said.code, said.err) == (0, "")


def test_where_no_house_can_be_reached_it_is_said_that_the_calendar_was_not_looked_up(
    company: Company, tmp_path: Path
) -> None:
    away = {
        "TEMPORAL_ADDRESS": None,
        "SERVICECYCLE_DATABASE_URL": None,
        "SERVICECYCLE_DATA": str(tmp_path / "nowhere"),
    }
    named = company.write("away.yaml", SHIPPED.replace("  calendar: null", "  calendar: elsewhere"))
    said = company.run("policy", "check", named, **away)
    assert said.code == 0
    assert "is a policy that can be published" in said.out
    assert "mind: nobody could look up the calendar elsewhere" in said.err
    plain = company.run("policy", "check", company.write("plain.yaml", SHIPPED), **away)
    assert (plain.code, plain.err) == (0, "")


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


def test_document_that_waits_for_approval_is_read_and_compared_by_its_id(company: Company) -> None:
    text = SHIPPED.replace("notice_days: 90", "notice_days: 95")
    draft = company.does("policy", "publish", company.write("d.yaml", text), "--as", "process")
    name = draft["policy_id"]
    assert company.does("policy", "list")[-1]["policy_id"] == name
    assert company.run("policy", "show", name).out.rstrip() == text.rstrip()
    shown = company.does("policy", "show", name)
    assert (shown["version"], shown["document"]["retirement"]["notice_days"]) == (None, 95)
    changed = {"entry": "retirement.notice_days", "before": 90, "after": 95}
    assert company.does("policy", "diff", "1", name) == [changed]
    assert company.does("policy", "diff", name, "1") == [{**changed, "before": 95, "after": 90}]
    assert company.refused(2, "policy", "diff", "1", "draft-unknown")["field"] == "file"
    assert company.refused(3, "policy", "show", "draft-unknown")["field"] == "policy"
    assert (
        company.run("policy", "show", "1").out
        == company.run("policy", "show", "--version", "1").out
    )
    assert company.refused(2, "policy", "show", "1", "--version", "1")["code"] == "invalid_input"


def _task_of(company: Company, text: str) -> tuple[str, str]:
    draft = company.does("policy", "publish", company.write("t.yaml", text), "--as", "process")
    said = company.run("task", "show", f"{draft['workflow_id']}/policy_approval/1").out
    return draft["policy_id"], said


def test_approver_sees_what_a_policy_would_change_against_the_one_in_force(
    company: Company,
) -> None:
    now = company.does("policy", "show")
    name, said = _task_of(
        company,
        now["source"]
        .replace("notice_days: 90", "notice_days: 96")
        .replace("default: keep", "default: null"),
    )
    assert f"What it would change in version {now['version']}, which is in force" in said
    (titles,) = [one for one in said.splitlines() if one.startswith("entry ")]
    assert titles.split() == ["entry", "now", "then"]
    rows = [one.split() for one in said.splitlines()]
    assert ["retirement.notice_days", "90", "96"] in rows
    assert ["questions.improvement_cycle.default", "keep", "nothing"] in rows
    assert f"\nservicecycle policy diff {now['version']} {name}\n" in said
    task = f"policy/{name}/policy_approval/1"
    company.does("decide", task, "reject", "--reason", "too long", "--as", "boss")
    assert "would change" not in company.run("task", "show", task).out


def test_approver_of_a_policy_that_changes_much_sees_how_much_more(company: Company) -> None:
    now = company.does("policy", "show")
    much = now["source"]
    for entry, days in (("due_days", 30), ("escalate_every_days", 14), ("remind_days_before", 7)):
        much = much.replace(f"{entry}: {days}", f"{entry}: {days + 1}")
    name, said = _task_of(company, much)
    differs = len(company.does("policy", "diff", str(now["version"]), name))
    assert differs > 20
    assert said.count("questions.") == 20
    assert f"and {differs - 20} more" in said


def test_approver_of_a_policy_that_says_the_same_is_told_so(company: Company) -> None:
    _, said = _task_of(company, company.does("policy", "show")["source"])
    assert "nothing: both say the same" in said
    assert "servicecycle policy diff" not in said


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
