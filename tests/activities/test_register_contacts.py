from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from activities.store import reading, visibility
from activities.store.outbox import tell
from activities.store.readers.customers import customer as read_customer
from activities.store.readers.customers import needs
from domain.dependents import DependentFile
from domain.errors import ConflictError, InvalidInputError, NotAllowedError, NotFoundError
from domain.registers.needs import NeedAnswer, NeedFile, NeedOutcome
from domain.steps import Asked
from domain.telling import Telling, Template
from domain.visibility import Scope, VisibilityGrant
from domain.words import SYSTEM, NoticeState, Role, TaskState
from tests.activities.registering import (
    ADMIN,
    add,
    archive,
    contact,
    edit,
    events,
    pen,
    roles,
    settle,
    shown,
)
from tests.activities.rows import A_DAY, NOON, put_service, put_task
from workers.registers.admission import admit
from workers.registers.contacts import (
    grant_sight,
    make_active,
    make_passive,
    open_with,
    revoke_sight,
)
from workers.registers.erasing import Wanted, erase_person
from workers.registers.needs import answer_need, state_need
from workers.registers.people import archive_person
from workers.registers.services import add_dependent

if TYPE_CHECKING:
    from domain.registers.record import Entry
    from tests.activities.house import House

WHY = "She moved to another unit."


@pytest.fixture
def settled(house: House) -> House:
    settle(house)
    contact(house)
    return house


def passive(house: House, person_id: str = "elif", to: str | None = None) -> Entry:
    return make_passive(house.worker, pen("contacts"), person_id, to, reason=WHY)


def tell_her(house: House, key: str) -> int:
    telling = Telling(template=Template.TASK_OPENED, persons=("elif",), params={})
    with house.worker.begin() as connection:
        return tell(connection, telling, subject="service/crm", key=key, at=NOON)


def test_a_passive_contact_opens_nothing_and_is_told_nothing_until_he_is_active_again(
    settled: House,
) -> None:
    assert tell_her(settled, "before") == 1
    assert passive(settled).fields["state"] == "passive"
    (kept_back,) = reading.notices(reading.read_as(settled.reader, SYSTEM))
    assert (kept_back.state, kept_back.last_error) == (
        NoticeState.FAILED,
        "its receiver is a passive contact",
    )
    assert tell_her(settled, "meanwhile") == 0
    with pytest.raises(NotAllowedError, match="a passive contact of acme and opens nothing"):
        admit(reading.read_as(settled.reader, SYSTEM), "elif", None, now=NOON)
    again = make_active(settled.worker, pen("contacts"), "elif", reason="She is back.")
    assert again.fields["state"] == "active"
    assert tell_her(settled, "after") == 1
    assert admit(reading.read_as(settled.reader, SYSTEM), "elif", None, now=NOON).person == "elif"


def test_passive_twice_and_active_twice_are_each_recorded_once(settled: House) -> None:
    for _ in range(2):
        passive(settled)
    for _ in range(2):
        make_active(settled.worker, pen("contacts"), "elif", reason=WHY)
    kinds = [kind for kind, _ in events(settled, "person/elif")]
    assert kinds[2:] == ["contact_made_passive", "contact_made_active"]


def test_what_is_open_with_a_contact_goes_to_somebody_or_he_stays_active(settled: House) -> None:
    with settled.owner.begin() as connection:
        put_service(connection, "crm")
    said = DependentFile(service="crm", kind="contract", id="C-1", name="Acme", contact="elif")
    add_dependent(settled.worker, ADMIN, said, NOON)
    with pytest.raises(ConflictError, match=r"reached through elif: crm contract C-1.*--to") as no:
        passive(settled)
    assert no.value.field == "to"
    for nobody in ("elif", "stranger"):
        with pytest.raises(InvalidInputError, match="nobody who could take it over"):
            passive(settled, to=nobody)
    passive(settled, to="mehmet")
    found = reading.service(reading.read_as(settled.reader, SYSTEM), "crm", NOON).dependents
    assert [one.contact for one in found] == ["mehmet"]
    assert events(settled, "person/elif")[-2:] == [
        ("contact_passed_on", {"services": ["crm"], "to": "mehmet"}),
        ("contact_made_passive", {"to": "mehmet"}),
    ]


def test_a_task_that_was_handed_to_a_contact_is_handed_on_first(settled: House) -> None:
    held: dict[str, Any] = {"assignee": "elif", "state": TaskState.CLAIMED}
    with settled.owner.begin() as connection:
        put_service(connection, "crm")
        task = put_task(connection, "crm", Role.CONTACT, **held)
    assert open_with(settled.worker, "elif") == (task,)
    with pytest.raises(ConflictError, match="open tasks were handed to elif"):
        passive(settled, to="mehmet")
    page = read_customer(reading.read_as(settled.reader, SYSTEM), "acme")
    assert [one.task_id for one in page.tasks] == [task]


def test_whoever_is_no_contact_is_made_neither_passive_nor_active(settled: House) -> None:
    with pytest.raises(NotFoundError, match="'mehmet' is no contact") as error:
        passive(settled, "mehmet")
    assert error.value.field == "contact"


def test_a_contact_who_is_archived_is_a_contact_no_longer(settled: House) -> None:
    add(settled, "contacts", id="mehmet", customer="acme")
    archive(settled, "contacts", "mehmet")
    assert roles(settled, "mehmet") == (Role.AGENT,)
    with pytest.raises(NotFoundError):
        passive(settled, "mehmet")


def granted(house: House) -> list[tuple[str, str]]:
    with house.owner.connect() as connection:
        return [(one.scope, one.target) for one in visibility.held_by(connection, "elif")]


