from __future__ import annotations

import pytest

from tests.starters.company import GATES, REASON, Company, eventually


def test_body_decides_once_its_quorum_agrees(company: Company) -> None:
    company.propose("voted")
    first = company.decide("voted/committee/1", "offer", by="ayse")
    assert (first["state"], first["decision_id"]) == ("voted", None)
    second = company.decide("voted/committee/1", "offer", by="mehmet")
    assert second["decision_id"] == "service/voted/committee/1#1"
    assert company.service("voted")["stage"] == "design"


def test_person_is_told_what_his_answer_led_to(company: Company) -> None:
    company.propose("led-to")
    said = company.run(*company.deciding("led-to/committee/1", "offer", by="ayse")).out
    assert "voted: offer, by ayse" in said
    assert "1 of 3 have voted" in said
    said = company.run(*company.deciding("led-to/committee/1", "offer", by="mehmet")).out
    assert "decided: offer, by mehmet" in said
    assert "service/led-to is in design" in said
    assert "service/led-to/brief/1  service_owner" in said


def test_same_vote_again_is_fine_and_another_one_is_a_conflict(company: Company) -> None:
    company.propose("once-more")
    first = company.decide("once-more/committee/1", "offer", by="ayse")
    assert company.decide("once-more/committee/1", "offer", by="ayse") == first
    words = company.deciding("once-more/committee/1", "reject", by="ayse")
    error = company.refused(5, *words)
    assert error["field"] == "outcome"
    company.decide("once-more/committee/1", "offer", by="mehmet")
    late = company.decide("once-more/committee/1", "offer", by="ayse")
    assert late == first
    said = company.run(*company.deciding("once-more/committee/1", "offer", by="ayse")).out
    assert "voted: offer, by ayse" in said
    assert "decided: offer\n" in said


def test_vote_with_other_words_is_still_the_same_vote(company: Company) -> None:
    company.propose("reworded")
    company.decide("reworded/committee/1", "offer", by="ayse")
    words = company.deciding("reworded/committee/1", "offer", by="ayse")
    words[words.index(REASON)] = "in other words"
    assert company.does(*words)["state"] == "voted"
    company.decide("reworded/committee/1", "offer", by="mehmet")
    assert company.does(*words)["by"] == "ayse"


def test_substitute_votes_for_the_seat_that_names_him(company: Company) -> None:
    company.propose("for-ayse")
    company.decide("for-ayse/committee/1", "offer", "--for", "ayse", by="boss")
    votes = company.does("task", "show", "service/for-ayse/committee/1")
    assert votes["votes_cast"] == 1
    words = company.deciding("for-ayse/committee/1", "offer", "--for", "mehmet", by="boss")
    assert company.refused(4, *words)["field"] == "for"


def test_proposer_and_people_without_the_role_do_not_vote(company: Company) -> None:
    company.propose("not-theirs")
    for person in ("owner", "tech"):
        error = company.refused(4, *company.deciding("not-theirs/committee/1", "offer", by=person))
        assert (error["code"], error["field"]) == ("not_allowed", "as")
    stranger = company.refused(4, *company.deciding("not-theirs/committee/1", "offer", by="ghost"))
    assert stranger["field"] == "as"


def test_refused_answer_leaves_the_task_open_and_nothing_in_history(company: Company) -> None:
    company.propose("untouched")
    before = company.does("service", "history", "untouched")
    company.refused(4, *company.deciding("untouched/committee/1", "offer", by="tech"))
    company.refused(2, *company.deciding("untouched/committee/1", "maybe", by="ayse"))
    assert company.does("service", "history", "untouched") == before
    assert company.open_tasks("untouched") == ["committee/1"]


def test_outcome_that_is_not_offered_is_told_which_are(company: Company) -> None:
    company.propose("offered")
    error = company.refused(2, *company.deciding("offered/committee/1", "maybe", by="ayse"))
    assert error["field"] == "outcome"
    assert "offer, reject, defer" in error["message"]


def test_unknown_task_is_not_found(company: Company) -> None:
    for task in ("no-such/committee/1", "../../etc", "x"):
        error = company.refused(3, *company.deciding(task, "offer", by="ayse"))
        assert (error["code"], error["field"]) == ("not_found", "task")
    assert company.refused(3, "task", "show", "x")["field"] == "task"


def test_closed_task_says_how_by_whom_and_when_it_was_decided(company: Company) -> None:
    company.propose("closed")
    company.offer("closed")
    error = company.refused(5, *company.deciding("closed/committee/1", "reject", by="zeynep"))
    assert error["field"] == "task"
    assert "was decided: offer, by committee on 20" in error["message"]


def test_task_that_was_cancelled_says_why(company: Company) -> None:
    company.propose("taken-back")
    company.does("service", "withdraw", "taken-back", "--reason", "no budget", "--as", "owner")
    error = company.refused(5, *company.deciding("taken-back/committee/1", "offer", by="ayse"))
    assert "was cancelled on 20" in error["message"]
    assert "the service was withdrawn" in error["message"]


def test_reason_is_required_and_has_to_say_something(company: Company) -> None:
    company.propose("reasoned")
    words = ["decide", "service/reasoned/committee/1", "offer", "--as", "ayse"]
    assert company.refused(2, *words)["field"] == "reason"
    for reason in ("", "   ", "...", "bell \x07", "x" * 20_001):
        assert company.refused(2, *words, "--reason", reason)["field"] == "reason"
    company.does(*words, "--reason", "stratejimize uyuyor, 符合战略, با راهبرد ما سازگار است")


