"""What the demo's people answer: read from files, so that the code knows no service by name."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from importlib.resources import files
from typing import TYPE_CHECKING, Any

from domain.changes import ChangeFile
from domain.checking import checked
from workers.registers.yaml_text import read_yaml

if TYPE_CHECKING:
    from datetime import datetime

    from activities.store.reading import Service, Task

_ANY_SERVICE = "*"
_OWNER = "owner"
_DEFERRED_DAYS = 60


@dataclass(frozen=True)
class Reply:
    """One person's answer to one task."""

    task_id: str
    person: str
    outcome: str
    reason: str
    data: dict[str, Any] | None


def shipped(name: str) -> Any:  # noqa: ANN401 - the shape is the file's
    """A file that ships with the demo, as it was written."""
    return read_yaml(content_of(name).decode())


def content_of(name: str) -> bytes:
    """The bytes of a file that ships with the demo."""
    return files(__package__).joinpath(name).read_bytes()


class Story:
    """Answers tasks as the story has it."""

    def __init__(self) -> None:
        self._lines: dict[str, Any] = shipped("story.yaml")
        self._data: dict[str, Any] = shipped("evidence.yaml")
        self._changes: dict[str, Any] = shipped("changes.yaml")

    def beside_the_inbox(self, what: str) -> dict[str, list[dict[str, str]]]:
        """What happens unasked, by service and in turn."""
        lines: dict[str, Any] = self._lines["beside_the_inbox"][what]
        return {name: one if isinstance(one, list) else [one] for name, one in lines.items()}

    def change(self, name: str) -> ChangeFile:
        """A change that somebody proposes, by its name in the story."""
        return checked(ChangeFile, self._changes[name])

    def replies(self, task: Task, service: Service, now: datetime) -> list[Reply]:
        """The answers a task gets, in their order; none where the story has come to its end.

        Args:
            service: The service it is about; `owner` in the story means its owner.
            now: Business time, from which a deferral counts.
        """
        turns = self._turns(task.name, service.service_id)
        turn = int(task.task_id.rpartition("/")[2])
        answers = turns[turn - 1] if turn <= len(turns) else {}
        return [
            Reply(
                task_id=task.task_id,
                person=service.owner if person == _OWNER else person,
                outcome=outcome,
                reason=f"{service.name}: {outcome.replace('_', ' ')}, as the meeting found",
                data=self._data_for(task.name, outcome, service, now),
            )
            for person, outcome in answers.items()
        ]

    def foresees(self, task: Task, service: Service) -> bool:
        """Whether the story has anybody who answers such a question about the service."""
        return bool(self._turns(task.name, service.service_id))

    def _turns(self, question: str, service_id: str) -> list[dict[str, str]]:
        by_service = self._lines["answers"].get(question, {})
        found: list[dict[str, str]] = by_service.get(service_id) or by_service.get(_ANY_SERVICE, [])
        return found

    def _data_for(
        self, question: str, outcome: str, service: Service, now: datetime
    ) -> dict[str, Any] | None:
        if outcome == "defer":
            return {"until": (now + timedelta(days=_DEFERRED_DAYS)).date().isoformat()}
        data = self._data.get(question, {}).get(outcome)
        return _filled(data, service.name) if data else None


def _filled(value: Any, name: str) -> Any:  # noqa: ANN401 - any part of a YAML document
    match value:
        case str():
            return value.replace("{name}", name)
        case list():
            return [_filled(one, name) for one in value]
        case dict():
            return {key: _filled(one, name) for key, one in value.items()}
        case _:
            return value
