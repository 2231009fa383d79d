"""The register of plans and the ledger of credits, on a real PostgreSQL."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from activities.store import plans, reading
from domain.errors import ConflictError, NotFoundError
from domain.identity import Actor
from domain.plans.credits import balance, closed, consumed, granted, opened
from domain.plans.words import CreditKind, CreditUnit
from domain.words import SYSTEM, Role
from tests.activities.registering import applied, settle, source
from tests.activities.rows import A_DAY, NOON
from tests.domain.plan_samples import plan
from workers.registers.plans import PlanOutcome, add_plan, archive_plan, edit_plan

if TYPE_CHECKING:
    from sqlalchemy import Engine

    from domain.plans.credits import CreditEntry
    from domain.plans.plan import Plan
    from tests.activities.house import House

AYLIN = Actor(person="aylin", roles=(Role.ACCOUNT_MANAGER,))
ACME = "acme-2026"
GOLD = plan(
    allowance={"unit": "minutes", "quantity": 600},
    rollover={"allowed": True, "unit": "minutes", "cap": 300, "expires_after_periods": 2},
    overtime={"outside_hours": {"behaviour": "charge_extra", "multiplier": "1.25"}},
)
DEARER = plan(hourly_rates={"technician": 1300})
JANUARY = NOON.date()


@pytest.fixture
def reader(house: House) -> Engine:
    return reading.read_as(house.reader, SYSTEM)


def book(house: House, *entries: CreditEntry) -> list[CreditEntry]:
    with house.worker.begin() as connection:
        plans.hold_ledger(connection, ACME)
        return plans.book(connection, entries, NOON)


def told(house: House, *entries: CreditEntry) -> list[tuple[str, int]]:
    return [(str(one.kind), int(one.amount)) for one in book(house, *entries)]


def test_a_plan_is_added_once_and_comes_back_as_it_was_written(
    house: House, reader: Engine
) -> None:
    added = add_plan(house.worker, AYLIN, "gold", GOLD, NOON)
    again = add_plan(house.worker, AYLIN, "gold", GOLD, NOON + A_DAY)
    assert (added.version, added.outcome, again.outcome) == (
        1,
        PlanOutcome.ADDED,
        PlanOutcome.UNCHANGED,
    )
    found = reading.plan(reader, "gold")
    assert (found.document, found.by, found.at, found.archived_at) == (GOLD, "aylin", NOON, None)
    (event,) = reading.history(reader, "plan/gold")
    assert (event.kind, event.data, event.clauses) == ("plan_added", {"version": 1}, ("8.3.2",))


def test_another_plan_of_the_same_id_is_a_conflict(house: House) -> None:
    add_plan(house.worker, AYLIN, "gold", GOLD, NOON)
    with pytest.raises(ConflictError, match="`plan edit` makes a new version"):
        add_plan(house.worker, AYLIN, "gold", DEARER, NOON)


def test_an_edited_plan_is_a_new_version_and_the_old_one_stays(
    house: House, reader: Engine
) -> None:
    add_plan(house.worker, AYLIN, "gold", plan(), NOON)
    done = edit_plan(house.worker, AYLIN, "gold", DEARER, NOON + A_DAY)
    assert (done.version, done.outcome) == (2, PlanOutcome.NEW_VERSION)
    assert [(one.field, one.before, one.after) for one in done.differences] == [
        ("hourly_rates.technician", "1200", "1300"),
        ("hourly_rates.second_line", "1800", None),
    ]
    same = edit_plan(house.worker, AYLIN, "gold", DEARER, NOON + A_DAY)
    assert (same.version, same.outcome) == (2, PlanOutcome.UNCHANGED)
    assert [one.document for one in reading.plan_versions(reader, "gold")] == [plan(), DEARER]
    assert reading.plan(reader, "gold", 1).document == plan()
    event = reading.history(reader, "plan/gold")[-1]
    assert event.data["fields"] == ["hourly_rates.technician", "hourly_rates.second_line"]


def test_two_who_edit_at_once_write_two_versions(house: House, reader: Engine) -> None:
    add_plan(house.worker, AYLIN, "gold", GOLD, NOON)
    with ThreadPoolExecutor(4) as pool:
        done = pool.map(
            lambda rate: edit_plan(
                house.worker, AYLIN, "gold", plan(hourly_rates={"technician": rate}), NOON
            ),
            range(1, 5),
        )
        assert sorted(one.version for one in done) == [2, 3, 4, 5]
    assert len(reading.plan_versions(reader, "gold")) == 5


def test_what_is_not_there_is_not_found(house: House, reader: Engine) -> None:
    add_plan(house.worker, AYLIN, "gold", GOLD, NOON)
    with pytest.raises(NotFoundError, match="`plan list` lists them"):
        reading.plan(reader, "silver")
    for version in (0, 2, 2**40):
        with pytest.raises(NotFoundError, match="gold has the versions 1 to 1"):
            reading.plan(reader, "gold", version)
    with pytest.raises(NotFoundError, match="there is no plan 'silver'"):
        edit_plan(house.worker, AYLIN, "silver", GOLD, NOON)
    with pytest.raises(NotFoundError, match="there is no plan 'silver'"):
        archive_plan(house.worker, AYLIN, "silver", NOON, reason="it is old")


def test_an_archived_plan_takes_no_new_contracts_and_keeps_its_versions(
    house: House, reader: Engine
) -> None:
    add_plan(house.worker, AYLIN, "gold", GOLD, NOON)
    for at in (NOON, NOON + A_DAY):
        archive_plan(house.worker, AYLIN, "gold", at, reason="platinum replaces it")
    assert reading.plans(reader) == []
    (listed,) = reading.plans(reader, include_archived=True)
    assert (listed.plan_id, listed.version, listed.archived_at) == ("gold", 1, NOON)
    with house.worker.begin() as connection:
        with pytest.raises(ConflictError, match="takes no new contracts"):
            plans.for_new_contract(connection, "gold")
        with pytest.raises(NotFoundError, match="no plan 'silver'"):
            plans.for_new_contract(connection, "silver")
        assert plans.at_version(connection, "gold", 1) is not None
    with pytest.raises(ConflictError, match="archived and changes no more; `plan add` brings"):
        edit_plan(house.worker, AYLIN, "gold", GOLD, NOON)
    event = reading.history(reader, "plan/gold")[-1]
    assert (event.kind, event.reason) == ("plan_archived", "platinum replaces it")
    assert len(reading.history(reader, "plan/gold")) == 2


def test_a_new_contract_pins_the_newest_version(house: House) -> None:
    add_plan(house.worker, AYLIN, "gold", GOLD, NOON)
    edit_plan(house.worker, AYLIN, "gold", DEARER, NOON)
    with house.worker.begin() as connection:
        pinned = plans.for_new_contract(connection, "gold")
    assert (pinned.version, pinned.document) == (2, DEARER)


def test_plans_are_listed_page_by_page_each_as_its_newest_version(
    house: House, reader: Engine
) -> None:
    for name in ("a", "b", "c"):
        add_plan(house.worker, AYLIN, name, GOLD, NOON)
    edit_plan(house.worker, AYLIN, "b", plan(title="Silver support"), NOON)
    first = reading.plans(reader, page=reading.Page(limit=2))
    assert [(one.plan_id, one.name, one.version) for one in first] == [
        ("a", "Gold support", 1),
        ("b", "Silver support", 2),
    ]
    rest = reading.plans(reader, page=reading.Page(limit=2, after="b"))
    assert [one.plan_id for one in rest] == ["c"]


def test_the_ledger_keeps_what_was_booked_and_its_balance_is_provable(
    house: House, reader: Engine
) -> None:
    assert told(house, *granted(GOLD, ACME, 1, JANUARY)) == [("granted", 600)]
    with house.worker.begin() as connection:
        entries = plans.credits_of(connection, ACME)
    spent = entries[0].model_copy(update={"amount": Decimal("100.5")})
    taken = consumed(entries, spent, by="invoice")
    ended = closed([*entries, *taken], GOLD, ACME, 1, (NOON + A_DAY).date())
    assert told(house, *taken, *ended) == [
        ("consumed", 100),
        ("expired", 199),
        ("rolled_over", 300),
    ]
    kept = reading.credits_of(reader, ACME)
    assert kept == [*entries, *taken, *ended]
    assert balance(kept, CreditUnit.MINUTES, JANUARY) == Decimal("499.5")
    assert balance(kept, CreditUnit.MINUTES) == 300
    with pytest.raises(NotFoundError, match="no contract 'another'"):
        reading.credits_of(reader, "another")


def test_an_entry_is_booked_once_by_its_key(house: House, reader: Engine) -> None:
    (entry,) = granted(GOLD, ACME, 1, JANUARY)
    assert book(house, entry) == [entry]
    assert book(house, entry) == []
    with pytest.raises(ConflictError, match="says something else"):
        book(house, entry.model_copy(update={"amount": Decimal(1)}))
    assert reading.credits_of(reader, ACME) == [entry]


@pytest.mark.parametrize(
    ("change", "constraint"),
    [
        ({"amount": Decimal(0)}, "ck_credit_entry_amount"),
        ({"amount": Decimal(-5)}, "ck_credit_entry_amount"),
        ({"lot": 2}, "ck_credit_entry_lot"),
        ({"lot": 0}, "ck_credit_entry_lot"),
    ],
)
def test_the_database_refuses_an_entry_that_cannot_be(
    house: House, change: dict[str, object], constraint: str
) -> None:
    (entry,) = granted(GOLD, ACME, 1, JANUARY)
    with pytest.raises(DBAPIError, match=constraint):
        book(house, entry.model_copy(update=change))


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE credit_entry SET amount = 1",
        "DELETE FROM credit_entry",
        "UPDATE service_plan_version SET document = '{}'",
        "DELETE FROM service_plan_version",
    ],
)
def test_nobody_rewrites_a_version_or_an_entry(house: House, statement: str) -> None:
    add_plan(house.worker, AYLIN, "gold", GOLD, NOON)
    book(house, *opened(ACME, 1, Decimal(5), CreditUnit.MINUTES, JANUARY))
    for engine, why in (
        (house.worker, "permission denied"),
        (house.reader, "permission denied"),
        (house.owner, "is never changed or deleted"),
    ):
        with engine.connect() as connection, pytest.raises(DBAPIError, match=why):
            connection.execute(text(statement))


def test_each_kind_of_entry_is_kept(house: House, reader: Engine) -> None:
    (entry,) = granted(GOLD, ACME, 1, JANUARY)
    for kind in CreditKind:
        book(house, entry.model_copy(update={"kind": kind, "key": str(kind)}))
    assert [one.kind for one in reading.credits_of(reader, ACME)] == list(CreditKind)


@pytest.mark.parametrize(("given", "version"), [(GOLD, 1), (DEARER, 2)])
def test_an_archived_plan_comes_back_as_it_is_added_now(
    house: House, reader: Engine, given: Plan, version: int
) -> None:
    add_plan(house.worker, AYLIN, "gold", GOLD, NOON)
    archive_plan(house.worker, AYLIN, "gold", NOON, reason="it is old by now")
    back = add_plan(house.worker, AYLIN, "gold", given, NOON + A_DAY)
    assert (back.outcome, back.version) == (PlanOutcome.BROUGHT_BACK, version)
    assert (back.differences == ()) == (given is GOLD)
    found = reading.plan(reader, "gold")
    assert (found.document, found.archived_at) == (given, None)
    assert reading.history(reader, "plan/gold")[-1].kind == "plan_brought_back"


COLUMNS = (
    "id;başlık;açıklama;para birimi;Ücretlendirme Metodu;faturalandırma metodu;"
    "faturalama periyodu;saatlik ücretler;kredi birimi;kredi\n"
)
SILVER = "silver;Gümüş destek;Ayda beş saat;TRY;hourly;postpaid;monthly;technician=1200,50;;\n"


def test_plans_are_imported_from_a_spreadsheet_and_twice_changes_nothing(
    house: House, reader: Engine
) -> None:
    settle(house)
    file = COLUMNS + SILVER.replace("1200,50", "1200.50")
    first, again = (applied(house, source("plans", file)) for _ in range(2))
    assert (first.new, first.refused, again.new, again.changed, again.unchanged) == (1, 0, 0, 0, 1)
    found = reading.plan(reader, "silver")
    assert (found.version, found.document.title) == (1, "Gümüş destek")
    assert found.document.hourly_rates == {"technician": Decimal("1200.5")}
    changed = applied(house, source("plans", file.replace("beş", "altı")))
    assert (changed.changed, reading.plan(reader, "silver").version) == (1, 2)


def test_a_line_that_is_no_sound_plan_is_refused_by_its_column(house: House) -> None:
    settle(house)
    half = "half;Yarım;Ayda beş saat;TRY;hourly;postpaid;monthly;technician=5;requests;5\n"
    report = applied(house, source("plans", COLUMNS + half))
    assert [(one.line, one.id, one.field) for one in report.refusals] == [
        (2, "half", "allowance_unit")
    ]


def test_a_plan_that_came_by_a_spreadsheet_keeps_what_was_added_to_it(
    house: House, reader: Engine
) -> None:
    settle(house)
    add_plan(house.worker, AYLIN, "gold", GOLD, NOON)
    required = "id;title;description;currency;pricing_method;billing_method;billing_period\n"
    line = f"gold;Golden support;{GOLD.description};TRY;hourly;postpaid;monthly\n"
    applied(house, source("plans", required + line))
    found = reading.plan(reader, "gold")
    assert (found.version, found.by) == (2, "import")
    assert found.document == GOLD.model_copy(update={"title": "Golden support"})
