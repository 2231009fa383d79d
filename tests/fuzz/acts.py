"""What people and time do to a service; a list of acts is a script that can be played again."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, field
from typing import Any, TypeAlias, get_args

WORDS = "because the records say so"


@dataclass(frozen=True)
class Decide:
    """An answer, a vote or a correction.

    Args:
        request: The name of the request; None leaves it to the house.
        door: Whether it comes through the front door, or reaches the process without one.
    """

    question: str
    ordinal: int
    outcome: str
    by: str
    stands_for: str | None = None
    data: dict[str, Any] | None = None
    reason: str = WORDS
    corrects: bool = False
    request: str | None = None
    door: bool = True

    @property
    def kind(self) -> str:
        return "correct" if self.corrects else "decide"

    @property
    def task(self) -> str:
        return f"{self.question}/{self.ordinal}"

    @property
    def for_another(self) -> str | None:
        """Whose seat he fills; who stands in for himself acts for himself."""
        return None if self.stands_for == self.by else self.stands_for

    @property
    def seat(self) -> str:
        return self.stands_for or self.by

    def content(self) -> str:
        """What is asked for, so that the same again is known from something else."""
        said = asdict(self) | {"stands_for": self.for_another}
        del said["request"], said["door"]
        return json.dumps(said, sort_keys=True)


@dataclass(frozen=True)
class Claim:
    """A demand: `service retire`, `service withdraw` or `policy adopt`."""

    command: str
    by: str
    reason: str = WORDS
    request: str | None = None

    @property
    def kind(self) -> str:
        return self.command

    def content(self) -> str:
        """What is asked for."""
        return json.dumps([self.command, self.reason])


@dataclass(frozen=True)
class Propose:
    """A change is proposed: `service change`.

    Args:
        cost: Minor units and their currency.
        design: The gates that come answered with it.
    """

    by: str
    title: str
    person_days: int
    cost: dict[str, Any] | None = None
    design: list[str] = field(default_factory=list)
    benefit: str = WORDS
    request: str | None = None
    kind: str = "service change"

    def content(self) -> str:
        """What is asked for."""
        said = asdict(self)
        del said["by"], said["request"]
        return json.dumps(said, sort_keys=True)


@dataclass(frozen=True)
class TakeBack:
    """A change is taken back: `service withdraw --change`."""

    number: int
    by: str
    reason: str = WORDS
    request: str | None = None
    kind: str = "service withdraw --change"

    def content(self) -> str:
        """What is asked for."""
        return json.dumps([self.number, self.reason])


@dataclass(frozen=True)
class HandTo:
    """A task is handed to another person."""

    question: str
    ordinal: int
    to: str
    by: str
    request: str | None = None
    kind: str = "task assign"

    @property
    def task(self) -> str:
        return f"{self.question}/{self.ordinal}"

    def content(self) -> str:
        """What is asked for."""
        return json.dumps([self.task, self.to])


@dataclass(frozen=True)
class Depend:
    """A record comes to depend on the service, or does so no longer; the process is nudged."""

    on: bool
    kind: str = "dependent"


@dataclass(frozen=True)
class Wait:
    """Time goes by."""

    minutes: int
    kind: str = "wait"


@dataclass(frozen=True)
class Together:
    """Two acts of the same moment."""

    first: One
    second: One
    kind: str = "together"


One: TypeAlias = Decide | Claim | HandTo | Propose | TakeBack
Act: TypeAlias = One | Depend | Wait | Together

_KINDS: dict[str, Any] = {kind.__name__: kind for kind in (*get_args(One), Depend, Wait, Together)}


def written(act: Act) -> str:
    """An act as a line of a script."""
    return json.dumps(_said(act), ensure_ascii=False)


def read(line: str) -> Act:
    """An act from a line of a script."""
    act: Act = _heard(json.loads(line))
    return act


def _said(act: Act) -> dict[str, Any]:
    if isinstance(act, Together):
        return {"act": "Together", "first": _said(act.first), "second": _said(act.second)}
    told = {name: value for name, value in asdict(act).items() if value is not None}
    if not isinstance(act, Decide | Claim):
        del told["kind"]
    return {"act": type(act).__name__, **told}


def _heard(told: dict[str, Any]) -> Any:  # noqa: ANN401 - one of the acts
    kind = _KINDS[told.pop("act")]
    if kind is Together:
        return Together(_heard(told["first"]), _heard(told["second"]))
    return kind(**told)
