from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.starters.company import imported_file, service_file

if TYPE_CHECKING:
    from tests.starters.company import Company


def test_proposed_service_is_in_strategy_and_asks_the_committee(company: Company) -> None:
    found = company.propose("proposed")
    assert found["stage"] == "strategy"
    assert found["workflow_id"] == "service/proposed"
    assert [one["task_id"] for one in found["tasks"]] == ["service/proposed/committee/1"]


def test_proposal_is_read_from_standard_input_as_yaml(company: Company) -> None:
    text = """
    name: Standby duty
    description: Somebody answers at night
    owner: owner
    customers_needs: an answer at night
    strategic_goals: [keep customers]
    """
    found = company.does("service", "propose", "-", "--as", "owner", read_in=text)
    assert found["service_id"] == "standby-duty"


@pytest.mark.parametrize(
    ("name", "service_id"),
    [
        ("Müşteri Destek Hattı", "musteri-destek-hatti"),
        ("托管备份服务", "tuo-guan-bei-fen-fu-wu"),
        ("پشتیبان‌گیری مدیریت‌شده", "pshtybngyry-mdyrytshdh"),
        ("Ö" * 300, "o" * 64),
    ],
)
def test_id_is_made_of_the_name_in_any_script(company: Company, name: str, service_id: str) -> None:
    file = company.write("named.json", service_file(None, name=name))
    found = company.does("service", "propose", file, "--as", "owner")
    assert (found["service_id"], found["name"]) == (service_id, name)


def test_name_without_a_letter_gets_a_number_and_keeps_it(company: Company) -> None:
    file = company.write("signs.json", service_file(None, name="★★★"))
    first = company.does("service", "propose", file, "--as", "owner")
    assert first["service_id"].startswith("service-")
    assert company.does("service", "propose", file, "--as", "owner") == first


def test_same_proposal_again_returns_the_same_service(company: Company) -> None:
    first = company.propose("twice")
    assert company.propose("twice", by="delivery") == first


def test_other_content_under_a_known_id_is_a_conflict(company: Company) -> None:
    company.propose("otherwise")
    file = company.write("other.json", service_file("otherwise", name="Something else"))
    error = company.refused(5, "service", "propose", file, "--as", "owner")
    assert (error["code"], error["field"]) == ("conflict", "id")
    assert "proposed differently" in error["message"]


def test_service_that_has_ended_is_found_by_the_same_proposal(company: Company) -> None:
    company.propose("ended")
    for member in ("ayse", "mehmet"):
        company.decide("ended/committee/1", "reject", by=member)
    assert company.propose("ended")["stage"] == "rejected"


def test_gate_that_came_with_the_proposal_is_not_asked_again(company: Company) -> None:
    evidence = ["https://wiki.example.com/costs"]
    costs = {
        "build": {"minor_units": 100, "currency": "TRY"},
        "yearly": {"minor_units": 50, "currency": "TRY"},
        "funded_by": "the infrastructure budget",
        "evidence": evidence,
    }
    company.propose("prepared", design={"costs": costs})
    company.offer("prepared")
    assert "costs/1" not in company.open_tasks("prepared")
    assert [one["gate"] for one in company.service("prepared")["gates"]] == ["costs"]


def test_owner_has_to_be_somebody_who_takes_part(company: Company) -> None:
    file = company.write("stranger.json", service_file("stranger", owner="nobody-here"))
    error = company.refused(2, "service", "propose", file, "--as", "owner")
    assert error["field"] == "owner"


def test_archived_person_owns_no_new_service(company: Company) -> None:
    leaver = {
        "id": "left-us",
        "name": "Leaver",
        "email": "left-us@example.com",
        "language": "en",
        "time_zone": "UTC",
        "roles": ["service_owner"],
    }
    people = company.write("leaver.json", [leaver])
    company.does("people", "import", people, "--apply", "--as", "admin")
    company.does("people", "archive", "left-us", "--reason", "left us", "--as", "admin")
    file = company.write("orphan.json", service_file("orphan", owner="left-us"))
    error = company.refused(2, "service", "propose", file, "--as", "owner")
    assert error["field"] == "owner"
    assert "archived" in error["message"]


