"""The ids of processes, tasks and records; those of processes and tasks have an inverse."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from domain.policy import QuestionName

MAILROOM = "mailroom"
HOUSEKEEPING = "housekeeping"

_DASHES = re.compile(r"[^A-Za-z0-9]+")
_LONGEST_ID = 64


def service_workflow_id(service_id: str) -> str:
    """The workflow id of a service: `service/<id>`."""
    return f"service/{service_id}"


def service_id_of(workflow_id: str) -> str:
    """The inverse of `service_workflow_id`."""
    return workflow_id.removeprefix("service/")


def policy_workflow_id(policy_id: str) -> str:
    """The workflow id of a policy's publication: `policy/<id>`."""
    return f"policy/{policy_id}"


def policy_id_of(workflow_id: str) -> str:
    """The inverse of `policy_workflow_id`."""
    return workflow_id.removeprefix("policy/")


def contract_workflow_id(contract_id: str) -> str:
    """The workflow id of a contract: `contract/<id>`."""
    return f"contract/{contract_id}"


def contract_id_of(workflow_id: str) -> str:
    """The inverse of `contract_workflow_id`."""
    return workflow_id.removeprefix("contract/")


def subject_of(kind: str, record_id: str) -> str:
    """The name of a record in events and documents: `<kind>/<id>`."""
    return f"{kind}/{record_id}"


def task_id(workflow_id: str, question: QuestionName, ordinal: int) -> str:
    """The key of a task: `<workflow id>/<question>/<ordinal>`, the same in every run."""
    return f"{workflow_id}/{question.value}/{ordinal}"


def decision_id(task: str, count: int) -> str:
    """The key of a task's n-th decision: `<task id>#<n>`; a correction counts on."""
    return f"{task}#{count}"


def count_of(decision: str) -> int:
    """How many decisions its task had with this one; the inverse of `decision_id`."""
    return int(decision.rpartition("#")[2])


def event_id(subject: str, position: int) -> str:
    """The key of an event: `<subject>#<n>`."""
    return f"{subject}#{position}"


def slug(latin: str) -> str:
    """An id made of the words of a name that was turned into Latin letters before.

    Returns:
        Lower-case words joined by dashes, at most 64 letters; empty where nothing was left.
    """
    return _DASHES.sub("-", latin.lower()).strip("-")[:_LONGEST_ID].strip("-")
