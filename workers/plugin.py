"""One plugin carries converter, interceptors and sandbox to client, worker, replayer and tests."""

from __future__ import annotations

from temporalio.plugin import SimplePlugin

from workers.converter import MODELS
from workers.identity import IdentityInterceptor
from workers.sandbox import sandbox


def servicecycle_plugin() -> SimplePlugin:
    """The plugin every part of the house uses."""
    return SimplePlugin(
        "servicecycle",
        data_converter=MODELS,
        interceptors=[IdentityInterceptor()],
        workflow_runner=sandbox,
    )
