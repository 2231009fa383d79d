"""What Temporal remembers of a life: how it is kept, and what of it is the process's own doing."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

from temporalio.api.enums.v1 import EventType

if TYPE_CHECKING:
    from temporalio.api.history.v1 import MarkerRecordedEventAttributes
    from temporalio.client import Client, WorkflowHistory

HISTORIES = Path(__file__).parent / "histories"
FINGERPRINTS = Path(__file__).parent / "fingerprints.json"

SMALL_PAGES = "over-many-runs"
"""How the name of a life ends that fills a page every few steps."""

_ORDINAL = re.compile(r"(?<=/)\d+")
"""How often a question has been asked, in its id."""

_STICKY_QUEUE = re.compile(r"^\d+@.*")
_NOT_LOOKED_AT = {
    "activityTaskScheduledEventAttributes": ("input",),
    "workflowExecutionContinuedAsNewEventAttributes": ("input",),
    "workflowExecutionUpdateCompletedEventAttributes": ("outcome",),
}
"""What a replay does not compare and what would only make the files large."""

_ENDS = {
    EventType.EVENT_TYPE_WORKFLOW_EXECUTION_COMPLETED: "completes",
    EventType.EVENT_TYPE_WORKFLOW_EXECUTION_FAILED: "fails",
    EventType.EVENT_TYPE_WORKFLOW_EXECUTION_CANCELED: "is cancelled",
    EventType.EVENT_TYPE_WORKFLOW_EXECUTION_CONTINUED_AS_NEW: "continues as new",
    EventType.EVENT_TYPE_ACTIVITY_TASK_CANCEL_REQUESTED: "asks an activity to stop",
}


async def remembered(client: Client, workflow_id: str) -> list[WorkflowHistory]:
    """The histories of all runs of a process, the first one first."""
    found: list[WorkflowHistory] = []
    run_id: str | None = None
    while run_id is None or run_id:
        handle = client.get_workflow_handle(workflow_id, run_id=run_id)
        history = await handle.fetch_history()
        found.insert(0, history)
        started = history.events[0].workflow_execution_started_event_attributes
        run_id = started.continued_execution_run_id
    return found


def as_kept(history: WorkflowHistory) -> str:
    """A history as it is committed: nothing of the machine, nothing a replay does not need."""
    raw = json.loads(history.to_json())
    for event in raw["events"]:
        event.pop("userMetadata", None)
        for attributes, fields in _NOT_LOOKED_AT.items():
            for field in fields:
                event.get(attributes, {}).pop(field, None)
    return json.dumps(_without_machine(raw), indent=None, separators=(",", ":")) + "\n"


def _without_machine(value: Any) -> Any:  # noqa: ANN401 - JSON of any shape
    match value:
        case dict():
            return {
                key: "worker" if key in {"identity", "requestId"} else _without_machine(inner)
                for key, inner in value.items()
            }
        case list():
            return [_without_machine(inner) for inner in value]
        case str() if _STICKY_QUEUE.match(value):
            return "worker"
        case _:
            return value


def fingerprint(life: str, histories: list[WorkflowHistory]) -> list[str]:
    """What the process did, command after command.

    What people and time did to it is left out, and so is what the same command says of itself.
    So is which timers it cancels: of several due at one instant some may have fired already. A
    replay holds it to each all the same.

    A life on small pages is held to what it did, not to the order nor to how often a question went
    a step: on which page a step falls, which steps are stored as one, and over which rung of a
    question the skipping clock leaps while a page is turned, is a matter of the machine's speed.
    """
    commands = [command for one in histories for command in _commands(one)]
    if life.endswith(SMALL_PAGES):
        return sorted({_ORDINAL.sub("", act) for command in commands for act in _acts(command)})
    return [one for at, one in enumerate(commands) if at == 0 or one != commands[at - 1]]


def _acts(command: str) -> list[str]:
    """Each thing by itself that a command does or marks."""
    name, colon, told = command.partition(": ")
    separator = {"process.record": "; ", "marks": ", "}.get(name)
    if not separator:
        return [command]
    return [f"{name}{colon}{one}" for one in told.split(separator)]


def _commands(history: WorkflowHistory) -> list[str]:
    found: list[str] = []
    for event in history.events:
        summary = json.loads(event.user_metadata.summary.data or b'""')
        match event.event_type:
            case EventType.EVENT_TYPE_ACTIVITY_TASK_SCHEDULED:
                name = event.activity_task_scheduled_event_attributes.activity_type.name
                found.append(f"{name}: {summary}")
            case EventType.EVENT_TYPE_TIMER_STARTED:
                found.append(f"starts a timer: {summary}")
            case EventType.EVENT_TYPE_UPSERT_WORKFLOW_SEARCH_ATTRIBUTES:
                changed = event.upsert_workflow_search_attributes_event_attributes
                fields = ", ".join(sorted(changed.search_attributes.indexed_fields))
                found.append(f"marks: {fields}")
            case EventType.EVENT_TYPE_MARKER_RECORDED:
                found += _marked(event.marker_recorded_event_attributes, summary)
            case kind if kind in _ENDS:
                found.append(_ENDS[kind])
            case _:
                pass
    return found


def _marked(marker: MarkerRecordedEventAttributes, summary: str) -> list[str]:
    """A change that is gated, or a step that was stored at once.

    On a machine that is slow a step is stored a moment later by an activity of its own; what the
    process does is the same, and so are the words for it.
    """
    told = {name: one.payloads[0].data for name, one in marker.details.items()}
    match marker.marker_name:
        case "core_patch":
            return [f"is patched: {json.loads(told['patch-data'])['id']}"]
        case "core_local_activity" if marker.HasField("failure"):
            return []
        case "core_local_activity":
            return [f"{json.loads(told['data'])['activity_type']}: {summary}"]
        case name:
            return [f"records a marker: {name}"]
