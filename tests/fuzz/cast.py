"""Who takes part in a random life, and the policies it may be led by, as plain data."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ruamel.yaml import YAML

from domain.words import Gate, Role
from tests.fuzz.changes import Sizes

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date, datetime

_DOCUMENT = Path(__file__).parents[2] / "domain" / "default_policy.yaml"

ROLES: dict[str, tuple[Role, ...]] = {
    "owner": (Role.SERVICE_OWNER,),
    "ayse": (Role.COMMITTEE_MEMBER,),
    "mehmet": (Role.COMMITTEE_MEMBER,),
    "zeynep": (Role.COMMITTEE_MEMBER,),
    "kemal": (Role.COMMITTEE_MEMBER, Role.SERVICE_OWNER),
    "director": (Role.OPERATIONS_DIRECTOR,),
    "boss": (Role.SENIOR_MANAGEMENT,),
    "delivery": (Role.SERVICE_DELIVERY_MANAGER,),
    "levels": (Role.SERVICE_LEVEL_MANAGER,),
    "account": (Role.ACCOUNT_MANAGER,),
    "desk": (Role.SERVICE_DESK_MANAGER,),
    "security": (Role.SECURITY_OFFICER,),
    "tech": (Role.TECHNICIAN,),
    "process": (Role.PROCESS_MANAGER,),
    "admin": (Role.ADMINISTRATOR,),
    "customer": (Role.CONTACT,),
}
SUBSTITUTES: dict[str, tuple[str, ...]] = {
    "ayse": ("boss",),
    "mehmet": ("boss", "zeynep"),
    "owner": ("delivery",),
    "security": ("tech",),
    "director": ("boss",),
}
NOBODY = "stranger"
GATES = tuple(gate.value for gate in Gate)


@dataclass(frozen=True)
class Rule:
    """How one question is asked: who answers it, by when, and what happens if nobody does."""

    roles: tuple[str, ...]
    due_days: int
    remind_days_before: int
    ladder: tuple[str, ...]
    escalate_every_days: int
    default: str | None
    four_eyes: bool

    def __deepcopy__(self, _memo: object) -> Rule:
        """A rule does not change, so it is never copied."""
        return self


@dataclass(frozen=True)
class Rules:
    """One version of the policy, as the document says it."""

    version: int
    effective_on: date
    questions: dict[str, Rule]
    committee: dict[str, Any]
    access: dict[str, tuple[str, ...]]
    sizes: Sizes
    cycle_months: int
    notice_days: int
    open_days: int

    def __deepcopy__(self, _memo: object) -> Rules:
        """Neither does a policy."""
        return self


Changes = dict[tuple[str, ...], object]


@dataclass(frozen=True)
class Variant:
    """A company: what its policy changes, what a later one changes, who is in the committee.

    Args:
        later: What the policy changes that comes into force after `later_days`.
        without: The people of the cast whom this company does not have.
    """

    name: str
    changes: Changes = field(default_factory=dict)
    later: Changes = field(default_factory=dict)
    later_days: int = 200
    without: tuple[str, ...] = ()

    @property
    def people(self) -> dict[str, tuple[Role, ...]]:
        return {one: roles for one, roles in ROLES.items() if one not in self.without}


_PAGE = ("processes", "turn_page_after_events")
_CYCLE = ("improvement", "cycle_months")
_PASSES = ("change", "committee_above")

VARIANTS = (
    Variant("the default policy", later={_CYCLE: 6}),
    Variant(
        "pages of twenty events",
        {_PAGE: 20, _PASSES: "minor"},
        {_PAGE: 20, _PASSES: "minor", _CYCLE: 24},
        500,
    ),
    Variant(
        "every seat has to vote, and nobody votes for another",
        {
            _PAGE: 30,
            ("committee", "quorum_percent"): 100,
            ("committee", "substitutes"): False,
            ("corrections", "open_days"): 20,
            ("change", "unstated"): "major",
        },
        {_PAGE: 20, _PASSES: None, ("questions", "retirement", "due_days"): 30},
        without=("kemal",),
    ),
    Variant(
        "silence decides where it may",
        {
            _PAGE: 25,
            _CYCLE: 3,
            ("questions", "committee", "ladder"): ["operations_director"],
            ("questions", "committee", "default"): "offer",
            ("questions", "change_committee", "ladder"): ["operations_director"],
            ("questions", "change_committee", "default"): "approve",
            ("questions", "go_live_acceptance", "default"): "redesign",
            ("questions", "improvement_cycle", "default"): "retire",
            ("questions", "retirement", "ladder"): ["senior_management"],
            ("questions", "data_return", "default"): "nothing_held",
            ("questions", "go_live_checklist", "remind_days_before"): 0,
        },
        {_PAGE: 25, _CYCLE: 9},
    ),
    Variant(
        "a committee of one, and no notice time",
        {
            _PAGE: 20,
            ("retirement", "notice_days"): 0,
            ("questions", "brief", "four_eyes"): True,
            ("questions", "committee_chair", "default"): "reject",
            ("questions", "retirement_chair", "default"): "keep",
            ("questions", "change_chair", "default"): "reject",
            _PASSES: None,
        },
        {_PAGE: 20, _CYCLE: 1},
        without=("mehmet", "zeynep", "kemal"),
    ),
)


def document_of(changes: Changes) -> dict[str, Any]:
    """The policy document as it is written, with some of its entries changed."""
    raw: dict[str, Any] = YAML(typ="safe").load(_DOCUMENT.read_text(encoding="utf-8"))
    for path, value in changes.items():
        chapter = raw
        for part in path[:-1]:
            chapter = chapter[part]
        chapter[path[-1]] = value
    return raw


def rules_of(version: int, effective_on: date, raw: Mapping[str, Any]) -> Rules:
    """What a policy document says of the life of a service."""
    questions: dict[str, Rule] = {}
    for name, said in raw["questions"].items():
        given: dict[str, Any] = {**said}
        given.update(roles=tuple(said["roles"]), ladder=tuple(said["ladder"]))
        questions[name] = Rule(**given)
    return Rules(
        version=version,
        effective_on=effective_on,
        questions=questions,
        committee=dict(raw["committee"]),
        access={command: tuple(roles) for command, roles in raw["access"].items()},
        sizes=Sizes(raw["change"]),
        cycle_months=raw["improvement"]["cycle_months"],
        notice_days=raw["retirement"]["notice_days"],
        open_days=raw["corrections"]["open_days"],
    )


@dataclass(frozen=True)
class World:
    """What a life finds around it: people, and the policies with the day each is in force."""

    variant: Variant
    policies: tuple[Rules, ...]

    def __deepcopy__(self, _memo: object) -> World:
        """A world does not change, so it is never copied."""
        return self

    def in_force(self, now: datetime) -> Rules:
        """The newest policy that is in force."""
        return max(
            (one for one in self.policies if one.effective_on <= now.date()),
            key=lambda one: one.version,
        )

    def roles(self, person: str, stands_for: str | None) -> set[str]:
        """What a person may be, together with the person he stands in for."""
        people = self.variant.people
        return {*people.get(person, ()), *people.get(stands_for or "", ())}

    def substitutes(self, person: str) -> tuple[str, ...]:
        """Who may fill the seat of a person of this company."""
        people = self.variant.people
        return SUBSTITUTES.get(person, ()) if person in people else ()

    def members(self) -> list[str]:
        people = self.variant.people
        return sorted(one for one, roles in people.items() if Role.COMMITTEE_MEMBER in roles)

    def may(self, person: str, command: str, now: datetime) -> bool:
        """Whether policy lets a person run a command."""
        return bool(self.roles(person, None) & set(self.in_force(now).access[command]))
