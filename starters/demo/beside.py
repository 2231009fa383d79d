"""What the demo's people do unasked: measure, depend, change, ask for an end, take back."""

from __future__ import annotations

from typing import TYPE_CHECKING

from domain.dependents import DependentClosing, DependentFile
from domain.errors import OutcomeUnknownError
from domain.policy import Command
from domain.service import Measure
from starters.changing import change_service
from starters.demanding import demand
from workers.registers.services import add_dependent, close_dependent, record_measure

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from datetime import datetime

    from activities.store.reading import Service
    from starters.demo.story import Story
    from starters.desk import Desk

_KINDS = ("contract", "quantum_lease")
_CONTACTS = {"contract": "acme-it", "quantum_lease": "tekstil-bt"}
_DOES = {
    "measure": "measures its use",
    "depend": "makes something depend on it",
    "change": "proposes a change",
    "retire": "asks for its retirement",
    "release": "sees what depended on it off",
    "withdraw": "takes it back",
}
_DONE_WITH_IT = "The customer moved to the secure mail service."


class Beside:
    """Acts on each service that has come to the stage the story names, once for each line."""

    def __init__(self, desk: Desk, story: Story, say: Callable[[datetime, str], None]) -> None:
        self._desk = desk
        self._say = say
        self._story = story
        self._done: set[tuple[str, str, int]] = set()

    async def act(self, services: Mapping[str, Service]) -> bool:
        """Do what is due.

        Returns:
            Whether anything was done.
        """
        acted = False
        for what, said in _DOES.items():
            for service_id, lines in self._story.beside_the_inbox(what).items():
                one = services.get(service_id)
                for turn, line in enumerate(lines):
                    done = (what, service_id, turn)
                    if one is None or one.stage != line["stage"] or done in self._done:
                        continue
                    self._done.add(done)
                    self._say(self._desk.now(), f"{service_id}: {line['by']} {said}")
                    acted = True
                    try:
                        await self._do(what, service_id, line)
                    except OutcomeUnknownError:
                        # The same again settles it, if it is still to be done.
                        self._say(self._desk.now(), f"{service_id}: no answer yet")
                        self._done.discard(done)
        return acted

    async def _do(self, what: str, service_id: str, line: Mapping[str, str]) -> None:
        match what:
            case "measure":
                self._measure(service_id, line["by"])
            case "depend":
                self._depend(service_id, line)
            case "release":
                await self._release(service_id, line)
            case "change":
                wanted = self._story.change(line["file"])
                await change_service(self._desk, line["by"], service_id, wanted)
            case _:
                command = Command(f"service {what}")
                await demand(self._desk, line["by"], command, service_id, line["reason"])

    def _measure(self, service_id: str, by: str) -> None:
        now = self._desk.now()
        actor = self._desk.admit(by, Command.SERVICE_MEASURE)
        last_month = Measure(
            month=f"{now:%Y-%m}", usage=2, revenue_minor_units=19900, currency="TRY"
        )
        record_measure(self._desk.writer, actor, service_id, last_month, now)

    def _depend(self, service_id: str, line: Mapping[str, str]) -> None:
        actor = self._desk.admit(line["by"], Command.DEPENDENT_ADD)
        for kind in _KINDS:
            wanted = DependentFile(
                service=service_id,
                kind=kind,
                id=line[kind],
                name=f"{kind.replace('_', ' ')} {line[kind]}",
                contact=_CONTACTS[kind],
            )
            add_dependent(self._desk.writer, actor, wanted, self._desk.now())

    async def _release(self, service_id: str, line: Mapping[str, str]) -> None:
        actor = self._desk.admit(line["by"], Command.DEPENDENT_CLOSE)
        for kind in _KINDS:
            closing = DependentClosing(
                service=service_id, kind=kind, id=line[kind], reason=_DONE_WITH_IT
            )
            close_dependent(self._desk.writer, actor, closing, self._desk.now())
        door = await self._desk.door()
        await door.nudge(f"service/{service_id}")
