"""The same request again returns the same; its id with other content is a conflict."""

from __future__ import annotations

import pytest

from domain.errors import ConflictError
from domain.requests import Request

CARRIED_OUT = Request(
    request_id="r-1", command="service propose", fingerprint="f-1", subject="service/e-mail"
)


def test_the_same_request_again_is_the_same() -> None:
    CARRIED_OUT.check_same("service propose", "f-1")


@pytest.mark.parametrize(
    ("command", "fingerprint", "other"),
    [
        ("service propose", "f-2", "other content"),
        ("service retire", "f-1", "`service propose`"),
        ("service retire", "f-2", "`service propose`"),
    ],
)
def test_its_id_for_anything_else_is_a_conflict(command: str, fingerprint: str, other: str) -> None:
    message = f"request id r-1 was used before, for {other}"
    with pytest.raises(ConflictError, match=message) as refused:
        CARRIED_OUT.check_same(command, fingerprint)
    assert refused.value.field == "request_id"
