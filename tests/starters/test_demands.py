"""What people demand of services that run, or that should."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from sqlalchemy import create_engine, text

from tests.starters.company import DATA_RETURN, eventually
from workers.embedded.ports import free_port

if TYPE_CHECKING:
    from tests.starters.company import Company

WHY = "nobody uses it any more"


def test_service_is_withdrawn_before_it_is_in_operation(company: Company) -> None:
    company.propose("no-go")
    done = company.does("service", "withdraw", "no-go", "--reason", WHY, "--as", "owner")
    assert done["stage"] == "withdrawn"
    assert company.service("no-go")["stage"] == "withdrawn"
    last = company.does("service", "history", "no-go", "--limit", "100")[-1]
    assert (last["kind"], last["actor"], last["reason"]) == ("stage_entered", "owner", WHY)


def test_whoever_asks_for_retirement_is_told_who_decides_on_it(company: Company) -> None:
    company.in_operation("asked-for")
    said = company.run("service", "retire", "asked-for", "--reason", WHY, "--as", "owner").out
    assert said.splitlines() == [
        "service/asked-for is in operation",
        "Next",
        "  service/asked-for/retirement/1  committee_member",
    ]


def test_stage_says_which_demand_is_possible(company: Company) -> None:
    company.propose("young")
    company.in_operation("grown")
    too_early = company.refused(5, "service", "retire", "young", "--reason", WHY, "--as", "owner")
    assert (too_early["code"], too_early["field"]) == ("conflict", "service")
    too_late = company.refused(5, "service", "withdraw", "grown", "--reason", WHY, "--as", "owner")
    assert too_late["field"] == "service"


def test_demand_needs_the_right_a_reason_and_a_service(company: Company) -> None:
    company.in_operation("guarded")
    words = ["service", "retire", "guarded"]
    assert company.refused(4, *words, "--reason", WHY, "--as", "tech")["field"] == "as"
    assert company.refused(2, *words, "--as", "owner")["field"] == "reason"
    for reason in ("", "...", "x" * 20_001):
        error = company.refused(2, *words, "--reason", reason, "--as", "owner")
        assert error["field"] == "reason"
    words[2] = "no-such-service"
    assert company.refused(3, *words, "--reason", WHY, "--as", "owner")["field"] == "service"


def test_service_takes_up_the_policy_in_force_on_demand(company: Company) -> None:
    company.propose("adopting")
    done = company.does("policy", "adopt", "adopting", "--reason", WHY, "--as", "process")
    assert done["workflow_id"] == "service/adopting"
    kinds = [one["kind"] for one in company.does("service", "history", "adopting")]
    assert kinds[-1] == "policy_adopted"
    assert company.refused(4, "policy", "adopt", "adopting", "--reason", WHY, "--as", "owner")


def test_dependent_of_any_kind_holds_retirement_until_it_is_closed(company: Company) -> None:
    company.in_operation("held")
    held = ["--kind", "zeppelin", "--id", "Z-1"]
    added = company.does(
        "dependent", "add", "held", *held, "--name", "Acme gold", "--contact", "customer",
        "--as", "account",
    )  # fmt: skip
    assert (added["kind"], added["dependent_id"]) == ("zeppelin", "Z-1")
    company.does("service", "retire", "held", "--reason", WHY, "--as", "owner")
    for member in ("ayse", "mehmet"):
        company.decide("held/retirement/1", "retire", by=member)
    assert _kinds(company)[-1] == "dependents_shown"
    closed = company.does(
        "dependent", "close", "held", *held, "--reason", "contract has ended", "--as", "account"
    )
    assert closed["closed_reason"] == "contract has ended"
    assert company.servers.signals("service/held") == ["nudge"]
    (listed,) = company.does("dependent", "list", "held")
    assert listed["closed_at"] is not None
    assert "zeppelin" in company.run("dependent", "list", "held").out
    assert "customers lose it" in company.run("service", "show", "held").out


def _kinds(company: Company) -> list[str]:
    events = company.does("service", "history", "held", "--limit", "1000")
    return [one["kind"] for one in events]


def test_dependent_needs_a_service_a_right_and_words(company: Company) -> None:
    company.propose("needed")
    words = ["dependent", "add", "needed", "--kind", "contract", "--id", "C-1", "--name", "Acme"]
    assert company.refused(4, *words, "--as", "tech")["field"] == "as"
    assert company.refused(2, *words[:-2], "--as", "account")["field"] == "name"
    assert company.refused(3, *words, "--contact", "ghost", "--as", "account")["field"] == "contact"
    words[4] = "a kind with spaces"
    assert company.refused(2, *words, "--as", "account")["field"] == "kind"
    words[2:5] = ["no-such", "--kind", "contract"]
    assert company.refused(3, *words, "--as", "account")["field"] == "service"
    assert "nothing depends on needed" in company.run("dependent", "list", "needed").out
    assert company.refused(3, "dependent", "list", "no-such")["field"] == "service"


def test_terminated_service_is_resumed_where_it_stood(company: Company) -> None:
    company.propose("stopped")
    company.decide("stopped/committee/1", "offer", by="ayse")
    company.servers.terminate("service/stopped")
    words = company.deciding("stopped/committee/1", "offer", by="mehmet")
    error = company.refused(5, *words)
    assert "servicecycle service resume stopped" in error["message"]
    found = company.does("service", "resume", "stopped", "--as", "admin")
    assert (found["workflow_id"], found["stage"]) == ("service/stopped", "strategy")
    assert company.does(*words)["decision_id"] == "service/stopped/committee/1#1"
    assert company.service("stopped")["stage"] == "design"


def test_service_that_runs_or_has_ended_is_not_resumed(company: Company) -> None:
    company.propose("running")
    error = company.refused(5, "service", "resume", "running", "--as", "admin")
    assert "runs already" in error["message"]
    assert company.refused(4, "service", "resume", "running", "--as", "owner")["field"] == "as"
    assert company.refused(3, "service", "resume", "no-such", "--as", "admin")["field"] == "service"


def test_terminated_service_is_found_and_not_started_anew_by_its_proposal(
    company: Company,
) -> None:
    company.propose("found-again")
    company.offer("found-again")
    company.servers.terminate("service/found-again")
    assert company.propose("found-again")["stage"] == "design"
    company.does("service", "resume", "service/found-again", "--as", "admin")
    eventually(lambda: "brief/1" in company.open_tasks("found-again"))


def test_retirement_ends_when_customers_data_are_returned(company: Company) -> None:
    company.in_operation("leaving", stage="retirement", since="2025-01-15")
    assert company.open_tasks("leaving") == ["data_return/1"]
    company.decide("leaving/data_return/1", "returned_and_erased", by="security", data=DATA_RETURN)
    assert company.service("leaving")["stage"] == "retired"
    assert "[retired]" in company.run("service", "show", "leaving").out


def test_nothing_more_is_demanded_of_a_service_that_has_ended(company: Company) -> None:
    company.propose("over")
    words = ["service", "withdraw", "over", "--reason", WHY, "--as", "owner"]
    assert "service/over is in withdrawn" in company.run(*words).out
    eventually(lambda: company.service("over")["closed_at"])
    error = company.refused(5, *words)
    assert "has ended (withdrawn) on 20" in error["message"]
    assert (
        "has ended" in company.refused(5, "service", "resume", "over", "--as", "admin")["message"]
    )
    assert "waits" not in company.run("service", "show", "over").out


def test_decision_of_a_process_that_has_ended_is_corrected_no_more(company: Company) -> None:
    company.propose("settled")
    company.offer("settled")
    company.servers.terminate("service/settled")
    engine = create_engine(company.database.owner_url)
    with engine.begin() as connection:
        connection.execute(
            text(
                "UPDATE process SET closed_at = opened_at, closed_reason = 'rejected' "
                "WHERE workflow_id = 'service/settled'"
            )
        )
    engine.dispose()
    words = company.deciding("settled/committee/1", "reject", "--correct", by="ayse")
    error = company.refused(5, *words)
    assert "nothing can be answered or corrected any more" in error["message"]


def test_dependent_is_closed_also_while_temporal_is_away(company: Company) -> None:
    company.in_operation("away-held")
    held = ["away-held", "--kind", "contract", "--id", "C-9"]
    company.does("dependent", "add", *held, "--name", "Acme", "--as", "account")
    away = {**company.environment, "TEMPORAL_ADDRESS": f"127.0.0.1:{free_port()}"}
    alone = replace(company, environment=away)
    said = alone.run("dependent", "close", *held, "--reason", "it has ended", "--as", "account")
    assert said.code == 0
    assert "contract C-9 depends on away-held no longer" in said.out
