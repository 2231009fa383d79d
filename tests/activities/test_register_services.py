from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

import pytest

from activities.store import evidence, people, reading
from domain.dependents import DependentClosing, DependentFile
from domain.errors import ConflictError, InvalidInputError, NotFoundError
from domain.identity import Actor
from domain.policy import QuestionName
from domain.service import Measure
from domain.words import Role, Stage, TaskState
from tests.activities.rows import A_DAY, NOON, a_person, put_service, put_task
from workers.registers.services import add_dependent, close_dependent, record_measure

if TYPE_CHECKING:
    from domain.dependents import Dependent
    from tests.activities.house import House

ADA = Actor(person="ada", roles=(Role.ACCOUNT_MANAGER,))
CONTRACT = DependentFile(service="crm", kind="contract", id="K-1", name="Acme Ltd")
ENDED = DependentClosing(service="crm", kind="contract", id="K-1", reason="It was terminated.")
JANUARY = Measure(month="2026-01", usage=40, revenue_minor_units=1_000)


@pytest.fixture
def served(house: House) -> House:
    """A house with a service in operation and one that has ended."""
    with house.worker.begin() as connection:
        people.put(connection, [a_person("cem", Role.CONTACT), a_person("eda", archived_at=NOON)])
        put_service(connection, "crm", stage=Stage.OPERATION)
        put_service(connection, "old", stage=Stage.RETIRED)
    return house


def add(house: House, **changes: object) -> Dependent:
    return add_dependent(house.worker, ADA, CONTRACT.model_copy(update=changes), NOON)


def kinds(house: House) -> list[str]:
    return [one.kind for one in reading.history(house.reader, "service/crm")]


def test_a_dependent_of_a_kind_nobody_has_thought_of_is_one_like_any_other(served: House) -> None:
    add(served, kind="satellite-link", id="S-1")
    with served.reader.connect() as connection:
        assert evidence.open_dependents(connection, "crm") == {"satellite-link": 1}


def test_adding_a_dependent_again_changes_nothing(served: House) -> None:
    assert add(served, contact="cem") == add(served, contact="cem")
    assert kinds(served) == ["dependent_added"]
    (event,) = reading.history(served.reader, "service/crm")
    assert event.data == {"kind": "contract", "dependent_id": "K-1"}
    assert (event.actor, event.clauses) == ("ada", ("8.2.2",))


@pytest.mark.parametrize(("field", "value"), [("name", "Other Ltd"), ("contact", "cem")])
def test_a_dependent_that_is_known_otherwise_is_a_conflict(
    served: House, field: str, value: str
) -> None:
    add(served)
    with pytest.raises(ConflictError, match="is known with") as error:
        add(served, **{field: value})
    assert error.value.field == field


def test_nothing_new_depends_on_a_service_that_has_ended_or_does_not_exist(served: House) -> None:
    with pytest.raises(ConflictError, match="old is retired"):
        add(served, service="old")
    with pytest.raises(NotFoundError, match="there is no service 'new'"):
        add(served, service="new")


@pytest.mark.parametrize("contact", ["nobody", "eda"])
def test_a_contact_has_to_be_an_active_person(served: House, contact: str) -> None:
    with pytest.raises(NotFoundError, match="nobody active") as error:
        add(served, contact=contact)
    assert error.value.field == "contact"


def test_a_dependent_is_closed_once_with_its_reason(served: House) -> None:
    add(served)
    closed = close_dependent(served.worker, ADA, ENDED, NOON + A_DAY)
    other = ENDED.model_copy(update={"reason": "Another reason."})
    again = close_dependent(served.worker, ADA, other, NOON + 2 * A_DAY)
    assert closed == again
    assert (closed.closed_at, closed.closed_reason) == (NOON + A_DAY, "It was terminated.")
    assert kinds(served) == ["dependent_added", "dependent_closed"]
    assert reading.history(served.reader, "service/crm")[-1].reason == "It was terminated."
    with pytest.raises(ConflictError, match="needs another id"):
        add(served)


