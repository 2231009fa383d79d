"""For whom a reader stands in is looked up among the absences that name him (R89, R148)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import text

from activities.store.engine import engine_for
from activities.store.grants import READER
from activities.store.reading import read_as
from tests.visibility.absences import ABSENCES

if TYPE_CHECKING:
    from tests.support.postgres import TestPostgres

READ = text("""
    SELECT seq_tup_read + idx_tup_fetch FROM pg_stat_xact_user_tables WHERE relname = 'absence'""")


def test_the_absences_that_name_others_are_not_read_to_tell_for_whom_somebody_stands_in(
    postgres: TestPostgres,
) -> None:
    """A small table is read whole unless that is forbidden; what no index finds is so even then."""
    engine = engine_for(postgres.reader_url, role=READER)
    with read_as(engine, "bolt-sub").connect() as connection:
        connection.execute(text("SET LOCAL enable_seqscan = off"))
        faces = connection.scalar(text("SELECT reader_faces()"))
        read = connection.scalar(READ)
    engine.dispose()
    name_him = [one for one in ABSENCES if one.substitute == "bolt-sub" and not one.archived]
    assert {one.absent for one in name_him} <= {*faces}
    assert read == len(name_him) < len(ABSENCES)
