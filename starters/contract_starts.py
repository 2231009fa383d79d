"""Start very many contracts one beside another, patient with a house that is slow or away."""

from __future__ import annotations

import asyncio
from collections import deque
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

from domain.abridging import some_of
from domain.errors import OutcomeUnknownError, ServicecycleError, UnreachableError

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Sequence

    from domain.contracts.terms import ContractFile

_A_MOMENT_SECONDS = 1.0
_NAMED = 5
_SILENT = (OutcomeUnknownError, UnreachableError)
_AGAIN = "the same command again finishes the rest, and brings nothing in twice"


@dataclass(frozen=True)
class Patience:
    """How many contracts are on their way at once, and how long silence is borne.

    Args:
        at_once: So many at the most; half as many whenever one is not answered.
        tries: How often one is sent that nobody answers.
        silence_seconds: After so long without a single answer nothing more is sent.
    """

    at_once: int = 8
    tries: int = 3
    silence_seconds: float = 60.0


class _Sent(NamedTuple):
    """A contract on its way, and the line of the file it stands in."""

    line: int
    file: ContractFile
    tries: int = 1


@dataclass
class Started:
    """What became of the contracts of a file.

    Args:
        total: How many were to start.
        came_in: How many did, for certain.
        unknown: Those that were sent and never answered; their processes may run.
        refused: The lines of those that were refused after all, with why.
    """

    total: int
    came_in: int = 0
    unknown: list[ContractFile] = field(default_factory=list)
    refused: list[tuple[int, ServicecycleError]] = field(default_factory=list)

    def check(self) -> None:
        """Say aloud what did not come in.

        Raises:
            OutcomeUnknownError: of some nobody knows whether they came in.
            ServicecycleError: some were refused, since something changed after they were checked.
        """
        certain = f"{self.came_in:,} of {self.total:,} contracts are in for certain"
        if self.unknown:
            unsent = self.total - self.came_in - len(self.unknown) - len(self.refused)
            names = some_of([one.id for one in self.unknown], most=_NAMED)
            rest = f", and {unsent:,} were not sent" if unsent else ""
            message = f"no answer came for {names}{rest}; {certain}, and {_AGAIN}"
            raise OutcomeUnknownError(message, field="file")
        if self.refused:
            line, first = min(self.refused, key=lambda one: one[0])
            more = f" (and {len(self.refused) - 1:,} more)" if self.refused[1:] else ""
            message = f"line {line}: {first.message}{more}; {certain}"
            raise type(first)(message, field=first.field)


class Starts:
    """Contracts on their way into the house; as soon as one is in, the next one is sent.

    One that is not answered is sent again, which brings nothing in twice, and the others go on.

    Args:
        start: Starts the process of a contract; returns when it stands in the record.
        said: Is told how many have come in, and of how many.
    """

    def __init__(
        self,
        start: Callable[[ContractFile], Awaitable[None]],
        said: Callable[[int, int], None],
        patience: Patience,
    ) -> None:
        self._start, self._said, self._patience = start, said, patience
        self._waiting: deque[_Sent] = deque()
        self._at_once = float(patience.at_once)
        self._heard_at = 0.0

    async def bring_in(self, files: Sequence[tuple[int, ContractFile]]) -> Started:
        """Start them all, or as many as are answered."""
        self._waiting.extend(_Sent(line, file) for line, file in files)
        self._heard_at = _now()
        started = Started(len(files))
        on_their_way: set[asyncio.Task[None]] = set()
        try:
            while on_their_way or self._waiting:
                while self._waiting and len(on_their_way) < int(self._at_once):
                    sent = self._waiting.popleft()
                    on_their_way.add(asyncio.create_task(self._send(sent, started)))
                done, on_their_way = await asyncio.wait(
                    on_their_way, return_when=asyncio.FIRST_COMPLETED
                )
                for one in done:
                    one.result()
        finally:
            for one in on_their_way:
                one.cancel()
        return started

    async def _send(self, sent: _Sent, started: Started) -> None:
        try:
            await self._start(sent.file)
        except _SILENT as silence:
            await self._bear(sent, silence, started)
            return
        except ServicecycleError as refusal:
            started.refused.append((sent.line, refusal))
        else:
            started.came_in += 1
            self._said(started.came_in, started.total)
        self._heard_at = _now()
        self._at_once = min(self._at_once + 1 / self._at_once, float(self._patience.at_once))

    async def _bear(self, sent: _Sent, silence: ServicecycleError, started: Started) -> None:
        """Send it again, one beside fewer others; once silence has lasted too long, nothing."""
        self._at_once = max(self._at_once / 2, 1.0)
        is_over = _now() - self._heard_at >= self._patience.silence_seconds
        if is_over:
            started.unknown += [one.file for one in self._waiting if one.tries > 1]
            self._waiting.clear()
        if is_over or sent.tries == self._patience.tries:
            started.unknown.append(sent.file)
            return
        if isinstance(silence, UnreachableError):
            # Nobody took the time that an answer has.
            await asyncio.sleep(_A_MOMENT_SECONDS)
        self._waiting.appendleft(sent._replace(tries=sent.tries + 1))


def _now() -> float:
    return asyncio.get_running_loop().time()
