from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.errors import InvalidInputError
from domain.registers.cells import CellError, reader_of
from domain.registers.customers import CUSTOMER, GROUP
from domain.registers.entries import Line
from domain.registers.people import CONTACT, ROLE
from domain.registers.sheet import fitting, sheet_of

READ = {
    "text": reader_of(CUSTOMER.columns["name"]),
    "number": reader_of(CUSTOMER.columns["reviews_a_year"]),
    "day": reader_of(CUSTOMER.columns["reviews_agreed_on"]),
    "choice": reader_of(CUSTOMER.columns["kind"]),
    "list": reader_of(CUSTOMER.columns["groups"]),
    "flag": reader_of(ROLE.columns["only_authorised_customers"]),
    "mapping": reader_of(CONTACT.columns["preferred_terms"]),
}


@pytest.mark.parametrize(
    ("shape", "cell", "value"),
    [
        ("text", " \u200fشرکت\u00a0", "شرکت"),
        ("text", "s\u0327irket", "şirket"),
        ("text", " ", None),
        ("number", "۱۲", 12),
        ("number", "-٣", -3),
        ("number", "", None),
        ("day", "۲۰۲۶-۰۱-۰۲", "2026-01-02"),
        ("day", "", None),
        ("choice", "External", "external"),
        ("choice", "", None),
        ("list", "a; b,c ؛d،", ["a", "b", "c", "d"]),
        ("list", "", []),
        ("flag", "Evet", True),
        ("flag", "۰", False),
        ("flag", "", None),
        (
            "mapping",
            "incident=arıza; change = değişiklik;",
            {"incident": "arıza", "change": "değişiklik"},
        ),
        ("mapping", "", {}),
    ],
)
def test_a_cell_says_what_its_column_holds(shape: str, cell: str, value: object) -> None:
    assert READ[shape](cell) == value


@pytest.mark.parametrize(
    ("shape", "cell"),
    [
        ("number", "1.000"),
        ("number", "1,5"),
        ("number", "1e3"),
        ("number", "½"),
        ("number", "9" * 40),
        ("flag", "perhaps"),
        ("mapping", "incident"),
        ("mapping", "incident="),
        ("mapping", "=arıza"),
        ("mapping", "a=b;a=c"),
    ],
)
def test_a_cell_that_could_be_meant_in_two_ways_is_refused(shape: str, cell: str) -> None:
    with pytest.raises(CellError):
        READ[shape](cell)


_VALUES: dict[str, type] = {
    **dict.fromkeys(("text", "day", "choice"), str),
    "number": int,
    "flag": bool,
    "list": list,
    "mapping": dict,
}


@given(st.text(max_size=40))
def test_every_cell_is_read_or_refused(cell: str) -> None:
    for shape, read in READ.items():
        try:
            value = read(cell)
        except CellError:
            continue
        assert value is None or isinstance(value, _VALUES[shape]), shape


def test_a_line_is_read_by_its_columns_and_what_is_required_is_never_empty() -> None:
    sheet = sheet_of(CUSTOMER, ["id", "Müşteri Adı", "gruplar", "takvim"])
    assert sheet.line(2, ["acme", "Acme", "a;b", ""]) == Line(
        2, {"id": "acme", "name": "Acme", "groups": ["a", "b"], "calendar": None}
    )
    assert sheet.line(3, ["acme", "", "a", ""]).raw == {
        "id": "acme",
        "groups": ["a"],
        "calendar": None,
    }


def test_cells_that_are_missing_at_the_end_of_a_line_are_empty_ones() -> None:
    sheet = sheet_of(CUSTOMER, ["id", "name", "groups", "calendar"])
    assert sheet.line(2, ["acme", "Acme"]) == sheet.line(2, ["acme", "Acme", "", ""])
    assert sheet.line(2, ["acme", "Acme"]).raw == {
        "id": "acme",
        "name": "Acme",
        "groups": [],
        "calendar": None,
    }


@pytest.mark.parametrize("surplus", [[""], ["", " ", ""]])
def test_separators_at_the_end_of_a_header_name_no_column(surplus: list[str]) -> None:
    sheet = sheet_of(GROUP, ["id", "name", *surplus])
    assert sheet.fields == ("id", "name")
    assert sheet.line(2, ["a", "A", *surplus]) == Line(2, {"id": "a", "name": "A"})
    refused = sheet.line(3, ["a", "A", "more"]).wrong
    assert [one.reason for one in refused] == ["a cell too many: 'more'"]


def test_an_empty_cell_of_an_optional_field_is_its_default() -> None:
    sheet = sheet_of(ROLE, ["id", "name", "only_authorised_customers"])
    assert sheet.line(2, ["r", "R", ""]) == Line(
        2, {"id": "r", "name": "R", "only_authorised_customers": False}
    )


def test_a_wrong_cell_and_one_too_many_are_refused_by_line_and_column() -> None:
    sheet = sheet_of(ROLE, ["id", "name", "only_authorised_customers", "hourly_cost_minor_units"])
    line = sheet.line(2, ["r", "R", "perhaps", "75.000", " ", "more"])
    assert line.raw == {"id": "r", "name": "R"}
    assert [(one.line, one.id, one.field) for one in line.wrong] == [
        (2, "r", "only_authorised_customers"),
        (2, "r", "hourly_cost_minor_units"),
        (2, "r", None),
    ]
    assert line.wrong[-1].reason == "a cell too many: 'more'"
    nameless = sheet_of(ROLE, ["only_authorised_customers", "id", "name"]).line(4, ["?"])
    assert [one.id for one in nameless.wrong] == [None]


@pytest.mark.parametrize(
    ("header", "why"),
    [
        (["id", "name", "colour"], "unknown column 'colour'"),
        (["id", "name", "Ad"], "repeated column 'name'"),
        (["id"], "missing column 'name'; allowed are id, name, description"),
        (["id", "name", " ", "description"], "column 3 of the header has no name"),
        (["", ""], "missing column 'id', 'name'"),
    ],
)
def test_a_header_that_does_not_fit_is_refused(header: list[str], why: str) -> None:
    with pytest.raises(InvalidInputError, match=why) as error:
        sheet_of(GROUP, header)
    assert error.value.field == "file"


def test_the_separator_is_the_one_that_makes_most_columns() -> None:
    headers = {",": ["id;name"], ";": ["id", "name"], "\t": ["id;name"]}
    assert fitting(GROUP, headers) == ";"
