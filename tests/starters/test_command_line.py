"""The command as an operating system runs it: errors, exit codes, and odd shells."""

from __future__ import annotations

import json
import subprocess
from typing import TYPE_CHECKING

import click
import pytest
from click.testing import CliRunner

from starters.lazy import LazyGroup
from starters.main import Root, cli
from tests.starters.company import service_file
from tests.support.stack import COMMAND, clean_environment

if TYPE_CHECKING:
    from pathlib import Path

    from tests.starters.company import Company


def typed(company: Company, *words: str, **more: str) -> subprocess.CompletedProcess[str]:
    """Type a command in a shell of its own."""
    kept = {name: value for name, value in company.environment.items() if value is not None}
    return subprocess.run(
        [COMMAND, *words],
        env=clean_environment(**{**kept, **more}),
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )


@click.command()
@click.option("--json", "as_json", is_flag=True)
def breaking(*, as_json: bool) -> None:
    """Break."""
    raise KeyError(as_json)


@click.command()
def stopping() -> None:
    """Stop."""
    raise KeyboardInterrupt


broken = Root(
    "broken",
    places={name: f"{__name__}:{name}" for name in ("breaking", "stopping", "no_command")},
    help="Commands that go wrong.",
)
no_command = "text"


def test_fault_of_ours_is_one_line_and_its_details_are_in_a_file(tmp_path: Path) -> None:
    (tmp_path / "logs").mkdir()
    environment = {"SERVICECYCLE_DATA": str(tmp_path)}
    done = CliRunner().invoke(broken, ["breaking"], env=environment)
    assert done.exit_code == 1
    assert done.stderr.count("\n") == 1
    assert "something unexpected happened (KeyError)" in done.stderr
    (log,) = (tmp_path / "logs").iterdir()
    assert str(log) in done.stderr
    assert "Traceback" in log.read_text(encoding="utf-8")
    done = CliRunner().invoke(broken, ["breaking", "--json"], env=environment)
    assert json.loads(done.stderr)["error"]["code"] == "error"


def test_fault_without_a_data_folder_is_told_all_the_same(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path / "nowhere"))
    environment = {"SERVICECYCLE_DATA": str(tmp_path / "none")}
    done = CliRunner().invoke(broken, ["breaking"], env=environment)
    assert "the details could not be kept" in done.stderr
    assert not (tmp_path / "none").exists()


def test_interruption_ends_quietly() -> None:
    assert CliRunner().invoke(broken, ["stopping"]).exit_code == 130


def test_group_loads_commands_only() -> None:
    group = LazyGroup("odd", places={"no": f"{__name__}:no_command"}, help="Odd.")
    with pytest.raises(TypeError, match="is no command"):
        group.get_command(click.Context(group), "no")
    assert group.get_command(click.Context(group), "unknown") is None


@pytest.mark.parametrize(
    ("words", "field"),
    [
        (["no-such-command"], None),
        (["inbox", "--no-such-option"], "no_such_option"),
        (["inbox", "--limit", "many"], "limit"),
        (["service", "show"], "service_id"),
        (["decide", "x", "y", "--request-id"], "request_id"),
        (["service", "list", "--stage", "heaven"], "stage"),
    ],
)
def test_words_that_are_not_understood_are_invalid_input(
    company: Company, words: list[str], field: str | None
) -> None:
    done = (
        company.run(*words, "--json")
        if words[-1] != "--request-id"
        else company.run("decide", "x", "y", "--json", "--request-id")
    )
    assert done.code == 2
    assert (done.error["code"], done.error["field"]) == ("invalid_input", field)
    plain = company.run(*words)
    assert plain.code == 2
    assert "Error: " in plain.err


def test_every_command_helps_without_a_house() -> None:
    said = CliRunner().invoke(cli, ["--help"]).stdout
    for name in ("up", "inbox", "decide", "service", "notices"):
        assert f"  {name} " in said
    for words in (["service", "propose"], ["decide"], ["policy", "publish"]):
        said = CliRunner().invoke(cli, [*words, "--help"]).stdout
        assert f"servicecycle {' '.join(words)} " in said.replace("\n  ", "\n")
    assert "servicecycle, version" in CliRunner().invoke(cli, ["--version"]).stdout


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_shell_is_told_how_to_complete(shell: str) -> None:
    assert "_SERVICECYCLE_COMPLETE" in CliRunner().invoke(cli, ["completion", shell]).stdout


def test_commands_run_as_programs_of_their_own(company: Company) -> None:
    file = company.write("shell.json", service_file("shell", name="Kabuk hizmeti 服务 خدمت"))
    proposed = typed(company, "service", "propose", file, "--as", "owner", "--json")
    assert proposed.returncode == 0, proposed.stderr
    assert json.loads(proposed.stdout)["name"] == "Kabuk hizmeti 服务 خدمت"
    vote = ["decide", "service/shell/committee/1", "offer", "--reason", "uygun", "--as"]
    assert typed(company, *vote, "ayse").returncode == 0
    assert typed(company, *vote, "owner").returncode == 4
    assert typed(company, *vote, "ayse", "--set", "until=2027-01-01").returncode == 2
    wrong = typed(company, "decide", "service/shell/x/1", "offer", "--reason", "r", "--as", "ayse")
    assert (wrong.returncode, wrong.stdout) == (3, "")
    assert wrong.stderr.startswith("error: task: ")
    assert "Traceback" not in wrong.stderr


def test_terminal_without_our_letters_still_shows_what_it_can(company: Company) -> None:
    company.propose("narrow", name="备份 yedek")
    said = typed(company, "service", "show", "narrow", PYTHONIOENCODING="iso-8859-9")
    assert said.returncode == 0, said.stderr
    assert "?? yedek" in said.stdout
    machine = typed(company, "service", "show", "narrow", "--json", PYTHONIOENCODING="iso-8859-9")
    assert json.loads(machine.stdout)["name"] == "备份 yedek"


def test_reader_who_has_seen_enough_is_no_error(company: Company) -> None:
    kept = {name: value for name, value in company.environment.items() if value is not None}
    command = f"'{COMMAND}' inbox --limit 1000 --json | head -c 10; exit ${{PIPESTATUS[0]}}"
    done = subprocess.run(
        ["bash", "-c", command],
        env=clean_environment(**kept),
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert "Traceback" not in done.stderr
    assert done.returncode == 0


def test_argument_that_is_no_text_is_refused(company: Company) -> None:
    kept = {name: value for name, value in company.environment.items() if value is not None}
    done = subprocess.run(
        [COMMAND.encode(), b"service", b"show", b"\xff\xfe", b"--json"],
        env=clean_environment(**kept),
        capture_output=True,
        check=False,
        timeout=60,
    )
    assert done.returncode == 2
    assert json.loads(done.stderr)["error"]["code"] == "invalid_input"


def test_data_folder_may_be_named_before_the_command(tmp_path: Path) -> None:
    done = subprocess.run(
        [COMMAND, "--data", str(tmp_path / "there"), "inbox"],
        env=clean_environment(),
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert done.returncode == 6
    assert str(tmp_path / "there") in done.stderr
    assert str(tmp_path / "there") in CliRunner().invoke(
        cli, ["inbox", "--data", str(tmp_path / "there")], env={"SERVICECYCLE_DATA": "elsewhere"}
    ).stderr  # fmt: skip
