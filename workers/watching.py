"""Whether and where a worker can be watched: the address of its metrics, and its traces."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Self
from urllib.parse import urlsplit

from domain.errors import InvalidInputError

if TYPE_CHECKING:
    from collections.abc import Mapping

METRICS_ADDRESS = "SERVICECYCLE_METRICS_ADDRESS"
TRACES_ENDPOINTS = ("OTEL_EXPORTER_OTLP_TRACES_ENDPOINT", "OTEL_EXPORTER_OTLP_ENDPOINT")
NO_TRACES = "OTEL_SDK_DISABLED"
_LOOPBACK = "127.0.0.1"
_EVERYWHERE = {"0.0.0.0": _LOOPBACK, "::": "::1"}  # noqa: S104 - recognised, not listened on


@dataclass(frozen=True)
class MetricsAddress:
    """Where a worker tells Prometheus how the house stands, and whoever asks whether it is well."""

    host: str
    port: int

    @classmethod
    def from_text(cls, text: str) -> Self:
        """Read `9464`, which is heard on this machine only, or `host:port`.

        Raises:
            InvalidInputError: when it is neither.
        """
        refusal = InvalidInputError(
            f"{METRICS_ADDRESS} must be a port or host:port, such as 127.0.0.1:9464",
            field=METRICS_ADDRESS,
        )
        try:
            parts = urlsplit(f"//{_LOOPBACK}:{text}" if text.isdecimal() else f"//{text}")
            host, port = parts.hostname, parts.port
        except ValueError:
            raise refusal from None
        if not host or not port or f"{parts.path}{parts.query}" or "@" in parts.netloc:
            raise refusal
        return cls(host, port)

    @property
    def from_here(self) -> str:
        """Host and port by which a program on the same machine reaches it."""
        host = _EVERYWHERE.get(self.host, self.host)
        return f"[{host}]:{self.port}" if ":" in host else f"{host}:{self.port}"


def metrics_from(environment: Mapping[str, str]) -> MetricsAddress | None:
    """The address the environment names; None where nobody is to listen."""
    text = environment.get(METRICS_ADDRESS)
    return MetricsAddress.from_text(text) if text else None


def traces_from(environment: Mapping[str, str]) -> bool:
    """Whether the environment names a receiver of traces, by the names OpenTelemetry gave."""
    switched_off = environment.get(NO_TRACES, "").lower() == "true"
    return not switched_off and any(environment.get(name) for name in TRACES_ENDPOINTS)
