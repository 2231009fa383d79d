"""A receiver of traces on loopback, as OpenTelemetry's collector is one."""

from __future__ import annotations

import gzip
import threading
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING

from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest

if TYPE_CHECKING:
    from collections.abc import Iterator

    from opentelemetry.proto.trace.v1.trace_pb2 import Span


@dataclass
class Receiver:
    """Everything that was sent to it.

    Args:
        services: The names the senders gave themselves.
    """

    port: int = 0
    spans: list[Span] = field(default_factory=list)
    services: set[str] = field(default_factory=set)

    @property
    def address(self) -> str:
        """What a sender is told."""
        return f"http://127.0.0.1:{self.port}"

    def take(self, body: bytes) -> None:
        """Take what one sender sent at once."""
        for told in ExportTraceServiceRequest.FromString(body).resource_spans:
            about = {one.key: one.value.string_value for one in told.resource.attributes}
            self.services.add(about["service.name"])
            for scope in told.scope_spans:
                self.spans += scope.spans

    def named(self, name: str) -> list[Span]:
        """The spans of a name, in the order they came."""
        return [one for one in self.spans if one.name == name]

    def trace_of(self, name: str) -> set[bytes]:
        """The traces in which a name comes."""
        return {one.trace_id for one in self.named(name)}


@contextmanager
def receiver() -> Iterator[Receiver]:
    """Let one listen."""
    taken = Receiver()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            if self.headers.get("Content-Encoding") == "gzip":
                body = gzip.decompress(body)
            taken.take(body)
            self.send_response(200)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *_said: object) -> None:
            return

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    taken.port = server.server_address[1]
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield taken
    finally:
        server.shutdown()
        server.server_close()
