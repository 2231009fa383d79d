"""The demo as a newcomer runs it: a whole catalogue lives, and what came of it is compared."""

from __future__ import annotations

import json
import signal
from datetime import timedelta
from decimal import Decimal
from time import monotonic
from typing import TYPE_CHECKING

import pytest

from activities.store import reading
from starters.desk import Desk
from tests.e2e.kept_demo import Demo, altered, at_work, complaint, removed
from tests.support.stack import House, read_until

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

pytestmark = [pytest.mark.e2e, pytest.mark.timeout(900)]

RATE = "500000"
YOURS = "service/customer-portal/committee/1"
SERVICES = {"operation": 8, "rejected": 1, "retired": 1, "strategy": 1, "withdrawn": 1}


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Demo]:
    house = House(tmp_path_factory.mktemp("demo") / "data")
    options = ["--data", str(house.data), "--rate", RATE, "--keep", "--json"]
    played = house.run("demo", *options, seconds=700)
    assert played.returncode == 0, played.stdout + played.stderr
    yield Demo(house, played)
    stopped = house.down()
    assert stopped.returncode == 0, stopped.stderr


def test_it_ends_with_one_json_object_of_all_records_by_state(demo: Demo) -> None:
    counts = json.loads(demo.played.stdout)
    assert demo.played.stderr == ""
    assert counts["services"] == SERVICES
    assert {"services", "tasks", "decisions", "votes", "events", "notices"} <= counts.keys()
    assert all(isinstance(one, int) for states in counts.values() for one in states.values())
    assert counts["tasks"]["created"] == 1
    assert counts["votes"] == {"approve": 2, "defer": 3, "offer": 17, "reject": 3, "retire": 2}
    assert counts["events"]["service_deferred"] == 1
    assert counts["dependents"] == {"closed": 11, "open": 21}
    assert counts["events"]["change_live"] == 3
    assert counts["catalogue"] == {"published": 8, "withdrawn": 4}


def test_it_counts_customers_and_what_became_of_their_contracts(demo: Demo) -> None:
    counts = json.loads(demo.played.stdout)
    held = {name: counts[name] for name in ("customers", "contacts", "plans")}
    assert held == {"customers": {"active": 20}, "contacts": {"active": 60}, "plans": {"active": 5}}
    assert counts["contracts"] == {"active": 16, "cancelled": 4, "expired": 5}
    ended = {"cancelled": 3, "expired": 5, "open": 16, "renewed": 18}
    assert counts["contract_periods"] == ended
    assert counts["contract_notices"] == {"history": 1, "sent": 31}
    assert counts["events"]["contract_renewed"] == 12
    assert counts["events"]["contract_suspended"] == 2
    assert counts["events"]["contract_early_termination_refused"] == 1


def test_credits_came_over_and_every_month_since_has_granted_its_own(demo: Demo) -> None:
    played = demo.house.run("plan", "ledger", "acme-backup", "--json")
    assert played.returncode == 0, played.stderr
    entries = [one["entry"] for one in json.loads(played.stdout)]
    granted = [one for one in entries if one["kind"] == "granted"]
    assert Decimal(granted[0]["amount"]) == 240
    assert {Decimal(one["amount"]) for one in granted[1:]} == {600}
    assert [one["period"] for one in granted] == list(range(1, len(granted) + 1))
    assert all(one["booked_on"].endswith("-01") for one in granted[1:])
    assert len(granted) > 6
    went_on = [one for one in entries if one["kind"] == "rolled_over"]
    assert all(Decimal(one["amount"]) <= 300 for one in went_on)


def test_what_was_kept_is_compared_again_and_is_as_it_was_meant_to_be(demo: Demo) -> None:
    again = demo.check()
    assert (again.returncode, again.stderr) == (0, "")
    assert json.loads(again.stdout)["services"]["retired"] == 1


ALTERED = [
    ("service", "service_id = 'fax-gateway'", "stage", "operation"),
    ("service", "service_id = 'email-hosting'", "owner", "kemal"),
    ("decision", "task_id = 'service/blockchain-notary/committee/1'", "outcome", "offer"),
    ("vote", "task_id = 'service/managed-backup/committee/1' AND voter = 'elif'", "seat", "grace"),
    (
        "catalogue_entry",
        "service_id = 'service-desk' AND version = 3",
        "withdrawn_at",
        "2027-01-01 00:00Z",
    ),
    (
        "dependent",
        "service_id = 'fax-gateway' AND name = 'contract acme-fax'",
        "dependent_id",
        "K-2",
    ),
    ("contract", "contract_id = 'ege-liman-access'", "state", "active"),
    ("contract_period", "contract_id = 'acme-backup' AND number = 1", "closed_as", "expired"),
    ("contract_period", "contract_id = 'own-hr-backup' AND number = 2", "price_minor_units", "1"),
    (
        "contract_period",
        "contract_id = 'zagros-desk' AND number = 1",
        "renewal_state",
        "renewal_approved",
    ),
    (
        "contract_notice",
        "contract_id = 'golden-horn-summer' AND offset_days = 60",
        "state",
        "history",
    ),
    ("decision", "task_id = 'contract/nordwind-desk/early_termination/1'", "actor", "onur"),
]


@pytest.mark.parametrize(("table", "where", "column", "value"), ALTERED)
def test_one_altered_row_fails_it_and_is_named(
    demo: Demo, table: str, where: str, column: str, value: str
) -> None:
    with altered(demo, table, where, column, value):
        record, message = complaint(demo)
    assert record.partition("/")[2] in where
    assert message.startswith("1 came out otherwise; the first:")