def grant(scope: Scope, target: str) -> VisibilityGrant:
    return VisibilityGrant(person_id="elif", scope=scope, target=target)


def test_a_contact_is_granted_his_company_and_its_groups_once_and_it_is_taken_back(
    settled: House,
) -> None:
    company, group = grant(Scope.COMPANY, "acme"), grant(Scope.GROUP, "holding")
    for one in (company, company, group):
        grant_sight(settled.worker, pen("contacts"), one)
    assert granted(settled) == [("company", "acme"), ("group", "holding")]
    revoke_sight(settled.worker, pen("contacts"), company)
    assert granted(settled) == [("group", "holding")]
    assert events(settled, "person/elif")[2:] == [
        ("sight_granted", {"scope": "company", "target": "acme"}),
        ("sight_granted", {"scope": "group", "target": "holding"}),
        ("sight_revoked", {"scope": "company", "target": "acme"}),
    ]
    with pytest.raises(NotFoundError, match="was not granted the company 'acme'") as error:
        revoke_sight(settled.worker, pen("contacts"), company)
    assert error.value.field == "company"


@pytest.mark.parametrize(
    ("one", "field", "why"),
    [
        (grant(Scope.COMPANY, "borealis"), "company", "allowed are acme"),
        (grant(Scope.GROUP, "others"), "group", "allowed are holding"),
    ],
)
def test_nobody_is_granted_what_is_not_his_companys(
    settled: House, one: VisibilityGrant, field: str, why: str
) -> None:
    with pytest.raises(InvalidInputError, match=why) as error:
        grant_sight(settled.worker, pen("contacts"), one)
    assert (error.value.field, granted(settled)) == (field, [])


def test_a_company_without_a_group_is_said_to_have_none(settled: House) -> None:
    edit(settled, "customers", "acme", groups=[])
    with pytest.raises(InvalidInputError, match="his company belongs to no group"):
        grant_sight(settled.worker, pen("contacts"), grant(Scope.GROUP, "holding"))


NEED = NeedFile(customer="acme", need="Reports in Persian by the end of March")


def test_a_need_is_noted_once_and_answered_and_answered_better(settled: House) -> None:
    for _ in range(2):
        assert state_need(settled.worker, ADMIN, NEED, NOON).number == 1
    given: dict[str, Any] = {"customer": "acme", "number": 1}
    later = NeedAnswer(**given, outcome=NeedOutcome.PLANNED, answer="With the release of March")
    done = NeedAnswer(**given, outcome=NeedOutcome.MET, answer="It is there since the release")
    for one in (later, later, done):
        answer_need(settled.worker, ADMIN, one, NOON + A_DAY)
    (found,) = needs(reading.read_as(settled.reader, SYSTEM), "acme")
    assert (found.outcome, found.answer) == (NeedOutcome.MET, "It is there since the release")
    assert [kind for kind, _ in events(settled, "customer/acme")] == [
        "customer_registered",
        "need_stated",
        "need_answered",
        "need_answered",
    ]
    assert state_need(settled.worker, ADMIN, NEED, NOON).number == 2


def test_needs_of_nobody_and_answers_to_nothing_are_refused(settled: House) -> None:
    with pytest.raises(NotFoundError, match="there is no customer 'nova'"):
        state_need(settled.worker, ADMIN, NEED.model_copy(update={"customer": "nova"}), NOON)
    nothing = NeedAnswer(customer="acme", number=7, outcome=NeedOutcome.MET, answer="It is there")
    with pytest.raises(NotFoundError, match="acme has no need 7") as error:
        answer_need(settled.worker, ADMIN, nothing, NOON)
    assert error.value.field == "number"


def test_the_page_of_a_customer_shows_everything_that_hangs_on_him(settled: House) -> None:
    with settled.owner.begin() as connection:
        put_service(connection, "crm")
    edit(settled, "customers", "acme", services=["crm"])
    add(settled, "technicians", id="mehmet", customers=["acme"])
    add(settled, "assets", id="s1", customer="acme", name="Server", kind="server", service="crm")
    state_need(settled.worker, ADMIN, NEED, NOON)
    page = read_customer(reading.read_as(settled.reader, SYSTEM), "acme")
    assert [one.id for one in page.contacts] == ["elif"]
    assert [one.id for one in page.technicians] == ["mehmet"]
    assert [one.service_id for one in page.services] == ["crm"]
    assert [one.id for one in page.assets] == ["s1"]
    assert [one.need for one in page.needs] == [NEED.need]
    assert (page.contracts, page.records, page.tasks) == ((), (), ())


def test_what_a_contacts_row_holds_of_a_person_is_erased_with_him(settled: House) -> None:
    said = {"phone": "+90 555", "job": "Head of IT", "preferred_terms": {"incident": "arıza"}}
    edit(settled, "contacts", "elif", form_of_address="Sayın Şahin", **said)
    archive(settled, "contacts", "elif")
    archive_person(settled.worker, ADMIN, "elif", NOON)
    asked = Asked(request_id="e-1", command="people erase", fingerprint="f")
    erase_person(settled.worker, ADMIN, Wanted("elif", WHY, asked), NOON, letters=None)
    kept = shown(settled, "contact", "elif").fields
    assert [kept[name] for name in ("phone", "job", "form_of_address", "preferred_terms")] == [
        None,
        None,
        None,
        {},
    ]
    with settled.owner.connect() as connection:
        words = connection.exec_driver_sql(
            "SELECT count(*) FROM event_text WHERE subject = 'person/elif'"
            " AND (reason IS NOT NULL OR data IS NOT NULL) AND position < 5"
        )
        assert words.scalar_one() == 0