def test_what_never_depended_on_a_service_is_not_closed(served: House) -> None:
    with pytest.raises(NotFoundError, match="nothing called contract K-1 depends on crm"):
        close_dependent(served.worker, ADA, ENDED, NOON)


def test_a_month_is_recorded_once_and_may_be_corrected(served: House) -> None:
    for usage in (40, 40, 50, 40):
        wanted = JANUARY.model_copy(update={"usage": usage})
        assert record_measure(served.worker, ADA, "crm", wanted, NOON) == wanted
    assert reading.measures(served.reader, "crm") == [JANUARY]
    assert kinds(served) == ["measure_recorded", "measure_corrected", "measure_corrected"]
    assert reading.history(served.reader, "service/crm")[0].data == JANUARY.model_dump()


def test_months_stand_for_themselves_in_each_currency(served: House) -> None:
    euros = JANUARY.model_copy(update={"currency": "EUR"})
    february = JANUARY.model_copy(update={"month": "2026-02"})
    for one in (JANUARY, euros, february):
        record_measure(served.worker, ADA, "crm", one, NOON)
    assert reading.measures(served.reader, "crm") == [february, euros, JANUARY]


def test_the_usage_of_a_month_is_one_figure_in_whatever_currency_it_earned(served: House) -> None:
    euros = JANUARY.model_copy(update={"currency": "EUR", "usage": 250})
    for one in (JANUARY, euros):
        record_measure(served.worker, ADA, "crm", one, NOON)
    assert {one.usage for one in reading.measures(served.reader, "crm")} == {250}
    with served.worker.connect() as connection:
        found = evidence.evidence_of(connection, "crm", NOON)
    assert (found.months, found.usage) == (1, 250)


def test_a_month_that_has_not_begun_is_refused(served: House) -> None:
    april = JANUARY.model_copy(update={"month": "2026-04"})
    with pytest.raises(InvalidInputError, match="2026-04 has not begun") as error:
        record_measure(served.worker, ADA, "crm", april, NOON)
    assert error.value.field == "month"
    march = JANUARY.model_copy(update={"month": "2026-03"})
    assert record_measure(served.worker, ADA, "crm", march, NOON) == march


def test_a_service_that_does_not_exist_is_not_measured(served: House) -> None:
    with pytest.raises(NotFoundError, match="there is no service 'new'"):
        record_measure(served.worker, ADA, "new", JANUARY, NOON)


def test_the_same_month_recorded_by_four_at_once_is_one_event(served: House) -> None:
    def run(_: int) -> Measure:
        return record_measure(served.worker, ADA, "crm", JANUARY, NOON)

    with ThreadPoolExecutor(4) as pool:
        assert list(pool.map(run, range(4))) == [JANUARY] * 4
    assert kinds(served) == ["measure_recorded"]


def test_the_same_dependent_added_by_four_at_once_is_one_event(served: House) -> None:
    with ThreadPoolExecutor(4) as pool:
        found = list(pool.map(lambda _: add(served), range(4)))
    assert [one.dependent_id for one in found] == ["K-1"] * 4
    assert kinds(served) == ["dependent_added"]


def test_nothing_comes_to_depend_on_a_service_whose_data_are_being_returned(served: House) -> None:
    with served.owner.begin() as connection:
        put_task(connection, "crm", Role.SECURITY_OFFICER, name=QuestionName.DATA_RETURN)
    with pytest.raises(ConflictError, match="data of crm are being returned already") as error:
        add(served)
    assert error.value.field == "service"


def test_a_retirement_that_was_corrected_lets_records_depend_on_the_service(served: House) -> None:
    with served.owner.begin() as connection:
        put_task(
            connection,
            "crm",
            Role.SECURITY_OFFICER,
            name=QuestionName.DATA_RETURN,
            state=TaskState.CANCELLED,
            closed_at=NOON,
            closed_reason="corrected",
        )
    assert add(served).service_id == "crm"
