"""The compose file is right as far as one can tell without an engine: each name in it exists."""

from __future__ import annotations

import json
import re
import subprocess
import sysconfig
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import click
import pytest
from jsonschema import Draft7Validator

from starters.main import cli
from tests.house.repository import ROOT
from tests.production import compose
from tests.production.compose import MissingVariableError, composed, example, put_in, script
from tests.production.names import read_by_our_code
from workers.main import GRACE

if TYPE_CHECKING:
    from collections.abc import Iterator

TEMPORAL = str(Path(sysconfig.get_path("scripts")) / "temporal")
SERVICES = compose.services()
LONG_RUNNING = [one for one in SERVICES.values() if one.goes_on]
ONE_SHOTS = [one for one in SERVICES.values() if one.is_one_shot]
ON_DEMAND = [one for one in SERVICES.values() if "profiles" in one.says]
SECTIONS = ("secrets", "configs", "volumes", "networks")

# What the images of others read, by the facts of self-hosting.
READ_BY_OTHERS = {
    "postgres": {
        *("POSTGRES_USER", "POSTGRES_PASSWORD_FILE", "PGHOST", "PGUSER", "PGDATABASE"),
        *("ADMIN_PASSWORD_FILE", "OWNER_PASSWORD_FILE", "WORKER_PASSWORD_FILE"),
    },
    "temporalio/admin-tools": {
        *("SQL_HOST", "SQL_PORT", "SQL_USER", "SQL_PASSWORD_FILE"),
        *("TEMPORAL_ADDRESS", "TEMPORAL_NAMESPACE", "RETENTION"),
    },
    "temporalio/server": {
        *("DB", "DB_PORT", "POSTGRES_SEEDS", "POSTGRES_USER", "POSTGRES_PWD", "BIND_ON_IP"),
        *("DYNAMIC_CONFIG_FILE_PATH", "NUM_HISTORY_SHARDS", "PROMETHEUS_ENDPOINT"),
    },
    "temporalio/ui": {
        *("TEMPORAL_ADDRESS", "TEMPORAL_CORS_ORIGINS", "TEMPORAL_DEFAULT_NAMESPACE"),
        "TEMPORAL_DISABLE_WRITE_ACTIONS",
    },
}


def seconds(text: str) -> float:
    """A duration of compose."""
    units = {"m": 60.0, "s": 1.0}
    return sum(float(number) * units[unit] for number, unit in re.findall(r"(\d+)([ms])", text))


def named(service: compose.Service, section: str) -> Iterator[str]:
    """What a service takes of a section that is declared once."""
    for one in service.says.get(section, []):
        yield (one["source"] if isinstance(one, dict) else str(one)).partition(":")[0]


def test_the_file_is_what_the_specification_of_compose_allows() -> None:
    schema = json.loads((Path(__file__).parent / "compose-spec.json").read_text(encoding="utf-8"))
    assert [str(one.message) for one in Draft7Validator(schema).iter_errors(composed())] == []
    broken = composed() | {"services": {"worker": {"imagine": "x"}}}
    assert list(Draft7Validator(schema).iter_errors(broken)) != []


def test_every_variable_has_an_example_and_every_example_is_used() -> None:
    text = compose.FILE.read_text(encoding="utf-8")
    asked = set(re.findall(r"(?<!\$)\$\{([A-Z_]+)", text))
    handed_in = {one["environment"] for one in composed()["secrets"].values()}
    used_by_others = {"OWNER_PASSWORD", "WORKER_PASSWORD"}
    assert asked | handed_in == set(example())
    assert used_by_others < handed_in


@pytest.mark.parametrize(
    "name", ["SERVICECYCLE_VERSION", "TEMPORAL_PASSWORD", "SERVICECYCLE_MAIL_FROM"]
)
def test_a_value_that_nobody_may_guess_is_insisted_on(name: str) -> None:
    with pytest.raises(MissingVariableError, match=name):
        composed({**example(), name: ""})


