"""Turn what somebody typed into a model, or into what is wrong with it, field by field."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple, TypeVar, get_args

from pydantic import BaseModel, ValidationError

from domain.errors import InvalidInputError
from domain.model import AS_TYPED
from domain.problem_words import words_for

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from pydantic_core import ErrorDetails

M = TypeVar("M", bound=BaseModel)

_WHOLE = "file"
"""What is wrong as a whole came in as a file."""

_NAMES_THE_FIELDS = frozenset({"extra_forbidden", "model_type"})


class Problem(NamedTuple):
    """What is wrong with one field of what was typed.

    Args:
        field: Where it stands, as a dotted path.
        message: The field, what is wrong with it and what is allowed.
        by_rule: Whether a rule of ours refused it, which may have looked at other fields.
    """

    field: str
    message: str
    by_rule: bool = False


def checked(model: type[M], raw: object, *, field: str = "") -> M:
    """Check what was typed against a model.

    Args:
        model: The shape that is wanted.
        raw: What was typed, as plain mappings, lists and scalars.
        field: Where it stands in the whole input; put before the name of a wrong field.

    Raises:
        InvalidInputError: naming the first field that is wrong, what is allowed there, and how
            many more there are.
    """
    found = examined(model, raw, field=field)
    if isinstance(found, tuple):
        raise first_of(found)
    return found


def examined(model: type[M], raw: object, *, field: str = "") -> M | tuple[Problem, ...]:
    """What was typed as a model, or everything that is wrong with it, each field once.

    Args:
        model: The shape that is wanted.
        raw: What was typed, as plain mappings, lists and scalars.
        field: Where it stands in the whole input; put before the name of a wrong field.
    """
    try:
        return model.model_validate(raw, extra="forbid", context=AS_TYPED)
    except ValidationError as wrong:
        found = wrong.errors(include_url=False, include_input=False)
        return tuple(_problem(model, field, one) for one in _each_once(found))


def first_of(problems: Sequence[Problem]) -> InvalidInputError:
    """The error that names the first of several problems, and how many more there are."""
    first = problems[0]
    more = f" (and {len(problems) - 1} more)" if len(problems) > 1 else ""
    return InvalidInputError(f"{first.message}{more}", field=first.field)


def _problem(model: type[BaseModel], field: str, one: ErrorDetails) -> Problem:
    path = _path(field, one) or _WHOLE
    message = f"{path}: {words_for(one)}{_allowed(model, one)}"
    return Problem(path, message, by_rule=one["type"] == "value_error")


def _each_once(problems: Sequence[ErrorDetails]) -> Iterator[ErrorDetails]:
    """Leave out what is another problem seen from outside, as a list that lost its item."""
    seen: set[tuple[int | str, ...]] = set()
    for one in problems:
        place = one["loc"]
        if place not in seen:
            yield one
        seen |= {place[:length] for length in range(len(place) + 1)}


def _path(field: str, problem: ErrorDetails) -> str:
    parts = [str(part) for part in problem["loc"] if part != "[key]"]
    return ".".join(part for part in (field, *parts) if part)


def _allowed(model: type[BaseModel], problem: ErrorDetails) -> str:
    if problem["type"] not in _NAMES_THE_FIELDS:
        return ""
    place = problem["loc"][:-1] if problem["type"] == "extra_forbidden" else problem["loc"]
    return f"; allowed are {', '.join(_model_at(model, place).model_fields)}"


def _model_at(model: type[BaseModel], place: tuple[int | str, ...]) -> type[BaseModel]:
    for part in place:
        field = model.model_fields.get(str(part))
        # A position in a list or a key of a mapping leads to what its field holds already.
        if field is not None:
            model = next(_models_in(field.annotation), model)
    return model


def _models_in(annotation: object) -> Iterator[type[BaseModel]]:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield annotation
    for inner in get_args(annotation):
        yield from _models_in(inner)