REMOVED = [
    ("decision", "task_id = 'service/shop-hosting/committee_chair/1'"),
    ("catalogue_entry", "service_id = 'remote-access'"),
    ("gate", "service_id = 'support-assistant' AND gate = 'security'"),
    ("service_stage", "service_id = 'domain-names'"),
    ("dependent", "service_id = 'fax-gateway' AND dependent_id = 'acme-fax'"),
    ("contract_notice", "contract_id = 'alborz-mail' AND offset_days = 30"),
    ("contract_period", "contract_id = 'anadolu-enerji-guard' AND number = 2"),
    ("decision", "task_id = 'contract/tianshan-mail/early_termination/1'"),
    ("dependent", "service_id = 'endpoint-protection' AND dependent_id = 'bogazici-tablets'"),
]


@pytest.mark.parametrize(("table", "where"), REMOVED)
def test_one_missing_row_fails_it_and_all_is_well_when_it_is_back(
    demo: Demo, table: str, where: str
) -> None:
    with removed(demo, table, where):
        record, _ = complaint(demo)
    assert record.partition("/")[2] in where
    assert demo.check().returncode == 0


def test_a_contact_who_is_missing_is_noticed_in_the_registers(demo: Demo) -> None:
    with removed(demo, "contact", "person_id = 'irene-lamb'"):
        record, message = complaint(demo)
    assert record == "registers"
    assert message.endswith("contacts: meant 60, found 59")


def test_business_time_goes_on_at_the_pace_of_real_time(demo: Demo) -> None:
    with Desk(demo.settings) as desk:
        began, then = monotonic(), desk.now()
        demo.does("policy", "adopt", "domain-names", "--reason", "a try", "--as", "sofia")
        passed = timedelta(seconds=monotonic() - began)
        now = desk.now()
        assert then.year == 2027
        assert abs(now - then - passed) < timedelta(seconds=1)
    adopted = demo.does("service", "history", "domain-names", "--limit", "1000")[-1]
    assert adopted["kind"] == "policy_adopted"
    assert then.isoformat() <= adopted["at"] <= now.isoformat()


def test_a_contract_lives_by_the_pace_of_real_time_as_well(demo: Demo) -> None:
    with Desk(demo.settings) as desk:
        then = desk.now()
        adopting = ["policy", "adopt", "contract/tianshan-names", "--reason", "a try"]
        demo.does(*adopting, "--as", "sofia")
        history = reading.history(desk.reader, "contract/tianshan-names", page=reading.ALL)
        assert history[-1].kind == "policy_adopted"
        assert then <= history[-1].at <= desk.now()


def test_a_question_waits_for_you_and_your_answer_is_taken(demo: Demo) -> None:
    assert [one["task_id"] for one in demo.does("inbox", "--as", "elif")] == [YOURS]
    for person in ("elif", "murat"):
        given = ["offer", "--reason", "customers ask for it", "--as", person]
        demo.does("decide", YOURS, *given)
    shown = demo.does("service", "show", "customer-portal")
    assert shown["stage"] == "design"
    assert demo.check().returncode == 0


def test_nothing_is_wedged_lost_or_overdue_afterwards(demo: Demo) -> None:
    status = demo.house.status()
    assert {part["state"] for part in status["parts"]} == {"running"}
    assert (status["wedged"], status["lost"], status["failing_activities"]) == ([], [], [])
    assert status["overdue_tasks"] == 0


def test_no_process_stays_behind_and_the_next_start_goes_on_where_it_was(demo: Demo) -> None:
    before = demo.processes()
    assert len(before) > 3
    assert demo.house.down().returncode == 0
    assert at_work(before) == []
    assert demo.house.up().returncode == 0
    assert demo.check().returncode == 0


def test_a_folder_that_is_no_demo_is_refused_and_left_alone(tmp_path: Path) -> None:
    house = House(tmp_path / "company")
    house.data.mkdir(mode=0o750)
    (house.data / "ports.json").write_text("{}", encoding="utf-8")
    refused = house.run("demo", "--data", str(house.data))
    assert refused.returncode == 5
    assert "is not the folder of a demo" in refused.stderr
    assert [one.name for one in house.data.iterdir()] == ["ports.json"]
    assert house.data.stat().st_mode & 0o777 == 0o750


def test_a_file_is_no_folder_for_a_demo(tmp_path: Path) -> None:
    house = House(tmp_path / "notes.txt")
    house.data.write_text("mine", encoding="utf-8")
    refused = house.run("demo", "--data", str(house.data))
    assert refused.returncode == 2
    assert house.data.read_text(encoding="utf-8") == "mine"


def test_another_demo_on_the_folder_replaces_the_first_and_ends_in_order_when_interrupted(
    demo: Demo,
) -> None:
    first, secret = demo.processes(), (demo.house.data / "credentials.json").read_bytes()
    with demo.house.start("demo", "--data", str(demo.house.data), "--rate", RATE) as second:
        assert second.stdout is not None
        read_until(second.stdout, "a new quarter")
        assert at_work(first) == []
        assert (demo.house.data / "credentials.json").read_bytes() != secret
        own = demo.processes()
        second.send_signal(signal.SIGINT)
        rest = second.stdout.read()
        assert second.wait(timeout=60) != 0
    assert "is down" in rest
    assert at_work(own) == []
