from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

import pytest

from domain.errors import ConflictError, InvalidInputError
from tests.support.plain_user import run_as_plain_user
from workers.embedded.folder import DataFolder

if TYPE_CHECKING:
    from pathlib import Path

MAKE = """
import sys
from pathlib import Path
from workers.embedded.folder import DataFolder
DataFolder(Path(sys.argv[1])).make()
"""


def mode(path: Path) -> str:
    return oct(path.stat().st_mode & 0o777)


def test_folder_is_closed_to_others_and_parents_keep_their_modes(tmp_path: Path) -> None:
    tmp_path.chmod(0o700)
    between = tmp_path / "between"
    between.mkdir(mode=0o750)
    DataFolder(between / "data").make()
    assert mode(between / "data") == "0o700"
    assert (mode(tmp_path), mode(between)) == ("0o700", "0o750")


def test_open_but_empty_folder_is_taken_and_closed(tmp_path: Path) -> None:
    tmp_path.chmod(0o755)
    DataFolder(tmp_path).make()
    assert mode(tmp_path) == "0o700"


def test_folder_with_other_things_in_it_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "thesis.txt").write_text("mine", encoding="utf-8")
    tmp_path.chmod(0o755)
    with pytest.raises(InvalidInputError, match="is not empty") as refused:
        DataFolder(tmp_path).make()
    assert refused.value.field == "data"
    assert mode(tmp_path) == "0o755"


def test_log_of_a_command_before_the_first_start_is_no_other_thing(tmp_path: Path) -> None:
    (tmp_path / "data" / "logs").mkdir(parents=True)
    DataFolder(tmp_path / "data").make()
    assert not DataFolder(tmp_path / "data").is_new


def test_path_below_a_file_is_no_folder(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    with pytest.raises(InvalidInputError, match="Not a directory") as refused:
        DataFolder(tmp_path / "file" / "data").make()
    assert refused.value.field == "data"


def test_file_in_place_of_the_folder_is_refused(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    with pytest.raises(InvalidInputError, match="cannot be used"):
        DataFolder(tmp_path / "file").make()


def test_folder_that_may_not_be_written_is_refused(tmp_path: Path) -> None:
    tmp_path.chmod(0o500)
    done = run_as_plain_user(MAKE, str(tmp_path / "data"))
    assert "cannot be used: Permission denied" in done.stderr
    assert "InvalidInputError" in done.stderr


def test_disk_that_is_full_is_said_before_anything_is_made(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    nearly_nothing = shutil.disk_usage(tmp_path)._replace(free=12 * 1024 * 1024)
    monkeypatch.setattr(shutil, "disk_usage", lambda _path: nearly_nothing)
    with pytest.raises(InvalidInputError, match="12 MB are free and 200 MB are needed") as refused:
        DataFolder(tmp_path / "data").make()
    assert refused.value.field == "data"
    assert list((tmp_path / "data").iterdir()) == []


def test_folder_has_one_supervisor_at_a_time(tmp_path: Path) -> None:
    folder = DataFolder(tmp_path / "data")
    folder.make()
    held = [folder.is_held]
    with folder.held():
        held.append(folder.is_held)
        with pytest.raises(ConflictError, match="another `servicecycle up` runs"), folder.held():
            pass
    held.append(folder.is_held)
    assert held == [False, True, False]


def test_lock_file_of_a_dead_supervisor_keeps_nobody_out(tmp_path: Path) -> None:
    folder = DataFolder(tmp_path / "data")
    folder.make()
    folder.lock_file.write_text("4711", encoding="utf-8")
    with folder.held():
        assert folder.is_held


def test_looking_at_a_folder_that_is_not_there_makes_nothing(tmp_path: Path) -> None:
    folder = DataFolder(tmp_path / "data")
    assert not folder.is_held
    assert not folder.root.exists()


def test_log_that_grew_large_is_put_aside(tmp_path: Path) -> None:
    folder = DataFolder(tmp_path / "data")
    folder.make()
    log = folder.log_of("worker")
    with log.open("ab") as part:
        part.truncate(11 * 1024 * 1024)
        folder.turn_logs()
        part.write(b"and on\n")
    assert log.read_bytes() == b"and on\n"
    assert log.with_suffix(".log.1").stat().st_size == 11 * 1024 * 1024


def test_log_of_ordinary_size_stays(tmp_path: Path) -> None:
    folder = DataFolder(tmp_path / "data")
    folder.make()
    folder.log_of("worker").write_text("a line\n", encoding="utf-8")
    folder.turn_logs()
    assert folder.log_of("worker").read_text(encoding="utf-8") == "a line\n"