def test_evidence_by_hash_has_to_be_a_document_that_was_attached(company: Company) -> None:
    brief = {
        "purpose": "keep the customers' data restorable",
        "scope": "servers and workstations of customers",
        "strategic_goals": ["grow recurring revenue"],
        "evidence": [f"sha256:{'0' * 64}"],
    }
    file = company.write("no-evidence.json", service_file("no-evidence", design={"brief": brief}))
    error = company.refused(2, "service", "propose", file, "--as", "owner")
    assert error["field"] == "design.brief.evidence.0"


def test_role_without_the_right_to_propose_is_refused(company: Company) -> None:
    file = company.write("tech.json", service_file("tech"))
    error = company.refused(4, "service", "propose", file, "--as", "tech")
    assert (error["code"], error["field"]) == ("not_allowed", "as")


def test_nobody_acts_without_a_name(company: Company) -> None:
    file = company.write("nameless.json", service_file("nameless"))
    error = company.refused(2, "service", "propose", file)
    assert error["field"] == "as"
    named = company.does("service", "propose", file, SERVICECYCLE_ACTOR="owner")
    assert named["proposer"] == "owner"


def test_list_comes_in_pages_and_by_stage(company: Company) -> None:
    for name in ("page-a", "page-b", "page-c"):
        company.propose(name)
    first = company.does("service", "list", "--limit", "2", "--after", "page-")
    assert [one["service_id"] for one in first] == ["page-a", "page-b"]
    second = company.does("service", "list", "--limit", "1", "--after", "page-b")
    assert [one["service_id"] for one in second] == ["page-c"]
    company.in_operation("page-d")
    running = company.does("service", "list", "--stage", "operation", "--after", "page-")
    assert "page-d" in [one["service_id"] for one in running]
    assert {one["stage"] for one in running} == {"operation"}
    said = company.run("service", "list", "--limit", "2", "--after", "page-").out
    assert "the next page: --after page-b" in said


def test_service_is_shown_with_its_stages_decisions_and_whom_it_waits_for(company: Company) -> None:
    company.propose("shown")
    company.offer("shown")
    said = company.run("service", "show", "shown").out
    assert "strategy → [design] → transition → operation → retirement → retired" in said
    assert "service/shown/brief/1" in said
    assert "committee/1  offer" in said
    assert "because the records say so" in said


def test_service_in_operation_says_when_its_next_cycle_is(company: Company) -> None:
    company.in_operation("waiting", since="2026-03-15")
    said = company.run("service", "show", "waiting").out
    assert "waits for the next improvement cycle on 2027-03-15" in said


def test_history_tells_everything_in_order(company: Company) -> None:
    company.propose("told")
    company.offer("told")
    events = company.does("service", "history", "told")
    kinds = [one["kind"] for one in events]
    assert kinds[:2] == ["service_proposed", "task_opened"]
    assert "stage_entered" in kinds
    assert [one["event_id"] for one in events] == [
        f"service/told#{number}" for number in range(1, len(events) + 1)
    ]
    later = company.does("service", "history", "told", "--after", "service/told#2", "--limit", "1")
    assert [one["event_id"] for one in later] == ["service/told#3"]
    assert "vote cast committee/1 offer" in company.run("service", "history", "told").out


def test_whole_life_ends_in_retirement_by_the_committee(company: Company) -> None:
    company.propose("whole")
    company.offer("whole")
    company.design("whole")
    company.go_live("whole")
    assert company.service("whole")["stage"] == "operation"
    company.does("service", "retire", "whole", "--reason", "nobody needs it", "--as", "owner")
    for member in ("ayse", "mehmet"):
        company.decide("whole/retirement/1", "retire", by=member)
    found = company.service("whole")
    assert found["stage"] == "retirement"
    assert found["ends_at"] is not None


def test_unknown_service_is_not_found(company: Company) -> None:
    for words in (["show"], ["history"]):
        error = company.refused(3, "service", *words, "no-such-service")
        assert (error["code"], error["field"]) == ("not_found", "service")


