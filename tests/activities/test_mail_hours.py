"""Letters to people whose working hours are known: then, unless they are urgent (R63, R88)."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import update

from activities.store import holding, schema
from activities.store.notices import Notices
from domain.mailroom import ShiftDone
from domain.telling import Template
from tests.support.mail_server import Sink, mail_server
from tests.support.mailroom import Killed, KilledAfterwards, delivery, smtp, work
from tests.support.outbox import Outbox, outbox
from tests.support.posts import NOON, plain
from tests.support.receivers import change_contact, freeze, put_contact, put_customer

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.activities.house import House

# A Saturday night in Istanbul; people work from nine on Monday.
NIGHT = datetime(2026, 11, 21, 22, 30, tzinfo=UTC)
MONDAY = datetime(2026, 11, 23, 6, 0, tzinfo=UTC)


@pytest.fixture
def sink() -> Iterator[Sink]:
    with mail_server(Sink()) as one:
        yield one


@pytest.fixture
def box(empty_house: House) -> Outbox:
    """Ayşe is a contact of a customer who works from nine to six."""
    found = outbox(empty_house.worker)
    freeze(found, 1, "09:00-18:00")
    put_customer(found, calendar_id="acme")
    put_contact(found)
    return found


def hand_out(box: Outbox, sink: Sink, now: datetime) -> ShiftDone:
    """Let the mailroom handle one notice at an instant."""
    return work(delivery(box, smtp(sink), lambda: now))


def waits(box: Outbox, notice_id: int) -> tuple[object, ...]:
    row = box.row(notice_id)
    return (row["state"], row["waits_until"], row["waits_for"], row["next_attempt_at"])


def test_a_letter_that_comes_at_night_waits_for_the_morning(box: Outbox, sink: Sink) -> None:
    notice_id = box.tell()
    assert hand_out(box, sink, NIGHT) == ShiftDone(postponed=1, still_queued=1)
    assert waits(box, notice_id) == ("queued", MONDAY, "acme@1", MONDAY)
    assert sink.letters == []
    assert Notices(box.engine).due(MONDAY - timedelta(seconds=1), 9) == []
    assert hand_out(box, sink, MONDAY).sent == 1
    assert len(sink.letters) == 1
    assert box.row(notice_id)["attempts"] == 1


def test_a_letter_that_comes_in_working_hours_goes_at_once(box: Outbox, sink: Sink) -> None:
    notice_id = box.tell()
    assert hand_out(box, sink, MONDAY + timedelta(hours=2)).sent == 1
    assert waits(box, notice_id) == ("sent", None, None, None)


@pytest.mark.parametrize(("urgent", "sent"), [(["service_retired"], 1), (["task_reminder"], 0)])
def test_what_policy_calls_urgent_goes_out_at_night(
    box: Outbox, sink: Sink, urgent: list[str], sent: int
) -> None:
    box.policy(urgent=urgent)
    box.tell(Template.SERVICE_RETIRED)
    assert hand_out(box, sink, NIGHT).sent == sent


@pytest.mark.parametrize(("calendar", "sent"), [("house", 0), (None, 1), ("nowhere", 1)])
def test_our_own_people_have_the_calendar_of_policy(
    box: Outbox, sink: Sink, calendar: str | None, sent: int
) -> None:
    freeze(box, 1, "08:00-17:00", "house")
    box.policy(calendar=calendar)
    box.person("mehmet", roles=["service_owner"])
    notice_id = box.tell(person="mehmet")
    assert hand_out(box, sink, NIGHT).sent == sent
    if not sent:
        assert waits(box, notice_id)[1:3] == (MONDAY - timedelta(hours=1), "house@1")


def test_a_person_of_a_customer_is_none_of_our_own_people(box: Outbox, sink: Sink) -> None:
    freeze(box, 1, "08:00-17:00", "house")
    box.policy(calendar="house")
    box.person("maria", roles=["customer_representative"])
    box.tell(person="maria")
    assert hand_out(box, sink, NIGHT).sent == 1


def test_who_has_no_calendar_is_written_to_at_once(box: Outbox, sink: Sink) -> None:
    with box.engine.begin() as connection:
        connection.execute(update(schema.customer).values(calendar_id=None))
    box.tell()
    assert hand_out(box, sink, NIGHT).sent == 1


def test_a_moment_that_was_noted_stays_when_the_calendar_changes(box: Outbox, sink: Sink) -> None:
    notice_id = box.tell()
    hand_out(box, sink, NIGHT)
    freeze(box, 2, "11:00-18:00")
    assert waits(box, notice_id)[1:3] == (MONDAY, "acme@1")
    assert hand_out(box, sink, MONDAY + timedelta(minutes=2)).sent == 1


def test_a_kill_at_its_moment_sends_it_again_and_takes_no_other_moment(
    box: Outbox, sink: Sink
) -> None:
    notice_id = box.tell()
    hand_out(box, sink, NIGHT)
    killed = delivery(box, KilledAfterwards(smtp(sink)), lambda: MONDAY)
    with pytest.raises(Killed):
        work(killed)
    assert waits(box, notice_id) == ("queued", MONDAY, "acme@1", MONDAY)
    assert hand_out(box, sink, MONDAY + timedelta(seconds=3)).sent == 1
    first, second = sink.raw
    assert first == second


def test_a_letter_that_missed_its_moment_by_a_whole_day_waits_for_the_next(
    box: Outbox, sink: Sink
) -> None:
    notice_id = box.tell()
    hand_out(box, sink, NIGHT)
    assert hand_out(box, sink, MONDAY + timedelta(hours=12)).postponed == 1
    assert waits(box, notice_id)[1] == MONDAY + timedelta(days=1)
    assert sink.letters == []


def test_a_failed_delivery_is_not_tried_again_at_night(box: Outbox, sink: Sink) -> None:
    box.policy(retry_minutes=120)
    sink.to_receiver = "451 4.7.1 Greylisted"
    notice_id = box.tell()
    closing = MONDAY + timedelta(hours=8)
    assert hand_out(box, sink, closing).postponed == 1
    sink.to_receiver = "250 OK"
    assert hand_out(box, sink, closing + timedelta(hours=2)).postponed == 1
    assert waits(box, notice_id)[1] == MONDAY + timedelta(days=1)
    assert box.row(notice_id)["attempts"] == 1
    assert hand_out(box, sink, MONDAY + timedelta(days=1)).sent == 1


def test_a_letter_released_at_night_still_waits_for_the_morning(box: Outbox, sink: Sink) -> None:
    notice_id = box.tell()
    hand_out(box, sink, NIGHT)
    with box.engine.begin() as connection:
        holding.hold(connection, notice_id)
        holding.release(connection, notice_id)
    assert hand_out(box, sink, NIGHT + timedelta(hours=1)).postponed == 1
    assert waits(box, notice_id) == ("queued", MONDAY, "acme@1", MONDAY)


def test_on_a_fast_clock_a_letter_waits_for_business_hours_and_is_not_left_behind(
    box: Outbox, sink: Sink
) -> None:
    box.clock(rate=1_000_000.0, epoch=NIGHT, started_at=NOON)
    notice_id = box.tell()
    assert hand_out(box, sink, NOON).postponed == 1
    row = box.row(notice_id)
    assert row["waits_until"] == MONDAY
    assert row["next_attempt_at"] == NOON + (MONDAY - NIGHT) / 1_000_000
    # A real second later it is another night of business time; its moment has come all the same.
    assert hand_out(box, sink, NOON + timedelta(seconds=1)).sent == 1


@pytest.mark.parametrize("state", ["active", "passive"])
def test_staff_who_were_a_contact_once_are_written_to_as_staff(
    box: Outbox, sink: Sink, state: str
) -> None:
    box.person(roles=["account_manager"])
    change_contact(box, archived_at=NOON, form_of_address="Sayın Yetkili", state=state)
    box.tell()
    assert hand_out(box, sink, NIGHT).sent == 1
    assert plain(sink.letters[0]).startswith("Sayın Ayşe Yılmaz,")


def test_staff_who_are_a_passive_contact_of_a_customer_as_well_are_told(
    box: Outbox, sink: Sink
) -> None:
    box.person(roles=["account_manager", "contact"])
    change_contact(box, state="passive")
    box.tell()
    assert hand_out(box, sink, MONDAY).sent == 1


def test_who_is_no_contact_any_more_and_nothing_else_is_told_nothing(
    box: Outbox, sink: Sink
) -> None:
    box.tell()
    box.person(roles=[])
    change_contact(box, archived_at=NOON)
    assert hand_out(box, sink, MONDAY).failed == 1
    assert sink.letters == []


def test_who_became_a_passive_contact_is_not_told_what_was_on_its_way(
    box: Outbox, sink: Sink
) -> None:
    notice_id = box.tell()
    change_contact(box, state="passive")
    assert hand_out(box, sink, MONDAY).failed == 1
    row = box.row(notice_id)
    assert row["last_error"] == "ayse is a passive contact and is told nothing any more"
    assert sink.letters == []


@pytest.mark.parametrize(
    ("of_contact", "of_customer", "greeting"),
    [
        (None, None, "Sayın Ayşe Yılmaz,"),
        (None, "Sayın Yetkili", "Sayın Yetkili,"),
        ("Sayın Ayşe Hanım", "Sayın Yetkili", "Sayın Ayşe Hanım,"),
        ("informal", None, "Merhaba Ayşe Yılmaz,"),
    ],
)
def test_a_contact_is_addressed_as_the_register_says(
    box: Outbox, sink: Sink, of_contact: str | None, of_customer: str | None, greeting: str
) -> None:
    change_contact(box, form_of_address=of_contact, preferred_terms={"kataloğundan": "listesinden"})
    with box.engine.begin() as connection:
        connection.execute(update(schema.customer).values(form_of_address=of_customer))
    box.tell()
    hand_out(box, sink, MONDAY)
    (letter,) = sink.letters
    assert plain(letter).split("\n")[0] == greeting
    assert "Hizmet listesinden çıkarıldı" in plain(letter)
