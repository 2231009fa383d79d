"""Statements that are compiled once write what those write that are compiled each time."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError

from activities.store.ready import as_it_is, put
from activities.store.schema import event_text, request

if TYPE_CHECKING:
    from tests.activities.house import House

_SUBJECT = "service/backup"


def _requests(*ids: str) -> list[dict[str, object]]:
    return [
        {
            "request_id": one,
            "command": "decide",
            "fingerprint": f"what {one} said",
            "subject": _SUBJECT,
            "workflow_id": None,
        }
        for one in ids
    ]


@pytest.mark.parametrize("count", [0, 1, 2, 12, 13, 30])
def test_any_number_of_rows_is_written(house: House, count: int) -> None:
    rows = _requests(*(f"r{number}" for number in range(count)))
    with house.worker.begin() as connection:
        written = put(connection, request, rows)
        found = connection.execute(
            select(request.c.request_id, request.c.fingerprint).order_by(request.c.request_id)
        ).all()
    assert written == count
    assert sorted(map(tuple, found)) == sorted((f"r{n}", f"what r{n} said") for n in range(count))


def test_a_row_that_is_there_stays_and_is_not_counted(house: House) -> None:
    with house.worker.begin() as connection:
        put(connection, request, _requests("first"))
        assert put(connection, request, _requests("first", "second")) == 1
        assert connection.scalar(select(func.count()).select_from(request)) == 2


def test_a_row_that_must_be_new_is_an_error(house: House) -> None:
    with house.worker.connect() as connection:
        put(connection, request, _requests("first"))
        with pytest.raises(IntegrityError, match="duplicate key"):
            put(connection, request, _requests("first"), as_it_is)


def test_lists_and_words_come_back_as_they_were(house: House) -> None:
    said = {"aşama": "tasarım", "list": [1, 2.5, None, {"ok": True}]}
    row = {"subject": _SUBJECT, "position": 1, "salt": "s", "reason": "gerekçe", "data": said}
    with house.worker.begin() as connection:
        put(connection, event_text, [row], as_it_is)
        found = connection.execute(select(event_text)).mappings().one()
    assert {name: found[name] for name in row} == row
