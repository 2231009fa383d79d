from __future__ import annotations

import pytest

from domain.errors import InvalidInputError
from workers.registers.people import time_zones
from workers.registers.people_files import read_people
from workers.registers.usage_files import read_usage
from workers.registers.yaml_text import read_yaml

ADA = {
    "id": "ada",
    "name": "Ada Çelik",
    "email": "ada@example.com",
    "language": "tr",
    "time_zone": "Europe/Istanbul",
    "roles": ["service_owner", "agent"],
}
YAML = """\
# Our people
- id: ada
  name: Ada Çelik
  email: ada@example.com
  language: tr
  time_zone: Europe/Istanbul
  roles: [service_owner, agent]

- id: "007"
  name: no
"""
HEADER = "id,name,email,language,time_zone,roles"
LINE = "ada,Ada Çelik,ada@example.com,tr,Europe/Istanbul,service_owner;agent"


def test_a_yaml_list_is_read_with_the_line_each_person_begins_in() -> None:
    first, second = read_people(YAML.encode(), "people.yaml")
    assert first == (2, ADA)
    assert second == (9, {"id": "007", "name": "no"})


def test_a_json_list_is_read_as_well() -> None:
    ((line, raw),) = read_people(b'[{"id": "ada"}]', "people.json")
    assert (line, raw) == (1, {"id": "ada"})


@pytest.mark.parametrize(
    "text",
    [
        f"{HEADER}\n{LINE}\n",
        f"\ufeff{HEADER}\r\n{LINE}\r\n\r\n,,,,,\r\n",
        f"{HEADER}\n{LINE}".replace("service_owner;agent", '"service_owner, agent"'),
        f"{HEADER}\n{LINE.replace(';', '|')}".replace(",", ";").replace("|", ","),
        f"{HEADER}\n{LINE}".replace(",", "\t"),
        f"{HEADER.upper().replace(',', ', ')}\n{LINE}",
        f"{HEADER},,\n{LINE},,\n",
    ],
    ids=["plain", "from Excel", "quoted", "semicolons", "tabs", "capitals", "ends in commas"],
)
def test_csv_is_read_however_a_spreadsheet_saved_it(text: str) -> None:
    assert read_people(text.encode(), "people.CSV") == [(2, ADA)]


def test_what_comes_without_a_name_is_known_by_its_first_line() -> None:
    assert read_people(f"\n{HEADER}\n{LINE}\n".lstrip().encode(), "-") == [(2, ADA)]
    assert read_people(YAML.encode(), "-")[0] == (2, ADA)


def test_blank_lines_before_the_first_are_counted_and_say_nothing() -> None:
    assert read_people(f"\n,,,\r\n{HEADER}\n{LINE}\n".encode(), "people.csv") == [(4, ADA)]
    with pytest.raises(InvalidInputError, match="line 3: a quotation mark is opened"):
        read_people(f'\n{HEADER}\n"ada\n'.encode(), "people.csv")


def test_usage_is_read_by_the_same_rules() -> None:
    said = b"\n;;\nkind;start;minutes;;\nwork;2026-03-02 09:00;5;;\nrequest;2026-03-02 10:00\n"
    assert read_usage(said) == [
        (4, {"kind": "work", "start": "2026-03-02 09:00", "minutes": "5"}),
        (5, {"kind": "request", "start": "2026-03-02 10:00"}),
    ]
    with pytest.raises(InvalidInputError, match="column 2 of the header has no name"):
        read_usage(b"kind;;start\n")
    with pytest.raises(InvalidInputError, match="line 2: unknown column colour"):
        read_usage(b"\nkind;colour\n")


def test_a_cell_over_several_lines_does_not_confuse_the_lines_of_those_after_it() -> None:
    text = f'{HEADER}\n"a\nb",,,,,\n{LINE}\n'
    assert [one.line for one in read_people(text.encode(), "people.csv")] == [2, 4]


def test_a_short_line_lacks_its_last_cells_and_a_long_one_is_found_out() -> None:
    short, long = read_people(f"{HEADER}\nada,Ada\n{LINE},more\n".encode(), "people.csv")
    assert short.raw == {**dict.fromkeys(ADA, ""), "id": "ada", "name": "Ada", "roles": []}
    assert long.raw == {**ADA, "a cell too many": "more"}


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("people.csv", b"id,name\n", "missing column email, language, time_zone, roles"),
        ("people.csv", f"{HEADER},age\n".encode(), "unknown column age"),
        ("people.csv", f"{HEADER},id\n".encode(), "repeated column id"),
        ("people.csv", b"", "missing column id"),
        ("people.csv", b"\n\n", "missing column id"),
        ("people.csv", HEADER.replace("email", "").encode(), "column 3 of the header has no name"),
        ("people.csv", HEADER.encode("utf-16-le"), "looks like UTF-16; save it as UTF-8"),
        (
            "people.csv",
            f'{HEADER}\n"ada\n'.encode(),
            "line 2: a quotation mark is opened and never closed",
        ),
        ("people.yaml", b"id: ada\n", "it has to be a list of people"),
        ("people.yaml", b"", "it has to be a list of people"),
        ("people.yaml", b"- id: ada\n  id: bob\n", 'line 2: the key "id" stands there twice'),
        ("people.yaml", b"- id: [ada\n- x", "line 2: "),
        ("people.yaml", b"- id: !!python/name:os.system\n", "line 1: a word that begins with !"),
        ("people.yaml", b"- \x00\n", "file: it holds a control character"),
        ("people.yaml", b"- id: a: b\n", "line 1: a colon stands where none can"),
        ("people.yaml", b"- id: ada\n\tname: b\n", "line 2: "),
        ("people.yaml", b"- id: @ada\n", "line 1: no text begins with '@'"),
        ("people.yaml", b"%YAML 3.0\n---\n- a\n", "line 1: it is not YAML here"),
        ("people.yaml", b"- 2026-02-30\n", "line 1: '2026-02-30' is not the value it looks like"),
        ("people.csv", b"PK\x03\x04....[Content_Types].xml", "a spreadsheet workbook (.xlsx)"),
        ("people.yaml", b"- id: \xc7elik\n", "not UTF-8 text"),
    ],
)
def test_a_file_that_is_no_list_of_people_says_where_and_why(
    name: str, content: bytes, said: str
) -> None:
    with pytest.raises(InvalidInputError) as error:
        read_people(content, name)
    assert said in error.value.message
    assert error.value.field == "file"


def test_only_one_document_is_read() -> None:
    with pytest.raises(InvalidInputError, match="it has to be one document"):
        read_yaml("a: 1\n---\nb: 2\n")


def test_the_time_zones_are_places_where_people_work() -> None:
    assert {"Europe/Istanbul", "Asia/Tehran", "Asia/Shanghai", "UTC"} <= time_zones()
    assert "localtime" not in time_zones()
