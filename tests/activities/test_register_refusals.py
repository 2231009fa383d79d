"""Everything that is wrong with a file is told at once, by line and column, in our words (R44)."""

from __future__ import annotations

import io
import re
import zipfile
from dataclasses import replace
from typing import IO, TYPE_CHECKING

import pytest

from domain.errors import InvalidInputError
from tests.activities.registering import applied, planned, settle, source
from tests.activities.rows import NOON
from workers.registers.importing import Telling, plan_import, refusal_of

if TYPE_CHECKING:
    from domain.registers.report import ImportReport
    from tests.activities.house import House


@pytest.fixture
def settled(house: House) -> House:
    return settle(house)


def refusals(report: ImportReport) -> list[tuple[int, str | None, str | None]]:
    return [(one.line, one.id, one.field) for one in report.refusals]


def zipped(name: str, content: str = "id,name") -> bytes:
    """An archive with this file first, as a workbook is one."""
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w") as archive:
        archive.writestr(name, content)
    return held.getvalue()


ODS = "application/vnd.oasis.opendocument.spreadsheet"


@pytest.mark.parametrize(
    ("content", "line", "why"),
    [
        (b"", 1, "it is empty"),
        (b"id,name\nx,M\xfc\n", 2, r"not UTF-8 text \(byte 11\); save it as CSV UTF-8"),
        ("id,name\nx,ü\n".encode("utf-16"), 1, "looks like UTF-16; save it as UTF-8"),
        ("id,name\nx,ü\n".encode("utf-16-le"), 1, "looks like UTF-16; save it as UTF-8"),
        ("id,name\nx,ü\n".encode("utf-16-be"), 1, "looks like UTF-16; save it as UTF-8"),
        (b"\n ;;\r\nid;colour\n", 3, "unknown column 'colour'"),
        (b"\xef\xbb\xbf\n\n", 3, "it is empty"),
        (b"id,,name\n", 1, "column 2 of the header has no name"),
        (b'id,name\n\nx,"never closed\n\n', 3, "a quotation mark is opened and never closed"),
        (b'id,name\nx,"Acme" Ltd\n', 2, "something follows a closing quotation mark"),
        (b"id,name\rx,Acme\r", 1, "a carriage return stands outside of quotation marks"),
        (b"id,colour,colour\n", 1, "unknown column 'colour', 'colour'"),
        (b"id,name,ad\n", 1, "repeated column 'name'"),
        (b"name\nAcme\n", 1, "missing column 'id'; allowed are id, name, kind"),
        (b"id,name\n" + b"x," * 600_000, 2, "a line is longer than 1,048,576 bytes"),
        ("id,name\nx,y\nz," + "ü" * 2_500_000, 3, "a line is longer than 1,048,576 bytes"),
        (b'id,name\nx,"' + b"y\n" * 70_000, 2, "a cell is longer than 131,072 letters"),
        (zipped("[Content_Types].xml"), 1, r"looks like a spreadsheet workbook \(.xlsx\)"),
        (zipped("mimetype", ODS), 1, r"looks like a spreadsheet workbook \(.ods\)"),
        (zipped("customers.csv"), 1, "looks like a ZIP archive or a spreadsheet workbook"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1\n", 1, "save it as CSV UTF-8"),
        (b"%PDF-1.7\n", 1, "looks like a PDF document"),
    ],
    ids=[
        *("empty", "latin", "utf-16", "utf-16, little", "utf-16, big", "blank before", "blank"),
        *("nameless", "open quotation", "after quotation", "carriage return"),
        *("unknown", "repeated", "missing", "long line", "long line of letters", "long cell"),
        *("xlsx", "ods", "zip", "xls", "pdf"),
    ],
)
def test_a_file_that_is_none_of_ours_is_refused_as_a_whole_by_the_line_where_it_goes_wrong(
    settled: House, content: str | bytes, line: int, why: str
) -> None:
    (report,) = planned(settled, source("customers", content))
    (refused,) = report.refusals
    assert (refused.line, refused.field, report.refused) == (line, "file", 1)
    assert re.search(why, refused.reason), refused.reason
    error = refusal_of([report])
    assert error is not None
    assert error.message.startswith(f"customers.csv: line {line}: ")
    assert not applied(settled, source("customers", content)).applied


def test_a_file_that_cannot_be_read_lets_the_others_be_judged_and_none_come_in(
    settled: House,
) -> None:
    def missing() -> IO[bytes]:
        message = "file: groups.csv cannot be read: Permission denied"
        raise InvalidInputError(message, field="file")

    sources = [
        replace(source("groups", ""), open=missing),
        source("customers", "id,name\nnova,Nova\n"),
        source("assets", "id,colour\n"),
        source("contacts", "id,customer\nmehmet,nova\n"),
    ]
    reports = planned(settled, *sources)
    assert [(one.new, one.refused) for one in reports] == [(0, 1), (1, 0), (0, 1), (1, 0)]
    assert reports[0].refusals[0].line == 0
    error = refusal_of(reports)
    assert error is not None
    assert error.message.startswith("groups.csv: cannot be read: Permission denied")


def test_every_wrong_cell_of_a_line_is_told_whatever_found_it(settled: House) -> None:
    header = "id,name,language,account_manager,reviews_a_year,time_zone,groups,calendar\n"
    rows = [
        "a,,de,nobody,many,Mars/Base,holding;stars,\n",
        "acme,Acme,tr,ayse,,Europe/Istanbul,,nowhere\n",
        "acme,Again,xx,nobody,,Europe/Istanbul,,\n",
        "-,Nameless,tr,nobody,99,Europe/Istanbul,,\n",
    ]
    (report,) = planned(settled, source("customers", header + "".join(rows)))
    assert refusals(report) == [
        *((2, "a", field) for field in ("reviews_a_year", "name", "language")),
        *((2, "a", field) for field in ("account_manager", "time_zone", "groups")),
        (3, "acme", "calendar"),
        *((4, "acme", field) for field in ("id", "language", "account_manager")),
        *((5, "-", field) for field in ("id", "reviews_a_year")),
    ]
    assert (report.refused, report.refused_cells, report.refusals_left_out) == (4, 12, 0)
    assert (report.lines, report.new, report.changed) == (4, 0, 0)


def test_a_contact_of_whom_nothing_is_known_is_told_all_that_is_missing(settled: House) -> None:
    (report,) = planned(settled, source("contacts", "id,customer,language\nnew,nobody,de\n"))
    found = {one.field: one.reason for one in report.refusals}
    assert [*found] == ["language", "name", "email", "time_zone", "customer"]
    assert found["email"] == "email: is required, for nobody is called new yet"


def test_what_a_wrong_line_leaves_as_it_was_is_not_held_against_it(settled: House) -> None:
    with settled.owner.begin() as connection:
        connection.exec_driver_sql("UPDATE person SET archived_at = now() WHERE person_id = 'ayse'")
    content = "id,name,account_manager,language\nacme,Acme,ayse,de\n"
    (report,) = planned(settled, source("customers", content))
    assert refusals(report) == [(2, "acme", "language")]


def test_of_very_many_wrong_cells_the_first_are_shown_and_the_others_counted(
    settled: House,
) -> None:
    content = "id,name,language\n" + "".join(f"c{one},,de\n" for one in range(3_000))
    few = Telling(5, lambda _file, _lines: None, refusals=7)
    (report,) = plan_import(settled.worker, [source("customers", content)], NOON, few)
    assert (report.refused, report.refused_cells) == (3_000, 6_000)
    assert (len(report.refusals), report.refusals_left_out) == (7, 5_993)


def test_a_rule_is_not_told_of_a_cell_beside_one_that_cannot_be_read(settled: House) -> None:
    content = 'id,name,hourly_cost_minor_units,currency\nr,R,"75.000",TRY\ns,S,,TRY\n'
    (report,) = planned(settled, source("roles", content))
    assert refusals(report) == [(2, "r", "hourly_cost_minor_units"), (3, "s", "currency")]
