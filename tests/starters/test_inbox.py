from __future__ import annotations

from typing import TYPE_CHECKING

from tests.starters.company import CHECKLIST, GATES, PEOPLE_FILE

if TYPE_CHECKING:
    from tests.starters.company import Company

(_DELIVERY,) = (one for one in PEOPLE_FILE if one["id"] == "delivery")


def test_inbox_shows_what_a_person_may_answer(company: Company) -> None:
    company.propose("in-inbox")
    task = "service/in-inbox/committee/1"
    everything = [one["task_id"] for one in company.does("inbox", "--limit", "1000")]
    assert task in everything
    for person, sees in (("ayse", True), ("owner", False), ("tech", False)):
        named = company.does("inbox", "--limit", "1000", "--as", person)
        assert (task in [one["task_id"] for one in named]) is sees
        from_environment = company.does("inbox", "--limit", "1000", SERVICECYCLE_ACTOR=person)
        assert from_environment == named
    everybody = company.does("inbox", "--all", "--limit", "1000", SERVICECYCLE_ACTOR="tech")
    assert task in [one["task_id"] for one in everybody]
    company.decide("in-inbox/committee/1", "offer", by="ayse")
    after = company.does("inbox", "--limit", "1000", "--as", "ayse")
    assert task not in [one["task_id"] for one in after]


def test_inbox_is_read_by_role_in_pages_and_by_what_is_overdue(company: Company) -> None:
    for name in ("paged-a", "paged-b"):
        company.propose(name)
    first, second = company.does("inbox", "--role", "committee_member", "--limit", "2")
    (following,) = company.does(
        "inbox", "--role", "committee_member", "--limit", "1", "--after", first["task_id"]
    )
    assert following == second
    assert company.does("inbox", "--overdue") == []
    assert "nothing waits" in company.run("inbox", "--overdue").out
    assert company.refused(2, "inbox", "--role", "king")["field"] == "role"
    assert company.refused(2, "inbox", "--limit", "0")["field"] == "limit"
    assert company.refused(4, "inbox", "--as", "ghost")["field"] == "as"
    assert company.refused(3, "inbox", "--after", "nothing")["field"] == "after"


def test_task_shows_what_an_answer_needs_and_the_command_that_answers(company: Company) -> None:
    company.propose("explained")
    company.offer("explained")
    said = company.run("task", "show", "service/explained/service_levels/1").out
    assert "Which service levels will Managed backup offer?" in said
    assert "targets.0.value" in said
    needs = "servicecycle decide service/explained/service_levels/1 complete --reason … --data FILE"
    assert f"{needs} --as …" in said
    done = company.run("task", "show", "service/explained/committee/1").out
    assert "offer, by committee on 20" in done
    assert "mehmet" in done
    assert "servicecycle decide" not in done


def test_command_carries_no_data_where_an_outcome_alone_may_be_enough(company: Company) -> None:
    company.propose("alone")
    said = company.run("task", "show", "service/alone/committee/1").out
    assert "decide service/alone/committee/1 offer|reject|defer --reason … --as …" in said
    assert "nobody holds this role" not in said


def test_task_that_nobody_can_answer_says_so(company: Company) -> None:
    # Its owner is the only one who delivers, and does not accept his own service.
    company.in_operation("unheld", stage="transition", owner="delivery")
    company.decide("unheld/go_live_checklist/1", "ready", by="tech", data=CHECKLIST)
    task = "service/unheld/go_live_acceptance/1"
    who = "service_delivery_manager (nobody holds this role)"
    assert f"who may answer  {who}" in company.run("task", "show", task).out
    assert f"{task}  {who}" in company.run("service", "show", "unheld").out
    assert "nobody holds" not in company.run("inbox", "--limit", "1000").out
    newcomer = {**_DELIVERY, "id": "second"}
    file = company.write("second.json", [newcomer])
    company.does("people", "import", file, "--apply", "--as", "admin")
    assert "nobody holds" not in company.run("service", "show", "unheld").out
    company.does("people", "archive", "second", "--reason", "left us", "--as", "admin")
    assert who in company.run("task", "show", task).out
    company.does("service", "withdraw", "unheld", "--reason", "left us", "--as", "delivery")
    assert "nobody holds" not in company.run("task", "show", task).out


def test_task_is_handed_to_one_person_who_may_answer_it(company: Company) -> None:
    company.propose("handed")
    company.offer("handed")
    task = "service/handed/costs/1"
    words = ["task", "assign", task, "--as", "delivery"]
    assert (
        company.does(*words, "--to", "delivery", "--reason", "you know it")["state"] == "assigned"
    )
    assert company.does("task", "show", task)["assignee"] == "delivery"
    assert company.refused(4, *words, "--to", "tech")["field"] == "to"
    assert company.refused(3, *words, "--to", "ghost")["field"] == "to"
    assert company.refused(4, "task", "assign", task, "--to", "delivery", "--as", "tech")
    assert company.refused(3, "task", "assign", "x", "--to", "delivery", "--as", "delivery")
    company.decide("handed/costs/1", "complete", by="delivery", data=GATES["costs"][1])
    assert company.refused(5, *words, "--to", "delivery")["field"] == "task"


def test_task_of_a_body_is_handed_to_nobody(company: Company) -> None:
    company.propose("of-a-body")
    error = company.refused(
        5, "task", "assign", "service/of-a-body/committee/1", "--to", "ayse", "--as", "delivery"
    )
    assert error["field"] == "to"


def test_inbox_of_a_person_says_what_by_when_and_for_whom(company: Company) -> None:
    company.propose("worded")
    said = company.run("inbox", "--limit", "1000").out
    (line,) = [one for one in said.splitlines() if "service/worded/committee/1" in one]
    assert "Shall we offer Managed backup?" in line
    assert "committee_member (0 of 3 voted)" in line
    company.offer("worded")
    task = "service/worded/costs/1"
    company.does("task", "assign", task, "--to", "delivery", "--as", "delivery")
    said = company.run("inbox", "--limit", "1000").out
    assert [one for one in said.splitlines() if task in one and one.endswith("  delivery")] != []
    assert (
        f"{task} is handed to delivery"
        in company.run("task", "assign", task, "--to", "delivery", "--as", "delivery").out
    )
    assert "nothing waits for customer" in company.run("inbox", "--as", "customer").out


def test_task_that_was_cancelled_shows_no_command(company: Company) -> None:
    company.propose("gone")
    company.does("service", "withdraw", "gone", "--reason", "no budget", "--as", "owner")
    said = company.run("task", "show", "service/gone/committee/1").out
    assert "the service was withdrawn" in said
    assert "servicecycle decide" not in said


def test_question_about_retirement_shows_what_the_records_say(company: Company) -> None:
    company.in_operation("evidenced")
    words = ["service", "measure", "evidenced", "--month", "2026-10", "--usage", "240"]
    company.does(*words, "--revenue", "1250000", "--as", "owner")
    company.does("service", "retire", "evidenced", "--reason", "nobody asks", "--as", "owner")
    said = company.run("task", "show", "service/evidenced/retirement/1").out
    assert "What the records say" in said
    assert "12500.00 TRY" in said
    assert "may not answer  owner (four eyes)" in said
