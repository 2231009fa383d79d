"""Where everything is: the data folder, Temporal, PostgreSQL and the mail server of this house."""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Self

from domain.errors import InvalidInputError, UnreachableError
from workers.embedded.credentials import Credentials, DatabaseRole
from workers.embedded.folder import DataFolder
from workers.embedded.record import POSTGRES, TEMPORAL, StackRecord
from workers.external import (
    USUAL_SENDER,
    External,
    MailServer,
    external_from,
    sender_from,
)
from workers.secret_files import with_secrets
from workers.watching import MetricsAddress, metrics_from, traces_from

if TYPE_CHECKING:
    from collections.abc import Mapping

_USUAL_FOLDER = ".servicecycle"
_NOT_RUNNING = "nothing runs on {folder}: run `servicecycle up`"


@dataclass(frozen=True)
class TemporalTarget:
    """Which Temporal, and which of its namespaces."""

    address: str
    namespace: str = "default"


@dataclass(frozen=True)
class Settings:
    """What the environment says, read once.

    Args:
        data: The data folder, absolute.
        external: A company's own Temporal and PostgreSQL; None where the embedded ones serve.
        mail: The mail server; None where messages are written below the data folder.
        mail_from: The address notices come from.
        max_cached_workflows: How many open processes a worker keeps in memory; None for its usual.
        metrics: Where a worker tells its metrics and its health; None where it does not.
        traces: Whether commands and workers send traces to a receiver of OpenTelemetry's.
        named_readers_only: Whether a command shows nothing unless somebody is named who reads.
    """

    data: Path
    external: External | None = field(default=None, repr=False)
    mail: MailServer | None = field(default=None, repr=False)
    mail_from: str = USUAL_SENDER
    max_cached_workflows: int | None = None
    metrics: MetricsAddress | None = None
    traces: bool = False
    named_readers_only: bool = False

    @classmethod
    def resolve(cls, data: Path | None = None, environ: Mapping[str, str] | None = None) -> Self:
        """Read the settings; nothing has to run yet.

        Args:
            data: The folder named by `--data`; None where none was.
            environ: The environment; None for that of this process.

        Raises:
            InvalidInputError: when a setting cannot be used, or one of two that belong together
                is missing; `field` names it.
        """
        environment = with_secrets(os.environ if environ is None else environ)
        folder = data or Path(environment.get("SERVICECYCLE_DATA") or _USUAL_FOLDER)
        smtp_url = environment.get("SERVICECYCLE_SMTP_URL")
        return cls(
            data=folder.expanduser().absolute(),
            external=external_from(environment),
            mail=MailServer.from_url(smtp_url) if smtp_url else None,
            mail_from=sender_from(environment),
            max_cached_workflows=_count(environment, "SERVICECYCLE_MAX_CACHED"),
            metrics=metrics_from(environment),
            traces=traces_from(environment),
            named_readers_only=_yes(environment, "SERVICECYCLE_NAMED_READERS"),
        )

    @property
    def folder(self) -> DataFolder:
        """The data folder and the lie of its files."""
        return DataFolder(self.data)

    @property
    def mail_folder(self) -> Path:
        """Where messages are written while no mail server is set."""
        return self.folder.mail

    @property
    def is_external(self) -> bool:
        """Whether a company's own Temporal and PostgreSQL are used and nothing embedded."""
        return self.external is not None

    @property
    def temporal(self) -> TemporalTarget:
        """Which Temporal to call.

        Raises:
            UnreachableError: when the embedded stack does not run.
        """
        if self.external is not None:
            return TemporalTarget(self.external.address, self.external.namespace)
        address = self._record().address(TEMPORAL)
        if address is None:
            raise self._not_running()
        return TemporalTarget(address)

    def database_url(self, role: DatabaseRole) -> str:
        """The SQLAlchemy address of the database for a role.

        An external database is reached by one login for all roles (`SET ROLE` narrows it), and by
        a second one for its owner where that is set.

        Raises:
            UnreachableError: when the embedded stack does not run.
        """
        if self.external is not None:
            return self.external.url(role)
        address = self._record().address(POSTGRES)
        if address is None:
            raise self._not_running()
        port = int(address.rpartition(":")[2])
        return Credentials.read(self.folder.credentials_file).url(role, port)

    def _record(self) -> StackRecord:
        if not self.folder.is_held:
            raise self._not_running()
        return StackRecord.read(self.folder.stack_file)

    def _not_running(self) -> UnreachableError:
        return UnreachableError(_NOT_RUNNING.format(folder=self.data))


def _count(environment: Mapping[str, str], name: str) -> int | None:
    text = environment.get(name)
    if not text:
        return None
    if not text.isdecimal():
        raise InvalidInputError(f"{name} must be a whole number, not {text!r}", field=name)
    return int(text)


def _yes(environment: Mapping[str, str], name: str) -> bool:
    text = environment.get(name)
    if text and text not in {"0", "1"}:
        raise InvalidInputError(f"{name} must be 1 or 0, not {text!r}", field=name)
    return text == "1"
