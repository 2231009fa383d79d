"""The guide for whoever keeps the house running says what is so."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.house.repository import ROOT
from tests.production import compose
from tests.production.names import in_our_source, read_by_our_code
from workers.main import GRACE
from workers.mate import beside_a_mate
from workers.memory import memory
from workers.metrics import ActivityFailures, HouseCollector
from workers.secret_files import SECRETS
from workers.settings import Settings

GUIDE = (ROOT / "docs" / "production.md").read_text(encoding="utf-8")


def part(name: str) -> str:
    """What stands between two marks."""
    found = re.search(rf"<!-- {name} -->\n(.*?)<!-- /{name} -->", GUIDE, re.DOTALL)
    assert found is not None
    return found[1]


def names_in_first_column(table: str, pattern: str) -> set[str]:
    """The names in the first column of a table."""
    return {
        name for line in table.splitlines()[2:] for name in re.findall(pattern, line.split("|")[1])
    }


def test_every_setting_we_read_is_in_the_table_and_no_other() -> None:
    told = names_in_first_column(part("settings"), r"`([A-Z_]+)`")
    assert in_our_source() - told == set()
    assert told - read_by_our_code() == set()


def test_every_setting_of_the_readme_is_in_the_table() -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    told = names_in_first_column(part("settings"), r"`([A-Z_]+)`")
    named = set(re.findall(r"`(SERVICECYCLE_[A-Z_]+)`", readme))
    assert named - told - {f"{name}_FILE" for name in SECRETS} == set()


def test_how_many_processes_a_worker_keeps_in_memory_is_told_as_it_is() -> None:
    alone = memory()["max_cached_workflows"]
    each = beside_a_mate(Settings.resolve(environ={})).max_cached_workflows
    ((what, row),) = re.findall(
        r"^\| `SERVICECYCLE_MAX_CACHED` \| (.*) \| (.*) \|$", GUIDE, re.MULTILINE
    )
    most = memory()["max_concurrent_workflow_tasks"]
    assert f"a quarter of them work at the same time, {most} at most" in what
    assert row == f"{alone}; {each} in each of the two"
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    (told,) = re.findall(r"^\| `SERVICECYCLE_MAX_CACHED` \| (.*) \|$", readme, re.MULTILINE)
    assert re.findall(r"\d+", told) == [str(alone), str(each)]


def test_every_secret_that_may_lie_in_a_file_is_named() -> None:
    before = GUIDE.partition("<!-- settings -->")[0]
    assert [name for name in SECRETS if f"`{name}`" not in before] == []


def told_metrics() -> set[str]:
    return names_in_first_column(part("metrics"), r"`(servicecycle_\w+)`")


def test_every_metric_of_the_house_is_in_the_table_and_no_other() -> None:
    source = (ROOT / "workers" / "metrics.py").read_text(encoding="utf-8")
    made = {f"servicecycle_{name}" for name in re.findall(r'_(?:gauge|family)\(\s*"(\w+)"', source)}
    made |= {"servicecycle_build_info", "servicecycle_activity_failures_total"}
    assert HouseCollector.__module__ == ActivityFailures.__module__ == "workers.metrics"
    assert told_metrics() == made


def test_alerts_ask_for_metrics_that_there_are() -> None:
    asked = set(re.findall(r"\b(servicecycle_\w+)", part("alerts"))) - {"servicecycle_"}
    assert asked <= told_metrics()
    assert len(part("alerts").splitlines()) > 8


def test_what_is_told_once_a_house_is_never_added_up_over_workers() -> None:
    assert re.findall(r"\bsum[^|]*?\((servicecycle_(?!activity)\w+)", part("alerts")) == []


@pytest.mark.parametrize("name", sorted(compose.services()))
def test_each_service_of_the_compose_file_is_named(name: str) -> None:
    assert f"`{name}`" in GUIDE or f" {name} " in GUIDE


def test_times_and_ports_are_those_of_the_compose_file() -> None:
    worker = compose.services()["worker"].says
    assert f"within {GRACE.seconds}\nseconds" in GUIDE
    assert worker["stop_grace_period"] == "45s"
    assert "gives it 45" in GUIDE
    assert "127.0.0.1:8233" in GUIDE
    assert "port: 9464" in GUIDE
    assert compose.services()["temporal"].environment["PROMETHEUS_ENDPOINT"].endswith(":8000")
    assert compose.services()["temporal"].environment["NUM_HISTORY_SHARDS"] == "512"


NAMED = {"SERVICECYCLE_DATABASE_URL": "postgresql://sc:secret@db.example/sc"}


def test_the_profile_of_the_guide_is_one_that_temporal_understands(tmp_path: Path) -> None:
    (profile,) = re.findall(r"```toml\n(.*?)```", GUIDE, re.DOTALL)
    file = tmp_path / "temporal.toml"
    file.write_text(profile, encoding="utf-8")
    found = Settings.resolve(environ=NAMED | {"TEMPORAL_CONFIG_FILE": str(file)}).external
    assert found is not None
    assert (found.address, found.namespace) == ("temporal.example.com:7233", "servicecycle")
    tls = found.profile.tls
    assert tls is not None
    assert (tls.server_root_ca_cert, tls.client_cert, tls.client_private_key) == tuple(
        Path(f"/run/secrets/{name}") for name in ("ca.pem", "client.pem", "client.key")
    )


def test_the_names_for_mutual_tls_are_those_that_temporal_reads() -> None:
    names = set(re.findall(r"`(TEMPORAL_TLS_\w+)`", GUIDE))
    given = dict.fromkeys(names, "x") | {"TEMPORAL_TLS": "true", "TEMPORAL_ADDRESS": "t:7233"}
    found = Settings.resolve(environ=NAMED | given).external
    assert found is not None
    tls = found.profile.tls
    assert tls is not None
    told = (tls.server_root_ca_cert, tls.client_cert, tls.client_private_key, tls.server_name)
    assert (len(names), told) == (4, (Path("x"), Path("x"), Path("x"), "x"))
