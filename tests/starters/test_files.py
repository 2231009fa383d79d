"""Files that people hand in: in any script, and as wrong as they come."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from domain.errors import InvalidInputError
from starters.reading_files import content_of, document_of
from tests.starters.company import service_file

if TYPE_CHECKING:
    from pathlib import Path

    from tests.starters.company import Company


def file_with(folder: Path, content: str | bytes) -> str:
    path = folder / "file"
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return str(path)


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (
            "name: Müşteri\nlist: [1, 2.5, true, null]\n",
            {"name": "Müşteri", "list": [1, 2.5, True, None]},
        ),
        ('{"ad": "服务", "خدمت": ["a"]}', {"ad": "服务", "خدمت": ["a"]}),
        ("\ufeff{a: 1}", {"a": 1}),
        (
            "on: 2027-01-01\nat: 2027-01-01T10:00:00Z\n",
            {"on": "2027-01-01", "at": "2027-01-01T10:00:00"},
        ),
        ("text: |\n  two\n  lines\n", {"text": "two\nlines\n"}),
        ("yes: no", {"yes": "no"}),
        ("base: &b {a: 1}\ncopy: *b\n", {"base": {"a": 1}, "copy": {"a": 1}}),
    ],
)
def test_yaml_and_json_say_what_they_say(tmp_path: Path, content: str, said: object) -> None:
    found = document_of(file_with(tmp_path, content))
    if isinstance(said, dict) and "at" in said:
        assert isinstance(found, dict)
        assert str(found["at"]).startswith(said["at"])
        assert found["on"] == said["on"]
    else:
        assert found == said


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "is empty"),
        (b"  \n ", "is empty"),
        (b"\xff\xfe\x00", "not UTF-8"),
        ("name: bell \x07", "it holds a control character"),
        ('{"name": "bell \\u0007"}', "name: control character U\\+0007"),
        ('{"name": "half \\ud800"}', "not valid Unicode"),
        ('{"bell\\u0007": 1}', "control character"),
        ("a: 1\nb: 2\na: 3\n", "line 3"),
        ('{"a": 1,\n "a": 2}', "line 2"),
        ("a: [1, 2", "line 1"),
        ("a: .nan\n", "a: 'nan' is neither"),
        ("a: !!binary aGVsbG8=\n", "a: .* is neither"),
        ("1: one\n", "the key '1' has to be text"),
        ("a: &a [*a]\n", "nested too deeply, or contains itself"),
        ("[" * 5000 + "]" * 5000, "nested too deeply|line 1"),
        ("a: !!python/object:os.system {}\n", "line 1"),
        ("a: 1\nsince: 2026-02-30\n", "line 2: '2026-02-30' is not the value it looks like"),
        ("a: !!bool maybe\n", "line 1: 'maybe' is not the value"),
        ("a: 0x" + "f" * 100, "more digits than any of ours"),
        ("- " * 200 + "a", "nested too deeply"),
        ("a: " + "x" * 1024 * 1024, "larger than 1 MB, the most for YAML"),
        ('{"a": 1,\n "b": "' + "x" * 1024 * 1024 + '" x}', "line 2"),
    ],
)
def test_document_that_cannot_be_understood_says_where(
    tmp_path: Path, content: str | bytes, said: str
) -> None:
    with pytest.raises(InvalidInputError, match=said):
        document_of(file_with(tmp_path, content))


def test_small_file_that_stands_for_a_huge_document_is_refused(tmp_path: Path) -> None:
    lines = ["a: &a [x, x, x, x, x, x, x, x, x, x]"]
    for before, name in zip("abcdef", "bcdefg", strict=True):
        lines.append(f"{name}: &{name} [{', '.join([f'*{before}'] * 10)}]")
    with pytest.raises(InvalidInputError, match="more than 200000 values"):
        document_of(file_with(tmp_path, "\n".join(lines)))


def test_file_may_have_ten_megabytes_and_no_more(tmp_path: Path) -> None:
    largest = 10 * 1024 * 1024
    whole = json.dumps({"text": "x" * (largest - 12)})
    assert len(whole) == largest
    assert document_of(file_with(tmp_path, whole)) == json.loads(whole)
    with pytest.raises(InvalidInputError, match="larger than 10 MB"):
        content_of(file_with(tmp_path, whole + " "))


def test_error_names_the_input_it_is_about(tmp_path: Path) -> None:
    with pytest.raises(InvalidInputError, match="data: line 1") as refused:
        document_of(file_with(tmp_path, "a: ["), field="data")
    assert refused.value.field == "data"
    with pytest.raises(InvalidInputError, match="cannot be read"):
        content_of(str(tmp_path))


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"name": None}, "name"),
        ({"name": ""}, "name"),
        ({"name": "x" * 301}, "name"),
        ({"name": "two\nlines"}, "name"),
        ({"name": 5}, "name"),
        ({"name": ["a"]}, "name"),
        ({"id": "ünlü"}, "id"),
        ({"id": "a/b"}, "id"),
        ({"id": "x" * 65}, "id"),
        ({"owner": {"id": "owner"}}, "owner"),
        ({"customers_needs": []}, "customers_needs"),
        ({"customers_needs": [""]}, "customers_needs.0"),
        ({"strategic_goals": None}, "strategic_goals"),
        ({"design": {"brief": "x"}}, "design.brief"),
        (
            {"design": {"costs": {"build": {"minor_units": 1.5, "currency": "TRY"}}}},
            "design.costs.build.minor_units",
        ),
        ({"colour": "red"}, "colour"),
    ],
)
def test_service_that_is_written_wrongly_names_the_field(
    company: Company, changes: dict[str, object], field: str
) -> None:
    content = {**service_file("wrong"), **changes}
    file = company.write("wrong.json", {k: v for k, v in content.items() if v is not None})
    error = company.refused(2, "service", "propose", file, "--as", "owner")
    assert (error["code"], error["field"]) == ("invalid_input", field)


@pytest.mark.parametrize("content", ["[]", "null", '"text"', "42"])
def test_service_has_to_be_a_mapping(company: Company, content: str) -> None:
    file = company.write("shape.json", content)
    error = company.refused(2, "service", "propose", file, "--as", "owner")
    assert "has to be a mapping" in error["message"]
    error = (
        company.refused(2, "service", "import", file, "--as", "admin") if content != "[]" else {}
    )
    assert "list of services" in error.get("message", "list of services")


def test_name_of_three_hundred_letters_in_any_script_is_kept_whole(company: Company) -> None:
    name = "服务مدیریتŞ" * 27 + "end"
    assert len(name) <= 300
    assert company.propose("long-name", name=name)["name"] == name
    assert name in company.run("service", "show", "long-name").out
    company.offer("long-name")
