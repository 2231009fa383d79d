"""How the worker logs: for eyes in a terminal, one JSON object a line everywhere else.

Our own events are static words in snake_case with fields beside them. What Temporal's SDK says of
a process or an activity is told in the same fields, and its two most important sentences, which
carry ids in their text, get such a word as well.
"""

from __future__ import annotations

import logging
import sys
from typing import TYPE_CHECKING

import structlog
from temporalio import activity, workflow
from temporalio.runtime import LogForwardingConfig, LoggingConfig, TelemetryFilter

if TYPE_CHECKING:
    from structlog.typing import EventDict, WrappedLogger

_SAID = "__temporal_error_identifier"
_EVENTS = {"ActivityFailure": "activity_failed", "WorkflowTaskFailure": "workflow_task_failed"}
_OUR_NAMES = {"activity_type": "activity", "workflow_run_id": "run_id"}
_NOT_TOLD = {"activity_id", "namespace"}


def configure_logs(*, level: int = logging.INFO) -> None:
    """Send the log events of our own code and of all libraries one way, to standard error."""
    activity.logger.activity_info_on_message = False
    workflow.logger.workflow_info_on_message = False
    structlog.configure(
        processors=[*_SHARED, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=True,
    )
    handler = logging.StreamHandler(sys.stderr)
    without_meta = structlog.stdlib.ProcessorFormatter.remove_processors_meta
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=_SHARED, processors=[without_meta, *_rendering()]
        )
    )
    root = logging.getLogger()
    root.handlers = [handler]
    root.setLevel(level)


def engine_logs() -> LoggingConfig:
    """What the part of the SDK that is not Python says comes the same way as everything else."""
    return LoggingConfig(
        filter=TelemetryFilter(core_level="WARN", other_level="ERROR"),
        forwarding=LogForwardingConfig(
            logger=logging.getLogger("temporalio.core"),
            append_target_to_name=False,
            prepend_target_on_message=False,
            append_log_fields_to_message=False,
        ),
    )


def in_our_words(_logger: WrappedLogger, _method: str, said: EventDict) -> EventDict:
    """Tell what the SDK says of its work in the fields of our own events."""
    for source in ("temporal_activity", "temporal_workflow"):
        for name, value in dict(said.pop(source, {})).items():
            if name not in _NOT_TOLD:
                said.setdefault(_OUR_NAMES.get(name, name), value)
    if (known := said.pop(_SAID, None)) in _EVENTS:
        said["event"] = _EVENTS[known]
    core = said.pop("temporal_log", None)
    if core is not None:
        said.update({"target": core.target, **core.fields})
    return said


_SHARED: list[structlog.typing.Processor] = [
    structlog.contextvars.merge_contextvars,
    structlog.stdlib.add_logger_name,
    structlog.stdlib.add_log_level,
    structlog.stdlib.ExtraAdder(),
    in_our_words,
    structlog.processors.TimeStamper(fmt="iso", utc=True),
]


def _rendering() -> list[structlog.typing.Processor]:
    if sys.stderr.isatty():
        return [structlog.dev.ConsoleRenderer()]
    return [structlog.processors.format_exc_info, structlog.processors.JSONRenderer()]
