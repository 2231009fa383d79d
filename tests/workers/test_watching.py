from __future__ import annotations

import pytest

from domain.errors import InvalidInputError
from workers.settings import Settings
from workers.watching import MetricsAddress

ADDRESS = "SERVICECYCLE_METRICS_ADDRESS"
EVERYWHERE = "0.0.0.0"  # noqa: S104 - it is read, nobody listens
ENDPOINT = "OTEL_EXPORTER_OTLP_ENDPOINT"


def test_nobody_listens_and_nothing_is_traced_unless_it_is_asked_for() -> None:
    settings = Settings.resolve(environ={ADDRESS: "", ENDPOINT: ""})
    assert (settings.metrics, settings.traces) == (None, False)


@pytest.mark.parametrize(
    ("text", "host", "port", "from_here"),
    [
        ("9464", "127.0.0.1", 9464, "127.0.0.1:9464"),
        ("0.0.0.0:9464", EVERYWHERE, 9464, "127.0.0.1:9464"),
        ("metrics.example:80", "metrics.example", 80, "metrics.example:80"),
        ("[::1]:9464", "::1", 9464, "[::1]:9464"),
        ("[::]:9464", "::", 9464, "[::1]:9464"),
    ],
)
def test_a_port_is_heard_on_this_machine_only(
    text: str, host: str, port: int, from_here: str
) -> None:
    address = Settings.resolve(environ={ADDRESS: text}).metrics
    assert address == MetricsAddress(host, port)
    assert address.from_here == from_here


@pytest.mark.parametrize(
    "text",
    ["here", ":9464", "0", "65536", "host:", "host:many", "http://host:1", "host:1/x", "a@b:1"],
)
def test_what_is_no_address_is_refused(text: str) -> None:
    with pytest.raises(InvalidInputError, match="must be a port or host:port") as refused:
        Settings.resolve(environ={ADDRESS: text})
    assert refused.value.field == ADDRESS


@pytest.mark.parametrize(
    ("environment", "traced"),
    [
        ({ENDPOINT: "http://collector:4318"}, True),
        ({"OTEL_EXPORTER_OTLP_TRACES_ENDPOINT": "http://collector:4318/v1/traces"}, True),
        ({ENDPOINT: "http://collector:4318", "OTEL_SDK_DISABLED": "TRUE"}, False),
    ],
)
def test_traces_are_switched_as_opentelemetry_says(
    environment: dict[str, str], *, traced: bool
) -> None:
    assert Settings.resolve(environ=environment).traces is traced
