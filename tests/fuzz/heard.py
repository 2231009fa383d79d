"""How an act is carried out in the house, and what whoever acted hears."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING, Any, cast
from uuid import uuid4

from temporalio.client import WorkflowUpdateFailedError
from temporalio.exceptions import ApplicationError
from temporalio.service import RPCError, RPCStatusCode

from domain.asking import Answer
from domain.changes import ChangeFile
from domain.checking import checked
from domain.errors import OutcomeUnknownError, ServicecycleError
from domain.identity import Actor
from domain.policy import Command
from starters.assigning import assign
from starters.changing import change_service, withdraw_change
from starters.deciding import Given, decide
from starters.demanding import demand
from starters.desk import Desk
from starters.door import Door, acting_as
from tests.fuzz.acts import Claim, Decide, HandTo, Propose, TakeBack
from tests.fuzz.saying import gate_words
from workflows.process import Process

if TYPE_CHECKING:
    from temporalio.client import Client, WorkflowHandle

    from domain.words import Role
    from tests.fuzz.acts import One
    from tests.fuzz.cast import World
    from workers.settings import Settings

_PATIENCE_SECONDS = 120.0


class PatientDesk(Desk):
    """The front desk of a house on a machine that has much else to do."""

    def __init__(self, settings: Settings, client: Client) -> None:
        super().__init__(settings)
        self._client = client

    async def door(self) -> Door:
        return Door(self._client, patience=_PATIENCE_SECONDS)


class Hands:
    """Carries acts out on one service; what comes back is None, or the kind of refusal."""

    def __init__(self, desk: PatientDesk, world: World, handle: WorkflowHandle[Any, Any]) -> None:
        self._desk, self._world, self._handle = desk, world, handle
        self._id, self._service_id = handle.id, handle.id.partition("/")[2]

    async def carry_out(self, act: One) -> str | None:
        """Let somebody act.

        Returns:
            The code of the error he was refused with; None where it was accepted.
        """
        try:
            try:
                await self._do(act)
            except OutcomeUnknownError:
                # The run ended while it was heard; the same again settles it, as he is told.
                await self._do(act)
        except ServicecycleError as refused:
            return refused.code
        except WorkflowUpdateFailedError as refused:
            return _code_of(refused)
        except RPCError as silence:
            if silence.status is not RPCStatusCode.NOT_FOUND:
                raise
            return "conflict"
        return None

    async def _do(self, act: One) -> None:
        match act:
            case Decide(door=True):
                await self._answer_at_the_door(act)
            case Decide():
                await self._answer(act)
            case HandTo():
                await self._hand_over(act)
            case Claim():
                await self._demand(act)
            case Propose():
                await self._propose(act)
            case TakeBack():
                await self._take_back(act)

    async def _hand_over(self, act: HandTo) -> None:
        await assign(
            self._desk,
            act.by,
            f"{self._id}/{act.task}",
            to=act.to,
            request_id=self._named(act),
        )

    def _named(self, act: One) -> str | None:
        """The name of a request, which is one in the whole house."""
        return act.request and f"{self._id}-{act.request}"

    async def settles(self) -> None:
        """Wait until what follows is on record; a correction takes two steps."""
        for _ in range(2):
            with suppress(RPCError, WorkflowUpdateFailedError):
                await self._handle.execute_update(cast("Any", Process.opened))

    async def _answer_at_the_door(self, act: Decide) -> None:
        given = Given(
            outcome=act.outcome,
            reason=act.reason,
            data=act.data,
            stands_for=act.stands_for,
            corrects=act.corrects,
            request_id=self._named(act),
        )
        await decide(self._desk, act.by, f"{self._id}/{act.task}", given)

    async def _answer(self, act: Decide) -> None:
        answer = Answer(
            task_id=f"{self._id}/{act.task}",
            outcome=act.outcome,
            reason=act.reason,
            data=act.data,
            request_id=uuid4().hex,
            fingerprint=uuid4().hex,
            corrects=act.corrects,
        )
        roles = cast("set[Role]", self._world.roles(act.by, act.stands_for))
        with acting_as(Actor(person=act.by, roles=tuple(roles), stands_for=act.stands_for)):
            await self._handle.execute_update(cast("Any", Process.decide), answer)

    async def _demand(self, act: Claim) -> None:
        await demand(
            self._desk,
            act.by,
            Command(act.command),
            self._service_id,
            act.reason,
            request_id=self._named(act),
        )

    async def _propose(self, act: Propose) -> None:
        said = {
            "title": act.title,
            "change": f"customers get this: {act.title}",
            "benefit": act.benefit,
            "person_days": act.person_days,
            "cost": act.cost,
            "design": {gate: gate_words(gate) for gate in act.design},
        }
        wanted = checked(ChangeFile, said)
        named = self._named(act)
        await change_service(self._desk, act.by, self._service_id, wanted, request_id=named)

    async def _take_back(self, act: TakeBack) -> None:
        await withdraw_change(
            self._desk,
            act.by,
            self._service_id,
            act.number,
            act.reason,
            request_id=self._named(act),
        )


def _code_of(refused: WorkflowUpdateFailedError) -> str:
    cause: BaseException | None = refused.cause
    while cause is not None and not (isinstance(cause, ApplicationError) and cause.type):
        cause = cause.__cause__
    return str(cause.type) if isinstance(cause, ApplicationError) else repr(refused)
