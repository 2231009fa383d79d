"""The mailroom and housekeeping of this release take over what an earlier one left."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from sqlalchemy import func, update

from activities.store import holding, schema
from domain.words import NoticeState
from tests.support.mail_server import Sink, mail_server
from tests.support.outbox import Outbox
from tests.workflows.test_housekeeping import Rounds, round_by_round
from tests.workflows.test_mailroom import mailroom, until, workers

if TYPE_CHECKING:
    from pathlib import Path

    from tests.upgrade.restored import Restored


_TRIED = {"service/designed", "service/chair-asked-after-a-tie"}
"""Whose letters went out before the upgrade, or were refused."""


def states(house: Restored) -> Counter[str]:
    """How many notices there are in each state."""
    return Counter(str(one.state) for one in house.record.rows(schema.notice))


def hold_all_but_some(house: Restored) -> set[str]:
    """Keep most of the letters back, but one of each kind; the kinds that are let go."""
    notice, let_go = schema.notice, set()
    queued = house.record.rows(notice, notice.c.state == NoticeState.QUEUED)
    with house.engine.begin() as connection:
        for one in sorted(queued, key=lambda it: int(it.notice_id)):
            if one.workflow_id in _TRIED or one.template not in let_go:
                let_go.add(str(one.template))
            else:
                holding.hold(connection, one.notice_id)
    return let_go


def let_the_next_attempt_come(house: Restored) -> None:
    """What a mail server refused for now is tried again later, which may lie ahead of us still."""
    notice = schema.notice
    with house.engine.begin() as connection:
        tried = notice.c.next_attempt_at.is_not(None)
        connection.execute(update(notice).where(tried).values(next_attempt_at=func.now()))


async def test_what_lay_in_the_outbox_leaves_the_house_once(silent: Restored) -> None:
    """What was sent is not sent again; what is held or has failed waits to be let go."""
    assert states(silent).keys() == set(NoticeState)
    tried = [one for one in silent.notices_were if one.next_attempt_at is not None]
    assert {one.workflow_id for one in tried} <= _TRIED
    of_each_kind = hold_all_but_some(silent)
    assert of_each_kind == {str(one.template) for one in silent.notices_were}
    let_the_next_attempt_come(silent)
    before = states(silent)
    silent.record.publish_policy({("notices", "per_minute"): 1_000_000})
    with mail_server(Sink()) as sink:
        async with (
            workers(silent.env, Outbox(silent.engine), sink) as queue,
            mailroom(silent.env, queue),
        ):
            assert states(silent) == before, "the house was held, and stays so"
            with silent.engine.begin() as connection:
                holding.release_house(connection)
            await until(lambda: states(silent)["queued"] == 0)
    gone = before.pop("queued")
    assert gone > len(tried) > 0
    assert len(set(sink.message_ids)) == len(sink.letters) == gone
    assert states(silent) == before + Counter(sent=gone)


async def test_what_does_not_run_yet_is_found(silent: Restored, tmp_path: Path) -> None:
    open_ones = [one for one in silent.was.values() if one.closed_at is None]
    async with Rounds(silent, silent.settings(tmp_path)).going() as handle:
        await round_by_round(handle, f"{len(open_ones)} processes open, {len(open_ones)} astray")
        life = await silent.resume("service/asked")
        await round_by_round(handle, f"{len(open_ones) - 1} astray")
        await life.handle.terminate("this house is left")
