"""What a contact was asked is asked of whoever takes over when he becomes passive (R88, R148)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from domain.errors import UnreachableError
from starters.desk import Desk
from starters.handing_on import hand_on
from tests.starters.company import eventually
from tests.starters.test_contracts import WHY, added
from tests.starters.test_customers_sight import WHO, contact, holds, kinds, recipients
from workers.leaving import run_settled
from workers.settings import Settings

if TYPE_CHECKING:
    from starters.door import Door
    from tests.starters.company import Company

MANAGER = "service_desk_manager"


def asked(company: Company, person: str, *services: str) -> list[str]:
    """Let a contact, who may answer it, be asked what each of some services costs."""
    contact(company, person)
    holds(company, person, "contact", MANAGER)
    return [costs_asked_of(company, person, one) for one in services]


def costs_asked_of(company: Company, person: str, service: str) -> str:
    """Let somebody be asked what a new service costs; the task."""
    company.propose(service)
    company.offer(service)
    task = f"service/{service}/costs/1"
    company.does("task", "assign", task, "--to", person, "--as", "delivery")
    return task


def passive(person: str, to: str) -> tuple[str, ...]:
    return ("contact", "passive", person, "--to", to, "--reason", WHY, *WHO)


def assignee(company: Company, task: str) -> str:
    return str(company.does("task", "show", task)["assignee"])


def hand_overs(company: Company, service: str) -> int:
    listed = company.does("service", "history", service, "--limit", "99")
    return [one["kind"] for one in listed].count("task_assigned")


def test_open_tasks_go_to_whoever_takes_over_and_nobody_has_to_assign_them(acme: Company) -> None:
    tasks = asked(acme, "ho-leaving", "ho-first", "ho-second")
    assign = ("task", "assign", tasks[0], "--to", "delivery", *WHO)
    assert acme.refused(4, *assign)["field"] == "as"
    refused = acme.refused(5, "contact", "passive", "ho-leaving", "--reason", WHY, *WHO)
    assert refused["message"].startswith("to: open tasks were handed to ho-leaving")
    said = acme.run(*passive("ho-leaving", "delivery"))
    assert said.code == 0, said.err
    assert f"instead of him delivery is asked {', '.join(tasks)}" in said.out
    assert [assignee(acme, one) for one in tasks] == ["delivery", "delivery"]
    assert acme.does("contact", "show", "ho-leaving")["state"] == "passive"
    again = acme.does(*passive("ho-leaving", "delivery"))
    assert (again["tasks"], again["contracts"]) == ([], [])
    assert (hand_overs(acme, "ho-first"), hand_overs(acme, "ho-second")) == (2, 2)


def test_tasks_and_contracts_go_over_with_one_command(acme: Company) -> None:
    tasks = asked(acme, "ho-all", "ho-both")
    added(acme, "ho-agreed", recipients={"ours": [], "customer": ["ho-all"]})
    done = acme.does(*passive("ho-all", "delivery"))
    assert (done["tasks"], done["contracts"]) == (tasks, ["ho-agreed"])
    assert recipients(acme, "ho-agreed") == {"delivery": "ours"}
    assert kinds(acme, "ho-agreed")[-1] == "contract_edited"


def test_who_may_not_answer_takes_nothing_over_and_every_such_task_is_named(acme: Company) -> None:
    tasks = asked(acme, "ho-kept", "ho-third", "ho-fourth")
    for nobody in ("ho-kept", "ho-stranger"):
        assert acme.refused(2, *passive("ho-kept", nobody))["field"] == "to"
    refused = acme.refused(2, *passive("ho-kept", "account"))
    assert refused["field"] == "to"
    for one in tasks:
        assert f"{one}: account has none of the roles that may answer" in refused["message"]
    assert "with `task assign`" in refused["message"]
    assert [assignee(acme, one) for one in tasks] == ["ho-kept", "ho-kept"]
    assert acme.does("contact", "show", "ho-kept")["state"] == "active"


def test_a_process_that_does_not_run_keeps_its_task_and_the_others_go_over(acme: Company) -> None:
    lost, other = asked(acme, "ho-half", "ho-lost", "ho-there")
    acme.servers.terminate("service/ho-lost")
    refused = acme.refused(5, *passive("ho-half", "delivery"))
    said = refused["message"]
    assert said.startswith(f"to: ho-half is still active: {other} went to delivery; {lost}: ")
    assert said.endswith("the same command goes on where this one stopped")
    assert (assignee(acme, lost), assignee(acme, other)) == ("ho-half", "delivery")
    assert acme.does("contact", "show", "ho-half")["state"] == "active"
    acme.does("service", "resume", "ho-lost", "--as", "admin")
    assert acme.does(*passive("ho-half", "delivery"))["tasks"] == [lost]
    assert acme.does("contact", "show", "ho-half")["state"] == "passive"


def test_a_hand_over_that_nobody_answered_is_done_once_by_saying_it_again(acme: Company) -> None:
    (task,) = asked(acme, "ho-silent", "ho-slow")
    with acme.servers.without_worker():
        unknown = acme.refused(7, *passive("ho-silent", "delivery"))
        assert f"ho-silent is still active: no answer came for {task}" in unknown["message"]
        assert acme.run(*passive("ho-silent", "delivery")).code == 7
    eventually(lambda: acme.run(*passive("ho-silent", "delivery")).code == 0)
    assert assignee(acme, task) == "delivery"
    assert hand_overs(acme, "ho-slow") == 2


class DoorOnce(Desk):
    """A desk whose way to the processes is there for one request and then no more."""

    opened = False

    async def door(self) -> Door:
        if self.opened:
            message = "Temporal does not answer, nothing was sent: it has just gone"
            raise UnreachableError(message)
        self.opened = True
        return await super().door()


def test_where_temporal_goes_away_in_between_the_cause_is_told_and_what_was_refused_before(
    acme: Company,
) -> None:
    lost, other = asked(acme, "ho-away", "ho-gone", "ho-next")
    acme.servers.terminate("service/ho-gone")
    kept = {one: value for one, value in acme.environment.items() if value is not None}
    with DoorOnce(Settings.resolve(environ=kept), reads_as="account") as desk:
        handing = hand_on(desk, "account", "ho-away", "delivery", [lost, other])
        with pytest.raises(UnreachableError, match="it has just gone; the same") as away:
            run_settled(handing)
    assert away.value.message.startswith(f"to: ho-away is still active: {lost}: ")
    assert away.value.field == "to"
    assert [assignee(acme, one) for one in (lost, other)] == ["ho-away", "ho-away"]
    acme.does("service", "resume", "ho-gone", "--as", "admin")
    assert acme.does(*passive("ho-away", "delivery"))["tasks"] == [lost, other]


@pytest.mark.parametrize("person", ["ayse", "delivery"])
def test_who_may_not_turn_a_contact_passive_hands_nothing_over(acme: Company, person: str) -> None:
    (task,) = asked(acme, f"ho-of-{person}", f"ho-from-{person}")
    words = ("contact", "passive", f"ho-of-{person}", "--to", "delivery", "--reason", WHY)
    assert acme.refused(4, *words, "--as", person)["field"] == "as"
    assert assignee(acme, task) == f"ho-of-{person}"
