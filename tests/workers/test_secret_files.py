from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from domain.errors import InvalidInputError
from workers.secret_files import SECRETS
from workers.settings import Settings

if TYPE_CHECKING:
    from pathlib import Path

URL = "postgresql://sc:secret@db.example:5432/sc"
NAMED = {"TEMPORAL_ADDRESS": "temporal.example:7233"}


def secret(folder: Path, content: str | bytes) -> str:
    path = folder / "secret"
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return str(path)


def test_a_secret_setting_may_lie_in_a_file_that_ends_with_a_line_break(tmp_path: Path) -> None:
    named = NAMED | {"SERVICECYCLE_DATABASE_URL_FILE": secret(tmp_path, f"{URL}\n")}
    settings = Settings.resolve(environ=named)
    assert settings.database_url("worker") == URL.replace("postgresql:", "postgresql+psycopg:")


def test_the_key_of_a_hosted_temporal_may_lie_in_a_file(tmp_path: Path) -> None:
    named = NAMED | {
        "SERVICECYCLE_DATABASE_URL": URL,
        "TEMPORAL_API_KEY_FILE": secret(tmp_path, "key of ours"),
    }
    external = Settings.resolve(environ=named).external
    assert external is not None
    assert external.profile.api_key == "key of ours"


@pytest.mark.parametrize("name", SECRETS)
@pytest.mark.parametrize("content", ["", " \n", b"\xff\xfe"])
def test_a_file_without_a_readable_secret_is_refused_by_the_name_of_its_setting(
    name: str, content: str | bytes, tmp_path: Path
) -> None:
    with pytest.raises(InvalidInputError, match=f"{name}_FILE") as refused:
        Settings.resolve(environ={f"{name}_FILE": secret(tmp_path, content)})
    assert refused.value.field == f"{name}_FILE"


def test_a_file_that_is_not_there_is_refused_without_telling_more(tmp_path: Path) -> None:
    named = {"SERVICECYCLE_SMTP_URL_FILE": str(tmp_path / "none")}
    with pytest.raises(InvalidInputError, match="cannot be read: FileNotFoundError"):
        Settings.resolve(environ=named)


def test_a_setting_that_is_given_twice_is_refused(tmp_path: Path) -> None:
    named = {
        "SERVICECYCLE_SMTP_URL": "smtp://mail.example",
        "SERVICECYCLE_SMTP_URL_FILE": secret(tmp_path, "smtp://other.example"),
    }
    with pytest.raises(InvalidInputError, match="are both set: set one"):
        Settings.resolve(environ=named)
