"""Contracts tell of their end while their house is killed: each notice once, each letter once."""

from __future__ import annotations

import asyncio
import random
from datetime import timedelta
from functools import partial
from typing import TYPE_CHECKING, NamedTuple

import pytest
from sqlalchemy import select

from activities.store.engine import engine_for
from activities.store.schema import contract_notice, event, notice
from domain.checking import checked
from domain.contracts.terms import ContractFile
from domain.policy import Command
from domain.words import Stage
from starters.contracting import add_contract
from starters.proposing import import_services
from tests.chaos.killing import Killer, Victim, time_passes, waited_for
from tests.chaos.letters import Postbox
from tests.chaos.people import Cast, PersistentDesk
from tests.chaos.playing import Outcome, count_letters, set_up, standing
from tests.support.mail_server import mail_server
from workers.registers.entries import add_entry
from workers.registers.kinds import register_of
from workers.registers.writing import Pen

if TYPE_CHECKING:
    from datetime import date
    from pathlib import Path

    from sqlalchemy import Engine

    from starters.desk import Desk

pytestmark = [pytest.mark.e2e, pytest.mark.timeout(300)]

SEED = 5
# A mailroom that dies with its worker is missed for half a minute, so the worker dies first.
AT_THE_SEAM = (Victim.WORKER_AFTER_LETTER, Victim.WORKER_AFTER_COMMIT)
AT_ANY_MOMENT = (Victim.TEMPORAL, Victim.POSTGRES, Victim.BACKEND)
# Two days pass in a second: the last notice is due about half a minute after the first.
RATE = 200_000.0
PAUSES = (0.5, 2.0)
CONTRACTS = tuple(f"k-{number}" for number in range(1, 5))
BEFORE = (28, 22, 16, 11, 7, 3, 0)
AFTER = (4, 9)
OFFSETS = {*(-one for one in BEFORE), *AFTER}
DAYS = 40
MANAGER = "aylin"
TOLD = {MANAGER, "okan"}
_DUE_SECONDS = 60.0
_LETTERS_SECONDS = 60.0


class Given(NamedTuple):
    """What became of one notice of one contract."""

    contract_id: str
    offset: int
    state: str
    event_key: str


def test_each_notice_of_a_contract_is_given_once_through_kills_of_every_part(
    tmp_path: Path,
) -> None:
    postbox = Postbox()
    with mail_server(postbox), standing(tmp_path / "house", postbox) as house:
        draw = random.Random(SEED)  # noqa: S311 - it draws victims, not secrets
        killer = Killer(house, postbox, draw, print)
        outcome = Outcome(killer.kills)
        with PersistentDesk(house.settings) as desk:
            set_up(desk, RATE)
            owner = engine_for(house.settings.database_url("owner"))
            asyncio.run(_agree(desk))
            assert waited_for(partial(_all_left, owner), _LETTERS_SECONDS)
            asyncio.run(_kill_each(killer, draw))
        assert waited_for(lambda: house.is_whole, _DUE_SECONDS)
        assert waited_for(partial(_all_became_something, owner), _DUE_SECONDS)
        assert waited_for(partial(_all_left, owner), _LETTERS_SECONDS)
        given, told = _given(owner), _told(owner)
        owner.dispose()
        count_letters(outcome, house, postbox)
    assert {one.victim for one in outcome.kills} == {*AT_THE_SEAM, *AT_ANY_MOMENT}
    assert outcome.wrong == []
    assert outcome.deliveries == outcome.letters + outcome.repeated
    _each_once(given, told)


async def _kill_each(killer: Killer, draw: random.Random) -> None:
    """Every part dies: the worker at the next letter and commit, the others when chance says so."""
    at_any_moment = draw.sample(AT_ANY_MOMENT, len(AT_ANY_MOMENT))
    for victim in (*AT_THE_SEAM, *at_any_moment):
        if victim in AT_ANY_MOMENT:
            await asyncio.to_thread(time_passes, draw.uniform(*PAUSES))
        while not await killer.strike(victim):
            await asyncio.to_thread(time_passes, 0.1)


async def _agree(desk: Desk) -> None:
    """A customer, a service, and the contracts, which end one day and are not renewed."""
    running = [one for one in Cast.whole().running if one.stage is Stage.OPERATION][:1]
    await import_services(desk, "okan", running)
    service_id = str(running[0].id)
    actor = desk.admit(MANAGER, Command.CUSTOMER_EDIT)
    customer = {
        "id": "acme",
        "name": "Acme",
        "account_manager": MANAGER,
        "language": "en",
        "time_zone": "UTC",
    }
    add_entry(desk.writer, Pen(register_of("customers"), actor, desk.now()), customer)
    await desk.door()
    today = desk.now().date()
    await asyncio.gather(*(_agree_on(desk, one, service_id, today) for one in CONTRACTS))


async def _agree_on(desk: Desk, contract_id: str, service_id: str, today: date) -> None:
    said = {
        "id": contract_id,
        "customer": "acme",
        "type": "paid",
        "name": f"Contract {contract_id}",
        "services": [service_id],
        "start_on": (today - timedelta(days=9)).isoformat(),
        "signed_on": (today - timedelta(days=9)).isoformat(),
        "end_on": (today + timedelta(days=DAYS)).isoformat(),
        "recipients": {"ours": sorted(TOLD)},
        "notices": {"before": list(BEFORE), "after": list(AFTER)},
    }
    await add_contract(desk, MANAGER, checked(ContractFile, said))


def _given(owner: Engine) -> list[Given]:
    of = contract_notice.c
    wanted = select(of.contract_id, of.offset_days, of.state, of.event_key)
    with owner.connect() as connection:
        return [Given(*row) for row in connection.execute(wanted)]


def _all_became_something(owner: Engine) -> bool:
    return len(_given(owner)) == len(CONTRACTS) * len(OFFSETS)


def _all_left(owner: Engine) -> bool:
    with owner.connect() as connection:
        wanted = select(notice.c.notice_id).where(notice.c.state != "sent").limit(1)
        return connection.execute(wanted).first() is None


def _told(owner: Engine) -> dict[str, list[str]]:
    """Whom each notice of a contract was written to, by the key of the event that says so."""
    of, said = notice.c, event.c
    wanted = (
        select(said.event_key, of.person_id)
        .join(notice, of.notice_key.startswith(said.event_key + "/", autoescape=False))
        .where(said.kind == "contract_notice_given")
        .order_by(of.person_id)
    )
    found: dict[str, list[str]] = {}
    with owner.connect() as connection:
        given = select(said.event_key).where(said.kind == "contract_notice_given")
        found.update({key: [] for key in connection.scalars(given)})
        for key, person_id in connection.execute(wanted):
            found[key].append(person_id)
    return found


def _each_once(given: list[Given], told: dict[str, list[str]]) -> None:
    """Each notice became one thing; what was sent is one event, and one letter to each."""
    assert sorted((one.contract_id, one.offset) for one in given) == sorted(
        (contract_id, offset) for contract_id in CONTRACTS for offset in OFFSETS
    )
    sent = [one for one in given if one.state == "sent"]
    assert {one.contract_id for one in sent} == set(CONTRACTS)
    assert sorted(one.event_key for one in sent) == sorted(told)
    assert {tuple(people) for people in told.values()} == {tuple(sorted(TOLD))}