def test_measures_are_recorded_and_the_latest_figure_counts(company: Company) -> None:
    company.in_operation("measured")
    words = ["service", "measure", "measured", "--month", "2026-10", "--as", "owner"]
    company.does(*words, "--usage", "240", "--revenue", "1250000")
    found = company.does(*words, "--usage", "241", "--revenue", "12500.00 TRY")
    assert (found["revenue_minor_units"], found["currency"]) == (1_250_000, "TRY")
    for digits in ("1250000", "۱۲۵۰۰۰۰", "١٢٥٠٠٠٠"):
        typed = ("--usage", "241", "--revenue", digits, "--currency", "TRY")
        assert company.does(*words, *typed)["revenue_minor_units"] == 1_250_000
    for wrong in ("1.200 TRY", "۱.۲۰۰"):
        refused = company.refused(2, *words, "--usage", "241", "--revenue", wrong)
        assert refused["field"] == "revenue"
    refused = company.refused(2, *words, "--usage", "241", "--revenue", "12.500,00")
    assert (refused["field"], "12500.00 TRY" in refused["message"]) == ("revenue", True)
    measures = company.service("measured")["measures"]
    assert [(one["month"], one["usage"]) for one in measures] == [("2026-10", 241)]
    assert "12500.00 TRY" in company.run("service", "show", "measured").out
    assert company.refused(2, *words, "--usage", "-1")["field"] == "usage"
    assert company.refused(2, *words, "--usage", "many")["field"] == "usage"


def test_catalogue_is_shown_as_it_stood_on_any_day(company: Company) -> None:
    company.in_operation("listed", since="2026-03-15")
    now = company.does("catalogue")
    assert "listed" in [one["service_id"] for one in now]
    assert "listed" in company.run("catalogue", "--on", "2026-03-15").out
    assert "listed" not in company.run("catalogue", "--on", "2026-03-14").out
    assert company.refused(2, "catalogue", "--on", "yesterday")["field"] == "on"


def test_services_that_already_run_come_in_at_their_stage(company: Company) -> None:
    files = [
        imported_file("runs-already", name="Mail", since="2024-02-29"),
        imported_file("in-design", name="Wiki", stage="design"),
    ]
    file = company.write("running.json", files)
    found = company.does("service", "import", file, "--as", "admin")
    assert [one["stage"] for one in found] == ["operation", "design"]
    assert found[0]["entered_at"] == "2024-02-29T00:00:00Z"
    assert "brief/1" in company.open_tasks("in-design")
    first = company.does("service", "history", "runs-already")[0]
    assert (first["kind"], first["reason"]) == (
        "service_imported",
        "it has been running for years already",
    )
    again = company.does("service", "import", file, "--as", "admin")
    assert [one["service_id"] for one in again] == ["runs-already", "in-design"]
    assert "in-design is in design" in company.run("service", "import", file, "--as", "admin").out


@pytest.mark.parametrize(
    ("second", "field"),
    [
        ({"owner": "nobody-here"}, "1.owner"),
        ({"stage": "retired"}, "1.stage"),
        ({"since": "2999-01-01"}, "1.since"),
        ({"since": "soon"}, "1.since"),
        ({"reason": "x"}, "1.reason"),
        ({"id": "never-first"}, "1.id"),
        ({"name": ""}, "1.name"),
        ({"color": "red"}, "1.color"),
    ],
)
def test_no_service_comes_in_before_all_are_right(
    company: Company, second: dict[str, str], field: str
) -> None:
    files = [imported_file("never-first"), imported_file("never-second", **second)]
    file = company.write("wrong.json", files)
    error = company.refused(2, "service", "import", file, "--as", "admin")
    assert (error["code"], error["field"]) == ("invalid_input", field)
    company.refused(3, "service", "show", "never-first")


def test_import_of_a_service_that_is_known_otherwise_stops_before_the_first(
    company: Company,
) -> None:
    company.in_operation("known-so")
    files = [imported_file("not-yet"), imported_file("known-so", reason="another reason this time")]
    file = company.write("known.json", files)
    assert company.refused(5, "service", "import", file, "--as", "admin")["field"] == "id"
    company.refused(3, "service", "show", "not-yet")
