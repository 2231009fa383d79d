"""What a register holds: a kind of record is declared once, and its commands follow (R44-R46).

A kind is a model of what a person writes. Marks on its fields say which other register a field
refers to, whether it is personal, and what else spreadsheets call its column.
"""

from __future__ import annotations

import types
from dataclasses import dataclass, field
from datetime import date
from enum import Enum, StrEnum
from functools import cached_property
from typing import TYPE_CHECKING, Union, get_args, get_origin

from domain.registers.labels import folded

if TYPE_CHECKING:
    from pydantic.fields import FieldInfo

    from domain.model import Edge
    from domain.policy import Command


@dataclass(frozen=True)
class Refers:
    """A mark: the field holds ids of records of another kind, which have to be there."""

    to: str


@dataclass(frozen=True)
class Labels:
    """A mark: what spreadsheets call the column, in Turkish or English, beside its own name."""

    words: tuple[str, ...]

    def __init__(self, *words: str) -> None:
        object.__setattr__(self, "words", words)


@dataclass(frozen=True)
class Personal:
    """A mark: the field says something of a person, so that an event names it and no more."""


PERSONAL = Personal()


class Shape(StrEnum):
    """How a value of a field is written."""

    TEXT = "text"
    NUMBER = "number"
    FLAG = "flag"
    DAY = "day"
    CHOICE = "choice"
    LIST = "list"
    MAPPING = "mapping"


@dataclass(frozen=True)
class Column:
    """A field of a kind as its commands and spreadsheets know it.

    Args:
        choices: What is allowed where it is a choice.
        refers: The kind whose ids it holds; None where it holds none.
    """

    name: str
    shape: Shape
    required: bool
    choices: tuple[str, ...]
    refers: str | None
    personal: bool
    labels: tuple[str, ...]


@dataclass(frozen=True)
class Kind:
    """One kind of record that a register holds.

    Args:
        name: What one is called, as in `servicecycle customer`.
        plural: What several are called, as in `--kind customers` and `customers.csv`.
        model: What a person writes of one; its first field, `id`, names it for life.
        edit: The command of the policy that lets somebody add, change, import and archive.
        clauses: The clauses its events are evidence for.
        is_person: Whether a record is a person of the register with a row of its own here.
        gives: The role a person holds while he has such a record; None where it gives none.
        own: The field that names whose it is, where anybody may register one of his own.
    """

    name: str
    plural: str
    model: type[Edge]
    edit: Command
    clauses: tuple[str, ...] = field(default=("7.5",))
    is_person: bool = False
    gives: str | None = None
    own: str | None = None

    @cached_property
    def columns(self) -> dict[str, Column]:
        """Its fields by name, `id` first."""
        return {name: _column(name, one) for name, one in self.model.model_fields.items()}

    @cached_property
    def references(self) -> dict[str, str]:
        """The fields that refer to other kinds, and to which."""
        return {one.name: one.refers for one in self.columns.values() if one.refers}

    @cached_property
    def personal(self) -> frozenset[str]:
        """The fields of which an event says that they changed and not how."""
        return frozenset(one.name for one in self.columns.values() if one.personal)

    @cached_property
    def headers(self) -> dict[str, str]:
        """The folded words a column may be headed by, and the field each one means."""
        found: dict[str, str] = {}
        for one in self.columns.values():
            for word in (one.name, *one.labels):
                found.setdefault(folded(word), one.name)
        return found

    def subject_kind(self) -> str:
        """The kind of subject its events are written of; a person has one chain for all he is."""
        return "person" if self.is_person else self.name


def _column(name: str, info: FieldInfo) -> Column:
    marks = info.metadata
    shape, choices = _shape(info.annotation)
    return Column(
        name=name,
        shape=shape,
        required=info.is_required(),
        choices=choices,
        refers=next((one.to for one in marks if isinstance(one, Refers)), None),
        personal=PERSONAL in marks,
        labels=next((one.words for one in marks if isinstance(one, Labels)), ()),
    )


_SHAPES = {bool: Shape.FLAG, int: Shape.NUMBER, date: Shape.DAY}


def _shape(annotation: object) -> tuple[Shape, tuple[str, ...]]:
    if get_origin(annotation) in {Union, types.UnionType}:
        (annotation,) = (one for one in get_args(annotation) if one is not type(None))
    while hasattr(annotation, "__metadata__"):
        annotation = get_args(annotation)[0]
    match get_origin(annotation):
        case one if one is tuple:
            return Shape.LIST, ()
        case one if one is dict:
            return Shape.MAPPING, ()
    if isinstance(annotation, type) and issubclass(annotation, Enum):
        return Shape.CHOICE, tuple(str(one.value) for one in annotation)
    return next((s for t, s in _SHAPES.items() if annotation is t), Shape.TEXT), ()
