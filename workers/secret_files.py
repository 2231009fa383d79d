"""Settings that are secret may lie in a file of their own, as container platforms hand them in."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from domain.errors import InvalidInputError

if TYPE_CHECKING:
    from collections.abc import Mapping

SECRETS = (
    "SERVICECYCLE_DATABASE_URL",
    "SERVICECYCLE_OWNER_DATABASE_URL",
    "SERVICECYCLE_SMTP_URL",
    "TEMPORAL_API_KEY",
)
"""The settings that may be given as `<NAME>_FILE`."""


def with_secrets(environment: Mapping[str, str]) -> Mapping[str, str]:
    """The environment with what its secret files hold.

    Raises:
        InvalidInputError: when a file cannot be read or is empty, or the setting is given twice;
            `field` names it.
    """
    named = [name for name in SECRETS if environment.get(f"{name}_FILE")]
    return {**environment, **{name: _secret(environment, name) for name in named}}


def _secret(environment: Mapping[str, str], name: str) -> str:
    setting = f"{name}_FILE"
    if environment.get(name):
        raise InvalidInputError(f"{name} and {setting} are both set: set one", field=setting)
    try:
        secret = Path(environment[setting]).read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError) as refusal:
        raise InvalidInputError(
            f"{setting} cannot be read: {refusal.__class__.__name__}", field=setting
        ) from refusal
    if not secret:
        raise InvalidInputError(f"{setting} names an empty file", field=setting)
    return secret