def test_variables_are_put_in_as_compose_does() -> None:
    text = "${A:?no} ${B:-other} ${C:-other} $${A} ${D}"
    assert put_in(text, {"A": "a", "B": "b"}) == "a b other ${A} "


def test_each_service_goes_on_or_ends_or_waits_to_be_called() -> None:
    sorts = [*LONG_RUNNING, *ONE_SHOTS, *ON_DEMAND]
    assert sorted(one.name for one in sorts) == sorted(SERVICES)
    assert {one.name for one in LONG_RUNNING} == {
        *("postgres", "temporal-postgres", "temporal", "ui", "worker")
    }


@pytest.mark.parametrize("service", LONG_RUNNING, ids=lambda one: one.name)
def test_what_goes_on_is_asked_after_and_has_its_bounds(service: compose.Service) -> None:
    assert service.says["healthcheck"]["test"][0] == "CMD"
    assert {"interval", "timeout", "retries", "start_period"} < set(service.says["healthcheck"])
    assert {"cpus", "memory"} == set(service.says["deploy"]["resources"]["limits"])
    assert "max-size" in service.says["logging"]["options"]


@pytest.mark.parametrize("service", SERVICES.values(), ids=lambda one: one.name)
def test_whoever_is_waited_for_can_be_waited_for_in_that_way(service: compose.Service) -> None:
    for other, how in service.says.get("depends_on", {}).items():
        if how["condition"] == "service_healthy":
            assert SERVICES[other].goes_on
        else:
            assert how["condition"] == "service_completed_successfully"
            assert SERVICES[other].is_one_shot


def test_nobody_waits_for_himself_in_the_end() -> None:
    begun: list[str] = []
    waiting = {name: set(one.says.get("depends_on", {})) for name, one in SERVICES.items()}
    while ready := [name for name, others in waiting.items() if others <= set(begun)]:
        begun += ready
        waiting = {name: others for name, others in waiting.items() if name not in ready}
    assert waiting == {}
    order = ["postgres", "database", "temporal", "namespace", "migrate", "worker"]
    assert sorted(order, key=begun.index) == order


@pytest.mark.parametrize("section", SECTIONS)
def test_what_services_take_is_declared_and_what_is_declared_is_taken(section: str) -> None:
    taken = {name for one in SERVICES.values() for name in named(one, section)}
    assert taken == set(composed()[section])


@pytest.mark.parametrize("service", SERVICES.values(), ids=lambda one: one.name)
def test_every_variable_a_service_is_given_is_read_by_it(service: compose.Service) -> None:
    image = str(service.says["image"]).partition(":")[0]
    known = read_by_our_code() if service.is_ours else READ_BY_OTHERS[image]
    assert set(service.environment) - known == set()


@pytest.mark.parametrize("service", SERVICES.values(), ids=lambda one: one.name)
def test_a_file_a_service_is_pointed_to_is_one_it_is_given(service: compose.Service) -> None:
    given = {f"/run/secrets/{name}" for name in named(service, "secrets")}
    given |= {one["target"] for one in service.says.get("configs", [])}
    pointed = {v for n, v in service.environment.items() if n.endswith(("_FILE", "_FILE_PATH"))}
    pointed |= {part for part in service.argv if part.startswith("/etc/")}
    assert pointed <= given


@pytest.mark.parametrize(
    "argv",
    [
        *(one.argv for one in SERVICES.values() if one.is_ours),
        *(one.says["healthcheck"]["test"][1:] for one in LONG_RUNNING if one.is_ours),
        ["servicecycle", "status"],
    ],
    ids=" ".join,
)
def test_every_command_of_ours_is_one_we_have(argv: list[str]) -> None:
    assert argv[0] == "servicecycle"
    command: click.Command = cli
    rest = argv[1:]
    while rest and isinstance(command, click.Group):
        found = command.get_command(click.Context(command), rest[0])
        assert found is not None, rest[0]
        command, rest = found, rest[1:]
    bare = isinstance(command, click.Group)
    command.make_context(argv[-1], list(rest), resilient_parsing=bare)


