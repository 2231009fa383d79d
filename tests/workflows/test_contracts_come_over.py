"""A contract of a spreadsheet comes over: quiet until the day, and then each notice once (R93)."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from activities.store import schema
from domain.contracts.line import contract_of
from starters.contracting import ComingOver
from starters.desk import Desk
from starters.door import Door
from tests.workflows.contracting import company, day, letters, notices, service_of
from tests.workflows.house import House, today
from workers.settings import Settings
from workflows.queues import PROCESSES

if TYPE_CHECKING:
    from pathlib import Path

    from temporalio.testing import WorkflowEnvironment

    from tests.support.postgres import Database

LINE = {
    "customer": "acme",
    "type": "paid",
    "name": "Backup for Acme",
    "start_on": day(-330),
    "end_on": day(35),
    "signed_on": day(-340),
    "recipients_ours": ["account"],
    "recipients_customer": ["customer"],
    "notices_before": ["۹۰", "60", "33", "30"],
    "earlier": [f"{day(-695)}..{day(-331)}"],
}


async def test_the_first_notice_after_the_cut_over_is_the_first_letter_and_goes_once(
    temporal_env: WorkflowEnvironment, database: Database, tmp_path: Path
) -> None:
    environ = {
        "TEMPORAL_ADDRESS": temporal_env.client.service_client.config.target_host,
        "SERVICECYCLE_DATABASE_URL": database.owner_url.replace("+psycopg", ""),
    }
    with Desk(Settings.resolve(tmp_path, environ)) as desk:
        house = House(temporal_env, desk.writer)
        house.queue = PROCESSES
        async with house:
            await company(house)
            # Its processes have the clock of the tests.
            desk._door = Door(temporal_env.client)  # noqa: SLF001 - a desk connects by itself
            contract = contract_of({**LINE, "id": "comes-over", "services": [service_of(house)]})
            coming = ComingOver(desk, "account", cut_over=today() + timedelta(days=3))
            for _ in range(2):
                with temporal_env.with_time_skipping_disabled():
                    await coming.start(contract)
            life = house.life("contract/comes-over")
            past = {(2, offset): "history" for offset in (-90, -60, -33)}
            await life.passes(days=4)
            assert notices(life) == past
            assert house.record.rows(schema.notice, schema.notice.c.workflow_id == life.id) == []
            await life.passes(days=3)
            assert notices(life) == past | {(2, -30): "sent"}
            assert letters(life, "contract_ending") == ["account", "customer"]
            queued = house.record.rows(schema.notice, schema.notice.c.workflow_id == life.id)
            assert len(queued) == 2
