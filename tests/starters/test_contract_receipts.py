"""What people are told of what they did to a contract, and why it cannot be done (R57, R92)."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from tests.starters.company import eventually
from tests.starters.test_contracts import WHY, added, agreed, day

if TYPE_CHECKING:
    from tests.starters.company import Company, Json

WHO = ("--reason", WHY, "--as", "account")


def told(company: Company, act: str, contract_id: str, *more: str) -> str:
    """What a person reads when he has done it."""
    said = company.run("contract", act, contract_id, *more, *WHO)
    assert said.code == 0, said.err
    return said.out


def why_not(company: Company, act: str, contract_id: str, *more: str) -> str:
    error = company.refused(5, "contract", act, contract_id, *more, *WHO)
    assert error["field"] == "contract"
    return str(error["message"])


def test_each_act_says_what_became_of_the_contract(company: Company) -> None:
    written = company.run(*agreed(company, "rc-all", signed_on=None)).out
    assert "rc-all (Backup for Acme) is written down; it is a draft; `contract activate`" in written
    said = told(company, "activate", "rc-all")
    assert f"rc-all is activated; it is in force from {day(-10)} to {day(200)}" in said
    assert "rc-all is suspended; its days run on" in told(company, "suspend", "rc-all")
    assert f"rc-all is in force again, until {day(200)}" in told(company, "resume", "rc-all")
    assert f"is terminated; its last day is {day(200)}" in told(company, "terminate", "rc-all")


def test_each_refusal_says_why_and_what_can_be_done(company: Company) -> None:
    added(company, "rc-not", signed_on=None)
    said = why_not(company, "suspend", "rc-not")
    assert said.startswith("rc-not cannot be suspended: it is a draft; `contract activate` lets")
    assert why_not(company, "renew", "rc-not").startswith("rc-not cannot be renewed: it is a draft")
    told(company, "activate", "rc-not")
    expected = f"rc-not cannot be activated: it is in force until {day(200)}"
    assert why_not(company, "activate", "rc-not") == expected
    assert "it is not suspended: it is in force" in why_not(company, "resume", "rc-not")
    told(company, "suspend", "rc-not")
    assert "`contract resume` lets it be in force again" in why_not(company, "suspend", "rc-not")


def test_an_early_end_that_is_asked_says_by_whom_and_what_waits(company: Company) -> None:
    added(company, "rc-early")
    asked = told(company, "terminate", "rc-early", "--on", day(50))
    assert f"rc-early is asked to end on {day(50)}, sooner than it can be terminated" in asked
    assert "contract/rc-early/early_termination/1" in asked
    refused = why_not(company, "terminate", "rc-early", "--on", day(40))
    assert re.search(
        rf"account asked that it ends on {day(50)}, which waits for process_manager or "
        r"operations_director until \d{4}-\d\d-\d\d: "
        r"`decide contract/rc-early/early_termination/1 agree\|refuse`",
        refused,
    )
    page = company.run("task", "show", "contract/rc-early/early_termination/1").out
    assert re.search(rf"meanwhile +it waits until it ends on {day(200)}, or for the notice", page)
    shown = company.does("contract", "show", "rc-early")
    assert shown["waits"].startswith(f"until it ends on {day(200)}")
    assert shown["terminated_on"] is None
    kept = told(company, "terminate", "rc-early")
    assert f"until that is agreed its last day is {day(200)}" in kept
    assert company.does("contract", "show", "rc-early")["terminated_on"] == day(200)


def test_a_draft_that_is_taken_back_never_was_in_force(company: Company) -> None:
    added(company, "rc-back", signed_on=None, start_on=day(5))
    assert "rc-back is taken back; it never was" in told(company, "terminate", "rc-back")
    eventually(lambda: company.does("contract", "show", "rc-back")["closed_at"] is not None)
    assert "has ended (cancelled)" in why_not(company, "suspend", "rc-back")


def test_what_is_agreed_for_the_coming_period_is_told_and_shown(company: Company) -> None:
    added(company, "rc-next")
    notices = company.write("notices.json", {"notices": {"before": [60, 14], "after": [3]}})
    said = told(company, "edit", "rc-next", notices)
    held = f"from {day(201)} on; those of the present period stay"
    assert f"notices: 60, 14 days before and 3 days after the end, {held}" in said
    people = company.write("people.json", {"recipients": {"ours": ["account"], "customer": []}})
    assert "told from now on: account" in told(company, "edit", "rc-next", people)
    price, term = ("--price", "90000.00 TRY"), ("--term", "3-months")
    done = company.does("contract", "renew", "rc-next", *price, *term, *WHO)
    following = done["coming"]
    assert (following["number"], following["agreed"], following["start_on"]) == (2, True, day(201))
    assert (following["price"]["minor_units"], following["price_agreed"]) == (9_000_000, True)
    assert following["notices"] == {"before": [60, 14], "after": [3]}
    shown = company.does("contract", "show", "rc-next")
    assert shown["coming"] == following
    page = company.run("contract", "show", "rc-next").out
    assert re.search(r"Coming period\n +period +2, agreed\n", page)
    assert f"{day(201)} to {following['end_on']} (3 months)" in page
    assert "agreed: 90,000.00 TRY" in page
    assert f"its next period, {day(201)} to" in why_not(company, "renew", "rc-next")


def test_a_renewal_tells_the_period_and_the_price_that_follow(company: Company) -> None:
    added(company, "rc-told")
    said = told(company, "renew", "rc-told")
    assert f"rc-told goes on with period 2: {day(201)} to" in said
    assert "price unchanged: 120,000.00 TRY" in said


def test_what_never_renews_shows_no_cut_off_and_no_price_of_a_new_period(company: Company) -> None:
    added(company, "rc-never", renewal="never", term=None)
    page = company.run("contract", "show", "rc-never").out
    assert "terminated until" not in page
    assert "in a new period" not in page
    assert "Coming period" not in page
    notices = company.write("notices.json", {"notices": {"before": [14]}})
    said = told(company, "edit", "rc-never", notices)
    assert "14 days before the end, in a period that follows; as things stand none does" in said


def test_a_contract_without_an_end_and_without_a_price_says_so(company: Company) -> None:
    endless: Json = {"end_on": None, "notices": {}, "renewal": "never", "term": None, "price": None}
    added(company, "rc-endless", **endless)
    told(company, "suspend", "rc-endless")
    assert told(company, "resume", "rc-endless").startswith("rc-endless is in force again\n")
    assert "it has no end, so there is nothing to renew" in why_not(company, "renew", "rc-endless")
