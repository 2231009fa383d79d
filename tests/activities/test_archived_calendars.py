"""A calendar that is put away, and what may name one (R87, R91)."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from activities.store import calendars as store
from activities.store import reading
from domain.errors import ConflictError, InvalidInputError, NotFoundError
from tests.activities.registering import ADMIN, add, archive, edit, events, settle, shown
from tests.activities.rows import A_DAY, NOON
from tests.activities.test_policy_in_store import publish
from tests.activities.test_register_calendars import add as add_calendar
from tests.domain.samples import document
from workers.registers.calendar_uses import archive_calendar
from workers.registers.calendars import Outcome, freeze_calendar
from workers.registers.policies import draft_policy

if TYPE_CHECKING:
    from activities.store.reading import FrozenCalendar
    from tests.activities.house import House

WHY = "We moved to another office."
STAFF = ("notices", "calendar")


@pytest.fixture
def office(house: House) -> House:
    """A house with one customer and one calendar, which nobody has."""
    settle(house)
    add_calendar(house)
    return house


def put_away(house: House) -> FrozenCalendar:
    return archive_calendar(house.worker, ADMIN, "tr-office", NOON + A_DAY, reason=WHY)


def listed(house: House, *, include_archived: bool = False) -> list[str]:
    found = reading.calendars(house.reader, include_archived=include_archived)
    return [one.calendar_id for one in found]


def named(calendar: str) -> bytes:
    return json.dumps(document({STAFF: calendar}), default=str).encode()


def test_a_calendar_that_is_put_away_stays_on_record_and_is_put_away_once(office: House) -> None:
    assert put_away(office).archived_at == put_away(office).archived_at == NOON + A_DAY
    assert (listed(office), listed(office, include_archived=True)) == ([], ["tr-office"])
    (last,) = [one for one in events(office, "calendar/tr-office") if one[0] != "calendar_added"]
    assert last == ("calendar_archived", {})
    assert reading.calendar(office.reader, "tr-office").archived_at == NOON + A_DAY
    with office.reader.connect() as connection:
        pinned = store.at_version(connection, "tr-office", 1)
    assert pinned is not None
    assert pinned == reading.calendar(office.reader, "tr-office").calendar


def test_a_calendar_that_is_put_away_is_taken_by_nobody_new_and_frozen_no_more(
    office: House,
) -> None:
    put_away(office)
    with pytest.raises(InvalidInputError, match="calendar"):
        edit(office, "customers", "acme", calendar="tr-office")
    with pytest.raises(InvalidInputError, match="calendar"):
        add(office, "customers", id="bolt", name="Bolt", calendar="tr-office")
    with pytest.raises(InvalidInputError, match="no calendar 'tr-office' to be taken") as refused:
        draft_policy(office.worker, ADMIN, named("tr-office"), NOON)
    assert refused.value.field == "notices.calendar"
    with pytest.raises(ConflictError, match="`calendar add` brings it back"):
        freeze_calendar(office.worker, ADMIN, "tr-office", None, NOON)


def test_a_calendar_that_a_customer_has_is_not_put_away(office: House) -> None:
    edit(office, "customers", "acme", calendar="tr-office")
    with pytest.raises(ConflictError, match=r"the calendar of acme; .*customer edit --calendar"):
        put_away(office)
    archive(office, "customers", "acme")
    assert put_away(office).archived_at is not None
    assert shown(office, "customer", "acme").fields["calendar"] == "tr-office"
    with pytest.raises(InvalidInputError, match="calendar"):
        add(office, "customers", id="acme", name="Acme A.Ş.", calendar="tr-office")


def test_a_calendar_that_a_policy_names_for_our_own_people_is_not_put_away(office: House) -> None:
    draft = draft_policy(office.worker, ADMIN, named("tr-office"), NOON)
    with pytest.raises(ConflictError, match=f"of {draft.policy_id} names it; publish a policy"):
        put_away(office)


def test_a_calendar_that_only_a_past_policy_named_may_be_put_away(office: House) -> None:
    publish(office, *STAFF, value="tr-office")
    with pytest.raises(ConflictError, match="names it"):
        put_away(office)
    with office.worker.begin() as connection:
        versions = store.named_in_policies(connection, "tr-office", NOON)
    assert len(versions) == 1
    publish_without(office)
    assert put_away(office).archived_at is not None


def publish_without(house: House) -> None:
    """A third version, which names no calendar."""
    publish(house, "title", value="Without a calendar")


@pytest.mark.parametrize(
    ("name", "version", "kinds"),
    [
        ("Office", 1, ["calendar_added", "calendar_archived", "calendar_brought_back"]),
        ("New office", 2, ["calendar_added", "calendar_archived", "calendar_brought_back"]),
    ],
)
def test_a_calendar_comes_back_when_it_is_added_again_as_it_is_written_now(
    office: House, name: str, version: int, kinds: list[str]
) -> None:
    put_away(office)
    back = add_calendar(office, name=name)
    assert (back.outcome, back.version) == (Outcome.BROUGHT_BACK, version)
    found = reading.calendar(office.reader, "tr-office")
    assert (found.name, found.calendar.version, found.archived_at) == (name, version, None)
    assert [kind for kind, _ in events(office, "calendar/tr-office")] == kinds
    edit(office, "customers", "acme", calendar="tr-office")
    assert add_calendar(office, name=name).outcome is Outcome.UNCHANGED


def test_a_policy_names_a_calendar_that_is_there(office: House) -> None:
    with pytest.raises(InvalidInputError, match="allowed are tr-office") as refused:
        draft_policy(office.worker, ADMIN, named("no-such"), NOON)
    assert refused.value.field == "notices.calendar"
    assert draft_policy(office.worker, ADMIN, named("tr-office"), NOON).policy_id == "draft-1"


def test_what_is_not_there_is_not_put_away(house: House) -> None:
    settle(house)
    with pytest.raises(NotFoundError, match="there is no calendar 'tr-office'"):
        put_away(house)
