"""The passwords of the three roles of PostgreSQL, in a file that only its owner reads."""

from __future__ import annotations

import json
import os
import secrets
from typing import TYPE_CHECKING, Literal, Self

from pydantic import BaseModel, ConfigDict

if TYPE_CHECKING:
    from pathlib import Path

DatabaseRole = Literal["owner", "worker", "reader"]

DATABASE = "servicecycle"
_RANDOM_BYTES = 24


class Credentials(BaseModel):
    """One random password for each role that may log in."""

    model_config = ConfigDict(frozen=True)

    owner: str
    worker: str
    reader: str

    @classmethod
    def fresh(cls) -> Self:
        """Passwords nobody has seen."""
        return cls(
            owner=secrets.token_urlsafe(_RANDOM_BYTES),
            worker=secrets.token_urlsafe(_RANDOM_BYTES),
            reader=secrets.token_urlsafe(_RANDOM_BYTES),
        )

    @classmethod
    def read(cls, path: Path) -> Self:
        """Read them back."""
        return cls.model_validate(json.loads(path.read_text(encoding="utf-8")))

    def write(self, path: Path) -> None:
        """Store them, readable by their owner only from the first byte on."""
        path.unlink(missing_ok=True)
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w", encoding="utf-8") as file:
            file.write(self.model_dump_json(indent=2))
            file.flush()
            os.fsync(file.fileno())

    def url(self, role: DatabaseRole, port: int, *, database: str = DATABASE) -> str:
        """The address at which a role reaches a database of this stack."""
        password: str = getattr(self, role)
        return f"postgresql+psycopg://{role_name(role)}:{password}@127.0.0.1:{port}/{database}"


def role_name(role: DatabaseRole) -> str:
    """What PostgreSQL calls a role."""
    return f"servicecycle_{role}"
