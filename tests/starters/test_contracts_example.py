"""The spreadsheet of contracts that ships is one that people can follow."""

from __future__ import annotations

from domain.contracts.line import CONTRACT, contract_of
from domain.registers.entries import Line
from tests.house.repository import ROOT
from workers.registers.spreadsheets import lines_of


def test_the_example_that_ships_says_what_its_columns_say() -> None:
    with (ROOT / "examples" / "contracts.csv").open("rb") as file:
        lines = list(lines_of(CONTRACT, file))
    found = [contract_of(one.raw) for one in lines if isinstance(one, Line)]
    assert [one.id for one in found] == ["acme-backup-2026", "it-unit-sla"]
    assert found[0].price_rule.kind == "index"
    assert [one.price and one.price.minor_units for one in found[0].earlier] == [
        *(8_000_000, 9_600_000)
    ]
    assert found[1].end_on is None
