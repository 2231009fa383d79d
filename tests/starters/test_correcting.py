"""Corrections: what they lead to, and the same one once more."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.starters.company import GATES, REASON

if TYPE_CHECKING:
    from tests.starters.company import Company

BRIEF = dict(GATES["brief"][1])
BETTER = {**BRIEF, "scope": "servers only, no workstations"}


@pytest.mark.parametrize("number", range(3))
def test_correction_says_where_the_service_stands_after_it(company: Company, number: int) -> None:
    service = f"stands-{number}"
    company.propose(service)
    for member in ("ayse", "mehmet"):
        company.decide(f"{service}/committee/1", "reject", by=member)
    first = company.deciding(f"{service}/committee/1", "offer", "--correct", by="mehmet")
    said = company.run(*first).out
    assert "voted: offer, by mehmet" in said
    assert f"service/{service} is in strategy\nNext\n  service/{service}/committee/1  " in said
    assert "decided" not in company.run("task", "show", f"service/{service}/committee/1").out
    second = company.deciding(f"{service}/committee/1", "offer", "--correct", by="ayse")
    said = company.run(*second).out
    assert f"service/{service} is in design" in said
    assert f"service/{service}/brief/1  service_owner" in said


def test_correction_that_changes_the_answer_names_the_next_tasks(company: Company) -> None:
    company.propose("asks-on")
    company.offer("asks-on")
    company.decide("asks-on/brief/1", "complete", by="owner", data=BRIEF)
    words = company.deciding("asks-on/brief/1", "complete", "--correct", by="owner", data=BETTER)
    said = company.run(*words).out
    assert "service/asks-on/costs/1" in said
    assert "service/asks-on/brief/1  " not in said


def test_same_correction_twice_changes_nothing_and_returns_the_same(company: Company) -> None:
    company.propose("twice-right")
    company.offer("twice-right")
    company.decide("twice-right/brief/1", "complete", by="owner", data=BRIEF)
    words = company.deciding(
        "twice-right/brief/1", "complete", "--correct", by="owner", data=BETTER
    )
    first = company.does(*words)
    before = company.does("service", "history", "twice-right")
    assert company.does(*words) == first
    assert company.does("service", "history", "twice-right") == before
    words[words.index(REASON)] = "for another reason this time"
    assert company.does(*words)["decision_id"] == "service/twice-right/brief/1#3"


def test_correction_under_an_id_of_its_own_is_recorded_even_where_it_says_the_same(
    company: Company,
) -> None:
    company.propose("meant-so")
    company.offer("meant-so")
    company.decide("meant-so/brief/1", "complete", by="owner", data=BRIEF)
    words = company.deciding(
        "meant-so/brief/1", "complete", "--correct", "--request-id", "meant-so", by="owner",
        data=BRIEF,
    )  # fmt: skip
    first = company.does(*words)
    assert first["decision_id"] == "service/meant-so/brief/1#2"
    assert company.does(*words)["outcome"] == "complete"


def test_same_corrected_vote_twice_changes_nothing_and_returns_the_same(company: Company) -> None:
    company.propose("twice-voted")
    company.offer("twice-voted")
    words = company.deciding("twice-voted/committee/1", "reject", "--correct", by="mehmet")
    reopened = company.does(*words)
    assert (reopened["state"], reopened["decision_id"]) == ("voted", None)
    assert company.does(*words) == reopened
    other = company.deciding("twice-voted/committee/1", "reject", "--correct", by="ayse")
    decided = company.does(*other)
    assert decided["decision_id"] == "service/twice-voted/committee/1#2"
    assert company.does(*other) == decided
    assert company.does(*words) == reopened


def test_another_person_corrects_a_vote_by_the_same_words_in_his_own_name(
    company: Company,
) -> None:
    company.propose("own-name")
    company.offer("own-name")
    words = company.deciding(
        "own-name/committee/1", "offer", "--correct", "--for", "ayse", by="boss"
    )
    assert company.does(*words)["by"] == "boss"
    assert company.does("task", "show", "service/own-name/committee/1")["votes_cast"] == 2