def test_a_worker_is_given_more_time_to_stop_than_it_takes() -> None:
    stop = timedelta(seconds=seconds(SERVICES["worker"].says["stop_grace_period"]))
    assert stop >= GRACE + timedelta(seconds=10)
    assert SERVICES["worker"].says["init"] is True


def test_nothing_is_published_but_on_this_machine() -> None:
    ports = [port for one in SERVICES.values() for port in one.says.get("ports", [])]
    assert ports != []
    assert [port for port in ports if not port.startswith("127.0.0.1:")] == []


def test_images_are_pinned_and_temporal_is_the_one_the_tests_run_on() -> None:
    images = {str(one.says["image"]) for one in SERVICES.values() if not one.is_ours}
    assert [one for one in images if not re.search(r":\d+(\.\d+)+$", one)] == []
    said = subprocess.run([TEMPORAL, "--version"], capture_output=True, text=True, check=True)
    server, ui = re.findall(r"(?:Server|UI) ([\d.]+)", said.stdout)
    assert {f"temporalio/server:{server}", f"temporalio/admin-tools:{server}"} < images
    assert f"temporalio/ui:{ui}" in images


def test_passwords_come_as_files_but_to_the_one_image_that_reads_none() -> None:
    told = {
        (one.name, name)
        for one in SERVICES.values()
        for name, value in one.environment.items()
        if any(hidden in value for hidden in example().values() if "change-me" in hidden)
    }
    assert told == {("temporal", "POSTGRES_PWD")}
    assert "change-me" not in compose.FILE.read_text(encoding="utf-8")


def test_no_service_is_both_read_only_and_handed_what_is_copied_into_it() -> None:
    # Compose copies configs and secrets of these kinds in, which an engine then refuses.
    assert [one.name for one in SERVICES.values() if one.says.get("read_only")] == []


def test_our_records_and_temporals_data_lie_apart() -> None:
    ours, theirs = SERVICES["postgres"], SERVICES["temporal-postgres"]
    assert set(named(ours, "volumes")).isdisjoint(named(theirs, "volumes"))
    assert set(named(ours, "networks")).isdisjoint(named(theirs, "networks"))
    assert "records" not in set(named(SERVICES["temporal"], "networks"))
    for address in ("OWNER_URL", "WORKER_URL"):
        assert example()[address].endswith("@postgres:5432/servicecycle")
    assert SERVICES["temporal"].environment["POSTGRES_SEEDS"] == theirs.name
    assert composed()["networks"]["records"] == composed()["networks"]["engine"]
    assert composed()["networks"]["records"] == {"internal": True}


@pytest.mark.parametrize("name", ["database_sh", "schema_sh", "namespace_sh"])
def test_scripts_are_shell(name: str) -> None:
    checked = subprocess.run(
        ["sh", "-n"], input=script(name), text=True, capture_output=True, check=False
    )
    assert (checked.returncode, checked.stderr) == (0, "")


def test_the_tables_of_temporal_are_made_as_its_makers_say() -> None:
    said = script("schema_sh")
    assert "temporal-sql-tool --plugin postgres12 --ep" in said
    for step in ("create", "setup-schema -v 0.0", "update-schema -d"):
        assert step in said
    assert "/etc/temporal/schema/postgresql/v12/$2/versioned" in said
    assert re.findall(r"^bring (\w+) (\w+)$", said, re.MULTILINE) == [
        ("temporal", "temporal"),
        ("temporal_visibility", "visibility"),
    ]


def test_a_file_with_passwords_is_never_committed() -> None:
    ignored = (ROOT / ".gitignore").read_text(encoding="utf-8").splitlines()
    assert "/.env" in ignored
    made = [v for n, v in example().items() if n.endswith("PASSWORD")]
    assert all(value.startswith("change-me") for value in made)
