"""Who writes in the registers at the same time as others waits, and for long of nobody (R44)."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import replace
from threading import Barrier
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import func, insert, select, text, update

from activities.store.schema import customer, party
from domain.errors import NotAllowedError, UnreachableError
from tests.activities.registering import ADMIN, QUIET, edit, listed, pen, settle, source
from tests.activities.rows import NOON
from tests.domain.plan_samples import plan
from workers.registers.admission import admitted
from workers.registers.entries import add_entry, edit_entry
from workers.registers.holds import hold_all
from workers.registers.importing import apply_import, plan_import
from workers.registers.people import apply_people
from workers.registers.plans import add_plan
from workers.registers.transactions import WAITS_SECONDS, transaction

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sqlalchemy import Connection, Engine

    from domain.policy import Command
    from tests.activities.house import House

PARTIES = "id,name\nrev,Rev\nova,Ova\n"
GROUPS = "id,name\nstars,Stars\n"
DEAD_SECONDS = 60


@pytest.fixture
def settled(house: House) -> House:
    return settle(house)


@pytest.fixture
def hurried(settled: House) -> Engine:
    """The house as it is for somebody who waits for others no longer than an instant."""
    return settled.worker.execution_options(**{WAITS_SECONDS: 0.02})


@contextmanager
def writing_in(house: House, *registers: str) -> Iterator[Connection]:
    """Somebody else writes there, and has not come to his end."""
    with transaction(house.worker) as other:
        hold_all(other.connection, registers)
        yield other.connection


def is_free(connection: Connection, register: str) -> bool:
    turn = func.hashtextextended(register, 0)
    return bool(connection.scalar(select(func.pg_try_advisory_xact_lock(turn))))


def test_the_trial_of_a_folder_is_told_that_somebody_else_is_writing(
    settled: House, hurried: Engine
) -> None:
    files = [source("groups", GROUPS), source("parties", PARTIES)]
    with (
        writing_in(settled, "parties"),
        pytest.raises(UnreachableError, match="in the register of parties, perhaps with an") as one,
    ):
        plan_import(hurried, files, NOON, QUIET)
    assert (one.value.exit_code, "nothing was changed, try again" in one.value.message) == (6, True)
    assert [one.new for one in plan_import(hurried, files, NOON, QUIET)] == [1, 2]


@pytest.mark.parametrize("first", ["groups", "people"])
def test_whoever_may_not_do_it_waits_for_nobody_and_holds_nothing(
    settled: House, first: str
) -> None:
    """What a file before it could give is not waited for where the first is refused."""
    asked: list[str] = []

    def admits(connection: Connection, command: Command) -> None:
        asked.append(command)
        with settled.worker.connect() as third:
            assert is_free(third, "people")
        admitted(connection, "mehmet", command, now=NOON)

    files = [source(first, "id\n"), source("parties", PARTIES)]
    with writing_in(settled, "parties"), pytest.raises(NotAllowedError, match="mehmet may not"):
        plan_import(settled.worker, files, NOON, QUIET, admits=admits)
    assert asked == [files[0].register.kind.edit]


def test_rights_that_no_file_could_give_are_asked_before_anybody_is_waited_for(
    settled: House,
) -> None:
    asked: list[str] = []
    files = [source("groups", GROUPS), source("technicians", "id\n"), source("parties", PARTIES)]

    def waiting(_register: str) -> None:
        asked.append("waiting")
        other.rollback()

    telling = replace(QUIET, waiting=waiting)
    with writing_in(settled, "groups") as other:
        plan_import(
            settled.worker, files, NOON, telling, admits=lambda _, command: asked.append(command)
        )
    ahead, then = ["group edit", "technician edit"], ["group edit", "technician edit", "party edit"]
    assert asked == [*ahead, "waiting", *then]


def test_whoever_edits_beside_the_trial_of_a_folder_has_his_answer_soon(
    settled: House, hurried: Engine
) -> None:
    """What the trial wrote is there for itself alone; nobody may meet it by his key."""
    answers: list[str] = []

    def meanwhile(_file: str, _lines: int) -> None:
        for act in (
            lambda: add_entry(hurried, pen("parties"), {"id": "rev", "name": "Rev"}),
            lambda: apply_import(hurried, source("parties", PARTIES), ADMIN, NOON, QUIET),
            lambda: plan_import(
                hurried, [source("groups", GROUPS), source("parties", PARTIES)], NOON, QUIET
            ),
        ):
            with pytest.raises(UnreachableError) as error:
                act()
            answers.append(error.value.message)

    telling = replace(QUIET, progress=meanwhile)
    files = [source("parties", PARTIES), source("assets", "id,customer,name,kind\n")]
    reports = plan_import(settled.worker, files, NOON, telling)
    assert [one.new for one in reports] == [2, 0]
    said = "somebody else is writing in the register of parties, perhaps with an import"
    assert [one.partition(";")[0] for one in answers] == [said, said, said]
    assert listed(settled, "party") == []


def test_an_import_that_people_watch_says_that_it_waits_and_goes_on_after_the_other(
    settled: House, hurried: Engine
) -> None:
    told: list[str] = []
    with writing_in(settled, "parties") as other:
        other.execute(insert(party).values(party_id="rev", name="Rev", kind="supplier"))

        def waiting(register: str) -> None:
            told.append(register)
            other.commit()

        telling = replace(QUIET, waiting=waiting)
        report = apply_import(hurried, source("parties", PARTIES), ADMIN, NOON, telling)
    assert told == ["parties"]
    assert (report.applied, report.new) == (True, 1)


def test_an_import_and_trials_of_folders_with_the_same_records_all_come_to_their_end(
    settled: House,
) -> None:
    """Each writes what the others do, in an order of its own."""
    together = Barrier(3, timeout=DEAD_SECONDS)
    telling = replace(QUIET, waiting=lambda _register: None)
    backwards = "id,name\nova,Ova\nrev,Rev\n"

    def bring_in() -> int:
        together.wait()
        return apply_import(settled.worker, source("parties", PARTIES), ADMIN, NOON, telling).new

    def try_out() -> int:
        files = [source("parties", backwards), source("groups", GROUPS)]
        together.wait()
        return plan_import(settled.worker, files, NOON, telling)[1].new

    with ThreadPoolExecutor(3) as all_three:
        ends = [all_three.submit(one) for one in (bring_in, try_out, try_out)]
        assert [one.result(DEAD_SECONDS) for one in ends] == [2, 1, 1]
    assert listed(settled, "party") == ["ova", "rev"]


def test_after_a_long_wait_for_a_register_its_records_are_waited_for_as_ever(
    settled: House,
) -> None:
    with writing_in(settled, "parties") as other, transaction(settled.worker) as unit:
        limit = text("SHOW lock_timeout")
        assert unit.connection.scalar(limit) == "8s"
        hold_all(unit.connection, ["parties"], lambda _register: other.rollback())
        assert unit.connection.scalar(limit) == "8s"
        unit.connection.rollback()
        assert unit.connection.scalar(limit) == "0"


def test_several_registers_are_held_in_the_order_of_their_names_whatever_was_said(
    settled: House,
) -> None:
    found: list[tuple[str, bool, bool]] = []
    with writing_in(settled, "groups") as other, transaction(settled.worker) as unit:

        def waiting(register: str) -> None:
            with settled.worker.connect() as third:
                found.append((register, is_free(third, "customers"), is_free(third, "parties")))
            other.rollback()

        hold_all(unit.connection, ["parties", "groups", "customers", "groups"], waiting)
        with settled.worker.connect() as third:
            assert not is_free(third, "parties")
    assert found == [("groups", False, True)]


def test_two_who_wait_for_each_other_are_told_and_one_of_them_comes_through(
    settled: House,
) -> None:
    together = Barrier(2, timeout=DEAD_SECONDS)

    def write(first: str, second: str) -> str:
        try:
            with transaction(settled.worker) as unit:
                rename = update(customer).values(name="Other")
                unit.connection.execute(rename.where(customer.c.customer_id == first))
                together.wait()
                unit.connection.execute(rename.where(customer.c.customer_id == second))
                unit.commit()
        except UnreachableError as refused:
            return refused.message
        return "done"

    with settled.owner.begin() as connection:
        rows = select(customer).where(customer.c.customer_id == "acme")
        held = dict(connection.execute(rows).mappings().one())
        connection.execute(insert(customer).values({**held, "customer_id": "nova"}))
    with ThreadPoolExecutor(2) as both:
        ends = {*both.map(write, ["acme", "nova"], ["nova", "acme"], timeout=DEAD_SECONDS)}
    said = "somebody else is writing the same just now, perhaps with an import"
    assert ends == {"done", f"{said}; nothing was changed, try again"}


def test_a_record_that_somebody_else_keeps_is_not_waited_for_long(
    settled: House, hurried: Engine
) -> None:
    with settled.worker.begin() as other:
        other.execute(select(customer).with_for_update())
        with pytest.raises(UnreachableError, match="somebody else is writing the same just now"):
            edit_entry(hurried, pen("customers"), "acme", {"name": "Other"})
    assert edit(settled, "customers", "acme", name="Other").fields["name"] == "Other"


def test_a_key_that_somebody_else_was_first_with_is_told_by_its_name(settled: House) -> None:
    add_entry(settled.worker, pen("parties"), {"id": "rev", "name": "Rev"})
    with settled.worker.connect() as connection:
        held = dict(connection.execute(select(party)).mappings().one())
    with (
        pytest.raises(UnreachableError, match=r"with an import \(pk_party\); nothing was changed"),
        transaction(settled.worker) as unit,
    ):
        unit.connection.execute(insert(party).values(held))


def test_what_was_changed_since_it_was_read_is_told_where_that_matters(settled: House) -> None:
    strict = settled.worker.execution_options(isolation_level="REPEATABLE READ")

    def read_and_write() -> None:
        with transaction(strict) as unit:
            unit.connection.execute(select(customer)).all()
            edit(settled, "customers", "acme", name="Meanwhile")
            unit.connection.execute(update(customer).values(name="Other"))

    with pytest.raises(UnreachableError, match="somebody else is writing the same just now"):
        read_and_write()


def test_people_are_not_imported_beside_somebody_who_writes_in_their_register(
    settled: House, hurried: Engine
) -> None:
    with (
        writing_in(settled, "people"),
        pytest.raises(UnreachableError, match="nothing was changed, try again"),
    ):
        apply_people(hurried, ADMIN, [], NOON)


def test_a_plan_is_not_added_beside_a_file_of_plans(settled: House, hurried: Engine) -> None:
    with (
        writing_in(settled, "plans"),
        pytest.raises(UnreachableError, match="in the register of plans, perhaps with an import"),
    ):
        add_plan(hurried, ADMIN, "ours", plan(), NOON)
    assert add_plan(hurried, ADMIN, "ours", plan(), NOON).version == 1
