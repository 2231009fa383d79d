"""Turn what somebody typed into a model, or into one clear error."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar, get_args

from pydantic import BaseModel, ValidationError

from domain.errors import InvalidInputError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pydantic_core import ErrorDetails

M = TypeVar("M", bound=BaseModel)

_WORDS = {
    "missing": "is required",
    "extra_forbidden": "is not known",
    "model_type": "has to be a mapping",
    "dict_type": "has to be a mapping",
    "tuple_type": "has to be a list",
    "string_type": "has to be text",
}
_WHOLE = "file"
"""What is wrong as a whole came in as a file."""

_NAMES_THE_FIELDS = frozenset({"extra_forbidden", "model_type"})


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
    try:
        return model.model_validate(raw, extra="forbid")
    except ValidationError as wrong:
        problems = wrong.errors(include_url=False, include_context=False, include_input=False)
        first = problems[0]
        path = _path(field, first) or _WHOLE
        others = sum(not _follows_from(first, other) for other in problems[1:])
        more = f" (and {others} more)" if others else ""
        message = f"{path}: {_words(first)}{_allowed(model, first)}{more}"
        raise InvalidInputError(message, field=path) from None


def _follows_from(first: ErrorDetails, other: ErrorDetails) -> bool:
    """Whether another problem is the same one seen from outside, as a list that lost its item."""
    return first["loc"][: len(other["loc"])] == other["loc"]


def _path(field: str, problem: ErrorDetails) -> str:
    parts = [str(part) for part in problem["loc"] if part != "[key]"]
    return ".".join(part for part in (field, *parts) if part)


def _words(problem: ErrorDetails) -> str:
    return _WORDS.get(problem["type"], problem["msg"].removeprefix("Value error, "))


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
