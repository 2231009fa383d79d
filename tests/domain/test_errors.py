"""Each kind of error has a code and an exit code of its own, which machines may rely on."""

from __future__ import annotations

import pytest

from domain.errors import (
    BY_CODE,
    ConflictError,
    InvalidInputError,
    NotAllowedError,
    NotFoundError,
    OutcomeUnknownError,
    ServicecycleError,
    UnreachableError,
)


@pytest.mark.parametrize(
    ("kind", "code", "exit_code"),
    [
        (InvalidInputError, "invalid_input", 2),
        (NotFoundError, "not_found", 3),
        (NotAllowedError, "not_allowed", 4),
        (ConflictError, "conflict", 5),
        (UnreachableError, "unreachable", 6),
        (OutcomeUnknownError, "outcome_unknown", 7),
    ],
)
def test_an_error_has_its_code_and_its_exit_code(
    kind: type[ServicecycleError], code: str, exit_code: int
) -> None:
    assert (kind.code, kind.exit_code) == (code, exit_code)
    assert BY_CODE[code] is kind


def test_every_kind_of_error_is_found_by_its_code() -> None:
    assert set(BY_CODE.values()) == set(ServicecycleError.__subclasses__())
    assert len({kind.exit_code for kind in BY_CODE.values()}) == len(BY_CODE)


def test_an_error_says_what_is_wrong_and_where() -> None:
    error = InvalidInputError("name: is required", field="name")
    assert (str(error), error.message, error.field) == ("name: is required",) * 2 + ("name",)
    assert NotFoundError("there is no such service").field is None
