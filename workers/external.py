"""A company's own Temporal, PostgreSQL and mail server, as the environment names them."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Self
from urllib.parse import parse_qs, unquote, urlsplit

from pydantic import BaseModel, ConfigDict, Field

from domain.errors import InvalidInputError

if TYPE_CHECKING:
    from collections.abc import Mapping
    from urllib.parse import SplitResult

    from temporalio.envconfig import ClientConfigProfile

    from workers.embedded.credentials import DatabaseRole

DATABASE_URL = "SERVICECYCLE_DATABASE_URL"
OWNER_DATABASE_URL = "SERVICECYCLE_OWNER_DATABASE_URL"
SMTP_URL = "SERVICECYCLE_SMTP_URL"
MAIL_FROM = "SERVICECYCLE_MAIL_FROM"
USUAL_SENDER = "servicecycle@localhost"
_TEMPORAL_NAMES = ("TEMPORAL_ADDRESS", "TEMPORAL_PROFILE", "TEMPORAL_CONFIG_FILE")
_DRIVER = "postgresql+psycopg"
_USUAL_NAMESPACE = "default"
_POSTGRES_PORT = 5432
_SMTP_PORT = 25
_SMTPS_PORT = 465


@dataclass(frozen=True)
class External:
    """A Temporal cluster and a PostgreSQL database that others run.

    Args:
        address: Host and port of Temporal.
        environment: What says how Temporal is reached beside.
        database: The address of the database for worker and reader.
        owner_database: The address for migrations; the same one where none was named.
    """

    address: str
    environment: Mapping[str, str] = field(repr=False)
    database: str = field(repr=False)
    owner_database: str = field(repr=False)

    @cached_property
    def profile(self) -> ClientConfigProfile:
        """How Temporal is reached: namespace, keys, certificates.

        Raises:
            InvalidInputError: when the environment or the profile file cannot be read.
        """
        return _profile(self.environment)

    @property
    def namespace(self) -> str:
        """The namespace of the processes."""
        return self.profile.namespace or _USUAL_NAMESPACE

    @property
    def server(self) -> str:
        """Host and port of the database, for people."""
        parts = urlsplit(self.database)
        return f"{parts.hostname or 'localhost'}:{parts.port or _POSTGRES_PORT}"

    def url(self, role: DatabaseRole) -> str:
        """The address of the database for a role."""
        return self.owner_database if role == "owner" else self.database


class MailServer(BaseModel):
    """The mail server that takes our notices.

    Args:
        host: Its name.
        port: Its port.
        user: The account to log in with; None where none is needed.
        password: The password of that account.
        starttls: Whether the connection is encrypted after greeting.
        tls: Whether the connection is encrypted from the first byte (`smtps`).
    """

    model_config = ConfigDict(frozen=True)

    host: str
    port: int
    user: str | None = None
    password: str | None = Field(default=None, repr=False)
    starttls: bool = False
    tls: bool = False

    @classmethod
    def from_url(cls, url: str) -> Self:
        """Read `smtp://user:password@host:port?starttls=true` or `smtps://…`.

        Raises:
            InvalidInputError: when it is no such address.
        """
        parts = _split(SMTP_URL, url)
        if parts.scheme not in {"smtp", "smtps"} or not parts.hostname:
            raise InvalidInputError(
                f"{SMTP_URL} must look like smtp://user:password@host:port?starttls=true",
                field=SMTP_URL,
            )
        tls = parts.scheme == "smtps"
        return cls(
            host=parts.hostname,
            port=parts.port or (_SMTPS_PORT if tls else _SMTP_PORT),
            user=unquote(parts.username) if parts.username else None,
            password=unquote(parts.password) if parts.password else None,
            starttls=parse_qs(parts.query).get("starttls", ["false"])[-1] in {"true", "1", "yes"},
            tls=tls,
        )


def external_from(environment: Mapping[str, str]) -> External | None:
    """The external servers that the environment names; None where it names none.

    The profile file of the `temporal` command at its usual place is only looked at when the
    database is named: whoever merely has such a file still gets the embedded stack.

    Raises:
        InvalidInputError: when only one of the two servers is named; `field` names the other.
    """
    database = environment.get(DATABASE_URL)
    named = [name for name in _TEMPORAL_NAMES if environment.get(name)]
    if not database:
        if named:
            raise InvalidInputError(
                f"{named[0]} is set and {DATABASE_URL} is not: "
                "set both for your own servers, or neither for the embedded ones",
                field=DATABASE_URL,
            )
        return None
    address = _address(environment)
    if not address:
        raise InvalidInputError(
            f"{DATABASE_URL} is set and TEMPORAL_ADDRESS (or a profile with an address) is not: "
            "set both for your own servers, or neither for the embedded ones",
            field="TEMPORAL_ADDRESS",
        )
    owner = environment.get(OWNER_DATABASE_URL)
    return External(
        address=address,
        environment=environment,
        database=_sqlalchemy_url(DATABASE_URL, database),
        owner_database=_sqlalchemy_url(OWNER_DATABASE_URL, owner or database),
    )


def _address(environment: Mapping[str, str]) -> str | None:
    """Host and port of Temporal; the profile is only read where it may be what names them."""
    address, *profiled = (environment.get(name) for name in _TEMPORAL_NAMES)
    return address if address and not any(profiled) else _profile(environment).address


def _profile(environment: Mapping[str, str]) -> ClientConfigProfile:
    from temporalio.envconfig import (  # noqa: PLC0415 - who reads a list does not wait for it
        ClientConfigProfile,
    )

    try:
        return ClientConfigProfile.load(override_env_vars=dict(environment))
    except RuntimeError as refusal:
        raise InvalidInputError(
            f"the profile of Temporal cannot be read: {refusal}", field="TEMPORAL_PROFILE"
        ) from refusal


def _sqlalchemy_url(name: str, url: str) -> str:
    parts = _split(name, url)
    if parts.scheme not in {"postgres", "postgresql", _DRIVER} or not parts.path.strip("/"):
        raise InvalidInputError(
            f"{name} must look like postgresql://user:password@host:5432/database", field=name
        )
    return f"{_DRIVER}://{url.split('://', 1)[1]}"


def _split(name: str, url: str) -> SplitResult:
    try:
        parts = urlsplit(url)
        parts.port  # noqa: B018 - reading it is what finds a port that is no number
    except ValueError as refusal:
        raise InvalidInputError(f"{name} is no address: {refusal}", field=name) from refusal
    return parts


def sender_from(environment: Mapping[str, str]) -> str:
    """The address notices come from.

    Raises:
        InvalidInputError: when it is no address.
    """
    sender = environment.get(MAIL_FROM) or USUAL_SENDER
    local, at, domain = sender.rpartition("@")
    if not (at and local and domain) or not sender.isascii() or not sender.isprintable():
        raise InvalidInputError(
            f"{MAIL_FROM} must be an address such as servicedesk@example.com", field=MAIL_FROM
        )
    return sender
