from __future__ import annotations

import io
import json
import sys
from typing import TYPE_CHECKING

from domain.errors import InvalidInputError
from starters.output import columns_of, fail, plain, presentable, print_json, print_table, shortened

if TYPE_CHECKING:
    from pathlib import Path

    import pytest


class Terminal(io.StringIO):
    """A screen somebody looks at."""

    encoding = "utf-8"

    def isatty(self) -> bool:
        return True


def test_columns_stand_below_each_other_also_where_letters_are_wide() -> None:
    assert columns_of([["name", "stage"], ["备份服务", "design"], ["Yedek", "design"]]) == [
        "name      stage",
        "备份服务  design",
        "Yedek     design",
    ]


def test_value_stands_on_one_line() -> None:
    assert plain("two\nlines\tand more") == "two lines and more"
    assert plain(("a", "b")) == "a, b"
    assert plain(None) == ""


def test_words_in_a_message_steer_no_terminal_and_are_not_endless() -> None:
    assert presentable("İşletme 服务 خدمت 👍\n") == "İşletme 服务 خدمت 👍\n"
    assert presentable("\x1b[31mred\x07") == "\\x1b[31mred\\x07"
    assert presentable("a\u202eb\u2067c") == "a\\u202eb\\u2067c"
    assert presentable("half \ud800") == "half \\ud800"
    assert presentable("x" * 5_000) == "x" * 1_000 + "…"


def test_table_is_plain_in_a_pipe(capsys: pytest.CaptureFixture[str]) -> None:
    print_table(["id", "name"], [["a", "[bold]brackets[/bold]"]])
    assert capsys.readouterr().out == "id  name\na   [bold]brackets[/bold]\n"


def test_table_is_drawn_in_a_terminal_and_brackets_are_no_markup(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    screen = Terminal()
    monkeypatch.setattr(sys, "stdout", screen)
    print_table(["id", "name"], [["a", "[bold]brackets[/bold]"]])
    assert "──" in screen.getvalue()
    assert "[bold]brackets[/bold]" in screen.getvalue()


def test_row_that_is_too_wide_for_the_terminal_is_a_card_with_its_id_whole(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    screen = Terminal()
    monkeypatch.setattr(sys, "stdout", screen)
    monkeypatch.setenv("COLUMNS", "60")
    print_table(["id", "name", "why"], [["service/a-very-long-id/committee/1", "x" * 40, ""]])
    assert "service/a-very-long-id/committee/1" in screen.getvalue()
    assert f"  name  {'x' * 40}\n" in screen.getvalue()
    assert "why" not in screen.getvalue()


def test_a_long_text_is_cut_in_a_terminal_and_an_id_never_is(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    screen = Terminal()
    monkeypatch.setattr(sys, "stdout", screen)
    monkeypatch.setenv("COLUMNS", "120")
    long_id = "a" * 64
    print_table(["id", "name", "by"], [[long_id, "x" * 300, "elif"], ["b", "Acme", "okan"]])
    drawn = screen.getvalue()
    assert "──" in drawn
    assert f"{long_id}   {'x' * 39}…   elif" in drawn
    assert "x" * 40 not in drawn


def test_what_does_not_fit_a_card_is_cut_there_and_a_list_of_ids_never_is(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    screen = Terminal()
    monkeypatch.setattr(sys, "stdout", screen)
    monkeypatch.setenv("COLUMNS", "60")
    ids = tuple(f"service-number-{one}" for one in range(9))
    print_table(["id", "name", "services"], [["a", "Acme " * 60, ids]])
    drawn = screen.getvalue()
    assert ", ".join(ids) in drawn
    (name,) = [line for line in drawn.splitlines() if line.startswith("  name")]
    assert name.endswith("…")
    assert len(name) <= 60


def test_wide_letters_are_cut_by_the_room_they_take() -> None:
    assert shortened("备份" * 30, 11) == "备份备份备…"
    assert shortened("short words", 11) == "short words"
    assert shortened("service/backup/committee/1", 11) == "service/backup/committee/1"


def test_a_very_long_cell_widens_no_other_line_in_a_pipe(
    capsys: pytest.CaptureFixture[str],
) -> None:
    print_table(["id", "name", "by"], [["a", "x" * 300, "elif"], ["b", "Acme", "okan"]])
    assert capsys.readouterr().out == f"id  name  by\na   {'x' * 300}  elif\nb   Acme  okan\n"


def test_json_is_readable_in_every_encoding(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    file = tmp_path / "out"
    with file.open("w", encoding="latin-1") as narrow:
        monkeypatch.setattr(sys, "stdout", narrow)
        print_json({"name": "备份"})
    assert json.loads(file.read_text(encoding="latin-1")) == {"name": "备份"}


def test_error_for_a_person_is_one_line_that_names_the_field(
    capsys: pytest.CaptureFixture[str],
) -> None:
    code = fail(InvalidInputError("it is\nempty", field="name"), as_json=False)
    fail(InvalidInputError("name: it is empty", field="name"), as_json=False)
    assert code == 2
    assert capsys.readouterr().err == "error: name: it is empty\n" * 2


def test_error_for_a_machine_is_one_object(capsys: pytest.CaptureFixture[str]) -> None:
    fail(InvalidInputError("empty", field="name"), as_json=True)
    said = json.loads(capsys.readouterr().err)
    assert said == {"error": {"code": "invalid_input", "message": "empty", "field": "name"}}