def test_deferral_takes_its_day_from_set(company: Company) -> None:
    company.propose("put-off")
    for member in ("ayse", "mehmet"):
        company.decide("put-off/committee/1", "defer", "--set", "until=2027-06-01", by=member)
    found = company.service("put-off")
    assert found["deferred_until_on"] == "2027-06-01"
    assert (
        "until 2027-06-01, when the committee is asked again"
        in company.run("service", "show", "put-off").out
    )


@pytest.mark.parametrize(
    ("options", "field"),
    [
        ([], "data.until"),
        (["--set", "until=soon"], "data.until"),
        (["--set", "until=2020-01-01"], "data.until"),
        (["--set", "until=2099-01-01"], "data.until"),
        (["--set", "when=2027-01-01"], "data.when"),
        (["--set", "until.day=1"], "data.until"),
        (["--set", "until"], "set"),
        (["--data", "no-such-file.yaml"], "data"),
    ],
)
def test_deferral_without_a_proper_day_is_refused(
    company: Company, options: list[str], field: str
) -> None:
    company.propose("improper")
    words = company.deciding("improper/committee/1", "defer", *options, by="ayse")
    error = company.refused(2, *words)
    assert error["field"] == field


def test_answer_of_a_gate_is_checked_against_its_schema_before_it_is_sent(
    company: Company,
) -> None:
    company.propose("checked")
    company.offer("checked")
    brief = dict(GATES["brief"][1])
    cases: list[tuple[object, str]] = [
        ({**brief, "purpose": "x"}, "data.purpose"),
        ({**brief, "purpose": 5}, "data.purpose"),
        ({**brief, "evidence": []}, "data.evidence"),
        ({**brief, "evidence": [f"sha256:{'1' * 64}"]}, "data.evidence.0"),
        ({**brief, "colour": "red"}, "data.colour"),
        ({**brief, "scope": "bell \x07 in the text"}, "data.scope"),
        ({name: one for name, one in brief.items() if name != "scope"}, "data.scope"),
        ([brief], "data"),
    ]
    for data, field in cases:
        words = company.deciding("checked/brief/1", "complete", by="owner", data=data)
        assert company.refused(2, *words)["field"] == field
    bare = company.deciding("checked/brief/1", "complete", by="owner")
    assert company.refused(2, *bare)["field"] == "data.purpose"
    company.decide("checked/brief/1", "complete", by="owner", data=brief)


def test_whole_answer_may_be_given_field_by_field(company: Company) -> None:
    company.propose("by-fields")
    company.offer("by-fields")
    company.decide(
        "by-fields/service_levels/1",
        "complete",
        *("--set", "service_hours=24x7"),
        *("--set", "targets.0.name=restore"),
        *("--set", "targets.0.value=4"),
        *("--set", "targets.0.unit=hours"),
        *("--set", "evidence=design document DD-17"),
        *("--set", "evidence=minutes of the board"),
        by="levels",
    )
    answer = company.does("task", "show", "service/by-fields/service_levels/1")["data"]
    assert answer["targets"] == [{"name": "restore", "value": 4, "unit": "hours"}]
    assert answer["evidence"] == ["design document DD-17", "minutes of the board"]


def test_question_without_data_takes_none(company: Company) -> None:
    company.in_operation("plain", stage="transition")
    by_set = company.deciding("plain/go_live_checklist/1", "ready", "--set", "items=[]", by="tech")
    assert company.refused(2, *by_set)["field"].startswith("data")


def test_correction_replaces_an_answer_and_both_stay_in_the_record(company: Company) -> None:
    company.propose("corrected")
    company.offer("corrected")
    brief = dict(GATES["brief"][1])
    company.decide("corrected/brief/1", "complete", by="owner", data=brief)
    better = {**brief, "scope": "servers only, no workstations"}
    found = company.decide("corrected/brief/1", "complete", "--correct", by="owner", data=better)
    assert found["decision_id"] == "service/corrected/brief/1#2"
    decisions = [
        (one["decision_id"], one["data"]["scope"])
        for one in company.service("corrected")["decisions"]
        if one["name"] == "brief"
    ]
    assert decisions == [
        ("service/corrected/brief/1#1", brief["scope"]),
        ("service/corrected/brief/1#2", better["scope"]),
    ]
    words = company.deciding("corrected/brief/1", "complete", "--correct", by="owner", data=brief)
    eventually(lambda: company.run(*words).code == 0)
    assert company.service("corrected")["decisions"][-1]["decision_id"].endswith("brief/1#3")


def test_vote_is_corrected_before_anybody_has_built_on_the_decision(company: Company) -> None:
    company.propose("turned")
    company.offer("turned")
    assert company.service("turned")["stage"] == "design"
    company.decide("turned/committee/1", "reject", "--correct", by="mehmet")
    eventually(lambda: company.open_tasks("turned") == ["committee/1"])
    company.decide("turned/committee/1", "reject", by="zeynep")
    eventually(lambda: company.service("turned")["stage"] == "rejected")


def test_correction_comes_too_late_once_somebody_has_built_on_it(company: Company) -> None:
    company.propose("too-late")
    company.offer("too-late")
    company.decide("too-late/brief/1", "complete", by="owner", data=GATES["brief"][1])
    words = company.deciding("too-late/committee/1", "reject", "--correct", by="ayse")
    error = company.refused(5, *words)
    assert error["field"] == "correct"


def test_correcting_what_is_not_decided_is_a_conflict(company: Company) -> None:
    company.propose("undecided")
    words = company.deciding("undecided/committee/1", "offer", "--correct", by="ayse")
    assert company.refused(5, *words)["field"] == "correct"
