"""Evidence that names a document by its SHA-256 has to name one that is there (R43; 7.5)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from activities.store import reading
from domain.errors import ConflictError, InvalidInputError, NotFoundError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from activities.store.reading import Source

_SIGN = "sha256:"


def check_evidence(source: Source, data: object, field: str) -> None:
    """Refuse data that name a document which was never attached.

    Args:
        field: Where the data stand in the input.

    Raises:
        InvalidInputError: naming the place of the first such document.
    """
    for path, text in _texts(data, field):
        if text.startswith(_SIGN):
            try:
                reading.document(source, text.removeprefix(_SIGN))
            except (NotFoundError, InvalidInputError, ConflictError) as wrong:
                message = f"{path}: {wrong.message}; `servicecycle attach FILE` stores one"
                raise InvalidInputError(message, field=path) from None


def _texts(data: object, path: str) -> Iterator[tuple[str, str]]:
    if isinstance(data, str):
        yield path, data
    elif isinstance(data, dict):
        for name, one in data.items():
            yield from _texts(one, f"{path}.{name}")
    elif isinstance(data, list):
        for at, one in enumerate(data):
            yield from _texts(one, f"{path}.{at}")
